import { describe, expect, it } from 'vitest';

import { Refused } from '../../../src/domain/failure.ts';
import { parseRootOutputs, type ChangeAction } from '../../../src/domain/plan/plan.ts';
import { parsePlan } from '../../../src/domain/plan/plan-document.ts';
import { confirmUnderstood } from '../../../src/domain/plan/understood.ts';

function planJson(overrides: object = {}): object {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    applyable: true,
    complete: true,
    errored: false,
    timestamp: '2026-11-21T10:28:00Z',
    ...overrides,
  };
}

function entry(actions: readonly string[], overrides: object = {}, change: object = {}): object {
  return {
    address: 'aws_sqs_queue.jobs',
    mode: 'managed',
    type: 'aws_sqs_queue',
    name: 'jobs',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: { actions, before: null, after: null, after_unknown: {}, ...change },
    ...overrides,
  };
}

function parseEntries(...entries: readonly object[]) {
  return parsePlan(planJson({ resource_changes: entries }));
}

const NOTHING = { toAdd: 0, toChange: 0, toDestroy: 0, toImport: 0, toMove: 0, toForget: 0, toInvoke: 0 };

describe('what a plan does with a resource', () => {
  it.each<[readonly string[], ChangeAction, object]>([
    [['create'], 'create', { toAdd: 1 }],
    [['update'], 'update', { toChange: 1 }],
    [['delete'], 'delete', { toDestroy: 1 }],
    [['delete', 'create'], 'replace', { toAdd: 1, toDestroy: 1 }],
    [['create', 'delete'], 'replace', { toAdd: 1, toDestroy: 1 }],
    [['forget'], 'forget', { toForget: 1 }],
    [['create', 'forget'], 'create-and-forget', { toAdd: 1, toForget: 1 }],
    [['forget', 'create'], 'create-and-forget', { toAdd: 1, toForget: 1 }],
    [['read'], 'read', {}],
  ])('%j is %s, counted as Terraform counts', (actions, action, counts) => {
    const plan = parseEntries(entry(actions));

    expect(plan.changes).toMatchObject([{ address: 'aws_sqs_queue.jobs', type: 'aws_sqs_queue', action }]);
    expect(plan.counts).toEqual({ ...NOTHING, ...counts });
  });

  it('leaves out what stays as it is', () => {
    expect(parseEntries(entry(['no-op']))).toMatchObject({ changes: [], counts: NOTHING });
  });

  it('is a move when it has a previous address, even if nothing else happens', () => {
    const plan = parseEntries(entry(['no-op'], { previous_address: 'aws_sqs_queue.old' }));

    expect(plan.changes).toMatchObject([{ action: 'no-op', previousAddress: 'aws_sqs_queue.old' }]);
    expect(plan.counts).toEqual({ ...NOTHING, toMove: 1 });
  });

  it.each([
    ['alone', ['no-op'], { toImport: 1 }],
    ['with a change', ['update'], { toImport: 1, toChange: 1 }],
  ])('is an import when it says so, %s', (_, actions, counts) => {
    const plan = parseEntries(entry(actions, {}, { importing: { id: 'q-1' } }));

    expect(plan.changes).toMatchObject([{ importing: true }]);
    expect(plan.counts).toEqual({ ...NOTHING, ...counts });
  });

  it('is no import when importing is null', () => {
    expect(parseEntries(entry(['create'], {}, { importing: null })).changes).toMatchObject([{ importing: false }]);
  });

  it('is told apart when it is about a deposed object', () => {
    const plan = parseEntries(entry(['delete'], { deposed: '1a2b3c4d' }), entry(['update']));

    expect(plan.changes.map(({ address }) => address)).toEqual([
      'aws_sqs_queue.jobs (deposed 1a2b3c4d)',
      'aws_sqs_queue.jobs',
    ]);
  });

  it('says why, and what forces a replacement', () => {
    const plan = parseEntries(
      entry(
        ['delete', 'create'],
        { action_reason: 'replace_because_cannot_update' },
        { replace_paths: [['engine_version'], ['rule', 0, 'port']] },
      ),
    );

    expect(plan.changes).toMatchObject([
      { reason: 'replace_because_cannot_update', replacePaths: ['engine_version', 'rule[0].port'] },
    ]);
  });
});

