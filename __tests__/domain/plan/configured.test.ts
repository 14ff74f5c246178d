import { describe, expect, it } from 'vitest';

import { parsePlan } from '../../../src/domain/plan/plan-document.ts';

describe('what the configuration sets of a resource', () => {
  const configuration = {
    root_module: {
      resources: [
        { address: 'a.x', expressions: { name: { constant_value: 'x' }, rule: [{ port: {} }] } },
        { address: 'a.y' },
      ],
      module_calls: {
        net: {
          module: {
            resources: [{ address: 'a.x', expressions: { size: {} } }],
            module_calls: { deep: { module: { resources: [{ address: 'a.z', expressions: { tags: {} } }] } } },
          },
        },
      },
    },
  };
  const entry = (address: string, module?: string): object => {
    const [type = '', name = ''] = address
      .replace(/\[.*\]$/, '')
      .split('.')
      .slice(-2);
    return {
      address,
      mode: 'managed',
      type,
      name,
      change: { actions: ['create'] },
      ...(module === undefined ? {} : { module_address: module }),
    };
  };

  it.each<[string, object, readonly string[] | undefined]>([
    ['in the root module', entry('a.x'), ['name', 'rule']],
    ['with an index', entry('a.x[0]'), ['name', 'rule']],
    ['without anything set', entry('a.y'), []],
    ['in a module with a key', entry('module.net["eu.]west"].a.x', 'module.net["eu.]west"]'), ['size']],
    [
      'in a module of a module',
      entry('module.net["a"].module.deep[1].a.z', 'module.net["a"].module.deep[1]'),
      ['tags'],
    ],
    ['that is not there any more', entry('a.gone'), undefined],
  ])('is known %s', (_, change, names) => {
    const plan = parsePlan({ format_version: '1.2', configuration, resource_changes: [change] });
    const configured = plan.changes[0]?.configured;
    expect(configured === undefined ? undefined : Object.keys(configured)).toEqual(names);
  });

  it('is not known when the plan has no configuration', () => {
    expect(
      parsePlan({ format_version: '1.2', resource_changes: [entry('a.x')] }).changes[0]?.configured,
    ).toBeUndefined();
  });
});

describe('an action that is invoked', () => {
  const invoked = (trigger: object): unknown =>
    parsePlan({
      format_version: '1.2',
      action_invocations: [
        { address: 'action.a.b', lifecycle_action_trigger: { action_trigger_event: 'AfterCreate', ...trigger } },
      ],
    }).actionInvocations[0]?.values.after;

  it('is the same where a newer version tells more of it', () => {
    expect(invoked({ on_failure: 'ActionOnFailureHalt', calling_resource_address: 'a.x' })).toEqual(invoked({}));
  });

  it('is another when its failure is to be passed over', () => {
    expect(invoked({ on_failure: 'ActionOnFailureContinue' })).not.toEqual(invoked({}));
  });

  it('is named with what triggers it, and has all that the plan says of it', () => {
    const invocation = {
      address: 'action.aws_lambda_invoke.x',
      type: 'aws_lambda_invoke',
      config_values: { payload: 'drop' },
      config_unknown: { other: true },
      lifecycle_action_trigger: { triggering_resource_address: 'a.x' },
    };
    const plan = parsePlan({ format_version: '1.2', action_invocations: [invocation] });
    expect(plan.actionInvocations).toMatchObject([
      {
        address: 'action.aws_lambda_invoke.x, invoked by a.x',
        values: { after: { config_values: { payload: 'drop' } }, unknown: { config_values: { other: true } } },
      },
    ]);
  });

  it('is named with the event, and counted where one event invokes it several times', () => {
    const on = (event: string, index: number): unknown => ({
      address: 'action.a.b',
      lifecycle_action_trigger: {
        triggering_resource_address: 'a.x',
        action_trigger_event: event,
        actions_list_index: index,
      },
    });
    const action_invocations = [on('AfterCreate', 0), on('AfterCreate', 1), on('BeforeUpdate', 0)];
    expect(
      parsePlan({ format_version: '1.2', action_invocations }).actionInvocations.map(({ address }) => address),
    ).toEqual([
      'action.a.b, invoked by a.x after_create',
      'action.a.b, invoked by a.x after_create (2)',
      'action.a.b, invoked by a.x before_update',
    ]);
  });
});
