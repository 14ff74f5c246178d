/**
 * Takes GitHub's own description of a workflow file out of the parser that GitHub publishes, for the tests to hold
 * workflows to. Run as `node __tests__/support/workflows/refresh-github-schema.ts` and commit what it writes.
 *
 * The parser itself does not load in Node as it is published, so only its description is used. It is newer than the
 * schemas that editors use, and it also says which context may be named at which place.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';

const PACKAGE = '@actions/workflow-parser';
const VERSION = '0.3.61';
const DESCRIPTION = 'package/dist/workflow-v1.0.min.json';
const LICENSE = 'package/LICENSE';
const SCHEMA = new URL('github-schema.json', import.meta.url);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function readPackage(): { readonly definitions: Record<string, Json>; readonly license: string } {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-workflow-schema-'));
  try {
    const packed = execFileSync('npm', ['pack', `${PACKAGE}@${VERSION}`, '--silent'], {
      cwd: directory,
      encoding: 'utf8',
    });
    execFileSync('tar', ['-xzf', packed.trim(), DESCRIPTION, LICENSE], { cwd: directory });
    const description = JSON.parse(readFileSync(join(directory, DESCRIPTION), 'utf8')) as {
      readonly definitions: Record<string, Json>;
    };
    return { definitions: description.definitions, license: readFileSync(join(directory, LICENSE), 'utf8') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Without what is for people, and with sorted keys: the next refresh shows as what GitHub changed. */
function trim(value: Json, isProperties = false): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // A workflow and its inputs have a property of that name, too.
  const kept = Object.entries(value).filter(([key]) => isProperties || key !== 'description');
  return Object.fromEntries(
    kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, trim(item, key === 'properties')]),
  );
}

const { definitions, license } = readPackage();
const schema = {
  'x-source': {
    package: PACKAGE,
    version: VERSION,
    file: DESCRIPTION,
    script: '__tests__/support/workflows/refresh-github-schema.ts',
    license: license.replaceAll(/\s+/g, ' ').trim(),
  },
  definitions: Object.fromEntries(
    Object.entries(definitions)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, definition]) => [name, trim(definition)]),
  ),
};
const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });
writeFileSync(SCHEMA, text);
console.log(
  `${SCHEMA.pathname}: ${Object.keys(schema.definitions).length} definitions, ${Math.ceil(text.length / 1024)} KiB`,
);
