/** One measurement of `bench/render.ts`: prints it as JSON. Run with the path of a plan's JSON. */
import { readFileSync } from 'node:fs';
import { createPlanned, createView } from '../__tests__/support/fakes/factories.ts';
import { parseJsonExactly } from '../src/domain/json.ts';
import { parsePlan } from '../src/domain/plan/plan-document.ts';
import { reviewChanges } from '../src/domain/review/record.ts';
import { renderPage, renderSummary } from '../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../src/render/plan/plan-body.ts';

const text = readFileSync(process.argv[2] ?? '', 'utf8');
const bareStart = performance.now();
JSON.parse(text);
const bareMs = performance.now() - bareStart;

const start = performance.now();
const plan = parsePlan(parseJsonExactly(text));
const subject = { kind: 'result', result: createPlanned({ plan, text: 'the plan' }) } as const;
const pages = [renderPage(subject, createView(), COMMENT_BUDGET), renderSummary(subject, createView())];
const review = JSON.stringify(reviewChanges(plan, 'salt'));
const wholeMs = performance.now() - start;
if (pages.some((page) => page.length === 0) || review.length === 0) throw new Error('nothing was rendered');
console.log(JSON.stringify({ bareMs, wholeMs, rssMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
