import { describe, expect, it } from 'vitest';

import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { renderComment } from '../../../src/render/comment/comment.ts';
import { commentMarker } from '../../../src/domain/run/marker.ts';
import { APPLICABLE, readCorpusPlan } from '../../support/documents/corpus/corpus.ts';
import { createPlanned, createView } from '../../support/fakes/factories.ts';

/** What somebody sees who looks for two seconds. */
const AT_A_GLANCE = 600;

const VERBS: readonly (readonly [string, readonly string[]])[] = [
  ['Destroys', ['delete']],
  ['Replaces', ['replace']],
  ['Forgets', ['forget', 'create-and-forget']],
];

/** A word for each reason that a version knows, which a reader must find, made here. */
const WHY: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: 'configuration',
  delete_because_no_module: 'module',
  delete_because_count_index: 'count',
  delete_because_each_key: 'for_each',
  delete_because_wrong_repetition: 'for_each',
  delete_because_no_move_target: 'moved',
  delete_because_enabled_false: 'enabled',
  replace_because_cannot_update: 'because of',
  replace_because_tainted: 'tainted',
  replace_by_request: 'asked for',
  replace_by_triggers: 'replace_triggered_by',
  forgot_because_lifecycle_destroy_in_state: 'not to be destroyed',
  forgot_because_lifecycle_destroy_in_config: 'not to be destroyed',
};

function lossesOf({ changes }: Plan): readonly ResourceChange[] {
  return changes.filter(({ action }) => VERBS.some(([, actions]) => actions.includes(action)));
}

const READ = APPLICABLE.flatMap(({ name, plans }) =>
  [...plans.values()].map((one) => {
    const plan = readCorpusPlan(one);
    const comment = `${commentMarker('infra/network')}\n${renderComment({ kind: 'result', result: createPlanned({ plan }) }, createView())}`;
    return { name, build: one.build, plan, begin: comment.slice(0, AT_A_GLANCE) };
  }),
);
const LOSSY = READ.filter(({ plan }) => lossesOf(plan).length > 0);

describe('the first 600 characters of the comment on a plan', () => {
  it('are read for many plans that lose something, of many kinds', () => {
    expect(new Set(LOSSY.map(({ name }) => name)).size).toBeGreaterThanOrEqual(15);
    expect(LOSSY.length).toBeGreaterThanOrEqual(100);
  });

  it('say what is lost: each kind of loss in counts and by name, in every plan', () => {
    const missing = LOSSY.flatMap(({ name, build, plan, begin }) =>
      VERBS.flatMap(([verb, actions]) => {
        const lost = plan.changes.filter(({ action }) => actions.includes(action));
        if (lost.length === 0) return [];
        const count = `${lost.length} to ${verb.toLowerCase().replace(/s$/, '')}`;
        const alert = new RegExp(`${verb} [^.]*\``).exec(begin);
        return begin.includes(count) && alert !== null ? [] : [`${name} ${build}: ${verb}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('name every loss of a kind in its sentence, or say how many more there are: that many, and no others', () => {
    const missing = LOSSY.flatMap(({ name, build, plan, begin }) =>
      VERBS.flatMap(([verb, actions]) => {
        const lost = plan.changes.filter(({ action }) => actions.includes(action));
        if (lost.length === 0) return [];
        const others = VERBS.map(([other]) => other).join('|');
        const sentence =
          new RegExp(`${verb} [^]*?(?=\\.(?: (?:${others}|Not understood) |\\n|$))`).exec(begin)?.[0] ?? '';
        const spans = [...sentence.matchAll(/(`+) ?(.*?) ?\1/gs)].map(([, , text]) => text ?? '');
        const named = lost.filter(({ address, deposed }) =>
          spans.includes(plan.conceal(deposed ?? address).replace(/\s+/g, ' ')),
        ).length;
        const more = [...sentence.matchAll(/ and (\d+) more/g)].reduce((sum, [, count]) => sum + Number(count), 0);
        return named > 0 && named + more === lost.length
          ? []
          : [`${name} ${build}: ${verb} ${named} + ${more} of ${lost.length}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('say why, in words, for every reason that a version has told', () => {
    const missing = LOSSY.flatMap(({ name, build, plan, begin }) =>
      [...new Set(lossesOf(plan).map(({ reason }) => reason))]
        .filter((reason) => reason !== undefined)
        .filter((reason) => !begin.includes(WHY[reason] ?? `no word for ${reason}`))
        .map((reason) => `${name} ${build}: ${reason}`),
    );
    expect(missing).toEqual([]);
  });

  it('say what comes next, in every plan', () => {
    const missing = READ.filter(({ begin }) => !/^\*\*Next:\*\* .+\.$/m.test(begin)).map(
      ({ name, build }) => `${name} ${build}`,
    );
    expect(missing).toEqual([]);
    expect(READ.length).toBeGreaterThan(500);
  });
});
