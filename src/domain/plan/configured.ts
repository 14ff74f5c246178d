import { asRecord } from '../json.ts';

type Path = readonly (string | number)[];

/** What matters here of a leaf (`transitions.ts`). */
interface Leaf {
  readonly path: Path;
  readonly after: string | undefined;
  readonly elements?: readonly { readonly value: unknown }[];
}

/** The `expressions` of a resource in the plan's `configuration`: attributes, and blocks of blocks, by name. */
export type Configured = Readonly<Record<string, unknown>>;

/** `module.a["x"].aws_instance.b[0]` is described at `module.a.aws_instance.b`. */
export function configurationAddress(entry: {
  readonly module_address?: string | undefined;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
}): string {
  const module = entry.module_address === undefined ? undefined : withoutIndexes(entry.module_address);
  const own = `${entry.mode === 'data' ? 'data.' : ''}${entry.type}.${entry.name}`;
  return module === undefined ? own : `${module}.${own}`;
}

/** `a.b["x"].c[0]` is `a.b.c`. */
export function withoutIndexes(address: string): string {
  return address.replace(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, '');
}

/** What the configuration of each resource sets, by its address without indexes. */
export function findConfigured(module: unknown, within = ''): ReadonlyMap<string, Configured> {
  const found = new Map<string, Configured>();
  const { resources, module_calls: calls } = asRecord(module) ?? {};
  for (const resource of Array.isArray(resources) ? resources.map(asRecord) : []) {
    const address = resource?.['address'];
    if (typeof address !== 'string') continue;
    found.set(within + address, asRecord(resource?.['expressions']) ?? {});
  }
  for (const [name, call] of Object.entries(asRecord(calls) ?? {})) {
    const inner = findConfigured(asRecord(call)?.['module'], `${within}module.${name}.`);
    for (const [address, expressions] of inner) found.set(address, expressions);
  }
  return found;
}

/** Whether the configuration certainly sets what this is a leaf of, so that it alone says what becomes known later. */
export function isSurelySet(configured: Configured, path: Path): boolean {
  return lookUp(configured, path) === 'set';
}

/**
 * Whether the configuration may set this leaf. The plan's JSON shows neither `dynamic` blocks nor blocks that are written
 * for an attribute: a list of objects that it does not tell of may be made of such.
 */
export function mayBeSet(configured: Configured, leaf: Leaf): boolean {
  return lookUp(configured, leaf.path) !== 'unset' || holdsObjects(leaf);
}

/** Whether the configuration certainly leaves this to the provider. */
export function isLeft(configured: Configured, path: Path): boolean {
  return lookUp(configured, path) === 'unset';
}

type Found = 'set' | 'unset' | 'open';

/** In a block, or in the resource itself. */
function lookUp(block: Configured, [name, ...rest]: Path): Found {
  if (typeof name !== 'string') return 'open';
  if (Object.hasOwn(block, name)) return lookInto(block[name], rest);
  return rest.some((part) => typeof part === 'number') ? 'open' : 'unset';
}

/** In what an attribute or a kind of block is set to. */
function lookInto(node: unknown, path: Path): Found {
  if (Array.isArray(node)) {
    // Blocks of a list stand in their order, those of a set do not, and others may come from `dynamic`.
    const [place, ...rest] = path;
    const found = new Set(typeof place === 'number' ? node.map((block) => lookUp(asRecord(block) ?? {}, rest)) : []);
    const [only] = found;
    return found.size === 1 && only !== undefined ? only : 'open';
  }
  const record = asRecord(node);
  if (record === undefined) return 'open';
  // An empty one may be an empty block, too.
  if (isExpression(record)) return judgeExpression(record, path.length === 0 ? 'set' : 'open');
  return lookUp(record, path);
}

export function isExpression(node: Configured): boolean {
  const { references } = node;
  const names = Object.keys(node).filter((name) => name !== 'constant_value' && name !== 'references');
  return names.length === 0 && (references === undefined || Array.isArray(references));
}

/** `null` leaves it to the provider. */
function judgeExpression({ references, constant_value: constant }: Configured, otherwise: Found): Found {
  if (references !== undefined) return 'set';
  return constant === null ? 'unset' : otherwise;
}

function holdsObjects({ after, elements }: Leaf): boolean {
  if (elements !== undefined) return elements.some(({ value }) => asRecord(value) !== undefined);
  return after?.startsWith('[') === true && (JSON.parse(after) as readonly unknown[]).some((value) => asRecord(value));
}
