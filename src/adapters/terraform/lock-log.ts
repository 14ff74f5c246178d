import { readFile } from 'node:fs/promises';
import type { NotedLock } from '../../domain/turn.ts';

/**
 * Terraform says in its log which lock it is about to take, as text or as JSON.
 * Source: hashicorp/terraform internal/backend/remote-state/s3/client.go, `Lock` ("Attempting to lock remote state").
 */
const ATTEMPT = /Attempting to lock remote state\b.*?\btf_backend\.lock\.id"?[=:]"?([\w-]+)/;
const TIMESTAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/;

/** The locks that commands with this log have tried to take, in order; undefined when there is no such log. */
export async function readLocksTried(logFile: string): Promise<readonly NotedLock[] | undefined> {
  let log: string;
  try {
    log = await readFile(logFile, 'utf8');
  } catch {
    return undefined;
  }
  return parseLocksTried(log);
}

export function parseLocksTried(log: string): readonly NotedLock[] {
  return log.split('\n').flatMap((line) => {
    const id = ATTEMPT.exec(line)?.[1];
    return id === undefined ? [] : [{ id, at: TIMESTAMP.exec(line)?.[0] ?? '' }];
  });
}
