import * as v from 'valibot';
import { BackendUnusable } from '../../domain/stack/backend.ts';
import { tellCause } from '../causes/causes.ts';
import { failed, type AwsRefusal } from '../causes/refusal.ts';
import { isStall, STALLS_AT_MOST } from './network/stall.ts';

/** What is asked for: the permission that it takes, and of what. */
export interface About {
  readonly action: string;
  readonly resource: string;
}

/** The name that the service gives an error, whatever its class. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

/** Whether a role with more permissions could: a wrong key, a clock that is off or an archived object is no denial. */
export function isDenied(error: unknown): boolean {
  return tellCause(refusalOf({ action: '', resource: '' }, error))?.isDenied ?? false;
}

/** 412: another version. 409: another write at the same moment. 404 on a condition: the object is gone. */
export function isConflict(error: unknown): boolean {
  return (
    [404, 409, 412].includes(httpStatus(error) ?? 0) &&
    !['NoSuchBucket', 'NoSuchAccessPoint'].includes(errorName(error))
  );
}

/** Runs one request; what goes wrong becomes one sentence that names the permission, the resource and the answer. */
export async function request<T>(about: About, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    // A cancelled run's requests end with it: that is no fault of the backend.
    if (errorName(cause) === 'AbortError' || cause instanceof BackendUnusable) throw cause;
    throw translate(about, cause);
  }
}

/** What AWS has refused for a cause that is known; undefined for anything else. */
export function translateKnown(about: About, cause: unknown): BackendUnusable | undefined {
  const isKnown = httpStatus(cause) !== undefined && tellCause(refusalOf(about, cause)) !== undefined;
  return isKnown ? translate(about, cause) : undefined;
}

export function translate(about: About, cause: unknown): BackendUnusable {
  if (cause instanceof BackendUnusable) return cause;
  const stalled = describeStall(about, cause);
  if (stalled !== undefined) return new BackendUnusable(stalled, { cause });
  const refusal = refusalOf(about, cause);
  const said = describe(refusal);
  const told = tellCause(refusal);
  if (told === undefined) {
    // Of a denial that nothing is known of, nothing is known to pass it by.
    const isLasting = refusal.status === 401 || refusal.status === 403;
    return new BackendUnusable(`${failed(refusal)}: ${said}`, { cause, isLasting });
  }
  const { sentence, ...kind } = told;
  return new BackendUnusable(`${sentence} (${said})`, { cause, ...kind });
}

/** Undefined for what did not stand still. */
function describeStall({ action, resource }: About, cause: unknown): string | undefined {
  const said = cause instanceof Error ? cause.message : '';
  if (errorName(cause) === 'StoodStill') {
    return `${action} on ${resource} stood still: at each of ${STALLS_AT_MOST} tries the connection was there, and nothing came or went on it${limitIn(said)}. ${LOOK_AT_LINK}`;
  }
  if (errorName(cause) !== 'TimeoutError' || !isStall(cause)) return undefined;
  return `${action} on ${resource} stood still in the middle of its answer: nothing more came${limitIn(said)}. ${LOOK_AT_LINK}`;
}

const LOOK_AT_LINK = 'Look at what lies between the runner and the store: the network, a proxy, the endpoint.';

function limitIn(said: string): string {
  const ms = /(\d+) ms of inactivity/.exec(said)?.[1];
  return ms === undefined ? '' : ` for ${Number(ms) / 1000} s`;
}

/** The service's own words, with its code and the status of the answer. */
function describe({ code, status, message }: AwsRefusal): string {
  return `${[code || 'no code', ...(status === undefined ? [] : [status])].join(', ')}: ${message || 'no words'}`;
}

function refusalOf({ action, resource }: About, error: unknown): AwsRefusal {
  const status = httpStatus(error);
  const said = v.safeParse(Said, error);
  const { $response, RequestTime, ServerTime, code, message } = said.success ? said.output : {};
  const answer = {
    action,
    resource,
    status,
    message: message ?? (error instanceof Error ? error.message : String(error)),
  };
  const headers = $response?.headers ?? {};
  // The clock of this machine as it was sent, where the answer has it: by now the SDK may reckon with another one.
  const [oursMs, theirsMs] = [RequestTime ?? '', ServerTime ?? headers['date'] ?? ''].map(timeOf);
  const aheadMs = theirsMs === undefined ? undefined : (oursMs ?? Date.now()) - theirsMs;
  const name = errorName(error);
  // Node's own errors are named by their code.
  return {
    ...answer,
    code: name === 'Error' && code !== undefined ? code : name,
    region: headers['x-amz-bucket-region'],
    aheadMs,
    redirect: redirectOf(status, headers, name === 'PermanentRedirect' || name === 'TemporaryRedirect'),
  };
}

const REDIRECTS = [301, 302, 303, 307, 308];

/** S3 itself names the request, and the bucket's region, or says so in XML; whoever else redirects does none of that. */
function redirectOf(
  status: number | undefined,
  headers: Readonly<Record<string, string>>,
  isOfS3: boolean,
): AwsRefusal['redirect'] {
  const signs = ['x-amz-bucket-region', 'x-amz-request-id', 'x-amz-id-2'];
  if (isOfS3 || !REDIRECTS.includes(status ?? 0) || signs.some((name) => headers[name] !== undefined)) return undefined;
  const location = headers['location'] ?? '';
  return { to: URL.canParse(location) ? new URL(location).origin : undefined };
}

const Text = v.optional(v.fallback(v.optional(v.string()), undefined));
const Said = v.object({
  message: Text,
  code: Text,
  RequestTime: Text,
  ServerTime: Text,
  $response: v.optional(
    v.fallback(v.optional(v.object({ headers: v.optional(v.record(v.string(), v.string())) })), undefined),
  ),
});

/** `20260101T000000Z`, or as a header has it. */
function timeOf(text: string): number | undefined {
  const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
  const time = Date.parse(text.replace(compact, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(time) ? undefined : time;
}
