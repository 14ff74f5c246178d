import { isAbsolute, relative, resolve, sep } from 'node:path';
import { digestOf, directoryName, stackOf, type Identity } from './domain/run/marker.ts';
import type { Environment } from './domain/environment.ts';
import type { RunContext } from './config/context.ts';
import type { Inputs } from './config/inputs.ts';
import type { S3Backend } from './domain/stack/backend.ts';
import { StateNotSaved } from './domain/turn/freeze.ts';
import type { Task } from './task.ts';
import type { Served } from './domain/run/operation.ts';
import type { Conclusion, Planned, RunResult, Subject, WaitingNow } from './domain/run/outcome.ts';
import { openConceal, type Conceal } from './domain/secrets/conceal.ts';
import { findSecrets, findSecretSettings } from './domain/secrets/secrets.ts';
import { concealProcessOutput } from './domain/secrets/process-output.ts';
import { concealUrlPasswords, findProxyPasswords, findTheProxyPasswords } from './domain/secrets/url-passwords.ts';
import { StackComments } from './jobs/comment/comments.ts';
import { findRemovedModule } from './jobs/plan/find-removed-module.ts';
import type { Run, Shown } from './jobs/run.ts';
import { EveryStep } from './jobs/tolerate.ts';
import { WaitBudget } from './jobs/wait-budget.ts';
import type { Patience } from './ports/patience.ts';
import { plannedNote, renderBehind, renderOutdated, renderRestored } from './render/comment/behind.ts';
import { renderBare, renderComment, renderSummary } from './render/comment/comment.ts';
import { renderOthers } from './render/comment/others.ts';
import { renderOverview, countsNote } from './render/comment/overview.ts';
import type { RunView } from './render/page.ts';
import { statePath } from './domain/state/keys.ts';
import { renderWayHome } from './render/apply/state-not-saved.ts';
import { UNSHOWN_WAY_ON } from './render/review.ts';
import { renderWaitingLine } from './render/lock/waiting.ts';
import { openAdapters, systemClock, type Adapters, type Runner } from './wiring.ts';

export interface SessionOptions extends Task {
  readonly env: Environment;
  readonly runner: Runner;
  readonly operation: Served;
  readonly cancelled: AbortSignal;
  /** How long GitHub is waited for, for what the run has to know; by default `lock-timeout` in all, until it is cancelled. */
  readonly patience?: Patience;
  /** How long the last comment may be put off by GitHub's own limits. */
  readonly limitsAtMostMs: number;
  /** The private directory of an earlier process of this run. */
  readonly directory?: string;
}

/** Everything that a run works with, and the pages that tell of it. */
export interface Session {
  readonly run: Run;
  readonly adapters: Adapters;
  /** Takes out of a text what the run knows to be secret. */
  readonly conceal: Conceal;
  /** Writes the job summary, at once: nothing is asked for it. */
  readonly summarize: (conclusion: Conclusion) => void;
  /**
   * Writes the job summary unless that is done, and brings the comments to their end. Rejects with a defect in what was told
   * meanwhile, once that is done; one in a page is left to the run's `steps`.
   */
  readonly conclude: (conclusion: Conclusion) => Promise<void>;
}

