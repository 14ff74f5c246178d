import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

import { type FaultOn, Faults } from '../faults.ts';
import { type Answer, type CUT, type Incoming, listen, signerOf } from '../local-listener.ts';

/** An attribute value as DynamoDB's JSON has it. */
type Attribute =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly L: readonly Attribute[] }
  | { readonly M: Readonly<Record<string, Attribute>> };

type Item = Readonly<Record<string, Attribute>>;

export interface RecordedDynamoDbRequest {
  /** From X-Amz-Target: PutItem, … */
  readonly operation: string;
  readonly table: string | undefined;
  readonly lockId: string | undefined;
  /** The request's document. */
  readonly input: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
  readonly atMs: number;
  /** 0 until the request has been applied or refused, and for ever if it was cut before that. */
  status: number;
}

/** The methods after `addFault` change and read the tables directly: unrecorded, and beyond the reach of faults. */
export interface DynamoDbServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RecordedDynamoDbRequest[];
  clearRequests(): void;
  /** Returns what disarms the fault. */
  addFault(fault: FaultOn<RecordedDynamoDbRequest>): () => void;
  /** On demand; of Terraform's shape unless another hash key is named: string hash key LockID. */
  createTable(name: string, hashKey?: string): Promise<void>;
  /** Lets items of the table expire by this attribute, as far as a description says so. */
  expireBy(table: string, attribute: string): void;
  item(table: string, lockId: string): Promise<Item | undefined>;
  items(table: string): Promise<readonly Item[]>;
  putItem(table: string, item: Item): Promise<void>;
  deleteItem(table: string, lockId: string): Promise<void>;
}

export async function startDynamoDbServer(
  options: { readonly port?: number; readonly tables?: readonly string[] } = {},
): Promise<DynamoDbServer> {
  // Loaded when wanted: dynalite brings a database along, which who only imports this file should not pay for.
  const { default: dynalite } = await import('dynalite');
  const backend = dynalite({ createTableMs: 0 });
  const requests: RecordedDynamoDbRequest[] = [];
  const faults = new Faults<RecordedDynamoDbRequest>();
  const expiring = new Map<string, string>();
  const handle = async (incoming: Incoming, closing: AbortSignal): Promise<Answer | typeof CUT> => {
    const recorded = recordOf(incoming);
    requests.push(recorded);
    return faults.around(recorded, closing, refused, () => {
      const attribute = recorded.operation === 'DescribeTimeToLive' ? expiring.get(recorded.table ?? '') : undefined;
      return attribute === undefined ? answerOf(backend, incoming) : expiry(attribute);
    });
  };
  const listener = await listen(options.port ?? 0, handle);
  const call = (operation: string, input: object): Promise<unknown> => called(backend, operation, input);
  const server: DynamoDbServer = {
    url: listener.url,
    requests,
    clearRequests: () => {
      requests.length = 0;
    },
    addFault: (fault) => faults.add(fault),
    expireBy: (table, attribute) => {
      expiring.set(table, attribute);
    },
    createTable: async (name, hashKey = 'LockID') => {
      await call('CreateTable', {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: hashKey, KeyType: 'HASH' }],
      });
      await untilActive(name, call);
    },
    item: async (table, lockId) => {
      const found = await call('GetItem', { TableName: table, Key: { LockID: { S: lockId } }, ConsistentRead: true });
      return (found as { readonly Item?: Item }).Item;
    },
    items: async (table) => {
      const found = await call('Scan', { TableName: table, ConsistentRead: true });
      const { Items, LastEvaluatedKey } = found as {
        readonly Items: readonly Item[];
        readonly LastEvaluatedKey?: Item;
      };
      if (LastEvaluatedKey !== undefined) throw new Error(`${table} holds more items than one scan returns`);
      return Items;
    },
    putItem: async (table, item) => {
      await call('PutItem', { TableName: table, Item: item });
    },
    deleteItem: async (table, lockId) => {
      await call('DeleteItem', { TableName: table, Key: { LockID: { S: lockId } } });
    },
    [Symbol.asyncDispose]: () => listener.close(),
  };
  for (const table of options.tables ?? []) await server.createTable(table);
  return server;
}

/** createTableMs is 0, and yet dynalite activates the table only in a later turn of the event loop. */
async function untilActive(table: string, call: (operation: string, input: object) => Promise<unknown>): Promise<void> {
  for (;;) {
    const found = (await call('DescribeTable', { TableName: table })) as { Table: { TableStatus: string } };
    if (found.Table.TableStatus === 'ACTIVE') return;
  }
}

async function called(backend: Server, operation: string, input: object): Promise<unknown> {
  const answer = await answerOf(backend, {
    method: 'POST',
    target: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      // dynalite wants the parts of a signature to be there and checks none of them.
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: Buffer.from(JSON.stringify(input)),
  });
  if (answer.status !== 200) throw new Error(`${operation}: ${answer.body.toString()}`);
  return JSON.parse(answer.body.toString());
}

/** Hands a request to dynalite's own listener, in process, and collects the answer instead of sending it. */
function answerOf(backend: Server, { method, target, headers, body }: Incoming): Promise<Answer> {
  return new Promise((resolve) => {
    const request = Object.assign(Readable.from([body]), { method, url: target, headers });
    const collected: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: string | number) => {
        collected[name.toLowerCase()] = String(value);
      },
      end: (text = '') => {
        resolve({ status: response.statusCode, headers: collected, body: text });
      },
    };
    backend.emit('request', request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
}

function recordOf({ headers, body }: Incoming): RecordedDynamoDbRequest {
  const input = parsed(body);
  const { TableName, Key, Item: item } = input as { TableName?: string; Key?: Item; Item?: Item };
  const lockId = (Key ?? item)?.['LockID'];
  return {
    operation: (headers['x-amz-target'] ?? '').replace(/^.*\./, ''),
    table: TableName,
    lockId: lockId !== undefined && 'S' in lockId ? lockId.S : undefined,
    input,
    headers,
    ...signerOf(headers),
    atMs: Date.now(),
    status: 0,
  };
}

/** What dynalite will refuse as no document is recorded as an empty one. */
function parsed(body: Buffer): object {
  try {
    const document: unknown = JSON.parse(body.toString());
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}

/** dynalite knows of no expiry. */
function expiry(AttributeName: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName } }),
  };
}

function refused(status: number, code: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
  };
}
