import path from 'node:path';
import type { Environment } from '../../../domain/environment.ts';

/** What the runner is known to call its command files. There are more of them than anybody lists. */
const KNOWN = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];
/** The runner's folder of them. Source: actions/runner src/Runner.Worker/FileCommandManager.cs. */
const FOLDER = '_runner_file_commands';

export type PathRules = Pick<typeof path, 'basename' | 'dirname' | 'resolve' | 'sep'>;

/**
 * The variables that name a command file of the runner, by where they point: whatever a program wrote there would count
 * as said by this action. They lie in one folder, and what lies directly in it is one, whatever its variable is called.
 */
export function findCommandFiles(env: Environment, directory: string, rules: PathRules = path): ReadonlySet<string> {
  const ignoresCase = rules.sep === '\\';
  const inOneCase = (text: string): string => (ignoresCase ? text.toUpperCase() : text);
  const folderOf = (value: string): string => inOneCase(rules.dirname(rules.resolve(directory, value)));
  const isKnown = (name: string): boolean => KNOWN.includes(inOneCase(name));
  const given = Object.entries(env).map(([name, value = '']) => ({ name, value }));
  const folders = given.filter(({ name, value }) => isKnown(name) && value !== '').map(({ value }) => folderOf(value));
  const isCommandFile = (value: string): boolean => {
    const folder = folderOf(value);
    // Everything lies below a root, and nobody keeps command files there.
    const isRoot = rules.dirname(folder) === folder;
    return rules.basename(folder) === inOneCase(FOLDER) || (folders.includes(folder) && !isRoot);
  };
  const found = given.filter(({ name, value }) => isKnown(name) || (value !== '' && isCommandFile(value)));
  return new Set(found.map(({ name }) => name));
}
