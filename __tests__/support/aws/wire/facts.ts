import type { Recorded } from './recorder.ts';
import { KEY, type Row } from './row.ts';

/**
 * What matters of the requests, as lines without the order and the number in which each side happens to ask: where, via
 * which proxy, as whom, signed for which region and service, and which role was taken with which parameters.
 */
export function factsOf(requests: readonly Recorded[], row: Row): readonly string[] {
  const lines = requests.filter((request) => isCompared(request, row)).map((request) => line(request, row));
  const counts = new Map<string, number>();
  for (const one of lines) counts.set(one, (counts.get(one) ?? 0) + 1);
  const counted = row.also?.includes('attempts') ?? false;
  return [...counts].map(([one, count]) => (counted ? `${count} × ${one}` : one)).sort();
}

/** Both sides ask for more than that, each for its own purposes. */
function isCompared({ service, operation, target }: Recorded, { also = [] }: Row): boolean {
  switch (service) {
    case 's3':
      return (
        decodeURIComponent(target.split('?')[0] ?? '').endsWith(KEY) &&
        (operation === 'GetObject' || (operation === 'PutObject' && also.includes('writes')))
      );
    case 'dynamodb':
      return operation === 'GetItem';
    case 'sts':
      return operation !== 'GetCallerIdentity' || also.includes('identity');
    case 'iam':
      return false;
    case 'sso':
    case 'metadata':
    case 'container':
    case 'unknown':
      return true;
  }
}

function line(request: Recorded, row: Row): string {
  const { service, operation, origin, target, via, headers, parameters } = request;
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers['authorization'] ?? '');
  const token = headers['x-amz-security-token'];
  const path = service === 's3' ? (target.split('?')[0] ?? '') : '';
  return [
    `${service} ${operation} at ${origin}${path}`,
    ...(via === undefined ? [] : [`via ${via}`]),
    ...(scope === null ? [] : [`as ${scope[1] ?? ''} in ${scope[2] ?? ''} for ${scope[3] ?? ''}`]),
    ...(token === undefined ? [] : [`with ${token}`]),
    ...Object.entries(parameters)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `${name}=${name === 'RoleSessionName' ? nameOfSession(value) : value}`),
    ...(operation === 'PutObject' ? checksumsOf(headers) : []),
    ...(row.headers ?? []).flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`])),
  ].join(' ');
}

/** Where nobody gives the session a name each side gives it one of its own. */
function nameOfSession(name: string): string {
  return /^(?:aws-go-sdk-\d+|\d{19}|lockstep)$/.test(name) ? '(its own)' : name;
}

/** By which checksum what is put can be told apart: in a header, or behind the body over TLS. */
function checksumsOf(headers: Readonly<Record<string, string>>): readonly string[] {
  return [...Object.keys(headers), headers['x-amz-trailer'] ?? ''].filter((name) => /^x-amz-checksum-/.test(name));
}
