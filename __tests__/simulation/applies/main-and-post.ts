import { RunFailure } from '../../../src/domain/failure.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import { endMain } from '../../../src/jobs/finish/end-main.ts';
import { finish } from '../../../src/jobs/finish/finish.ts';
import { Link } from '../world/network.ts';
import { Violation } from '../world/observer.ts';
import { PATIENCE_MS, type Cast } from './cast.ts';
import type { Sender } from './cloud.ts';
import type { Machine } from './machine.ts';
import { createRun } from './run.ts';

/** What `main.ts` does about an apply, up to its report. */
export async function liveMain(cast: Cast, machine: Machine): Promise<void> {
  const { judge, world, scenario } = cast;
  const { plan, main } = machine;
  const troubles = new Map(plan.troubles.map(({ request, kind }) => [request, kind]));
  const link = new Link(world, scenario.latencyMs, troubles);
  machine.hasFailed = () => link.hasFailed;
  const { signal } = machine.cancelling;
  const sender: Sender = {
    process: main,
    link,
    cutOff: plan.cutOff,
    cancelled: signal,
    beforeStep: () => {
      if (machine.isTakenOver) machine.cancelMain();
      signal.throwIfAborted();
    },
  };
  const run = createRun(cast, machine, sender);
  judge.note(machine.name, 'arrives');
  let end = '';
  try {
    const result = await apply(run, { kind: 'apply', commitSha: machine.name });
    end = result.kind;
  } catch (error) {
    // It ends at once, and leaves the rest to `post`.
    if (signal.aborted) return;
    if (!(error instanceof RunFailure)) throw error;
    end = error.message;
    if (error instanceof StateLocked) confirmPatience(cast, machine, error);
  }
  if (signal.aborted) return;
  run.steps.throwDefect();
  machine.endMain();
  judge.note(machine.name, `ends: ${end}`);
  const isDisturbed = link.hasFailed || plan.cutOff !== undefined || scenario.throttled !== undefined;
  if (!isDisturbed) judge.endedInOrder(machine);
}

/** Nobody who may recover waits until the end behind a lock whose run is long over. */
function confirmPatience({ world, machines, judge }: Cast, machine: Machine, { holder }: StateLocked): void {
  if (holder.kind !== 'state-lock' || machine.plan.staleLock !== 'recover') return;
  if (holder.lock !== undefined && judge.isLeftAtWork(holder.lock.id)) return;
  const owner = machines.find(({ name }) => holder.lock?.id.startsWith(`${name}-`));
  if (owner === undefined || !owner.body.isGone || owner.status() !== 'completed') return;
  const sinceMs = Math.max(owner.overSinceMs, machine.turnSinceMs, ...owner.signsMs, ...owner.writesMs);
  if (world.nowMs - sinceMs > 2 * PATIENCE_MS) {
    throw new Violation(`${machine.name} has waited to its end behind the lock of ${owner.name}, which is over`);
  }
}

/** What `post.ts` does about an apply, up to its report. */
export async function livePost(cast: Cast, machine: Machine): Promise<void> {
  const { judge, world } = cast;
  const { plan } = machine;
  if (machine.readHandover().done) return;
  judge.counts.byPost += 1;
  if (!machine.main.isGone) judge.counts.besideMain += 1;
  judge.note(machine.name, 'post begins');
  const sender: Sender = {
    process: machine.post,
    link: new Link(world, cast.scenario.latencyMs, new Map()),
    cutOff: plan.cutOff,
  };
  const run = createRun(cast, machine, sender);
  if (cast.breakage.postIsSilent !== true) machine.isTakenOver = true;
  await endMain(run, machine.mainAsSeen());
  const { done, turn, command, cancelledAtMs } = machine.readHandover();
  if (done || (cancelledAtMs === undefined && turn === undefined)) {
    machine.endPost();
    return;
  }
  const { steps } = run;
  await finish(
    run,
    {
      operation: { kind: 'apply', commitSha: machine.name },
      isShown: false,
      cancelledForMs: cancelledAtMs === undefined ? undefined : world.nowMs - cancelledAtMs,
      turn,
      command,
      apply: command,
      begunOn: machine.begunOn,
      mayWait: () => true,
      readBackend: () => run.terraform.readBackend(),
      stop: new AbortController().signal,
      onNotSaved: () => undefined,
    },
    steps,
  );
  steps.throwDefect();
  machine.endPost();
  judge.note(machine.name, 'post ends');
}
