import { describe, expect, it } from 'vitest';

import { ApplyFailed, type FailedApply } from '../../../src/domain/apply/apply-failed.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../../src/render/plan/plan-body.ts';
import { createAddress, createView } from '../../support/fakes/factories.ts';

const PROGRESS = {
  finished: ['aws_s3_bucket.logs'],
  failed: ['aws_sqs_queue.jobs'],
  inFlight: ['aws_iam_role.ci (deposed 1a2b3c4d)'],
  notBegun: ['aws_db_instance.main', 'aws_vpc.main'],
};

function pageOf(
  known: FailedApply,
  { message = 'terraform apply failed', details = 'Error: AccessDenied\n\n  with aws_sqs_queue.jobs' } = {},
): string {
  const failure = new ApplyFailed(message, details, known);
  return renderPage({ kind: 'failure', failure }, createView({ command: 'apply' }), COMMENT_BUDGET);
}

describe('the page of an apply that failed', () => {
  const page = pageOf({
    progress: PROGRESS,
    address: createAddress(),
    left: { serial: 44, objectCount: 12, unfinished: ['aws_sqs_queue.jobs'] },
  });

  it('says in this order how far it came, what is next, what failed with its error, what else became of it, what is left', () => {
    const order = [
      '### `infra/network`: apply failed · 1 of 5 changes done',
      '**Next:** mend the cause, then [run it again](https://github.com/octo/infra/actions/runs/1658821493)',
      '**Failed** (1): `aws_sqs_queue.jobs`',
      '```\nError: AccessDenied\n\n  with aws_sqs_queue.jobs\n```',
      '**Finished** (1): `aws_s3_bucket.logs`',
      '**Begun, and not known to be finished** (1): deposed object `1a2b3c4d` of `aws_iam_role.ci`',
      '**Not begun** (2): `aws_db_instance.main`,\n`aws_vpc.main`',
      '**In the state now** (serial 44, 12 objects): what was finished, and of what was not, as far as it came: `aws_sqs_queue.jobs`',
      '`lesson-17/prod/pr-42/terraform.tfstate`',
    ];
    const places = order.map((part) => page.indexOf(part));
    expect(order.filter((_, index) => places[index] === -1)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('is prose, and no grey span of a sentence', () => {
    const said = pageOf({}, { message: 'terraform apply was killed, and its state lock a1b2-c3 is left behind' });
    expect(said).toContain('\nTerraform apply was killed, and its state lock `a1b2-c3` is left behind.\n');
  });

  it('says that the rest is not known where it is not', () => {
    const said = pageOf({}, { details: '' });
    expect(said).toMatch(/apply failed · how far it came is not known\n/);
    expect(said).toContain('The log of the run says what was done.');
    expect(said).toContain('It could not be read to say more.');
    expect(said).not.toContain('```');
  });

  it('says of an encrypted state what stands in clear', () => {
    expect(pageOf({ left: { serial: 7, objectCount: undefined, unfinished: [] } })).toContain(
      '**In the state now** (serial 7): what was finished.',
    );
  });

  it('sends to the lock where that is left behind', () => {
    expect(pageOf({ leftLockId: 'l' })).toContain('**Next:** by hand: see that nothing of [this run](');
  });
});
