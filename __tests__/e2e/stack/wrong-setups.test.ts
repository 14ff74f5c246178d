import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { startStsServer } from '../../support/aws/sts-server.ts';
import { listen } from '../../support/local-listener.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import { endpointsOf, openCloud, openScenario, resource, shaOf } from '../../support/runner/stage.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { WRONG_SETUPS, type Services, type WrongSetup } from './wrong-setups.ts';

/** Each setup has a cloud of its own: what is wrong with it is wrong for everybody. */
async function tryOut(setup: WrongSetup): Promise<void> {
  await using cloud = await openCloud();
  await using sts = await startStsServer();
  const strangers: string[] = [];
  const listener = await listen(0, ({ target }) => {
    strangers.push(target);
    if (!target.startsWith('/redirected')) return Promise.resolve({ status: 503, headers: {}, body: '' });
    // As nginx does.
    const headers = { location: `https://store.test${target}`, 'content-type': 'text/html' };
    return Promise.resolve({ status: 301, headers, body: '<html><center>nginx</center></html>' });
  });
  await using elsewhere = { url: listener.url, [Symbol.asyncDispose]: () => listener.close() };
  await cloud.dynamodb.createTable('other', 'ID');
  await using scenario = await openScenario(cloud, {
    name: 'setup',
    lockMode: setup.lockMode ?? 'lockfile',
    backend: {
      ...(setup.asksSts ? { ...endpointsOf(cloud, sts), skip_credentials_validation: 'false' } : {}),
      ...setup.backend,
    },
  });
  const checkout = await scenario.checkout(resource('a', 'one'));
  const services = { s3: cloud.s3, dynamodb: cloud.dynamodb, sts, github: scenario.github, elsewhere: elsewhere.url };
  await write(checkout.folder, typeof setup.files === 'function' ? setup.files(services) : (setup.files ?? {}));
  cloud.s3.clearRequests();
  cloud.dynamodb.clearRequests();
  setup.arm?.(services);

  const options = { with: setup.with ?? {}, env: setup.env ?? {} };
  const ended = await (setup.event === 'push' ? checkout.push(shaOf('m'), options) : checkout.plan(42, options));

  expect(errorsOf(ended, { ...services, folder: checkout.folder })).toEqual(setup.prints.split('\n'));
  expect(ended.outputs['failure-reason']).toBe(setup.reason);
  expect(ended.exitCode).toBe(1);
  // A command's line breaks are written as %0A.
  expect(ended.log).not.toMatch(/(?:\n|%0A)\s+at /);
  // What stands for a secret in the setups.
  expect(ended.log).not.toContain('hunter2hunter2');
  if (setup.isRefusedAtOnce) {
    expect([cloud.s3.requests, cloud.dynamodb.requests, sts.requests, strangers]).toEqual([[], [], [], []]);
  }
}

async function write(folder: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    if (text === null) {
      await rm(join(folder, name));
    } else {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  }
}

/** What the log has as errors of the run, with the same names in place of what differs from one try to the next. */
function errorsOf({ log }: StepResult, services: Services & { readonly folder: string }): readonly string[] {
  const names: readonly (readonly [string, string])[] = [
    [services.folder, '/checkout/infra'],
    [services.s3.url, 'http://s3.test'],
    [services.dynamodb.url, 'http://dynamodb.test'],
    [services.sts.url, 'http://sts.test'],
    [services.elsewhere, 'http://elsewhere.test'],
  ];
  return log
    .split('\n')
    .filter((line) => line.startsWith('::error::'))
    .map((line) => {
      const text = line.slice('::error::'.length).replaceAll('%0A', '\n').replaceAll('%0D', '').replaceAll('%25', '%');
      return names.reduce((told, [from, to]) => told.replaceAll(from, to), text);
    });
}

const [first, second, ...others] = WRONG_SETUPS;

describeWithTerraform('a wrong setup', () => {
  test.each([first, second])('is told what is wrong, where, and what to do: $title', tryOut);
});

describeOthersWithTerraform('a wrong setup', () => {
  test.each(others)('is told what is wrong, where, and what to do: $title', tryOut);
});
