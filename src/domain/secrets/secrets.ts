import type { Environment } from '../environment.ts';
import { SHORTEST_IN_TEXT } from './conceal.ts';
import { ExactNumber, memberOf, parseJsonExactly } from '../json.ts';

/** A word shorter than this is found everywhere, and says nothing when it is. */
const SHORTEST = 3;
const SHORTEST_NUMBER = 4;

/**
 * Every text and number under a value that is marked, and what a marked document holds: `true` marks all below it. Names
 * of a map are words more often than secrets, and not among them. What a list has that is marked as a whole goes to
 * `ofSets`. Sources of marks: `*_sensitive` of a plan's JSON.
 */
export function collectSecrets(value: unknown, marks: unknown, found: Set<string>, ofSets = new SetTexts()): void {
  if (marks === undefined || marks === false || marks === null) return;
  if (marks === true) {
    if (Array.isArray(value)) ofSets.add(value, found);
    else collectAll(value, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    const mark = memberOf(marks, name);
    if (mark === true && SECRET_MEMBER.test(name)) collectAll(part, found);
    else collectSecrets(part, mark, found, ofSets);
  }
}

/** Every text and number in what is sensitive as a whole. */
export function collectAll(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') collectText(value, found);
  if (typeof value === 'number' || value instanceof ExactNumber) {
    if (String(value).length >= SHORTEST_NUMBER) found.add(String(value));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) collectAll(part, found);
}

/** What is called so is a secret wherever it stands. */
const SECRET_MEMBER = /pass|secret|token|key|credential|private|auth|cert|pin$/i;

/** Such as `string` or `SQLAzure`: what is as short and has but letters is a kind or a name of something. */
const PLAIN_WORD = /^[A-Za-z]{1,12}$/;

/** What is called so is no kind and no name, however plain a word it is. */
const VALUE_MEMBER = /^(?:value|content|data)$/i;

/** What is called so says what the object is, and not what is in it. */
const KIND_MEMBER = /^(?:name|type|kind)$/i;

/** A name, as `db.password` is one in `{ name = "db.password", value = … }`. */
const NAME = /^[\w.:/[\]-]{1,100}$/;

/** The object is one of a secret: one of its texts is a name, and says so. */
function namesSecret(object: object): boolean {
  // A token is no name, whatever it is made of; the key of a pair is one.
  return Object.entries(object).some(
    ([name, value]) =>
      typeof value === 'string' && isSecretName(value) && (name === 'key' || !SECRET_MEMBER.test(name)),
  );
}

function isSecretName(text: string): boolean {
  return NAME.test(text) && SECRET_MEMBER.test(text);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/**
 * Texts of lists of objects that are marked as a whole. A set is, by every version, when one attribute of one of its objects is
 * sensitive, and nothing tells which: all of them are hidden where they stand. Elsewhere those are not that are plain words,
 * that the configuration says in clear, or that the plan has in another place without a mark. What is called a secret is one
 * all the same, and so is each element of a list of plain texts.
 */
export class SetTexts {
  readonly #texts = new Set<string>();

  add(list: readonly unknown[], found: Set<string>): void {
    for (const part of list) {
      if (isObject(part)) this.#collectObject(part, found);
      else if (Array.isArray(part)) this.add(part, found);
      else collectAll(part, found);
    }
  }

  #collectObject(object: object, found: Set<string>): void {
    const isOfSecret = namesSecret(object);
    for (const [name, part] of Object.entries(object) as [string, unknown][]) {
      if (SECRET_MEMBER.test(name)) collectAll(part, found);
      else if (isOfSecret && !KIND_MEMBER.test(name) && !(typeof part === 'string' && isSecretName(part)))
        collectAll(part, found);
      else this.#collect(part, found, VALUE_MEMBER.test(name));
    }
  }

  #collect(value: unknown, found: Set<string>, isValue: boolean): void {
    if (isObject(value)) {
      this.#collectObject(value, found);
    } else if (Array.isArray(value)) {
      for (const part of value as unknown[]) this.#collect(part, found, isValue);
    } else if (isValue && !(typeof value === 'string' && PLAIN_WORD.test(value))) {
      // What such an object is about: that a provider repeats it unmarked makes it no less secret.
      collectAll(value, found);
    } else if (isValue || typeof value !== 'string' || !PLAIN_WORD.test(value)) {
      const texts = new Set<string>();
      collectAll(value, texts);
      for (const text of texts) this.#texts.add(text);
    }
  }

  /** Those that are secret wherever they stand. `configuration` and `unmarked` are asked only when there are any. */
  secrets(configuration: unknown, unmarked: () => Iterable<MarkedValue>): ReadonlySet<string> {
    const left = new Set(this.#texts);
    if (left.size === 0) return left;
    removeWritten(configuration, left, false);
    for (const { value, marks } of unmarked()) removeUnmarked(value, marks, left);
    return left;
  }
}

/** A value with the tree of marks over it. */
export interface MarkedValue {
  readonly value: unknown;
  readonly marks: unknown;
}

/** The texts that a configuration says in clear: every reader of it knows them. */
function removeWritten(node: unknown, texts: Set<string>, isConstant: boolean): void {
  if (typeof node === 'string' && isConstant) texts.delete(node);
  if (typeof node !== 'object' || node === null) return;
  for (const [name, part] of Object.entries(node)) removeWritten(part, texts, isConstant || name === 'constant_value');
}

function removeUnmarked(value: unknown, marks: unknown, texts: Set<string>): void {
  if (marks === true) return;
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) {
    for (const [name, part] of Object.entries(value)) removeUnmarked(part, memberOf(marks, name), texts);
  } else if (typeof value === 'string' || typeof value === 'number' || value instanceof ExactNumber) {
    texts.delete(String(value));
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

/** Of the backend: what a command line, too, shows the name of alone. Source: …/remote-state/s3/backend.go. */
const SECRET_SETTING = /^\s*(?:access_key|secret_key|token|sse_customer_key)\s*=/;

/** Whether this word of `backend-config`, `name=value`, sets a secret. */
export function isSecretSetting(setting: string): boolean {
  return SECRET_SETTING.test(setting);
}

/** The secrets that the words of `backend-config` set. */
export function findSecretSettings(backendConfig: readonly string[]): readonly string[] {
  return backendConfig.flatMap((setting) => {
    const value = setting
      .replace(SECRET_SETTING, '')
      .trim()
      .replace(/^"(.*)"$/s, '$1');
    return isSecretSetting(setting) && value.length >= SHORTEST_IN_ENVIRONMENT ? [value] : [];
  });
}
