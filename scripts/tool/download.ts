import { createHash } from 'node:crypto';
import { reasonOf, Unusable } from './unusable.ts';

export interface Archive {
  readonly url: string;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** A slow connection is waited for, however long the whole takes, and one that says nothing is not. */
const SILENT_MS = 60_000;

/**
 * The bytes of an archive, which are those of its checksum. Throws `Unusable` when they cannot be had; nothing is written
 * anywhere. Redirects are followed, and proxies of the environment where Node was started with `--use-env-proxy`.
 */
export async function downloadArchive({ url, sha256 }: Archive, silentMs = SILENT_MS): Promise<Uint8Array> {
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new Unusable(`nothing came from ${url} for ${silentMs / 1000} s`));
  }, silentMs);
  let bytes: Uint8Array;
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok || response.body === null) throw new Unusable(`${url} answers ${response.status}`);
    const pieces: Uint8Array[] = [];
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      timer.refresh();
      pieces.push(piece);
    }
    bytes = Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof Unusable) throw error;
    throw new Unusable(`${url}: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new Unusable(`what came from ${url} has the SHA-256 ${found} and not ${sha256}, and was thrown away`);
  }
  return bytes;
}
