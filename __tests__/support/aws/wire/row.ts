import type { Answer } from '../../local-listener.ts';
import type { Recorded } from './recorder.ts';

/**
 * One setting on one root module, tried with plain Terraform and with Lockstep's own reading.
 *
 * In every text `<s3>` and the names of the other places (`recorder.ts`) stand for their URLs, `<module>` for the root
 * module's directory, `<home>` for the user's, `<folder>` for what both lie in, `<ca>` for the file with the certificate
 * that the TLS places are trusted by.
 */
export interface Row {
  /**
   * An attribute of the backend (`assume_role.external_id` for one inside another), an environment variable, or a setting
   * of a profile as `profile's NAME`. It is what is taken away from Lockstep in the third run.
   */
  readonly setting: string;
  /** Which of several cases of this setting. */
  readonly how?: string;
  /** Attributes in HCL, beside those of `BASE`; undefined takes one of those out. */
  readonly backend?: Readonly<Record<string, string | undefined>>;
  /** Beside those of `BASE_ENV`; undefined takes one of those out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Contents by path; relative ones lie in `<folder>`, where the root module is `module/` and the home is `home/`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Requests whose facts are compared besides those of reading: writing a state, asking who one is. */
  readonly also?: readonly ('writes' | 'identity' | 'attempts')[];
  /** Headers whose values are compared, in lower case. */
  readonly headers?: readonly string[];
  readonly trouble?: (asked: Recorded, earlier: number) => Answer | undefined;
  /**
   * What Lockstep alone goes without in the third run; by default the setting. For settings that are in files, or are
   * nothing without another.
   */
  readonly without?: {
    /** Attributes, dotted, to take out of what init has written. */
    readonly backend?: readonly string[];
    /** Variables to take out, or to give another value. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** Files to write in place of those of the row. */
    readonly files?: Readonly<Record<string, string>>;
  };
  /** Neither side gets to the end: what is compared is what they ask until then. */
  readonly fails?: true;
  /** Where Lockstep cannot do as Terraform does: it says so with this, and asks nobody anything. */
  readonly refusedWith?: RegExp;
}

export const KEY = 'prod/terraform.tfstate';

/** The backend of every row, in HCL. */
export const BASE: Readonly<Record<string, string>> = {
  bucket: '"states"',
  key: `"${KEY}"`,
  region: '"us-east-1"',
  use_path_style: 'true',
  skip_credentials_validation: 'true',
  skip_requesting_account_id: 'true',
  endpoints: '{ s3 = "<s3>", dynamodb = "<dynamodb>", sts = "<sts>", sso = "<sso>" }',
};

/** No row finds the machine's own settings, or asks for the machine's own metadata. */
export const BASE_ENV: Readonly<Record<string, string>> = {
  HOME: '<home>',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

/** For rows on keys that come from elsewhere than the environment. */
export const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

/** Keys in a section of a file with profiles. */
export function profile(name: string, accessKeyId: string, ...more: readonly string[]): string {
  return [`[${name}]`, `aws_access_key_id = ${accessKeyId}`, 'aws_secret_access_key = secret', ...more, ''].join('\n');
}
