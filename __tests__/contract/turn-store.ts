import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../src/domain/stack/backend.ts';
import { EMPTY_QUEUE, join, leave, type Arrival } from '../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../src/domain/turn/turn-document.ts';
import { TurnQueue } from '../../src/jobs/turn/queue.ts';
import type { Chance } from '../../src/ports/chance.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StoredTurns, TurnStore } from '../../src/ports/turns.ts';
import { createTurnRun } from '../support/fakes/factories.ts';
import type { StoreAction } from '../support/fakes/memory-turn-store.ts';

/** Where one turn document lies. The document is not there yet. */
export interface TurnStorePlace extends AsyncDisposable {
  /** Another client of the same document. */
  connect(): TurnStore;
  /** Everything that lies at the document's place, in the store's own words: versions, markers, items. */
  remains(): Promise<readonly string[]>;
  /** Another tool's content where the document belongs. */
  plant(body: string): Promise<void>;
  /** The next request of this kind is applied and its answer lost: the client's SDK sends it again. */
  loseAnswer(to: StoreAction): void;
  /** The permission for these requests is missing from now on; returns what an error must name. */
  deny(action: StoreAction): { readonly action: string; readonly resource: string };
}

/** What every store of turns is held to. */
export function describeTurnStore(name: string, open: () => Promise<TurnStorePlace>): void {
  describe(`turns as ${name}`, () => {
    let place: TurnStorePlace;
    let store: TurnStore;
    beforeEach(async () => {
      place = await open();
      store = place.connect();
    });
    afterEach(async () => {
      await place[Symbol.asyncDispose]();
    });

    describe('one document', () => {
      it('is nothing before the first write', async () => {
        expect(await store.get()).toBeUndefined();
        expect(await place.remains()).toEqual([]);
      });

      it('is created when there is none, and read by everybody under the version that the write gave', async () => {
        const version = await written(store, body('first'), undefined);
        expect(await place.connect().get()).toEqual({ body: body('first'), version });
      });

      it('is never created over one that is there', async () => {
        const version = await written(store, body('first'), undefined);
        expect(await place.connect().put(body('second'), undefined)).toEqual({ kind: 'conflict' });
        expect(await store.get()).toEqual({ body: body('first'), version });
      });

      it('is replaced by whoever saw the newest version, and gets another version', async () => {
        const first = await written(store, body('first'), undefined);
        const second = await written(place.connect(), body('second'), first);
        expect(second).not.toBe(first);
        expect(await store.get()).toEqual({ body: body('second'), version: second });
      });

      it('is not replaced by whoever saw an older version', async () => {
        const first = await written(store, body('first'), undefined);
        const second = await written(place.connect(), body('second'), first);
        expect(await store.put(body('third'), first)).toEqual({ kind: 'conflict' });
        expect(await store.get()).toEqual({ body: body('second'), version: second });
      });

      it('is not written by whoever saw one that is gone since', async () => {
        const first = await written(store, body('first'), undefined);
        await place.connect().delete(first);
        expect(await store.put(body('second'), first)).toEqual({ kind: 'conflict' });
        expect(await store.get()).toBeUndefined();
      });

      it('is another one when the same content is written again: an old version stays old', async () => {
        await showOldVersionStaysOld(() => place.connect());
      });

      it('keeps every character of its body', async () => {
        const text = JSON.stringify({ version: 1, note: 'größer „⌘" \u2028 \\u0000 🏁 <&>' });
        await written(store, text, undefined);
        expect((await store.get())?.body).toBe(text);
      });

      it('may be as long as forty people in line make it', async () => {
        const long = body('x'.repeat(60_000));
        await written(store, long, undefined);
        expect((await store.get())?.body).toBe(long);
      });
    });

    describe('deleting', () => {
      it('leaves nothing behind, not even old versions', async () => {
        const first = await written(store, body('first'), undefined);
        const second = await written(store, body('second'), first);
        expect(await store.delete(second)).toBe(true);
        expect(await store.get()).toBeUndefined();
        expect(await place.remains()).toEqual([]);
      });

      it('is not done to a document that was written since it was seen', async () => {
        const first = await written(store, body('first'), undefined);
        const second = await written(place.connect(), body('second'), first);
        expect(await store.delete(first)).toBe(false);
        expect(await store.get()).toEqual({ body: body('second'), version: second });
      });

      it('is not done twice, nor to the document that a newcomer has begun since', async () => {
        const first = await written(store, body('first'), undefined);
        expect(await store.delete(first)).toBe(true);
        expect(await store.delete(first)).toBe(false);
        const second = await written(place.connect(), body('second'), undefined);
        expect(await store.delete(first)).toBe(false);
        expect(await store.get()).toEqual({ body: body('second'), version: second });
      });

      it('lets the document be begun anew, and what was before it stays gone', async () => {
        await store.delete(await written(store, body('first'), undefined));
        const second = await written(place.connect(), body('second'), undefined);
        expect(await store.get()).toEqual({ body: body('second'), version: second });
        expect(await place.remains()).toHaveLength(1);
      });

      it('leaves nothing behind when its answer is lost either', async () => {
        const version = await written(store, body('first'), undefined);
        place.loseAnswer('delete');
        await store.delete(version);
        expect(await store.get()).toBeUndefined();
        expect(await place.remains()).toEqual([]);
      });
    });

    describe('clearing', () => {
      it('is no work where there never was a document', async () => {
        await store.clear();
        expect(await place.remains()).toEqual([]);
      });

      it('spares the document that lies there', async () => {
        const version = await written(store, body('first'), undefined);
        await place.connect().clear();
        expect(await store.get()).toEqual({ body: body('first'), version });
      });
    });

    describe('a queue over it', () => {
      it('takes the rubbish of another tool for an error, never for an empty queue', async () => {
        for (const rubbish of ['not json', '{}', '[]', '{"version":2,"tickets":[]}', '']) {
          await place.plant(rubbish);
          const queue = queueOver(place.connect());
          await expect(queue.read(), rubbish).rejects.toThrow();
          await expect(
            queue.change((now) => join(now, arrival('a'))),
            rubbish,
          ).rejects.toThrow();
        }
        expect(await place.remains()).not.toEqual([]);
      });

      it('says of rubbish that the queue cannot be used, so that a run goes on with the state lock alone', async () => {
        await place.plant('{"note":"not ours"}');
        const refusal: unknown = await queueOver(store)
          .read()
          .catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(BackendUnusable);
      });

      it('finds a lost answer done: a run that joins so is in line once, before whoever came later', async () => {
        place.loseAnswer('put');
        const joined = await queueOver(store).change((now) => join(now, arrival('a')));
        expect(joined.tickets.map(({ id, sequence }) => [id, sequence])).toEqual([['a', 1]]);
        const both = await queueOver(place.connect()).change((now) => join(now, arrival('b')));
        expect(both.tickets.map(({ id, sequence }) => [id, sequence])).toEqual([
          ['a', 1],
          ['b', 2],
        ]);
      });

      it('finds a lost answer done on a document that others change too: no update is lost', async () => {
        await queueOver(place.connect()).change((now) => join(now, arrival('a')));
        place.loseAnswer('put');
        await Promise.all(['b', 'c'].map((id) => queueOver(place.connect()).change((now) => join(now, arrival(id)))));
        const document = await queueOver(store).read();
        expect(document.tickets.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
        expect(document.nextSequence).toBe(4);
      });

      it('finds a lost answer to a leave done, and leaves once', async () => {
        const queue = queueOver(store);
        await queue.change((now) => join(now, arrival('a')));
        place.loseAnswer('put');
        await queue.change((now) => leave(now, { id: 'a', applied: undefined, lockMayBeHeld: false }));
        const document = await queueOver(place.connect()).read();
        expect([document.tickets.length, document.departed.length]).toEqual([0, 1]);
      });

      it('is given up by the last one in it, and not while somebody else is in it', async () => {
        const [a, b] = [queueOver(store), queueOver(place.connect())];
        await a.change((now) => join(now, arrival('a')));
        await b.change((now) => join(now, arrival('b')));
        expect(await a.deleteUnlessOthersWait('a')).toBe(false);
        await a.change((now) => leave(now, { id: 'a', applied: undefined, lockMayBeHeld: false }));
        expect(await b.deleteUnlessOthersWait('b')).toBe(true);
        expect(await b.deleteUnlessOthersWait('b')).toBe(true);
        expect(await place.remains()).toEqual([]);
      });
    });

    describe('under 20 racing writers', () => {
      it('lets exactly one win each round', async () => {
        const writers = Array.from({ length: 20 }, (_, index) => ({ index, client: place.connect() }));
        let seen: StoredTurns | undefined;
        for (let round = 1; round <= 5; round += 1) {
          const outcomes = await Promise.all(
            writers.map(async ({ index, client }) => ({
              text: body(`writer ${index}`, `round ${round}`),
              put: await client.put(body(`writer ${index}`, `round ${round}`), seen?.version),
            })),
          );
          const won = outcomes.flatMap(({ text, put }) =>
            put.kind === 'stored' ? [{ body: text, version: put.version }] : [],
          );
          expect(won).toHaveLength(1);
          seen = await store.get();
          expect(seen).toEqual(won[0]);
        }
      });

      it('lets exactly one delete', async () => {
        const version = await written(store, body('first'), undefined);
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => place.connect().delete(version)));
        expect(outcomes.filter((deleted) => deleted)).toHaveLength(1);
        expect(await place.remains()).toEqual([]);
      });

      it('loses no update: 12 runs join, each once, and 12 leave', async () => {
        const ids = Array.from({ length: 12 }, (_, index) => `run-${index}`);
        const queues = new Map(ids.map((id) => [id, queueOver(place.connect())]));
        const each = (change: (queue: TurnQueue, id: string) => Promise<unknown>): Promise<unknown> =>
          Promise.all([...queues].map(([id, queue]) => change(queue, id)));

        await each((queue, id) => queue.change((now) => join(now, arrival(id))));
        const full = await queueOver(store).read();
        expect(full.tickets.map(({ id }) => id).sort()).toEqual([...ids].sort());
        expect(full.tickets.map(({ sequence }) => sequence)).toEqual(ids.map((_, index) => index + 1));
        expect(full.tickets.map(({ state }) => state)).toEqual(['holding', ...ids.slice(1).map(() => 'waiting')]);

        await each((queue, id) => queue.change((now) => leave(now, { id, applied: undefined, lockMayBeHeld: false })));
        const empty = await queueOver(store).read();
        expect([empty.tickets.length, empty.nextSequence]).toEqual([0, 13]);
      });
    });

    describe('without permission', () => {
      const requests: readonly [StoreAction, (client: TurnStore) => Promise<unknown>][] = [
        ['get', (client) => client.get()],
        ['put', (client) => client.put(body('first'), undefined)],
        ['delete', (client) => client.delete('"00000000000000000000000000000000"')],
      ];
      it.each(requests)('names the action and the resource of a %s', async (action, send) => {
        const named = place.deny(action);
        const refusal: unknown = await send(store).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(BackendUnusable);
        expect((refusal as BackendUnusable).message).toContain(`may not ${named.action} on ${named.resource}`);
      });
    });
  });
}

