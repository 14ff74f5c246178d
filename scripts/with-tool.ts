/**
 * `node scripts/with-tool.ts COMMAND PROGRAM [ARGUMENT…]` runs a program of Node's on a Terraform or OpenTofu that is there,
 * or on one that is loaded once. COMMAND is what the user typed.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chooseTool } from './tool/choice.ts';
import { findArchive, nameSystem } from './tool/opentofu.ts';
import { Unusable } from './tool/unusable.ts';

const CACHE = fileURLToPath(new URL('../.cache', import.meta.url));

const [command = 'this', ...program] = process.argv.slice(2);
const system = nameSystem(process.platform, process.arch);
try {
  const archive = findArchive(system);
  const tool = await chooseTool({ command, env: process.env, cache: CACHE, system, archive, say: console.error });
  run(program, { ...process.env, LOCKSTEP_TEST_TOOL: tool });
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** The program ends as it sees fit, and this with it. A terminal interrupts both of them. */
function run(words: readonly string[], env: NodeJS.ProcessEnv): void {
  const child = spawn(process.execPath, words, { stdio: 'inherit', env });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (code) => (process.exitCode = code ?? 1));
}
