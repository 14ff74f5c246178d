import { asRecord } from '../json.ts';

/** `module.a["x"].aws_instance.b[0]` is described at `module.a.aws_instance.b`. */
export function configurationAddress(entry: {
  readonly module_address?: string | undefined;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
}): string {
  const module = entry.module_address?.replace(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, '');
  const own = `${entry.mode === 'data' ? 'data.' : ''}${entry.type}.${entry.name}`;
  return module === undefined ? own : `${module}.${own}`;
}

/** The attributes and blocks that the configuration of each resource sets, by its address without indexes. */
export function findConfigured(module: unknown, within = ''): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  const { resources, module_calls: calls } = asRecord(module) ?? {};
  for (const resource of Array.isArray(resources) ? resources.map(asRecord) : []) {
    const address = resource?.['address'];
    if (typeof address !== 'string') continue;
    found.set(within + address, new Set(Object.keys(asRecord(resource?.['expressions']) ?? {})));
  }
  for (const [name, call] of Object.entries(asRecord(calls) ?? {})) {
    const inner = findConfigured(asRecord(call)?.['module'], `${within}module.${name}.`);
    for (const [address, names] of inner) found.set(address, names);
  }
  return found;
}
