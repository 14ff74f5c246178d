import { execFile } from 'node:child_process';
import * as v from 'valibot';
import type { Environment } from '../../../domain/environment.ts';
import { BackendUnusable } from '../../../domain/stack/backend.ts';

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
const Printed = v.object({
  Version: v.literal(1),
  AccessKeyId: v.pipe(v.string(), v.nonEmpty()),
  SecretAccessKey: v.pipe(v.string(), v.nonEmpty()),
  SessionToken: v.optional(v.string()),
  Expiration: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});

const WITHIN_MS = 60_000;

export interface ProcessCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Runs a profile's `credential_process` as Terraform's SDK does: by the shell, in the root module's directory. */
export async function runCredentialProcess(
  command: string,
  { env, directory, profile }: { readonly env: Environment; readonly directory: string; readonly profile: string },
): Promise<ProcessCredentials> {
  const unusable = (why: string, cause: unknown): BackendUnusable =>
    new BackendUnusable(`the credential_process of the AWS profile ${profile} ${why}.`, { cause, isLasting: true });
  const printed = await new Promise<string>((resolve, reject) => {
    execFile('sh', ['-c', command], { cwd: directory, env, timeout: WITHIN_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else
        reject(
          unusable(`failed (${error.killed ? 'it took more than a minute' : `exit code ${error.code ?? ''}`})`, error),
        );
    });
  });
  let json: unknown;
  try {
    json = JSON.parse(printed);
  } catch (cause) {
    // What it printed may be half a secret.
    throw unusable('printed no JSON', cause);
  }
  const read = v.safeParse(Printed, json);
  if (!read.success) {
    throw unusable(
      `printed JSON without a good ${v.getDotPath(read.issues[0]) ?? 'object'}`,
      new v.ValiError(read.issues),
    );
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = read.output;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken ? { sessionToken: SessionToken } : {}),
    ...(Expiration === undefined ? {} : { expiration: new Date(Expiration) }),
  };
}
