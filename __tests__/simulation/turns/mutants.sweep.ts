import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { TurnDocument } from '../../../src/domain/turn/turn.ts';
import type * as Turn from '../../../src/domain/turn/turn.ts';
import type * as TurnWatch from '../../../src/domain/turn/turn-watch.ts';
import { showOldVersionStaysOld } from '../../contract/turn-store.ts';
import { connectTurnMemory, TurnMemory } from '../../support/fakes/memory-turn-store.ts';
import type { Breakage } from '../world/network.ts';
import { explore } from './schedules.ts';

/** Which rule is broken at the moment; the job code under test imports the rules through these mocks. */
const broken = vi.hoisted((): { rule: Rule } => ({ rule: 'none' }));
type Rule =
  | 'none'
  | 'removal-without-token'
  | 'only-the-next-may-remove'
  | 'dead-by-silence-alone'
  | 'dead-by-word-alone'
  | 'leaving-twice';

vi.mock('../../../src/domain/turn/turn.ts', async (original) => {
  const rules = await original<typeof Turn>();
  const removeHead: typeof rules.removeHead = (queue, dead) => {
    const head = queue.tickets[0];
    const compares = broken.rule !== 'removal-without-token' || head?.id !== dead.id;
    return rules.removeHead(queue, compares ? dead : { id: dead.id, token: head.token });
  };
  const leave: typeof rules.leave = (queue, mine) => {
    const left = rules.leave(queue, mine);
    return left === queue && broken.rule === 'leaving-twice' ? { ...queue, lastApplied: mine.applied } : left;
  };
  return { ...rules, removeHead, leave };
});

vi.mock('../../../src/domain/turn/turn-watch.ts', async (original) => {
  const rules = await original<typeof TurnWatch>();
  const isTimeToAsk: typeof rules.isTimeToAsk = (watch, watcher) =>
    broken.rule === 'dead-by-word-alone' ||
    ((broken.rule !== 'only-the-next-may-remove' || watcher.position === 1) && rules.isTimeToAsk(watch, watcher));
  const isDead: typeof rules.isDead = (evidence) => {
    if (broken.rule === 'dead-by-silence-alone') return evidence.silentMs >= evidence.leaseMs;
    if (broken.rule === 'dead-by-word-alone') return evidence.run === 'completed';
    return rules.isDead(evidence);
  };
  return { ...rules, isTimeToAsk, isDead };
});

afterEach(() => {
  broken.rule = 'none';
});

const SEED = 20_261_121;
/** Far more than it takes: each is caught within some hundred. */
const SCHEDULES = 20_000;

/** Who is in line in which state, and nothing that makes this write another one than the last. */
function fingerprint(body: string): string {
  const { tickets } = JSON.parse(body) as TurnDocument;
  return createHash('md5')
    .update(JSON.stringify(tickets.map(({ id, state }) => [id, state])))
    .digest('hex');
}

/** The write by which a waiter makes itself a holder. */
function isClaim(body: string, seen: string | undefined): boolean {
  if (seen === undefined) return false;
  const [before] = (JSON.parse(seen) as TurnDocument).tickets;
  const [after] = (JSON.parse(body) as TurnDocument).tickets;
  return before?.state === 'waiting' && after?.id === before.id && after.state === 'holding';
}

interface Mutant {
  readonly name: string;
  readonly rule?: Rule;
  readonly breakage?: Breakage;
  /** How the history gives it away. */
  readonly caughtBy: RegExp;
}

const MUTANTS: readonly Mutant[] = [
  {
    name: 'a store that checks, and sets a moment later',
    breakage: { checksBeforeSetting: true },
    caughtBy: /an update is lost|removes|has nothing to do|overtaken|order of arrival|given out twice|has the turn/,
  },
  {
    name: 'a version that repeats although something was written',
    breakage: { versioning: fingerprint },
    caughtBy: /an update is lost|silent for/,
  },
  { name: 'a removal that compares no token', rule: 'removal-without-token', caughtBy: /silent for \d/ },
  {
    name: 'a rule by which only the next in line may remove',
    rule: 'only-the-next-may-remove',
    caughtBy: /behind the dead/,
  },
  { name: 'a death by silence alone', rule: 'dead-by-silence-alone', caughtBy: /GitHub calls running/ },
  { name: "a death by GitHub's word alone", rule: 'dead-by-word-alone', caughtBy: /silent for \d/ },
  { name: 'a leave that does something the second time', rule: 'leaving-twice', caughtBy: /has nothing to do with/ },
  {
    name: 'a claim from an old document, written whatever the store holds',
    breakage: { overwrites: isClaim },
    caughtBy: /an update is lost|removes|joins|has nothing to do|overtaken|order of arrival|given out twice/,
  },
];

describe('the simulation catches', () => {
  it.each(MUTANTS)('$name', async ({ rule = 'none', breakage = {}, caughtBy }) => {
    broken.rule = rule;
    const explored = await explore({ schedules: SCHEDULES, seed: SEED, breakage });
    expect(explored.failure?.message).toMatch(caughtBy);
  });
});

/** The same bytes but for the id of the write. */
function contentHash(body: string): string {
  const content: unknown = { ...(JSON.parse(body) as object), writeId: undefined };
  return createHash('md5').update(JSON.stringify(content)).digest('hex');
}

describe('the contract of stores catches', () => {
  // No history of the job code writes a content twice, for sequence numbers and tokens never come again: what is behind
  // this rule is that nothing has to rely on it.
  it('a version made of the content alone, which repeats when a content does', async () => {
    const [good, bad] = [new TurnMemory(), new TurnMemory(contentHash)];
    await showOldVersionStaysOld(() => connectTurnMemory(good));
    await expect(showOldVersionStaysOld(() => connectTurnMemory(bad))).rejects.toThrow();
  });
});
