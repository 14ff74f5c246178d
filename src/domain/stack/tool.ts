export type ToolName = 'terraform' | 'tofu';

interface ToolVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** What a program is by its own word, whatever its file is called. */
export interface Tool {
  readonly name: ToolName;
  /** Undefined where it says one that is not understood. */
  readonly version: ToolVersion | undefined;
}

/** Every command that Lockstep runs, and that its pages print. */
export type ToolCommand =
  | 'init'
  | 'plan'
  | 'show'
  | 'apply'
  | 'output'
  | 'state push'
  | 'state list'
  | 'state rm'
  | 'workspace new'
  | 'force-unlock';

const ONLY_PLANS: readonly ToolCommand[] = ['init', 'plan'];
const OF_CONSTANTS: readonly ToolCommand[] = ['show', 'state push', 'state list', 'state rm'];
const OF_EARLY_EVALUATION: readonly ToolCommand[] = [...OF_CONSTANTS, 'output', 'workspace new', 'force-unlock'];

/**
 * Reads the words of `version`. Only these tell the two apart: `version -json` is alike in both. A shim may print lines
 * before them, and OpenTofu its warnings. Undefined for a program that is neither.
 */
export function parseToolVersion(printed: string): Tool | undefined {
  const line = [...printed.matchAll(/^(Terraform|OpenTofu) v(\d\S*)[ \t]*\r?$/gm)].at(-1);
  if (line === undefined) return undefined;
  const version = /^(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(line[2] ?? '');
  return {
    name: line[1] === 'OpenTofu' ? 'tofu' : 'terraform',
    version:
      version === null
        ? undefined
        : { major: Number(version[1]), minor: Number(version[2]), patch: Number(version[3]) },
  };
}

/**
 * Whether this command takes `-var` and `-var-file`: of a saved plan's `apply`, which takes ephemeral variables by them,
 * that means with the plan. `init` has always taken them, to no end before backends and modules could name variables. A
 * version that nobody knows is taken for a new one: it refuses what it does not take, where an old one would go on
 * without a value.
 */
export function takesVariables({ name, version }: Tool, command: ToolCommand): boolean {
  const from = (minor: number): boolean =>
    version === undefined || version.major > 1 || (version.major === 1 && version.minor >= minor);
  if (ONLY_PLANS.includes(command)) return true;
  if (name === 'tofu') {
    return command === 'apply' ? from(11) : from(8) && OF_EARLY_EVALUATION.includes(command);
  }
  return command === 'apply' ? from(10) : from(15) && OF_CONSTANTS.includes(command);
}

/** Whether its `init` can tell of itself in events: Terraform since 1.9, OpenTofu since 1.8. One that nobody knows is asked for words. */
export function hasTypedInit({ name, version }: Tool): boolean {
  return version !== undefined && (version.major > 1 || version.minor >= (name === 'tofu' ? 8 : 9));
}

/** Whether it may need variables to say where the state lies: OpenTofu, and Terraform's `const` variables. */
export function evaluatesEarly(tool: Tool): boolean {
  return takesVariables(tool, 'show');
}

/** Whether this is Terraform of this minor version of 1, or a later one; one that nobody knows is taken for a new one. */
export function isTerraformFrom(minor: number, { name, version }: Tool): boolean {
  if (name === 'tofu') return false;
  return version === undefined || version.major > 1 || version.minor >= minor;
}