export async function openSession(options: SessionOptions): Promise<Session> {
  const { runner, inputs, context, operation } = options;
  // Given by `var`, it is as secret as by the environment.
  const secrets = new Set([...findSecrets(options.env), ...findSecrets(asEnvironment(inputs.var))]);
  // It takes its time to open, and there are more of them while the run finds out.
  let opened: { readonly size: number; readonly conceal: Conceal } | undefined;
  const conceal = (text: string): string => {
    if (opened?.size !== secrets.size) opened = { size: secrets.size, conceal: openConceal(secrets) };
    return concealProcessOutput(concealUrlPasswords(opened.conceal(text)));
  };
  const mask = (secret: string): void => {
    secrets.add(secret);
    runner.mask(secret);
  };
  findTheProxyPasswords(options.env, inputs['backend-config']).forEach(mask);
  findSecretSettings(inputs['backend-config']).forEach(mask);
  const waiting = new WaitBudget(inputs['lock-timeout']);
  const steps = new EveryStep(runner);
  const adapters = await openAdapters({
    ...options,
    keep: (what, error) => {
      steps.tell(what, error);
    },
    secrets,
    patience: options.patience ?? patienceOf(waiting, options.cancelled),
    findRemoved: ({ commits }) =>
      findRemovedModule(
        { context, waiting, clock: systemClock, cancelled: options.cancelled, commits },
        { operation, workingDirectory: inputs['working-directory'], folder: folderOf(inputs, context) },
      ),
    mask,
  });
  const { clock, github } = adapters;
  const { workspace } = adapters.terraform;
  const stack = inputs.stack ?? stackOf(inputs['working-directory'], workspace);
  const asked = digestOf([
    directoryName(inputs['working-directory']),
    workspace,
    inputs['state-key'] ?? '',
    ...[...inputs['backend-config'], options.env['TF_CLI_ARGS_init'] ?? ''].map(placesIn),
  ]);
  const identity = (): Identity => ({ stack, asked, state: settings && placeOf(settings, workspace) });
  let settings: S3Backend | undefined;
  const view = (): RunView => ({
    now: clock.now(),
    tool: adapters.terraform.name,
    lockTable: settings?.lockTable,
    backendConfig: inputs['backend-config'],
    variables: {
      tool: adapters.terraform.tool,
      files: inputs['var-file'],
      names: inputs.var.map((variable) => variable.replace(/=[^]*/, '')),
    },
    encryption: settings?.encryption,
    abandoned: waiting.spent.abandoned,
    stack,
    command: operation.kind,
    commitSha: operation.kind === 'plan' ? operation.headSha : operation.kind === 'apply' ? operation.commitSha : '',
    runUrl: context.runUrl,
    runNumber: context.runNumber,
    mergeGroup: context.event.kind === 'merge-group',
    isDestroy:
      inputs.destroy && adapters.removed === undefined && (operation.kind === 'plan' || operation.kind === 'apply'),
  });
  let isBare = false;
  const tellOf = (subject: Subject, render: () => string): string => {
    const otherwise = (): string => {
      isBare = true;
      return renderBare(subject, view());
    };
    return renderOrElse(steps, { render, otherwise });
  };
  const writeSummary = (conclusion: Conclusion): Promise<boolean> =>
    runner.summary(tellOf(conclusion, () => renderSummary(conclusion, view(), conceal)));
  const comments = new StackComments({
    comments: github.comments,
    clock,
    journal: runner,
    policy: inputs['comment-pr'],
    isPlan: operation.kind === 'plan',
    identity,
    run: context,
    givesWayToNewer: operation.kind === 'plan',
    isKnownRun: github.isKnownRun,
    render: (subject) =>
      plannedNote(subject) + countsNote(subject) + tellOf(subject, () => renderComment(subject, view(), conceal)),
    renderBehind,
    renderOutdated: (body, begun, head) => renderOutdated(body, begun, { ...view(), head }),
    renderRestored,
    renderOthers,
    renderOverview,
    renderWaiting: (now: WaitingNow) => renderWaitingLine(now, clock.now()),
    limitsAtMostMs: options.limitsAtMostMs,
  });
  let published: RunResult | undefined;
  const publish = async (planned: Planned): Promise<Shown> => {
    const { url, told } = await comments.concludeAndSay({ kind: 'result', result: planned });
    if (url !== undefined) runner.output('comment-url', url);
    published = planned;
    const isUnshown = told === 'not-shown' || isBare;
    const isWritten = await writeSummary({ kind: 'result', result: isUnshown ? { ...planned, isUnshown } : planned });
    const isOut = told === 'none' ? isWritten : told === 'shown';
    if (told === 'left-to-newer') return told;
    if (isOut && !isBare) return 'shown';
    runner.warning(`This plan is no review: its page could not be written, and nobody could see it. ${UNSHOWN_WAY_ON}`);
    return 'not-shown';
  };
  const run: Run = {
    ...adapters,
    inputs,
    context,
    comments,
    publish,
    pullRequests: github.pullRequests,
    commits: github.commits,
    runs: github.runs,
    githubProbes: github.probes,
    journal: runner,
    steps,
    waiting,
    openBackend: async (resolved) => {
      settings = resolved;
      const { httpProxy, httpsProxy } = resolved.connection;
      [httpProxy, httpsProxy].flatMap(findProxyPasswords).forEach(mask);
      const { secretAccessKey, sessionToken } = resolved.connection.staticCredentials ?? {};
      [secretAccessKey, sessionToken]
        .filter((secret) => secret !== undefined && secret !== '')
        .forEach((secret) => {
          mask(secret as string);
        });
      return adapters.openBackend(resolved);
    },
  };
  let isSummarized = false;
  const summarize = (conclusion: Conclusion): void => {
    if (isSummarized) return;
    isSummarized = true;
    void writeSummary(conclusion);
    if (conclusion.kind === 'failure' && conclusion.failure instanceof StateNotSaved) {
      const commands = renderWayHome(conclusion.failure.notSaved, view());
      runner.info(`To put the state in its place, from the root module's directory: ${conceal(commands)}`);
    }
  };
  return {
    run,
    adapters,
    conceal,
    summarize,
    conclude: async (conclusion) => {
      // It is told already, and nothing has come between.
      if (conclusion.kind === 'result' && conclusion.result === published) return;
      summarize(conclusion);
      const url = await comments.conclude(conclusion);
      if (url !== undefined) runner.output('comment-url', url);
    },
  };
}

