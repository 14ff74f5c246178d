/** What has to hold of a workflow that Lockstep shows to its users. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

import { INPUTS } from '../../../src/config/inputs.ts';
import { parseDurationMs } from '../../../src/domain/duration.ts';
import { listOf } from './events-seen.ts';
import { expressionsIn, namesIn, parseExpression } from './expression.ts';
import { decideAll, isLockstep, type Decided, type Job, type Step, type Workflow } from './operations.ts';
import { findSchemaProblems, isMapping } from './schema.ts';

/** What Lockstep asks of GitHub, by operation. */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plan: { actions: 'read', contents: 'read', 'pull-requests': 'write' },
  apply: { actions: 'read', contents: 'read', 'pull-requests': 'write' },
  cleanup: { actions: 'read', contents: 'read', 'pull-requests': 'write' },
  unlock: { actions: 'read', contents: 'read', 'pull-requests': 'write' },
  sweep: { actions: 'read', contents: 'read', 'pull-requests': 'read' },
  // It examines what another workflow is allowed.
  doctor: { actions: 'read', contents: 'read', 'pull-requests': 'write' },
};

/** The first major of each action that runs on Node 24: GitHub takes Node 20 out of its runners. */
const MAJORS: Readonly<Record<string, number>> = {
  'actions/checkout': 5,
  'aws-actions/configure-aws-credentials': 6,
  'hashicorp/setup-terraform': 4,
  'lockstep/lockstep': 1,
  'opentofu/setup-opentofu': 2,
};

/** An apply that has waited for as long as it may must have this much left, for itself. */
const FOR_THE_APPLY_MS = 600_000;
/** Of a job that does not say. */
const DEFAULT_TIMEOUT_MINUTES = 360;
/** Of a session that configure-aws-credentials opens. */
const DEFAULT_SESSION_SECONDS = 3_600;

/** Parses a workflow; throws on what is no YAML. */
export function readWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}

/** What is wrong with a workflow, one sentence each. One without Lockstep is held to GitHub's description alone. */
export async function findWorkflowProblems(text: string): Promise<readonly string[]> {
  const workflow = readWorkflow(text);
  const problems = [...findSchemaProblems(workflow), ...(isMapping(workflow) ? findDanglingNames(workflow) : [])];
  if (problems.length > 0) return problems;
  const jobs = Object.entries(workflow.jobs).filter(([, job]) => job.steps?.some(isLockstep) === true);
  if (jobs.length === 0) return [];
  const decided = await decideAll(workflow);
  return [
    ...(decided.length === 0 ? ['nothing starts Lockstep'] : []),
    ...findUnserved(decided),
    ...findUncleaned(workflow, decided),
    ...findConcurrencyProblems(workflow['concurrency'], 'the workflow', decided),
    ...Object.values(workflow.jobs).flatMap((job) => (job.steps ?? []).flatMap(findActionProblems)),
    ...jobs.flatMap(([name, job]) =>
      findJobProblems(
        workflow,
        { name, job },
        decided.filter((one) => one.job === name),
      ),
    ),
  ];
}

/** Inputs, jobs and steps that are named and are not there. */
function findDanglingNames(workflow: Workflow): readonly string[] {
  const inputs = (workflow.on as { workflow_dispatch?: { inputs?: object } | null } | null)?.workflow_dispatch?.inputs;
  return Object.entries(isMapping(workflow.jobs) ? workflow.jobs : {}).flatMap(([name, job]) => {
    const there: Readonly<Record<string, readonly string[]>> = {
      inputs: Object.keys(inputs ?? {}),
      needs: listOf(job['needs']),
      steps: (job.steps ?? []).map((step) => String(step['id'])),
    };
    const needed = listOf(job['needs']).filter((other) => !(other in workflow.jobs));
    const dangling = pathsIn(job)
      .filter(([root = '', key = '']) => there[root]?.includes(key) === false)
      .map((path) => path.slice(0, 2).join('.'));
    return [...needed.map((other) => `needs.${other}`), ...new Set(dangling)].map(
      (path) => `jobs.${name} names ${path}, which is not there`,
    );
  });
}

