import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../src/domain/stack/backend.ts';
import type { LockPlace } from '../../src/domain/lock/lock.ts';
import { renderLockRecord } from '../../src/domain/lock/lock-record.ts';
import type { StateLocks } from '../../src/ports/backend.ts';
import type { Consequence } from '../support/faults.ts';
import { at, BY_THEM, lockFor, OURS, THEIRS, type LockSite } from './state-lock.ts';

export type LockRequest = 'write' | 'read' | 'delete';

/** A site between whose requests a test can step. */
export interface UnreliableLockSite extends LockSite {
  /** A client that sends each request so often, when no answer comes. */
  connect(maxAttempts?: number): StateLocks;
  /** Befalls the next of these requests, or the next so many; returns what disarms it. */
  befall(place: LockPlace, request: LockRequest, then: Consequence, times?: number): () => void;
  /** Every request so far, such as `write table`. */
  requests(): readonly string[];
}

const CUTS = ['cut-before', 'cut-after'] as const;
/** By the SDK's own retries, or by what Lockstep makes of a failure. */
const SENT = [3, 1];

/** What becomes of a lock while answers get lost and others step between the requests. */
export function describeLostAnswers(
  name: string,
  places: readonly LockPlace[],
  open: () => Promise<UnreliableLockSite>,
): void {
  const each = (requests: readonly LockRequest[]): readonly [LockPlace, LockRequest, (typeof CUTS)[number], number][] =>
    places.flatMap((place) =>
      requests.flatMap((request) =>
        CUTS.flatMap((cut) =>
          SENT.map((sent) => [place, request, cut, sent] as [LockPlace, LockRequest, typeof cut, number]),
        ),
      ),
    );

  describe(`taking the state lock ${name}`, () => {
    it.each(each(['write']))('is done when the connection was lost once: %s, %s, %s, sent %d times', async (...of) => {
      await using site = await open();
      const [place, request, kind, sent] = of;
      const lock = lockFor(site.address);
      site.befall(place, request, { kind });
      expect(await site.connect(sent).take(site.address, lock)).toEqual({ kind: 'taken' });
      expect(await site.records()).toEqual(at(places, renderLockRecord(lock)));
      expect(site.requests().filter((line) => line === `write ${place}`).length).toBeGreaterThan(
        1 - Number(kind === 'cut-after'),
      );
    });

    it.each(each(['read']))(
      'is not done over another’s when a connection was lost: %s, %s, %s, sent %d times',
      async (...of) => {
        await using site = await open();
        const [place, request, kind, sent] = of;
        await site.plant(place, THEIRS);
        site.befall(place, request, { kind });
        const locks = site.connect(sent);
        const take = locks.take(site.address, lockFor(site.address));
        if (sent > 1) expect(await take).toMatchObject({ kind: 'held', reading: BY_THEM });
        else await expect(take).rejects.toThrow(BackendUnusable);
        expect(await site.records()).toEqual({ [place]: THEIRS });
      },
    );

    it.each(places)('that cannot be seen to the end leaves nothing when it can be given back: %s', async (place) => {
      await using site = await open();
      site.befall(place, 'write', { kind: 'cut-after' });
      site.befall(place, 'read', { kind: 'cut-before' });
      const take = site.connect(1).take(site.address, lockFor(site.address));
      await expect(take).rejects.toThrow(BackendUnusable);
      await expect(take).rejects.not.toThrow('not known');
      await expect(take).rejects.toThrow(/^(?:dynamodb:PutItem|s3:PutObject) on /);
      expect(await site.records()).toEqual({});
    });

    it.each(places)('that cannot be seen to the end says so, and is given back by its ID later: %s', async (place) => {
      await using site = await open();
      const lock = lockFor(site.address);
      site.befall(place, 'write', { kind: 'cut-after' });
      const heal = site.befall(place, 'read', { kind: 'cut-before' }, Infinity);
      const locks = site.connect(1);
      await expect(locks.take(site.address, lock)).rejects.toThrow(
        `It is not known whether the state lock ${OURS} of ${site.address.bucket}/${site.address.path} is held in part.`,
      );
      expect(await site.records()).toMatchObject({ [place]: renderLockRecord(lock) });
      heal();
      await locks.giveBack(site.address, lock.id);
      expect(await site.records()).toEqual({});
    });

    it.each(places)('that may not be written names the permission, and leaves nothing: %s', async (place) => {
      await using site = await open();
      const refusal = { kind: 'answer', status: 403, code: 'AccessDenied' } as const;
      site.befall(place, 'write', refusal, Infinity);
      const failure: unknown = await site
        .connect()
        .take(site.address, lockFor(site.address))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(BackendUnusable);
      expect((failure as BackendUnusable).isDenied).toBe(true);
      expect((failure as BackendUnusable).message).toMatch(/the role may not (?:dynamodb:PutItem|s3:PutObject) on /);
      expect(await site.records()).toEqual({});
      expect(site.requests().filter((line) => line === `write ${place}`)).toHaveLength(1);
    });

    it.each(places)('that never comes through is a failure, and no lock that is merely held: %s', async (place) => {
      await using site = await open();
      site.befall(place, 'write', { kind: 'cut-before' }, Infinity);
      const take = site.connect(1).take(site.address, lockFor(site.address));
      await expect(take).rejects.toThrow(/(?:dynamodb:PutItem|s3:PutObject) on .* failed/);
      expect(await site.records()).toEqual({});
    });

    it.each(places)('that is done with a lost answer, removed and taken by another, is theirs: %s', async (place) => {
      await using site = await open();
      site.befall(place, 'write', { kind: 'cut-after' });
      site.befall(place, 'read', { kind: 'run', task: () => site.plant(place, THEIRS) });
      const taken = await site.connect(1).take(site.address, lockFor(site.address));
      expect(taken).toMatchObject({ kind: 'held', reading: BY_THEM });
      expect(await site.records()).toEqual({ [place]: THEIRS });
    });

    it.each(places)('is done when the other goes between the refusal and the look: %s', async (place) => {
      await using site = await open();
      const lock = lockFor(site.address);
      await site.plant(place, THEIRS);
      site.befall(place, 'read', { kind: 'run', task: () => site.remove(place) });
      expect(await site.connect().take(site.address, lock)).toEqual({ kind: 'taken' });
      expect(await site.records()).toEqual(at(places, renderLockRecord(lock)));
    });

    it.each(places)('is not done, nor begun, where others come and go faster than one looks: %s', async (place) => {
      await using site = await open();
      site.befall(place, 'write', { kind: 'run', task: () => site.plant(place, THEIRS) }, Infinity);
      site.befall(place, 'read', { kind: 'run', task: () => site.remove(place) }, Infinity);
      const taken = await site.connect().take(site.address, lockFor(site.address));
      expect(taken).toEqual({ kind: 'held', reading: { kind: 'free' } });
      expect(await site.records()).toEqual({});
      expect(site.requests().filter((line) => line === `write ${place}`)).toHaveLength(4);
    });
  });

  describe(`giving back the state lock ${name}`, () => {
    it.each(each(['read', 'delete']))(
      'leaves nothing when a connection was lost: %s, %s, %s, sent %d times',
      async (...of) => {
        await using site = await open();
        const [place, request, kind, sent] = of;
        const lock = lockFor(site.address);
        const locks = site.connect(sent);
        await locks.take(site.address, lock);
        site.befall(place, request, { kind });
        const giveBack = locks.giveBack(site.address, lock.id);
        if (request === 'delete' || sent > 1) {
          expect(await giveBack).toEqual({ kind: 'released' });
        } else {
          await expect(giveBack).rejects.toThrow(BackendUnusable);
          expect((await locks.giveBack(site.address, lock.id)).kind).toBe(
            place === places[0] && places.length > 1 ? 'gone' : 'released',
          );
        }
        expect(await site.records()).toEqual({});
      },
    );

    it.each(places)('spares a record that is put in between the look and the deletion: %s', async (place) => {
      await using site = await open();
      const lock = lockFor(site.address);
      const locks = site.connect();
      await locks.take(site.address, lock);
      site.befall(place, 'delete', { kind: 'run', task: () => site.plant(place, THEIRS) });
      const reading = { ...BY_THEM, places: [place] };
      expect(await locks.giveBack(site.address, lock.id)).toMatchObject({ kind: 'anothers', reading });
      expect(await site.records()).toEqual({ [place]: THEIRS });
    });

    it.each(places.flatMap((place) => SENT.map((sent) => [place, sent] as const)))(
      'spares the record of who came when it was done and its answer lost: %s, sent %d times',
      async (place, sent) => {
        await using site = await open();
        const lock = lockFor(site.address);
        const locks = site.connect(sent);
        await locks.take(site.address, lock);
        site.befall(place, 'delete', { kind: 'cut-after' });
        let reads = 0;
        // Of the two reads the second looks what has become of the deletion.
        const plant = (): Promise<void> | undefined => ((reads += 1) === 2 ? site.plant(place, THEIRS) : undefined);
        site.befall(place, 'read', { kind: 'run', task: () => plant() }, 2);
        const back = await locks.giveBack(site.address, lock.id);
        expect(back).toMatchObject({ kind: 'anothers', reading: BY_THEM });
        expect(await site.records()).toEqual({ [place]: THEIRS });
      },
    );

    it.each(places)(
      'that is refused is a failure that names the permission, and the record stays: %s',
      async (place) => {
        await using site = await open();
        const lock = lockFor(site.address);
        const locks = site.connect();
        await locks.take(site.address, lock);
        const allow = site.befall(place, 'delete', { kind: 'answer', status: 403, code: 'AccessDenied' }, Infinity);
        await expect(locks.giveBack(site.address, lock.id)).rejects.toThrow(
          /the role may not (?:dynamodb:DeleteItem|s3:DeleteObject) on /,
        );
        expect(await site.records()).toMatchObject({ [place]: renderLockRecord(lock) });
        allow();
        await locks.giveBack(site.address, lock.id);
        expect(await site.records()).toEqual({});
      },
    );
  });

  describe(`looking after the state lock ${name}`, () => {
    it.each(places)('is unknown while it cannot be looked at, and never lost for that: %s', async (place) => {
      await using site = await open();
      const lock = lockFor(site.address);
      const locks = site.connect(1);
      await locks.take(site.address, lock);
      site.befall(place, 'read', { kind: 'cut-before' });
      expect(await locks.confirm(site.address, lock.id)).toMatchObject({
        kind: 'unknown',
        trouble: expect.any(BackendUnusable) as unknown,
      });
      expect(await locks.confirm(site.address, lock.id)).toEqual({ kind: 'ours' });
    });

    it('reads each place once and writes nothing', async () => {
      await using site = await open();
      const lock = lockFor(site.address);
      const locks = site.connect();
      await locks.take(site.address, lock);
      const before = site.requests().length;
      await locks.confirm(site.address, lock.id);
      expect([...site.requests().slice(before)].sort()).toEqual(places.map((place) => `read ${place}`).sort());
    });
  });
}

