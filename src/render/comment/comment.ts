import { renderDuration } from '../../domain/duration.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import { outcomeOf, type Cleaned, type Subject, type Superseded, type WaitingNow } from '../../domain/run/outcome.ts';
import { renderApplied, renderBegun } from '../apply/applied.ts';
import { renderEndedPlaces } from '../ended-places.ts';
import { renderFailed } from './failure.ts';
import { renderFindings } from '../findings.ts';
import { renderPlace } from '../lock/holder.ts';
import { renderUnlocked } from '../lock/recovery.ts';
import { renderWaiting } from '../lock/waiting.ts';
import { codeSpan, linkTarget, prose } from '../markdown.ts';
import { insertNext, renderNext, renderOfWhat } from '../next.ts';
import { page, provenance, type RunView } from '../page.ts';
import { COMMENT_BUDGET, elsewhere, SUMMARY_BUDGET } from '../plan/plan-body.ts';
import { renderPlanned } from '../plan/planned.ts';
import { renderRetired } from '../stack/retired.ts';
import { renderSwept } from '../sweep.ts';
import { renderTime } from '../time.ts';

/** The comment on one subject, without its marker, in at most `budget` characters whatever it is about. */
export function renderPage(subject: Subject, view: RunView, budget: number): string {
  const next = [renderNext(subject, view), renderOfWhat(subject, view)].filter((line) => line !== '').join('\n');
  const whole = insertNext(renderSubject(subject, view, budget - next.length - 2), next);
  if (whole.length <= budget) return whole;
  const [headline = ''] = whole.split('\n', 1);
  return [headline, next, `This page would be too long. ${elsewhere(budget, view.runUrl)}`, provenance(view, [])]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Nothing is hidden by it. */
const SHOW_ALL: Conceal = (text) => text;

/** The comment; `conceal` may make a page longer, and then it is told in less. */
export function renderComment(subject: Subject, view: RunView, conceal: Conceal = SHOW_ALL): string {
  return renderConcealed(subject, view, {
    conceal,
    budget: COMMENT_BUDGET,
    fits: (text) => text.length <= COMMENT_BUDGET,
  });
}

/** GitHub takes a job summary of 1 MiB, in bytes, and refuses a longer one whole. */
const SUMMARY_BYTES = 1_000_000;

export function renderSummary(subject: Subject, view: RunView, conceal: Conceal = SHOW_ALL): string {
  const fits = (text: string): boolean => Buffer.byteLength(text) <= SUMMARY_BYTES;
  return renderConcealed(subject, view, { conceal, budget: SUMMARY_BUDGET, fits });
}

interface Limits {
  readonly conceal: Conceal;
  readonly budget: number;
  readonly fits: (text: string) => boolean;
}

function renderConcealed(subject: Subject, view: RunView, { conceal, budget, fits }: Limits): string {
  for (const share of [1, 0.6, 0.25]) {
    const text = conceal(renderPage(subject, { ...view, conceal }, budget * share));
    if (fits(text)) return text;
  }
  return renderBare(subject, view);
}

/** What became of the run, in one line: for a page that cannot be had. */
export function renderBare(subject: Subject, view: RunView): string {
  const what = subject.kind === 'result' ? outcomeOf(subject.result) : subject.kind;
  return page(view, `${view.command} · ${what}`, ['The log of the run has the rest.', provenance(view, [])]);
}

function renderSubject(subject: Subject, view: RunView, budget: number): string {
  switch (subject.kind) {
    case 'waiting':
      return page(view, renderWaitingHeadline(subject.waiting, view), [
        renderWaiting(subject.waiting, view),
        provenance(view, []),
      ]);
    case 'begun':
      return renderBegun(subject, view, budget);
    case 'defect':
      return page(view, `${view.command} failed`, [
        'Lockstep itself failed, which is a defect of it. The log of the run says where.',
        provenance(view, []),
      ]);
    case 'failure':
      return renderFailed(subject.failure, view, budget);
    case 'result': {
      const { result } = subject;
      switch (result.kind) {
        case 'planned':
          return renderPlanned(result, view, budget);
        case 'applied':
          return renderApplied(result, view, budget);
        case 'cleaned':
          return renderCleaned(result, view, budget);
        case 'unlocked':
          return renderUnlocked(result, view);
        case 'swept':
          return renderSwept(result, view, budget);
        case 'examined':
          return renderFindings(result, view);
        case 'retired':
          return renderRetired(result, view, budget);
        case 'superseded':
          return page(view, `${view.command} superseded · nothing was changed`, [
            renderSuperseded(result),
            provenance(view, []),
          ]);
        case 'skipped':
          return page(view, 'skipped', [prose(result.reason.replace(/\s+/g, ' '), view.conceal)]);
      }
    }
  }
}

function renderSuperseded({ by, leftBranch }: Superseded): string {
  const its = by.runUrl === undefined ? '' : `: see [its run](${linkTarget(by.runUrl)})`;
  const which = codeSpan(by.commitSha.slice(0, 7));
  if (leftBranch === undefined) return `The newer commit ${which} has taken this one's place${its}.`;
  return `This commit is not on ${codeSpan(leftBranch)} any more, which was rewritten. Production is, or was being brought, at ${which}${its}. What is on ${codeSpan(leftBranch)} now is for its own run to apply.`;
}

function renderWaitingHeadline(waiting: WaitingNow, view: RunView): string {
  const place = renderPlace(waiting.holder);
  const waited = waiting.waitedMs < 1000 ? '' : ` for ${renderDuration(waiting.waitedMs)}`;
  const left = renderDuration(Math.max(0, waiting.givesUpAt.getTime() - view.now.getTime()));
  const facts = [`${place}${waited}`.trim(), `gives up at ${renderTime(waiting.givesUpAt, view.now)} (in ${left})`];
  return `${view.command} is waiting · ${facts.filter((fact) => fact !== '').join(', ')}`;
}

function renderCleaned(result: Cleaned, view: RunView, budget: number): string {
  const { deletion, elsewhere: others } = result;
  return page(view, 'closed · what the pull request left behind is deleted', [
    deletion.removed === 0
      ? 'There was nothing left to delete.'
      : `${deletion.removed} ${deletion.removed === 1 ? 'object, version or item is' : 'objects, versions and items are'} gone.`,
    renderEndedPlaces(others, { dryRun: false, budget: budget / 2 }),
    deletion.backupKey === undefined ? '' : `A backup of the state is at ${codeSpan(deletion.backupKey)}.`,
    deletion.versionsLeft
      ? '> [!NOTE]\n> The role may not list or delete object versions (`s3:ListBucketVersions`, `s3:DeleteObjectVersion`), so earlier versions of the state may still be there.'
      : '',
    provenance(view, [codeSpan(result.address.path)]),
  ]);
}

/** What the job summary says of a run that was refused before there was anything to tell about. */
export function renderRefusal(title: string, sentences: readonly string[], conceal: Conceal = SHOW_ALL): string {
  const page = [`### Lockstep: ${title}`, ...sentences.map((sentence) => prose(sentence, conceal))].join('\n\n');
  return conceal(page);
}
