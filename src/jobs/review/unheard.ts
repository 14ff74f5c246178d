import { numberInTitle, type DirectCommit, type PullRequestStatus } from '../../domain/review/merges.ts';

/** The pull requests that GitHub names in the titles of the commits that it makes of them. */
export function namedIn(commits: readonly DirectCommit[]): ReadonlyMap<number, DirectCommit> {
  return new Map(
    commits.flatMap((commit) => {
      const number = numberInTitle(commit);
      return number === undefined ? [] : [[number, commit] as const];
    }),
  );
}

/**
 * Why the pull request seems to be merged into these commits, as a sentence, while GitHub does not say so yet: it may know
 * of a merge in one place, and not yet in the other. Undefined when nothing speaks for it.
 */
export function describeUnheard(
  { number, closed, isMerged, merged }: PullRequestStatus,
  named: ReadonlyMap<number, DirectCommit>,
): string | undefined {
  if (isMerged && merged === undefined) {
    return `GitHub calls #${number} merged, and does not say which commit it has become. If it never does, a cleanup of #${number} by hand with \`force\` deletes what is on record of it.`;
  }
  const commit = closed ? undefined : named.get(number);
  return commit && `GitHub still calls #${number} open, and the title of ${commit.sha} says that it is merged.`;
}
