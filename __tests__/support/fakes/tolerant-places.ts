/** Places where a run goes on after what the outside has answered, and where a defect must not get lost. */
import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';

/** Its name, and the job code around it, run with something that throws this, in this place and in no other. */
export type TolerantPlace = readonly [name: string, runWith: (thrown: Error) => Promise<unknown>];

export function describeTolerance(places: readonly TolerantPlace[]): void {
  describe('what does not matter', () => {
    it.each(places)('throws a defect all the same: %s', async (_, runWith) => {
      const defect = new TypeError('undefined is not a function');
      await expect(runWith(defect)).rejects.toBe(defect);
    });

    it.each(places)('is gone on after when the backend does not answer: %s', async (_, runWith) => {
      await expect(runWith(new BackendUnusable('no answer')).then(() => 'went on')).resolves.toBe('went on');
    });

    it.each(places)('is gone on after when GitHub does not answer: %s', async (_, runWith) => {
      await expect(runWith(new GitHubUnusable('no answer')).then(() => 'went on')).resolves.toBe('went on');
    });
  });
}
