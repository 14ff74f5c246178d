import { readFile, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';

import { renderSettings } from '../__tests__/support/aws/wire/rows/render-settings.ts';
import { renderVersions } from '../__tests__/support/documents/corpus/table.ts';
import { drawImports } from './drawings.ts';

/**
 * `npm run docs`: writes what the pages take from elsewhere: the tables of inputs and outputs in README.md from action.yml,
 * the drawings in docs/architecture.md from the imports, the table in docs/versions.md from the plans of real builds that
 * the tests read, the one in docs/backend-settings.md from the rows that the tests hold to Terraform. With `--check` it writes nothing and fails when a page is not
 * what it would write.
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

const pages = {
  'README.md': tables,
  'docs/architecture.md': await drawImports(),
  'docs/versions.md': { versions: renderVersions() },
  'docs/backend-settings.md': { settings: renderSettings() },
};
for (const [page, parts] of Object.entries(pages)) {
  const before = await readFile(page, 'utf8');
  const after = Object.entries(parts).reduce((text, [name, part]) => {
    const place = new RegExp(`(<!-- ${name}:begin -->\n)[^]*?(<!-- ${name}:end -->)`);
    if (!place.test(text)) throw new Error(`${page} has no place for ${name}`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}${part}\n${end}`);
  }, before);
  if (after === before) continue;
  if (process.argv.includes('--check')) {
    console.error(`${page} is not what action.yml, the imports and the tests say. Run npm run docs.`);
    process.exitCode = 1;
  } else {
    await writeFile(page, after);
  }
}
