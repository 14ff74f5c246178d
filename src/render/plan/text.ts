/** Where a text of several lines begins, with what is done to it, and what ends it. It may force a replacement. */
const HEREDOC = /^( *)([-+~]|-\/\+|\+\/-)? .*<<-?([A-Z][A-Z0-9_]*)(?: # forces replacement)?$/;
/** Where it ends, and what comes of it. In a list a comma follows. */
const END = /^( *)([A-Z][A-Z0-9_]*)(?: ->.*| #.*)?,?$/;
const SIGN = /^( +)([-+~]|-\/\+|\+\/-)(?= )/;
/** Terraform sets the signs of such a text's lines so far to the right of the sign of what it is the text of. */
const INDENT = 4;
/** A sign and a space. */
const SIGN_WIDTH = 2;

/**
 * Terraform indents its signs; a diff fence colours them only in the first column. The lines of a text that is written as
 * one have signs of their own, and only where the text changes: a list of YAML in it is no removal.
 */
export function toDiff(text: string): string {
  let within: { readonly end: string; readonly endsAt: number; readonly signAt: number | undefined } | undefined;
  return text
    .split('\n')
    .map((line) => {
      if (within === undefined) {
        const [, indent = '', sign, end] = HEREDOC.exec(line) ?? [];
        if (end !== undefined) {
          // Below what it is the text of: its own lines are further to the right.
          const endsAt = indent.length + SIGN_WIDTH;
          within = { end, endsAt, signAt: sign === '~' ? indent.length + INDENT : undefined };
        }
        return withSignFirst(line);
      }
      const [, before = '', word] = END.exec(line) ?? [];
      if (word === within.end && before.length <= within.endsAt) {
        within = undefined;
        return line;
      }
      const [, indent = ''] = SIGN.exec(line) ?? [];
      return indent.length === within.signAt ? withSignFirst(line) : line;
    })
    .join('\n');
}

function withSignFirst(line: string): string {
  return line.replace(SIGN, (_, indent: string, sign: string) => (sign === '~' ? `!${indent}` : `${sign}${indent}`));
}
