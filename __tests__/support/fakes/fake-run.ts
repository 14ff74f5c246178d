/** One run with everything around it in memory: a test states only what it is about. */
import type { BegunOn } from '../../../src/domain/apply/begun-on.ts';
import { StackComments } from '../../../src/jobs/comment/comments.ts';
import type { Run } from '../../../src/jobs/run.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import { WaitBudget } from '../../../src/jobs/wait-budget.ts';
import type { Inputs } from '../../../src/config/inputs.ts';
import type { OutputName } from '../../../src/domain/run/outcome.ts';
import type { MergedPullRequest, Merges, PullRequestStatus } from '../../../src/domain/review/merges.ts';
import type { Diagnostic } from '../../../src/domain/events/diagnostic.ts';
import { BEGINNING } from '../../../src/domain/turn/first-seen.ts';
import { lockItemId, type StateAddress } from '../../../src/domain/state/keys.ts';
import type { LeftTurn } from '../../../src/ports/handover.ts';
import type { Commits } from '../../../src/ports/commits.ts';
import type { PullRequests } from '../../../src/ports/pull-requests.ts';
import type { ApplyRun, InitRun, LockHeld, PlanRun, PushRun, Terraform } from '../../../src/ports/terraform.ts';
import { createBackend, createSettings, PROD, stateOf, type FakeBackend } from './fake-backend.ts';
import { createCommentsOptions } from './fake-comments.ts';
import { createClock, EPOCH_MS, type FakeClock } from './fake-clock.ts';
import { createAddress, createContext, createInputs, createPlan, HEAD_SHA, NOTHING_TOLD } from './factories.ts';

interface FakeJournal {
  readonly infos: string[];
  readonly warnings: string[];
  readonly outputs: Partial<Record<OutputName, string>>;
}

/**
 * A Terraform that remembers what it was told, and is initialized on the key that the last `init` was given. To plan, apply
 * or push on a key whose lock in the backend is not the one that it was given is a defect: it would run without any.
 */
export interface FakeTerraform extends Terraform {
  readonly commands: readonly string[];
  readonly annotated: readonly Diagnostic[];
  /** What it answers, one after the other; the last one for ever. */
  readonly plans: PlanRun[];
  readonly applies: ApplyRun[];
  readonly inits: InitRun[];
  readonly pushes: PushRun[];
  /** Under which lock what needs one was run, in order: `plan under <lock ID>`. */
  readonly locked: readonly string[];
  /** Where the locks are that it must be under: without them it runs nothing that needs one. */
  backend: Pick<FakeBackend, 'heldLocks' | 'applyBySomebody'> | undefined;
  /** What an apply has written beside the module because it could not save it. */
  unsaved: Uint8Array;
  /** Whether it is OpenTofu that is told to encrypt states. */
  isEncrypting: boolean;
  /** Where a push puts it, whatever it is told. */
  pushesTo: StateAddress | undefined;
  /** Stands in place of the key that `init` was given, from the next `readBackend` on. */
  resolvedKey: string | undefined;
  /** Runs before a command is done. */
  before: (command: string) => void | Promise<void>;
}

export interface FakeRun extends Run {
  readonly terraform: FakeTerraform;
  readonly clock: FakeClock;
  readonly backend: FakeBackend;
  readonly said: FakeJournal;
  /** What it has left for `post`. */
  readonly left: LeftTurn[];
  readonly begun: BegunOn[];
}

export interface RunOverrides extends Partial<Omit<Run, 'inputs' | 'terraform' | 'clock'>> {
  readonly inputs?: Partial<Inputs>;
  readonly backend?: FakeBackend;
  readonly terraform?: FakeTerraform;
  readonly clock?: FakeClock;
}

