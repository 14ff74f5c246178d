import { diffArrays } from 'diff';

/** Where an element stands, before and after; undefined on the side on which it is not. */
export interface AlignedElement {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly isSame: boolean;
}

/** Beyond it the best alignment costs more than it tells. */
const EDITS_AT_MOST = 1000;

/**
 * Puts two sequences beside each other so that as few elements as possible differ. In a stretch that differs on both
 * sides, the first is set against the first. Sequences that have next to nothing in common are set side by side as they
 * are.
 */
export function align(
  before: readonly string[],
  after: readonly string[],
  editsAtMost = EDITS_AT_MOST,
): readonly AlignedElement[] {
  const stretches = diffArrays([...before], [...after], { maxEditLength: editsAtMost });
  const steps: AlignedElement[] = [];
  let [removed, added, from, to] = [0, 0, 0, 0];
  const flush = (): void => {
    for (let index = 0; index < Math.max(removed, added); index += 1) {
      const [old, now] = [index < removed ? from + index : undefined, index < added ? to + index : undefined];
      const isSame = old !== undefined && now !== undefined && before[old] === after[now];
      steps.push({ before: old, after: now, isSame });
    }
    [from, to, removed, added] = [from + removed, to + added, 0, 0];
  };
  if (stretches === undefined) {
    [removed, added] = [before.length, after.length];
  }
  for (const stretch of stretches ?? []) {
    if (stretch.removed) removed += stretch.count;
    else if (stretch.added) added += stretch.count;
    else {
      flush();
      for (let index = 0; index < stretch.count; index += 1) {
        steps.push({ before: from + index, after: to + index, isSame: true });
      }
      [from, to] = [from + stretch.count, to + stretch.count];
    }
  }
  flush();
  return steps;
}
