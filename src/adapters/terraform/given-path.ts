import { resolve } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import { BackendUnusable } from '../../domain/stack/backend.ts';

/**
 * A path of the backend block, as aws-sdk-go-base takes it (internal/expand/filepath.go): first variables, as Go's
 * os.ExpandEnv, then `~`; what is relative then is relative to Terraform's working directory, the root module.
 */
export function expandPath(path: string, env: Environment, directory: string): string {
  const expanded = path.replaceAll(
    /\$(?:\{([^}]*)\}|([A-Za-z_]\w*|[*#$@!?\-\d]))/g,
    (_, braced: string | undefined, plain: string | undefined) => env[braced ?? plain ?? ''] ?? '',
  );
  if (!expanded.startsWith('~')) return resolve(directory, expanded);
  if (expanded.length > 1 && expanded[1] !== '/') {
    throw new BackendUnusable(
      `the backend's path ${path} names the home of another user, which Terraform does not know either: write it out.`,
    );
  }
  const home = env['HOME'] ?? '';
  if (home === '') throw new BackendUnusable(`the backend's path ${path} cannot be known: HOME is not set.`);
  // Put together like this, for the bundler takes a path that begins with a dot for files to bring along.
  return resolve(directory, home + expanded.slice(1));
}