export function createTerraform(): FakeTerraform {
  const commands: string[] = [];
  const locked: string[] = [];
  let key: string = PROD.key;
  let found = createSettings(PROD.key);
  let kept: Uint8Array | undefined;
  const run = async (command: string): Promise<void> => {
    commands.push(command);
    await terraform.before(command);
  };
  const runLocked = async (command: string, { lockId }: LockHeld): Promise<void> => {
    const on = lockItemId(createAddress({ key: terraform.resolvedKey ?? key }));
    const held = terraform.backend?.heldLocks.get(on);
    if (held?.kind !== 'held' || held.lock.id !== lockId) {
      throw new Error(`${command} on ${on} without its lock ${lockId}: ${JSON.stringify(held)}`);
    }
    locked.push(`${command} under ${lockId}`);
    await run(command);
  };
  const next = <T>(answers: T[], fallback: T): T => (answers.length > 1 ? answers.shift() : answers[0]) ?? fallback;
  const annotated: Diagnostic[] = [];
  const terraform: FakeTerraform = {
    name: 'terraform',
    tool: { name: 'terraform', version: { major: 1, minor: 11, patch: 4 } },
    workspace: 'default',
    planFiles: { planFile: '/files/plan.tfplan', planJson: '/files/plan.json', planText: '/files/plan.txt' },
    commands,
    plans: [],
    applies: [],
    inits: [],
    pushes: [],
    locked,
    backend: undefined,
    unsaved: stateOf(['a'], 42),
    pushesTo: undefined,
    isEncrypting: false,
    resolvedKey: undefined,
    before: () => undefined,
    dataDirectory: '/files/data',
    annotated,
    findBackend: async (asked) => {
      await run('look');
      found = createSettings(asked ?? PROD.key);
      return found;
    },
    foundBackend: async () => found,
    init: async (options) => {
      await run(`init ${options.key}`);
      ({ key } = options);
      return next<InitRun>(terraform.inits, { kind: 'initialized' });
    },
    createWorkspace: async () => run('workspace new'),
    readBackend: async () => createSettings(terraform.resolvedKey ?? key),
    plan: async (under) => {
      await runLocked('plan', under);
      return next<PlanRun>(terraform.plans, { kind: 'planned', hasChanges: true });
    },
    showPlan: async () => {
      await run('show');
      return { plan: createPlan(), text: 'Terraform will perform the following actions:', warnings: [] };
    },
    readShownPlan: async () => {
      await run('read the plan');
      return { plan: createPlan(), text: 'Terraform will perform the following actions:' };
    },
    annotate: (diagnostics) => {
      annotated.push(...diagnostics);
    },
    mayEncrypt: async () => terraform.isEncrypting,
    planRefreshOnly: async (under) => {
      await runLocked('plan -refresh-only', under);
      return next<PlanRun>(terraform.plans, { kind: 'planned', hasChanges: false });
    },
    pushState: async (file, under, address) => {
      await runLocked(`state push ${file}`, under);
      const pushed = next<PushRun>(terraform.pushes, { kind: 'pushed' });
      if (pushed.kind === 'pushed')
        terraform.backend?.applyBySomebody(terraform.pushesTo ?? address, kept ?? terraform.unsaved);
      return pushed;
    },
    readStateFile: async () => terraform.unsaved,
    keepState: async (body) => {
      kept = body;
      return '/files/unsaved.tfstate';
    },
    keptState: async () => kept,
    apply: async (under) => {
      await runLocked('apply', under);
      return next<ApplyRun>(terraform.applies, { kind: 'applied', told: NOTHING_TOLD });
    },
    readOutputs: async () => {
      await run('output');
      return {};
    },
  };
  return terraform;
}

/** When a pull request is merged of which a test says no more: after everything that was reviewed. */
export const MERGED_AT = '2027-01-01T00:00:00Z';

export const NO_MERGES: Merges = { pullRequests: [], direct: [] };

/** As the event of the run says: open, with its head. */
export const OPEN = { number: 42, headSha: HEAD_SHA, closed: false, isMerged: false, merged: undefined };

