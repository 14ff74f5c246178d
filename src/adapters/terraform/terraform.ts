import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import type { Inputs } from '../../config/inputs.ts';
import { Cancelled } from '../../domain/apply/aftermath.ts';
import { BadInput, RunFailure } from '../../domain/failure.ts';
import { chooseWorkspace, isWorkspaceName } from '../../domain/stack/workspace.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { parseJsonExactly } from '../../domain/json.ts';
import { openConceal, type Conceal } from '../../domain/secrets/conceal.ts';
import { parseRootOutputs } from '../../domain/plan/plan.ts';
import { parsePlan } from '../../domain/plan/plan-document.ts';
import type { PlanFiles, ApplyRun, PlanRun, RunTimedOut, Terraform } from '../../ports/terraform.ts';
import type { CommandRecord } from './command-record.ts';
import { parallelism, planArguments, refreshArguments, withVariables } from './arguments.ts';
import { openCommands, type CommandsOptions, type RunCommand } from './commands.ts';
import { mentionsEncryption } from './directories/checkout.ts';
import { childEnvironment } from './environment/environment.ts';
import { markErroredState, openKept } from './errored-state.ts';
import { takeOver } from './left-command.ts';
import { openPlace } from './place.ts';
import { readPrinted } from './read-printed.ts';
import { endedByItself, settleApply } from './settle.ts';
import type { RanOut } from './time-limit.ts';
import { openIdentity } from './tool/identify.ts';
import { locateTool } from './tool/locate.ts';
import { applyWarningsOf, backendMistakeOf, errorsOf, planTextOf, planWarningsOf } from './words.ts';

export interface TerraformOptions {
  readonly inputs: Inputs;
  /** Absolute path of the root module. */
  readonly directory: string;
  /** Absolute path of a private directory for plans and output. */
  readonly filesDirectory: string;
  readonly env: Environment;
  readonly cancelled: AbortSignal;
  readonly openLog: CommandsOptions['openLog'];
  readonly warn: CommandsOptions['warn'];
  readonly info: (message: string) => void;
  readonly beforeStep: CommandsOptions['beforeStep'];
  readonly onStart: () => void;
  readonly note: CommandsOptions['note'];
  readonly keep: CommandsOptions['keep'];
  /** What must not be shown, whatever a plan says of it. */
  readonly knownSecrets: () => Iterable<string>;
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
  const identity = openIdentity({ ...options, file, env });
  const tool = {
    file,
    get name() {
      return identity.now().name;
    },
  };
  const runCommand = openCommands({ ...options, tool, env });
  const runAtOnce: RunCommand = (args, output) =>
    runCommand(withVariables(args, { tool: identity.now(), inputs, directory, cwd: output.cwd }), output);
  const run: RunCommand = async (args, output) => {
    await identity.known;
    return runAtOnce(args, output);
  };
  const jobs = options.env['TF_DATA_DIR'] || '.terraform';
  const place = openPlace({
    ...options,
    tool,
    identity,
    run,
    runAtOnce,
    env,
    chosen,
    dataDirectories: { directory, jobs, own: dataDirectory },
  });

  const plan = async (args: readonly string[]): Promise<PlanRun> => {
    const { exitCode, stdoutFile, stderr, timedOut } = await run(
      ['plan', '-lock=false', '-input=false', '-no-color', '-detailed-exitcode', `-out=${planFiles.planFile}`, ...args],
      { logged: true, stdoutFile: planFiles.planText, limitMs: inputs['apply-timeout'] },
    );
    if (exitCode === 0 || exitCode === 2) return { kind: 'planned', hasChanges: exitCode === 2 };
    const details = stderr.trim() === '' ? await readPrinted(tool.name, stdoutFile) : errorsOf(stderr);
    return {
      kind: 'failed',
      byItself: endedByItself('plan', exitCode),
      details,
      timedOut: await timedOutOf(stdoutFile, timedOut),
    };
  };

  // A provider may repeat a sensitive value of the plan in its errors.
  let conceal: Conceal = openConceal(new Set(options.knownSecrets()));

