import type * as Core from '@actions/core';
import { randomUUID } from 'node:crypto';
import type { OutputName } from '../../domain/outcome.ts';
import type { Journal } from '../../ports/journal.ts';

/** `@actions/core`, which is loaded when first needed. */
type Toolkit = typeof Core;

/** The runner that this process reports to. */
export interface Runner extends Journal {
  /** Opens a fold in the log for a program's output, in which no line can be a workflow command. */
  openLog(title: string): Disposable & { write(text: string): void };
  /** Fails the step: one annotation per message. */
  fail(messages: readonly string[]): void;
  summary(markdown: string): void;
  /** Kept for `post`. */
  saveState(name: string, value: string): void;
  maskSecret(value: string): void;
  /** Resolves when everything said so far has been written. */
  flushed(): Promise<void>;
}

/**
 * The runner's toolkit, loaded in the background: what is said before it is there is written in order once it is, so
 * that the first Terraform command need not wait for it.
 */
export function openRunner(): Runner {
  let core: Promise<Toolkit> | undefined;
  let queue: Promise<void> = Promise.resolve();
  const say = (task: (core: Toolkit) => void | Promise<void>): void => {
    queue = queue.then(async () => {
      core ??= import('@actions/core');
      await task(await core);
    });
    // Whoever awaits flushed() gets the error; until then it must not end the process.
    queue.catch(() => undefined);
  };
  return {
    info: (message) => {
      say(({ info }) => {
        info(inert(message));
      });
    },
    warning: (message) => {
      say(({ warning }) => {
        warning(message);
      });
    },
    output: (name: OutputName, value) => {
      say(({ setOutput }) => {
        setOutput(name, value);
      });
    },
    openLog: (title) => {
      const token = randomUUID();
      say((toolkit) => {
        toolkit.startGroup(inert(title));
        process.stdout.write(`::stop-commands::${token}\n`);
      });
      let lineOpen = false;
      return {
        write: (text) => {
          if (text === '') return;
          lineOpen = !text.endsWith('\n');
          say(() => {
            process.stdout.write(text);
          });
        },
        [Symbol.dispose]: () => {
          say((toolkit) => {
            process.stdout.write(`${lineOpen ? '\n' : ''}::${token}::\n`);
            toolkit.endGroup();
          });
        },
      };
    },
    fail: (messages) => {
      say(({ error }) => {
        for (const message of messages) error(message);
        process.exitCode = 1;
      });
    },
    summary: (markdown) => {
      say(async ({ summary }) => {
        await summary.addRaw(markdown, true).write();
      });
    },
    saveState: (name, value) => {
      say(({ saveState }) => {
        saveState(name, value);
      });
    },
    maskSecret: (value) => {
      say(({ setSecret }) => {
        setSecret(value);
      });
    },
    flushed: () => queue,
  };
}

/** A line that begins with `::` or `##[` would be a command to the runner. */
function inert(message: string): string {
  return message.replace(/^(?=\s*(?:::|##\[))/gm, '\u200b');
}
