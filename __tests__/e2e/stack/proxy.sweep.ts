import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

/** A name that nobody but the proxy can find. */
const HOSTS = { s3: 's3.corp.test', dynamodb: 'dynamodb.corp.test' };
const PASSWORD = 's3cr3t-word';

let cloud: Cloud;
let proxy: Server;
const passed: { readonly agent: string; readonly authorization: string | undefined }[] = [];
beforeAll(async () => {
  cloud = await openCloud();
  proxy = createServer((incoming, outgoing) => {
    const { host, pathname, search } = new URL(incoming.url ?? '');
    const to = new URL(pathname + search, host === HOSTS.s3 ? cloud.s3.url : cloud.dynamodb.url);
    const { headers } = incoming;
    passed.push({ agent: headers['user-agent'] ?? '', authorization: headers['proxy-authorization'] });
    const forwarded = send(to, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  proxy.close();
  proxy.closeAllConnections();
  await cloud[Symbol.asyncDispose]();
});

describeWithTerraform('a backend behind a proxy with a password', () => {
  test.each(['http_proxy of the block', 'HTTP_PROXY'])(
    'is reached by %s, and the password is told nobody else',
    async (by) => {
      const url = `http://ana:${PASSWORD}@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const endpoints = `{ s3 = "http://${HOSTS.s3}", dynamodb = "http://${HOSTS.dynamodb}" }`;
      const isOfBlock = by !== 'HTTP_PROXY';
      await using scenario = await openScenario(cloud, {
        name: isOfBlock ? 'by-block' : 'by-variable',
        lockMode: 'both',
        unreviewed: 'warn',
        backend: { endpoints, ...(isOfBlock ? { http_proxy: JSON.stringify(url) } : {}) },
      });
      const env = isOfBlock ? {} : { HTTP_PROXY: url };
      const checkout = await scenario.checkout(resource('a', 'one'));
      passed.length = 0;

      const applied = await checkout.push(shaOf('m'), { env });
      expect(applied.outputs, applied.log).toMatchObject({ outcome: 'applied' });
      const planned = await checkout.plan(42, { env });
      expect(planned.outputs, planned.log).toMatchObject({ outcome: 'no-changes' });

      const ours = passed.filter(({ agent }) => agent.includes('aws-sdk-js'));
      expect(ours.length).toBeGreaterThan(10);
      const given = `Basic ${btoa(`ana:${PASSWORD}`)}`;
      expect([...new Set(passed.map(({ authorization }) => authorization))]).toEqual([given]);
      for (const { log, summary } of [applied, planned]) {
        // The runner is told what to mask by a command of its own, which it takes out of the log.
        const shown = log.replaceAll(/^::add-mask::.*$/gm, '') + summary;
        expect(shown).not.toContain(PASSWORD);
      }
      expect(applied.log).toContain('::add-mask::');
    },
  );
});
