import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { jsonIn, readEvents } from '../../../../src/adapters/terraform/commands/read-printed.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

describe('the document in what a command has printed', () => {
  it.each(['{}', '{"format_version":"1.2"}', '{\n  "a": {}\n}'])('is found among a wrapper’s words: %j', (document) => {
    expect(jsonIn(`${document}\n`)).toBe(document);
    expect(jsonIn(`Switched to 1.9\n{shim: begins}\n${document}\nThe shim is done.\n`)).toBe(document);
  });

  it('is missed with the first line that was printed', () => {
    expect(() => jsonIn('\nError: boom\nmore')).toThrow('it begins with "Error: boom"');
  });
});

it('of what programs print, the first event is kept, and the first of each that is withheld', async () => {
  const file = join(folder(), 'events');
  const say = (addr: string, output: string): string =>
    `${JSON.stringify({ '@message': output, type: 'provision_progress', hook: { resource: { addr }, output } })}\n`;
  const withheld = '(output suppressed due to ephemeral value in config)';
  writeFileSync(
    file,
    [say('a', 'x'), say('b', withheld), say('b', withheld), say('c', withheld), say('c', 'y')].join(''),
  );
  const events = await readEvents(file);
  expect(events.map((event) => ('withheldOf' in event ? event.withheldOf : undefined))).toEqual([undefined, 'b', 'c']);
});
