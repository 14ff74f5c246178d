import { Refused } from '../domain/errors.ts';
import { sortLeftovers } from '../domain/leftovers.ts';
import type { Swept } from '../domain/outcome.ts';
import type { ListedVersion } from '../ports/backend.ts';
import { NO_VERSION } from '../ports/backend.ts';
import { findStatuses } from './find-carried.ts';
import { openJudge, type Judged } from './judge-leftovers.ts';
import { openStack, type Stack } from './open-stack.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import type { Run } from './run.ts';

/** So many pull requests are looked at at a time. */
const AT_ONCE = 8;

/**
 * Deletes what closed pull requests have left because their cleanup never ran: states, lockfiles, queues, and the reviews
 * that no apply will ask for. The keys are listed once for all of them, and deleted by the thousand.
 */
export async function sweep(run: Run, { dryRun }: { readonly dryRun: boolean }): Promise<Swept> {
  const stack = await openStack(run, { use: 'look' });
  const { prefix } = stack.prPaths;
  run.journal.output('state-key', stack.prod.path);
  if (prefix === '') {
    throw new Refused(
      'a pr-state-key that begins with {pr} would have the whole bucket listed: put something before it.',
    );
  }
  const { versions, isComplete } = await listAll(stack);
  const found = sortLeftovers(versions, stack.prPaths);
  const numbers = found.map(({ prNumber }) => prNumber);
  const statuses = await findStatuses(run, numbers);
  if (statuses === 'unknown') {
    throw new Refused(
      'GitHub does not say which pull requests are closed, so nothing was deleted. Run it again later.',
    );
  }
  const known = new Map(statuses.map((status) => [status.number, status]));
  const judge = openJudge(run, stack);
  const judged: Judged[] = [];
  for (let start = 0; start < found.length; start += AT_ONCE) {
    const some = found.slice(start, start + AT_ONCE).map(async (left) => {
      const status = known.get(left.prNumber);
      return status?.closed === true ? [await judge(left, status)] : [];
    });
    judged.push(...(await Promise.all(some)).flat());
  }
  const doomed = judged.filter((one) => one.kind === 'doomed');
  const removal = dryRun ? undefined : await removeLeftovers(run, stack, doomed);
  const wouldGo = doomed.map(({ prNumber, current, past }) => ({ prNumber, removed: current.length + past.length }));
  return {
    ...{ kind: 'swept', dryRun, prefix },
    swept: (removal?.removed ?? wouldGo).filter(({ removed }) => removed > 0),
    kept: [...judged.filter((one) => one.kind === 'kept'), ...(removal?.kept ?? [])],
    openCount: statuses.filter(({ closed }) => !closed).length,
    unknown: numbers.filter((number) => !known.has(number)),
    versionsLeft: removal !== undefined && (!removal.isComplete || !isComplete),
    wait: run.waiting.spent,
  };
}

/** Everything below the prefix; without the permission for versions, what lies there now. */
async function listAll({
  backend,
  prPaths: { prefix },
}: Stack): Promise<{ readonly versions: readonly ListedVersion[]; readonly isComplete: boolean }> {
  const versions = await backend.objects.listAllVersions(prefix);
  if (versions !== 'denied') return { versions, isComplete: true };
  const keys = await backend.objects.list(prefix);
  if (keys === 'denied') {
    throw new Refused(
      `the role may list neither the objects nor the versions below ${prefix}: grant s3:ListBucketVersions, or at least s3:ListBucket.`,
    );
  }
  const current = keys.map((key) => ({ ...{ key, versionId: NO_VERSION, isCurrent: true }, kind: 'version' as const }));
  return { versions: current, isComplete: false };
}
