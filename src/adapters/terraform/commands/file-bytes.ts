import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Bytes } from '../../../domain/state/json-members.ts';

const BLOCK_BYTES = 262_144;
/** One for each that reads on while others read in between. */
const BLOCKS_KEPT = 8;

/** What was read of a large file is no more needed than it was collected: V8 waits until there is as much of it again. */
const COLLECT_EACH_BYTES = 64 * 1_048_576;

/** Undefined where this Node has no way to be asked. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('typeof gc === "function" ? gc : undefined');
  if (typeof collect === 'function') (collect as () => void)();
}

interface Block {
  readonly memory: Buffer;
  readonly length: number;
}

/** The bytes of a file that nobody writes any more, a few blocks of them in memory. Throws where it cannot be read. */
export function openFileBytes(file: string): Bytes & Disposable {
  const reader = openSync(file, 'r');
  const blocks = new Map<number, Block>();
  let loadedBytes = 0;
  const load = (start: number): Block => {
    const [[oldest, { memory }] = [-1, { memory: Buffer.allocUnsafe(BLOCK_BYTES) }]] =
      blocks.size < BLOCKS_KEPT ? [] : blocks;
    blocks.delete(oldest);
    loadedBytes += BLOCK_BYTES;
    if (loadedBytes % COLLECT_EACH_BYTES === 0) collectGarbage();
    return { memory, length: readSync(reader, memory, 0, BLOCK_BYTES, start) };
  };
  return {
    length: fstatSync(reader).size,
    read: (from) => {
      const start = from - (from % BLOCK_BYTES);
      const block = blocks.get(start) ?? load(start);
      // The one that was asked for last goes last.
      blocks.delete(start);
      blocks.set(start, block);
      if (block.length <= from - start) throw new Error(`${file} has become shorter while it was read`);
      return block.memory.subarray(from - start, block.length);
    },
    [Symbol.dispose]: () => {
      closeSync(reader);
    },
  };
}
