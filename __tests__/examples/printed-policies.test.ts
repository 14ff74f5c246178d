import { describe, expect, it, test } from 'vitest';
import { canTellApart, describePolicies, type PolicySubject } from '../../src/domain/doctor/policies.ts';
import { renderPolicies } from '../support/permissions/rendered-policies.ts';
import { describeWithTerraform } from '../support/runner/with-terraform.ts';

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/locks';
const KMS_KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/57ff7a43-341d-46b6-aee3-a450c9de6dc8';

const SUBJECT: PolicySubject = {
  partition: 'aws',
  bucket: 'states',
  tableArn: TABLE_ARN,
  useLockfile: true,
  kmsKeyArn: undefined,
  production: ['network/prod/terraform.tfstate'],
  pulls: 'network/prod/pr-*/terraform.tfstate',
  pullsPrefix: 'network/prod/pr-',
};

const CASES: Readonly<Record<string, PolicySubject>> = {
  both: SUBJECT,
  table: { ...SUBJECT, useLockfile: false },
  lockfile: { ...SUBJECT, tableArn: undefined },
  kms: { ...SUBJECT, kmsKeyArn: KMS_KEY_ARN },
  china: { ...SUBJECT, partition: 'aws-cn', tableArn: undefined },
};

/** One name is the same as a list of it. */
function unified(policy: unknown): unknown {
  return JSON.parse(JSON.stringify(policy), (name, value: unknown) =>
    typeof value === 'string' && !['Version', 'Sid', 'Effect'].includes(name) && !/^\d+$/.test(name) ? [value] : value,
  );
}

describeWithTerraform('the policies that a doctor prints', () => {
  test('are those of the bootstrap module', async () => {
    const rendered = await renderPolicies(
      Object.fromEntries(
        Object.entries(CASES).map(([name, { partition, bucket, tableArn, useLockfile, kmsKeyArn, production }]) => [
          name,
          {
            partition,
            bucket,
            use_lockfile: useLockfile,
            state_keys: production,
            ...(tableArn === undefined ? {} : { table: { arn: tableArn } }),
            ...(kmsKeyArn === undefined ? {} : { kms_key_arn: kmsKeyArn }),
            repository: 'octo/infra',
            apply_branch: 'main',
            oidc_provider_arn: 'arn:aws:iam::123456789012:oidc',
          },
        ]),
      ),
    );
    for (const [name, subject] of Object.entries(CASES)) {
      const { plan, apply } = describePolicies(subject);
      expect(unified(plan), name).toEqual(unified(JSON.parse(rendered[name]?.plan_role[0] ?? '')));
      expect(unified(apply), name).toEqual(unified(JSON.parse(rendered[name]?.apply_role[0] ?? '')));
    }
  });
});

describe('a template of which no policy can be made', () => {
  it.each<[string, Partial<PolicySubject>]>([
    ['{dir}/{pr}', { production: ['terraform.tfstate'], pulls: '*', pullsPrefix: '' }],
    [
      '{dir}/{pr}/{file} below a directory',
      { pulls: 'network/prod/*/terraform.tfstate', pullsPrefix: 'network/prod/' },
    ],
    [
      '{dir}/{file}.{pr}',
      { pulls: 'network/prod/terraform.tfstate.*', pullsPrefix: 'network/prod/terraform.tfstate.' },
    ],
    ['one that matches production', { pulls: 'network/pr*', pullsPrefix: 'network/pr' }],
  ])('is told apart: %s', (_, of) => {
    expect(canTellApart({ ...SUBJECT, ...of })).toBe(false);
    expect(canTellApart(SUBJECT)).toBe(true);
  });
});
