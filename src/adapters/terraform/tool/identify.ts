import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import type { Environment } from '../../../domain/environment.ts';
import { Cancelled } from '../../../domain/apply/aftermath.ts';
import { renderDuration } from '../../../domain/duration.ts';
import { BadInput, brief } from '../../../domain/failure.ts';
import { parseToolVersion, type Tool } from '../../../domain/stack/tool.ts';
import { isTerraformProgram } from '../../process/go-program.ts';

/** A shim may have to load the program first. */
const LIMIT_MS = 120_000;
const MOST_BYTES = 1 << 20;

export interface IdentifyOptions {
  /** Absolute path of the program. */
  readonly file: string;
  /** Absolute path of the root module, by which a shim chooses. */
  readonly directory: string;
  /** Absolute path of a private directory, which keeps the answer for the processes of this run that come later. */
  readonly filesDirectory: string;
  /** What every command is given. */
  readonly env: Environment;
  readonly cancelled: AbortSignal;
  /** Stands in place of two minutes. */
  readonly limitMs?: number;
}

export interface Identity {
  /** What the program is as far as that is known by now: by its file's name until it has said it. */
  now(): Tool;
  /** Rejects with BadInput for a program that is neither, and with Cancelled. */
  readonly known: Promise<Tool>;
  /**
   * Whether the first command may run meanwhile: not beside a shim, which may be loading the program, and would load it
   * twice at once.
   */
  readonly isItself: boolean;
}

/** Asks the program what it is, unless an earlier process of this run has. */
export function openIdentity(options: IdentifyOptions): Identity {
  const { file, filesDirectory } = options;
  const memory = join(filesDirectory, 'tool.json');
  const remembered = recall(memory, file);
  if (remembered !== undefined) {
    return { now: () => remembered, known: Promise.resolve(remembered), isItself: true };
  }
  let tool: Tool = { name: basename(file).includes('tofu') ? 'tofu' : 'terraform', version: undefined };
  const known = ask(options).then((answer) => {
    tool = answer;
    keep(memory, file, answer);
    return answer;
  });
  // Whoever needs it asks for it, and is told.
  known.catch(() => undefined);
  return { now: () => tool, known, isItself: isItself(file) };
}

const Memory = v.object({
  file: v.string(),
  name: v.picklist(['terraform', 'tofu']),
  version: v.optional(v.object({ major: v.number(), minor: v.number(), patch: v.number() })),
});

function recall(memory: string, file: string): Tool | undefined {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(memory, 'utf8'));
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(Memory, json);
  if (!parsed.success || parsed.output.file !== file) return undefined;
  const { name, version } = parsed.output;
  return { name, version };
}

/** A later process can ask again. */
function keep(memory: string, file: string, tool: Tool): void {
  try {
    writeFileSync(memory, JSON.stringify({ file, ...tool }), { mode: 0o600 });
  } catch {
    // It is known here.
  }
}

/** What cannot be looked into now is taken for a shim. */
function isItself(file: string): boolean {
  try {
    return isTerraformProgram(file);
  } catch {
    return false;
  }
}

async function ask(options: IdentifyOptions): Promise<Tool> {
  const { file, directory, env, cancelled, limitMs = LIMIT_MS } = options;
  if (cancelled.aborted) throw new Cancelled('version');
  const { error, stdout, stderr } = await new Promise<Answer>((resolve) => {
    execFile(
      file,
      ['version', '-no-color'],
      {
        cwd: directory,
        env: { ...withoutArguments(env), CHECKPOINT_DISABLE: '1' },
        timeout: limitMs,
        killSignal: 'SIGKILL',
        signal: cancelled,
        maxBuffer: MOST_BYTES,
      },
      (failure, out, err) => {
        resolve({ error: failure, stdout: out, stderr: err });
      },
    );
  });
  // The signal may have aborted since, which the compiler cannot see.
  if ((cancelled as { readonly aborted: boolean }).aborted) throw new Cancelled('version');
  const tool = error === null ? parseToolVersion(stdout) : undefined;
  if (tool !== undefined) return tool;
  throw new BadInput([whyNot(options, { error, stdout, stderr })]);
}

interface Answer {
  readonly error: (Error & { readonly killed?: boolean; readonly code?: unknown }) | null;
  readonly stdout: string;
  readonly stderr: string;
}

function whyNot({ file, limitMs = LIMIT_MS }: IdentifyOptions, { error, stdout, stderr }: Answer): string {
  const asked = `tool is run from ${file}, and its version command`;
  const mend = 'Set tool to the path of a Terraform or OpenTofu, or install one before this step.';
  if (error?.killed === true && error.code == null) {
    return `${asked} has not answered within ${renderDuration(limitMs)}. ${mend}`;
  }
  const printed = `${stderr}\n${stdout}`.split('\n').find((line) => line.trim() !== '');
  const said = printed === undefined ? 'printed nothing' : `printed ${JSON.stringify(brief(printed.trim(), 200))}`;
  if (error === null) return `${asked} ${said}: it is neither Terraform nor OpenTofu. ${mend}`;
  const how =
    typeof error.code === 'number'
      ? `failed with exit code ${error.code}`
      : `failed (${error.message.split('\n', 1)[0] ?? ''})`;
  return `${asked} ${how} and ${said}. ${mend}`;
}

/** Arguments for all commands are not all for this one. */
function withoutArguments(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^TF_CLI_ARGS(?:_version)?$/.test(name)));
}
