import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as v from 'valibot';
import { ToolFailed } from '../../../domain/stack/tool-failed.ts';

const Manifest = v.looseObject({ Modules: v.array(v.looseObject({ Dir: v.string() })) });
type Manifest = v.InferOutput<typeof Manifest>;

/** Two steps that publish at once take turns within a few. */
const PUBLISHES_AT_MOST = 10;

export interface ModulePlaces {
  /** Absolute path of the root module. */
  readonly directory: string;
  /** The data directory that the job has, spelled as the job does: `.terraform`, or its TF_DATA_DIR. */
  readonly jobs: string;
  /** Absolute path of the data directory of this run. */
  readonly own: string;
}

/** Before `init`: what is installed where the job keeps its modules is not installed again. */
export async function seedModules(places: ModulePlaces): Promise<void> {
  const { jobsFolder, ownFolder } = foldersOf(places);
  if ((await readManifest(ownFolder)) !== undefined) return;
  const manifest = await readManifest(jobsFolder);
  if (manifest !== undefined) await writeManifest(ownFolder, manifest);
}

/**
 * After `init`: moves what it has installed to where it would lie without a data directory of our own. `path.module` is
 * that path, and gets into plans and states: in a directory that has another name in every run, no two plans would agree.
 */
export async function publishModules(places: ModulePlaces): Promise<void> {
  const { jobsFolder, ownFolder } = foldersOf(places);
  const manifest = await readManifest(ownFolder);
  if (manifest === undefined) return;
  const within = manifest.Modules.map(({ Dir }) => pathWithin(ownFolder, resolve(places.directory, Dir)));
  const packages = new Set(within.flatMap((path) => (path === undefined ? [] : [path.split(sep)[0] ?? ''])));
  if (packages.size === 0) return;
  for (const name of packages) await publish(join(ownFolder, name), join(jobsFolder, name));
  const spelled = join(places.jobs, 'modules');
  const published = {
    ...manifest,
    Modules: manifest.Modules.map((record, index) => {
      const path = within[index];
      return path === undefined ? record : { ...record, Dir: join(spelled, path).split(sep).join('/') };
    }),
  };
  await writeManifest(jobsFolder, published);
  await writeManifest(ownFolder, published);
}

function foldersOf({ directory, jobs, own }: ModulePlaces): {
  readonly jobsFolder: string;
  readonly ownFolder: string;
} {
  return { jobsFolder: resolve(directory, jobs, 'modules'), ownFolder: join(own, 'modules') };
}

/** Undefined for a path outside the folder, and for the folder itself. */
function pathWithin(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  return inside === '' || inside.split(sep)[0] === '..' || isAbsolute(inside) ? undefined : inside;
}

/** Another step may do the same at this moment, or be reading what it has put there: the same files stay as they are. */
async function publish(from: string, to: string): Promise<void> {
  const beside = `${to}.${randomUUID()}`;
  try {
    await cp(from, beside, { recursive: true, verbatimSymlinks: true });
    for (let tries = 0; tries < PUBLISHES_AT_MOST; tries += 1) {
      if ((await renamed(beside, to)) === 'renamed' || (await isSame(beside, to).catch(ifGone))) return;
      const away = `${to}.${randomUUID()}`;
      // Whoever was quicker has put another there: that is looked at again.
      if ((await renamed(to, away)) === 'renamed') await rm(away, { recursive: true, force: true });
    }
    throw new ToolFailed(`${to} is written by others all the time: the modules could not be put there`, '');
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Somebody is replacing it while it is compared. */
function ifGone(error: unknown): false {
  if (codeOf(error) === 'ENOENT') return false;
  throw error;
}

async function renamed(from: string, to: string): Promise<'renamed' | 'taken' | 'gone'> {
  try {
    await rename(from, to);
    return 'renamed';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return 'gone';
    // Windows says EPERM of a directory that is there.
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'].includes(code)) return 'taken';
    throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** Whether two directories hold the same, but for what git notes of a checkout. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all([listOf(one), listOf(other)]);
  if (ours.length !== theirs.length) return false;
  for (const [index, entry] of ours.entries()) {
    const against = theirs[index];
    if (against?.name !== entry.name || kindOf(against) !== kindOf(entry)) return false;
    const [left, right] = [join(one, entry.name), join(other, entry.name)];
    const same = entry.isDirectory()
      ? await isSame(left, right)
      : entry.isSymbolicLink()
        ? (await readlink(left)) === (await readlink(right))
        : (await readFile(left)).equals(await readFile(right));
    if (!same) return false;
  }
  return true;
}

type Entry = Awaited<ReturnType<typeof listOf>>[number];

async function listOf(directory: string) {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter(({ name }) => name !== '.git').sort((one, other) => (one.name < other.name ? -1 : 1));
}

function kindOf(entry: Entry): string {
  return entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'file';
}

/** Undefined when there is none; one that cannot be understood is left to Terraform to complain of. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const read = v.safeParse(Manifest, JSON.parse(await readFile(join(folder, 'modules.json'), 'utf8')));
    return read.success ? read.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'modules.json');
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, JSON.stringify(manifest));
  await rename(part, file);
}
