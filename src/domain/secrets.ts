import { memberOf, parseJsonExactly } from './json.ts';
import { escapePattern } from './pattern.ts';

/** Stands in place of a value that must not be shown. */
export const SENSITIVE = '(sensitive)';

/** A word shorter than this is found everywhere, and says nothing when it is. */
const SHORTEST = 3;
const SHORTEST_NUMBER = 4;
/** Within a text, a short secret would take other words apart. */
const SHORTEST_IN_TEXT = 6;

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

/** Takes the secrets out of a text, wherever they stand in it: a provider may repeat one unmarked. */
export type Conceal = (text: string) => string;

/** A pattern of more characters than this takes the engine longer than several that are tried one after the other. */
const PATTERN_CHARACTERS = 200_000;

export function openConceal(secrets: ReadonlySet<string>): Conceal {
  const forms = new Set<string>();
  for (const secret of secrets) {
    // A secret of several lines may be printed line by line.
    for (const part of [secret, ...secret.split('\n')]) {
      for (const form of formsOf(part.trim())) if (form.length >= SHORTEST_IN_TEXT) forms.add(form);
    }
  }
  const patterns = patternsOf(forms);
  return (text) => {
    if (secrets.has(text)) return SENSITIVE;
    return patterns.reduce((rest, pattern) => rest.replace(pattern, SENSITIVE), text);
  };
}

/** As it is, and as JSON has it: once, in a document within a document, and in Go's way of writing it. */
function formsOf(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  if (json === text && !/[<>&]/.test(text)) return [text];
  const go = json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  const again = [json, go].map((form) => JSON.stringify(form).slice(1, -1));
  return [text, json, go, ...again];
}

/** The longest first: one secret may begin with another. Terraform wraps long lines between words. */
function patternsOf(forms: ReadonlySet<string>): readonly RegExp[] {
  const sorted = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => escapePattern(form).replace(/\s+/g, '\\s+'));
  const patterns: RegExp[] = [];
  let [some, characters]: [string[], number] = [[], 0];
  const flush = (): void => {
    if (some.length > 0) patterns.push(new RegExp(some.join('|'), 'g'));
    [some, characters] = [[], 0];
  };
  for (const form of sorted) {
    if (characters + form.length > PATTERN_CHARACTERS) flush();
    some.push(form);
    characters += form.length + 1;
  }
  flush();
  return patterns;
}

/** What a name must end with for its value to be a secret; `TF_TOKEN_<host>` is Terraform's own way to name one. */
const SECRET_NAME = /(?:_(?:TOKEN|SECRET|SECRET_ACCESS_KEY|PASSWORD|PRIVATE_KEY|API_KEY)|^TF_TOKEN_.+)$/i;

/** Shorter values are words, and would take the page's own apart. */
const SHORTEST_IN_ENVIRONMENT = 12;

/** The values of an environment whose names say that they are secret: a page of ours is not masked by the runner. */
export function findSecrets(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST_IN_ENVIRONMENT && SECRET_NAME.test(name) ? [value] : [],
  );
}
