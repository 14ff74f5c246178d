import { readFile, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';

/**
 * Writes the tables of inputs and outputs in README.md from action.yml. With `--check` it writes nothing and fails when
 * the README is not what it would write.
 */
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

const action = parse(await readFile('action.yml', 'utf8')) as Action;
const cell = (text: string): string => text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
const tables: Readonly<Record<string, string>> = {
  inputs: [
    '| input | default | meaning |',
    '|---|---|---|',
    ...Object.entries(action.inputs).map(
      ([name, input]) => `| ${code(name)} | ${code(input.default ?? '')} | ${cell(input.description)} |`,
    ),
  ].join('\n'),
  outputs: [
    '| output | meaning |',
    '|---|---|',
    ...Object.entries(action.outputs).map(([name, output]) => `| ${code(name)} | ${cell(output.description)} |`),
  ].join('\n'),
};

const before = await readFile('README.md', 'utf8');
const after = Object.entries(tables).reduce((text, [name, table]) => {
  const place = new RegExp(`(<!-- ${name}:begin -->\n)[^]*?(<!-- ${name}:end -->)`);
  if (!place.test(text)) throw new Error(`README.md has no place for the table of ${name}`);
  return text.replace(place, (_, begin: string, end: string) => `${begin}${table}\n${end}`);
}, before);

if (after === before) process.exit(0);
if (process.argv.includes('--check')) {
  console.error('README.md: the tables are not those of action.yml. Run npm run docs.');
  process.exit(1);
}
await writeFile('README.md', after);
