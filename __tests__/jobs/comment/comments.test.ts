import { describe, expect, it } from 'vitest';

import { StateLocked } from '../../../src/domain/turn/holder.ts';
import type { Begun, Conclusion } from '../../../src/domain/run/outcome.ts';
import { StackComments, type StackCommentsOptions } from '../../../src/jobs/comment/comments.ts';
import { WaitBudget } from '../../../src/jobs/wait-budget.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { headOf } from '../../../src/domain/run/marker.ts';
import {
  createComments,
  createCommentsOptions,
  IDENTITY,
  type MemoryComments,
} from '../../support/fakes/fake-comments.ts';
import { createCleaned, createHolder, createPlanned } from '../../support/fakes/factories.ts';
import { createClock, settled, type FakeClock } from '../../support/fakes/fake-clock.ts';

interface Told {
  readonly comments: StackComments;
  readonly memory: MemoryComments;
  readonly clock: FakeClock;
  readonly calls: string[];
  readonly warnings: string[];
  readonly infos: string[];
  /** What the first comment on a pull request says by now. */
  body(prNumber: number): string | undefined;
  write(prNumber: number, body: string): void;
  /** The calls that change something. */
  writes(): readonly string[];
  tell(id: string): void;
}

const headOfRun = (runId: string): string => headOf(IDENTITY, { runId, runAttempt: 1 });
const PLANNED: Conclusion = { kind: 'result', result: createPlanned() };
const UNCHANGED: Conclusion = { kind: 'result', result: createPlanned({ hasChanges: false }) };

/** Comments in memory; on the `existing` pull requests an older run has written one. */
function createTold(options: Partial<StackCommentsOptions> & { readonly existing?: readonly number[] } = {}): Told {
  const { existing = [], ...others } = options;
  const memory = createComments();
  for (const prNumber of existing) memory.add(prNumber, `${headOfRun('3')}\nof before`);
  const clock = createClock({ runs: false });
  const warnings: string[] = [];
  const infos: string[] = [];
  const pages = new StackComments(
    createCommentsOptions({
      comments: memory,
      clock,
      journal: {
        info: (message) => void infos.push(message),
        warning: (message) => void warnings.push(message),
        output: () => undefined,
      },
      renderBehind: (body, prodSerial) => `${headOfRun('3')}\nbehind ${prodSerial} ${body.split('\n').at(-1) ?? ''}`,
      renderOutdated: (body, _, head) => `${head}\noutdated ${body.split('\n').at(-1) ?? ''}`,
      limitsAtMostMs: 3000,
      ...others,
    }),
  );
  const waiting = new WaitBudget(60_000);
  return {
    comments: pages,
    memory,
    clock,
    calls: memory.calls,
    warnings,
    infos,
    body: (prNumber) => memory.threads.get(prNumber)?.[0]?.body,
    write: (prNumber, body) => {
      const [first] = memory.threads.get(prNumber) ?? [];
      if (first === undefined) memory.add(prNumber, body);
      else memory.threads.set(prNumber, [{ ...first, body }]);
    },
    writes: () => memory.calls.filter((call) => !call.startsWith('find')),
    tell: (id) => {
      pages.tellWaiting({ id, waiting, look: async () => createHolder() });
    },
  };
}

describe('a last word that is about to come', () => {
  it.each([
    ['takes what was looked at a moment ago', { lookedMs: 400, lastMs: 800 }, 1],
    ['looks again where that is older', { lookedMs: 600, lastMs: 800 }, 2],
    ['looks once more where it comes late after all', { lookedMs: 400, lastMs: 1100 }, 2],
  ] as const)('%s', async (_, { lookedMs, lastMs }, looks) => {
    const { comments, memory, clock, calls } = createTold({ existing: [42] });
    comments.openOn([42]);
    await settled();
    await clock.advance(lookedMs);
    comments.lookAhead();
    await settled();
    await clock.advance(lastMs - lookedMs);
    await comments.conclude(PLANNED);
    expect(calls.filter((call) => call.startsWith('find'))).toHaveLength(looks);
    expect(memory.threads.get(42)).toHaveLength(1);
  });

  it('is never written over what this run itself has told meanwhile without a look', async () => {
    const told = createTold({ existing: [42] });
    const { comments, clock, calls } = told;
    comments.openOn([42]);
    told.tell('a');
    await settled();
    await clock.advance(100);
    comments.lookAhead();
    await settled();
    await comments.conclude(PLANNED);
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['find', 'update', 'find', 'update']);
  });
});

