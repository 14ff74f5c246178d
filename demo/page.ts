/** The demo's record as a page: each pull request as its reviewers see it. Data in, HTML out. */
import { readFacts } from './facts.ts';
import { LOCK_ICON, MERGE_ICON } from './icons.ts';
import { escapeHtml, renderMarkdown } from './markdown.ts';
import type { CommentRecord, Conversation, Moment, StoryRecord } from './record.ts';

const AVATAR_COLOURS = ['#0969da', '#8250df', '#bc4c00', '#1a7f37'] as const;

export function renderDocument(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${style}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

export function renderDemoPage(record: StoryRecord, style: string): string {
  const { repository, conversations, moments } = record;
  const links = conversations.map(({ number }) => `<a href="#pull-${number}">#${number}</a>`).join(' and ');
  return renderDocument(
    'Lockstep: two pull requests, one production',
    style,
    `<main>
<h1>Two pull requests, one production</h1>
<p>${links} in <code>${escapeHtml(repository)}</code> were planned side by side while carol held production’s lock from her
laptop, and were applied one after the other, in the order in which they were merged. The comments below are what the
reviewers read; times are seconds since the demo began. Lockstep keeps one comment per pull request and rewrites it: of what
it said before, the plan and the wait stand open, and the rest is folded.</p>
<p><a href="#production">Production afterwards</a> · <a href="#moments">Moment by moment</a></p>
${conversations.map((conversation) => renderConversation(conversation)).join('\n')}
${renderProduction(record)}
${renderMoments(moments)}
</main>`,
  );
}

function renderConversation(conversation: Conversation): string {
  const { number, title, author, branch, description, comments, merged } = conversation;
  return `<section class="pull" id="pull-${number}">
<h2>${escapeHtml(title)} <span class="number">#${number}</span></h2>
<div class="byline">${merged === undefined ? '' : `<span class="state">${MERGE_ICON} Merged</span>`}
<span><b>${escapeHtml(author)}</b> merged into <code class="branch">main</code> from <code class="branch">${escapeHtml(branch)}</code></span></div>
<div class="entry">${renderAvatar(author)}
<div class="box"><div class="head"><span class="author">${escapeHtml(author)}</span> opened this pull request</div>
<div class="markdown-body">${renderMarkdown(description)}</div></div>
</div>
${comments.map(renderComment).join('\n')}
${merged === undefined ? '' : renderMerge(author, merged)}
</section>`;
}

function renderComment({ author, versions }: CommentRecord): string {
  const earlier = versions.slice(0, -1);
  const last = versions.at(-1);
  if (last === undefined) return '';
  const times = versions.length === 1 ? `at ${seconds(last.atMs)}` : `at ${seconds(versions[0]?.atMs ?? 0)}`;
  const when = versions.length === 1 ? times : `${times} · edited at ${seconds(last.atMs)}`;
  return `<div class="entry">${renderBotAvatar()}
<div>
${earlier.map((version, index) => renderEarlierVersion(version, isShown(earlier, index))).join('\n')}
${renderBox(author, when, last.body)}
</div>
</div>`;
}

type Version = CommentRecord['versions'][number];

/** What the page is about: the plan that is reviewed, and the wait before the apply, each as it was in the end. */
const ABOUT = [/^plan · /, / is waiting · /];

/** The last one of each that the comment said before what it says now. */
function isShown(earlier: readonly Version[], index: number): boolean {
  const headlines = earlier.map(({ body }) => readFacts(body).headline);
  return ABOUT.some((words) => headlines.findLastIndex((headline) => words.test(headline)) === index);
}

/** What the comment said at the time: open, or folded. */
function renderEarlierVersion({ atMs, body }: Version, isOpen: boolean): string {
  const { headline } = readFacts(body);
  return `<details class="box earlier"${isOpen ? ' open' : ''}>
<summary>at ${seconds(atMs)}: ${escapeHtml(headline)}</summary>
<div class="markdown-body">${renderMarkdown(body)}</div>
</details>`;
}

/** A bot's comment in its frame. */
export function renderBox(author: string, when: string, body: string): string {
  return `<div class="box"><div class="head"><span class="author">${escapeHtml(author)}</span><span class="label">bot</span> commented ${escapeHtml(when)}</div>
<div class="markdown-body">${renderMarkdown(body)}</div></div>`;
}

function renderMerge(author: string, { atMs, sha }: NonNullable<Conversation['merged']>): string {
  return `<div class="event"><span class="badge">${MERGE_ICON}</span>
<span><b>${escapeHtml(author)}</b> merged commit <code>${sha.slice(0, 7)}</code> into <code class="branch">main</code> at ${seconds(atMs)}</span></div>`;
}

function renderProduction({ production, leftovers }: StoryRecord): string {
  const { serial, resources, outputs } = production;
  const items = (texts: readonly string[]): string =>
    texts.map((text) => `<li><code>${escapeHtml(text)}</code></li>`).join('');
  const named = Object.entries(outputs).map(([name, value]) => `${name} = ${value}`);
  return `<h2 id="production">Production afterwards</h2>
<div class="markdown-body"><p>State serial ${serial}:</p><ul>${items(resources)}</ul><p>Outputs:</p><ul>${items(named)}</ul>
<p>At the pull requests’ state keys: ${leftovers.length === 0 ? 'no object, no version, no item.' : ''}</p><ul>${items(leftovers)}</ul></div>`;
}

function renderMoments(moments: readonly Moment[]): string {
  const rows = moments.map(({ atMs, who, text, isComment, facts }) => {
    const below = facts.map((fact) => `<div class="quiet">${escapeHtml(fact)}</div>`).join('');
    const said = isComment ? `<span class="headline">${escapeHtml(text)}</span>` : escapeHtml(text);
    return `<tr><td>${seconds(atMs)}</td><td>${escapeHtml(who)}</td><td>${said}${below}</td></tr>`;
  });
  return `<h2 id="moments">Moment by moment</h2>
<table class="moments">
${rows.join('\n')}
</table>`;
}

function renderAvatar(name: string): string {
  const colour = AVATAR_COLOURS[(name.codePointAt(0) ?? 0) % AVATAR_COLOURS.length] ?? AVATAR_COLOURS[0];
  return `<span class="avatar" style="background: ${colour}" aria-hidden="true">${escapeHtml(name.charAt(0).toUpperCase())}</span>`;
}

export function renderBotAvatar(): string {
  return `<span class="avatar bot" aria-hidden="true">${LOCK_ICON}</span>`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
