import { describe, expect, it } from 'vitest';

import type { Diagnostic } from '../../../src/domain/events/diagnostic.ts';
import { parseEvents, type ToolEvent } from '../../../src/domain/events/event.ts';
import {
  describeErrors,
  isFailedCheck,
  isStalePlan,
  isStateNotSaved,
  readTold,
} from '../../../src/domain/events/told.ts';
import { APPLY_STREAMS, streamsOf } from '../../support/documents/corpus/streams.ts';
import { createOperation } from '../../support/fakes/factories.ts';

const error = (summary: string, more: Partial<Diagnostic> = {}): ToolEvent => ({
  kind: 'diagnostic',
  diagnostic: { severity: 'error', summary, detail: '', place: undefined, snippet: undefined, ...more },
});
const NOT_SAVED = [
  error('Failed to save state', { detail: 'Error saving state: AccessDenied' }),
  error('Failed to persist state to backend'),
];
const tell = (...events: readonly ToolEvent[]) => readTold(events, '');
const plain = (text: string): string => text;

describe('the end of an apply', () => {
  it.each(APPLY_STREAMS)('is known by the words of the tool itself: $of by $tool', ({ of, events }) => {
    const told = readTold(events, '');
    expect(isStateNotSaved(told, events)).toBe(/^(?:99|100)-/.test(of));
    expect(isStalePlan(told, events)).toBe(of.startsWith('98-'));
    expect(told.errors.length > 0).toBe(/fails|stale|not-saved|interrupt|deposed/.test(of));
  });

  it.each<[string, readonly ToolEvent[]]>([
    ['one sentence of it', [error('Failed to save state', { detail: 'Error saving state: no' })]],
    ['the other one', [error('Failed to persist state to backend')]],
    ['both in another order', [...NOT_SAVED].reverse()],
    ['both, and more behind them', [...NOT_SAVED, error('it is still in use')]],
    [
      'both, of an object',
      NOT_SAVED.map(
        (one) =>
          ({ ...one, diagnostic: { ...(one as { diagnostic: Diagnostic }).diagnostic, address: 'a.b' } }) as ToolEvent,
      ),
    ],
    [
      'both in other words',
      [error('Failed to save state', { detail: 'no' }), error('Failed to persist state to backend')],
    ],
  ])('is not a state that was not saved where a provider says %s', (_, events) => {
    expect(isStateNotSaved(tell(...events), events)).toBe(false);
  });

  it('is a state that was not saved where the tool says so last, or prints the state', () => {
    expect(isStateNotSaved(tell(error('refused'), ...NOT_SAVED), NOT_SAVED)).toBe(true);
    const [first, last] = NOT_SAVED as [ToolEvent, ToolEvent];
    const long = [first, error('Failed to create local state file'), error('Failed to serialize state'), last];
    expect(isStateNotSaved(tell(...long), long)).toBe(true);
    const dump: ToolEvent = { kind: 'unsaved-state', state: '{}', message: 'm' };
    expect(isStateNotSaved(tell(dump), [dump])).toBe(true);
  });

  it('is a stale plan only before anything is begun, and alone', () => {
    const stale = error('Saved plan is stale');
    expect(isStalePlan(tell(stale), [stale])).toBe(true);
    expect(isStalePlan(tell(stale), [createOperation('begun', 'a.b', 'delete'), stale])).toBe(false);
    expect(isStalePlan(tell(stale, error('no')), [stale, error('no')])).toBe(false);
  });
});

it.each([
  ['ephemeral.a_token.t', true],
  ['module.m.ephemeral.a_token.t', true],
  ['a_token.ephemeral', false],
  ['a.b["ephemeral"]', false],
])('a command has had values that nothing marks where a resource is ephemeral: %s', (address, expected) => {
  expect(tell(createOperation('begun', address, 'open')).hadEphemeral).toBe(expected);
});

describe('what a page says of the errors', () => {
  it.each(streamsOf('85-local-exec-fails'))('is the command and its exit code, and no output: $tool', ({ events }) => {
    const page = describeErrors(readTold(events, ''), plain);
    expect(page).toContain('with terraform_data.speaks,\n  on main.tf line 10, in resource "terraform_data" "speaks":');
    expect(page).toContain('exit status 3\n(what the program printed is in the log of the run)');
    // The command has the sentences, too, each in an echo.
    expect(page).not.toMatch(/^(?:Error: Failed|::warning|\{)/m);
    expect(page).not.toContain('plain line\nError');
  });

  it('names no command of a provisioner that has a secret in its configuration: the tool withholds its output alone', () => {
    const failed = error('local-exec provisioner error', {
      detail: "Error running command 'login hunter2': exit status 3. Output: ",
      address: 'a.b',
    });
    expect(describeErrors(tell(failed), plain)).toContain('login hunter2');
    const withheld: ToolEvent = { kind: 'program-output', message: 'm', withheldOf: 'a.b' };
    expect(describeErrors(tell(withheld, failed), plain)).toContain('with a.b\n\n(its configuration has a sensitive');
    expect(describeErrors(tell(withheld, failed), plain)).not.toContain('hunter2');
  });

  it('holds nothing of a provider’s where nobody knows what is secret, and all that the tool says of the state', () => {
    const refused = error('password hunter2 is refused', {
      detail: 'hunter2',
      address: 'a.b',
      place: { file: 'main.tf', start: { line: 3 }, end: { line: 3 } },
      snippet: { context: 'resource "a" "b"', code: 'p = "hunter2"', startLine: 3, values: [] },
    });
    const page = describeErrors(tell(refused, ...NOT_SAVED), undefined);
    expect(page).not.toContain('hunter2');
    expect(page).toContain('Error: the log of the run says what\n\n  with a.b,\n  on main.tf line 3');
    expect(page).toContain('Error: Failed to save state\n\nError saving state: AccessDenied');
  });

  it('quotes the first line that was printed where there is no error', () => {
    const told = readTold(parseEvents('Switched to 1.9\n{"@message":"m"}\nboom\n'), '\n  panic: no\nmore\n');
    expect(describeErrors(told, plain)).toBe('panic: no');
    expect(describeErrors(readTold(parseEvents('boom\nmore'), ''), plain)).toBe('boom');
    const warned = readTold([], 'There are some problems with the CLI configuration:\n\nError: no such flag\n');
    expect(describeErrors(warned, plain)).toBe('Error: no such flag');
    // Such as an event within which it was killed.
    expect(describeErrors(readTold(parseEvents('{"@message":"hunter2'), ''), plain)).toBe('');
    expect(describeErrors(told, undefined)).not.toContain('panic');
    expect(describeErrors(tell(), plain)).toBe('');
  });

  it('says what a failed check is', () => {
    const check = { severity: 'warning', summary: 'Check block assertion failed' } as Diagnostic;
    expect(isFailedCheck(check)).toBe(true);
    expect(isFailedCheck({ ...check, severity: 'error' })).toBe(false);
  });
});
