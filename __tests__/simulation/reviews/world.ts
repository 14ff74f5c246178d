/**
 * A repository, its pull requests and its production, with the jobs of Lockstep run on it in any order. GitHub and the
 * backend are in memory; what reviewers have really seen is written down beside them, by no rule of Lockstep's.
 */
import type { PullRequestStatus } from '../../../src/domain/review/merges.ts';
import { PlanChanged } from '../../../src/domain/review/reviewed.ts';
import { RunFailure } from '../../../src/domain/failure.ts';
import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import { cleanup } from '../../../src/jobs/cleanup/cleanup.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import type { Run } from '../../../src/jobs/run.ts';
import { sweep } from '../../../src/jobs/sweep/sweep.ts';
import type { CommitOrder } from '../../../src/ports/runs.ts';
import type { PullRequests } from '../../../src/ports/pull-requests.ts';
import { createBackend, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createClock, type FakeClock } from '../../support/fakes/fake-clock.ts';
import { createChange, createContext, createPlan } from '../../support/fakes/factories.ts';
import { createRun, createTerraform } from '../../support/fakes/fake-run.ts';

/** What one address of the code has; undefined: nothing. */
interface Thing {
  readonly size: number;
  readonly isKept: boolean;
}
type Code = Readonly<Record<string, Thing>>;

/** What a commit does to one address. */
export interface Edit {
  readonly address: 'a' | 'b';
  readonly becomes: Thing | undefined;
}

/** How GitHub answers one run. */
export type Weather = 'clear' | 'lagging' | 'passing-trouble' | 'outage';

export type Step =
  | { readonly kind: 'push'; readonly pr: number; readonly edit: Edit }
  /** Any plan that was ever asked for: a late one, a re-run, or the newest. */
  | { readonly kind: 'plan'; readonly which: number; readonly weather: Weather; readonly meanwhile: Meanwhile }
  | { readonly kind: 'close' | 'reopen' | 'merge'; readonly pr: number }
  | { readonly kind: 'push-directly' | 'force-push'; readonly edit: Edit }
  | { readonly kind: 'cleanup'; readonly which: number; readonly weather: Weather }
  | { readonly kind: 'apply'; readonly weather: Weather; readonly fails: boolean }
  | { readonly kind: 'sweep' | 'rename' | 'deny-listing' };

/** What happens to a pull request while it is planned. */
type Meanwhile = 'nothing' | 'push' | 'close' | 'merge';

interface PullRequest {
  readonly number: number;
  edits: readonly Edit[];
  headSha: string;
  state: 'open' | 'closed' | 'merged';
  mergedAt: string | undefined;
  mergeCommit: string | undefined;
  /** What was planned of each of its commits last, while it was open with that commit. */
  readonly seen: Map<string, readonly ResourceChange[]>;
  isApplied: boolean;
}

interface Commit {
  readonly sha: string;
  readonly code: Code;
  readonly pr: number | undefined;
}

interface PlanAsked {
  readonly pr: number;
  readonly headSha: string;
  readonly code: Code;
}

/** One of the ways in which this could be wrong, to see that the orders find it. */
export const BREAKAGES = [
  'latest-wins',
  'payload-trusted',
  'less-allowed',
  'missing-is-none',
  'name-for-id',
  'cleanup-by-payload',
  'outage-is-none',
] as const;
export type Breakage = (typeof BREAKAGES)[number];

export class World {
  readonly #clock: FakeClock = createClock({ runs: true });
  readonly #backend: FakeBackend;
  readonly #breakage: Breakage | undefined;
  readonly #pullRequests = new Map<number, PullRequest>();
  readonly #plans: PlanAsked[] = [];
  readonly #closings: number[] = [];
  #main: Commit[];
  #production: Code = {};
  #lastApplied: string | undefined;
  #repository = 'octo/infra';
  #shas = 0;
  #ids = 0;
  /** What GitHub's replicas said of the pull requests before the last thing that happened to one. */
  #before: readonly PullRequestStatus[] = [];

