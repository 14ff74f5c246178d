import { setTimeout as sleep } from 'node:timers/promises';

import { type Answer, CUT } from './local-listener.ts';

export type Consequence =
  /** The request is refused with this error and not applied. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection is dropped and the request not applied. */
  | { readonly kind: 'cut-before' }
  /** The request is applied and its answer lost. */
  | { readonly kind: 'cut-after' }
  | { readonly kind: 'hold'; readonly until: Promise<void> }
  /** Runs just before the request is applied: another client's write that gets in first, say. */
  | { readonly kind: 'run'; readonly task: () => void | Promise<void> };

export interface FaultOn<Request> {
  readonly matches: (request: Request) => boolean;
  /** How many matching requests it befalls; once by default, Infinity for all. */
  readonly times?: number;
  readonly then: Consequence;
}

/** Every matching request is refused with AccessDenied, as a missing permission would. */
export function denied<Request>(matches: (request: Request) => boolean): FaultOn<Request> {
  return { matches, times: Infinity, then: { kind: 'answer', status: 403, code: 'AccessDenied' } };
}

export class Faults<Request extends { status: number }> {
  #armed: { readonly fault: FaultOn<Request>; left: number }[] = [];

  /** Returns what disarms it. */
  add(fault: FaultOn<Request>): () => void {
    const armed = { fault, left: fault.times ?? 1 };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  /** Applies the request under its faults, in the order they were added, and notes the status in the request. */
  async around(
    request: Request,
    closing: AbortSignal,
    refusal: (status: number, code: string, message: string) => Answer,
    apply: () => Answer | Promise<Answer>,
  ): Promise<Answer | typeof CUT> {
    const consequences = this.#befalling(request);
    for (const consequence of consequences) {
      if (consequence.kind === 'delay')
        await unlessClosing(closing, sleep(consequence.ms, undefined, { signal: closing }));
      if (consequence.kind === 'hold') await unlessClosing(closing, consequence.until);
      if (consequence.kind === 'run') await unlessClosing(closing, Promise.resolve(consequence.task()));
      if (closing.aborted || consequence.kind === 'cut-before') return CUT;
      if (consequence.kind === 'answer') {
        const { status, code, message = 'Injected by a test.', headers } = consequence;
        request.status = status;
        const answer = refusal(status, code, message);
        return { ...answer, headers: { ...answer.headers, ...headers } };
      }
    }
    const answer = await apply();
    request.status = answer.status;
    return consequences.some(({ kind }) => kind === 'cut-after') ? CUT : answer;
  }

  /** Decided on arrival: what comes after a fault that ends the request stays armed for the next one. */
  #befalling(request: Request): Consequence[] {
    const befalling: Consequence[] = [];
    for (const armed of this.#armed) {
      if (armed.left <= 0 || !armed.fault.matches(request)) continue;
      armed.left -= 1;
      befalling.push(armed.fault.then);
      if (armed.fault.then.kind === 'answer' || armed.fault.then.kind === 'cut-before') break;
    }
    return befalling;
  }
}

async function unlessClosing(closing: AbortSignal, wait: Promise<void>): Promise<void> {
  const isClosing = (): boolean => closing.aborted;
  if (isClosing()) return;
  const settled = new AbortController();
  const closed = new Promise<void>((resolve) => {
    closing.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { signal: settled.signal },
    );
  });
  try {
    await Promise.race([wait, closed]);
  } catch (error) {
    if (!isClosing()) throw error;
  } finally {
    settled.abort();
  }
}
