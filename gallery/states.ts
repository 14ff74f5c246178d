/** Every state that the comment of one pull request can be in, on made-up runs: what a reviewer may come to see. */
import {
  createAddress,
  createAftermath,
  createApplied,
  createChange,
  createCleaned,
  createHolder,
  createInstance,
  createNotSaved,
  createOverdue,
  createPlan,
  createPlanned,
  createRecovery,
  createReview,
  createTicket,
  createTurnHolder,
  createTurnRun,
  createUnlocked,
} from '../__tests__/support/fakes/factories.ts';
import { ApplyFailed } from '../src/domain/apply/apply-failed.ts';
import { TimedOut } from '../src/domain/apply/timed-out.ts';
import { Cancelled } from '../src/domain/apply/aftermath.ts';
import { PlanChanged, type ReviewFindings } from '../src/domain/review/reviewed.ts';
import { PlanFailed } from '../src/domain/plan/plan-failed.ts';
import { PrStateInUse } from '../src/domain/state/snapshot.ts';
import { StateLocked } from '../src/domain/turn/holder.ts';
import { StateNotSaved } from '../src/domain/turn/freeze.ts';
import type { Retired, Subject } from '../src/domain/run/outcome.ts';
import type { Plan } from '../src/domain/plan/plan.ts';
import { openConceal } from '../src/domain/secrets/conceal.ts';

export interface GalleryState {
  readonly title: string;
  readonly command: 'plan' | 'apply' | 'cleanup' | 'unlock';
  readonly subject: Subject;
  /** Production's serial, when it has left the plan behind. */
  readonly behind?: number;
  /** Since when another commit is being planned. */
  readonly outdated?: Date;
  /** Whether `destroy: true` is set. */
  readonly isDestroy?: boolean;
}

const PROD = createAddress({ key: 'lesson-17/prod/terraform.tfstate' });
const TEXT = 'Terraform will perform the following actions:\n\n  # aws_s3_bucket.logs will be destroyed';

const PLAN: Plan = createPlan({
  changes: [
    createChange({
      address: 'aws_s3_bucket.logs',
      action: 'delete',
      reason: 'delete_because_no_resource_config',
      values: { before: { bucket: 'logs-eu', force_destroy: false }, after: null, unknown: {} },
    }),
    createChange({
      address: 'aws_db_instance.main',
      action: 'replace',
      replacePaths: ['engine_version'],
      values: {
        before: { engine_version: '13.4', id: 'db-1', password: 'old', tags: { team: 'data' } },
        after: { engine_version: '16.2', password: 'new', tags: { team: 'data', tier: '1' } },
        unknown: { id: true },
        sensitive: { before: { password: true }, after: { password: true } },
      },
    }),
    createChange({
      address: 'aws_iam_role.ci',
      action: 'update',
      changedAttributes: ['policy', 'max_session_duration'],
      values: {
        before: { policy: '{"Statement":[{"Action":"s3:Get*","Effect":"Allow"}]}', max_session_duration: 3600 },
        after: { policy: '{"Statement":[{"Action":"s3:*","Effect":"Allow"}]}', max_session_duration: 7200 },
        unknown: {},
      },
    }),
    createChange({
      address: 'aws_sqs_queue.jobs["invoices"]',
      action: 'create',
      values: { before: null, after: { name: 'invoices', delay_seconds: 5 }, unknown: { arn: true, url: true } },
    }),
    createChange({
      address: 'module.net.aws_vpc.main',
      action: 'no-op',
      previousAddress: 'aws_vpc.main',
    }),
    createChange({ address: 'aws_route53_zone.root', action: 'no-op', importing: true, importId: '"Z1"' }),
  ],
  outputChanges: [
    { name: 'queue_url', action: 'create', values: { before: null, after: null, unknown: true } },
    { name: 'version', action: 'update', values: { before: '13', after: '16', unknown: false } },
  ],
  drift: [{ address: 'aws_iam_role.ci', values: { before: { path: '/' }, after: { path: '/ci/' }, unknown: {} } }],
  failedChecks: [{ address: 'check.certificate', messages: ['The certificate ends in 12 days.'] }],
  conceal: openConceal(new Set(['old', 'new'])),
});

