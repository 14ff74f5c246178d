import { benchBigState } from './big-state.ts';
import { benchCancel } from './cancel.ts';
import { benchHandOff } from './hand-off.ts';
import { benchPlan } from './plan.ts';
import { benchPlanAndApply } from './plan-and-apply.ts';
import { benchQueueLoad } from './queue-load.ts';
import { benchRender } from './render.ts';
import { benchRequests, benchStacks } from './requests.ts';

/**
 * `npm run bench [plan|plan-and-apply|requests|stacks|hand-off|queue-load|cancel|render|big-state]`: figures for people, as ratios within one run;
 * nothing here can fail a build, but for `big-state`, which does when its goal is missed; it takes names of shapes, and `same` or
 * `changed`. With LOCKSTEP_BENCH_DIST, the folder of another bundle, the first ones compare the two;
 * LOCKSTEP_BENCH_PROVIDER is a program of a provider, for one of 600 MB.
 */
const asked = process.argv.slice(2);
const BENCHES: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  plan: () => benchPlan({ pairs: 15 }),
  'plan-and-apply': () => benchPlanAndApply({ pairs: 5 }),
  requests: benchRequests,
  stacks: benchStacks,
  'hand-off': benchHandOff,
  'queue-load': benchQueueLoad,
  cancel: benchCancel,
  render: benchRender,
  'big-state': () => benchBigState(asked.slice(1)),
};

for (const [name, bench] of Object.entries(BENCHES)) {
  // It takes many minutes.
  const isAsked = asked.includes(name) || (asked.length === 0 && name !== 'big-state');
  if (!isAsked) continue;
  for (const line of await bench()) console.log(line);
}
process.exit();
