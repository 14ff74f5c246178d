import { EMPTY_QUEUE } from '../../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { createTurnRun } from '../fakes/factories.ts';
import { lockByHand, lockOf } from '../runner/lock-by-hand.ts';
import type { StepOptions, StepResult } from '../runner/runner.ts';
import {
  BUCKET,
  openScenario,
  TABLE,
  type Checkout,
  type Cloud,
  type LockMode,
  type Scenario,
} from '../runner/stage.ts';
import { turnsAt } from '../runner/traces.ts';

/** The roles of `examples/bootstrap/`. */
export type Role = 'plan' | 'apply';

/** What is run, and how it has to end: a recording of runs that went astray would prove nothing. */
export interface Recorded {
  readonly role: Role;
  readonly operation: string;
  /** The `outcome`, or the `failure-reason`. */
  readonly ends: string;
}

type Given = Pick<StepOptions, 'event' | 'with' | 'env'>;

/** The stack of the recordings: the same key in every cloud, so that one policy is about all of them. */
export interface RecordedStack extends AsyncDisposable {
  readonly cloud: Cloud;
  readonly lockMode: LockMode;
  readonly scenario: Scenario;
  run(recorded: Recorded, code: string, given: Given): Promise<StepResult>;
  /** For a run that is meddled with while it is at work. */
  start(recorded: Omit<Recorded, 'ends'>, checkout: Checkout, given: Given): ReturnType<Checkout['step']>;
}

const STACK = 'network';

export async function openRecordedStack(cloud: Cloud, lockMode: LockMode): Promise<RecordedStack> {
  const scenario = await openScenario(cloud, { name: STACK, lockMode });
  const start: RecordedStack['start'] = ({ role, operation }, checkout, given) =>
    checkout.step({ ...given, env: { ...given.env, AWS_ACCESS_KEY_ID: keyIdOf(role, operation) } });
  return {
    cloud,
    lockMode,
    scenario,
    start,
    run: async (recorded, code, given) => {
      const ended = await (await start(recorded, await scenario.checkout(code), given)).ended;
      confirmEnd(recorded, ended);
      return ended;
    },
    [Symbol.asyncDispose]: () => scenario[Symbol.asyncDispose](),
  };
}

export function confirmEnd(
  { operation, ends }: Pick<Recorded, 'operation' | 'ends'>,
  { outputs, log }: StepResult,
): void {
  const end = outputs['outcome'] ?? outputs['failure-reason'];
  if (end !== ends) throw new Error(`${operation} ended as ${end ?? 'nothing'} and not as ${ends}:\n${log}`);
}

/** Whoever signs a request is told from everybody else by the id of the key, Terraform's requests included. */
function keyIdOf(role: Role, operation: string): string {
  return `${role}.${operation}`;
}

/** Undefined for a request of no role: a person's, who runs Terraform by hand. */
export function signedBy(
  accessKeyId: string | undefined,
): { readonly role: Role; readonly operation: string } | undefined {
  const [, role, operation] = /^(plan|apply)\.([a-z-]+)$/.exec(accessKeyId ?? '') ?? [];
  return role === undefined || operation === undefined ? undefined : { role: role as Role, operation };
}

/** A lock of a run that GitHub calls ended and that is in the queue no more: nobody need wait for a lease then. */
export async function leaveStaleLock(
  { cloud, lockMode, scenario }: RecordedStack,
  key: string,
  runId: number,
): Promise<void> {
  const lock = lockOf(`run-${runId}`);
  await lockByHand(cloud, key, lockMode, lock);
  scenario.github.addRun({ id: runId, status: 'completed', conclusion: 'failure' });
  const queue = (await turnsAt(cloud, key)) ?? EMPTY_QUEUE;
  const dead = {
    run: createTurnRun({ runId: String(runId) }),
    why: 'removed',
    heldSince: '2026-11-21T10:28:00Z',
    stateLock: { id: lock.ID, at: '2026-11-21T10:28:01Z' },
    lockMayBeHeld: true,
    toCreate: undefined,
  } as const;
  const body = renderTurnDocument({ ...queue, departed: [...queue.departed, dead] }, `by-hand-${runId}`);
  if (lockMode === 'lockfile') cloud.s3.put(BUCKET, `${key}.lockstep.json`, body);
  else {
    const LockID = { S: `${BUCKET}/${key}#lockstep` };
    await cloud.dynamodb.putItem(TABLE, { LockID, Body: { S: body }, WriteId: { S: `by-hand-${runId}` } });
  }
}

export async function releaseByHand({ cloud, lockMode }: RecordedStack, key: string): Promise<void> {
  if (lockMode !== 'lockfile') await cloud.dynamodb.deleteItem(TABLE, `${BUCKET}/${key}`);
  if (lockMode !== 'table') cloud.s3.delete(BUCKET, `${key}.tflock`);
}
