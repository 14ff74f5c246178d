import { afterEach, describe, expect, it, vi } from 'vitest';

import type * as Locks from '../../../src/adapters/aws/locks.ts';
import type * as ConfirmNotFrozen from '../../../src/jobs/apply/confirm-not-frozen.ts';
import type * as AwaitEnd from '../../../src/jobs/finish/await-end.ts';
import type * as EndMain from '../../../src/jobs/finish/end-main.ts';
import type * as HeldLocks from '../../../src/jobs/lock/held-lock.ts';
import type * as RecoverLock from '../../../src/jobs/lock/recover-lock.ts';
import type * as HeldTurns from '../../../src/jobs/turn/held-turn.ts';
import type * as TakeTurn from '../../../src/jobs/turn/take-turn.ts';
import type * as JudgeHolder from '../../../src/jobs/unlock/judge-holder.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { TurnQueue } from '../../../src/jobs/turn/queue.ts';
import { TurnOutOfReach } from '../../../src/jobs/turn/turn-out-of-reach.ts';
import type { ApplyBreakage } from './cast.ts';
import { exploreApplies } from './explore.ts';

/** What is broken at the moment; the job code under test imports the rest through these mocks. */
const broken = vi.hoisted((): { rule: Rule } => ({ rule: 'none' }));
type Rule =
  | 'none'
  | 'state-looked-at-once'
  | 'dead-by-silence-alone'
  | 'given-back-by-key'
  | 'announced-nowhere'
  | 'lock-not-looked-at'
  | 'lock-seen-gone'
  | 'freeze-not-looked-at'
  | 'through-an-unreadable-queue'
  | 'main-not-waited-for'
  | 'tool-not-waited-for';

vi.mock('../../../src/adapters/aws/locks.ts', async (original) => {
  const { openLocks } = await original<typeof Locks>();
  return {
    openLocks: (...args: Parameters<typeof openLocks>) => {
      const locks = openLocks(...args);
      const giveBack: typeof locks.giveBack = async (address, lockId) => {
        if (broken.rule !== 'given-back-by-key') return locks.giveBack(address, lockId);
        const reading = await locks.read(address);
        return locks.giveBack(address, reading.kind === 'held' ? reading.lock.id : lockId);
      };
      return { ...locks, giveBack };
    },
  };
});

vi.mock('../../../src/jobs/lock/recover-lock.ts', async (original) => {
  const jobs = await original<typeof RecoverLock>();
  const recoverLock: typeof jobs.recoverLock = (run, lock, dead) => {
    const clock = { ...run.clock, sleep: () => Promise.resolve() };
    return jobs.recoverLock(broken.rule === 'state-looked-at-once' ? { ...run, clock } : run, lock, dead);
  };
  return { ...jobs, recoverLock };
});

vi.mock('../../../src/jobs/unlock/judge-holder.ts', async (original) => {
  const jobs = await original<typeof JudgeHolder>();
  const confirmNotAlive: typeof jobs.confirmNotAlive = (run, queue, held) => {
    const runs = { ...run.runs, status: () => Promise.resolve('completed' as const) };
    return jobs.confirmNotAlive(broken.rule === 'dead-by-silence-alone' ? { ...run, runs } : run, queue, held);
  };
  return { ...jobs, confirmNotAlive };
});

vi.mock('../../../src/jobs/lock/held-lock.ts', async (original) => {
  const jobs = await original<typeof HeldLocks>();
  // Called with its own lock, below.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { confirm } = jobs.HeldLock.prototype;
  jobs.HeldLock.prototype.confirm = async function () {
    if (broken.rule === 'lock-not-looked-at') return true;
    return (await confirm.call(this)) || broken.rule === 'lock-seen-gone';
  };
  return jobs;
});

vi.mock('../../../src/jobs/turn/held-turn.ts', async (original) => {
  const jobs = await original<typeof HeldTurns>();
  // Called with its own turn, below.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { announce } = jobs.HeldTurn.prototype;
  jobs.HeldTurn.prototype.announce = function (commit) {
    return broken.rule === 'announced-nowhere' ? Promise.resolve(true) : announce.call(this, commit);
  };
  return jobs;
});

