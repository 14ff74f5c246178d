import { digestiblesOf, readingOf, type Leeway, type ReviewedParts } from './digest.ts';
import { attributesOf, judgeTogether } from './judgement.ts';
import type { Review, Varying } from './review.ts';
import { NOTHING_MADE } from './since.ts';

export interface PlannedAgain extends Pick<Review, 'headSha' | 'plannedOn' | 'snapshot' | 'isDestroy'> {
  readonly plan: ReviewedParts;
  readonly leeway: Leeway;
}

/**
 * What differs between an earlier plan and this one of the same commit on the same state: such values are others in every
 * plan. Together with what was noted so before. Empty when the two are not of the same commit and state.
 */
export function findVarying(earlier: Review, { plan, leeway, ...of }: PlannedAgain): readonly Varying[] {
  if (!isOfTheSame(earlier, of)) return [];
  const found = digestiblesOf(plan, readingOf(earlier, leeway)).flatMap((now): readonly Varying[] => {
    const { kind: what, address } = now;
    const reviewed = (what === 'output' ? earlier.outputs : earlier.resources).find(
      (change) => change.address === address && change.actions.join() === now.actions.join(),
    );
    if (reviewed === undefined) return [];
    const { missing, unheld } = judgeTogether([{ review: earlier, reviewed, now, making: () => NOTHING_MADE }], []);
    const values = missing.filter(({ path }) => path[0] !== '');
    const attributes = [...attributesOf(now, values), ...unheld].filter((name) => name !== '');
    const isAnother = values.length > 0 || unheld.length > 0;
    return isAnother ? [{ what, address, attributes: [...new Set(attributes)].sort() }] : [];
  });
  return mergeVarying([...earlier.varying, ...found]);
}

function isOfTheSame(earlier: Review, of: Omit<PlannedAgain, 'plan' | 'leeway'>): boolean {
  return (
    earlier.version > 1 &&
    earlier.headSha === of.headSha &&
    earlier.plannedOn === of.plannedOn &&
    (earlier.isDestroy === true) === (of.isDestroy === true) &&
    earlier.snapshot?.serial === of.snapshot?.serial &&
    earlier.snapshot?.lineage === of.snapshot?.lineage
  );
}

function mergeVarying(all: readonly Varying[]): readonly Varying[] {
  return [...Map.groupBy(all, ({ what, address }) => `${what} ${address}`).values()].flatMap((same) => {
    const [first] = same;
    const attributes = [...new Set(same.flatMap((varying) => varying.attributes))].sort();
    return first === undefined ? [] : [{ ...first, attributes }];
  });
}
