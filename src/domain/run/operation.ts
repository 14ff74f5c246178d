/** What GitHub says has happened, as far as choosing an operation needs it. */
export type RunEvent =
  | {
      readonly kind: 'pull-request';
      readonly action: string;
      readonly prNumber: number;
      readonly headSha: string;
      /** Of a push to it: the head before, which may be on no branch any more. */
      readonly before?: string;
      readonly fromFork: boolean;
      /** Without `refs/heads/`. */
      readonly baseBranch: string;
      readonly merged: boolean;
    }
  | { readonly kind: 'merge-group'; readonly headRef: string; readonly headSha: string }
  | {
      readonly kind: 'push';
      readonly ref: string;
      readonly sha: string;
      readonly deleted: boolean;
      /** The commit that the branch was at, or `beginning` when it is new; undefined when the event does not say. */
      readonly before?: string | undefined;
      /** By GitHub's clock. */
      readonly pushedAt?: Date | undefined;
    }
  | { readonly kind: 'workflow-dispatch'; readonly ref: string; readonly sha: string }
  /** GitHub starts these on the default branch alone. */
  | { readonly kind: 'schedule'; readonly ref: string; readonly sha: string }
  | { readonly kind: 'other'; readonly name: string };

export type Command = 'auto' | 'plan' | 'apply' | 'cleanup' | 'unlock' | 'sweep' | 'doctor';

export interface OperationSettings {
  readonly command: Command;
  /** Branch name without `refs/heads/`. */
  readonly applyBranch: string;
  readonly prNumber: number | undefined;
  readonly force: boolean;
  readonly lockId: string | undefined;
  readonly dryRun: boolean;
  /** `destroy`, with what cannot go with it. */
  readonly destroy: boolean;
  readonly besideDestroy: readonly ('target' | 'replace' | 'pr-state: empty')[];
}

export type Operation =
  | { readonly kind: 'plan'; readonly prNumber: number; readonly headSha: string }
  | { readonly kind: 'apply'; readonly commitSha: string }
  | { readonly kind: 'cleanup'; readonly prNumber: number; readonly merged: boolean; readonly force: boolean }
  /** Without a pull request it is production's lock. */
  | { readonly kind: 'unlock'; readonly lockId: string; readonly prNumber: number | undefined }
  | { readonly kind: 'sweep'; readonly dryRun: boolean }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'skip'; readonly prNumber: number | undefined; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** An operation that does something to a state. */
export type Served = Exclude<Operation, { kind: 'refused' | 'skip' }>;

const PLAN_ACTIONS = ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited'];

/**
 * Picks the operation. The event's name decides, never the ref alone: the `closed` event of a merged pull request
 * carries the base branch as its ref. `command` narrows what may be done and never widens it.
 */
export function decideOperation(event: RunEvent, settings: OperationSettings): Operation {
  const operation = decideByEvent(event, settings);
  if (operation.kind === 'refused' || operation.kind === 'skip') return operation;
  if (settings.force && (operation.kind !== 'cleanup' || event.kind !== 'workflow-dispatch')) {
    return refuse('force is only for a cleanup that was started by hand (workflow_dispatch with pr-number).');
  }
  if (settings.dryRun && operation.kind !== 'sweep') {
    return refuse(`dry-run is only for command: sweep; a ${operation.kind} with it would do its work all the same.`);
  }
  const notToDestroy = settings.destroy ? whyNotToDestroy(operation, event, settings) : undefined;
  if (notToDestroy !== undefined) return refuse(notToDestroy);
  if (settings.command === 'auto' || settings.command === operation.kind) return operation;
  return refuse(
    `command: ${settings.command} is not possible here: ${describe(event)} ${operation.kind === 'apply' ? 'applies' : `runs a ${operation.kind}`}. ` +
      REMEDY[settings.command],
  );
}

/**
 * `destroy` is for what plans and applies. The cleanup after a closed pull request is of the same step as its plan, and has
 * nothing to destroy: it is done as ever, or a pull request that destroys would leave its copy of production behind.
 */
function whyNotToDestroy(operation: Served, event: RunEvent, settings: OperationSettings): string | undefined {
  const { kind } = operation;
  if (kind === 'cleanup' && event.kind === 'pull-request') return undefined;
  if (kind !== 'plan' && kind !== 'apply') {
    return `destroy is only for plans and applies; ${kind === 'unlock' ? 'an' : 'a'} ${kind} with it would do its work all the same.`;
  }
  const [beside] = settings.besideDestroy;
  if (beside === undefined) return undefined;
  return beside === 'pr-state: empty'
    ? 'destroy cannot go with pr-state: empty: on an empty state there is nothing to destroy, and nobody would see what goes. Take pr-state out.'
    : `destroy is for all of a stack, and cannot go with ${beside}. What is to go of it alone is taken out of the configuration.`;
}

const REMEDY: Readonly<Record<Exclude<Command, 'auto'>, string>> = {
  plan: 'A plan needs a pull_request or merge_group event.',
  apply: 'An apply needs a push to the apply branch, or workflow_dispatch on it.',
  cleanup: 'A cleanup needs a closed pull request, or workflow_dispatch with command: cleanup and pr-number.',
  unlock: 'An unlock is started by hand: workflow_dispatch on the apply branch, with command: unlock and lock-id.',
  sweep: 'A sweep runs on a schedule, or by workflow_dispatch on the apply branch.',
  doctor: 'A doctor runs by workflow_dispatch, or on a schedule.',
};

