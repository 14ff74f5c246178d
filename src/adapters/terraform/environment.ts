import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../../domain/environment.ts';

/** The runner's command files: whatever a program of Terraform's wrote there would count as said by Lockstep. */
const COMMAND_FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];

/** The runner gives these to actions and to no other step: caches and artifacts are not for a provider to write. */
function isOfTheRunnersServices(name: string): boolean {
  return name.startsWith('ACTIONS_') && !name.startsWith('ACTIONS_ID_TOKEN_');
}

const TELLING_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'JSON'];

export interface ChildEnvironment {
  readonly variables: Environment;
  /** Where Terraform says which state locks it takes, absolute; undefined when the workflow has asked for less. */
  readonly lockLogFile: string | undefined;
}

/**
 * What Terraform and its programs may see: not our inputs, among which is a GitHub token, and not the runner's command
 * files and services. Its own log goes to a file: on stderr it would show values that Terraform's messages hide. It is asked to say
 * there which state locks it takes, unless the workflow has asked it for something else.
 */
export function childEnvironment(
  env: Environment,
  own: { readonly workspace: string; readonly directory: string; readonly filesDirectory: string },
): ChildEnvironment {
  const child = Object.entries(env).filter(
    ([name]) => !name.startsWith('INPUT_') && !COMMAND_FILES.includes(name) && !isOfTheRunnersServices(name),
  );
  // The first that is set counts for what Terraform says of its backend. Source: terraform internal/logging/logging.go.
  const level = (env['TF_LOG_CORE'] || env['TF_LOG'] || '').toUpperCase();
  const logsAsked = ['TF_LOG', 'TF_LOG_CORE', 'TF_LOG_PROVIDER'].some((name) => (env[name] ?? '') !== '');
  const ownLog = join(own.filesDirectory, 'terraform.log');
  const logFile = logsAsked ? resolve(own.directory, env['TF_LOG_PATH'] || ownLog) : ownLog;
  return {
    // A log that others write to as well may tell of their locks.
    lockLogFile: logFile === ownLog && (!logsAsked || TELLING_LEVELS.includes(level)) ? ownLog : undefined,
    variables: {
      ...Object.fromEntries(child),
      ...(logsAsked ? {} : { TF_LOG_CORE: 'INFO' }),
      TF_LOG_PATH: logFile,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_WORKSPACE: own.workspace,
    },
  };
}

/** Source: terraform internal/command/meta_backend.go, `Workspace`: the environment, else the file that `select` wrote. */
export async function readSelectedWorkspace(env: Environment, dataDirectory: string): Promise<string> {
  const fromEnvironment = env['TF_WORKSPACE'] ?? '';
  if (fromEnvironment !== '') return fromEnvironment;
  try {
    const selected = (await readFile(join(dataDirectory, 'environment'), 'utf8')).trim();
    return selected === '' ? 'default' : selected;
  } catch {
    return 'default';
  }
}
