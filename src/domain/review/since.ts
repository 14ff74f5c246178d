import { withoutIndexes } from '../plan/configured.ts';
import { WHOLE_OUTPUT, type Expression } from '../plan/expressions.ts';
import { isMarked, type Plan } from '../plan/plan.ts';
import { asRecord } from '../json.ts';
import type { Digest, Digestible, Part } from './digest.ts';
import type { Review, ReviewedChange } from './review.ts';

/** Whether what was known later, when it was reviewed, may have become known since. */
export interface Since {
  /** For what the configuration sets at this place. */
  isSetKnown(path: readonly (string | number)[]): boolean;
  /** For what is left to the provider. */
  isComputedKnown(): boolean;
  /** For what is known later still. */
  isFromTheSame(path: readonly (string | number)[]): boolean;
}

/** For what is there already: nothing of it is applied. */
export const AT_ANY_TIME: Since = { isSetKnown: () => true, isComputedKnown: () => true, isFromTheSame: () => true };

/** What a review makes, replaces and updates: addresses without indexes. */
export interface Making {
  readonly all: ReadonlySet<string>;
  /** What of it is made by now, whoever has done it. */
  readonly done: ReadonlySet<string>;
}

export const NOTHING_MADE: Making = { all: new Set(), done: new Set() };

/** What each attribute is set by of which something is known later. */
export function recordSetBy(change: Digestible, digest: Digest): readonly string[] {
  return attributesKnownLater(change)
    .flatMap((name) => {
      const expression = change.setBy?.[name];
      return expression === undefined ? [] : [digestSetBy(name, expression, digest)];
    })
    .sort();
}

function attributesKnownLater({ kind, values }: Digestible): readonly string[] {
  const isOne = kind === 'output' || values.unknown === true;
  const attributes = isOne ? { [WHOLE_OUTPUT]: values.unknown } : (asRecord(values.unknown) ?? {});
  return Object.keys(attributes).filter((name) => isMarked(attributes[name]));
}

/** What each of these takes values from: all of it, and one by one. */
export function recordSources(change: Digestible, digest: Digest): readonly string[] {
  return attributesKnownLater(change)
    .flatMap((name) => {
      const sources = sourcesOf(change, name);
      return [digestSources(name, sources, digest), ...sources.map((source) => digestSource(name, source, digest))];
    })
    .sort();
}

/** Of what the configuration does not name there is none, whether it is left to the provider or in a `dynamic` block. */
function sourcesOf({ setBy }: Pick<Digestible, 'setBy'>, name: string): readonly string[] {
  return setBy?.[name]?.sources ?? [];
}

function digestSources(name: string, sources: readonly string[], digest: Digest): string {
  return digest(['from all', name, sources]);
}

function digestSource(name: string, source: string, digest: Digest): string {
  return digest(['from', name, source]);
}

/** What a reviewed change has of the sources of the one at hand. */
export interface Sources {
  hasAll(name: string): boolean;
  /** One by one. */
  findOthers(name: string): readonly string[];
}

/** A record that does not tell has them all. */
export function openSources(
  { reviewed, now }: { readonly reviewed: ReviewedChange; readonly now: Digestible },
  digest: Digest,
): Sources {
  const { sources } = reviewed;
  const recorded = new Set(sources);
  return {
    hasAll: (name) => sources === undefined || recorded.has(digestSources(name, sourcesOf(now, name), digest)),
    findOthers: (name) =>
      sources === undefined
        ? []
        : sourcesOf(now, name).filter((source) => !recorded.has(digestSource(name, source, digest))),
  };
}

/**
 * What is known later still is what was seen where it comes from the same: one review has it so, or several that each set
 * a part of the attribute.
 */
function isFromTheSame(name: string, own: Sources, others: readonly Sources[]): boolean {
  if (own.hasAll(name) || others.length === 0) return own.hasAll(name);
  const left = others.map((other) => new Set(other.findOthers(name)));
  return own.findOthers(name).every((source) => left.some((missing) => !missing.has(source)));
}

function digestSetBy(name: string, { fingerprint, variables }: Expression, digest: Digest): string {
  return digest(['set by', name, fingerprint, variables]);
}

export interface SinceWhat {
  /** What the review makes. */
  readonly making: () => Making;
  /** What other reviews have of the same change, where they count together. */
  readonly others: () => readonly Sources[];
}

/**
 * A value takes the place of one that was known later only where the same expression sets it, as far as a plan tells, and
 * what it had to wait for is there by now: one of the resources that it names, if the review makes any of them.
 */
export function openSince(
  { reviewed, now }: { readonly reviewed: ReviewedChange; readonly now: Digestible },
  { making, others }: SinceWhat,
  digest: Digest,
): Since {
  const looked = new Map<string, boolean>();
  const attributeOf = ([name]: readonly (string | number)[]): string =>
    now.kind === 'resource' && typeof name === 'string' ? name : WHOLE_OUTPUT;
  const own = openSources({ reviewed, now }, digest);
  const look = (name: string): boolean => {
    const expression = now.setBy?.[name];
    if (expression === undefined || reviewed.setBy?.includes(digestSetBy(name, expression, digest)) !== true) {
      return false;
    }
    const { all, done } = making();
    const named = expression.resources.filter((address) => all.has(address));
    return named.length > 0 ? named.some((address) => done.has(address)) : expression.isOpen && done.size > 0;
  };
  return {
    isSetKnown: (path) => {
      const attribute = attributeOf(path);
      const found = looked.get(attribute) ?? look(attribute);
      looked.set(attribute, found);
      return found;
    },
    isComputedKnown: () => making().done.size > 0,
    isFromTheSame: (path) => isFromTheSame(attributeOf(path), own, others()),
  };
}

/** `isMade` says whether an object is as the reviewed update or replacement leaves it, and was not before. */
export function findMaking(
  { resources }: Pick<Review, 'resources'>,
  plan: Plan,
  isMade: (change: ReviewedChange, object: Part) => boolean,
): Making {
  const objects = objectsIn(plan);
  const making = resources.filter(({ actions }) => actions.includes('create') || actions.includes('update'));
  const done = making.filter((change) => {
    const object = objects.get(change.address);
    if (object === undefined) return false;
    // There was none when it was reviewed.
    return change.actions.join() === 'create' || isMade(change, object);
  });
  const names = (changes: readonly ReviewedChange[]): ReadonlySet<string> =>
    new Set(changes.map(({ address }) => withoutIndexes(address)));
  return { all: names(making), done: names(done) };
}

/** Everything that is there and is not to be made anew, as it is before the apply, by its address and its previous one. */
function objectsIn({ changes, unchanged }: Plan): ReadonlyMap<string, Part> {
  const objects = new Map<string, Part>();
  const add = (address: string, before: unknown): void => {
    if (before === null || before === undefined) return;
    const values = { before, after: before, unknown: {} };
    objects.set(address, {
      kind: 'resource',
      address,
      actions: ['no-op'],
      values,
      setBy: undefined,
      resource: undefined,
    });
  };
  for (const { kind, address, values } of unchanged) if (kind === 'resource') add(address, values.before);
  for (const { address, previousAddress, deposed, actions, values } of changes) {
    if (deposed !== undefined || actions.includes('create')) continue;
    add(previousAddress ?? address, values.before);
    add(address, values.before);
  }
  return objects;
}
