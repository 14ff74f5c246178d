import { partsOf } from './json.ts';
import { escapePattern } from './pattern.ts';

/** Stands in place of a value that must not be shown. */
export const SENSITIVE = '(sensitive)';

/** A word shorter than this is found everywhere, and says nothing when it is. */
const SHORTEST = 3;
/** Within a text, a short secret would take other words apart. */
const SHORTEST_IN_TEXT = 6;

/** Every text under a value that is marked: `true` marks all below it. Sources of marks: `*_sensitive` of a plan's JSON. */
export function collectSecrets(value: unknown, marks: unknown, found: Set<string>): void {
  if (marks === undefined || marks === false || marks === null) return;
  if (typeof value === 'string') {
    if (marks === true && value.length >= SHORTEST) found.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const below = partsOf(marks);
  for (const [name, part] of Object.entries(partsOf(value))) {
    collectSecrets(part, marks === true ? true : below[name], found);
  }
}

/** Takes the secrets out of a text, wherever they stand in it: a provider may repeat one unmarked. */
export type Conceal = (text: string) => string;

export function openConceal(secrets: ReadonlySet<string>): Conceal {
  // A secret of several lines is printed line by line, and one with a quote in it may be printed with it escaped.
  const lines = [...secrets].flatMap((secret) => secret.split('\n')).map((line) => line.trim());
  const parts = lines.flatMap((line) => [line, JSON.stringify(line).slice(1, -1)]);
  // The longest first: one secret may begin with another.
  const sorted = [...new Set(parts)]
    .filter((part) => part.length >= SHORTEST_IN_TEXT)
    .sort((a, b) => b.length - a.length);
  const pattern =
    sorted.length === 0 ? undefined : new RegExp(sorted.map((part) => escapePattern(part)).join('|'), 'g');
  return (text) => {
    if (secrets.has(text)) return SENSITIVE;
    return pattern === undefined ? text : text.replace(pattern, SENSITIVE);
  };
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
