import { BUCKET, type Cloud } from './stage.ts';

/** Runs the task once between a plan and its apply: just before the run says in the queue, in the table, that it begins. */
export function beforeApplyBegins(cloud: Cloud, key: string, task: () => Promise<void>): void {
  cloud.dynamodb.addFault({
    matches: ({ operation, lockId, input }) =>
      operation === 'PutItem' &&
      lockId === `${BUCKET}/${key}#lockstep` &&
      JSON.stringify(input).includes(String.raw`\"begun\":`),
    then: { kind: 'run', task },
  });
}
