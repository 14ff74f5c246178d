import * as v from 'valibot';
import { jsonObject } from '../json.ts';
import { identifyState } from '../state/state.ts';
import { DiagnosticSchema, type Diagnostic } from './diagnostic.ts';

/** How far something has come that takes its time. */
export type Step = 'begun' | 'at-work' | 'ended' | 'failed';

/** One line of what `plan -json`, `apply -json` and `init -json` print. */
export type ToolEvent =
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  /** Something that is done with one object. */
  | {
      readonly kind: 'operation';
      readonly step: Step;
      /** `create`, `update`, `delete`, `read`, `refresh`, `open`, …: as the tool names it. */
      readonly action: string;
      /** Without the key of a deposed object, which no version tells here. */
      readonly address: string;
      readonly message: string;
    }
  /** What a provisioner, a program or a provider says while it works: anything. */
  | {
      readonly kind: 'program-output';
      readonly message: string;
      /** Of the object whose provisioner has a secret in its configuration: what it prints is not told. */
      readonly withheldOf?: string;
    }
  /** What is planned, which the plan itself tells better. */
  | { readonly kind: 'planned'; readonly message: string }
  /** What a plan comes to: its last word, which none lacks that is whole. */
  | { readonly kind: 'plan-summary'; readonly message: string }
  /** The root outputs after an apply. */
  | { readonly kind: 'outputs'; readonly outputs: readonly OutputValue[] }
  /** A state that can be saved nowhere, in the very characters in which it was printed. */
  | { readonly kind: 'unsaved-state'; readonly state: string; readonly message: string }
  | { readonly kind: 'said'; readonly message: string }
  /** No event: a wrapper's own word, or what has gone wrong before there were any. */
  | { readonly kind: 'prose'; readonly line: string }
  /** An event that is not whole, as on a full disk or where the tool was killed: it may have been any. */
  | { readonly kind: 'cut-off' };

interface OutputValue {
  readonly name: string;
  readonly isSensitive: boolean;
  /** Undefined where it is not told. */
  readonly value: unknown;
}

const Resource = v.object({ addr: v.string() });
const Line = v.looseObject({ '@message': v.string(), type: v.optional(v.string(), '') });
const Hook = v.object({ resource: Resource, action: v.optional(v.string(), '') });
const ActionHook = v.object({ action: Resource });
/** Source: hashicorp/terraform internal/terraform/node_resource_abstract_instance.go, `applyProvisioners`. */
const Withheld = v.object({
  resource: Resource,
  output: v.pipe(v.string(), v.regex(/^\(output suppressed due to .* in config\)$/)),
});
const Output = v.object({
  sensitive: v.optional(v.boolean(), false),
  value: v.optional(v.unknown()),
  action: v.optional(v.string()),
});
const Outputs = v.pipe(
  jsonObject,
  v.transform((outputs) => Object.entries(outputs)),
  v.array(v.tuple([v.string(), Output])),
);

const STEPS: Readonly<Record<string, Step>> = {
  start: 'begun',
  started: 'begun',
  progress: 'at-work',
  complete: 'ended',
  errored: 'failed',
};
/** `apply_start`, `refresh_complete`, `ephemeral_op_start`; OpenTofu has `ephemeral_action_started`. */
const OPERATION = /^(apply|refresh|ephemeral_op|ephemeral_action)_(start|started|progress|complete|errored)$/;
const OF_AN_ACTION = /^action_(start|complete)$/;
const SAID_BY_PROGRAMS = new Set(['provision_progress', 'action_progress', 'action_errored']);
const PLANNED = new Set(['planned_change', 'resource_drift', 'planned_action_invocation', 'applied_action_invocation']);

/**
 * Reads one line of a command with `-json`. What a provisioner or a provider prints stands within a member of an event,
 * never as a line of its own, whatever it is. Of types that are new, what they say to people is kept.
 * Source: hashicorp/terraform internal/command/views/json_view.go, hook_json.go; opentofu/opentofu, the same files.
 */
export function parseEvent(line: string): ToolEvent {
  const json = parseJson(line);
  if (json === undefined && isBegunEvent(line)) return { kind: 'cut-off' };
  const parsed = v.safeParse(Line, json);
  if (!parsed.success) return { kind: 'prose', line };
  const event = parsed.output;
  const message = event['@message'];
  return readTyped(event, line) ?? { kind: 'said', message };
}

