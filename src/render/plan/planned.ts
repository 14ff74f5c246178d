import type { Planned, Snapshot } from '../../domain/run/outcome.ts';
import { renderDestroy } from '../stack/destroy.ts';
import { renderLock } from '../lock/holder.ts';
import { renderWay } from '../lock/way.ts';
import { codeSpan } from '../markdown.ts';
import { pageAround, provenance, type RunView } from '../page.ts';
import { renderReviewed, renderUnshown } from '../review.ts';
import { renderCounts, renderDanger } from './plan.ts';
import { renderPlanBody } from './plan-body.ts';

export function renderPlanned(result: Planned, view: RunView, budget: number): string {
  const { snapshot } = result;
  const facts = [renderSnapshot(snapshot), codeSpan(result.address.path)];
  return pageAround(view, `plan · ${renderCounts(result, 'future')}`, {
    before: [
      renderDestroy(result, view),
      renderDanger(result.plan, 10),
      renderUnshown(result.isUnshown),
      renderProdLock(snapshot, view),
      ...renderReviewed(result.reviewed, result.hasChanges, budget / 2),
    ],
    body: (left) => renderPlanBody(result, { budget: left, runUrl: view.runUrl }),
    after: [renderWay(result.wait), provenance(view, facts)],
    budget,
  });
}

function renderSnapshot(snapshot: Snapshot): string {
  if (snapshot.kind === 'taken') {
    return `snapshot of production${snapshot.serial === undefined ? '' : ` serial ${snapshot.serial}`}`;
  }
  return snapshot.why === 'no-prod-state' ? 'production has no state yet' : 'planned on an empty state';
}

function renderProdLock(snapshot: Snapshot, view: RunView): string {
  const { prodLock } = snapshot;
  if (prodLock.kind === 'free') return '';
  const who = prodLock.kind === 'held' ? renderLock(prodLock.lock, view.now) : 'a lock record that cannot be read';
  const of =
    snapshot.kind === 'none'
      ? 'an empty state'
      : snapshot.serial === undefined
        ? 'an earlier state'
        : `serial ${snapshot.serial}`;
  return `> [!NOTE]\n> Production was locked while this snapshot was taken, by ${who}. This plan is of ${of} and may be behind.`;
}
