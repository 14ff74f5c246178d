import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdLock, LASTING_RESOURCE, type Hold } from '../../support/runner/hold.ts';
import { befallLock, placesOf } from '../../support/runner/lock-requests.ts';
import { BEFORE } from '../../support/runner/seeded-state.ts';
import {
  openScenario,
  pushToMain,
  shaOf,
  type Checkout,
  type Cloud,
  type LockMode,
} from '../../support/runner/stage.ts';
import { TOOL } from '../../support/on-path.ts';
import { lockAt, turnsAt } from '../../support/runner/traces.ts';

/** What came of an apply whose lock a plain Terraform of the same user and host took a moment before. */
export interface SecondByAMoment {
  /** The plain Terraform's lock when the apply had met it, and three seconds later. */
  readonly locks: readonly [unknown, unknown];
  readonly plainExitCode: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** Tickets and lock that are left. */
  readonly left: readonly unknown[];
}

/**
 * An apply whose tool is a script that takes its time and says next to nothing: a plain Terraform takes the lock just
 * before the apply's own write, holds it for a while, and gives it back.
 */
export async function applySecondByAMoment(
  cloud: Cloud,
  { name, lockMode }: { readonly name: string; readonly lockMode: LockMode },
): Promise<SecondByAMoment> {
  await using scenario = await openScenario(cloud, { name, lockMode });
  const { prodKey } = scenario;
  const person = await scenario.checkout(BEFORE + LASTING_RESOURCE);
  const checkout = await scenario.checkout(BEFORE);
  const env = await slowTool(checkout);
  const holding = Promise.withResolvers<Hold>();
  befallLock(cloud, prodKey, {
    place: placesOf(lockMode)[0] ?? 'table',
    what: 'write',
    then: {
      kind: 'run',
      task: async () => {
        holding.resolve(await holdLock(person, prodKey));
      },
    },
  });

  const applying = await checkout.step({ event: pushToMain(shaOf('m')), env, with: { 'lock-timeout': '1h' } });
  const hold = await holding.promise;
  const lock = await lockAt(cloud, prodKey);
  await sleep(3000);
  const later = await lockAt(cloud, prodKey);
  const { code } = await hold.letGo();
  const { outputs } = await applying.ended;
  return { locks: [lock, later], plainExitCode: code, outputs, left: await findLeft(cloud, prodKey) };
}

/** An environment in which the tool is a script that takes its time, and says next to nothing. */
async function slowTool(checkout: Checkout): Promise<Readonly<Record<string, string>>> {
  const bin = join(checkout.folder, '.bin');
  await mkdir(bin);
  const script = join(bin, TOOL);
  const path = process.env['PATH'] ?? '';
  await writeFile(script, `#!/bin/sh\nsleep 1\nPATH='${path}' exec ${TOOL} "$@"\n`);
  await chmod(script, 0o755);
  return { PATH: [bin, path].join(delimiter), TF_LOG: 'ERROR' };
}

/** Tickets and state lock of a key. */
export async function findLeft(cloud: Cloud, key: string): Promise<readonly unknown[]> {
  const { tickets = [] } = (await turnsAt(cloud, key)) ?? {};
  const lock = await lockAt(cloud, key);
  return [...tickets, ...(lock === undefined ? [] : [lock])];
}
