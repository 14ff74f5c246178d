import { describe, expect, it } from 'vitest';

import { type Aftermath, Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../../src/render/plan/plan-body.ts';
import type { RunView } from '../../../src/render/page.ts';
import {
  createAddress,
  createAftermath,
  createApplied,
  createLock,
  createView,
} from '../../support/fakes/factories.ts';

const PROGRESS = { finished: ['a.done'], failed: [], inFlight: ['a.doing'], notBegun: ['a.next', 'a.last'] };
const LOCK_ID = 'a1b2c3d4-0000-4000-8000-000000000001';

function pageOf(aftermath: Partial<Aftermath>, view: Partial<RunView> = {}): string {
  const failure = new Cancelled('apply', createAftermath(aftermath));
  return renderPage({ kind: 'failure', failure }, createView({ command: 'apply', ...view }), COMMENT_BUDGET);
}

const headlineOf = (page: string): string => page.split('\n')[0]?.replace('### `infra/network`: ', '') ?? '';

describe('the headline of a run that was cut off', () => {
  it.each<[Partial<Aftermath>, string]>([
    [{}, 'apply was cancelled · nothing was changed, lock free'],
    [{ cancelled: false }, 'apply was cut off · nothing was changed, lock free'],
    [{ progress: PROGRESS }, 'apply was cancelled · 1 of 4 changes done, lock free'],
    [
      { progress: { finished: ['a.done'], failed: [], inFlight: [], notBegun: [] } },
      'apply was cancelled · 1 of 1 change done, lock free',
    ],
    [{ progress: 'unknown' }, 'apply was cancelled · how far it came is not known, lock free'],
    [{ lock: { kind: 'released' } }, 'apply was cancelled · nothing was changed, lock free'],
    [{ lock: { kind: 'left', lockId: LOCK_ID } }, 'apply was cancelled · nothing was changed, **lock left behind**'],
    [
      { lock: { kind: 'not-ours', lock: createLock() } },
      'apply was cancelled · nothing was changed, lock held by somebody else',
    ],
    [{ lock: { kind: 'never-taken' } }, 'apply was cancelled · nothing was changed'],
    [{ lock: { kind: 'unknown', why: 'no answer' } }, 'apply was cancelled · nothing was changed'],
  ])('says how far it came, and what is at the lock: %j', (aftermath, headline) => {
    expect(headlineOf(pageOf(aftermath))).toBe(headline);
  });

  it.each(['cleanup', 'unlock'])('does not say of a %s that nothing was changed', (command) => {
    const page = pageOf({}, { command });
    expect(headlineOf(page)).toBe(`${command} was cancelled · run it again, lock free`);
    expect(page).not.toMatch(/nothing was changed/i);
    expect(page).toContain('another run does the rest');
  });

  it('is all that is known of a run whose end nobody has seen', () => {
    const page = renderPage({ kind: 'failure', failure: new Cancelled('plan') }, createView(), COMMENT_BUDGET);
    expect(page).toMatch(/^### `infra\/network`: plan cancelled\n\n\*\*Next:\*\* .*\n\n<sub>/);
  });
});

describe('the page of an apply that was cut off', () => {
  it('names what is finished, what was begun and what was not, and from where the next one goes on', () => {
    const page = pageOf({ progress: PROGRESS, serial: 42 });
    expect(page).toContain('**Finished** (1): `a.done`');
    expect(page).toContain('**Begun, and not known to be finished** (1): `a.doing`');
    expect(page).toContain('**Not begun** (2): `a.next`,\n`a.last`');
    expect(page).toContain('The next apply goes on from state serial 42.');
    expect(page).toContain('· `lesson-17/prod/terraform.tfstate` · [run 118]');
  });

  it('leaves out what there is none of', () => {
    const page = pageOf({
      progress: { finished: [], failed: [], inFlight: [], notBegun: ['a.b'] },
      address: undefined,
    });
    expect(page).not.toMatch(/Finished|Begun, and|serial|What Terraform said|tfstate/);
  });

  it('has what Terraform said, folded', () => {
    expect(pageOf({ details: 'Error: execution halted' })).toContain(
      '<summary>What Terraform said</summary>\n\n```\nError: execution halted\n```',
    );
  });

  it('shows both ends of a list that is too long, and stays within its budget', () => {
    const addresses = Array.from({ length: 5000 }, (_, index) => `module.many["${'x'.repeat(20)}"].a.b[${index}]`);
    const page = pageOf({ progress: { finished: addresses, failed: [], inFlight: addresses, notBegun: addresses } });
    expect(page.length).toBeLessThan(COMMENT_BUDGET);
    expect(page).toContain('**Finished** (5000): ');
    expect(page).toContain('a.b[0]`');
    expect(page).toContain('a.b[4999]`');
    expect(page).toMatch(/… \d+ lines left out here …/);
  });
});

describe('how Terraform has ended', () => {
  it.each([
    ['after-second-interrupt', 'was not done when the time was up, and had to be interrupted a second time'],
    ['killed', 'did not end by itself'],
    ['not-at-all', 'was still at work when the time was up, and ends with the job'],
  ] as const)('is a caution when work may be lost: %s', (ended, words) => {
    const page = pageOf({ progress: PROGRESS, command: { name: 'apply', ended } });
    expect(page).toContain('> [!CAUTION]');
    expect(page).toContain(`terraform ${words}`);
    expect(page).toContain('may exist without being in the state');
  });

  it.each<[string, Partial<Aftermath>]>([
    ['it has ended in order', { progress: PROGRESS }],
    ['nothing of it was at work', { progress: PROGRESS, command: undefined }],
    ['it was no apply, which alone has something in flight', { command: { name: 'plan', ended: 'killed' } }],
  ])('is not worth a word when %s', (_, aftermath) => {
    expect(pageOf(aftermath)).not.toContain('[!');
  });
});

describe('what is at the lock', () => {
  it('says that it is given back', () => {
    expect(pageOf({ lock: { kind: 'released' } })).toContain('The state lock of this run is given back.');
  });

  it('says whose it is when somebody else has it, with its ID', () => {
    const page = pageOf({ lock: { kind: 'not-ours', lock: createLock() } });
    expect(page).toMatch(/held by `ana@laptop`, `OperationTypeApply`, since 10:28 UTC .*, lock ID `a1b2c3d4-/);
    expect(pageOf({ lock: { kind: 'not-ours', lock: undefined } })).toContain('a record that cannot be read');
  });

  it('says why it is not known', () => {
    expect(pageOf({ lock: { kind: 'unknown', why: 'no answer' } })).toContain('is not known: `no answer`');
  });

  it('names the way out for the very lock that is left, by the workflow and by hand', () => {
    const page = pageOf({ lock: { kind: 'left', lockId: LOCK_ID } });
    expect(page).toContain(`\`command: unlock\` and \`lock-id: ${LOCK_ID}\``);
    expect(page).toContain(
      [
        '```sh',
        'terraform init -reconfigure -backend-config=key=lesson-17/prod/terraform.tfstate',
        `terraform force-unlock ${LOCK_ID}`,
        'terraform plan -refresh-only',
        '```',
      ].join('\n'),
    );
  });

  it.each([
    ['not-at-all', true],
    ['killed', false],
  ] as const)('says that recover leaves it alone when its apply may be at work: %s', (ended, isSaid) => {
    const lock = { kind: 'left', lockId: LOCK_ID } as const;
    const page = pageOf({ lock, progress: PROGRESS, command: { name: 'apply', ended } });
    expect(page.includes('`stale-lock: recover` leaves it alone')).toBe(isSaid);
  });

  it('names the workspace in every command of the way out', () => {
    const key = 'lesson-17/prod/terraform.tfstate';
    const address = createAddress({ key, path: `env:/blue/${key}` });
    const page = pageOf({ address, lock: { kind: 'left', lockId: LOCK_ID } }, { tool: 'tofu' });
    expect(page.match(/^TF_WORKSPACE=blue tofu (?:init|force-unlock|plan)/gm)).toHaveLength(3);
  });

  it('has one word of a shell for whatever the lock calls itself', () => {
    const page = pageOf({ lock: { kind: 'left', lockId: "x'; rm -rf ~; '" } });
    expect(page).toContain(String.raw`terraform force-unlock 'x'\''; rm -rf ~; '\'''`);
  });

  it('has only the workflow for a lock of which nobody knows where it is', () => {
    const page = pageOf({ address: undefined, lock: { kind: 'left', lockId: LOCK_ID } });
    expect(page).toContain(`lock-id: ${LOCK_ID}`);
    expect(page).not.toContain('force-unlock');
  });
});

it('an apply that was cut off and went through says so', () => {
  const page = (wasCutOff: boolean): string =>
    renderPage(
      { kind: 'result', result: createApplied({ wasCutOff }) },
      createView({ command: 'apply' }),
      COMMENT_BUDGET,
    );
  expect(page(true)).toMatch(/^### `infra\/network`: applied · 1 added/);
  expect(page(true)).toContain(
    '> [!NOTE]\n> The run was cut off while it applied; the apply went through all the same.',
  );
  expect(page(false)).not.toContain('cut off');
});
