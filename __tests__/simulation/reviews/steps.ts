import * as fc from 'fast-check';
import type { Code, Edit } from './code.ts';
import type { Trouble, Weather } from './fake-github.ts';
import type { MergeMethod } from './repository.ts';

/** How it begins. */
export interface Setup {
  /** Of the first commit, and of production. */
  readonly code: Code;
  /** The first push is applied; it is seen, and its run comes late or never; or the branch is older than Lockstep. */
  readonly begins: 'applied' | 'pushed' | 'older';
  /** The role may not list what lies in the bucket. */
  readonly isBlind: boolean;
}

/** What an apply comes to: all of it, nothing, one change, all of it with a failure said, or one address by `target`. */
type ApplyEnd = 'whole' | 'fails' | 'half' | 'late-failure' | 'target';

export interface Applying {
  /** Pushes from the newest on: any that was ever made, late or again. */
  readonly which: number;
  readonly by: 'push' | 'dispatch';
  readonly ends: ApplyEnd;
  /** The role may not use the queue. */
  readonly isQueueDenied: boolean;
  /** What is done with is not deleted after it. */
  readonly leavesReviews: boolean;
  readonly weather: Weather;
}

/** What comes to the apply branch starts a run right away, or later, or never. */
interface Arriving {
  readonly run: Omit<Applying, 'which'> | undefined;
}

/** Pull requests are named by two places: one that was merged leaves its place to the next. */
export type Step =
  /** Planned at once, or later, or never. */
  | { readonly kind: 'push'; readonly pr: number; readonly edit: Edit | undefined; readonly isPlanned: boolean }
  /** Any plan that was ever asked for, from the newest on. */
  | {
      readonly kind: 'plan';
      readonly which: number;
      readonly weather: Weather;
      readonly meanwhile: Meanwhile;
      readonly ends: PlanEnd;
    }
  | { readonly kind: 'close' | 'reopen'; readonly pr: number }
  | ({ readonly kind: 'merge'; readonly pr: number; readonly method: MergeMethod } & Arriving)
  /** Pushed, planned or not, and merged at once. */
  | ({
      readonly kind: 'bring';
      readonly edit: Edit | undefined;
      readonly isPlanned: boolean;
      readonly method: MergeMethod;
    } & Arriving)
  /** Two pull requests, each planned or not, and merged in one second. */
  | ({
      readonly kind: 'bring-both';
      readonly edits: readonly [Edit | undefined, Edit | undefined];
      readonly arePlanned: readonly [boolean, boolean];
      /** The newer one is merged first. */
      readonly isTurned: boolean;
    } & Arriving)
  /** Merged into another branch. */
  | { readonly kind: 'bring-aside'; readonly edit: Edit | undefined; readonly isPlanned: boolean }
  /** Which somebody merges, with a change of theirs, and pushes. */
  | ({ readonly kind: 'bring-develop'; readonly edit: Edit | undefined } & Arriving)
  | ({ readonly kind: 'push-directly'; readonly edit: Edit | undefined } & Arriving)
  | ({
      readonly kind: 'pull-and-push' | 'force-push';
      readonly edit: Edit | undefined;
      readonly back: number;
    } & Arriving)
  | { readonly kind: 'cleanup'; readonly which: number; readonly weather: Weather }
  | ({ readonly kind: 'apply' } & Applying)
  | { readonly kind: 'sweep'; readonly weather: Weather; readonly meanwhile: 'nothing' | 'reopen' }
  /** Another repository plans and applies on the same key. */
  | { readonly kind: 'apply-elsewhere'; readonly edit: Edit | undefined }
  | { readonly kind: 'rename' };

/** What happens to a pull request while it is planned. */
type Meanwhile = 'nothing' | 'push' | 'close' | 'merge';

/** What a plan comes to: a page, none because it fails, or none because that cannot be written. */
type PlanEnd = 'shown' | 'fails' | 'not-shown';

