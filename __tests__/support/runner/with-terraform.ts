import { execFileSync } from 'node:child_process';
import { describe, test } from 'vitest';
import { parseToolVersion, type Tool } from '../../../src/domain/stack/tool.ts';
import { isOnPath, TOOL } from '../on-path.ts';

const REASON =
  TOOL === 'tofu'
    ? 'tofu is not on PATH: install it (opentofu/setup-opentofu in a workflow), or run npm test'
    : 'terraform is not on PATH: install it (hashicorp/setup-terraform in a workflow), or run npm test';

/**
 * Of the cases that a scenario has, `npm test` tries the first, `npm run sweep` the others, and `npm run test:tofu` all.
 * The configuration of the test run says which.
 */
const CASES = process.env['LOCKSTEP_TEST_CASES'] ?? 'first';

const TOFU_REASON = 'only OpenTofu does this: run it with npm run test:tofu';

/** A suite on what only the real OpenTofu does. */
export function describeWithTofu(name: string, tests: () => void): void {
  if (TOOL === 'tofu') {
    describeWithTerraform(name, tests);
    return;
  }
  console.warn(`skipped: ${name}: ${TOFU_REASON}`);
  describe.skip(`${name} (skipped: ${TOFU_REASON})`, tests);
}

/** What the tests run on, by its own word. */
function identify(): Tool | undefined {
  if (!isOnPath(TOOL)) return undefined;
  const env = { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' };
  return parseToolVersion(execFileSync(TOOL, ['version'], { encoding: 'utf8', env }));
}

let identified: Tool | undefined;

/** Whether what the tests run on is as new as that: minor versions of 1; true where its version is not known. */
export function isFrom({ terraform, tofu }: Readonly<Record<Tool['name'], number>>): boolean {
  identified ??= identify();
  const first = identified?.name === 'tofu' ? tofu : terraform;
  return (identified?.version?.minor ?? first) >= first;
}

/** The first versions that have what a suite is about; undefined for a tool that has it in none. */
interface From {
  readonly terraform: number | undefined;
  readonly tofu: number | undefined;
}

/** A suite on what only some versions do; on the others it is skipped by name, with the reason. */
export function describeFrom(from: From, name: string, tests: () => void): void {
  const tool = identify();
  const first = tool && from[tool.name];
  if (tool === undefined || (first !== undefined && (tool.version?.minor ?? first) >= first)) {
    describeWithTerraform(name, tests);
    return;
  }
  const { terraform, tofu } = from;
  const needed = [
    ...(terraform === undefined ? [] : [`Terraform 1.${terraform}`]),
    ...(tofu === undefined ? [] : [`OpenTofu 1.${tofu}`]),
  ];
  const reason = `this needs ${needed.join(' or ')}, or newer: name one with LOCKSTEP_TEST_TOOL`;
  console.warn(`skipped: ${name}: ${reason}`);
  describe.skip(`${name} (skipped: ${reason})`, tests);
}

/** A suite on the real Terraform; without one every test in it is reported as skipped by name, with the reason. */
export function describeWithTerraform(name: string, tests: () => void): void {
  // It has run in `npm test`.
  if (CASES !== 'others') register(name, tests);
}

/** The same of what `npm test` leaves to `npm run sweep`: side doors of what a suite beside it shows. */
export function describeOthersWithTerraform(name: string, tests: () => void): void {
  if (CASES !== 'first') register(name, tests);
}

/** Without one, locks of scenarios are in the table, and tests of the lockfile itself are skipped. */
export const HAS_LOCKFILE = isFrom({ terraform: 10, tofu: 10 });
const LOCKFILE_REASON = 'they need Terraform 1.10 or OpenTofu 1.10, or newer: name one with LOCKSTEP_TEST_TOOL';
if (!HAS_LOCKFILE) console.warn(`skipped: tests of the lockfile itself: ${LOCKFILE_REASON}`);

/** Those of the cases that this run tries. `npm test` takes the first; a kind of lock that the tool has not is none. */
type ToTry = <const Case>(cases: readonly [Case, ...Case[]]) => readonly Case[];

/** The same of a suite whose tests are all of a scenario with several cases, such as the kinds of lock. */
export function describeCasesWithTerraform(name: string, tests: (toTry: ToTry) => void): void {
  const toTry: ToTry = (cases) => {
    const able = cases.filter((one) => HAS_LOCKFILE || (one !== 'lockfile' && one !== 'both'));
    const tried = CASES === 'all' ? able : CASES === 'others' ? able.slice(1) : able.slice(0, 1);
    // A suite in which there is no test at all would fail.
    if (tried.length === 0 && able.length < cases.length) {
      console.warn(`skipped: cases of ${name}: ${LOCKFILE_REASON}`);
      test.skip(`cases with the lockfile (skipped: ${LOCKFILE_REASON})`, () => undefined);
    }
    return tried;
  };
  register(name, () => {
    tests(toTry);
  });
}

function register(name: string, tests: () => void): void {
  const found = isOnPath(TOOL);
  if (!found) console.warn(`skipped: ${name}: ${REASON}`);
  describe.skipIf(!found)(found ? name : `${name} (skipped: ${REASON})`, tests);
}
