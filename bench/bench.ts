import { benchCancel } from './cancel.ts';
import { benchDistance } from './distance.ts';
import { benchHandOff } from './hand-off.ts';
import { benchPlan } from './plan.ts';
import { benchPlanAndApply } from './plan-and-apply.ts';
import { benchQueueLoad } from './queue-load.ts';
import { benchRender } from './render.ts';
import { benchRequests, benchStacks } from './requests.ts';

/**
 * `npm run bench [distance|plan|plan-and-apply|requests|stacks|hand-off|queue-load|cancel|render]`: figures for people, as ratios within one run;
 * nothing here can fail a build. With LOCKSTEP_BENCH_DIST, the folder of another bundle, the first ones compare the two;
 * LOCKSTEP_BENCH_PROVIDER is a program of a provider, for one of 600 MB.
 */
const BENCHES: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  distance: () => benchDistance({ pairs: 3 }),
  plan: () => benchPlan({ pairs: 15 }),
  'plan-and-apply': () => benchPlanAndApply({ pairs: 5 }),
  requests: benchRequests,
  stacks: benchStacks,
  'hand-off': benchHandOff,
  'queue-load': benchQueueLoad,
  cancel: benchCancel,
  render: benchRender,
};

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const line of await bench()) console.log(line);
}
process.exit();
