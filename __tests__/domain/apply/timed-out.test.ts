import { expect, it } from 'vitest';

import { TimedOut } from '../../../src/domain/apply/timed-out.ts';
import { createOverdue } from '../../support/fakes/factories.ts';

const many = Array.from({ length: 12 }, (_, index) => `a.b[${index}]`);

it.each([
  [
    {},
    'terraform apply took longer than apply-timeout (20 min) and was interrupted; at work by then: aws_db_instance.main',
  ],
  [
    { atWork: { addresses: many, lastLine: 'x' }, remarks: ['somebody has deleted its lock'] },
    /; at work by then: a\.b\[0\], .*a\.b\[9\], and 2 more; somebody has deleted its lock$/,
  ],
  [
    { atWork: { addresses: [], lastLine: 'a.b: Refreshing state...' } },
    /; the last that it had printed by then: a\.b: Ref/,
  ],
  [{ atWork: { addresses: [], lastLine: undefined } }, /; it had printed nothing by then$/],
])('a run that timed out names what hung, or the last that was heard: %j', (overdue, message) => {
  const failure = new TimedOut(createOverdue(overdue));
  expect(failure.reason).toBe('timed-out');
  expect(failure.message).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
});
