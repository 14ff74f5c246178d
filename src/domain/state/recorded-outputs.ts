import * as v from 'valibot';
import { jsonObject, parseJsonExactly } from '../json.ts';
import { parseRootOutputs, type RootOutputs } from '../plan/plan.ts';

const Recorded = v.object({ version: v.literal(4), serial: v.number(), outputs: v.optional(jsonObject, {}) });

/**
 * The root outputs that a state records, sensitive ones left out: what `terraform output -json` prints of it. Undefined for
 * one that is encrypted, or of a format that this version does not know.
 */
export function readRecordedOutputs(body: Uint8Array): RootOutputs | undefined {
  let json: unknown;
  try {
    json = parseJsonExactly(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
  const recorded = v.safeParse(Recorded, json);
  return recorded.success ? parseRootOutputs(recorded.output.outputs) : undefined;
}
