import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from './arrivals.ts';

/** One point of a sweep, and what came of it. */
export interface Tried {
  readonly place: Place;
  /** Whether that request came in this run. */
  readonly came: boolean;
  /** What was done there. */
  readonly kind: string;
  /** How the runs ended. */
  readonly end: string;
  readonly problems: readonly string[];
  readonly log: string;
}

/** How many points were tried, by what was done there and how it ended. */
export function describeTried(title: string, tried: readonly Tried[]): string {
  const lines = [...Map.groupBy(tried, ({ kind }) => kind)].flatMap(([kind, ofKind]) => [
    `  ${kind}: ${ofKind.length}`,
    ...[...Map.groupBy(ofKind, ({ end }) => end)].map(([end, { length }]) => `    ${length} × ${end}`),
  ]);
  return [`${title}: ${tried.length} tried`, ...lines].join('\n');
}

/** Every point of which something is wrong, in a line each; the logs of their runs are kept for whoever looks into it. */
export async function describeFailures(tried: readonly Tried[]): Promise<readonly string[]> {
  const failed = tried.filter(({ problems }) => problems.length > 0);
  if (failed.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-sweep-'));
  return Promise.all(
    failed.map(async ({ place: { nth, arrival }, came, kind, end, problems, log }) => {
      const file = join(folder, `${nth}-${kind.replaceAll(' ', '-')}.log`);
      await writeFile(file, log);
      const at = `request ${nth}, ${arrival}${came ? '' : ', which did not come'}`;
      return `${at}, ${kind}: ${end}: ${problems.join('; ')} (${file})`;
    }),
  );
}
