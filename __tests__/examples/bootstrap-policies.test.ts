import { beforeAll, expect, test } from 'vitest';
import { decideAccess } from '../support/permissions/decide-access.ts';
import { parsePolicy } from '../support/permissions/policy-document.ts';
import {
  policyOf,
  refusalOf,
  renderPolicies,
  type RenderedPolicies,
} from '../support/permissions/rendered-policies.ts';
import { describeWithTerraform } from '../support/runner/with-terraform.ts';

/** One stack, with locks of both kinds. */
const one_stack = {
  bucket: 'states',
  table: { arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/locks' },
  use_lockfile: true,
  state_keys: ['network/prod/terraform.tfstate'],
  repository: 'octo/infra',
  apply_branch: 'main',
  oidc_provider_arn: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
};
const CASES = {
  one_stack,
  lockfile: { ...one_stack, table: undefined },
  environment: { ...one_stack, environment: 'production' },
  with_ids: { ...one_stack, repository: 'octo@123456/infra@456789' },
  three: { ...one_stack, state_keys: ['network/prod/a.tfstate', 'network/prod/b.tfstate', 'dns.tfstate'] },
  template: { ...one_stack, pr_state_key: 'pulls/{pr}/{dir}/{file}' },
};

describeWithTerraform('the policies of the bootstrap module', () => {
  let rendered: Readonly<Record<keyof typeof CASES, RenderedPolicies>>;
  beforeAll(async () => {
    rendered = await renderPolicies(CASES);
  });

  const SUBJECTS: readonly (readonly [subject: string, roles: Readonly<Record<string, readonly string[]>>])[] = [
    ['repo:octo/infra:pull_request', { one_stack: ['plan'], environment: ['plan'] }],
    [
      'repo:octo/infra:ref:refs/heads/gh-readonly-queue/main/pr-42-0a1b',
      { one_stack: ['plan'], environment: ['plan'] },
    ],
    ['repo:octo/infra:ref:refs/heads/main', { one_stack: ['plan', 'apply'], environment: ['plan'] }],
    ['repo:octo/infra:environment:production', { environment: ['apply'] }],
    ['repo:octo/infra:environment:staging', {}],
    ['repo:octo/infra:ref:refs/heads/feature', {}],
    ['repo:octo/infra:ref:refs/heads/main-2', {}],
    ['repo:octo/infra:ref:refs/heads/gh-readonly-queue/release/pr-42-0a1b', {}],
    ['repo:octo/infra:ref:refs/tags/main', {}],
    ['repo:octo/infra-2:pull_request', {}],
    ['repo:evil/infra:ref:refs/heads/main', {}],
    ['repo:octo@123456/infra@456789:pull_request', { with_ids: ['plan'] }],
    ['repo:octo@123456/infra@456789:ref:refs/heads/main', { with_ids: ['plan', 'apply'] }],
    // The name was given up, and somebody else has it now.
    ['repo:octo@999999/infra@456789:ref:refs/heads/main', {}],
  ];
  test.each(SUBJECTS)('a job that is %s is trusted by %j', (subject, expected) => {
    const issuer = 'token.actions.githubusercontent.com';
    const trusts = (trust: string, comments: string): boolean =>
      decideAccess(parsePolicy(trust), {
        action: 'sts:AssumeRoleWithWebIdentity',
        resource: undefined,
        context: { [`${issuer}:sub`]: [subject], [`${issuer}:aud`]: [comments] },
      }).kind === 'allowed';
    for (const name of ['one_stack', 'environment', 'with_ids'] as const) {
      const { plan_role_trust: plan, apply_role_trust: apply } = rendered[name];
      const trusting = Object.entries({ plan, apply }).filter(([, trust]) => trusts(trust, 'sts.amazonaws.com'));
      expect(trusting.map(([role]) => role)).toEqual(expected[name] ?? []);
      expect([plan, apply].some((trust) => trusts(trust, 'https://github.com/octo'))).toBe(false);
    }
  });

  test('let nobody reach the bucket without TLS, its owner included', () => {
    const { bucket } = rendered.one_stack;
    const ask = (secure: string): string =>
      decideAccess(parsePolicy(bucket), {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::states/network/prod/terraform.tfstate',
        context: { 'aws:SecureTransport': [secure] },
      }).kind;
    expect(ask('false')).toBe('denied');
    expect(ask('true')).toBe('not-allowed');
  });

  test('let versions expire of what is of pull requests, of lockfiles and of queues', () => {
    const ofProduction = ['network/prod/terraform.tfstate.tflock', 'network/prod/terraform.tfstate.lockstep.json'];
    expect(rendered.one_stack.expiring_prefixes).toEqual(['network/prod/pr-', ...ofProduction]);
    expect(rendered.lockfile.expiring_prefixes).toEqual(['network/prod/pr-', ...ofProduction]);
    expect(rendered.template.expiring_prefixes).toEqual(['pulls/', ...ofProduction]);
  });

  test('let no version of a production state or of a copy of it expire', () => {
    for (const [name, { expiring_prefixes: prefixes }] of Object.entries(rendered)) {
      for (const key of CASES[name as keyof typeof CASES].state_keys) {
        for (const kept of [key, `${key}.errored-20261121T103000Z`, `${key}.backup-20261121T103000Z`]) {
          expect(prefixes.filter((prefix) => kept.startsWith(prefix))).toEqual([]);
        }
      }
    }
  });

  test('are as many as it takes for many stacks, and all of production is out of reach of the plan in each', () => {
    const { plan_role: plan, apply_role: apply, expiring_prefixes: prefixes } = rendered.three;
    expect([plan.length, apply.length]).toEqual([2, 2]);
    expect(prefixes.slice(0, 2)).toEqual(['pr-', 'network/prod/pr-']);
    for (const key of CASES.three.state_keys) {
      const resource = `arn:aws:s3:::states/${key}`;
      const decide = (documents: readonly string[]): string =>
        decideAccess(policyOf(documents), { action: 's3:PutObject', resource, context: {} }).kind;
      expect([decide(plan), decide(apply)]).toEqual(['denied', 'allowed']);
    }
  });
});

describeWithTerraform('the policies of the bootstrap module are refused', () => {
  const STATE_KEY = 'network/prod/terraform.tfstate';
  test.each([
    ['for no stack at all', { state_keys: [] }, 'Name the key of at least one stack'],
    ['for a stack that is named twice', { state_keys: [STATE_KEY, STATE_KEY] }, 'and each once'],
    ['for a key with a wildcard', { state_keys: ['network/*/terraform.tfstate'] }, 'none of the characters * ? $'],
    ['for a key with a slash at its end', { state_keys: ['network/prod/'] }, 'no slash at either end'],
    ['for a template without {pr}', { pr_state_key: '{dir}/pr/{file}' }, 'must have {pr} in it'],
    ['for a template that begins with {pr}', { pr_state_key: '{pr}/{file}' }, 'Put something there'],
    [
      'for a template among production’s locks',
      { pr_state_key: '{dir}/{file}.{pr}' },
      'belongs to its locks and copies',
    ],
    [
      'for a template that two stacks share',
      { state_keys: [STATE_KEY, 'dns/prod/terraform.tfstate'], pr_state_key: 'pulls/{pr}/{file}' },
      'at one key',
    ],
    [
      'for a production key among those of pull requests',
      { state_keys: [STATE_KEY, 'network/prod/pr-tools/terraform.tfstate'] },
      'its earlier versions would expire with theirs',
    ],
    ['for no lock of any kind', { table: undefined, use_lockfile: false }, 'there is no state lock'],
    [
      'for more stacks than a policy has room for',
      {
        state_keys: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}/prod/terraform.tfstate`),
        stacks_per_policy: 6,
      },
      'Lower stacks_per_policy',
    ],
    ['for a repository without its owner', { repository: 'infra' }, 'owner/name'],
    ['for any repository of an owner', { repository: 'octo/*' }, 'owner/name'],
    ['for any branch', { apply_branch: '*' }, 'without a wildcard'],
    ['for a ref instead of a branch', { apply_branch: 'refs/heads/main' }, 'without refs/heads/'],
    ['for any environment', { environment: '*' }, 'without a wildcard'],
  ])('%s', async (_, changed, says) => {
    expect(await refusalOf({ ...one_stack, ...changed })).toContain(says);
  });
});
