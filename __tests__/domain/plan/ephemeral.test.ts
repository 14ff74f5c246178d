import { describe, expect, it } from 'vitest';

import { noteEphemeral } from '../../../src/domain/plan/ephemeral.ts';
import { parsePlan } from '../../../src/domain/plan/plan-document.ts';
import { createOperation, createPlan } from '../../support/fakes/factories.ts';

const TEXT = 'the API refused ephemeral-hunter2';

describe('what is ephemeral', () => {
  it('is a variable that is declared and has no value in the plan', () => {
    const plan = parsePlan({
      format_version: '1.2',
      variables: { size: { value: 1 } },
      configuration: { root_module: { variables: { size: {}, token: {} } } },
    });
    expect(plan.ephemeralVariables).toEqual(['token']);
  });

  it('is hidden where the run gives its value, and is an unknown secret where it does not', () => {
    const plan = createPlan({ ephemeralVariables: ['token'] });
    const given = noteEphemeral(plan, { given: new Map([['token', 'ephemeral-hunter2']]), events: [] });
    expect(given.conceal(TEXT)).toBe('the API refused (sensitive)');
    expect(given.hasUnknownSecrets).toBe(false);
    expect(noteEphemeral(plan, { given: new Map(), events: [] }).hasUnknownSecrets).toBe(true);
  });

  it.each([
    ['ephemeral.a_token.t', true],
    ['module.m.ephemeral.a_token.t', true],
    ['a_token.ephemeral', false],
    ['a.b["ephemeral"]', false],
  ])('is an unknown secret where a resource is: %s', (address, expected) => {
    const events = [createOperation('begun', address, 'open')];
    expect(noteEphemeral(createPlan(), { given: new Map(), events }).hasUnknownSecrets).toBe(expected);
  });
});
