import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process whose parent never asks what has become of it: a shell becomes a `cat`. Killed, it is a zombie. As long as the
 * parent is a shell it asks, so this waits until `cat` has answered.
 */
export async function startChildOfCat(): Promise<{ readonly parent: ChildProcess; readonly pid: number }> {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  parent.stdin.write('are you there?\n');
  await once(parent.stdout, 'data');
  return { parent, pid: Number(line.toString()) };
}
