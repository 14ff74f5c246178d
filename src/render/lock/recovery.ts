import type { Backup, Recovery, Unlocked, UnlockStep } from '../../domain/run/outcome.ts';
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
    steps.join('\n'),
    'The holder may have stopped half-way: read the next plan before it is applied.',
    provenance(view, [codeSpan(result.address.path)]),
  ]);
}
