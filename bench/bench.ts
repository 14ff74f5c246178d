import { benchPlan } from './plan.ts';

/** `npm run bench`: figures for people, as ratios within one run; nothing here can fail a build. */
for (const line of await benchPlan({ pairs: Number(process.argv[2] ?? 15) })) console.log(line);
