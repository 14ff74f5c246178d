import { findLive } from './aftermath.ts';
import { noteArrivals, type Arrival } from './arrivals.ts';
import { NEXT_RUN } from './next-run.ts';
import { takePicture } from './picture.ts';
import type { Beginning } from './site.ts';

/** The id of the run that a sweep disturbs. */
export const DISTURBED_RUN = 901;

/** What an operation does and leaves when nothing disturbs it. */
export interface Undisturbed {
  /** The requests of one run. */
  readonly arrivals: readonly Arrival[];
  /** All that there is after it, and by and by whatever else a next run was seen to come after. */
  readonly pictures: Set<string>;
  /** Every key and item after the next run too. */
  readonly live: readonly string[];
}

export async function runUndisturbed(beginning: Beginning): Promise<Undisturbed> {
  await using site = await beginning.open();
  const noted = noteArrivals(site);
  const first = await (await site.start(DISTURBED_RUN, '0')).ended;
  if (first.outputs['outcome'] !== site.operation.outcome) throw new Error(`undisturbed, and yet: ${first.log}`);
  const arrivals = [...noted];
  const pictures = new Set([await takePicture(site)]);
  await (
    await site.start(NEXT_RUN, '0')
  ).ended;
  return { arrivals, pictures, live: await findLive(site) };
}
