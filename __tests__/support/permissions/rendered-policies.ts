import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TOOL } from '../on-path.ts';
import { parsePolicy, type Policy } from './policy-document.ts';

export const BOOTSTRAP = fileURLToPath(new URL('../../../examples/bootstrap/', import.meta.url));

/** The variables of `examples/bootstrap/policies/`. */
export interface PolicyVariables {
  readonly bucket: string;
  readonly table?: { readonly arn: string } | undefined;
  readonly use_lockfile: boolean;
  readonly kms_key_arn?: string | undefined;
  readonly state_keys: readonly string[];
  readonly pr_state_key?: string | undefined;
  readonly stacks_per_policy?: number | undefined;
  readonly oidc_provider_arn: string;
  readonly repository: string;
  readonly apply_branch: string;
  readonly environment?: string | undefined;
}

/** The outputs of `examples/bootstrap/policies/`, as Terraform renders them. */
export interface RenderedPolicies {
  readonly plan_role: readonly string[];
  readonly apply_role: readonly string[];
  readonly plan_role_trust: string;
  readonly apply_role_trust: string;
  readonly bucket: string;
  readonly expiring_prefixes: readonly string[];
}

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Terraform with nothing but a folder to work in: no provider, no backend, no plugin cache. */
export function terraformIn(folder: string, ...words: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  return new Promise((resolve) => {
    const child = execFile(TOOL, [...words], { cwd: folder, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

async function inFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-policies-'));
  try {
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** All cases in one go. Throws with what Terraform says when it does not take one of them. */
export async function renderPolicies<Name extends string>(
  cases: Readonly<Record<Name, PolicyVariables>>,
): Promise<Readonly<Record<Name, RenderedPolicies>>> {
  const names = Object.keys(cases) as Name[];
  const configuration = {
    module: Object.fromEntries(names.map((name) => [name, { source: join(BOOTSTRAP, 'policies'), ...cases[name] }])),
    output: Object.fromEntries(names.map((name) => [name, { value: `\${module.${name}}` }])),
  };
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'main.tf.json'), JSON.stringify(configuration));
    for (const words of [['init'], ['apply', '-auto-approve']]) {
      const { code, output } = await terraformIn(folder, ...words, '-no-color');
      if (code !== 0) throw new Error(output);
    }
    const shown = await terraformIn(folder, 'output', '-json');
    const outputs = JSON.parse(shown.output) as Record<Name, { readonly value: RenderedPolicies }>;
    return Object.fromEntries(names.map((name) => [name, outputs[name].value])) as Record<Name, RenderedPolicies>;
  });
}

/** What Terraform says to variables that it is not to take, in one line. */
export async function refusalOf(variables: PolicyVariables): Promise<string> {
  return inFolder(async (folder) => {
    await cp(join(BOOTSTRAP, 'policies'), folder, { recursive: true });
    await writeFile(join(folder, 'terraform.tfvars.json'), JSON.stringify(variables));
    const { code, output } = await terraformIn(folder, 'plan', '-no-color');
    return code === 0 ? 'nothing: it is taken' : output.replace(/\s+/g, ' ');
  });
}

/** All policies that are on one role, as IAM takes them together. */
export function policyOf(documents: readonly string[]): Policy {
  return { statements: documents.flatMap((document) => parsePolicy(document).statements) };
}
