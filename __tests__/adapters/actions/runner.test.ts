import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { commandsTaken } from '../../support/runner/commands-taken.ts';
import { NODE_24, parseCommandFile } from '../../support/runner/runner.ts';

const RUNNER = resolve(import.meta.dirname, '../../../src/adapters/actions/runner.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-runner-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Reported {
  readonly exitCode: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs this code with a `runner`, as a process that the runner has started. */
async function report(code: string, env: Readonly<Record<string, string>> = {}): Promise<Reported> {
  const files = ['OUTPUT', 'STATE', 'STEP_SUMMARY'] as const;
  await Promise.all(files.map((file) => writeFile(join(folder, file), '')));
  const script = `import { openRunner } from ${JSON.stringify(RUNNER)};\nconst runner = openRunner();\n${code}\nawait runner.flushed();`;
  const variables = {
    PATH: process.env['PATH'],
    ...Object.fromEntries(files.map((file) => [`GITHUB_${file}`, join(folder, file)])),
    ...env,
  };
  const { exitCode, log } = await new Promise<{ exitCode: number; log: string }>((resolved) => {
    const args = ['--no-warnings', '--input-type=module', '-e', script];
    const child = execFile(NODE_24, args, { env: variables }, (_error, stdout, stderr) => {
      resolved({ exitCode: child.exitCode ?? -1, log: stdout + stderr });
    });
  });
  const read = (file: (typeof files)[number]): Promise<string> => readFile(join(folder, file), 'utf8');
  return {
    exitCode,
    log,
    outputs: parseCommandFile(await read('OUTPUT')),
    state: parseCommandFile(await read('STATE')),
    summary: await read('STEP_SUMMARY'),
  };
}

const OPEN = `const log = runner.openLog('terraform plan');`;
const CLOSE = `log[Symbol.dispose]();`;

describe('a log', () => {
  it('is a fold in which nothing is a command, indented or not', async () => {
    const { log } = await report(
      `${OPEN} log.write('::error::forged\\n  ::set-env name=A::b\\n##[error]forged\\n'); ${CLOSE}`,
    );
    const taken = commandsTaken(log);
    expect(log).toContain('::error::forged');
    expect(taken.filter((line) => /forged|set-env/.test(line))).toEqual([]);
    expect(taken.at(0)).toBe('::group::terraform plan');
    expect(taken.at(-1)).toBe('::endgroup::');
  });

  it('with another token each time, which what is in it cannot know', async () => {
    const { log } = await report(`for (const title of ['one', 'two']) { const log = runner.openLog(title); ${CLOSE} }`);
    const tokens = [...log.matchAll(/^::stop-commands::(.+)$/gm)].map(([, token]) => token);
    expect(new Set(tokens).size).toBe(2);
  });

  it('does not swallow a warning or an error that comes meanwhile, nor let through what follows it', async () => {
    const { log, exitCode } = await report(
      `${OPEN} log.write('begun\\n'); runner.warning('mind'); log.write('::error::forged\\n'); runner.fail(['broken']); log.write('::error::again\\n'); ${CLOSE}`,
    );
    const taken = commandsTaken(log);
    expect(taken).toContain('::warning::mind');
    expect(taken).toContain('::error::broken');
    expect(taken.filter((line) => /forged|again/.test(line))).toEqual([]);
    expect(taken.at(-1)).toBe('::endgroup::');
    expect(exitCode).toBe(1);
  });

  it('whose last line is not ended does not hide the command behind it', async () => {
    const { log } = await report(
      `${OPEN} log.write('half a line'); runner.warning('mind'); log.write('other half'); ${CLOSE}`,
    );
    const taken = commandsTaken(log);
    expect(taken).toContain('::warning::mind');
    expect(taken.at(-1)).toBe('::endgroup::');
  });
});

describe('what is said', () => {
  it('as information is never a command', async () => {
    const { log } = await report(`runner.info('fine\\n::error::forged\\n  ##[group]forged');`);
    expect(log).toContain('fine');
    expect(commandsTaken(log)).toEqual([]);
  });

  it('keeps its order, and waits until the toolkit is there', async () => {
    const { log } = await report(
      `runner.info('first'); process.stdout.write('before\\n'); runner.begin(); await runner.flushed(); runner.info('second');`,
    );
    expect(log.split('\n')).toEqual(['before', 'first', 'second', '']);
  });

  it('as outputs and state reaches the command files, of any content and within a log too', async () => {
    const { outputs, state } = await report(
      `${OPEN} runner.output('changes', 'true'); runner.output('plan-text', 'a\\nb=c\\n::error::d'); runner.saveState('terraform', '{}'); ${CLOSE}`,
    );
    expect(outputs).toEqual({ changes: 'true', 'plan-text': 'a\nb=c\n::error::d' });
    expect(state).toEqual({ terraform: '{}' });
  });
});

describe('a summary', () => {
  it('is added to what is there', async () => {
    expect((await report(`runner.summary('# one'); runner.summary('# two');`)).summary).toBe('# one\n# two\n');
  });

  it.each([
    ['the file is not there', '/nowhere/summary'],
    ['there is no file', ''],
  ])('that cannot be written, because %s, does not swallow what comes after it', async (_, file) => {
    const reported = await report(
      `runner.summary('# one'); runner.output('failure-reason', 'plan-failed'); runner.fail(['broken']);`,
      { GITHUB_STEP_SUMMARY: file },
    );
    expect(reported.outputs).toEqual({ 'failure-reason': 'plan-failed' });
    expect(commandsTaken(reported.log)).toContain('::error::broken');
    expect(reported.log).toContain('could not report');
    expect(reported.exitCode).toBe(1);
  });
});
