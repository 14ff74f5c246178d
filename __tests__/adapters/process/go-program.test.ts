import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { isTerraformProgram } from '../../../src/adapters/process/go-program.ts';
import { pathOf, TOOL } from '../../support/on-path.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';
import { buildInformation, TERRAFORM, withSection } from '../../support/fakes/tool-shell.ts';

const folder = useTemporaryFolder();
const ELF = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(57)]);
const MACH_O = Buffer.concat([Buffer.from('cffaedfe', 'hex'), Buffer.alloc(60)]);

function isTool(content: Buffer): boolean {
  const file = join(folder(), 'program');
  writeFileSync(file, content);
  return isTerraformProgram(file);
}

describe('the program of a process', () => {
  it.each([
    ['github.com/hashicorp/terraform', true],
    ['github.com/opentofu/opentofu/cmd/tofu', true],
    ['github.com/hashicorp/terraform-provider-aws', false],
    ['github.com/hashicorp/terraform/tools/protobuf-compile', false],
    ['github.com/opentofu/opentofu/cmd/other', false],
    ['github.com/tofuutils/tenv/v4/cmd/terraform', false],
    ['command-line-arguments', false],
  ])('is Terraform or OpenTofu by its main package: %s: %s', (mainPackage, expected) => {
    const information = buildInformation(mainPackage);
    expect(isTool(withSection(ELF, '.go.buildinfo', information))).toBe(expected);
    expect(isTool(Buffer.concat([MACH_O, information]))).toBe(expected);
  });

  it('is none for carrying one: what counts in an ELF file is its own section', () => {
    const inside = Buffer.concat([ELF, buildInformation(TERRAFORM)]);
    expect(isTool(withSection(inside, '.go.buildinfo', buildInformation('example.com/wrapper')))).toBe(false);
    expect(isTool(withSection(inside, '.data', buildInformation(TERRAFORM)))).toBe(false);
    expect(isTool(inside)).toBe(false);
  });

  it.each([1 << 20, (1 << 20) - 1, (1 << 20) - 20, (2 << 20) - 60])(
    'is known wherever in the file that lies: at byte %d',
    (at) => {
      const before = Buffer.concat([MACH_O, Buffer.alloc(at - MACH_O.length)]);
      expect(isTool(Buffer.concat([before, buildInformation(TERRAFORM), Buffer.alloc(5000)]))).toBe(true);
    },
  );

  it('is none when it is a script, empty, cut off, or not there', () => {
    expect(isTool(Buffer.from(`#!/bin/sh\nexec terraform "$@" # path\t${TERRAFORM}\n`))).toBe(false);
    expect(isTool(Buffer.alloc(0))).toBe(false);
    const whole = withSection(ELF, '.go.buildinfo', buildInformation(TERRAFORM));
    // The end of the last header is of no use here.
    for (let length = 0; length < whole.length - 64; length += 7) expect(isTool(whole.subarray(0, length))).toBe(false);
    expect(isTerraformProgram(join(folder(), 'nothing'))).toBe(false);
    expect(isTerraformProgram(folder())).toBe(false);
  });

  it('is looked at anew when another lies at its path', () => {
    expect(isTool(withSection(ELF, '.go.buildinfo', buildInformation(TERRAFORM)))).toBe(true);
    expect(isTool(Buffer.from('#!/bin/sh\n'))).toBe(false);
  });
});

describeWithTerraform('the real tool', () => {
  it('is known to be it, and node is not', () => {
    expect(isTerraformProgram(pathOf(TOOL) ?? '')).toBe(true);
    expect(isTerraformProgram(process.execPath)).toBe(false);
  });
});
