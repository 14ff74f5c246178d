import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The main package of Terraform. */
export const TERRAFORM = 'github.com/hashicorp/terraform';

/** As Go 1.18 and later write it. Source: Go, debug/buildinfo. */
export function buildInformation(mainPackage: string): Buffer {
  const head = Buffer.concat([Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'), Buffer.alloc(16)]);
  const mark = Buffer.alloc(16, 0xaa);
  const text = `path\t${mainPackage}\nmod\t${mainPackage}\t(devel)\t\n`;
  return Buffer.concat([head, Buffer.from('\x08go1.23.3\x80\x01', 'latin1'), mark, Buffer.from(text), mark]);
}

/** Gives an ELF file one section, of this name and content. The loader does not look at sections. */
export function withSection(elf: Buffer, name: string, content: Buffer): Buffer {
  const names = Buffer.from(`\0${name}\0.shstrtab\0`, 'latin1');
  const section = (nameAt: number, at: number, bytes: number): Buffer => {
    const entry = Buffer.alloc(64);
    entry.writeUInt32LE(nameAt, 0);
    entry.writeUInt32LE(1, 4);
    entry.writeBigUInt64LE(BigInt(at), 24);
    entry.writeBigUInt64LE(BigInt(bytes), 32);
    return entry;
  };
  const contentAt = elf.length;
  const namesAt = contentAt + content.length;
  const table = [
    Buffer.alloc(64),
    section(1, contentAt, content.length),
    section(name.length + 2, namesAt, names.length),
  ];
  const whole = Buffer.concat([elf, content, names, ...table]);
  whole.writeBigUInt64LE(BigInt(namesAt + names.length), 40);
  whole.writeUInt16LE(64, 58);
  whole.writeUInt16LE(table.length, 60);
  whole.writeUInt16LE(table.length - 1, 62);
  return whole;
}

/** A shell that is taken for Terraform: a script that it runs gets the interrupts that are Terraform's. */
export function makeToolShell(folder: string): string {
  const shell = readFileSync('/bin/sh');
  const information = buildInformation(TERRAFORM);
  const isElf = shell.toString('latin1', 0, 4) === '\x7fELF';
  // Some shells look at the name that they are called by.
  const file = join(folder, 'sh');
  const content = isElf ? withSection(shell, '.go.buildinfo', information) : Buffer.concat([shell, information]);
  writeFileSync(file, content, { mode: 0o755 });
  return file;
}
