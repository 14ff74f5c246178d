import type { Plan } from './plan.ts';

/**
 * Whether a plan is cut by `-target` or `-exclude`, wherever they come from, by the summaries of what its tool has warned
 * of. Every version of Terraform and OpenTofu warns so. Source: internal/terraform/context_plan.go.
 */
export function isTargeted(summaries: readonly string[]): boolean {
  return summaries.includes('Resource targeting is in effect');
}

/** The plan itself tells it in Terraform since 1.8, and in no OpenTofu. */
export function noteTargeting(plan: Plan, summaries: readonly string[]): Plan {
  return { ...plan, complete: plan.complete && !isTargeted(summaries) };
}
