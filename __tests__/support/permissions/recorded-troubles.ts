import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { lockByHand, lockOf } from '../runner/lock-by-hand.ts';
import { denied } from '../aws/s3-server/server.ts';
import { BEFORE, seedState } from '../runner/seeded-state.ts';
import { openSlowState } from '../runner/slow-state.ts';
import { BUCKET, dispatchOn, pullRequest, pushToMain, resource, shaOf, TABLE } from '../runner/stage.ts';
import { waitUntil } from '../wait-until.ts';
import { confirmEnd, type RecordedStack } from './recorded-stack.ts';

const push = { event: pushToMain(shaOf('m')) };

/** What goes wrong on production, one thing after the other. */
export async function recordTroubles(stack: RecordedStack): Promise<void> {
  const { cloud, scenario, lockMode } = stack;
  seedState(cloud, scenario.prodKey);
  await Promise.all([cancelApply(stack), cancelPlan(stack)]);
  await failToSave(stack);

  const lock = lockOf('cyd');
  await lockByHand(cloud, scenario.prodKey, lockMode, lock);
  await stack.run({ role: 'apply', operation: 'unlock', ends: 'unlocked' }, BEFORE, {
    event: dispatchOn('main'),
    with: { command: 'unlock', 'lock-id': lock.ID },
  });
}

async function cancelApply(stack: RecordedStack): Promise<void> {
  await using slow = await openSlowState();
  const recorded = { role: 'apply', operation: 'cancelled', ends: 'cancelled' } as const;
  const step = await stack.start(recorded, await stack.scenario.checkout(BEFORE + slow.module), push);
  await waitUntil(() => slow.isAsked());
  await step.cancel();
  slow.letGo();
  confirmEnd(recorded, await step.ended);
}

async function cancelPlan(stack: RecordedStack): Promise<void> {
  await using slow = await openSlowState();
  const recorded = { role: 'plan', operation: 'cancelled', ends: 'cancelled' } as const;
  const step = await stack.start(recorded, await stack.scenario.checkout(BEFORE + slow.dataSource()), {
    event: pullRequest('synchronize', 41),
  });
  await waitUntil(() => slow.isAsked());
  await step.cancel();
  slow.letGo();
  confirmEnd(recorded, await step.ended);
}

/** Terraform cannot write the state; once it has left it in a file, it can be pushed. */
async function failToSave(stack: RecordedStack): Promise<void> {
  const { cloud, scenario } = stack;
  const checkout = await scenario.checkout(BEFORE + resource('b', 'made'));
  const file = join(checkout.folder, 'errored.tfstate');
  const allow = cloud.s3.addFault(
    denied(({ operation, key }) => operation === 'PutObject' && key === scenario.prodKey && !existsSync(file)),
  );
  const recorded = { role: 'apply', operation: 'state-not-saved', ends: 'apply-failed' } as const;
  confirmEnd(recorded, await (await stack.start(recorded, checkout, push)).ended);
  allow();
}

/** The run before was cut off between a state and its digest. Terraform alone waits for ten seconds then. */
export async function recordRepair(stack: RecordedStack): Promise<void> {
  seedState(stack.cloud, stack.scenario.prodKey);
  await leaveStateWithoutDigest(stack);
  await stack.run({ role: 'apply', operation: 'repair', ends: 'no-changes' }, BEFORE, push);
}

/** A later state lies there than the one that its digest is of. */
export async function leaveStateWithoutDigest({ cloud, scenario }: RecordedStack): Promise<void> {
  const earlier = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? Buffer.alloc(0);
  const LockID = { S: `${BUCKET}/${scenario.prodKey}-md5` };
  await cloud.dynamodb.putItem(TABLE, { LockID, Digest: { S: stateDigest(earlier) } });
  cloud.s3.put(BUCKET, scenario.prodKey, earlier.toString().replace('"serial": 7', '"serial": 8'));
}
