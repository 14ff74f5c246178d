/** `tags` and `Name` are `tags.Name`; a key that is no name stands in brackets. */
export function joinPath(path: string, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** A path of a plan's JSON, as a difference has it: `["rule", 0, "port"]` is `rule[0].port`. */
export function renderPath(steps: readonly (string | number)[]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === 'number' ? `${path}[${step}]` : joinPath(path, step)),
    '',
  );
}

/** Whether a line of a difference is of what stands at `path`: of it, of a part of it, or of what it is a part of. */
export function isWithin(line: string, path: string): boolean {
  return line === path || isPartOf(line, path) || isPartOf(path, line);
}

function isPartOf(inner: string, outer: string): boolean {
  return outer !== '' && inner.startsWith(outer) && ['.', '[', ':'].includes(inner.charAt(outer.length));
}