  const timedOutOf = async (stdoutFile: string, ranOut: RanOut | undefined): Promise<RunTimedOut | undefined> => {
    if (ranOut === undefined) return undefined;
    const { addresses, lastLine } = ranOut.atWork;
    // How it has ended counts more than how far it came.
    const printed = await readPrinted(tool.name, stdoutFile).catch(() => '');
    return { ...ranOut, atWork: { addresses, lastLine: lastLine && conceal(lastLine) }, printed };
  };

  /** Main has left it beside the plan. What is not known to be safe is not shown. */
  const concealOfLeftPlan = async (): Promise<Conceal> => {
    try {
      const json = await readFile(planFiles.planJson, 'utf8');
      return parsePlan(parseJsonExactly(json), options.knownSecrets()).conceal;
    } catch {
      return () => '';
    }
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
      const { exitCode, stderr } = await run(['show', '-json', '-no-color', planFiles.planFile], {
        logged: false,
        stdoutFile: planFiles.planJson,
      });
      if (exitCode !== 0) throw new ToolFailed(`${tool.name} show failed`, errorsOf(stderr));
      const [json, text] = await Promise.all([
        readPrinted(tool.name, planFiles.planJson),
        readPrinted(tool.name, planFiles.planText),
      ]);
      try {
        const plan = parsePlan(parseJsonExactly(json), options.knownSecrets());
        ({ conceal } = plan);
        return { plan, text: conceal(planTextOf(text)), warnings: planWarningsOf(text).map(conceal) };
      } catch (cause) {
        throw new ToolFailed(
          `${tool.name} show printed a plan that this version of Lockstep cannot read. Use a newer Lockstep, or report it.`,
          cause instanceof Error ? cause.message : String(cause),
        );
      }
    },

    apply: async () => {
      const applying = [
        'apply',
        '-lock=false',
        '-input=false',
        '-no-color',
        ...parallelism(inputs),
        planFiles.planFile,
      ];
      const erroredBefore = await markErroredState(directory);
      const ended = await run(applying, { logged: true, limitMs: inputs['apply-timeout'], erroredBefore });
      const applied = concealed(await settleApply({ directory, erroredBefore, ...ended }), conceal);
      if (applied.kind === 'failed' || applied.kind === 'state-not-saved') {
        const { mayBeAtWork } = ended;
        return { ...applied, mayBeAtWork, timedOut: await timedOutOf(ended.stdoutFile, ended.timedOut) };
      }
      if (applied.kind === 'stale-plan') return applied;
      // It is applied, whether or not its warnings can be read.
      const printed = await readPrinted(tool.name, ended.stdoutFile).catch(() => '');
      return { kind: 'applied', warnings: applyWarningsOf(printed).map(conceal) };
    },

    pushState: async (file, _under, address) => {
      try {
        await place.pointAt(address);
      } catch (error) {
        if (!(error instanceof RunFailure) || error instanceof Cancelled) throw error;
        return { kind: 'failed', details: error instanceof ToolFailed ? error.details : error.message };
      }
      const { exitCode, stderr } = await run(['state', 'push', '-lock=false', '-no-color', file], { logged: true });
      if (exitCode === 0) return { kind: 'pushed' };
      return { kind: 'failed', details: errorsOf(stderr), isLasting: backendMistakeOf(stderr) !== undefined };
    },

    readStateFile: async (file) => {
      try {
        return await readFile(file);
      } catch (cause) {
        throw new ToolFailed(cause instanceof Error ? cause.message : String(cause), '', { cause });
      }
    },

    ...openKept(filesDirectory),

    takeOver: (left) => {
      const command = takeOver(left, { toolName: tool.name, directory, openLog: options.openLog });
      if (command === undefined) return undefined;
      return {
        ...command,
        settleApply: async () => concealed(await command.settleApply(), await concealOfLeftPlan()),
      };
    },

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
        return parseRootOutputs(JSON.parse(stdout));
      } catch (cause) {
        // What cannot be read may hold a secret: its words stay out of the log.
        const words = `${tool.name} output printed what this version of Lockstep cannot read`;
        throw new ToolFailed(words, '', { cause });
      }
    },
  };
}

function concealed(applied: ApplyRun, conceal: Conceal): ApplyRun {
  return 'details' in applied ? { ...applied, details: conceal(applied.details) } : applied;
}

function definedOnly(env: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
