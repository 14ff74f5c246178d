import type { ResourceChange } from '../../../src/domain/plan/plan.ts';
import { createChange } from '../../support/fakes/factories.ts';

/** What one address of the code has. */
interface Thing {
  readonly size: number;
  readonly isKept: boolean;
}

const ADDRESSES = ['a', 'b'] as const;
type Address = (typeof ADDRESSES)[number];

/** What a commit asks for, or what production has. */
export type Code = { readonly [Name in Address]?: Thing | undefined };

/** What a commit does to one address: what it makes of it, or takes it away where it is, and makes it where it is not. */
export interface Edit {
  readonly address: Address;
  readonly becomes: Thing | 'toggled';
}

/** An edit as it was written on some code. */
export interface Written {
  readonly address: Address;
  readonly becomes: Thing | undefined;
}

const PLAIN: Thing = { size: 1, isKept: false };

/** Nothing for documentation. */
export function write(edit: Edit | undefined, code: Code): readonly Written[] {
  if (edit === undefined) return [];
  const { address, becomes } = edit;
  if (becomes !== 'toggled') return [{ address, becomes }];
  return [{ address, becomes: code[address] === undefined ? PLAIN : undefined }];
}

export function edited(code: Code, edits: readonly Written[]): Code {
  return edits.reduce((before, { address, becomes }) => ({ ...before, [address]: becomes }), code);
}

export function changesBetween(production: Code, code: Code): readonly ResourceChange[] {
  return ADDRESSES.flatMap((address) => {
    const before = attributesOf(address, production[address]);
    const after = attributesOf(address, code[address]);
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const action = before === null ? 'create' : after === null ? 'delete' : 'update';
    return [createChange({ address: addressOf(address), action, values: { before, after, unknown: {} } })];
  });
}

/** Production once these changes to it are made. */
export function changed(production: Code, code: Code, changes: readonly ResourceChange[]): Code {
  const isMade = (name: Address): boolean => changes.some(({ address }) => address === addressOf(name));
  return Object.fromEntries(ADDRESSES.map((name) => [name, isMade(name) ? code[name] : production[name]]));
}

export function addressOf(address: Address): string {
  return `aws_thing.${address}`;
}

function attributesOf(id: string, thing: Thing | undefined): Readonly<Record<string, unknown>> | null {
  return thing === undefined ? null : { id, size: thing.size, ...(thing.isKept ? { deletion_protection: 'on' } : {}) };
}

export function describeChanges(changes: readonly ResourceChange[]): string {
  const describe = ({ action, address, values }: ResourceChange): string =>
    `${action} ${address} ${JSON.stringify(values.before)} -> ${JSON.stringify(values.after)}`;
  return changes.length === 0 ? 'nothing' : changes.map(describe).join(', ');
}

/** Whether every change is among those that were seen: whoever has seen it there has seen this. */
export function areSeen(changes: readonly ResourceChange[], seen: readonly ResourceChange[]): boolean {
  const all = seen.map((one) => describeChanges([one]));
  return changes.every((change) => all.includes(describeChanges([change])));
}

/**
 * Whether of every change the end is what was seen last, in the order of the merges: the same of the same object, or every
 * attribute of it as the last plan has it that changes it.
 */
export function areReviewed(changes: readonly ResourceChange[], seen: readonly ResourceChange[]): boolean {
  return changes.every((change) => {
    const { address, action } = change;
    const last = lastWord(seen.filter((one) => one.address === address));
    if (action === 'delete') return last.isDeleted;
    const changed = action === 'create' ? ATTRIBUTES : changedAttributes(change);
    const isAsSeen = (name: string): boolean =>
      last.values.has(name) && isEqual(last.values.get(name), attributeOf(change.values.after, name));
    return (last.isMade || action !== 'create') && changed.every(isAsSeen);
  });
}

/** Whether they leave nothing out of what was seen of their objects last. */
export function areComplete(changes: readonly ResourceChange[], seen: readonly ResourceChange[]): boolean {
  return changes.every(({ address, values: { after } }) => {
    const { values } = lastWord(seen.filter((one) => one.address === address));
    return [...values].every(([name, value]) => isEqual(value, attributeOf(after, name)));
  });
}

interface LastWord {
  readonly isMade: boolean;
  readonly isDeleted: boolean;
  /** By attribute; of what is made, each has one. */
  readonly values: ReadonlyMap<string, unknown>;
}

function lastWord(seen: readonly ResourceChange[]): LastWord {
  const nothing: LastWord = { isMade: false, isDeleted: false, values: new Map() };
  return seen.reduce((before, change) => {
    const { action, values } = change;
    if (action === 'delete') return { ...nothing, isDeleted: true };
    const said = (action === 'create' ? ATTRIBUTES : changedAttributes(change)).map(
      (name) => [name, attributeOf(values.after, name)] as const,
    );
    if (action === 'create') return { ...nothing, isMade: true, values: new Map(said) };
    return { ...before, isDeleted: false, values: new Map([...before.values, ...said]) };
  }, nothing);
}

const ATTRIBUTES = ['size', 'deletion_protection'] as const;

function changedAttributes({ values: { before, after } }: ResourceChange): readonly string[] {
  return ATTRIBUTES.filter((name) => !isEqual(attributeOf(before, name), attributeOf(after, name)));
}

function attributeOf(attributes: unknown, name: string): unknown {
  return (attributes as Readonly<Record<string, unknown>> | null)?.[name];
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