/** Thirty instances of one resource, a script, an import, an action and an object that is left over. */
const MANY: Plan = createPlan({
  changes: [
    createChange({
      address: 'aws_instance.web (deposed 1a2b3c4d)',
      deposed: '1a2b3c4d',
      action: 'delete',
      values: { before: { id: 'i-0a1b', ami: 'ami-1' }, after: null, unknown: {} },
    }),
    createChange({
      address: 'aws_security_group.web',
      action: 'forget',
      reason: 'forgot_because_lifecycle_destroy_in_config',
      values: { before: { id: 'sg-1', name: 'web' }, after: null, unknown: {} },
    }),
    createChange({
      address: 'aws_instance.web',
      action: 'update',
      changedAttributes: ['user_data'],
      values: {
        before: { id: 'i-0c2d', tags: {}, user_data: '#!/bin/sh\napt-get install nginx\nnginx\n' },
        after: { id: 'i-0c2d', tags: {}, user_data: '#!/bin/sh\nset -e\napt-get install nginx\nnginx\n' },
        unknown: { tags: {} },
      },
    }),
    createChange({
      address: 'aws_launch_template.web',
      values: {
        before: null,
        after: { name: 'web', user_data: '#cloud-config\npackages:\n  - nginx\n  - curl\n' },
        unknown: { id: true },
      },
    }),
    ...Array.from({ length: 30 }, (_, index) =>
      createChange({
        address: `aws_sqs_queue.jobs["team-${index}"]`,
        values: { before: null, after: { name: `team-${index}` }, unknown: { arn: true } },
      }),
    ),
    createChange({ address: 'aws_route53_zone.root', action: 'no-op', importing: true, importId: '{"id":"Z1"}' }),
  ],
  actionInvocations: [
    {
      address: 'action.aws_lambda_invoke.warm, invoked by aws_instance.web after_update',
      values: { before: null, after: {}, unknown: {} },
      shown: {
        action: 'action.aws_lambda_invoke.warm',
        by: 'aws_instance.web',
        event: 'after_update',
        onFailure: 'ActionOnFailureContinue',
        configuration: {
          before: null,
          after: { function_name: 'warm', payload: 'hidden' },
          unknown: {},
          sensitive: { before: false, after: { payload: true } },
        },
      },
    },
  ],
});

const FEW: Plan = createPlan({
  changes: [
    createChange({
      address: 'aws_db_instance.main',
      action: 'replace',
      replacePaths: ['engine_version'],
      reason: 'replace_because_cannot_update',
      values: {
        before: { engine_version: '13.4', name: 'main', size: 9_007_199_254_740_991, tags: {} },
        after: { engine_version: '16.2', name: 'main', size: 9_007_199_254_740_991, tags: {} },
        unknown: { tags: {} },
      },
    }),
    createChange({
      address: 'aws_ssm_parameter.key',
      action: 'update',
      values: {
        before: { name: '/key', value: 'same' },
        after: { name: '/key', value: 'same' },
        unknown: {},
        sensitive: { before: {}, after: { value: true } },
      },
    }),
  ],
});

const WAITED = { waitedMs: 243_000, lastHolder: createTurnHolder({ ahead: [createTicket()], alive: true }) };
const REVIEW = {
  kind: 'review',
  pullRequest: { number: 41, headSha: 'a'.repeat(40) },
  review: createReview({ prNumber: 41 }),
} as const;

const FINDINGS: ReviewFindings = {
  unreviewed: [
    {
      kind: 'new',
      what: 'resource',
      address: 'aws_s3_bucket.logs',
      actions: ['delete'],
      attributes: [],
      varying: [],
      varies: false,
      reviewed: [],
    },
    {
      kind: 'other-values',
      what: 'resource',
      address: 'aws_iam_role.ci',
      actions: ['update'],
      attributes: ['policy'],
      varying: [],
      varies: false,
      reviewed: [{ prNumber: 41, actions: ['update'] }],
    },
    {
      kind: 'other-values',
      what: 'resource',
      address: 'aws_s3_object.manifest',
      actions: ['update'],
      attributes: ['content', 'etag'],
      varying: ['content'],
      varies: false,
      reviewed: [{ prNumber: 41, actions: ['update'] }],
    },
    {
      kind: 'less',
      what: 'resource',
      address: 'aws_db_instance.invoices',
      actions: ['create'],
      attributes: ['deletion_protection'],
      varying: [],
      varies: false,
      reviewed: [{ prNumber: 41, actions: ['create'] }],
    },
  ],
  alreadyDone: [{ what: 'resource', address: 'aws_sns_topic.alarms', actions: ['create'], prNumber: 41 }],
  notPlanned: [{ what: 'resource', address: 'aws_sns_topic.audit', actions: ['update'], prNumber: 41 }],
  otherTools: [],
  letDiffer: [
    {
      what: 'resource',
      address: 'aws_s3_object.built',
      path: 'metadata.at',
      prNumber: 41,
      reviewed: '"2026-11-21T10:00:00Z"',
      planned: '"2026-11-21T10:31:00Z"',
    },
  ],
  merges: [
    REVIEW,
    { kind: 'no-review', pullRequest: { number: 44, headSha: 'd'.repeat(40) }, why: { kind: 'late' } },
    { kind: 'no-review', pullRequest: { number: 45, headSha: 'e'.repeat(40) }, why: { kind: 'newer', version: 3 } },
  ],
  direct: [{ sha: '9be1c20'.padEnd(40, '0'), title: 'Drop the log bucket' }],
};

