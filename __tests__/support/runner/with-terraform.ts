import { describe } from 'vitest';
import { isOnPath } from '../on-path.ts';
import { TOOL } from './tool.ts';

const REASON =
  TOOL === 'tofu'
    ? 'tofu is not on PATH: install it (opentofu/setup-opentofu in a workflow)'
    : 'terraform is not on PATH: install it (hashicorp/setup-terraform in a workflow)';

const TOFU_REASON = 'only OpenTofu encrypts states: run it with npm run test:tofu';

/** A suite on what only the real OpenTofu does. */
export function describeWithTofu(name: string, tests: () => void): void {
  if (TOOL === 'tofu') {
    describeWithTerraform(name, tests);
    return;
  }
  console.warn(`skipped: ${name}: ${TOFU_REASON}`);
  describe.skip(`${name} (skipped: ${TOFU_REASON})`, tests);
}

/** A suite on the real Terraform; without one every test in it is reported as skipped by name, with the reason. */
export function describeWithTerraform(name: string, tests: () => void): void {
  const found = isOnPath(TOOL);
  if (!found) console.warn(`skipped: ${name}: ${REASON}`);
  describe.skipIf(!found)(found ? name : `${name} (skipped: ${REASON})`, tests);
}
