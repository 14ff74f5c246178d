import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseEvents } from '../../../src/domain/events/event.ts';
import { isFailedCheck, readTold } from '../../../src/domain/events/told.ts';
import { parseJsonExactly } from '../../../src/domain/json.ts';
import { parsePlan } from '../../../src/domain/plan/plan-document.ts';
import { noteTargeting } from '../../../src/domain/plan/targeting.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../../src/render/plan/plan-body.ts';
import { createPlanned, createView } from '../../support/fakes/factories.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeFrom, describeOthersWithTerraform } from '../../support/runner/with-terraform.ts';

const COMMON = `
variable "password" {
  default   = "correct horse"
  sensitive = true
}
output "gone_or_new" {
  value = "GONE_OR_NEW"
}
`;

const EVERYTHING_BEFORE = `${COMMON.replace('GONE_OR_NEW', 'old')}
resource "terraform_data" "updated" {
  input = { name = "one", tags = { a = "1", b = "2" }, ports = [80, 443], secret = var.password }
}
resource "terraform_data" "replaced" {
  triggers_replace = jsonencode({ image = "1.0", size = 1 })
}
resource "terraform_data" "destroyed" {
  input = "gone"
}
resource "terraform_data" "old_name" {}
resource "terraform_data" "forgotten" {
  input = "kept, by somebody else"
}
`;

const EVERYTHING_AFTER = `${COMMON.replace('GONE_OR_NEW', 'new').replace('correct horse', 'battery staple')}
resource "terraform_data" "updated" {
  input = { name = "two", tags = { a = "1", c = "3" }, ports = [80, 8443, 443], secret = var.password }
}
resource "terraform_data" "replaced" {
  triggers_replace = jsonencode({ image = "1.1", size = 1 })
}
resource "terraform_data" "new_name" {}
moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}
removed {
  from = terraform_data.forgotten
  lifecycle {
    destroy = false
  }
}
import {
  to = terraform_data.imported
  id = "some-id"
}
resource "terraform_data" "imported" {}
resource "terraform_data" "created" {
  input = { of = terraform_data.replaced.id, text = "several\\nlines", nothing = null, list = ["a"] }
}
check "health" {
  assert {
    condition     = terraform_data.updated.input.name == "three"
    error_message = "It is not three."
  }
}
output "id" {
  value = terraform_data.created.id
}
output "token" {
  value     = var.password
  sensitive = true
}
`;

interface Kind {
  readonly before: string;
  readonly after: string;
  /** Further words of `plan`. */
  readonly words?: readonly string[];
  /** Done to the state in between. */
  readonly between?: readonly string[];
  /** Texts that must not be on the page. */
  readonly secrets?: readonly string[];
}

const resource = (name: string, body = ''): string => `resource "terraform_data" "${name}" {\n${body}\n}\n`;

