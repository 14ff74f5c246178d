import { closeSync, openSync, writeSync } from 'node:fs';
import { ToolFailed } from '../../../domain/stack/tool-failed.ts';
import { withFile } from '../../process/file-trouble.ts';

/** Runs a command of the tool that is over at once, with what it prints in a file: it may be larger than any text. */
export async function printInto(
  file: string,
  command: {
    readonly tool: { readonly name: string; readonly file: string };
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env: Record<string, string>;
  },
): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const { tool, args, cwd, env } = command;
  const called = `${tool.name} ${args[0] ?? ''}`;
  const { exec } = await import('@actions/exec');
  const words: Buffer[] = [];
  const output = withFile(`what ${called} prints cannot be written`, () => openSync(file, 'w', 0o600));
  let trouble: { readonly cause: unknown } | undefined;
  try {
    const exitCode = await exec(tool.file, [...args], {
      cwd,
      env,
      silent: true,
      ignoreReturnCode: true,
      listeners: {
        stdout: (data) => {
          try {
            for (let at = 0; at < data.length;) at += writeSync(output, data, at);
          } catch (cause) {
            trouble ??= { cause };
          }
        },
        stderr: (data) => words.push(data),
      },
    }).catch((cause: unknown) => {
      throw new ToolFailed(`${called} could not be run (${String(cause)})`, '', { cause });
    });
    const { cause } = trouble ?? {};
    if (cause !== undefined) withFile(`what ${called} prints cannot be written`, () => rethrow(cause));
    return { exitCode, stderr: Buffer.concat(words).toString() };
  } finally {
    closeSync(output);
  }
}

function rethrow(cause: unknown): never {
  throw cause;
}
