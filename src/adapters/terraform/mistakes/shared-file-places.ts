import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';

/** A line of a shared file of AWS, which is either a section's head or a setting in one. */
interface Line {
  readonly file: string;
  readonly number: number;
  /** The section that it stands in, as its head has it: `profile p`. */
  readonly section: string;
  readonly setting: string;
  readonly value: string;
}

interface SharedFile {
  readonly path: string;
  readonly kind: 'config' | 'credentials';
  readonly lines: readonly string[];
}

/** Those that the environment names, or the user's own; a backend block may name others, of which nothing is known here. */
function sharedFilesOf(env: Environment, directory: string): readonly SharedFile[] {
  const home = env['HOME'] || homedir();
  const places = [
    ['config', env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config')],
    ['credentials', env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials')],
  ] as const;
  return places.flatMap(([kind, place]) => {
    const path = resolve(directory, place);
    try {
      return [{ path, kind, lines: readFileSync(path, 'utf8').split(/\r?\n/) }];
    } catch {
      // What cannot be read says nothing: the sentence does without it.
      return [];
    }
  });
}

function settingsIn({ path, lines }: SharedFile): readonly Line[] {
  let section = '';
  return lines.flatMap((line, index) => {
    const head = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (head !== undefined) section = head.trim().replace(/^profile\s+/, '');
    const [, setting = '', value = ''] = /^\s*([\w-]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    return head !== undefined || setting === ''
      ? []
      : [{ file: path, number: index + 1, section, setting: setting.toLowerCase(), value }];
  });
}

/** `the profile p in /home/me/.aws/config, line 2`: each place where this is set; empty where none is known. */
export function describeWhereSet(setting: string, env: Environment, directory: string): string {
  const places = sharedFilesOf(env, directory)
    .flatMap(settingsIn)
    .filter((line) => line.setting === setting)
    .map(({ section, file, number }) => `for the profile ${section} in ${file}, line ${number}`);
  return places.join(' and ');
}

/** `p → q → p`; undefined where the chain that begins at this profile has an end. */
export function findLoop(profile: string, env: Environment, directory: string): string | undefined {
  const settings = sharedFilesOf(env, directory).flatMap(settingsIn);
  const chain = [profile];
  for (;;) {
    const last = chain.at(-1);
    const next = settings.find(({ section, setting }) => section === last && setting === 'source_profile')?.value;
    if (next === undefined) return undefined;
    const isAround = chain.includes(next);
    chain.push(next);
    if (isAround) return chain.slice(chain.indexOf(next)).join(' → ');
  }
}

/** Why a profile may not be found that somebody has written: the first line that is no head as its file needs it. */
export function describeUnreadHead(profile: string, env: Environment, directory: string): string | undefined {
  for (const { path, kind, lines } of sharedFilesOf(env, directory)) {
    for (const [index, line] of lines.entries()) {
      const at = `${path}, line ${index + 1}`;
      if (/^\s*\[[^\]]*$/.test(line.replace(/[#;].*$/, ''))) {
        return `${at} begins a section and has no closing bracket: write [${kind === 'config' ? 'profile ' : ''}NAME].`;
      }
      const head = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];
      if (kind === 'config' && head === profile && profile !== 'default') {
        return `${at} is [${profile}], and in this file it has to be [profile ${profile}].`;
      }
      if (kind === 'credentials' && head?.replace(/^profile\s+/, '') === profile && head !== profile) {
        return `${at} is [${head}], and in this file it has to be [${profile}].`;
      }
    }
  }
  return undefined;
}
