/** A block of a configuration, as `terraform fmt` writes it: an attribute's value is the text behind its `=`. */
export interface HclBlock {
  /** Type and labels: `resource aws_s3_bucket states`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly HclBlock[];
}

type Open = { readonly name: string; readonly attributes: Record<string, string>; readonly blocks: HclBlock[] };

/** Reads the blocks of a formatted file. Throws for a line that it does not know, so that nothing is passed over. */
export function readBlocks(text: string): readonly HclBlock[] {
  const file: Open = { name: '', attributes: {}, blocks: [] };
  const open: Open[] = [file];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').trim();
    const block = open.at(-1) ?? file;
    const opening = /^([a-z_]+(?: "[^"]+")*) \{(\})?$/.exec(line);
    const attribute = /^([a-z_]+) += (.+)$/.exec(line);
    if (line === '' || line.startsWith('#')) continue;
    if (opening?.[1] !== undefined) {
      const inner: Open = { name: opening[1].replaceAll('"', ''), attributes: {}, blocks: [] };
      block.blocks.push(inner);
      if (opening[2] === undefined) open.push(inner);
    } else if (attribute?.[1] !== undefined) {
      const value = [attribute[2] ?? ''];
      while (depthOf(value.join('\n')) > 0 && index + 1 < lines.length) value.push((lines[(index += 1)] ?? '').trim());
      block.attributes[attribute[1]] = value.join('\n');
    } else if (line === '}' && open.length > 1) {
      open.pop();
    } else {
      throw new Error(`line ${index + 1} is not understood: ${line}`);
    }
  }
  if (open.length !== 1) throw new Error('a block is not closed');
  return file.blocks;
}

/** How many brackets are open at the end of this text. */
function depthOf(text: string): number {
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return (outside.match(/[[({]/g)?.length ?? 0) - (outside.match(/[\])}]/g)?.length ?? 0);
}

/** The one block of this name, of which there has to be one. */
export function blockNamed(blocks: readonly HclBlock[], name: string): HclBlock {
  const [found, ...others] = blocks.filter((block) => block.name === name);
  if (found === undefined || others.length > 0) throw new Error(`there is not just one ${name}`);
  return found;
}
