import { describe, expect, it } from 'vitest';

import { readPage, slugsOf } from '../support/documents/markdown.ts';
import {
  findHeadingProblems,
  findJsonBlockProblems,
  findLanguageProblems,
  findLinkProblems,
  findShellProblems,
  findTerraformMistakes,
  findUnknownCommands,
  findWorkflowBlockProblems,
} from '../support/documents/pages.ts';
import { readExample } from '../support/workflows/examples.ts';
import { describeWithTerraform } from '../support/runner/with-terraform.ts';

function block(language: string, text: string) {
  return readPage(`# Page\n\n\`\`\`${language}\n${text}\n\`\`\`\n`);
}

describe('the check of a page finds', () => {
  it('a block without a language, and one whose language nothing is known of', () => {
    expect(findLanguageProblems(block('', 'x'))).toEqual(['line 3: the block has no language']);
    expect(findLanguageProblems(block('yml', 'x'))).toEqual([expect.stringMatching(/^line 3: yml is not among bash/)]);
    expect(findLanguageProblems(block('text', 'x'))).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['that is no YAML', 'jobs: { a: [ }', /./],
    ['with a key that GitHub does not know', 'jobs:\n  a:\n    run-on: x', /a has run-on/],
    ['with a permission that GitHub does not know', 'permissions:\n  action: read', /permissions has action/],
    ['with a step that has an input too many', '- uses: lockstep/lockstep@v1\n  with: { stacks: a }', /gives stacks/],
    [
      'with a step after what is left out',
      'on: push\n# …\n    - uses: lockstep/lockstep@v1\n      with: { tol: a }',
      /gives tol/,
    ],
    ['with an old action', '- uses: actions/checkout@v4\n- uses: lockstep/lockstep@v1', /checkout@v4 is older than v5/],
    ['with a value that an input may not have', 'with: { pr-state: copy }', /pr-state must be one of/],
    ['with an input beside others that there is not', 'stale-lock: report\nstale-locks: recover', /gives stale-locks/],
    ['that is nothing of a workflow', 'projects: [a]', /projects may not be/],
    ['that is whole and never cleans up', readExample('smallest.yml').replace(', closed]', ']'), /never cleaned up/],
  ])('a piece of a workflow %s', async (_, text, problem) => {
    expect((await findWorkflowBlockProblems(block('yaml', text))).join('\n')).toMatch(problem);
  });

  it.each([
    ['a step', '- uses: lockstep/lockstep@v1\n  with: { command: unlock, lock-id: "${{ inputs.lock-id }}" }'],
    ['inputs', 'lock-timeout: 45m\nstale-lock: recover'],
    ['what stands under `with`', 'with:\n  tool: tofu'],
    ['permissions', 'permissions:\n  actions: read'],
    ['a trigger', 'merge_group:\n  branches: [main]'],
    ['a job', 'plan:\n  runs-on: ubuntu-latest\n  steps:\n    - run: npm test'],
    ['a whole workflow', readExample('merge-queue.yml')],
  ])('nothing in %s that is right', async (_, text) => {
    expect(await findWorkflowBlockProblems(block('yaml', text))).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['that is none', '{ "a": 1, }', /JSON/],
    ['of a policy without an effect', '{ "Action": "s3:GetObject", "Resource": "*" }', /Effect is undefined/],
    [
      'of a policy with an effect that there is not',
      '[{ "Effect": "allow", "Action": "s3:*", "Resource": "*" }]',
      /Effect is "allow"/,
    ],
    [
      'of a policy without a resource',
      '{ "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject" }] }',
      /Resource is undefined/,
    ],
    [
      'of a policy with a resource that is no ARN',
      '{ "Effect": "Allow", "Action": "s3:*", "Resource": "states/*" }',
      /Resource is "states/,
    ],
    [
      'of a policy with an action of no service',
      '{ "Effect": "Allow", "Action": ["GetObject"], "Resource": "*" }',
      /Action is "GetObject"/,
    ],
    [
      'of a policy with a key that there is not',
      '{ "Effect": "Allow", "Actions": [], "Action": "s3:*", "Resource": "*" }',
      /has Actions/,
    ],
  ])('JSON %s', (_, text, problem) => {
    expect(findJsonBlockProblems(block('json', text)).join('\n')).toMatch(problem);
  });

  it('nothing in a policy that denies all but what it names', () => {
    const statement = {
      Effect: 'Deny',
      NotAction: ['dynamodb:GetItem'],
      NotResource: 'arn:aws:dynamodb:*:*:table/locks',
    };

    expect(findJsonBlockProblems(block('json', JSON.stringify(statement)))).toEqual([]);
    expect(findJsonBlockProblems(block('json', JSON.stringify({ ...statement, NotAction: [1] })))).toHaveLength(1);
  });

  it("nothing in a role's trust policy, which has no resource", () => {
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Federated: '*' }, Action: 'sts:AssumeRoleWithWebIdentity' }],
    };

    expect(findJsonBlockProblems(block('json', JSON.stringify(trust)))).toEqual([]);
  });

  it('a script that a shell cannot read', () => {
    expect(findShellProblems(block('sh', 'terraform force-unlock <lock-id>'))).toEqual([
      expect.stringMatching(/syntax error/),
    ]);
    expect(findShellProblems(block('sh', 'for x in a; do echo "$x"; done'))).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['npm run tests', /no script tests/],
    ['npm ci && npm run builds', /no script builds/],
    ['npm tset', /npm tset is not/],
    ['npx vitest run __tests__/nowhere', /no __tests__\/nowhere for vitest/],
    ['npx jest', /jest is no program/],
    ['node scripts/nowhere.ts', /no scripts\/nowhere\.ts for node/],
    ['aws s3api get-objekt --bucket b', /aws s3api get-objekt/],
    ['X=$(aws dynamodb get-items --table-name t)', /aws dynamodb get-items/],
    ['for v in $(aws s3 list); do echo "$v"; done', /aws s3 list/],
    ['echo "$(item "$(aws s3 look)")"', /item is not a command[^]*aws s3 look|aws s3 look[^]*item is not a command/],
    ['gh workflow start night.yaml', /gh workflow start/],
    ['git pusch', /git pusch/],
    ['terafform plan', /terafform is not a command/],
    ['ls | terafform-fmt', /terafform-fmt is not/],
    ['./run-all', /\.\/run-all is not/],
  ])('the command %j', (script, problem) => {
    expect(findUnknownCommands(block('sh', script)).join('\n')).toMatch(problem);
  });

  it('a command within a sentence', () => {
    expect(findUnknownCommands(readPage('Run `npm run nothing` first.'))).toEqual([
      'line 1: package.json has no script nothing',
    ]);
    expect(findUnknownCommands(readPage('Run `npm run docs:check` or `.ci/run` first.'))).toEqual([]);
  });

  it('nothing in commands that there are', () => {
    const script = [
      'item() { printf "%s" "$1"; } # a function of the page',
      'BUCKET=states',
      'NOW=$(md5sum <now.tfstate | cut -d" " -f1) && TF_LOG=trace terraform plan 2>&1 >/dev/null',
      'aws dynamodb get-item --table-name locks --key "$(item "$BUCKET/key#lockstep")" \\',
      '  --output text',
      'if ! git diff --quiet; then echo "changed; stop" >&2; exit 1; fi',
      'cat <<END',
      'terafform is only told of here',
      'END',
      '.ci/run',
    ];

    expect(findUnknownCommands(block('bash', script.join('\n')))).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['a file', '[a](nowhere.md)', /there is no nowhere\.md/],
    ['a file of another folder', '[a](../docs/nowhere.md#there)', /there is no \.\.\/docs\/nowhere/],
    ['a picture', '![a](images/nowhere.png)', /there is no images\/nowhere\.png/],
    ['a picture in HTML', '<img alt="a" src="images/nowhere.png">', /there is no images\/nowhere\.png/],
    ['a source in HTML', '<picture>\n<source srcset="nowhere.png">\n</picture>', /there is no nowhere\.png/],
    ['a heading of this page', '# One\n\n[a](#two)', /#two is no heading/],
    ['a heading of another page', '[a](locking.md#nowhere)', /locking\.md#nowhere is no heading/],
    ['what is outside of the project', '[a](../../elsewhere.md)', /there is no \.\.\/\.\.\/elsewhere/],
    ['a place by reference', '[a]\n\n[a]: nowhere.md', /there is no nowhere\.md/],
  ])('a link to %s that is not there', (_, text, problem) => {
    expect(findLinkProblems('docs/page.md', readPage(text)).join('\n')).toMatch(problem);
  });

  it('nothing in links that lead somewhere', () => {
    const text =
      '# One `two`, (three)\n\n[a](#one-two-three) [b](locking.md#when-somebody-is-dead) [c](../README.md) [d](https://x.example/y)';

    expect(findLinkProblems('docs/page.md', readPage(text))).toEqual([]);
  });

  it('a heading that leaves a level out', () => {
    expect(findHeadingProblems(readPage('# One\n\n### Three'))).toEqual([
      'line 3: Three is of level 3 below one of level 1',
    ]);
    expect(findHeadingProblems(readPage('## Two'))).toEqual(['line 1: Two is of level 2 below one of level 0']);
    expect(findHeadingProblems(readPage('# One\n\n## Two\n\n### Three\n\n## Two'))).toEqual([]);
  });
});

