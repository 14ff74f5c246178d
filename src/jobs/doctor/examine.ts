import { BackendUnusable } from '../../domain/stack/backend.ts';
import { Refused } from '../../domain/failure.ts';
import type { Finding } from '../../domain/doctor/finding.ts';

export interface Examination {
  readonly what: string;
  /** Why it matters when it fails. */
  readonly why: string;
  /** What it is when the role may not even look; by default `wrong`. */
  readonly ifDenied?: Finding['verdict'];
  /** What to do when it fails for another reason than a missing permission, of which its own words say nothing. */
  readonly mend?: string;
}

/** Looks at one thing; what the backend refuses becomes a finding, with its words. */
export async function examine(
  { what, why, ifDenied = 'wrong', mend = '' }: Examination,
  look: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof Refused) return [{ what, verdict: 'wrong', found: error.message, why, mend: '' }];
    if (!(error instanceof BackendUnusable)) throw error;
    const { isDenied, message: found } = error;
    return [{ what, verdict: isDenied ? ifDenied : 'wrong', found, why, mend: isDenied ? '' : mend, isDenied }];
  }
}
