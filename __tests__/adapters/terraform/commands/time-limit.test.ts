import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { limitTime, type RanOut } from '../../../../src/adapters/terraform/commands/time-limit.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

it('the end of a time limit is told in the log with what was at work by then, and so is what comes of it', () => {
  const stdoutFile = join(folder(), 'stdout');
  const line = (addr: string): string =>
    `${JSON.stringify({ '@message': `${addr}: Creating...`, type: 'apply_start', hook: { resource: { addr }, action: 'create' } })}\n`;
  const byThen = line('a.größe');
  writeFileSync(stdoutFile, byThen + line('a.later'));
  const warnings: string[] = [];
  const ranOut: RanOut[] = [];
  const limit = limitTime('terraform apply', 1_200_000, {
    stdoutFile,
    warn: (message) => warnings.push(message),
    onInterrupt: (one) => ranOut.push(one),
  });

  limit.onOutOfReach();
  limit.onInterrupt({ stdout: Buffer.byteLength(byThen), stderr: 0 });
  limit.onStillAtWork();
  // What is said of an object may hold a secret.
  writeFileSync(stdoutFile, '{"@message":"a secret"}\n');
  limit.onInterrupt({ stdout: 24, stderr: 0 });
  rmSync(stdoutFile);
  limit.onInterrupt({ stdout: 10, stderr: 0 });

  expect(ranOut).toEqual([
    { limitMs: 1_200_000, atWork: { addresses: ['a.größe'], lastLine: 'a.größe: Creating...' } },
    { limitMs: 1_200_000, atWork: { addresses: [], lastLine: 'a secret' } },
    { limitMs: 1_200_000, atWork: { addresses: [], lastLine: undefined } },
  ]);
  expect(warnings.splice(3)).toEqual([
    expect.not.stringContaining('a secret'),
    expect.stringContaining('is interrupted, once'),
  ]);
  expect(warnings).toEqual([
    expect.stringMatching(
      /longer than apply-timeout \(20 min\), and no process of it is seen .* as long as the job lasts/,
    ),
    expect.stringMatching(/longer than apply-timeout \(20 min\) and is interrupted, once; at work by then: a\.größe\./),
    expect.stringMatching(/^terraform apply is still at work a minute after its interrupt: .* A second one would lose/),
  ]);
});
