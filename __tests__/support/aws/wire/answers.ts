import { accessKeyIdOfRole } from '../sts-server.ts';
import type { Answer, Incoming } from '../../local-listener.ts';

/** What AWS is asked for: the signature's service, else what the path and the body say. */
export interface Asked {
  readonly service: 's3' | 'dynamodb' | 'sts' | 'iam' | 'sso' | 'metadata' | 'container' | 'unknown';
  /** GetObject, GetItem, AssumeRole, …; of plain HTTP the method and the path. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const STATE = JSON.stringify({
  version: 4,
  terraform_version: '1.11.4',
  serial: 1,
  lineage: '11111111-2222-3333-4444-555555555555',
  outputs: {},
  resources: [],
});

export function readAsked({ method, target, headers, body }: Incoming): Asked {
  const path = target.split('?')[0] ?? '';
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers['authorization'] ?? '')?.[1];
  const dynamoDbTarget = /^DynamoDB_\d+\.(\w+)$/.exec(headers['x-amz-target'] ?? '')?.[1];
  if (dynamoDbTarget !== undefined) return { service: 'dynamodb', operation: dynamoDbTarget, parameters: {} };
  if (/^\/latest\//.test(path)) return { service: 'metadata', operation: `${method} ${path}`, parameters: {} };
  if (/^\/federation\/|^\/token$/.test(path))
    return { service: 'sso', operation: `${method} ${target}`, parameters: {} };
  if (/^\/container\//.test(path)) return { service: 'container', operation: `${method} ${path}`, parameters: {} };
  if (/form-urlencoded/.test(headers['content-type'] ?? '')) {
    const form = [...new URLSearchParams(body.toString())];
    const parameters = Object.fromEntries(form.filter(([name]) => name !== 'Action' && name !== 'Version'));
    const operation = form.find(([name]) => name === 'Action')?.[1] ?? '';
    return { service: scope === 'iam' ? 'iam' : 'sts', operation, parameters };
  }
  return scope === 's3' || scope === undefined
    ? { service: 's3', operation: s3Operation(method, target), parameters: {} }
    : { service: 'unknown', operation: `${method} ${path}`, parameters: {} };
}

function s3Operation(method: string, target: string): string {
  if (method === 'GET' && target.includes('list-type=2')) return 'ListObjectsV2';
  const names: Readonly<Record<string, string>> = { GET: 'Get', HEAD: 'Head', PUT: 'Put', DELETE: 'Delete' };
  return `${names[method] ?? method}Object`;
}

/** Every place answers whatever it is asked, so that what goes to the wrong place is seen there and not as an outage. */
export function answerAs(asked: Asked, incoming: Incoming): Answer {
  switch (asked.service) {
    case 's3':
      return answerS3(asked, incoming);
    case 'dynamodb':
      return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' };
    case 'sts':
      return answerSts(asked, incoming);
    case 'iam':
      return refusedXml(403, 'AccessDenied');
    case 'metadata':
      return answerMetadata(asked, incoming);
    case 'container':
      return json(keys(`CONTAINER${incoming.headers['authorization'] ?? ''}`.replaceAll(/\W/g, '').toUpperCase()));
    case 'sso': {
      const account = /account_id=(\d+)/.exec(incoming.target)?.[1] ?? '';
      const role = /role_name=(\w+)/.exec(incoming.target)?.[1] ?? '';
      const { AccessKeyId, SecretAccessKey, Token } = keys(`ASIASSO${account}${role.toUpperCase()}`);
      const roleCredentials = {
        ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token },
        expiration: Date.now() + 3_600_000,
      };
      return json({ roleCredentials });
    }
    case 'unknown':
      return { status: 404, headers: {}, body: '' };
  }
}

function answerS3({ operation }: Asked, { target }: Incoming): Answer {
  const headers = { 'content-type': 'application/xml', 'x-amz-request-id': '1' };
  if (operation === 'ListObjectsV2') {
    return { status: 200, headers, body: '<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>' };
  }
  if (operation === 'DeleteObject') return { status: 204, headers, body: '' };
  if (operation === 'PutObject') return { status: 200, headers: { ...headers, etag: '"1"' }, body: '' };
  if (/\.tflock/.test(target)) return { status: 404, headers, body: '<Error><Code>NoSuchKey</Code></Error>' };
  const kept = { 'content-type': 'application/json', etag: '"1"', 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT' };
  return { status: 200, headers: kept, body: STATE };
}

function answerSts({ operation, parameters }: Asked, { headers }: Incoming): Answer {
  if (operation === 'GetCallerIdentity') {
    const key = /Credential=([^/]+)\//.exec(headers['authorization'] ?? '')?.[1] ?? '';
    return xml(
      operation,
      `<Arn>arn:aws:iam::123456789012:user/${key}</Arn><UserId>${key}</UserId><Account>123456789012</Account>`,
    );
  }
  const { RoleArn = '', RoleSessionName = '' } = parameters;
  const key = accessKeyIdOfRole(RoleArn);
  const session = RoleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/');
  return xml(
    operation,
    `<AssumedRoleUser><AssumedRoleId>AROA:${RoleSessionName}</AssumedRoleId><Arn>${session}/${RoleSessionName}</Arn></AssumedRoleUser>` +
      `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>` +
      `<SessionToken>of-${key}</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>`,
  );
}

/** IMDSv2: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
function answerMetadata({ operation }: Asked, { headers }: Incoming): Answer {
  const text = { 'content-type': 'text/plain' };
  if (operation === 'PUT /latest/api/token') {
    return { status: 200, headers: { ...text, 'x-aws-ec2-metadata-token-ttl-seconds': '21600' }, body: 'imds-token' };
  }
  if (headers['x-aws-ec2-metadata-token'] === undefined) return { status: 401, headers: text, body: '' };
  if (/security-credentials\/?$/.test(operation)) return { status: 200, headers: text, body: 'instance-role' };
  if (/security-credentials\/instance-role$/.test(operation)) {
    const given = { Code: 'Success', Type: 'AWS-HMAC', LastUpdated: '2026-11-21T10:00:00Z', ...keys('ASIAINSTANCE') };
    return json(given);
  }
  if (/placement\/region$/.test(operation)) return { status: 200, headers: text, body: 'us-west-2' };
  return { status: 404, headers: text, body: '' };
}

function keys(accessKeyId: string) {
  const Expiration = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
  return { AccessKeyId: accessKeyId, SecretAccessKey: 'secret', Token: `of-${accessKeyId}`, Expiration };
}

function json(value: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function xml(operation: string, result: string): Answer {
  const body =
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}</${operation}Result>` +
    `<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

function refusedXml(status: number, code: string): Answer {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