vi.mock('../../../src/jobs/apply/confirm-not-frozen.ts', async (original) => {
  const jobs = await original<typeof ConfirmNotFrozen>();
  const confirmNotFrozen: typeof jobs.confirmNotFrozen = async (run, lock) => {
    if (broken.rule !== 'freeze-not-looked-at') await jobs.confirmNotFrozen(run, lock);
  };
  return { ...jobs, confirmNotFrozen };
});

vi.mock('../../../src/jobs/turn/take-turn.ts', async (original) => {
  const jobs = await original<typeof TakeTurn>();
  const takeTurn: typeof jobs.takeTurn = async (run, options) => {
    try {
      return await jobs.takeTurn(run, options);
    } catch (error) {
      if (broken.rule !== 'through-an-unreadable-queue' || !(error instanceof BackendUnusable)) throw error;
      const queue = new TurnQueue(options.backend.turns(options.address, options.key), run.clock, run.chance);
      const turn = new TurnOutOfReach({ queue, lockId: run.chance.id(), giveUpPlace: () => Promise.resolve() });
      run.handover.noteTurn({ address: options.address, key: 'prod', ticketId: '', lockId: turn.lockId });
      return { kind: 'taken', turn };
    }
  };
  return { ...jobs, takeTurn };
});

vi.mock('../../../src/jobs/finish/end-main.ts', async (original) => {
  const jobs = await original<typeof EndMain>();
  const endMain: typeof jobs.endMain = async (run, main) => {
    if (broken.rule !== 'main-not-waited-for') await jobs.endMain(run, main);
  };
  return { endMain };
});

vi.mock('../../../src/jobs/finish/await-end.ts', async (original) => {
  const jobs = await original<typeof AwaitEnd>();
  const awaitEnd: typeof jobs.awaitEnd = (...args) =>
    broken.rule === 'tool-not-waited-for' ? Promise.resolve('by-itself') : jobs.awaitEnd(...args);
  return { awaitEnd };
});

afterEach(() => {
  broken.rule = 'none';
});

const SEED = 20_261_129;
const SCHEDULES = 3000;

interface Mutant {
  readonly name: string;
  readonly rule: Rule;
  readonly breakage?: ApplyBreakage;
  /** How the history gives it away. */
  readonly caughtBy: RegExp;
}

const MUTANTS: readonly Mutant[] = [
  {
    name: 'a recovery that does not wait whether the state moves',
    rule: 'state-looked-at-once',
    caughtBy: /which wrote its state/,
  },
  { name: 'an unlock that does not ask GitHub', rule: 'dead-by-silence-alone', caughtBy: /GitHub calls running/ },
  {
    name: 'a lock that is given back by its key, whosever it is',
    rule: 'given-back-by-key',
    caughtBy: /deletes the lock/,
  },
  { name: 'an apply that begins and says so nowhere', rule: 'announced-nowhere', caughtBy: /which is newer/ },
  {
    name: 'an apply that does not look at its lock when the plan is made',
    rule: 'lock-not-looked-at',
    caughtBy: /has not looked at its lock since/,
  },
  {
    name: 'an apply that sees that its lock is gone, and begins',
    rule: 'lock-seen-gone',
    caughtBy: /has seen that its lock is gone/,
  },
  { name: 'an apply that looks at no freeze', rule: 'freeze-not-looked-at', caughtBy: /through a freeze/ },
  {
    name: 'an apply that goes on without the queue',
    rule: 'through-an-unreadable-queue',
    caughtBy: /through a freeze|which is newer/,
  },
  {
    name: 'a post that neither tells main nor waits for it',
    rule: 'main-not-waited-for',
    breakage: { postIsSilent: true },
    caughtBy: /without the lock|lock back while|has seen that its lock|and so does/,
  },
  {
    name: 'a post that does not wait for Terraform',
    rule: 'tool-not-waited-for',
    caughtBy: /gives the lock back while its Terraform is at work/,
  },
];

describe('the simulation of applies catches', () => {
  it.each(MUTANTS)(`$name, within ${SCHEDULES} schedules`, async ({ rule, breakage = {}, caughtBy }) => {
    broken.rule = rule;
    const explored = await exploreApplies({ schedules: SCHEDULES, seed: SEED, breakage, isBroken: true });
    console.log(`${rule}: ${explored.schedules} schedules, ${explored.seconds.toFixed(1)} s`);
    expect(explored.failure?.message).toMatch(caughtBy);
  });
});
