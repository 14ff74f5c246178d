import { describe, expect, it } from 'vitest';

import { TimedOut } from '../../../src/domain/apply/timed-out.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import type { Subject } from '../../../src/domain/run/outcome.ts';
import type { ChangeAction, Plan } from '../../../src/domain/plan/plan.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET, renderPlanBody, SUMMARY_BUDGET } from '../../../src/render/plan/plan-body.ts';
import { commentMarker } from '../../../src/domain/run/marker.ts';
import {
  createAddress,
  createApplied,
  createChange,
  createHolder,
  createInstance,
  createLock,
  createOverdue,
  createDrift,
  createPlan,
  createPlanned,
  createView,
} from '../../support/fakes/factories.ts';

const MANY = Array.from({ length: 5000 }, (_, index) => `module.team.aws_sqs_queue.jobs[${index}]`);

const ACTIONS: readonly ChangeAction[] = ['create', 'delete', 'replace', 'forget', 'update'];

/** A plan with `count` changes; the address of each ends in `suffix`. */
function planOf(count: number, suffix = '') {
  const addresses = Array.from(
    { length: count },
    (_, index) => `module.network["eu-west-1"].aws_route_table_association.private["subnet-${index}${suffix}"]`,
  );
  return createPlan({
    changes: addresses.map((address, index) =>
      createChange({
        address,
        action: ACTIONS[index % ACTIONS.length] ?? 'create',
        changedAttributes: ['tags', 'name'],
        values: { before: { name: 'a', size: index }, after: { name: 'b', size: index }, unknown: {} },
      }),
    ),
    drift: addresses.map((address) => createDrift(address)),
  });
}

/** About 5 MB in lines of 50 characters. */
const LONG_TEXT = Array.from({ length: 100_000 }, (_, index) => `  + line ${String(index).padEnd(40, '.')}`).join('\n');
const WAIT = { waitedMs: 243_000, lastHolder: createHolder() };
const LOCKED = {
  kind: 'taken',
  serial: 41,
  lineage: undefined,
  prodLock: { kind: 'held', lock: createLock(), places: ['table'] },
} as const;
const IN_USE = new PrStateInUse(
  createAddress(),
  Array.from({ length: 500 }, (_, index) =>
    createInstance({
      address: `module.network["eu-west-1"].aws_route_table_association.private["subnet-${index}"]`,
      id: `arn:aws:iam::123456789012:role/network/${'association'.repeat(8)}-${index}`,
    }),
  ),
);

const BIG: Readonly<Record<string, Subject>> = {
  'a plan of 5,000 changes and 5 MB of text': {
    kind: 'result',
    result: createPlanned({ plan: planOf(5000), text: LONG_TEXT, snapshot: LOCKED, wait: WAIT }),
  },
  'an apply of 5,000 changes and 5 MB of text': {
    kind: 'result',
    result: createApplied({ plan: planOf(5000), text: LONG_TEXT, wait: WAIT }),
  },
  'such an apply that had to keep the states of three pull requests': {
    kind: 'result',
    result: createApplied({
      plan: planOf(5000),
      text: LONG_TEXT,
      wait: WAIT,
      kept: [41, 42, 43].map((prNumber) => ({ prNumber, why: IN_USE })),
    }),
  },
  'a plan whose addresses have 2,000 characters': {
    kind: 'result',
    result: createPlanned({ plan: planOf(100, 'x'.repeat(2000)), text: LONG_TEXT }),
  },
  'a plan whose addresses are full of pipes, which are escaped in a table': {
    kind: 'result',
    result: createPlanned({ plan: planOf(100, '|'.repeat(100)), text: LONG_TEXT }),
  },
  'a plan whose text is one line of backticks, which make its fence longer': {
    kind: 'result',
    result: createPlanned({ text: '`'.repeat(31_000) }),
  },
  'a plan whose text is a single line': {
    kind: 'result',
    result: createPlanned({ text: 'x'.repeat(5_000_000) }),
  },
  'a failure that Terraform explains in 5 MB': {
    kind: 'failure',
    failure: new PlanFailed('terraform plan failed', LONG_TEXT),
  },
  'an apply that timed out with all of a large plan in flight': {
    kind: 'failure',
    failure: new TimedOut(
      createOverdue({
        atWork: { addresses: MANY, lastLine: undefined },
        progress: { finished: MANY, failed: [], inFlight: MANY, notBegun: MANY },
        details: LONG_TEXT,
      }),
    ),
  },
  'a PR state that is in use by 500 objects': { kind: 'failure', failure: IN_USE },
  'a PR state that is in use by objects with long names': {
    kind: 'failure',
    failure: new PrStateInUse(
      createAddress(),
      Array.from({ length: 200 }, () => createInstance({ address: `a.b["${'x'.repeat(500)}"]`, id: 'y'.repeat(500) })),
    ),
  },
  'a lock whose holder has a long name': {
    kind: 'failure',
    failure: new StateLocked(createHolder({ lock: createLock({ who: 'x'.repeat(100_000) }) }), 5000),
  },
};

