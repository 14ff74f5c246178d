import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import * as v from 'valibot';
import { readLimit, type Limit } from './translate.ts';

/** What a request carries for the plugins. */
export interface RequestOptions {
  readonly signal: AbortSignal;
  /** How often it is sent again after an answer that tells nothing; by default three times. */
  readonly retries?: number;
  /** GitHub does not answer it before `afterMs` have passed: whether it waits, and is sent again. */
  readonly onLimit: (limit: Limit, afterMs: number) => boolean;
}

export interface OctokitOptions {
  readonly token: string;
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** What the library has to say, such as of an address that is to go. */
  readonly onNotice: (notice: string) => void;
}

export type Octokit = ReturnType<typeof openOctokit>;

/** One request is put off by GitHub at most so often. */
const LIMITS_AT_MOST = 3;
/** A try that gets no answer in this time is followed by the next one. */
const TRY_WITHIN_MS = 10_000;
/** The pauses before another try are 1, 4 and 9 times as long. */
const RETRY_BASE_MS = 500;
/** Answers that would be the same another time; 429 is for the plugin that knows of limits. */
const FINAL = [400, 401, 403, 404, 410, 422, 429, 451];

/** What GitHub answers with, whatever is asked. A proxy, or a GitHub that is being maintained, has pages for people. */
const Json = v.union([
  v.array(v.unknown()),
  v.looseObject({ errors: v.nullish(v.array(v.looseObject({ message: v.string() }))) }),
]);

/** The plugin's own pace, a second between writes and more: a run asks little, and has no time to lose. */
const UNPACED = {
  key: () => ({ schedule: (_: unknown, task: (options?: object) => unknown, options?: object) => task(options) }),
};
const UNPACED_GROUPS: object = Object.fromEntries(
  ['global', 'auth', 'search', 'write', 'notifications'].map((group) => [group, UNPACED]),
);

/** GitHub's API through one token: what fails for a moment is sent again, what GitHub puts off when GitHub says. */
export function openOctokit({ token, apiUrl, onNotice }: OctokitOptions) {
  const limits = new WeakMap<object, Limit>();
  /** Comes before the plugins, so that they see of each try what it came to. */
  const watchTries: Parameters<typeof getOctokit>[2] = (octokit) => {
    octokit.hook.wrap('request', async (request, options) => {
      const { request: carried } = options;
      const tooLate = new AbortController();
      const timer = setTimeout(() => {
        tooLate.abort(new DOMException(`nothing came within ${TRY_WITHIN_MS / 1000} s`, 'TimeoutError'));
      }, TRY_WITHIN_MS);
      const { signal } = carried as unknown as RequestOptions;
      // Hooks hand these very options on, whatever they are called with.
      options.request = { ...carried, signal: AbortSignal.any([signal, tooLate.signal]) };
      let response: Awaited<ReturnType<typeof request>>;
      try {
        response = await request(options);
      } finally {
        clearTimeout(timer);
        options.request = carried;
      }
      if (v.is(Json, response.data)) return response;
      const words = `${response.status}, and what came is not what GitHub's API answers with`;
      // As Octokit has it where no answer came at all: worth another try.
      throw Object.assign(new Error(words), { status: 500, request: { ...options } });
    });
    // The plugin knows a secondary limit by GitHub's words alone.
    octokit.hook.error('request', (error, options) => {
      const limit = readLimit(error);
      if (limit !== undefined) limits.set(options, limit);
      if (limit?.kind === 'secondary' && !/\bsecondary rate\b/i.test(error.message)) {
        error.message += ' (a secondary rate limit)';
      }
      throw error;
    });
    return {};
  };
  const decide =
    (kind: Limit['kind']) =>
    (afterSeconds: number, options: { readonly request?: object }, _: unknown, limitsMet: number): boolean => {
      const { onLimit } = options.request as RequestOptions;
      const afterMs = afterSeconds * 1000;
      const limit = limits.get(options) ?? { kind, until: new Date(Date.now() + afterMs) };
      return limitsMet < LIMITS_AT_MOST && onLimit(limit, afterMs);
    };
  return getOctokit(
    token,
    {
      baseUrl: apiUrl,
      log: { debug: () => undefined, info: () => undefined, warn: onNotice, error: onNotice },
      retry: { doNotRetry: FINAL, retryAfterBaseValue: RETRY_BASE_MS },
      throttle: {
        ...UNPACED_GROUPS,
        onRateLimit: decide('primary'),
        onSecondaryRateLimit: decide('secondary'),
      },
    },
    watchTries,
    retry,
    throttling,
  );
}
