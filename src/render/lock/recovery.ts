import type { Backup, Recovery, Unlocked, UnlockStep } from '../../domain/run/outcome.ts';
import type { Abandoned } from '../../domain/turn/turn.ts';
import { codeSpan, linkTarget } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';
import { runName } from './holder.ts';

/** A lock that was taken from its dead owner on the way. */
export function renderRecovered(recovery: Recovery | undefined): string {
  if (recovery === undefined) return '';
  const { run, lockId, backup } = recovery;
  const owner = `[${runName(run)}](${linkTarget(run.url)})`;
  const kept = backup === undefined ? '' : ` The state as it was: ${renderBackup(backup)}.`;
  return `> [!NOTE]\n> ${owner} ended without giving back its state lock ${codeSpan(lockId)}; it was deleted.${kept}`;
}

/** An apply that died, and of which no state knows: said before anything else. */
export function renderAbandoned(abandoned: Abandoned | undefined): string {
  if (abandoned === undefined) return '';
  const { run, toCreate } = abandoned;
  const { addresses, count, serial } = toCreate;
  const on = serial === undefined ? '' : `, and stands at serial ${serial}`;
  const more = count > addresses.length ? ` and ${count - addresses.length} more` : '';
  return `> [!CAUTION]\n> **[${runName(run)}](${linkTarget(run.url)}) died in the midst of an apply, and the state has not been written since${on}.** It was about to create what may exist now without being in any state, and an apply makes it again. Look for it, and import or delete what is there: ${addresses.map(codeSpan).join(', ')}${more}.`;
}

export function renderBackup(backup: Backup): string {
  switch (backup.kind) {
    case 'version':
      return `version ${codeSpan(backup.versionId)} of ${codeSpan(backup.key)}`;
    case 'copy':
      return codeSpan(backup.key);
    case 'no-state':
      return 'there was none yet';
  }
}

const STEP: Readonly<Record<UnlockStep['step'], string>> = {
  lock: 'The lock',
  holder: 'Its holder',
  alive: 'Is it alive?',
  backup: 'Backup of the state',
  deletion: 'The lock, deleted if it is still that one',
  queue: 'The queue',
  refresh: 'Changed outside Terraform',
};

/** The steps of a recovery, each with what it found. */
export function renderUnlocked(result: Unlocked, view: RunView): string {
  const steps = result.steps.map(({ step, found }, index) => `${index + 1}. **${STEP[step]}:** ${codeSpan(found)}`);
  return page(view, `unlocked · ${codeSpan(result.lockId)}`, [
    renderAbandoned(result.abandoned),
    steps.join('\n'),
    'The holder may have stopped half-way: read the next plan before it is applied.',
    provenance(view, [codeSpan(result.address.path)]),
  ]);
}
