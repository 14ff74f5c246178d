import type { StateNotSaved } from '../../domain/turn/freeze.ts';
import { notSavedAnywhere, saveState, type SavingRun } from '../apply/save-state.ts';
import type { EveryStep } from '../tolerate.ts';
import type { TerraformEnded, Unfinished } from './unfinished.ts';

export type Settled =
  | { readonly kind: 'applied' }
  | { readonly kind: 'failed'; readonly details: string }
  | { readonly kind: 'not-saved'; readonly failure: StateNotSaved };

/** What has become of the apply, if there was one that has ended; its state is saved if Terraform could not. */
export async function settleApply(
  run: SavingRun,
  { apply, turn, begunOn, mayWait }: Pick<Unfinished, 'apply' | 'turn' | 'begunOn' | 'mayWait'>,
  { lock, ended, steps }: Omit<TerraformEnded, 'isOrderly'> & { readonly steps: EveryStep },
): Promise<Settled | undefined> {
  if (apply === undefined || turn === undefined || ended === 'not-at-all') return undefined;
  const outcome = await steps.take({
    what: 'What has become of the apply is not known',
    task: () => apply.settleApply(),
    otherwise: undefined,
  });
  switch (outcome?.kind) {
    case undefined:
      return undefined;
    case 'applied':
      return { kind: 'applied' };
    case 'failed':
      return { kind: 'failed', details: outcome.details };
    case 'stale-plan':
      return { kind: 'failed', details: '' };
    case 'state-not-saved': {
      if (lock === undefined) return { kind: 'not-saved', failure: notSavedAnywhere(run, turn.address, outcome) };
      // Main saved what it could before it gave back its lock and its turn: others may have applied on that since.
      if (lock.turn.ownerOf({ id: lock.turn.lockId })?.ticket === 'left') {
        return { kind: 'failed', details: outcome.details };
      }
      const saved = await saveState(run, lock, { notSaved: outcome, under: lock.turn, begunOn, mayWait, steps });
      return saved.kind === 'not-saved' ? saved : { kind: 'failed', details: outcome.details };
    }
  }
}
