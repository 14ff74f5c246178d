import { BadInput } from '../../domain/failure.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Served } from '../../domain/run/operation.ts';
import {
  canDoWithout,
  hasConfiguration,
  mayBeRemovedBefore,
  type RemovedModule,
} from '../../domain/run/removed-module.ts';
import type { Commits } from '../../ports/commits.ts';
import { untilGitHubAnswers } from '../review/until-github-answers.ts';
import type { Run } from '../run.ts';
import { passOver } from '../tolerate.ts';

export interface Missing {
  readonly operation: Served;
  /** `working-directory`, as given. */
  readonly workingDirectory: string;
  /** The same, relative to the repository; undefined when it is not in the checkout. */
  readonly folder: string | undefined;
}

type AskingRun = Pick<Run, 'context' | 'waiting' | 'clock' | 'cancelled'> & { readonly commits: Commits };

/** Of ten commits each. */
const PAGES_AT_MOST = 10;

class TooFarBack extends GitHubUnusable {
  constructor() {
    super(`none of the ${PAGES_AT_MOST * 10} newest commits there has removed any, and there are older ones.`, {
      isLasting: true,
    });
  }
}

/**
 * Whether the root module, which has no Terraform files here, is one that was removed. GitHub is asked, for a checkout that
 * is missing, or of another commit, and a working-directory that is wrong look the same from here. Undefined when it is none
 * of these, and everything goes on as with any directory that is not there. Throws BadInput when that is not known, and when
 * a pull request names a module that was gone before.
 */
export async function findRemovedModule(
  run: AskingRun,
  { operation, workingDirectory, folder }: Missing,
): Promise<RemovedModule | undefined> {
  const { commits, context } = run;
  const { commitSha, event } = context;
  if (folder === undefined || !canDoWithout(operation, event.kind)) return undefined;
  const isThere = async (sha: string | undefined): Promise<boolean> =>
    sha !== undefined && hasConfiguration(await commits.listFiles(sha, folder));
  /** One that was pushed away may not be there any more. */
  const isThereIfKnown = async (sha: string): Promise<boolean> => {
    try {
      return await isThere(sha);
    } catch (error) {
      const failure = passOver(error);
      if (failure instanceof GitHubUnusable && failure.isLasting) return false;
      throw error;
    }
  };
  /** The newest commit of this history that has removed it. Rejects with TooFarBack. */
  const findRemoval = async (sha: string): Promise<RemovedModule | undefined> => {
    // Where the folder is a link, it is gone also when what it leads to is.
    const leadsTo = await commits.followFolder(sha, folder);
    const ofTarget = leadsTo === folder ? undefined : await findRemovalIn(sha, leadsTo);
    return ofTarget ?? findRemovalIn(sha, folder);
  };
  const findRemovalIn = async (sha: string, path: string): Promise<RemovedModule | undefined> => {
    let after: string | undefined;
    for (let page = 0; page < PAGES_AT_MOST; page += 1) {
      const { commits: found, next } = await commits.listTouching(sha, path, after);
      for (const { sha: touching, parent } of found) {
        if (parent === undefined || !(await isThere(parent)) || (await isThere(touching))) continue;
        return { folder, removedBy: touching, lastCommit: parent };
      }
      if (next === undefined) return undefined;
      after = next;
    }
    throw new TooFarBack();
  };
  const find = async (): Promise<RemovedModule | undefined> => {
    // It is the checkout that lacks it.
    if (await isThere(commitSha)) return undefined;
    if (mayBeRemovedBefore(operation, event.kind) || operation.kind !== 'plan') return findRemoval(commitSha);
    const base = await commits.findParent(commitSha);
    if (base !== undefined && (await isThere(base))) return { folder, removedBy: undefined, lastCommit: base };
    // One that the pull request had made and has taken back may have been planned, too.
    const onBase = base === undefined ? undefined : await findRemoval(base);
    const own = await findRemoval(operation.headSha);
    if (own !== undefined && own.removedBy !== onBase?.removedBy) return { ...own, removedBy: undefined };
    const before = event.kind === 'pull-request' ? event.before : undefined;
    if (onBase === undefined) {
      const isTakenBack = before !== undefined && (await isThereIfKnown(before));
      return isTakenBack ? { folder, removedBy: undefined, lastCommit: before } : undefined;
    }
    throw new BadInput([
      `working-directory is ${JSON.stringify(workingDirectory)}, and there are no Terraform files in it: the commit ${onBase.removedBy ?? ''} has removed them, and not this pull request. Take the step for it out of the workflow, or correct working-directory.`,
    ]);
  };
  try {
    return await untilGitHubAnswers(run, find);
  } catch (cause) {
    if (!(cause instanceof GitHubUnusable)) throw cause;
    const ifRemoved =
      cause instanceof TooFarBack
        ? 'take the step for it out of the workflow'
        : 'give the job `contents: read` and run this again, or take the step for it out of the workflow';
    throw new BadInput([
      `working-directory is ${JSON.stringify(workingDirectory)}, and there are no Terraform files in it. Whether ${commitSha} removes them is not known: ${cause.message} Nothing was done. If they are to be there, add a step with actions/checkout before this one, or correct working-directory; if they were removed, ${ifRemoved}.`,
    ]);
  }
}