describe('the attributes that differ', () => {
  function changed(change: object): readonly string[] | undefined {
    return parseEntries(entry(['update'], {}, change)).changes[0]?.changedAttributes;
  }

  it('are named, at the top level, in the order of the resource', () => {
    const before = { arn: 'x', name: 'jobs', tags: { a: '1' }, ports: [1, 2], gone: true };
    const after = { arn: 'x', name: 'jobs-2', tags: { a: '2' }, ports: [2, 1], fresh: 1 };

    expect(changed({ before, after })).toEqual(['name', 'tags', 'ports', 'gone', 'fresh']);
  });

  it('include those that are known after the apply only, at whatever depth', () => {
    const before = { id: 'x', arn: 'x', rule: [{ id: 1 }], same: 1 };
    const after = { id: 'x', rule: [{}], same: 1 };

    expect(changed({ before, after, after_unknown: { arn: true, rule: [{ id: true }], same: [] } })).toEqual([
      'arn',
      'rule',
    ]);
  });

  it('include those that are known after the apply only and look the same until then', () => {
    const before = { arn: null, rule: [{ id: null }], list: [null] };
    const after = { rule: [{ id: null }], list: [null] };

    expect(
      changed({ before, after, after_unknown: { arn: true, rule: [{ id: true }], list: [true], x: [false] } }),
    ).toEqual(['arn', 'rule', 'list']);
    expect(changed({ before, after, after_unknown: null })).toEqual([]);
  });

  it('are none of what is created or destroyed: that is all of them', () => {
    expect(changed({ before: null, after: { name: 'jobs' } })).toEqual([]);
    expect(changed({ before: { name: 'jobs' }, after: null })).toEqual([]);
  });

  it('do not include one that is null on one side and missing on the other', () => {
    expect(changed({ before: { a: null }, after: { b: null } })).toEqual([]);
  });

  it('are names only: no value is anywhere but in the values', () => {
    const plan = parseEntries(
      entry(
        ['update'],
        {},
        {
          before: { password: 'hunter2' },
          after: { password: 'hunter3' },
          before_sensitive: { password: true },
          after_sensitive: { password: true },
        },
      ),
    );

    expect(plan.changes[0]?.changedAttributes).toEqual(['password']);
    const { values, ...shown } = plan.changes[0] ?? {};
    expect(values).toBeDefined();
    expect(JSON.stringify(shown)).not.toContain('hunter');
  });
});

describe('a plan as a whole', () => {
  it('may have nothing in it but its version', () => {
    expect(parsePlan({ format_version: '1.0' })).toEqual({
      changes: [],
      outputChanges: [],
      unchanged: [],
      actionInvocations: [],
      complete: true,
      madeBy: undefined,
      unknown: [],
      ephemeralVariables: [],
      hasUnknownSecrets: false,
      passedOver: [],
      conceal: expect.any(Function) as unknown,
      secrets: new Set(),
      failedChecks: [],
      drift: [],
      deferred: [],
      counts: NOTHING,
    });
  });

  it('names the outputs that change, and not their values', () => {
    const plan = parsePlan(
      planJson({
        output_changes: {
          url: { actions: ['update'], before: 'a', after: 'b' },
          gone: { actions: ['delete'] },
          same: { actions: ['no-op'] },
        },
      }),
    );

    expect(plan.outputChanges).toMatchObject([
      { name: 'url', action: 'update' },
      { name: 'gone', action: 'delete' },
    ]);
  });

  it.each(['constructor', 'prototype', 'toString'])('names an output that changes and is called %s', (name) => {
    const plan = parsePlan(planJson({ output_changes: { [name]: { actions: ['create'], after: 'x' } } }));

    expect(plan.outputChanges).toMatchObject([{ name, action: 'create' }]);
  });

  it('names what changed outside Terraform', () => {
    const drift = [entry(['update'], { address: 'aws_iam_role.ci' }), entry(['delete'])];

    expect(parsePlan(planJson({ resource_drift: drift })).drift).toMatchObject([
      { address: 'aws_iam_role.ci' },
      { address: 'aws_sqs_queue.jobs' },
    ]);
  });

  it('names what is deferred, and why', () => {
    const deferred = [{ reason: 'instance_count_unknown', resource_change: entry(['create']) }];

    expect(parsePlan(planJson({ deferred_changes: deferred })).deferred).toEqual([
      { address: 'aws_sqs_queue.jobs', reason: 'instance_count_unknown' },
    ]);
  });

  it('adds its counts up', () => {
    const plan = parseEntries(
      entry(['create']),
      entry(['create', 'delete']),
      entry(['update'], { previous_address: 'a.b' }),
      entry(['delete'], { deposed: '1a2b3c4d' }),
      entry(['read'], { mode: 'data' }),
    );

    expect(plan.counts).toEqual({ ...NOTHING, toAdd: 2, toChange: 1, toDestroy: 2, toMove: 1 });
  });
});

