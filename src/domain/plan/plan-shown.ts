import type { Plan } from './plan.ts';

/** A plan with what people see of it. */
export interface PlanShown {
  readonly plan: Plan;
  readonly hasChanges: boolean;
  /** As Terraform prints it: sensitive values are hidden there. */
  readonly text: string;
  /** In Terraform's words. */
  readonly warnings: readonly string[];
}
