/** One factory per big input of the pure code: a test states only what it is about. */
import type { Step, ToolEvent } from '../../../src/domain/events/event.ts';
import type { Told } from '../../../src/domain/events/told.ts';
import { parseContext, type RunContext } from '../../../src/config/context.ts';
import { parseInputs, type Inputs } from '../../../src/config/inputs.ts';
import type { Aftermath } from '../../../src/domain/apply/aftermath.ts';
import type { Overdue } from '../../../src/domain/apply/timed-out.ts';
import type { NotSaved } from '../../../src/domain/turn/freeze.ts';
import type { LockHolderSeen, TurnHolderSeen } from '../../../src/domain/turn/holder.ts';
import type { StateAddress } from '../../../src/domain/state/keys.ts';
import type { StateLock } from '../../../src/domain/lock/lock.ts';
import type { Applied, Cleaned, Planned, Recovery, Unlocked } from '../../../src/domain/run/outcome.ts';
import type { Drift, Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import type { ManagedInstance } from '../../../src/domain/state/state.ts';
import type { Freeze, Ticket, TurnRun } from '../../../src/domain/turn/turn.ts';
import type { RunView } from '../../../src/render/page.ts';
import { pullRequestEvent } from '../github/events.ts';

export const HEAD_SHA = '3f2a9c1d5e6b7a8091a2b3c4d5e6f708192a3b4c';

const INPUTS: Inputs = parseInputs({ INPUT_TOKEN: 'ghs_0123456789' });

/** The defaults, which are the action's own, with the token that the runner adds. */
export function createInputs(overrides: Partial<Inputs> = {}): Inputs {
  return { ...INPUTS, ...overrides };
}

/** What the runner sets, of a pull request of `octo/infra`. */
export function createEnvironment(overrides: Readonly<Record<string, string | undefined>> = {}) {
  return {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REPOSITORY: 'octo/infra',
    GITHUB_REF: 'refs/pull/42/merge',
    GITHUB_SHA: HEAD_SHA,
    GITHUB_ACTOR: 'ana',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '118',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_WORKSPACE: '/runner/checkout',
    RUNNER_TEMP: '/runner/temp',
    ...overrides,
  };
}

/** Simulations make thousands of runs, and the payload is one of GitHub's own. */
let context: RunContext | undefined;

export function createContext(overrides: Partial<RunContext> = {}): RunContext {
  const payload = () => pullRequestEvent({ action: 'opened', number: 42, headSha: HEAD_SHA });
  context ??= parseContext(createEnvironment(), payload());
  return { ...context, ...overrides };
}

export function createAddress(overrides: Partial<StateAddress> = {}): StateAddress {
  const key = overrides.key ?? 'lesson-17/prod/pr-42/terraform.tfstate';
  return { bucket: 'tfstate', key, path: key, ...overrides };
}

export function createLock(overrides: Partial<StateLock> = {}): StateLock {
  return {
    id: 'a1b2c3d4-0000-4000-8000-000000000001',
    operation: 'OperationTypeApply',
    who: 'ana@laptop',
    version: '1.11.4',
    created: '2026-11-21T10:28:00.634021578Z',
    path: 'tfstate/lesson-17/prod/terraform.tfstate',
    info: '',
    ...overrides,
  };
}

export function createHolder(overrides: Partial<LockHolderSeen> = {}): LockHolderSeen {
  return {
    kind: 'state-lock',
    address: createAddress({ key: 'lesson-17/prod/terraform.tfstate' }),
    lock: createLock(),
    places: ['table'],
    run: undefined,
    alive: undefined,
    ...overrides,
  };
}

export function createTurnRun(overrides: Partial<TurnRun> = {}): TurnRun {
  return {
    repository: 'octo/infra',
    runId: '117',
    runNumber: undefined,
    runAttempt: 1,
    url: 'https://github.com/octo/infra/actions/runs/117',
    actor: 'ana',
    prNumber: 41,
    commitSha: HEAD_SHA,
    operation: 'apply',
    host: 'fv-az1',
    ...overrides,
  };
}

export function createTicket(overrides: Partial<Ticket> = {}): Ticket {
  return {
    id: 'ticket-1',
    sequence: 1,
    state: 'holding',
    token: 'token-1',
    run: createTurnRun(),
    joinedAt: '2026-11-21T10:27:00Z',
    heldSince: '2026-11-21T10:28:00Z',
    stateLock: undefined,
    begun: undefined,
    toCreate: undefined,
    ...overrides,
  };
}

export function createTurnHolder(overrides: Partial<TurnHolderSeen> = {}): TurnHolderSeen {
  return {
    kind: 'turn',
    address: createAddress({ key: 'lesson-17/prod/terraform.tfstate' }),
    ahead: [createTicket()],
    home: undefined,
    alive: undefined,
    ...overrides,
  };
}

export function createChange(overrides: Partial<ResourceChange> = {}): ResourceChange {
  return {
    address: 'aws_sqs_queue.jobs',
    previousAddress: undefined,
    type: 'aws_sqs_queue',
    action: 'create',
    actions: overrides.action === 'replace' ? ['delete', 'create'] : [overrides.action ?? 'create'],
    values: { before: null, after: null, unknown: {} },
    importing: false,
    importId: undefined,
    deposed: undefined,
    identity: undefined,
    configured: undefined,
    reason: undefined,
    replacePaths: [],
    changedAttributes: [],
    ...overrides,
  };
}

/** A plan of one resource to add, or of whatever `changes` say; the counts follow only when they are given. */
export function createPlan(overrides: Partial<Plan> = {}): Plan {
  return {
    changes: [createChange()],
    outputChanges: [],
    unchanged: [],
    actionInvocations: [],
    drift: [],
    deferred: [],
    counts: { toAdd: 1, toChange: 0, toDestroy: 0, toImport: 0, toMove: 0, toForget: 0, toInvoke: 0 },
    complete: true,
    madeBy: undefined,
    unknown: [],
    passedOver: [],
    ephemeralVariables: [],
    hasUnknownSecrets: false,
    conceal: openConceal(new Set()),
    secrets: new Set(),
    failedChecks: [],
    ...overrides,
  };
}

export function createDrift(address: string, overrides: Partial<Drift['values']> = {}): Drift {
  return { address, values: { before: null, after: null, unknown: {}, ...overrides } };
}

export function createReview(overrides: Partial<Review> = {}): Review {
  return {
    version: 2,
    repository: 'octo/infra',
    repositoryId: '1296269',
    prNumber: 42,
    headSha: HEAD_SHA,
    runUrl: 'https://github.com/octo/infra/actions/runs/117',
    plannedAt: '2026-11-21T10:00:00.000Z',
    madeBy: undefined,
    plannedOn: 'snapshot',
    snapshot: { serial: 41, lineage: '6a3c1f0e' },
    salt: '0f0e0d0c-0000-4000-8000-000000000001',
    resources: [],
    outputs: [],
    varying: [],
    ...overrides,
  };
}

export function createPlanned(overrides: Partial<Planned> = {}): Planned {
  return {
    kind: 'planned',
    address: createAddress(),
    hasChanges: true,
    plan: createPlan(),
    text: 'Terraform will perform the following actions:\n\n  # aws_sqs_queue.jobs will be created',
    warnings: [],
    snapshot: { kind: 'taken', serial: 41, lineage: '6a3c1f0e', prodLock: { kind: 'free' } },
    reviewed: undefined,
    wait: { waitedMs: 0, lastHolder: undefined },
    ...overrides,
  };
}

export function createApplied(overrides: Partial<Applied> = {}): Applied {
  return {
    kind: 'applied',
    address: createAddress({ key: 'lesson-17/prod/terraform.tfstate' }),
    hasChanges: true,
    plan: createPlan(),
    text: 'Terraform will perform the following actions:\n\n  # aws_sqs_queue.jobs will be created',
    warnings: [],
    wait: { waitedMs: 0, lastHolder: undefined },
    applyMs: 192_000,
    outputs: {},
    reviewed: undefined,
    serial: 42,
    kept: [],
    ...overrides,
  };
}

export function createCleaned(overrides: Partial<Cleaned> = {}): Cleaned {
  return {
    kind: 'cleaned',
    address: createAddress(),
    merged: false,
    deletion: { removed: 3, versionsLeft: false, backupKey: undefined },
    elsewhere: [],
    wait: { waitedMs: 0, lastHolder: undefined },
    ...overrides,
  };
}

export function createRecovery(overrides: Partial<Recovery> = {}): Recovery {
  return {
    lockId: 'a1b2c3d4-0000-4000-8000-000000000001',
    operation: 'OperationTypeApply',
    run: createTurnRun(),
    backup: { kind: 'version', key: 'lesson-17/prod/terraform.tfstate', versionId: 'v41' },
    ...overrides,
  };
}

export function createUnlocked(overrides: Partial<Unlocked> = {}): Unlocked {
  return {
    kind: 'unlocked',
    address: createAddress({ key: 'lesson-17/prod/terraform.tfstate' }),
    lockId: 'a1b2c3d4-0000-4000-8000-000000000001',
    steps: [{ step: 'lock', found: 'nobody holds it' }],
    wait: { waitedMs: 0, lastHolder: undefined },
    ...overrides,
  };
}

export function createFreeze(overrides: Partial<Freeze> = {}): Freeze {
  return {
    id: '6f9619ff-8b86-4011-b42d-00c04fc964ff',
    runUrl: 'https://github.com/octo/infra/actions/runs/117',
    at: '2026-11-21T10:30:00Z',
    serial: 42,
    fingerprint: 'f'.repeat(64),
    before: 'b'.repeat(64),
    copyKey: 'prod/t.tfstate.errored-20261121T103000Z',
    sealed: undefined,
    ...overrides,
  };
}

/** An apply that could not write its state, and kept a copy of it. */
export function createNotSaved(
  overrides: Partial<Omit<NotSaved, 'freeze'>> & { readonly freeze?: Partial<Freeze> } = {},
): NotSaved {
  return {
    address: createAddress({ key: 'lesson-17/prod/terraform.tfstate' }),
    isFrozen: true,
    isEarlier: false,
    erroredStateFile: '/w/errored.tfstate',
    details: '',
    leftLockId: undefined,
    ...overrides,
    freeze: createFreeze(overrides.freeze),
  };
}

/** An apply that was cancelled before it had changed anything, and has left nothing. */
export function createAftermath(overrides: Partial<Aftermath> = {}): Aftermath {
  return {
    cancelled: true,
    command: { name: 'apply', ended: 'by-itself' },
    progress: undefined,
    address: createAddress({ key: 'lesson-17/prod/terraform.tfstate' }),
    lock: { kind: 'free' },
    serial: undefined,
    details: '',
    ...overrides,
  };
}

/** An apply of three changes that hung in the second. */
export function createOverdue(overrides: Partial<Overdue> = {}): Overdue {
  return {
    command: 'terraform apply',
    limitMs: 1_200_000,
    atWork: {
      addresses: ['aws_db_instance.main'],
      lastLine: 'aws_db_instance.main: Still modifying... [19m50s elapsed]',
    },
    progress: {
      finished: ['aws_s3_bucket.logs'],
      failed: [],
      inFlight: ['aws_db_instance.main'],
      notBegun: ['aws_iam_role.ci'],
    },
    address: createAddress({ key: 'lesson-17/prod/terraform.tfstate' }),
    remarks: [],
    details: '',
    ...overrides,
  };
}

export function createInstance(overrides: Partial<ManagedInstance> = {}): ManagedInstance {
  return {
    address: 'aws_sqs_queue.jobs',
    type: 'aws_sqs_queue',
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    id: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
    idIsSecret: false,
    attributes: '{"name":"jobs"}',
    ...overrides,
  };
}

export function createView(overrides: Partial<RunView> = {}): RunView {
  return {
    now: new Date('2026-11-21T10:32:00Z'),
    tool: 'terraform',
    lockTable: 'locks',
    stack: 'infra/network',
    command: 'plan',
    commitSha: HEAD_SHA,
    runUrl: 'https://github.com/octo/infra/actions/runs/1658821493',
    runNumber: '118',
    mergeGroup: false,
    encryption: undefined,
    ...overrides,
  };
}

export const NOTHING_TOLD: Told = { errors: [], warnings: [], prose: undefined, hadEphemeral: false };

/** What a command has told whose errors are the tool's own, with these summaries. */
export function createTold(...summaries: readonly string[]): Told {
  const errors = summaries.map(
    (summary) => ({ severity: 'error', summary, detail: '', place: undefined, snippet: undefined }) as const,
  );
  return { errors, warnings: [], prose: undefined, hadEphemeral: false };
}

/** `apply_start` and its like, as an apply with `-json` tells them. */
export function createOperation(step: Step, address: string, action = 'create'): ToolEvent {
  return { kind: 'operation', step, action, address, message: `${address}: ${action} ${step}` };
}
