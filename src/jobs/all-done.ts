/**
 * Does several things at once that do not depend on each other, and waits for each to its end: none is left at work when
 * another has failed. Rejects with the first failure, in the order of the tasks.
 */
export async function allDone<T extends readonly unknown[]>(
  ...tasks: T
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}

/** The same for each of a list, so many at a time; results in the list's order. */
export async function eachDone<T, R>(
  items: readonly T[],
  { atOnce, task }: { readonly atOnce: number; readonly task: (item: T) => Promise<R> },
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    results.push(...(await allDone(...items.slice(start, start + atOnce).map(task))));
  }
  return results;
}
