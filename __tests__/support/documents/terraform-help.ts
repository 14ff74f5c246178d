/** What the real tool says of its own commands. */
import { spawnSync } from 'node:child_process';
import { TOOL } from '../on-path.ts';

const GROUPS = new Set(['state', 'workspace', 'providers', 'metadata']);
/** They take those of a plan as well, and their help refers to it. */
const LIKE_PLAN = new Set(['apply', 'destroy', 'refresh']);

/** None of the user's own settings, of which OpenTofu speaks in its answers. */
const env = { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' };

const helps = new Map<string, string>();

function helpOf(command: readonly string[]): string {
  const name = command.join(' ');
  const known = helps.get(name);
  if (known !== undefined) return known;
  const { stdout } = spawnSync(TOOL, [...command, '-help'], { env, encoding: 'utf8' });
  helps.set(name, stdout);
  return stdout;
}

/** What is wrong with a command line of Terraform or OpenTofu, whose commands are the same. */
export function findTerraformProblems([program = '', ...words]: readonly string[]): readonly string[] {
  const global = words.filter((word) => word.startsWith('-chdir='));
  const rest = words.slice(global.length);
  const [first = '', second = ''] = rest;
  if (['-help', '-version', ''].includes(first)) return [];
  const command = GROUPS.has(first) && second !== '' && !second.startsWith('-') ? [first, second] : [first];
  const help = helpOf(command);
  // Of a command that it does not have, Terraform prints the help of what is above it.
  // OpenTofu names what else it is called: `state (remove|rm)`.
  const named = command.map((word) => `(?:\\([|\\w]*)?\\b${word}\\b(?:[|\\w]*\\))?`).join(' ');
  if (!new RegExp(`^Usage: ${TOOL} \\[global options\\] ${named}`).test(help)) {
    return [`${program} has no command ${command.join(' ')}`];
  }
  const all = help + (LIKE_PLAN.has(first) ? helpOf(['plan']) : '');
  const flags = new Set([...all.matchAll(/(?<![\w-])--?([a-z][\w-]*)/g)].map(([, flag]) => flag));
  return rest
    .slice(command.length)
    .filter((word) => word.startsWith('-') && word !== '-')
    .map((word) => word.replace(/^--?/, '').replace(/=.*$/s, ''))
    .filter((flag) => flag !== 'help' && !flags.has(flag))
    .map((flag) => `${program} ${command.join(' ')} has no option -${flag}`);
}

/** What Terraform's own formatter cannot read in a piece of configuration. */
export function findConfigurationProblems(text: string): readonly string[] {
  const { status, stderr } = spawnSync(TOOL, ['fmt', '-no-color', '-'], { env, input: text, encoding: 'utf8' });
  return status === 0 ? [] : [stderr.trim()];
}
