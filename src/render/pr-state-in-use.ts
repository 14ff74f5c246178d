import type { PrStateInUse } from '../domain/errors.ts';
import { lockItemId } from '../domain/keys.ts';
import { codeSpan, fence, table } from './markdown.ts';
import { shellWord } from './waiting.ts';

const MAX_ROWS = 100;

/**
 * The way out when somebody applied on a PR key. It names exactly what production does not know, and never advises to
 * destroy by that state: it is a copy of production's, and would take production with it.
 */
export function renderPrStateInUse(
  failure: PrStateInUse,
  view: { readonly tool: string },
  prNumber: number | undefined,
): string {
  const whose = prNumber === undefined ? '' : ` of pull request #${String(prNumber)}`;
  const where = codeSpan(lockItemId(failure.address));
  const open = `${view.tool} init -reconfigure -backend-config=${shellWord(`key=${failure.address.key}`)}`;
  if (failure.instances.length === 0) {
    return [
      `The state${whose} at ${where} was written by somebody other than Lockstep, and it cannot be compared with production's (it is encrypted, or no state of version 4). It may be the only record of something real, so it is kept.`,
      `Look at it with the commands below. When nothing in it is needed, run the cleanup by hand with \`pr-number\` and \`force: true\`: it keeps a backup.`,
      fence('sh', `${open}\n${view.tool} state list`),
    ].join('\n\n');
  }
  const rows = failure.instances
    .slice(0, MAX_ROWS)
    .map(({ address, id }) => [codeSpan(address), id === undefined ? '' : codeSpan(id)]);
  const more = failure.instances.length - rows.length;
  const first = failure.instances[0]?.address.replace(/ \(deposed .*\)$/, '') ?? '';
  return [
    `Somebody applied on the state${whose} at ${where}. It holds what production's state does not know, and may be the only record of it, so it is kept:`,
    table(['resource', 'id'], rows) + (more > 0 ? `\n\nand ${String(more)} more.` : ''),
    'For each of these, and for nothing else in that state (the rest is a copy of production), choose one:',
    `- **keep it**: bring it under production with an \`import\` block, reviewed and merged like any other change;\n- **drop it**: delete the real object by hand, then take it out of this state:`,
    fence('sh', `${open}\n${view.tool} state rm ${shellWord(first)}`),
    'Once nothing in it is beyond production, the next plan or cleanup goes on by itself. A cleanup by hand with `pr-number` and `force: true` deletes the state after a backup; the real objects stay.',
  ].join('\n\n');
}
