import { describe, expect, it } from 'vitest';

import { graphOf } from '../support/architecture/imports.ts';
import {
  findCircles,
  findCrowds,
  findLostTests,
  findStrangeRooms,
  MOST_ENTRIES,
} from '../support/architecture/rooms.ts';
import { findViolations } from '../support/architecture/rules.ts';
import { listFiles, readTree } from '../support/architecture/tree.ts';

const sources = await listFiles('src');
const files = [...sources, ...(await listFiles('__tests__'))];
const tree = await readTree(files);

describe('the shape of src', () => {
  it.each(sources.filter((file) => file !== 'src/tsconfig.json'))('%s keeps to its layer', (file) => {
    expect(findViolations(file, tree[file] ?? '')).toEqual([]);
  });

  it('was looked at in every layer', () => {
    expect(new Set(sources.map((file) => file.split('/')[1]))).toEqual(
      new Set([
        ...['index.ts', 'main.ts', 'post.ts', 'session.ts', 'task.ts', 'wiring.ts', 'tsconfig.json'],
        ...['config', 'domain', 'jobs', 'ports', 'adapters', 'render'],
      ]),
    );
  });
});

describe('the shape of src and of its tests', () => {
  it('has no circle of imports, neither between files nor between folders', () => {
    expect(findCircles(graphOf(tree))).toEqual([]);
  });

  it(`shows at most ${MOST_ENTRIES} entries in a folder`, () => {
    expect(findCrowds(files)).toEqual([]);
  });

  it('names the rooms of every floor after the same subjects', () => {
    expect(findStrangeRooms(files)).toEqual([]);
  });

  it('has each test where its source is', () => {
    expect(findLostTests(files)).toEqual([]);
  });
});

describe('the check of circles', () => {
  const found = (files: Readonly<Record<string, string>>): readonly string[] => findCircles(graphOf(files));

  it('finds one between two files', () => {
    expect(found({ 'src/a.ts': "import './b.ts';", 'src/b.ts': "export * from './a.ts';" })).toEqual([
      'files import in a circle: src/a.ts, src/b.ts',
    ]);
  });

  it('finds one of types, and one of a load while it runs', () => {
    const files = {
      'src/a.ts': "import type { B } from './b.ts';",
      'src/b.ts': "const c = async () => import('./c.ts');",
      'src/c.ts': "type A = import('./a.ts').A;",
    };
    expect(found(files)).toEqual(['files import in a circle: src/a.ts, src/b.ts, src/c.ts']);
  });

  it('finds one between two folders whose files make none', () => {
    const files = {
      'src/jobs/lock/a.ts': "import '../turn/a.ts';",
      'src/jobs/turn/a.ts': '',
      'src/jobs/turn/b.ts': "import '../lock/b.ts';",
      'src/jobs/lock/b.ts': '',
    };
    expect(found(files)).toEqual(['rooms of src/jobs import in a circle: src/jobs/lock, src/jobs/turn']);
  });

  it('finds one between a folder and the files beside it', () => {
    const files = {
      'src/jobs/run.ts': "import './turn/a.ts';",
      'src/jobs/turn/a.ts': '',
      'src/jobs/turn/b.ts': "import '../tolerate.ts';",
      'src/jobs/tolerate.ts': '',
    };
    expect(found(files)).toEqual(['rooms of src/jobs import in a circle: src/jobs, src/jobs/turn']);
  });

  it('lets a way lead down twice', () => {
    const files = { 'src/a.ts': "import './b.ts'; import './c.ts';", 'src/b.ts': "import './c.ts';", 'src/c.ts': '' };
    expect(found(files)).toEqual([]);
  });
});

describe('the check of folders', () => {
  const folderOf = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `src/jobs/plan/${index}.ts`);

  it('finds one that shows too much', () => {
    expect(findCrowds(folderOf(MOST_ENTRIES))).toEqual([]);
    expect(findCrowds(folderOf(MOST_ENTRIES + 1))).toEqual([`src/jobs/plan shows ${MOST_ENTRIES + 1} entries`]);
  });

  it('counts a folder in another as one entry', () => {
    expect(findCrowds([...folderOf(MOST_ENTRIES), 'src/jobs/run.ts'])).toEqual([]);
  });

  it.each([
    'src/jobs/queue/a.ts',
    'src/render/waiting/a.ts',
    '__tests__/domain/queue/a.test.ts',
    'src/jobs/lock/plan/a.ts',
  ])('finds the room of no subject: %s', (file) => {
    const folder = file.slice(0, file.lastIndexOf('/'));
    expect(findStrangeRooms([file])).toEqual([`${folder} is not named after a subject`]);
  });

  it.each(['src/jobs/turn/a.ts', 'src/jobs/run.ts', 'src/adapters/aws/a.ts', '__tests__/render/plan/a.test.ts'])(
    'lets %s be',
    (file) => {
      expect(findStrangeRooms([file])).toEqual([]);
    },
  );

  it('finds a test that does not stand where its source does', () => {
    expect(findLostTests(['src/jobs/turn/queue.ts', '__tests__/jobs/lock/queue.test.ts'])).toEqual([
      '__tests__/jobs/lock/queue.test.ts tests src/jobs/turn/queue.ts',
    ]);
  });

  it('finds a test of a room that is not there', () => {
    expect(findLostTests(['src/jobs/turn/queue.ts', '__tests__/jobs/lock/waiting.test.ts'])).toEqual([
      '__tests__/jobs/lock/waiting.test.ts stands in no room of src',
    ]);
  });

  it('lets several tests of one source, and one of several sources, be', () => {
    const tests = ['queue', 'queue-freeze'].map((name) => `__tests__/jobs/turn/${name}.test.ts`);
    expect(findLostTests(['src/jobs/turn/queue.ts', ...tests])).toEqual([]);
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
