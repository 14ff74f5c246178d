import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { renderForPage, summaryForPage } from '../../domain/events/diagnostic.ts';
import type { Annotation } from '../../ports/journal.ts';
import type { Terraform } from '../../ports/terraform.ts';

/** GitHub shows ten of a step, and the run's own are among them. */
const MOST_OF_A_KIND = 8;

export interface AnnotationsOptions {
  /** Absolute path of the root module. */
  readonly directory: string;
  /** Absolute path of the workspace: the repository, where the checkout does not show where that begins. */
  readonly workspaceDirectory: string;
  readonly writeAnnotation: (annotation: Annotation) => void;
}

/**
 * Writes what is about a line of the repository's files, once each. What is about none, or about a module that was loaded
 * from elsewhere, is in the log and on the page.
 */
export function openAnnotations({
  directory,
  workspaceDirectory,
  writeAnnotation,
}: AnnotationsOptions): Terraform['annotate'] {
  const root = rootOf(directory) ?? workspaceDirectory;
  const written = new Set<string>();
  const left = { error: MOST_OF_A_KIND, warning: MOST_OF_A_KIND };
  return (diagnostics, conceal) => {
    if (conceal === undefined) return;
    for (const { severity, summary, ...rest } of diagnostics) {
      const { place } = rest;
      const file = place && inRepository(root, resolve(directory, place.file));
      if (place === undefined || file === undefined) continue;
      const annotation: Annotation = {
        severity,
        title: conceal(summaryForPage({ summary })),
        message: conceal(renderForPage({ severity, summary, ...rest, snippet: undefined })),
        file,
        startLine: place.start.line,
        endLine: place.end.line,
      };
      const key = JSON.stringify(annotation);
      if (written.has(key) || left[severity] === 0) continue;
      left[severity] -= 1;
      written.add(key);
      writeAnnotation(annotation);
    }
  };
}

/** The nearest folder above that is a checkout: it may lie beside others in the workspace. */
function rootOf(directory: string): string | undefined {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    if (isCheckout(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** A submodule has a file there that names its place in the checkout above: an annotation is by the path from that one. */
function isCheckout(git: string): boolean {
  try {
    return statSync(git).isDirectory() || !/[\\/]modules[\\/]/.test(readFileSync(git, 'utf8'));
  } catch {
    return false;
  }
}

function inRepository(root: string, path: string): string | undefined {
  const within = relative(root, path);
  const parts = within.split(sep);
  if (isAbsolute(within) || parts[0] === '..' || parts.includes('.terraform')) return undefined;
  return parts.join('/');
}
