import { describe, expect, it } from 'vitest';

import { noteTargeting } from '../../../src/domain/plan/targeting.ts';
import { createPlan } from '../../support/fakes/factories.ts';

describe('a plan', () => {
  it.each([
    ['whole when neither it nor its tool says otherwise', true, ['Deprecated Parameter'], true],
    [
      'a part when its tool warns of targeting',
      true,
      ['Deprecated Parameter', 'Resource targeting is in effect'],
      false,
    ],
    ['a part when it says so itself', false, [], false],
    ['whole when a warning only speaks of it', true, ['See: Resource targeting is in effect'], true],
  ])('is %s', (_, complete, summaries, expected) => {
    expect(noteTargeting(createPlan({ complete }), summaries).complete).toBe(expected);
  });
});
