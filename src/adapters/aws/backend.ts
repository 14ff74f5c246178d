import { S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '../../domain/environment.ts';
import { type AwsConnection, type S3Backend, BackendUnusable } from '../../domain/stack/backend.ts';
import type { Tool } from '../../domain/stack/tool.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend, StateDigests } from '../../ports/backend.ts';
import type { TableHome } from '../../domain/turn/turn-home.ts';
import type { TurnStore } from '../../ports/turns.ts';
import { connect, type ClientSettings } from './connect.ts';
import { openIdentity, type Credentials } from './credentials.ts';
import { openLocks } from './locks.ts';
import { openProbes } from './probes.ts';
import { loadProfile } from './sdk/profile.ts';
import { endStalls, type SdkClient } from './network/stall.ts';
import { openObjects } from './objects.ts';
import type { LockTable } from './table.ts';
import { openTurnHomes } from './turn-homes.ts';
import { openTurnObject } from './turn-object.ts';
import { request } from './translate.ts';

export interface AwsOptions {
  readonly env: Environment;
  /** Whose requests these are to be like. */
  readonly tool: Tool;
  readonly signal: AbortSignal;
  /** Keeps a value out of the log. */
  readonly mask: (secret: string) => void;
  /** Looked at before each request: throws an AbortError when nothing is to be asked for any more. */
  readonly beforeRequest?: () => void;
  /** How long nothing may move on the connection of a request. */
  readonly stallMs?: number;
  /** Tells what a role without a permission goes without. */
  readonly warn: (message: string) => void;
}

/** One place for all requests, whichever of them would have to be thought of. */
function prepare(client: SdkClient, { beforeRequest = () => undefined }: AwsOptions): void {
  const lookBefore =
    <Args, Answer>(next: (args: Args) => Promise<Answer>) =>
    async (args: Args): Promise<Answer> => {
      beforeRequest();
      return next(args);
    };
  client.middlewareStack.add(lookBefore, { step: 'initialize' });
  endStalls(client);
}

/** Opens the backend with the very settings that Terraform uses. */
export async function openAwsBackend(settings: S3Backend, options: AwsOptions): Promise<Backend> {
  const { connection } = settings;
  const profile = await loadProfile(connection, options.env);
  const connected = await connect(connection, { ...options, profile });
  const { clientSettings, s3, dynamodb } = connected;
  const identity = openIdentity({ ...options, connection, profile, connected });
  const { credentials } = identity;
  await confirmAccount(connection, { ...clientSettings('sts'), credentials });
  const client = new S3Client({ ...clientSettings('s3'), credentials, ...s3 });
  prepare(client, options);
  const objects = openObjects(client, settings, options.signal);
  const forTables = { ...clientSettings('dynamodb'), ...dynamodb, credentials };
  const openTableAt = async ({ table: name, region }: TableHome): Promise<LockTable> => {
    const sdk = await loadTables();
    const elsewhere = new sdk.DynamoDBClient({ ...forTables, region });
    prepare(elsewhere, options);
    return sdk.openTable(elsewhere, name, options.signal);
  };
  const openWith = async (of: S3Backend, tables: typeof forTables): Promise<Backend> => {
    const table = await openLockTable(of, tables, options);
    const object = (address: StateAddress): TurnStore => openTurnObject({ client, settings, address, objects });
    const openTurns = (address: StateAddress): TurnStore => {
      return openTurnHomes({
        address,
        object: object(address),
        table: table && { home: table.home, store: table.turns(address) },
        openElsewhere: async (home) => {
          const sdk = await loadTables();
          const elsewhere = new sdk.DynamoDBClient({ ...forTables, region: home.region });
          prepare(elsewhere, options);
          return sdk.openTurnItem({ client: elsewhere, home, address });
        },
        warn: options.warn,
      });
    };
    /** What one has found, the others of this process need not look for. */
    const production = new Map<string, TurnStore>();
    return {
      settings: of,
      objects,
      digests: table?.records ?? NO_DIGESTS,
      turns: (address, key) => {
        if (key === 'pr') return table?.turns(address) ?? object(address);
        const id = lockItemId(address);
        const turns = production.get(id) ?? openTurns(address);
        production.set(id, turns);
        return turns;
      },
      locks: openLocks(
        { table: table?.records, tableHome: table?.home, objects: of.useLockfile ? objects : undefined },
        async (kind) => ({
          table: kind.table && (await openTableAt(kind.table)),
          tableHome: kind.table,
          objects: kind.lockfile ? objects : undefined,
        }),
      ),
      probes: openProbes({
        settings: of,
        s3: client,
        signal: options.signal,
        clientSettings: (service) => ({
          ...clientSettings(service),
          ...(service === 'dynamodb' ? dynamodb : {}),
          credentials,
        }),
      }),
      at: ({ lockfile, table: home }) =>
        openWith(
          { ...settings, lockTable: home?.table, useLockfile: lockfile },
          home === undefined ? forTables : { ...forTables, region: home.region },
        ),
      credentialsTerm: () => identity.term(),
      renewCredentials: () => identity.renew(),
    };
  };
  return openWith(settings, forTables);
}

const NO_DIGESTS: StateDigests = {
  get: () => Promise.resolve(undefined),
  put: () => Promise.resolve(true),
  replace: () => Promise.resolve(true),
  delete: () => Promise.resolve(true),
};

interface OpenTable {
  readonly home: TableHome;
  readonly records: LockTable;
  turns(address: StateAddress): TurnStore;
}

async function openLockTable(
  settings: S3Backend,
  clientSettings: ClientSettings & { readonly credentials: Credentials },
  options: AwsOptions,
): Promise<OpenTable | undefined> {
  const { lockTable: table } = settings;
  if (table === undefined) return undefined;
  const { DynamoDBClient, openTable, openTurnItem } = await loadTables();
  const client = new DynamoDBClient(clientSettings);
  prepare(client, options);
  const home: TableHome = { kind: 'table', table, region: clientSettings.region };
  return {
    home,
    records: openTable(client, table, options.signal),
    turns: (address) => openTurnItem({ client, home, address }),
  };
}

/** Most backends have no table, and what is not loaded costs no time. */
async function loadTables() {
  const [{ DynamoDBClient }, { openTable }, { openTurnItem }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('./table.ts'),
    import('./turn-item.ts'),
  ]);
  return { DynamoDBClient, openTable, openTurnItem };
}

/** Terraform refuses a wrong account before it writes; so does whatever is written from here. */
async function confirmAccount(
  connection: AwsConnection,
  client: ClientSettings & { readonly credentials: Credentials },
): Promise<void> {
  const { allowedAccountIds, forbiddenAccountIds } = connection;
  if (allowedAccountIds.length === 0 && forbiddenAccountIds.length === 0) return;
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const sts = new STSClient(client);
  endStalls(sts);
  const { Account = '' } = await request({ action: 'sts:GetCallerIdentity', resource: 'the account' }, () =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  const allowed = allowedAccountIds.length === 0 || allowedAccountIds.includes(Account);
  if (!allowed || forbiddenAccountIds.includes(Account)) {
    throw new BackendUnusable(
      `the credentials belong to the account ${Account}, which the backend's ${allowed ? 'forbidden_account_ids' : 'allowed_account_ids'} rules out.`,
    );
  }
}
