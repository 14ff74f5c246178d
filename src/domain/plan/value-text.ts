import { asRecord, exactJson, ExactNumber, memberOf } from '../json.ts';
import { SENSITIVE, type Conceal } from '../secrets/conceal.ts';

/** A value, and the tree of marks over it. */
export interface Marked {
  readonly value: unknown;
  readonly marks?: unknown;
}

/** Longer values are for the whole text of the plan. */
const LONGEST = 400;
/** Of a longer one, so much is shown before the place that matters, and so much from it on. */
const BEFORE = 80;
const FROM = 220;

/** Two values as JSON, nothing secret in them; where they are long, around the place where they begin to differ. */
export function showPair(before: Marked, after: Marked, conceal: Conceal): readonly [string, string] {
  const [old, now] = [textOf(before, conceal), textOf(after, conceal)];
  const at = commonStart(old, now);
  return [cut(old, at), cut(now, at)];
}

/** One value as JSON, nothing secret in it. */
export function showValue(value: Marked, conceal: Conceal): string {
  return cut(textOf(value, conceal), 0);
}

/** Concealed before it is cut: half a secret is one too. */
function textOf({ value, marks }: Marked, conceal: Conceal): string {
  if (value === undefined || value === null) return '';
  const hidden = hide(value, marks, conceal);
  return hidden === SENSITIVE ? SENSITIVE : conceal(exactJson(hidden));
}

/** Text by text, so that one that is a secret as a whole is found however short it is. */
function hide(value: unknown, marks: unknown, conceal: Conceal): unknown {
  if (marks === true) return SENSITIVE;
  if (typeof value === 'string') return conceal(value);
  if (typeof value === 'number' || value instanceof ExactNumber) {
    return conceal(String(value)) === SENSITIVE ? SENSITIVE : value;
  }
  if (Array.isArray(value)) return value.map((part, index) => hide(part, memberOf(marks, String(index)), conceal));
  const record = asRecord(value);
  if (record === undefined) return value;
  return Object.fromEntries(
    Object.entries(record).map(([name, part]) => [conceal(name), hide(part, memberOf(marks, name), conceal)]),
  );
}

/** Of two values of which one is not there, nothing is in common. */
function commonStart(one: string, other: string): number {
  if (one === '' || other === '') return 0;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function cut(text: string, at: number): string {
  if (text.length <= LONGEST) return text;
  const start = Math.max(0, Math.min(at - BEFORE, text.length - BEFORE - FROM));
  const end = start + BEFORE + FROM;
  const shown = `${start === 0 ? '' : '… '}${text.slice(start, end)}${end >= text.length ? '' : ' …'}`;
  return `${shown.toWellFormed()} (${text.length} characters)`;
}
