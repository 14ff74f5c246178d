import { renderDuration } from '../../domain/duration.ts';
import type { Backend } from '../../ports/backend.ts';
import { tolerate } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** What an apply may well take; nobody knows how long this one will. */
const TYPICAL_APPLY_MS = 600_000;

/**
 * Warns, before anything is taken, of credentials that may be over before the run is: a run that waits and then cannot
 * save its state is worse than one that was never begun.
 */
export async function warnOfExpiry(
  run: Pick<Run, 'clock' | 'waiting' | 'journal'>,
  backend: Pick<Backend, 'credentialsTerm'>,
): Promise<void> {
  const { expiresAt, renewable } = await backend.credentialsTerm();
  if (expiresAt === undefined || renewable) return;
  const leftMs = expiresAt.getTime() - run.clock.now().getTime();
  const neededMs = run.waiting.leftMs + TYPICAL_APPLY_MS;
  if (leftMs >= neededMs) return;
  run.journal.warning(
    `The AWS credentials expire at ${expiresAt.toISOString()}, in ${renderDuration(Math.max(0, leftMs))}, and this run may wait for ${renderDuration(run.waiting.leftMs)} before it applies. ` +
      'Ask for a longer session (role-duration-seconds), get the credentials in a step right before this one, shorten lock-timeout, or let the backend assume the role from a token of this workflow (assume_role_with_web_identity, permissions: id-token: write): that is renewed.',
  );
}

/** After a wait: what can be renewed is, before Terraform takes it up. */
export async function renewCredentials(
  { journal }: Pick<Run, 'journal'>,
  backend: Pick<Backend, 'renewCredentials'>,
): Promise<void> {
  await tolerate(journal, {
    what: 'The AWS credentials could not be renewed',
    task: () => backend.renewCredentials(),
    otherwise: undefined,
  });
}
