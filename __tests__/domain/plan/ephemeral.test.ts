import { describe, expect, it } from 'vitest';

import { noteEphemeral } from '../../../src/domain/plan/ephemeral.ts';
import { parsePlan } from '../../../src/domain/plan/plan-document.ts';
import { createPlan, NOTHING_TOLD } from '../../support/fakes/factories.ts';

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
    const given = new Map([['token', 'ephemeral-hunter2']]);
    const noted = noteEphemeral(plan, { given, overridable: () => false, told: NOTHING_TOLD });
    expect(noted.conceal(TEXT)).toBe('the API refused (sensitive)');
    expect(noted.hasUnknownSecrets).toBe(false);
  });

  it.each([
    ['nobody gives it', { given: new Map<string, string>() }],
    ['a file may set another value', { overridable: (name: string) => name === 'token' }],
    ['a resource is ephemeral', { told: { hadEphemeral: true } }],
  ])('is an unknown secret where %s', (_, of) => {
    const plan = createPlan({ ephemeralVariables: ['token'] });
    const given = new Map([['token', 'ephemeral-hunter2']]);
    const noted = noteEphemeral(plan, { given, overridable: () => false, told: NOTHING_TOLD, ...of });
    expect(noted.hasUnknownSecrets).toBe(true);
  });
});