describe('what a newer version may have', () => {
  const known = entry(['update'], { address: 'aws_iam_role.ci' });

  it.each<[string, object, readonly object[]]>([
    [
      'actions that nobody knows',
      { resource_changes: [known, entry(['create', 'explode'])] },
      [{ address: 'aws_sqs_queue.jobs', what: 'the actions ["create","explode"]' }],
    ],
    [
      'no actions',
      { resource_changes: [known, entry([])] },
      [{ address: 'aws_sqs_queue.jobs', what: 'the actions []' }],
    ],
    [
      'a change without actions',
      { resource_changes: [known, { ...entry([]), change: {} }] },
      [{ address: 'aws_sqs_queue.jobs', what: 'its change.actions' }],
    ],
    [
      'a change without an address',
      { resource_changes: [known, entry(['create'], { address: 7 })] },
      [{ address: 'resource_changes[1]', what: 'its address' }],
    ],
    [
      'another kind of previous address',
      { resource_changes: [known, entry(['no-op'], { previous_address: { of: 'a.b' } })] },
      [{ address: 'aws_sqs_queue.jobs', what: 'its previous_address' }],
    ],
    [
      'an output with actions that nobody knows',
      { output_changes: { url: { actions: ['explode'] } }, resource_changes: [known] },
      [{ address: 'output url', what: 'the actions ["explode"]' }],
    ],
    [
      'another kind of output',
      { output_changes: { url: 'now' }, resource_changes: [known] },
      [{ address: 'output url', what: 'what it is' }],
    ],
    [
      'another kind of action to invoke',
      {
        action_invocations: [{ address: 'action.a.b', config_values: {}, lifecycle_action_trigger: 7 }],
        resource_changes: [known],
      },
      [{ address: 'action.a.b', what: 'its lifecycle_action_trigger' }],
    ],
    [
      'actions to invoke that are no list',
      { action_invocations: {}, resource_changes: [known] },
      [{ address: 'action_invocations', what: 'what it is' }],
    ],
    [
      'another kind of what changed outside Terraform: it may be what was reviewed',
      { resource_drift: [{ address: 'a.b', change: 'moved' }], resource_changes: [known] },
      [{ address: 'a.b', what: 'its change' }],
    ],
    [
      'another kind of configuration: it decides what may have become known',
      { configuration: 'elsewhere', resource_changes: [known] },
      [{ address: 'configuration', what: 'what it is' }],
    ],
    [
      'something else that is done to things with addresses',
      { call_invocations: [{ address: 'call.a.b' }], resource_changes: [known] },
      [{ address: 'call.a.b', what: 'its place in call_invocations' }],
    ],
  ])('is unknown, by its address, and the rest is readable: %s', (_, json, unknown) => {
    const plan = parsePlan(planJson(json));

    expect(plan.unknown).toEqual(unknown);
    expect(plan.changes).toContainEqual(expect.objectContaining({ address: 'aws_iam_role.ci', action: 'update' }));
    expect(() => {
      confirmUnderstood(plan);
    }).toThrow(Refused);
  });

  it.each<[string, object, readonly string[]]>([
    ['checks of another kind', { checks: [{ status: 'fail', address: 'check.a' }] }, ['check.a']],
    ['checks that are no list', { checks: 7 }, ['checks']],
    ['deferred changes of another kind', { deferred_changes: [{ reason: 7 }] }, ['deferred_changes[0]']],
    ['a number as the reason of a change', { resource_changes: [entry(['create'], { action_reason: 7 })] }, []],
    [
      'other paths that force a replacement',
      { resource_changes: [entry(['delete', 'create'], {}, { replace_paths: { a: 1 } })] },
      [],
    ],
    ['more of what is told', { policy_results: [{ name: 'a' }], engine: { address: 'x' }, applyable: 'yes' }, []],
  ])('is passed over where nothing is done by it: %s', (_, json, passedOver) => {
    const plan = parsePlan(planJson(json));

    expect(plan).toMatchObject({ unknown: [], passedOver });
    confirmUnderstood(plan);
  });

  it('stops an apply with what, where and what to do, and names no secret', () => {
    const plan = parsePlan(
      planJson({
        resource_changes: [
          entry(['explode'], { address: 'a.b["hunter2hunter2"]' }),
          entry(['create'], {}, { after: { password: 'hunter2hunter2' }, after_sensitive: { password: true } }),
        ],
      }),
    );

    expect(() => {
      confirmUnderstood(plan);
    }).toThrow(
      'the plan has something that this version of Lockstep does not understand: a.b["(sensitive)"] (the actions ["explode"]). Nothing was changed. Use a newer Lockstep; until there is one that knows it, take it out of the configuration, or apply it by hand, without Lockstep.',
    );
  });

  it.each([
    ['is deferred, of another kind', { deferred_changes: [{}] }],
    ['is deferred', { deferred_changes: [{ reason: 'absent_prereq', resource_change: { address: 'a.b' } }] }],
    ['is deferred, an action', { deferred_action_invocations: [{ action_invocation: { address: 'action.a.b' } }] }],
    ['is complete in a way that nobody knows', { complete: 'mostly' }],
  ])('leaves a plan a part of one when something %s', (_, json) => {
    expect(parsePlan(planJson(json)).complete).toBe(false);
  });

  it('may hide which variables are sensitive: then all of them are', () => {
    const { conceal } = parsePlan(planJson({ variables: [{ name: 'pw', value: 'hunter2hunter2' }] }));

    expect(conceal('it is hunter2hunter2')).toBe('it is (sensitive)');
  });

  it('keeps secret what is sensitive in an action to invoke', () => {
    const invocation = {
      address: 'action.a.b',
      config_values: { pw: 'hunter2hunter2' },
      config_sensitive: { pw: true },
    };
    const { conceal } = parsePlan(planJson({ action_invocations: [invocation] }));

    expect(conceal('it is hunter2hunter2')).toBe('it is (sensitive)');
  });
});

