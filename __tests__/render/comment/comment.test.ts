import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../../src/domain/apply/apply-failed.ts';
import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import type { RunFailure } from '../../../src/domain/failure.ts';
import type { RunResult } from '../../../src/domain/run/outcome.ts';
import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { renderComment, renderPage, renderRefusal, renderSummary } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET, SUMMARY_BUDGET } from '../../../src/render/plan/plan-body.ts';
import type { RunView } from '../../../src/render/page.ts';
import {
  createAddress,
  createApplied,
  createChange,
  createCleaned,
  createHolder,
  createInstance,
  createLock,
  createDrift,
  createPlan,
  createPlanned,
  createTurnRun,
  createView,
} from '../../support/fakes/factories.ts';

function pageOf(result: RunResult, view: Partial<RunView> = {}): string {
  return renderPage({ kind: 'result', result }, createView(view), COMMENT_BUDGET);
}

function failurePageOf(failure: RunFailure, view: Partial<RunView> = {}): string {
  return renderPage({ kind: 'failure', failure }, createView(view), COMMENT_BUDGET);
}

const HELD = { kind: 'held', lock: createLock(), places: ['table'] } as const;

const lossy = createPlan({
  changes: [
    createChange({ action: 'create' }),
    createChange({ action: 'delete', address: 'aws_s3_bucket.logs' }),
    createChange({
      action: 'replace',
      address: 'aws_db_instance.main',
      replacePaths: ['engine_version'],
      values: { before: { engine_version: '13' }, after: { engine_version: '14' }, unknown: {} },
    }),
  ],
  outputChanges: [{ name: 'url', action: 'create', values: { before: null, after: 'x', unknown: false } }],
  drift: [createDrift('aws_iam_role.ci'), createDrift('aws_iam_role.cd')],
});

