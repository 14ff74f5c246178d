import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LockPlace, StateLock } from '../../src/domain/lock/lock.ts';
import { createStateLock, renderLockRecord } from '../../src/domain/lock/lock-record.ts';
import type { StateAddress } from '../../src/domain/state/keys.ts';
import type { StateLocks } from '../../src/ports/backend.ts';

/** Where the lock of one state lies. Nobody holds it yet. */
export interface LockSite extends AsyncDisposable {
  readonly address: StateAddress;
  /** In Terraform's order. */
  readonly places: readonly LockPlace[];
  /** Another client of the same lock. */
  connect(): StateLocks;
  /** Somebody else's record, whatever lies there. */
  plant(place: LockPlace, raw: string): Promise<void>;
  /** As a `force-unlock` would. */
  remove(place: LockPlace): Promise<void>;
  /** What lies there, in the store's own bytes. */
  records(): Promise<Partial<Record<LockPlace, string>>>;
}

export const OURS = 'a1b2c3d4-0000-4000-8000-000000000001';

export function lockFor(address: StateAddress, id = OURS): StateLock {
  return createStateLock({
    id,
    operation: 'apply',
    address,
    takenAt: new Date('2026-11-21T10:28:00.500Z'),
    user: 'runner',
    host: 'fv-az1',
    toolVersion: '1.11.4',
    actor: 'ana <&> co',
    prNumber: 42,
    runUrl: 'https://github.com/octo/infra/actions/runs/77',
  });
}

/** Somebody else's record, as Terraform writes it. */
export const THEIRS =
  '{"ID":"e9c57833-0df4-0a00-bb1b-92ca57bdf075","Operation":"OperationTypePlan","Info":"","Who":"root@vm","Version":"1.11.4","Created":"2026-11-21T01:40:58.634021578Z","Path":"tfstate/t.tfstate"}';
const THEIR_ID = 'e9c57833-0df4-0a00-bb1b-92ca57bdf075';
export const BY_THEM = { kind: 'held', lock: { id: THEIR_ID, who: 'root@vm' } };

/** This record at each of these places, and nothing at any other. */
export function at(places: readonly LockPlace[], raw: string): Partial<Record<LockPlace, string>> {
  return Object.fromEntries(places.map((place) => [place, raw]));
}

/**
 * What every store of state locks is held to. `places` are those of each site that is opened; `isAtomic` is false for a
 * store that looks and writes in two steps, on which no race shows anything of the lock.
 */
