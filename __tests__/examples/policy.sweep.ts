import { beforeAll, describe, expect, test } from 'vitest';
import { decideAccess, type AccessRequest } from '../support/permissions/decide-access.ts';
import { dropsOf, extrasOf, withoutStatements, type Change } from '../support/permissions/policy-changes.ts';
import type { Policy } from '../support/permissions/policy-document.ts';
import {
  recordCalls,
  recordCallsInWorkspace,
  type RecordedCall,
  type RecordedLockMode,
} from '../support/permissions/recorded-calls.ts';
import type { Role } from '../support/permissions/recorded-stack.ts';
import { policyOf, renderPolicies, type RenderedPolicies } from '../support/permissions/rendered-policies.ts';
import type { Account } from '../support/permissions/required-access.ts';
import { describeGrant, findUnused } from '../support/permissions/unused.ts';
import { BUCKET, TABLE } from '../support/runner/stage.ts';
import { describeWithTerraform } from '../support/runner/with-terraform.ts';

const PRODUCTION = 'network/prod/terraform.tfstate';
const TABLE_ARN = `arn:aws:dynamodb:eu-central-1:123456789012:table/${TABLE}`;
const KMS_KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/57ff7a43-341d-46b6-aee3-a450c9de6dc8';

const stack = {
  bucket: BUCKET,
  state_keys: [PRODUCTION],
  repository: 'octo/infra',
  apply_branch: 'main',
  oidc_provider_arn: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
};
const both = { ...stack, table: { arn: TABLE_ARN }, use_lockfile: true };
const lockfile = { ...stack, use_lockfile: true };
const CASES = {
  both,
  lockfile,
  table: { ...both, use_lockfile: false },
  both_kms: { ...both, kms_key_arn: KMS_KEY_ARN },
  lockfile_kms: { ...lockfile, kms_key_arn: KMS_KEY_ARN },
  workspace: { ...both, state_keys: [PRODUCTION, `env:/staging/${PRODUCTION}`] },
};

/**
 * A doctor tries which role it has: to write production, on a condition that nothing fulfils, which is for the role that
 * applies alone, and all that is done at keys of pull requests, which is for the role that plans.
 */
function isTriedInVain(role: Role, { operation }: RecordedCall, { action, resource, context }: AccessRequest): boolean {
  if (operation !== 'doctor') return false;
  const names = [resource ?? '', ...(context['dynamodb:LeadingKeys'] ?? []), ...(context['s3:prefix'] ?? [])];
  return names.some((name) =>
    role === 'plan'
      ? /:Put/.test(action) && /\/prod\/terraform\.tfstate[^/]*$/.test(name)
      : name.includes('/pr-doctor-'),
  );
}

const ACCOUNT: Account = {
  bucketArn: (name) => `arn:aws:s3:::${name}`,
  tableArn: (name) => `arn:aws:dynamodb:eu-central-1:123456789012:table/${name}`,
  kmsKeyArn: undefined,
};

let rendered: Readonly<Record<keyof typeof CASES, RenderedPolicies>>;
let recorded: Readonly<Record<RecordedLockMode | 'workspace', readonly RecordedCall[]>>;

function policyFor(role: Role, name: keyof typeof CASES): Policy {
  return policyOf(rendered[name][`${role}_role`]);
}

interface Asked {
  readonly call: RecordedCall;
  readonly access: AccessRequest;
}

/** All that the runs of a role have to be allowed, each thing once. */
function askedBy(role: Role, name: keyof typeof recorded, account: Account): readonly Asked[] {
  const asked = recorded[name]
    .filter((call) => call.role === role)
    .flatMap((call) => call.accessIn(account).map((access) => ({ call, access })))
    .filter(({ call, access }) => !isTriedInVain(role, call, access));
  return [...new Map(asked.map((one) => [JSON.stringify(one.access), one])).values()];
}

function findRefused(policy: Policy, asked: readonly Asked[]): readonly string[] {
  return asked
    .filter(({ access }) => decideAccess(policy, access).kind !== 'allowed')
    .map(({ call, access }) => `${access.action} for ${call.description} (${call.by}, ${call.operation})`);
}

/** The changes that nobody would notice by these runs. */
function unnoticed(changes: readonly Change[], isNoticed: (policy: Policy) => boolean): readonly string[] {
  return changes.filter(({ policy }) => !isNoticed(policy)).map(({ what }) => what);
}

