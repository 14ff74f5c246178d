import { RunFailure } from '../failure.ts';
import type { StateAddress } from '../state/keys.ts';

/** How the state object is encrypted at rest; the snapshot, and every copy, must say the same. */
export type Encryption =
  | { readonly kind: 'bucket-default' }
  | { readonly kind: 'aes256' }
  | { readonly kind: 'kms'; readonly keyId: string }
  /** SSE-C: `key` is 32 bytes in base64. */
  | { readonly kind: 'customer-key'; readonly key: string };

export interface AssumedRole {
  readonly roleArn: string;
  readonly sessionName: string | undefined;
  readonly externalId: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
}

export interface WebIdentityRole {
  readonly roleArn: string;
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly token:
    { readonly kind: 'literal'; readonly token: string } | { readonly kind: 'file'; readonly path: string };
}

/** Of the metadata service that gives a machine's own credentials (IMDS). */
interface MetadataService {
  /** `skip_metadata_api_check`; undefined leaves it to the environment. */
  readonly isEnabled: boolean | undefined;
  readonly endpoint: string | undefined;
  readonly endpointMode: string | undefined;
}

/** How to reach the backend: what the block says, with the environment where nothing else decides. */
export interface AwsConnection {
  /** Absolute path of the root module, where Terraform runs: relative paths begin there, and those below are absolute. */
  readonly directory: string;
  readonly region: string | undefined;
  /** Of the block, or of a variable for this service alone. */
  readonly s3Endpoint: string | undefined;
  readonly dynamodbEndpoint: string | undefined;
  readonly stsEndpoint: string | undefined;
  readonly stsRegion: string | undefined;
  readonly ssoEndpoint: string | undefined;
  readonly usePathStyle: boolean;
  /** Of the block; environment and profile may say the same. */
  readonly useDualstackEndpoint: boolean | undefined;
  readonly useFipsEndpoint: boolean | undefined;
  readonly skipS3Checksum: boolean;
  readonly staticCredentials:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | undefined }
    | undefined;
  readonly profile: string | undefined;
  /** Of both kinds: empty means those in the user's home. */
  readonly sharedConfigFiles: readonly string[];
  readonly sharedCredentialsFiles: readonly string[];
  readonly assumeRole: AssumedRole | undefined;
  readonly assumeRoleWithWebIdentity: WebIdentityRole | undefined;
  /** All attempts, the first one among them; undefined: environment and profile say how many. */
  readonly maxAttempts: number | undefined;
  readonly retryMode: string | undefined;
  readonly metadata: MetadataService;
  readonly allowedAccountIds: readonly string[];
  readonly forbiddenAccountIds: readonly string[];
  /** Of the block; an empty one says that there is none, whatever the environment says. */
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
  readonly caBundle: string | undefined;
  readonly insecure: boolean;
}

/** The S3 backend as `init` resolved it. */
export interface S3Backend {
  readonly bucket: string;
  readonly key: string;
  readonly workspaceKeyPrefix: string;
  /** `dynamodb_table`; undefined when there is no lock item and no digest. */
  readonly lockTable: string | undefined;
  readonly useLockfile: boolean;
  readonly encryption: Encryption;
  readonly acl: string | undefined;
  readonly connection: AwsConnection;
}

/** The backend is not one that Lockstep can work with, or it answered with an error. */
export class BackendUnusable extends RunFailure {
  readonly reason = 'backend-unusable';
  /** The role may not do it; anything else is out of order for everybody. */
  readonly isDenied: boolean;
  /** Something is set wrong, and no wait helps: a table that does not exist, say. */
  readonly isLasting: boolean;
  constructor(
    message: string,
    {
      isDenied = false,
      isLasting = isDenied,
      ...options
    }: ErrorOptions & { readonly isDenied?: boolean; readonly isLasting?: boolean } = {},
  ) {
    super(message, options);
    this.isDenied = isDenied;
    this.isLasting = isLasting;
  }
}

/** Throws BackendUnusable unless these settings, which Terraform works with now, are those of this state. */
export function confirmPointsAt(now: Pick<S3Backend, 'bucket' | 'key'>, expected: StateAddress, tool: string): void {
  if (now.bucket === expected.bucket && now.key === expected.key) return;
  throw new BackendUnusable(
    `${tool} is initialized on ${now.bucket}/${now.key} instead of ${expected.bucket}/${expected.key}. ` +
      'Something else in this job sets the backend, perhaps TF_CLI_ARGS_init: take it out.',
  );
}
