import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';

import { openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** What the tools say themselves, in words and as events. */
const SENTENCES = [
  'Error: Failed to save state',
  'Error saving state: failed to upload state',
  'Error: Failed to persist state to backend',
  'Error: Saved plan is stale',
  'Error: Error acquiring the state lock',
  'Warning: Deprecated Parameter',
  'Apply complete! Resources: 9 added, 0 changed, 0 destroyed.',
  'terraform_data.never: Creation complete after 0s [id=x]',
  'state data in S3 does not have the expected content',
  '::error file=main.tf,line=1::boom',
  '╷\n│ Error: execution halted\n╵',
  '{"@level":"error","@message":"Error: Failed to save state","type":"diagnostic","diagnostic":{"severity":"error","summary":"Failed to save state","detail":"Error saving state: no"}}',
  '{"@level":"error","@message":"Error: x","type":"diagnostic","diagnostic":{"severity":"error","summary":"Failed to persist state to backend","detail":""}}',
  '{"@level":"info","@message":"Emergency state dump","state":{"version":4,"serial":7,"lineage":"x"},"type":"log"}',
];
const printed = fc.array(
  fc.oneof(fc.constantFrom(...SENTENCES), fc.string({ unit: 'grapheme-ascii', maxLength: 40 })),
  { minLength: 3, maxLength: 8 },
);
const TRIED = 3;
const samples = fc.sample(printed, { numRuns: TRIED, seed: Number(process.env['LOCKSTEP_SEED'] ?? Date.now()) });

const MARK = 'printed-by-a-program';

/** What some versions warn of themselves. */
const OWN_WARNING = 'Warning: Deprecated Parameter\n\nThe parameter "dynamodb_table" is deprecated.';

/** Prints all of this from a file, on both of its streams, so that none of it stands in the configuration. */
const speaking = (exit: number): string => `resource "terraform_data" "speaks" {
  provisioner "local-exec" {
    command = "cat said; cat said >&2; exit ${exit}"
  }
}
`;

describeCasesWithTerraform('whatever a program prints', (toTry) => {
  const cases = toTry(['table', 'lockfile', 'both']).flatMap((lockMode) =>
    [0, 3].flatMap((exit) => samples.map((said, sample) => ({ lockMode, exit, sample, said }))),
  );
  for (const { lockMode, exit, sample, said } of cases) {
    const title = `is on no page and changes no reason, lock in ${lockMode}, exit code ${exit}, text ${sample}`;
    test.concurrent(title, async ({ expect }) => {
      const name = `look-alikes-${lockMode}-${exit}-${sample}`;
      await using scenario = await openScenario(cloud, { name, lockMode, unreviewed: 'warn' });
      scenario.github.addCommit({ sha: shaOf('m') });
      scenario.github.addCommit({ sha: shaOf('n'), parents: [shaOf('m')] });
      scenario.github.addPullRequest({ number: 42, headSha: shaOf('h'), merged: true, mergeCommitSha: shaOf('m') });
      const checkout = await scenario.checkout(speaking(exit) + resource('beside', 'x'));
      const text = said.map((line) => `${MARK} ${line}\n${line}\n`).join('');
      await writeFile(join(checkout.folder, 'said'), text);

      const applied = await checkout.push(shaOf('m'));

      const pages =
        applied.summary +
        scenario.github
          .comments(42)
          .map(({ body }) => body)
          .join('\n');
      expect(applied.outputs['outcome'] ?? applied.outputs['failure-reason']).toBe(
        exit === 0 ? 'applied' : 'apply-failed',
      );
      expect(applied.log).toContain(MARK);
      expect(pages).not.toContain(MARK);
      const others = pages.replaceAll(OWN_WARNING, '');
      for (const sentence of SENTENCES) expect(others).not.toContain(sentence.split('\n')[0]);
      const next = await (await scenario.checkout(resource('beside', 'x'))).push(shaOf('n'));
      expect(next.outputs).toMatchObject({ outcome: 'applied' });
    });
  }
});
