import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { RunAttempt } from './attempt.ts';

/** Which comment of a pull request a run has: one for each stack and state. */
export interface Identity {
  /** As people call it: `stack`, or the directory with its workspace. */
  readonly stack: string;
  /** Digest of what the run was asked to work on; it is known from its first moment. */
  readonly asked: string;
  /** Digest of where production's state lies; undefined until that is known. */
  readonly state: string | undefined;
}

/** The hidden lines at the head of a comment of ours, as far as they are there. */
export interface Head {
  readonly stack: string;
  readonly run: Pick<RunAttempt, 'runId' | 'runAttempt'> | undefined;
  /** Undefined in comments of version 0.1. */
  readonly asked: string | undefined;
  readonly state: string | undefined;
}

const OURS = '<!-- lockstep:';
const OVERVIEW = '<!-- lockstep:overview -->';
const MARKER = /^<!-- lockstep:1 (\S+) -->$/;
const RUN = /^<!-- lockstep:run (\d{1,18})\.(\d{1,9}) -->$/;
const OF = /^<!-- lockstep:of ([0-9a-f]{16}) ([0-9a-f]{16}|none) -->$/;

/** Whether Lockstep has written this, if it was written by this identity. */
export function isOurs(body: string): boolean {
  return body.startsWith(OURS);
}

export function isOverview(body: string): boolean {
  return body.split(/\r?\n/, 1)[0] === OVERVIEW;
}

export function overviewBody(page: string): string {
  return `${OVERVIEW}\n${page}`;
}

/** `infra`, `./infra` and `infra/` are one directory. */
export function directoryName(directory: string): string {
  const normal = posix.normalize(directory.replaceAll('\\', '/')).replace(/\/+$/, '');
  return normal === '' ? (directory.startsWith('/') ? '/' : '.') : normal;
}

/** The stack's name where nobody has given it one: its directory, and its workspace when that is not the default one. */
export function stackOf(directory: string, workspace: string): string {
  return directoryName(directory) + (workspace === 'default' ? '' : ` (${workspace})`);
}

/** What hidden lines have of a text of any length: 16 hexadecimal digits. */
export function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/**
 * The hidden first line by which a comment of ours is found again. The stack's name is encoded so that no name can end
 * the HTML comment or look like another's.
 */
export function commentMarker(stack: string): string {
  return `<!-- lockstep:1 ${encodeURIComponent(stack.toWellFormed()).replaceAll('-', '%2D')} -->`;
}

/** The hidden line that says which run has written a comment last. */
export function runNote({ runId, runAttempt }: RunAttempt): string {
  return `<!-- lockstep:run ${runId}.${runAttempt} -->`;
}

/** All hidden lines of a comment of this run. */
export function headOf({ stack, asked, state }: Identity, run: RunAttempt): string {
  return `${commentMarker(stack)}\n${runNote(run)}\n<!-- lockstep:of ${asked} ${state ?? 'none'} -->`;
}

/** Undefined when it is not the comment of a stack. */
export function readHead(body: string): Head | undefined {
  const [first = '', ...rest] = hiddenLines(body);
  const marked = MARKER.exec(first)?.[1];
  if (marked === undefined) return undefined;
  const run = find(rest, RUN);
  const of = find(rest, OF);
  return {
    stack: decode(marked),
    run: run === undefined ? undefined : { runId: run[1] ?? '', runAttempt: Number(run[2]) },
    asked: of?.[1],
    state: of?.[2] === 'none' ? undefined : of?.[2],
  };
}

/** The lines before the page. */
export function hiddenLines(body: string): readonly string[] {
  const lines = body.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith(OURS));
  return end < 0 ? lines : lines.slice(0, end);
}

/** The comment with the head of this run in the place of the one that it has; other hidden lines stay. */
export function withHead(body: string, head: string): string {
  const hidden = hiddenLines(body);
  const others = hidden.filter((line) => ![MARKER, RUN, OF].some((pattern) => pattern.test(line)));
  return [head, ...others, ...body.split(/\r?\n/).slice(hidden.length)].join('\n');
}

/** The one to write in, which is undefined where there is none yet, and those that should not be there beside it. */
export interface Choice<T> {
  readonly comment: T | undefined;
  readonly duplicates: readonly T[];
}

/**
 * Which of a pull request's comments, the oldest first, is this run's. What two runs have written at once is of one stack
 * and state: the oldest stays. Where a state lies is known later than what was asked for, and version 0.1 told neither:
 * what says less is taken over, by the first that finds it.
 */
export function chooseComment<T extends { readonly body: string }>(
  comments: readonly T[],
  own: Identity,
  run: Pick<RunAttempt, 'runId'>,
): Choice<T> {
  const heads = comments.flatMap((comment) => {
    const head = readHead(comment.body);
    return head !== undefined && isSameStack(head.stack, own.stack) ? [{ comment, head }] : [];
  });
  const asAsked = heads.filter(({ head }) => head.asked === own.asked);
  const unplaced = asAsked.filter(({ head }) => head.state === undefined);
  const bare = heads.filter(({ head }) => head.asked === undefined);
  const firstOf = (found: readonly (typeof heads)[number][]): Choice<T> => ({
    comment: found[0]?.comment,
    duplicates: found.slice(1).map(({ comment }) => comment),
  });
  if (own.state === undefined) {
    const states = new Set(asAsked.flatMap(({ head }) => head.state ?? []));
    if (states.size > 1) return { comment: unplaced[0]?.comment, duplicates: [] };
    return firstOf(asAsked.length > 0 ? asAsked : bare);
  }
  const exact = heads.filter(({ head }) => head.state === own.state);
  // Beside its own, what another run has told before it knew its state may be about another one.
  const mine = heads.filter(
    (one) =>
      exact.includes(one) || (unplaced.includes(one) && (exact.length === 0 || one.head.run?.runId === run.runId)),
  );
  return firstOf(mine.length > 0 ? mine : bare);
}

/**
 * Comments of the same stack, asked for alike, that an earlier run has written about another state. Either the stack has had
 * another one before, or there are two of them whose difference no input shows: which of these, nobody knows.
 */
export function findOfOtherState<T extends { readonly body: string }>(
  comments: readonly T[],
  own: Identity,
  run: Pick<RunAttempt, 'runId'>,
): readonly T[] {
  return comments.filter(({ body }) => {
    const head = readHead(body);
    if (head?.state === undefined || head.run === undefined || own.state === undefined) return false;
    const isAlike = isSameStack(head.stack, own.stack) && head.asked === own.asked;
    return isAlike && head.state !== own.state && BigInt(head.run.runId) < BigInt(run.runId);
  });
}

/** As version 0.1 called it, too, which took the directory as it was written. */
function isSameStack(written: string, own: string): boolean {
  if (written === own) return true;
  const [, directory = '', workspace = ''] = /^(.*?)( \([^()]*\))?$/s.exec(written) ?? [];
  return directoryName(directory) + workspace === own;
}

function find(lines: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  for (const line of lines) {
    const found = pattern.exec(line);
    if (found !== null) return found;
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
