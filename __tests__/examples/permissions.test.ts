import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import { enforce } from '../support/permissions/enforce.ts';
import { withoutPattern, withoutStatements } from '../support/permissions/policy-changes.ts';
import { parsePolicy, type Policy } from '../support/permissions/policy-document.ts';
import { openRecordedStack, type RecordedStack, type Role } from '../support/permissions/recorded-stack.ts';
import { leaveStateWithoutDigest } from '../support/permissions/recorded-troubles.ts';
import { policyOf, renderPolicies } from '../support/permissions/rendered-policies.ts';
import type { Account } from '../support/permissions/required-access.ts';
import { BEFORE, seedState } from '../support/runner/seeded-state.ts';
import { turnsAt } from '../support/runner/traces.ts';
import { BUCKET, dispatchOn, openCloud, pullRequest, pushToMain, resource, shaOf } from '../support/runner/stage.ts';
import { describeWithTerraform } from '../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 4 });

/** The bucket, the table and the stack of docs/permissions.md. */
const documented = {
  bucket: BUCKET,
  table: { arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/locks' },
  use_lockfile: true,
  state_keys: ['network/prod/terraform.tfstate'],
  repository: 'octo/infra',
  apply_branch: 'main',
  oidc_provider_arn: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
};
const ACCOUNT: Account = {
  bucketArn: (name) => `arn:aws:s3:::${name}`,
  tableArn: (name) => `arn:aws:dynamodb:eu-central-1:123456789012:table/${name}`,
  kmsKeyArn: undefined,
};

let policies: Readonly<Record<Role, Policy>>;
let documents: Readonly<Record<Role, string>>;
const page = readFile(new URL('../../docs/permissions.md', import.meta.url), 'utf8');

async function readSection(heading: string): Promise<string> {
  return ((await page).split(`\n### ${heading}\n`)[1] ?? '').split(/\n###? /)[0] ?? '';
}

/** A stack with a state, on servers that refuse what these policies do not allow. */
async function openEnforced(changed: Partial<Readonly<Record<Role, Policy>>> = {}): Promise<RecordedStack> {
  const cloud = await openCloud();
  const stack = await openRecordedStack(cloud, 'both');
  seedState(cloud, stack.scenario.prodKey);
  enforce(cloud, { ...policies, ...changed }, ACCOUNT);
  return Object.assign(stack, {
    [Symbol.asyncDispose]: async () => {
      await stack.scenario[Symbol.asyncDispose]();
      await cloud[Symbol.asyncDispose]();
    },
  });
}

const WITH_B = BEFORE + resource('b', '1');
const plan = { event: pullRequest('synchronize', 42) };
const close = { event: pullRequest('closed', 42) };
const push = { event: pushToMain(shaOf('merge')) };

async function planFirst(stack: RecordedStack): Promise<void> {
  stack.scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
  await stack.run({ role: 'plan', operation: 'plan', ends: 'planned' }, WITH_B, plan);
}

async function planAndMerge(stack: RecordedStack): Promise<void> {
  await planFirst(stack);
  const { github } = stack.scenario;
  github.addCommit({ sha: shaOf('merge') });
  github.setBranch('main', shaOf('merge'));
  github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('merge') });
}

