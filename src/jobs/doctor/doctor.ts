import { BackendUnusable } from '../../domain/stack/backend.ts';
import { NotReady, describeFinding, good, type Finding } from '../../domain/doctor/finding.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { lockItemId, reviewKey } from '../../domain/state/keys.ts';
import type { Examined } from '../../domain/run/outcome.ts';
import { canTellApart, describePolicies, type Policies } from '../../domain/doctor/policies.ts';
import { CONDITIONS, ITEMS, QUEUE } from '../../domain/doctor/store-fault.ts';
import { examineBucket } from './examine-bucket.ts';
import { examineGitHub } from './examine-github.ts';
import { examine } from './examine.ts';
import { examineKey, examineKeys } from './examine-keys.ts';
import { describeRole, examinePointer, examineProduction, findDeniedWrites } from './examine-production.ts';
import { examineTable } from './examine-table.ts';
import { openStack, type Stack, type StackOptions } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';

/**
 * Looks at everything that Lockstep needs, on the backend as it is configured and with the role that the job has: what is
 * wrong, why it matters, what to do. Production is read and never written: what a role may write there is tried on conditions
 * that nothing fulfils. The rest is tried at a place of its own beside the keys of pull requests. Throws NotReady when
 * Lockstep could not work.
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

  findings.push(...(await examineBucket(backend, prod)), ...(await examineProduction(run, stack)));
  const table = await examineTable(backend);
  const tableWorks = !table.findings.some(isWrong);
  findings.push(...table.findings);

  const address = stack.placeOfNobody(`doctor-${run.chance.id()}`);
  const trial = await examineKeys(run, backend, { address, tableWorks });
  const tryObjects = await keepsConditions(run, stack, trial);
  const writes = tableWorks ? await findDeniedWrites(stack, { tryObjects, tryItems: keepsItems(trial) }) : undefined;
  const isRoleOfApplies = writes !== undefined && writes.tried > 0 && writes.denied.length === 0;
  findings.push(...(isRoleOfApplies ? trial.map(asOfApplies) : trial));
  if (writes !== undefined && writes.tried > 0) findings.push(describeRole(writes), ...examinePointer(writes));
  if (isRoleOfApplies) {
    const reviews = { what: 'reviews', why: 'An apply compares with them, and is refused when it cannot read them.' };
    findings.push(
      ...(await examine(reviews, async () => {
        await backend.objects.get(reviewKey(address, run.context.commitSha));
        return good('reviews', 'can be read');
      })),
    );
  }
  findings.push(...(await examineGitHub(run)));

  const policies = policiesOf(stack, table.arn);
  if (policies === undefined) {
    findings.push({
      ...{
        what: 'policies',
        verdict: 'warning',
        found: `no policy can tell the keys ${stack.prPaths.pattern} from others`,
      },
      why: 'The role that plans could not be kept from production, or from the states of other stacks.',
      mend: 'Choose a pr-state-key whose keys begin with a name of their own, such as {dir}/pr-{pr}/{file}.',
    });
  }
  for (const finding of findings) run.journal.info(describeFinding(finding));
  if (findings.some(isWrong)) throw new NotReady(findings, policies);
  return { kind: 'examined', findings, policies, wait: run.waiting.spent };
}

/** Undefined where no policy could do it. */
function policiesOf({ backend, prod, prPaths }: Stack, tableArn: string | undefined): Policies | undefined {
  const { lockTable, useLockfile, encryption, connection } = backend.settings;
  const { region = '' } = connection;
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const subject = {
    partition,
    bucket: prod.bucket,
    useLockfile,
    tableArn: lockTable === undefined ? undefined : (tableArn ?? `arn:${partition}:dynamodb:*:*:table/${lockTable}`),
    // An alias or an id is no ARN, and a policy takes nothing else.
    kmsKeyArn: encryption.kind === 'kms' && encryption.keyId.startsWith('arn:') ? encryption.keyId : undefined,
    production: prod.path === prod.key ? [prod.path] : [prod.path, prod.key],
    pulls: prPaths.pattern,
    pullsPrefix: prPaths.prefix,
  };
  return canTellApart(subject) ? describePolicies(subject) : undefined;
}

/**
 * Whether this very endpoint was seen to keep to conditions: else a trial on production would be a write to it. A role that
 * may write nothing of pull requests is shown it where an apply keeps a state that it could not save.
 */
async function keepsConditions(
  run: Pick<Run, 'clock' | 'chance'>,
  { backend, prod }: Stack,
  trial: readonly Finding[],
): Promise<boolean> {
  const isCondition = ({ what }: Finding): boolean => what === CONDITIONS;
  const seen = trial.some(isCondition)
    ? trial
    : await examine({ what: 'copies of a state', why: '' }, () =>
        examineKey(run, backend, { key: `${prod.path}.errored-doctor-${run.chance.id()}`, place: 'state' }),
      );
  const shown = seen.filter(isCondition);
  return shown.length > 0 && shown.every(({ verdict }) => verdict === 'good');
}

/** False when the table was seen to do otherwise than its conditions say. */
function keepsItems(trial: readonly Finding[]): boolean {
  const ofTable = trial.filter(({ what }) => what === QUEUE || what === ITEMS);
  return ofTable.every(({ verdict, isDenied }) => verdict === 'good' || isDenied === true);
}

/** What only plans and cleanups need is no fault of the role that applies. */
function asOfApplies(finding: Finding): Finding {
  if (finding.isDenied !== true) return finding;
  return {
    ...finding,
    verdict: 'warning',
    why: 'This role can apply and not plan: plans and cleanups need another one.',
  };
}

/** Without an initialized root module there is nothing more to look at. */
async function openOrTell(run: StackOptions, findings: Finding[]): Promise<Stack | undefined> {
  try {
    return await openStack(run);
  } catch (error) {
    if (!(error instanceof BackendUnusable || error instanceof ToolFailed)) throw error;
    findings.push({
      what: `${run.terraform.name} init`,
      verdict: 'wrong',
      found: error.message,
      why: 'Every run begins with it.',
      mend: error instanceof ToolFailed ? 'The log above has all that it said.' : '',
    });
    return undefined;
  }
}

function isWrong({ verdict }: Finding): boolean {
  return verdict === 'wrong';
}
