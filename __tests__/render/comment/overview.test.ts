import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { headOf } from '../../../src/domain/run/marker.ts';
import { countsNote, renderOverview } from '../../../src/render/comment/overview.ts';
import { createApplied, createPlanned } from '../../support/fakes/factories.ts';
import { hostileText } from '../../support/documents/hostile.ts';

const RUN = { runId: '7', runAttempt: 1 };
const digest = (of: number): string => of.toString(16).padStart(16, '0');

function comment(
  index: number,
  stack: string,
  page: string,
  counts?: readonly [lost: number, changes: number] | 'none',
) {
  const head = headOf({ stack, asked: digest(index), state: digest(index) }, RUN);
  const note =
    counts === undefined ? '' : `<!-- lockstep:counts ${counts === 'none' ? counts : counts.join(' ')} -->\n`;
  const url = `https://github.com/octo/infra/pull/42#issuecomment-${index}`;
  return { url, body: `${head}\n${note}### \`${stack}\`: ${page}\n\nmore` };
}

const link = (stack: string, index: number): string =>
  `[\`${stack}\`](https://github.com/octo/infra/pull/42#issuecomment-${index})`;

describe('the overview of several stacks', () => {
  it('has a line for each, what loses something first, and folds what has no changes', () => {
    const page = renderOverview([
      comment(1, 'app', 'plan · 2 to add', [0, 2]),
      comment(2, 'quiet', 'plan · no changes', [0, 0]),
      comment(3, 'network', 'plan · 1 to destroy, 1 to add', [1, 2]),
      comment(4, 'broken', 'plan failed · plan-failed', 'none'),
      comment(6, 'old', 'plan · 3 to destroy'),
      comment(5, 'idle', 'plan · no changes', [0, 0]),
    ]);
    expect(page)
      .toBe(`### 6 stacks: 1 loses something, 1 may lose something, 1 without a plan, 1 with changes, 2 without changes

| Stack | Lost |
|---|---|
| ${link('network', 3)}<br>plan · 1 to destroy, 1 to add | **1** |
| ${link('old', 6)}<br>plan · 3 to destroy | ? |
| ${link('broken', 4)}<br>plan failed · plan-failed |  |
| ${link('app', 1)}<br>plan · 2 to add |  |

<details>
<summary>2 stacks without changes</summary>

| Stack | Lost |
|---|---|
| ${link('idle', 5)}<br>plan · no changes |  |
| ${link('quiet', 2)}<br>plan · no changes |  |

</details>

<sub>Made of the comments of each stack, and kept up to date by every run.</sub>`);
  });

  it('is none for one stack or two', () => {
    const two = [comment(1, 'a', 'plan', [0, 1]), comment(2, 'b', 'plan', [0, 1])];
    expect(renderOverview(two)).toBeUndefined();
    expect(renderOverview([...two, comment(3, 'c', 'plan', [0, 1])])).toBeDefined();
  });

  it('is the same whoever writes it, in whatever order the stacks have told', () => {
    const all = ['a', 'b', 'c', 'd'].map((stack, index) => comment(index, stack, 'plan', [index % 2, 2]));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 4 }), (comments) => {
        expect(renderOverview(comments)).toBe(renderOverview(all));
      }),
    );
  });

  it('fits into a comment, however many stacks there are and whatever they are called', () => {
    const stacks = fc.array(fc.tuple(hostileText, fc.constantFrom([1, 1], [0, 1], [0, 0], 'none', undefined)), {
      minLength: 3,
      maxLength: 60,
    });
    fc.assert(
      fc.property(stacks, fc.string({ minLength: 0, maxLength: 3000 }), (some, words) => {
        const flat = words.replaceAll(/\s+/g, ' ');
        const comments = some.map(([name, counts], index) => comment(index, name, flat, counts as [number, number]));
        const page = renderOverview(comments) ?? '';
        expect(page.length).toBeLessThan(65_000);
        expect(page.split('\n')[0]).toMatch(/^### \d+ stacks: /);
      }),
    );
  });

  it.each([0, 250, 499, 500])('fits where %d of 500 stacks lose something, and names these first', (losing) => {
    const page =
      renderOverview(
        Array.from({ length: 500 }, (_, index) =>
          index < losing
            ? comment(
                index,
                `infra/production/eu-west-1/platform/observability/${index}`,
                'plan · 12 to destroy, 3 to add',
                [12, 15],
              )
            : comment(index, `infra/production/eu-west-1/platform/observability/${index}`, 'plan · no changes', [0, 0]),
        ),
      ) ?? '';
    expect(page.length).toBeLessThan(64_000);
    expect(page.length).toBeGreaterThan(59_000);
    expect(page.split('plan · 12 to destroy').length - 1).toBeGreaterThanOrEqual(Math.min(losing, 300));
    const shown = page.split('#issuecomment-').length - 1;
    const left = [...page.matchAll(/(\d+) more stack/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(shown + left).toBe(500);
  });

  it('names a stack whose comment somebody has rewritten, and links to nothing but a comment', () => {
    const strange = { ...comment(3, 'c', 'plan', [0, 1]), url: 'javascript:alert(1)' };
    const rewritten = { ...comment(2, 'b', 'x'), body: comment(2, 'b', 'x').body.replace(/### .*/, 'never mind') };
    const page = renderOverview([comment(1, 'a', 'plan', [0, 1]), rewritten, strange]) ?? '';
    expect(page).toContain(`| ${link('b', 2)} | ? |`);
    expect(page).toContain('| `c`<br>plan |  |');
    expect(page).not.toContain('javascript');
  });
});

describe('what a comment says of its plan for the overview', () => {
  it('is how much is lost and how much changes, or that there is no plan', () => {
    expect(countsNote({ kind: 'result', result: createPlanned() })).toMatch(/^<!-- lockstep:counts \d+ \d+ -->\n$/);
    expect(countsNote({ kind: 'result', result: createApplied() })).toMatch(/^<!-- lockstep:counts/);
    expect(countsNote({ kind: 'defect' })).toBe('<!-- lockstep:counts none -->\n');
  });
});