const WIDENED = [
  { sid: 'Everything', effect: 'Allow', actions: { kind: 'these', patterns: ['*'] }, resources: ['*'], conditions: [] },
] as const;

function onObject(action: string, key: string): AccessRequest {
  return { action, resource: `arn:aws:s3:::${BUCKET}/${key}`, context: {} };
}

function onItems(action: string, ...lockIds: readonly string[]): AccessRequest {
  return { action, resource: TABLE_ARN, context: { 'dynamodb:LeadingKeys': lockIds } };
}

const LOCK = `${BUCKET}/${PRODUCTION}`;
const OF_A_PULL_REQUEST = 'network/prod/pr-42/terraform.tfstate';
const WRITES_OBJECTS = [
  ...['', '.tflock', '.lockstep.json', '.errored-20261121T103000Z', '.backup-20261121T103000Z'].flatMap((suffix) => [
    onObject('s3:PutObject', PRODUCTION + suffix),
    onObject('s3:DeleteObject', PRODUCTION + suffix),
    onObject('s3:DeleteObjectVersion', PRODUCTION + suffix),
  ]),
  onObject('s3:PutObjectAcl', PRODUCTION),
  onObject('s3:AbortMultipartUpload', PRODUCTION),
];
const WRITES_ITEMS = [
  ...['', '-md5', '#lockstep'].flatMap((suffix) => [
    onItems('dynamodb:PutItem', LOCK + suffix),
    onItems('dynamodb:UpdateItem', LOCK + suffix),
    onItems('dynamodb:DeleteItem', LOCK + suffix),
  ]),
  // One of production's among others is enough.
  onItems('dynamodb:BatchWriteItem', `${BUCKET}/${OF_A_PULL_REQUEST}`, LOCK),
];
const WRITES = { NeverWriteProduction: WRITES_OBJECTS, NeverWriteItemsOfProduction: WRITES_ITEMS };

