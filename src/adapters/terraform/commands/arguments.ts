import { resolve } from 'node:path';
import type { Inputs } from '../../../config/inputs.ts';
import type { Environment } from '../../../domain/environment.ts';
import { isSecretSetting } from '../../../domain/secrets/secrets.ts';
import { takesVariables, type Tool, type ToolCommand } from '../../../domain/stack/tool.ts';

export function planArguments(inputs: Inputs): readonly string[] {
  return [
    ...(inputs.destroy ? ['-destroy'] : []),
    ...inputs.target.map((address) => `-target=${address}`),
    ...inputs.replace.map((address) => `-replace=${address}`),
    ...(inputs.refresh ? [] : ['-refresh=false']),
    ...parallelism(inputs),
  ];
}

/** A look at what is there knows neither targets nor replacements. */
export function refreshArguments(inputs: Inputs): readonly string[] {
  return ['-refresh-only', ...parallelism(inputs)];
}

export function parallelism(inputs: Inputs): readonly string[] {
  return inputs.parallelism === undefined ? [] : [`-parallelism=${inputs.parallelism}`];
}

/** A variable's value may be a secret that GitHub does not know: the log names the variable only. */
export function withoutValue(argument: string): string {
  const [, flag = '', setting = ''] = /^(-backend-config=)([^]*)$/.exec(argument) ?? [];
  if (isSecretSetting(setting)) return `${flag}${setting.slice(0, setting.indexOf('=') + 1)}…`;
  return argument.replace(/^(-var=[^=]*=)[^]*$/, '$1…');
}

export type GivenVariables = Pick<Inputs, 'var' | 'var-file'>;

/**
 * The command with the variables that it takes: behind its name, for whatever stands behind a file's name is no flag. A
 * command that runs in another directory has the paths of files made absolute: they are those of the root module.
 */
export function withVariables(
  args: readonly string[],
  given: {
    readonly tool: Tool;
    readonly inputs: GivenVariables;
    /** Absolute path of the root module. */
    readonly directory: string;
    /** Where it runs, if that is elsewhere. */
    readonly cwd?: string | undefined;
  },
): readonly string[] {
  const { tool, inputs, directory, cwd = directory } = given;
  const words = args.slice(0, GROUPS.includes(args[0] ?? '') ? 2 : 1);
  if (!takesVariables(tool, words.join(' ') as ToolCommand)) return args;
  const fileOf = (path: string): string => (cwd === directory ? path : resolve(directory, path));
  return [
    ...words,
    ...inputs['var-file'].map((path) => `-var-file=${fileOf(path)}`),
    ...inputs.var.map((variable) => `-var=${variable}`),
    ...args.slice(words.length),
  ];
}

/**
 * What stands in the environment of the apply so that it has the variables which `TF_CLI_ARGS_plan` gives its plan: an
 * ephemeral one is in no plan, and OpenTofu would take its default instead. The words stay as they are written.
 */
export function withPlanVariables(tool: Tool, env: Environment): Environment {
  const words = variablesOf(env['TF_CLI_ARGS_plan']);
  if (words.length === 0 || !takesVariables(tool, 'apply')) return {};
  return { TF_CLI_ARGS_apply: [...words, env['TF_CLI_ARGS_apply'] ?? ''].join(' ').trim() };
}

/** A word as a shell has it, and so the tool. */
const WORD = /(?:\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*'|[^\s"'\\])+/g;

/** `-var=…` and `-var-file=…`, or with what they say as a word of its own. */
function variablesOf(line = ''): readonly string[] {
  const words = line.match(WORD) ?? [];
  const plain = words.map((word) => word.replace(/["'\\]/g, ''));
  return words.filter(
    (_, index) =>
      /^--?var(?:-file)?(?:=|$)/.test(plain[index] ?? '') || /^--?var(?:-file)?$/.test(plain[index - 1] ?? ''),
  );
}

/** Whether one of these lines of `TF_CLI_ARGS*`, which count more than the environment, gives variables. */
export function givesVariables(env: Environment): boolean {
  return ['TF_CLI_ARGS', 'TF_CLI_ARGS_plan', 'TF_CLI_ARGS_apply'].some((name) => variablesOf(env[name]).length > 0);
}

/** Values by the names of variables, as far as they are not in files: `var` counts more than the environment. */
export function givenVariables(inputs: Pick<Inputs, 'var'>, env: Environment): ReadonlyMap<string, string> {
  const ofEnvironment = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith('TF_VAR_') && value !== undefined ? [[name.slice('TF_VAR_'.length), value] as const] : [],
  );
  const ofInputs = inputs.var.map((variable) => {
    const [name = '', ...rest] = variable.split('=');
    return [name, rest.join('=')] as const;
  });
  return new Map([...ofEnvironment, ...ofInputs]);
}

/** Commands that have commands of their own. */
const GROUPS = ['state', 'workspace'];