describe('the page of a plan', () => {
  it.each<[string, Parameters<typeof createTold>[0], Conclusion, string]>([
    ['out once its comment is made', {}, PLANNED, 'shown'],
    ['out once its comment is rewritten', { existing: [42] }, UNCHANGED, 'shown'],
    ['not in a comment where none is asked for', { policy: 'never' }, PLANNED, 'none'],
    ['nor where there is nothing to say', { policy: 'on-change' }, UNCHANGED, 'none'],
    ['left to a newer run', { existing: [42], run: { runId: '2', runAttempt: 1 } }, PLANNED, 'left-to-newer'],
  ])('is %s', async (_, options, subject, expected) => {
    const told = createTold(options);
    told.comments.openOn([42]);
    expect((await told.comments.concludeAndSay(subject)).told).toBe(expected);
  });

  it('is not out where GitHub refuses the comment, nor where its limits put it off for too long', async () => {
    const refused = createTold();
    refused.memory.before = (call) =>
      call.startsWith('create') ? Promise.reject(new GitHubUnusable('403')) : undefined;
    refused.comments.openOn([42]);
    const until = new Date('2026-11-21T12:00:00Z');
    const limited = createTold();
    limited.memory.before = (call) =>
      call.startsWith('create') ? Promise.reject(new GitHubUnusable('rate limit', { until })) : undefined;
    limited.comments.openOn([42]);
    const telling = refused.comments.concludeAndSay(PLANNED);
    while (refused.calls.filter((call) => call.startsWith('create')).length < 2) await refused.clock.advance(1000);
    expect(await telling).toEqual({ url: undefined, told: 'not-shown' });
    expect(await limited.comments.concludeAndSay(PLANNED)).toEqual({ url: undefined, told: 'not-shown' });
  });
});

describe('a comment of the same stack on another state', () => {
  const PAST = { ...IDENTITY, state: 'c'.repeat(16) };
  it.each<[string, string, boolean]>([
    ['of an earlier run', headOf(PAST, { runId: '3', runAttempt: 1 }), true],
    ['of this run, which is a twin’s', headOf(PAST, { runId: '7', runAttempt: 1 }), false],
    ['of a newer run', headOf(PAST, { runId: '9', runAttempt: 1 }), false],
    ['asked for otherwise', headOf({ ...PAST, asked: 'd'.repeat(16) }, { runId: '3', runAttempt: 1 }), false],
    ['of another stack', headOf({ ...PAST, stack: 'app' }, { runId: '3', runAttempt: 1 }), false],
    [
      'whose state nobody knew',
      headOf({ ...PAST, state: undefined, asked: 'd'.repeat(16) }, { runId: '3', runAttempt: 1 }),
      false,
    ],
  ])('is left as it is, and named in the new one where it may be old: %s', async (_, head, isNamed) => {
    const told = createTold();
    told.write(42, `${head}\nof before`);
    told.comments.openOn([42]);
    await told.comments.conclude(PLANNED);
    const [before, own] = told.memory.threads.get(42) ?? [];
    expect(before?.body).toBe(`${head}\nof before`);
    expect(own?.body.endsWith('\n\nothers: 1')).toBe(isNamed);
    expect(own?.body).toContain('result');
    // Once more, and it is not said twice.
    await told.comments.conclude(PLANNED);
    expect(
      told.memory.threads
        .get(42)
        ?.at(-1)
        ?.body.match(/others/g) ?? [],
    ).toHaveLength(isNamed ? 1 : 0);
  });
});

describe('a comment whose plan is behind', () => {
  it('is looked for anew, and rewritten', async () => {
    const told = createTold({ existing: [41] });
    await told.comments.tellBehind([41], 9);
    expect(told.calls).toEqual(['find 41', 'update 41 behind 9 of before']);
  });

  it('is not made where there is none, nor written when there is nothing to say', async () => {
    const told = createTold();
    await told.comments.tellBehind([41], 9);
    const silent = createTold({ existing: [41], renderBehind: () => undefined });
    await silent.comments.tellBehind([41], 9);
    expect([told.calls, silent.calls]).toEqual([['find 41'], ['find 41']]);
  });

  it('is given up with a warning when GitHub fails', async () => {
    const told = createTold({ existing: [41] });
    told.memory.before = () => Promise.reject(new GitHubUnusable('502'));
    await told.comments.tellBehind([41], 9);
    expect(told.warnings.join()).toContain('The comment on pull request #41 could not be written: 502');
  });
});

