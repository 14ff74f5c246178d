import { GitHubUnusable } from '../../domain/run/github.ts';

/** An entry of a folder in a commit. */
export interface Entry {
  readonly name: string;
  readonly type: string;
  /** As git has it. */
  readonly mode: number;
}

/** What lies at a path of a commit as git has it, which follows no link: a folder, or what of the path is a file. */
export interface Looked<E extends Entry> {
  /** Undefined where no folder lies there. */
  readonly entries: readonly E[] | undefined;
  /** The shortest beginning of the path that is a file or a link, with its text, which of a link is where it leads. */
  readonly blob: { readonly path: string; readonly text: string | undefined } | undefined;
}

/** Where a path of a commit leads, its links followed. `path` is what it is called without any. */
export type Found<E extends Entry> =
  | { readonly kind: 'folder'; readonly path: string; readonly entries: readonly E[] }
  | { readonly kind: 'file'; readonly path: string; readonly text: string | undefined }
  | { readonly kind: 'nothing'; readonly path: string };

/** As git notes a symbolic link. Source: git Documentation/gitformat-index.txt. */
const LINK = 0o120000;
/** As the kernel follows them. */
const LINKS_AT_MOST = 40;

/** Of a link that nobody can follow: it says where it leads. */
export class LinkUnusable extends GitHubUnusable {
  constructor(link: string, why: string) {
    super(`${link} is a symbolic link there, and ${why}.`, { isLasting: true });
  }
}

export function isLink({ mode }: Entry): boolean {
  return mode === LINK;
}

/**
 * Follows the links of a path within a commit, its folders' and its own. Rejects with LinkUnusable for one that leads out of
 * the repository, round in a circle, or through too many.
 */
export async function followLinks<E extends Entry>(
  path: string,
  look: (path: string) => Promise<Looked<E>>,
): Promise<Found<E>> {
  let left = LINKS_AT_MOST;

  const follow = async (parts: readonly string[], from: string): Promise<Found<E>> => {
    // What stands before `..` may be a link, and then the folder above is another one.
    const up = parts.indexOf('..');
    if (up === 0) throw new LinkUnusable(from, 'leads out of the repository');
    if (up > 0) {
      const before = await follow(parts.slice(0, up), from);
      const above = before.path.split('/').filter((part) => part !== '');
      if (above.length === 0) throw new LinkUnusable(from, 'leads out of the repository');
      return before.kind === 'folder'
        ? follow([...above.slice(0, -1), ...parts.slice(up + 1)], from)
        : { kind: 'nothing', path: before.path };
    }
    const at = parts.join('/');
    const { entries, blob } = await look(at);
    if (entries !== undefined) return { kind: 'folder', path: at, entries };
    if (blob === undefined) return { kind: 'nothing', path: at };
    const folders = blob.path.split('/').slice(0, -1);
    const name = blob.path.slice(blob.path.lastIndexOf('/') + 1);
    const beside = await look(folders.join('/'));
    const entry = beside.entries?.find((one) => one.name === name);
    if (entry === undefined || !isLink(entry)) {
      return blob.path === at ? { kind: 'file', path: at, text: blob.text } : { kind: 'nothing', path: at };
    }
    const { text } = blob;
    if (text === undefined || text.startsWith('/')) throw new LinkUnusable(blob.path, 'leads out of the repository');
    left -= 1;
    if (left < 0) throw new LinkUnusable(path, `leads through more than ${LINKS_AT_MOST} others`);
    return follow(partsOf(`${folders.join('/')}/${text}/${at.slice(blob.path.length)}`), blob.path);
  };

  return follow(partsOf(path), path);
}

/** What a folder is called above others stays: only a `..` behind it may mean another one. */
function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
