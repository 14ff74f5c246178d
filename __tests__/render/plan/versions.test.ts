import { describe, expect, it } from 'vitest';

import { COMMENT_BUDGET, renderPlanBody, SUMMARY_BUDGET } from '../../../src/render/plan/plan-body.ts';
import { renderCounts, renderDanger } from '../../../src/render/plan/plan.ts';
import { CORPUS, readCorpusPlan } from '../../support/documents/corpus/corpus.ts';

describe.each(CORPUS)('the page of a plan of $name', ({ plans, secrets }) => {
  const pages = [...plans.values()].flatMap((one) => {
    const plan = readCorpusPlan(one);
    const shown = { plan, hasChanges: true, text: one.summary ?? '', warnings: one.warnings };
    return [COMMENT_BUDGET, SUMMARY_BUDGET].map((budget) => ({
      build: one.build,
      plan,
      page: [
        renderCounts({ plan, hasChanges: true }, 'future'),
        renderDanger(plan, 10),
        ...renderPlanBody(shown, { budget, runUrl: 'https://github.com/octo/infra/actions/runs/117' }),
      ].join('\n\n'),
      budget,
    }));
  });

  it('is there in every version, names every change and fits', () => {
    for (const { build, plan, page, budget } of pages) {
      const addresses = plan.changes.map(({ address }) => address).filter((address) => /^[\w.]+$/.test(address));
      const left = addresses.filter((address) => !page.includes(plan.conceal(address)));
      // Of many there are more than the rows have room for: those are counted.
      expect({ build, left: page.includes('left out here') ? [] : left }).toEqual({ build, left: [] });
      expect(page.length).toBeLessThanOrEqual(budget);
    }
  });

  it('has none of its secrets, in any version', () => {
    const found = pages.flatMap(({ build, page }) =>
      secrets.filter((secret) => page.includes(secret)).map((secret) => `${build}: ${secret}`),
    );

    expect(found).toEqual([]);
  });
});
