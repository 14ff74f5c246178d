import * as v from 'valibot';
import type { TurnDocument, TurnRun } from './turn.ts';

const optionalText = v.optional(v.string());
const Run = v.object({
  repository: v.string(),
  runId: v.pipe(v.string(), v.regex(/^\d+$/)),
  runAttempt: v.number(),
  url: v.string(),
  actor: v.string(),
  prNumber: v.optional(v.number()),
  commitSha: v.string(),
  operation: v.string(),
  host: v.string(),
});
const Lock = v.object({ id: v.string(), at: v.string() });
const Commit = v.object({ repository: v.string(), commitSha: v.string(), runUrl: v.string() });
const Document = v.object({
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
    }),
  ),
  departed: v.array(
    v.object({
      run: Run,
      why: v.picklist(['left', 'removed']),
      heldSince: optionalText,
      stateLock: v.optional(Lock),
      lockMayBeHeld: v.boolean(),
    }),
  ),
  lastApplied: v.optional(Commit),
  lastBegun: v.optional(Commit),
});

/** Parses the body of a turn document; throws an Error that names the first unexpected field. */
export function parseTurnDocument(body: string): TurnDocument {
  const parsed = v.safeParse(Document, JSON.parse(body));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new Error(`the turn document is not understood: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`);
  }
  const { version, nextSequence, tickets, departed, lastApplied, lastBegun } = parsed.output;
  const runOf = (run: v.InferOutput<typeof Run>): TurnRun => ({ ...run, prNumber: run.prNumber });
  return {
    version,
    nextSequence,
    tickets: tickets.map((ticket) => ({
      ...ticket,
      run: runOf(ticket.run),
      heldSince: ticket.heldSince,
      stateLock: ticket.stateLock,
      begun: ticket.begun,
    })),
    departed: departed.map((gone) => ({
      ...gone,
      run: runOf(gone.run),
      heldSince: gone.heldSince,
      stateLock: gone.stateLock,
    })),
    lastApplied,
    lastBegun,
  };
}

/**
 * The body to write. `writeId` makes it differ from every body before it: on S3 the ETag of equal bytes is equal, and a
 * compare-and-swap on it would take an old state for the present one.
 */
export function renderTurnDocument(queue: TurnDocument, writeId: string): string {
  return JSON.stringify({ ...queue, writeId });
}
