import { escapePattern } from '../state/pattern.ts';
import { PLACES_PREFIX } from '../sweep/place-note.ts';

/** One statement of an IAM policy. */
interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** What the roles of one stack need, and nothing more. */
export interface Policies {
  readonly plan: Policy;
  readonly apply: Policy;
}

/** One stack, as policies name it. */
export interface PolicySubject {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly bucket: string;
  /** Undefined for lockfiles alone. */
  readonly tableArn: string | undefined;
  readonly useLockfile: boolean;
  readonly kmsKeyArn: string | undefined;
  /** S3 key of production's state, and that of the default workspace, which every `init` looks at. */
  readonly production: readonly string[];
  /** S3 keys of the states of pull requests, `*` in the place of the number. */
  readonly pulls: string;
  /** What all of those begin with. */
  readonly pullsPrefix: string;
}

/**
 * Whether names tell the keys of pull requests from production's: with a template that does not, no policy can keep the
 * role that plans from production. `examples/bootstrap` refuses the same.
 */
export function canTellApart({ production, pulls, pullsPrefix }: PolicySubject): boolean {
  const [key = ''] = production;
  const pattern = new RegExp(`^${pulls.split('*').map(escapePattern).join('.*')}$`);
  return pullsPrefix !== '' && !pullsPrefix.endsWith('/') && !pattern.test(key) && !pulls.startsWith(`${key}.`);
}

/**
 * The policies of `examples/bootstrap/policies`, for one stack: a test holds the two to each other, and another one to
 * every request that is really made.
 */
export function describePolicies(subject: PolicySubject): Policies {
  return { plan: policy(planStatements(subject)), apply: policy(applyStatements(subject)) };
}

function policy(statements: readonly (PolicyStatement | undefined)[]): Policy {
  return { Version: '2012-10-17', Statement: statements.filter((statement) => statement !== undefined) };
}

type Statement = PolicyStatement | undefined;