/** What goes on between two places. */
export function describeHalvesInTime(name: string, open: () => Promise<UnreliableLockSite>): void {
  describe(`the two halves of the state lock ${name}, in time`, () => {
    it('are taken lockfile first and given back item first: a newcomer gets none before all is free', async () => {
      await using site = await open();
      const lock = lockFor(site.address);
      const locks = site.connect();
      await locks.take(site.address, lock);
      await locks.giveBack(site.address, lock.id);
      const writes = site.requests().filter((request) => !request.startsWith('read'));
      expect(writes).toEqual(['write lockfile', 'write table', 'delete table', 'delete lockfile']);
    });

    it('are not asked for both when the first is held', async () => {
      await using site = await open();
      await site.plant('lockfile', THEIRS);
      await site.connect().take(site.address, lockFor(site.address));
      expect(site.requests()).not.toContain('write table');
    });

    it.each(CUTS)('are never held by half when the item is another’s: the lockfile is given back, %s', async (kind) => {
      await using site = await open();
      await site.plant('table', THEIRS);
      site.befall('lockfile', 'delete', { kind });
      const taken = await site.connect(1).take(site.address, lockFor(site.address));
      expect(taken).toMatchObject({ kind: 'held', reading: { ...BY_THEM, places: ['table'] } });
      expect(await site.records()).toEqual({ table: THEIRS });
    });

    it('are told of when the item is another’s and the lockfile may not be given back', async () => {
      await using site = await open();
      const lock = lockFor(site.address);
      await site.plant('table', THEIRS);
      site.befall('lockfile', 'delete', { kind: 'answer', status: 403, code: 'AccessDenied' }, Infinity);
      await expect(site.connect().take(site.address, lock)).rejects.toThrow(
        /may not s3:DeleteObject on .* It is not known whether the state lock .* is held in part\./,
      );
      expect(await site.records()).toEqual({ lockfile: renderLockRecord(lock), table: THEIRS });
    });

    it.each([
      ['lockfile', 'table'],
      ['table', 'lockfile'],
    ] as const)('are lost when the %s is another’s, be the %s out of sight or not', async (lost, hidden) => {
      await using site = await open();
      const lock = lockFor(site.address);
      const locks = site.connect(1);
      await locks.take(site.address, lock);
      await site.plant(lost, THEIRS);
      site.befall(hidden, 'read', { kind: 'cut-before' });
      expect(await locks.confirm(site.address, lock.id)).toMatchObject({ kind: 'anothers', reading: BY_THEM });
    });

    it('leave the lockfile to who has removed ours and taken it meanwhile', async () => {
      await using site = await open();
      await site.plant('table', THEIRS);
      site.befall('lockfile', 'delete', { kind: 'run', task: () => site.plant('lockfile', THEIRS) });
      const taken = await site.connect().take(site.address, lockFor(site.address));
      expect(taken).toMatchObject({ kind: 'held', reading: BY_THEM });
      expect(await site.records()).toEqual({ lockfile: THEIRS, table: THEIRS });
    });
  });
}
