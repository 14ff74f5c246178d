import { isOurs } from '../ours.ts';
import { openCloud, type Cloud, type LockMode } from '../runner/stage.ts';
import type { AccessRequest } from './decide-access.ts';
import { recordMaintenance } from './recorded-maintenance.ts';
import { recordPullRequests, recordWorkspace } from './recorded-pull-requests.ts';
import { openRecordedStack, signedBy, type RecordedStack, type Role } from './recorded-stack.ts';
import { recordRepair, recordTroubles } from './recorded-troubles.ts';
import { accessOfDynamoDb, accessOfS3, type Account } from './required-access.ts';

/** A request that a run has sent to AWS, by itself or by its Terraform. */
export interface RecordedCall {
  readonly role: Role;
  readonly operation: string;
  readonly by: 'Terraform' | 'Lockstep';
  /** In a few words: `s3 GetObject network/prod/terraform.tfstate`. */
  readonly description: string;
  /** What it has to be allowed in this account. */
  accessIn(account: Account): readonly AccessRequest[];
}

/** The kinds of lock that are recorded; a table alone has nothing that both have not. */
export type RecordedLockMode = Exclude<LockMode, 'table'>;

type Story = (stack: RecordedStack) => Promise<void>;

const STORIES: Readonly<Record<RecordedLockMode, readonly Story[]>> = {
  both: [recordPullRequests, recordTroubles, recordRepair, recordMaintenance],
  lockfile: [recordPullRequests, recordTroubles, recordMaintenance],
};

/** Runs the committed bundle and the real Terraform through every operation, and takes down what they ask of AWS. */
export async function recordCalls(lockMode: RecordedLockMode): Promise<readonly RecordedCall[]> {
  const recorded = await Promise.all(STORIES[lockMode].map((story) => recordStory(story, lockMode)));
  return recorded.flat();
}

/** The same of a few operations in the workspace `staging`. */
export function recordCallsInWorkspace(): Promise<readonly RecordedCall[]> {
  return recordStory(recordWorkspace, 'both');
}

async function recordStory(story: Story, lockMode: LockMode): Promise<readonly RecordedCall[]> {
  await using cloud = await openCloud();
  await using stack = await openRecordedStack(cloud, lockMode);
  await story(stack);
  return callsOf(cloud);
}

function callsOf({ s3, dynamodb }: Cloud): readonly RecordedCall[] {
  const objects = s3.requests.map((request) => {
    const { operation, key, versionId, prefix, status } = request;
    const parts = ['s3', operation, key, prefix && `prefix ${prefix}`, versionId && 'of a version', String(status)];
    return {
      request,
      description: parts.filter(Boolean).join(' '),
      accessIn: (account: Account) => accessOfS3(request, account),
    };
  });
  const items = dynamodb.requests.map((request) => ({
    request,
    description: `dynamodb ${request.operation} ${request.lockId ?? ''}`,
    accessIn: (account: Account) => accessOfDynamoDb(request, account),
  }));
  return [...objects, ...items].flatMap(({ request, description, accessIn }) => {
    const signer = signedBy(request.accessKeyId);
    const by = isOurs(request) ? 'Lockstep' : 'Terraform';
    return signer === undefined ? [] : [{ ...signer, by, description, accessIn }];
  });
}
