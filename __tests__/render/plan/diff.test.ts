import { describe, expect, it } from 'vitest';

import { parsePlan } from '../../../src/domain/plan/plan-document.ts';
import type { ChangeValues, Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { renderDiffs, renderOutputChanges, renderOutputs } from '../../../src/render/plan/diff.ts';
import { CORPUS, readCorpusPlan } from '../../support/documents/corpus/corpus.ts';
import { createChange, createPlan } from '../../support/fakes/factories.ts';

function linesOf(change: Partial<ResourceChange>, plan: Partial<Plan> = {}): readonly string[] {
  return renderDiffs(createPlan({ changes: [createChange(change)], ...plan }), 60_000, '')
    .split('\n')
    .filter((line) => /^[-+! ] /.test(line));
}

function values(before: unknown, after: unknown, more: Partial<ChangeValues> = {}): ChangeValues {
  return { before, after, unknown: {}, ...more };
}

function numbered(count: number): ChangeValues {
  return values(null, { l: Array.from({ length: count }, (_, index) => index) });
}

describe('the difference of a resource', () => {
  it.each<[string, Partial<ResourceChange>, readonly string[]]>([
    [
      'an attribute',
      { replacePaths: ['zone'], values: values({ zone: 'a', size: 1 }, { zone: 'b', size: 2 }) },
      ['- zone = "a" # forces replacement', '+ zone = "b" # forces replacement', '- size = 1', '+ size = 2'],
    ],
    [
      'a part of a block',
      {
        replacePaths: ['disk[0].kms'],
        values: values({ disk: [{ kms: 'a', gb: 1 }] }, { disk: [{ kms: 'b', gb: 2 }] }),
      },
      [
        '- disk[0].kms = "a" # forces replacement',
        '+ disk[0].kms = "b" # forces replacement',
        '- disk[0].gb = 1',
        '+ disk[0].gb = 2',
      ],
    ],
    [
      'an element of a set, whose place is another here',
      { replacePaths: ['ports[7]'], values: values({ ports: [1, 2] }, { ports: [1, 3] }) },
      ['- ports[1] = 2 # forces replacement', '+ ports[1] = 3 # forces replacement'],
    ],
    [
      'a document in a text',
      { replacePaths: ['policy'], values: values({ policy: '{"a":1}' }, { policy: '{"a":2}' }) },
      ['- policy.a = 1 # forces replacement', '+ policy.a = 2 # forces replacement'],
    ],
    [
      'no other attribute whose name begins alike',
      { replacePaths: ['zone'], values: values({ zone: 'a', zones: 1 }, { zone: 'b', zones: 2 }) },
      ['- zone = "a" # forces replacement', '+ zone = "b" # forces replacement', '- zones = 1', '+ zones = 2'],
    ],
  ])('marks what forces a replacement: %s', (_, change, lines) => {
    expect(linesOf({ action: 'replace', ...change })).toEqual(lines);
  });

  it('marks nothing where nothing is replaced', () => {
    const change = { action: 'update', replacePaths: ['a'], values: values({ a: 1 }, { a: 2 }) } as const;
    expect(linesOf(change)).toEqual(['- a = 1', '+ a = 2']);
  });

  it.each<[string, ChangeValues, readonly string[]]>([
    [
      'its ID',
      values({ id: 'i-1', name: 'x', a: 1 }, { id: 'i-1', name: 'x', a: 2 }),
      ['  id = "i-1"', '- a = 1', '+ a = 2'],
    ],
    [
      'its name, where the ID changes',
      values({ id: 'i-1', name: 'x' }, { name: 'x' }, { unknown: { id: true } }),
      ['  name = "x"', '- id = "i-1"', '+ id = (known after apply)'],
    ],
    [
      'no secret',
      values(
        { id: 's3cret', name: 'x', a: 1 },
        { id: 's3cret', name: 'x', a: 2 },
        {
          sensitive: { before: { id: true }, after: { id: true } },
        },
      ),
      ['  name = "x"', '- a = 1', '+ a = 2'],
    ],
    ['nothing, where nothing is known', values({ id: '', name: null, a: 1 }, { a: 2 }), ['- a = 1', '+ a = 2']],
  ])('has one line that stays and says which object it is: %s', (_, of, lines) => {
    const shown = linesOf({ action: 'update', values: of });
    expect(shown.filter((line) => !line.startsWith('- id = ""'))).toEqual(lines);
  });

  it('has no such line for what is made or destroyed: all of it is there', () => {
    expect(linesOf({ action: 'create', values: values(null, { id: 'x' }) })).toEqual(['+ id = "x"']);
    expect(linesOf({ action: 'delete', values: values({ id: 'x' }, null) })).toEqual(['- id = "x"']);
  });

  it('takes nothing apart that is forgotten, which stays as it is', () => {
    const before = { id: 'x', name: 'n', size: 4 };
    expect(linesOf({ action: 'forget', values: values(before, null) })).toEqual(['  id = "x"']);
    expect(linesOf({ action: 'create-and-forget', values: values(before, { name: 'n' }) })).toEqual(['+ name = "n"']);
  });

  it('conceals what names the object when it is a secret elsewhere', () => {
    const of = { action: 'update', values: values({ id: 'hunter22', a: 1 }, { id: 'hunter22', a: 2 }) } as const;
    expect(linesOf(of, { conceal: openConceal(new Set(['hunter22'])) })[0]).toBe('  id = (sensitive)');
  });
});

describe('the differences', () => {
  const many = [createChange({ values: numbered(12) }), createChange({ values: numbered(13) })];

  it('stand open as long as they are few lines, each under what is done to what', () => {
    const few = [createChange({ values: numbered(11) }), createChange({ values: numbered(13) })];
    const text = renderDiffs(createPlan({ changes: few }), 60_000, '');
    expect(text).not.toContain('<details>');
    expect(text).toContain('**add** `aws_sqs_queue.jobs`\n\n```diff\n+ l[0] = 0\n');
  });

  it('are folded once when they are many lines, and not once for each', () => {
    const text = renderDiffs(createPlan({ changes: many }), 60_000, '');
    expect(text.match(/<details>/g)).toHaveLength(1);
    expect(text).toMatch(/^<details>\n<summary>Differences of 2 resources<\/summary>\n\n\*\*add\*\*/);
  });

  it('are as many whole ones as there is room for', () => {
    const text = renderDiffs(createPlan({ changes: many }), 260, 'It is elsewhere.');
    expect(text).toContain('**1 difference is left out here.** It is elsewhere.');
    expect(text.match(/```diff/g)).toHaveLength(1);
    // Read without opening anything.
    expect(text.replace(/<details>[^]*<\/details>/, '')).toContain('1 difference is left out here.');
  });

  it('say outside of their fold how many lines of the outputs there was no room for', () => {
    const outputs = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`name_${index}`, 'value']));
    const text = renderOutputs(createPlan(), outputs, 200);
    expect(text.replace(/<details>[^]*<\/details>/, '')).toMatch(
      /^\s*\*\*4\d lines of Outputs are left out here\.\*\*$/,
    );
  });

  it('show the configuration of an action, and nothing of it that is sensitive, in every version', () => {
    const plans = CORPUS.filter(({ name }) => name === '53-actions-lifecycle').flatMap(({ plans: all }) => [
      ...all.values(),
    ]);
    expect(plans.length).toBeGreaterThan(2);
    for (const plan of plans) {
      const text = renderDiffs(readCorpusPlan(plan), 60_000, '');
      expect(text).toContain('**invoke** `action.corpus_notify.told`\n\n```diff\n+ header[0].name = "X-One"');
      expect(text).toContain(
        '**invoke** `action.corpus_notify.of_made`\n\n```diff\n+ header = []\n+ to[0] = (known after apply)\n+ to[1] = (sensitive)',
      );
    }
  });
});

describe('what an action marks as sensitive', () => {
  it('is concealed by its mark, however short it is', () => {
    const invocation = {
      ...{ address: 'action.a.b', config_values: { pin: 'ab', to: 'x' }, config_sensitive: { pin: true } },
      invoke_action_trigger: {},
    };
    const plan = parsePlan({ format_version: '1.2', action_invocations: [invocation] });
    expect(renderDiffs(plan, 10_000, '')).toContain('+ pin = (sensitive)\n+ to = "x"');
  });
});

describe('an output of several lines', () => {
  it('has the number of a line right behind its name', () => {
    const outputChanges = [{ name: 'script', action: 'update', values: values('a\nb\n', 'a\nc\n') }] as const;
    expect(renderOutputChanges(createPlan({ outputChanges }), 10_000)).toContain('- script:2 = "b"\n+ script:2 = "c"');
  });
});
