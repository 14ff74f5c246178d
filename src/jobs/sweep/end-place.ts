import type { EndedPlace } from '../../domain/run/outcome.ts';
import type { PullRequestStatus } from '../../domain/review/merges.ts';
import { directoryName } from '../../domain/run/marker.ts';
import { isRecordOf } from '../../domain/review/record-judgement.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { DEFAULT_TEMPLATE, describePrPaths, lockItemId } from '../../domain/state/keys.ts';
import { decidePrState } from '../../domain/state/snapshot.ts';
import { describePlace, noteKey, ownerOf, readNote, type PlaceFound } from '../../domain/sweep/place-note.ts';
import { listReviewsOf } from '../review/records.ts';
import type { Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import { passOver } from '../tolerate.ts';
import type { SweptStack } from './judge-leftovers.ts';
import { placeOf, readNoted, removeNote, type ListedNote } from './note-place.ts';
import { AT_WORK, openSweeper } from './sweep-pull-request.ts';

export interface PlacesToEnd {
  readonly notes: readonly ListedNote[];
  readonly status: PullRequestStatus;
  /** Those of this root module alone: the others have a cleanup of their own. */
  readonly isOwnAlone: boolean;
  readonly dryRun: boolean;
}

/** The notes of where this root module has the pull request now, and those of anywhere else. */
export function sortNotes(
  run: Run,
  stack: Stack,
  notes: readonly ListedNote[],
): { readonly here: readonly ListedNote[]; readonly elsewhere: readonly ListedNote[] } {
  const isHere = ({ key, prNumber }: ListedNote): boolean => key === noteKey(placeOf(run, stack, prNumber));
  return { here: notes.filter(isHere), elsewhere: notes.filter((note) => !isHere(note)) };
}

/**
 * Ends what a closed pull request has left where its root module does not point any more: at another key, in another
 * workspace, under another kind of lock. As a sweep does it, each within a turn of its own: nobody looks on.
 */
export async function endPlaces(run: Run, stack: Stack, places: PlacesToEnd): Promise<readonly EndedPlace[]> {
  const ended: EndedPlace[] = [];
  for (const note of places.notes) {
    const one = await endUnlessKept(run, stack, { ...places, note });
    if (one === undefined) continue;
    ended.push(one);
    const what =
      one.kind === 'kept' ? `is kept: ${one.why}` : `${one.removed} ${places.dryRun ? 'would go' : 'removed'}`;
    run.journal.info(`What #${one.prNumber} left at ${one.place}: ${what}`);
  }
  return ended;
}

type PlaceToEnd = Omit<PlacesToEnd, 'notes'> & { readonly note: ListedNote };

async function endUnlessKept(run: Run, stack: Stack, to: PlaceToEnd): Promise<EndedPlace | undefined> {
  const { note } = to;
  const { prNumber } = note;
  let found: PlaceFound | undefined;
  try {
    const stored = await readNoted(stack.backend, note);
    if (stored === undefined) {
      if (!to.dryRun && note.versions.every(({ kind, isCurrent }) => kind === 'delete-marker' || !isCurrent)) {
        await removeNote(run, stack.backend, note);
      }
      return undefined;
    }
    const reading = readNote({
      key: note.key,
      body: stored.body,
      bucket: stack.prod.bucket,
      owner: ownerOf(run.context),
      prNumber,
      production: [stack.prod],
      table: stack.backend.settings.lockTable,
    });
    if (reading.kind === 'refused') {
      const why = `its note is not followed: ${reading.why}. Find out who wrote it, and delete it`;
      return { kind: 'kept', prNumber, place: note.key, why };
    }
    found = reading;
    if (to.isOwnAlone && !isOfThisModule(run, reading)) return undefined;
    if (!(await isOfPullRequest(run, stack, reading))) {
      const template = JSON.stringify(reading.place.template);
      const why = `its note names the pr-state-key ${template}, which is not this step's, and nothing that lies there shows that it is a pull request's: if it was the pr-state-key of ${reading.place.directory}, sweep there once with it; else find out who wrote ${note.key}, and delete it`;
      return { kind: 'kept', prNumber, place: describePlace(reading), why };
    }
    return await end(run, stack, { ...to, note: { ...note, seen: stored }, found });
  } catch (error) {
    // One that cannot be ended must not keep the others.
    return {
      kind: 'kept',
      prNumber,
      place: found === undefined ? note.key : describePlace(found),
      why: passOver(error).message,
    };
  }
}

/** Earlier versions noted the directory as it was written. */
function isOfThisModule({ inputs }: Pick<Run, 'inputs'>, { place }: PlaceFound): boolean {
  return directoryName(place.directory) === directoryName(inputs['working-directory']);
}

/**
 * Whether a place is one of this pull request's by more than the word of its note. A forged template can give any key, that
 * of a production which this run knows nothing of among them: so, unless it is the run's own or the usual one, nothing is
 * written there before a copy that Lockstep has made, or a review of this very pull request, has been seen there.
 */
async function isOfPullRequest(
  run: Run,
  { backend, ...stack }: Stack,
  { place, prod, pr }: PlaceFound,
): Promise<boolean> {
  if (pr.path === stack.prAddress(place.prNumber).path) return true;
  if (place.template === run.inputs['pr-state-key'] || place.template === DEFAULT_TEMPLATE) return true;
  const prState = await backend.objects.get(pr.path);
  if (decidePrState({ prState, prodBody: undefined, of: lockItemId(prod) }).kind === 'snapshot') return true;
  for (const key of await listReviewsOf(backend, pr, [])) {
    const stored = await backend.objects.get(key);
    const reading = stored && parseReview(stored.body);
    if (reading?.kind !== 'review' || reading.review.prNumber !== place.prNumber) continue;
    if (isRecordOf(reading.review, { ...run.context, productionKey: prod.path })) return true;
  }
  return false;
}

async function end(
  run: Run,
  stack: Stack,
  { note, status, isOwnAlone, dryRun, found }: PlaceToEnd & { readonly found: PlaceFound },
): Promise<EndedPlace | undefined> {
  const { prNumber } = note;
  const { place: of, prod, pr } = found;
  const { workspace: name, workspaceKeyPrefix: keyPrefix } = of;
  const backend = await stack.backend.at(of.lock);
  const there: SweptStack = {
    backend,
    prod,
    prAddress: () => pr,
    prPaths: describePrPaths(of.template, of.prodKey, { name, keyPrefix }),
    noted: { directory: isOfThisModule(run, found) ? undefined : of.directory },
  };
  const place = describePlace(found);
  const swept = await openSweeper(run, there, { dryRun })(status);
  if (isOwnAlone && swept.kind === 'kept' && swept.why === AT_WORK) {
    run.journal.info(`${place} is left to the run that is at work there.`);
    return undefined;
  }
  if (swept.kind === 'kept') return { kind: 'kept', prNumber, place, why: swept.why };
  if (swept.isAllGone) await removeNote(run, stack.backend, note);
  return { kind: 'removed', prNumber, place, removed: swept.removed };
}
