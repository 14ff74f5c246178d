import { isSameRepository, type RepositoryNamed } from '../stack/repository.ts';

/** Stands for a commit: the branch was made by the push, and had none before. */
export const BEGINNING = 'beginning';

/** Where the apply branch was when Lockstep saw the first push of it. */
export interface FirstSeen {
  readonly repository: string;
  /** GitHub's own, which no renaming changes; undefined when it is not known. */
  readonly repositoryId?: string | undefined;
  /** The commit that the branch was at, or `beginning`. */
  readonly before: string;
}

/** The push that a run was started for. */
export interface SeenPush extends FirstSeen {
  /** Where the branch was after it. */
  readonly commitSha: string;
}

/** What of a queue says from where on a commit is to be explained. */
interface Remembered {
  readonly lastApplied: (RepositoryNamed & { readonly commitSha: string }) | undefined;
  readonly firstSeen: FirstSeen | undefined;
}

/**
 * What is kept once this push is seen. Nothing as soon as there is an apply to begin with, whosever it is: what came
 * between that apply and this push would be forgotten.
 */
export function seePush({ lastApplied, firstSeen }: Remembered, push: SeenPush): FirstSeen | undefined {
  const { commitSha, ...seen } = push;
  if (lastApplied !== undefined) return undefined;
  if (firstSeen === undefined) return seen;
  // Of two pushes the run of the later one may come first.
  const isRightBefore = isSameRepository(firstSeen, push) && firstSeen.before === commitSha;
  return isRightBefore ? seen : firstSeen;
}

/** Why it is not known what was applied last. */
export type NoBegin =
  /** No apply ended well yet, and no push of this repository was seen. */
  | 'never-seen'
  /** The last apply was another repository's. */
  | 'applied-elsewhere'
  /** The queue, which remembers it, may not be used. */
  | 'out-of-reach';

/** Where the stretch of the branch begins that is not applied yet. */
export type StretchBegin =
  /** After this commit, or at the `beginning` of the branch. */
  { readonly kind: 'known'; readonly after: string } | { readonly kind: 'unknown'; readonly why: NoBegin };

/** Where what this repository has to apply begins. */
export function findStretchBegin({ lastApplied, firstSeen }: Remembered, repository: RepositoryNamed): StretchBegin {
  if (lastApplied !== undefined) {
    return isSameRepository(lastApplied, repository)
      ? { kind: 'known', after: lastApplied.commitSha }
      : { kind: 'unknown', why: 'applied-elsewhere' };
  }
  return firstSeen !== undefined && isSameRepository(firstSeen, repository)
    ? { kind: 'known', after: firstSeen.before }
    : { kind: 'unknown', why: 'never-seen' };
}