/** Writes A, B and A again: whoever saw the first A has not seen the second. Exported to show that it finds such a store. */
export async function showOldVersionStaysOld(connect: () => TurnStore): Promise<void> {
  const store = connect();
  const first = await written(store, body('A', 'write-1'), undefined);
  const second = await written(store, body('B', 'write-2'), first);
  const third = await written(store, body('A', 'write-3'), second);
  expect(new Set([first, second, third]).size).toBe(3);
  expect(await connect().put(body('C'), first)).toEqual({ kind: 'conflict' });
  expect(await connect().delete(first)).toBe(false);
  expect(await store.get()).toEqual({ body: body('A', 'write-3'), version: third });
}

/** As every body of ours: no two of them are equal. */
function body(content: string, writeId: string = content): string {
  return renderTurnDocument(join(EMPTY_QUEUE, arrival(content)), writeId);
}

function arrival(id: string): Arrival {
  return { id, token: `token of ${id}`, run: createTurnRun(), at: '2026-11-21T10:27:00Z', lockId: `lock of ${id}` };
}

async function written(store: TurnStore, text: string, expected: string | undefined): Promise<string> {
  const put = await store.put(text, expected);
  if (put.kind === 'conflict') throw new Error('the store holds something else than the test has written');
  return put.version;
}

/** Waits a twentieth of what it is told, so that all the racers are done soon. */
const hurried: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (durationMs) => {
    await new Promise((resolve) => setTimeout(resolve, durationMs / 20));
  },
};
const chance: Chance = { next: () => Math.random(), id: () => randomUUID() };

function queueOver(store: TurnStore): TurnQueue {
  return new TurnQueue(store, hurried, chance);
}
