import { setTimeout as sleep } from 'node:timers/promises';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Patience } from '../../ports/patience.ts';
import { describeEmptyToken } from './denials.ts';
import type { Octokit, RequestOptions } from './octokit.ts';
import { describeLimit, translate, type Limit, type Question } from './translate.ts';

export interface GitHubOptions {
  readonly token: string;
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly journal: Pick<Journal, 'info' | 'warning'>;
  /** For answers that the run cannot do without. Its signal aborts when the run is over. */
  readonly patience: Patience;
  /** Before that nothing is loaded that talks to GitHub. */
  readonly mayLoad: Promise<unknown>;
}

export interface Asking extends Question {
  /** By default 30 s. What GitHub makes it wait is not counted. */
  readonly answerWithinMs?: number;
  /** By default that of the run. */
  readonly patience?: Patience;
  /** Sending it twice would do it twice. */
  readonly once?: boolean;
}

/** One answer must not hold a run up for longer, however often it is asked for. */
const ANSWER_WITHIN_MS = 30_000;

/** GitHub through one token. What talks to it is loaded when it is asked for the first time. */
export class GitHubClient {
  readonly #options: GitHubOptions;
  #octokit: Promise<Octokit> | undefined;
  /** Limits that the log has told of. */
  readonly #told = new Set<string>();
  /** Until when somebody has agreed to wait: of what is asked at the same time, each waits, and the wait is spent once. */
  readonly #heldUntilMs = new WeakMap<Patience, number>();

  constructor(options: GitHubOptions) {
    this.#options = options;
  }

  /** Of the repository of this run, as GitHub's addresses have it. */
  get repository(): { readonly owner: string; readonly repo: string } {
    const [owner = '', repo = ''] = this.#options.repository.split('/');
    return { owner, repo };
  }

  get token(): string {
    return this.#options.token;
  }

  get journal(): GitHubOptions['journal'] {
    return this.#options.journal;
  }

  /** Asks, and reads the answer; rejects with GitHubUnusable, and with an AbortError when the run is over. */
  async ask<T>(
    asking: Asking,
    send: (octokit: Octokit, options: { readonly request: RequestOptions }) => Promise<T>,
  ): Promise<T> {
    if (this.#options.token === '') throw new GitHubUnusable(describeEmptyToken(asking.what), { isDenied: true });
    const { answerWithinMs = ANSWER_WITHIN_MS, patience = this.#options.patience, once = false } = asking;
    const octokit = await (this.#octokit ??= this.#load());
    const tooLate = new AbortController();
    const giveUp = (): void => {
      tooLate.abort(new GitHubUnusable(`could not ${asking.what}: GitHub did not answer in time.`));
    };
    let timer = setTimeout(giveUp, answerWithinMs);
    const signal = AbortSignal.any([patience.signal, tooLate.signal]);
    const onLimit = (limit: Limit, afterMs: number): boolean => {
      if (signal.aborted || !this.#mayWait(patience, afterMs)) return false;
      clearTimeout(timer);
      timer = setTimeout(giveUp, afterMs + answerWithinMs);
      this.#tellWait(limit);
      return true;
    };
    try {
      return await Promise.race([
        send(octokit, { request: { signal, onLimit, ...(once ? { retries: 0 } : {}) } }),
        whenAborted(signal),
      ]);
    } catch (error) {
      if (!signal.aborted) throw translate(asking, error);
      if (signal.reason instanceof GitHubUnusable) throw signal.reason;
      throw new DOMException(`could not ${asking.what} before the end of this run`, 'AbortError');
    } finally {
      clearTimeout(timer);
    }
  }

  #mayWait(patience: Patience, afterMs: number): boolean {
    const nowMs = performance.now();
    const heldUntilMs = Math.max(nowMs, this.#heldUntilMs.get(patience) ?? 0);
    const untilMs = Math.max(heldUntilMs, nowMs + afterMs);
    if (!patience.mayWait(untilMs - heldUntilMs)) return false;
    this.#heldUntilMs.set(patience, untilMs);
    return true;
  }

  #tellWait(limit: Limit): void {
    const words = describeLimit(limit);
    if (this.#told.has(words)) return;
    this.#told.add(words);
    this.#options.journal.warning(`${words}: waiting until then.`);
  }

  async #load(): Promise<Octokit> {
    const { token, apiUrl, journal, mayLoad } = this.#options;
    await mayLoad;
    const { openOctokit } = await import('./octokit.ts');
    return openOctokit({
      token,
      apiUrl,
      onNotice: (notice) => {
        journal.info(notice);
      },
    });
  }
}

/** Rejects with the signal's reason. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

export interface Again {
  readonly tries: number;
  readonly signal: AbortSignal;
  /** Whether the answer may be another one in a moment. */
  readonly isWorthIt: (error: unknown) => boolean;
}

const AGAIN_AFTER_MS = 2000;

/** Asks again after answers that the plugins take for final. */
export async function askAgain<T>({ tries, signal, isWorthIt }: Again, ask: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !isWorthIt(error)) throw error;
      await sleep(AGAIN_AFTER_MS, undefined, { signal });
    }
  }
}
