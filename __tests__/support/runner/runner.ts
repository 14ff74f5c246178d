import { TOOL } from '../on-path.ts';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
/** The runtime that action.yml asks for, as the dev dependency `node` installs it. */
export const NODE_24 = join(ROOT, 'node_modules/node/bin/node');

/** Compiled once for all the steps, each of which would compile the bundle anew: it takes a tenth of a step's time. */
const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/lockstep-bundle');

/** What the runner would know of the step and its event. */
export interface StepOptions {
  readonly checkout: string;
  readonly event: { readonly name: string; readonly payload: unknown; readonly ref: string; readonly sha: string };
  /** What the workflow says under `with`. */
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly repository: string;
  readonly apiUrl: string;
  /** Where the runner keeps its own folders; whoever gives it deletes it. */
  readonly runnerRoot: string;
  readonly runId?: string;
  readonly actor?: string;
  /** What steps after main have added to the environment by then. */
  readonly postEnv?: Readonly<Record<string, string>> | undefined;
  /** Absolute path of the folder of another bundle than this checkout's. */
  readonly dist?: string | undefined;
}

export interface StepResult {
  readonly exitCode: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Everything that main and post wrote to stdout and stderr. */
  readonly log: string;
}

export interface Step {
  readonly pid: number;
  /** What main and post have written so far. */
  logSoFar(): string;
  /** Main's exit code; null when a signal ended it. */
  readonly mainEnded: Promise<number | null>;
  /** Ends when `post` has, and when what they left running is killed. */
  readonly ended: Promise<StepResult>;
  /**
   * Cancels the step as the runner does: signals to main's process alone, and `post` after it. Resolves when main has
   * ended, with the signals that it took.
   */
  cancel(): Promise<readonly NodeJS.Signals[]>;
  /** No `post` is to run: the machine is gone. */
  abandon(): void;
  /** `post` runs now, beside main, as it does in a container whose processes the runner cannot signal. */
  startPost(): void;
  /** The runner's worker has died: nobody reads what main writes any more. */
  closeLog(): void;
}

/**
 * How long main is left between one signal and the next. The runner leaves it 7.5 and 2.5 s, and a busy machine ten times
 * that: who waits for what the test holds back takes all the signals all the same.
 */
const TERM_AFTER_MS = 75_000;
const KILL_AFTER_MS = 25_000;

/**
 * Starts the committed bundle as the runner does: inputs from action.yml's defaults, command files, main, then post, then
 * the end of every process that they left behind.
 */
