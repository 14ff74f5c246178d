/** Starts the committed bundle the way the workflow of the demo's repository would, one checkout per run. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pullRequestEvent, pushEvent } from '../__tests__/support/github/events.ts';
import type { Step, StepOptions } from '../__tests__/support/runner/runner.ts';
import { REPOSITORY, shaOf, type Checkout, type Scenario } from '../__tests__/support/runner/stage.ts';
import { BASE_SHA, configuration, IN_FLIGHT, STACK, type Change } from './cast.ts';
import type { Timeline } from './timeline.ts';

interface Job {
  readonly what: string;
  readonly event: StepOptions['event'];
  readonly actor: string;
  readonly headSha: string;
  readonly branch: string;
  readonly checkout: Promise<Checkout>;
  readonly expected: string;
}

/** Ends well or throws: a step of the story that did not end as told ends the story. */
export class Workflow {
  readonly #scenario: Scenario;
  readonly #timeline: Timeline;
  readonly #underWay = new Set<Step>();
  #lastRunNumber = 117;

  constructor(scenario: Scenario, timeline: Timeline) {
    this.#scenario = scenario;
    this.#timeline = timeline;
  }

  async plan(change: Change): Promise<void> {
    await this.#run({
      what: `plan of #${change.number}`,
      event: pullRequestRun('opened', change),
      actor: change.author,
      headSha: change.headSha,
      branch: change.branch,
      checkout: this.#scenario.checkout(configuration([change])),
      expected: 'planned',
    });
  }

  /** `merged` is what the apply branch holds by now. */
  async apply(change: Change, merged: readonly Change[], checkout: Promise<Checkout>): Promise<void> {
    const before = merged.at(-2)?.mergeSha ?? BASE_SHA;
    const payload = pushEvent({ ref: 'refs/heads/main', sha: change.mergeSha, before, repository: REPOSITORY });
    await this.#run({
      what: `apply of #${change.number}`,
      event: { name: 'push', payload, ref: 'refs/heads/main', sha: change.mergeSha },
      actor: change.author,
      headSha: change.mergeSha,
      branch: 'main',
      checkout,
      expected: 'applied',
    });
  }

  async cleanup(change: Change, merged: readonly Change[]): Promise<void> {
    await this.#run({
      what: `cleanup of #${change.number}`,
      event: pullRequestRun('closed', change),
      actor: change.author,
      headSha: change.headSha,
      branch: change.branch,
      checkout: this.#scenario.checkout(configuration(merged)),
      expected: 'cleaned',
    });
  }

  /** Ends the runs that are still under way, as GitHub does it. */
  async cancel(): Promise<void> {
    const steps = [...this.#underWay];
    for (const { pid } of steps) {
      try {
        process.kill(pid, 'SIGINT');
      } catch {
        // Its main has ended already, and only post is under way.
      }
    }
    await Promise.allSettled(steps.map(({ ended }) => ended));
  }

  async #run(job: Job): Promise<void> {
    const { github } = this.#scenario;
    this.#lastRunNumber += 1;
    const runNumber = String(this.#lastRunNumber);
    const id = 9_000_000 + this.#lastRunNumber;
    const { actor, headSha, branch: headBranch, event } = job;
    github.addRun({ id, status: 'in_progress', actor, headSha, headBranch, event: event.name });
    const checkout = await job.checkout;
    const step = await checkout.step({
      event,
      actor,
      with: { stack: STACK },
      runId: String(id),
      env: { GITHUB_RUN_NUMBER: runNumber, GITHUB_SHA: event.sha },
    });
    this.#underWay.add(step);
    this.#timeline.tell(`run ${runNumber}`, `${job.what} starts`);
    const { exitCode, outputs, log } = await step.ended.finally(() => this.#underWay.delete(step));
    github.updateRun(id, { status: 'completed', conclusion: exitCode === 0 ? 'success' : 'failure' });
    const outcome = outputs['outcome'] ?? `failed: ${outputs['failure-reason'] ?? 'for no reason that it told'}`;
    if (exitCode !== 0 || outcome !== job.expected) {
      // Behind a bar, for the log of a run is full of workflow commands, and this may be printed in a workflow.
      throw new Error(
        `The ${job.what} ended as "${outcome}" (exit code ${exitCode}) and not as "${job.expected}". Its log:\n\n${log.replace(/^/gm, '| ')}`,
      );
    }
    const waited = Number(outputs['lock-wait-seconds'] ?? '0');
    this.#timeline.tell(
      `run ${runNumber}`,
      `${job.what} ended: ${outcome}${waited === 0 ? '' : `, after a wait of ${waited} s`}`,
    );
  }
}

/** Makes Terraform's work in this checkout last until the returned function is called. */
export async function holdWork({ folder }: Checkout): Promise<() => Promise<void>> {
  const file = join(folder, IN_FLIGHT);
  await writeFile(file, '');
  return () => rm(file, { force: true });
}

function pullRequestRun(action: 'opened' | 'closed', change: Change): StepOptions['event'] {
  const { number, headSha, branch: headRef, title, author } = change;
  const merged = action === 'closed';
  const payload = pullRequestEvent({
    action,
    number,
    headSha,
    headRef,
    title,
    author,
    merged,
    repository: REPOSITORY,
    ...(merged ? { mergeCommitSha: change.mergeSha } : {}),
  });
  // As GitHub has it: the closed event of a merged pull request carries the base branch as its ref, and an open one's
  // commit is a merge that GitHub made for the run.
  return merged
    ? { name: 'pull_request', payload, ref: 'refs/heads/main', sha: change.mergeSha }
    : { name: 'pull_request', payload, ref: `refs/pull/${number}/merge`, sha: shaOf(`test merge of ${number}`) };
}
