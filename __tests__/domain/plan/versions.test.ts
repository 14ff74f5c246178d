import { describe, expect, it } from 'vitest';

import { isTargeted } from '../../../src/domain/plan/targeting.ts';
import type { ChangeCounts } from '../../../src/domain/plan/plan.ts';
import { BUILDS, CORPUS, readCorpusPlan, splitBuild, type CorpusPlan } from '../../support/documents/corpus/corpus.ts';
import { FEATURES, isSince } from '../../support/documents/corpus/features.ts';

/** Terraform does not count what it forgets, so it is held to the plan alone there. */
function countedBy({ summary = '' }: CorpusPlan, { toForget }: ChangeCounts): Omit<ChangeCounts, 'toMove'> {
  const count = (what: string): number | undefined => {
    const [, number] = new RegExp(String.raw`(\d+) to ${what}\b`).exec(summary) ?? [];
    return number === undefined ? undefined : Number(number);
  };
  return {
    toImport: count('import') ?? 0,
    toAdd: count('add') ?? 0,
    toChange: count('change') ?? 0,
    toDestroy: count('destroy') ?? 0,
    toForget: count('forget') ?? toForget,
    toInvoke: count('invoke') ?? 0,
  };
}

/** Of an experimental build alone, without a text. */
const WITHOUT_SUMMARY = ['46-deferred'];

/** A build with experiments has but one case of its own. */
const RELEASED = BUILDS.filter((build) => !build.endsWith('-experimental'));

describe.each(CORPUS)('a plan of $name', ({ name, plans, args }) => {
  const all = [...plans.values()].map((plan) => ({ ...plan, plan: readCorpusPlan(plan) }));

  it('is read whole, in every version', () => {
    expect(all.map(({ build, plan: { unknown, passedOver } }) => ({ build, unknown, passedOver }))).toEqual(
      all.map(({ build }) => ({ build, unknown: [], passedOver: [] })),
    );
  });

  it('is counted as its own tool counts, in every version', () => {
    const counts = all.filter(({ summary }) => summary !== undefined);
    const counted = counts.map(({ build, plan: { counts } }) => {
      return { build, ...counts, toMove: undefined };
    });

    expect(counts.length).toBe(WITHOUT_SUMMARY.includes(name) ? 0 : all.length);
    expect(counted).toEqual(
      counts.map((one) => ({ build: one.build, ...countedBy(one, one.plan.counts), toMove: undefined })),
    );
  });

  it('is a part where the tool was told so, by its warning in every version', () => {
    const isPart = args.some((arg) => /^-(?:target|exclude)=/.test(arg));

    expect(all.map(({ build, warnings }) => ({ build, isPart: isTargeted(warnings) }))).toEqual(
      all.map(({ build }) => ({ build, isPart })),
    );
  });
});

describe('a version', () => {
  const shown = FEATURES.filter(({ shownBy }) => shownBy !== undefined);

  it.each(shown)('has $what from the first that is said to have it on, and not before', ({ shownBy, ...since }) => {
    const plans = CORPUS.find(({ name }) => name === shownBy)?.plans;
    const isShown = BUILDS.filter((build) => plans?.has(build));

    expect(isShown).toEqual(
      RELEASED.filter((build) => {
        const { tool, version } = splitBuild(build);
        return isSince(version, since[tool]);
      }),
    );
  });

  it('says itself whether its plan is whole where it is said to', () => {
    const whole = FEATURES.find(({ what }) => what.includes('whole'));
    const telling = CORPUS.flatMap(({ plans }) => [...plans.values()]).map(({ build, document }) => {
      const { tool, version } = splitBuild(build);
      return { build, tells: 'complete' in document, isSaid: isSince(version, whole?.[tool]) };
    });

    expect(telling.filter(({ tells, isSaid }) => tells !== isSaid)).toEqual([]);
  });

  it('counts what it forgets where it is said to', () => {
    const forgetting = CORPUS.find(({ name }) => name === '15-removed-forget');
    const counting = [...(forgetting?.plans.values() ?? [])].filter(({ summary }) => summary?.includes('to forget'));
    const feature = FEATURES.find(({ what }) => what.includes('forgotten is counted'));

    expect(counting.map(({ build }) => build)).toEqual(
      RELEASED.filter((build) => isSince(splitBuild(build).version, feature?.[splitBuild(build).tool])),
    );
  });
});

describe('the corpus', () => {
  it('has a plan of every build', () => {
    expect(new Set(CORPUS.flatMap(({ plans }) => [...plans.keys()]))).toEqual(new Set(BUILDS));
  });

  it('has what OpenTofu forgets before it creates, and Terraform after it, in this order', () => {
    const tainted = CORPUS.find(({ name }) => name === '115-lifecycle-destroy-false-tainted');
    const actions = [...(tainted?.plans.values() ?? [])].map((plan) => [
      plan.build,
      readCorpusPlan(plan).changes.map(({ action, actions }) => [action, ...actions]),
    ]);

    // Terraform's events count this as nothing, its text as one to add.
    expect(actions).toEqual([
      ['terraform-1.16.0-rc2', [['create-and-forget', 'create', 'forget']]],
      ['terraform-1.17.0-alpha', [['create-and-forget', 'create', 'forget']]],
      ['tofu-1.12.6', [['create-and-forget', 'forget', 'create']]],
    ]);
  });
});