describe("a heading's anchor", () => {
  it.each([
    ["Beside GitHub's `concurrency`", 'beside-githubs-concurrency'],
    ['What is it? (And why)', 'what-is-it-and-why'],
    ['a - b', 'a---b'],
    ['Größe_1', 'größe_1'],
  ])('of %j is the one that GitHub gives it', (heading, slug) => {
    expect(slugsOf([heading.replaceAll('`', '')])).toEqual([slug]);
  });

  it('is numbered from the second of a name on', () => {
    expect(slugsOf(['Left', 'Right', 'Left', 'left'])).toEqual(['left', 'right', 'left-1', 'left-2']);
  });
});

describeWithTerraform('the check of a page with the real Terraform finds', () => {
  it.each<[string, RegExp]>([
    ['terraform aply', /terraform has no command aply/],
    ['terraform state psuh x', /terraform has no command state psuh/],
    ['terraform plan -refresh_only', /terraform plan has no option -refresh_only/],
    ['tofu init -reconfig', /tofu init has no option -reconfig/],
    ['terraform force-unlock -foce a1', /force-unlock has no option -foce/],
    ['x=$(terraform shw -json p)', /no command shw/],
  ])('the mistake in %j', (script, problem) => {
    expect(findTerraformMistakes(block('sh', script)).join('\n')).toMatch(problem);
  });

  it('a command in a sentence that it does not have', () => {
    expect(findTerraformMistakes(readPage('Use `terraform stat push`.'))).toEqual([
      'line 1: terraform has no command stat',
    ]);
  });

  it('configuration that it cannot read', () => {
    expect(findTerraformMistakes(block('hcl', 'terraform {\n  backend "s3" {\n}'))).not.toEqual([]);
    expect(findTerraformMistakes(block('hcl', 'terraform {\n  backend "s3" {}\n}'))).toEqual([]);
  });

  it('nothing in commands that it has', () => {
    const script =
      'terraform -chdir=prod init -reconfigure -backend-config=key=a\nterraform apply -lock-timeout=10m -target=a.b p\nterraform state push -force x\nterraform -version';

    expect(findTerraformMistakes(block('sh', script))).toEqual([]);
  });
});
