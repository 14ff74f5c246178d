import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startDynamoDbServer } from '../../support/aws/dynamodb-server.ts';
import { closed, onSchedule, SWEEP } from '../../support/runner/leftovers.ts';
import {
  BUCKET,
  openScenario,
  pullRequest,
  resource,
  shaOf,
  TABLE,
  type Checkout,
  type Cloud,
  type LockMode,
  type Scenario,
} from '../../support/runner/stage.ts';
import { startS3Server } from '../../support/aws/s3-server/server.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

const OTHER_BUCKET = 'states-of-before';
const OTHER_TABLE = 'locks-of-before';

// One for each test: whatever is left is of that one.
let cloud: Cloud;
beforeEach(async () => {
  const [s3, dynamodb] = await Promise.all([startS3Server(), startDynamoDbServer({ tables: [TABLE, OTHER_TABLE] })]);
  for (const bucket of [BUCKET, OTHER_BUCKET]) s3.createBucket(bucket, { versioned: true });
  cloud = {
    s3,
    dynamodb,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([s3[Symbol.asyncDispose](), dynamodb[Symbol.asyncDispose]()]);
    },
  };
});
afterEach(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** Objects, versions, delete markers and items of pull request 42, its notes among them, whatever they are called. */
async function leftOf(): Promise<readonly string[]> {
  const objects = [BUCKET, OTHER_BUCKET].flatMap((bucket) =>
    cloud.s3.versions(bucket).map(({ key, kind }) => `${kind} ${bucket}/${key}`),
  );
  const items = await Promise.all([TABLE, OTHER_TABLE].map((table) => cloud.dynamodb.items(table)));
  const ids = items.flat().map((item) => `item ${(item['LockID'] as { S: string }).S}`);
  return [...objects, ...ids].filter((left) => /pr-42\b|pulls\/42\b/.test(left)).sort();
}

const WANTED = resource('a', 'one');
const BACKEND = /backend "s3" \{/;

/** One line, since what a pull request does in it is one commit. */
async function edit(checkout: Checkout, file: string, from: RegExp | string, to: string): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const path = join(checkout.folder, file);
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(from);
  await writeFile(path, text.replace(from, to));
}

interface Ended {
  readonly name: string;
  readonly lockMode: LockMode;
  /** What is in the way once it was planned. */
  readonly breakIt: (checkout: Checkout, scenario: Scenario) => Promise<void>;
}

/** Plans, has it broken, closes; gives how the cleanup ended. */
async function planBreakClose({ name, lockMode, breakIt }: Ended): Promise<Record<string, string>> {
  await using scenario = await openScenario(cloud, { name: `ends-${name}`, lockMode });
  const checkout = await scenario.checkout(WANTED);
  await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
  expect((await checkout.plan(42)).outputs).toMatchObject({ outcome: 'no-changes' });
  expect(await leftOf()).not.toEqual([]);
  await breakIt(checkout, scenario);
  const ended = await checkout.close(42);
  expect(ended.log).not.toContain('a defect');
  return { ...ended.outputs, log: ended.log };
}

const write =
  (file: string, text: string) =>
  async (checkout: Checkout): Promise<void> => {
    await writeFile(join(checkout.folder, file), text);
  };

async function writeBelow(checkout: Checkout, file: string, text: string): Promise<void> {
  await mkdir(join(checkout.folder, dirname(file)), { recursive: true });
  await writeFile(join(checkout.folder, file), text);
}

const CONFLICT = '<<<<<<< HEAD\n=======\n# more\n>>>>>>> topic\n';
const LOCAL_STATE = JSON.stringify({ version: 4, terraform_version: '1.11.4', serial: 1, lineage: 'x', resources: [] });

/** Ways to break a root module that leave where its state lies. */
const BROKEN: readonly (readonly [string, Ended['breakIt']])[] = [
  ['a version that the tool is not', write('versions.tf', 'terraform {\n  required_version = ">= 99.0"\n}\n')],
  ['a block that is not closed', write('main.tf', 'resource "terraform_data" "a" {\n')],
  ['marks of a conflict', write('main.tf', `<<<<<<< HEAD\n${WANTED}=======\n>>>>>>> topic\n`)],
  ['a resource that is there twice', write('more.tf', WANTED)],
  ['a reference to nothing', write('main.tf', 'resource "terraform_data" "a" {\n  input = var.nowhere\n}\n')],
  [
    'a provider that nobody has',
    write('versions.tf', 'terraform {\n  required_providers {\n    x = { source = "nobody/nothing" }\n  }\n}\n'),
  ],
  [
    'a version that the tool is not, beside the backend',
    (checkout) => edit(checkout, 'backend.tf', BACKEND, 'required_version = ">= 99.0"\n  backend "s3" {'),
  ],
  ['a module that is not there', write('modules.tf', 'module "m" {\n  source = "./nowhere"\n}\n')],
  ['a module out of reach', write('modules.tf', 'module "m" {\n  source = "git::https://127.0.0.1:1/m.git"\n}\n')],
  ['a lock file that does not parse', write('.terraform.lock.hcl', '<<<<<<< HEAD\n')],
  ['values that do not parse', write('terraform.tfvars', 'a = \n')],
  ['JSON that does not parse', write('more.tf.json', '{')],
  ['a block of another world', write('more.tf', 'stage "one" {}\n')],
  ['marks of a conflict before the backend block', (checkout) => edit(checkout, 'backend.tf', /^/, CONFLICT)],
  [
    'marks of a conflict beside the backend block',
    (checkout) => edit(checkout, 'backend.tf', /^ *backend "s3" \{/m, `${CONFLICT}$&`),
  ],
  ['a state that was committed', write('terraform.tfstate', LOCAL_STATE)],
  [
    'states of workspaces that were committed',
    (checkout) => writeBelow(checkout, 'terraform.tfstate.d/a/terraform.tfstate', LOCAL_STATE),
  ],
  ['an override that is broken', write('override.tf', 'resource "terraform_data" "a" {\n')],
  ['an override that asks for another version', write('override.tf', 'terraform {\n  required_version = ">= 99"\n}\n')],
  [
    'a folder where the selected workspace is noted',
    async (checkout) => {
      await rm(join(checkout.folder, '.terraform'), { recursive: true, force: true });
      await writeBelow(checkout, '.terraform/environment/x', '');
    },
  ],
  [
    'a file in the place of the data directory',
    async (checkout) => {
      await rm(join(checkout.folder, '.terraform'), { recursive: true, force: true });
      await writeFile(join(checkout.folder, '.terraform'), '');
    },
  ],
  ['a file that nobody can read', (checkout) => symlink('loop.tf', join(checkout.folder, 'loop.tf'))],
  ['values that nobody can read', (checkout) => symlink('x.auto.tfvars', join(checkout.folder, 'x.auto.tfvars'))],
];

const writeProduction =
  (body: string | Buffer) =>
  (_: Checkout, { prodKey }: Scenario): Promise<void> => {
    cloud.s3.put(BUCKET, prodKey, body);
    return Promise.resolve();
  };

/** Productions that nobody can read, which are no reason to keep a copy of what they were. */
const WRONG: readonly (readonly [string, LockMode, Ended['breakIt']])[] = [
  ['a production of zero bytes', 'lockfile', writeProduction('')],
  [
    'a digest that is not that of production',
    'both',
    async (_, { prodKey }) => {
      const LockID = { S: `${BUCKET}/${prodKey}-md5` };
      await cloud.dynamodb.putItem(TABLE, { LockID, Digest: { S: '0'.repeat(32) } });
    },
  ],
  ['a production that is encrypted otherwise', 'lockfile', writeProduction('{"encrypted_data":"x","meta":{}}')],
];

function testBroken([name, breakIt]: (typeof BROKEN)[number], index: number): void {
  test(`leaves nothing behind ${name}`, async () => {
    const lockMode = index % 2 === 0 ? 'both' : 'lockfile';
    expect(await planBreakClose({ name: `broken-${index}`, lockMode, breakIt })).toMatchObject({ outcome: 'cleaned' });
    expect(await leftOf()).toEqual([]);
  });
}

function testWrong([name, lockMode, breakIt]: (typeof WRONG)[number], index: number): void {
  test(`leaves nothing behind ${name}`, async () => {
    expect(await planBreakClose({ name: `wrong-${index}`, lockMode, breakIt })).toMatchObject({ outcome: 'cleaned' });
    expect(await leftOf()).toEqual([]);
  });
}

interface Move {
  readonly lockMode: LockMode;
  /** The next commit of the pull request. */
  readonly change: (checkout: Checkout, scenario: Scenario) => Promise<void>;
  /** Inputs from then on. */
  readonly with?: Readonly<Record<string, string>>;
  /** The first commit has this on top of the scenario's own backend. */
  readonly backend?: Readonly<Record<string, string>>;
  /** What the cleanup says that it has removed, and where. */
  readonly told: RegExp;
}

const nothing = (): Promise<void> => Promise.resolve();
const dropTable = (checkout: Checkout): Promise<void> => edit(checkout, 'backend.tf', /\n *dynamodb_table.*/, '');
const MOVES: Readonly<Record<string, Move>> = {
  'a key': {
    lockMode: 'both',
    change: (checkout) => edit(checkout, 'backend.tf', /key = ".*"/, 'key = "moved/terraform.tfstate"'),
    told: /moves-0\/prod\/pr-42\/terraform\.tfstate \(lock in table locks and lockfile\): [1-9]\d* removed/,
  },
  'the table for a lockfile': {
    lockMode: 'table',
    change: async (checkout) => {
      await dropTable(checkout);
      await edit(checkout, 'backend.tf', BACKEND, 'backend "s3" {\n    use_lockfile = true');
    },
    told: /pr-42\/terraform\.tfstate \(lock in table locks\): [1-9]\d* removed/,
  },
  'a lockfile for the table': {
    lockMode: 'lockfile',
    change: async (checkout) => {
      await edit(checkout, 'backend.tf', 'use_lockfile = true', `dynamodb_table = "${TABLE}"`);
    },
    // Key and bucket are the same: what lies there has gone with the place of now.
    told: /./,
  },
  'one table for another': {
    lockMode: 'table',
    change: (checkout) => edit(checkout, 'backend.tf', `"${TABLE}"`, `"${OTHER_TABLE}"`),
    told: /pr-42\/terraform\.tfstate \(lock in table locks\): [1-9]\d* removed/,
  },
  'a template of keys': {
    lockMode: 'both',
    change: nothing,
    with: { 'pr-state-key': 'pulls/{pr}/{file}' },
    told: /moves-4\/prod\/pr-42\/terraform\.tfstate .*: [1-9]\d* removed/,
  },
  'a workspace': {
    lockMode: 'both',
    change: nothing,
    with: { workspace: 'staging' },
    told: /left at moves-5\/prod\/pr-42\/terraform\.tfstate .*: [1-9]\d* removed/,
  },
  'the prefix of workspaces': {
    lockMode: 'both',
    backend: { workspace_key_prefix: '"envs"' },
    change: (checkout) => edit(checkout, 'backend.tf', '"envs"', '"rooms"'),
    with: { workspace: 'staging' },
    told: /left at envs\/staging\/moves-6\/prod\/pr-42\/terraform\.tfstate .*: [1-9]\d* removed/,
  },
};

function testMove(name: string): void {
  const move = MOVES[name] ?? expect.unreachable();
  test(`leaves nothing of a pull request that has changed ${name}, and says what it has removed where`, async () => {
    const scenarioName = `moves-${Object.keys(MOVES).indexOf(name)}`;
    const { lockMode, backend } = move;
    await using scenario = await openScenario(cloud, { name: scenarioName, lockMode, ...(backend && { backend }) });
    const checkout = await scenario.checkout(WANTED);
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    const isLater = { with: move.with ?? {} };
    const first = await checkout.plan(42, backend === undefined ? {} : isLater);
    expect(first.outputs).toHaveProperty('outcome');
    await move.change(checkout, scenario);
    expect((await checkout.plan(42, isLater)).outputs).toHaveProperty('outcome');
    const before = await leftOf();
    const ended = await checkout.close(42, isLater);
    expect(ended.outputs).toMatchObject({ outcome: 'cleaned' });
    expect(await leftOf(), ended.log).toEqual([]);
    expect(before.filter((left) => left.includes('/places/'))).toHaveLength(2);
    expect(ended.log).toMatch(move.told);
  });
}

const [FIRST_BROKEN, ...OTHER_BROKEN] = BROKEN;
const [FIRST_WRONG, ...OTHER_WRONG] = WRONG;
const [FIRST_MOVE = '', ...OTHER_MOVES] = Object.keys(MOVES);

describeWithTerraform('the end of a pull request', () => {
  if (FIRST_BROKEN !== undefined) testBroken(FIRST_BROKEN, 0);
  if (FIRST_WRONG !== undefined) testWrong(FIRST_WRONG, 0);
  testMove(FIRST_MOVE);
});

describeOthersWithTerraform('the end of a pull request', () => {
  OTHER_BROKEN.forEach((one, index) => {
    testBroken(one, index + 1);
  });
  OTHER_WRONG.forEach((one, index) => {
    testWrong(one, index + 1);
  });
  for (const name of OTHER_MOVES) testMove(name);

  const UNREACHED: readonly (readonly [string, (checkout: Checkout) => Promise<void>])[] = [
    ['whose backend is broken', (checkout) => edit(checkout, 'backend.tf', /key = ".*"/, 'nonsense = 1')],
    [
      'whose backend block has marks of a conflict',
      (checkout) =>
        edit(checkout, 'backend.tf', /key = ".*"/, '<<<<<<< HEAD\n$&\n=======\nkey = "other"\n>>>>>>> topic'),
    ],
    [
      'whose backend block may be overridden',
      (checkout) => writeFile(join(checkout.folder, 'override.tf'), 'terraform {\n  backend "s3" {\n'),
    ],
    ['whose root module is gone', (checkout) => rm(join(checkout.folder, 'backend.tf'))],
    [
      'that has gone to another bucket',
      (checkout) => edit(checkout, 'backend.tf', /bucket = ".*"/, `bucket = "${OTHER_BUCKET}"`),
    ],
  ];
  test.each(UNREACHED)('of one %s comes with the next sweep', async (what, change) => {
    await using scenario = await openScenario(cloud, {
      name: `unreached ${what}`.replaceAll(' ', '-'),
      lockMode: 'both',
    });
    const main = await scenario.checkout(WANTED);
    const topic = await scenario.checkout(WANTED);
    await edit(topic, 'backend.tf', /key = ".*"/, `key = "${scenario.prodKey.replace('/prod/', '/topic/')}"`);
    expect((await topic.plan(42)).outputs).toMatchObject({ outcome: 'planned' });
    await change(topic);
    await topic.close(42);
    scenario.github.addPullRequest(closed(42));
    expect(await leftOf()).not.toEqual([]);

    const dry = await (await main.step({ event: onSchedule(), with: { ...SWEEP, 'dry-run': 'true' } })).ended;
    const before = await leftOf();
    expect(dry.summary).toMatch(/topic\/pr-42\/terraform\.tfstate \(lock in table locks and lockfile\)`? \| [1-9]/);
    expect(before).not.toEqual([]);

    const swept = await (await main.step({ event: onSchedule(), with: SWEEP })).ended;
    expect(swept.outputs).toMatchObject({ outcome: 'swept' });
    expect(swept.summary).toMatch(/topic\/pr-42\/terraform\.tfstate \(lock in table locks and lockfile\)`? \| [1-9]/);
    expect(await leftOf()).toEqual([]);
  });

  test('leaves nothing of a key that stays the same when production’s changes, and calls no copy of ours applied', async () => {
    const template = { with: { 'pr-state-key': 'pulls/pr-{pr}/{file}' } };
    await using scenario = await openScenario(cloud, { name: 'same-key', lockMode: 'both' });
    const checkout = await scenario.checkout(WANTED);
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    expect((await checkout.plan(42, template)).outputs).toMatchObject({ outcome: 'no-changes' });
    await edit(checkout, 'backend.tf', /key = ".*"/, 'key = "prod/terraform.tfstate"');
    const event = pullRequest('synchronize', 42, { headSha: shaOf('moved') });
    const moved = await (await checkout.step({ event, ...template })).ended;
    expect(moved.outputs, moved.log).toMatchObject({
      outcome: 'planned',
      'to-add': '1',
      'state-key': 'pulls/pr-42/terraform.tfstate',
    });
    const before = await leftOf();
    const ended = await checkout.close(42, template);
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'cleaned' });
    expect(await leftOf(), ended.log).toEqual([]);
    expect(before.filter((left) => left.includes('/places/'))).toHaveLength(2);
    expect(cloud.s3.get(BUCKET, scenario.prodKey)).toBeDefined();
  });

  test('keeps what somebody has applied where nobody looks any more, and says who is to look', async () => {
    await using scenario = await openScenario(cloud, { name: 'applied-elsewhere', lockMode: 'both' });
    const checkout = await scenario.checkout(WANTED);
    await checkout.plan(42);
    await checkout.terraform(scenario.prKey(42), 'apply', '-auto-approve');
    await edit(checkout, 'backend.tf', /key = ".*"/, 'key = "applied-moved/terraform.tfstate"');
    await checkout.plan(42);
    const ended = await checkout.close(42);
    scenario.github.addPullRequest(closed(42));
    expect(ended.outputs).toMatchObject({ outcome: 'cleaned' });
    expect(ended.log).toContain('no cleanup looks at this one');
    expect((await leftOf()).filter((left) => left.includes('applied-moved'))).toEqual([]);
    const kept = await (await checkout.step({ event: onSchedule(), with: SWEEP })).ended;
    expect(kept.summary).toContain('no cleanup looks at this one');
    expect(cloud.s3.get(BUCKET, scenario.prKey(42))).toBeDefined();
    // Somebody has looked.
    for (const { key, versionId } of cloud.s3.versions(BUCKET, scenario.prKey(42))) {
      if (key !== scenario.prKey(42)) continue;
      await fetch(`${cloud.s3.url}/${BUCKET}/${key}?versionId=${versionId}`, { method: 'DELETE' });
    }
    await (
      await checkout.step({ event: onSchedule(), with: SWEEP })
    ).ended;
    expect(await leftOf()).toEqual([]);
  });

  test('leaves a pull request alone that is open again, and its places with it', async () => {
    await using scenario = await openScenario(cloud, { name: 'reopened', lockMode: 'both' });
    const checkout = await scenario.checkout(WANTED);
    await checkout.plan(42);
    const before = await leftOf();
    scenario.github.updatePullRequest(42, { state: 'open' });
    await (
      await checkout.step({ event: onSchedule(), with: SWEEP })
    ).ended;
    expect((await leftOf()).filter((left) => !left.includes('#lockstep'))).toEqual(
      before.filter((left) => !left.includes('#lockstep')),
    );
    scenario.github.updatePullRequest(42, { state: 'closed' });
    await (
      await checkout.step({ event: onSchedule(), with: SWEEP })
    ).ended;
    expect(await leftOf()).toEqual([]);
  });
});