/** What has been done is done, whether or not there is a page about it: the defect comes after the report. */
export function renderOrElse(
  steps: Pick<EveryStep, 'keep'>,
  { render, otherwise }: { readonly render: () => string; readonly otherwise: () => string },
): string {
  try {
    return render();
  } catch (defect) {
    steps.keep('A page could not be written', defect);
    return otherwise();
  }
}

function asEnvironment(variables: Inputs['var']): Environment {
  return Object.fromEntries(
    variables.map((variable) => {
      const end = variable.indexOf('=');
      return [`TF_VAR_${variable.slice(0, end)}`, variable.slice(end + 1)];
    }),
  );
}

/** A wait for GitHub is one of those that `lock-timeout` is for. */
function patienceOf(waiting: WaitBudget, signal: AbortSignal): Patience {
  return {
    signal,
    mayWait: (afterMs) => {
      if (afterMs > waiting.leftMs) return false;
      waiting.spend(afterMs, undefined);
      return true;
    },
  };
}

/** Of the root module in the repository, whose checkout the workspace is; undefined for one outside of it. */
function folderOf(inputs: Inputs, { workspaceDirectory }: Pick<RunContext, 'workspaceDirectory'>): string | undefined {
  const folder = relative(workspaceDirectory, resolve(workspaceDirectory, inputs['working-directory']));
  return isAbsolute(folder) || folder.split(sep)[0] === '..' ? undefined : folder.split(sep).join('/');
}

/** What of settings says where a state lies, and nothing that may be secret: a digest of it stands in public. */
function placesIn(settings: string): readonly string[] {
  const named = settings.match(/(?<![\w-])(?:bucket|key|workspace_key_prefix|region)\s*=\s*[^\s"]+/g) ?? [];
  return settings.includes('=') ? named : [settings];
}

/** Where production's state lies, as a comment's hidden line has it: by whatever endpoint a runner reaches it. */
function placeOf({ bucket, key, workspaceKeyPrefix }: S3Backend, workspace: string): string {
  const path = statePath(key, { name: workspace, keyPrefix: workspaceKeyPrefix });
  return digestOf([bucket, path]);
}
