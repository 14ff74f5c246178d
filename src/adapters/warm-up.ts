/** No first command of a real root module is over sooner; a log that shows nothing for longer would seem stuck. */
const OVER_AFTER_MS = 200;

/**
 * The beginning of a run. Terraform's first command hides the loading of the one SDK that is needed right after it, the
 * second hides the rest: what is not needed before waits until this is over.
 */
export interface WarmUp {
  readonly isOver: Promise<undefined>;
  /** Terraform has begun another command. */
  noteCommand(): void;
}

export function openWarmUp(): WarmUp {
  const { promise: isOver, resolve: end } = Promise.withResolvers<undefined>();
  setTimeout(end, OVER_AFTER_MS, undefined);
  let commands = 0;
  return {
    isOver,
    noteCommand: () => {
      commands += 1;
      if (commands > 1) end(undefined);
    },
  };
}
