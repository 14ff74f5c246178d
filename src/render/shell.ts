import { workspaceOf, type StateAddress } from '../domain/state/keys.ts';

/** What a backend block may leave to `backend-config`, and no page may show. */
const WITHHELD = /^(?:access_key|secret_key|token|sse_customer_key|https?_proxy|assume_role_with_web_identity)=/;

/**
 * The command that points Terraform at this state, from the root module's directory: a block that names no bucket has it
 * from the input `backend-config`, and so has this.
 */
export function renderInit(
  address: StateAddress,
  view: { readonly tool: string; readonly backendConfig?: readonly string[] | undefined },
): string {
  const given = (view.backendConfig ?? []).filter((setting) => !WITHHELD.test(setting) && !/^key=/.test(setting));
  const config = [...given, `key=${address.key}`].map((setting) => ` -backend-config=${shellWord(setting)}`).join('');
  return `${inWorkspace(address)}${view.tool} init -reconfigure${config}`;
}

/** What goes before a command so that it works on this state's workspace. */
export function inWorkspace(address: StateAddress): string {
  const workspace = workspaceOf(address);
  return workspace === 'default' ? '' : `TF_WORKSPACE=${shellWord(workspace)} `;
}

/** One word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
