import { expect, it } from 'vitest';

import { tellErrors } from '../../../src/jobs/apply/tell-of-apply.ts';
import { createPlan, createTold } from '../../support/fakes/factories.ts';

it('says nothing in a provider’s words once an apply has opened what is ephemeral, though its plan had none', () => {
  const state = new TextEncoder().encode('{"version":4,"resources":[]}');
  const terraform = { annotate: () => undefined };
  const told = createTold('token hunter2 is refused');
  expect(tellErrors({ terraform }, told, { plan: createPlan(), state })).toContain('hunter2');
  const opened = { ...told, hadEphemeral: true };
  expect(tellErrors({ terraform }, opened, { plan: createPlan(), state })).not.toContain('hunter2');
});
