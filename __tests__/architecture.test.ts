import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { findViolations } from './support/architecture.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const files = (await readdir(join(PROJECT, 'src'), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name !== 'tsconfig.json')
  .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).split(sep).join('/'));

describe('the shape of src', () => {
  it.each(files)('%s keeps to its layer', async (file) => {
    expect(findViolations(file, await readFile(join(PROJECT, file), 'utf8'))).toEqual([]);
  });

  it('was looked at in every layer', () => {
    expect(new Set(files.map((file) => file.split('/')[1]))).toEqual(
      new Set([
        ...['index.ts', 'main.ts', 'post.ts', 'session.ts', 'task.ts', 'wiring.ts'],
        ...['config', 'domain', 'jobs', 'ports', 'adapters', 'render'],
      ]),
    );
  });
});

describe('the check of imports', () => {
  it.each([
    ['src/domain/a.ts', "import { b } from './b.ts'; import * as v from 'valibot';"],
    ['src/domain/a.ts', "import { createHash } from 'node:crypto'; import { posix } from 'node:path';"],
    ['src/domain/deep/a.ts', "import { b } from '../b.ts';"],
    ['src/config/a.ts', "import { b } from '../domain/b.ts'; import * as v from 'valibot';"],
    ['src/jobs/a.ts', "import { b } from '../domain/b.ts'; import { c } from '../ports/c.ts'; import d from './d.ts';"],
    ['src/jobs/a.ts', "import type { Inputs } from '../config/inputs.ts';"],
    ['src/render/a.ts', "import { b } from '../domain/b.ts'; export { c } from './c.ts';"],
    ['src/adapters/aws/a.ts', "import { S3Client } from '@aws-sdk/client-s3'; import { b } from '../clock.ts';"],
    ['src/adapters/terraform/a.ts', "import { spawn } from 'node:child_process';"],
    ['src/adapters/terraform/a.ts', "import type { Inputs } from '../../config/inputs.ts';"],
    ['src/wiring.ts', "const load = () => import('./adapters/aws/backend.ts');"],
    ['src/main.ts', "import { plan } from './jobs/plan.ts'; import { openAdapters } from './wiring.ts';"],
    ['src/index.ts', "const { post } = await import('./post.ts'); await post();"],
  ])('allows %s: %s', (file, text) => {
    expect(findViolations(file, text)).toEqual([]);
  });

  it.each([
    ['src/domain/a.ts', "import { b } from '../jobs/b.ts';", 'may not import src/jobs/b.ts'],
    ['src/domain/a.ts', "import type { b } from '../config/b.ts';", 'may not import src/config/b.ts'],
    ['src/domain/a.ts', "import { readFile } from 'node:fs';", 'may not import node:fs'],
    ['src/domain/a.ts', "import { randomUUID } from 'node:crypto';", 'may not import node:crypto'],
    ['src/domain/a.ts', "import * as hashes from 'node:crypto';", 'may not import node:crypto'],
    ['src/domain/a.ts', "import path, { posix } from 'node:path';", 'may not import node:path'],
    ['src/domain/a.ts', "import { posix, win32 } from 'node:path';", 'may not import win32 of node:path'],
    ['src/domain/a.ts', "export * from '../adapters/b.ts';", 'may not import src/adapters/b.ts'],
    ['src/domain/a.ts', "type B = import('../adapters/b.ts').B;", 'may not import src/adapters/b.ts'],
    ['src/domain/a.ts', "const b = async () => import('../adapters/b.ts');", 'may not import src/adapters/b.ts'],
    ['src/domain/a.ts', 'const b = async (name: string) => import(name);', 'imports what is not a literal'],
    ['src/domain/a.ts', "import { b } from '../../__tests__/b.ts';", 'may not import __tests__/b.ts'],
    [
      'src/jobs/a.ts',
      "import { parse } from '../config/inputs.ts';",
      'may import types alone from src/config/inputs.ts',
    ],
    ['src/jobs/a.ts', "import { type I } from '../config/i.ts';", 'may import types alone from src/config/i.ts'],
    ['src/jobs/a.ts', "import { b } from '../render/b.ts';", 'may not import src/render/b.ts'],
    ['src/jobs/a.ts', "import { getOctokit } from '@actions/github';", 'may not import @actions/github'],
    ['src/render/a.ts', "import { b } from '../ports/b.ts';", 'may not import src/ports/b.ts'],
    ['src/ports/a.ts', "import type { b } from '../jobs/b.ts';", 'may not import src/jobs/b.ts'],
    ['src/config/a.ts', "import { b } from '../ports/b.ts';", 'may not import src/ports/b.ts'],
    ['src/main.ts', "import { b } from './adapters/b.ts';", 'may not import src/adapters/b.ts'],
    ['src/main.ts', "import * as core from '@actions/core';", 'may not import @actions/core'],
    ['src/main.ts', "import { spawn } from 'node:child_process';", 'may not import node:child_process'],
    ['src/wiring.ts', "import { S3Client } from '@aws-sdk/client-s3';", 'may not import @aws-sdk/client-s3'],
    ['src/wiring.ts', "import { plan } from './jobs/plan.ts';", 'may not import src/jobs/plan.ts'],
    ['src/index.ts', "import { b } from './domain/b.ts';", 'may not import src/domain/b.ts'],
    ['src/adapters/a.ts', "import { b } from '../jobs/b.ts';", 'may not import src/jobs/b.ts'],
    ['src/adapters/a.ts', "import { b } from '../config/b.ts';", 'may import types alone from src/config/b.ts'],
  ])('refuses %s: %s', (file, text, violation) => {
    expect(findViolations(file, text)).toEqual([`${file} ${violation}`]);
  });
});

