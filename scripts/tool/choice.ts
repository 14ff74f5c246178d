import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Archive } from './download.ts';
import { loadOpenTofu, VERSION } from './opentofu.ts';
import { Unusable } from './unusable.ts';
import { askVersion, OLDEST, type Found } from './version.ts';

export interface Wish {
  /** As the user typed it, to name in messages. */
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** The project's folder for what is loaded once. */
  readonly cache: string;
  /** As OpenTofu names it: `linux_amd64`. */
  readonly system: string;
  readonly archive: Archive | undefined;
  readonly say: (line: string) => void;
}

const NEEDED = `Terraform ${OLDEST.Terraform.join('.')} or OpenTofu ${OLDEST.OpenTofu.join('.')}, or newer,`;
const INSTALL =
  'install one from https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install';

/**
 * The tool on which the tests and the demo run, as LOCKSTEP_TEST_TOOL names it: the one that is asked for, else a
 * Terraform that is new enough, else such an OpenTofu, else one that is loaded once into the cache. Whatever is not the
 * usual Terraform is said in a line. Throws `Unusable` with a whole sentence for the user when there is none.
 */
export async function chooseTool(wish: Wish): Promise<string> {
  const { command, env, say } = wish;
  const asked = env['LOCKSTEP_TEST_TOOL'];
  if (asked !== undefined) return takeAsked(asked, wish);
  const terraform = await askVersion('terraform', env);
  if (isUsable(terraform)) return 'terraform';
  const tofu = await askVersion('tofu', env);
  const there = describe({ terraform, tofu });
  if (!isUsable(tofu)) return takeLoaded(wish, there);
  say(`${command} runs on tofu: on PATH, ${there}.`);
  return 'tofu';
}

/** What is asked for by its path may be as old as it is: somebody wants to see what the tests say of it. */
async function takeAsked(asked: string, { command, env }: Wish): Promise<string> {
  const found = await askVersion(asked, env);
  if (isUsable(found) || (found.kind === 'known' && asked !== basename(asked))) return asked;
  throw new Unusable(
    `${command} is to run on ${JSON.stringify(asked)} (LOCKSTEP_TEST_TOOL), and needs ${NEEDED} there, but ${describe({ [asked]: found })}.`,
  );
}

async function takeLoaded({ command, env, cache, system, archive, say }: Wish, there: string): Promise<string> {
  const file = join(cache, 'opentofu', VERSION, system, 'tofu');
  try {
    if (archive === undefined) throw new Unusable(`none is known for ${system}`);
    if (await isOurs(file, env)) {
      say(`${command} runs on the OpenTofu ${VERSION} in ${relative(process.cwd(), file)}: on PATH, ${there}.`);
      return file;
    }
    const again = existsSync(file) ? 'again, since the one that is there does not run,' : 'once';
    say(
      `${command} loads OpenTofu ${VERSION} (MPL-2.0) ${again} from ${archive.url} to ${relative(process.cwd(), file)}: on PATH, ${there}.`,
    );
    await loadOpenTofu(archive, file);
    if (!(await isOurs(file, env))) throw new Unusable(`${file} does not run here`);
    return file;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    throw new Unusable(
      `${command} needs ${NEEDED} on PATH, where ${there}, and OpenTofu ${VERSION} cannot be loaded (${error.message}): ${INSTALL}.`,
      { cause: error },
    );
  }
}

async function isOurs(file: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const found = await askVersion(file, env);
  return found.kind === 'known' && found.product === 'OpenTofu' && found.version === VERSION;
}

function isUsable(found: Found): boolean {
  return found.kind === 'known' && found.isNewEnough;
}

/** What there is of each of these programs, as a part of a sentence. */
function describe(programs: Readonly<Record<string, Found>>): string {
  const all = Object.entries(programs);
  if (all.length > 1 && all.every(([, { kind }]) => kind === 'absent')) return 'neither terraform nor tofu is there';
  return all
    .map(([name, found]) => {
      if (found.kind === 'absent') return `${name} is not there`;
      return found.kind === 'unknown' ? `${name} says no version` : `${name} is ${found.product} ${found.version}`;
    })
    .join(' and ');
}