/** Every commit was brought by these, whatever the stretch, and all of them are merged. Of others, 42 is open. */
export function createPullRequests(brought: readonly MergedPullRequest[] = []): PullRequests {
  const merged = { branch: 'main', commitSha: HEAD_SHA };
  const pullRequests = brought.map((pullRequest) => ({ mergedAt: MERGED_AT, ...pullRequest }));
  return {
    findMerged: async () => ({ ...NO_MERGES, pullRequests }),
    findStatuses: async (numbers) =>
      pullRequests
        .filter(({ number }) => numbers.includes(number))
        .map((pullRequest): PullRequestStatus => ({ ...pullRequest, closed: true, isMerged: true, merged }))
        .concat(pullRequests.length === 0 && numbers.includes(OPEN.number) ? [OPEN] : []),
    findQueued: async () => pullRequests.map(({ number }) => number),
    listCommits: async () => [],
  };
}

/** Nothing lies in any commit. */
const NO_COMMITS: Commits = {
  findParent: async () => undefined,
  listTouching: async () => ({ commits: [], next: undefined }),
  followFolder: async (_, folder) => folder,
  listFiles: async () => [],
  readFiles: async () => [],
};

/** GitHub says one after the other; the last one for ever. */
export function pullRequestThatIs(...statuses: readonly PullRequestStatus[]): PullRequests {
  const left = [...statuses];
  return {
    ...createPullRequests(),
    findStatuses: async () => [(left.length > 1 ? left.shift() : left[0]) ?? OPEN],
  };
}

export function createRun(overrides: RunOverrides = {}): FakeRun {
  const { inputs, backend = createBackend(), terraform = createTerraform(), ...rest } = overrides;
  const clock = overrides.clock ?? createClock({ runs: true });
  const said: FakeJournal = { infos: [], warnings: [], outputs: {} };
  const journal = {
    info: (message: string) => {
      said.infos.push(message);
    },
    warning: (message: string) => {
      said.warnings.push(message);
    },
    output: (name: OutputName, value: string) => {
      said.outputs[name] = value;
    },
  };
  terraform.backend ??= backend;
  const given = createInputs(inputs);
  let ids = 0;
  const left: LeftTurn[] = [];
  const begun: BegunOn[] = [];
  return {
    inputs: given,
    context: createContext(),
    openBackend: async () => backend,
    pullRequests: createPullRequests(),
    commits: NO_COMMITS,
    comments: new StackComments(createCommentsOptions({ clock, journal, policy: 'never' })),
    publish: async () => 'shown',
    runs: { status: async () => 'running', compare: async () => 'ahead' },
    githubProbes: {
      readRun: async () => undefined,
      compareCommits: async () => undefined,
      readPullRequests: async () => undefined,
    },
    chance: {
      next: () => 0.5,
      id: () => {
        ids += 1;
        return `id-${ids}`;
      },
    },
    who: 'runner@fv-az1',
    handover: {
      noteTurn: (turn) => {
        left.push(turn);
      },
      noteBegunOn: (begunOn) => {
        begun.push(begunOn);
      },
      noteShown: () => undefined,
      noteDone: () => undefined,
      isTakenOver: () => false,
    },
    journal,
    steps: new EveryStep(journal),
    waiting: new WaitBudget(given['lock-timeout']),
    cancelled: new AbortController().signal,
    ...rest,
    terraform,
    clock,
    backend,
    said,
    left,
    begun,
  };
}

/** The same for a push of a while ago, the first that was ever seen. */
export function createApplyRun(overrides: RunOverrides = {}): FakeRun {
  const pushedAt = new Date(EPOCH_MS - 60_000);
  const push = { ref: 'refs/heads/main', sha: HEAD_SHA, deleted: false, before: BEGINNING, pushedAt };
  return createRun({ context: createContext({ event: { kind: 'push', ...push } }), ...overrides });
}
