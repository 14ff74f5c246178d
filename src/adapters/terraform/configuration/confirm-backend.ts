import { access, readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { BadInput } from '../../../domain/failure.ts';
import { BackendUnusable } from '../../../domain/stack/backend.ts';
import { describeNoBackend, describeOtherBackend } from '../../../domain/stack/other-backend.ts';
import { findRootModules, hasFilesOfTofu, readRootModule, type RootModule } from './root-module.ts';

export interface ConfirmOptions {
  /** Absolute path of the root module. */
  readonly directory: string;
  /** Absolute path of the checkout. */
  readonly checkout: string;
  /** Values of `-backend-config`: `name=value`, or the path of a file from the root module. */
  readonly settings: readonly string[];
  /** Paths of files with values, from the root module. */
  readonly variableFiles: readonly string[];
  /** Input `tool`: what is no Terraform and no OpenTofu by name may write the files itself. */
  readonly tool: string;
  /** Which tool it is; asked only where that makes a difference. */
  readonly knowTool: () => Promise<'terraform' | 'tofu'>;
}

/**
 * Looks at the files alone, before the tool is run: `init` of another backend, or of HCP Terraform, goes there. Throws for a
 * root module that has no files, none of a backend, or another one than `s3`. Where the files leave a doubt, nothing is
 * thrown, and the tool has the word.
 */
export async function confirmBackend(options: ConfirmOptions): Promise<void> {
  const { directory, checkout, knowTool } = options;
  await confirmFiles(options);
  if (!/^(?:auto|(?:.*[\\/])?(?:terraform|tofu)(?:\.exe)?)$/.test(options.tool)) return;
  const tool = (await hasFilesOfTofu(directory)) ? await knowTool() : 'terraform';
  const root = await readRootModule(directory, tool);
  const path = relative(checkout, directory) || '.';
  if (root.files.length === 0) {
    const ending = tool === 'tofu' ? '.tf or .tofu' : '.tf';
    throw new BadInput([
      `working-directory is ${JSON.stringify(path)}, and no file there ends in ${ending}. ${await otherPlaces(checkout)}`,
    ]);
  }
  if (!root.mentionsBackend) {
    const { withBackend } = await findRootModules(checkout);
    const elsewhere =
      withBackend.length === 0
        ? ''
        : ` Or, if the root module is another one: there is a backend block in ${listOf(withBackend)}; set working-directory to it.`;
    throw new BackendUnusable(describeNoBackend(path) + elsewhere, { isLasting: true });
  }
  refuseOtherBlocks(root);
}

function refuseOtherBlocks({ blocks }: RootModule): void {
  const at = ({ file, line }: RootModule['blocks'][number]): string =>
    line === undefined ? file : `${file} line ${line}`;
  const [first, second] = blocks;
  const other = blocks.find(({ kind, label }) => kind !== 'backend' || label !== 's3');
  if (second !== undefined) {
    throw new BackendUnusable(
      `the root module says ${blocks.length} times where its state lies: ${blocks.map((block) => `${wordsOf(block)} (${at(block)})`).join(', ')}. Leave one backend "s3" block, and take the others out.`,
      { isLasting: true },
    );
  }
  if (first !== undefined && other !== undefined) {
    throw new BackendUnusable(describeOtherBackend(other.kind === 'backend' ? other.label : other.kind, at(other)), {
      isLasting: true,
    });
  }
}

function wordsOf({ kind, label }: RootModule['blocks'][number]): string {
  return label === '' ? kind : `${kind} "${label}"`;
}

async function confirmFiles({ settings, variableFiles, directory }: ConfirmOptions): Promise<void> {
  const problems: string[] = [];
  for (const setting of settings) {
    if (setting.includes('=')) continue;
    const file = resolve(directory, setting);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    problems.push(
      `backend-config names the file ${JSON.stringify(setting)}, which ${NOT_THERE}: it would be ${file}. The path is one from working-directory; correct it, or write \`name=value\` for a setting.`,
    );
  }
  for (const name of variableFiles) {
    const file = resolve(directory, name);
    const why = await readFile(file).then(
      () => undefined,
      (error: unknown) =>
        ((error as NodeJS.ErrnoException).code === 'EISDIR' ? 'is a directory' : undefined) ?? NOT_THERE,
    );
    if (why === undefined) continue;
    problems.push(
      `var-file names the file ${JSON.stringify(name)}, which ${why}: it would be ${file}. The path is one from working-directory; correct it, or write the file in a step before this one.`,
    );
  }
  if (problems.length > 0) throw new BadInput(problems);
}

const NOT_THERE = 'is not there or cannot be read';
const NAMED_AT_MOST = 5;

async function otherPlaces(checkout: string): Promise<string> {
  const { withBackend, others } = await findRootModules(checkout);
  const places = withBackend.length > 0 ? withBackend : others;
  return places.length === 0
    ? 'The checkout has no other directory with such files either: is there a step with actions/checkout before this one?'
    : `There are such files in ${listOf(places)}: set working-directory to the root module's.`;
}

function listOf(places: readonly string[]): string {
  const more = places.length - NAMED_AT_MOST;
  const named = places.slice(0, NAMED_AT_MOST).map((place) => JSON.stringify(place));
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