  constructor(breakage?: Breakage) {
    this.#breakage = breakage;
    const backend = createBackend({ now: () => this.#clock.now() });
    this.#backend = breakage === undefined ? backend : breakBackend(backend, breakage);
    this.#backend.applyBySomebody(PROD, stateOf(['x']));
    this.#main = [{ sha: this.#newSha(), code: {}, pr: undefined }];
  }

  /** Begins with a commit that is applied. */
  async begin(): Promise<this> {
    await this.#apply('clear', false);
    return this;
  }

  /** Throws when something is applied that nobody has reviewed, or stopped that was. */
  async take(step: Step): Promise<void> {
    // Everything is a moment apart.
    await this.#clock.sleep(2000);
    switch (step.kind) {
      case 'push':
        this.#push(step.pr, step.edit);
        return;
      case 'plan':
        await this.#plan(step);
        return;
      case 'close':
      case 'merge':
      case 'reopen':
        this.#move(step.pr, step.kind);
        return;
      case 'push-directly':
        this.#main = [
          ...this.#main,
          { sha: this.#newSha(), code: edited(this.#head.code, [step.edit]), pr: undefined },
        ];
        return;
      case 'force-push':
        this.#main = [{ sha: this.#newSha(), code: edited(this.#head.code, [step.edit]), pr: undefined }];
        return;
      case 'cleanup':
        await this.#cleanup(step);
        return;
      case 'apply':
        await this.#apply(step.weather, step.fails);
        return;
      case 'sweep':
        await this.#sweep();
        return;
      case 'rename':
        this.#repository = this.#repository === 'octo/infra' ? 'Acme/Infrastructure' : 'octo/infra';
        return;
      case 'deny-listing':
        this.#backend.deny('list-keys');
    }
  }

  get #head(): Commit {
    const head = this.#main.at(-1);
    if (head === undefined) throw new Error('main has no commit');
    return head;
  }

  #newSha(): string {
    this.#shas += 1;
    return this.#shas.toString(16).padStart(40, 'c');
  }

