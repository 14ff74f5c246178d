import { mkdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { settingsOf, type Environment } from './domain/environment.ts';
import type { RunContext } from './config/context.ts';
import type { Inputs } from './config/inputs.ts';
import { openRunner, type Runner } from './adapters/actions/runner.ts';
import { systemClock } from './adapters/clock.ts';
import { openGitHub, type GitHub } from './adapters/github/open.ts';
import { withFile } from './adapters/process/file-trouble.ts';
import { begunOnOf, noteTakenOver, openHandover, readHandover, type Left } from './adapters/handover.ts';
import { findMain, markOfThisProcess } from './adapters/process/main-process.ts';
import { launcher } from './adapters/process/process.ts';
import {
  holdsConfiguration,
  isDirectory,
  isRestoredIn,
  restoredIn,
  restoreModule,
  settingsFrom,
} from './adapters/terraform/directories/restored.ts';
import { openTerraform, type OpenTerraform, type TerraformOptions } from './adapters/terraform/terraform.ts';
import { openWarmUp } from './adapters/warm-up.ts';
import { hasConfiguration, type RemovedModule } from './domain/run/removed-module.ts';
import type { OpenBackend } from './ports/backend.ts';
import type { Chance } from './ports/chance.ts';
import type { Clock } from './ports/clock.ts';
import type { Handover } from './ports/handover.ts';
import type { Patience } from './ports/patience.ts';

/** The adapters of one run. The SDKs behind them load while the first Terraform command runs. */
export interface Adapters {
  readonly terraform: OpenTerraform;
  readonly openBackend: OpenBackend;
  readonly github: GitHub;
  readonly clock: Clock;
  readonly chance: Chance;
  /** `user@host`. */
  readonly who: string;
  readonly handover: Handover;
  /** Aborts when the job is cancelled, or `post` has begun. */
  readonly cancelled: AbortSignal;
  /** The root module was removed: Terraform works on a copy of it, in the private directory. */
  readonly removed: RemovedModule | undefined;
}

export { begunOnOf, findMain, noteTakenOver, openRunner, readHandover, systemClock, type Left, type Runner };

export interface WiringOptions {
  readonly env: Environment;
  readonly inputs: Inputs;
  readonly context: RunContext;
  readonly runner: Runner;
  readonly cancelled: AbortSignal;
  /** What no page may show; `mask` adds to it. */
  readonly secrets: ReadonlySet<string>;
  /** Keeps a value out of the log and of every page from now on. */
  readonly mask: (secret: string) => void;
  /** How long GitHub is waited for, for an answer that the run cannot do without. */
  readonly patience: Patience;
  /** Keeps what goes wrong beside the work, to be told without stopping it. */
  readonly keep: (what: string, error: unknown) => void;
  /** The private directory of an earlier process of this run, to go on in. */
  readonly directory?: string;
  /** Asked where there are no Terraform files: the root module that was removed, if that is why. */
  readonly findRemoved: (github: GitHub) => Promise<RemovedModule | undefined>;
}

/** Whether Terraform goes on when main ends: on Windows it does not, and main has to stay. */
export const TERRAFORM_OUTLIVES_MAIN = launcher.outlivesUs;

/** State for `post`: the private directory with what is left for it; empty when nothing is. */
export const HANDOVER = 'handover';

export async function openAdapters(options: WiringOptions): Promise<Adapters> {
  const { env, inputs, context, runner } = options;
  const filesDirectory = options.directory ?? join(context.temporaryDirectory, `lockstep-${randomUUID()}`);
  withFile('The private directory of this run cannot be made', () => {
    mkdirSync(filesDirectory, { recursive: true, mode: 0o700 });
  });
  const handover = openHandover(filesDirectory);
  const isMain = options.directory === undefined;
  const takenOver = new AbortController();
  const cancelled = AbortSignal.any([options.cancelled, takenOver.signal]);
  // Whatever the signals do: nothing is begun here any more once `post` has begun.
  const beforeStep = (): void => {
    if (!isMain) return;
    if (!takenOver.signal.aborted && handover.isTakenOver()) takenOver.abort();
    takenOver.signal.throwIfAborted();
  };
  if (isMain) {
    cancelled.addEventListener('abort', () => {
      try {
        handover.noteCancelled(systemClock.monotonicMs());
      } catch (error) {
        options.keep('The cancel could not be noted', error);
      }
    });
    handover.noteMain(markOfThisProcess(), settingsOf(env));
    runner.saveState(HANDOVER, filesDirectory);
  }

  const warmUp = openWarmUp();
  void warmUp.isOver.then(() => {
    runner.begin();
  });
  const loadAws = once(() => import('./adapters/aws/backend.ts'));
  const { promise: begun, resolve: noteBegun } = Promise.withResolvers<undefined>();
  const github = openGitHub({
    token: inputs.token,
    apiUrl: context.apiUrl,
    repository: context.repository,
    journal: runner,
    patience: options.patience,
    // Both SDKs load while Terraform's first command is at work, GitHub's first: its answers take longer.
    mayLoad: Promise.race([begun, warmUp.isOver]),
  });
  const { removed, ...module } = await findModule(options, { github, filesDirectory });
  const terraform = await openTerraform({
    ...module,
    workspaceDirectory: context.workspaceDirectory,
    writeAnnotation: (annotation) => {
      runner.annotate(annotation);
    },
    filesDirectory,
    env,
    cancelled,
    openLog: (title) => runner.openLog(title),
    // Nobody comes after `post` that could be told, and what it does cannot wait for a disk.
    note: (command) => {
      if (isMain) handover.noteCommand(command);
    },
    keep: options.keep,
    warn: (message) => {
      runner.warning(message);
    },
    info: (message) => {
      runner.info(message);
    },
    beforeStep,
    knownSecrets: () => options.secrets,
    maskInLog: (text) => {
      runner.mask(text);
    },
    spoken: [
      ...[context.runUrl, context.repository, inputs['working-directory'], inputs['pr-state-key']],
      ...[inputs.stack, inputs.workspace, inputs['state-key'], ...inputs['backend-config']].flatMap(
        (text) => text ?? [],
      ),
    ],
    onStart: () => {
      warmUp.noteCommand();
      noteBegun(undefined);
      setImmediate(() => {
        void loadAws().catch(() => undefined);
      });
    },
  });
  return {
    terraform,
    openBackend: async (settings) =>
      (await loadAws()).openAwsBackend(settings, {
        env,
        tool: terraform.tool,
        signal: cancelled,
        mask: options.mask,
        beforeRequest: beforeStep,
        warn: (message) => {
          runner.warning(message);
        },
      }),
    github,
    clock: systemClock,
    chance: { next: () => Math.random(), id: () => randomUUID() },
    who: `${userName()}@${hostname()}`,
    handover,
    cancelled,
    removed,
  };
}

/** Where the root module is, and with it what is said relative to it. */
async function findModule(
  { inputs, context, runner, findRemoved, directory: earlier }: WiringOptions,
  { github, filesDirectory }: { readonly github: GitHub; readonly filesDirectory: string },
): Promise<Pick<TerraformOptions, 'inputs' | 'directory'> & Pick<Adapters, 'removed'>> {
  const directory = resolve(context.workspaceDirectory, inputs['working-directory']);
  const found = { inputs, directory, removed: undefined };
  const place = { workspaceDirectory: context.workspaceDirectory, directory };
  if (await holdsConfiguration(directory)) return found;
  const restored = async (): Promise<Pick<TerraformOptions, 'inputs' | 'directory'>> => ({
    inputs: { ...inputs, 'backend-config': await settingsFrom(directory, inputs['backend-config']) },
    directory: restoredIn(filesDirectory, place),
  });
  // An earlier process of this run has asked, or was cut off while it did.
  if (earlier !== undefined) {
    if (!(await isRestoredIn(earlier))) {
      if (await isDirectory(directory)) return found;
      await restoreModule(earlier, place, []);
    }
    return { ...found, ...(await restored()) };
  }
  const removed = await findRemoved(github);
  if (removed === undefined) return found;
  const files = await github.commits.readFiles(removed.lastCommit, removed.folder);
  for (const { name, why } of files.filter((file) => file.text === undefined && hasConfiguration([file.name]))) {
    runner.warning(
      `${name} of the removed root module, as of ${removed.lastCommit}, cannot be had: ${why ?? 'GitHub does not tell it'}. If it says where the state lies, that is not known, and what the pull request had planned is left to a sweep.`,
    );
  }
  await restoreModule(filesDirectory, place, files);
  return { ...(await restored()), removed };
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
