import type { ResourceChange } from '../plan/plan.ts';
import type { Digestible } from './digest.ts';

/** Whether what is to be done now is what was reviewed, or what is left of it. */
export function coversActions(
  reviewed: readonly string[],
  { actions, resource }: Pick<Digestible, 'actions' | 'resource'>,
): boolean {
  if (isSame(reviewed, actions)) return true;
  const replaced = reviewed.includes('delete') && reviewed.includes('create');
  const created = reviewed.includes('create') && !reviewed.includes('forget');
  // The second half of a replacement that was cut off.
  if (isSame(actions, ['create'])) return replaced;
  if (isSame(actions, ['delete'])) return resource?.deposed !== undefined && (replaced || created);
  // Its move or import is left.
  if (isSame(actions, ['no-op'])) return reviewed.includes('update');
  // Somebody has made it meanwhile, as another merged pull request had it.
  if (isSame(actions, ['update'])) return created;
  return isTainted(resource) && actions.includes('create') && actions.includes('delete') && created;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join();
}

/** A creation that failed half-way leaves an object that nobody has reviewed and nobody wants. */
export function isTainted(resource: ResourceChange | undefined): boolean {
  return resource?.reason === 'replace_because_tainted';
}
