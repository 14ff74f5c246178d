import { describe, expect, it } from 'vitest';

import type { Backup, Wait } from '../../../src/domain/run/outcome.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../../src/render/plan/plan-body.ts';
import { renderBackup } from '../../../src/render/lock/recovery.ts';
import {
  createApplied,
  createHolder,
  createPlanned,
  createRecovery,
  createTurnRun,
  createUnlocked,
  createView,
} from '../../support/fakes/factories.ts';

const LOCK_ID = 'a1b2c3d4-0000-4000-8000-000000000001';
const RECOVERED = `[run 117](https://github.com/octo/infra/actions/runs/117) ended without giving back its state lock \`${LOCK_ID}\`; it was deleted.`;

function applied(wait: Partial<Wait>): string {
  const result = createApplied({ wait: { waitedMs: 0, lastHolder: undefined, ...wait } });
  return renderPage({ kind: 'result', result }, createView(), COMMENT_BUDGET);
}

describe('a lock that was taken from its dead owner on the way', () => {
  it('is told of with its owner, its ID and where the state as it was can be had', () => {
    expect(applied({ recovery: createRecovery() })).toContain(
      `> [!NOTE]\n> ${RECOVERED} The state as it was: version \`v41\` of \`lesson-17/prod/terraform.tfstate\`.`,
    );
  });

  it('is told of without a backup on a PR key, whose state is a copy', () => {
    const wait = { waitedMs: 0, lastHolder: undefined, recovery: createRecovery({ backup: undefined }) };
    const page = renderPage({ kind: 'result', result: createPlanned({ wait }) }, createView(), COMMENT_BUDGET);
    expect(page).toContain(RECOVERED);
    expect(page).not.toContain('The state as it was');
  });

  it('stands beside the wait for others', () => {
    const page = applied({ waitedMs: 5000, lastHolder: createHolder(), recovery: createRecovery() });
    expect(page).toMatch(/Waited 5 s for `ana@laptop`\.\n\n> \[!NOTE\]\n> \[run 117\]/);
  });

  it('is no word when there was none', () => {
    expect(applied({})).not.toContain('ended without giving back');
  });

  it.each<[Backup, string]>([
    [{ kind: 'version', key: 'k', versionId: 'v1' }, 'version `v1` of `k`'],
    [{ kind: 'copy', key: 'k.backup-20261121T103000Z' }, '`k.backup-20261121T103000Z`'],
    [{ kind: 'no-state' }, 'there was none yet'],
  ])('has a backup that people can find: %j', (backup, words) => {
    expect(renderBackup(backup)).toBe(words);
  });
});

const ABANDONED = {
  run: createTurnRun(),
  toCreate: { addresses: ['a.b', 'a.c["x"]'], count: 7, serial: 41, fingerprint: 'f' },
};

describe('an apply that died, and of which no state knows', () => {
  const WORDS =
    '> [!CAUTION]\n> **[run 117](https://github.com/octo/infra/actions/runs/117) died in the midst of an apply, and the state has not been written since, and stands at serial 41.**';

  it('is told first, with what it was about to create', () => {
    const page = applied({ abandoned: ABANDONED });
    expect(page.split('\n\n')[1]).toContain(WORDS);
    expect(page).toContain('`a.b`, `a.c["x"]` and 5 more.');
  });

  it('is told while the apply goes on, and by an unlock', () => {
    const begun = { kind: 'begun', at: new Date(0), shown: createApplied(), abandoned: ABANDONED } as const;
    expect(renderPage(begun, createView({ command: 'apply' }), COMMENT_BUDGET).split('\n\n')[1]).toContain(WORDS);
    const result = createUnlocked({ abandoned: ABANDONED });
    const page = renderPage({ kind: 'result', result }, createView({ command: 'unlock' }), COMMENT_BUDGET);
    expect(page.split('\n\n')[1]).toContain(WORDS);
  });
});

describe('the page of an unlock', () => {
  const steps = [
    { step: 'lock', found: `${LOCK_ID}, OperationTypeApply by ana@laptop` },
    { step: 'holder', found: 'ana@laptop, of whom the queue knows nothing' },
    { step: 'alive', found: 'whoever started this has decided' },
    { step: 'backup', found: 'version v41 of k' },
    { step: 'deletion', found: 'the lock is deleted' },
    { step: 'queue', found: 'not frozen' },
    { step: 'refresh', found: 'nothing has changed outside Terraform' },
  ] as const;

  it('shows the seven steps in their order, each with what it found', () => {
    const result = createUnlocked({ steps });
    const page = renderPage({ kind: 'result', result }, createView({ command: 'unlock' }), COMMENT_BUDGET);
    expect(page.split('\n')[0]).toBe(`### \`infra/network\`: unlocked · \`${LOCK_ID}\``);
    expect(page.match(/^\d\. .*$/gm)).toEqual([
      `1. **The lock:** \`${LOCK_ID}, OperationTypeApply by ana@laptop\``,
      '2. **Its holder:** `ana@laptop, of whom the queue knows nothing`',
      '3. **Is it alive?:** `whoever started this has decided`',
      '4. **Backup of the state:** `version v41 of k`',
      '5. **The lock, deleted if it is still that one:** `the lock is deleted`',
      '6. **The queue:** `not frozen`',
      '7. **Changed outside Terraform:** `nothing has changed outside Terraform`',
    ]);
    expect(page).toContain('read the next plan before it is applied');
    expect(page).toContain('`lesson-17/prod/terraform.tfstate` · [run 118]');
  });
});
