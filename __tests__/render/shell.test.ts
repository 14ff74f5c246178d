import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

import type { Tool } from '../../src/domain/stack/tool.ts';
import { renderCommand, renderInit, type ToolView } from '../../src/render/shell.ts';

const ADDRESS = { bucket: 'states', key: 'k', path: 'k' };
const GIVEN = ` -var-file='envs/a b.tfvars' -var=pass-phrase="\${TF_VAR_pass_phrase?give its value}"`;

function viewOf(name: Tool['name'], minor: number): ToolView {
  const tool: Tool = { name, version: { major: 1, minor, patch: 0 } };
  return { tool: name, variables: { tool, files: ['envs/a b.tfvars'], names: ['pass-phrase'] } };
}

describe('a command that a page prints', () => {
  it('has the variables that OpenTofu evaluates early: files as given, and of the others the names', () => {
    const view = viewOf('tofu', 12);
    expect(renderInit(ADDRESS, view)).toBe(`tofu init${GIVEN} -reconfigure -backend-config=key=k`);
    expect(renderCommand(ADDRESS, view, 'force-unlock', 'id')).toBe(`tofu force-unlock${GIVEN} id`);
    expect(renderCommand(ADDRESS, view, 'state push', 'f')).toBe(`tofu state push${GIVEN} f`);
    expect(renderCommand(ADDRESS, view, 'state list')).toBe(`tofu state list${GIVEN}`);
  });

  it('has those that Terraform takes, and none that it refuses', () => {
    const view = viewOf('terraform', 15);
    expect(renderInit(ADDRESS, view)).toBe(`terraform init${GIVEN} -reconfigure -backend-config=key=k`);
    expect(renderCommand(ADDRESS, view, 'state push', 'f')).toBe(`terraform state push${GIVEN} f`);
    expect(renderCommand(ADDRESS, view, 'force-unlock', 'id')).toBe('terraform force-unlock id');
  });

  it.each([
    ['terraform', 14],
    ['tofu', 7],
  ] as const)('has none but for a plan where nothing is evaluated early: %s 1.%i', (name, minor) => {
    const view = viewOf(name, minor);
    expect(renderInit(ADDRESS, view)).toBe(`${name} init -reconfigure -backend-config=key=k`);
    expect(renderCommand(ADDRESS, view, 'state push', 'f')).toBe(`${name} state push f`);
    expect(renderCommand(ADDRESS, view, 'plan', '-refresh-only')).toBe(`${name} plan${GIVEN} -refresh-only`);
  });

  it.skipIf(process.platform === 'win32')('runs with the values that its reader gives, and not without one', () => {
    const line = renderCommand(ADDRESS, viewOf('tofu', 12), 'state push', 'errored.tfstate');
    const run = (env: Readonly<Record<string, string>>): string =>
      execFileSync('/bin/sh', ['-c', `tofu() { printf '%s\\n' "$@"; }\n${line} && echo pushed`], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    expect(run({ TF_VAR_pass_phrase: 'a $b "c"' })).toBe(
      'state\npush\n-var-file=envs/a b.tfvars\n-var=pass-phrase=a $b "c"\nerrored.tfstate\npushed\n',
    );
    expect(() => run({})).toThrow(/TF_VAR_pass_phrase: give its value/);
  });
});
