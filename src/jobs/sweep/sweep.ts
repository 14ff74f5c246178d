import { Refused } from '../../domain/failure.ts';
import { sortLeftovers } from '../../domain/sweep/leftovers.ts';
import type { EndedPlace, Swept } from '../../domain/run/outcome.ts';
import { endPlaces, sortNotes } from './end-place.ts';
import { listLeftovers } from './list-leftovers.ts';
import { forgetPlace, listNotes, listPlace, notePlace } from './note-place.ts';
import { openStack } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';
import { openSweeper } from './sweep-pull-request.ts';
import type { SweptPullRequest } from './remove-leftovers.ts';

/**
 * Deletes what closed pull requests have left because their cleanup never ran: states, lockfiles, queues, and the reviews
 * that no apply will ask for. All keys are listed at once; then one pull request after the other is looked at and swept
 * within a turn of its own, as a cleanup does it. Whatever is in doubt is kept, and named.
 */
export async function sweep(run: Run, { dryRun }: { readonly dryRun: boolean }): Promise<Swept> {
  const stack = await openStack(run, { needs: 'backend' });
  const { prefix } = stack.prPaths;
  run.journal.output('state-key', stack.prod.path);
  if (prefix === '') {
    throw new Refused(
      'a pr-state-key that begins with {pr} would have the whole bucket listed: put something before it.',
    );
  }
  const { versions, isComplete } = await listLeftovers(stack.backend, prefix);
  const listed = await listNotes(run, stack.backend);
  const notes = listed === 'denied' ? [] : listed;
  const left = new Set(sortLeftovers(versions, stack.prPaths).map(({ prNumber }) => prNumber));
  const found = [...left, ...notes.map(({ prNumber }) => prNumber)];
  const numbers = [...new Set(found)].sort((one, other) => one - other);
  // Nothing is deleted of which GitHub does not say that it is closed.
  const statuses = numbers.length === 0 ? [] : await run.pullRequests.findStatuses(numbers);
  const sweepOne = openSweeper(run, stack, { dryRun });
  const done: SweptPullRequest[] = [];
  const ended: EndedPlace[] = [];
  for (const status of statuses.filter(({ closed }) => closed)) {
    const { number: prNumber } = status;
    const { here, elsewhere } = sortNotes(
      run,
      stack,
      notes.filter((note) => note.prNumber === prNumber),
    );
    if (here.length > 0 || left.has(prNumber)) {
      // Without one a run that dies here would leave an item that nobody finds; objects are found by their names.
      const isToNote = listed !== 'denied' && here.length === 0 && stack.backend.settings.lockTable !== undefined;
      if (isToNote && !dryRun) await notePlace(run, stack, prNumber);
      const own = isToNote && !dryRun ? await listPlace(run, stack, prNumber) : here;
      const one = await sweepOne(status);
      if (one.kind === 'swept' && one.isAllGone) await forgetPlace(run, stack, own);
      done.push(one);
    }
    ended.push(...(await endPlaces(run, stack, { notes: elsewhere, status, isOwnAlone: false, dryRun })));
  }
  const swept = done.filter((one) => one.kind === 'swept').filter(({ removed }) => removed > 0);
  const known = new Set(statuses.map(({ number }) => number));
  return {
    kind: 'swept',
    dryRun,
    prefix,
    swept,
    kept: done.filter((one) => one.kind === 'kept'),
    elsewhere: ended.filter((one) => one.kind === 'kept' || one.removed > 0),
    openCount: statuses.filter(({ closed }) => !closed).length,
    unknown: numbers.filter((number) => !known.has(number)),
    versionsLeft: !dryRun && (!isComplete || done.some((one) => one.kind === 'swept' && one.versionsLeft)),
    wait: run.waiting.spent,
  };
}
