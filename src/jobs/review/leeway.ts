import type { Leeway } from '../../domain/review/digest.ts';
import type { Run } from '../run.ts';

/** What of the values of this run's plan is its own, or is let differ; `commits` are those that it plans or applies. */
export function leewayOf({ inputs, context }: Pick<Run, 'inputs' | 'context'>, commits: readonly string[]): Leeway {
  const { runId, workspaceDirectory: workspace } = context;
  return { words: { commits, runId, workspace }, values: inputs['unreviewed-values'] };
}
