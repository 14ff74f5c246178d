import { BUCKET, dispatchOn, pullRequest, pushToMain, resource, shaOf } from '../runner/stage.ts';
import { PLACES_PREFIX } from '../../../src/domain/sweep/place-note.ts';
import type { RecordedStack } from './recorded-stack.ts';

const CODE = resource('a', '1');

/** What runs on a schedule or by hand: a sweep behind a cleanup that never ran, and a doctor with either role. */
export async function recordMaintenance(stack: RecordedStack): Promise<void> {
  const { github } = stack.scenario;
  github.addCommit({ sha: shaOf('first') });
  github.addRun({ id: 1118, status: 'in_progress', headSha: shaOf('first') });
  await stack.run({ role: 'apply', operation: 'apply', ends: 'applied' }, CODE, { event: pushToMain(shaOf('first')) });
  for (const number of [51, 52]) {
    github.addPullRequest({ number, headSha: shaOf(`head of ${number}`) });
    const planned = { role: 'plan', operation: 'plan', ends: 'planned' } as const;
    const code = CODE + resource('b', String(number));
    await stack.run(planned, code, { event: pullRequest('opened', number) });
  }
  github.updatePullRequest(51, { state: 'closed' });
  // Whether its review is still asked for is for production's queue to say.
  github.addCommit({ sha: shaOf('merge of 52'), parents: [shaOf('first')] });
  github.updatePullRequest(52, { merged: true, mergeCommitSha: shaOf('merge of 52') });
  // Somebody deleted the state: what was there before is looked at.
  stack.cloud.s3.delete(BUCKET, stack.scenario.prKey(52));
  // What is noted is read, whoever has written it.
  const notes = stack.cloud.s3.versions(BUCKET, PLACES_PREFIX).map(({ key }) => key);
  const note = notes.find((key) => key.includes('/pr-51/')) ?? '';
  stack.cloud.s3.put(BUCKET, note.replace(/[0-9a-f]{32}\.json$/, `${'0'.repeat(32)}.json`), '{}');
  const swept = { role: 'plan', operation: 'sweep', ends: 'swept' } as const;
  await stack.run(swept, CODE, { event: dispatchOn('main', shaOf('first')), with: { command: 'sweep' } });
  for (const role of ['plan', 'apply'] as const) {
    const examined = { role, operation: 'doctor', ends: 'examined' } as const;
    await stack.run(examined, CODE, { event: dispatchOn('main', shaOf('first')), with: { command: 'doctor' } });
  }
}
