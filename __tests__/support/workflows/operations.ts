/** What Lockstep does in each job of a workflow, by the event: decided by Lockstep itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { RunFailure } from '../../../src/domain/failure.ts';
import { readTask } from '../../../src/task.ts';
import { EVENTS, isStartedBy, type EventName, type EventSeen } from './events-seen.ts';
import { evaluate, fill, isTrue, parseExpression, UNKNOWN, type Lookup, type Value } from './expression.ts';
import { isMapping } from './schema.ts';

export interface Step {
  readonly [key: string]: unknown;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Job {
  readonly [key: string]: unknown;
  readonly if?: string;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly [key: string]: unknown;
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What a Lockstep step comes to: an operation, or why there is none. */
type Decision =
  | { readonly kind: 'operation'; readonly operation: string }
  | { readonly kind: 'failure'; readonly reason: string; readonly message: string };

export interface Decided {
  readonly event: EventName;
  readonly job: string;
  readonly decision: Decision;
}

export function isLockstep(step: Step): boolean {
  return /^lockstep\/lockstep@/.test(step.uses ?? '');
}

/** Every event that starts a job with Lockstep in it, and what it does there. */
export async function decideAll(workflow: Workflow): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  for (const [event, seen] of Object.entries(EVENTS) as [EventName, EventSeen][]) {
    if (!isStartedBy(workflow.on, seen)) continue;
    for (const [name, job] of Object.entries(workflow.jobs)) {
      const step = job.steps?.find(isLockstep);
      if (step === undefined || !mayRun(job, lookupIn(workflow, seen))) continue;
      for (const choice of choicesIn(workflow, seen)) {
        decided.push({ event, job: name, decision: await decide(step, seen, lookupIn(workflow, seen, choice)) });
      }
    }
  }
  return decided;
}

/** Of what somebody picks from a list by hand, every option; of a workflow without a list, one choice of nothing. */
function choicesIn(workflow: Workflow, { name }: EventSeen): readonly Choice[] {
  if (name !== 'workflow_dispatch') return [{}];
  return Object.entries(inputsAsked(workflow)).reduce<readonly Choice[]>(
    (choices, [input, { options = [] }]) => {
      return options.length === 0
        ? choices
        : choices.flatMap((made) => options.map((one) => ({ ...made, [input]: one })));
    },
    [{}],
  );
}

type Choice = Readonly<Record<string, string>>;

interface InputAsked {
  readonly type?: string;
  readonly default?: Value;
  readonly options?: readonly string[];
}

function inputsAsked({ on }: Workflow): Readonly<Record<string, InputAsked>> {
  const dispatch = isMapping(on) ? on['workflow_dispatch'] : undefined;
  return isMapping(dispatch) ? ((dispatch['inputs'] ?? {}) as Readonly<Record<string, InputAsked>>) : {};
}

/** A condition on what is not known before the run may hold. */
function mayRun(job: Job, lookup: Lookup): boolean {
  if (job.if === undefined) return true;
  const value = evaluate(parseExpression(job.if.replace(/^\$\{\{(.*)\}\}$/s, '$1')), lookup);
  return value === UNKNOWN || isTrue(value);
}

function lookupIn(workflow: Workflow, { name, payload, ref }: EventSeen, choice: Choice = {}): Lookup {
  const github = { event_name: name, ref, event: payload };
  return ([root = '', ...path]) => {
    if (root === 'github') return scalarAt(github, path);
    if (root !== 'inputs') return UNKNOWN;
    const [input = ''] = path;
    const asked = inputsAsked(workflow)[input];
    if (name !== 'workflow_dispatch' || asked === undefined) return null;
    return choice[input] ?? asked.default ?? (asked.type === 'boolean' ? false : null);
  };
}

function scalarAt(holder: unknown, path: readonly string[]): Value {
  const value = path.reduce<unknown>((at, key) => (isMapping(at) ? at[key] : null), holder);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

async function decide(step: Step, seen: EventSeen, lookup: Lookup): Promise<Decision> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-event-'));
  try {
    const eventPath = join(folder, 'event.json');
    writeFileSync(eventPath, JSON.stringify(seen.payload));
    const { operation } = await readTask({
      ...inputsOf(step, lookup),
      GITHUB_EVENT_NAME: seen.name,
      GITHUB_EVENT_PATH: eventPath,
      GITHUB_REF: seen.ref,
      GITHUB_SHA: 'b'.repeat(40),
      GITHUB_REPOSITORY: 'octo/infra',
      GITHUB_RUN_ID: '1',
      GITHUB_WORKSPACE: folder,
      RUNNER_TEMP: folder,
    });
    return { kind: 'operation', operation: operation.kind };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return { kind: 'failure', reason: error.reason, message: error.message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What somebody who starts a workflow by hand fills in, where it is left to them. */
const FILLED_IN: Readonly<Record<string, string>> = {
  'lock-id': 'a1b2c3d4-0000-4000-8000-000000000001',
  'pr-number': '42',
};

/** As the runner hands them over. What only the run knows is left out, so that its default stands in. */
function inputsOf(step: Step, lookup: Lookup): Readonly<Record<string, string>> {
  const given = Object.entries(step.with ?? {}).map(([name, value]) => [name, fill(String(value), lookup)] as const);
  return Object.fromEntries(
    given.flatMap(([name, value]) =>
      value === UNKNOWN ? [] : [[`INPUT_${name.toUpperCase()}`, value === '' ? (FILLED_IN[name] ?? '') : value]],
    ),
  );
}
