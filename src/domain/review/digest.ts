import { createHmac } from 'node:crypto';
import { canonicalJson } from '../json.ts';
import type { ChangeValues, Plan, ResourceChange } from '../plan/plan.ts';

/** A change as it is digested and compared. */
export interface Digestible {
  readonly kind: 'resource' | 'output';
  readonly address: string;
  readonly actions: readonly string[];
  readonly values: ChangeValues;
  /** Undefined for an output. */
  readonly resource: ResourceChange | undefined;
}

/** The parts of a plan that are reviewed. */
export type ReviewedParts = Pick<Plan, 'changes' | 'outputChanges' | 'actionInvocations'>;

/** What of a plan is reviewed. Reading a data source changes nothing, so it needs no review. */
export function digestiblesOf({ changes, outputChanges, actionInvocations }: ReviewedParts): readonly Digestible[] {
  const resources = changes.filter(({ action }) => action !== 'read');
  const invocations = actionInvocations.map(({ address, values }): Digestible => {
    return { kind: 'resource', address, actions: ['invoke'], values, resource: undefined };
  });
  return [
    ...invocations,
    ...resources.map((resource): Digestible => {
      const { address, actions, values } = resource;
      return { kind: 'resource', address, actions, values, resource };
    }),
    ...outputChanges.map(({ name, action, values }): Digestible => {
      return { kind: 'output', address: name, actions: [action], values, resource: undefined };
    }),
  ];
}

/** Digests of one change's parts: bound to what it is a change of, so that equal values elsewhere have others. */
export type Digest = (parts: readonly unknown[]) => string;

export function openDigest({ kind, address }: Pick<Digestible, 'kind' | 'address'>, salt: string): Digest {
  return (parts) =>
    createHmac('sha256', salt)
      .update(canonicalJson([kind, address, ...parts]))
      .digest('base64url')
      .slice(0, DIGEST_CHARACTERS);
}

/** 132 bits. */
const DIGEST_CHARACTERS = 22;
