/** `npm run gallery`: writes gallery.html, a page with the comment in every state that it can be in. */
import { writeFileSync } from 'node:fs';
import { createView } from '../__tests__/support/fakes/factories.ts';
import { readStyle, type Theme } from '../demo/page-style.ts';
import { renderBotAvatar, renderBox, renderDocument } from '../demo/page.ts';
import { plannedNote, renderBehind, renderOutdated } from '../src/render/comment/behind.ts';
import { renderPage } from '../src/render/comment/comment.ts';
import { commentMarker } from '../src/domain/run/marker.ts';
import { countsNote, renderOverview } from '../src/render/comment/overview.ts';
import { COMMENT_BUDGET } from '../src/render/plan/plan-body.ts';
import { STATES, type GalleryState } from './states.ts';

/** The comment as it stands on GitHub, hidden lines and all. */
export function commentOf({ subject, command, behind, outdated, isDestroy = false }: GalleryState): string {
  const view = createView({ command, isDestroy });
  const page = renderPage(subject, view, COMMENT_BUDGET);
  const body = `${commentMarker('infra/network')}\n${plannedNote(subject)}${page}`;
  if (outdated !== undefined)
    return renderOutdated(
      body,
      { kind: 'begun', at: outdated, shown: undefined },
      { ...view, head: commentMarker('infra/network') },
    );
  return behind === undefined ? body : (renderBehind(body, behind) ?? body);
}

/** Of a pull request with several stacks, whose comments say how each of them stands. */
function overviewEntry(): string {
  const comments = ['app', 'network', 'dns', 'billing'].map((stack, index) => {
    const planned = STATES.filter(({ subject }) => subject.kind === 'result' && subject.result.kind === 'planned');
    const state = index === 3 ? STATES.find(({ title }) => title === 'Plan failed') : planned[index];
    if (state === undefined) throw new Error('The gallery has too few plans for an overview.');
    const view = createView({ command: 'plan', stack });
    const page = renderPage(state.subject, view, COMMENT_BUDGET);
    const body = `${commentMarker(stack)}\n${countsNote(state.subject)}${page}`;
    return { url: `https://github.com/octo/infra/pull/42#issuecomment-${index + 1}`, body };
  });
  return renderOverview(comments) ?? '';
}

export function renderGallery(theme: Theme): string {
  const entries = STATES.map(
    (state) => `<h2>${state.title}</h2>
<div class="entry">${renderBotAvatar()}
<div>${renderBox('github-actions', '4 minutes ago', commentOf(state))}</div></div>`,
  );
  entries.push(`<h2>Overview of several stacks</h2>
<div class="entry">${renderBotAvatar()}
<div>${renderBox('github-actions', '4 minutes ago', overviewEntry())}</div></div>`);
  return renderDocument(
    'Lockstep: every state of the comment',
    readStyle(theme),
    `<main>\n<h1>Every state of the comment</h1>\n${entries.join('\n')}\n</main>`,
  );
}

if (import.meta.main) {
  writeFileSync('gallery.html', renderGallery('as-the-system'));
  console.log(`Wrote gallery.html: ${STATES.length} states of the comment. Open it in a browser.`);
}
