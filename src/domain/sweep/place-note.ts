import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { canonicalJson } from '../json.ts';
import type { RepositoryNamed } from '../stack/repository.ts';
import { isWorkspaceName } from '../stack/workspace.ts';
import { decidePrKey, describePrPaths, isReserved, statePath, type StateAddress } from '../state/keys.ts';
import { LockKindShape, type LockKind } from '../turn/lock-kind.ts';

/** What all notes begin with. A policy that grants them names it, too. */
export const PLACES_PREFIX = '.lockstep/places/';

/** Where the runs of one pull request leave something: what the keys come from, so that a note cannot state any key. */
export interface Place {
  /** `ownerOf` the repository. */
  readonly owner: string;
  readonly prNumber: number;
  /** `working-directory` of the root module. */
  readonly directory: string;
  readonly bucket: string;
  /** The backend's `key`. */
  readonly prodKey: string;
  /** `pr-state-key`. */
  readonly template: string;
  readonly workspace: string;
  readonly workspaceKeyPrefix: string;
  readonly lock: LockKind;
}

/** The word for a repository in the keys of its notes: GitHub's number of it, else its name, which cannot look like one. */
export function ownerOf({ repository, repositoryId }: RepositoryNamed): string {
  return repositoryId ?? encodeURIComponent(repository.toLowerCase());
}

/** What the keys of the notes of one pull request begin with. */
export function notesPrefix(owner: string, prNumber: number): string {
  return `${PLACES_PREFIX}${owner}/pr-${prNumber}/`;
}

/** S3 key of the note of this place: one place, one note. */
export function noteKey(place: Place): string {
  const digest = createHash('sha256').update(canonicalJson(place)).digest('hex').slice(0, DIGEST_LENGTH);
  return `${notesPrefix(place.owner, place.prNumber)}${digest}.json`;
}

const DIGEST_LENGTH = 32;
const NUMBER_IN_KEY = /^pr-([1-9]\d{0,9})\/[0-9a-f]{32}\.json$/;

/** Of which pull request of this repository this is a note; undefined when it is none. */
export function noteOf(key: string, owner: string): number | undefined {
  const prefix = `${PLACES_PREFIX}${owner}/`;
  if (!key.startsWith(prefix)) return undefined;
  const prNumber = Number(NUMBER_IN_KEY.exec(key.slice(prefix.length))?.[1] ?? NaN);
  return prNumber < 2 ** 31 ? prNumber : undefined;
}

const VERSION = 1;

/** `writtenBy` makes the bytes of each run's note its own: a store without versions tells them apart by nothing else. */
export function renderNote(place: Place, writtenBy: string): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ version: VERSION, place, writtenBy })}\n`);
}

const text = v.pipe(v.string(), v.maxLength(1024));
const key = v.pipe(
  text,
  v.check((value) => isPlain(value), 'is no key that Terraform would be given'),
);
const PlaceShape = v.strictObject({
  owner: text,
  prNumber: v.pipe(v.number(), v.integer(), v.minValue(1)),
  directory: text,
  bucket: text,
  prodKey: v.pipe(key, v.nonEmpty('is empty')),
  template: v.pipe(key, v.includes('{pr}', 'has no {pr}')),
  workspace: v.pipe(text, v.check(isWorkspaceName, 'is no name of a workspace')),
  workspaceKeyPrefix: key,
  lock: LockKindShape,
});
const Note = v.object({ version: v.literal(VERSION), place: PlaceShape });
const Versioned = v.object({ version: v.pipe(v.number(), v.integer()) });

/** Nothing in it that a path would be cleaned of, and no sign that ends a line. */
function isPlain(value: string): boolean {
  return !/[\u0000-\u001f\u007f\\]/.test(value) && !value.split('/').some((part) => part === '..' || part === '.');
}

const BYTES_AT_MOST = 16_384;

export interface PlaceFound {
  readonly kind: 'place';
  readonly place: Place;
  readonly prod: StateAddress;
  readonly pr: StateAddress;
}

export type NoteReading = PlaceFound | { readonly kind: 'refused'; readonly why: string };

export interface NoteToRead {
  readonly key: string;
  readonly body: Uint8Array;
  /** In which it lies. */
  readonly bucket: string;
  readonly owner: string;
  readonly prNumber: number;
  /** States of production that are known: none of a pull request is one of them. */
  readonly production: readonly StateAddress[];
  /** The table of the backend, whose account is this one's. */
  readonly table: string | undefined;
}

/**
 * The place that a note is of, or why nothing is done because of it. Whoever can write notes may not have anything deleted
 * that is not this pull request's own: so the place is worked out anew by the rules for keys, in this very bucket, and what
 * lies there is judged besides.
 */
export function readNote({ key, body, bucket, owner, prNumber, production, table }: NoteToRead): NoteReading {
  const refused = (why: string): NoteReading => ({ kind: 'refused', why });
  if (body.length > BYTES_AT_MOST) return refused('it is longer than any note');
  const json = parse(body);
  if (json === undefined) return refused('it is no JSON');
  if (v.is(Versioned, json) && json.version > VERSION) {
    return refused('a newer Lockstep wrote it: use that version here, too');
  }
  const parsed = v.safeParse(Note, json, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refused(`its ${v.getDotPath(issue) ?? 'content'} is not as Lockstep writes it: ${issue.message}`);
  }
  const { place } = parsed.output;
  if (place.owner !== owner) return refused('it names another repository');
  if (place.prNumber !== prNumber) return refused(`it names pull request ${place.prNumber}`);
  if (place.bucket !== bucket) return refused(`it names the bucket ${place.bucket}, and lies in another one`);
  if (noteKey(place) !== key) return refused('its name is that of another place');
  if (!place.lock.lockfile && place.lock.table === undefined) return refused('it names no lock');
  const foreign = accountOf(place.lock.table?.table);
  if (foreign !== undefined && foreign !== accountOf(table)) {
    return refused(`its table is in the account ${foreign}, which is not known to be that of the backend`);
  }
  return locate(place, production);
}

function locate(place: Place, production: readonly StateAddress[]): NoteReading {
  const { bucket, prodKey, template, prNumber, workspaceKeyPrefix } = place;
  const decision = decidePrKey({ template, prodKey, prNumber, workspaceKeyPrefix });
  if (decision.kind === 'refused') return { kind: 'refused', why: decision.reason };
  const workspace = { name: place.workspace, keyPrefix: workspaceKeyPrefix };
  const address = (key: string): StateAddress => ({ bucket, key, path: statePath(key, workspace) });
  const [prod, pr] = [address(prodKey), address(decision.key)];
  if (describePrPaths(template, prodKey, workspace).prNumberOf(pr.path) !== prNumber) {
    return { kind: 'refused', why: `${pr.path} is no key of pull request ${prNumber}` };
  }
  if (production.some(({ path }) => path === pr.path || isReserved(pr.path, path) || isReserved(path, pr.path))) {
    return {
      kind: 'refused',
      why: `${pr.path} is production's state, or beside it, where no pull request has anything`,
    };
  }
  return { kind: 'place', place, prod, pr };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Of a table that is named by its ARN. */
function accountOf(table: string | undefined): string | undefined {
  return /^arn:[^:]*:dynamodb:[^:]*:(\d+):/.exec(table ?? '')?.[1];
}

/** The place in a few words, for people. */
export function describePlace({ pr, place }: PlaceFound): string {
  const { lockfile, table } = place.lock;
  const locks = [...(table === undefined ? [] : [`table ${table.table}`]), ...(lockfile ? ['lockfile'] : [])];
  return `${pr.path} (lock in ${locks.join(' and ')})`;
}
