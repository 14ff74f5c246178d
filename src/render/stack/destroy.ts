import { RETIRING_URL } from '../../domain/review/reviewed.ts';
import type { Applied, Planned } from '../../domain/run/outcome.ts';
import type { RunView } from '../page.ts';

/** What `destroy: true` means for what is shown below it; empty without it. */
export function renderDestroy(
  { kind, hasChanges }: Pick<Planned | Applied, 'kind' | 'hasChanges'>,
  view: RunView,
): string {
  if (view.isDestroy !== true) return '';
  if (!hasChanges) {
    return `> [!WARNING]\n> \`destroy: true\` is set, and nothing is left to destroy. As long as it is set, nothing is made of what the configuration has: take it out of the workflow, with the root module where that is to go ([how](${RETIRING_URL})).`;
  }
  return kind === 'planned'
    ? '> [!CAUTION]\n> `destroy: true` is set: this destroys everything that production holds, whatever the configuration says. Once this is merged, the apply does it.'
    : `> [!NOTE]\n> \`destroy: true\` was set, and everything is destroyed. What is left to do: remove the root module, and \`destroy: true\` with it ([how](${RETIRING_URL})). Until then nothing is made of what the configuration has.`;
}
