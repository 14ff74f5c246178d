import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/**
 * All bytes of an object, each held once: the SDK's own way keeps the parts and the whole at the same time, and a state
 * may have 100 MB.
 */
export async function readBody({ Body, ContentLength }: GetObjectCommandOutput): Promise<Uint8Array> {
  if (Body === undefined) return new Uint8Array();
  const isStream = Symbol.asyncIterator in Body;
  if (ContentLength === undefined || !isStream) return Body.transformToByteArray();
  const whole = new Uint8Array(ContentLength);
  let at = 0;
  const more: Uint8Array[] = [];
  for await (const part of Body as AsyncIterable<Uint8Array>) {
    if (more.length === 0 && at + part.length <= whole.length) {
      whole.set(part, at);
      at += part.length;
    } else {
      more.push(part);
    }
  }
  // What a store says of the length is believed no further than its bytes go.
  return more.length === 0 ? whole.subarray(0, at) : Buffer.concat([whole.subarray(0, at), ...more]);
}
