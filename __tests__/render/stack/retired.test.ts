import { describe, expect, it } from 'vitest';

import type { Holding, Moved, Retired } from '../../../src/domain/run/outcome.ts';
import { renderComment } from '../../../src/render/comment/comment.ts';
import { createAddress, createView } from '../../support/fakes/factories.ts';

const PROD = createAddress({ key: 'lesson-17/prod/terraform.tfstate' });
const BASE = 'b'.repeat(40);

function render(overrides: Partial<Retired> = {}, command = 'plan'): string {
  const result: Retired = {
    kind: 'retired',
    removed: { folder: 'stacks/network', removedBy: undefined, lastCommit: BASE },
    address: PROD,
    holding: { kind: 'resources', addresses: ['aws_vpc.main', 'aws_subnet.a["x"]'] },
    deletion: undefined,
    wait: { waitedMs: 0, lastHolder: undefined },
    ...overrides,
  };
  return renderComment({ kind: 'result', result }, createView({ command }));
}

const HOLDINGS: readonly (readonly [Holding, string, boolean])[] = [
  [{ kind: 'nothing', hasState: true }, 'production holds nothing of it any more, and its state is empty', false],
  [{ kind: 'nothing', hasState: false }, 'production holds nothing of it any more, and has no state of it', false],
  [{ kind: 'resources', addresses: ['a.b'] }, '1 resource stays, and is managed by nobody any more', true],
  [{ kind: 'unknown', why: 'it is encrypted' }, 'is not known (`it is encrypted`)', true],
];

describe('the page of a root module that is removed', () => {
  it.each(HOLDINGS)('says of %j what that means, and what to do where something stays', (holding, says, hasWayOn) => {
    for (const [command, verb] of [
      ['plan', 'is'],
      ['apply', 'was'],
    ] as const) {
      const page = render({ holding }, command);
      expect(page).toContain(`removed · nothing ${verb} destroyed by this`);
      expect(page).toContain(says);
      expect(page.includes('What to do')).toBe(hasWayOn);
      expect(page.includes('[!CAUTION]')).toBe(hasWayOn);
      expect(page).toContain('`tfstate/lesson-17/prod/terraform.tfstate`');
    }
  });

  it.each<[string, Moved, string, string]>([
    [
      'plan',
      { kind: 'to', directory: 'stacks/net2' },
      'moved to `stacks/net2` · nothing is destroyed',
      'plans `stacks/net2` on',
    ],
    [
      'apply',
      { kind: 'to', directory: 'stacks/net2' },
      'moved to `stacks/net2` · nothing was',
      'planned in `stacks/net2` by',
    ],
    [
      'apply',
      { kind: 'applied', commitSha: BASE },
      'moved · nothing was destroyed',
      '`bbbbbbb`, which has not got it, was',
    ],
  ])('says where it has moved to, and that nothing is lost by it: %s of %j', (command, moved, headline, says) => {
    const page = render({ moved }, command);
    expect(page).toContain(headline);
    expect(page).toContain(says);
    expect(page).not.toMatch(/CAUTION|managed by nobody|What to do/);
  });

  it('names what stays, and what is to come back before it can be destroyed', () => {
    expect(render()).toContain('- `aws_vpc.main`\n- `aws_subnet.a["x"]`');
    expect(render()).toContain('take the removal out of this pull request first, and destroy');
    const removed = { folder: '', removedBy: 'c'.repeat(40), lastCommit: BASE };
    expect(render({ removed }, 'apply')).toContain('The root module `.` was removed by `ccccccc`');
    expect(render({ removed }, 'apply')).toContain('bring the module back as it was in `bbbbbbb` first, and destroy');
  });

  it('says what the pull request had planned, where there was something', () => {
    const deletion = { removed: 1, versionsLeft: false, backupKey: undefined };
    expect(render({ deletion })).toContain('had planned before is deleted: 1 object, version or item.');
    expect(render({ deletion: { ...deletion, removed: 0 } })).not.toContain('had planned before');
    expect(render()).not.toContain('had planned before');
  });

  it('keeps to its budget with many resources', () => {
    const addresses = Array.from({ length: 20_000 }, (_, index) => `aws_instance.many[${index}]`);
    const page = render({ holding: { kind: 'resources', addresses } });
    expect(page.length).toBeLessThan(65_000);
    expect(page).toContain('20000 resources stay');
  });
});
