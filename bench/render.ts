import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median, spread } from './figures.ts';

const RESOURCES = 5000;
/** With so many of them, the JSON of the plan has about 50 MB. */
const ATTRIBUTES = 78;
const ROUNDS = 5;

/** What one process measured. */
interface Measured {
  readonly bareMs: number;
  readonly wholeMs: number;
  readonly rssMb: number;
}

/**
 * From the JSON of a plan of 5,000 changed resources to comment, job summary and review, each time in a process of its
 * own, beside no more than JSON.parse of the same text.
 */
export async function benchRender(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  try {
    const file = join(folder, 'plan.json');
    const json = JSON.stringify(bigPlan());
    await writeFile(file, json);
    const runs: Measured[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const script = new URL('render-once.ts', import.meta.url).pathname;
      const { stdout } = await promisify(execFile)(process.execPath, [script, file]);
      runs.push(JSON.parse(stdout) as Measured);
    }
    const ratio = median(runs.map(({ wholeMs, bareMs }) => wholeMs / bareMs));
    return [
      `A plan of ${RESOURCES} changes, ${(json.length / 1e6).toFixed(0)} MB of JSON   min / median / max`,
      `  JSON.parse                  ${spread(runs.map(({ bareMs }) => bareMs))}`,
      `  parsed, reviewed, rendered  ${spread(runs.map(({ wholeMs }) => wholeMs))}   (goal: below 2000 ms)`,
      `  memory                      ${String(Math.max(...runs.map(({ rssMb }) => rssMb)))} MB at most   (goal: below 600 MB)`,
      `  ratio, median               ${ratio.toFixed(1)}`,
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bigPlan(): object {
  const attributes = (index: number, version: number): object =>
    Object.fromEntries(
      Array.from({ length: ATTRIBUTES }, (_, attribute) => [
        `attribute_${attribute}`,
        `${attribute % 8 === 0 ? String(version) : ''}value ${index} ${attribute} ${'x'.repeat(30)}`,
      ]),
    );
  const resource_changes = Array.from({ length: RESOURCES }, (_, index) => ({
    address: `aws_thing.many[${index}]`,
    mode: 'managed',
    type: 'aws_thing',
    name: 'many',
    index,
    change: {
      actions: ['update'],
      before: attributes(index, 1),
      after: attributes(index, 2),
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: { attribute_8: index % 10 === 0 },
    },
  }));
  return { format_version: '1.2', terraform_version: '1.11.4', resource_changes };
}
