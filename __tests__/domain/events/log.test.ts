import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { openEventLog } from '../../../src/domain/events/log.ts';
import { APPLY_STREAMS, streamsOf } from '../../support/documents/corpus/streams.ts';

function logOf(...parts: readonly string[]): string {
  const log = openEventLog((text) => text.replaceAll('s3cret', '(sensitive)'));
  return parts.map(log.readOn).join('') + log.end();
}

it.each(streamsOf('85-local-exec-fails'))(
  'the log has all that a program printed, and diagnostics whole: $tool',
  ({ text }) => {
    const log = logOf(text);
    expect(log).toContain('terraform_data.speaks: Creating...\n');
    expect(log).toContain('terraform_data.speaks: (local-exec): Error: Failed to save state\n');
    expect(log).toMatch(
      /\n\nError: local-exec provisioner error\n\n {2}with terraform_data\.speaks,\n {2}on main\.tf line 10/,
    );
    expect(log).toContain('\n  10:   provisioner "local-exec" {\n');
    expect(log).toContain('exit status 3. Output: plain line\nError: Failed to save state\n');
  },
);

it.each(streamsOf('81-apply-success'))('the log ends with the sum and the outputs of an apply: $tool', ({ text }) => {
  expect(logOf(text)).toMatch(/\nApply complete! Resources: \d+ added, \d+ changed, \d+ destroyed\.\n/);
});

it('the log hides outputs that are sensitive, prints a state that is saved nowhere, and keeps what is no event', () => {
  const outputs = { a: { sensitive: false, value: { x: 1 } }, b: { sensitive: true, value: 'hunter2' } };
  const log = logOf(
    'Switched to 1.9\n',
    `${JSON.stringify({ '@message': 'Outputs: 2', type: 'outputs', outputs })}\n`,
    '{"@message":"Emergency state dump","state":{"lineage":"x"},"type":"log"}\n',
  );
  expect(log).toBe(
    'Switched to 1.9\n\nOutputs:\n\na = {\n  "x": 1\n}\nb = (sensitive)\nEmergency state dump:\n{"lineage":"x"}\n',
  );
});

it('the log is without the secrets that are known, but for a state that is printed nowhere else', () => {
  const log = logOf(
    '{"@message":"c: (local-exec): s3cret","type":"log"}\n',
    'prose of s3cret\n',
    '{"@message":"Emergency state dump","state":{"of":"s3cret"},"type":"log"}\n',
  );
  expect(log).toBe('c: (local-exec): (sensitive)\nprose of (sensitive)\nEmergency state dump:\n{"of":"s3cret"}\n');
});

it('the log is the same wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.constantFrom(...APPLY_STREAMS), fc.array(fc.nat(20_000), { maxLength: 6 }), ({ text }, cuts) => {
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
      const parts = places.slice(1).map((place, index) => text.slice(places[index], place));
      expect(logOf(...parts)).toBe(logOf(text));
    }),
  );
});
