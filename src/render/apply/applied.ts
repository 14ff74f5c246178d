import { renderDuration } from '../../domain/duration.ts';
import type { Applied, Begun } from '../../domain/run/outcome.ts';
import { renderDestroy } from '../stack/destroy.ts';
import { renderAbandoned } from '../lock/recovery.ts';
import { renderWay } from '../lock/way.ts';
import { codeSpan, prose } from '../markdown.ts';
import { page, pageAround, provenance, type RunView } from '../page.ts';
import { renderCounts, renderDanger } from '../plan/plan.ts';
import { renderPlanBody } from '../plan/plan-body.ts';
import { renderPrStateInUse } from '../pr-state-in-use.ts';
import { renderReviewed } from '../review.ts';
import { renderTime } from '../time.ts';

/** A run that is at work: the plan that it applies, once there is one. */
export function renderBegun({ at, shown, lockLost, abandoned }: Begun, view: RunView, budget: number): string {
  const since = `since ${renderTime(at, view.now)}`;
  if (shown === undefined) return page(view, `planning, ${since}`, [provenance(view, [])]);
  return pageAround(view, `applying, ${since} · ${renderCounts(shown, 'future')}`, {
    before: [renderAbandoned(abandoned), renderLockLost(lockLost, view), renderDanger(shown.plan, 10)],
    body: (left) => renderPlanBody(shown, { budget: left, runUrl: view.runUrl }),
    after: [provenance(view, [])],
    budget,
  });
}

/** Nothing kept others away from the state since then. */
function renderLockLost(what: string | undefined, { conceal }: RunView): string {
  if (what === undefined) return '';
  return `> [!CAUTION]\n> ${prose(what, conceal)}. Make sure that nobody else has applied meanwhile, and plan again.`;
}

export function renderApplied(result: Applied, view: RunView, budget: number): string {
  const headline = result.hasChanges
    ? `applied · ${renderCounts(result, 'past')} in ${renderDuration(result.applyMs)}`
    : view.isDestroy === true
      ? 'applied · nothing is left to destroy'
      : 'applied · nothing to do, production is already as the configuration says';
  const kept = result.kept.map(({ prNumber, why }) =>
    typeof why === 'string'
      ? `> [!NOTE]\n> What pull request #${prNumber} left behind could not be deleted: ${prose(why, view.conceal)}`
      : renderPrStateInUse(why, { ...view, prNumber, maxCharacters: budget / 6 / result.kept.length }),
  );
  return pageAround(view, headline, {
    before: [
      renderAbandoned(result.wait.abandoned),
      renderLockLost(result.lockLost, view),
      renderDestroy(result, view),
      result.isReencrypted === true
        ? '> [!NOTE]\n> No resource has changed. The state was written anew, as its encryption is configured now.'
        : '',
      ...renderReviewed(result.reviewed, result.hasChanges, budget / 2),
    ],
    body: (left) => renderPlanBody(result, { budget: left, runUrl: view.runUrl, outputs: result.outputs }),
    after: [
      result.wasCutOff === true
        ? '> [!NOTE]\n> The run was cut off while it applied; the apply went through all the same.'
        : '',
      ...kept,
      renderWay(result.wait),
      provenance(view, [...renderSerial(result.serial), codeSpan(result.address.path)]),
    ],
    budget,
  });
}

function renderSerial(serial: number | undefined): readonly string[] {
  return serial === undefined ? [] : [`production is at serial ${serial}`];
}
