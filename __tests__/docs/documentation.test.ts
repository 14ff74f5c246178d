import { describe, expect, it } from 'vitest';

import {
  findHeadingProblems,
  findJsonBlockProblems,
  findLanguageProblems,
  findLinkProblems,
  findShellProblems,
  findTerraformMistakes,
  findUnknownCommands,
  findWorkflowBlockProblems,
  PAGES,
  readPageAt,
} from '../support/documents/pages.ts';
import { describeWithTerraform } from '../support/runner/with-terraform.ts';

describe('the documentation', () => {
  it('is found: README, CONTRIBUTING, the pages of docs and those of the examples', () => {
    expect(PAGES).toEqual(
      expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/locking.md', 'examples/workflows/README.md']),
    );
  });
});

describe.each(PAGES)('%s', (path) => {
  const page = readPageAt(path);

  it('says of each block what language it is in', () => {
    expect(findLanguageProblems(page)).toEqual([]);
  });

  it('shows workflows, and parts of workflows, that GitHub and Lockstep accept', async () => {
    expect(await findWorkflowBlockProblems(page)).toEqual([]);
  });

  it('shows JSON that can be read, and policies that are whole', () => {
    expect(findJsonBlockProblems(page)).toEqual([]);
  });

  it('shows scripts that a shell can read', () => {
    expect(findShellProblems(page)).toEqual([]);
  });

  it('names commands that there are', () => {
    expect(findUnknownCommands(page)).toEqual([]);
  });

  it('leads to files, pictures and headings that are there', () => {
    expect(findLinkProblems(path, page)).toEqual([]);
  });

  it('goes down by one level of heading at a time', () => {
    expect(findHeadingProblems(page)).toEqual([]);
  });
});

describeWithTerraform('the documentation, asked of the real Terraform,', () => {
  it.each(PAGES)('names commands and options that it has, and configuration that it can read: %s', (path) => {
    expect(findTerraformMistakes(readPageAt(path))).toEqual([]);
  });
});
