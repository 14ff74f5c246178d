import { describe, expect, it } from 'vitest';

import { StateLocked, type HolderSeen } from '../../../src/domain/turn/holder.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../../src/render/plan/plan-body.ts';
import type { RunView } from '../../../src/render/page.ts';
import { renderPlace } from '../../../src/render/lock/holder.ts';
import { renderTime } from '../../../src/render/time.ts';
import { renderWaitingLine } from '../../../src/render/lock/waiting.ts';
import type { TurnHome } from '../../../src/domain/turn/turn-home.ts';
import { shellWord } from '../../../src/render/shell.ts';
import {
  createAddress,
  createHolder,
  createLock,
  createTicket,
  createTurnHolder,
  createTurnRun,
  createView,
} from '../../support/fakes/factories.ts';

const LOCK_ID = 'a1b2c3d4-0000-4000-8000-000000000001';

function waitingPage(holder: HolderSeen = createHolder(), view: Partial<RunView> = {}): string {
  const waiting = { holder, waitedMs: 240_000, givesUpAt: new Date('2026-11-21T10:52:00Z') };
  return renderPage({ kind: 'waiting', waiting }, createView({ command: 'apply', ...view }), COMMENT_BUDGET);
}

function lockedPage(holder: HolderSeen = createHolder(), view: Partial<RunView> = {}): string {
  const failure = new StateLocked(holder, 1_200_000);
  return renderPage({ kind: 'failure', failure }, createView({ command: 'apply', ...view }), COMMENT_BUDGET);
}

