import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { markErroredState } from '../../../src/adapters/terraform/errored-state.ts';
import { endedByItself, settleApply } from '../../../src/adapters/terraform/settle.ts';
import type { ApplyRun } from '../../../src/ports/terraform.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

const HALTED = `
Error: execution halted

Error: operation canceled
`;
const STALE = `
Error: Saved plan is stale

The given plan file can no longer be applied because the state was changed by
another operation after the plan was created.
`;
/** As Terraform 1.11 prints it when S3 refuses the write. */
const NOT_SAVED = `
Error: Failed to save state

Error saving state: failed to upload state: operation error S3: PutObject,
https response error StatusCode: 403, api error AccessDenied: Access Denied

Error: Failed to persist state to backend

The error shown above has prevented Terraform from writing the updated state
to the configured backend.
`;

interface Ended {
  readonly exitCode: number | undefined;
  readonly stderr?: string;
  /** What the module's errored.tfstate held before the apply, and what it holds after it. */
  readonly before?: string | undefined;
  readonly after?: string;
}

const file = (): string => join(folder(), 'errored.tfstate');
const stderrFile = (): string => join(folder(), 'apply.stderr');

async function settle({ exitCode, stderr = '', before, after }: Ended): Promise<ApplyRun> {
  if (before !== undefined) writeFileSync(file(), before);
  const erroredBefore = await markErroredState(folder());
  if (after !== undefined) writeFileSync(file(), after);
  return settleApply({ exitCode, stderr, stderrFile: stderrFile(), erroredBefore, directory: folder() });
}

describe('an apply that has ended', () => {
  it('is applied by its exit code alone', async () => {
    expect(await settle({ exitCode: 0 })).toEqual({ kind: 'applied' });
    expect(await settle({ exitCode: 0, stderr: HALTED, before: '{}' })).toEqual({ kind: 'applied' });
  });

  it('has failed with what Terraform said', async () => {
    expect(await settle({ exitCode: 1, stderr: HALTED })).toEqual({
      kind: 'failed',
      byItself: true,
      details: 'Error: execution halted\n\nError: operation canceled',
    });
  });

  it.each([[137], [129], [2], [undefined]])('was killed when its exit code is %s', async (exitCode) => {
    expect(await settle({ exitCode, stderr: 'SIGQUIT: quit' })).toMatchObject({ kind: 'failed', byItself: false });
  });

  it('had an old plan', async () => {
    expect(await settle({ exitCode: 1, stderr: STALE })).toEqual({ kind: 'stale-plan' });
  });
});

describe('a state that was not saved', () => {
  it.each([
    ['that was not there before', undefined],
    ['that holds something else than before', '{"serial":6}'],
    ['that holds the same and was written again', '{"serial":7}'],
  ])('is in a file %s', async (_, before) => {
    expect(await settle({ exitCode: 1, stderr: NOT_SAVED, before, after: '{"serial":7}' })).toEqual({
      kind: 'state-not-saved',
      erroredStateFile: file(),
      isTold: true,
      byItself: true,
      details: NOT_SAVED.trim(),
    });
  });

  it.each([1, 137, undefined])('is one whatever Terraform said, and however it ended: %s', async (exitCode) => {
    expect(await settle({ exitCode, stderr: HALTED, after: '{}' })).toMatchObject({
      kind: 'state-not-saved',
      isTold: false,
      byItself: exitCode === 1,
    });
  });

  it.each([0, 4_102_444_800_000])('is not the one of an earlier run, whatever the time of it: %i', async (atMs) => {
    writeFileSync(file(), '{}');
    utimesSync(file(), new Date(atMs), new Date(atMs));
    expect(await settle({ exitCode: 1, stderr: HALTED })).toMatchObject({ kind: 'failed' });
  });

  it('is one though its time is older than what lay there before, as on a machine whose clock was set back', async () => {
    writeFileSync(file(), '{"serial":6}');
    const erroredBefore = await markErroredState(folder());
    writeFileSync(file(), '{"serial":7}');
    utimesSync(file(), new Date(0), new Date(0));
    const apply = { exitCode: 1, stderr: HALTED, stderrFile: stderrFile(), erroredBefore, directory: folder() };
    expect(await settleApply(apply)).toMatchObject({ kind: 'state-not-saved' });
  });

  const STATE = '{\n  "version": 4,\n  "serial": 7,\n  "lineage": "x",\n  "outputs": {}\n}';
  it.each([
    ['indented, as Terraform has it', `${STATE}\n\nError: more\n`, STATE],
    ['in one line, as OpenTofu has it', '{"version":4,"lineage":"x"}\n', '{"version":4,"lineage":"x"}'],
    ['beside half a file of a full disk', `${STATE}\n`, STATE],
  ])('is taken from what was printed where no whole file is left: %s', async (name, printed, state) => {
    const after = name.includes('half') ? { after: STATE.slice(0, 40) } : {};
    const settled = await settle({ exitCode: 1, stderr: `${NOT_SAVED}\n${printed}`, ...after });
    const kept = settled.kind === 'state-not-saved' ? settled.erroredStateFile : undefined;
    expect(readFileSync(kept ?? '', 'utf8')).toBe(state);
    expect(statSync(kept ?? '').mode & 0o777).toBe(0o600);
    // Only Terraform's own word that it could not save makes it the record.
    expect(await settle({ exitCode: 1, stderr: `${HALTED}\n${printed}` })).toMatchObject({ kind: 'failed' });
  });

  it('is nowhere but in the log when the file could not be written either', async () => {
    expect(await settle({ exitCode: 1, stderr: NOT_SAVED })).toMatchObject({
      kind: 'state-not-saved',
      erroredStateFile: undefined,
    });
  });
});

describe('a command that has ended by itself', () => {
  it.each([
    ['apply', 0, true],
    ['apply', 1, true],
    ['apply', 127, true],
    ['apply', 2, false],
    ['plan', 2, true],
    ['plan', 130, false],
    ['plan', undefined, false],
  ] as const)('is told by its exit code: %s with %s is %s', (command, exitCode, expected) => {
    expect(endedByItself(command, exitCode)).toBe(expected);
  });
});
