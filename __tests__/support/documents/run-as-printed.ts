import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout, Cloud } from '../runner/stage.ts';

/**
 * Runs the command of a comment in this checkout, as a person would, but for `aws s3 cp`: there is no such program, so
 * the object is fetched from the server.
 */
export async function runAsPrinted(
  cloud: Cloud,
  comment: string,
  { folder }: Checkout,
): Promise<{ readonly code: number; readonly output: string }> {
  const command = /```sh\n(.*?)\n```/s.exec(comment)?.[1] ?? '';
  const [copy = '', bucket = '', key = '', file = ''] = /aws s3 cp s3:\/\/([^/]+)\/(\S+) (\S+)/.exec(command) ?? [];
  const object = cloud.s3.get(bucket, key);
  if (object === undefined) throw new Error(`there is no such object: ${command}`);
  await writeFile(join(folder, file), object.body);
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    TF_DATA_DIR: '.terraform-of-a-person',
  };
  return new Promise((resolve) => {
    const words = ['-c', command.replace(copy, 'true')];
    const child = execFile('/bin/sh', words, { cwd: folder, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}
