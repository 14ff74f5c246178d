import { canonicalJson } from './json.ts';
import { isMarked, type ChangeValues } from './plan.ts';

/** One leaf of a value that a change replaces by another. */
export interface Transition {
  /** Names of attributes and map keys; `*` stands for any element of a list that is looked into. */
  readonly path: readonly string[];
  /** Canonical JSON; undefined where the leaf is looked at by itself, without what was there before. */
  readonly before: string | undefined;
  /** Canonical JSON; undefined when it is known after the apply only. */
  readonly after: string | undefined;
}

export const ANY_ELEMENT = '*';

/** The leaves in which before and after differ, or are known after the apply only. Lists are leaves, objects are not. */
export function findTransitions({ before, after, unknown }: ChangeValues): readonly Transition[] {
  return [...walk([], { before, after, unknown })];
}

/** Every leaf of what is there after the change, for a change that makes it from nothing. */
export function findLeaves({ after, unknown }: ChangeValues): readonly Transition[] {
  return [...walk([], { before: null, after, unknown })];
}

/** The leaves of a list's elements, whatever their places: undefined when this leaf is no list. */
export function lookIntoList({ path, after }: Transition): readonly Transition[] | undefined {
  // Of all that a leaf can be, a list alone begins so.
  if (after?.startsWith('[') !== true) return undefined;
  return [...walkElements(path, JSON.parse(after) as readonly unknown[], undefined)];
}

function* walk(path: readonly string[], { before, after, unknown }: ChangeValues): Generator<Transition> {
  if (unknown === true) {
    yield { path, before: leafOf(before), after: undefined };
  } else if (Array.isArray(after) && isMarked(unknown)) {
    yield* walkElements(path, after, unknown);
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

/** Elements whose places say nothing: a set with unknown elements is sorted anew once they are known. */
function* walkElements(path: readonly string[], list: readonly unknown[], unknown: unknown): Generator<Transition> {
  yield { path: [...path, 'length'], before: undefined, after: String(list.length) };
  for (const [index, after] of list.entries()) {
    const marks: unknown = Array.isArray(unknown) ? unknown[index] : undefined;
    for (const leaf of walk([...path, ANY_ELEMENT], { before: null, after, unknown: marks })) {
      yield { ...leaf, before: undefined };
    }
  }
}

/** Absent is not null: a map may hold a null. */
function leafOf(value: unknown): string {
  return value === undefined ? 'absent' : canonicalJson(value);
}

function shapeOf(value: unknown): string {
  return isObject(value) ? 'object' : leafOf(value);
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
