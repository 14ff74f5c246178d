import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * `node __tests__/support/corpus/take.ts <folder>`: takes from a corpus of plans what the tests use of it (README.md).
 * Numbers stay as they are written, digit by digit.
 */
interface Index {
  readonly tools: readonly string[];
  readonly files: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface Case {
  readonly title: string;
  readonly since?: Readonly<Record<string, string | null>>;
  readonly args?: readonly string[];
  readonly secrets?: readonly string[];
}

const [folder = ''] = process.argv.slice(2);
const cases = join(import.meta.dirname, 'cases');

function readPlan(text: string): unknown {
  const asWritten = (_: string, value: unknown, { source }: { readonly source?: string }): unknown =>
    typeof value === 'number' ? (JSON as unknown as { rawJSON(text?: string): unknown }).rawJSON(source) : value;
  // What a reviver is told besides name and value is not in the library's types yet.
  const plan = JSON.parse(text, asWritten as (this: unknown, key: string, value: unknown) => unknown) as object;
  const read = Object.entries(plan).filter(([member]) => !LEFT_OUT.has(member));
  return Object.fromEntries(
    read.map(([member, value]) => [member, member === 'configuration' ? onlyRoot(value as Configuration) : value]),
  );
}

/** Of a plan nobody reads these. */
const LEFT_OUT: ReadonlySet<string> = new Set(['planned_values', 'prior_state', 'relevant_attributes', 'timestamp']);

interface Configuration {
  readonly root_module: unknown;
}

function onlyRoot({ root_module }: Configuration): object {
  return { root_module };
}

/** What `plan` says in the end: its counts, or that there is nothing to do. */
function findSummary(text: string): string | undefined {
  return /^(?:Plan: .*|No changes\..*|You can apply this plan to save these new output values.*)$/m.exec(text)?.[0];
}

function findWarnings(events: string): readonly string[] {
  return events
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { diagnostic?: { severity: string; summary: string } })
    .flatMap(({ diagnostic }) => (diagnostic?.severity === 'warning' ? [diagnostic.summary] : []));
}

const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as Index;

/** As JSON, with each plan in a line of its own: what becomes another is seen. Undefined where there is none. */
async function take(name: string): Promise<string | undefined> {
  const files = Object.entries(index.files[name] ?? {});
  const plans = files.filter(([file]) => file.startsWith('plans/') && file.endsWith('.json'));
  if (plans.length === 0) return undefined;
  const read = async (tool: string, ending: RegExp): Promise<string> => {
    const found = files.filter(([file, tools]) => ending.test(file) && tools.includes(tool));
    return (await Promise.all(found.map(([file]) => readFile(join(folder, file), 'utf8')))).join('\n');
  };
  const { title, since, args, secrets } = JSON.parse(
    await readFile(join(folder, 'cases', name, 'case.json'), 'utf8'),
  ) as Case;
  const tools = index.tools.filter((tool) => plans.some(([, of]) => of.includes(tool)));
  const said = await Promise.all(
    tools.map(async (tool) => {
      const warnings = [...new Set(findWarnings(await read(tool, /\.plan\.jsonl$/)))];
      return [tool, { summary: findSummary(await read(tool, /[0-9ac]\.txt$/)), warnings }] as const;
    }),
  );
  const documents = await Promise.all(
    plans.map(async ([file, of]) =>
      JSON.stringify({ tools: of, document: readPlan(await readFile(join(folder, file), 'utf8')) }),
    ),
  );
  const head = JSON.stringify({ title, since, args, secrets, said: Object.fromEntries(said) });
  return `${JSON.stringify(name)}:${head.slice(0, -1)},"plans":[\n${documents.join(',\n')}\n]}`;
}

await rm(cases, { recursive: true, force: true });
await mkdir(cases);
const names = (await readdir(join(folder, 'cases'))).sort((one, other) => parseInt(one, 10) - parseInt(other, 10));
for (const [decade, of] of Map.groupBy(names, (name) => Math.floor(parseInt(name, 10) / 10))) {
  const taken = (await Promise.all(of.map(take))).filter((text) => text !== undefined);
  if (taken.length > 0) await writeFile(join(cases, `${decade}0.json`), `{\n${taken.join(',\n')}\n}\n`);
}
await writeFile(join(import.meta.dirname, 'builds.json'), `${JSON.stringify(index.tools, undefined, 2)}\n`);
