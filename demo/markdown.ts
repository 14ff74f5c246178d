/** GitHub-flavoured Markdown as comments on GitHub use it: tables, alerts, diffs, mentions, and a line break per line. */
import MarkdownIt, { type StateCore, type Token } from 'markdown-it';
import { ALERT_ICONS } from './icons.ts';

const ALERT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/;
/** As GitHub colours the lines of a diff, by their first character. */
const DIFF_CLASSES: Readonly<Record<string, string>> = { '+': 'pl-mi1', '-': 'pl-md', '!': 'pl-mc', '@': 'pl-mdr' };
const REFERENCE = /(?<![\w/@#&])(?:#(\d+)|@([a-z\d](?:[a-z\d-]*[a-z\d])?))(?!\w)/gi;

const markdown = new MarkdownIt({ html: true, linkify: true, breaks: true });
markdown.core.ruler.before('inline', 'alerts', renderAlerts);
markdown.core.ruler.push('references', linkReferences);
markdown.renderer.rules['fence'] = (tokens, index) => {
  const { content = '', info = '' } = tokens[index] ?? {};
  const lines = content.replace(/\n$/, '').split('\n');
  const html = info.trim() === 'diff' ? lines.map(renderDiffLine) : lines.map(escapeHtml);
  return `<div class="highlight"><pre>${html.join('\n')}</pre></div>\n`;
};

export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(text);
}

function renderDiffLine(line: string): string {
  const named = DIFF_CLASSES[line[0] ?? ''];
  return named === undefined ? escapeHtml(line) : `<span class="${named}">${escapeHtml(line)}</span>`;
}

/** A quote that begins with `[!NOTE]` or one of its like becomes a box with an icon. */
function renderAlerts(state: StateCore): void {
  const { tokens } = state;
  for (const [index, token] of tokens.entries()) {
    const text = tokens[index + 2];
    if (token.type !== 'blockquote_open' || text?.type !== 'inline') continue;
    const kind = ALERT.exec(text.content)?.[1]?.toLowerCase();
    if (kind === undefined) continue;
    text.content = text.content.replace(ALERT, '');
    token.tag = 'div';
    token.attrJoin('class', `markdown-alert markdown-alert-${kind}`);
    const end = tokens.find(({ type, level }, at) => {
      return at > index && type === 'blockquote_close' && level === token.level;
    });
    if (end !== undefined) end.tag = 'div';
    token.meta = { alert: kind };
  }
  state.tokens = tokens.flatMap((token) => {
    const kind = (token.meta as { readonly alert?: string } | null)?.alert;
    return kind === undefined ? [token] : [token, htmlToken(state, 'html_block', alertTitle(kind))];
  });
}

function alertTitle(kind: string): string {
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  return `<p class="markdown-alert-title">${ALERT_ICONS[kind] ?? ''}${title}</p>\n`;
}

/** `#41` leads to the pull request on the same page; people are bold, as they are on GitHub. */
function linkReferences(state: StateCore): void {
  for (const token of state.tokens) {
    if (token.type !== 'inline' || token.children === null) continue;
    let links = 0;
    token.children = token.children.flatMap((child) => {
      if (child.type === 'link_open') links += 1;
      if (child.type === 'link_close') links -= 1;
      if (child.type !== 'text' || links > 0 || child.content.search(REFERENCE) < 0) return [child];
      const html = escapeHtml(child.content).replace(REFERENCE, (all: string, pull?: string) =>
        pull === undefined ? `<strong class="mention">${all}</strong>` : `<a href="#pull-${pull}">${all}</a>`,
      );
      return [htmlToken(state, 'html_inline', html)];
    });
  }
}

function htmlToken(state: StateCore, type: 'html_block' | 'html_inline', html: string): Token {
  const token = new state.Token(type, '', 0);
  token.content = html;
  return token;
}