function pathsIn(value: unknown, key = ''): readonly (readonly string[])[] {
  if (typeof value === 'string') {
    const expressions = key === 'if' && !value.includes('${{') ? [parseExpression(value)] : expressionsIn(value);
    return expressions.flatMap((expression) => namesIn(expression).paths);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, item]) => pathsIn(item, inner));
}

function findUnserved(decided: readonly Decided[]): readonly string[] {
  return decided.flatMap(({ event, job, decision }) => {
    // Whoever starts a workflow by hand chooses the branch, and reads the reason.
    if (decision.kind === 'operation' || event === 'by hand on a branch') return [];
    return [`jobs.${job} fails on ${event} (${decision.reason}): ${decision.message}`];
  });
}

function findUncleaned(workflow: Workflow, decided: readonly Decided[]): readonly string[] {
  const plans = decided.filter(({ event, decision }) => event.startsWith('pull request') && does(decision, ['plan']));
  if (plans.length === 0) return [];
  const closed = decided.filter(({ event }) => event === 'pull request closed' || event === 'pull request merged');
  const cleaned = closed.filter(({ decision }) => does(decision, ['cleanup'])).length >= 2;
  const filters = (workflow.on as Readonly<Record<string, unknown>>)['pull_request'];
  const byPath = isMapping(filters) && ('paths' in filters || 'paths-ignore' in filters);
  return [
    ...(cleaned ? [] : ['pull requests are planned and never cleaned up after: types has no closed']),
    ...(byPath ? ['pull_request is filtered by path, which keeps the cleanup from what was planned before'] : []),
  ];
}

function findConcurrencyProblems(concurrency: unknown, where: string, decided: readonly Decided[]): readonly string[] {
  if (!isMapping(concurrency)) return [];
  const cancels = concurrency['cancel-in-progress'];
  const harmless =
    cancels === undefined || cancels === false || cancels === "${{ github.event_name == 'pull_request' }}";
  return [
    ...(!harmless && decided.some(({ decision }) => does(decision, ['apply', 'unlock']))
      ? [`cancel-in-progress of ${where} would cancel an apply`]
      : []),
    ...(concurrency['queue'] === 'max' && cancels !== undefined && cancels !== false
      ? [`queue: max of ${where} is not possible with cancel-in-progress`]
      : []),
  ];
}

export function findActionProblems({ uses }: Step): readonly string[] {
  if (uses === undefined) return [];
  const [action = '', version = ''] = uses.split('@');
  const major = MAJORS[action];
  if (major === undefined) return [`${action} is not among the actions that are known to run on Node 24`];
  const [, given] = /^v(\d+)$/.exec(version) ?? [];
  return Number(given) >= major ? [] : [`${uses} is older than v${major}, the first that runs on Node 24`];
}

function findJobProblems(
  workflow: Workflow,
  { name, job }: { readonly name: string; readonly job: Job },
  decided: readonly Decided[],
): readonly string[] {
  const steps = job.steps ?? [];
  const before = steps.slice(0, steps.findIndex(isLockstep));
  const operations = decided.flatMap(({ decision }) => (decision.kind === 'operation' ? [decision.operation] : []));
  const applies = operations.includes('apply');
  const strategy = job['strategy'] as { readonly 'fail-fast'?: boolean } | undefined;
  const says = (problem: string): string => `jobs.${name} ${problem}`;
  return [
    ...steps.filter(isLockstep).flatMap(findInputProblems).map(says),
    ...findMissingSteps(job, before).map(says),
    ...findPermissionProblems(job['permissions'] ?? workflow['permissions'], operations, before).map(says),
    ...findConcurrencyProblems(job['concurrency'], `jobs.${name}`, decided),
    ...findTimeProblems(job, before).map(says),
    ...(applies && strategy !== undefined && strategy['fail-fast'] !== false
      ? [says('lets a stack that fails cancel the applies of the others: fail-fast is not false')]
      : []),
    ...('environment' in job && operations.some((operation) => operation !== 'apply')
      ? [says('has an environment, and does not only apply')]
      : []),
  ];
}

