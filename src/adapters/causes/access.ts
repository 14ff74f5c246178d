import { failed, withoutStop, type AwsRefusal, type Cause } from './refusal.ts';

const DENIED = ['AccessDenied', 'AccessDeniedException', 'Forbidden', 'UnauthorizedAccess', 'KMSAccessDeniedException'];
/** What a store says that is not AWS, or an answer without words (to HEAD there are none). */
const UNNAMED_DENIED = ['', '403', 'Unknown', 'UnknownError', 'Error'];

const KMS_KEY = /arn:[\w-]+:kms:[^\s",)]+/;

function keyOf({ message }: AwsRefusal): string {
  const arn = KMS_KEY.exec(message)?.[0]?.replace(/\.$/, '');
  return arn === undefined ? 'the KMS key that it is encrypted with' : `the KMS key ${arn}`;
}

/** `User: arn:… is not authorized to perform: s3:GetObject on resource: "arn:…" because …` */
const WHO = /User: (\S+) is not authorized/;

function roleOf({ message }: AwsRefusal): string {
  const who = WHO.exec(message)?.[1];
  return who ?? 'the role';
}

function mayNot(refusal: AwsRefusal): string {
  const { action, resource } = refusal;
  return `${roleOf(refusal)} ${action === '' ? 'is denied what the backend needs' : `may not ${action}`}${resource === '' ? '' : ` on ${resource}`}`;
}

/** Why a request that AWS knows who sent is refused. Denials with a cause of their own stand before the bare one. */
export const ACCESS: readonly Cause[] = [
  {
    codes: ['InvalidObjectState'],
    tell: (refusal) =>
      `${failed(refusal)}: the object is archived (a Glacier or Deep Archive storage class) and cannot be read. Restore it with \`aws s3api restore-object\`, copy it over itself with the class STANDARD, and take states out of the bucket's lifecycle rule.`,
  },
  {
    codes: [
      'KMS.DisabledException',
      'DisabledException',
      'KMS.KMSInvalidStateException',
      'KMSInvalidStateException',
      'KMS.NotFoundException',
      'KMS.InvalidStateException',
      'KMS.KeyUnavailableException',
      'InaccessibleEncryptionCredentialsException',
    ],
    tell: (refusal) =>
      `${failed(refusal)}: ${keyOf(refusal)} is disabled, waits for its deletion, or is not there. Enable it (\`aws kms enable-key\`, \`aws kms cancel-key-deletion\`), or correct kms_key_id.`,
  },
  {
    codes: [...DENIED, 'KMS.AccessDeniedException'],
    says: /\b(kms:\w+)/i,
    isDenied: true,
    tell: (refusal, [permission = 'kms:Decrypt']) =>
      `${mayNot(refusal)}, because it may not ${permission} with ${keyOf(refusal)}. Grant that in the role's policy, and in the key's own policy when the key belongs to another account.`,
  },
  {
    codes: [...DENIED, 'InvalidRequest'],
    inWords: true,
    says: /object lock|WORM|retention|legal hold/i,
    tell: (refusal) =>
      /checksum|Content-MD5/i.test(refusal.message)
        ? `${failed(refusal)}: the bucket has Object Lock and wants a checksum with each object. Take skip_s3_checksum out of the backend block.`
        : `${failed(refusal)}: Object Lock protects the object, and nothing deletes it before its retention or legal hold ends. Keep states in a bucket without a default retention that Lockstep's own objects get, or wait until it ends.`,
  },
  {
    codes: [...DENIED, 'InvalidRequest', 'InvalidEncryptionAlgorithmError', 'SSECNotAllowed'],
    inWords: true,
    says: /SSE-?C\b|server.side encryption with customer|customer.provided (?:encryption )?keys? .*(?:not allowed|blocked|disabled|not supported)|Blocked ?Encryption/i,
    tell: (refusal) =>
      `${failed(refusal)}: the bucket takes no objects that are encrypted with a key of the client (SSE-C), which is switched off for it. Use kms_key_id in place of sse_customer_key (and AWS_SSE_CUSTOMER_KEY), or allow SSE-C in the bucket's encryption settings.`,
  },
  {
    codes: ['InvalidRequest', 'InvalidArgument', ...DENIED],
    inWords: true,
    says: /stored using a form of Server Side Encryption|encryption parameters did not match|MD5 hash of the key did not match|requests specifying Server Side Encryption with Customer provided keys must/i,
    tell: (refusal) =>
      `${failed(refusal)}: the object is encrypted with a key of the client (SSE-C), and this run gives another one, or none. Give the key that it was written with: sse_customer_key in backend-config, or AWS_SSE_CUSTOMER_KEY, both with encrypt = true.`,
  },
  {
    codes: ['AccountProblem', 'NotSignedUp', 'InvalidPayer', 'OptInRequired'],
    tell: (refusal) =>
      `${failed(refusal)}: AWS does not serve this account (${refusal.code}: ${withoutStop(refusal.message)}). Look at the account's billing and its messages, or ask AWS Support.`,
  },
  {
    codes: ['AllAccessDisabled'],
    tell: (refusal) =>
      `${failed(refusal)}: AWS has switched off all access to the bucket, which may be one of another account. Correct bucket, or ask AWS Support.`,
  },
  {
    codes: DENIED,
    inWords: true,
    says: /Block ?Public|public (?:access|ACLs?|policies)\b/i,
    isDenied: true,
    tell: (refusal) =>
      `${failed(refusal)}: the bucket or its account blocks public access, and the request would have made the object public. Take acl out of the backend block.`,
  },
  {
    codes: ['AccessControlListNotSupported'],
    tell: (refusal) =>
      `${failed(refusal)}: the bucket knows no ACLs (its owner owns every object). Take acl out of the backend block.`,
  },
  {
    codes: [...DENIED, 'RequesterPays', 'InvalidRequest'],
    inWords: true,
    says: /requester.?pays/i,
    tell: (refusal) =>
      `${failed(refusal)}: who asks has to pay for this bucket (requester pays), and Terraform's backend cannot say that it does. Switch that off for the bucket, or keep states in another one.`,
  },
  {
    codes: DENIED,
    says: /with an explicit deny(?: in an? ([\w ,-]+?policy|[\w -]*boundary))?(?:[.,;: "]|$)/i,
    isDenied: true,
    tell: (refusal, [where]) =>
      `${mayNot(refusal)}: ${where === undefined ? 'a policy' : `the ${where}`} denies it explicitly, and no grant helps against that. Find the statement with "Effect": "Deny" that fits, and take this role out of it.`,
  },
  {
    codes: DENIED,
    says: /because no ([\w ,-]+?(?:policy|boundary)) allows/i,
    isDenied: true,
    tell: (refusal, [where = 'policy']) =>
      `${mayNot(refusal)}, because no ${where} allows it. Grant it there, or use a role that has it.`,
  },
  {
    codes: DENIED,
    isDenied: true,
    tell: (refusal) => `${mayNot(refusal)}. Grant it, or use a role that has it.`,
  },
  {
    codes: UNNAMED_DENIED,
    statuses: [403],
    isDenied: true,
    tell: (refusal) => `${mayNot(refusal)}. Grant it, or use a role that has it.`,
  },
  {
    codes: ['MethodNotAllowed'],
    of: /-s3alias(?:\/|$)/,
    tell: (refusal) =>
      `${failed(refusal)}: this is not possible through an access point. Set bucket to the name of the bucket behind it.`,
  },
  {
    codes: ['MethodNotAllowed'],
    tell: (refusal) =>
      `${failed(refusal)}: the version that was asked for is a delete marker, which has nothing to read, or what answers at this endpoint does not know the request. Run this again; if it stays so, look at endpoints in the backend block.`,
  },
  {
    codes: ['NotImplemented'],
    tell: (refusal) =>
      `${failed(refusal)}: this store does not know the request (${withoutStop(refusal.message)}). Use a newer version of it, or AWS; \`command: doctor\` tells what it lacks.`,
  },
];
