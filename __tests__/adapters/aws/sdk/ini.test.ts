import { describe, expect, it } from 'vitest';
import { parseIni } from '../../../../src/adapters/aws/sdk/ini.ts';

function read(...lines: readonly string[]): unknown {
  return Object.fromEntries(
    [...parseIni(lines.join('\n'))].map(([name, values]) => [
      name,
      Object.fromEntries(
        [...values].map(([setting, { text, inner }]) => [setting, inner.size > 0 ? Object.fromEntries(inner) : text]),
      ),
    ]),
  );
}

describe('a shared file', () => {
  it.each<[string, readonly string[], unknown]>([
    ['has settings by sections', ['[a]', 'x = 1', '[b]', 'x = 2'], { a: { x: '1' }, b: { x: '2' } }],
    [
      'takes sections of one name for one',
      ['[a]', 'x = 1', '[b]', '[a]', 'x = 2', 'y = 3'],
      { a: { x: '2', y: '3' }, b: {} },
    ],
    ['passes over settings before the first section', ['x = 1', '[a]'], { a: {} }],
    ['has names of settings in any case', ['[a]', 'X = 1'], { a: { x: '1' } }],
    ['has kinds of sections, with any blanks', ['[ profile \t me ] ; mine'], { 'profile me': {} }],
    ['splits at the first of = and :', ['[a]', 'x: b=c', 'y = d:e'], { a: { x: 'b=c', y: 'd:e' } }],
    [
      'has comments behind a blank, and none without',
      ['[a]', '# no', ' ; no', 'x = 1 # no', 'y = 1;2#3'],
      { a: { x: '1', y: '1;2#3' } },
    ],
    ['takes off quotes', ['[a]', 'x = "1"', "y = '2'", 'z = "'], { a: { x: '1', y: '2', z: '"' } }],
    ['may be indented as a whole', [' [a]', ' x = 1', ' y = 2 # no'], { a: { x: '1', y: '2' } }],
    [
      'has settings inside an empty one',
      ['[a]', 's3 =', '  endpoint_url = u', 'y = 2'],
      { a: { s3: { endpoint_url: 'u' }, y: '2' } },
    ],
    ['goes on with a value on an indented line', ['[a]', 'x = 1', '  more'], { a: { x: '1\nmore' } }],
    ['passes over what is no setting', ['[a]', 'nothing', '[b', 'x = 1'], { a: { x: '1' } }],
  ])('%s', (_, lines, expected) => {
    expect(read(...lines)).toEqual(expected);
  });
});
