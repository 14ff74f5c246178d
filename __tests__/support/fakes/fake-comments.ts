import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import type { Patience } from '../../../src/ports/patience.ts';
import type { CommentChange, Comments, OwnComment, Thread } from '../../../src/ports/pull-requests.ts';
import type { StackCommentsOptions } from '../../../src/jobs/comment/comments.ts';

/** `find 42`, `create 42 …`, `update 42 …`, `delete 42`, in order, as they begin; throws, or holds it up. */
export type BeforeCall = (call: string, patience: Patience) => Promise<void> | void;

export interface MemoryComments extends Comments {
  readonly calls: string[];
  /** Of each pull request, the oldest first. */
  readonly threads: Map<number, OwnComment[]>;
  before: BeforeCall;
  add(prNumber: number, body: string): OwnComment;
}

/** The first line that people see. */
function firstSeen(body: string): string {
  return body.split('\n').find((line) => !line.startsWith('<!--')) ?? '';
}

/** Comments in memory; a pull request that was never named is there, and has none. */
export function createComments(before: BeforeCall = () => undefined): MemoryComments {
  const threads = new Map<number, OwnComment[]>();
  const calls: string[] = [];
  let lastId = 0;
  const threadOf = (prNumber: number): OwnComment[] => {
    const thread = threads.get(prNumber) ?? [];
    threads.set(prNumber, thread);
    return thread;
  };
  const snapshot = (prNumber: number): Thread => {
    return { prNumber, pullRequestId: `PR_${prNumber}`, comments: [...threadOf(prNumber)] };
  };
  const call = async (text: string, patience: Patience): Promise<void> => {
    calls.push(text);
    await new Promise<void>((resolve, reject) => {
      patience.signal.addEventListener('abort', () => {
        reject(patience.signal.reason as Error);
      });
      Promise.resolve()
        .then(() => memory.before(text, patience))
        .then(resolve, reject);
    });
  };
  const describeChange = (prNumber: number, change: CommentChange): string =>
    change.kind === 'delete' ? `delete ${prNumber}` : `${change.kind} ${prNumber} ${firstSeen(change.body)}`;
  const carryOut = (prNumber: number, change: CommentChange): void => {
    if (change.kind === 'create') {
      memory.add(prNumber, change.body);
      return;
    }
    const thread = threadOf(prNumber);
    const at = thread.findIndex(({ id }) => id === change.id);
    const comment = thread[at];
    if (comment === undefined) {
      if (change.kind === 'delete') return;
      throw new GitHubUnusable(`could not comment on pull request #${prNumber}: there is no comment ${change.id}`);
    }
    thread.splice(at, 1, ...(change.kind === 'delete' ? [] : [{ ...comment, body: change.body }]));
  };
  const memory: MemoryComments = {
    calls,
    threads,
    before,
    add: (prNumber, body) => {
      lastId += 1;
      const url = `https://github.com/octo/infra/pull/${prNumber}#issuecomment-${lastId}`;
      const comment = { id: `IC_${lastId}`, url, body };
      threadOf(prNumber).push(comment);
      return comment;
    },
    list: async (prNumbers, patience) => {
      await call(`find ${prNumbers.join(' ')}`, patience);
      return prNumbers.map(snapshot);
    },
    change: async (prNumber, changes, patience) => {
      for (const change of changes) {
        await call(describeChange(prNumber, change), patience);
        carryOut(prNumber, change);
      }
      return snapshot(prNumber);
    },
    rewrite: async (updates, patience) => {
      for (const { id, body } of updates) {
        const [prNumber = 0] = [...threads].find(([, thread]) => thread.some((one) => one.id === id)) ?? [];
        await call(`update ${prNumber} ${firstSeen(body)}`, patience);
        carryOut(prNumber, { kind: 'update', id, body });
      }
    },
  };
  return memory;
}

export const IDENTITY = { stack: '.', asked: 'a'.repeat(16), state: 'b'.repeat(16) };

/** What the comments of a run are made with, where nothing of it matters. */
export function createCommentsOptions(
  given: Pick<StackCommentsOptions, 'clock' | 'journal'> & Partial<StackCommentsOptions>,
): StackCommentsOptions {
  return {
    comments: createComments(),
    policy: 'always',
    isPlan: true,
    identity: () => IDENTITY,
    run: { runId: '7', runAttempt: 1 },
    givesWayToNewer: true,
    isKnownRun: async () => true,
    render: (subject) => subject.kind,
    renderBehind: () => undefined,
    renderOutdated: (body) => body,
    renderRestored: (before) => before,
    renderWaiting: () => 'waiting for somebody',
    renderOthers: (others) => `others: ${others.length}`,
    renderOverview: () => undefined,
    limitsAtMostMs: 0,
    ...given,
  };
}
