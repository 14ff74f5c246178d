import type { Environment } from '../environment.ts';
import { SHORTEST_IN_TEXT } from './conceal.ts';
import { memberOf, parseJsonExactly } from '../json.ts';

/** A word shorter than this is found everywhere, and says nothing when it is. */
const SHORTEST = 3;
const SHORTEST_NUMBER = 4;

/**
 * Every text and number under a value that is marked, and what a marked document holds: `true` marks all below it. Names
 * of a map are words more often than secrets, and not among them. Sources of marks: `*_sensitive` of a plan's JSON.
 */
export function collectSecrets(value: unknown, marks: unknown, found: Set<string>): void {
  if (marks === undefined || marks === false || marks === null) return;
  if (typeof value === 'string' && marks === true) collectText(value, found);
  if (typeof value === 'number' && marks === true && String(value).length >= SHORTEST_NUMBER) found.add(String(value));
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    collectSecrets(part, marks === true ? true : memberOf(marks, name), found);
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
