import { failed, withoutStop, type Cause } from './refusal.ts';

/** Names that Node and its TLS give to what they could not do. */
const NO_ADDRESS = ['ENOTFOUND', 'EAI_AGAIN'];
const NO_CONNECTION = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
];
const NO_TRUST = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];

/** What may be over the next time. */
export const MOMENT: readonly Cause[] = [
  {
    codes: ['ProvisionedThroughputExceededException'],
    passes: true,
    tell: (refusal) =>
      `${failed(refusal)}: the provisioned capacity of the table is used up. Run this again; set the table to on-demand capacity (\`aws dynamodb update-table --billing-mode PAY_PER_REQUEST\`) if it comes back.`,
  },
  {
    codes: [
      'SlowDown',
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestLimitExceeded',
      'TooManyRequestsException',
      'RequestThrottled',
      'RequestThrottledException',
      'BandwidthLimitExceeded',
      'LimitExceededException',
      'PriorRequestNotComplete',
    ],
    passes: true,
    tell: (refusal) =>
      `${failed(refusal)}: AWS is asked too much at once and puts requests off (${refusal.code}). Run this again in a moment; a larger max_retries, or retry_mode = "adaptive", in the backend block bridges more.`,
  },
  {
    codes: [
      'InternalError',
      'InternalServerError',
      'InternalFailure',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'ServiceFailure',
      'RequestTimeout',
      'RequestTimeoutException',
    ],
    passes: true,
    tell: (refusal) =>
      `${failed(refusal)}: the service is out of order for the moment (${refusal.code}: ${withoutStop(refusal.message)}). Run this again; https://health.aws.amazon.com/health/status tells of outages of AWS.`,
  },
  {
    codes: NO_ADDRESS,
    passes: true,
    tell: (refusal) =>
      `${failed(refusal)}: this runner finds no host at that address (${withoutStop(refusal.message)}). Look for a mistake in region and endpoints of the backend block, and at the runner's DNS and proxy.`,
  },
  {
    codes: NO_CONNECTION,
    passes: true,
    tell: (refusal) =>
      `${failed(refusal)}: there is no connection to the service (${withoutStop(refusal.message) || refusal.code}). Look at endpoints in the backend block, and at proxy and firewall of the runner; then run this again.`,
  },
  {
    codes: NO_TRUST,
    tell: (refusal) =>
      `${failed(refusal)}: the certificate of the service is not one that this runner trusts (${withoutStop(refusal.message)}). Give the certificates of its issuer with custom_ca_bundle in the backend block, or AWS_CA_BUNDLE.`,
  },
  {
    codes: ['CredentialsProviderError', 'TokenProviderError'],
    says: /could not (?:be found|resolve credentials using profile).*?\[?([\w./@-]+)\]? in configuration|Profile ([\w./@-]+) (?:could not be found|requires|not found)/i,
    tell: (_, [one, other]) =>
      `the profile ${one ?? other ?? ''} is in none of the shared files of AWS that this run reads, or is not whole there. Correct profile (or AWS_PROFILE), or write it in a step before this one.`,
  },
  {
    codes: ['CredentialsProviderError', 'TokenProviderError'],
    tell: ({ action }) =>
      `there are no AWS credentials${action === '' ? '' : ` for ${action}`}. Add a step with aws-actions/configure-aws-credentials before this one; with its \`role-to-assume\`, the job needs \`id-token: write\` under \`permissions\`.`,
  },
];
