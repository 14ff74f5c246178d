import { workspaceOf, type StateAddress } from '../domain/state/keys.ts';

/** The command that points Terraform at this state. */
export function renderInit(address: StateAddress, view: { readonly tool: string }): string {
  return `${inWorkspace(address)}${view.tool} init -reconfigure -backend-config=${shellWord(`key=${address.key}`)}`;
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
