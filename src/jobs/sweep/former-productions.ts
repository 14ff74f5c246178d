import { directoryName } from '../../domain/run/marker.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import { ownerOf, readNote } from '../../domain/sweep/place-note.ts';
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
    const pr = stack.prAddress(prNumber);
    const notes = await listNotes(run, backend, prNumber);
    if (notes === 'denied') return false;
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
      if (reading.kind === 'refused' || reading.pr.path !== pr.path) continue;
      if (directoryName(reading.place.directory) !== directoryName(directory)) continue;
      if (lockItemId(reading.prod) === of) return true;
    }
    return false;
  };
}
