import { asRecord, canonicalJson } from '../json.ts';
import { isMarked, type ChangeValues } from './plan.ts';

/** One leaf of a value that a change replaces by another. */
export interface Transition {
  /** Names of attributes and map keys, and places in a list that is looked into. */
  readonly path: readonly (string | number)[];
  /** Canonical JSON; undefined where the leaf is looked at by itself, without what was there before. */
  readonly before: string | undefined;
  /** Canonical JSON; undefined when it is known after the apply only. */
  readonly after: string | undefined;
  /** The elements, when it is a list of which some is known after the apply only: they are looked at one by one. */
  readonly elements?: readonly ListElement[];
}

export interface ListElement {
  readonly value: unknown;
  /** Tree of marks over it. */
  readonly unknown: unknown;
}

/** The leaves in which before and after differ, or are known after the apply only. Lists are leaves, objects are not. */
export function findTransitions({ before, after, unknown }: ChangeValues): readonly Transition[] {
  return [...walk([], { before, after, unknown })];
}

/** Every leaf of what is there after the change, for a change that makes it from nothing. */
export function findLeaves({ after, unknown }: ChangeValues): readonly Transition[] {
  return [...walk([], { before: null, after, unknown })];
}

/** The elements of a leaf that is a list; undefined when it is none. */
export function elementsOf({ after, elements }: Transition): readonly ListElement[] | undefined {
  if (elements !== undefined) return elements;
  // Of all that a leaf can be, a list alone begins so.
  if (after?.startsWith('[') !== true) return undefined;
  return (JSON.parse(after) as readonly unknown[]).map((value) => ({ value, unknown: undefined }));
}

/** The leaves of a list's element, as if it stood at `place` in the list at `path`. Its size is one of them. */
export function findElementLeaves(
  path: Transition['path'],
  place: number,
  { value, unknown }: ListElement,
): readonly Transition[] {
  const leaves = [...walk([...path, place], { before: null, after: value, unknown })];
  const names = new Set([value, unknown].flatMap((part) => (isObject(part) ? Object.keys(part) : [])));
  const size = { path: [...path, place, 'size'], before: undefined, after: String(isObject(value) ? names.size : -1) };
  const isKnown = unknown !== true;
  return [...leaves.map((leaf) => ({ ...leaf, before: undefined })), ...(isKnown ? [size] : [])];
}

function* walk(path: Transition['path'], { before, after, unknown }: ChangeValues): Generator<Transition> {
  if (unknown === true) {
    yield { path, before: leafOf(before), after: undefined };
  } else if (Array.isArray(after) && isMarked(unknown)) {
    yield { path, before: undefined, after: undefined, elements: listElements(after, unknown) };
  } else if (isObject(before) || isObject(after) || (isObject(unknown) && isMarked(unknown))) {
    const names = new Set([before, after, unknown].flatMap((value) => (isObject(value) ? Object.keys(value) : [])));
    // That there is an object at all is a leaf of its own: an empty one differs from none.
    if (!isObject(before) || !isObject(after)) yield { path, before: shapeOf(before), after: shapeOf(after) };
    for (const name of names) {
      yield* walk([...path, name], {
        before: memberOf(before, name),
        after: memberOf(after, name),
        unknown: memberOf(unknown, name),
      });
    }
  } else {
    const transition = { path, before: leafOf(before), after: leafOf(after) };
    // An attribute that is not set is null, wherever the state or the plan leaves it out.
    const isSame = path.length <= 1 ? (before ?? null) === (after ?? null) : before === after;
    if (!isSame && transition.before !== transition.after) yield transition;
  }
}

/** A list's elements, each with its marks. */
export function listElements(list: readonly unknown[], unknown: unknown): readonly ListElement[] {
  const marks: readonly unknown[] = Array.isArray(unknown) ? unknown : [];
  return list.map((value, place) => ({ value, unknown: marks[place] }));
}

/** Absent is not null: a map may hold a null. */
export function leafOf(value: unknown): string {
  return value === undefined ? ABSENT : canonicalJson(value);
}

/** Where nothing stood, or nothing will stand. */
export const ABSENT = 'absent';

/** That there is an object, whatever is in it. */
export const OBJECT = 'object';

function shapeOf(value: unknown): string {
  return isObject(value) ? OBJECT : leafOf(value);
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return asRecord(value) !== undefined;
}
