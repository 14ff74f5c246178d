import type { Environment } from '../environment.ts';
import { SHORTEST_IN_TEXT } from './conceal.ts';
import { ExactNumber, memberOf, parseJsonExactly } from '../json.ts';

/** A word shorter than this is found everywhere, and says nothing when it is. */
const SHORTEST = 3;
const SHORTEST_NUMBER = 4;

/**
 * Every text and number under a value that is marked, and what a marked document holds: `true` marks all below it. Names
 * of a map are words more often than secrets, and not among them. A set is marked whole when one attribute of one of its
 * objects is sensitive, so that of a list that is marked as a whole plain words are none, nor what the configuration says
 * in clear (`written`): they are hidden where they stand, and not wherever else they do. Sources of marks: `*_sensitive` of
 * a plan's JSON.
 */
export function collectSecrets(
  value: unknown,
  marks: unknown,
  found: Set<string>,
  written: ReadonlySet<string> = NOTHING_WRITTEN,
): void {
  if (marks === undefined || marks === false || marks === null) return;
  if (marks === true && Array.isArray(value)) {
    const ofList = new Set<string>();
    for (const part of value) collectMarked(part, true, ofList, written);
    for (const text of ofList) if (!PLAIN_WORD.test(text) && !written.has(text)) found.add(text);
    return;
  }
  collectMarked(value, marks, found, written);
}

/** Every text and number in what is declared to be sensitive as a whole: a variable, an output. */
export function collectAll(value: unknown, found: Set<string>): void {
  collectMarked(value, true, found, NOTHING_WRITTEN);
}

const NOTHING_WRITTEN: ReadonlySet<string> = new Set();

/** Such as `string` or `SQLAzure`: what is as short and has but letters is a kind or a name of something. */
const PLAIN_WORD = /^[A-Za-z]{1,12}$/;

function collectMarked(value: unknown, marks: unknown, found: Set<string>, written: ReadonlySet<string>): void {
  if (typeof value === 'string' && marks === true) collectText(value, found);
  if (typeof value === 'number' || value instanceof ExactNumber) {
    if (marks === true && String(value).length >= SHORTEST_NUMBER) found.add(String(value));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    // Below a mark on a map or an object all is as secret as it is.
    if (marks === true) collectMarked(part, true, found, written);
    else collectSecrets(part, memberOf(marks, name), found, written);
  }
}

function collectText(text: string, found: Set<string>): void {
  if (text.length < SHORTEST) return;
  found.add(text);
  if (!/^\s*[[{]/.test(text)) return;
  try {
    // Terraform shows a document in a text as one, and then its parts stand alone. Their names are no secrets.
    collectLeaves(parseJsonExactly(text), found);
  } catch {
    // Not a document.
  }
}

function collectLeaves(value: unknown, found: Set<string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) collectLeaves(part, found);
  } else if (typeof value === 'string' && value.length >= SHORTEST_IN_TEXT) {
    found.add(value);
  }
}

/** The texts that a configuration says in clear: every reader of it knows them. Source: `constant_value` of a plan's JSON. */
export function findWritten(
  configuration: unknown,
  found = new Set<string>(),
  isConstant = false,
): ReadonlySet<string> {
  if (typeof configuration === 'string' && isConstant) found.add(configuration);
  if (typeof configuration !== 'object' || configuration === null) return found;
  for (const [name, part] of Object.entries(configuration)) {
    findWritten(part, found, isConstant || name === 'constant_value');
  }
  return found;
}

/** What a name must end with for its value to be a secret; `TF_TOKEN_<host>` is Terraform's own way to name one. */
const SECRET_NAME = /(?:_(?:TOKEN|SECRET|SECRET_ACCESS_KEY|PASSWORD|PRIVATE_KEY|API_KEY)|^TF_TOKEN_.+)$/i;

/** Shorter values are words, and would take the page's own apart. */
const SHORTEST_IN_ENVIRONMENT = 12;

/** The values of an environment whose names say that they are secret: a page of ours is not masked by the runner. */
export function findSecrets(env: Environment): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST_IN_ENVIRONMENT && SECRET_NAME.test(name) ? [value] : [],
  );
}
