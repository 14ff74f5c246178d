import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Inputs } from '../../config/inputs.ts';
import { BackendUnusable, BadInput, PlanFailed } from '../../domain/errors.ts';
import { parsePlan, parseRootOutputs } from '../../domain/plan.ts';
import type { PlanFiles, Terraform } from '../../ports/terraform.ts';
import { parseBackendFile } from './backend-file.ts';
import { locateTool } from './locate.ts';
import { runTerraform } from './process.ts';
import type { ProcessMark } from './process-table.ts';
import { errorsOf, isLockNotAcquired, isLockNotReleased, isStalePlan, planTextOf } from './words.ts';

export interface TerraformOptions {
  readonly inputs: Inputs;
  /** Absolute path of the root module. */
  readonly directory: string;
  /** Absolute path of a private directory for plans and output. */
  readonly filesDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cancelled: AbortSignal;
  /** Opens a fold in the log, and closes it when disposed. */
  readonly openLog: (title: string) => Disposable & { write(text: string): void };
  readonly onStart: (process: ProcessMark) => void;
  readonly onEnd: () => void;
}

/** Terraform or OpenTofu in one root module. */
export async function openTerraform(options: TerraformOptions): Promise<Terraform> {
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
  const env = childEnvironment(options.env, { workspace, logFile: join(filesDirectory, 'terraform.log') });
  const planFiles: PlanFiles = {
    planFile: join(filesDirectory, 'plan.tfplan'),
    planJson: join(filesDirectory, 'plan.json'),
    planText: join(filesDirectory, 'plan.txt'),
  };
  let commands = 0;

  const run = async (
    args: readonly string[],
    output: { readonly logged: boolean; readonly stdoutFile?: string; readonly workspace?: string },
  ): Promise<{ readonly exitCode: number; readonly stdoutFile: string; readonly stderr: string }> => {
    commands += 1;
    const name = `${String(commands)}-${args[0] ?? ''}`;
    const stdoutFile = output.stdoutFile ?? join(filesDirectory, `${name}.stdout`);
    const stderrFile = join(filesDirectory, `${name}.stderr`);
    using log = output.logged ? options.openLog([tool.name, ...args.map(withoutValue)].join(' ')) : undefined;
    const exitCode = await runTerraform({
      file: tool.file,
      args,
      cwd: directory,
      env: output.workspace === undefined ? env : { ...env, TF_WORKSPACE: output.workspace },
      stdoutFile,
      stderrFile,
      onOutput:
        log === undefined
          ? undefined
          : (text) => {
              log.write(text);
            },
      cancelled: options.cancelled,
      onStart: options.onStart,
      onEnd: options.onEnd,
    });
    return { exitCode, stdoutFile, stderr: await readFile(stderrFile, 'utf8') };
  };

  return {
    name: tool.name,
    workspace,
    planFiles,

    init: async ({ key, workspace: which }) => {
      // What is read after init is what this init wrote, and not what an earlier step has left.
      await rm(join(dataDirectory, 'terraform.tfstate'), { force: true });
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
      if (exitCode !== 0) throw new PlanFailed(`${tool.name} init failed`, errorsOf(stderr));
    },

    readBackend: async () => {
      let content: string;
      try {
        content = await readFile(join(dataDirectory, 'terraform.tfstate'), 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return parseBackendFile({}, env);
        throw new BackendUnusable(`the backend settings in ${dataDirectory} cannot be read.`, { cause });
      }
      return parseBackendFile(JSON.parse(content), env);
    },

    plan: async () => {
      const { exitCode, stdoutFile, stderr } = await run(
        [
          'plan',
          '-input=false',
          '-no-color',
          '-detailed-exitcode',
          `-out=${planFiles.planFile}`,
          ...planArguments(inputs),
        ],
        { logged: true, stdoutFile: planFiles.planText },
      );
      if (exitCode === 0 || exitCode === 2) return { kind: 'planned', hasChanges: exitCode === 2 };
      if (isLockNotAcquired(stderr)) return { kind: 'lock-not-acquired' };
      const details = stderr.trim() === '' ? await readFile(stdoutFile, 'utf8') : errorsOf(stderr);
      return { kind: 'failed', lockLeft: isLockNotReleased(stderr), details };
    },

    showPlan: async () => {
      const { exitCode, stderr } = await run(['show', '-json', '-no-color', planFiles.planFile], {
        logged: false,
        stdoutFile: planFiles.planJson,
      });
      if (exitCode !== 0) throw new PlanFailed(`${tool.name} show failed`, errorsOf(stderr));
      const [json, text] = await Promise.all([
        readFile(planFiles.planJson, 'utf8'),
        readFile(planFiles.planText, 'utf8'),
      ]);
      try {
        return { plan: parsePlan(JSON.parse(json)), text: planTextOf(text) };
      } catch (cause) {
        throw new PlanFailed(
          `${tool.name} show printed a plan that this version of Lockstep cannot read. Use a newer Lockstep, or report it.`,
          cause instanceof Error ? cause.message : String(cause),
        );
      }
    },

    apply: async () => {
      const startedAtMs = Date.now();
      const { exitCode, stderr } = await run(
        ['apply', '-input=false', '-no-color', ...parallelism(inputs), planFiles.planFile],
        { logged: true },
      );
      if (exitCode === 0) return { kind: 'applied' };
      const erroredStateFile = join(directory, 'errored.tfstate');
      if (await isNewerThan(erroredStateFile, startedAtMs)) {
        const pushed = await run(['state', 'push', '-no-color', erroredStateFile], { logged: true });
        const details = errorsOf(stderr);
        return pushed.exitCode === 0
          ? { kind: 'state-saved-late', details }
          : { kind: 'state-not-saved', erroredStateFile, details };
      }
      if (isLockNotAcquired(stderr)) return { kind: 'lock-not-acquired' };
      if (isStalePlan(stderr)) return { kind: 'stale-plan' };
      return { kind: 'failed', lockLeft: isLockNotReleased(stderr), details: errorsOf(stderr) };
    },

    readOutputs: async () => {
      const { getExecOutput } = await import('@actions/exec');
      const { exitCode, stdout, stderr } = await getExecOutput(tool.file, ['output', '-json', '-no-color'], {
        cwd: directory,
        env: definedOnly(env),
        silent: true,
        ignoreReturnCode: true,
      });
      if (exitCode !== 0) throw new Error(errorsOf(stderr));
      return parseRootOutputs(JSON.parse(stdout));
    },
  };
}

/** A variable's value may be a secret that GitHub does not know: the log names the variable only. */
function withoutValue(argument: string): string {
  return argument.replace(
    /^(-var=[^=]*=|-backend-config=(?:access_key|secret_key|token|sse_customer_key)=)[^]*$/,
    '$1…',
  );
}

function planArguments(inputs: Inputs): readonly string[] {
  return [
    ...inputs['var-file'].map((file) => `-var-file=${file}`),
    ...inputs.var.map((variable) => `-var=${variable}`),
    ...inputs.target.map((address) => `-target=${address}`),
    ...inputs.replace.map((address) => `-replace=${address}`),
    ...(inputs.refresh ? [] : ['-refresh=false']),
    ...parallelism(inputs),
  ];
}

function parallelism(inputs: Inputs): readonly string[] {
  return inputs.parallelism === undefined ? [] : [`-parallelism=${String(inputs.parallelism)}`];
}

/** Source: terraform internal/command/meta_backend.go, `Workspace`: the environment, else the file that `select` wrote. */
async function readSelectedWorkspace(
  env: Readonly<Record<string, string | undefined>>,
  dataDirectory: string,
): Promise<string> {
  const fromEnvironment = env['TF_WORKSPACE'] ?? '';
  if (fromEnvironment !== '') return fromEnvironment;
  try {
    const selected = (await readFile(join(dataDirectory, 'environment'), 'utf8')).trim();
    return selected === '' ? 'default' : selected;
  } catch {
    return 'default';
  }
}

/** The runner's command files: whatever a program of Terraform's wrote there would count as said by Lockstep. */
const COMMAND_FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];

/**
 * What Terraform and its programs may see: not our inputs, among which is a GitHub token, and not the runner's command
 * files. Its own log goes to a file: on stderr it would show values that Terraform's messages hide.
 */
function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  own: { readonly workspace: string; readonly logFile: string },
): Record<string, string | undefined> {
  const child = Object.entries(env).filter(([name]) => !name.startsWith('INPUT_') && !COMMAND_FILES.includes(name));
  return {
    ...Object.fromEntries(child),
    TF_LOG_PATH: env['TF_LOG_PATH'] || own.logFile,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    TF_WORKSPACE: own.workspace,
  };
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** File systems keep times to a millisecond at best, so the start is rounded down. */
async function isNewerThan(file: string, startedAtMs: number): Promise<boolean> {
  try {
    return (await stat(file)).mtimeMs >= Math.floor(startedAtMs) - 1;
  } catch {
    return false;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
