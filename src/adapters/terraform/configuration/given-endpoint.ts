import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';

const IN_TEXT = /(?:\bs3|\bendpoint)"?\s*[=:]\s*"(https?:\/\/[^"\s]+)"/g;

/**
 * The endpoints of S3 that somebody has written down as they are: in `backend-config`, the environment, or a file of the root
 * module. Those that count are known to the tool alone; this is for a sentence about a tool that has not answered.
 */
export async function findGivenEndpoints(
  directory: string,
  { settings, env }: { readonly settings: readonly string[]; readonly env: Environment },
): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter((name) => /\.(?:tf|tofu|tfbackend)(?:\.json)?$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8').catch(() => '')));
  const written = [...texts.filter((text) => /\bs3\b/.test(text)), ...settings].flatMap((text) =>
    [...text.matchAll(IN_TEXT), ...text.matchAll(/^endpoint=(https?:\S+)$/g)].map(([, url = '']) => url),
  );
  const ofEnvironment = ['AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT', 'AWS_ENDPOINT_URL'].flatMap(
    (name) => env[name] || [],
  );
  return [...new Set([...written, ...ofEnvironment])];
}
