import { describe, expect, it } from 'vitest';

import { TimedOut, type Overdue } from '../../../src/domain/apply/timed-out.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../../src/render/plan/plan-body.ts';
import { createOverdue, createView } from '../../support/fakes/factories.ts';

function pageOf(overdue: Partial<Overdue>, command = 'apply'): string {
  const failure = new TimedOut(createOverdue(overdue));
  return renderPage({ kind: 'failure', failure }, createView({ command }), COMMENT_BUDGET);
}

describe('the page of an apply that timed out', () => {
  it('says what hung, what is done, what is left, and how to go on', () => {
    const page = pageOf({ details: 'Error: context canceled' });
    expect(page).toMatch(/^### `infra\/network`: apply timed out · 1 of 3 changes done\n/);
    expect(page).toContain('`terraform apply` was not done after 20 min (`apply-timeout`), and was interrupted.');
    expect(page).toContain('**At work when the time was up** (1): `aws_db_instance.main`');
    expect(page).toContain('**Finished** (1): `aws_s3_bucket.logs`');
    expect(page).toContain('**Begun, and not known to be finished** (1): `aws_db_instance.main`');
    expect(page).toContain('**Not begun** (1): `aws_iam_role.ci`');
    expect(page).toContain('What is finished is in the state.');
    expect(page).toContain('it goes on from there');
    expect(page).toContain('Error: context canceled');
  });

  it('does not say that the state is whole where something is to be looked after', () => {
    const page = pageOf({ remarks: ['it was killed, and its state lock `ours` is left behind'] });
    expect(page).toContain('it was killed, and its state lock');
    expect(page).toContain('Look after that before anything else is applied.');
    expect(page).not.toContain('is in the state');
  });
});

describe('the page of a plan that timed out', () => {
  const plan = { command: 'terraform plan', progress: undefined };

  it('says that nothing was changed', () => {
    const page = pageOf(plan, 'plan');
    expect(page).toMatch(/^### `infra\/network`: plan timed out · nothing was changed\n/);
    expect(page).toContain('Nothing was changed.');
    expect(page).not.toContain('Not begun');
  });

  it.each([
    ['a.b: Refreshing state... [id=1]', 'The last that it had printed by then: `a.b: Refreshing state... [id=1]`'],
    [undefined, 'It had printed nothing by then.'],
  ])('that names no resource says what was heard last: %s', (lastLine, words) => {
    expect(pageOf({ ...plan, atWork: { addresses: [], lastLine } }, 'plan')).toContain(words);
  });
});
