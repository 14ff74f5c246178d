import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ProcessesUnknown } from './process-table.ts';

/** The main packages of Terraform and of OpenTofu, as Go writes them into a program. A provider has another. */
const TOOLS = ['path\tgithub.com/hashicorp/terraform\n', 'path\tgithub.com/opentofu/opentofu/cmd/tofu\n'];

/** This machine has no room or time for the question now, and has another time. */
const PASSING = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EINTR', 'EIO'];

/** What the build information begins with. Source: Go, debug/buildinfo. */
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
/** The Go version and a mark of 16 bytes lie between the two. */
const REACH_BYTES = 512;
const CHUNK_BYTES = 1 << 20;
const SECTION = '.go.buildinfo';

const known = new Map<string, boolean>();

/**
 * Whether the program in this file is Terraform or OpenTofu themselves: not a script, a proxy or a provider. False where
 * that cannot be found out; throws ProcessesUnknown where it could another time. Answers are kept, for an interrupt has no
 * time to read.
 */
export function isTerraformProgram(file: string): boolean {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    return notFoundOut(error);
  }
  try {
    const { dev, ino, size, mtimeMs } = fstatSync(fd);
    const name = [dev, ino, size, mtimeMs].join(' ');
    const before = known.get(name);
    if (before !== undefined) return before;
    const is = readIsTool(fd, size);
    known.set(name, is);
    return is;
  } catch (error) {
    return notFoundOut(error);
  } finally {
    closeSync(fd);
  }
}

function notFoundOut(error: unknown): false {
  if (PASSING.includes((error as NodeJS.ErrnoException).code ?? '')) throw new ProcessesUnknown(error);
  return false;
}

interface Part {
  readonly from: number;
  readonly bytes: number;
}

function readIsTool(fd: number, size: number): boolean {
  const header = read(fd, { from: 0, bytes: 64 });
  const isElf = header.toString('latin1', 0, 4) === '\x7fELF';
  // 64 bits, little-endian. A Mach-O file is looked through as a whole.
  if (isElf && header[4] === 2 && header[5] === 1) {
    const section = findSection(fd, header);
    return section !== undefined && holdsTool(fd, section);
  }
  return holdsTool(fd, { from: 0, bytes: size });
}

/** ELF-64: the section headers lie at e_shoff, their names in the section e_shstrndx. Source: elf(5). */
function findSection(fd: number, header: Buffer): Part | undefined {
  const [entryBytes, count, namesAt] = [58, 60, 62].map((at) => header.readUInt16LE(at)) as [number, number, number];
  const table = read(fd, { from: Number(header.readBigUInt64LE(40)), bytes: entryBytes * count });
  const entries = Array.from({ length: count }, (_, index) =>
    table.subarray(index * entryBytes, (index + 1) * entryBytes),
  );
  const partOf = (entry: Buffer): Part => ({
    from: Number(entry.readBigUInt64LE(24)),
    bytes: Number(entry.readBigUInt64LE(32)),
  });
  const namesEntry = entries[namesAt];
  if (namesEntry === undefined) return undefined;
  const names = read(fd, partOf(namesEntry)).toString('latin1');
  const found = entries.find((entry) => names.startsWith(`${SECTION}\0`, entry.readUInt32LE(0)));
  return found && partOf(found);
}

function holdsTool(fd: number, { from, bytes }: Part): boolean {
  for (let at = from; at < from + bytes; at += CHUNK_BYTES) {
    // What begins at the end of one chunk is seen as a whole.
    const chunk = read(fd, { from: at, bytes: Math.min(CHUNK_BYTES + REACH_BYTES, from + bytes - at) });
    for (let magic = chunk.indexOf(MAGIC); magic >= 0; magic = chunk.indexOf(MAGIC, magic + 1)) {
      const behind = chunk.toString('latin1', magic, magic + REACH_BYTES);
      if (TOOLS.some((tool) => behind.includes(tool))) return true;
    }
  }
  return false;
}

function read(fd: number, { from, bytes }: Part): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(fd, buffer, 0, bytes, from));
}
