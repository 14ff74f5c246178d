import type { GitHubServer } from '../github/github-server/server.ts';
import type { StepOptions } from '../runner/runner.ts';
import { pullRequest, pushToMain, resource, shaOf, type Scenario } from '../runner/stage.ts';

/** What a root module makes: the input of each `terraform_data`, by name. */
export type Resources = Readonly<Record<string, string>>;

/** An operation that a sweep disturbs, in a situation in which it has as much to do as it can. */
export interface SweptOperation {
  readonly name: 'plan' | 'apply' | 'cleanup';
  /** In a sentence. */
  readonly title: string;
  /** How it ends when nothing disturbs it. */
  readonly outcome: string;
  readonly event: StepOptions['event'];
  /** What its checkout describes. */
  readonly wanted: Resources;
  /** What GitHub knows before it. */
  tellGitHub(github: GitHubServer): void;
  /** Runs that come before it. */
  prepare(scenario: Scenario): Promise<void>;
}

export const PULL_REQUEST = 42;

const FIRST: Resources = { a: 'one' };
const SECOND: Resources = { a: 'two' };
const WANTED: Resources = { a: 'three', b: 'one' };

export function moduleOf(resources: Resources): string {
  return Object.entries(resources)
    .map(([name, input]) => resource(name, input))
    .join('');
}

/** Production changes after a first plan, so that there is a snapshot to be replaced. */
async function planOnOlderProduction(scenario: Scenario, comment: 'always' | 'never'): Promise<void> {
  const first = await scenario.checkout(moduleOf(FIRST));
  await first.push(shaOf('first'), { runId: '801' });
  await first.plan(PULL_REQUEST, { runId: '802', with: { 'comment-pr': comment } });
  await (await scenario.checkout(moduleOf(SECOND))).push(shaOf('second'), { runId: '803' });
}

/** And then of what is wanted, so that there is a review of it. */
async function planWanted(scenario: Scenario): Promise<void> {
  await planOnOlderProduction(scenario, 'always');
  await (await scenario.checkout(moduleOf(WANTED))).plan(PULL_REQUEST, { runId: '804' });
}

function tellCommits(github: GitHubServer): void {
  github.addCommit({ sha: shaOf('first') });
  github.addCommit({ sha: shaOf('second'), parents: [shaOf('first')] });
  github.addCommit({ sha: shaOf('merge'), parents: [shaOf('second')] });
}

const headSha = shaOf(`head of ${PULL_REQUEST}`);

export const SWEPT_OPERATIONS: readonly SweptOperation[] = [
  {
    name: 'plan',
    title: 'a plan',
    outcome: 'planned',
    event: pullRequest('synchronize', PULL_REQUEST),
    wanted: WANTED,
    tellGitHub: (github) => {
      tellCommits(github);
      github.addPullRequest({ number: PULL_REQUEST, headSha });
    },
    // Its own comment is the first.
    prepare: (scenario) => planOnOlderProduction(scenario, 'never'),
  },
  {
    name: 'apply',
    title: 'an apply',
    outcome: 'applied',
    event: pushToMain(shaOf('merge')),
    wanted: WANTED,
    tellGitHub: (github) => {
      tellCommits(github);
      github.addPullRequest({ number: PULL_REQUEST, headSha, merged: true, mergeCommitSha: shaOf('merge') });
    },
    prepare: planWanted,
  },
  {
    name: 'cleanup',
    title: 'a cleanup',
    outcome: 'cleaned',
    event: pullRequest('closed', PULL_REQUEST),
    wanted: WANTED,
    tellGitHub: (github) => {
      tellCommits(github);
      github.addPullRequest({ number: PULL_REQUEST, headSha, state: 'closed' });
    },
    prepare: planWanted,
  },
];
