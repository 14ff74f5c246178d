import { BackendUnusable } from '../../domain/stack/backend.ts';

/** The name that the service gives an error, whatever its class. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

export function isDenied(error: unknown): boolean {
  return ['AccessDenied', 'AccessDeniedException', 'Forbidden'].includes(errorName(error)) || httpStatus(error) === 403;
}

/** 412: another version. 409: another write at the same moment. 404 on a condition: the object is gone. */
export function isConflict(error: unknown): boolean {
  return [404, 409, 412].includes(httpStatus(error) ?? 0) && errorName(error) !== 'NoSuchBucket';
}

/** Runs one request; what goes wrong becomes one sentence that names the permission, the resource and the answer. */
export async function request<T>(
  about: { readonly action: string; readonly resource: string },
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    // A cancelled run's requests end with it: that is no fault of the backend.
    if (errorName(cause) === 'AbortError' || cause instanceof BackendUnusable) throw cause;
    throw translate(about, cause);
  }
}

export function translate(
  about: { readonly action: string; readonly resource: string },
  cause: unknown,
): BackendUnusable {
  const { action, resource } = about;
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  if (isDenied(cause)) {
    return new BackendUnusable(
      `the role may not ${action} on ${resource}. Grant it, or use a role that has it. (${said})`,
      { cause, isDenied: true },
    );
  }
  const region = otherRegionOf(cause);
  if (region !== undefined) {
    return new BackendUnusable(
      `${action} on ${resource} failed: the bucket is ${region === '' ? 'in another region' : `in the region ${region}`}. Correct region in the backend block. (${said})`,
      { cause, isLasting: true },
    );
  }
  switch (errorName(cause)) {
    case 'NoSuchBucket':
      return new BackendUnusable(`the bucket of ${resource} does not exist. Create it, or correct the backend block.`, {
        cause,
        isLasting: true,
      });
    case 'ResourceNotFoundException':
      return new BackendUnusable(
        `the lock table of ${resource} does not exist in this region and account. Create it with the hash key LockID, or correct dynamodb_table.`,
        { cause, isLasting: true },
      );
    case 'ValidationException':
      if (!/provided key element does not match the schema|Missing the key/i.test(said)) break;
      return new BackendUnusable(
        `the lock table of ${resource} has another key than LockID, of type string, alone. Make a new table with it, and set dynamodb_table to that one. (${said})`,
        { cause, isLasting: true },
      );
    case 'CredentialsProviderError':
      return new BackendUnusable(
        `there are no AWS credentials for ${action}. Add a step with aws-actions/configure-aws-credentials before this one. (${said})`,
        { cause, isLasting: true },
      );
  }
  return new BackendUnusable(`${action} on ${resource} failed: ${said}`, { cause });
}

/** The region where the bucket is, when it is asked for in another one; empty when S3 does not name it. */
function otherRegionOf(error: unknown): string | undefined {
  const { $response, message = '' } = error as {
    $response?: { headers?: Record<string, string> };
    message?: string;
  };
  if (errorName(error) === 'PermanentRedirect' || httpStatus(error) === 301) {
    return $response?.headers?.['x-amz-bucket-region'] ?? '';
  }
  return errorName(error) === 'AuthorizationHeaderMalformed' ? /expecting '([\w-]+)'/.exec(message)?.[1] : undefined;
}
