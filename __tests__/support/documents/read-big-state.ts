/**
 * Reads a state of 30 MB, and a plan that leaves it as it is, in each way in which a run does. A process of its own, with
 * less memory for values than any text of all of it takes: prints `read` when it comes to the end.
 */
import { parseState, identifyState, stateFingerprint } from '../../../src/domain/state/state.ts';
import { openStateConceal } from '../../../src/domain/secrets/state-secrets.ts';
import { readPlan } from '../../../src/domain/plan/plan-json.ts';
import { bytesOf } from '../../../src/domain/state/json-members.ts';

const INSTANCES = 150;
const text = `${'x'.repeat(98)}–\n`.repeat(1000);
const values = (index: number): object => ({ id: `id-${index}`, input: { value: `${index}${text}` }, output: text });

/** Written a part at a time, or it would be a text of all of it. */
function write(before: string, of: (index: number) => object, after: string): Uint8Array {
  const parts = Array.from({ length: INSTANCES }, (_, index) =>
    Buffer.from((index === 0 ? '' : ',') + JSON.stringify(of(index))),
  );
  return Buffer.concat([Buffer.from(before), ...parts, Buffer.from(after)]);
}

const state = write(
  '{"version":4,"serial":7,"lineage":"l","outputs":{},"resources":[{"mode":"managed","type":"t","name":"n","provider":"p","instances":[',
  (index) => ({ index_key: index, attributes: values(index) }),
  ']}]}',
);
const plan = write(
  '{"format_version":"1.2","resource_changes":[',
  (index) => ({
    address: `t.n[${index}]`,
    mode: 'managed',
    type: 't',
    change: { actions: ['no-op'], before: values(index), after: values(index) },
  }),
  ']}',
);
const read = parseState(state);
const named = [identifyState(state).lineage, stateFingerprint(state).length];
const conceal = openStateConceal({ changes: [], conceal: (words) => words, hasUnknownSecrets: false }, state);
const unchanged = readPlan(bytesOf(plan)).unchanged.length;
if (read.kind !== 'plain' || read.instances.length !== INSTANCES || unchanged !== INSTANCES) throw new Error(read.kind);
if (named.join() !== 'l,64' || conceal?.('open') !== 'open') throw new Error(named.join());
console.log('read');
