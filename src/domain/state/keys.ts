import { posix } from 'node:path';
import { escapePattern } from './pattern.ts';

/** Where one state lies. */
export interface StateAddress {
  readonly bucket: string;
  /** The backend's `key` attribute, as `init -backend-config=key=…` takes it. */
  readonly key: string;
  /** The S3 key of the object: `key`, or `<workspace_key_prefix>/<workspace>/<key>`. */
  readonly path: string;
}

/** Identity of the lock item. Source: terraform internal/backend/remote-state/s3/client.go, `lockPath`. */
export function lockItemId(address: StateAddress): string {
  return `${address.bucket}/${address.path}`;
}

/** Identity of the digest item: the lock item's with `-md5`. */
export function digestItemId(address: StateAddress): string {
  return `${lockItemId(address)}-md5`;
}

/** S3 key of the lockfile. */
export function lockfileKey(address: StateAddress): string {
  return address.path + LOCKFILE_SUFFIX;
}

/** Identity of the turn document in the lock table; a policy on items that begin with the lock item's covers it. */
export function turnItemId(address: StateAddress): string {
  return `${lockItemId(address)}#lockstep`;
}

/** S3 key of the turn document where there is no table. */
export function turnObjectKey(address: StateAddress): string {
  return address.path + TURN_OBJECT_SUFFIX;
}

/** S3 key of the review of one commit, beside the state of its pull request: no plan of another commit writes there. */
export function reviewKey(address: StateAddress, headSha: string): string {
  return `${address.path}.${headSha}${REVIEW_SUFFIX}`;
}

/** Where the first versions of Lockstep kept the one review of a pull request. It is read, and written no more. */
export function firstReviewKey(address: StateAddress): string {
  return address.path + REVIEW_SUFFIX;
}

/** The state that a review lies beside, and the commit it is of (undefined at its first place); undefined for another key. */
export function parseReviewKey(
  key: string,
): { readonly path: string; readonly headSha: string | undefined } | undefined {
  if (!key.endsWith(REVIEW_SUFFIX)) return undefined;
  const before = key.slice(0, -REVIEW_SUFFIX.length);
  const [commit, headSha] = COMMIT_AT_END.exec(before) ?? [''];
  return { path: before.slice(0, before.length - commit.length), headSha };
}

const COMMIT_AT_END = /\.([0-9a-f]{40}|[0-9a-f]{64})$/;

export const LOCKFILE_SUFFIX = '.tflock';
export const TURN_OBJECT_SUFFIX = '.lockstep.json';
const REVIEW_SUFFIX = '.review.json';

export interface Workspace {
  readonly name: string;
  /** `workspace_key_prefix`, by default `env:`. */
  readonly keyPrefix: string;
}

/** The S3 key of a workspace's state. Source: terraform …/s3/backend_state.go, `path` (Go's path.Join cleans). */
export function statePath(key: string, workspace: Workspace): string {
  if (workspace.name === 'default') return key;
  return posix.join(workspace.keyPrefix, workspace.name, key);
}

/** The workspace whose state lies at this address. */
export function workspaceOf(address: StateAddress): string {
  const before = address.path.slice(0, Math.max(0, address.path.length - address.key.length - 1));
  return address.path === address.key ? 'default' : (before.split('/').at(-1) ?? 'default');
}

/** Of `pr-state-key`, as in action.yml. */
export const DEFAULT_TEMPLATE = '{dir}/pr-{pr}/{file}';

/** Fills the `pr-state-key` template from the prod key; the caller has checked that `{pr}` is in it. */
export function fillPrKeyTemplate(template: string, prodKey: string, prNumber: number | string): string {
  const slash = prodKey.lastIndexOf('/');
  const dir = slash < 0 ? '' : prodKey.slice(0, slash);
  const file = prodKey.slice(slash + 1);
  const fill: Readonly<Record<string, string>> = { dir, file, pr: String(prNumber) };
  return cleanKey(template.replace(/\{(dir|file|pr)\}/g, (_, name: string) => fill[name] ?? ''));
}

/** Stands for the number in the path of any pull request's state. */
const ANY_PR = '{pr}';

/** Where the states of all pull requests of one stack lie. */
export interface PrPaths {
  /** What all of their S3 keys begin with. */
  readonly prefix: string;
  /** The key of any of them, with `*` in the place of the number. */
  readonly pattern: string;
  /** Whose state this is; undefined when it is none of them. */
  prNumberOf(path: string): number | undefined;
}