function planStatements(of: PolicySubject): readonly Statement[] {
  const { bucketArn, lockfile, queue, states, companions } = describe(of);
  const { production, pulls } = of;
  return [
    allow('FindWhatIsThere', 's3:ListBucket', bucketArn),
    allow('ReadProduction', 's3:GetObject', states(production, ['', ...lockfile, QUEUE_BESIDE])),
    allow(
      'KeepPullRequests',
      ['s3:GetObject', 's3:PutObject'],
      states([pulls], ['', '.*review.json', '.backup-*', ...lockfile, ...queue]),
    ),
    allow('ReadDeletedStatesOfPullRequests', 's3:GetObjectVersion', states([pulls], [''])),
    lockfile.length + queue.length === 0
      ? undefined
      : allow('GiveBackLocksOfPullRequests', 's3:DeleteObject', states([pulls], [...lockfile, ...queue])),
    {
      ...allow('FindVersionsOfPullRequests', 's3:ListBucketVersions', bucketArn),
      Condition: { StringLike: { 's3:prefix': [of.pullsPrefix, ...names([pulls], companions)] } },
    },
    allow('DeleteVersionsOfPullRequests', 's3:DeleteObjectVersion', states([pulls], companions)),
    allow('KeepNotesOfPlaces', ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion'], `${bucketArn}/${NOTES}`),
    {
      ...allow('FindNotesOfPlaces', 's3:ListBucketVersions', bucketArn),
      Condition: { StringLike: { 's3:prefix': [NOTES] } },
    },
    ...itemsOf(of, [
      ['ReadItemsOfProduction', 'dynamodb:GetItem', names(production, ITEMS)],
      [
        'KeepItemsOfPullRequests',
        ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
        names([pulls], ITEMS),
      ],
    ]),
    lookAtTheTable(of),
    of.tableArn === undefined
      ? undefined
      : {
          Sid: 'NeverWriteItemsOfProduction',
          Effect: 'Deny',
          NotAction: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
          Resource: of.tableArn,
          Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': inBucket(of, names(production, ITEMS)) } },
        },
    useTheKey(of),
    allow('LookAtTheBucket', 's3:GetBucketVersioning', bucketArn),
    {
      Sid: 'NeverWriteProduction',
      Effect: 'Deny',
      NotAction: ['s3:Get*', 's3:List*'],
      Resource: states(production, ['', '.*']),
    },
  ];
}

function applyStatements(of: PolicySubject): readonly Statement[] {
  const { bucketArn, lockfile, queue, states, companions } = describe(of);
  const { production, pulls } = of;
  const hasTable = of.tableArn !== undefined;
  return [
    allow('FindWhatIsThere', 's3:ListBucket', bucketArn),
    allow(
      'KeepProduction',
      ['s3:GetObject', 's3:PutObject'],
      states(production, ['', '.errored-*', ...lockfile, QUEUE_BESIDE]),
    ),
    lockfile.length === 0
      ? undefined
      : allow('GiveBackLocksOfProduction', 's3:DeleteObject', states(production, lockfile)),
    {
      ...allow('FindVersionsOfRescuedStates', 's3:ListBucketVersions', bucketArn),
      Condition: { StringLike: { 's3:prefix': names(production, ['.errored-*']) } },
    },
    allow('DeleteVersionsOfRescuedStates', 's3:DeleteObjectVersion', states(production, ['.errored-*'])),
    allow('ReadPullRequests', 's3:GetObject', states([pulls], companions)),
    allow('ReadEarlierReviews', 's3:GetObjectVersion', states([pulls], ['.*review.json'])),
    queue.length === 0 ? undefined : allow('DeleteQueuesOfPullRequests', 's3:DeleteObject', states([pulls], queue)),
    {
      ...allow('FindVersionsOfPullRequests', 's3:ListBucketVersions', bucketArn),
      Condition: { StringLike: { 's3:prefix': [...names([pulls], companions), NOTES] } },
    },
    // Two statements less: a policy has room for 6,144 characters.
    allow('DeleteVersionsOfPullRequests', 's3:DeleteObjectVersion', [
      ...states([pulls], companions),
      `${bucketArn}/${NOTES}`,
    ]),
    hasTable
      ? {
          ...allow('FindVersionsOfProduction', 's3:ListBucketVersions', bucketArn),
          Condition: { StringLike: { 's3:prefix': production } },
        }
      : undefined,
    hasTable ? allow('ReadVersionsOfProduction', 's3:GetObjectVersion', states(production, [''])) : undefined,
    ...itemsOf(of, [
      ['KeepItemsOfProduction', ['dynamodb:GetItem', 'dynamodb:PutItem'], names(production, ITEMS)],
      ['GiveBackLockItemsOfProduction', 'dynamodb:DeleteItem', names(production, [''])],
      ['ReadItemsOfPullRequests', 'dynamodb:GetItem', names([pulls], ITEMS)],
      ['DeleteItemsOfPullRequests', 'dynamodb:DeleteItem', names([pulls], ['-md5', '#lockstep'])],
    ]),
    lookAtTheTable(of),
    useTheKey(of),
    allow('LookAtTheBucket', 's3:GetBucketVersioning', bucketArn),
  ];
}

/** Production's queue, or the pointer to the table where it lies: a run looks there first, whatever it has. */
const QUEUE_BESIDE = '.lockstep.json';
const ITEMS = ['', '-md5', '#lockstep'] as const;
const NOTES = `${PLACES_PREFIX}*`;

interface Described {
  readonly bucketArn: string;
  readonly lockfile: readonly string[];
  /** That of a pull request, where there is no table to keep it in. */
  readonly queue: readonly string[];
  /** What lies beside the state of a pull request, it among them. */
  readonly companions: readonly string[];
  /** ARNs. */
  readonly states: (keys: readonly string[], suffixes: readonly string[]) => readonly string[];
}

function describe(of: PolicySubject): Described {
  const bucketArn = `arn:${of.partition}:s3:::${of.bucket}`;
  const lockfile = of.useLockfile ? ['.tflock'] : [];
  const queue = of.tableArn === undefined ? [QUEUE_BESIDE] : [];
  return {
    bucketArn,
    lockfile,
    queue,
    companions: ['', '.*review.json', ...lockfile, ...queue],
    states: (keys, suffixes) => names(keys, suffixes).map((name) => `${bucketArn}/${name}`),
  };
}

function names(keys: readonly string[], suffixes: readonly string[]): readonly string[] {
  return keys.flatMap((key) => suffixes.map((suffix) => key + suffix));
}

function inBucket({ bucket }: PolicySubject, keys: readonly string[]): readonly string[] {
  return keys.map((key) => `${bucket}/${key}`);
}

function allow(Sid: string, Action: string | readonly string[], Resource: string | readonly string[]): PolicyStatement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

function itemsOf(
  of: PolicySubject,
  statements: readonly (readonly [string, string | readonly string[], readonly string[]])[],
): readonly Statement[] {
  const { tableArn } = of;
  if (tableArn === undefined) return [];
  return statements.map(([sid, action, keys]) => ({
    ...allow(sid, action, tableArn),
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': inBucket(of, keys) } },
  }));
}

function lookAtTheTable({ tableArn }: PolicySubject): Statement {
  return tableArn === undefined
    ? undefined
    : allow('LookAtTheTable', ['dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'], tableArn);
}

function useTheKey({ kmsKeyArn }: PolicySubject): Statement {
  if (kmsKeyArn === undefined) return undefined;
  return {
    ...allow('UseTheKey', ['kms:Decrypt', 'kms:GenerateDataKey'], kmsKeyArn),
    Condition: { StringLike: { 'kms:ViaService': ['s3.*'] } },
  };
}
