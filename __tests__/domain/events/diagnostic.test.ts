import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { renderDiagnostic, renderForPage, type Diagnostic } from '../../../src/domain/events/diagnostic.ts';

const diagnostic = (summary: string, detail = ''): Diagnostic => ({
  severity: 'error',
  summary,
  detail,
  address: 'terraform_data.a',
  place: { file: 'modules/x/main.tf', start: { line: 9, column: 3 }, end: { line: 10 } },
  snippet: {
    context: 'resource "terraform_data" "a"',
    code: '  input = var.s\n  x = 1',
    startLine: 9,
    values: [{ traversal: 'var.s', statement: 'has a sensitive value' }],
  },
});

it('a diagnostic is as readable in the log as what the tool prints for people', () => {
  expect(renderDiagnostic(diagnostic('Unsupported', 'Why.\n\nMore.\n'))).toBe(
    [
      'Error: Unsupported',
      '',
      '  with terraform_data.a,',
      '  on modules/x/main.tf line 9, in resource "terraform_data" "a":',
      '   9:   input = var.s',
      '  10:   x = 1',
      '    ├────────────────',
      '    │ var.s has a sensitive value',
      '',
      'Why.',
      '',
      'More.',
    ].join('\n'),
  );
  expect(renderDiagnostic({ ...diagnostic('x'), severity: 'warning', place: undefined, snippet: undefined })).toBe(
    'Warning: x\n\n  with terraform_data.a',
  );
});

describe('what a program printed', () => {
  const NOTE = '(what the program printed is in the log of the run)';

  it('is on no page, whatever it and its command are', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, fc.nat(255), (command, printed, code) => {
        // What the command itself says stands on the page, for it stands in the configuration.
        const marked = `<${printed}>`;
        const detail = `Error running command '${command}': exit status ${code}. Output: ${marked}`;
        const page = renderForPage(diagnostic('local-exec provisioner error', detail));
        expect(page).not.toContain(`Output: ${marked}`);
        expect(page).toContain(NOTE);
        if (!/Output: /.test(command)) expect(page).toContain(`': exit status ${code}\n${NOTE}`);
      }),
    );
  });

  it.each([
    ['External Program Execution Failed', 'Program: /x\nError Message: hunter2\n\nState: exit status 1', 'Program: /x'],
    ['Command Execution Failed', 'Command: /bin/x\nCommand Error: hunter2\nState: exit status 1', 'Command: /bin/x'],
    ['Command failed', 'It exited with 1. Stdout: hunter2', 'It exited with 1.'],
    ['Command failed', 'It exited with 1.\n\nstderr:\nhunter2', 'It exited with 1.'],
    ['Command failed', 'It exited with 1.\nCombined output: hunter2', 'It exited with 1.'],
    ['Command failed', 'Output: hunter2', ''],
    ['Command failed', 'exit status 2, output: hunter2', 'exit status 2'],
    ['Command failed', 'Command output was:\n hunter2', ''],
  ])('is cut off where it is introduced: %s, %j', (summary, detail, left) => {
    const page = renderForPage({ ...diagnostic(summary, detail), place: undefined, snippet: undefined });
    expect(page).not.toContain('hunter2');
    expect(page.endsWith(`${left}\n${NOTE}`)).toBe(true);
  });

  it.each([
    ['exit status 1. Output: hunter2', 'Error: exit status 1'],
    ['running it: exit status 1\n\nstderr: hunter2', 'Error: running it: exit status 1'],
    ['Output: hunter2', 'Error:'],
  ])('is cut off in a summary, too: %j', (summary, left) => {
    const page = renderForPage({ ...diagnostic(summary), place: undefined, snippet: undefined, address: undefined });
    expect(page.endsWith(NOTE)).toBe(true);
    expect(page.startsWith(left)).toBe(true);
    expect(page).not.toContain('hunter2');
  });

  it.each(['The output is wrong: x', 'creating S3 Bucket (x): AccessDenied'])(
    'is not taken for what it is not: %j',
    (detail) => {
      expect(renderForPage(diagnostic('x', detail))).toContain(detail);
    },
  );
});
