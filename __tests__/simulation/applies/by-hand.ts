import { RunFailure } from '../../../src/domain/failure.ts';
import { createStateLock } from '../../../src/domain/lock/lock-record.ts';
import { backUpState } from '../../../src/jobs/state/back-up-state.ts';
import { TurnQueue } from '../../../src/jobs/turn/queue.ts';
import { confirmNotAlive, findHolder } from '../../../src/jobs/unlock/judge-holder.ts';
import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createClock } from '../world/clock.ts';
import { Link } from '../world/network.ts';
import type { Process } from '../world/world.ts';
import type { Cast } from './cast.ts';
import type { Sender } from './cloud.ts';
import { createPersonalRun } from './run.ts';
import type { Span } from './scenario.ts';

/** A Terraform without Lockstep: takes the lock if it is free, writes the state at the end, and gives it back. */
export async function liveByHand({ world, scenario, cloud, judge }: Cast, process: Process, span: Span): Promise<void> {
  const link = new Link(world, scenario.latencyMs, new Map());
  const sender: Sender = { process, link, cutOff: undefined };
  const { locks, objects } = cloud.connect(sender);
  const clock = createClock(world, process, { offByMs: 0, jumpsAtMs: 0 });
  const lock = createStateLock({
    id: `${process.name}-1`,
    operation: 'apply',
    address: PROD,
    takenAt: clock.now(),
    user: 'runner',
    host: 'host',
    toolVersion: undefined,
    actor: 'ana',
    prNumber: undefined,
    runUrl: '',
  });
  try {
    if ((await locks.take(PROD, lock)).kind === 'held') return;
    judge.beginsByHand(process.name);
    await clock.sleep(span.forMs);
    const { serial } = cloud.state();
    await objects.put(PROD.path, { body: stateOf([process.name], serial + 1), metadata: {} }, 'any');
    judge.writesState(process.name, undefined);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
  }
  judge.byHand.delete(process.name);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await locks.giveBack(PROD, lock.id);
      return;
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      await clock.sleep(5000);
    }
  }
}

/** What the unlock job does about a lock; the rest of it touches neither lock nor state. */
export async function unlockByHand(cast: Cast, person: Process): Promise<void> {
  const { world, scenario, cloud, judge } = cast;
  const sender: Sender = { process: person, link: new Link(world, scenario.latencyMs, new Map()), cutOff: undefined };
  const run = createPersonalRun(cast, person);
  const backend = cloud.connect(sender);
  try {
    const queue = new TurnQueue(backend.turns(PROD, 'prod'), run.clock, run.chance);
    const reading = await backend.locks.read(PROD);
    if (reading.kind !== 'held' || !reading.lock.id.startsWith('run')) return;
    const { lock } = reading;
    await queue.read();
    const holder = findHolder(queue, lock);
    await confirmNotAlive(run, queue, { holder, lock, key: 'prod', backend, address: PROD });
    await backUpState(run, backend, PROD);
    const deleted = await backend.locks.delete(PROD, lock.id);
    judge.note(person.name, deleted ? `has unlocked ${lock.id}` : 'was too late');
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    judge.note(person.name, `is refused: ${error.message}`);
  }
}

/** `terraform force-unlock -force` on the lock of a run. */
export async function forceUnlock({ world, scenario, cloud, judge }: Cast, person: Process): Promise<void> {
  const link = new Link(world, scenario.latencyMs, new Map());
  const { locks } = cloud.connect({ process: person, link, cutOff: undefined });
  try {
    const reading = await locks.read(PROD);
    if (reading.kind === 'held' && reading.lock.id.startsWith('run')) await locks.delete(PROD, reading.lock.id);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    judge.note(person.name, `is refused: ${error.message}`);
  }
}
