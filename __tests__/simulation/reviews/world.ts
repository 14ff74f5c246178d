/**
 * A repository, its pull requests and its production, with the jobs of Lockstep run on it in any order. GitHub and the
 * backend are in memory; what reviewers have really seen is written down beside them, by no rule of Lockstep's.
 */
import { RunFailure } from '../../../src/domain/failure.ts';
import { PlanChanged } from '../../../src/domain/review/reviewed.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import type { Shown } from '../../../src/jobs/run.ts';
import { cleanup } from '../../../src/jobs/cleanup/cleanup.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import { sweep } from '../../../src/jobs/sweep/sweep.ts';
import { createBackend, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createClock, type FakeClock } from '../../support/fakes/fake-clock.ts';
import type { FakeRun } from '../../support/fakes/fake-run.ts';
import { addressOf, changed, changesBetween, type Code } from './code.ts';
import { CLEAR, isAnswered, isClear, isUpToDate, type Weather } from './fake-github.ts';
import { dispatchOf, pullRequestOf, pushOf } from './events.ts';
import { Judge } from './judge.ts';
import { Repository } from './repository.ts';
import { startRun, type Started } from './started-run.ts';
import type { Applying, Setup, Step } from './steps.ts';
import { createTold } from '../../support/fakes/factories.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

const NOW: Omit<Applying, 'weather'> = {
  which: 0,
  by: 'push',
  ends: 'whole',
  isQueueDenied: false,
  leavesReviews: false,
};
const NEWEST: StepOf<'plan'> = { kind: 'plan', which: 0, weather: CLEAR, meanwhile: 'nothing', ends: 'shown' };
const [OURS, RENAMED, ANOTHERS] = ['octo/infra', 'Acme/Infrastructure', 'octo/other'];

