import { describe, expect, it } from 'vitest';

import { exactJson } from '../../../src/domain/json.ts';
import { readRecordedOutputs } from '../../../src/domain/plan/plan.ts';
import { SEALED } from '../../support/fakes/fake-backend.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const stateWith = (outputs: string): Uint8Array =>
  bytes(`{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"x","outputs":${outputs},"resources":[]}`);

describe('the root outputs of a state', () => {
  it.each([
    ['a text', '{"url":{"value":"https://a.example","type":"string"}}', '{"url":"https://a.example"}'],
    ['a number as long as it is', '{"n":{"value":12345678901234567890,"type":"number"}}', '{"n":12345678901234567890}'],
    ['null', '{"gone":{"value":null,"type":"string"}}', '{"gone":null}'],
    ['a list of objects', '{"l":{"value":[{"a":[]}],"type":["list","dynamic"]}}', '{"l":[{"a":[]}]}'],
    ['none that is sensitive, its name too', '{"a":{"value":1},"key":{"value":"s","sensitive":true}}', '{"a":1}'],
    ['nothing where there are none', '{}', '{}'],
  ])('are %s', (_, recorded, outputs) => {
    const read = readRecordedOutputs(stateWith(recorded));
    expect(exactJson(read, false)).toBe(outputs);
  });

  it.each([
    ['an encrypted state', SEALED],
    ['a state of another format', bytes('{"version":3,"serial":7,"modules":[]}')],
    ['what is no JSON', bytes('<html>')],
  ])('are not known of %s', (_, body) => {
    expect(readRecordedOutputs(body)).toBeUndefined();
  });
});
