import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { openAnnotations } from '../../../src/adapters/terraform/annotations.ts';
import type { Diagnostic } from '../../../src/domain/events/diagnostic.ts';
import type { Annotation } from '../../../src/ports/journal.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const hide = (text: string): string => text.replaceAll('hunter2', '(sensitive)');

const at = (file: string | undefined, summary = 'Unsupported: hunter2'): Diagnostic => ({
  severity: 'error',
  summary,
  detail: 'It holds hunter2.',
  address: 'a.b',
  place: file === undefined ? undefined : { file, start: { line: 3 }, end: { line: 5 } },
  snippet: { context: undefined, code: 'x = "hunter2"', startLine: 3, values: [] },
});

/** What is written of these, for a root module in this folder of the workspace. */
function annotated(rootModule: string, diagnostics: readonly Diagnostic[], conceal?: typeof hide): Annotation[] {
  const written: Annotation[] = [];
  const directory = join(folder(), rootModule);
  mkdirSync(directory, { recursive: true });
  const annotate = openAnnotations({
    directory,
    workspaceDirectory: folder(),
    writeAnnotation: (annotation) => written.push(annotation),
  });
  annotate(diagnostics, conceal);
  annotate(diagnostics, conceal);
  return written;
}

describe('a diagnostic about a file of the repository', () => {
  it('is written once at its lines, without what is secret and without its code', () => {
    expect(annotated('infra/prod', [at('main.tf')], hide)).toEqual([
      {
        severity: 'error',
        title: 'Unsupported: (sensitive)',
        message: 'Error: Unsupported: (sensitive)\n\n  with a.b,\n  on main.tf line 3\n\nIt holds (sensitive).',
        file: 'infra/prod/main.tf',
        startLine: 3,
        endLine: 5,
      },
    ]);
  });

  it.each([
    ['modules/x/main.tf', 'infra/prod/modules/x/main.tf'],
    ['../shared/main.tf', 'infra/shared/main.tf'],
  ])('is written at its path from the root of the repository: %s', (file, path) => {
    expect(annotated('infra/prod', [at(file)], hide)).toMatchObject([{ file: path }]);
  });

  it('is written at its path from the checkout above where its folder is a submodule, and from a worktree’s own', () => {
    mkdirSync(join(folder(), 'above/.git'), { recursive: true });
    mkdirSync(join(folder(), 'above/part'));
    writeFileSync(join(folder(), 'above/part/.git'), 'gitdir: ../.git/modules/part\n');
    expect(annotated('above/part', [at('main.tf')], hide)).toMatchObject([{ file: 'part/main.tf' }]);
    writeFileSync(join(folder(), 'above/part/.git'), 'gitdir: /elsewhere/.git/worktrees/part\n');
    expect(annotated('above/part', [at('main.tf')], hide)).toMatchObject([{ file: 'main.tf' }]);
  });

  it('is written at its path from the root of the checkout, which may lie below the workspace', () => {
    mkdirSync(join(folder(), 'checkout/.git'), { recursive: true });
    expect(annotated('checkout/infra', [at('main.tf')], hide)).toMatchObject([{ file: 'infra/main.tf' }]);
    // A file beside the checkout is none of the repository's.
    expect(annotated('checkout/infra', [at('../../main.tf')], hide)).toEqual([]);
  });
});

describe('a diagnostic', () => {
  it.each([
    ['about no file', undefined],
    ['about a module that was loaded from elsewhere', '.terraform/modules/m/main.tf'],
    ['about a file elsewhere', '/etc/main.tf'],
  ])('%s is written nowhere', (_, file) => {
    expect(annotated('infra', [at(file)], hide)).toEqual([]);
  });

  it('is written nowhere while it is not known what is secret', () => {
    expect(annotated('infra', [at('main.tf')])).toEqual([]);
  });
});
