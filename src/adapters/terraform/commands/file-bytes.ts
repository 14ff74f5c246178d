import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Bytes } from '../../../domain/state/json-members.ts';

const BLOCK_BYTES = 262_144;
/** One for each that reads on while others read in between. */
const BLOCKS_KEPT = 8;

/** The bytes of a file that nobody writes any more, a few blocks of them in memory. Throws where it cannot be read. */
export function openFileBytes(file: string): Bytes & Disposable {
  const reader = openSync(file, 'r');
  const blocks = new Map<number, Uint8Array>();
  const load = (start: number): Uint8Array => {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    return block.subarray(0, readSync(reader, block, 0, BLOCK_BYTES, start));
  };
  return {
    length: fstatSync(reader).size,
    read: (from) => {
      const start = from - (from % BLOCK_BYTES);
      const block = blocks.get(start) ?? load(start);
      // The one that was asked for last goes last.
      blocks.delete(start);
      blocks.set(start, block);
      const [oldest] = blocks.keys();
      if (blocks.size > BLOCKS_KEPT && oldest !== undefined) blocks.delete(oldest);
      if (block.length <= from - start) throw new Error(`${file} has become shorter while it was read`);
      return block.subarray(from - start);
    },
    [Symbol.dispose]: () => {
      closeSync(reader);
    },
  };
}
