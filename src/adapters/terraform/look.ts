import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import type { CommandsOptions, RunCommand } from './commands/commands.ts';
import { readBackendAlone } from './configuration/backend-alone.ts';
import { readBackendFile } from './directories/data-directory.ts';
import { readPrinted } from './commands/read-printed.ts';
import type { Identity } from './tool/identify.ts';

export type Looked =
  /** What the file says that `init` writes of the backend; `undefined` for a root module without one. */
  | { readonly kind: 'found'; readonly file: string | undefined }
  | {
      readonly kind: 'failed';
      readonly stderr: string;
      readonly stdoutFile: string;
      /** Where no more is needed than the backend: which file keeps it from being known, for people. */
      readonly doubt?: string | undefined;
    }
  /** It was ended after so long, and had not come to write anything down. */
  | { readonly kind: 'silent'; readonly limitMs: number };

export interface LookOptions {
  readonly identity: Identity;
  readonly run: RunCommand;
  /** Absolute path of the root module. */
  readonly directory: string;
  readonly filesDirectory: string;
  /** Values of `-backend-config`: `name=value`, or the path of a file. */
  readonly settings: readonly string[];
  readonly openLog: CommandsOptions['openLog'];
  /** `backend`: a version that the module asks for, and its lock file, are no obstacles. */
  readonly needs: 'module' | 'backend';
  /** The run's own. */
  readonly workspace: string;
  /** False where the tool must not be run in the root module itself, for what lies beside its files. */
  readonly isPlainLook: boolean;
  /** Stands in place of three minutes. */
  readonly limitMs?: number | undefined;
  /** Takes out of what is logged what is known to be secret. */
  readonly conceal: Conceal;
}

/**
 * Terraform itself has no limit on an answer, and one on a connection: five tries of 30 s. What takes longer than those waits
 * for something that has taken the connection and never answers. A state is read after the backend is written down.
 */
const LIMIT_MS = 180_000;

/**
 * Asks the tool where the state lies: an `init` resolves the backend and writes it down before it looks at the state, at
 * modules and at providers, and this one is not to find any of them. It may well fail after that, which says nothing.
 * OpenTofu fails before, where some file does not parse: then it is asked of the files alone that speak of a backend. So
 * is either of them where no more is needed, without the version of the tool that these ask for.
 */