/** The first is what happens mostly. */
function mostly<T>(weight: number, usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));
}

const thing = fc.record({ size: fc.integer({ min: 1, max: 2 }), isKept: fc.boolean() });
const change: fc.Arbitrary<Edit> = fc.record({
  address: mostly<'a' | 'b'>(2, 'a', 'b'),
  becomes: fc.oneof(thing, fc.constant('toggled' as const)),
});
const edit = fc.oneof({ weight: 5, arbitrary: change }, fc.constant(undefined));
const pr = fc.constantFrom(1, 2);
const which = mostly(3, 0, 1, 2, 3);
const back = fc.integer({ min: 0, max: 3 });
const method = mostly<MergeMethod>(3, 'squash', 'merge', 'rebase');

const still: Trouble = { lagMs: 0, failing: 0 };
const trouble = mostly<Trouble>(
  4,
  still,
  { lagMs: 4000, failing: 0 },
  { lagMs: 9000, failing: 0 },
  { lagMs: 0, failing: 2 },
  { lagMs: 0, failing: Infinity },
);
const bad: fc.Arbitrary<Weather> = fc.record({
  statuses: trouble,
  pulls: trouble,
  compare: trouble,
  late: fc.constantFrom('open', 'none'),
});
const clear: Weather = { statuses: still, pulls: still, compare: still, late: 'none' };
// A run waits for less.
const behind: Trouble = { lagMs: 100_000, failing: 0 };
const unheard: fc.Arbitrary<Weather> = fc.record({
  statuses: mostly(2, behind, still),
  pulls: mostly(2, behind, still),
  compare: fc.constant(still),
  late: fc.constantFrom('open', 'none'),
});
const weather = fc.oneof(
  { weight: 4, arbitrary: fc.constant(clear) },
  { weight: 2, arbitrary: bad },
  { weight: 1, arbitrary: unheard },
);

const applying = {
  by: mostly<Applying['by']>(4, 'push', 'dispatch'),
  ends: mostly<ApplyEnd>(8, 'whole', 'fails', 'half', 'late-failure', 'target'),
  isQueueDenied: mostly(7, false, true),
  leavesReviews: mostly(2, false, true),
  weather,
};
const run = fc.option(fc.record(applying), { freq: 2, nil: undefined });

export const setup: fc.Arbitrary<Setup> = fc.record({
  code: fc.record({ a: fc.option(thing, { freq: 1, nil: undefined }), b: fc.constant(undefined) }),
  begins: mostly<Setup['begins']>(1, 'applied', 'pushed', 'older'),
  isBlind: mostly(9, false, true),
});

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('push'), pr, edit, isPlanned: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('plan'),
      which,
      weather,
      meanwhile: mostly<Meanwhile>(5, 'nothing', 'push', 'close', 'merge'),
      ends: mostly<PlanEnd>(3, 'shown', 'fails', 'not-shown'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge'), pr, method, run }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('bring'), edit, isPlanned: fc.boolean(), method, run }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('bring-both'),
      edits: fc.tuple(edit, edit),
      arePlanned: fc.tuple(mostly(3, true, false), mostly(3, true, false)),
      isTurned: fc.boolean(),
      run,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('bring-aside'), edit, isPlanned: mostly(2, true, false) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('bring-develop'),
      edit: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, edit),
      run,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('apply'), which, ...applying }) },
  { weight: 2, arbitrary: fc.record({ kind: mostly<'close' | 'reopen'>(2, 'close', 'reopen'), pr }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('push-directly'), edit, run }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: mostly<'pull-and-push' | 'force-push'>(2, 'pull-and-push', 'force-push'),
      edit,
      back,
      run,
    }),
  },
  fc.record({ kind: fc.constant('cleanup'), which, weather }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('sweep'), weather, meanwhile: fc.constantFrom('nothing', 'reopen') }),
  },
  fc.record({ kind: fc.constant('apply-elsewhere'), edit }),
  fc.record({ kind: fc.constant('rename') }),
);
