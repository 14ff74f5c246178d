import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findStateBlocks, findStateBlocksOfJson, type StateBlock } from './state-blocks.ts';

/** Files of one directory that a tool takes for its configuration, with what of them says where the state lies. */
export interface RootModule {
  readonly files: readonly string[];
  /** In the order in which the tool reads them; what overrides has taken the place of the others. */
  readonly blocks: readonly (StateBlock & { readonly file: string })[];
  /** Whether any file has the word in it, wherever. */
  readonly mentionsBackend: boolean;
}

const CONFIGURATION = /\.(?:tf|tofu)(?:\.json)?$/;
const OF_TOFU = /\.tofu(?:\.json)?$/;
const OVERRIDING = /^(?:override|.*_override)\.(?:tf|tofu)(?:\.json)?$/;

/** Source: hashicorp/terraform internal/configs/parser_config_dir.go, `IsIgnoredFile`. */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'));
}

function namesIn(all: readonly string[]): readonly string[] {
  return all.filter((name) => CONFIGURATION.test(name) && !isIgnored(name)).sort();
}

/** Whether there is a file that OpenTofu alone reads. */
export async function hasFilesOfTofu(directory: string): Promise<boolean> {
  return namesIn(await readdir(directory)).some((name) => OF_TOFU.test(name));
}

/** The files that the tool reads there, in its order. */
export async function listConfiguration(directory: string, tool: 'terraform' | 'tofu'): Promise<readonly string[]> {
  const all = namesIn(await readdir(directory));
  // Of two files of one name OpenTofu takes its own.
  return all.filter((name) =>
    tool === 'tofu'
      ? !all.includes(name.replace(/\.tf(?=(?:\.json)?$)/, '.tofu')) || OF_TOFU.test(name)
      : !OF_TOFU.test(name),
  );
}

/** Whether what it says takes the place of what the others say. */
export function isOverriding(name: string): boolean {
  return OVERRIDING.test(name);
}

export async function readRootModule(directory: string, tool: 'terraform' | 'tofu'): Promise<RootModule> {
  const files = await listConfiguration(directory, tool);
  const read = await Promise.all(
    files.map(async (file) => {
      const text = await readText(join(directory, file));
      const blocks = (file.endsWith('.json') ? findStateBlocksOfJson : findStateBlocks)(text);
      return { text, overrides: isOverriding(file), blocks: blocks.map((block) => ({ ...block, file })) };
    }),
  );
  const overriding = read.filter(({ overrides }) => overrides).flatMap(({ blocks }) => blocks);
  const others = read.filter(({ overrides }) => !overrides).flatMap(({ blocks }) => blocks);
  return {
    files,
    blocks: overriding.length > 0 ? overriding.slice(-1) : others,
    mentionsBackend: read.some(({ text }) => /backend|cloud|state_store/.test(text)),
  };
}

/** Terraform passes over a directory that is called like a file of its own, and says itself what it cannot read. */
async function readText(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EISDIR', 'ENOENT', 'EACCES', 'ELOOP'].includes(code)) return '';
    throw error;
  });
}

const DIRECTORIES_LOOKED_AT = 2000;

/** Directories of a checkout that hold a configuration, by their paths in it: with a file that has a backend block, or not. */
export interface RootModules {
  readonly withBackend: readonly string[];
  readonly others: readonly string[];
}

export async function findRootModules(checkout: string): Promise<RootModules> {
  const withBackend: string[] = [];
  const others: string[] = [];
  const left = [checkout];
  for (let looked = 0; looked < DIRECTORIES_LOOKED_AT; looked += 1) {
    const directory = left.shift();
    if (directory === undefined) break;
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
        left.push(join(directory, entry.name));
      }
    }
    const files = namesIn(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    if (files.length === 0) continue;
    const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8').catch(() => '')));
    const path = relative(checkout, directory) || '.';
    (texts.some((text) => /\bbackend\b/.test(text)) ? withBackend : others).push(path);
  }
  return { withBackend: withBackend.sort(), others: others.sort() };
}