describeWithTerraform('the documented permissions', () => {
  beforeAll(async () => {
    const { rendered } = await renderPolicies({ rendered: documented });
    documents = { plan: rendered.plan_role[0] ?? '', apply: rendered.apply_role[0] ?? '' };
    policies = { plan: policyOf(rendered.plan_role), apply: policyOf(rendered.apply_role) };
  });

  test.each([
    ['The role that plans', 'plan'],
    ['The role that applies', 'apply'],
  ] as const)(
    '%s: its policy is the one of the module, and each statement of it is explained',
    async (heading, role) => {
      const section = await readSection(heading);
      expect(JSON.parse(/```json\n(.*?)```/s.exec(section)?.[1] ?? '')).toEqual(JSON.parse(documents[role]));
      const explained = [...section.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names]) => names?.match(/\w+/g) ?? []);
      expect(explained).toEqual(parsePolicy(documents[role]).statements.map(({ sid }) => sid));
    },
  );

  // First, because Terraform alone waits for ten seconds in it.
  test.concurrent('…VersionsOfProduction: without them a digest is not mended', async ({ expect }) => {
    await using stack = await openEnforced({
      apply: withoutStatements(policies.apply, 'FindVersionsOfProduction', 'ReadVersionsOfProduction'),
    });
    await leaveStateWithoutDigest(stack);
    const refused = await stack.run({ role: 'apply', operation: 'repair', ends: 'backend-unusable' }, BEFORE, push);
    expect(refused.log).toContain("correct the item's Digest");
  });

  test.concurrent('are enough from a plan to its apply and to a cleanup', async ({ expect }) => {
    await using stack = await openEnforced();
    await planAndMerge(stack);
    await stack.run({ role: 'apply', operation: 'apply', ends: 'applied' }, WITH_B, push);
    const cleaned = await stack.run({ role: 'plan', operation: 'cleanup', ends: 'cleaned' }, WITH_B, close);
    expect(cleaned.summary).not.toContain('may not list or delete');
    const left = stack.cloud.s3.versions(BUCKET, 'network/prod/pr-').map(({ key }) => key);
    expect(left).toEqual([]);
  });

  test.concurrent('FindWhatIsThere: without it nothing works', async ({ expect }) => {
    await using stack = await openEnforced({ plan: withoutStatements(policies.plan, 'FindWhatIsThere') });
    const refused = await stack.run({ role: 'plan', operation: 'plan', ends: 'backend-unusable' }, WITH_B, plan);
    expect(refused.log).toContain('may not s3:GetObject on states/network/prod/pr-42/terraform.tfstate');
  });

  test.concurrent(
    'KeepItems…: without the queue there is one warning, and the state lock alone',
    async ({ expect }) => {
      const queue = (key: string): string => `${BUCKET}/network/prod/${key}terraform.tfstate#lockstep`;
      await using stack = await openEnforced({
        plan: withoutPattern(policies.plan, queue('pr-*/')),
        apply: withoutPattern(policies.apply, queue('')),
      });
      const planned = await stack.run({ role: 'plan', operation: 'plan', ends: 'planned' }, WITH_B, plan);
      // Without the queue nobody knows which commit was applied last.
      const warned = { ...push, with: { 'unreviewed-changes': 'warn' } };
      const applied = await stack.run({ role: 'apply', operation: 'apply', ends: 'applied' }, WITH_B, warned);
      for (const { log } of [planned, applied]) expect(log.match(/^::warning::.*#lockstep/gm)).toHaveLength(1);
    },
  );

  test.concurrent('KeepProduction: without .lockstep.json there is one warning, and the queue', async ({ expect }) => {
    const pointer = `arn:aws:s3:::${BUCKET}/network/prod/terraform.tfstate.lockstep.json`;
    await using stack = await openEnforced({ apply: withoutPattern(policies.apply, pointer) });
    const applied = await stack.run({ role: 'apply', operation: 'apply', ends: 'applied' }, WITH_B, push);
    expect(applied.log.match(/^::warning::.*lockstep\.json/gm)).toHaveLength(1);
    expect((await turnsAt(stack.cloud, stack.scenario.prodKey))?.departed).toHaveLength(1);
  });

  test.concurrent('KeepPullRequests: without .backup-* a cleanup with force deletes nothing', async ({ expect }) => {
    const copies = `arn:aws:s3:::${BUCKET}/network/prod/pr-*/terraform.tfstate.backup-*`;
    await using stack = await openEnforced({ plan: withoutPattern(policies.plan, copies) });
    const key = stack.scenario.prKey(42);
    await (await stack.scenario.checkout(WITH_B)).terraform(key, 'apply', '-auto-approve');
    const before = stack.cloud.s3.versions(BUCKET, key).filter((version) => version.key === key);
    await stack.run({ role: 'plan', operation: 'cleanup-by-force', ends: 'backend-unusable' }, WITH_B, {
      event: dispatchOn('main'),
      with: { command: 'cleanup', 'pr-number': '42', force: 'true' },
    });
    expect(before).toHaveLength(1);
    expect(stack.cloud.s3.versions(BUCKET, key).filter((version) => version.key === key)).toEqual(before);
  });

  test.concurrent(
    '…VersionsOfPullRequests: with a plain delete instead, a cleanup leaves versions and says so',
    async ({ expect }) => {
      const without = withoutStatements(policies.plan, 'FindVersionsOfPullRequests', 'DeleteVersionsOfPullRequests');
      const objects = policies.plan.statements.find(({ sid }) => sid === 'DeleteVersionsOfPullRequests');
      const plainly = { kind: 'these', patterns: ['s3:DeleteObject'] } as const;
      await using stack = await openEnforced({
        plan: {
          statements: [...without.statements, ...(objects === undefined ? [] : [{ ...objects, actions: plainly }])],
        },
      });
      await planFirst(stack);
      const cleaned = await stack.run({ role: 'plan', operation: 'cleanup', ends: 'cleaned' }, WITH_B, close);
      expect(cleaned.summary).toContain('may not list or delete object versions');
      expect(stack.cloud.s3.get(BUCKET, stack.scenario.prKey(42))).toBeUndefined();
    },
  );

  test.concurrent(
    'ReadPullRequests: without it an apply is refused before it has changed anything',
    async ({ expect }) => {
      await using stack = await openEnforced({ apply: withoutStatements(policies.apply, 'ReadPullRequests') });
      await planAndMerge(stack);
      const refused = await stack.run({ role: 'apply', operation: 'apply', ends: 'backend-unusable' }, WITH_B, push);
      expect(refused.log).toContain(`may not s3:GetObject on states/${stack.scenario.reviewKey(42)}`);
      expect(refused.log).not.toContain('::group::terraform apply');
    },
  );

  test.concurrent(
    '…OfPullRequests: an apply that may not delete them goes through, and they stay',
    async ({ expect }) => {
      await using stack = await openEnforced({
        apply: withoutStatements(
          policies.apply,
          ...['FindVersionsOfPullRequests', 'DeleteVersionsOfPullRequests'],
          ...['ReadItemsOfPullRequests', 'DeleteItemsOfPullRequests'],
        ),
      });
      await planAndMerge(stack);
      const applied = await stack.run({ role: 'apply', operation: 'apply', ends: 'applied' }, WITH_B, push);
      expect(applied.log).toContain('::warning::What pull request #42 left behind is kept');
      expect(stack.cloud.s3.get(BUCKET, stack.scenario.prKey(42))).toBeDefined();
      expect(stack.cloud.s3.get(BUCKET, stack.scenario.reviewKey(42))).toBeDefined();
    },
  );
});
