import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { openCloud, openScenario, type Cloud } from '../../support/runner/stage.ts';
import { undisturbedRound, WORKS } from '../../support/runner/undisturbed-round.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

interface Asked {
  readonly aws: number;
  readonly github: number;
}

const PAGE = readFileSync(new URL('../../../docs/speed.md', import.meta.url), 'utf8');

/** `| plan | 35 | 5 |`: what the page says of one work. */
function documented(work: string): Asked {
  const row = new RegExp(`^\\| ${work} \\| (\\d+) \\| (\\d+) \\|`, 'm').exec(PAGE);
  return { aws: Number(row?.[1]), github: Number(row?.[2]) };
}

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(() => cloud[Symbol.asyncDispose]());

describeWithTerraform('requests', () => {
  test.each(WORKS)('the page about speed says how many a run makes: %s', (work) => {
    const { aws, github } = documented(work);
    expect(aws).toBeGreaterThan(10);
    expect(github).toBeGreaterThan(2);
  });
});

describeOthersWithTerraform('requests of a run that nobody disturbs', () => {
  test('are no more than the page about speed says, of a plan, an apply of one and of ten pull requests, and a cleanup', async () => {
    const { s3, dynamodb } = cloud;
    await using scenario = await openScenario(cloud, { name: 'requests', lockMode: 'both' });
    const counts = await undisturbedRound<Asked>(scenario, {
      measured: {},
      measure: async (task) => {
        s3.clearRequests();
        dynamodb.clearRequests();
        const before = scenario.github.requests.length;
        await task();
        return { aws: s3.requests.length + dynamodb.requests.length, github: scenario.github.requests.length - before };
      },
    });
    for (const work of WORKS) {
      const most = documented(work);
      expect(counts[work].aws, work).toBeLessThanOrEqual(most.aws);
      // On a machine that is slow an answer of GitHub's is too old to write over, and asked for again.
      expect(counts[work].github, work).toBeLessThanOrEqual(most.github + 2);
      expect(counts[work].aws, `${work}, whose row is out of date`).toBeGreaterThan(most.aws - 5);
    }
  });
});
