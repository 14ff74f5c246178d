/** A repository as a run or a record knows it. */
export interface RepositoryNamed {
  /** `owner/name`, at the time. */
  readonly repository: string;
  /** GitHub's own, which no renaming changes; undefined where it was not noted. */
  readonly repositoryId?: string | undefined;
}

/** By its id; by its name, in whatever spelling, where one of the two has no id. */
export function isSameRepository(one: RepositoryNamed, other: RepositoryNamed): boolean {
  return one.repositoryId === undefined || other.repositoryId === undefined
    ? one.repository.toLowerCase() === other.repository.toLowerCase()
    : one.repositoryId === other.repositoryId;
}