/** The events of a stream, in their order: one that does not end with its line is cut off there. */
export function parseEvents(text: string): readonly ToolEvent[] {
  const lines = text.split('\n');
  const rest = lines.at(-1) ?? '';
  const events = lines.filter((line) => line.trim() !== '').map(parseEvent);
  return mayBeEvent(rest) ? [...events, { kind: 'cut-off' }] : events;
}

/** Whether what no line ends may have become an event: a wrapper's last word may lack its end, too. */
export function mayBeEvent(rest: string): boolean {
  return rest.startsWith('{') || rest.includes(`{${MEMBER}`);
}

function readTyped(event: v.InferOutput<typeof Line>, line: string): ToolEvent | undefined {
  const { type, '@message': message } = event;
  if (type === 'diagnostic') {
    const diagnostic = v.safeParse(DiagnosticSchema, event['diagnostic']);
    return { kind: 'diagnostic', diagnostic: diagnostic.success ? diagnostic.output : unknownDiagnostic(message) };
  }
  if (SAID_BY_PROGRAMS.has(type)) {
    const withheld = v.safeParse(Withheld, event['hook']);
    return { kind: 'program-output', message, ...(withheld.success && { withheldOf: withheld.output.resource.addr }) };
  }
  if (PLANNED.has(type)) return { kind: 'planned', message };
  if (type === 'change_summary') {
    const summary = v.safeParse(v.object({ operation: v.string() }), event['changes']);
    return summary.success && summary.output.operation === 'plan' ? { kind: 'plan-summary', message } : undefined;
  }
  if (type === 'outputs') return readOutputs(event['outputs'], message);
  if (type === 'log' && event['state'] !== undefined) {
    return { kind: 'unsaved-state', state: stateOf(line, event['state']), message };
  }
  const [, of = '', word = ''] = OPERATION.exec(type) ?? [];
  const hook = v.safeParse(Hook, event['hook']);
  const step = STEPS[word];
  if (step !== undefined && hook.success) {
    const { resource, action } = hook.output;
    return { kind: 'operation', step, action: of === 'apply' ? action : action || of, address: resource.addr, message };
  }
  const ofAction = STEPS[OF_AN_ACTION.exec(type)?.[1] ?? ''];
  const invoked = v.safeParse(ActionHook, event['hook']);
  if (ofAction === undefined || !invoked.success) return undefined;
  return { kind: 'operation', step: ofAction, action: 'invoke', address: invoked.output.action.addr, message };
}

/** Of a plan it tells what will become of each output, and not what it is. */
function readOutputs(json: unknown, message: string): ToolEvent {
  const parsed = v.safeParse(Outputs, json);
  if (!parsed.success || parsed.output.some(([, { action }]) => action !== undefined)) {
    return { kind: 'planned', message };
  }
  return {
    kind: 'outputs',
    outputs: parsed.output.map(([name, { sensitive, value }]) => ({ name, isSensitive: sensitive, value })),
  };
}

/** Parsing would lose digits of numbers that no double holds. Members of an event are sorted: `state` is followed by `type`. */
function stateOf(line: string, parsed: unknown): string {
  const text = /,"state":(\{.*\}),"type":"log"\}\s*$/s.exec(line)?.[1];
  const isWhole = text !== undefined && identifyState(new TextEncoder().encode(text)).lineage !== undefined;
  return isWhole ? text : JSON.stringify(parsed);
}

/** Of a shape that no version has today: it counts as an error, by the title that every event has. */
function unknownDiagnostic(message: string): Diagnostic {
  const severity = message.startsWith('Warning: ') ? 'warning' : 'error';
  const summary = message.replace(/^(?:Error|Warning): /, '');
  return { severity, summary, detail: '', place: undefined, snippet: undefined };
}

/** How each of an event's first members begins. */
const MEMBER = '"@';

/** What a wrapper prints may begin with a brace, and be no event. */
function isBegunEvent(line: string): boolean {
  return line.startsWith('{') && line.includes(MEMBER);
}

/** Undefined for what is no JSON. */
function parseJson(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
