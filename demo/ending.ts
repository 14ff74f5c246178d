/** What must be true when the story has ended. */
import { BUCKET, TABLE, type Cloud, type Scenario } from '../__tests__/support/runner/stage.ts';
import { ANA, BEN, type Change } from './cast.ts';
import type { Production } from './record.ts';

interface State {
  readonly serial: number;
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources: readonly StateResource[];
}

interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly index_key?: string }[];
}

/** Terraform's own field names. */
export interface LockRecord {
  readonly ID: string;
  readonly Who: string;
}

export function readProductionLock(cloud: Cloud, { prodKey }: Scenario): LockRecord | undefined {
  const stored = cloud.s3.get(BUCKET, `${prodKey}.tflock`);
  return stored === undefined ? undefined : (JSON.parse(Buffer.from(stored.body).toString()) as LockRecord);
}

export function readProduction(cloud: Cloud, { prodKey }: Scenario): Production {
  const stored = cloud.s3.get(BUCKET, prodKey);
  if (stored === undefined) throw new Error(`There is no state at ${prodKey}`);
  const { serial, resources, outputs } = parseState(stored.body);
  return {
    serial,
    resources: resources.flatMap(addresses),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, String(value)])),
  };
}

/** Objects, versions and delete markers in the bucket, and items in the table, at anything below the PR key's directory. */
export async function listLeftovers(cloud: Cloud, scenario: Scenario, { number }: Change): Promise<readonly string[]> {
  const directory = scenario.prKey(number).replace(/[^/]*$/, '');
  const versions = cloud.s3.versions(BUCKET, directory).map(({ kind, key }) => `${kind} of ${key}`);
  const items = (await cloud.dynamodb.items(TABLE))
    .map(({ LockID }) => (LockID !== undefined && 'S' in LockID ? LockID.S : ''))
    .filter((lockId) => lockId.startsWith(`${BUCKET}/${directory}`));
  return [...versions, ...items.map((lockId) => `item ${lockId}`)];
}

export function findProblems(cloud: Cloud, scenario: Scenario): readonly string[] {
  const { github } = scenario;
  const problems = github.violations.map((violation) => `GitHub would have refused this: ${violation}`);
  for (const { number } of [ANA, BEN]) {
    const count = github.comments(number).length;
    if (count !== 1) problems.push(`#${number} has ${count} comments and not 1`);
    const told = github.history(number).map(({ body }) => body);
    if (!told.some(saysThatItWaits)) problems.push(`The comment on #${number} never said that its apply waited`);
    if (!/^### .*: applied\b/m.test(told.at(-1) ?? ''))
      problems.push(`The comment on #${number} does not end with what was applied`);
  }
  const states = productionStates(cloud, scenario);
  const first = (holds: (state: State) => boolean): number => states.findIndex(holds);
  const anas = first(({ outputs }) => outputs['database_version']?.value === 'postgres-16');
  const bens = first(({ outputs }) => outputs['api_url']?.value === 'https://api.example.com/v2');
  if (anas < 0 || bens < 0) problems.push('Production does not hold what both pull requests asked for');
  else if (bens <= anas) problems.push('#43 was applied before #41');
  return problems;
}

export function saysThatItWaits(body: string): boolean {
  return /^### .*\bwaiting\b/m.test(body);
}

/** Every version of production's state, oldest first. */
function productionStates({ s3 }: Cloud, { prodKey }: Scenario): readonly State[] {
  return s3
    .versions(BUCKET, prodKey)
    .filter(({ key, kind }) => key === prodKey && kind === 'version')
    .map(({ key, versionId }) => s3.version(BUCKET, key, versionId))
    .filter((stored) => stored !== undefined)
    .map(({ body }) => parseState(body))
    .reverse();
}

function parseState(body: Uint8Array): State {
  return JSON.parse(Buffer.from(body).toString()) as State;
}

function addresses({ type, name, instances }: StateResource): string[] {
  return instances.map(({ index_key: key }) => `${type}.${name}${key === undefined ? '' : `["${key}"]`}`);
}
