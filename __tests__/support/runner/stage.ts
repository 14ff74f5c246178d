import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDbServer, type DynamoDbServer } from '../aws/dynamodb-server.ts';
import { pullRequestEvent, pushEvent, workflowDispatchEvent } from '../github/events.ts';
import { startGitHubServer, type GitHubServer } from '../github/github-server/server.ts';
import { HAS_LOCKFILE, isFrom } from './with-terraform.ts';
import { startStep, type Step, type StepOptions, type StepResult } from './runner.ts';
import { TOOL } from '../on-path.ts';
import { startS3Server, type S3Server } from '../aws/s3-server/server.ts';

export type LockMode = 'table' | 'lockfile' | 'both';
export const LOCK_MODES: readonly LockMode[] = ['table', 'lockfile', 'both'];

export const BUCKET = 'states';
export const TABLE = 'locks';
export const REPOSITORY = 'octo/infra';

/** S3 and DynamoDB, for all the scenarios of a file: each scenario has keys of its own. */
export interface Cloud extends AsyncDisposable {
  readonly s3: S3Server;
  readonly dynamodb: DynamoDbServer;
}

export async function openCloud(): Promise<Cloud> {
  const [s3, dynamodb] = await Promise.all([startS3Server(), startDynamoDbServer({ tables: [TABLE] })]);
  s3.createBucket(BUCKET, { versioned: true });
  return {
    s3,
    dynamodb,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([s3[Symbol.asyncDispose](), dynamodb[Symbol.asyncDispose]()]);
    },
  };
}

export interface ScenarioOptions {
  /** Prefix of every key, and the directory's name. */
  readonly name: string;
  readonly lockMode: LockMode;
  /** Further lines of the backend block, or ones that stand in place of a default's. */
  readonly backend?: Readonly<Record<string, string>>;
  /** What a push does with what its merged pull requests never planned, where a test is about something else. */
  readonly unreviewed?: 'warn';
  /** Names of settings that the block leaves to `backend-config`. */
  readonly partial?: readonly string[];
}

/** One repository with one stack, before anything has happened. */
export interface Scenario extends AsyncDisposable {
  readonly github: GitHubServer;
  readonly prodKey: string;
  /** A checkout whose root module has these resources, and another kind of lock when one is given. */
  checkout(resources: string, lockMode?: LockMode): Promise<Checkout>;
  prKey(prNumber: number): string;
  /** Of the commit that is its head, unless a test says another one. */
  reviewKey(prNumber: number): string;
}

export interface Checkout {
  readonly folder: string;
  /** Plain Terraform, initialized on this key, as a person would run it. */
  terraform(key: string, ...words: readonly string[]): Promise<{ readonly code: number; readonly output: string }>;
  step(options: StageStep): Promise<Step>;
  plan(prNumber: number, more?: MoreOptions): Promise<StepResult>;
  close(prNumber: number, more?: MoreOptions & { readonly merged?: boolean }): Promise<StepResult>;
  push(sha: string, more?: MoreOptions): Promise<StepResult>;
}

interface StageStep extends Pick<StepOptions, 'event' | 'with' | 'env' | 'runId' | 'actor' | 'dist' | 'postEnv'> {
  /** GitHub has the pull request otherwise by now than the event says. */
  readonly isLate?: boolean;
}

type MoreOptions = Pick<StepOptions, 'with' | 'env' | 'runId' | 'actor' | 'dist' | 'postEnv'> & {
  readonly fork?: boolean;
};

/** A commit's sha, from a word. */
export function shaOf(word: string): string {
  return createHash('sha1').update(word).digest('hex');
}

export function resource(name: string, input: string): string {
  return `resource "terraform_data" "${name}" {\n  input = ${JSON.stringify(input)}\n}\n`;
}