export async function lookForBackend(options: LookOptions): Promise<Looked> {
  const folder = join(options.filesDirectory, 'look');
  try {
    const { identity, directory } = options;
    if (!identity.isItself) await identity.known;
    const looking = options.isPlainLook
      ? lookFromWithin(options, { directory, folder: join(folder, 'all') })
      : undefined;
    await Promise.allSettled([looking]);
    // What a program says that is no such tool says nothing.
    const { name } = await identity.known;
    const plain = await looking;
    if (plain !== undefined && plain.kind !== 'failed') return plain;
    let looked = plain;
    if (name === 'tofu' || options.needs === 'backend') {
      for (const words of [BACKENDS, BACKENDS_AND_VARIABLES]) {
        const alone = join(folder, 'alone');
        await copyFilesOf(words, { from: directory, to: alone, anyVersion: options.needs === 'backend' });
        const again = await lookFromWithin(options, { directory: alone, folder: join(folder, 'again') });
        if (again.kind === 'silent') return again;
        if (again.kind === 'found' && again.file !== undefined) return again;
        if (again.kind === 'failed') looked ??= again;
      }
    }
    if (options.needs === 'backend') {
      const block = await lookAtBlock(options, { name, folder: join(folder, 'block') });
      if (block.kind === 'silent') return block;
      if (block.kind === 'found' && block.file !== undefined) return block;
      if (block.kind === 'failed') looked = { ...(looked ?? block), doubt: block.doubt };
    }
    if (looked === undefined) return { kind: 'found', file: undefined };
    using log = options.openLog(`${name} init`);
    log.write(options.conceal(await readPrinted(`${name} init`, looked.stdoutFile)));
    log.write(options.conceal(looked.stderr));
    return looked;
  } finally {
    // It holds what the backend block holds, keys among it.
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks of the backend block alone, in which the rest of the module is not. */
async function lookAtBlock(
  options: LookOptions,
  { name, folder }: { readonly name: 'terraform' | 'tofu'; readonly folder: string },
): Promise<Looked> {
  const alone = await readBackendAlone(options.directory, name);
  const stdoutFile = join(folder, 'nothing');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(stdoutFile, '');
  if (alone.kind === 'unknown') return { kind: 'failed', stderr: '', stdoutFile, doubt: alone.why };
  const directory = join(folder, 'module');
  await mkdir(directory, { mode: 0o700 });
  await writeFile(join(directory, alone.file), alone.text, { mode: 0o600 });
  return lookFromWithin(options, { directory, folder: join(folder, 'look') });
}

interface LookedAt {
  readonly directory: string;
  readonly folder: string;
  readonly workspace: string;
}

/**
 * In the run's own workspace, whose state `init` then reads in place of the default one's: that may be large or in
 * trouble, and is nobody's business here. A workspace that is not there is refused, unless there is none but the default
 * one, which is looked at instead.
 */
async function lookFromWithin(options: LookOptions, at: Omit<LookedAt, 'workspace'>): Promise<Looked> {
  const { workspace } = options;
  const looked = await look(options, { ...at, workspace });
  if (looked.kind !== 'failed' || workspace === 'default') return looked;
  return look(options, { ...at, folder: `${at.folder}-default`, workspace: 'default' });
}

/** By its file, and not by the variable: that would have `init` create a workspace that does not exist yet. */
async function selectWorkspace(dataDirectory: string, workspace: string): Promise<void> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await writeFile(join(dataDirectory, 'environment'), workspace);
}

async function look(
  { run, settings, directory: rootModule, limitMs = LIMIT_MS }: LookOptions,
  { directory, folder, workspace }: LookedAt,
): Promise<Looked> {
  const [dataDirectory, noPlugins] = [join(folder, 'data'), join(folder, 'no-plugins')];
  await mkdir(noPlugins, { recursive: true, mode: 0o700 });
  const config = settings.map(
    (setting) => `-backend-config=${setting.includes('=') ? setting : resolve(rootModule, setting)}`,
  );
  await selectWorkspace(dataDirectory, workspace);
  const { exitCode, stdoutFile, stderr, wasEnded } = await run(
    ['init', '-get=false', `-plugin-dir=${noPlugins}`, '-input=false', '-no-color', '-reconfigure', ...config],
    {
      prints: 'data',
      lookAtMostMs: limitMs,
      cwd: directory,
      env: { TF_DATA_DIR: dataDirectory, TF_WORKSPACE: undefined },
    },
  );
  const file = await readBackendFile(dataDirectory);
  // Of one that was killed it may be there and empty, or cut off.
  if (wasEnded && exitCode !== 0 && !isWhole(file)) return { kind: 'silent', limitMs };
  return file !== undefined || exitCode === 0 ? { kind: 'found', file } : { kind: 'failed', stderr, stdoutFile };
}

function isWhole(file = ''): boolean {
  try {
    JSON.parse(file);
    return true;
  } catch {
    return false;
  }
}

const BACKENDS = /\bbackend\b/;
/** What a backend block may name where it is evaluated early. */
const BACKENDS_AND_VARIABLES = /\b(?:backend|variable|locals)\b/;

/** Of two files of one name, `.tf` and `.tofu`, OpenTofu takes the latter: they go together. Values come along. */
async function copyFilesOf(
  words: RegExp,
  { from, to, anyVersion }: { readonly from: string; readonly to: string; readonly anyVersion: boolean },
): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true, mode: 0o700 });
  const all = await readdir(from);
  const entries = await Promise.all(all.map(async (name) => [name, await isReadableFile(join(from, name))] as const));
  const names = entries.flatMap(([name, isFile]) => (isFile && /\.(?:tf|tofu)(?:\.json)?$/.test(name) ? [name] : []));
  const stemOf = (name: string): string => name.replace(/\.(?:tf|tofu)(?=(?:\.json)?$)/, '');
  const stems = new Set<string>();
  for (const name of names) {
    // What cannot be read is looked at by whoever goes by the block alone.
    if (words.test(await readFile(join(from, name), 'utf8').catch(() => ''))) stems.add(stemOf(name));
  }
  const isFileAt = new Map(entries);
  const values = all.filter(
    (name) => isFileAt.get(name) === true && /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(name),
  );
  for (const name of [...names.filter((one) => stems.has(stemOf(one))), ...values]) {
    await copyFile(join(from, name), join(to, name)).then(
      () => (anyVersion ? rewrite(join(to, name)) : undefined),
      (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
      },
    );
  }
}

/** Not a directory that is called like one, nor a link to nothing. */
async function isReadableFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Whatever version the module asks for: where its state lies is the same for all of them. */
async function rewrite(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(REQUIRED_VERSION, '$1">= 0"'));
}

const REQUIRED_VERSION = /(\brequired_version"?\s*[=:]\s*)"[^"\n]*"/g;
