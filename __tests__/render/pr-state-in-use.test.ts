import { describe, expect, it } from 'vitest';

import { PrStateInUse } from '../../src/domain/state/snapshot.ts';
import { renderPage } from '../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../src/render/plan/plan-body.ts';
import { renderPrStateInUse } from '../../src/render/pr-state-in-use.ts';
import { createAddress, createApplied, createInstance, createView } from '../support/fakes/factories.ts';

function viewOf(tool: string, prNumber: number | undefined, maxCharacters = 10_000) {
  return { tool, prNumber, maxCharacters };
}

const QUEUE = createInstance({ address: 'aws_sqs_queue.jobs["a b"]', id: 'q-1' });

describe('the way out when somebody applied on a PR key', () => {
  const text = renderPrStateInUse(new PrStateInUse(createAddress(), [QUEUE]), viewOf('terraform', 42));

  it('names the state, and exactly what production does not know', () => {
    expect(text).toContain('of pull request #42 at `tfstate/lesson-17/prod/pr-42/terraform.tfstate`');
    expect(text).toContain('| `aws_sqs_queue.jobs["a b"]` | `q-1` |');
  });

  it('offers to import or to remove those, and nothing else in that state', () => {
    expect(text).toContain('For each of these, and for nothing else in that state');
    expect(text).toContain('`import` block');
    expect(text).toContain(
      'terraform init -reconfigure -backend-config=key=lesson-17/prod/pr-42/terraform.tfstate\nterraform state rm \'aws_sqs_queue.jobs["a b"]\'',
    );
  });

  it('says that it goes on by itself, and how to force it', () => {
    expect(text).toMatch(
      /the next plan or cleanup goes on by itself\. .*`pr-number` and `force: true`.*after a backup/,
    );
  });

  it('takes a deposed object out by the address of its resource, which is all that state rm takes', () => {
    const deposed = createInstance({ address: 'aws_sqs_queue.jobs (deposed 1a2b3c4d)' });
    const page = renderPrStateInUse(new PrStateInUse(createAddress(), [deposed]), viewOf('tofu', undefined));

    expect(page).toMatch(/\ntofu state rm aws_sqs_queue\.jobs\n/);
    expect(page).toContain('`aws_sqs_queue.jobs (deposed 1a2b3c4d)`');
  });

  it('leaves the id out when there is none', () => {
    const failure = new PrStateInUse(createAddress(), [createInstance({ address: 'a.b', id: undefined })]);

    expect(renderPrStateInUse(failure, viewOf('terraform', 42))).toContain('| `a.b` |  |');
  });

  it('counts those for which there is no room', () => {
    const instances = Array.from({ length: 103 }, (_, index) => createInstance({ address: `a.b[${index}]` }));
    const page = renderPrStateInUse(new PrStateInUse(createAddress(), instances), viewOf('terraform', 42, 2300));

    const shown = page.split('\n').filter((line) => line.startsWith('| `a.b['));
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.join('\n').length).toBeLessThanOrEqual(2300);
    expect(shown.at(-1)).toContain(`\`a.b[${shown.length - 1}]\``);
    expect(page).toContain(`and ${103 - shown.length} more.`);
  });
});

describe('the way out when the state cannot be compared', () => {
  it('is to look, and then to force', () => {
    const text = renderPrStateInUse(new PrStateInUse(createAddress(), []), viewOf('tofu', 42));

    expect(text).toContain("cannot be compared with production's");
    expect(text).toContain(
      'tofu init -reconfigure -backend-config=key=lesson-17/prod/pr-42/terraform.tfstate\ntofu state list',
    );
    expect(text).toMatch(/`pr-number` and `force: true`: it keeps a backup/);
  });
});

describe('destroying by that state, which would destroy production', () => {
  const failures = [new PrStateInUse(createAddress(), [QUEUE]), new PrStateInUse(createAddress(), [])];
  const subjects = failures.flatMap((failure) => [
    { kind: 'failure', failure } as const,
    { kind: 'result', result: createApplied({ kept: [{ prNumber: 42, why: failure }] }) } as const,
  ]);

  it.each(['terraform', 'tofu'])('is never advised, on no page: %s', (tool) => {
    for (const subject of subjects) {
      for (const command of ['plan', 'apply', 'cleanup']) {
        const page = renderPage(subject, createView({ tool, command }), COMMENT_BUDGET);

        expect(page).toContain('`force: true`');
        expect(page).not.toMatch(/\b(?:terraform|tofu)\s+(?:destroy|apply)\b|-destroy\b/);
      }
    }
  });
});
