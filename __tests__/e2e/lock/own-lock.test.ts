import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, test } from 'vitest';

import { createStateLock, renderLockRecord } from '../../../src/domain/lock/lock-record.ts';
import type { StateLock } from '../../../src/domain/lock/lock.ts';
import { digestItemId, lockfileKey, lockItemId, type StateAddress } from '../../../src/domain/state/keys.ts';
import type { StateLocks } from '../../../src/ports/backend.ts';
import { connectLocks } from '../../support/aws/connect-locks.ts';
import { createAddress } from '../../support/fakes/factories.ts';
import { createSettings } from '../../support/fakes/fake-backend.ts';
import { isOnPath, TOOL } from '../../support/on-path.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  resource,
  TABLE,
  type Checkout,
  type Cloud,
  type LockMode,
  type Scenario,
} from '../../support/runner/stage.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const URL = 'https://github.com/octo/infra/actions/runs/77';

interface Stage extends AsyncDisposable {
  readonly checkout: Checkout;
  readonly address: StateAddress;
  readonly lock: StateLock;
  readonly locks: StateLocks;
  /** Our record as it lies at each place, and how often a lockfile was ever written or removed. */
  readonly traces: () => Promise<readonly unknown[]>;
}

interface Held {
  readonly actor?: string;
  readonly takenAt?: string;
  readonly toolVersion?: string | undefined;
}

/** A checkout whose state Lockstep has locked. */
async function openLocked(lockMode: LockMode, name: string, held: Held = {}): Promise<Stage> {
  const scenario: Scenario = await openScenario(cloud, { name: `${name}-${lockMode}`, lockMode });
  const address = createAddress({ bucket: BUCKET, key: scenario.prodKey });
  const config = {
    ...(lockMode === 'lockfile' ? {} : { dynamodb_table: TABLE }),
    ...(lockMode === 'table' ? {} : { use_lockfile: true }),
  };
  const settings = { ...createSettings(address.key, config), bucket: BUCKET };
  const locks = connectLocks({ s3Url: cloud.s3.url, dynamodbUrl: cloud.dynamodb.url, settings });
  const lock = createStateLock({
    id: 'a1b2c3d4-0000-4000-8000-000000000001',
    operation: 'apply',
    address,
    takenAt: new Date(held.takenAt ?? '2026-11-21T10:28:00.634Z'),
    user: 'runner',
    host: 'fv-az1',
    toolVersion: held.toolVersion,
    actor: held.actor ?? 'ana',
    prNumber: 42,
    runUrl: URL,
  });
  const taken = await locks.take(address, lock);
  if (taken.kind !== 'taken') throw new Error(`the lock of ${address.key} is not free`);
  return {
    checkout: await scenario.checkout(resource('a', 'one')),
    address,
    lock,
    locks,
    traces: async () => [
      await cloud.dynamodb.item(TABLE, lockItemId(address)),
      cloud.s3.get(BUCKET, lockfileKey(address))?.body.toString(),
      cloud.s3.versions(BUCKET, lockfileKey(address)),
    ],
    [Symbol.asyncDispose]: async () => {
      locks[Symbol.dispose]();
      await scenario[Symbol.asyncDispose]();
    },
  };
}

const INPUTLESS = ['-input=false', '-no-color'];