describe('the page of a plan', () => {
  it('says first what will happen, in counts', () => {
    expect(pageOf(createPlanned({ plan: lossy })).split('\n')[0]).toBe(
      '### `infra/network`: plan · 1 to destroy, 1 to replace, 1 to add, 1 output to change',
    );
  });

  it('asks in the order of a reviewer: what is lost, what changes, each difference, outputs, what drifted, where from', () => {
    const page = pageOf(createPlanned({ plan: lossy }));
    const order = [
      '> [!CAUTION]\n> Destroys `aws_s3_bucket.logs`. Replaces `aws_db_instance.main`: because of `engine_version`.',
      '**Next:** merging applies this.',
      '| destroy | `aws_s3_bucket.logs` |',
      '| replace | `aws_db_instance.main`<br>because of `engine_version` |',
      '| add | `aws_sqs_queue.jobs` |',
      '**replace** `aws_db_instance.main`\n\n```diff\n- engine_version = "13" # forces replacement\n+ engine_version = "14" # forces replacement\n```',
      '<summary>Outputs (1)</summary>\n\n```diff\n+ url = "x"\n```',
      '<summary>Changed outside Terraform (2)</summary>',
      '! aws_iam_role.cd',
      '<sub>commit `3f2a9c1` · snapshot of production serial 41 · `lesson-17/prod/pr-42/terraform.tfstate` · [run 118](https://github.com/octo/infra/actions/runs/1658821493)</sub>',
    ];

    expect(order.map((part) => page.indexOf(part)).filter((index) => index < 0)).toEqual([]);
    expect(order.map((part) => page.indexOf(part))).toEqual(
      order.map((part) => page.indexOf(part)).sort((a, b) => a - b),
    );
  });

  it('says that nothing changes, without a diff', () => {
    const page = pageOf(createPlanned({ hasChanges: false, plan: createPlan({ changes: [] }), text: 'No changes.' }));

    expect(page).toMatch(/^### `infra\/network`: plan · no changes\n/);
    expect(page).not.toMatch(/<details>|\[!|```/);
  });

  it('names the checks that do not hold, unfolded', () => {
    const failedChecks = [{ address: 'check.health', messages: ['It is *down*.'] }];
    expect(pageOf(createPlanned({ plan: createPlan({ failedChecks }) }))).toContain(
      '> [!WARNING]\n> 1 check does not hold.\n>\n> - `check.health`: `It is *down*.`',
    );
  });

  it('has what Terraform warns of, folded, even when nothing changes', () => {
    for (const hasChanges of [true, false]) {
      expect(pageOf(createPlanned({ hasChanges, warnings: ['Deprecated\n\nUse y.', 'Other'] }))).toContain(
        '<summary>Warnings (2)</summary>\n\n```\nDeprecated\n\nUse y.\n\nOther\n```',
      );
    }
    expect(pageOf(createPlanned({ warnings: [] }))).not.toContain('Warnings');
  });

  it("colours Terraform's signs and leaves its words", () => {
    const text = '  + a\n  - b\n  ~ c\n-/+ d\n  -/+ e\n  +/- f\n      + g = "x - y"\n  plain - text';

    const subject = { kind: 'result', result: createPlanned({ text }) } as const;
    expect(renderPage(subject, createView(), SUMMARY_BUDGET)).toContain(
      '```diff\n+   a\n-   b\n!   c\n-/+ d\n-/+   e\n+/-   f\n+       g = "x - y"\n  plain - text\n```',
    );
  });

  it.each([
    [
      'was locked by somebody',
      HELD,
      /Production was locked .* by `ana@laptop`, `OperationTypeApply`, since 10:28 UTC \(3 min 59 s\)\. This plan is of serial 41 and may be behind\./,
    ],
    [
      'was locked by nobody knows whom',
      { kind: 'unreadable', places: ['lockfile'] } as const,
      /Production was locked .* by a lock record that cannot be read\. This plan is of serial 41/,
    ],
  ])('says that production %s, and that the plan may be behind', (_, prodLock, note) => {
    expect(pageOf(createPlanned({ snapshot: { kind: 'taken', serial: 41, lineage: undefined, prodLock } }))).toMatch(
      note,
    );
  });

  it('says nothing of a lock when production was free', () => {
    expect(pageOf(createPlanned())).not.toMatch(/locked|behind/);
  });

  it('says what it was planned on', () => {
    const on = (snapshot: Parameters<typeof createPlanned>[0] & object): string => pageOf(createPlanned(snapshot));

    expect(on({ snapshot: { kind: 'none', why: 'no-prod-state', prodLock: { kind: 'free' } } })).toContain(
      '· production has no state yet ·',
    );
    expect(on({ snapshot: { kind: 'none', why: 'pr-state-empty', prodLock: { kind: 'free' } } })).toContain(
      '· planned on an empty state ·',
    );
    expect(on({ snapshot: { kind: 'taken', serial: undefined, lineage: undefined, prodLock: HELD } })).toMatch(
      /This plan is of an earlier state and may be behind[^]*· snapshot of production · /,
    );
    expect(on({ snapshot: { kind: 'taken', serial: 0, lineage: undefined, prodLock: HELD } })).toContain(
      'snapshot of production serial 0 ·',
    );
  });

  it('says for how long and for whom it waited, when that was worth a word', () => {
    expect(pageOf(createPlanned({ wait: { waitedMs: 243_000, lastHolder: createHolder() } }))).toMatch(
      /\nWaited 4 min 3 s for .*ana@laptop/,
    );
    expect(pageOf(createPlanned({ wait: { waitedMs: 2000, lastHolder: undefined } }))).toContain('\nWaited 2 s.\n');
    expect(pageOf(createPlanned({ wait: { waitedMs: 999, lastHolder: createHolder() } }))).not.toContain('Waited');
  });

  it('says that it is of a merge queue', () => {
    expect(pageOf(createPlanned(), { mergeGroup: true })).toContain('<sub>merge queue · commit `3f2a9c1` · ');
  });
});

describe('the page of a run that is at work', () => {
  const at = new Date('2026-11-21T10:28:00Z');

  it('says since when it plans', () => {
    const page = renderPage({ kind: 'begun', at, shown: undefined }, createView({ command: 'plan' }), COMMENT_BUDGET);
    expect(page.split('\n')[0]).toBe('### `infra/network`: planning, since 10:28 UTC');
  });

  it('says since when it applies, and what', () => {
    const shown = createPlanned({ plan: lossy });
    const page = renderPage({ kind: 'begun', at, shown }, createView({ command: 'apply' }), COMMENT_BUDGET);
    expect(page.split('\n')[0]).toMatch(/^### `infra\/network`: applying, since 10:28 UTC · 1 to destroy, /);
    expect(page).toContain('> [!CAUTION]');
    expect(page).toContain('| destroy |');
  });
});

describe('a page with a sentence that has a secret in it', () => {
  it.each(['p@ss word-1234 x', 'S3cr3t_Pw-9!', 'two\nlines-of-it', '(begins_with', 'a `tick` in-it'])(
    'has nothing of it: %j',
    (secret) => {
      const conceal = openConceal(new Set([secret]));
      const said = `the bucket said: ${secret} is no key.`;
      const applied = createApplied({ lockLost: said, kept: [{ prNumber: 41, why: said }] });
      const pages = [
        ...[new PlanFailed(said, ''), new ApplyFailed(said, '')].map((failure) =>
          renderComment({ kind: 'failure', failure }, createView(), conceal),
        ),
        renderComment(
          { kind: 'begun', at: new Date(0), shown: createPlanned(), lockLost: said },
          createView(),
          conceal,
        ),
        renderComment({ kind: 'result', result: applied }, createView(), conceal),
        renderSummary({ kind: 'result', result: { kind: 'skipped', reason: said } }, createView(), conceal),
        renderRefusal('refused', [said], conceal),
      ];
      for (const page of pages) {
        expect(page).toContain('(sensitive)');
        for (const part of secret.split(/\s/).filter((word) => word.length > 3)) expect(page).not.toContain(part);
      }
    },
  );
});

describe('the page of an apply', () => {
  it('says what was done and in what time', () => {
    const page = pageOf(createApplied(), { command: 'apply' });

    expect(page).toMatch(/^### `infra\/network`: applied · 1 added in 3 min 12 s\n/);
    expect(page).toContain('`lesson-17/prod/terraform.tfstate` · [run 118]');
    expect(page).not.toContain('[!');
  });

  it('has the outputs as they are now, those that it changed marked, and none that is sensitive', () => {
    const change = { action: 'create' as const, values: { before: null, after: null, unknown: true } };
    const plan = createPlan({
      outputChanges: [{ name: 'url', ...change }],
      conceal: openConceal(new Set(['hunter22'])),
    });
    const outputs = { url: 'https://x', ports: [80, 443], leaked: 'hunter22' };
    const page = pageOf(createApplied({ plan, outputs }));
    expect(page).toContain(
      '<summary>Outputs (3)</summary>\n\n```diff\n! url = "https://x"\n  ports[0] = 80\n  ports[1] = 443\n  leaked = (sensitive)\n```',
    );
    expect(page).not.toContain('known after apply');
    expect(pageOf(createApplied({ plan, outputs: {} }))).toContain('+ url = (known after apply)');
  });

  it('says that the state was written anew although no resource has changed', () => {
    const words = 'No resource has changed. The state was written anew, as its encryption is configured now.';
    const pageOf = (isReencrypted: boolean): string =>
      renderPage(
        { kind: 'result', result: createApplied({ hasChanges: false, isReencrypted }) },
        createView(),
        COMMENT_BUDGET,
      );
    expect(pageOf(true)).toContain(words);
    expect(pageOf(false)).not.toContain(words);
  });

  it('says that there was nothing to do', () => {
    const page = pageOf(createApplied({ hasChanges: false, plan: createPlan({ changes: [] }) }));

    expect(page).toMatch(
      /^### `infra\/network`: applied · nothing to do, production is already as the configuration says\n/,
    );
    expect(page).not.toContain('<details>');
  });

  it('says what of which pull request could not be deleted, and why', () => {
    const inUse = new PrStateInUse(createAddress(), [createInstance({ address: 'aws_sqs_queue.mine' })]);
    const page = pageOf(
      createApplied({
        kept: [
          { prNumber: 41, why: 'its state is locked' },
          { prNumber: 42, why: inUse },
        ],
      }),
    );

    expect(page).toContain('What pull request #41 left behind could not be deleted: its state is locked');
    expect(page).toMatch(/of pull request #42 at `tfstate\/lesson-17\/prod\/pr-42\/terraform\.tfstate`/);
    expect(page).toContain('`aws_sqs_queue.mine`');
  });
});

describe('the page of a cleanup', () => {
  it.each([
    [0, 'There was nothing left to delete.'],
    [1, '1 object, version or item is gone.'],
    [3, '3 objects, versions and items are gone.'],
  ])('counts what is gone: %d', (removed, sentence) => {
    const page = pageOf(createCleaned({ deletion: { removed, versionsLeft: false, backupKey: undefined } }));

    expect(page).toMatch(/^### `infra\/network`: closed · /);
    expect(page).toContain(sentence);
    expect(page).not.toMatch(/backup|versions of the state/);
  });

  it('says where the backup is', () => {
    const deletion = { removed: 3, versionsLeft: false, backupKey: 'prod/pr-42/t.tfstate.backup-20261121T103200Z' };

    expect(pageOf(createCleaned({ deletion }))).toContain(
      'A backup of the state is at `prod/pr-42/t.tfstate.backup-20261121T103200Z`.',
    );
  });

  it('names the permission without which old versions stay', () => {
    expect(pageOf(createCleaned({ deletion: { removed: 3, versionsLeft: true, backupKey: undefined } }))).toMatch(
      /`s3:ListBucketVersions`, `s3:DeleteObjectVersion`\), so earlier versions of the state may still be there/,
    );
  });
});

describe('the page of a failure', () => {
  it('says first what an apply before it may have left, whatever this one has come to', () => {
    const toCreate = { addresses: ['aws_sqs_queue.lost'], count: 1, serial: 41, fingerprint: 'f' };
    const abandoned = { run: createTurnRun(), toCreate };
    const page = failurePageOf(new PlanFailed('terraform plan failed', 'Error: no'), { abandoned });
    const [, first] = page.split('\n\n');
    expect(first).toContain('died in the midst of an apply');
    expect(first).toContain('aws_sqs_queue.lost');
    const long = new PlanFailed('terraform plan failed', 'x'.repeat(2 * COMMENT_BUDGET));
    expect(failurePageOf(long, { abandoned })).toContain('aws_sqs_queue.lost');
  });

  it('has what Terraform said, as it said it', () => {
    const page = failurePageOf(new PlanFailed('terraform plan failed', 'Error: no\n\n  on main.tf line 1'));

    expect(page).toMatch(/^### `infra\/network`: plan failed\n/);
    expect(page).toContain('Terraform plan failed. Nothing was changed.');
    expect(page).toContain('```\nError: no\n\n  on main.tf line 1\n```');
  });

  it('has no empty block when Terraform said nothing', () => {
    expect(failurePageOf(new PlanFailed('terraform plan failed', ''))).not.toContain('```');
  });

  it('says that the run was cancelled', () => {
    expect(failurePageOf(new Cancelled('terraform plan'))).toMatch(/cancelled/);
  });

  it('says that somebody applied on the state of the pull request', () => {
    const page = failurePageOf(new PrStateInUse(createAddress(), [createInstance()]), { command: 'cleanup' });

    expect(page).toMatch(/^### `infra\/network`: cleanup stopped · somebody applied on this pull request's state\n/);
    expect(page).toContain('`aws_sqs_queue.jobs`');
  });
});

describe('the provenance of every page', () => {
  it('leaves out what is not known', () => {
    expect(pageOf(createCleaned(), { commitSha: '', runNumber: '' })).toContain(
      '<sub>`lesson-17/prod/pr-42/terraform.tfstate` · [run](https://github.com/octo/infra/actions/runs/1658821493)</sub>',
    );
  });
});
