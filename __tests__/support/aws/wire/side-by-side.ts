import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TOOL } from '../../on-path.ts';
import type { Authority } from './certificates.ts';
import { factsOf } from './facts.ts';
import type { Ended } from './read-as-lockstep.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { BASE, BASE_ENV, type Row } from './row.ts';

export interface Tried {
  readonly terraform: readonly string[];
  readonly lockstep: readonly string[];
  /** What Lockstep asked when the setting was taken away from it alone. */
  readonly without: readonly string[];
  readonly ended: Ended;
  /** What Terraform writes down of the backend, dotted: every attribute that it knows. */
  readonly attributes: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** Tries a row with plain Terraform, with Lockstep, and with Lockstep without the setting. */
export async function tryRow(row: Row, authority: Authority): Promise<Tried> {
  await using site = await openSite(row, authority);
  const { recorder } = site;
  const asked = (): readonly string[] => {
    const facts = factsOf(recorder.requests, row);
    recorder.clear();
    return facts;
  };
  const writes = row.also?.includes('writes') ?? false;
  await site.terraform(writes);
  const terraform = asked();

  const ended = await site.lockstep(site.backendFile, row.env, writes);
  const lockstep = asked();
  const taken = row.without ?? defaultWithout(row);
  const config = JSON.parse(await readFile(site.backendFile, 'utf8')) as BackendFile;
  for (const path of taken.backend ?? []) takeOut(config.backend.config, path.split('.'));
  const file = `${site.backendFile}.without`;
  await writeFile(file, JSON.stringify(config));
  await site.write(taken.files ?? {});
  const endedWithout = await site.lockstep(file, { ...row.env, ...taken.env }, writes);
  const trouble = (of: Ended): readonly string[] => (row.fails === true && of.kind === 'refused' ? [] : troubleOf(of));
  return {
    terraform,
    lockstep: [...lockstep, ...trouble(ended)],
    without: [...asked(), ...trouble(endedWithout)],
    ended,
    attributes: attributesOf(JSON.parse(await readFile(site.backendFile, 'utf8')) as BackendFile),
  };
}

/** Terraform fails where a setting is wrong; a row on that has no facts of Lockstep's either. */
function troubleOf(ended: Ended): readonly string[] {
  return ended.kind === 'read' ? [] : [`${ended.kind}: ${ended.message}`];
}

function defaultWithout({ setting, backend }: Row): NonNullable<Row['without']> {
  const isVariable = /^[A-Z]/.test(setting) || (/_proxy$/.test(setting) && backend?.[setting] === undefined);
  return isVariable ? { env: { [setting]: undefined } } : { backend: [setting] };
}

interface BackendFile {
  readonly backend: { readonly config: Record<string, unknown> };
}

function attributesOf({ backend: { config } }: BackendFile): readonly string[] {
  return Object.entries(config).flatMap(([name, value]) =>
    /^(?:assume_role|endpoints)/.test(name) && typeof value === 'object' && value !== null
      ? [name, ...Object.keys(value).map((inner) => `${name}.${inner}`)]
      : [name],
  );
}

function takeOut(config: Record<string, unknown>, [name = '', ...rest]: readonly string[]): void {
  const inner = config[name];
  if (rest.length > 0 && typeof inner === 'object' && inner !== null) {
    takeOut(inner as Record<string, unknown>, rest);
  } else {
    config[name] = null;
  }
}

interface Site extends AsyncDisposable {
  readonly recorder: Recorder;
  readonly backendFile: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  terraform(writes: boolean): Promise<void>;
  lockstep(backendFile: string, env: Env | undefined, writes: boolean): Promise<Ended>;
}

const CHILD = fileURLToPath(new URL('read-as-lockstep.ts', import.meta.url));

async function openSite(row: Row, authority: Authority): Promise<Site> {
  const recorder = await startRecorder(authority);
  recorder.trouble(row.trouble);
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-wire-'));
  const [module, home, data] = [join(folder, 'module'), join(folder, 'home'), join(folder, 'data')];
  await Promise.all([module, home].map((path) => mkdir(path, { recursive: true })));
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, authority.certificate);
  const known: Readonly<Record<string, string>> = { ...recorder.places, module, home, folder, ca };
  const fill = (text: string): string => text.replaceAll(/<([\w-]+)>/g, (whole, name: string) => known[name] ?? whole);
  const envOf = (env: Env = {}): Record<string, string> => {
    const given = Object.entries({ ...BASE_ENV, ...env }).filter(([, value]) => value !== undefined);
    return {
      PATH: process.env['PATH'] ?? '',
      CHECKPOINT_DISABLE: '1',
      ...Object.fromEntries(given.map(([name, value]) => [name, fill(value ?? '')])),
    };
  };
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, content] of Object.entries(files)) {
      const path = resolve(folder, fill(name));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, fill(content), { mode: 0o755 });
    }
  };
  await write(row.files ?? {});
  const attributes = Object.entries({ ...BASE, ...row.backend }).filter(([, value]) => value !== undefined);
  const block = attributes.map(([name, value]) => `    ${name} = ${fill(value ?? '')}`).join('\n');
  await writeFile(join(module, 'main.tf'), `terraform {\n  backend "s3" {\n${block}\n  }\n}\n`);

  const backendFile = join(data, 'terraform.tfstate');
  return {
    recorder,
    backendFile,
    write,
    terraform: async (writes) => {
      const env = { ...envOf(row.env), TF_DATA_DIR: data };
      const run = (...words: readonly string[]) => runProgram(TOOL, words, { cwd: module, env });
      const init = run('init', '-input=false', '-no-color');
      if (row.fails === true) {
        await Promise.allSettled([init]);
        return;
      }
      await init;
      const { stdout } = await run('state', 'pull');
      if (!writes) return;
      const state = join(folder, 'pulled.tfstate');
      await writeFile(state, stdout.replace('"serial": 1', '"serial": 2'));
      await run('state', 'push', '-lock=false', state);
    },
    lockstep: async (file, env, writes) => {
      const words = [CHILD, file, module, ...(writes ? ['writes'] : [])];
      // A run's own directory is not the root module's.
      const { stdout } = await runProgram(process.execPath, words, { cwd: folder, env: envOf(env) });
      return JSON.parse(stdout) as Ended;
    },
    [Symbol.asyncDispose]: async () => {
      await recorder[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function runProgram(
  program: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<{ readonly stdout: string }> {
  return new Promise((resolveRun, reject) => {
    execFile(program, words, { ...options, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error === null) resolveRun({ stdout });
      else reject(new Error(`${program} ${words.join(' ')}: ${error.message}\n${stdout}${stderr}`));
    });
  });
}
