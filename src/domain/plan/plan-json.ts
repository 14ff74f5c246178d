import { parseRootOutputs, type Plan, type RootOutputs } from './plan.ts';
import { parsePlan } from './plan-document.ts';
import { kindOf, membersOf, memberSpans, parseSpan, spanOf, type Bytes } from '../state/json-members.ts';
import { openSharedTexts, parseByParts } from '../state/json-parts.ts';

/** The whole state, and the whole state as it will be: what of them is another is among the changes. */
const NEVER_READ: ReadonlySet<string> = new Set(['planned_values', 'prior_state']);

/** Reads the JSON of a plan as `parsePlan` does, whatever its size. Throws SyntaxError for what is no JSON. */
export function readPlan(bytes: Bytes, known?: Iterable<string>, tool?: string): Plan {
  const document = spanOf(bytes);
  const texts = openSharedTexts();
  if (kindOf(bytes, document) !== 'object') return parsePlan(parseByParts(bytes, document, texts), known, tool);
  const members = new Map<string, unknown>();
  for (const { name, span } of membersOf(bytes, document)) {
    members.set(name, NEVER_READ.has(name) ? null : parseByParts(bytes, span, texts));
  }
  return parsePlan(Object.fromEntries(members), known, tool);
}

/** Reads `terraform output -json` as `parseRootOutputs` does: what is sensitive is not even parsed. */
export function readRootOutputs(bytes: Bytes): RootOutputs {
  const document = spanOf(bytes);
  if (kindOf(bytes, document) !== 'object') return parseRootOutputs(parseSpan(bytes, document));
  const outputs = new Map<string, unknown>();
  for (const { name, span } of membersOf(bytes, document)) {
    const isSensitive = memberSpans(bytes, span).get('sensitive');
    const isLeftOut = isSensitive !== undefined && parseSpan(bytes, isSensitive) === true;
    outputs.set(name, isLeftOut ? { sensitive: true, value: null } : parseSpan(bytes, span));
  }
  return parseRootOutputs(Object.fromEntries(outputs));
}