export function describeStateLock(
  name: string,
  places: readonly LockPlace[],
  { open, isAtomic }: { readonly open: () => Promise<LockSite>; readonly isAtomic: boolean },
): void {
  describe(`the state lock ${name}`, () => {
    let site: LockSite;
    let locks: StateLocks;
    let lock: StateLock;
    beforeEach(async () => {
      site = await open();
      locks = site.connect();
      lock = lockFor(site.address);
    });
    afterEach(async () => {
      await site[Symbol.asyncDispose]();
    });
    const take = (id?: string, by = locks) => by.take(site.address, id === undefined ? lock : { ...lock, id });
    const confirm = () => locks.confirm(site.address, lock.id);
    const giveBack = (id = lock.id) => locks.giveBack(site.address, id);

    describe('that is free', () => {
      it('is taken at every place, and read by everybody in all its fields', async () => {
        expect(await locks.read(site.address)).toEqual({ kind: 'free' });
        expect(await take()).toEqual({ kind: 'taken' });
        expect(await site.connect().read(site.address)).toEqual({ kind: 'held', lock, places });
      });

      it('holds, once taken, the bytes that Terraform would write', async () => {
        await take();
        expect(await site.records()).toEqual(at(places, renderLockRecord(lock)));
      });

      it('is not there to be given back, and not ours', async () => {
        expect(await giveBack()).toEqual({ kind: 'gone' });
        expect(await confirm()).toEqual({ kind: 'gone' });
        expect(await site.records()).toEqual({});
      });
    });

    describe('that is ours', () => {
      beforeEach(async () => {
        expect(await take()).toEqual({ kind: 'taken' });
      });

      it('is confirmed', async () => {
        expect(await confirm()).toEqual({ kind: 'ours' });
      });

      it('may be taken again by who has it', async () => {
        expect(await take()).toEqual({ kind: 'taken' });
        expect(await site.records()).toEqual(at(places, renderLockRecord(lock)));
      });

      it('is nobody else’s to take, to confirm or to give back', async () => {
        const other = site.connect();
        const before = await site.records();
        expect(await take('other', other)).toMatchObject({ kind: 'held', reading: { kind: 'held', lock } });
        const reading = { kind: 'held', lock, places };
        expect(await other.confirm(site.address, 'other')).toEqual({ kind: 'anothers', reading });
        expect(await giveBack('other')).toMatchObject({ kind: 'anothers', reading: { kind: 'held', lock } });
        expect(await site.records()).toEqual(before);
        expect(await confirm()).toEqual({ kind: 'ours' });
      });

      it('is given back once, and nothing of it is left', async () => {
        expect(await giveBack()).toEqual({ kind: 'released' });
        expect(await site.records()).toEqual({});
        expect(await locks.read(site.address)).toEqual({ kind: 'free' });
        expect(await confirm()).toEqual({ kind: 'gone' });
        expect(await giveBack()).toEqual({ kind: 'gone' });
      });

      it('is the next one’s when it is given back, as often as one likes', async () => {
        for (const id of ['b', 'c', 'd']) {
          expect(await giveBack((await idOf()) ?? '')).toEqual({ kind: 'released' });
          expect(await take(id, site.connect())).toEqual({ kind: 'taken' });
          expect(await idOf()).toBe(id);
        }
      });

      it.each(places)(
        'is gone when somebody has removed it from the %s, and is given back all the same',
        async (place) => {
          await site.remove(place);
          expect(await confirm()).toEqual({ kind: 'gone' });
          expect(await giveBack()).toEqual({ kind: 'gone' });
          expect(await site.records()).toEqual({});
        },
      );

      it.each(places)('is whole again when it is taken after it was removed from the %s', async (place) => {
        await site.remove(place);
        expect(await take()).toEqual({ kind: 'taken' });
        expect(await site.records()).toEqual(at(places, renderLockRecord(lock)));
      });
    });

    describe.each(places)('that somebody holds in the %s', (place) => {
      it('is not taken, tells by whom it is held, and nothing of ours is left', async () => {
        await site.plant(place, THEIRS);
        expect(await take()).toMatchObject({ kind: 'held', reading: { ...BY_THEM, places: [place] } });
        expect(await site.records()).toEqual({ [place]: THEIRS });
        expect(await confirm()).toMatchObject({ kind: 'anothers', reading: BY_THEM });
        expect(await giveBack()).toMatchObject({ kind: 'anothers', reading: BY_THEM });
        expect(await site.records()).toEqual({ [place]: THEIRS });
      });

      it('is taken when they have given it back', async () => {
        await site.plant(place, THEIRS);
        await take();
        await site.remove(place);
        expect(await take()).toEqual({ kind: 'taken' });
      });
    });

    if (!isAtomic)
      console.log(`no race for the state lock ${name}: it keeps to conditions for one writer at a time only`);
    else describeRaces();

    function describeRaces(): void {
      it('that 50 want at once is one’s alone, and the others read whose', async () => {
        const racers = Array.from({ length: 50 }, (_, index) => ({ id: `racer-${index}`, client: site.connect() }));
        const outcomes = await Promise.all(
          racers.map(async ({ id, client }) => ({ id, outcome: await take(id, client) })),
        );
        const won = outcomes.filter(({ outcome }) => outcome.kind === 'taken').map(({ id }) => id);
        expect(won).toHaveLength(1);
        expect(await site.records()).toEqual(at(places, renderLockRecord({ ...lock, id: won[0] ?? '' })));
        for (const { outcome } of outcomes) {
          if (outcome.kind === 'held') {
            expect(outcome.reading).toMatchObject({ kind: 'held', lock: { id: won[0] } });
          }
        }
      }, 60_000);

      it('that eight take in turns is never two’s', async () => {
        let holders = 0;
        let most = 0;
        const work = async (client: StateLocks): Promise<void> => {
          const mine = { ...lock, id: randomUUID() };
          while ((await client.take(site.address, mine)).kind === 'held') continue;
          holders += 1;
          most = Math.max(most, holders);
          expect(await client.confirm(site.address, mine.id)).toEqual({ kind: 'ours' });
          holders -= 1;
          expect(await client.giveBack(site.address, mine.id)).toEqual({ kind: 'released' });
        };
        await Promise.all(Array.from({ length: 8 }, () => work(site.connect())));
        expect(most).toBe(1);
        expect(await site.records()).toEqual({});
      }, 60_000);
    }

    async function idOf(): Promise<string | undefined> {
      const reading = await locks.read(site.address);
      return reading.kind === 'held' ? reading.lock.id : undefined;
    }
  });
}

/** What a store is held to that keeps a lock in two places, each of which somebody else can hold. */
export function describeHalvesOfLock(name: string, open: () => Promise<LockSite>): void {
  describe(`the two halves of the state lock ${name}`, () => {
    it.each([
      ['lockfile', 'table'],
      ['table', 'lockfile'],
    ] as const)('are not one lock: ours in the %s, another’s in the %s', async (half, other) => {
      await using site = await open();
      const locks = site.connect();
      const lock = lockFor(site.address);
      const theirs = { kind: 'anothers', reading: { ...BY_THEM, places: [other] } };
      const mixed = async (): Promise<void> => {
        await site.plant(half, renderLockRecord(lock));
        await site.plant(other, THEIRS);
      };

      await mixed();
      expect(await locks.confirm(site.address, lock.id)).toMatchObject(theirs);
      expect(await locks.take(site.address, lock)).toMatchObject({ kind: 'held', reading: theirs.reading });
      expect(await site.records()).toEqual({ [other]: THEIRS });

      await mixed();
      expect(await locks.giveBack(site.address, lock.id)).toMatchObject(theirs);
      expect(await site.records()).toEqual({ [other]: THEIRS });
    });

    it.each(['lockfile', 'table'] as const)('are one lock again when ours is only in the %s', async (half) => {
      await using site = await open();
      const lock = lockFor(site.address);
      await site.plant(half, renderLockRecord(lock));
      expect(await site.connect().take(site.address, lock)).toEqual({ kind: 'taken' });
      expect(await site.records()).toEqual(at(site.places, renderLockRecord(lock)));
    });
  });
}
