import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { NODE_24 } from '../support/runner/runner.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<'test' | 'demo', string>>;
};
const folder = useTemporaryFolder();
const at = (...names: readonly string[]): string => join(folder(), ...names);

/** A clone of the scripts, with the dependencies of this one or without Node 24, and this on PATH as `terraform`. */
function clone({ node = true, terraform }: { node?: boolean; terraform?: string }): void {
  cpSync(join(ROOT, 'scripts'), at('scripts'), { recursive: true });
  if (node) symlinkSync(join(ROOT, 'node_modules'), at('node_modules'));
  mkdirSync(at('bin'));
  if (terraform !== undefined) {
    writeFileSync(at('bin/terraform'), `#!/bin/sh\necho '${terraform}'\n`, { mode: 0o755 });
  }
}

async function run(script: string, env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; said: string }> {
  const child = spawn('/bin/sh', ['-c', script], {
    cwd: folder(),
    env: { PATH: [at('bin'), dirname(NODE_24)].join(':'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

const COMMANDS = [
  ['npm test', 'test'],
  ['npm run demo', 'demo'],
] as const;

it.each(COMMANDS)('without Node 24, %s says so in one sentence', async (command, script) => {
  clone({ node: false });
  const { code, said } = await run(scripts[script]);
  expect(code).toBe(1);
  expect(said).toMatch(new RegExp(`^${command} needs Node 24, [^\n]*\`npm ci --ignore-scripts=false\`[^\n]*\\.\n$`));
});

it.each(COMMANDS)(
  'without a tool and a connection, %s says in one sentence what to install',
  async (command, script) => {
    clone({});
    const asked: (string | undefined)[] = [];
    const proxy = createServer().on('connect', ({ url }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const { code, said } = await run(scripts[script], { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    proxy.close();
    expect(code).toBe(1);
    expect(said).toMatch(
      new RegExp(
        `^${command} loads OpenTofu [^\n]*\\.\n${command} needs Terraform 1.11 or [^\n]* install one from https:[^\n]*\\.\n$`,
      ),
    );
    expect(new Set(asked)).toEqual(new Set(['github.com:443']));
  },
);

it('a program is run on the tool that was found, and ends as it does', async () => {
  clone({ terraform: 'Terraform v1.11.4' });
  writeFileSync(
    at('program.mjs'),
    'console.log(process.env.LOCKSTEP_TEST_TOOL, process.argv[2]); process.exitCode = 7;',
  );
  const ended = await run('node scripts/with-tool.ts "npm test" program.mjs further');
  expect(ended).toEqual({ code: 7, said: 'terraform further\n' });
});
