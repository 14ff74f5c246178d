import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { endedByItself, settleApply } from '../../../src/adapters/terraform/settle.ts';
import type { ApplyRun } from '../../../src/ports/terraform.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const STARTED_MS = Date.parse('2026-11-21T10:30:00.500Z');

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
  /** When the module's errored.tfstate was written. */
  readonly erroredAtMs?: number;
}

async function settle({ exitCode, stderr = '', erroredAtMs }: Ended): Promise<ApplyRun> {
  if (erroredAtMs !== undefined) {
    const file = join(folder(), 'errored.tfstate');
    writeFileSync(file, '{}');
    utimesSync(file, new Date(erroredAtMs), new Date(erroredAtMs));
  }
  return settleApply({ exitCode, stderr, startedAtMs: STARTED_MS, directory: folder() });
}

describe('an apply that has ended', () => {
  it('is applied by its exit code alone', async () => {
    expect(await settle({ exitCode: 0 })).toEqual({ kind: 'applied' });
    expect(await settle({ exitCode: 0, stderr: HALTED, erroredAtMs: STARTED_MS - 1000 })).toEqual({ kind: 'applied' });
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
    ['after', STARTED_MS + 60_000],
    ['in the very second of', STARTED_MS],
  ])('is in the file that was written %s the start', async (_, erroredAtMs) => {
    expect(await settle({ exitCode: 1, stderr: NOT_SAVED, erroredAtMs })).toEqual({
      kind: 'state-not-saved',
      erroredStateFile: join(folder(), 'errored.tfstate'),
      details: NOT_SAVED.trim(),
    });
  });

  it.each([1, 137, undefined])('is one whatever Terraform said, and however it ended: %s', async (exitCode) => {
    expect(await settle({ exitCode, stderr: HALTED, erroredAtMs: STARTED_MS + 1000 })).toMatchObject({
      kind: 'state-not-saved',
    });
  });

  it('is not the one of an earlier run', async () => {
    expect(await settle({ exitCode: 1, stderr: HALTED, erroredAtMs: STARTED_MS - 1000 })).toMatchObject({
      kind: 'failed',
    });
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
