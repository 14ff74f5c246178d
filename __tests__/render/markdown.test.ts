import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';

import { codeSpan, cutMiddle, details, fence, prose, sentenceSpan, table, visible } from '../../src/render/markdown.ts';
import { hostileText } from '../support/documents/hostile.ts';

const markdown = new MarkdownIt({ html: true });

describe('a code span', () => {
  it.each([
    ['aws_s3_bucket.logs', '`aws_s3_bucket.logs`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['``', '``` `` ```'],
    [' a ', '`  a  `'],
    ['a\n  b\r\n\tc', '`a b c`'],
    ['', '`  `'],
  ])('of %j is %j', (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  it('is one code span that says the text, whatever that is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const children = markdown.parseInline(`before ${codeSpan(text)} after`, {})[0]?.children ?? [];

        expect(children.map(({ type }) => type)).toEqual(['text', 'code_inline', 'text']);
        expect(children[1]?.content.trim()).toBe(visible(text).replace(/\s+/g, ' ').trim());
      }),
    );
  });
});

describe('a character that nobody would see', () => {
  it.each([
    ['user\u202Egnp.exe', 'userU+202Egnp.exe'],
    ['a\u200Bb\u200D\uFEFFc\u00ADd', 'aU+200BbU+200DU+FEFFcU+00ADd'],
    ['a\u2066b\u2069', 'aU+2066bU+2069'],
    ['a\u0085b\u2028c\u0000\u001B[31m', 'aU+0085bU+2028cU+0000U+001B[31m'],
    ['tag\u{E0041}\u3164x\uFE0F', 'tagU+E0041U+3164xU+FE0F'],
    ['lone \uD800', 'lone U+D800'],
  ])('is shown by its code: %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(codeSpan(text)).toBe(`\`${shown}\``);
    expect(fence('', text)).toBe(`\`\`\`\n${shown}\n\`\`\``);
    expect(prose(text, undefined)).toContain('U+');
  });

  it.each([
    'plain, and über größe 日本 ←',
    'tab\tand\nline\r\n',
    '\u2764\uFE0F \u{1F468}\u200D\u{1F469}\u200D\u{1F467}',
  ])('is none of these: %j', (text) => {
    expect(visible(text)).toBe(text);
  });
});

describe('a sentence with names in it', () => {
  it.each([
    ['terraform apply failed; look at it.', 'terraform apply failed; look at it.'],
    ['the table locks has no key LockID (see its key).', 'the table locks has no key LockID (see its key).'],
    ['cannot read s3://bucket/a_b, or arn:aws:s3:::x.', 'cannot read `s3://bucket/a_b`, or `arn:aws:s3:::x`.'],
    ['use `npm test` or --force.', 'use `npm test` or `--force`.'],
    ["ana's run 117 isn't over – wait 3.5 min", "ana's run 117 isn't over – wait 3.5 min"],
    ['by @ana for #12 and GH-12 at 3f2a9c1', 'by `@ana` for `#12` and `GH-12` at `3f2a9c1`'],
    ['1. first', '`1`. first'],
    ['one\ntwo', 'one<br>two'],
    [' \n ', '`  `'],
    ['a*b _c_ <b> &amp; [x](y)', '`a*b` `_c_` `<b>` `&amp`; `[x](y`)'],
  ])('is prose, and its names are code: %j', (text, shown) => {
    expect(prose(text, undefined)).toBe(shown);
  });

  it('is one paragraph of words and code, whatever the names are', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const tokens = markdown.parse(prose(`${one} is not ${other}.`, undefined), {});
        const children = tokens[1]?.children ?? [];
        expect(tokens.map(({ type }) => type)).toEqual(['paragraph_open', 'inline', 'paragraph_close']);
        expect(
          children.filter(({ type, content }) => type !== 'code_inline' && type !== 'text' && content !== '<br>'),
        ).toEqual([]);
        const outside = children
          .filter(({ type }) => type === 'text')
          .map(({ content }) => content)
          .join('');
        expect(outside).toMatch(/^[\p{L}\p{M}\p{N}\s.,;:!?()'"“”‘’·…–—-]*$/u);
        expect(outside).not.toMatch(/\b[0-9a-f]{7,40}\b|GH-\d|www\.|:\w+:/i);
      }),
    );
  });

  it('in the words of somebody else is one code span, and may be longer than a name', () => {
    expect(sentenceSpan('It `is`\nso.')).toBe('``It `is` so.``');
    expect(sentenceSpan('x '.repeat(400))).toHaveLength(802);
    expect(sentenceSpan('x '.repeat(8000)).length).toBeLessThan(8010);
  });
});

