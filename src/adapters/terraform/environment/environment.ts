import { join, resolve } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';
import { findCommandFiles } from './command-files.ts';

/** The runner gives these to actions and to no other step: caches and artifacts are not for a provider to write. */
function isOfTheRunnersServices(name: string): boolean {
  return name.startsWith('ACTIONS_') && !name.startsWith('ACTIONS_ID_TOKEN_');
}

/** The environment of a step without what the runner gives to Lockstep alone. `directory` is the root module. */
export function withoutOurOwn(env: Environment, directory: string): Environment {
  const commandFiles = findCommandFiles(env, directory);
  const others = Object.entries(env).filter(
    ([name]) => !name.startsWith('INPUT_') && !commandFiles.has(name) && !isOfTheRunnersServices(name),
  );
  return Object.fromEntries(others);
}

/**
 * What Terraform and its programs may see: not our inputs, among which is a GitHub token, and not the runner's command
 * files and services. A log that the workflow has asked for goes to a file: on stderr it would show values that
 * Terraform's messages hide.
 */
export function childEnvironment(
  env: Environment,
  own: {
    readonly workspace: string;
    readonly directory: string;
    readonly filesDirectory: string;
    readonly dataDirectory: string;
  },
): Environment {
  return {
    ...withoutOurOwn(env, own.directory),
    TF_LOG_PATH: resolve(own.directory, env['TF_LOG_PATH'] || join(own.filesDirectory, 'terraform.log')),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    TF_WORKSPACE: own.workspace,
    TF_DATA_DIR: own.dataDirectory,
  };
}
