import { describe, expect, it } from 'vitest';

import { renderChanges } from '../../../src/render/plan/changes.ts';
import { renderCounts, renderDanger } from '../../../src/render/plan/plan.ts';
import type { ChangeAction, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { createChange, createPlan } from '../../support/fakes/factories.ts';

const ROOM = { rows: 10_000, losses: 10_000 };

function planOf(...changes: readonly Partial<ResourceChange>[]) {
  return createPlan({ changes: changes.map(createChange) });
}

function changes(action: ChangeAction, count: number): readonly ResourceChange[] {
  return Array.from({ length: count }, (_, index) => createChange({ action, address: `a.${action}[${index}]` }));
}

describe('the counts', () => {
  it('name what happens, a replacement as one and not as both its halves', () => {
    const plan = planOf(
      { action: 'create' },
      { action: 'create' },
      { action: 'update' },
      { action: 'replace' },
      { action: 'delete' },
    );

    expect(renderCounts({ plan, hasChanges: true }, 'future')).toBe(
      '1 to destroy, 1 to replace, 1 to change, 2 to add',
    );
    expect(renderCounts({ plan, hasChanges: true }, 'past')).toBe('1 destroyed, 1 replaced, 1 changed, 2 added');
  });

  it('name everything else a plan can do, and not what is merely read', () => {
    const plan = planOf(
      { action: 'no-op', importing: true },
      { action: 'no-op', previousAddress: 'a.b' },
      { action: 'forget' },
      { action: 'create-and-forget' },
      { action: 'read' },
    );

    expect(renderCounts({ plan, hasChanges: true }, 'future')).toBe('2 to forget, 1 to add, 1 to import, 1 to move');
    expect(renderCounts({ plan, hasChanges: true }, 'past')).toBe('2 forgotten, 1 added, 1 imported, 1 moved');
  });

  it.each([
    [1, '1 output to change', '1 output changed'],
    [2, '2 outputs to change', '2 outputs changed'],
  ])('name %d outputs when nothing else changes', (count, future, past) => {
    const outputChanges = Array.from({ length: count }, () => ({
      name: 'url',
      action: 'update' as const,
      values: { before: 'a', after: 'b', unknown: false },
    }));
    const plan = createPlan({ changes: [], outputChanges });

    expect(renderCounts({ plan, hasChanges: true }, 'future')).toBe(future);
    expect(renderCounts({ plan, hasChanges: true }, 'past')).toBe(past);
  });

  it('say that nothing changes', () => {
    expect(renderCounts({ plan: planOf(), hasChanges: false }, 'future')).toBe('no changes');
  });

  it('say that there is something to apply where a plan has no more than that', () => {
    expect(renderCounts({ plan: planOf(), hasChanges: true }, 'future')).toBe('no change of a resource or an output');
    expect(renderCounts({ plan: planOf({ action: 'read' }), hasChanges: true }, 'future')).toBe('nothing but reads');
    expect(renderCounts({ plan: planOf({ action: 'read' }, { action: 'create' }), hasChanges: true }, 'future')).toBe(
      '1 to add',
    );
  });
});

describe('the alert', () => {
  it('names what is lost: destroyed, replaced, forgotten', () => {
    const plan = planOf(
      { action: 'create' },
      { action: 'replace', address: 'aws_db_instance.main' },
      { action: 'delete', address: 'aws_s3_bucket.logs' },
      { action: 'delete', address: 'aws_s3_bucket.x["a"]' },
      { action: 'forget', address: 'aws_iam_role.ci' },
    );

    expect(renderDanger(plan, 10)).toBe(
      '> [!CAUTION]\n> Destroys `aws_s3_bucket.logs`, `aws_s3_bucket.x["a"]`. Replaces `aws_db_instance.main`. Forgets `aws_iam_role.ci`.',
    );
  });

  it('says why beside the names, once for all that have it in common', () => {
    const reason = 'delete_because_no_resource_config';
    const plan = planOf(
      { action: 'delete', address: 'a.one', reason },
      { action: 'delete', address: 'a.key["x"]', reason: 'delete_because_each_key' },
      { action: 'delete', address: 'a.two', reason },
      { action: 'replace', address: 'a.db', replacePaths: ['zone', 'zone'], reason: 'replace_because_cannot_update' },
      { action: 'forget', address: 'a.b (deposed 1a2b)', deposed: '1a2b' },
    );
    expect(renderDanger(plan, 10)).toBe(
      '> [!CAUTION]\n> Destroys `a.one`, `a.two`: no longer in the configuration; `a.key["x"]`: key no longer in for_each. Replaces `a.db`: because of `zone`. Forgets deposed object `1a2b` of `a.b`: left over from a replacement.',
    );
  });

  it('is read at a glance, however long the names and however many the reasons are', () => {
    const long = (index: number): Partial<ResourceChange> => ({
      action: 'delete',
      address: `module.network.aws_route_table_association.private_${'x'.repeat(50)}[${index}]`,
      reason: ['delete_because_no_module', 'delete_because_count_index', 'delete_because_each_key', 'of_tomorrow'][
        index % 4
      ],
    });
    const text = renderDanger(planOf(...Array.from({ length: 40 }, (_, index) => long(index))), 10);
    expect(text.length).toBeLessThan(560);
    expect(text).toMatch(/ and \d+ more/);
  });

  it('counts those for which there is no room', () => {
    const plan = createPlan({ changes: changes('delete', 4) });

    expect(renderDanger(plan, 2)).toBe('> [!CAUTION]\n> Destroys `a.delete[0]`, `a.delete[1]` and 2 more.');
    expect(renderDanger(plan, 4)).not.toContain('more');
  });

  it.each<ChangeAction>(['create', 'update', 'read', 'no-op'])('is not raised for %s', (action) => {
    expect(renderDanger(planOf({ action }), 10)).toBe('');
  });

  it('is raised for what is left behind when its successor is created', () => {
    expect(renderDanger(planOf({ action: 'create-and-forget', address: 'a.b' }), 10)).toBe(
      '> [!CAUTION]\n> Forgets `a.b`.',
    );
  });
});

describe('the table of changes', () => {
  it('has the actions that are invoked, behind all others', () => {
    const actionInvocations = [
      { address: 'action.x.y, invoked by a.b', values: { before: null, after: {}, unknown: {} } },
    ];
    expect(renderChanges({ ...planOf(), actionInvocations }, ROOM, 'It is in the summary.')).toBe(
      '| action | resource |\n|---|---|\n| invoke | `action.x.y, invoked by a.b` |',
    );
  });

  it('has what is not understood, once and by its address, which is counted and named above', () => {
    const unknown = [
      { address: 'a.new', what: 'the actions ["explode"]' },
      { address: 'action.x.y', what: 'its config_values' },
    ];
    const changed = [
      createChange({ address: 'a.b' }),
      createChange({ address: 'a.new', action: 'unknown', actions: ['explode'] }),
    ];
    const plan = createPlan({ changes: changed, unknown });

    expect(renderCounts({ plan, hasChanges: true }, 'future')).toBe('2 unknown, 1 to add');
    expect(renderDanger(plan, 1)).toBe(
      '> [!CAUTION]\n> Not understood by this version of Lockstep, and no apply begins with it: `a.new` and 1 more.',
    );
    expect(renderChanges(plan, ROOM, 'It is in the summary.').split('\n').slice(2)).toEqual([
      '| unknown | `a.new`<br>`explode` |',
      '| add | `a.b` |',
      '| unknown | `action.x.y`<br>`its config_values` |',
    ]);
  });

  it('has what is deferred at its end, and why', () => {
    const deferred = [{ address: 'a.b["x"]', reason: 'instance_count_unknown' }];
    const plan = createPlan({ changes: [], deferred });
    expect(renderCounts({ plan, hasChanges: true }, 'future')).toBe('1 deferred');
    expect(renderChanges(plan, ROOM, 'It is in the summary.')).toContain(
      '| deferred | `a.b["x"]`<br>how many there will be is not known yet |',
    );
  });

  it('lists every loss that has no row: the instances of one resource under its name', () => {
    const plan = planOf(
      ...[0, 1, 2].map((index) => ({ action: 'delete' as const, address: `a.n[${index}]` })),
      { action: 'delete', address: 'm["k[0]"].a.f["x.y"]' },
      { action: 'delete', address: 'm["k[0]"].a.f["2"]' },
      { action: 'replace', address: 'a.single["z"]' },
      { action: 'create-and-forget', address: 'a.left' },
      { action: 'create', address: 'a.new' },
    );
    const text = renderChanges(plan, { rows: 0, losses: 10_000 }, 'It is in the summary.');
    expect(text.split('\n').slice(3)).toEqual([
      '<details>',
      '<summary>7 more resources to destroy, replace or forget</summary>',
      '',
      '```',
      'destroy a.n, of it',
      '  0 1 2',
      'destroy m["k[0]"].a.f, of it',
      '  x.y "2"',
      'replace a.single["z"]',
      'add, forget the old a.left',
      '```',
      '',
      '</details>',
      '',
      '**1 more resource is left out here.** It is in the summary.',
    ]);
  });

  it('has what is lost first, whatever the order of the plan', () => {
    const actions: readonly ChangeAction[] = ['read', 'create', 'update', 'forget', 'replace', 'delete'];
    const plan = planOf(...actions.map((action) => ({ action, address: `a.${action}` })));

    expect(renderChanges(plan, ROOM, 'It is in the summary.').split('\n')).toEqual([
      '| action | resource |',
      '|---|---|',
      '| destroy | `a.delete` |',
      '| replace | `a.replace` |',
      '| forget | `a.forget` |',
      '| change | `a.update` |',
      '| add | `a.create` |',
      '| read | `a.read` |',
    ]);
  });

  it.each<[Partial<ResourceChange>, string]>([
    [
      { action: 'delete', reason: 'delete_because_no_resource_config' },
      '| destroy | `a.b`<br>no longer in the configuration |',
    ],
    [
      { action: 'replace', replacePaths: ['engine_version', 'rule.0'] },
      '| replace | `a.b`<br>because of `engine_version`, `rule.0` |',
    ],
    [{ action: 'replace', reason: 'replace_because_tainted' }, '| replace | `a.b`<br>tainted |'],
    [{ action: 'replace', actions: ['create', 'delete'] }, '| replace | `a.b`<br>the new one first |'],
    [{ action: 'update', changedAttributes: ['tags', 'name'] }, '| change | `a.b`<br>`tags`, `name` |'],
    [{ action: 'no-op', previousAddress: 'a.old' }, '| move | `a.b`<br>was `a.old` |'],
    [
      { action: 'update', previousAddress: 'a.old', changedAttributes: ['x'] },
      '| change, move | `a.b`<br>was `a.old`; `x` |',
    ],
    [{ action: 'no-op', importing: true }, '| import | `a.b` |'],
    [{ action: 'create-and-forget' }, '| add, forget the old | `a.b` |'],
    [{ action: 'delete', reason: 'some_reason_of_tomorrow' }, '| destroy | `a.b`<br>`some_reason_of_tomorrow` |'],
    [{ action: 'create', changedAttributes: ['x'], replacePaths: ['y'] }, '| add | `a.b` |'],
  ])('says in a reviewer’s words why: %j', (change, row) => {
    expect(
      renderChanges(planOf({ address: 'a.b', ...change }), ROOM, 'It is in the summary.')
        .split('\n')
        .at(-1),
    ).toBe(row);
  });

  it('has more than twenty additions together, by the resource that they are instances of, behind what is lost', () => {
    const keyed = Array.from({ length: 12 }, (_, index) => ({
      action: 'create' as const,
      address: `m.a.keyed["k${index}"]`,
    }));
    const other = Array.from({ length: 9 }, (_, index) => ({ action: 'create' as const, address: `a.n${index}` }));
    const rows = renderChanges(planOf(...keyed, ...other, { action: 'delete', address: 'a.gone' }), ROOM, '').split(
      '\n',
    );
    expect(rows.slice(2, 5)).toEqual([
      '| destroy | `a.gone` |',
      '| add | `m.a.keyed` × 12<br>`["k0"]`, `["k1"]`, `["k2"]`, `["k3"]`, `["k4"]`, `["k5"]`, `["k6"]`, `["k7"]` and 4 more |',
      '| add | `a.n0` |',
    ]);
    expect(rows).toHaveLength(2 + 1 + 1 + 9);
  });

  it('has them by type and module where they are many resources, and twenty of them each by itself', () => {
    const additions = (count: number): readonly Partial<ResourceChange>[] =>
      Array.from({ length: count }, (_, index) => ({ address: `module.a["x.y"].aws_x.n${index}`, type: 'aws_x' }));
    expect(renderChanges(planOf(...additions(20)), ROOM, '').split('\n')).toHaveLength(2 + 20);
    expect(
      renderChanges(planOf(...additions(21), { address: 'aws_x.root', type: 'aws_x' }), ROOM, '')
        .split('\n')
        .slice(2),
    ).toEqual([
      '| add | `module.a["x.y"].aws_x` × 21<br>`n0`, `n1`, `n2`, `n3`, `n4`, `n5`, `n6`, `n7` and 13 more |',
      '| add | `aws_x.root` |',
    ]);
  });

  it('has each loss by itself, however many there are', () => {
    const rows = renderChanges(createPlan({ changes: changes('delete', 60) }), ROOM, '')
      .split('\n')
      .slice(2);
    expect(rows).toHaveLength(60);
  });

  it('is nothing when nothing changes', () => {
    expect(renderChanges(planOf(), ROOM, 'It is in the summary.')).toBe('');
  });

  it('counts the rows for which there is no room, and never leaves out a loss for an addition', () => {
    const plan = createPlan({ changes: [...changes('create', 5), ...changes('update', 45), ...changes('delete', 3)] });
    const text = renderChanges(plan, { rows: 200, losses: 0 }, 'It is in the summary.');
    const rows = text.split('\n').filter((line) => line.includes('`a.'));

    expect(rows.length).toBeGreaterThan(3);
    expect(rows.slice(0, 3).every((row) => row.startsWith('| destroy |'))).toBe(true);
    expect(text).toContain(`**${53 - rows.length} more resources are left out here.**`);
  });
});
