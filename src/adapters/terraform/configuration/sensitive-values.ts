import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asRecord, memberOf, parseJsonExactly } from '../../../domain/json.ts';
import { collectAll } from '../../../domain/secrets/secrets.ts';
import { readHcl, type HclToken } from './hcl.ts';

export interface SensitiveValuesOptions {
  /** Absolute path of the root module. */
  readonly directory: string;
  /** Values by the names of variables, as far as they are not in files. */
  readonly given: ReadonlyMap<string, string>;
  /** `var-file`, as the root module has the paths. */
  readonly files: readonly string[];
}

/**
 * The values of variables that the root module declares sensitive or ephemeral, whoever gives them: Terraform says so in its
 * plan, and where that fails there is none. What cannot be read is left to Terraform, which says so itself.
 */
export async function readSensitiveValues({
  directory,
  given,
  files,
}: SensitiveValuesOptions): Promise<ReadonlySet<string>> {
  const all = await readdir(directory).catch(() => []);
  const read = async (names: readonly string[]): Promise<readonly { name: string; text: string }[]> =>
    Promise.all(
      names.map(async (name) => ({ name, text: await readFile(resolve(directory, name), 'utf8').catch(() => '') })),
    );
  const configuration = await read(all.filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name)));
  const sensitive = new Set(configuration.flatMap(({ name, text }) => findSensitiveVariables(text, isJson(name))));
  const found = new Set<string>();
  if (sensitive.size === 0) return found;
  for (const [name, value] of given) {
    if (sensitive.has(name)) collectGiven(value, found);
  }
  const own = all.filter((name) => /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(name));
  for (const { name, text } of await read([...own.map((file) => join(directory, file)), ...files])) {
    collectOfFile(text, { isJson: isJson(name), sensitive, found });
  }
  return found;
}

function isJson(name: string): boolean {
  return name.endsWith('.json');
}

const MARKS = ['sensitive', 'ephemeral'];

/** The names of variables that a file of a configuration declares sensitive or ephemeral. */
export function findSensitiveVariables(text: string, isOfJson: boolean): readonly string[] {
  if (isOfJson) {
    return listOf(memberOf(parsed(text), 'variable')).flatMap((variables) =>
      Object.entries(variables).flatMap(([name, blocks]) =>
        listOf(blocks).some((block) => MARKS.some((mark) => ['true', true].includes(memberOf(block, mark) as boolean)))
          ? [name]
          : [],
      ),
    );
  }
  const found: string[] = [];
  let depth = 0;
  let variable: string | undefined;
  let line: HclToken[] = [];
  for (const token of readHcl(text)) {
    if (token.kind === 'other' && '{[('.includes(token.text)) {
      const [kind, label, ...more] = line;
      const isVariable = depth === 0 && kind?.kind === 'word' && kind.text === 'variable' && more.length === 0;
      if (isVariable) variable = label?.text;
      depth += 1;
      line = [];
    } else if (token.kind === 'other' && '}])'.includes(token.text)) {
      depth -= 1;
      if (depth === 0) variable = undefined;
      line = [];
    } else if (token.kind === 'line') line = [];
    else line.push(token);
    const [name, sign, value] = line;
    const isMark = depth === 1 && name?.kind === 'word' && MARKS.includes(name.text) && sign?.text === '=';
    if (variable !== undefined && isMark && value?.text === 'true') found.push(variable);
  }
  return found;
}

/** A value of a text is as it is; of any other type it is an expression. */
function collectGiven(value: string, found: Set<string>): void {
  collectAll(value, found);
  if (/^\s*[[{]/.test(value)) collectTexts([...readHcl(value)], found);
}

function collectOfFile(
  text: string,
  of: { readonly isJson: boolean; readonly sensitive: ReadonlySet<string>; readonly found: Set<string> },
): void {
  const { sensitive, found } = of;
  if (of.isJson) {
    for (const [name, value] of Object.entries(asRecord(parsed(text)) ?? {})) {
      if (sensitive.has(name)) collectAll(value, found);
    }
    return;
  }
  let depth = 0;
  let assignment: HclToken[] = [];
  const close = (): void => {
    const [name, sign, ...value] = assignment;
    if (name !== undefined && sign?.text === '=' && sensitive.has(name.text)) collectTexts(value, found);
    assignment = [];
  };
  for (const token of readHcl(text)) {
    if (token.kind === 'other' && '{[('.includes(token.text)) depth += 1;
    if (token.kind === 'other' && '}])'.includes(token.text)) depth -= 1;
    if (token.kind !== 'line') assignment.push(token);
    else if (depth <= 0) close();
  }
  close();
}

/** Names of a map are words more often than secrets. */
function collectTexts(tokens: readonly HclToken[], found: Set<string>): void {
  tokens.forEach(({ kind, text }, at) => {
    const isName = ['=', ':'].includes(tokens[at + 1]?.text ?? '');
    if (kind === 'text' && !isName) collectAll(text, found);
    if (kind === 'word' && /^\d{4,}(?:\.\d+)?$/.test(text)) found.add(text);
  });
}

function parsed(text: string): unknown {
  try {
    return parseJsonExactly(text);
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly object[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is object => typeof one === 'object' && one !== null);
}
