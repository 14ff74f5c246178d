import * as v from 'valibot';
import { asRecord, jsonObject, memberOf, parseJsonExactly } from '../json.ts';
import { openConceal, type Conceal } from './conceal.ts';
import { collectAll, collectSecrets, SetTexts } from './secrets.ts';

const Step = v.object({ type: v.string(), value: v.optional(v.unknown()) });
const Instance = v.object({
  index_key: v.optional(v.union([v.string(), v.number()])),
  attributes: v.optional(v.nullable(jsonObject)),
  sensitive_attributes: v.optional(v.nullable(v.array(v.array(Step))), []),
});
const State = v.object({
  version: v.literal(4),
  outputs: v.optional(jsonObject, {}),
  resources: v.array(
    v.object({
      module: v.optional(v.string()),
      mode: v.string(),
      type: v.string(),
      name: v.string(),
      instances: v.array(Instance),
    }),
  ),
});

/** A plan, as far as it says what must not be shown. */
export interface MarkedPlan {
  readonly changes: readonly {
    readonly address: string;
    readonly values: { readonly sensitive?: { readonly after: unknown } };
  }[];
  readonly conceal: Conceal;
  readonly hasUnknownSecrets: boolean;
}

/**
 * Takes out of a text what a plan marks as sensitive, and what the state that it was applied to does: of a value that is
 * known after the apply only, the plan has the mark and the state the value. Undefined where the state cannot be read, as
 * with one that is encrypted, and where something is ephemeral: then nobody knows what must not be shown.
 */
export function openStateConceal(plan: MarkedPlan, state: Uint8Array | undefined): Conceal | undefined {
  const found = plan.hasUnknownSecrets ? undefined : state && findStateSecrets(plan, state);
  if (found === undefined) return undefined;
  const conceal = openConceal(found);
  return (text) => conceal(plan.conceal(text));
}

function findStateSecrets({ changes }: Pick<MarkedPlan, 'changes'>, body: Uint8Array): ReadonlySet<string> | undefined {
  const state = v.safeParse(State, parseState(body));
  if (!state.success) return undefined;
  const marks = new Map(changes.map(({ address, values }) => [address, values.sensitive?.after]));
  const [found, ofSets] = [new Set<string>(), new SetTexts()];
  for (const resource of state.output.resources) {
    const parts = [resource.module, resource.mode === 'data' ? 'data' : undefined, resource.type, resource.name];
    const name = parts.filter((part) => part !== undefined).join('.');
    for (const { index_key: key, attributes, sensitive_attributes: paths } of resource.instances) {
      const address = key === undefined ? name : `${name}[${addressKey(key)}]`;
      // What has its type beside it may as well be an object with these names: both count.
      for (const form of [attributes, withoutTypes(attributes)]) {
        collectSecrets(form, marks.get(address), found, ofSets);
        for (const path of paths ?? []) collectAt(form, path, { found, ofSets });
      }
    }
  }
  for (const output of Object.values(state.output.outputs)) {
    if (memberOf(output, 'sensitive') === true) collectAll(memberOf(output, 'value'), found);
  }
  for (const text of ofSets.secrets(undefined, () => [])) found.add(text);
  for (const word of TYPE_WORDS) found.delete(word);
  return found;
}

/** As an address has it: what would begin a template in a text is doubled there. */
function addressKey(key: string | number): string {
  return JSON.stringify(key).replace(/[$%]\{/g, (begin) => begin.charAt(0) + begin);
}

const TYPE_WORDS = ['string', 'number', 'bool', 'object', 'tuple', 'list', 'map', 'set', 'dynamic'];

/** A value whose type its schema leaves open is kept as `{ "value": …, "type": … }`. */
function withoutTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTypes);
  const record = asRecord(value);
  if (record === undefined) return value;
  const names = Object.keys(record);
  if (names.length === 2 && Object.hasOwn(record, 'value') && Object.hasOwn(record, 'type')) {
    return withoutTypes(record['value']);
  }
  return Object.fromEntries(Object.entries(record).map(([name, part]) => [name, withoutTypes(part)]));
}

/** A step of a path is a name (`get_attr`) or a key (`index`, with its type around it). */
function collectAt(
  attributes: unknown,
  path: readonly v.InferOutput<typeof Step>[],
  { found, ofSets }: { readonly found: Set<string>; readonly ofSets: SetTexts },
): void {
  let value = attributes;
  for (const { value: step } of path) {
    const key = asRecord(step)?.['value'] ?? step;
    value = memberOf(value, String(key));
  }
  collectSecrets(value, true, found, ofSets);
}

function parseState(body: Uint8Array): unknown {
  try {
    return parseJsonExactly(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
