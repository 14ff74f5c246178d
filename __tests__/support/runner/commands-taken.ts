/**
 * The lines that the runner would take for commands, indented or not, and those that have an old command anywhere in them:
 * none between stop-commands and its token. A line ends where .NET ends it, and what .NET trims has U+0085 in it.
 */
export function commandsTaken(log: string): readonly string[] {
  let token: string | undefined;
  const lines = log.split(/\r\n|\r|\n/).map((line) => line.replace(/^[\s\u0085]+/, ''));
  return lines.filter((line) => {
    if (token !== undefined) {
      if (line === `::${token}::`) token = undefined;
      return false;
    }
    token = /^::stop-commands::(.+)$/.exec(line)?.[1];
    return line.startsWith('::') || line.includes('##[');
  });
}