describe('the page of a run that waits', () => {
  it('says that it waits and when it gives up', () => {
    expect(waitingPage().split('\n')[0]).toMatch(
      /^### `infra\/network`: apply is waiting · for 4 min, gives up at 10:52 UTC \(in 20 min\)$/,
    );
  });

  it('says who holds the lock, doing what, since when and for how long, and which lock', () => {
    const page = waitingPage();

    expect(page).toMatch(/held by .*ana@laptop.*OperationTypeApply.*since 10:28 UTC \(3 min 59 s/);
    expect(page).toContain(LOCK_ID);
    expect(page).toContain('1.11.4');
    expect(page).toContain('tfstate/lesson-17/prod/terraform.tfstate');
  });

  it('says that it starts by itself, and folds away how to recover', () => {
    expect(waitingPage()).toMatch(/starts by itself[^]*<details>[^]*force-unlock[^]*<\/details>/);
  });

  it('says the day when it is not today', () => {
    expect(waitingPage(createHolder(), { now: new Date('2026-11-20T23:59:00Z') })).toContain(
      'gives up at 2026-11-21 10:52 UTC',
    );
    expect(renderTime(new Date('2026-11-21T10:52:59.999Z'), new Date('2026-11-21T00:00:00Z'))).toBe('10:52 UTC');
  });

  it('says nothing of the time when the holder did not, and never a negative age', () => {
    expect(waitingPage(createHolder({ lock: createLock({ created: '' }) }))).not.toMatch(/held by .*since/);
    expect(waitingPage(createHolder({ lock: createLock({ created: 'yesterday' }) }))).not.toMatch(
      /held by .*since|Invalid/,
    );
    expect(waitingPage(createHolder({ lock: createLock({ created: '2026-11-21T10:40:00Z' }) }))).toContain(
      '10:40 UTC (under 1 s',
    );
  });

  it('says that the holder is unknown when the record cannot be read', () => {
    expect(waitingPage(createHolder({ lock: undefined }))).toMatch(/held by .*a lock record that cannot be read/);
    expect(waitingPage(createHolder({ lock: createLock({ who: '' }) }))).toMatch(/held by .*unknown/);
  });
});

describe('the page of a run that gave up', () => {
  it('says that nothing was changed, who still holds the lock and how long it waited', () => {
    const page = lockedPage();

    expect(page).toMatch(/^### `infra\/network`: apply gave up waiting · nothing was changed\n/);
    expect(page).toMatch(/`tfstate\/lesson-17\/prod\/terraform\.tfstate` is held by .*ana@laptop.*Waited 20 min/);
  });

  it('has the steps out, for this very lock, unfolded and in the order in which they are safe', () => {
    const page = lockedPage();

    expect(page).not.toContain('<details>');
    expect(page).toMatch(
      /1\. Find out whether `ana@laptop` is still at work[^]*corrupts the state[^]*2\. Make sure that the lock is still this one[^]*3\. Plan before the next apply/,
    );
    expect(page).toContain(
      `   terraform init -reconfigure -backend-config=key=lesson-17/prod/terraform.tfstate\n   terraform force-unlock ${LOCK_ID}\n`,
    );
  });

  it.each([
    [true, /so `stale-lock: recover` leaves this lock alone: make sure that no process of it is left.*\n\nSafest/],
    [false, /Safest on production: .*, or set `stale-lock: recover`\. Both look/],
  ])('says what recover does about it, with a Terraform left at work: %s', (toolAtWork, words) => {
    expect(lockedPage(createHolder({ run: createTurnRun(), toolAtWork }))).toMatch(words);
  });

  it("speaks of the tool's own commands", () => {
    const page = lockedPage(createHolder(), { tool: 'tofu' });

    expect(page).toContain('tofu force-unlock');
    expect(page).not.toContain('terraform force-unlock');
  });

  it('selects the workspace whose state it is: force-unlock elsewhere finds another lock', () => {
    const address = createAddress({ key: 'ws/t.tfstate', path: 'env:/blue/ws/t.tfstate' });

    expect(lockedPage(createHolder({ address }))).toMatch(/TF_WORKSPACE=blue|workspace select blue/);
  });

  it('shows how to look at a record that nobody can read, wherever it lies', () => {
    const page = lockedPage(createHolder({ lock: undefined, places: ['table', 'lockfile'] }));

    expect(page).toContain(
      `aws dynamodb get-item --consistent-read --table-name locks --key '{"LockID":{"S":"tfstate/lesson-17/prod/terraform.tfstate"}}'`,
    );
    expect(page).toContain('aws s3 cp s3://tfstate/lesson-17/prod/terraform.tfstate.tflock -');
    expect(page).not.toContain('force-unlock');
    expect(lockedPage(createHolder({ lock: undefined, places: ['table'] }))).not.toContain('aws s3');
    expect(lockedPage(createHolder({ lock: undefined, places: ['lockfile'] }))).not.toContain('dynamodb');
  });

  it('says that the lock was gone at every look, and not that it cannot be read', () => {
    const page = lockedPage(createHolder({ lock: undefined, places: [] }));

    expect(page).toContain('The lock was gone whenever it was looked at: run the workflow again.');
    expect(page).not.toContain('cannot be read');
  });

  it('says of a lock that no look ever found that the store may be at fault, and to run doctor', () => {
    const page = lockedPage(createHolder({ lock: undefined, places: [], wasNeverSeen: true }));

    expect(page).toContain('held by nobody whom any look found');
    expect(page).toContain('the store is at fault');
    expect(page).toContain('`command: doctor`');
    expect(page).not.toContain('run the workflow again');
  });
});

describe('the page of a run that waits for its turn', () => {
  const ahead = [
    createTicket(),
    createTicket({ id: 'ticket-2', run: createTurnRun({ runId: '118', runAttempt: 3, actor: 'ben', prNumber: 43 }) }),
  ] as const;

  it('says its place in the line, how long it has waited and when it gives up', () => {
    expect(waitingPage(createTurnHolder({ ahead })).split('\n')[0]).toBe(
      '### `infra/network`: apply is waiting · 2nd in line for 4 min, gives up at 10:52 UTC (in 20 min)',
    );
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [10, '10th'],
    [11, '11th'],
    [12, '12th'],
    [13, '13th'],
    [21, '21st'],
    [111, '111th'],
    [122, '122nd'],
  ])('counts places in English: %d', (count, place) => {
    const others = Array.from({ length: count - 1 }, () => createTicket());

    expect(renderPlace(createTurnHolder({ ahead: [createTicket(), ...others] }))).toBe(`${place} in line`);
  });

  it('says whose turn it is, with the run and the pull request, and who else is ahead', () => {
    const page = waitingPage(createTurnHolder({ ahead }));

    expect(page).toMatch(
      /- held by `ana`, \[run 117\]\(https:\/\/github\.com\/octo\/infra\/actions\/runs\/117\) for #41, applying, since 10:28 UTC \(4 min\)$/m,
    );
    expect(page).toMatch(/- also ahead `ben`, \[run 118, attempt 3\]\(\S+\) for #43$/m);
    expect(page).toContain('`tfstate/lesson-17/prod/terraform.tfstate`');
    expect(page).toContain('it starts by itself when its turn comes');
  });

  it.each([
    [true, /held by .*, still running$/m],
    [false, /held by .*GitHub says has ended/],
    [undefined, /held by .*\(4 min\)$/m],
  ])('says whether the run of the holder is alive, when GitHub told: %s', (alive, words) => {
    expect(waitingPage(createTurnHolder({ alive }))).toMatch(words);
    expect(
      waitingPage(createHolder({ run: createTurnRun(), alive, lock: createLock({ created: '2026-11-21T10:28:00Z' }) })),
    ).toMatch(words);
  });

  it('names the run that took the lock when the queue knows it', () => {
    expect(waitingPage(createHolder({ run: createTurnRun() }))).toMatch(/held by .*`ana`, \[run 117\]\(http.*for #41/);
  });

  it('counts those ahead for whom there is no room', () => {
    const others = Array.from({ length: 40 }, () => createTicket());

    expect(waitingPage(createTurnHolder({ ahead: [createTicket(), ...others] }))).toMatch(
      /also ahead .*; and 30 more$/m,
    );
  });

  const OBJECT = 'aws s3 rm s3://tfstate/lesson-17/prod/terraform.tfstate.lockstep.json';
  const ITEM = `--key '{"LockID":{"S":"tfstate/lesson-17/prod/terraform.tfstate#lockstep"}}'`;
  it.each<[string | undefined, TurnHome | undefined, string]>([
    [undefined, undefined, OBJECT],
    ['locks', undefined, `aws dynamodb delete-item --table-name locks ${ITEM}`],
    ['locks', { kind: 'object' }, OBJECT],
    [
      undefined,
      { kind: 'table', table: 'locks', region: 'eu-west-1' },
      `aws dynamodb delete-item --region eu-west-1 --table-name locks ${ITEM}`,
    ],
    [
      'locks',
      { kind: 'table', table: 'older', region: 'us-east-1' },
      `aws dynamodb delete-item --region us-east-1 --table-name older ${ITEM}`,
    ],
  ])('deletes the document where it lies: the backend has table %j, the queue lies in %j', (lockTable, home, words) => {
    expect(lockedPage(createTurnHolder({ home }), { lockTable })).toContain(words);
  });

  it('never advises to break a lock that is not in the way', () => {
    const pages = [waitingPage(createTurnHolder({ ahead })), lockedPage(createTurnHolder({ ahead, alive: true }))];

    for (const page of pages) expect(page).not.toMatch(/force-unlock|delete/);
    expect(pages[1]).toMatch(/The turn on `tfstate\S+` is held by `ana`[^]*Waited 20 min[^]*cancel it there/);
  });
});

describe('the line in the log of a run that waits', () => {
  const at = { waitedMs: 0, givesUpAt: new Date('2026-11-21T10:52:00Z') };
  const now = new Date('2026-11-21T10:32:00Z');

  it('says who holds what and when the run gives up', () => {
    expect(renderWaitingLine({ holder: createHolder(), ...at }, now)).toBe(
      `Waiting for the state lock of tfstate/lesson-17/prod/terraform.tfstate, held by ana@laptop (OperationTypeApply, lock ID ${LOCK_ID}); gives up at 10:52 UTC.`,
    );
  });

  it('says whose turn it is', () => {
    expect(renderWaitingLine({ holder: createTurnHolder(), ...at }, now)).toBe(
      'Waiting for the turn on tfstate/lesson-17/prod/terraform.tfstate, 1st in line behind https://github.com/octo/infra/actions/runs/117 (ana); gives up at 10:52 UTC.',
    );
  });

  it('says that the record cannot be read', () => {
    expect(renderWaitingLine({ holder: createHolder({ lock: undefined }), ...at }, now)).toContain(
      'held by a lock record that cannot be read; gives up',
    );
  });
});

describe('a word for the shell', () => {
  it.each([
    ['key=prod/pr-42/t.tfstate', 'key=prod/pr-42/t.tfstate'],
    ['a b', "'a b'"],
    ["it's", `'it'\\''s'`],
    ['$(rm -rf /)', "'$(rm -rf /)'"],
    ['', "''"],
    ['a\nb', "'a\nb'"],
    ['a;b', "'a;b'"],
    ['~', "'~'"],
  ])('%j is %j', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
