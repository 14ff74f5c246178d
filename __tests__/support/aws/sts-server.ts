import { createHash, randomBytes, randomUUID } from 'node:crypto';

import { type FaultOn, Faults } from '../faults.ts';
import { type Answer, type CUT, type Incoming, listen, signerOf } from '../local-listener.ts';

interface RecordedStsRequest {
  /** The query protocol's Action: AssumeRole, … */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Undefined for AssumeRoleWithWebIdentity, which is not signed. */
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
  readonly atMs: number;
  /** 0 until the request has been answered, and for ever if it was cut before that. */
  status: number;
}

export interface StsServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RecordedStsRequest[];
  clearRequests(): void;
  /** Returns what disarms the fault. */
  addFault(fault: FaultOn<RecordedStsRequest>): () => void;
}

const ACCOUNT = '123456789012';

/** The same for every session of a role, so that a test can name the identity it expects another server to see. */
export function accessKeyIdOfRole(roleArn: string): string {
  const digest = createHash('sha256').update(roleArn).digest();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return `ASIA${[...digest.subarray(0, 16)].map((byte) => alphabet[byte % 32]).join('')}`;
}

export async function startStsServer(options: { readonly port?: number } = {}): Promise<StsServer> {
  const requests: RecordedStsRequest[] = [];
  const faults = new Faults<RecordedStsRequest>();
  const sessions = new Map<string, string>();
  const handle = async (incoming: Incoming, closing: AbortSignal): Promise<Answer | typeof CUT> => {
    const parameters = Object.fromEntries(new URLSearchParams(incoming.body.toString()));
    const recorded: RecordedStsRequest = {
      operation: parameters['Action'] ?? '',
      parameters,
      ...signerOf(incoming.headers),
      atMs: Date.now(),
      status: 0,
    };
    requests.push(recorded);
    return faults.around(recorded, closing, refused, () => answer(recorded, sessions));
  };
  const listener = await listen(options.port ?? 0, handle);
  return {
    url: listener.url,
    requests,
    clearRequests: () => {
      requests.length = 0;
    },
    addFault: (fault) => faults.add(fault),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

/** `sessions` keeps the ARN of the session last issued under each access key id. */
function answer(request: RecordedStsRequest, sessions: Map<string, string>): Answer {
  const { operation, parameters, accessKeyId } = request;
  switch (operation) {
    case 'AssumeRole':
      if (accessKeyId === undefined) return unsigned();
      return assumed(operation, parameters, '', sessions);
    case 'AssumeRoleWithWebIdentity':
      if ((parameters['WebIdentityToken'] ?? '') === '') return invalid('WebIdentityToken must not be empty');
      return assumed(operation, parameters, tag('SubjectFromWebIdentityToken', 'subject'), sessions);
    case 'GetCallerIdentity': {
      if (accessKeyId === undefined) return unsigned();
      const arn = sessions.get(accessKeyId) ?? `arn:aws:iam::${ACCOUNT}:user/${accessKeyId}`;
      const account = arn.split(':')[4] ?? '';
      return success(operation, tag('Arn', arn) + tag('UserId', accessKeyId) + tag('Account', account));
    }
    default:
      return refused(400, 'InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
  }
}

function assumed(
  operation: string,
  parameters: RecordedStsRequest['parameters'],
  subject: string,
  sessions: Map<string, string>,
): Answer {
  const roleArn = parameters['RoleArn'] ?? '';
  const session = parameters['RoleSessionName'] ?? '';
  const seconds = Number(parameters['DurationSeconds'] ?? '3600');
  const role = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
  if (role === null) return invalid(`${roleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    return invalid(`Value '${session}' at 'roleSessionName' failed to satisfy constraint`);
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200)
    return invalid(`Value '${seconds}' at 'durationSeconds' failed to satisfy constraint`);
  const accessKeyId = accessKeyIdOfRole(roleArn);
  const arn = `arn:aws:sts::${role[1] ?? ''}:assumed-role/${role[2] ?? ''}/${session}`;
  sessions.set(accessKeyId, arn);
  const credentials =
    tag('AccessKeyId', accessKeyId) +
    tag('SecretAccessKey', randomBytes(30).toString('base64')) +
    tag('SessionToken', randomBytes(60).toString('base64')) +
    tag('Expiration', new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z'));
  const user = tag('AssumedRoleId', `AROA${accessKeyId.slice(4)}:${session}`) + tag('Arn', arn);
  return success(
    operation,
    `${subject}<AssumedRoleUser>${user}</AssumedRoleUser><Credentials>${credentials}</Credentials>`,
  );
}

const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

function success(operation: string, result: string): Answer {
  return xml(
    200,
    `<${operation}Response ${NAMESPACE}><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata>${tag('RequestId', randomUUID())}</ResponseMetadata></${operation}Response>`,
  );
}

function refused(status: number, code: string, message: string): Answer {
  const error = tag('Type', status < 500 ? 'Sender' : 'Receiver') + tag('Code', code) + tag('Message', message);
  return xml(
    status,
    `<ErrorResponse ${NAMESPACE}><Error>${error}</Error>${tag('RequestId', randomUUID())}</ErrorResponse>`,
  );
}

function invalid(message: string): Answer {
  return refused(400, 'ValidationError', message);
}

function unsigned(): Answer {
  return refused(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function tag(name: string, raw: string): string {
  return `<${name}>${raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>`;
}
