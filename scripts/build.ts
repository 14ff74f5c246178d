/** Writes `dist/` anew: what an earlier build left there is no part of the bundle, and would be committed with it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { writeEachTextOnce } from './licenses.ts';

interface Options {
  readonly license: string;
  readonly target: string;
}
interface Bundle {
  /** index.js */
  readonly code: string;
  /** The other files, by name. */
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
}

const ENTRY = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const DIST = 'dist';
const LICENSES = 'licenses.txt';

// The names of the modules are relative to where the build is started.
process.chdir(join(ENTRY, '../..'));
// It brings no types of its own.
const bundle = createRequire(import.meta.url)('@vercel/ncc') as (entry: string, options: Options) => Promise<Bundle>;
try {
  const { code, assets } = await bundle(ENTRY, { license: LICENSES, target: 'es2023' });
  write(code, assets);
} catch (error) {
  // Uncaught it would be printed with its line of the bundler, which is a megabyte long.
  console.error(error);
  process.exitCode = 1;
}

function write(code: Bundle['code'], assets: Bundle['assets']): void {
  const files = new Map(Object.entries(assets).map(([name, { source }]) => [name, source]));
  const listed = files.get(LICENSES);
  if (listed === undefined) throw new Error('The bundler listed no licences.');
  files.set('index.js', code).set(LICENSES, writeEachTextOnce(listed.toString(), licenseOf));
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  for (const [name, content] of files)
    writeFileSync(join(DIST, name), name.endsWith('.js') ? withoutComments(content) : content);
}

/** Comments are a tenth of the bundle, and nobody runs them; whoever is to be named is in the licences. */
function withoutComments(code: string | Buffer): string {
  const text = code.toString();
  const source = ts.createSourceFile('bundle.js', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS);
  const parts: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    for (const child of children) visit(child);
    if (children.length > 0) return;
    const start = node.getStart(source);
    parts.push(withoutWords(text.slice(node.getFullStart(), start)), text.slice(start, node.getEnd()));
  };
  visit(source);
  return parts.join('');
}

/** What stands between two words of a program: where a line ended, one still does. */
function withoutWords(between: string): string {
  if (between.trim() === '') return between.replace(/\n\s*\n/, '\n');
  const indent = /\n([ \t]*)$/.exec(between)?.[1];
  return between.includes('\n') ? `\n${indent ?? ''}` : ' ';
}

function licenseOf(name: string): string | undefined {
  if (!/^(@[\w.-]+\/)?[\w.-]+$/.test(name)) return undefined;
  try {
    const manifest = readFileSync(join('node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { license?: string }).license;
  } catch {
    return undefined;
  }
}
