/** The pages of the documentation, and what has to hold of each. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

import { findYamlProblems } from '../workflows/parts.ts';
import { findScriptProblems, functionsIn } from './commands.ts';
import { readPage, type Page } from './markdown.ts';
import { findJsonProblems } from './policies.ts';
import { commandsIn } from './shell.ts';
import { findConfigurationProblems, findTerraformProblems } from './terraform-help.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Every page that users and engineers read, relative to the project. */
export const PAGES: readonly string[] = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'examples/**/*.md'], {
  cwd: ROOT,
}).toSorted();

const LANGUAGES = ['bash', 'diff', 'hcl', 'json', 'markdown', 'mermaid', 'sh', 'text', 'yaml'];
const SHELLS = ['bash', 'sh'];
/** How a command in a sentence begins. */
const COMMAND = /^(?:npm|npx|node|aws|gh|git) \S|^\.ci\/run$/;

export function readPageAt(path: string): Page {
  return readPage(readFileSync(join(ROOT, path), 'utf8'));
}

interface Found {
  readonly line: number;
  readonly problems: readonly string[];
}

function told(found: readonly Found[]): readonly string[] {
  return found.flatMap(({ line, problems }) => problems.map((problem) => `line ${line}: ${problem}`));
}

export function findLanguageProblems({ blocks }: Page): readonly string[] {
  return told(
    blocks.map(({ language, line }) => {
      if (language === '') return { line, problems: ['the block has no language'] };
      return {
        line,
        problems: LANGUAGES.includes(language) ? [] : [`${language} is not among ${LANGUAGES.join(', ')}`],
      };
    }),
  );
}

export async function findWorkflowBlockProblems({ blocks }: Page): Promise<readonly string[]> {
  const yaml = blocks.filter(({ language }) => language === 'yaml');
  return told(
    await Promise.all(yaml.map(async ({ text, line }) => ({ line, problems: await findYamlProblems(text) }))),
  );
}

export function findJsonBlockProblems({ blocks }: Page): readonly string[] {
  const json = blocks.filter(({ language }) => language === 'json');
  return told(json.map(({ text, line }) => ({ line, problems: findJsonProblems(text) })));
}

export function findShellProblems({ blocks }: Page): readonly string[] {
  const scripts = blocks.filter(({ language }) => SHELLS.includes(language));
  return told(
    scripts.map(({ text, line }) => {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
      return { line, problems: status === 0 ? [] : [stderr.trim()] };
    }),
  );
}

/** Commands that there are not; those within sentences are looked at, too. */
export function findUnknownCommands(page: Page): readonly string[] {
  const functions = scriptsOf(page).flatMap(({ text }) => functionsIn(text));
  const inSentences = page.codes.filter(({ text }) => COMMAND.test(text));
  return told(
    [...scriptsOf(page), ...inSentences].map(({ text, line }) => ({
      line,
      problems: findScriptProblems(text, functions),
    })),
  );
}

/** Commands and options that the real Terraform does not have, and configuration that it cannot read. */
export function findTerraformMistakes(page: Page): readonly string[] {
  const inSentences = page.codes.filter(({ text }) => /^(?:terraform|tofu) /.test(text));
  const configuration = page.blocks.filter(({ language }) => language === 'hcl');
  return told([
    ...[...scriptsOf(page), ...inSentences].map(({ text, line }) => ({
      line,
      problems: commandsIn(text)
        .filter(([program]) => program === 'terraform' || program === 'tofu')
        .flatMap(findTerraformProblems),
    })),
    ...configuration.map(({ text, line }) => ({ line, problems: findConfigurationProblems(text) })),
  ]);
}

function scriptsOf({ blocks }: Page): Page['blocks'] {
  return blocks.filter(({ language }) => SHELLS.includes(language));
}

/** Links and pictures that lead nowhere. `path` is the page's own. */
export function findLinkProblems(path: string, page: Page): readonly string[] {
  return told(
    page.targets
      .filter(({ target }) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
      .map(({ target, line }) => ({ line, problems: findTargetProblems(target, path, page) })),
  );
}

function findTargetProblems(target: string, path: string, page: Page): readonly string[] {
  const [file = '', anchor] = target.split('#');
  const other = normalize(join(dirname(path), decodeURIComponent(file)));
  if (file !== '' && (other.startsWith('..') || !existsSync(join(ROOT, other)))) return [`there is no ${target}`];
  if (anchor === undefined) return [];
  if (file !== '' && !other.endsWith('.md')) return [`${target} has an anchor, and is no page`];
  const { anchors } = file === '' ? page : readPageAt(other);
  return anchors.includes(decodeURIComponent(anchor)) ? [] : [`${target} is no heading there`];
}

export function findHeadingProblems({ headings }: Page): readonly string[] {
  return told(
    headings.map(({ level, text, line }, index) => {
      const above = headings[index - 1]?.level ?? 0;
      return { line, problems: level > above + 1 ? [`${text} is of level ${level} below one of level ${above}`] : [] };
    }),
  );
}
