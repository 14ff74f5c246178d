import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { linkProviders } from './providers.ts';
import { publishModules, seedModules, type ModulePlaces } from './modules.ts';

/** Terraform's data directory of one run: nothing that is done in the checkout re-points it. */
export interface DataDirectory {
  readonly path: string;
  /** Takes over the providers and modules that the job has already. What cannot be is loaded again by `init`. */
  seed(): Promise<void>;
  /** Puts what `init` has loaded of modules where the job would have it. */
  publish(): Promise<void>;
  /** The file that says where the state lies; undefined when there is none. */
  readBackendFile(): Promise<string | undefined>;
  removeBackendFile(): Promise<void>;
}

export function openDataDirectory(
  places: ModulePlaces,
  { warn }: { readonly warn: (message: string) => void },
): DataDirectory {
  const { directory, jobs, own } = places;
  return {
    path: own,
    seed: async () => {
      await mkdir(own, { recursive: true, mode: 0o700 });
      const takeOver = async (what: string, task: () => Promise<void>): Promise<void> => {
        await task().catch((error: unknown) => {
          warn(`The ${what} in ${jobs} could not be taken over, and are loaded again: ${String(error)}`);
        });
      };
      await takeOver('providers', () => linkProviders(resolve(directory, jobs, 'providers'), join(own, 'providers')));
      await takeOver('modules', () => seedModules(places));
    },
    publish: () => publishModules(places),
    readBackendFile: () => readBackendFile(own),
    removeBackendFile: () => rm(join(own, 'terraform.tfstate'), { force: true }),
  };
}

/** What `init` has written into this data directory of the backend. */
export async function readBackendFile(dataDirectory: string): Promise<string | undefined> {
  try {
    return await readFile(join(dataDirectory, 'terraform.tfstate'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