describe('a run that is at work', () => {
  const at = new Date('2026-11-21T10:28:00Z');
  const planning: Begun = { kind: 'begun', at, shown: undefined };

  it('is told in the comment that there is, whose plan stays readable meanwhile', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    told.comments.tellBegun(planning);
    await settled();
    expect(told.writes()).toEqual([]);
    await told.clock.advance(3000);
    expect(told.calls).toEqual(['find 42', 'update 42 outdated of before']);
    await told.comments.conclude(PLANNED);
    expect(told.calls.slice(2)).toEqual(['find 42', 'update 42 result']);
  });

  it('is not told before its result where that comes soon, for three requests in all', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    told.comments.tellBegun(planning);
    await told.clock.advance(2999);
    await told.comments.conclude(PLANNED);
    expect(told.calls).toEqual(['find 42', 'find 42', 'update 42 result']);
  });

  it('takes the place of its own wait, which is over, and of any comment when it applies', async () => {
    const told = createTold();
    told.comments.openOn([42]);
    told.tell('lock-1');
    told.comments.tellBegun(planning);
    await told.comments.conclude(PLANNED);
    expect(told.writes()).toEqual(['create 42 waiting', 'update 42 begun', 'update 42 result']);
    const applying = createTold({ existing: [41, 42] });
    applying.comments.openOn([41, 42]);
    applying.comments.tellBegun({ kind: 'begun', at, shown: createPlanned() });
    await applying.comments.conclude(PLANNED);
    expect(applying.calls.slice(2, 4)).toEqual(['update 41 begun', 'update 42 begun']);
  });

  it('leaves alone what a newer run has written meanwhile, at its beginning and at its end', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    told.write(42, `${headOfRun('9')}\nof a newer run`);
    told.comments.tellBegun(planning);
    await told.comments.conclude(PLANNED);
    expect(told.calls).toEqual(['find 42', 'find 42']);
    expect(told.infos.join()).toContain("is a newer run's by now");
  });

  it('says that its wait is over only when it was told', async () => {
    const silent = createTold({ existing: [42] });
    silent.comments.openOn([42]);
    silent.comments.tellWaitIsOver(planning);
    await settled();
    expect(silent.calls).toEqual(['find 42']);
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    told.tell('lock-1');
    told.comments.tellWaitIsOver(planning);
    await told.comments.conclude(PLANNED);
    expect(told.writes()).toEqual(['update 42 waiting', 'update 42 begun', 'update 42 result']);
  });

  it('makes no comment of its own, and says nothing to those who want none', async () => {
    for (const options of [{}, { existing: [42], policy: 'never' as const }]) {
      const told = createTold(options);
      told.comments.openOn([42]);
      told.comments.tellBegun(planning);
      await settled();
      expect(told.calls.filter((call) => !call.startsWith('find'))).toEqual([]);
    }
  });

  it('goes on when GitHub fails, and the result is still told', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    told.memory.before = (call) => {
      if (call.includes('outdated')) throw new GitHubUnusable('502');
    };
    told.comments.tellBegun(planning);
    await settled();
    await told.clock.advance(3000);
    await told.comments.conclude(PLANNED);
    expect(told.warnings.join()).toContain('could not be written: 502');
    expect(told.calls.at(-1)).toBe('update 42 result');
  });
});

describe('a waiting comment', () => {
  it('is written at once and becomes the result', async () => {
    const told = createTold();
    told.comments.openOn([42]);
    told.tell('lock-1');
    await settled();
    expect(await told.comments.conclude(PLANNED)).toContain('/pull/42#issuecomment-1');
    expect(told.writes()).toEqual(['create 42 waiting', 'update 42 result']);
    expect(told.infos).toEqual(['waiting for somebody']);
  });

  it('is rewritten after 10 s when the holder is another one, and after 60 s when it is the same', async () => {
    let pages = 0;
    const told = createTold({ existing: [42], render: () => `page ${(pages += 1)}` });
    told.comments.openOn([42]);
    const atMs: number[] = [];
    told.memory.before = (call) => {
      if (call.startsWith('update')) atMs.push(told.clock.monotonicMs());
    };
    for (let second = 0; second <= 140; second += 1) {
      told.tell(second < 65 ? 'first' : 'second');
      await settled();
      await told.clock.advance(1000);
    }
    expect(atMs).toEqual([0, 60_000, 70_000, 130_000]);
  });

  it('is not begun while another is being written', async () => {
    const told = createTold({ existing: [42] });
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    told.memory.before = (call) => (call.startsWith('update') ? answered : undefined);
    told.tell('first');
    told.comments.openOn([42]);
    await told.clock.advance(20_000);
    told.tell('second');
    await settled();
    expect(told.calls.filter((call) => call.startsWith('update'))).toHaveLength(1);
    answer(undefined);
  });

  it('is waited for by the conclusion, which is the last word', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    told.memory.before = (call) => (call === 'update 42 waiting' ? answered : undefined);
    told.tell('first');
    await settled();
    const concluding = told.comments.conclude(PLANNED);
    await settled();
    expect(told.calls).toEqual(['find 42', 'update 42 waiting']);
    answer(undefined);
    await concluding;
    expect(told.writes()).toEqual(['update 42 waiting', 'update 42 result']);
  });
});

