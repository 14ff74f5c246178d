import { asRecord, memberOf } from '../json.ts';
import type { ChangeValues } from './plan.ts';
import type { Transition } from './transitions.ts';

type Path = Transition['path'];

/** The places of a value that must not be shown, once the change is made. */
export function findSensitivePlaces({ sensitive }: Pick<ChangeValues, 'sensitive'>): readonly Path[] {
  return [...marked([], sensitive?.after)];
}

/** The places at which something is, or will be, that may be shown. */
export function findShownPlaces({ after, unknown, sensitive }: ChangeValues): readonly Path[] {
  return [...shownPlaces([], { after, unknown, marks: sensitive?.after })];
}

function* marked(path: Path, marks: unknown): Generator<Path> {
  if (marks === true) yield path;
  for (const [step, inner] of partsOf(marks)) yield* marked([...path, step], inner);
}

function* shownPlaces(
  path: Path,
  { after, unknown, marks }: { readonly after: unknown; readonly unknown: unknown; readonly marks: unknown },
): Generator<Path> {
  // Nothing is no secret.
  if (marks === true || ((after === null || after === undefined) && unknown !== true)) return;
  yield path;
  for (const [step, inner] of partsOf(after)) {
    const [member, mark] = [unknown, marks].map((tree) => memberOf(tree, String(step)));
    yield* shownPlaces([...path, step], { after: inner, unknown: member, marks: mark });
  }
  // What is known later is in no value.
  for (const [step, inner] of partsOf(unknown)) {
    if (inner === true && memberOf(after, String(step)) === undefined) {
      if (memberOf(marks, String(step)) !== true) yield [...path, step];
    }
  }
}

function partsOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return value.map((inner: unknown, place) => [place, inner] as const);
  return Object.entries(asRecord(value) ?? {});
}