describe('the budget of a page', () => {
  it("leaves room for the marker below GitHub's limit", () => {
    expect(COMMENT_BUDGET + commentMarker('infra/'.repeat(30)).length + 1).toBeLessThan(65_536);
    expect(SUMMARY_BUDGET).toBeLessThan(1024 * 1024);
  });

  it.each(Object.entries(BIG))('is kept by %s', (_, subject) => {
    expect(renderPage(subject, createView(), COMMENT_BUDGET).length).toBeLessThanOrEqual(COMMENT_BUDGET);
    expect(renderPage(subject, createView(), SUMMARY_BUDGET).length).toBeLessThanOrEqual(SUMMARY_BUDGET);
  });
});

describe('the page of a plan', () => {
  const bodyOf = (overrides: Partial<Plan>): string =>
    renderPlanBody(createPlanned({ plan: createPlan(overrides) }), {
      budget: COMMENT_BUDGET,
      runUrl: 'https://x',
    }).join('\n');

  it('says that it is a part, but where that is told as deferred', () => {
    expect(bodyOf({ complete: false })).toContain('> This is a part of a plan, cut by `-target` or `-exclude`');
    expect(bodyOf({ complete: false, deferred: [{ address: 'a.b', reason: '' }] })).not.toContain('part of a plan');
    expect(bodyOf({})).not.toContain('part of a plan');
  });

  it('names what cannot be read and does nothing', () => {
    expect(bodyOf({ passedOver: ['checks[0]'] })).toContain('> This version of Lockstep cannot read `checks[0]` of');
  });
});

describe('what there is no room for', () => {
  const page = renderPage(
    BIG['a plan of 5,000 changes and 5 MB of text'] ?? expect.unreachable(),
    createView(),
    COMMENT_BUDGET,
  );

  it('is never the address of what is destroyed, replaced or forgotten', () => {
    const shown = page.match(/subnet-\d+/g) ?? [];
    const lost = Array.from({ length: 5000 }, (_, index) => index)
      .filter((index) => ['delete', 'replace', 'forget'].includes(ACTIONS[index % ACTIONS.length] ?? ''))
      .map((index) => `subnet-${index}`);
    expect(lost).toHaveLength(3000);
    const all = new Set(shown);
    expect(lost.filter((key) => !all.has(key))).toEqual([]);
    expect(page).toContain('\nforget module.network["eu-west-1"].aws_route_table_association.private, of it\n  ');
  });

  it('is counted loudly, with where all of it is', () => {
    expect(page).toContain('**2000 more resources are left out here.**');
    const differences = page.match(/^\*\*destroy\*\* `/gm)?.length ?? 0;
    expect(differences).toBeGreaterThan(5);
    expect(page).toContain(
      `**${5000 - differences} differences are left out here.** There is more in the [job summary](https://github.com/octo/infra/actions/runs/1658821493), and all of it in the file that the output \`plan-text\` names.`,
    );
  });

  it('is the middle of the text in the summary, not its beginning or end', () => {
    const big = BIG['a plan of 5,000 changes and 5 MB of text'] ?? expect.unreachable();
    const summary = renderPage(big, createView(), SUMMARY_BUDGET);
    expect(summary).toContain('line 0.');
    expect(summary).toContain('line 99999.');
    expect(summary).not.toContain('line 50000.');
    expect(summary).toMatch(/\*\*\d+ lines are left out\.\*\* The whole text is in the file .* `plan-text` names/);
  });

  it('is never half a difference', () => {
    expect(page.match(/<details>/g)?.length).toBe(page.match(/<\/details>/g)?.length);
    expect((page.match(/^```(?:diff)?$/gm)?.length ?? 1) % 2).toBe(0);
  });

  it('is never what is destroyed, as long as something else can go', () => {
    expect(page).toMatch(/\| destroy \|/);
    expect(page).not.toMatch(/\| add \|/);
  });

  it('is less in the job summary', () => {
    const summary = renderPage(
      BIG['a plan of 5,000 changes and 5 MB of text'] ?? expect.unreachable(),
      createView(),
      SUMMARY_BUDGET,
    );

    expect(summary.length).toBeGreaterThan(5 * page.length);
  });

  it('is nothing when everything fits', () => {
    const small = renderPage(
      { kind: 'result', result: createPlanned({ plan: planOf(50) }) },
      createView(),
      COMMENT_BUDGET,
    );

    expect(small).not.toContain('left out');
    expect(small).toContain('subnet-49');
  });
});

it("Terraform's own text that is cut within a text of several lines has the signs of what stands behind it", () => {
  const own = Array.from({ length: 20_000 }, (_, index) => `            - line ${index}`);
  const others = own.map((_, index) => `      - other_${index} = 1 -> null`);
  const text = ['      + a = <<-EOT', ...own, '        EOT', ...others].join('\n');
  const shown = { plan: createPlan(), text, hasChanges: true, warnings: [] };
  const page = renderPlanBody(shown, { budget: SUMMARY_BUDGET, runUrl: '' }).join('\n');
  expect(page).toContain('lines left out here');
  expect(page).toContain('\n            - line 9\n');
  expect(page).toContain('\n-       other_19999 = 1 -> null\n');
});