describeWithTerraform('the policies of the roles', () => {
  beforeAll(async () => {
    const [policies, ofBoth, ofLockfile, ofWorkspace] = await Promise.all([
      renderPolicies(CASES),
      recordCalls('both'),
      recordCalls('lockfile'),
      recordCallsInWorkspace(),
    ]);
    rendered = policies;
    recorded = { both: ofBoth, lockfile: ofLockfile, workspace: ofWorkspace };
  });

  test('are simulated against every operation of each role', () => {
    const operations = (name: keyof typeof recorded, role: Role): readonly string[] =>
      [...new Set(recorded[name].filter((call) => call.role === role).map(({ operation }) => operation))].sort();
    for (const lockMode of ['both', 'lockfile'] as const) {
      expect(operations(lockMode, 'plan')).toEqual([
        'cancelled',
        'cleanup',
        'cleanup-by-force',
        'doctor',
        'merge-group',
        'plan',
        'plan-waiting',
        'sweep',
        'unlock',
      ]);
      expect(operations(lockMode, 'apply').filter((operation) => operation !== 'repair')).toEqual([
        'apply',
        'apply-carrying',
        'cancelled',
        'doctor',
        'state-not-saved',
        'superseded',
        'unlock',
      ]);
      for (const by of ['Terraform', 'Lockstep']) {
        expect(recorded[lockMode].filter((call) => call.by === by).length).toBeGreaterThan(100);
      }
    }
    expect(operations('both', 'apply')).toContain('repair');
  });

  for (const lockMode of ['both', 'lockfile'] as const) {
    for (const role of ['plan', 'apply'] as const) {
      const title = `${role} role, lock in ${lockMode === 'both' ? 'table and lockfile' : 'lockfile'}`;

      test(`nothing is missing: ${title}`, () => {
        expect(findRefused(policyFor(role, lockMode), askedBy(role, lockMode, ACCOUNT))).toEqual([]);
      });

      test(`nothing is there in vain: ${title}`, () => {
        const asked = askedBy(role, lockMode, ACCOUNT).map(({ access }) => access);
        expect(findUnused(policyFor(role, lockMode), asked).map(describeGrant)).toEqual([]);
      });

      test(`with a KMS key, its use comes along: ${title}`, () => {
        const asked = askedBy(role, lockMode, { ...ACCOUNT, kmsKeyArn: KMS_KEY_ARN });
        const policy = policyFor(role, `${lockMode}_kms`);
        expect(findRefused(policy, asked)).toEqual([]);
        expect(
          findUnused(
            policy,
            asked.map(({ access }) => access),
          ).map(describeGrant),
        ).toEqual([]);
        expect(findRefused(withoutStatements(policy, 'UseTheKey'), asked)).not.toEqual([]);
      });

      test(`a statement, an action, a resource or a key less would be noticed: ${title}`, () => {
        const asked = askedBy(role, lockMode, ACCOUNT);
        const drops = dropsOf(policyFor(role, lockMode));
        expect(drops.length).toBeGreaterThan(20);
        expect(unnoticed(drops, (policy) => findRefused(policy, asked).length > 0)).toEqual([]);
      });

      test(`a statement, an action, a resource or a key more would be noticed: ${title}`, () => {
        const asked = askedBy(role, lockMode, ACCOUNT).map(({ access }) => access);
        const policy = policyFor(role, lockMode);
        const known = findUnused(policy, asked).length;
        const extras = extrasOf(policy);
        expect(extras.length).toBeGreaterThan(15);
        expect(unnoticed(extras, (more) => findUnused(more, asked).length > known)).toEqual([]);
      });
    }
  }

  test('with workspaces, the keys that are listed are the keys of each and of default', () => {
    for (const role of ['plan', 'apply'] as const) {
      const asked = askedBy(role, 'workspace', ACCOUNT);
      expect(findRefused(policyFor(role, 'workspace'), asked)).toEqual([]);
      expect(findRefused(policyFor(role, 'both'), asked)).not.toEqual([]);
    }
  });

  test('with the table alone they are those of both, without the lockfiles', () => {
    for (const role of ['plan_role', 'apply_role'] as const) {
      const withoutLockfiles = JSON.stringify(policyOf(rendered.both[role])).replace(/,?"[^"]*\.tflock"/g, '');
      const statements = (JSON.parse(withoutLockfiles) as Policy).statements.filter(
        ({ resources }) => resources?.length !== 0,
      );
      expect(policyOf(rendered.table[role]).statements).toEqual(statements);
    }
  });

  describe('whatever else the role that plans is granted later', () => {
    const kindsOf = (policy: Policy, requests: readonly AccessRequest[]): readonly string[] => [
      ...new Set(requests.map((request) => decideAccess(policy, request).kind)),
    ];

    for (const [sid, writes] of Object.entries(WRITES)) {
      test(`it cannot write to production, which is because of ${sid}`, () => {
        const widened = { statements: [...policyFor('plan', 'both').statements, ...WIDENED] };
        expect(kindsOf(widened, writes)).toEqual(['denied']);
        expect(kindsOf(withoutStatements(widened, sid), writes)).toEqual(['allowed']);
      });
    }

    test('it still reads production, and writes what is of pull requests', () => {
      const widened = { statements: [...policyFor('plan', 'both').statements, ...WIDENED] };
      const others = [
        onObject('s3:GetObject', PRODUCTION),
        onObject('s3:GetObjectVersion', PRODUCTION),
        onItems('dynamodb:GetItem', LOCK),
        onObject('s3:PutObject', OF_A_PULL_REQUEST),
        onItems('dynamodb:PutItem', `${BUCKET}/${OF_A_PULL_REQUEST}`),
      ];
      expect(kindsOf(widened, others)).toEqual(['allowed']);
    });

    test('it cannot do any of what the role that applies was seen to change on production', () => {
      const isOfProduction = ({ resource, context }: AccessRequest): boolean =>
        (resource ?? '').startsWith(`arn:aws:s3:::${BUCKET}/${PRODUCTION}`) ||
        (context['dynamodb:LeadingKeys']?.some((id) => id.startsWith(LOCK)) ?? false);
      for (const lockMode of ['both', 'lockfile'] as const) {
        const changes = askedBy('apply', lockMode, ACCOUNT)
          .map(({ access }) => access)
          .filter((access) => /:(?:Put|Delete)/.test(access.action) && isOfProduction(access));
        expect(changes.length).toBeGreaterThan(5);
        const widened = { statements: [...policyFor('plan', lockMode).statements, ...WIDENED] };
        expect(kindsOf(widened, changes)).toEqual(['denied']);
      }
    });
  });
});