const KINDS: Readonly<Record<string, Kind>> = {
  nothing: { before: resource('a', 'input = 1'), after: resource('a', 'input = 1') },
  destroys: {
    before: [
      resource('by_count', 'count = 3'),
      resource('by_key', 'for_each = toset(["a", "b"])'),
      resource('without_count'),
      resource('gone', 'input = { size = 1 }'),
    ].join(''),
    after: [
      resource('by_count', 'count = 1'),
      resource('by_key', 'for_each = toset(["b"])'),
      resource('without_count', 'count = 0'),
    ].join(''),
  },
  replacements: {
    before: [
      resource('triggered', 'triggers_replace = ["1"]'),
      resource('created_first', 'triggers_replace = ["1"]\nlifecycle {\ncreate_before_destroy = true\n}'),
      resource('tainted', 'input = "same"'),
      resource('asked_for', 'input = "same"'),
      resource('by_another', 'lifecycle {\nreplace_triggered_by = [terraform_data.triggered]\n}'),
    ].join(''),
    between: ['taint', 'terraform_data.tainted'],
    after: [
      resource('triggered', 'triggers_replace = ["2"]'),
      resource('created_first', 'triggers_replace = ["2"]\nlifecycle {\ncreate_before_destroy = true\n}'),
      resource('tainted', 'input = "same"'),
      resource('asked_for', 'input = "same"'),
      resource('by_another', 'lifecycle {\nreplace_triggered_by = [terraform_data.triggered]\n}'),
    ].join(''),
    words: ['-replace=terraform_data.asked_for'],
  },
  values: {
    before: resource(
      'a',
      `input = {
        rules = [{ port = 80 }, { port = 443, open = false }]
        script = "set -e\\necho one\\necho two\\n"
        policy = jsonencode({ Statement = [{ Action = ["s3:Get*"], Effect = "Allow" }] })
        secret = sensitive("correct horse")
        gone = "x"
        number = 1
      }`,
    ),
    after: resource(
      'a',
      `input = {
        rules = [{ port = 22 }, { port = 80 }, { port = 443, open = true }]
        script = "set -eu\\necho one\\necho two\\necho three\\n"
        policy = jsonencode({ Statement = [{ Action = ["s3:Get*", "s3:Put*"], Effect = "Allow" }] })
        secret = sensitive("battery staple")
        number = "1"
        later = terraform_data.new.id
      }`,
    ).concat(resource('new')),
    secrets: ['correct horse', 'battery staple'],
  },
  'moves-and-imports': {
    before: [resource('old', 'input = 1'), resource('moved_only'), resource('in_count')].join(''),
    after: [
      resource('new', 'input = 2'),
      resource('also_moved'),
      resource('in_count', 'count = 1'),
      resource('imported', 'input = "x"'),
      'moved {\nfrom = terraform_data.old\nto = terraform_data.new\n}\n',
      'moved {\nfrom = terraform_data.moved_only\nto = terraform_data.also_moved\n}\n',
      'import {\nto = terraform_data.imported\nid = "some-id"\n}\n',
    ].join(''),
  },
  'outputs-alone': {
    before: 'output "a" {\nvalue = 1\n}\noutput "b" {\nvalue = "x"\n}\noutput "c" {\nvalue = ["one"]\n}\n',
    after:
      'output "a" {\nvalue = 2\n}\noutput "c" {\nvalue = ["zero", "one"]\n}\noutput "d" {\nvalue = "hidden words"\nsensitive = true\n}\n',
    secrets: ['hidden words'],
  },
  'texts-and-numbers': {
    before: resource(
      'a',
      `input = {
        stays = { list = [], map = {}, number = 9007199254740993 }
        numbers = [9007199254740993, 1000000000000000000000]
        nulls = ["a"]
        id = "12345678901234567890"
        open = "the same"
        turned = "plain"
      }`,
    ),
    after: resource(
      'a',
      `input = {
        stays = { list = [], map = {}, number = 9007199254740993 }
        numbers = [9007199254740993, 1000000000000000000001]
        nulls = ["a", null]
        id = 12345678901234567890
        open = sensitive("the same")
        turned = "a\\u202Eb\\u200Bc"
      }`,
    ).concat(resource('new', 'input = <<-EOT\n  #cloud-config\n  packages:\n    - nginx\n    - curl\n  EOT')),
  },
  'many-additions': {
    before: resource('gone', 'input = 1'),
    after: resource('each', 'for_each = toset([for n in range(25) : "key-${n}"])\ninput = each.key'),
  },
  'a-part-with-warnings': {
    before: resource('a'),
    after: resource('b', 'lifecycle {\nignore_changes = [output]\n}') + resource('c'),
    words: ['-target=terraform_data.b'],
  },
};

/** There is something to forget in it, with a `removed` block. */
const EVERYTHING: Readonly<Record<string, Kind>> = {
  everything: {
    before: EVERYTHING_BEFORE,
    after: EVERYTHING_AFTER,
    secrets: ['correct horse', 'battery staple'],
  },
};

function testPages(kinds: Readonly<Record<string, Kind>>): void {
  const folder = useTemporaryFolder();

  const terraform = (...words: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const env = { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' };
      execFile(TOOL, [...words], { cwd: folder(), env }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(stderr, { cause: error }));
      });
    });

  test.each(Object.entries(kinds))('has its place for %s', async (name, kind) => {
    const file = join(folder(), 'main.tf');
    await writeFile(file, kind.before);
    await terraform('init', '-no-color');
    await terraform('apply', '-auto-approve', '-no-color');
    if (kind.between !== undefined) await terraform(...kind.between);
    await writeFile(file, kind.after);
    const events = parseEvents(await terraform('plan', '-json', '-out=p', ...(kind.words ?? [])));
    const text = await terraform('show', '-no-color', 'p');
    const read = parsePlan(parseJsonExactly(await terraform('show', '-json', 'p')));

    // What is said below the title of a warning is another text in every version, and OpenTofu has a title of its own.
    const told = readTold(events, '');
    const warnings = told.warnings
      .filter((warning) => !isFailedCheck(warning))
      .map(({ summary }) =>
        `Warning: ${summary}`.replace(
          'Resource will be removed from the state',
          'Some objects will no longer be managed by Terraform',
        ),
      )
      // They come in another order in every version.
      .sort();
    const result = createPlanned({
      plan: noteTargeting(
        read,
        told.warnings.map(({ summary }) => summary),
      ),
      text: text.trim(),
      warnings,
      hasChanges: !text.includes('No changes.'),
    });
    const page = renderPage({ kind: 'result', result }, createView(), COMMENT_BUDGET);

    for (const secret of kind.secrets ?? []) expect(page).not.toContain(secret);
    const stable = page.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');
    await expect(`${stable}\n`).toMatchFileSnapshot(`pages/${name}.md`);
  });
}

describeOthersWithTerraform('the page of a real plan', () => {
  testPages(KINDS);
});

describeFrom({ terraform: 7, tofu: 7 }, 'the page of a real plan', () => {
  testPages(EVERYTHING);
});
