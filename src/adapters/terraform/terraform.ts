import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import type { Inputs } from '../../config/inputs.ts';
import { Cancelled } from '../../domain/apply/aftermath.ts';
import { BadInput, RunFailure } from '../../domain/failure.ts';
import { chooseWorkspace, isWorkspaceName } from '../../domain/stack/workspace.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { parseJsonExactly } from '../../domain/json.ts';
import type { ToolEvent } from '../../domain/events/event.ts';
import { describeDiagnostics, isFailedCheck, readTold, type Told } from '../../domain/events/told.ts';
import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import { concealAtWork } from '../../domain/apply/at-work.ts';
import { logMasks, openConceal, type Conceal } from '../../domain/secrets/conceal.ts';
import { parseRootOutputs } from '../../domain/plan/plan.ts';
import { parsePlan } from '../../domain/plan/plan-document.ts';
import { noteEphemeral } from '../../domain/plan/ephemeral.ts';
import { noteTargeting } from '../../domain/plan/targeting.ts';
import type { PlanFiles, PlanRun, RunTimedOut, Terraform } from '../../ports/terraform.ts';
import { openAnnotations, type AnnotationsOptions } from './annotations.ts';
import {
  givenVariables,
  givesVariables,
  parallelism,
  planArguments,
  refreshArguments,
  withPlanVariables,
  withVariables,
} from './commands/arguments.ts';
import type { CommandRecord } from './commands/command-record.ts';
import { readSensitiveValues } from './configuration/sensitive-values.ts';
import { openCommands, type CommandsOptions, type RunCommand } from './commands/commands.ts';
import { markErroredState, openKept } from './commands/errored-state.ts';
import { takeOver } from './commands/left-command.ts';
import { jsonIn, readEvents, readPrinted } from './commands/read-printed.ts';
import { endedByItself, settleApply } from './commands/settle.ts';
import type { RanOut } from './commands/time-limit.ts';
import { mentionsEncryption, openVariableFiles } from './directories/checkout.ts';
import { isDirectory } from './directories/restored.ts';
import { childEnvironment } from './environment/environment.ts';
import { openPlace } from './place.ts';
import { openIdentity } from './tool/identify.ts';
import { locateTool } from './tool/locate.ts';
import { backendMistakeOf } from './mistakes/mistakes.ts';
import { errorsOf } from './words.ts';

export interface TerraformOptions extends AnnotationsOptions {
  readonly inputs: Inputs;
  /** Absolute path of a private directory for plans and output. */
  readonly filesDirectory: string;
  readonly env: Environment;
  readonly cancelled: AbortSignal;
  readonly openLog: CommandsOptions['openLog'];
  readonly warn: CommandsOptions['warn'];
  readonly info: (message: string) => void;
  /** In place of a minute, and of the look's own limit. */
  readonly silenceMs?: number;
  readonly lookAtMostMs?: number;
  readonly beforeStep: CommandsOptions['beforeStep'];
  readonly onStart: () => void;
  readonly note: CommandsOptions['note'];
  readonly keep: CommandsOptions['keep'];
  /** What must not be shown, whatever a plan says of it. */
  readonly knownSecrets: () => Iterable<string>;
  /** Keeps a text out of what the log shows from now on. */
  readonly maskInLog: (text: string) => void;
  /** What this run says of itself, in its outputs above all: GitHub drops an output in which anything is masked. */
  readonly spoken: readonly string[];
}

export interface OpenTerraform extends Terraform {
  /** Takes over a command that it has left at work; undefined when that never started, and never will. */
  takeOver(left: CommandRecord): ReturnType<typeof takeOver>;
}

