import { evaluatesEarly, takesVariables, type Tool, type ToolCommand } from '../domain/stack/tool.ts';
import { workspaceOf, type StateAddress } from '../domain/state/keys.ts';

/** What the commands of a page are printed with. */
export interface ToolView {
  /** `terraform` or `tofu`. */
  readonly tool: string;
  /** The input `backend-config`: `name=value`, or paths of files. */
  readonly backendConfig?: readonly string[] | undefined;
  readonly variables?: GivenVariables | undefined;
}

/** The inputs `var-file` and `var`: of the latter the names alone, for values may be secrets. */
interface GivenVariables {
  readonly tool: Tool;
  readonly files: readonly string[];
  readonly names: readonly string[];
}

/** What a backend block may leave to `backend-config`, and no page may show. */
const WITHHELD = /^(?:access_key|secret_key|token|sse_customer_key|https?_proxy|assume_role_with_web_identity)=/;

/**
 * The command that points Terraform at this state, from the root module's directory: a block that names no bucket has it
 * from the input `backend-config`, and so has this.
 */
export function renderInit(address: StateAddress, view: ToolView): string {
  const given = (view.backendConfig ?? []).filter((setting) => !WITHHELD.test(setting) && !/^key=/.test(setting));
  const config = [...given, `key=${address.key}`].map((setting) => ` -backend-config=${shellWord(setting)}`).join('');
  return renderCommand(address, view, 'init', `-reconfigure${config}`);
}

/** A command of the tool's on this state's workspace, with the variables that it cannot do without. */
export function renderCommand(address: StateAddress, view: ToolView, command: ToolCommand, rest = ''): string {
  return [`${inWorkspace(address)}${view.tool} ${command}`, ...variableWords(view.variables, command), rest]
    .filter((word) => word !== '')
    .join(' ');
}

/** A value that nobody has given stops the shell: a state would be encrypted with a placeholder. */
function variableWords(variables: GivenVariables | undefined, command: ToolCommand): readonly string[] {
  if (variables === undefined) return [];
  const { tool, files, names } = variables;
  if (!takesVariables(tool, command) || !(command === 'plan' || evaluatesEarly(tool))) return [];
  return [
    ...files.map((file) => `-var-file=${shellWord(file)}`),
    ...names.map((name) => `${shellWord(`-var=${name}=`)}"\${TF_VAR_${name.replace(/\W/g, '_')}?give its value}"`),
  ];
}

/** What goes before a command so that it works on this state's workspace. */
function inWorkspace(address: StateAddress): string {
  const workspace = workspaceOf(address);
  return workspace === 'default' ? '' : `TF_WORKSPACE=${shellWord(workspace)} `;
}

/** One word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
