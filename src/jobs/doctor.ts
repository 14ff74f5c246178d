import { BackendUnusable, NotReady, PlanFailed } from '../domain/errors.ts';
import { describeFinding, good, type Finding } from '../domain/finding.ts';
import { lockItemId } from '../domain/keys.ts';
import type { Examined } from '../domain/outcome.ts';
import { describePolicies } from '../domain/policies.ts';
import { examineBucket } from './examine-bucket.ts';
import { examineGitHub } from './examine-github.ts';
import { examineKeys } from './examine-keys.ts';
import { examineTable } from './examine-table.ts';
import { openStack, type Stack } from './open-stack.ts';
import type { Run } from './run.ts';

/**
 * Looks at everything that Lockstep needs, on the backend as it is configured and with the role that the job has: what is
 * wrong, why it matters, what to do. Production is read and never written; what has to be tried by writing is tried at the
 * keys of pull request 0, which there never is. Throws NotReady when Lockstep could not work.
 */
export async function doctor(run: Run): Promise<Examined> {
  const findings: Finding[] = [];
  const stack = await openOrTell(run, findings);
  if (stack === undefined) throw new NotReady(findings, undefined);
  const { backend, prod } = stack;
  run.journal.output('state-key', prod.path);
  const { lockTable, useLockfile } = backend.settings;
  const locks = [lockTable === undefined ? '' : `the table ${lockTable}`, useLockfile ? 'a lockfile' : ''];
  findings.push(
    good('backend', `state ${lockItemId(prod)}, locks in ${locks.filter((part) => part !== '').join(' and ')}`),
  );

  findings.push(...(await examineBucket(backend, prod)));
  const table = await examineTable(backend);
  findings.push(...table.findings);
  findings.push(...(await examineKeys(run, stack, { tableWorks: !table.findings.some(isWrong) })));
  findings.push(...(await examineGitHub(run)));

  const policies = describePolicies({
    partition: table.arn?.split(':')[1] ?? 'aws',
    bucket: prod.bucket,
    tableArn: lockTable === undefined ? undefined : (table.arn ?? `arn:aws:dynamodb:*:*:table/${lockTable}`),
    useLockfile,
    kmsKeyArn: backend.settings.encryption.kind === 'kms' ? backend.settings.encryption.keyId : undefined,
    production: prod.path,
    pulls: stack.prPaths.pattern,
    pullsPrefix: stack.prPaths.prefix,
  });
  for (const finding of findings) run.journal.info(describeFinding(finding));
  if (findings.some(isWrong)) throw new NotReady(findings, policies);
  return { kind: 'examined', findings, policies, wait: run.waiting.spent };
}

/** Without an initialized root module there is nothing more to look at. */
async function openOrTell(run: Run, findings: Finding[]): Promise<Stack | undefined> {
  try {
    return await openStack(run, { use: 'look' });
  } catch (error) {
    if (!(error instanceof BackendUnusable || error instanceof PlanFailed)) throw error;
    const details = error instanceof PlanFailed ? firstLine(error.details) : '';
    findings.push({
      what: `${run.terraform.name} init`,
      verdict: 'wrong',
      found: details === '' ? error.message : `${error.message}: ${details}`,
      why: 'Every run begins with it.',
      mend: error instanceof PlanFailed ? 'The log above has all that it said.' : '',
    });
    return undefined;
  }
}

function isWrong({ verdict }: Finding): boolean {
  return verdict === 'wrong';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
