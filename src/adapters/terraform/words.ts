import { NETWORK_MISTAKES } from './network-words.ts';

/** What Terraform's and OpenTofu's own words mean. Both print errors to stderr, wrapped at 78 columns between words. */

/**
 * The digest item does not belong to the state object: whoever wrote the one did not come to write the other, or somebody
 * put another state there. Only `init` says it, in which nothing else speaks: some versions put no `Error: ` before it.
 * Source: …/remote-state/s3/errors.go, `errBadChecksumFmt`.
 */
export function isDigestMismatch(text: string): boolean {
  return /\bstate data in S3 does not have the expected content\b/.test(text.replace(/\s+/g, ' '));
}

/** `workspace new` of one that exists. Source: …/command/workspace_command.go, `envExists`; no `Error: ` stands before it. */
export function isThereAlready(stderr: string): boolean {
  return /\bWorkspace "[^"]*" already exists\b/.test(stderr.replace(/\s+/g, ' '));
}

interface Mistake {
  readonly pattern: RegExp;
  readonly tell: (...groups: readonly (string | undefined)[]) => string;
}

/** How Terraform words a backend block that does not fit what is there. Whitespace is one space. */
const MISTAKES: readonly Mistake[] = [
  ...NETWORK_MISTAKES,
  {
    pattern: /S3 bucket "([^"]*)" does not exist/,
    tell: (bucket = '') => `the bucket ${bucket} does not exist. Create it, or correct the backend block.`,
  },
  {
    // Terraform 1.5, and OpenTofu.
    pattern: /S3 bucket does not exist\./,
    tell: () => 'the bucket of the backend block does not exist. Create it, or correct the backend block.',
  },
  {
    pattern: /argument (?:named )?"use_lockfile" (?:given on the command line )?is not expected/,
    tell: () =>
      'this version does not know use_lockfile, which Terraform and OpenTofu have from 1.10 on. Use a newer one, or name a lock table with dynamodb_table in place of use_lockfile.',
  },
  {
    pattern: /Missing region value|"region": required field is not set/,
    tell: () => 'no region is set. Set region in the backend block, or AWS_REGION in the environment.',
  },
  {
    pattern: /requested bucket from "([^"]*)", actual location "([^"]*)"/,
    tell: (_, actual = '') => `the bucket is in the region ${actual}. Correct region in the backend block.`,
  },
  {
    pattern: /AuthorizationHeaderMalformed.{0,200}?expecting '([\w-]+)'/,
    tell: (actual = '') => `the bucket is in the region ${actual}. Correct region in the backend block.`,
  },
  {
    pattern: /StatusCode: 301\b/,
    tell: () => 'the bucket is in another region. Correct region in the backend block.',
  },
  {
    // The latter in Terraform 1.5.
    pattern: /No valid credential sources found|no valid credential sources for S3 Backend found/,
    tell: () => 'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one.',
  },
  {
    pattern:
      /(?:object "([^"]*)" in )?(?:S3 bucket "([^"]*)"|DynamoDB table "([^"]*)")?[^"]{0,200}operation error (S3|DynamoDB|STS): (\w+), https response error StatusCode: 40[03].{0,200}?(?:AccessDenied|Forbidden)/,
    tell: (key, bucket, table, service, operation) => {
      const resource = [bucket ?? table, key].filter((part) => part !== undefined).join('/');
      const on = resource === '' ? '' : ` on ${resource}`;
      return `the role may not ${service?.toLowerCase() ?? ''}:${PERMISSION[operation ?? ''] ?? operation ?? ''}${on}. Grant it, or use a role that has it.`;
    },
  },
  {
    // Terraform 1.5 does not say what it was about.
    pattern: /\bAccessDenied(?:Exception)?: .{0,400}?status code: 40[03]\b/,
    tell: () => 'the role is denied what the backend needs. Grant it, or use a role that has it.',
  },
];

/** Where a permission has another name than the operation. */
const PERMISSION: Readonly<Record<string, string>> = { ListObjectsV2: 'ListBucket', HeadObject: 'GetObject' };

/** What is wrong with the backend, and what to do; undefined for anything else that `init` may have said. */
export function backendMistakeOf(stderr: string): string | undefined {
  const text = stderr.replace(/\s+/g, ' ');
  for (const { pattern, tell } of MISTAKES) {
    const [match, ...groups] = pattern.exec(text) ?? [];
    if (match !== undefined) return tell(...groups);
  }
  return undefined;
}

/** What went wrong, without what may stand before it. */
export function errorsOf(stderr: string): string {
  const start = stderr.search(/^Error: /m);
  return (start < 0 ? stderr : stderr.slice(start)).trim();
}

/** Without the errors about a place in the configuration: of one speak modules and providers, whatever their server said. */
export function withoutPlaces(stderr: string): string {
  return stderr
    .split(/^(?=Error: )/m)
    .filter((error) => !/^ {2}on .+ line \d+/m.test(error))
    .join('');
}
