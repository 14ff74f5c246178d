import type { NotedLock } from '../../domain/turn/turn.ts';
import { openTail, type Tail } from '../process/tail.ts';

/**
 * Terraform says in its log which lock it is about to take, as text or as JSON.
 * Source: hashicorp/terraform internal/backend/remote-state/s3/client.go, `Lock` ("Attempting to lock remote state").
 */
const ATTEMPT = /Attempting to lock remote state\b.*?\btf_backend\.lock\.id"?[=:]"?([\w-]+)/;
const TIMESTAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/;

/**
 * Reads the locks that commands with this log have tried to take, in order. It is asked many times a second, and a log
 * may be long: each call reads on from where the last one stopped.
 */
export function openLockLog(file: string): () => readonly NotedLock[] {
  let tail: Tail | undefined;
  let rest = '';
  const tried: NotedLock[] = [];
  return () => {
    try {
      tail ??= openTail(file);
    } catch {
      return tried;
    }
    tail.readOn((text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      tried.push(...parseLocksTried(lines));
    });
    return [...tried];
  };
}

export function parseLocksTried(lines: readonly string[]): readonly NotedLock[] {
  return lines.flatMap((line) => {
    const id = ATTEMPT.exec(line)?.[1];
    return id === undefined ? [] : [{ id, at: TIMESTAMP.exec(line)?.[0] ?? '' }];
  });
}
