import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import type { Inputs } from '../../config/inputs.ts';
import { type S3Backend, BackendUnusable } from '../../domain/stack/backend.ts';
import { BadInput } from '../../domain/failure.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { parseJsonExactly } from '../../domain/json.ts';
import { openConceal, type Conceal } from '../../domain/secrets/conceal.ts';
import { parseRootOutputs } from '../../domain/plan/plan.ts';
import { parsePlan } from '../../domain/plan/plan-document.ts';
import type { PlanFiles, ApplyRun, PlanRun, Terraform } from '../../ports/terraform.ts';
import type { CommandRecord } from './command-record.ts';
import { parallelism, planArguments, refreshArguments } from './arguments.ts';
import { parseBackendFile } from './backend-file.ts';
import { openCommands, type CommandsOptions } from './commands.ts';
import { childEnvironment, readSelectedWorkspace } from './environment.ts';
import { markErroredState } from './errored-state.ts';
import { takeOver } from './left-command.ts';
import { locateTool } from './locate.ts';
import { readPrinted } from './read-printed.ts';
import { endedByItself, settleApply } from './settle.ts';
import { applyWarningsOf, backendMistakeOf, errorsOf, isDigestMismatch, planTextOf, planWarningsOf } from './words.ts';

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
  readonly beforeStep: CommandsOptions['beforeStep'];
  readonly onStart: () => void;
  readonly note: CommandsOptions['note'];
  /** What must not be shown, whatever a plan says of it. */
  readonly knownSecrets: () => Iterable<string>;
}

export interface OpenTerraform extends Terraform {
  /** The backend that an earlier process of this run has read last. Rejects when it had come to none. */
  lastBackend(): Promise<S3Backend>;
  /** Takes over a command that it has left at work. */
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
  const tool = await locateTool(inputs.tool, options.env);
  const dataDirectory = resolve(directory, options.env['TF_DATA_DIR'] || '.terraform');
  const workspace = inputs.workspace ?? (await readSelectedWorkspace(options.env, dataDirectory));
  if (!/^[^/\\\s]+$/.test(workspace) || /^\.+$/.test(workspace)) {
    throw new BadInput([`workspace is ${JSON.stringify(workspace)}, and that is no name of a Terraform workspace.`]);
  }
  const env = childEnvironment(options.env, { workspace, directory, filesDirectory });
  const planFiles: PlanFiles = {
    planFile: join(filesDirectory, 'plan.tfplan'),
    planJson: join(filesDirectory, 'plan.json'),
    planText: join(filesDirectory, 'plan.txt'),
  };
  const backendFile = join(filesDirectory, 'backend.json');
  const run = openCommands({ ...options, tool, env });

  const plan = async (args: readonly string[]): Promise<PlanRun> => {
    const { exitCode, stdoutFile, stderr } = await run(
      ['plan', '-lock=false', '-input=false', '-no-color', '-detailed-exitcode', `-out=${planFiles.planFile}`, ...args],
      { logged: true, stdoutFile: planFiles.planText },
    );
    if (exitCode === 0 || exitCode === 2) return { kind: 'planned', hasChanges: exitCode === 2 };
    const details = stderr.trim() === '' ? await readPrinted(tool.name, stdoutFile) : errorsOf(stderr);
    return { kind: 'failed', byItself: endedByItself('plan', exitCode), details };
  };

  // A provider may repeat a sensitive value of the plan in its errors.
  let conceal: Conceal = openConceal(new Set(options.knownSecrets()));

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
    name: tool.name,
    workspace,
    planFiles,

    init: async ({ key, workspace: which }) => {
      // What is read after init is what this init wrote, and not what an earlier step has left.
      const earlier = join(dataDirectory, 'terraform.tfstate');
      await rm(earlier, { force: true }).catch((cause: unknown) => {
        throw new ToolFailed(`${earlier} cannot be removed (${String(cause)})`, '', { cause });
      });
      const settings = [...inputs['backend-config'], ...(key === undefined ? [] : [`key=${key}`])];
      const { exitCode, stderr } = await run(
        [
          'init',
          '-input=false',
          '-no-color',
          '-reconfigure',
          ...settings.map((setting) => `-backend-config=${setting}`),
        ],
        { logged: true, workspace: which === 'default' ? 'default' : workspace },
      );
      if (exitCode === 0) return { kind: 'initialized' };
      if (isDigestMismatch(stderr)) return { kind: 'state-unreadable', details: errorsOf(stderr) };
      const mistake = backendMistakeOf(stderr);
      if (mistake !== undefined) throw new BackendUnusable(mistake, { cause: new Error(errorsOf(stderr)) });
      throw new ToolFailed(`${tool.name} init failed`, errorsOf(stderr));
    },

    readBackend: async () => {
      let content: string;
      try {
        content = await readFile(join(dataDirectory, 'terraform.tfstate'), 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return parseBackendFile({}, env);
        throw new BackendUnusable(`the backend settings in ${dataDirectory} cannot be read.`, { cause });
      }
      // An init that is cut off leaves none of this, and `post` needs it then.
      await writeFile(backendFile, content, { mode: 0o600 }).catch((cause: unknown) => {
        throw new ToolFailed(`${backendFile} cannot be written (${String(cause)})`, '', { cause });
      });
      return parseBackendFile(JSON.parse(content), env);
    },

    lastBackend: async () => {
      let settings: unknown;
      try {
        settings = JSON.parse(await readFile(backendFile, 'utf8'));
      } catch (cause) {
        throw new BackendUnusable('the backend settings that this run has read are not there any more.', { cause });
      }
      return parseBackendFile(settings, env);
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
      const ended = await run(applying, { logged: true, erroredBefore });
      const applied = concealed(await settleApply({ directory, erroredBefore, ...ended }), conceal);
      if (applied.kind !== 'applied') return applied;
      // It is applied, whether or not its warnings can be read.
      const printed = await readPrinted(tool.name, ended.stdoutFile).catch(() => '');
      return { kind: 'applied', warnings: applyWarningsOf(printed).map(conceal) };
    },

    pushState: async (file) => {
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

    takeOver: (left) => {
      const command = takeOver(left, { toolName: tool.name, directory, openLog: options.openLog });
      return {
        ...command,
        settleApply: async () => concealed(await command.settleApply(), await concealOfLeftPlan()),
      };
    },

    readOutputs: async () => {
      const { getExecOutput } = await import('@actions/exec');
      const { exitCode, stdout, stderr } = await getExecOutput(tool.file, ['output', '-json', '-no-color'], {
        cwd: directory,
        env: definedOnly(env),
        silent: true,
        ignoreReturnCode: true,
      }).catch((cause: unknown) => {
        throw new ToolFailed(`${tool.name} output could not be run (${String(cause)})`, '', { cause });
      });
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
