import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { dispatchOn, openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

/**
 * A store of your own against what Lockstep does with it: `LOCKSTEP_STORE=http://127.0.0.1:9000 npx vitest run --config
 * vitest.sweep.config.ts __tests__/e2e/doctor/other-store.sweep.ts`, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of
 * an account that may make buckets. What it prints is what docs/stores.md has a table of.
 */
const endpoint = process.env['LOCKSTEP_STORE'] ?? '';
const accessKeyId = process.env['AWS_ACCESS_KEY_ID'] ?? 'test';
const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'] ?? 'test';

async function createBucket(client: S3Client, Bucket: string, versioned: boolean): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket }));
  if (!versioned) return;
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}

describeWithTerraform('a store of your own', () => {
  for (const versioned of [true, false]) {
    const versions = versioned ? 'with versions' : 'without versions';
    test.skipIf(endpoint === '')(`does what doctor says of it, ${versions}`, async () => {
      await using cloud = await openCloud();
      const client = new S3Client({
        endpoint,
        region: 'us-east-1',
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      });
      const bucket = `lockstep-${versioned ? 'versions' : 'plain'}-${Date.now()}`;
      try {
        await createBucket(client, bucket, versioned);
      } catch (error) {
        console.log(`${versions}: no such bucket: ${String(error)}`);
        return;
      }
      const there: Cloud = { ...cloud, s3: { ...cloud.s3, url: endpoint } };
      await using scenario = await openScenario(there, {
        name: 'own',
        lockMode: 'lockfile',
        unreviewed: 'warn',
        backend: { bucket: JSON.stringify(bucket) },
      });
      const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
      const checkout = await scenario.checkout(resource('a', 'one'));
      scenario.github.addRun({ id: 1118, status: 'in_progress', headSha: shaOf('m') });
      const examined = await (
        await checkout.step({ event: dispatchOn('main'), with: { command: 'doctor' }, env })
      ).ended;
      const left = await client.send(new ListObjectVersionsCommand({ Bucket: bucket })).catch(String);
      const { Versions = [], DeleteMarkers = [] } = typeof left === 'string' ? {} : left;
      console.log(
        [
          `${versions}: doctor: ${examined.outputs['outcome'] ?? examined.outputs['failure-reason'] ?? ''}`,
          ...examined.log.split('\n').filter((line) => /^(?:good|warning|wrong|not-checked): /.test(line)),
          `left by doctor: ${typeof left === 'string' ? left : Versions.length + DeleteMarkers.length}`,
        ].join('\n'),
      );
      const limit = { 'lock-timeout': '10s' };
      const planned = await checkout.plan(42, { env, with: limit });
      const applied = await checkout.push(shaOf('one'), { env, with: limit });
      scenario.github.addCommit({ sha: shaOf('two'), parents: [shaOf('one')] });
      scenario.github.setBranch('main', shaOf('two'));
      const again = await checkout.push(shaOf('two'), { env, with: limit });
      const closed = await checkout.close(42, { env, with: limit, merged: true });
      const outcomes = [planned, applied, again, closed].map(
        ({ outputs }) => outputs['outcome'] ?? outputs['failure-reason'] ?? '',
      );
      console.log(`${versions}: plan, apply, apply, cleanup: ${outcomes.join(', ')}`);
      for (const step of [planned, applied, again, closed])
        if (step.exitCode !== 0) console.log(step.log.split('\n').slice(-12).join('\n'));
      const isGood = examined.outputs['outcome'] === 'examined';
      expect([
        isGood,
        outcomes.every((outcome) => outcome !== '' && !/locked|unusable|failed/.test(outcome)),
      ]).not.toEqual([true, false]);
    });
  }
});