describe('a run that gives way', () => {
  const at = new Date('2026-11-21T10:28:00Z');
  const planning: Begun = { kind: 'begun', at, shown: undefined };
  const by = { commitSha: 'd'.repeat(40), runUrl: undefined };
  const wait = { waitedMs: 0, lastHolder: undefined };
  const SUPERSEDED: Conclusion = { kind: 'result', result: { kind: 'superseded', by, wait } };
  const SKIPPED: Conclusion = { kind: 'result', result: { kind: 'skipped', reason: 'it is closed' } };
  const MERGED: Conclusion = { kind: 'result', result: createCleaned({ merged: true }) };
  const PLAN_BEFORE = `${headOfRun('5')}\nthe plan of another run`;
  const ways = [
    ['a plan that is superseded', SUPERSEDED],
    ['a run that is skipped', SKIPPED],
    ['the cleanup of a merged pull request', MERGED],
  ] as const;

  it.each(ways)('leaves the comment of another run alone: %s', async (_, conclusion) => {
    const told = createTold({ existing: [42] });
    told.write(42, PLAN_BEFORE);
    told.comments.openOn([42]);
    expect(await told.comments.conclude(conclusion)).toBeUndefined();
    expect(told.calls).toEqual(['find 42']);
  });

  it.each(ways)('brings the comment back in which it has said that it plans, or waits: %s', async (_, conclusion) => {
    const say = [
      (told: Told) => {
        told.comments.tellBegun(planning);
      },
      (told: Told) => {
        told.tell('lock-1');
      },
    ];
    for (const saying of say) {
      const told = createTold({ existing: [42] });
      told.write(42, PLAN_BEFORE);
      told.comments.openOn([42]);
      saying(told);
      await settled();
      await told.clock.advance(3000);
      expect(told.body(42)).not.toBe(PLAN_BEFORE);
      await told.comments.conclude(conclusion);
      expect(told.body(42)).toBe(PLAN_BEFORE);
    }
  });

  it('brings back what another run has written between two words of its own', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    told.tell('lock-1');
    await settled();
    told.write(42, PLAN_BEFORE);
    told.comments.tellBegun(planning);
    await told.comments.conclude(SUPERSEDED);
    expect(told.body(42)).toBe(PLAN_BEFORE);
  });

  it('leaves alone what another run has written since', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    told.comments.tellBegun(planning);
    await settled();
    await told.clock.advance(3000);
    expect(told.body(42)).toContain('outdated');
    told.write(42, PLAN_BEFORE);
    await told.comments.conclude(SUPERSEDED);
    expect(told.body(42)).toBe(PLAN_BEFORE);
  });

  it.each(ways)('ends the wait in a comment that it has made itself: %s', async (_, conclusion) => {
    const told = createTold();
    told.comments.openOn([42]);
    told.tell('lock-1');
    await told.comments.conclude(conclusion);
    expect(told.writes()).toEqual(['create 42 waiting', 'update 42 result']);
  });

  it('is told of where it is an apply, whose place another has taken', async () => {
    const told = createTold({ existing: [42], isPlan: false });
    told.comments.openOn([42]);
    await told.comments.conclude(SUPERSEDED);
    expect(told.calls).toEqual(['find 42', 'find 42', 'update 42 result']);
  });
});