  #remember(): void {
    this.#before = this.#statuses();
  }

  #push(number: number, edit: Edit): void {
    this.#remember();
    const known = this.#pullRequests.get(number);
    if (known !== undefined && known.state !== 'open') return;
    const pr: PullRequest = known ?? {
      number,
      edits: [],
      headSha: '',
      state: 'open',
      mergedAt: undefined,
      mergeCommit: undefined,
      seen: new Map(),
      isApplied: false,
    };
    this.#pullRequests.set(number, pr);
    pr.edits = [...pr.edits, edit];
    pr.headSha = this.#newSha();
    this.#askForPlan(pr);
  }

  #askForPlan(pr: PullRequest): void {
    this.#plans.push({ pr: pr.number, headSha: pr.headSha, code: edited(this.#head.code, pr.edits) });
  }

  #move(number: number, how: 'close' | 'reopen' | 'merge'): void {
    const pr = this.#pullRequests.get(number);
    if (pr === undefined || pr.state !== (how === 'reopen' ? 'closed' : 'open')) return;
    this.#remember();
    if (how === 'reopen') {
      pr.state = 'open';
      this.#askForPlan(pr);
      return;
    }
    this.#closings.push(number);
    pr.state = how === 'close' ? 'closed' : 'merged';
    if (how === 'close') return;
    pr.mergedAt = this.#clock.now().toISOString();
    pr.mergeCommit = this.#newSha();
    this.#main = [...this.#main, { sha: pr.mergeCommit, code: edited(this.#head.code, pr.edits), pr: number }];
  }

  async #plan({ which, weather, meanwhile }: Extract<Step, { kind: 'plan' }>): Promise<void> {
    const asked = this.#plans.at(-1 - which);
    const pr = asked && this.#pullRequests.get(asked.pr);
    if (asked === undefined || pr === undefined) return;
    const changes = changesBetween(this.#production, asked.code);
    const happen = (): void => {
      if (meanwhile === 'push') this.#push(asked.pr, { address: 'b', becomes: undefined });
      else if (meanwhile !== 'nothing') this.#move(asked.pr, meanwhile);
    };
    const run = this.#run(changes, weather, happen);
    if (this.#breakage === 'payload-trusted') {
      const { headSha } = asked;
      run.pullRequests.findStatuses = async () => [
        { number: pr.number, headSha, closed: false, isMerged: false, merged: undefined },
      ];
    }
    const { headSha } = asked;
    const result = await orFailure(plan(run, { kind: 'plan', prNumber: asked.pr, headSha }));
    const isShown = pr.state === 'open' && pr.headSha === headSha;
    if (result instanceof RunFailure) return;
    if (result.kind === 'planned' && isShown) pr.seen.set(headSha, changes);
    if (result.kind === 'planned' || !isShown || weather === 'outage') return;
    throw new Error(`the plan of the head of #${asked.pr} was ${result.kind}`);
  }

  async #cleanup({ which, weather }: Extract<Step, { kind: 'cleanup' }>): Promise<void> {
    const number = this.#closings.at(-1 - which);
    const pr = number === undefined ? undefined : this.#pullRequests.get(number);
    if (pr === undefined) return;
    const run = this.#run([], weather);
    if (this.#breakage === 'cleanup-by-payload') {
      run.pullRequests.findStatuses = async () => [
        { number: pr.number, headSha: pr.headSha, closed: true, isMerged: false, merged: undefined },
      ];
    }
    const operation = { kind: 'cleanup', prNumber: pr.number, merged: false, force: false } as const;
    const result = await orFailure(cleanup(run, operation));
    if (!(result instanceof RunFailure) && result.kind === 'cleaned' && pr.state === 'closed') pr.seen.clear();
  }

  async #sweep(): Promise<void> {
    const result = await orFailure(sweep(this.#run([], 'clear'), { dryRun: false }));
    if (result instanceof RunFailure) return;
    for (const { prNumber } of result.swept) {
      const pr = this.#pullRequests.get(prNumber);
      if (pr?.state === 'closed') pr.seen.clear();
    }
  }

  async #apply(weather: Weather, fails: boolean): Promise<void> {
    const { sha: commitSha, code } = this.#head;
    const changes = changesBetween(this.#production, code);
    const run = this.#run(changes, weather);
    if (fails) run.terraform.applies.push({ kind: 'failed', byItself: true, details: 'no' });
    const merged = [...this.#pullRequests.values()].filter(({ mergeCommit }) => this.#has(mergeCommit));
    const carried = merged.filter((pr) => !pr.isApplied);
    const seen = carried.flatMap((pr) => pr.seen.get(pr.headSha) ?? []);
    const result = await orFailure(apply(run, { kind: 'apply', commitSha }));

    const isApplied = run.terraform.commands.includes('apply');
    const story = (): string => `${changes.map(describe).join()} with ${seen.map(describe).join()} seen, ${weather}`;
    if (isApplied && !changes.every((change) => seen.some((one) => isReviewed(change, one))) && !this.#isAllPushed()) {
      throw new Error(`applied what nobody has reviewed: ${story()}`);
    }
    const wasSeen = changes.every((change) => seen.some((one) => isSame(change, one)));
    const isStopped = result instanceof PlanChanged || result instanceof GitHubUnusable;
    if (isStopped && wasSeen && weather !== 'outage') {
      throw new Error(`stopped what was reviewed (${result.message}): ${story()}`);
    }
    if (isApplied && !fails) this.#production = code;
    if (result instanceof RunFailure || result.kind !== 'applied') return;
    this.#lastApplied = commitSha;
    for (const pr of merged) pr.isApplied = true;
  }

  #has(sha: string | undefined): boolean {
    return this.#main.some((commit) => commit.sha === sha);
  }

  #compare(base: string, commitSha: string): CommitOrder {
    const [from, to] = [base, commitSha].map((wanted) => this.#main.findIndex(({ sha }) => sha === wanted));
    if (from === undefined || to === undefined || from < 0 || to < 0) return 'unrelated';
    if (from === to) return 'identical';
    return from < to ? 'ahead' : 'behind';
  }

  /** Whether no pull request was merged since the last apply. */
  #isAllPushed(): boolean {
    const since = this.#main.findIndex(({ sha }) => sha === this.#lastApplied);
    return since >= 0 && this.#main.slice(since + 1).every(({ pr }) => pr === undefined);
  }

  #statuses(): readonly PullRequestStatus[] {
    return [...this.#pullRequests.values()].map(({ number, headSha, state, mergedAt, mergeCommit }) => ({
      number,
      headSha,
      closed: state !== 'open',
      isMerged: state === 'merged',
      mergedAt,
      merged: mergeCommit === undefined ? undefined : { branch: 'main', commitSha: mergeCommit },
    }));
  }

  #run(changes: readonly ResourceChange[], weather: Weather, before: (command: string) => void = () => undefined) {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'planned', hasChanges: changes.length > 0 });
    terraform.showPlan = async () => ({ plan: planOf(changes), text: '', warnings: [] });
    terraform.before = (command) => {
      if (command === 'plan' || command === 'apply') before(command);
    };
    const context = createContext({
      repository: this.#repository,
      repositoryId: this.#breakage === 'name-for-id' ? undefined : '1296269',
    });
    const chance: Run['chance'] = {
      next: () => 0.5,
      id: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
    };
    const inputs = { 'lock-timeout': 60_000 };
    const backend = this.#backend;
    const pullRequests = this.#gitHub(weather);
    const runs: Run['runs'] = {
      status: async () => 'completed',
      compare: async (base, commitSha) => this.#compare(base === 'main' ? this.#head.sha : base, commitSha),
    };
    return createRun({ terraform, backend, clock: this.#clock, context, chance, inputs, pullRequests, runs });
  }

  #gitHub(weather: Weather): { -readonly [Name in keyof PullRequests]: PullRequests[Name] } {
    let left = weather === 'clear' ? 0 : weather === 'outage' ? Infinity : 2;
    const before = this.#before;
    const isOff = (): boolean => {
      left -= 1;
      return left >= 0;
    };
    const mayFail = <T>(none: T): T => {
      if (this.#breakage === 'outage-is-none') return none;
      throw new GitHubUnusable('502');
    };
    return {
      findQueued: async () => [],
      findStatuses: async (numbers) => {
        const wanted = (all: readonly PullRequestStatus[]) => all.filter(({ number }) => numbers.includes(number));
        if (!isOff()) return wanted(this.#statuses());
        return weather === 'lagging' ? wanted(before) : mayFail([]);
      },
      findMerged: async ({ since, commitSha }) => {
        const isOld = isOff();
        if (isOld && weather !== 'lagging') return mayFail({ pullRequests: [], direct: [] });
        const at = this.#main.findIndex(({ sha }) => sha === commitSha);
        const from = since === undefined ? at - 1 : this.#main.findIndex(({ sha }) => sha === since);
        if (since !== undefined && from < 0) throw new GitHubUnusable('nothing in common', { isLasting: true });
        const pullRequests: { number: number; headSha: string; mergedAt: string | undefined }[] = [];
        const direct: { sha: string; title: string }[] = [];
        for (const { sha, pr } of this.#main.slice(from + 1, at + 1)) {
          const known = pr === undefined ? undefined : this.#pullRequests.get(pr);
          const isKnown = !isOld || before.some(({ number, isMerged }) => number === pr && isMerged);
          if (known === undefined || !isKnown)
            direct.push({ sha, title: known === undefined ? 'fix' : `fix (#${known.number})` });
          else if (this.#breakage === 'missing-is-none' && !known.seen.has(known.headSha)) continue;
          else pullRequests.push({ number: known.number, headSha: known.headSha, mergedAt: known.mergedAt });
        }
        return { pullRequests, direct };
      },
    };
  }
}

async function orFailure<T>(running: Promise<T>): Promise<T | RunFailure> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof RunFailure) return error;
    throw error;
  }
}