describe('what made a plan', () => {
  it('is the tool that is named, in the version that the plan names', () => {
    expect(parsePlan(planJson(), [], 'tofu').madeBy).toEqual({ tool: 'tofu', version: '1.11.4' });
  });

  it('is not known where one of them is not', () => {
    expect(parsePlan(planJson()).madeBy).toBeUndefined();
    expect(parsePlan(planJson({ terraform_version: 7 }), [], 'tofu').madeBy).toBeUndefined();
  });
});

describe('JSON that is no plan', () => {
  it.each([
    ['null', null, /the plan's JSON is not understood: the document: /],
    ['a list', [], /the plan's JSON is not understood: /],
    ['another format', planJson({ format_version: '2.0' }), /format_version: is not 1\.x/],
    ['no format', planJson({ format_version: undefined }), /format_version/],
    ['changes that are no list', planJson({ resource_changes: {} }), /resource_changes: /],
  ])('is refused and the first unexpected field named: %s', (_, json, message) => {
    expect(() => parsePlan(json)).toThrow(message);
  });
});

describe('root outputs', () => {
  it('come with their values, and without the sensitive ones, names too', () => {
    const json = {
      url: { sensitive: false, type: 'string', value: 'https://example.org' },
      ids: { type: ['list', 'string'], value: ['a'] },
      password: { sensitive: true, type: 'string', value: 'hunter2' },
    };

    expect(Object.entries(parseRootOutputs(json))).toEqual([
      ['url', 'https://example.org'],
      ['ids', ['a']],
    ]);
  });

  it.each(['constructor', 'prototype', 'toString'])('may be called %s', (name) => {
    const outputs = parseRootOutputs({ [name]: { sensitive: false, type: 'string', value: 'x' } });

    expect(Object.entries(outputs)).toEqual([[name, 'x']]);
  });

  it('are refused when they are none', () => {
    expect(() => parseRootOutputs({ url: 'https://example.org' })).toThrow(/Invalid type/);
  });
});
