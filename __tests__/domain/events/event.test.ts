import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseEvent, parseEvents, type ToolEvent } from '../../../src/domain/events/event.ts';
import { APPLY_STREAMS, streamsOf } from '../../support/documents/corpus/streams.ts';

const line = (event: object): string => JSON.stringify({ '@level': 'info', '@message': 'm', ...event });
const hook = { resource: { addr: 'a.b["x: y"]' }, action: 'create' };

describe('a line of a command with -json', () => {
  it.each<[string, object, Partial<ToolEvent>]>([
    ['begins', { type: 'apply_start', hook }, { step: 'begun', action: 'create', address: 'a.b["x: y"]' }],
    ['goes on', { type: 'apply_progress', hook }, { step: 'at-work' }],
    ['ends', { type: 'apply_complete', hook }, { step: 'ended', action: 'create' }],
    ['fails', { type: 'apply_errored', hook }, { step: 'failed' }],
    ['refreshes', { type: 'refresh_start', hook: { resource: hook.resource } }, { step: 'begun', action: 'refresh' }],
    ['opens', { type: 'ephemeral_op_start', hook: { ...hook, action: 'open' } }, { step: 'begun', action: 'open' }],
    ['opens in OpenTofu', { type: 'ephemeral_action_started', hook: { resource: hook.resource } }, { step: 'begun' }],
    ['invokes', { type: 'action_start', hook: { action: { addr: 'action.x.y' } } }, { address: 'action.x.y' }],
  ])('tells of something that %s', (_, event, expected) => {
    expect(parseEvent(line(event))).toMatchObject({ kind: 'operation', message: 'm', ...expected });
  });

  it.each<[string, object, ToolEvent]>([
    ['what a provisioner prints', { type: 'provision_progress', hook }, { kind: 'program-output', message: 'm' }],
    [
      'what a provisioner may not print',
      {
        type: 'provision_progress',
        hook: { ...hook, output: '(output suppressed due to sensitive value in config)' },
      },
      { kind: 'program-output', message: 'm', withheldOf: hook.resource.addr },
    ],
    ['what an action prints', { type: 'action_progress', hook: {} }, { kind: 'program-output', message: 'm' }],
    ['what is planned', { type: 'planned_change', change: {} }, { kind: 'planned', message: 'm' }],
    [
      'the sum of a plan',
      { type: 'change_summary', changes: { operation: 'plan' } },
      { kind: 'plan-summary', message: 'm' },
    ],
    [
      'the sum of an apply',
      { type: 'change_summary', changes: { operation: 'apply' } },
      { kind: 'said', message: 'm' },
    ],
    ['what no version says today', { type: 'policy_result', more: 1 }, { kind: 'said', message: 'm' }],
    ['a known type in a shape that is not', { type: 'apply_start', hook: 7 }, { kind: 'said', message: 'm' }],
    ['no type at all', {}, { kind: 'said', message: 'm' }],
    [
      'the outputs, whatever their names are',
      { type: 'outputs', outputs: { constructor: { sensitive: false, value: 1 }, s: { sensitive: true } } },
      {
        kind: 'outputs',
        outputs: [
          { name: 'constructor', isSensitive: false, value: 1 },
          { name: 's', isSensitive: true, value: undefined },
        ],
      },
    ],
    [
      'outputs that are planned',
      { type: 'outputs', outputs: { o: { sensitive: false, action: 'create' } } },
      { kind: 'planned', message: 'm' },
    ],
  ])('tells of %s', (_, event, expected) => {
    expect(parseEvent(line(event))).toEqual(expected);
  });

  it('has a state in the very characters in which it was printed', () => {
    const state = '{"version":4,"lineage":"x","outputs":{"n":{"value":123456789012345678901234567890,"type":"log"}}}';
    const dump = `{"@level":"info","@message":"Emergency state dump","@module":"terraform.ui","state":${state},"type":"log"}`;
    expect(parseEvent(dump)).toEqual({ kind: 'unsaved-state', state, message: 'Emergency state dump' });
    expect(parseEvent('{"@message":"m","type":"log","state":{"lineage":"x"}}')).toMatchObject({
      state: '{"lineage":"x"}',
    });
  });

  it.each([
    'Switched terraform to version 1.9.8',
    'panic: runtime error',
    '{"no":"message"}',
    '[]',
    '{shim: begins}',
    '{',
  ])('is prose where it is no event: %s', (text) => {
    expect(parseEvent(text)).toEqual({ kind: 'prose', line: text });
  });

  it('is whole though a wrapper’s last word has no end', () => {
    expect(parseEvents('{"@message":"m"}\nended with 1')).toEqual([
      { kind: 'said', message: 'm' },
      { kind: 'prose', line: 'ended with 1' },
    ]);
  });

  it.each([
    '{"@message":"m"}\n{"@mess',
    '{"@message":"m"}\n{',
    '{"@message":"m"}\nended {"@mess',
    '{"@message":"m"}',
    '{"@message":"m"}\n{"@message":\n',
  ])('is cut off where it is not whole: %j', (text) => {
    expect(parseEvents(text).some(({ kind }) => kind === 'cut-off')).toBe(true);
    expect(parseEvents(text)).toContainEqual({ kind: 'said', message: 'm' });
  });

  it.each([
    [
      { summary: 's', severity: 'error', snippet: { code: ['x'] }, range: 7, detail: {} },
      { summary: 's', detail: '' },
    ],
    [
      { summary: 's', severity: 'error', address: { of: 'a.b' } },
      { summary: 's', address: '(unknown)' },
    ],
    [{ title: 'of another shape' }, { severity: 'error', summary: 'm' }],
  ])('is a diagnostic whatever shape a newer version gives it: %j', (diagnostic, expected) => {
    expect(parseEvent(line({ type: 'diagnostic', diagnostic }))).toMatchObject({
      kind: 'diagnostic',
      diagnostic: expected,
    });
  });

  it('takes a severity that is new for an error', () => {
    const diagnostic = { severity: 'unknown', summary: 's' };
    expect(parseEvent(line({ type: 'diagnostic', diagnostic }))).toMatchObject({ diagnostic: { severity: 'error' } });
  });

  it('is read whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('diagnostic', 'apply_start', 'outputs', 'log', 'change_summary'),
        (any, type) => {
          const members = { hook: any, diagnostic: any, outputs: any, changes: any, state: any, type };
          expect(parseEvent(line(members)).kind).toMatch(/./);
        },
      ),
    );
  });
});

describe('the streams of real programs', () => {
  it.each(APPLY_STREAMS)('have no line that is not understood: $of by $tool', ({ events }) => {
    expect(events.filter(({ kind }) => kind === 'prose')).toEqual([]);
    expect(events.length).toBeGreaterThan(1);
  });

  it.each([...streamsOf('84-local-exec'), ...streamsOf('85-local-exec-fails')])(
    'tell of nothing that a provisioner makes up: $of by $tool',
    ({ events }) => {
      const addresses = events.flatMap((event) => (event.kind === 'operation' ? [event.address] : []));
      expect(addresses).toContain('terraform_data.speaks');
      expect(addresses.filter((address) => !/^(?:terraform_data\.speaks|corpus_part\.fine)$/.test(address))).toEqual(
        [],
      );
      expect(events.filter(({ kind }) => kind === 'program-output').length).toBeGreaterThan(3);
    },
  );
});
