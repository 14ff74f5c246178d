import * as v from 'valibot';
import { DESTROY_VERSION, REVIEW_VERSION, TAKEN_BACK_VERSION, type Review, type ReviewedChange } from './review.ts';

const optionalText = v.optional(v.string());
const texts = v.array(v.string());
const optionalTexts = v.optional(texts);
const takenBack = v.object({ runUrl: v.string(), since: optionalText });
const kind = v.picklist(['resource', 'output']);
const Change = v.object({
  address: v.string(),
  actions: texts,
  digest: v.string(),
  leaves: texts,
});
const entries = {
  repository: v.string(),
  prNumber: v.number(),
  headSha: v.string(),
  runUrl: v.string(),
  plannedAt: v.string(),
  plannedOn: v.picklist(['snapshot', 'no-state', 'empty']),
  snapshot: v.optional(v.object({ serial: v.optional(v.number()), lineage: optionalText })),
  salt: v.string(),
  // Told, and never compared: of another shape it is as good as none.
  madeBy: v.fallback(v.optional(v.object({ tool: v.string(), version: v.string() })), undefined),
  standsSince: optionalText,
  // No record counts that says so of itself.
  takenBack: v.optional(v.never()),
};
const First = v.object({
  ...entries,
  version: v.literal(1),
  resources: v.array(Change),
  outputs: v.array(Change),
});
/** `leaves` are those that are in none of the settings. */
const SettingsChange = v.object({
  ...Change.entries,
  settings: v.array(v.object({ attribute: v.string(), becomes: texts, places: optionalTexts, gone: texts })),
  setBy: optionalTexts,
  sources: optionalTexts,
  stated: optionalTexts,
  sensitive: optionalTexts,
  shown: v.optional(v.array(v.object({ path: v.string(), text: v.string(), digest: v.string() })), []),
});
const Second = v.object({
  ...entries,
  version: v.literal(REVIEW_VERSION),
  repositoryId: v.optional(v.union([v.string(), v.pipe(v.number(), v.transform(String))])),
  productionKey: optionalText,
  resources: v.array(SettingsChange),
  outputs: v.array(SettingsChange),
  varying: v.optional(v.array(v.object({ what: kind, address: v.string(), attributes: texts })), []),
});
/** A version of its own: an earlier Lockstep would count the record in it. */
const TakenBack = v.object({
  version: v.literal(TAKEN_BACK_VERSION),
  takenBack,
  record: v.variant('version', [First, Second]),
});
/** Another version of its own: to an earlier Lockstep it is a newer one, and counts for no apply that does not destroy. */
const Destroy = v.object({
  version: v.literal(DESTROY_VERSION),
  takenBack: v.optional(takenBack),
  record: Second,
});
const Version = v.object({ version: v.pipe(v.number(), v.integer()) });
const Document = v.variant('version', [First, Second, TakenBack, Destroy]);

export type ReviewReading =
  | { readonly kind: 'review'; readonly review: Review }
  /** A later Lockstep wrote it. */
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Parses the bytes of a review object, format version 1 to 4 (`docs/reviews.md`). Never throws: what cannot be read is none. */
export function parseReview(body: Uint8Array): ReviewReading {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return { kind: 'unreadable', why: 'it is no JSON' };
  }
  const version = v.safeParse(Version, json);
  if (version.success && version.output.version > DESTROY_VERSION) {
    return { kind: 'newer', version: version.output.version };
  }
  const parsed = v.safeParse(Document, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return { kind: 'unreadable', why: `${v.getDotPath(issue) ?? 'the document'}: ${issue.message}` };
  }
  const { output } = parsed;
  if (output.version !== TAKEN_BACK_VERSION && output.version !== DESTROY_VERSION) {
    return { kind: 'review', review: readRecord(output) };
  }
  const review = readRecord(output.record);
  const back = output.takenBack && { runUrl: output.takenBack.runUrl, since: output.takenBack.since };
  return {
    kind: 'review',
    review: {
      ...review,
      ...(back === undefined ? {} : { takenBack: back }),
      ...(output.version === DESTROY_VERSION ? { isDestroy: true } : {}),
    },
  };
}

function readRecord(record: v.InferOutput<typeof First> | v.InferOutput<typeof Second>): Review {
  const snapshot =
    record.snapshot === undefined ? undefined : { serial: record.snapshot.serial, lineage: record.snapshot.lineage };
  return record.version === 1
    ? {
        ...record,
        repositoryId: undefined,
        madeBy: undefined,
        snapshot,
        resources: record.resources.map(readFirst),
        outputs: record.outputs.map(readFirst),
        varying: [],
      }
    : {
        ...record,
        repositoryId: record.repositoryId,
        madeBy: record.madeBy,
        snapshot,
        resources: record.resources.map(readSecond),
        outputs: record.outputs.map(readSecond),
      };
}

function readFirst(change: v.InferOutput<typeof Change>): ReviewedChange {
  return { ...change, settings: undefined, shown: [] };
}

function readSecond(change: v.InferOutput<typeof SettingsChange>): ReviewedChange {
  const settings = change.settings.flatMap(({ becomes }) => becomes);
  return { ...change, leaves: [...new Set([...change.leaves, ...settings])].sort() };
}

/** In its own version; within another one where it is taken back. */
export function renderReview({ takenBack, isDestroy, ...review }: Review): Uint8Array {
  const record = {
    ...review,
    resources: review.resources.map(writeChange),
    outputs: review.outputs.map(writeChange),
  };
  const version = isDestroy === true ? DESTROY_VERSION : TAKEN_BACK_VERSION;
  const document = takenBack === undefined && isDestroy !== true ? record : { version, takenBack, record };
  return new TextEncoder().encode(JSON.stringify(document));
}

/** A leaf that a setting has is not written twice. */
function writeChange(change: ReviewedChange): object {
  const written = new Set(change.settings?.flatMap(({ becomes }) => becomes));
  return { ...change, leaves: change.leaves.filter((leaf) => !written.has(leaf)) };
}
