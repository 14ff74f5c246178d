import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import type { CommandsOptions, RunCommand } from './commands/commands.ts';
import { readBackendFile } from './directories/data-directory.ts';
import { readPrinted } from './commands/read-printed.ts';
import type { Identity } from './tool/identify.ts';

export type Looked =
  /** What the file says that `init` writes of the backend; `undefined` for a root module without one. */
  | { readonly kind: 'found'; readonly file: string | undefined }
  | { readonly kind: 'failed'; readonly stderr: string; readonly stdoutFile: string };

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
  /** Takes out of what is logged what is known to be secret. */
  readonly conceal: Conceal;
}

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
    const looking = lookFromWithin(options, { directory, folder: join(folder, 'all') });
    await Promise.allSettled([looking]);
    // What a program says that is no such tool says nothing.
    const { name } = await identity.known;
    const looked = await looking;
    if (looked.kind === 'found') return looked;
    if (name === 'tofu' || options.needs === 'backend') {
      for (const words of [BACKENDS, BACKENDS_AND_VARIABLES]) {
        const alone = join(folder, 'alone');
        await copyFilesOf(words, { from: directory, to: alone, anyVersion: options.needs === 'backend' });
        const again = await lookFromWithin(options, { directory: alone, folder: join(folder, 'again') });
        if (again.kind === 'found' && again.file !== undefined) return again;
      }
    }
    using log = options.openLog(`${name} init`);
    log.write(options.conceal(await readPrinted(`${name} init`, looked.stdoutFile)));
    log.write(options.conceal(looked.stderr));
    return looked;
  } finally {
    // It holds what the backend block holds, keys among it.
    await rm(folder, { recursive: true, force: true });
  }
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
  if (looked.kind === 'found' || workspace === 'default') return looked;
  return look(options, { ...at, folder: `${at.folder}-default`, workspace: 'default' });
}

/** By its file, and not by the variable: that would have `init` create a workspace that does not exist yet. */
async function selectWorkspace(dataDirectory: string, workspace: string): Promise<void> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await writeFile(join(dataDirectory, 'environment'), workspace);
}

async function look(
  { run, settings, directory: rootModule }: LookOptions,
  { directory, folder, workspace }: LookedAt,
): Promise<Looked> {
  const [dataDirectory, noPlugins] = [join(folder, 'data'), join(folder, 'no-plugins')];
  await mkdir(noPlugins, { recursive: true, mode: 0o700 });
  const config = settings.map(
    (setting) => `-backend-config=${setting.includes('=') ? setting : resolve(rootModule, setting)}`,
  );
  await selectWorkspace(dataDirectory, workspace);
  const { exitCode, stdoutFile, stderr } = await run(
    ['init', '-get=false', `-plugin-dir=${noPlugins}`, '-input=false', '-no-color', '-reconfigure', ...config],
    { prints: 'data', cwd: directory, env: { TF_DATA_DIR: dataDirectory, TF_WORKSPACE: undefined } },
  );
  const file = await readBackendFile(dataDirectory);
  return file !== undefined || exitCode === 0 ? { kind: 'found', file } : { kind: 'failed', stderr, stdoutFile };
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
    if (words.test(await readFile(join(from, name), 'utf8'))) stems.add(stemOf(name));
  }
  const values = all.filter((name) => /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(name));
  for (const name of [...names.filter((one) => stems.has(stemOf(one))), ...values]) {
    await copyFile(join(from, name), join(to, name));
    if (anyVersion) await rewrite(join(to, name));
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
