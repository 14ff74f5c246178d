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
 * Whether of every change at least the end was seen: the same of the same object, or, of an update, every attribute that
 * it changes in one plan or another.
 */
export function areReviewed(changes: readonly ResourceChange[], seen: readonly ResourceChange[]): boolean {
  return changes.every((change) => {
    const ofIt = seen.filter(({ address }) => address === change.address);
    const alike = ofIt.filter(({ action }) => action === change.action || (isUpdate(change) && action === 'create'));
    if (alike.some(({ values }) => isEqual(values.after, change.values.after))) return true;
    return isUpdate(change) && changedAttributes(change).every((name) => isEndOf(name, change, alike));
  });
}

function isUpdate({ action }: ResourceChange): boolean {
  return action === 'update';
}

function changedAttributes({ values }: ResourceChange): readonly string[] {
  const names = ['size', 'deletion_protection'];
  return names.filter((name) => !isEqual(attributeOf(values.before, name), attributeOf(values.after, name)));
}

function isEndOf(name: string, { values }: ResourceChange, seen: readonly ResourceChange[]): boolean {
  return seen.some(
    (one) =>
      (one.action === 'create' || changedAttributes(one).includes(name)) &&
      isEqual(attributeOf(one.values.after, name), attributeOf(values.after, name)),
  );
}

function attributeOf(attributes: unknown, name: string): unknown {
  return (attributes as Readonly<Record<string, unknown>> | null)?.[name];
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
