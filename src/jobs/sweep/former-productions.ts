import { directoryName } from '../../domain/run/marker.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import { ownerOf, readNote, type PlaceFound } from '../../domain/sweep/place-note.ts';
import type { Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { HadProduction } from '../state/delete-pr-state.ts';
import { listNotes, readNoted } from './note-place.ts';

/**
 * Whether this root module has had production there while the pull request had its state where it has it now: the notes of
 * its earlier commits say so. A template without {dir} gives the same key whatever production's is. Another root module's
 * productions are not its own, though its pull requests have the same key.
 */
export function openFormerProductions(
  run: Pick<Run, 'inputs' | 'context' | 'journal'>,
  { backend, prod, ...stack }: Pick<Stack, 'backend' | 'prod' | 'prAddress'>,
  {
    prNumber,
    directory = run.inputs['working-directory'],
  }: { readonly prNumber: number; readonly directory?: string | undefined },
): HadProduction {
  return async (of) => {
    const places = await readPlaces(run, { backend, prod, ...stack }, prNumber);
    if (places === 'denied') return false;
    return places.some(
      ({ place, prod: had }) => directoryName(place.directory) === directoryName(directory) && lockItemId(had) === of,
    );
  };
}

/**
 * Another root module whose runs have noted that this pull request has its state where this one has it: this one has moved
 * there. `unknown` where the notes may not be read.
 */
export async function findMovedTo(
  run: Pick<Run, 'inputs' | 'context' | 'journal'>,
  stack: Pick<Stack, 'backend' | 'prod' | 'prAddress'>,
  prNumber: number,
): Promise<{ readonly directory: string } | 'nowhere' | 'unknown'> {
  const places = await readPlaces(run, stack, prNumber);
  if (places === 'denied') return 'unknown';
  const own = directoryName(run.inputs['working-directory']);
  const other = places.find(({ place }) => directoryName(place.directory) !== own);
  return other === undefined ? 'nowhere' : { directory: other.place.directory };
}

/** Another root module in which this pull request was planned on the same production, wherever it has its own state. */
export async function findOtherDirectory(
  run: Pick<Run, 'inputs' | 'context' | 'journal'>,
  stack: Pick<Stack, 'backend' | 'prod' | 'prAddress'>,
  prNumber: number,
): Promise<string | undefined> {
  const places = await readAllPlaces(run, stack, prNumber);
  if (places === 'denied') return undefined;
  const own = directoryName(run.inputs['working-directory']);
  const isOther = ({ place, prod }: PlaceFound): boolean =>
    lockItemId(prod) === lockItemId(stack.prod) && directoryName(place.directory) !== own;
  return places.find(isOther)?.place.directory;
}

/** What is noted of this pull request at the key that it has for this stack. */
async function readPlaces(
  run: Pick<Run, 'context' | 'journal'>,
  stack: Pick<Stack, 'backend' | 'prod' | 'prAddress'>,
  prNumber: number,
): Promise<readonly PlaceFound[] | 'denied'> {
  const { path } = stack.prAddress(prNumber);
  const places = await readAllPlaces(run, stack, prNumber);
  return places === 'denied' ? places : places.filter(({ pr }) => pr.path === path);
}

async function readAllPlaces(
  run: Pick<Run, 'context' | 'journal'>,
  { backend, prod }: Pick<Stack, 'backend' | 'prod'>,
  prNumber: number,
): Promise<readonly PlaceFound[] | 'denied'> {
  const notes = await listNotes(run, backend, prNumber);
  if (notes === 'denied') return notes;
  const found: PlaceFound[] = [];
  for (const note of notes) {
    const stored = await readNoted(backend, note);
    if (stored === undefined) continue;
    const reading = readNote({
      key: note.key,
      body: stored.body,
      bucket: prod.bucket,
      owner: ownerOf(run.context),
      prNumber,
      production: [prod],
      table: backend.settings.lockTable,
    });
    if (reading.kind !== 'refused') found.push(reading);
  }
  return found;
}
