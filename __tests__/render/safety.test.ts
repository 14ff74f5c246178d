import fc from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { describe, expect, it } from 'vitest';

import type { ChangeAction } from '../../src/domain/plan/plan.ts';
import { renderPage } from '../../src/render/comment/comment.ts';
import { commentMarker } from '../../src/domain/run/marker.ts';
import { renderChanges } from '../../src/render/plan/changes.ts';
import { COMMENT_BUDGET } from '../../src/render/plan/plan-body.ts';
import { createChange, createPlan, createView } from '../support/fakes/factories.ts';
import { hostileText } from '../support/documents/hostile.ts';
import { HOSTILE_PAGES } from '../support/documents/hostile-pages.ts';

const markdown = new MarkdownIt({ html: true });

/** In HTML too, code is what stands between its tags; anything with a bracket in it would be more than that. */
function withoutCode(html: string): string {
  return html.replace(/<code>[^<>]*<\/code>/g, '<code></code>');
}

/** What of a sentence may stand outside code: words and their stops, which nobody makes a link, a mention or a list of. */
const TRAILING_WORDS = /[\p{L}\p{M}\p{N}\s.,;:!?()'"“”‘’·…–—-]*$/u;

/** Pages with sentences of ours that have foreign names in them: how many words of these are code is theirs. */
const IN_PROSE = ['a plan that failed', 'a backend that answered with an error', 'a run that is skipped', 'an apply'];

function describeToken(token: Token): string {
  return ['code_inline', 'fence', 'code_block'].includes(token.type)
    ? token.type
    : `${token.type} ${token.attrGet('href') ?? ''} ${token.children === null ? withoutCode(token.content) : token.children.map(describeToken).join(', ')}`;
}

/** A sentence counts as one, as long as it is plain words and code. */
function describeSentences(token: Token): string {
  const parts = (token.children ?? []).flatMap((child) => {
    if (child.type === 'code_inline' || child.content === '<br>') return ['prose'];
    if (child.type !== 'text') return [describeToken(child)];
    const begin = child.content.replace(TRAILING_WORDS, '');
    return [...(begin === '' ? [] : [`text ${begin}`]), ...(begin === child.content ? [] : ['prose'])];
  });
  return token.children === null
    ? describeToken(token)
    : parts.filter((part, index) => part !== 'prose' || parts[index - 1] !== 'prose').join(', ');
}

/** Everything that a reader sees outside code, and every block: what no text from a plan or a lock may change. */
function skeletonOf(page: string, describe: (token: Token) => string = describeToken): readonly string[] {
  return markdown.parse(page, {}).map(describe);
}

describe('foreign text', () => {
  it.each(Object.entries(HOSTILE_PAGES))('is nothing but text on the page of %s', (name, subjectOf) => {
    const describe = IN_PROSE.includes(name) ? describeSentences : describeToken;
    const render = (text: string): string =>
      renderPage(subjectOf(text), createView({ stack: text, lockTable: text }), COMMENT_BUDGET);
    const expected = skeletonOf(render('plain'), describe);

    expect(expected.length).toBeGreaterThan(3);
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(skeletonOf(render(text), describe)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('cannot take the place of the marker, which is the first line of a comment', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(HOSTILE_PAGES)), hostileText, (subjectOf, text) => {
        const page = renderPage(subjectOf(text), createView({ stack: text }), COMMENT_BUDGET);

        expect(page.startsWith('### `')).toBe(true);
        expect(`${commentMarker(text)}\n${page}`.startsWith(commentMarker('infra'))).toBe(false);
      }),
    );
  });

  it('is nothing but text in the list of what is lost', () => {
    const actions: readonly ChangeAction[] = ['delete', 'replace', 'forget'];
    const render = (text: string): string => {
      const addresses = [text, `x${text}`, `a.b["${text}"]`, `a.b["x${text}"]`];
      const changes = actions.flatMap((action) => addresses.map((address) => createChange({ action, address })));
      return renderChanges(createPlan({ changes }), { rows: 0, losses: 60_000 }, 'the summary');
    };
    const expected = skeletonOf(render('plain'));
    expect(expected.join()).toContain('fence');
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(skeletonOf(render(text))).toEqual(expected);
      }),
    );
  });

  it('keeps a table at its number of columns', () => {
    const subject = HOSTILE_PAGES['a plan']?.('a|b\\|c\\\\|`|');
    const tokens = markdown.parse(renderPage(subject ?? expect.unreachable(), createView(), COMMENT_BUDGET), {});

    expect(tokens.filter(({ type }) => type === 'tr_open')).toHaveLength(6);
    expect(tokens.filter(({ type }) => type === 'td_open')).toHaveLength(10);
  });
});
