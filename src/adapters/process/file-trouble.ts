import { ToolFailed } from '../../domain/stack/tool-failed.ts';

/** What a disk, a file system or somebody who clears up may do to a file at any time. Anything else is a defect. */
const OUTSIDE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT', 'EMFILE', 'ENFILE'];

/** Does something with a file of this run. Throws ToolFailed, which says `what`, for what the outside has done to it. */
export function withFile<T>(what: string, task: () => T): T {
  try {
    return task();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || !OUTSIDE.includes(code)) throw cause;
    throw new ToolFailed(`${what} (${message}). See to the disk of the runner, and run this again.`, '', { cause });
  }
}
