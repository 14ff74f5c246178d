import { mkdir } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunContext } from './config/context.ts';
import type { Inputs } from './config/inputs.ts';
import { openRunner, type Runner } from './adapters/actions/runner.ts';
import { systemClock } from './adapters/clock.ts';
import { openHandover, readHandover } from './adapters/handover.ts';
import { launcher } from './adapters/process/process.ts';
import { openTerraform, type OpenTerraform } from './adapters/terraform/terraform.ts';
import type { OpenBackend } from './ports/backend.ts';
import type { Chance } from './ports/chance.ts';
import type { Clock } from './ports/clock.ts';
import type { Handover } from './ports/handover.ts';
import type { Comments, PullRequests } from './ports/pull-requests.ts';
import type { Runs } from './ports/runs.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The adapters of one run. The SDKs behind them load while the first Terraform command runs. */
export interface Adapters {
  readonly terraform: OpenTerraform;
  readonly openBackend: OpenBackend;
  readonly comments: Comments;
  readonly pullRequests: PullRequests;
  readonly runs: Runs;
  readonly clock: Clock;
  readonly chance: Chance;
  /** `user@host`. */
  readonly who: string;
  readonly handover: Handover;
}

export { openRunner, readHandover, type Runner };

export interface WiringOptions {
  readonly env: Env;
  readonly inputs: Inputs;
  readonly context: RunContext;
  readonly runner: Runner;
  readonly cancelled: AbortSignal;
  /** What no page may show; `mask` adds to it. */
  readonly secrets: ReadonlySet<string>;
  /** Keeps a value out of the log and of every page from now on. */
  readonly mask: (secret: string) => void;
  /** The private directory of an earlier process of this run, to go on in. */
  readonly directory?: string;
}

/** Whether Terraform goes on when main ends: on Windows it does not, and main has to stay. */
export const TERRAFORM_OUTLIVES_MAIN = launcher.outlivesUs;

/** State for `post`: the private directory with what is left for it; empty when nothing is. */
export const HANDOVER = 'handover';

/** No first command of a real root module is over sooner; a log that shows nothing for longer would seem stuck. */
const IDLE_AFTER_MS = 200;

export async function openAdapters(options: WiringOptions): Promise<Adapters> {
  const { env, inputs, context, runner, cancelled } = options;
  const filesDirectory = options.directory ?? join(context.temporaryDirectory, `lockstep-${randomUUID()}`);
  await mkdir(filesDirectory, { recursive: true, mode: 0o700 });
  const handover = openHandover(filesDirectory);
  cancelled.addEventListener('abort', () => {
    handover.noteCancelled(systemClock.now().getTime());
  });
  if (options.directory === undefined) runner.saveState(HANDOVER, filesDirectory);

  // Terraform's first command hides the loading of the one SDK that is needed right after it, the second hides the rest.
  const idle = Promise.withResolvers<undefined>();
  setTimeout(() => {
    idle.resolve(undefined);
  }, IDLE_AFTER_MS);
  void idle.promise.then(() => {
    runner.begin();
  });
  let commands = 0;

  const loadAws = once(() => import('./adapters/aws/backend.ts'));
  const github = { token: inputs.token, apiUrl: context.apiUrl, repository: context.repository };
  const openComments = once(async () => (await import('./adapters/github/comments.ts')).openComments(github));
  const openRuns = once(async () => (await import('./adapters/github/runs.ts')).openRuns(github));
  const openPullRequests = once(async () =>
    (await import('./adapters/github/pull-requests.ts')).openPullRequests(github),
  );
  const terraform = await openTerraform({
    inputs,
    directory: resolve(context.workspaceDirectory, inputs['working-directory']),
    filesDirectory,
    env,
    cancelled,
    openLog: (title) => runner.openLog(title),
    note: (command) => {
      handover.noteCommand(command);
    },
    knownSecrets: () => options.secrets,
    onStart: () => {
      commands += 1;
      if (commands > 1) idle.resolve(undefined);
      void loadAws().catch(() => undefined);
    },
  });
  return {
    terraform,
    openBackend: async (settings) =>
      (await loadAws()).openAwsBackend(settings, {
        env,
        signal: cancelled,
        mask: options.mask,
        warn: (message) => {
          runner.warning(message);
        },
      }),
    comments: {
      find: async (prNumber, marker, signal) => {
        await idle.promise;
        return (await openComments()).find(prNumber, marker, signal);
      },
      read: async (comment, signal) => (await openComments()).read(comment, signal),
      create: async (prNumber, body, signal) => (await openComments()).create(prNumber, body, signal),
      update: async (comment, body, signal) => (await openComments()).update(comment, body, signal),
    },
    pullRequests: {
      findMerged: async (stretch) => (await openPullRequests()).findMerged(stretch),
      findStatuses: async (numbers) => (await openPullRequests()).findStatuses(numbers),
      findQueued: async (commitSha, branch) => (await openPullRequests()).findQueued(commitSha, branch),
    },
    runs: {
      status: async (run) => (await openRuns()).status(run),
      compare: async (baseSha, commitSha) => (await openRuns()).compare(baseSha, commitSha),
    },
    clock: systemClock,
    chance: { next: () => Math.random(), id: () => randomUUID() },
    who: `${userName()}@${hostname()}`,
    handover,
  };
}

/** As Terraform finds it (os/user.Current); empty for a user whom the system has no name for. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
