/** Tells every change of every comment as it happens, and keeps them as the conversation that a reviewer sees. */
import type { Scenario } from '../__tests__/support/runner/stage.ts';
import type { Change } from './cast.ts';
import { readFacts } from './facts.ts';
import type { CommentRecord, Conversation } from './record.ts';
import type { Timeline } from './timeline.ts';

const LOOK_EVERY_MS = 50;

/** Until it is disposed of. */
export function followComments(scenario: Scenario, timeline: Timeline, changes: readonly Change[]): Disposable {
  const told = new Map<number, number>();
  const look = (): void => {
    for (const { number } of changes) {
      const history = scenario.github.history(number);
      for (const { kind, body } of history.slice(told.get(number) ?? 0)) {
        const { headline, facts } = readFacts(body);
        if (kind === 'deleted') timeline.quote(`#${number}`, 'its comment is deleted', []);
        else timeline.quote(`#${number}`, headline, facts);
      }
      told.set(number, history.length);
    }
  };
  timeline.follow(look);
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}

export function readConversation(
  { github }: Scenario,
  timeline: Timeline,
  change: Change,
  mergedAtMs: number | undefined,
): Conversation {
  const { number, title, author, branch, description } = change;
  const history = github.history(number);
  const comments = github.comments(number).map((comment): CommentRecord => {
    const versions = history
      .filter(({ commentId }) => commentId === comment.id)
      .map(({ atMs, body }) => ({ atMs: timeline.at(atMs), body }));
    return { author: comment.author.replace(/\[bot\]$/, ''), versions };
  });
  const merged = mergedAtMs === undefined ? undefined : { atMs: timeline.at(mergedAtMs), sha: change.mergeSha };
  return { number, title, author, branch, description, comments, merged };
}
