import { describe, expect, it } from 'vitest';

import { renderDemoPage } from '../../demo/page.ts';
import type { StoryRecord } from '../../demo/record.ts';
import { STATES } from '../../gallery/states.ts';
import { renderGallery } from '../../gallery/gallery.ts';
import { renderComment } from '../../src/render/comment/comment.ts';
import { createView } from '../support/fakes/factories.ts';

/** Tags that are closed by themselves, or never. */
const VOID = /^(?:br|hr|img|meta|input|path)$/i;

/** Tags without their other half, and any that stands in text. */
function findStrayTags(html: string): readonly string[] {
  const open: string[] = [];
  const stray: string[] = [];
  for (const [whole, slash, name = ''] of html
    .replace(/<style>.*?<\/style>/gs, '')
    .matchAll(/<(\/?)([a-z][\w-]*)[^>]*>/gi)) {
    if (VOID.test(name) || whole.endsWith('/>')) continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else stray.push(whole);
  }
  return [...stray, ...open, ...(html.match(/&lt;\/?(?:br|details|summary|code|sub)\b/g) ?? [])];
}

function bodyOf(title: string, command: 'plan' | 'apply'): string {
  const state = STATES.find((one) => one.title === title);
  return renderComment(state?.subject ?? expect.unreachable(), createView({ command }));
}

const BODIES = [
  bodyOf('Planning, after a wait', 'plan'),
  bodyOf('Planned', 'plan'),
  bodyOf('Applying', 'apply'),
  bodyOf('Waiting for its turn', 'apply'),
  bodyOf("Waiting for a person's lock", 'apply'),
  bodyOf('Applied, with what another pull request had left to do', 'apply'),
];

const RECORD: StoryRecord = {
  repository: 'octo/infra',
  who: 'carol@laptop',
  conversations: [
    {
      number: 41,
      title: 'A queue',
      author: 'ana',
      branch: 'queue',
      description: 'Adds it.',
      comments: [{ author: 'github-actions', versions: BODIES.map((body, index) => ({ atMs: index * 1000, body })) }],
      merged: { atMs: 5000, sha: 'a'.repeat(40) },
    },
  ],
  moments: [{ atMs: 0, who: 'ana', text: 'opens', isComment: false, facts: [] }],
  production: { serial: 3, resources: ['a.b'], outputs: {} },
  leftovers: [],
};

describe('the page of the demo', () => {
  const page = renderDemoPage(RECORD, '');

  it('has the plan and the wait open, the last of each, and the rest folded', () => {
    const open = [...page.matchAll(/<details class="box earlier" open>\n<summary>at [\d.]+ s: ([^<]*)/g)].map(
      ([, headline]) => headline,
    );
    expect(open).toEqual([
      'plan · 1 to destroy, 1 to replace, 1 to change, 1 to add, 1 to import, 1 to move, 2 outputs to change',
      expect.stringMatching(/^apply is waiting · /),
    ]);
    expect(page.match(/<details class="box earlier">/g)).toHaveLength(3);
  });

  it('has no stray tag, and neither has the gallery', () => {
    expect(findStrayTags(page)).toEqual([]);
    expect(findStrayTags(renderGallery('light'))).toEqual([]);
    expect(findStrayTags('<p><b>a</p>')).not.toEqual([]);
  });
});