export async function startStep(options: StepOptions): Promise<Step> {
  const folder = await mkdtemp(join(options.runnerRoot, 'runner-'));
  const commandFiles = join(folder, 'temp', '_runner_file_commands');
  await mkdir(commandFiles, { recursive: true });
  const files = ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH', 'ARTIFACTS'];
  await Promise.all(files.map((file) => writeFile(join(commandFiles, file), '')));
  await writeFile(join(folder, 'event.json'), JSON.stringify(options.event.payload));
  const runId = options.runId ?? '1118';
  const env: Record<string, string> = {
    PATH: withoutDevelopmentTools(process.env['PATH'] ?? ''),
    HOME: folder,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: options.checkout,
    GITHUB_EVENT_NAME: options.event.name,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REF: options.event.ref,
    GITHUB_SHA: options.event.sha,
    GITHUB_REPOSITORY: options.repository,
    GITHUB_ACTOR: options.actor ?? 'ana',
    GITHUB_RUN_ID: runId,
    // As on GitHub, a run's number is shorter than its id.
    GITHUB_RUN_NUMBER: String(Number(runId) % 100),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: options.apiUrl,
    GITHUB_GRAPHQL_URL: `${options.apiUrl}/graphql`,
    RUNNER_TEMP: join(folder, 'temp'),
    RUNNER_OS: 'Linux',
    RUNNER_TRACKING_ID: `github_${randomUUID()}`,
    CHECKPOINT_DISABLE: '1',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    ...Object.fromEntries(files.map((file) => [`GITHUB_${file}`, join(commandFiles, file)])),
    ...(await inputVariables(options.with ?? {})),
    ...options.env,
  };
  const program = join(options.dist ?? join(ROOT, 'dist'), 'index.js');
  const start = (own: typeof env): NodeProcess => startNode(program, { cwd: options.checkout, env: own });
  const main = start(env);
  let log = main.log;
  let abandoned = false;
  const beside = Promise.withResolvers<undefined>();
  const ended = Promise.race([main.ended, beside.promise]).then(async (): Promise<StepResult> => {
    if (abandoned) return { exitCode: null, outputs: {}, summary: '', log: main.log() };
    const state = parseCommandFile(await readFile(join(commandFiles, 'STATE'), 'utf8'));
    const stateEnv = Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
    const outputs = parseCommandFile(await readFile(join(commandFiles, 'OUTPUT'), 'utf8'));
    const post = start({ ...env, ...stateEnv, ...options.postEnv });
    log = () => main.log() + post.log();
    const [postExit, mainExit] = await Promise.all([post.ended, main.ended]);
    await killTracked(`RUNNER_TRACKING_ID=${env['RUNNER_TRACKING_ID'] ?? ''}`);
    return {
      exitCode: mainExit === 0 ? postExit : mainExit,
      outputs,
      summary: await readFile(join(commandFiles, 'STEP_SUMMARY'), 'utf8'),
      log: log(),
    };
  });
  const abandon = (): void => {
    abandoned = true;
  };
  const cancel = async (): Promise<readonly NodeJS.Signals[]> => {
    const sent: NodeJS.Signals[] = [];
    const send = (signal: NodeJS.Signals): void => {
      if (main.kill(signal)) sent.push(signal);
    };
    send('SIGINT');
    const timers = [
      setTimeout(send, TERM_AFTER_MS, 'SIGTERM'),
      setTimeout(send, TERM_AFTER_MS + KILL_AFTER_MS, 'SIGKILL'),
    ];
    await main.ended;
    for (const timer of timers) clearTimeout(timer);
    return sent;
  };
  const startPost = (): void => {
    beside.resolve(undefined);
  };
  const { pid, closeLog } = main;
  return { pid, logSoFar: () => log(), mainEnded: main.ended, ended, cancel, abandon, startPost, closeLog };
}

interface NodeProcess {
  readonly pid: number;
  readonly log: () => string;
  readonly ended: Promise<number | null>;
  /** False when it has ended already. */
  readonly kill: (signal: NodeJS.Signals) => boolean;
  readonly closeLog: () => void;
}

function startNode(
  program: string,
  at: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): NodeProcess {
  const child = spawn(NODE_24, [program], { ...at, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (data: Buffer) => (log += data.toString()));
  child.stderr.on('data', (data: Buffer) => (log += data.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const closeLog = (): void => {
    for (const output of [child.stdout, child.stderr]) output.destroy();
  };
  return { pid: child.pid ?? -1, log: () => log, ended, kill: (signal) => child.kill(signal), closeLog };
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
}

async function inputVariables(given: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const action = parse(await readFile(join(ROOT, 'action.yml'), 'utf8')) as ActionFile;
  for (const name of Object.keys(given)) {
    if (!(name in action.inputs)) throw new Error(`action.yml has no input ${name}`);
  }
  return Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ??
        (name === 'tool' && TOOL === 'tofu' ? TOOL : undefined) ??
        (input.default ?? '').replace('${{ github.token }}', 'ghs_test'),
    ]),
  );
}

/** Parses a command file: `name=value`, or `name<<delimiter` and lines up to the delimiter. */
export function parseCommandFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const heredoc = /^([^=<]+)<<(.+)$/.exec(lines[index] ?? '');
    if (heredoc?.[1] !== undefined) {
      const end = lines.indexOf(heredoc[2] ?? '', index + 1);
      if (end < 0) throw new Error(`command file: no end to ${heredoc[1]}`);
      values[heredoc[1]] = lines.slice(index + 1, end).join('\n');
      index = end;
      continue;
    }
    const plain = /^([^=]+)=(.*)$/.exec(lines[index] ?? '');
    if (plain?.[1] !== undefined) values[plain[1]] = plain[2] ?? '';
  }
  return values;
}

/** The runner knows nothing of this project's node_modules. */
function withoutDevelopmentTools(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);
}

async function killTracked(tracking: string): Promise<void> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environ.split('\0').includes(tracking)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
