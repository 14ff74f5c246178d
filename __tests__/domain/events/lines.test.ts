import fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseEvent } from '../../../src/domain/events/event.ts';
import { openLines } from '../../../src/domain/events/lines.ts';

/** The lines of a text that comes in pieces of this size, and what is left at its end. */
function linesOf(text: string, size: number): readonly string[] {
  const lines = openLines();
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  return [...pieces.flatMap(lines.readOn), lines.end()];
}

it('lines are those of the text, wherever it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', '\n', '{"@m":"', 'ü\r\n'), { maxLength: 20 }),
      fc.integer({ min: 1, max: 7 }),
      (parts, size) => {
        expect(linesOf(parts.join(''), size)).toEqual(parts.join('').split('\n'));
      },
    ),
  );
});

const head = '{"@level":"info","@message":"Outputs: 1 \\"","@module":"terraform.ui","@timestamp":"t",';
const long = JSON.stringify('x'.repeat(2_000_000));

it('of outputs that are longer than a page only their number is kept, and what comes behind them', () => {
  const [outputs = '', behind] = linesOf(
    `${head}"outputs":{"big":{"value":${long}}},"type":"outputs"}\nnext\n`,
    65_536,
  );

  expect(outputs.length).toBeLessThan(1000);
  expect(parseEvent(outputs)).toEqual({ kind: 'said', message: 'Outputs: 1 "' });
  expect(behind).toBe('next');
});

it('outputs that are cut off are told as that, however long they are', () => {
  const [outputs = ''] = linesOf(`${head}"outputs":{"big":{"value":${long}`, 65_536);

  expect(parseEvent(outputs)).toEqual({ kind: 'cut-off' });
});

it.each([
  `${head}"state":{"lineage":"l","outputs":{"a":${long}}},"type":"log"}`,
  `{"outputs":{"a":${long}},"type":"outputs"}`,
  long,
])('any other line is kept whole, however long it is', (line) => {
  expect(linesOf(`${line}\n`, 65_536)[0] === line).toBe(true);
});
