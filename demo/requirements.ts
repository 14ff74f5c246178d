import { execFileSync } from 'node:child_process';
import { isOnPath } from '../__tests__/support/on-path.ts';

/** The first version that can lock by a lockfile as well as by a table. */
const OLDEST = { major: 1, minor: 10 };
const WHERE = 'https://developer.hashicorp.com/terraform/install';

/** Why the demo cannot be given here, in one sentence. */
export function findTerraformProblem(): string | undefined {
  const needed = `The demo needs Terraform ${OLDEST.major}.${OLDEST.minor} or newer on PATH`;
  if (!isOnPath('terraform')) return `${needed}, and there is none: get it from ${WHERE}.`;
  const version = execFileSync('terraform', ['version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const found = /v(\d+)\.(\d+)/.exec(version);
  const [major, minor] = [Number(found?.[1]), Number(found?.[2])];
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return undefined;
  return `${needed}, and ${found?.[0] ?? 'an unknown version'} is there: get one from ${WHERE}.`;
}
