import {
  endOf,
  findLive,
  findState,
  findTracesOfPullRequest,
  holdsExactly,
  isUntouched,
  problemsOfEnd,
  problemsOfHolding,
  problemsOfLoss,
  problemsOfReading,
  type StateFound,
} from './aftermath.ts';
import { PULL_REQUEST } from './operations.ts';
import type { Site } from './site.ts';

/** How one ordinary run after a disturbed one ended, and everything about it that is not as it has to be. */
export interface NextRun {
  readonly end: string;
  readonly log: string;
  readonly problems: readonly string[];
}

export const NEXT_RUN = 902;

/**
 * One ordinary run of the same operation, and a look at what there is afterwards. It has to end as it would have without
 * the disturbance, and to leave the same keys.
 */
export async function runNext(
  site: Site,
  options: {
    readonly timeout: string;
    /** Production before anything was disturbed. */
    readonly before: StateFound;
    /** What is there after two runs that nothing disturbs. */
    readonly undisturbed: readonly string[];
  },
): Promise<NextRun> {
  const { operation, scenario } = site;
  const found = await findState(site, scenario.prodKey);
  const isApplied = operation.name === 'apply' && holdsExactly(found, operation.wanted);
  const expected = isApplied ? 'no-changes' : operation.outcome;

  const result = await (await site.start(NEXT_RUN, options.timeout)).ended;

  const problems = [...problemsOfEnd(result), ...(await problemsOfHolding(site))];
  if (endOf(result) !== expected) problems.push(`it ended as ${endOf(result)} and not as ${expected}`);
  const prod = await findState(site, scenario.prodKey);
  problems.push(...problemsOfReading(prod).map((problem) => `production: ${problem}`));
  problems.push(...problemsOfLoss(result.log, prod));
  if (operation.name === 'apply') {
    if (!holdsExactly(prod, operation.wanted)) problems.push('production does not have what was to be applied');
  } else if (!isUntouched(options.before, prod)) problems.push('production was changed');
  if (operation.name === 'plan') problems.push(...(await problemsOfSnapshot(site, prod)));
  else {
    const traces = await findTracesOfPullRequest(site);
    if (traces.length > 0) problems.push(`traces of the pull request: ${traces.join(', ')}`);
  }
  const live = await findLive(site);
  const more = live.filter((key) => !options.undisturbed.includes(key));
  const fewer = options.undisturbed.filter((key) => !live.includes(key));
  if (more.length > 0) problems.push(`left over: ${more.join(', ')}`);
  if (fewer.length > 0) problems.push(`missing: ${fewer.join(', ')}`);
  const comments = scenario.github.comments(PULL_REQUEST).length;
  if (comments !== 1) problems.push(`there are ${comments} comments and not one`);
  problems.push(...scenario.github.violations);
  return { end: endOf(result), log: result.log, problems };
}

async function problemsOfSnapshot(site: Site, prod: StateFound): Promise<readonly string[]> {
  const snapshot = await findState(site, site.scenario.prKey(PULL_REQUEST));
  return [
    ...problemsOfReading(snapshot).map((problem) => `snapshot: ${problem}`),
    ...(snapshot.body === prod.body ? [] : ['the snapshot is not a copy of production']),
  ];
}