describe('a comment that cannot be written', () => {
  it('is a warning that names the pull request and the reason, and the next one is tried anew', async () => {
    const told = createTold();
    told.comments.openOn([42]);
    told.memory.before = (call) => {
      if (call === 'create 42 waiting') throw new GitHubUnusable('Bad Gateway');
    };
    told.tell('first');
    await settled();
    expect(told.warnings).toEqual(['The comment on pull request #42 could not be written: Bad Gateway']);
    await told.comments.conclude(PLANNED);
    expect(told.calls).toEqual(['find 42', 'create 42 waiting', 'find 42', 'create 42 result']);
  });

  it('does not fail the run at its end', async () => {
    const told = createTold();
    told.comments.openOn([42]);
    told.memory.before = (call) => {
      if (call.startsWith('create')) throw new GitHubUnusable('not accessible');
    };
    const concluded = told.comments.conclude(PLANNED);
    await settled();
    await told.clock.advance(2000);
    expect(await concluded).toBeUndefined();
    expect(told.calls.filter((call) => call.startsWith('create'))).toHaveLength(2);
    expect(told.warnings).toHaveLength(1);
    expect(told.warnings[0]).toContain('not accessible');
  });

  it('of one pull request does not keep that of another', async () => {
    const told = createTold();
    told.comments.openOn([41, 42]);
    told.memory.before = (call) => {
      if (call.endsWith('41 result')) throw new GitHubUnusable('gone');
    };
    const concluded = told.comments.conclude(PLANNED);
    await settled();
    await told.clock.advance(2000);
    expect(await concluded).toContain('/pull/42#');
    expect(told.calls).toContain('create 42 result');
  });

  it('is tried once more at the end, and looked for anew', async () => {
    const told = createTold({ existing: [42] });
    told.comments.openOn([42]);
    let failed = false;
    told.memory.before = (call) => {
      if (call !== 'update 42 result' || failed) return;
      failed = true;
      throw new GitHubUnusable('502');
    };
    const concluded = told.comments.conclude(PLANNED);
    await settled();
    await told.clock.advance(2000);
    expect(await concluded).toContain('/pull/42#');
    expect(told.calls).toEqual(['find 42', 'find 42', 'update 42 result', 'find 42', 'update 42 result']);
    expect(told.warnings).toEqual([]);
  });

  it.each(['update 42', 'find 42'])('is given up after 30 s without an answer to %s', async (words) => {
    const told = createTold({ existing: [42] });
    told.memory.before = (call) => (call.startsWith(words) ? new Promise(() => undefined) : undefined);
    told.comments.openOn([42]);
    let ended = false;
    void told.comments.conclude(PLANNED).then(() => (ended = true));
    await settled();
    await told.clock.advance(29_999);
    expect(ended).toBe(false);
    await told.clock.advance(1);
    expect(ended).toBe(true);
    expect(told.warnings[0]).toContain('GitHub did not answer in time');
  });

  it('is looked for again when the first look failed, so that one failure does not mute the run', async () => {
    const told = createTold({ existing: [42] });
    let looks = 0;
    told.memory.before = (call) => {
      looks += call.startsWith('find') ? 1 : 0;
      if (call.startsWith('find') && looks === 1) throw new GitHubUnusable('Bad Gateway');
    };
    told.comments.openOn([42]);
    await settled();
    await told.comments.conclude(PLANNED);
    expect(told.calls).toEqual(['find 42', 'find 42', 'update 42 result']);
    expect(told.warnings).toEqual([]);
  });
});