/** Terraform or OpenTofu in one root module. */
export async function openTerraform(options: TerraformOptions): Promise<OpenTerraform> {
  const { inputs, directory, filesDirectory } = options;
  if (!(await isDirectory(directory))) {
    throw new BadInput([
      `working-directory is ${JSON.stringify(inputs['working-directory'])}, and there is no such directory in the checkout. Add a step with actions/checkout before this one, or correct it.`,
    ]);
  }
  const file = await locateTool(inputs.tool, options.env, directory);
  const chosen = chooseWorkspace({ input: inputs.workspace, variable: options.env['TF_WORKSPACE'] });
  const workspace = chosen.name;
  if (!isWorkspaceName(workspace)) {
    throw new BadInput([`workspace is ${JSON.stringify(workspace)}, and that is no name of a Terraform workspace.`]);
  }
  const dataDirectory = join(filesDirectory, 'data');
  const env = childEnvironment(options.env, { workspace, directory, filesDirectory, dataDirectory });
  const planFiles: PlanFiles = {
    planFile: join(filesDirectory, 'plan.tfplan'),
    planJson: join(filesDirectory, 'plan.json'),
    planText: join(filesDirectory, 'plan.txt'),
  };
  const planEvents = join(filesDirectory, 'plan.jsonl');
  const identity = openIdentity({ ...options, file, env });
  const tool = {
    file,
    get name() {
      return identity.now().name;
    },
  };
  // A provider may repeat a sensitive value of the plan in its errors, and Terraform what was not marked before.
  let conceal: Conceal = openConceal(new Set(options.knownSecrets()));
  /** Of the plan that was shown last. */
  let secrets: ReadonlySet<string> = new Set();
  const runCommand = openCommands({ ...options, tool, env, conceal: (text) => conceal(text) });
  const runAtOnce: RunCommand = (args, output) =>
    runCommand(withVariables(args, { tool: identity.now(), inputs, directory, cwd: output.cwd }), output);
  const run: RunCommand = async (args, output) => {
    await identity.known;
    return runAtOnce(args, output);
  };
  const annotate = openAnnotations(options);
  const jobs = options.env['TF_DATA_DIR'] || '.terraform';
  const place = openPlace({
    ...options,
    tool,
    identity,
    run,
    runAtOnce,
    env,
    annotate,
    conceal: (text) => conceal(text),
    chosen,
    dataDirectories: { directory, jobs, own: dataDirectory },
  });

  const plan = async (args: readonly string[]): Promise<PlanRun> => {
    // As long as there is no plan, this is all that is known to be secret.
    const declared = await readSensitiveValues({
      directory,
      given: givenVariables(inputs, options.env),
      files: inputs['var-file'],
    });
    conceal = openConceal(new Set([...options.knownSecrets(), ...declared, ...secrets]));
    const { exitCode, events, stderr, timedOut } = await run(
      [
        'plan',
        '-json',
        '-no-color',
        '-lock=false',
        '-input=false',
        '-detailed-exitcode',
        `-out=${planFiles.planFile}`,
        ...args,
      ],
      { prints: 'events', stdoutFile: planEvents, limitMs: inputs['apply-timeout'] },
    );
    const told = readTold(events, stderr);
    if (exitCode === 0 || exitCode === 2) return { kind: 'planned', hasChanges: exitCode === 2 };
    const byItself = endedByItself('plan', exitCode);
    return { kind: 'failed', byItself, told, conceal, timedOut: timedOutOf(events, timedOut) };
  };

  const timedOutOf = (events: readonly ToolEvent[], ranOut: RanOut | undefined): RunTimedOut | undefined => {
    if (ranOut === undefined) return undefined;
    return { ...ranOut, atWork: concealAtWork(ranOut.atWork, conceal), events };
  };

  /** What lies there of the last plan as data, be it an earlier process's: from then on its secrets are known. */
  const readPlan = async (): Promise<Pick<PlanShown, 'plan'> & Pick<Told, 'warnings'>> => {
    const [json, events] = await Promise.all([readPrinted(tool.name, planFiles.planJson), readEvents(planEvents)]);
    try {
      const read = parsePlan(parseJsonExactly(jsonIn(json)), options.knownSecrets(), tool.name);
      const said = readTold(events, '');
      const { warnings } = said;
      const summaries = warnings.map(({ summary }) => summary);
      // Without its last word some of its warnings may be missing.
      const isTold = events.some(({ kind }) => kind === 'plan-summary');
      const told = isTold ? read : { ...read, complete: false };
      const isInFiles = await openVariableFiles(directory, inputs['var-file']);
      const shown = noteEphemeral(noteTargeting(told, summaries), {
        given: givenVariables(inputs, options.env),
        // Of those that `var` gives, nothing counts more.
        overridable: (name) =>
          !givenVariables(inputs, {}).has(name) && (givesVariables(options.env) || isInFiles(name)),
        told: said,
      });
      ({ conceal } = shown);
      ({ secrets } = shown);
      return { plan: shown, warnings: warnings.filter((warning) => !isFailedCheck(warning)) };
    } catch (cause) {
      throw new ToolFailed(
        `${tool.name} show printed a plan that this version of Lockstep cannot read. Use a newer Lockstep, or report it.`,
        cause instanceof Error ? cause.message : String(cause),
      );
    }
  };

  const readText = async (): Promise<string> => conceal((await readPrinted(tool.name, planFiles.planText)).trim());

  /** For people, or as data. */
  const show = async (how: 'words' | 'data'): Promise<void> => {
    const { exitCode, stderr } = await run(
      ['show', ...(how === 'data' ? ['-json'] : []), '-no-color', planFiles.planFile],
      { prints: how, stdoutFile: how === 'data' ? planFiles.planJson : planFiles.planText },
    );
    if (exitCode !== 0) throw new ToolFailed(`${tool.name} show failed`, errorsOf(stderr));
  };

  return {
    get name() {
      return identity.now().name;
    },
    get tool() {
      return identity.now();
    },
    workspace,
    dataDirectory,
    planFiles,

    findBackend: place.findBackend,
    foundBackend: place.foundBackend,
    init: place.init,
    createWorkspace: place.createWorkspace,
    readBackend: place.readBackend,

    mayEncrypt: async () => {
      if ((await identity.known).name !== 'tofu') return false;
      return Boolean(options.env['TF_ENCRYPTION']) || mentionsEncryption(directory);
    },

    plan: () => plan(planArguments(inputs)),
    planRefreshOnly: () => plan(refreshArguments(inputs)),

    showPlan: async () => {
      await show('data');
      // Its words go to the log without what it marks.
      const { plan: shown, warnings } = await readPlan();
      await show('words');
      annotate(warnings, conceal);
      return { plan: shown, text: await readText(), warnings: describeDiagnostics(warnings, conceal) };
    },
    readShownPlan: async () => ({ ...(await readPlan()), text: await readText() }),
    annotate,

    apply: async () => {
      const applying = ['apply', '-json', '-no-color', '-lock=false', '-input=false', ...parallelism(inputs)];
      // Terraform hides what is marked, and not where a provider or a provisioner repeats it.
      for (const text of logMasks(secrets, options.spoken)) options.maskInLog(text);
      const erroredBefore = await markErroredState(directory);
      const ended = await run([...applying, planFiles.planFile], {
        prints: 'events',
        limitMs: inputs['apply-timeout'],
        env: withPlanVariables(await identity.known, options.env),
        erroredBefore,
      });
      const applied = await settleApply({ directory, erroredBefore, ...ended });
      if (applied.kind !== 'failed' && applied.kind !== 'state-not-saved') return applied;
      const { mayBeAtWork, events } = ended;
      return { ...applied, mayBeAtWork, events, timedOut: timedOutOf(events, ended.timedOut) };
    },

    pushState: async (file, _under, address) => {
      try {
        await place.pointAt(address);
      } catch (error) {
        if (!(error instanceof RunFailure) || error instanceof Cancelled) throw error;
        return { kind: 'failed', details: error instanceof ToolFailed ? error.details : error.message };
      }
      const { exitCode, stderr } = await run(['state', 'push', '-lock=false', '-no-color', file], { prints: 'words' });
      if (exitCode === 0) return { kind: 'pushed' };
      return {
        kind: 'failed',
        details: errorsOf(stderr),
        isLasting: backendMistakeOf(stderr, directory)?.isLasting ?? false,
      };
    },

    readStateFile: async (file) => {
      try {
        return await readFile(file);
      } catch (cause) {
        throw new ToolFailed(cause instanceof Error ? cause.message : String(cause), '', { cause });
      }
    },

    ...openKept(filesDirectory),

    takeOver: (left) =>
      takeOver(left, { toolName: tool.name, directory, openLog: options.openLog, conceal: (text) => conceal(text) }),

    readOutputs: async (of) => {
      await place.confirmOn(of);
      const { getExecOutput } = await import('@actions/exec');
      const args = withVariables(['output', '-json', '-no-color'], { tool: await identity.known, inputs, directory });
      const { exitCode, stdout, stderr } = await getExecOutput(tool.file, [...args], {
        cwd: directory,
        env: definedOnly(env),
        silent: true,
        ignoreReturnCode: true,
      }).catch((cause: unknown) => {
        throw new ToolFailed(`${tool.name} output could not be run (${String(cause)})`, '', { cause });
      });
      await place.confirmOn(of);
      if (exitCode !== 0) throw new ToolFailed(`${tool.name} output failed: ${errorsOf(stderr)}`, errorsOf(stderr));
      try {
        return parseRootOutputs(parseJsonExactly(jsonIn(stdout)));
      } catch (cause) {
        // What cannot be read may hold a secret: its words stay out of the log.
        const words = `${tool.name} output printed what this version of Lockstep cannot read`;
        throw new ToolFailed(words, '', { cause });
      }
    },
  };
}

function definedOnly(env: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
