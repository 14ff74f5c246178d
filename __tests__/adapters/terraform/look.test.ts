import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { openTerraform } from '../../../src/adapters/terraform/terraform.ts';
import type { S3Backend } from '../../../src/domain/stack/backend.ts';
import { type S3Server, startS3Server } from '../../support/aws/s3-server/server.ts';
import { createInputs } from '../../support/fakes/factories.ts';
import { stateOf } from '../../support/fakes/fake-backend.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const KEY = 'prod/terraform.tfstate';

let s3: S3Server;
beforeEach(async () => {
  s3 = await startS3Server();
  s3.createBucket('states');
  s3.put('states', KEY, stateOf(['a'], 1));
});
afterEach(() => s3[Symbol.asyncDispose]());

interface Asking {
  readonly endpoint?: string;
  readonly lookAtMostMs?: number;
  readonly silenceMs?: number;
  readonly info?: (message: string) => void;
  readonly inputs?: Parameters<typeof createInputs>[0];
}

async function findBackend(workspace: string, asking: Asking = {}): Promise<S3Backend> {
  const { endpoint = s3.url, info = () => undefined, inputs = {}, ...limits } = asking;
  const [directory, filesDirectory] = ['module', 'files'].map((name) => join(folder(), name)) as [string, string];
  for (const path of [directory, filesDirectory]) mkdirSync(path);
  writeFileSync(
    join(directory, 'main.tf'),
    `terraform {
  backend "s3" {
    bucket                      = "states"
    key                         = "${KEY}"
    region                      = "us-east-1"
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    endpoints                   = { s3 = "${endpoint}" }
  }
}
`,
  );
  const terraform = await openTerraform({
    inputs: createInputs({ workspace, tool: TOOL, ...inputs }),
    directory,
    workspaceDirectory: folder(),
    writeAnnotation: () => undefined,
    filesDirectory,
    env: {
      PATH: process.env['PATH'],
      HOME: folder(),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      CHECKPOINT_DISABLE: '1',
    },
    cancelled: new AbortController().signal,
    openLog: () => ({ write: () => undefined, [Symbol.dispose]: () => undefined }),
    onStart: () => undefined,
    note: () => undefined,
    warn: () => undefined,
    info,
    ...limits,
    beforeStep: () => undefined,
    knownSecrets: () => [],
    maskInLog: () => undefined,
    spoken: [],
    keep: (_what, error) => {
      throw error;
    },
  });
  return terraform.findBackend(undefined);
}

function readKeys(): ReadonlySet<string> {
  return new Set(s3.requests.filter(({ operation }) => /^(?:Get|Head)Object$/.test(operation)).map(({ key }) => key));
}

describeWithTerraform('the quick look for the backend', () => {
  it('leaves the state of the default workspace alone where the run is for another one', async () => {
    const own = `env:/team/${KEY}`;
    s3.put('states', own, stateOf(['a'], 1));
    expect(await findBackend('team')).toMatchObject({ bucket: 'states', key: KEY });
    expect(readKeys()).toEqual(new Set([own]));
  });

  it.each<readonly [string, readonly string[]]>([
    ['there is none but the default one', []],
    ['there are others', ['env:/other/prod/terraform.tfstate']],
  ])('creates no workspace, where %s', async (_, states) => {
    for (const state of states) s3.put('states', state, stateOf(['a'], 1));
    expect(await findBackend('team')).toMatchObject({ bucket: 'states', key: KEY });
    expect(s3.requests.filter(({ operation }) => operation === 'PutObject')).toEqual([]);
  });

  it('asks for the files of variables, but not for an unlock', async () => {
    const inputs = { 'var-file': ['prod.tfvars'] };
    await expect(findBackend('default', { inputs })).rejects.toThrow('var-file names the file "prod.tfvars"');
    rmSync(join(folder(), 'module'), { recursive: true });
    rmSync(join(folder(), 'files'), { recursive: true });
    expect(await findBackend('default', { inputs: { ...inputs, command: 'unlock' } })).toMatchObject({ key: KEY });
  });

  it('comes to an end where a store takes the connection and never answers, names it, and leaves no Terraform', async () => {
    await using store = await openSilentStore();
    const told: string[] = [];
    const asking = {
      endpoint: store.url,
      lookAtMostMs: 4000,
      silenceMs: 600,
      info: (message: string) => told.push(message),
    };
    const looking = findBackend('default', asking);
    await expect(looking).rejects.toThrow(
      `${TOOL} init has waited for an answer for 4 s and was ended: whoever is asked (${store.url}) takes the connection and never answers.`,
    );
    expect(told).toContainEqual(expect.stringMatching(/^Still in \w+ init after .* s: it has printed nothing/));
    // A connection lasts as long as its process.
    await waitUntil(() => store.connections() === 0);
  });
});

async function openSilentStore(): Promise<AsyncDisposable & { readonly url: string; connections(): number }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => open.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