export function describePrPaths(template: string, prodKey: string, workspace: Workspace): PrPaths {
  const path = statePath(fillPrKeyTemplate(template, prodKey, ANY_PR), workspace);
  const [prefix = '', ...rest] = path.split(ANY_PR);
  const escaped = [prefix, ...rest].map(escapePattern);
  // A template may name the number more than once: it is the same one everywhere.
  const pattern = new RegExp(`^${escaped[0] ?? ''}([1-9]\\d*)${escaped.slice(1).join('\\1')}$`);
  return {
    prefix,
    pattern: path.replaceAll(ANY_PR, '*'),
    prNumberOf: (path) => {
      const number = Number(pattern.exec(path)?.[1] ?? NaN);
      // GitHub counts pull requests in 31 bits: a date, for one, is no number of any.
      return number < 2 ** 31 ? number : undefined;
    },
  };
}

export type PrKeyDecision =
  { readonly kind: 'key'; readonly key: string } | { readonly kind: 'refused'; readonly reason: string };

export interface PrKeyQuestion {
  readonly template: string;
  readonly prodKey: string;
  /** A number, or a word in its place that is the number of none. */
  readonly prNumber: number | string;
  readonly workspaceKeyPrefix: string;
}

/**
 * The PR key, or why it may not be used. A pull request may never be handed production's state, its lockfile, its
 * digest or anything that Terraform would read as one of them.
 */
export function decidePrKey({ template, prodKey, prNumber, workspaceKeyPrefix }: PrKeyQuestion): PrKeyDecision {
  const key = fillPrKeyTemplate(template, prodKey, prNumber);
  const refuse = (why: string): PrKeyDecision => ({
    kind: 'refused',
    reason: `pr-state-key ${JSON.stringify(template)} gives ${JSON.stringify(key)} for pull request ${prNumber}: ${why}`,
  });
  if (key === '' || key.endsWith('/')) return refuse('that is no object key. Name a file, as in {dir}/pr-{pr}/{file}.');
  if (key.split('/').includes('..')) return refuse('a key with ".." in it is not allowed.');
  // In a workspace Terraform cleans the path, so that a prod key with ".." in it has a second name.
  const prod = cleanKey(posix.normalize(prodKey));
  if (key === prod || key === prodKey) {
    return refuse(
      'that is the prod key. A pull request may never touch it; use a template such as {dir}/pr-{pr}/{file}.',
    );
  }
  const workspaces = cleanKey(`${workspaceKeyPrefix}/`);
  if (workspaces !== '' && key.startsWith(workspaces)) {
    const outside = workspaces === 'pull-requests/' ? 'lockstep' : 'pull-requests';
    return refuse(
      `everything under ${workspaces}, the workspace_key_prefix, is the state of a workspace. Set the input pr-state-key to a template outside of it, such as ${outside}/pr-{pr}/{dir}/{file}.`,
    );
  }
  if (workspaces === '' && key.slice(key.indexOf('/') + 1) === prodKey) {
    return refuse(
      'without a workspace_key_prefix that is the state of a workspace. Use a template such as {dir}/pr-{pr}/{file}.',
    );
  }
  if (isReserved(key, prod) || isReserved(prod, key)) {
    return refuse('that name belongs to the lock or the records of the prod key.');
  }
  if (Buffer.byteLength(key) > 1024 - COMPANION_BYTES) {
    return refuse('S3 allows 1024 bytes, and the names beside it need some of them.');
  }
  return { kind: 'key', key };
}

/** The longest name beside a state is that of a review: a dot, a SHA of 64 characters, and `.review.json`. */
const COMPANION_BYTES = 80;

const RESERVED_SUFFIXES = [LOCKFILE_SUFFIX, '-md5', '#lockstep', TURN_OBJECT_SUFFIX] as const;

/** Whether this name belongs to the state at `key`. */
export function isReserved(name: string, key: string): boolean {
  return RESERVED_SUFFIXES.some((suffix) => name === key + suffix) || parseReviewKey(name)?.path === key;
}

function cleanKey(key: string): string {
  return key
    .split('/')
    .filter((part, index, parts) => part !== '.' && (part !== '' || index === parts.length - 1))
    .join('/');
}
