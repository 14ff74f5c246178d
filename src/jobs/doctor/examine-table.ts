import { BackendUnusable } from '../../domain/stack/backend.ts';
import { good, type Finding } from '../../domain/doctor/finding.ts';
import type { Backend } from '../../ports/backend.ts';
import { examine } from './examine.ts';

export interface TableExamined {
  readonly findings: readonly Finding[];
  /** Undefined when there is no table, or it does not show itself. */
  readonly arn: string | undefined;
}

const WHAT = 'lock table';
const WHY = 'Without it no state can be locked, and nothing is planned or applied.';

export async function examineTable(backend: Backend): Promise<TableExamined> {
  const { lockTable } = backend.settings;
  if (lockTable === undefined) return { findings: [], arn: undefined };
  let arn: string | undefined;
  const findings = await examine({ what: WHAT, why: WHY, ifDenied: 'not-checked' }, async () => {
    const table = await backend.probes.describeTable();
    if (table === undefined) return findMissing(backend, lockTable);
    ({ arn } = table);
    const keys = table.keys.map(({ name, type }) => `${name} (${type})`).join(', ');
    if (keys === 'LockID (S)') return good(WHAT, `${lockTable} has the key LockID`);
    return {
      ...{
        what: WHAT,
        verdict: 'wrong' as const,
        found: `the key of ${lockTable} is ${keys}, and not LockID of type S alone`,
      },
      why: 'Terraform keeps its locks under LockID, and cannot write any here.',
      mend: 'The key of a table cannot be changed. Set dynamodb_table to another one:',
      command: createTable('OTHER_NAME'),
    };
  });
  const ttl = arn === undefined ? [] : await examineTtl(backend, lockTable);
  return { findings: [...findings, ...ttl], arn };
}

/** Terraform looks for the table in the account of the credentials, wherever the bucket is. */
async function findMissing(backend: Backend, lockTable: string): Promise<Finding> {
  const { probes, settings } = backend;
  const missing = { what: WHAT, verdict: 'wrong' as const, why: WHY };
  const region = settings.connection.region ?? 'the region of the backend';
  try {
    const account = await probes.account();
    if (!(await probes.isBucketOf(account))) {
      return {
        ...missing,
        found: `there is no table ${lockTable} in ${region} of the account ${account}, and the bucket ${settings.bucket} belongs to another account`,
        mend: 'Terraform looks for the table in the account of the credentials. Assume a role of the other account (assume_role in the backend block), or make the table in this one:',
        command: createTable(lockTable),
      };
    }
    return {
      ...missing,
      found: `there is no table ${lockTable} in ${region} of the account ${account}`,
      mend: 'Correct dynamodb_table or region in the backend block, or make it:',
      command: createTable(lockTable),
    };
  } catch (error) {
    if (!(error instanceof BackendUnusable)) throw error;
    return {
      ...missing,
      found: `there is no table ${lockTable} in ${region} of the account of these credentials`,
      mend: 'Correct dynamodb_table or region in the backend block, or make it:',
      command: createTable(lockTable),
    };
  }
}

async function examineTtl(backend: Backend, lockTable: string): Promise<readonly Finding[]> {
  const what = 'expiry of items';
  const why = 'A lock, a digest or a queue that disappears by itself lets two applies run at once.';
  return examine({ what, why, ifDenied: 'not-checked' }, async () => {
    const attribute = await backend.probes.timeToLive();
    if (attribute === undefined) return good(what, 'none');
    return {
      ...{
        what,
        verdict: 'warning' as const,
        found: `items of ${lockTable} expire by their attribute ${attribute}`,
        why,
      },
      mend: 'Switch it off:',
      command: `aws dynamodb update-time-to-live --table-name ${lockTable} --time-to-live-specification Enabled=false,AttributeName=${attribute}`,
    };
  });
}

function createTable(name: string): string {
  return `aws dynamodb create-table --table-name ${name} --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH`;
}
