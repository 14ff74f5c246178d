import fc from 'fast-check';
import { expect, it } from 'vitest';

import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { openLineConceal } from '../../../src/domain/secrets/conceal-lines.ts';

const SECRET = 'hunter2-correct';

it('no secret is in a text that comes in pieces, wherever it is cut, and nothing else is lost of it', () => {
  const text = `begun\nthe ${SECRET} is\r\n\n${SECRET}\nlast ${SECRET}`;
  const cut = fc.array(fc.nat(text.length), { maxLength: 8 });
  fc.assert(
    fc.property(cut, (cuts) => {
      const lines = openLineConceal(openConceal(new Set([SECRET])));
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
      const shown = pieces.map(lines.readOn).join('') + lines.end();
      expect(shown).toBe(text.replaceAll(SECRET, '(sensitive)'));
    }),
  );
});

it('a line is shown as soon as it is whole', () => {
  const lines = openLineConceal((text) => text);
  expect([lines.readOn('one\ntw'), lines.readOn('o\n'), lines.readOn('th'), lines.end()]).toEqual([
    'one\n',
    'two\n',
    '',
    'th',
  ]);
});
