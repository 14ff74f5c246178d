import { createHmac } from 'node:crypto';
import { asRecord, canonicalJson } from '../json.ts';
import type { SetBy } from '../plan/expressions.ts';
import type { ChangeValues, Plan, ResourceChange } from '../plan/plan.ts';
import type { Review } from './review.ts';
import { NO_WORDS, openReword, type Reword, type RunWords } from './run-words.ts';
import { findFree, liftFree, type UnreviewedValue } from './unreviewed-values.ts';

/** A change as it is digested and compared. */
export interface Digestible {
  readonly kind: 'resource' | 'output';
  readonly address: string;
  readonly actions: readonly string[];
  /** With the words of the run, and what may differ, taken out of them. */
  readonly values: ChangeValues;
  /** What the configuration sets it by; undefined when that is not known. */
  readonly setBy: SetBy | undefined;
  /** Paths in it that may differ from what was reviewed. */
  readonly free: readonly UnreviewedValue['path'][];
  /** As it is in the plan; undefined for an output. */
  readonly resource: ResourceChange | undefined;
}

/** A change as it is in the plan. */
export type Part = Omit<Digestible, 'free'>;

/** The parts of a plan that are reviewed. */
export type ReviewedParts = Pick<Plan, 'changes' | 'outputChanges' | 'actionInvocations'>;

/** What of a plan's values may be another from run to run. */
export interface Leeway {
  readonly words: RunWords;
  /** What `unreviewed-values` names. */
  readonly values: readonly UnreviewedValue[];
}

export const NO_LEEWAY: Leeway = { words: NO_WORDS, values: [] };

/** The head of the pull request is a word of its own review; the first version knew no words. */
export function readingOf(
  { version, headSha }: Pick<Review, 'version' | 'headSha'>,
  { words, values }: Leeway,
): Leeway {
  if (version === 1) return { words: NO_WORDS, values };
  return { words: { ...words, commits: [...words.commits, headSha] }, values };
}

/** What of a plan is reviewed, as it is. Reading a data source changes nothing, so it needs no review. */
export function partsOf({ changes, outputChanges, actionInvocations }: ReviewedParts): readonly Part[] {
  return [
    ...actionInvocations.map(({ address, values }): Part => {
      return { kind: 'resource', address, actions: ['invoke'], values, setBy: undefined, resource: undefined };
    }),
    ...changes
      .filter(({ action }) => action !== 'read')
      .map((resource): Part => {
        const { address, actions, values, setBy } = resource;
        return { kind: 'resource', address, actions, values, setBy, resource };
      }),
    ...outputChanges.map(({ name, action, values, setBy }): Part => {
      return { kind: 'output', address: name, actions: [action], values, setBy, resource: undefined };
    }),
  ];
}

/** What of a plan is reviewed, ready to be recorded and compared. */
export function digestiblesOf(plan: ReviewedParts, leeway: Leeway = NO_LEEWAY): readonly Digestible[] {
  return partsOf(plan).map(openReading(leeway));
}

/** The one place in which values are made ready, to be recorded and to be compared. */
export function openReading({ words, values: unreviewed }: Leeway): (part: Part) => Digestible {
  const reword = openReword(words);
  return (part) => {
    const free = findFree(part, unreviewed);
    const values = liftFree(rewordValues(part.values, reword), free);
    return { ...part, free, values, setBy: rewordVariables(part.setBy, reword) };
  };
}

function rewordValues(values: ChangeValues, reword: Reword): ChangeValues {
  return { ...values, before: reword(values.before), after: reword(values.after) };
}

function rewordVariables(setBy: SetBy | undefined, reword: Reword): SetBy | undefined {
  if (setBy === undefined || Object.values(setBy).every(({ variables }) => Object.keys(variables).length === 0)) {
    return setBy;
  }
  const reworded = Object.entries(setBy).map(([name, expression]) => [
    name,
    { ...expression, variables: asRecord(reword(expression.variables)) ?? {} },
  ]);
  return Object.fromEntries(reworded) as SetBy;
}

/** Digests of one change's parts: bound to what it is a change of, so that equal values elsewhere have others. */
export type Digest = (parts: readonly unknown[]) => string;

export function openDigest({ kind, address }: Pick<Digestible, 'kind' | 'address'>, salt: string): Digest {
  return (parts) =>
    createHmac('sha256', salt)
      .update(canonicalJson([kind, address, ...parts]))
      .digest('base64url')
      .slice(0, DIGEST_CHARACTERS);
}

/** 132 bits. */
const DIGEST_CHARACTERS = 22;
