import * as v from 'valibot';
import type { Review } from './review.ts';

const optionalText = v.optional(v.string());
const Change = v.object({
  address: v.string(),
  actions: v.array(v.string()),
  digest: v.string(),
  leaves: v.array(v.string()),
});
const Document = v.object({
  version: v.literal(1),
  repository: v.string(),
  prNumber: v.number(),
  headSha: v.string(),
  runUrl: v.string(),
  plannedAt: v.string(),
  plannedOn: v.picklist(['snapshot', 'no-state', 'empty']),
  snapshot: v.optional(v.object({ serial: v.optional(v.number()), lineage: optionalText })),
  salt: v.string(),
  resources: v.array(Change),
  outputs: v.array(Change),
});
const Version = v.object({ version: v.pipe(v.number(), v.integer()) });

export type ReviewReading =
  | { readonly kind: 'review'; readonly review: Review }
  /** A later Lockstep wrote it. */
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Parses the bytes of a review object, format version 1 (`docs/reviews.md`). Never throws: what cannot be read is none. */
export function parseReview(body: Uint8Array): ReviewReading {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return { kind: 'unreadable', why: 'it is no JSON' };
  }
  const version = v.safeParse(Version, json);
  if (version.success && version.output.version > 1) return { kind: 'newer', version: version.output.version };
  const parsed = v.safeParse(Document, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return { kind: 'unreadable', why: `${v.getDotPath(issue) ?? 'the document'}: ${issue.message}` };
  }
  const { snapshot, ...review } = parsed.output;
  return {
    kind: 'review',
    review: {
      ...review,
      snapshot: snapshot === undefined ? undefined : { serial: snapshot.serial, lineage: snapshot.lineage },
    },
  };
}

export function renderReview(review: Review): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(review));
}