export class World {
  readonly #clock: FakeClock = createClock({ runs: true });
  readonly #backend: FakeBackend;
  readonly #ours: Repository;
  readonly #others: Repository;
  readonly #judge: Judge;
  readonly #places = new Map<number, number>();
  readonly #setup: Setup;
  #production: Code;
  #ids = 0;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#production = setup.code;
    this.#backend = createBackend({ now: () => this.#clock.now() });
    this.#backend.applyBySomebody(PROD, stateOf(['x']));
    if (setup.isBlind) this.#backend.deny('list-keys');
    this.#ours = new Repository(this.#clock, setup.code, {
      name: OURS,
      id: '1296269',
      first: 'c',
      isNew: setup.begins !== 'older',
    });
    this.#others = new Repository(this.#clock, {}, { name: ANOTHERS, id: '1300192', first: 'd', isNew: true });
    this.#judge = new Judge(this.#ours);
  }

  async begin(): Promise<this> {
    if (this.#setup.begins === 'applied') await this.#apply({ ...NOW, weather: CLEAR });
    return this;
  }

  /** Throws when something is applied that nobody has reviewed, or stopped that was. */
  async take(step: Step): Promise<void> {
    // Everything is a moment apart.
    await this.#clock.sleep(2000);
    switch (step.kind) {
      case 'push':
        this.#ours.push(this.#openAt(step.pr), step.edit);
        if (step.isPlanned) await this.#plan(NEWEST);
        return;
      case 'plan':
        await this.#plan(step);
        return;
      case 'close':
        this.#ours.close(this.#at(step.pr));
        return;
      case 'reopen':
        this.#ours.reopen(this.#at(step.pr));
        return;
      case 'merge':
        this.#ours.merge(this.#at(step.pr), step.method);
        await this.#runAfter(step);
        return;
      case 'bring':
        await this.#bring(step);
        await this.#runAfter(step);
        return;
      case 'bring-both':
        await this.#bringBoth(step);
        await this.#runAfter(step);
        return;
      case 'bring-aside':
        await this.#bringAside(step);
        return;
      case 'bring-develop':
        this.#ours.bringDevelop(step.edit);
        await this.#runAfter(step);
        return;
      case 'push-directly':
        this.#ours.pushDirectly(step.edit);
        await this.#runAfter(step);
        return;
      case 'pull-and-push':
        this.#ours.pullAndPush(step.edit, step.back);
        await this.#runAfter(step);
        return;
      case 'force-push':
        this.#ours.forcePush(step.edit, step.back);
        await this.#runAfter(step);
        return;
      case 'cleanup':
        await this.#cleanup(step);
        return;
      case 'apply':
        await this.#apply(step);
        return;
      case 'sweep':
        await this.#sweep(step);
        return;
      case 'apply-elsewhere':
        await this.#applyElsewhere(step);
        return;
      case 'rename':
        this.#ours.name = this.#ours.name === OURS ? RENAMED : OURS;
    }
  }

  async #runAfter({
    run,
  }: StepOf<
    'merge' | 'bring' | 'bring-both' | 'bring-develop' | 'push-directly' | 'pull-and-push' | 'force-push'
  >): Promise<void> {
    await this.#clock.sleep(1000);
    if (run !== undefined) await this.#apply({ which: 0, ...run });
  }

  #at(place: number): number {
    return this.#places.get(place) ?? 0;
  }

  /** A new one where the last one was merged. */
  #openAt(place: number): number {
    const number = this.#at(place);
    if (number !== 0 && this.#ours.pullRequest(number)?.state !== 'merged') return number;
    const next = this.#ours.github.pullRequests.size + 1;
    this.#places.set(place, next);
    return next;
  }

  async #bring({ edit, isPlanned, method }: StepOf<'bring'>): Promise<void> {
    const number = this.#ours.github.pullRequests.size + 1;
    this.#ours.push(number, edit);
    await this.#clock.sleep(2000);
    if (isPlanned) await this.#plan(NEWEST);
    await this.#clock.sleep(2000);
    this.#ours.merge(number, method);
  }

  async #bringBoth({ edits, arePlanned, isTurned }: StepOf<'bring-both'>): Promise<void> {
    const numbers: number[] = [];
    for (const [index, edit] of edits.entries()) {
      const number = this.#ours.github.pullRequests.size + 1;
      numbers.push(number);
      this.#ours.push(number, edit);
      await this.#clock.sleep(2000);
      if (arePlanned[index] === true) await this.#plan(NEWEST);
    }
    await this.#clock.sleep(2000);
    for (const number of isTurned ? numbers.toReversed() : numbers) this.#ours.merge(number, 'squash');
  }

  async #bringAside({ edit, isPlanned }: StepOf<'bring-aside'>): Promise<void> {
    const number = this.#ours.github.pullRequests.size + 1;
    this.#ours.push(number, edit, 'develop');
    await this.#clock.sleep(2000);
    if (isPlanned) await this.#plan(NEWEST);
    await this.#clock.sleep(2000);
    this.#ours.mergeAside(number);
  }

  async #plan({ which, weather, meanwhile, ends }: StepOf<'plan'>): Promise<void> {
    const asked = this.#ours.plansAsked.at(-1 - which);
    if (asked === undefined) return;
    const { number, headSha } = asked;
    const changes = changesBetween(this.#production, asked.code);
    const mergeNow = (): void => {
      if (asked.base === 'develop') this.#ours.mergeAside(number);
      else this.#ours.merge(number, 'squash');
    };
    const onPlan = (): void => {
      if (meanwhile === 'push') this.#ours.push(number, { address: 'b', becomes: 'toggled' });
      else if (meanwhile === 'close') this.#ours.close(number);
      else if (meanwhile === 'merge') mergeNow();
    };
    const isHead = (): boolean =>
      this.#stateOf(number) === 'open' && this.#ours.pullRequest(number)?.headSha === headSha;
    const wasHead = isHead();
    const event = pullRequestOf(asked);
    const wasMerged = this.#stateOf(number) === 'merged';
    const run = this.#start({ repository: this.#ours, event, weather, changes, onPlan });
    if (ends === 'fails') run.terraform.plans.unshift({ kind: 'failed', byItself: true, told: createTold('no') });
    const publish = async (): Promise<Shown> => (ends === 'not-shown' ? ends : 'shown');
    const result = await orFailure(plan({ ...run, publish }, { kind: 'plan', prNumber: number, headSha }));
    const kind = result instanceof RunFailure ? 'failed' : result.kind;
    const isShown = kind === 'planned' && ends === 'shown';
    const hasTurn = run.terraform.commands.includes('plan');
    // Nobody can have reviewed what the newest plan came to.
    if (!wasMerged && hasTurn && !isShown && (kind === 'failed' || kind === 'planned')) this.#judge.noteUnseen(headSha);
    // What was shown before the merge could be reviewed.
    if (isShown && this.#stateOf(number) !== 'merged')
      this.#judge.noteSeen(headSha, changes, this.#clock.now().getTime());
    if (isShown && !wasHead && isClear(weather)) throw new Error(`planned #${number}, which is no head of an open one`);
    if (ends === 'shown' && !isShown && wasHead && isHead() && isAnswered(weather))
      throw new Error(`the plan of #${number} was ${kind}`);
  }

  async #cleanup({ which, weather }: StepOf<'cleanup'>): Promise<void> {
    const number = this.#ours.closings.at(-1 - which);
    if (number === undefined) return;
    const pullRequest = this.#ours.pullRequest(number);
    if (pullRequest === undefined) return;
    const run = this.#start({ repository: this.#ours, event: pullRequestOf(pullRequest, 'closed'), weather });
    const result = await orFailure(cleanup(run, { kind: 'cleanup', prNumber: number, merged: false, force: false }));
    const isRemoved = !(result instanceof RunFailure) && result.kind === 'cleaned';
    await this.#lookAfterRemoval(isRemoved ? [number] : [], weather);
  }

  async #sweep({ weather, meanwhile }: StepOf<'sweep'>): Promise<void> {
    const closed = [...this.#ours.github.pullRequests.values()].find(({ state }) => state === 'closed');
    const onAnswer = (): void => {
      if (meanwhile === 'reopen' && closed !== undefined) this.#ours.reopen(closed.number);
    };
    const event = { name: 'schedule', payload: {}, sha: this.#ours.head };
    const run = this.#start({ repository: this.#ours, event, weather, onAnswer });
    const result = await orFailure(sweep(run, { dryRun: false }));
    const swept = result instanceof RunFailure ? [] : result.swept.map(({ prNumber }) => prNumber);
    await this.#lookAfterRemoval(swept, weather);
  }

  /** Throws when a review is gone that an apply is going to ask for. */
  async #lookAfterRemoval(numbers: readonly number[], weather: Weather): Promise<void> {
    // Where GitHub's answers are old, one that was just opened again is closed for whoever asks.
    for (const number of numbers) {
      if (this.#stateOf(number) === 'closed' || !isClear(weather)) this.#judge.noteRemoved(number);
    }
    if (this.#setup.isBlind) return;
    const keys = await this.#backend.objects.list('');
    for (const headSha of this.#judge.wanted()) {
      if (keys !== 'denied' && keys.some((key) => key.includes(headSha))) continue;
      throw new Error(`the review of ${headSha} was removed, and it is not applied yet`);
    }
  }

  async #apply({ which, by, ends, isQueueDenied, leavesReviews, weather }: Applying): Promise<void> {
    const push = this.#ours.pushes.at(-1 - which);
    if (by === 'push' && push === undefined) return;
    const commitSha = by === 'push' && push !== undefined ? push.sha : this.#ours.head;
    const code = this.#ours.commits.codeOf(commitSha);
    const all = changesBetween(this.#production, code);
    const target = ends === 'target' ? [addressOf('a')] : [];
    const changes = ends === 'target' ? all.filter(({ address }) => target.includes(address)) : all;
    const event = by === 'push' && push !== undefined ? pushOf(push) : dispatchOf(commitSha);
    const run = this.#start({ repository: this.#ours, event, weather, changes, target });
    const isFailing = ends !== 'whole' && ends !== 'target';
    if (isFailing) run.terraform.applies.push({ kind: 'failed', byItself: true, told: createTold('no') });
    this.#backend.fateOfTurns = () => (isQueueDenied ? 'denied' : 'answered');
    const deletesAgain = leavesReviews ? this.#backend.breakDown('delete') : () => undefined;
    const result = await orFailure(apply(run, { kind: 'apply', commitSha }));
    deletesAgain();
    this.#backend.fateOfTurns = () => 'answered';

    const hasBegun = run.terraform.commands.includes('apply');
    const isStopped = result instanceof PlanChanged || result instanceof GitHubUnusable;
    this.#judge.judge({
      commitSha,
      changes,
      hasBegun,
      stopped: isStopped ? result.message : undefined,
      hadQueue: !isQueueDenied,
      before: by === 'push' && push !== undefined ? { sha: push.before } : undefined,
      isWhole: !(result instanceof RunFailure) && result.kind === 'applied' && ends !== 'target',
      isAnswered: isAnswered(weather),
      isUpToDate: isUpToDate(weather),
      isBlind: this.#setup.isBlind,
      untold: this.#ours.github.untold(weather),
    });
    if (!hasBegun || ends === 'fails') return;
    this.#production = changed(this.#production, code, ends === 'half' ? changes.slice(0, 1) : changes);
  }

  /** One that has its own pull request of the number of one of ours, and finds production as its code has it. */
  async #applyElsewhere({ edit }: StepOf<'apply-elsewhere'>): Promise<void> {
    const repository = this.#others;
    repository.push(1, edit);
    const [asked] = repository.plansAsked.slice(-1);
    if (asked !== undefined) {
      const { number, headSha } = asked;
      const changes = changesBetween(this.#production, asked.code);
      const run = this.#start({ repository, event: pullRequestOf(asked), weather: CLEAR, changes });
      await plan(run, { kind: 'plan', prNumber: number, headSha });
    }
    repository.pushDirectly(undefined);
    const [push] = repository.pushes.slice(-1);
    if (push === undefined) return;
    const run = this.#start({ repository, event: pushOf(push), weather: CLEAR });
    await apply(run, { kind: 'apply', commitSha: push.sha });
    this.#judge.noteOtherApply();
  }

  #start(started: Omit<Started, 'backend' | 'clock' | 'nextId'>): FakeRun {
    const nextId = (): number => {
      this.#ids += 1;
      return this.#ids;
    };
    return startRun({ ...started, backend: this.#backend, clock: this.#clock, nextId });
  }

  #stateOf(number: number): string | undefined {
    return this.#ours.pullRequest(number)?.state;
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
