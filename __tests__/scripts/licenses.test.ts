import { describe, expect, it } from 'vitest';
import { writeEachTextOnce } from '../../scripts/licenses.ts';

const LICENSES: Readonly<Record<string, string>> = { one: 'MIT', '@two/three': 'MIT', four: 'ISC', The: 'MIT' };
const licenseOf = (name: string): string | undefined => LICENSES[name];

describe('the list of licences', () => {
  it('has each text once, below all packages that come with it, and packages without a text', () => {
    const listed = [
      ...['one', 'MIT', '    Centred', '', 'Do.', '', ''],
      ...['four', 'ISC', ''],
      ...['@two/three', 'MIT', '', '  Centred', '', 'Do.', '', '', '', ''],
    ].join('\n');
    expect(writeEachTextOnce(listed, licenseOf)).toBe(
      ['one (MIT)', '@two/three (MIT)', '', '    Centred', '', 'Do.', '', '-'.repeat(80), '', 'four (ISC)', ''].join(
        '\n',
      ),
    );
  });

  it('takes no line of a text for a package', () => {
    const listed = ['one', 'MIT', 'Text.', '', 'The', 'Software', '', 'four', 'MIT', ''].join('\n');
    expect(writeEachTextOnce(listed, licenseOf)).toBe(
      ['one (MIT)', '', 'Text.', '', 'The', 'Software', '', 'four', 'MIT', ''].join('\n'),
    );
  });

  it('is refused where it begins with no package, since a licence would be lost', () => {
    expect(() => writeEachTextOnce('five\nMIT\nText.\n', licenseOf)).toThrow('five');
  });
});
