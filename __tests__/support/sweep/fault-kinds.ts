import type { Befalling } from './arrivals.ts';

const DELAY_MS = 3000;

const github = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) =>
  ({ kind: 'answer', status, body: { message }, headers }) as const;

/** What may befall one request: each service says it in its own way. */
export const FAULT_KINDS = {
  refused: {
    s3: [{ kind: 'answer', status: 403, code: 'AccessDenied' }],
    dynamodb: [{ kind: 'answer', status: 400, code: 'AccessDeniedException' }],
    github: github(403, 'Resource not accessible by integration'),
  },
  failed: {
    s3: [{ kind: 'answer', status: 500, code: 'InternalError' }],
    dynamodb: [{ kind: 'answer', status: 500, code: 'InternalServerError' }],
    github: github(500, 'Server Error'),
  },
  throttled: {
    s3: [{ kind: 'answer', status: 503, code: 'SlowDown' }],
    dynamodb: [{ kind: 'answer', status: 400, code: 'ProvisionedThroughputExceededException' }],
    github: github(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
      'retry-after': '60',
    }),
  },
  delayed: {
    s3: [{ kind: 'delay', ms: DELAY_MS }],
    dynamodb: [{ kind: 'delay', ms: DELAY_MS }],
    github: { kind: 'delay', ms: DELAY_MS },
  },
  'cut before it takes effect': {
    s3: [{ kind: 'cut-before' }],
    dynamodb: [{ kind: 'cut-before' }],
    github: { kind: 'cut-before' },
  },
  'cut after it took effect': {
    s3: [{ kind: 'cut-after' }],
    dynamodb: [{ kind: 'cut-after' }],
    github: { kind: 'cut-after' },
  },
} as const satisfies Readonly<Record<string, Befalling>>;

export type FaultKind = keyof typeof FAULT_KINDS;
