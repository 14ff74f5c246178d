/** Whether a command in the documentation is one that there is. */
import { existsSync, readFileSync } from 'node:fs';

import { commandsIn } from './shell.ts';

const ROOT = new URL('../../../', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Of the shell and of every Linux, macOS and runner. */
const EVERYWHERE = new Set([
  ...['.', '[', 'awk', 'base64', 'basename', 'break', 'cat', 'cd', 'chmod', 'cmp', 'continue', 'cp', 'curl', 'cut'],
  ...['date', 'diff', 'dirname', 'echo', 'exit', 'export', 'false', 'grep', 'head', 'jq', 'kill', 'ls', 'md5sum'],
  ...['mkdir', 'mktemp', 'mv', 'openssl', 'printf', 'ps', 'pwd', 'read', 'return', 'rm', 'sed', 'set', 'sha256sum'],
  ...['shasum', 'sleep', 'sort', 'tail', 'tar', 'tee', 'test', 'touch', 'tr', 'trap', 'true', 'umask', 'uniq', 'unset'],
  ...['wait', 'wc', 'which', 'xargs', 'xxd'],
]);

const GIT = new Set([
  ...['add', 'checkout', 'clone', 'commit', 'diff', 'fetch', 'log', 'merge', 'merge-base', 'pull', 'push', 'rebase'],
  ...['restore', 'revert', 'rev-parse', 'show', 'status', 'switch', 'tag'],
]);

const GH = new Set([
  ...['api', 'pr checks', 'pr close', 'pr comment', 'pr list', 'pr merge', 'pr view', 'release download'],
  ...['run cancel', 'run list', 'run rerun', 'run view', 'run watch', 'secret set', 'variable set'],
  ...['workflow disable', 'workflow enable', 'workflow list', 'workflow run', 'workflow view', 'attestation verify'],
]);

const AWS = new Set([
  'configure export-credentials',
  ...['copy-object', 'create-bucket', 'delete-object', 'delete-objects', 'get-bucket-encryption', 'get-bucket-policy']
    .concat(['get-bucket-versioning', 'get-object', 'head-bucket', 'head-object', 'list-object-versions'])
    .concat(['list-objects-v2', 'put-bucket-encryption', 'put-bucket-lifecycle-configuration', 'put-bucket-policy'])
    .concat(['put-bucket-versioning', 'put-object', 'put-public-access-block', 'get-bucket-lifecycle-configuration'])
    .map((operation) => `s3api ${operation}`),
  ...['cp', 'ls', 'mb', 'mv', 'rm', 'sync'].map((operation) => `s3 ${operation}`),
  ...['create-table', 'delete-item', 'describe-table', 'describe-time-to-live', 'get-item', 'put-item', 'query', 'scan']
    .concat(['update-continuous-backups', 'update-item', 'update-table', 'update-time-to-live', 'wait'])
    .map((operation) => `dynamodb ${operation}`),
  ...['attach-role-policy', 'create-open-id-connect-provider', 'create-policy', 'create-role', 'get-role']
    .concat(['get-role-policy', 'list-open-id-connect-providers', 'put-role-policy', 'simulate-principal-policy'])
    .concat(['update-assume-role-policy', 'update-role'])
    .map((operation) => `iam ${operation}`),
  ...['assume-role', 'decode-authorization-message', 'get-caller-identity'].map((operation) => `sts ${operation}`),
  ...['lookup-events'].map((operation) => `cloudtrail ${operation}`),
]);

interface CommandFound {
  readonly words: readonly string[];
  /** Functions that the page defines. */
  readonly functions: readonly string[];
}

/** Functions that a script defines. */
export function functionsIn(script: string): readonly string[] {
  return [...script.matchAll(/^\s*(\w+)\s*\(\)/gm)].map(([, name = '']) => name);
}

/** What is wrong with a script, command by command; Terraform's are for Terraform to judge. */
export function findScriptProblems(script: string, functions: readonly string[]): readonly string[] {
  return commandsIn(script).flatMap((words) => findCommandProblems({ words, functions }));
}

function findCommandProblems({ words, functions }: CommandFound): readonly string[] {
  const [program = '', first = '', second = ''] = words;
  const unless = (isKnown: boolean, problem: string): readonly string[] => (isKnown ? [] : [problem]);
  switch (program) {
    case 'terraform':
    case 'tofu':
      return [];
    case 'npm':
      return findNpmProblems(words.slice(1));
    case 'npx':
      return findNpxProblems(words.slice(1));
    case 'node':
      return first.startsWith('-') ? [] : unless(isFile(first), `there is no ${first} for node to run`);
    case 'git':
      return unless(GIT.has(first), `git ${first} is not among the known commands`);
    case 'gh':
      return unless(
        GH.has(first) || GH.has(`${first} ${second}`),
        `gh ${first} ${second} is not among the known commands`,
      );
    case 'aws':
      return unless(AWS.has(`${first} ${second}`), `aws ${first} ${second} is not among the known operations`);
    default: {
      const isOwn = program.includes('/') && isFile(program);
      return unless(
        EVERYWHERE.has(program) || functions.includes(program) || isOwn,
        `${program} is not a command that is known here`,
      );
    }
  }
}

function findNpmProblems([first = '', second = '']: readonly string[]): readonly string[] {
  const script = first === 'run' ? second : first === 'test' ? 'test' : undefined;
  if (script !== undefined) return script in scripts ? [] : [`package.json has no script ${script}`];
  return ['ci', 'install', 'view', 'pack'].includes(first) ? [] : [`npm ${first} is not among the known commands`];
}

function findNpxProblems(words: readonly string[]): readonly string[] {
  const [program = '', ...rest] = words;
  if (!isFile(`node_modules/.bin/${program}`)) return [`${program} is no program of a package that is installed`];
  if (program !== 'vitest') return [];
  const paths = rest.slice(rest[0] === 'run' ? 1 : 0).filter((word) => word.includes('/'));
  return paths.filter((path) => !isFile(path)).map((path) => `there is no ${path} for vitest to run`);
}

function isFile(path: string): boolean {
  return existsSync(new URL(path.replace(/^\.\//, ''), ROOT));
}
