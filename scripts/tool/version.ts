import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What answers when a program is asked for its version: its product, and whether that is new enough for the tests. */
export type Found =
  | { readonly kind: 'absent' }
  /** A program that does not run, or says nothing that can be read. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known';
      readonly product: keyof typeof OLDEST;
      readonly version: string;
      readonly isNewEnough: boolean;
    };

/** The first ones with `use_lockfile` that is for use: major and minor version. */
export const OLDEST = { Terraform: [1, 11], OpenTofu: [1, 10] } as const;

/** Of a program by its path, or by its name on this PATH. */
export async function askVersion(program: string, env: NodeJS.ProcessEnv): Promise<Found> {
  let said: string;
  try {
    ({ stdout: said } = await promisify(execFile)(program, ['version'], { env: { ...env, CHECKPOINT_DISABLE: '1' } }));
  } catch (error) {
    return { kind: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'unknown' };
  }
  const found = /^(Terraform|OpenTofu) v((\d+)\.(\d+)\S*)/m.exec(said);
  if (found === null) return { kind: 'unknown' };
  const [, product = '', version = '', major, minor] = found;
  if (product !== 'Terraform' && product !== 'OpenTofu') return { kind: 'unknown' };
  const [oldestMajor, oldestMinor] = OLDEST[product];
  const isNewEnough = Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  return { kind: 'known', product, version, isNewEnough };
}