function edited(code: Code, edits: readonly Edit[]): Code {
  const things = new Map(Object.entries(code));
  for (const { address, becomes } of edits) {
    if (becomes === undefined) things.delete(address);
    else things.set(address, becomes);
  }
  return Object.fromEntries(things);
}

function planOf(changes: readonly ResourceChange[]): Plan {
  return createPlan({ changes });
}

function changesBetween(production: Code, code: Code): readonly ResourceChange[] {
  return ['a', 'b'].flatMap((address) => {
    const before = attributesOf(address, production[address]);
    const after = attributesOf(address, code[address]);
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const action = before === null ? 'create' : after === null ? 'delete' : 'update';
    return [createChange({ address: `aws_thing.${address}`, action, values: { before, after, unknown: {} } })];
  });
}

function attributesOf(id: string, thing: Thing | undefined): Readonly<Record<string, unknown>> | null {
  return thing === undefined ? null : { id, size: thing.size, ...(thing.isKept ? { deletion_protection: 'on' } : {}) };
}

const describe = ({ action, address, values }: ResourceChange): string =>
  `${action} ${address} ${JSON.stringify(values.before)} -> ${JSON.stringify(values.after)}`;

/** The same change: whoever has seen it has seen this. */
const isSame = (one: ResourceChange, other: ResourceChange): boolean => describe(one) === describe(other);

/** At least this has to have been seen: the same end of the same object. */
function isReviewed(now: ResourceChange, seen: ResourceChange): boolean {
  if (now.address !== seen.address) return false;
  if (now.action !== seen.action && !(now.action === 'update' && seen.action === 'create')) return false;
  return JSON.stringify(now.values.after) === JSON.stringify(seen.values.after);
}

/** Keeps records as a Lockstep would that is broken in this way. */
function breakBackend(backend: FakeBackend, breakage: Breakage): FakeBackend {
  const { objects } = backend;
  if (breakage === 'latest-wins') {
    const one = (key: string): string => key.replace(/\.[0-9a-f]{40}\.review\.json$/, '.review.json');
    const { ...kept } = objects;
    Object.assign(objects, {
      get: (key: string) => kept.get(one(key)),
      put: (key: string, ...rest: [never, never]) => kept.put(one(key), ...rest),
      listVersions: (key: string) => kept.listVersions(one(key)),
      remove: (removable: Parameters<typeof kept.remove>[0]) => kept.remove({ ...removable, key: one(removable.key) }),
    });
  }
  if (breakage === 'less-allowed') {
    const { ...kept } = objects;
    objects.put = (key, content, expected) => {
      if (!key.endsWith('.review.json')) return kept.put(key, content, expected);
      return kept.put(key, { ...content, body: withoutSettings(content.body) }, expected);
    };
  }
  return backend;
}

interface Settings {
  readonly resources: { leaves: readonly string[]; settings: readonly { becomes: readonly string[] }[] }[];
}

function withoutSettings(body: Uint8Array): Uint8Array {
  const review = JSON.parse(new TextDecoder().decode(body)) as Settings;
  for (const change of review.resources) {
    change.leaves = [...change.leaves, ...change.settings.flatMap(({ becomes }) => becomes)];
    change.settings = [];
  }
  return new TextEncoder().encode(JSON.stringify(review));
}