describe('who is told', () => {
  it('is whoever was found later, too, until the run begins anew', async () => {
    const told = createTold({ existing: [41, 42, 43] });
    told.comments.openOn([42]);
    told.comments.openAlsoOn([42, 43]);
    await told.comments.conclude(PLANNED);
    expect([...told.writes()].sort()).toEqual(['update 42 result', 'update 43 result']);
    told.comments.openOn([41]);
    await told.comments.conclude(PLANNED);
    expect(told.writes().slice(2)).toEqual(['update 41 result']);
  });

  it('is nobody with comment-pr: never, and GitHub is not asked', async () => {
    const told = createTold({ policy: 'never', existing: [42] });
    told.comments.openOn([42]);
    told.tell('first');
    await settled();
    await told.comments.conclude(PLANNED);
    await told.comments.conclude({ kind: 'failure', failure: new StateLocked(createHolder(), 0) });
    expect(told.calls).toEqual([]);
    expect(told.infos).toEqual(['waiting for somebody']);
  });

  const FAILED: Conclusion = { kind: 'failure', failure: new StateLocked(createHolder(), 0) };
  const CLEANED: Conclusion = { kind: 'result', result: createCleaned() };
  const RETIRED: Conclusion = {
    kind: 'result',
    result: {
      kind: 'retired',
      removed: { folder: 'a', removedBy: undefined, lastCommit: 'b' },
      address: undefined,
      holding: { kind: 'nothing', hasState: false },
      deletion: undefined,
      wait: { waitedMs: 0, lastHolder: undefined },
    },
  };

  it.each([
    ['always', 'a plan without changes', UNCHANGED],
    ['on-change', 'a plan with changes', PLANNED],
    ['on-change', 'a root module that is removed', RETIRED],
    ['on-change', 'a failure', FAILED],
    ['on-change', 'a defect', { kind: 'defect' }],
  ] as const)('with comment-pr: %s is everybody, of %s', async (policy, _, conclusion) => {
    const told = createTold({ policy });
    told.comments.openOn([42]);
    await told.comments.conclude(conclusion);
    expect(told.calls).toEqual(['find 42', `create 42 ${conclusion.kind}`]);
  });

  it.each([
    ['on-change', 'a plan without changes', UNCHANGED],
    ['always', 'a cleanup', CLEANED],
  ] as const)(
    'with comment-pr: %s is nobody who has not been told anything yet, of %s',
    async (policy, _, conclusion) => {
      const told = createTold({ policy });
      told.comments.openOn([42]);
      await told.comments.conclude(conclusion);
      expect(told.calls).toEqual(['find 42']);
    },
  );

  it.each([
    ['a plan without changes', UNCHANGED],
    ['a cleanup', CLEANED],
  ] as const)('is whoever has been told before, of %s too', async (_, conclusion) => {
    const told = createTold({ policy: 'on-change', existing: [42] });
    told.comments.openOn([42]);
    await told.comments.conclude(conclusion);
    expect(told.calls).toEqual(['find 42', 'find 42', 'update 42 result']);
  });
});

describe('a last word that GitHub puts off', () => {
  const limit = { until: new Date(Date.parse('2026-11-21T10:30:00Z') + 60_000) };

  it('is written when that ends, over what is there then and not over what was there before', async () => {
    const told = createTold({ existing: [42], limitsAtMostMs: 300_000 });
    let isFirst = true;
    told.memory.before = (call) => {
      if (!call.startsWith('update') || !isFirst) return;
      isFirst = false;
      throw new GitHubUnusable('GitHub is asked too much.', limit);
    };
    told.comments.openOn([42]);
    const concluding = told.comments.concludeAndSay(PLANNED);
    await settled();
    // Meanwhile a newer run has told.
    told.write(42, `${headOfRun('9')}\nof a newer run`);
    await told.clock.advance(60_000);
    expect((await concluding).told).toBe('left-to-newer');
    expect(told.body(42)).toContain('of a newer run');
    expect(told.warnings.join()).toContain('GitHub is asked too much: waiting until then.');
  });

  it('is given up where that takes longer than the run may wait', async () => {
    const told = createTold({ existing: [42], limitsAtMostMs: 50_000 });
    told.memory.before = (call) => {
      if (call.startsWith('update')) throw new GitHubUnusable('GitHub is asked too much.', limit);
    };
    told.comments.openOn([42]);
    expect((await told.comments.concludeAndSay(PLANNED)).told).toBe('not-shown');
  });
});

describe('a run whose state is not known yet', () => {
  it('leaves the state in the hidden line that was known before', async () => {
    const told = createTold({ existing: [42], identity: () => ({ ...IDENTITY, state: undefined }) });
    told.comments.openOn([42]);
    await told.comments.conclude({ kind: 'failure', failure: new StateLocked(createHolder(), 0) });
    expect(told.body(42)?.split('\n')[2]).toBe(`<!-- lockstep:of ${IDENTITY.asked} ${IDENTITY.state} -->`);
  });
});

describe('an overview that GitHub does not take', () => {
  it('takes nothing from the page of the stack, which is out', async () => {
    const told = createTold({ existing: [42], renderOverview: () => 'all of them' });
    told.memory.before = (call) => {
      if (call.endsWith('all of them')) throw new GitHubUnusable('too long');
    };
    told.comments.openOn([42]);
    const concluding = told.comments.concludeAndSay(PLANNED);
    await settled();
    await told.clock.advance(2000);
    expect((await concluding).told).toBe('shown');
    expect(told.warnings.join()).toContain('The overview of pull request #42 could not be written: too long');
  });
});
