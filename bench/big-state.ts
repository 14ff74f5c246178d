import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUCKET, openCloud, openScenario, resource, shaOf, type Cloud } from '../__tests__/support/runner/stage.ts';
import { OTHER_DIST, UNREVIEWED } from './other-dist.ts';

const GOAL_MB = 600;
/** Not all of it fits into one byte a character: such a text takes twice the memory. */
const LINE = `${'x'.repeat(74)}–\n`;

/** A state of about 100 MB, and the root module that it is the state of. */
interface Shape {
  readonly what: string;
  /** How large a text each value has, in bytes. */
  readonly textBytes: number;
  readonly module: string;
  readonly state: (text: string) => object;
}

/** In the state; `terraform_data` keeps its input twice, once as its output. */
const MB = 1_000_000;
const SHAPES: Readonly<Record<string, Shape>> = {
  resources: {
    what: '500 resources of 200 kB',
    textBytes: 0.1 * MB,
    module: places(500)
      .map((place) => `resource "terraform_data" "r${place}" {\n  input = "${place}\${local.text}"\n}\n`)
      .join(''),
    state: (text) => ({
      resources: places(500).map((place) => managed(`r${place}`, [instance(undefined, `${place}${text}`)])),
    }),
  },
  count: {
    what: 'one resource with count = 30, of 100 MB',
    textBytes: 1.65 * MB,
    module: 'resource "terraform_data" "many" {\n  count = 30\n  input = "${count.index}${local.text}"\n}\n',
    state: (text) => ({
      resources: [
        managed(
          'many',
          places(30).map((place) => instance(place, `${place}${text}`)),
        ),
      ],
    }),
  },
  output: {
    what: 'one output of 100 MB, a list of 1,000 texts',
    textBytes: 0.1 * MB,
    module: 'output "big" {\n  value = tolist([for place in range(1000) : "${place}${local.text}"])\n}\n',
    state: (text) => ({
      outputs: { big: { value: places(1000).map((place) => `${place}${text}`), type: ['list', 'string'] } },
    }),
  },
  attribute: {
    what: 'one resource with one attribute of 50 MB, 100 MB in all',
    textBytes: 50 * MB,
    module: 'resource "terraform_data" "one" {\n  input = local.text\n}\n',
    state: (text) => ({ resources: [managed('one', [instance(undefined, text)])] }),
  },
};

function places(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => place);
}

function managed(name: string, instances: readonly object[]): object {
  const provider = 'provider["terraform.io/builtin/terraform"]';
  return { mode: 'managed', type: 'terraform_data', name, provider, instances };
}

function instance(place: number | undefined, text: string): object {
  const kept = { value: text, type: 'string' };
  return {
    ...(place === undefined ? {} : { index_key: place }),
    schema_version: 0,
    attributes: { id: `id-${place ?? 0}`, input: kept, output: kept, triggers_replace: null },
    sensitive_attributes: [],
  };
}

/**
 * How much memory main takes at most, for a plan and for an apply of a state of 100 MB, whatever its shape: when one
 * other resource is made, and when all of the state is changed. Names of shapes, and `same` or `changed`, narrow it down.
 */
export async function benchBigState(only: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const lines = [`Peak memory of main on a state of 100 MB, in MB   a plan / an apply   (goal: below ${GOAL_MB})`];
  try {
    await using cloud = await openCloud();
    for (const [name, shape] of Object.entries(SHAPES)) {
      for (const change of ['same', 'changed'] as const) {
        const asked = only.filter((word) => word in SHAPES || word === 'same' || word === 'changed');
        if (asked.some((word) => (word in SHAPES ? name : change) !== word)) continue;
        const peaks = await measure(cloud, { folder, name: `${name}-${change}`, shape, change });
        const isOver = peaks.some((peakMb) => peakMb >= GOAL_MB);
        if (isOver) process.exitCode = 1;
        const what = change === 'same' ? 'one more resource' : 'all of it changed';
        lines.push(
          `  ${`${shape.what}, ${what}`.padEnd(78)} ${peaks.map((peakMb) => String(peakMb).padStart(5)).join(' /')}${isOver ? '   OVER' : ''}`,
        );
        console.error(lines.at(-1));
      }
    }
    return lines;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measuring {
  readonly folder: string;
  readonly name: string;
  readonly shape: Shape;
  readonly change: 'same' | 'changed';
}

async function measure(cloud: Cloud, { folder, name, shape, change }: Measuring): Promise<readonly number[]> {
  await using scenario = await openScenario(cloud, { name, lockMode: 'lockfile' });
  const { github, prodKey } = scenario;
  const text = LINE.repeat(Math.floor(shape.textBytes / Buffer.byteLength(LINE)));
  const common = { version: 4, terraform_version: '1.11.4', serial: 7, lineage: 'big', outputs: {}, resources: [] };
  cloud.s3.put(BUCKET, prodKey, JSON.stringify({ ...common, ...shape.state(text), check_results: null }));
  const module =
    'locals {\n  text = file("${path.module}/text.txt")\n}\n' +
    shape.module +
    (change === 'same' ? resource('more', 'x') : '');
  const peaks = join(folder, `${name}.peaks`);
  const hook = join(folder, 'peak.mjs');
  await writeFile(hook, PEAK_HOOK);
  const more = { env: { NODE_OPTIONS: `--import=${hook}`, PEAKS: peaks }, dist: OTHER_DIST };
  const checkout = async (): ReturnType<typeof scenario.checkout> => {
    const made = await scenario.checkout(module);
    await writeFile(join(made.folder, 'text.txt'), change === 'same' ? text : text.replaceAll('x–', 'y–'));
    return made;
  };
  github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
  const planned = await (await checkout()).plan(42, more);
  if (planned.outputs['outcome'] !== 'planned') throw new Error(planned.log);
  github.addCommit({ sha: shaOf('m') });
  github.setBranch('main', shaOf('m'));
  github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('m') });
  const applied = await (
    await checkout()
  ).push(shaOf('m'), { ...more, with: OTHER_DIST === undefined ? {} : UNREVIEWED });
  if (applied.outputs['outcome'] !== 'applied') throw new Error(applied.log.slice(-20_000));
  // Of all versions the bench itself has enough.
  for (const { key } of cloud.s3.versions(BUCKET)) cloud.s3.delete(BUCKET, key);
  // Main and `post` of each.
  const [plan = NaN, afterPlan = NaN, apply = NaN, afterApply = NaN] = (await readFile(peaks, 'utf8'))
    .trim()
    .split('\n')
    .map(Number);
  return [Math.max(plan, afterPlan), Math.max(apply, afterApply)];
}

/** The most memory that the process had at any time, as Linux counts it, when it ends. */
const PEAK_HOOK = `import { appendFileSync, readFileSync } from 'node:fs';
if (process.argv[1]?.endsWith('index.js')) {
  process.on('exit', () => {
    const [, kb] = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    appendFileSync(process.env.PEAKS, Math.round(Number(kb) / 1024) + '\\n');
  });
}
`;
