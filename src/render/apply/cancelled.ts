import type { Aftermath, Cancelled } from '../../domain/apply/aftermath.ts';
import { codeSpan, cutMiddle, details, fence } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';
import { renderCommand, renderInit, shellWord } from '../shell.ts';
import { renderLock } from '../lock/holder.ts';
import { renderDone, renderSteps } from './progress.ts';

/** What a run that was cut off has done, what it has not, and what it has left. */
export function renderCancelled({ aftermath }: Cancelled, view: RunView, budget: number): string {
  if (aftermath === undefined) return page(view, `${view.command} cancelled`, [provenance(view, [])]);
  const verb = aftermath.cancelled ? 'was cancelled' : 'was cut off';
  const { progress, serial, address } = aftermath;
  const facts = address === undefined ? [] : [codeSpan(address.path)];
  return page(view, `${view.command} ${verb} · ${headline(aftermath, view)}`, [
    renderProgress(progress, view, budget),
    endWords(aftermath, view),
    lockWords(aftermath, view),
    serial === undefined ? '' : `The next apply goes on from state serial ${serial}.`,
    aftermath.details === ''
      ? ''
      : details('What Terraform said', fence('', cutMiddle(aftermath.details, budget / 4).text)),
    provenance(view, facts),
  ]);
}

function headline({ progress, lock }: Aftermath, view: RunView): string {
  const state =
    progress === undefined
      ? nothingBegun(view)
      : progress === 'unknown'
        ? 'how far it came is not known'
        : renderDone(progress);
  switch (lock.kind) {
    case 'free':
    case 'released':
      return `${state}, lock free`;
    case 'left':
      return `${state}, **lock left behind**`;
    case 'not-ours':
      return `${state}, lock held by somebody else`;
    case 'never-taken':
    case 'unknown':
      return state;
  }
}

/** A cleanup, a sweep and an unlock may be cut off in the middle: what is done is done, and doing it again does no harm. */
function isRepeatable(view: RunView): boolean {
  return ['cleanup', 'unlock', 'sweep', 'doctor'].includes(view.command);
}

function nothingBegun(view: RunView): string {
  return isRepeatable(view) ? 'run it again' : 'nothing was changed';
}

function renderProgress(progress: Aftermath['progress'], view: RunView, budget: number): string {
  if (progress === undefined) {
    return isRepeatable(view)
      ? 'What was done by then is done, and the log says what; another run does the rest.'
      : 'Nothing was changed.';
  }
  if (progress === 'unknown') return 'The log of the run says what was done, as far as anything was.';
  return renderSteps(progress, budget);
}

function endWords({ command, progress }: Aftermath, view: RunView): string {
  // Only an apply has something in flight.
  if (progress === undefined) return '';
  switch (command?.ended) {
    case undefined:
    case 'by-itself':
      return '';
    case 'after-second-interrupt':
      return `> [!CAUTION]\n> ${view.tool} was not done when the time was up, and had to be interrupted a second time: what was in flight may exist without being in the state.`;
    case 'killed':
      return `> [!CAUTION]\n> ${view.tool} did not end by itself: what was in flight may exist without being in the state.`;
    case 'not-at-all':
      return `> [!CAUTION]\n> ${view.tool} was still at work when the time was up, and ends with the job: what was in flight may exist without being in the state.`;
  }
}

function lockWords({ lock, address, command, progress }: Aftermath, view: RunView): string {
  switch (lock.kind) {
    case 'free':
    case 'never-taken':
      return '';
    case 'released':
      return 'The state lock of this run is given back.';
    case 'not-ours':
      return lock.lock === undefined
        ? 'The state lock is held by a record that cannot be read.'
        : `The state lock is held by ${renderLock(lock.lock, view.now)}, lock ID ${codeSpan(lock.lock.id)}.`;
    case 'unknown':
      return `Whether the state lock is free is not known: ${codeSpan(lock.why)}`;
    case 'left':
      return [
        `Its state lock ${codeSpan(lock.lockId)} is left behind. Once nothing of this run is at work any more, start this workflow by hand with \`command: unlock\` and ${codeSpan(`lock-id: ${lock.lockId}`)}: it backs the state up, deletes this very lock, and looks at what has changed. ${command?.ended === 'not-at-all' && progress !== undefined ? '`stale-lock: recover` leaves it alone, for silence is no sign that this Terraform has ended. ' : ''}Or by hand, from the root module's directory:`,
        address === undefined
          ? ''
          : fence(
              'sh',
              [
                renderInit(address, view),
                renderCommand(address, view, 'force-unlock', shellWord(lock.lockId)),
                renderCommand(address, view, 'plan', '-refresh-only'),
              ].join('\n'),
            ),
      ]
        .filter((part) => part !== '')
        .join('\n\n');
  }
}