describe('the check of pure code', () => {
  const used = (text: string): readonly string[] => findViolations('src/domain/a.ts', text);

  it.each([
    ['const a = () => process.env;', 'process'],
    ['const a = () => Date.now();', 'Date.now'],
    ["const a = () => Date['now']();", 'Date.now'],
    ['const a = () => new Date();', 'new Date()'],
    ['const a = () => new Date;', 'new Date()'],
    ['const a = () => Date();', 'Date()'],
    ['const a = () => Math.random();', 'Math.random'],
    ['const a = () => performance.now();', 'performance'],
    ['const a = () => setTimeout(f, 1);', 'setTimeout'],
    ['const a = () => console.log(1);', 'console'],
    ['const a = () => globalThis.x;', 'globalThis'],
    ['const a = { process };', 'process'],
    ['const a = () => AbortSignal.timeout(1);', 'AbortSignal.timeout'],
    ["const a = () => posix.resolve('x');", 'posix.resolve'],
  ])('finds %s', (text, what) => {
    expect(used(text)).toEqual([`src/domain/a.ts uses ${what}`]);
  });

  it.each([
    'const a = (now: Date) => new Date(now.getTime() + 1);',
    'const a = (clock: Clock) => clock.now();',
    'interface A { process: string; setTimeout(): void }',
    'const a = { console: 1 }.console;',
    '// Date.now() and process.env stay out',
    "const a = 'process.env';",
  ])('lets %s be', (text) => {
    expect(used(text)).toEqual([]);
  });

  it.each(['domain', 'render', 'jobs', 'config', 'ports'])('holds for %s', (layer) => {
    expect(findViolations(`src/${layer}/a.ts`, 'const a = () => Date.now();')).toHaveLength(1);
  });

  it.each(['src/adapters/clock.ts', 'src/main.ts', 'src/wiring.ts'])('does not hold for %s', (file) => {
    expect(findViolations(file, 'const a = () => Date.now();')).toEqual([]);
  });
});

describe('the check of files', () => {
  it.each(['src/domain/utils.ts', 'src/jobs/plan-helpers.ts', 'src/adapters/lock-manager.ts', 'src/render/util/a.ts'])(
    'finds the grab bag %s',
    (file) => {
      expect(findViolations(file, '')).toEqual([`${file} is named like a grab bag`]);
    },
  );

  it.each(['src/tale.ts', 'src/services/a.ts', 'src/main/a.ts', 'lib/a.ts'])('finds no layer for %s', (file) => {
    expect(findViolations(file, '')).toEqual([`${file} belongs to no layer`]);
  });

  it('finds work that is done on import, anywhere but in index', () => {
    const text = 'export const a = 1;\nfunction b() {}\nb();\nif (a) b();';

    expect(findViolations('src/jobs/a.ts', text)).toEqual([
      'src/jobs/a.ts:3 runs on import',
      'src/jobs/a.ts:4 runs on import',
    ]);
    expect(findViolations('src/index.ts', text)).toEqual([]);
  });
});
