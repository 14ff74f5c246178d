import { execFile, type ChildProcess } from 'node:child_process';
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

/**
 * Runs this code with a `runner`, as a process that the runner has started; `onStart` may do something to that. Its log is
 * read to the end unless that is what is done.
 */
async function report(
  code: string,
  env: Readonly<Record<string, string>> = {},
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<Reported> {
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
    const child = execFile(NODE_24, args, { env: variables, maxBuffer: 1 << 24 }, (_error, stdout, stderr) => {
      resolved({ exitCode: child.exitCode ?? -1, log: stdout + stderr });
    });
    onStart(child);
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

  it('is never a command behind any white space that .NET trims', async () => {
    // Source: System.Char.IsWhiteSpace.
    const spaces = [
      '\\t',
      '\\v',
      '\\f',
      ' ',
      '\\u0085',
      '\\u00a0',
      '\\u1680',
      '\\u2000',
      '\\u200a',
      '\\u202f',
      '\\u205f',
      '\\u3000',
    ];
    const lines = [...spaces, spaces.join('')].map((space) => `${space}::error::forged`).join('\\n');
    const { log } = await report(`runner.info('fine\\n${lines}');`);
    expect(log.match(/forged/g)).toHaveLength(spaces.length + 1);
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

describe('a text of somebody else', () => {
  // Source: actions/runner src/Runner.Common/ActionCommand.cs; System.Char.IsWhiteSpace.
  const ENDS = ['\\n', '\\r', '\\r\\n', '\\u2028', '\\u0085', '\\v'];
  const HEADS = [
    '',
    ' ',
    '\\t',
    '\\f',
    '\\u0085',
    '\\u00a0',
    '\\u1680',
    '\\u2003',
    '\\u2029',
    '\\u202f',
    '\\u205f',
    '\\u3000',
  ];
  const forged = [...ENDS.map((end) => [end, '']), ...HEADS.map((head) => ['\\n', head])].flatMap(
    ([end = '', head = '']) =>
      ['::set-env name=A::forged', '##[set-env name=A]forged', 'x ##[add-path]forged'].map(
        (command) => `fine${end}${head}${command}`,
      ),
  );
  const all = `"${forged.join('')}"`;

  it.each([
    ['information', `runner.info(${all});`],
    ['a warning', `runner.warning(${all});`],
    ['an annotation', `runner.annotate({ severity: 'error', title: ${all}, message: ${all}, file: ${all} });`],
    ['a failure', `runner.fail([${all}]);`],
    ['a mask', `runner.mask(${all});`],
    ['the title of a fold', `{ using log = runner.openLog(${all}); }`],
    ['what stands in a fold', `{ using log = runner.openLog('x'); log.write(${all}); }`],
    ['a report that fails', `runner.output({ includes: () => { throw new Error(${all}); } }, 'x');`],
    [
      'what stands in a fold around a warning',
      `{ using log = runner.openLog('x'); log.write(${all}); runner.warning(${all}); log.write(${all}); }`,
    ],
  ])('is no command as %s', async (_, code) => {
    const { log } = await report(code);
    expect(log).toContain('forged');
    const taken = commandsTaken(log);
    expect(taken.filter((line) => !/^::(?:warning|error|add-mask|group|endgroup|stop-commands)\b/.test(line))).toEqual(
      [],
    );
    expect(taken.length).toBeLessThanOrEqual(5);
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

describe('a log that nobody reads any more', () => {
  const closeLog = (child: ChildProcess): void => {
    for (const output of [child.stdout, child.stderr]) output?.destroy();
  };
  const GO_ON = `for (let line = 0; line < 50; line += 1) {
      log.write('a line\\n'); runner.info('said'); runner.warning('mind');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    console.error('on stderr');
    runner.output('outcome', 'applied');`;

  it('ends nobody: what cannot be written is dropped, and what goes into files is there', async () => {
    const { exitCode, outputs } = await report(`${OPEN} ${GO_ON} ${CLOSE}`, {}, closeLog);
    expect([exitCode, outputs]).toEqual([0, { outcome: 'applied' }]);
  });

  it('does not keep a process from its end when its reader stands still', async () => {
    const pause = (child: ChildProcess): void => {
      child.stdout?.pause();
    };
    const code = `${OPEN} log.write('x'.repeat(4_000_000)); ${CLOSE} runner.output('outcome', 'applied'); await runner.flushed(); process.exit(3);`;
    const { exitCode, outputs } = await report(code, {}, (child) => {
      pause(child);
      child.on('exit', () => child.stdout?.resume());
    });
    expect([exitCode, outputs]).toEqual([3, { outcome: 'applied' }]);
  });

  it('says all that it has to say, and be it much, before the process ends', async () => {
    const code = `${OPEN} log.write('x'.repeat(4_000_000) + 'end'); ${CLOSE} await runner.flushed(); process.exit();`;
    let length = 0;
    await report(code, {}, (child) => {
      child.stdout?.on('data', (data: string) => (length += data.length));
    });
    expect(length).toBeGreaterThan(4_000_000);
  });

  it('has no state to leave where the folder is gone: only what is left is worth an end', async () => {
    const gone = { GITHUB_STATE: '/nowhere/state' };
    const { exitCode, log } = await report(`runner.saveState('handover', '');`, gone);
    expect([exitCode, log]).toEqual([0, expect.stringContaining('could not report')]);
    expect((await report(`runner.saveState('handover', 'x');`, gone)).exitCode).toBe(1);
  });
});

describe('the password of a URL', () => {
  it('is in nothing that is said, and comes to no log in two pieces', async () => {
    const { log, summary } = await report(`
      const url = 'http://ana:s3cr3t-word@proxy:3128';
      runner.begin();
      runner.info('by ' + url);
      runner.warning('by ' + url);
      runner.annotate({ severity: 'notice', title: 'of ' + url, message: 'by ' + url });
      {
        using fold = runner.openLog('terraform init -backend-config=http_proxy=' + url);
        for (const piece of ['Using "http://ana:s3c', 'r3t-word@proxy:3128" for HTTPS\\n', 'by ht', 'tp:', '//ana:s3cr3t-word@proxy']) fold.write(piece);
      }
      await runner.summary('by ' + url);
      runner.fail(['by ' + url]);
    `);
    expect(log + summary).not.toMatch(/s3c|r3t-word/);
    expect(log).toContain('Using "http://ana:(sensitive)@proxy:3128" for HTTPS');
    expect(summary).toContain('by http://ana:(sensitive)@proxy:3128');
  });
});

describe('what a credential_process has printed', () => {
  it('is in nothing that is said of the words in which Terraform quotes it, and comes to no log in pieces', async () => {
    const { log, summary } = await report(`
      const quoted = 'error: parse\\nfailed of process output: hunter2hunter2, error: no JSON';
      runner.begin();
      runner.info(quoted);
      {
        using fold = runner.openLog('terraform init');
        for (const piece of ['error: parse\\nfai', 'led of process output: hun', 'ter2hunter2', ', error: no JSON, and more\\n']) fold.write(piece);
      }
      await runner.summary(quoted);
      runner.fail([quoted]);
    `);
    expect(log + summary).not.toMatch(/hun|ter2/);
    expect(log).toContain('failed of process output: (sensitive), error: no JSON, and more');
  });
});
