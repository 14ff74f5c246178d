import * as v from 'valibot';
import type { ToCreate } from '../apply/to-create.ts';
import { LockKindShape } from './lock-kind.ts';
import type { Freeze, NotedLock, TurnDocument, TurnRun } from './turn.ts';

const optionalText = v.optional(v.string());
const Run = v.object({
  repository: v.string(),
  runId: v.pipe(v.string(), v.regex(/^\d+$/)),
  runNumber: v.optional(v.pipe(v.string(), v.regex(/^\d+$/))),
  runAttempt: v.number(),
  url: v.string(),
  actor: v.string(),
  prNumber: v.optional(v.number()),
  commitSha: v.string(),
  operation: v.string(),
  host: v.string(),
});
const Lock = v.object({
  id: v.string(),
  at: v.string(),
  // One of a later version is unknown, and no reason to refuse the queue.
  kind: v.fallback(v.optional(LockKindShape), undefined),
});
const Frozen = v.object({
  id: v.string(),
  runUrl: v.string(),
  at: v.string(),
  serial: v.optional(v.number()),
  fingerprint: v.string(),
  before: optionalText,
  copyKey: optionalText,
  sealed: v.optional(v.object({ md5: v.string(), replaces: optionalText })),
});
// Told to people and acted on by nobody: one that is not understood is left out.
const ToCreateSchema = v.fallback(
  v.optional(
    v.object({
      addresses: v.array(v.string()),
      count: v.number(),
      serial: v.optional(v.number()),
      fingerprint: v.string(),
    }),
  ),
  undefined,
);
const Commit = v.object({
  repository: v.string(),
  repositoryId: optionalText,
  commitSha: v.string(),
  runUrl: v.string(),
});
const FirstSeenSchema = v.object({ repository: v.string(), repositoryId: optionalText, before: v.string() });
const Document = v.looseObject({
  version: v.literal(1),
  nextSequence: v.number(),
  tickets: v.array(
    v.object({
      id: v.string(),
      sequence: v.number(),
      state: v.picklist(['waiting', 'holding']),
      token: v.string(),
      run: Run,
      joinedAt: v.string(),
      heldSince: optionalText,
      stateLock: v.optional(Lock),
      begun: v.optional(Commit),
      toCreate: ToCreateSchema,
    }),
  ),
  departed: v.array(
    v.object({
      run: Run,
      why: v.picklist(['left', 'removed']),
      heldSince: optionalText,
      stateLock: v.optional(Lock),
      lockMayBeHeld: v.boolean(),
      toolAtWork: v.optional(v.boolean()),
      toCreate: ToCreateSchema,
    }),
  ),
  lastApplied: v.optional(Commit),
  firstSeen: v.optional(FirstSeenSchema),
  lastBegun: v.optional(Commit),
  begunElsewhere: v.optional(v.array(Commit), []),
  appliedElsewhere: v.optional(v.array(Commit), []),
  frozen: v.optional(Frozen),
});

const Version = v.object({ version: v.pipe(v.number(), v.integer()) });

/** A document of a later Lockstep: what it means is not known, so nobody may act on it. */
export class NewerTurnDocument extends Error {}

/** No turn document of this version or an earlier one. */
export class UnreadableTurnDocument extends Error {}

/**
 * Parses the body of a turn document, and keeps fields of the document itself that it does not know: another version
 * wrote them. Those within a ticket are dropped. Throws UnreadableTurnDocument, which names the first unexpected field, or
 * NewerTurnDocument.
 */
export function parseTurnDocument(body: string): TurnDocument {
  const json = parseJson(body);
  const version = v.safeParse(Version, json);
  if (version.success && version.output.version > 1) {
    throw new NewerTurnDocument(`the turn document is of version ${version.output.version}`);
  }
  const parsed = v.safeParse(Document, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new UnreadableTurnDocument(
      `the turn document is not understood: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`,
    );
  }
  const { tickets, departed, lastApplied, firstSeen, lastBegun, frozen, ...rest } = parsed.output;
  delete rest['writeId'];
  return {
    ...rest,
    tickets: tickets.map((ticket) => ({
      ...ticket,
      run: runOf(ticket.run),
      heldSince: ticket.heldSince,
      stateLock: lockOf(ticket.stateLock),
      begun: ticket.begun,
      toCreate: toCreateOf(ticket.toCreate),
    })),
    departed: departed.map((gone) => ({
      ...gone,
      run: runOf(gone.run),
      heldSince: gone.heldSince,
      stateLock: lockOf(gone.stateLock),
      toCreate: toCreateOf(gone.toCreate),
    })),
    lastApplied,
    firstSeen,
    lastBegun,
    frozen: frozen && freezeOf(frozen),
  };
}

function freezeOf(frozen: v.InferOutput<typeof Frozen>): Freeze {
  const { serial, before, copyKey, sealed } = frozen;
  return { ...frozen, serial, before, copyKey, sealed: sealed && { md5: sealed.md5, replaces: sealed.replaces } };
}

function toCreateOf(found: v.InferOutput<typeof ToCreateSchema>): ToCreate | undefined {
  return found && { ...found, serial: found.serial };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new UnreadableTurnDocument(`the turn document is no JSON: ${String(cause)}`, { cause });
  }
}

function lockOf(lock: v.InferOutput<typeof Lock> | undefined): NotedLock | undefined {
  return lock && { ...lock, kind: lock.kind };
}

function runOf(run: v.InferOutput<typeof Run>): TurnRun {
  return { ...run, runNumber: run.runNumber, prNumber: run.prNumber };
}

/**
 * The body to write. `writeId` makes it differ from every body before it: on S3 the ETag of equal bytes is equal, and a
 * compare-and-swap on it would take an old state for the present one.
 */
export function renderTurnDocument(queue: TurnDocument, writeId: string): string {
  return JSON.stringify({ ...queue, writeId });
}
