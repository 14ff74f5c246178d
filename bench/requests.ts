import {
  openCloud,
  openScenario,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../__tests__/support/runner/stage.ts';
import { OTHER_DIST, UNREVIEWED } from './other-dist.ts';

type Counts = Readonly<Record<'s3' | 'dynamodb' | 'github', number>>;

/**
 * What a plan, a reviewed apply and a cleanup ask of each service, Terraform's own requests included, when nobody is in the way: this
 * checkout's bundle and, when LOCKSTEP_BENCH_DIST names another one, that one.
 */
export async function benchRequests(): Promise<readonly string[]> {
  const lines = ['Requests of a plan, an apply and a cleanup, lock in both   S3 / DynamoDB / GitHub'];
  for (const [name, dist] of OTHER_DIST === undefined ? [NOW] : [NOW, ['the other bundle', OTHER_DIST] as const]) {
    await using cloud = await openCloud();
    await using scenario = await openScenario(cloud, { name: 'requests', lockMode: 'both' });
    const { github } = scenario;
    const before = await scenario.checkout(resource('a', 'one'));
    await before.terraform(scenario.prodKey, 'apply', '-auto-approve');
    await before.push(shaOf('before'), { dist });
    github.addCommit({ sha: shaOf('before') });
    github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const after = await scenario.checkout(resource('a', 'two'));
    const planned = await count(cloud, scenario, () => after.plan(42, { dist }));
    github.addCommit({ sha: shaOf('m'), parents: [shaOf('before')] });
    github.setBranch('main', shaOf('m'));
    github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('m') });
    const applied = await count(cloud, scenario, async () =>
      (await scenario.checkout(resource('a', 'two'))).push(shaOf('m'), {
        dist,
        with: dist === undefined ? {} : UNREVIEWED,
      }),
    );
    github.addPullRequest({ number: 43, headSha: shaOf('head of 43') });
    await (await scenario.checkout(resource('a', 'three'))).plan(43, { dist });
    github.updatePullRequest(43, { state: 'closed' });
    const cleaned = await count(cloud, scenario, () => after.close(43, { dist }));
    lines.push(
      `  a plan, ${name.padEnd(26)} ${describe(planned)}`,
      `  an apply, ${name.padEnd(24)} ${describe(applied)}`,
      `  a cleanup, ${name.padEnd(23)} ${describe(cleaned)}`,
    );
  }
  return lines;
}

/**
 * What a plan asks GitHub where its pull request has so many stacks, one after the other: of a new pull request, and of
 * each commit after it. Two of them are whether the commit is still its head, before the plan and after it.
 */
export async function benchStacks(): Promise<readonly string[]> {
  const lines = ['Requests of a plan to GitHub, by the stacks of a pull request      first / each later commit'];
  await using cloud = await openCloud();
  for (const count of [1, 5, 20]) {
    await using scenario = await openScenario(cloud, { name: `stacks-${count}`, lockMode: 'lockfile' });
    const { github } = scenario;
    github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const rounds: number[] = [];
    for (const round of [1, 2]) {
      github.clearRequests();
      for (let stack = 0; stack < count; stack += 1) {
        const given = { stack: `stack-${stack}`, 'state-key': `stacks-${count}/${stack}/terraform.tfstate` };
        const { outputs, log } = await checkout.plan(42, { with: given, runId: `${round}` });
        if (outputs['outcome'] !== 'planned') throw new Error(log);
      }
      rounds.push(github.requests.length / count);
    }
    lines.push(
      `  ${String(count).padStart(2)} stacks ${rounds.map((each) => each.toFixed(1).padStart(10)).join(' /')}`,
    );
  }
  return lines;
}

const NOW = ['this bundle', undefined] as const;

async function count(
  { s3, dynamodb }: Cloud,
  { github }: Scenario,
  task: () => Promise<{ readonly outputs: Readonly<Record<string, string>>; readonly log: string }>,
): Promise<Counts> {
  s3.clearRequests();
  dynamodb.clearRequests();
  const askedBefore = github.requests.length;
  const { outputs, log } = await task();
  if (!['planned', 'applied', 'cleaned'].includes(outputs['outcome'] ?? '')) throw new Error(log);
  return { s3: s3.requests.length, dynamodb: dynamodb.requests.length, github: github.requests.length - askedBefore };
}

function describe({ s3, dynamodb, github }: Counts): string {
  const column = (value: number): string => String(value).padStart(4);
  return `${column(s3)} /${column(dynamodb)} /${column(github)}`;
}
