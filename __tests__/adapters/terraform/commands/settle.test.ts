import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { parseEvents } from '../../../../src/domain/events/event.ts';
import { markErroredState } from '../../../../src/adapters/terraform/commands/errored-state.ts';
import { endedByItself, settleApply } from '../../../../src/adapters/terraform/commands/settle.ts';
import type { ApplyRun } from '../../../../src/ports/terraform.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

const diagnostic = (summary: string, more: object = {}): string =>
  JSON.stringify({
    '@level': 'error',
    '@message': `Error: ${summary}`,
    type: 'diagnostic',
    diagnostic: { severity: 'error', summary, detail: '', ...more },
  });
const HALTED = [diagnostic('execution halted'), diagnostic('operation canceled')];
const NOT_SAVED = [
  diagnostic('Failed to save state', { detail: 'Error saving state: no' }),
  diagnostic('Failed to persist state to backend'),
];
const dump = (state: string): string =>
  `{"@level":"info","@message":"Emergency state dump","@module":"terraform.ui","state":${state},"type":"log"}`;

interface Ended {
  readonly exitCode: number | undefined;
  readonly printed?: readonly string[];
  readonly stderr?: string;
  /** What the module's errored.tfstate held before the apply, and what it holds after it. */
  readonly before?: string | undefined;
  readonly after?: string;
}

const file = (): string => join(folder(), 'errored.tfstate');
const stderrFile = (): string => join(folder(), 'apply.stderr');

async function settle({ exitCode, printed = [], stderr = '', before, after }: Ended): Promise<ApplyRun> {
  if (before !== undefined) writeFileSync(file(), before);
  const erroredBefore = await markErroredState(folder());
  if (after !== undefined) writeFileSync(file(), after);
  const events = parseEvents(printed.map((line) => `${line}\n`).join(''));
  return settleApply({ exitCode, events, stderr, stderrFile: stderrFile(), erroredBefore, directory: folder() });
}

describe('an apply that has ended', () => {
  it('is applied by its exit code alone', async () => {
    expect(await settle({ exitCode: 0 })).toMatchObject({ kind: 'applied' });
    expect(await settle({ exitCode: 0, printed: HALTED, before: '{}' })).toMatchObject({ kind: 'applied' });
  });

  it('has failed with what Terraform said', async () => {
    expect(await settle({ exitCode: 1, printed: HALTED })).toMatchObject({
      kind: 'failed',
      byItself: true,
      told: { errors: [{ summary: 'execution halted' }, { summary: 'operation canceled' }] },
    });
    expect(await settle({ exitCode: 1, stderr: 'panic: no\nmore' })).toMatchObject({ told: { prose: 'panic: no' } });
  });

  it.each([[137], [129], [2], [11], [undefined]])('was killed when its exit code is %s', async (exitCode) => {
    expect(await settle({ exitCode, stderr: 'SIGQUIT: quit' })).toMatchObject({ kind: 'failed', byItself: false });
  });

  it('had an old plan', async () => {
    expect(await settle({ exitCode: 1, printed: [diagnostic('Saved plan is stale')] })).toEqual({ kind: 'stale-plan' });
  });
});

describe('a state that was not saved', () => {
  it.each([
    ['that was not there before', undefined],
    ['that holds something else than before', '{"serial":6}'],
    ['that holds the same and was written again', '{"serial":7}'],
  ])('is in a file %s', async (_, before) => {
    expect(await settle({ exitCode: 1, printed: NOT_SAVED, before, after: '{"serial":7}' })).toMatchObject({
      kind: 'state-not-saved',
      erroredStateFile: file(),
      isTold: true,
      byItself: true,
      told: { errors: [{ summary: 'Failed to save state' }, { summary: 'Failed to persist state to backend' }] },
    });
  });

  it.each([1, 137, undefined])('is one whatever Terraform said, and however it ended: %s', async (exitCode) => {
    expect(await settle({ exitCode, printed: HALTED, after: '{}' })).toMatchObject({
      kind: 'state-not-saved',
      isTold: false,
      byItself: exitCode === 1,
    });
  });

  it.each([0, 4_102_444_800_000])('is not the one of an earlier run, whatever the time of it: %i', async (atMs) => {
    writeFileSync(file(), '{}');
    utimesSync(file(), new Date(atMs), new Date(atMs));
    expect(await settle({ exitCode: 1, printed: HALTED })).toMatchObject({ kind: 'failed' });
  });

  it('is one though its time is older than what lay there before, as on a machine whose clock was set back', async () => {
    writeFileSync(file(), '{"serial":6}');
    const erroredBefore = await markErroredState(folder());
    writeFileSync(file(), '{"serial":7}');
    utimesSync(file(), new Date(0), new Date(0));
    const events = parseEvents(HALTED.map((line) => `${line}\n`).join(''));
    const apply = { exitCode: 1, events, stderr: '', stderrFile: stderrFile(), erroredBefore, directory: folder() };
    expect(await settleApply(apply)).toMatchObject({ kind: 'state-not-saved' });
  });

  // More digits than a number of JavaScript has.
  const STATE = '{"version":4,"serial":7,"lineage":"x","outputs":{"n":{"value":123456789012345678901234567890}}}';
  it.each([
    ['alone', {}],
    ['beside half a file of a full disk', { after: STATE.slice(0, 40) }],
  ])('is taken as it was printed where no whole file is left: %s', async (_, beside) => {
    const settled = await settle({ exitCode: 1, printed: [...NOT_SAVED, dump(STATE)], ...beside });
    const kept = settled.kind === 'state-not-saved' ? settled.erroredStateFile : undefined;
    expect(readFileSync(kept ?? '', 'utf8')).toBe(STATE);
    expect(statSync(kept ?? '').mode & 0o777).toBe(0o600);
  });

  it.each([
    ['before the first word of it', []],
    ['within it', [...NOT_SAVED.slice(0, 1), diagnostic('Failed to create local state file'), '{"@level":"er']],
    ['within the state', [dump(STATE).slice(0, 60)]],
  ])('may be one where a full disk has cut off what was told: %s', async (_, printed) => {
    const cut = { printed: [...printed, '{"@level'], after: '' };
    expect(await settle({ exitCode: 1, ...cut })).toMatchObject({ kind: 'state-not-saved', isTold: true });
    // Of one that was killed that is known by its end.
    expect(await settle({ exitCode: 137, printed: cut.printed })).toMatchObject({ kind: 'failed', byItself: false });
  });

  it.each(['{shim: done', '{shim}', '}'])('is none where a wrapper has a word of its own: %s', async (line) => {
    expect(await settle({ exitCode: 1, printed: [line, ...HALTED, line] })).toMatchObject({ kind: 'failed' });
  });

  it.each([
    ['of a resource', { address: 'a.b' }],
    ['at a place of the configuration', { range: { filename: 'main.tf', start: { line: 1 } } }],
  ])('is none where a diagnostic %s says so, for that is a provider’s', async (_, more) => {
    const printed = [diagnostic('Failed to save state', more), diagnostic('Saved plan is stale', more)];
    expect(await settle({ exitCode: 1, printed })).toMatchObject({ kind: 'failed' });
  });

  it('is nowhere but in the log when the file could not be written either', async () => {
    expect(await settle({ exitCode: 1, printed: NOT_SAVED })).toMatchObject({
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