describe('a fence', () => {
  it('has three ticks, or more than the text has', () => {
    expect(fence('diff', 'a\n')).toBe('```diff\na\n```');
    expect(fence('', 'a\n````\nb')).toBe('`````\na\n````\nb\n`````');
  });

  it('is one block that holds the text, whatever that is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tokens = markdown.parse(`${fence('diff', text)}\n\nafter`, {});

        expect(tokens.map(({ type }) => type)).toEqual(['fence', 'paragraph_open', 'inline', 'paragraph_close']);
        expect(tokens[0]?.content.trimEnd()).toBe(visible(text.replace(/\r\n?/g, '\n')).trimEnd());
      }),
    );
  });
});

describe('a table', () => {
  it('escapes the pipes in its cells, in code too', () => {
    expect(table(['', 'a|b'], [['`x|y`', 'z']])).toBe('|  | a\\|b |\n|---|---|\n| `x\\|y` | z |');
  });

  it('has as many columns as its header, and says in code what it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostileText, hostileText), { minLength: 1, maxLength: 3 }), (rows) => {
        const tokens = markdown.parse(
          table(
            ['', ''],
            rows.map((row) => row.map(codeSpan)),
          ),
          {},
        );
        const cells = tokens.filter((token, index) => token.type === 'inline' && tokens[index - 1]?.type === 'td_open');

        expect(tokens.filter(({ type }) => type === 'tr_open')).toHaveLength(rows.length + 1);
        expect(cells.map((cell) => cell.children?.map(({ content }) => content.trim()).join(''))).toEqual(
          rows.flat().map((text) => visible(text).replace(/\s+/g, ' ').trim()),
        );
      }),
    );
  });
});

describe('a folded block', () => {
  it('leaves its body to be read as Markdown', () => {
    expect(details('Outputs', '**a**')).toBe('<details>\n<summary>Outputs</summary>\n\n**a**\n\n</details>');
  });
});

describe('a text that is cut', () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');

  it('is whole when it fits', () => {
    expect(cutMiddle('abc', 3)).toEqual({ text: 'abc', linesCut: 0 });
  });

  it('loses whole lines from its middle, and says how many', () => {
    const cut = cutMiddle(lines(100), 160);

    expect(cut.text).toBe('line 0\nline 1\nline 2\nline 3\n\n… 93 lines left out here …\n\nline 97\nline 98\nline 99');
    expect(cut.linesCut).toBe(93);
  });

  it('fits, whatever it is, and every line is either there or counted', () => {
    const text = fc.array(fc.string({ maxLength: 80 }), { maxLength: 60 }).map((all) => all.join('\n'));
    fc.assert(
      fc.property(text, fc.integer({ min: 200, max: 2000 }), (whole, maxCharacters) => {
        const cut = cutMiddle(whole, maxCharacters);
        const kept = cut.text.split('\n').length - (cut.linesCut === 0 ? 0 : 3);

        expect(cut.text.length).toBeLessThanOrEqual(maxCharacters);
        expect(kept + cut.linesCut).toBe(whole.split('\n').length);
      }),
    );
  });

  it('is left out when it is a single line that does not fit, in good English', () => {
    expect(cutMiddle('x'.repeat(5000), 1000)).toEqual({ text: '\n… 1 line left out here …\n', linesCut: 1 });
  });
});

describe('a sentence as code', () => {
  const KEYS = fc.stringMatching(/^[\w./-]{1,1024}$/);

  it('has whole what it is about, however long that is', () => {
    fc.assert(
      fc.property(KEYS, KEYS, (one, other) => {
        const sentence = `s3:GetObject on ${one} failed: it is not what ${other} says. Correct it.`;
        expect(sentenceSpan(sentence)).toBe(`\`${sentence}\``);
      }),
    );
  });

  it('that a store has made endless ends between two words', () => {
    expect(sentenceSpan('word '.repeat(3000))).toMatch(/^`(?:word )+…`$/);
  });
});
