import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { withFile } from './file-trouble.ts';

/** Reads a file that somebody else is writing, from where it was left. */
export interface Tail extends Disposable {
  /** How many bytes have been read. */
  readonly position: number;
  /** Passes on what has come since. Throws ToolFailed when it cannot be read. */
  readOn(onOutput: (text: string) => void): void;
}

export function openTail(path: string, from = 0): Tail {
  const reader = openSync(path, 'r');
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(65_536);
  let position = from;
  return {
    get position() {
      return position;
    },
    readOn: (onOutput) => {
      for (;;) {
        const bytesRead = withFile(`${path} cannot be read`, () =>
          readSync(reader, buffer, 0, buffer.length, position),
        );
        if (bytesRead === 0) return;
        position += bytesRead;
        onOutput(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
      }
    },
    [Symbol.dispose]: () => {
      closeSync(reader);
    },
  };
}

/** Where the line begins that this position is in, or follows. */
export function lineStartBefore(path: string, position: number): number {
  const written = withFile(`${path} cannot be read`, () => readFileSync(path));
  return written.subarray(0, position).lastIndexOf('\n') + 1;
}
