/** Ways to make GitHub misbehave for the requests that a test chooses. */

export interface RecordedRequest {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else the text; undefined when there is none. */
  readonly body: unknown;
  /** From the description, such as `issues/create-comment`; `graphql` for that endpoint. */
  readonly operationId: string | undefined;
  /** Undefined until it is answered, and for ever when the connection is cut. */
  readonly status: number | undefined;
}

type Headers = Readonly<Record<string, string>>;

export type FaultEffect =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      /** A function is asked when the request has come: for times that lie ahead of it. */
      readonly headers?: Headers | (() => Headers);
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection breaks and nothing has happened. */
  | { readonly kind: 'cut-before' }
  /** The connection breaks, but what was asked for has been done. */
  | { readonly kind: 'cut-after' }
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** Runs just before the request is applied: another run's comment that gets in first, say. */
  | { readonly kind: 'run'; readonly task: () => void | Promise<void> };

export interface Fault {
  readonly matches: (request: RecordedRequest) => boolean;
  /** How many matching requests it strikes; once by default, Infinity for all. */
  readonly times?: number;
  readonly then: FaultEffect;
}

export class FaultList {
  readonly #faults = new Map<Fault, number>();

  add(fault: Fault): () => void {
    this.#faults.set(fault, fault.times ?? 1);
    return () => {
      this.#faults.delete(fault);
    };
  }

  /** The first fault that strikes this request, and counts it. */
  take(request: RecordedRequest): FaultEffect | undefined {
    for (const [fault, left] of this.#faults) {
      if (left <= 0 || !fault.matches(request)) continue;
      this.#faults.set(fault, left - 1);
      return fault.then;
    }
    return undefined;
  }
}

const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

/** As GitHub answers whoever asks too much at once. */
export function secondaryLimit(status: 403 | 429, retryAfterSeconds: number): FaultEffect {
  const headers = { 'retry-after': `${retryAfterSeconds}`, 'x-ratelimit-remaining': '4200' };
  return { kind: 'answer', status, headers, body: { message: SECONDARY } };
}

/** As GitHub answers whoever has asked too much in an hour, which ends so many seconds after the request. */
export function primaryLimit(status: 403 | 429, endsAfterSeconds: number): FaultEffect {
  const headers = (): Headers => ({
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': `${Math.ceil(Date.now() / 1000) + endsAfterSeconds}`,
    'x-ratelimit-resource': 'core',
  });
  return { kind: 'answer', status, headers, body: { message: 'API rate limit exceeded for installation.' } };
}