export async function openScenario(cloud: Cloud, options: ScenarioOptions): Promise<Scenario> {
  const github = await startGitHubServer({ repository: REPOSITORY });
  const prodKey = `${options.name}/prod/terraform.tfstate`;
  const root = await mkdtemp(join(tmpdir(), 'lockstep-'));
  const settings = settingsOf(cloud, prodKey, options);
  const partial = (options.partial ?? []).map((name) => `${name}=${(settings[name] ?? '').replaceAll('"', '')}`);
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Each scenario is a repository of its own, though all have one name: what is noted of pull requests goes by this.
    GITHUB_REPOSITORY_ID: String(Number.parseInt(shaOf(options.name).slice(0, 8), 16)),
  };
  return {
    github,
    prodKey,
    prKey: (prNumber) => `${options.name}/prod/pr-${prNumber}/terraform.tfstate`,
    reviewKey: (prNumber) =>
      `${options.name}/prod/pr-${prNumber}/terraform.tfstate.${shaOf(`head of ${prNumber}`)}.review.json`,
    checkout: async (resources, lockMode = options.lockMode) => {
      const folder = await mkdtemp(join(root, 'checkout-'));
      await writeFile(join(folder, 'backend.tf'), backendBlock(cloud, prodKey, { ...options, lockMode }));
      await writeFile(join(folder, 'main.tf'), resources);
      const step = ({ isLate = false, ...given }: StageStep): Promise<Step> => {
        const { event } = given;
        github.mentionCommit(event.sha);
        if (event.name === 'pull_request' && !isLate) github.mentionPullRequest(pullRequestOf(event));
        const { unreviewed } = options;
        const ofPush = event.name !== 'push' || unreviewed === undefined ? {} : { 'unreviewed-changes': unreviewed };
        return startStep({
          checkout: folder,
          repository: REPOSITORY,
          apiUrl: github.url,
          runnerRoot: root,
          ...given,
          with: { ...ofPush, ...(partial.length === 0 ? {} : { 'backend-config': partial.join('\n') }), ...given.with },
          env: { ...env, ...given.env },
        });
      };
      const run = async (event: StepOptions['event'], more: MoreOptions): Promise<StepResult> =>
        (await step({ event, ...more })).ended;
      return {
        folder,
        step,
        plan: (prNumber, more = {}) => run(pullRequest('synchronize', prNumber, more), more),
        close: (prNumber, more = {}) => run(pullRequest('closed', prNumber, more), more),
        push: (sha, more = {}) => run(pushToMain(sha), more),
        terraform: async (key, ...words) => {
          const data = `.terraform-by-hand-${createHash('sha1').update(key).digest('hex').slice(0, 8)}`;
          const call = (...args: readonly string[]): Promise<{ code: number; output: string }> =>
            new Promise((resolve) => {
              const child = execFile(
                TOOL,
                [...args],
                { cwd: folder, env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1', TF_DATA_DIR: data, ...env } },
                (_error, stdout, stderr) => {
                  resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
                },
              );
            });
          const config = [...partial, `key=${key}`].map((setting) => `-backend-config=${setting}`);
          const init = await call('init', '-reconfigure', '-input=false', '-no-color', ...config);
          return init.code === 0 ? call(...words) : init;
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      await github[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function pullRequest(
  action: string,
  prNumber: number,
  more: { readonly merged?: boolean; readonly fork?: boolean; readonly headSha?: string } = {},
): StepOptions['event'] {
  const headSha = more.headSha ?? shaOf(`head of ${prNumber}`);
  const payload = pullRequestEvent({
    action,
    number: prNumber,
    headSha,
    merged: more.merged ?? false,
    fork: more.fork ?? false,
    repository: REPOSITORY,
  });
  // As GitHub has it: the closed event of a merged pull request carries the base branch as its ref.
  const ref = more.merged === true ? 'refs/heads/main' : `refs/pull/${prNumber}/merge`;
  return { name: 'pull_request', payload, ref, sha: headSha };
}

export function pushToMain(sha: string): StepOptions['event'] {
  const payload = pushEvent({ ref: 'refs/heads/main', sha, before: '0'.repeat(40), repository: REPOSITORY });
  return { name: 'push', payload, ref: 'refs/heads/main', sha };
}

/** As GitHub has it when it starts a run for this event. */
function pullRequestOf({ payload }: StepOptions['event']): Parameters<GitHubServer['mentionPullRequest']>[0] {
  const { pull_request: of } = payload as {
    readonly pull_request: {
      readonly number: number;
      readonly head: { readonly sha: string };
      readonly state: 'open' | 'closed';
      readonly merged: boolean;
    };
  };
  return { number: of.number, headSha: of.head.sha, state: of.state, merged: of.merged };
}

/** A run that somebody starts by hand. */
export function dispatchOn(branch: string, sha = shaOf('m')): StepOptions['event'] {
  const ref = `refs/heads/${branch}`;
  return { name: 'workflow_dispatch', payload: workflowDispatchEvent({ ref, repository: REPOSITORY }), ref, sha };
}

function settingsOf(cloud: Cloud, prodKey: string, options: ScenarioOptions): Record<string, string> {
  const lockMode = HAS_LOCKFILE ? options.lockMode : 'table';
  return {
    bucket: JSON.stringify(BUCKET),
    key: JSON.stringify(prodKey),
    region: '"us-east-1"',
    skip_credentials_validation: 'true',
    skip_metadata_api_check: 'true',
    ...(HAS_ENDPOINTS ? { use_path_style: 'true', skip_requesting_account_id: 'true' } : { force_path_style: 'true' }),
    ...endpointsOf(cloud),
    ...(lockMode === 'lockfile' ? {} : { dynamodb_table: JSON.stringify(TABLE) }),
    ...(lockMode === 'table' ? {} : { use_lockfile: 'true' }),
    ...options.backend,
  };
}

/** Since then the backend has blocks for what belongs together: before, each has a setting of its own. */
const HAS_ENDPOINTS = isFrom({ terraform: 6, tofu: 6 });

/** The settings of a backend block for its services, as the tool knows them. */
export function endpointsOf(
  { s3, dynamodb }: Cloud,
  sts?: { readonly url: string },
): NonNullable<ScenarioOptions['backend']> {
  const [ofS3, ofDynamoDb, ofSts] = [s3.url, dynamodb.url, sts?.url].map((url) => url && JSON.stringify(url));
  if (HAS_ENDPOINTS) {
    return { endpoints: `{ s3 = ${ofS3}, dynamodb = ${ofDynamoDb}${ofSts === undefined ? '' : `, sts = ${ofSts}`} }` };
  }
  return {
    endpoint: ofS3 ?? '',
    dynamodb_endpoint: ofDynamoDb ?? '',
    ...(ofSts === undefined ? {} : { sts_endpoint: ofSts }),
  };
}

/** The settings of a backend block for a role that it takes. */
export function assumedRole(role: {
  readonly role_arn: string;
  readonly session_name: string;
  readonly external_id: string;
}): NonNullable<ScenarioOptions['backend']> {
  const settings = Object.entries(role).map(([name, value]) => [name, JSON.stringify(value)] as const);
  return HAS_ENDPOINTS
    ? { assume_role: `{ ${settings.map((setting) => setting.join(' = ')).join(', ')} }` }
    : Object.fromEntries(settings);
}

function backendBlock(cloud: Cloud, prodKey: string, options: ScenarioOptions): string {
  const lines = Object.entries(settingsOf(cloud, prodKey, options))
    .filter(([name]) => options.partial?.includes(name) !== true)
    .map(([name, value]) => `    ${name} = ${value}`);
  return `terraform {\n  backend "s3" {\n${lines.join('\n')}\n  }\n}\n`;
}
