import { access, constants, readdir, stat } from 'node:fs/promises';
import { delimiter, join, parse, resolve } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';
import { BadInput } from '../../../domain/failure.ts';
import type { ToolName } from '../../../domain/stack/tool.ts';

/**
 * Finds the file of the program that `tool` asks for: `terraform`, `tofu`, a path, or with `auto` the first of the two on
 * PATH, the one that reads all files of this root module before the other. What it is it has to say itself.
 * setup-terraform puts a wrapper in front of the real program (`terraform-bin`): the wrapper pipes the output and dies
 * of the first signal, which leaves the lock behind (hashicorp/setup-terraform#441), so the real one is run.
 */
export async function locateTool(tool: string, env: Environment, rootModule: string): Promise<string> {
  if (tool.includes('/') || tool.includes('\\')) {
    const file = resolve(tool);
    if (await isExecutable(file)) return unwrap(file);
    const hindrance = await hindranceOf(file);
    if (hindrance !== undefined) throw new BadInput([`tool is ${JSON.stringify(tool)}, and ${hindrance}`]);
    throw new BadInput([`tool is ${JSON.stringify(tool)}, and there is no program at that path.`]);
  }
  const names = tool === 'auto' ? await namesFor(rootModule) : [tool];
  const directories = (env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const endings = process.platform === 'win32' ? ['.exe', ''] : [''];
  for (const name of names) {
    for (const directory of directories) {
      for (const ending of endings) {
        const file = resolve(directory, name + ending);
        if (await isExecutable(file)) return unwrap(file);
      }
    }
  }
  const hindrance = await firstHindrance(names, directories);
  if (hindrance !== undefined) {
    throw new BadInput([
      `there is no ${names.join(' and no ')} on PATH that can be run: ${hindrance} Or add a step with ${names[0] === 'tofu' ? 'opentofu/setup-opentofu' : 'hashicorp/setup-terraform'} before this one.`,
    ]);
  }
  const onlyFor = names.length === 1 && tool === 'auto';
  throw new BadInput([
    onlyFor
      ? 'the root module has .tofu files, which Terraform passes over, and there is no tofu on PATH. Add a step with opentofu/setup-opentofu before this one, or set tool: terraform if it is to do without them.'
      : tool === 'auto'
        ? 'neither terraform nor tofu is on PATH. Add a step with hashicorp/setup-terraform (or opentofu/setup-opentofu) before this one.'
        : `tool is ${JSON.stringify(tool)}, and there is no such program on PATH. Use terraform, tofu, auto or a path, and add a step with ${tool === 'tofu' ? 'opentofu/setup-opentofu' : 'hashicorp/setup-terraform'} before this one.`,
  ]);
}

async function firstHindrance(names: readonly string[], directories: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    for (const directory of directories) {
      const hindrance = await hindranceOf(resolve(directory, name));
      if (hindrance !== undefined) return hindrance;
    }
  }
  return undefined;
}

/** Why what lies there is no program that can be run; undefined where nothing does. */
async function hindranceOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory()
    ? `${file} is a directory. Name the program in it.`
    : `${file} may not be executed by this user. Give it the permission in the step that puts it there: \`chmod +x\`.`;
}

/** Terraform passes over OpenTofu's own files: it would plan to destroy what they hold. */
async function namesFor(rootModule: string): Promise<readonly ToolName[]> {
  const files = await readdir(rootModule);
  const own = files.filter((file) => /\.tofu(?:\.json)?$/.test(file));
  if (own.length === 0) return ['terraform', 'tofu'];
  // One that stands in for a file of Terraform's hides nothing from that.
  const isTwin = (file: string): boolean => files.includes(file.replace(/\.tofu(?=(?:\.json)?$)/, '.tf'));
  return own.every(isTwin) ? ['tofu', 'terraform'] : ['tofu'];
}

/** The program behind setup-terraform's wrapper, or the file itself. */
async function unwrap(file: string): Promise<string> {
  const { dir, name, ext } = parse(file);
  const wrapped = join(dir, ext === '.exe' ? `${name}-bin.exe` : `${name}${ext}-bin`);
  return (await isExecutable(wrapped)) ? wrapped : file;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
