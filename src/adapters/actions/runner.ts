import type * as Core from '@actions/core';
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { begunProcessOutput, concealProcessOutput } from '../../domain/secrets/process-output.ts';
import { concealUrlPasswords } from '../../domain/secrets/url-passwords.ts';
import type { OutputName } from '../../domain/run/outcome.ts';
import type { Annotation, Journal } from '../../ports/journal.ts';

/** More than this that nobody reads is not kept: the files of the commands have it all. */
const BACKLOG_BYTES = 16 << 20;
/** A reader that stands still does not keep this process from its end. */
const LAST_WORDS_MS = 5000;

/** The last word of a text, as far as it may be a URL to which more comes. */
const BEGUN_URL = /(?<!\S)\S*:(?:\/(?:\/\S{0,4096})?)?$/;

/** What is known for a secret by the words around it. */
function concealShapes(text: string): string {
  return concealProcessOutput(concealUrlPasswords(text));
}

/** `@actions/core`, which is loaded when first needed. */
type Toolkit = typeof Core;

/** The runner that this process reports to. */
export interface Runner extends Journal {
  /** Opens a fold in the log for a program's output, in which no line can be a workflow command. */
  openLog(title: string): Disposable & { write(text: string): void };
  /** Shows a message where the files of a change are reviewed. */
  annotate(annotation: Annotation): void;
  /** Fails the step: one annotation per message. */
  fail(messages: readonly string[]): void;
  /** Resolves with whether it was written. */
  summary(markdown: string): Promise<boolean>;
  /** Keeps a value out of the log from now on. */
  readonly mask: (secret: string) => void;
  /**
   * Kept for `post`, one line, and in its file when this returns: a main that is killed at once would otherwise be run
   * again in `post`'s place. The toolkit loads too late for that.
   */
  saveState(name: string, value: string): void;
  /** Loads the toolkit, and writes what has been said until then. */
  begin(): void;
  /** Resolves when everything said so far has been written, or nobody reads it. */
  flushed(): Promise<void>;
}

/**
 * The runner's toolkit. It takes tens of milliseconds to load, so that is put off until the first Terraform command
 * runs: what is said before is kept, and written in order. The log may end before this process does, when the runner's
 * worker dies: what cannot be written is dropped then.
 */
export function openRunner(): Runner {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const begun = Promise.withResolvers<Promise<Toolkit>>();
  let queue: Promise<void> = Promise.resolve();
  const say = (task: (core: Toolkit) => void | Promise<void>): void => {
    queue = queue.then(async () => {
      try {
        await task(await begun.promise);
      } catch (error) {
        // A report that cannot be written, such as a summary over GitHub's limit, must not swallow those behind it.
        process.stdout.write(unreported(error));
      }
    });
  };
  const begin = once(() => {
    begun.resolve(import('@actions/core'));
  });
  let log: { readonly token: string; lineOpen: boolean } | undefined;
  // Between stop-commands and its token the runner takes nothing for a command, ours neither.
  const command = (task: (core: Toolkit) => void): void => {
    say((toolkit) => {
      if (log !== undefined) process.stdout.write(`${log.lineOpen ? '\n' : ''}::${log.token}::\n`);
      task(toolkit);
      if (log === undefined) return;
      process.stdout.write(`::stop-commands::${log.token}\n`);
      log.lineOpen = false;
    });
  };
  return {
    info: (message) => {
      say(({ info }) => {
        info(inert(concealShapes(message)));
      });
    },
    warning: (message) => {
      command(({ warning }) => {
        warning(concealShapes(message));
      });
    },
    output: (name: OutputName, value) => {
      say(({ setOutput }) => {
        setOutput(name, value);
      });
    },
    openLog: (title) => {
      const opened = { token: randomUUID(), lineOpen: false };
      say((toolkit) => {
        toolkit.startGroup(inert(concealUrlPasswords(title)));
        process.stdout.write(`::stop-commands::${opened.token}\n`);
        log = opened;
      });
      const write = (text: string): void => {
        if (text === '') return;
        say(() => {
          if (process.stdout.writableLength > BACKLOG_BYTES) return;
          process.stdout.write(text);
          opened.lineOpen = !text.endsWith('\n');
        });
      };
      // What is secret by where it stands may come in two pieces.
      let begun = '';
      return {
        write: (text) => {
          const all = begun + text;
          const begunAt = all.length - Math.max(BEGUN_URL.exec(all)?.[0].length ?? 0, begunProcessOutput(all));
          begun = all.slice(begunAt);
          write(concealShapes(all.slice(0, begunAt)));
        },
        [Symbol.dispose]: () => {
          write(concealShapes(begun));
          say((toolkit) => {
            process.stdout.write(`${opened.lineOpen ? '\n' : ''}::${opened.token}::\n`);
            log = undefined;
            toolkit.endGroup();
          });
        },
      };
    },
    annotate: ({ severity, title, message, file, startLine, endLine }) => {
      command((core) => {
        core[severity](concealShapes(message), { title: concealShapes(title), file, startLine, endLine });
      });
    },
    fail: (messages) => {
      command(({ error }) => {
        for (const message of messages) error(concealShapes(message));
        process.exitCode = 1;
      });
    },
    summary: (markdown) =>
      new Promise((resolve) => {
        say(async ({ summary }) => {
          try {
            await summary.addRaw(concealShapes(markdown), true).write();
            resolve(true);
          } catch (error) {
            resolve(false);
            throw error;
          }
        });
      }),
    mask: (secret) => {
      command(({ setSecret }) => {
        setSecret(secret);
      });
    },
    saveState: (name, value) => {
      const file = process.env['GITHUB_STATE'] ?? '';
      if (file === '') return;
      try {
        appendFileSync(file, `${name}=${value}\n`);
      } catch (error) {
        // Where there is no runner any more, there is no post to be told that nothing is left.
        if (value !== '') throw error;
        say(() => {
          process.stdout.write(unreported(error));
        });
      }
    },
    begin,
    flushed: async () => {
      begin();
      await queue;
      await Promise.race([
        Promise.all([process.stdout, process.stderr].map(written)),
        sleep(LAST_WORDS_MS, undefined, { ref: false }),
      ]);
    },
  };
}

/** A pipe takes what it is given in its own time, and the end of the process would cut it off. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

function once(task: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    task();
  };
}

/** Which may quote what was to be reported. */
function unreported(error: unknown): string {
  return `${inert(concealUrlPasswords(`Lockstep could not report: ${String(error)}`))}\n`;
}

/**
 * A line that begins with `::`, and one with `##[` anywhere in it, would be a command to the runner. Source: actions/runner
 * src/Runner.Common/ActionCommand.cs, `TryParse` and `TryParseV2`. What .NET trims before it is white space to it, U+0085
 * among that, which is none to JavaScript.
 */
function inert(message: string): string {
  return message.replace(/^(?=[\s\u0085]*::)/gm, '\u200b').replaceAll('##[', '##\u200b[');
}
