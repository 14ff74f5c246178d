import { createHash } from 'node:crypto';
import type { StepResult } from '../runner/runner.ts';
import { BUCKET, TABLE } from '../runner/stage.ts';
import { stateAt, tracesOf, turnsAt } from '../runner/traces.ts';
import { PULL_REQUEST, type Resources } from './operations.ts';
import type { Site } from './site.ts';

/** As DESIGN.md lists them for the outputs `outcome` and `failure-reason`. */
const OUTCOMES = ['planned', 'no-changes', 'applied', 'cleaned', 'unlocked', 'swept', 'superseded', 'skipped'];
const FAILURE_REASONS = [
  ...[
    'bad-input',
    'refused',
    'state-locked',
    'tool-failed',
    'plan-failed',
    'plan-changed',
    'apply-failed',
    'timed-out',
    'cancelled',
  ],
  ...['state-not-saved', 'pr-state-in-use', 'backend-unusable', 'github-unusable'],
];

/** How a run ended, in one word. */
export function endOf({ exitCode, outputs }: StepResult): string {
  return outputs['outcome'] ?? outputs['failure-reason'] ?? `exit code ${exitCode} and neither of both`;
}

/** Whether it ended in a way that is documented. */
export function problemsOfEnd({ exitCode, outputs, log }: StepResult): readonly string[] {
  const { outcome, 'failure-reason': reason } = outputs;
  const documented =
    exitCode === 0
      ? reason === undefined && OUTCOMES.includes(outcome ?? '')
      : exitCode === 1 && outcome === undefined && FAILURE_REASONS.includes(reason ?? '');
  return [
    ...(documented ? [] : [`exit code ${exitCode}, outcome ${outcome ?? '-'}, failure-reason ${reason ?? '-'}`]),
    ...(log.includes('a defect') ? ['the log tells of a defect'] : []),
  ];
}

/** A state with its digest item, as whoever reads it next will find it. */
export interface StateFound {
  readonly body: string;
  readonly versions: readonly string[];
  readonly digest: string | undefined;
}

export async function findState({ cloud }: Site, key: string): Promise<StateFound> {
  const item = (await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}-md5`))?.['Digest'] as { S: string } | undefined;
  return { ...stateAt(cloud, key), digest: item?.S };
}

export function problemsOfReading({ body, digest }: StateFound): readonly string[] {
  const md5 = createHash('md5').update(body).digest('hex');
  const readable = resourcesIn(body) !== undefined;
  return [
    ...(readable ? [] : [`the state cannot be read: ${JSON.stringify(body.slice(0, 80))}`]),
    ...(digest === undefined || digest === md5 ? [] : [`the digest item says ${digest}, the state has ${md5}`]),
  ];
}

export function isUntouched(before: StateFound, now: StateFound): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}

export function holdsExactly({ body }: StateFound, wanted: Resources): boolean {
  return JSON.stringify(resourcesIn(body)) === JSON.stringify(wanted);
}

interface State {
  readonly resources: readonly {
    readonly name: string;
    readonly instances: readonly { readonly attributes: { readonly input: { readonly value: string } } }[];
  }[];
}

/** By name, in the order of names. Undefined when this is no state. */
function resourcesIn(body: string): Resources | undefined {
  try {
    const { resources } = JSON.parse(body) as State;
    const made = resources.map(({ name, instances }) => [name, instances[0]?.attributes.input.value ?? '']);
    return Object.fromEntries(made.sort()) as Resources;
  } catch {
    return undefined;
  }
}

/** What Terraform says to have created, and no state records. */
export function problemsOfLoss(log: string, { body }: StateFound): readonly string[] {
  return [...log.matchAll(/Creation complete after \S+ \[id=([^\]]+)\]/g)]
    .map(([, id]) => id ?? '')
    .filter((id) => !body.includes(id))
    .map((id) => `${id} was created and is in no state`);
}

/** Locks that are held and tickets that stand in a queue, of production and of the pull request. */
export async function problemsOfHolding({ cloud, scenario }: Site): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const key of [scenario.prodKey, scenario.prKey(PULL_REQUEST)]) {
    const item = await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}`);
    if (item !== undefined) problems.push(`${key} is locked by an item: ${JSON.stringify(item['Info'])}`);
    const lockfile = cloud.s3.get(BUCKET, `${key}.tflock`)?.body.toString();
    if (lockfile !== undefined) problems.push(`${key} is locked by a lockfile: ${lockfile}`);
    const tickets = (await turnsAt(cloud, key))?.tickets ?? [];
    if (tickets.length > 0) problems.push(`the queue of ${key} still has ${JSON.stringify(tickets)}`);
  }
  return problems;
}

/** Every key and item that there is now. */
export async function findLive({ cloud }: Site): Promise<readonly string[]> {
  const objects = cloud.s3
    .versions(BUCKET)
    .filter(({ kind, latest }) => latest && kind === 'version')
    .map(({ key }) => key);
  const items = (await tracesOf(cloud, '')).filter((trace) => trace.startsWith('item '));
  return [...objects, ...items].sort();
}

/** Traces of the pull request's key that are no part of what a run of this operation leaves. */
export async function findTracesOfPullRequest({ cloud, scenario }: Site): Promise<readonly string[]> {
  return tracesOf(cloud, scenario.prKey(PULL_REQUEST));
}
