import type { PrStateInUse } from '../domain/state/snapshot.ts';
import { lockItemId } from '../domain/state/keys.ts';
import { codeSpan, fence, fittingRows, table } from './markdown.ts';
import { renderCommand, renderInit, shellWord, type ToolView } from './shell.ts';

/**
 * The way out when somebody applied on a PR key. It names exactly what production does not know, and never advises to
 * destroy by that state: it is a copy of production's, and would take production with it.
 */
export function renderPrStateInUse(
  failure: PrStateInUse,
  view: ToolView & {
    /** Whose state it is, where that has to be said. */
    readonly prNumber: number | undefined;
    readonly maxCharacters: number;
  },
): string {
  const whose = view.prNumber === undefined ? '' : ` of pull request #${view.prNumber}`;
  const where = codeSpan(lockItemId(failure.address));
  const open = renderInit(failure.address, view);
  if (failure.instances.length === 0) {
    return [
      `The state${whose} at ${where} was written by somebody other than Lockstep, and it cannot be compared with production's (it is encrypted, or no state of version 4). It may be the only record of something real, so it is kept.`,
      `Look at it with the commands below. When nothing in it is needed, run the cleanup by hand with \`pr-number\` and \`force: true\`: it keeps a backup.`,
      fence('sh', `${open}\n${renderCommand(failure.address, view, 'state list')}`),
    ].join('\n\n');
  }
  const rows = fittingRows(
    failure.instances.map(({ address, id, idIsSecret }) => [
      codeSpan(address),
      id === undefined || idIsSecret ? '' : codeSpan(id),
    ]),
    view.maxCharacters,
  );
  const more = failure.instances.length - rows.length;
  const first = failure.instances[0]?.address.replace(/ \(deposed .*\)$/, '') ?? '';
  return [
    `Somebody applied on the state${whose} at ${where}. It holds what production's state does not know, and may be the only record of it, so it is kept:`,
    table(['resource', 'id'], rows) + (more > 0 ? `\n\nand ${more} more.` : ''),
    'For each of these, and for nothing else in that state (the rest is a copy of production), choose one:',
    `- **keep it**: bring it under production with an \`import\` block, reviewed and merged like any other change;\n- **drop it**: delete the real object by hand, then take it out of this state:`,
    fence('sh', `${open}\n${renderCommand(failure.address, view, 'state rm', shellWord(first))}`),
    'Once nothing in it is beyond production, the next plan or cleanup goes on by itself. A cleanup by hand with `pr-number` and `force: true` deletes the state after a backup; the real objects stay.',
  ].join('\n\n');
}
