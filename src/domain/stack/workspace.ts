import { Refused } from '../failure.ts';

/** The workspace of a run, and who has named it; nobody when it is `default` for want of anything else. */
export interface ChosenWorkspace {
  readonly name: string;
  readonly namedBy: 'the input workspace' | 'TF_WORKSPACE' | undefined;
}

/** The input goes before the environment; an empty variable is none, as for Terraform. */
export function chooseWorkspace(given: {
  readonly input: string | undefined;
  readonly variable: string | undefined;
}): ChosenWorkspace {
  if (given.input !== undefined) return { name: given.input, namedBy: 'the input workspace' };
  if (given.variable !== undefined && given.variable !== '') return { name: given.variable, namedBy: 'TF_WORKSPACE' };
  return { name: 'default', namedBy: undefined };
}

/**
 * A workspace that an earlier step, or a cache, has left selected in the checkout is never followed: what to say of it in
 * the log, undefined when it is this run's own. Throws Refused when nobody has said which of the two is meant.
 */
export function passOverSelected(
  { name, namedBy }: ChosenWorkspace,
  { selected, file }: { readonly selected: string; readonly file: string },
): string | undefined {
  if (selected === name) return undefined;
  if (namedBy !== undefined) {
    return `${file} selects the workspace ${selected}; this run is for ${name}, as ${namedBy} says.`;
  }
  throw new Refused(
    `${file} selects the workspace ${selected}, and neither the input workspace nor TF_WORKSPACE says which one this run is for. ` +
      `Set \`workspace: ${selected}\` for that one, or \`workspace: default\`.`,
  );
}

/**
 * Whether Terraform takes this as the name of a workspace: what the path of a URL holds as it is (source:
 * internal/command/workspace_command.go, `validWorkspaceName`), and no dash in front, which would be an option.
 */
export function isWorkspaceName(name: string): boolean {
  return /^[\w.~$&+=:@][\w.~$&+=:@-]*$/.test(name) && !/^\.+$/.test(name);
}