const WARNING = `Warning: Argument is deprecated

  with aws_iam_role.ci,
  on roles.tf line 12, in resource "aws_iam_role" "ci":
  12:   inline_policy {

Use aws_iam_role_policy instead.`;

const shown = { plan: PLAN, hasChanges: true, text: TEXT, warnings: [WARNING] };
const result = (of: Extract<Subject, { kind: 'result' }>['result']): Subject => ({ kind: 'result', result: of });
const failure = (of: Extract<Subject, { kind: 'failure' }>['failure']): Subject => ({ kind: 'failure', failure: of });
const retired = (of: Partial<Retired>): Subject =>
  result({
    kind: 'retired',
    removed: { folder: 'infra/network', lastCommit: 'c'.repeat(40), removedBy: undefined },
    address: PROD,
    holding: { kind: 'nothing', hasState: true },
    deletion: undefined,
    wait: { waitedMs: 0, lastHolder: undefined },
    ...of,
  });
const waiting = (holder: Extract<Subject, { kind: 'waiting' }>['waiting']['holder']): Subject => ({
  kind: 'waiting',
  waiting: { holder, waitedMs: 243_000, givesUpAt: new Date('2026-11-21T10:52:00Z') },
});

const turn = createTurnHolder({
  ahead: [createTicket(), createTicket({ id: '2', run: createTurnRun({ runId: '116', prNumber: 43, actor: 'ben' }) })],
  alive: true,
});

