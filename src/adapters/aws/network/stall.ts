/**
 * A request on whose connection nothing moves for so long stands still, be it before its answer, in the middle of one, or
 * because nobody reads what it sends. There is no limit on how long it takes while something moves.
 *
 * A turn is lost after 90 s of silence: a renewal that meets a connection which somebody on the way has forgotten has time
 * for another one.
 */
export const STALL_MS = 30_000;
/** So often a request stands still before it fails; whatever else goes wrong is tried as often as the backend says. */
export const STALLS_AT_MOST = 3;

/** Its name is none that the SDK would try again. */
class StoodStill extends Error {
  override readonly name = 'StoodStill';
}

/** By the SDK's own words, which name nothing else so. */
export function isStall(error: unknown): error is Error {
  return error instanceof Error && error.name === 'TimeoutError' && /\bms of inactivity\b/.test(error.message);
}

type Middleware = <Args, Answer>(next: (args: Args) => Promise<Answer>) => (args: Args) => Promise<Answer>;

/** What the clients of the SDK have in common, as far as it is used here. */
export interface SdkClient {
  readonly middlewareStack: {
    add(middleware: Middleware, place: { readonly step: 'initialize' }): void;
    addRelativeTo(
      middleware: Middleware,
      place: { readonly relation: 'after'; readonly toMiddleware: 'retryMiddleware'; readonly name: string },
    ): void;
  };
}

export function endStalls({ middlewareStack }: SdkClient): void {
  middlewareStack.addRelativeTo(limitStalls, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'limitStalls',
  });
}

/** Sees each try of one request: below the SDK's retries, and above what reads an answer. */
function limitStalls<Args, Answer>(next: (args: Args) => Promise<Answer>): (args: Args) => Promise<Answer> {
  let stalls = 0;
  return async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (!isStall(error)) throw error;
      stalls += 1;
      throw stalls < STALLS_AT_MOST ? error : new StoodStill(error.message);
    }
  };
}
