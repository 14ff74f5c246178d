import { describe, expect, it } from 'vitest';

import { plannedNote, renderBehind, renderOutdated, renderRestored } from '../../../src/render/comment/behind.ts';
import { renderComment } from '../../../src/render/comment/comment.ts';
import { createApplied, createPlanned, createView } from '../../support/fakes/factories.ts';

const MARKER = '<!-- lockstep:1 . -->';
const comment = (note: string, rest: string): string => `${MARKER}\n${note}### \`.\`: plan · 1 to add\n\n${rest}`;
const onSerial = (serial: number | undefined): string =>
  plannedNote({
    kind: 'result',
    result: createPlanned({ snapshot: { kind: 'taken', serial, lineage: undefined, prodLock: { kind: 'free' } } }),
  });

describe('a plan that production has left behind', () => {
  it('is told so under its headline, and nothing else in it changes', () => {
    expect(renderBehind(comment(onSerial(7), 'the plan'), 9)).toBe(
      `${MARKER}\n<!-- lockstep:planned 7 -->\n### \`.\`: plan · 1 to add\n\n> [!WARNING]\n> This plan is behind: planned against serial 7, production is at 9. Plan again to see what would happen now.\n\nthe plan`,
    );
  });

  it('is told once, with the newest serial', () => {
    const once = renderBehind(comment(onSerial(7), 'the plan'), 9) ?? '';
    expect(renderBehind(once, 9)).toBeUndefined();
    expect(renderBehind(once, 11)).toBe(once.replace('is at 9', 'is at 11'));
    expect(renderBehind(renderBehind(once, 11) ?? '', 10)).toBeUndefined();
  });

  it('has another next step: to plan again', () => {
    const own = '> [!CAUTION]\n> Destroys `a.b`.\n\n**Next:** merging applies this.\n\n```\n**Next:** of the plan\n```';
    const told = renderBehind(comment(onSerial(7), own), 9) ?? '';
    expect(told).toContain('\n\n**Next:** plan again, production has moved.\n\n```\n**Next:** of the plan\n```');
    expect(told).not.toContain('merging applies this');
    const foreign = '```\n**Next:** of the plan\n```';
    expect(renderBehind(comment(onSerial(7), foreign), 9)).toContain(foreign);
  });

  it('keeps an alert of its own', () => {
    const alert = '> [!CAUTION]\n> Destroys `a.b`.';
    expect(renderBehind(comment(onSerial(7), alert), 9)).toContain(`happen now.\n\n${alert}`);
  });

  it('is read as GitHub gives it back, with its own line ends', () => {
    expect(renderBehind(comment(onSerial(7), 'the plan').replaceAll('\n', '\r\n'), 9)).toContain('against serial 7');
  });

  it('is one that was planned before there was a state', () => {
    expect(renderBehind(comment(onSerial(undefined), 'the plan'), 1)).toContain(
      'planned before production had a state',
    );
  });

  it.each([
    ['is of the same state', comment(onSerial(9), 'the plan')],
    ['is of a newer state', comment(onSerial(10), 'the plan')],
    ['is waiting yet', comment('', 'waiting')],
    ['quotes the note further down', comment('', '<!-- lockstep:planned 7 -->\nforged')],
    ['is no page of ours', ''],
  ])('is not one that %s', (_, body) => {
    expect(renderBehind(body, 9)).toBeUndefined();
  });
});

describe('the note of a planned serial', () => {
  it('is on no other page', () => {
    expect(plannedNote({ kind: 'result', result: createApplied() })).toBe('');
    expect(plannedNote({ kind: 'defect' })).toBe('');
  });
});

describe('a plan of which another commit is being planned', () => {
  const begun = { kind: 'begun', at: new Date('2026-11-21T10:28:00Z'), shown: undefined } as const;
  const RUN = '<!-- lockstep:run 1658821493.2 -->';
  const HEAD = `${MARKER}\n${RUN}`;
  const outdated = (body: string): string => renderOutdated(body, begun, { ...createView(), head: HEAD });
  const LINE =
    '> Being planned: commit `3f2a9c1`, since 10:28 UTC, by [run 118](https://github.com/octo/infra/actions/runs/1658821493). What follows is of before.';

  it('leaves at the top of which commit the plan is, and from when, whatever is told of it', () => {
    const view = createView({ now: new Date('2026-11-20T23:59:30Z') });
    const subject = { kind: 'result', result: createPlanned() } as const;
    const page = `${MARKER}\n${plannedNote(subject)}${renderComment(subject, view)}`;
    const later = { ...createView({ commitSha: 'f'.repeat(40) }), head: HEAD };
    const both = renderBehind(renderOutdated(page, begun, later), 99) ?? '';
    for (const body of [page, renderBehind(page, 99) ?? '', outdated(page), both]) {
      const at = body.indexOf('<sub>This is the plan of commit `3f2a9c1`, made 2026-11-20 23:59 UTC;');
      expect(at).toBeGreaterThan(0);
      expect(at - body.indexOf('###')).toBeLessThan(700);
    }
  });

  it('is told so under its headline, once, and nothing else in it changes', () => {
    const once = outdated(comment(onSerial(7), 'the plan'));
    expect(once).toBe(
      `${MARKER}\n${RUN}\n<!-- lockstep:planned 7 -->\n### \`.\`: plan · 1 to add\n\n> [!WARNING]\n${LINE}\n\nthe plan`,
    );
    expect(outdated(once)).toBe(once);
    expect(outdated(comment('', 'it failed').replaceAll('\n', '\r\n'))).toContain(`1 to add\n\n> [!WARNING]\n${LINE}`);
  });

  it('can be behind as well', () => {
    const both = renderBehind(outdated(comment(onSerial(7), 'the plan')), 9) ?? '';
    expect(both).toContain('> This plan is behind: ');
    expect(both).toContain(LINE);
    const again = renderBehind(outdated(both), 10) ?? '';
    expect(again.match(/This plan is behind: /g)).toHaveLength(1);
    expect(again).toContain('production is at 10.');
    expect(again.match(/Being planned: /g)).toHaveLength(1);
  });

  it('is what it was once nothing came of that, but for what was told of it meanwhile', () => {
    const before = comment(onSerial(7), 'the plan');
    expect(renderRestored(before, outdated(before))).toBe(before);
    const behind = renderBehind(before, 9) ?? '';
    expect(renderRestored(before, renderBehind(outdated(before), 9) ?? '')).toBe(behind);
    expect(renderRestored(behind, outdated(behind))).toBe(behind);
    expect(renderRestored(before, comment('', 'waiting'))).toBe(before);
  });

  it('is left as it is when somebody has taken its headline away', () => {
    expect(outdated(`${MARKER}\nrewritten`)).toBe(`${MARKER}\nrewritten`);
  });
});