/** Why this tool cannot be tried with a lock of this kind; undefined when it can. */
function whyNot(lockMode: LockMode): string | undefined {
  if (lockMode === 'table' || !isOnPath(TOOL)) return undefined;
  const said = execFileSync(TOOL, ['version', '-json'], {
    env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8',
  });
  const { terraform_version: version } = JSON.parse(said) as { readonly terraform_version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || minor >= 10 ? undefined : `${TOOL} ${version} does not know use_lockfile`;
}

describeCasesWithTerraform('the state lock that Lockstep has taken', (toTry) => {
  for (const lockMode of toTry(['both', 'table', 'lockfile'])) {
    const reason = whyNot(lockMode);
    if (reason !== undefined) console.warn(`skipped: lock of Lockstep, ${lockMode}: ${reason}`);
    const tried = test.skipIf(reason !== undefined);
    const titled = (title: string): string =>
      `${title}: ${lockMode}${reason === undefined ? '' : ` (skipped: ${reason})`}`;

    tried(titled('refuses everybody else, who reads what runs, for whom and where'), async ({ expect }) => {
      await using stage = await openLocked(lockMode, 'refused', { toolVersion: '1.11.4' });
      const { checkout, address, lock } = stage;
      const before = await stage.traces();
      for (const command of [['plan'], ['apply', '-auto-approve']]) {
        const refused = await checkout.terraform(address.key, ...command, ...INPUTLESS);
        expect(refused.code).toBe(1);
        expect(refused.output).toContain('Error acquiring the state lock');
        expect(linesOf(refused.output)).toEqual(
          expect.arrayContaining([
            `ID: ${lock.id}`,
            `Path: ${BUCKET}/${address.key}`,
            'Operation: OperationTypeApply',
            'Who: runner@fv-az1',
            'Version: 1.11.4',
            'Created: 2026-11-21 10:28:00.634 +0000 UTC',
            `Info: Lockstep: apply by ana for #42, ${URL}`,
          ]),
        );
      }
      expect(await stage.traces()).toEqual(before);
      expect(cloud.s3.get(BUCKET, address.key)).toBeUndefined();
    });

    for (const takenAt of ['2026-11-21T10:28:00.500Z', '2026-11-21T10:28:00.000Z']) {
      tried(titled(`is removed by force-unlock, taken at ${takenAt}`), async ({ expect }) => {
        const actor = `größer "ana" <&> \\ 'co' 🏁 \u2028\u0008\ud800`;
        await using stage = await openLocked(lockMode, `force-${takenAt.slice(-4, -1)}`, { takenAt, actor });
        const { checkout, address, lock, locks } = stage;
        const other = await checkout.terraform(address.key, 'force-unlock', '-force', 'e9c57833-0000');
        expect(other.code).toBe(1);
        expect(await locks.confirm(address, lock.id)).toEqual({ kind: 'ours' });

        const unlocked = await checkout.terraform(address.key, 'force-unlock', '-force', lock.id);

        expect(unlocked.output).toContain('successfully unlocked');
        expect(unlocked.code).toBe(0);
        expect(await locks.read(address)).toEqual({ kind: 'free' });
        expect(await locks.confirm(address, lock.id)).toEqual({ kind: 'gone' });
        expect((await checkout.terraform(address.key, 'plan', ...INPUTLESS)).code).toBe(0);
      });
    }

    tried(titled('is left alone by plan and apply without a lock, which save state and digest'), async ({ expect }) => {
      await using stage = await openLocked(lockMode, 'under');
      const { checkout, address, lock, locks } = stage;
      const before = await stage.traces();
      const planned = await checkout.terraform(address.key, 'plan', '-lock=false', '-out=tfplan', ...INPUTLESS);
      expect([planned.code, planned.output]).toEqual([0, expect.stringContaining('1 to add')]);
      const applied = await checkout.terraform(address.key, 'apply', '-lock=false', ...INPUTLESS, 'tfplan');
      expect([applied.code, applied.output]).toEqual([0, expect.stringContaining('1 added')]);

      const body = cloud.s3.get(BUCKET, address.key)?.body ?? Buffer.of();
      expect(JSON.parse(body.toString())).toMatchObject({ resources: [{ type: 'terraform_data', name: 'a' }] });
      const digest = await cloud.dynamodb.item(TABLE, digestItemId(address));
      const md5 = createHash('md5').update(body).digest('hex');
      expect(digest?.['Digest']).toEqual(lockMode === 'lockfile' ? undefined : { S: md5 });
      expect(await stage.traces()).toEqual(before);
      expect(JSON.stringify(before)).toContain(JSON.stringify(renderLockRecord(lock)));

      expect(await locks.giveBack(address, lock.id)).toEqual({ kind: 'released' });
      const next = await checkout.terraform(address.key, 'plan', '-detailed-exitcode', ...INPUTLESS);
      expect(next.code).toBe(0);
    });
  }
});

/** The lines of a printed lock record, with one blank after each name. */
function linesOf(output: string): readonly string[] {
  return output.split('\n').map((line) => line.trim().replace(/^(\w+): +/, '$1: '));
}
