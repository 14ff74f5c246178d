/**
 * The lines that the runner would take for commands, indented or not: none between stop-commands and its token. What .NET
 * trims has U+0085 in it.
 */
export function commandsTaken(log: string): readonly string[] {
  let token: string | undefined;
  const lines = log.split('\n').map((line) => line.replace(/^[\s\u0085]+/, ''));
  return lines.filter((line) => {
    if (token !== undefined) {
      if (line === `::${token}::`) token = undefined;
      return false;
    }
    token = /^::stop-commands::(.+)$/.exec(line)?.[1];
    return line.startsWith('::') || line.startsWith('##[');
  });
}
