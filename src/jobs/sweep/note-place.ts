import { BackendUnusable } from '../../domain/stack/backend.ts';
import {
  noteKey,
  noteOf,
  notesPrefix,
  ownerOf,
  PLACES_PREFIX,
  renderNote,
  type Place,
} from '../../domain/sweep/place-note.ts';
import { directoryName } from '../../domain/run/marker.ts';
import { attemptUrl } from '../../domain/run/attempt.ts';
import { NO_VERSION, type Backend, type ListedVersion, type StoredObject } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import { passOver } from '../tolerate.ts';
import { listUnlessDenied } from './list-leftovers.ts';

type NotingRun = Pick<Run, 'inputs' | 'context' | 'terraform' | 'journal'>;
type NotedStack = Pick<Stack, 'backend' | 'prod' | 'prAddress'>;

/** Where the runs of this pull request leave something, as this commit has it. */
export function placeOf(
  { inputs, context, terraform }: Pick<Run, 'inputs' | 'context' | 'terraform'>,
  { backend, prod }: Pick<Stack, 'backend' | 'prod'>,
  prNumber: number,
): Place {
  return {
    owner: ownerOf(context),
    prNumber,
    directory: directoryName(inputs['working-directory']),
    bucket: prod.bucket,
    prodKey: prod.key,
    template: inputs['pr-state-key'],
    workspace: terraform.workspace,
    workspaceKeyPrefix: backend.settings.workspaceKeyPrefix,
    lock: backend.locks.kind,
  };
}

/**
 * Notes where this run is about to leave something, before it does: whatever becomes of the run, and wherever a later commit
 * has its state and its lock, the end of the pull request finds this place. Each run writes a note of its own, so that a
 * cleanup that is at work removes those from before it alone.
 */
export async function notePlace(run: NotingRun, stack: NotedStack, prNumber: number): Promise<void> {
  const key = noteKey(placeOf(run, stack, prNumber));
  const note = { body: renderNote(placeOf(run, stack, prNumber), attemptUrl(run.context)), metadata: {} };
  try {
    await stack.backend.objects.put(key, note, 'any');
  } catch (error) {
    if (!(error instanceof BackendUnusable) || !error.isDenied) throw error;
    tellOfRights(run, stack.backend);
  }
}

/** One note, as it was listed. */
export interface ListedNote {
  readonly key: string;
  readonly prNumber: number;
  readonly versions: readonly ListedVersion[];
  /** False when the role may not list versions: then it is what lies there now. */
  readonly isComplete: boolean;
  /** What lay there then, where it is told apart from what a newer run writes by its bytes alone: it has no version. */
  readonly seen?: StoredObject | undefined;
}

/** The notes of one pull request, or of all of this repository; `denied` where the role may not list them, which is told. */
export async function listNotes(
  run: Pick<Run, 'context' | 'journal'>,
  backend: Pick<Backend, 'objects' | 'settings'>,
  prNumber?: number,
): Promise<readonly ListedNote[] | 'denied'> {
  const owner = ownerOf(run.context);
  if (prNumber === undefined) return listBelow(run, backend, `${PLACES_PREFIX}${owner}/`);
  const notes = await listBelow(run, backend, notesPrefix(owner, prNumber));
  return notes === 'denied' ? notes : withSeen(backend, notes);
}

async function listBelow(
  run: Pick<Run, 'context' | 'journal'>,
  backend: Pick<Backend, 'objects' | 'settings'>,
  prefix: string,
): Promise<readonly ListedNote[] | 'denied'> {
  const owner = ownerOf(run.context);
  const listed = await listUnlessDenied(backend, prefix);
  if (listed === 'denied') {
    tellOfRights(run, backend);
    return listed;
  }
  const { versions, isComplete } = listed;
  return [...Map.groupBy(versions, ({ key }) => key)].flatMap(([key, ofKey]) => {
    const number = noteOf(key, owner);
    return number === undefined ? [] : [{ key, prNumber: number, versions: ofKey, isComplete }];
  });
}

/** What a role may not read it removes no better or worse than before. */
async function getUnlessUnreadable(objects: Backend['objects'], key: string): Promise<StoredObject | undefined> {
  try {
    return await objects.get(key);
  } catch (error) {
    passOver(error);
    return undefined;
  }
}

/** Looks now at those that no version names: later a newer run's could not be told from them. */
async function withSeen(
  { objects }: Pick<Backend, 'objects'>,
  notes: readonly ListedNote[],
): Promise<readonly ListedNote[]> {
  return Promise.all(
    notes.map(async (note) => {
      const isNamed = note.versions.every(({ versionId }) => versionId !== NO_VERSION);
      return isNamed ? note : { ...note, seen: await getUnlessUnreadable(objects, note.key) };
    }),
  );
}

/** What is noted there, of what was listed; undefined when it is deleted, or somebody has written it anew since. */
export async function readNoted(
  { objects }: Pick<Backend, 'objects'>,
  note: ListedNote,
): Promise<StoredObject | undefined> {
  const listed = note.versions.find(({ isCurrent }) => isCurrent);
  const stored = await objects.get(note.key);
  if (stored === undefined || listed === undefined) return undefined;
  return listed.versionId === NO_VERSION || listed.versionId === stored.versionId ? stored : undefined;
}

/** Removes a note as it was listed: one that a newer run has written since stays. */
export async function removeNote(
  { journal }: Pick<Run, 'journal'>,
  { objects }: Pick<Backend, 'objects'>,
  note: ListedNote,
): Promise<void> {
  const { key, versions, isComplete } = note;
  try {
    const ids = versions.map(({ versionId }) => versionId);
    const areNamed = isComplete && !ids.includes(NO_VERSION);
    if (areNamed && (await objects.deleteVersions(key, ids))) return;
    await objects.remove({
      key,
      versions: isComplete ? versions : 'denied',
      current: note.seen ?? (await readNoted({ objects }, note)),
    });
  } catch (error) {
    journal.info(`${key} is left behind: ${passOver(error).message}`);
  }
}

/**
 * The notes of this pull request's place as this commit has it, for `forgetPlace`. To be asked for before the queue is left:
 * a newer run writes its note before it joins it, and what is listed after that may be that run's. None where they cannot
 * be listed: what stays is found by a sweep.
 */
export async function listPlace(run: NotingRun, stack: NotedStack, prNumber: number): Promise<readonly ListedNote[]> {
  const key = noteKey(placeOf(run, stack, prNumber));
  try {
    const notes = await listBelow(run, stack.backend, key);
    return notes === 'denied' ? [] : await withSeen(stack.backend, notes);
  } catch (error) {
    run.journal.info(`${key} is left to a sweep: ${passOver(error).message}`);
    return [];
  }
}

/** Removes notes of a place at which nothing is left: exactly those that were listed. */
export async function forgetPlace(
  run: Pick<Run, 'journal'>,
  { backend }: Pick<Stack, 'backend'>,
  listed: readonly ListedNote[],
): Promise<void> {
  for (const note of listed) await removeNote(run, backend, note);
}

function tellOfRights({ journal }: Pick<Run, 'journal'>, { settings }: Pick<Backend, 'settings'>): void {
  const { bucket } = settings;
  journal.info(
    `Where pull requests leave something is not noted, so what one of them leaves at another key or under another lock stays: let the role s3:GetObject, s3:PutObject, s3:DeleteObject and s3:DeleteObjectVersion on arn:aws:s3:::${bucket}/${PLACES_PREFIX}*, and s3:ListBucket and s3:ListBucketVersions on arn:aws:s3:::${bucket} with that prefix (docs/permissions.md).`,
  );
}