/** Of the inputs of one Lockstep step. What the run decides is judged where it is decided. */
export function findInputProblems(step: Step): readonly string[] {
  return Object.entries(step.with ?? {}).flatMap(([name, value]) => {
    if (!isInput(name)) return [`gives ${name}, which is no input of Lockstep`];
    const text = value === null ? '' : String(value).trim();
    if (text === '') return [`gives ${name} without a value`];
    if (text.includes('${{')) return [];
    const parsed = INPUTS[name].parse(text);
    return 'problem' in parsed ? [`${name} ${parsed.problem}; it is ${JSON.stringify(text)}`] : [];
  });
}

const action = parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8')) as {
  readonly inputs: Readonly<Record<string, unknown>>;
};

export function isInput(name: string): name is keyof typeof INPUTS {
  return name in action.inputs && name in INPUTS;
}

function findMissingSteps(job: Job, before: readonly Step[]): readonly string[] {
  const ownMachine = listOf(job['runs-on']).includes('self-hosted');
  return [
    ...(before.some(uses('actions/checkout')) ? [] : ['has no checkout before Lockstep']),
    ...(ownMachine || before.some(uses('hashicorp/setup-terraform')) || before.some(uses('opentofu/setup-opentofu'))
      ? []
      : ['has neither Terraform nor OpenTofu before Lockstep']),
    ...(ownMachine || before.some(uses(CREDENTIALS)) ? [] : ['has no credentials before Lockstep']),
  ];
}

const CREDENTIALS = 'aws-actions/configure-aws-credentials';

function uses(name: string): (step: Step) => boolean {
  return (step) => step.uses?.startsWith(`${name}@`) === true;
}

/** What the job needs, and no more. */
function findPermissionProblems(
  permissions: unknown,
  operations: readonly string[],
  before: readonly Step[],
): readonly string[] {
  if (!isMapping(permissions)) return ['does not say its permissions one by one'];
  const needed: Record<string, string> = {};
  for (const operation of operations) {
    for (const [permission, level] of Object.entries(PERMISSIONS[operation] ?? {})) {
      if (needed[permission] !== 'write') needed[permission] = level;
    }
  }
  if (before.some((step) => uses(CREDENTIALS)(step) && step.with?.['role-to-assume'] !== undefined)) {
    needed['id-token'] = 'write';
  }
  const missing = Object.entries(needed).filter(
    ([name, level]) => permissions[name] !== level && permissions[name] !== 'write',
  );
  const beyond = Object.entries(permissions).filter(([name, level]) => level !== 'none' && needed[name] !== level);
  return [
    ...missing.map(([name, level]) => `lacks the permission ${name}: ${level}`),
    ...beyond.map(([name, level]) => `has the permission ${name}: ${String(level)}, which it does not need`),
  ];
}

/** A job that runs out of time is cancelled, and a session that ends cannot save what was done. */
function findTimeProblems(job: Job, before: readonly Step[]): readonly string[] {
  const lockstep = job.steps?.find(isLockstep);
  const waitsMs = parseDurationMs(String(lockstep?.with?.['lock-timeout'] ?? INPUTS['lock-timeout'].default)) ?? 0;
  const timeoutMs = Number(job['timeout-minutes'] ?? DEFAULT_TIMEOUT_MINUTES) * 60_000;
  const session = before.find(uses(CREDENTIALS));
  const sessionMs = Number(session?.with?.['role-duration-seconds'] ?? DEFAULT_SESSION_SECONDS) * 1_000;
  return [
    ...(timeoutMs < waitsMs + FOR_THE_APPLY_MS ? ['has no time for an apply when it has waited: timeout-minutes'] : []),
    ...(session !== undefined && sessionMs < waitsMs + FOR_THE_APPLY_MS
      ? ['has credentials that end before an apply that has waited: role-duration-seconds']
      : []),
  ];
}

function does(decision: Decided['decision'], operations: readonly string[]): boolean {
  return decision.kind === 'operation' && operations.includes(decision.operation);
}