export const STATES: readonly GalleryState[] = [
  { title: 'Waiting for its turn', command: 'apply', subject: waiting(turn) },
  { title: "Waiting for a person's lock", command: 'plan', subject: waiting(createHolder()) },
  {
    title: 'Waiting for a run that is over',
    command: 'apply',
    subject: waiting(createHolder({ run: createTurnRun(), alive: false })),
  },
  {
    title: 'Planning again',
    command: 'plan',
    subject: result(createPlanned({ ...shown })),
    outdated: new Date('2026-11-21T10:31:00Z'),
  },
  {
    title: 'Planning, after a wait',
    command: 'plan',
    subject: { kind: 'begun', at: new Date('2026-11-21T10:31:00Z'), shown: undefined },
  },
  {
    title: 'Applying',
    command: 'apply',
    subject: { kind: 'begun', at: new Date('2026-11-21T10:31:00Z'), shown },
  },
  { title: 'Planned', command: 'plan', subject: result(createPlanned({ ...shown, wait: WAITED })) },
  {
    title: 'Planned: many changes, folded once',
    command: 'plan',
    subject: result(createPlanned({ ...shown, plan: MANY })),
  },
  {
    title: 'Planned: a few lines, open',
    command: 'plan',
    subject: result(createPlanned({ ...shown, plan: FEW, warnings: [] })),
  },
  { title: 'Planned, and production has moved on', command: 'plan', subject: result(createPlanned(shown)), behind: 44 },
  {
    title: 'Planned, nothing to do',
    command: 'plan',
    subject: result(createPlanned({ hasChanges: false, plan: createPlan({ changes: [] }), text: 'No changes.' })),
  },
  {
    title: 'Plan failed',
    command: 'plan',
    subject: failure(
      new PlanFailed('terraform plan failed', 'Error: Reference to undeclared resource\n\n  on main.tf line 3'),
    ),
  },
  {
    title: 'Superseded',
    command: 'plan',
    subject: result({
      kind: 'superseded',
      by: { commitSha: 'b'.repeat(40), runUrl: 'https://github.com/octo/infra/actions/runs/119' },
      wait: { waitedMs: 0, lastHolder: undefined },
    }),
  },
  {
    title: 'Applied, with what another pull request had left to do',
    command: 'apply',
    subject: result(
      createApplied({
        ...{
          ...shown,
          wait: WAITED,
          outputs: { queue_url: 'https://sqs.eu-west-1.example/invoices', version: '16', zone: 'Z1' },
        },
        reviewed: {
          kind: 'as-reviewed',
          ...FINDINGS,
          unreviewed: [],
          direct: [],
          merges: [REVIEW, { ...REVIEW, pullRequest: { number: 42, headSha: 'b'.repeat(40) } }],
        },
      }),
    ),
  },
  {
    title: 'Stopped: not what was reviewed',
    command: 'apply',
    subject: failure(new PlanChanged({ address: PROD, shown, findings: FINDINGS })),
  },
  {
    title: 'Applied without a review',
    command: 'apply',
    subject: result(
      createApplied({ ...shown, reviewed: { kind: 'no-review', ...FINDINGS, merges: [], unreviewed: [] } }),
    ),
  },
  {
    title: 'Applied, after the lock of a dead run was cleared',
    command: 'apply',
    subject: result(
      createApplied({ ...shown, wait: { waitedMs: 95_000, lastHolder: createHolder(), recovery: createRecovery() } }),
    ),
  },
  {
    title: 'Apply failed',
    command: 'apply',
    subject: failure(
      new ApplyFailed(
        'terraform apply failed',
        'Error: creating the queue: AccessDenied\n\n  with aws_sqs_queue.jobs["invoices"],\n  on queues.tf line 4, in resource "aws_sqs_queue" "jobs":\n   4: resource "aws_sqs_queue" "jobs" {',
        {
          shown,
          address: PROD,
          progress: {
            finished: ['aws_s3_bucket.logs', 'aws_iam_role.ci'],
            failed: ['aws_sqs_queue.jobs["invoices"]'],
            inFlight: [],
            notBegun: ['aws_db_instance.main'],
            losing: new Map([
              ['aws_s3_bucket.logs', 'delete'],
              ['aws_db_instance.main', 'replace'],
            ]),
          },
          left: { serial: 43, objectCount: 17, unfinished: [] },
        },
      ),
    ),
  },
  {
    title: 'Apply timed out',
    command: 'apply',
    subject: failure(new TimedOut(createOverdue({ details: 'Error: waiting for the database: context canceled' }))),
  },
  {
    title: 'Plan timed out',
    command: 'plan',
    subject: failure(
      new TimedOut(
        createOverdue({
          command: 'terraform plan',
          atWork: { addresses: ['data.external.inventory'], lastLine: undefined },
          progress: undefined,
          address: createAddress(),
        }),
      ),
    ),
  },
  {
    title: 'Cancelled',
    command: 'apply',
    subject: failure(
      new Cancelled(
        'apply',
        createAftermath({
          progress: {
            finished: ['aws_s3_bucket.logs'],
            failed: [],
            inFlight: [],
            notBegun: ['aws_db_instance.main', 'aws_iam_role.ci'],
            losing: new Map([['aws_db_instance.main', 'replace']]),
          },
          serial: 43,
        }),
      ),
    ),
  },
  { title: 'State not saved', command: 'apply', subject: failure(new StateNotSaved(createNotSaved())) },
  { title: 'Gave up waiting', command: 'apply', subject: failure(new StateLocked(createHolder(), 1_200_000)) },
  {
    title: 'Somebody applied on the pull request’s state',
    command: 'plan',
    subject: failure(new PrStateInUse(createAddress(), [createInstance()])),
  },
  { title: 'A defect of Lockstep', command: 'plan', subject: { kind: 'defect' } },
  { title: 'Closed', command: 'cleanup', subject: result(createCleaned()) },
  {
    title: 'Unlocked',
    command: 'unlock',
    subject: result(
      createUnlocked({
        steps: [
          { step: 'lock', found: 'held by runner@fv-az1, OperationTypeApply' },
          { step: 'alive', found: 'its run ended at 10:31' },
          { step: 'backup', found: 'version v41' },
          { step: 'deletion', found: 'deleted' },
        ],
      }),
    ),
  },
  {
    title: 'The root module is removed, and its resources stay',
    command: 'plan',
    subject: retired({ holding: { kind: 'resources', addresses: ['aws_s3_bucket.logs', 'aws_sqs_queue.jobs'] } }),
  },
  {
    title: 'The root module is removed, and holds nothing',
    command: 'apply',
    subject: retired({ holding: { kind: 'nothing', hasState: true } }),
  },
  {
    title: 'The root module is removed, and what it holds is not known',
    command: 'plan',
    subject: retired({ holding: { kind: 'unknown', why: 'AccessDenied' } }),
  },
  {
    title: 'The root module has moved',
    command: 'plan',
    subject: retired({ moved: { kind: 'to', directory: 'infra/core' } }),
  },
  { title: 'Planned, to destroy everything', command: 'plan', subject: result(createPlanned(shown)), isDestroy: true },
  { title: 'Everything destroyed', command: 'apply', subject: result(createApplied(shown)), isDestroy: true },
];