function decideByEvent(event: RunEvent, settings: OperationSettings): Operation {
  switch (event.kind) {
    case 'pull-request':
      return decideForPullRequest(event, settings.applyBranch);
    case 'merge-group':
      return decideForMergeGroup(event);
    case 'push':
      if (event.deleted) return { kind: 'skip', prNumber: undefined, reason: `${event.ref} was deleted.` };
      return decideApply(event, settings.applyBranch);
    case 'workflow-dispatch':
      if (settings.command === 'cleanup') {
        return settings.prNumber === undefined
          ? refuse(
              'a cleanup that is started by hand needs pr-number: the number of the pull request to clean up after.',
            )
          : { kind: 'cleanup', prNumber: settings.prNumber, merged: false, force: settings.force };
      }
      if (settings.command === 'unlock') return decideUnlock(event, settings);
      if (settings.command === 'doctor') return { kind: 'doctor' };
      if (settings.command === 'sweep') return decideSweep(event, settings);
      return decideApply(event, settings.applyBranch);
    case 'schedule':
      if (settings.command === 'doctor') return { kind: 'doctor' };
      if (settings.command === 'sweep') return decideSweep(event, settings);
      return refuse(
        'a schedule runs command: sweep or command: doctor, and nothing else: what is applied comes by a push to the apply branch.',
      );
    case 'other':
      return refuse(
        `the event ${event.name} ${WHY_NOT.get(event.name) ?? 'is not one that Lockstep serves.'} ${SERVED}`,
      );
  }
}

const SERVED =
  'Use pull_request (opened, synchronize, reopened, ready_for_review, edited, closed), merge_group, push, workflow_dispatch or schedule.';

const WHY_NOT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    pull_request_target: 'runs with secrets on code that a stranger may have written, so it is never served.',
    issue_comment: 'lets whoever can comment start a run on production, so it is never served.',
  }),
);

function decideForPullRequest(event: Extract<RunEvent, { kind: 'pull-request' }>, applyBranch: string): Operation {
  if (event.fromFork) {
    return {
      kind: 'skip',
      prNumber: event.prNumber,
      reason:
        'The pull request comes from a fork: GitHub gives such a run no secrets and a read-only token, so there is nothing to plan with. Push the branch to this repository to get a plan.',
    };
  }
  if (event.action === 'closed') {
    // One that was merged elsewhere has no apply behind it that would tell the rest of its story.
    const merged = event.merged && event.baseBranch === applyBranch;
    return { kind: 'cleanup', prNumber: event.prNumber, merged, force: false };
  }
  if (PLAN_ACTIONS.includes(event.action)) {
    return { kind: 'plan', prNumber: event.prNumber, headSha: event.headSha };
  }
  return refuse(`a pull_request event of type ${event.action} is not one that Lockstep serves. ${SERVED}`);
}

/** A merge queue's branch is named `gh-readonly-queue/<base>/pr-<number>-<sha of the base>`. */
function decideForMergeGroup(event: Extract<RunEvent, { kind: 'merge-group' }>): Operation {
  const number = /\/pr-(\d+)-[0-9a-f]{7,64}$/.exec(event.headRef)?.[1];
  if (number === undefined) return refuse(`the merge group's branch ${event.headRef} names no pull request.`);
  return { kind: 'plan', prNumber: Number(number), headSha: event.headSha };
}

function decideApply(event: { readonly ref: string; readonly sha: string }, applyBranch: string): Operation {
  if (event.ref !== `refs/heads/${applyBranch}`) {
    return refuse(
      `${event.ref} is not the apply branch (${applyBranch}): production is applied from there alone. ` +
        `Limit the workflow's push trigger to ${applyBranch}, or set apply-branch.`,
    );
  }
  return { kind: 'apply', commitSha: event.sha };
}

/** Whoever may start it on the apply branch may apply, too: an unlock gives nobody more than that. */
function decideUnlock(event: { readonly ref: string }, settings: OperationSettings): Operation {
  if (event.ref !== `refs/heads/${settings.applyBranch}`) {
    return refuse(`an unlock is started on the apply branch (${settings.applyBranch}), and this is ${event.ref}.`);
  }
  if (settings.lockId === undefined) {
    return refuse(
      'an unlock needs lock-id: the ID of the lock, as the comment or the log of whoever waits for it shows it.',
    );
  }
  return { kind: 'unlock', lockId: settings.lockId, prNumber: settings.prNumber };
}

/** Another branch may name another production key, and then other keys would be those of pull requests. */
function decideSweep(event: { readonly ref: string }, { applyBranch, dryRun }: OperationSettings): Operation {
  if (event.ref !== `refs/heads/${applyBranch}`) {
    return refuse(`a sweep runs on the apply branch (${applyBranch}), and this is ${event.ref}.`);
  }
  return { kind: 'sweep', dryRun };
}

function describe(event: RunEvent): string {
  switch (event.kind) {
    case 'pull-request':
      return `pull_request (${event.action})`;
    case 'merge-group':
      return 'merge_group';
    case 'push':
      return `a push to ${event.ref}`;
    case 'workflow-dispatch':
      return `workflow_dispatch on ${event.ref}`;
    case 'schedule':
      return 'a schedule';
    case 'other':
      return event.name;
  }
}

function refuse(reason: string): Operation {
  return { kind: 'refused', reason };
}
