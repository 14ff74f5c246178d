import { failed, named, withoutStop, type AwsRefusal, type Cause } from './refusal.ts';

/** AWS takes no request whose time differs from its own by more. */
const SKEW_AT_MOST = '15 minutes';
const TOO_LITTLE_MS = 60_000;

const CREDENTIALS_STEP = 'aws-actions/configure-aws-credentials';

/** `Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T002500Z - 15 min.)` */
const SIGNED_AT =
  /Signature (?:expired|not yet current): (\d{8}T\d{6}Z) is (?:now|still) (?:earlier|later) than \S+ \((\d{8}T\d{6}Z)/;
const SKEWED =
  /Signature (?:expired|not yet current)|clock skew|difference between the request time and the (?:current|server's) time/i;

function tellClock(refusal: AwsRefusal): string {
  const aheadMs = aheadOf(refusal.message) ?? refusal.aheadMs;
  const how =
    // What comes by way of a proxy or a cache may have the time of that.
    aheadMs === undefined || Math.abs(aheadMs) < TOO_LITTLE_MS
      ? `is more than ${SKEW_AT_MOST} away from AWS's, and AWS takes no more`
      : `is ${minutes(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} AWS's, and AWS takes at most ${SKEW_AT_MOST}`;
  return `${failed(refusal)}: the clock of this runner ${how}. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.`;
}

function minutes(ms: number): string {
  const count = Math.round(ms / 60_000);
  return count === 1 ? '1 minute' : `${count} minutes`;
}

function aheadOf(message: string): number | undefined {
  const [, ours, theirs] = SIGNED_AT.exec(message) ?? [];
  return ours === undefined || theirs === undefined ? undefined : timeOf(ours) - timeOf(theirs);
}

function timeOf(compact: string): number {
  return Date.parse(compact.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));
}

/** The role that is to be taken: STS names it in some of its answers. */
function roleOf({ resource, message }: AwsRefusal): string {
  return /on resource: "?(arn:[^\s"]+)/.exec(message)?.[1] ?? resource;
}

const WEB_IDENTITY = /AssumeRoleWithWebIdentity/;
const ASSUME = /sts:AssumeRole$/;

/** Of an answer about who asks: what stands further above is told first. */
export const IDENTITY: readonly Cause[] = [
  { codes: ['RequestTimeTooSkewed'], tell: tellClock },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestExpired', 'AccessDenied'],
    says: SKEWED,
    tell: tellClock,
  },
  {
    asked: WEB_IDENTITY,
    codes: ['InvalidIdentityToken', 'InvalidIdentityTokenException'],
    says: /audience/i,
    tell: (refusal) =>
      `the role ${named(refusal, 'of this run')} cannot be taken: the audience of the job's identity token is not one that AWS is set up for. Ask for the token with the audience sts.amazonaws.com (input \`audience\` of ${CREDENTIALS_STEP}), or add the other one to the client IDs of the account's identity provider.`,
  },
  {
    asked: WEB_IDENTITY,
    codes: ['InvalidIdentityToken', 'InvalidIdentityTokenException'],
    says: /No OpenIDConnect provider found in your account for (\S+)/i,
    tell: (refusal, [issuer = '']) =>
      `the role ${named(refusal, 'of this run')} cannot be taken: its account has no identity provider for ${issuer}. Create one in IAM with exactly that URL and the audience sts.amazonaws.com, or correct the role's account.`,
  },
  {
    asked: WEB_IDENTITY,
    codes: ['ExpiredToken', 'ExpiredTokenException', 'InvalidIdentityToken', 'InvalidIdentityTokenException'],
    says: /expired|must be before the expiration/i,
    tell: (refusal) => tellExpiredIdentityToken(refusal),
  },
  {
    asked: WEB_IDENTITY,
    codes: ['ExpiredToken', 'ExpiredTokenException'],
    tell: (refusal) => tellExpiredIdentityToken(refusal),
  },
  {
    asked: WEB_IDENTITY,
    codes: ['InvalidIdentityToken', 'InvalidIdentityTokenException', 'IDPRejectedClaim', 'IDPRejectedClaimException'],
    tell: (refusal) =>
      `the role ${named(refusal, 'of this run')} cannot be taken: AWS does not accept the job's identity token (${withoutStop(refusal.message)}). Have it written anew in a step before this one, with \`id-token: write\` under \`permissions\` of the job.`,
  },
  {
    asked: WEB_IDENTITY,
    codes: ['AccessDenied', 'AccessDeniedException'],
    tell: (refusal) =>
      `the role ${named(refusal, 'of this run')} does not trust this job: its trust policy has no statement with sts:AssumeRoleWithWebIdentity whose conditions on \`sub\` and \`aud\` fit this repository, branch or environment. Correct the trust policy, or take another role.`,
  },
  {
    asked: WEB_IDENTITY,
    codes: ['IDPCommunicationError', 'IDPCommunicationErrorException'],
    passes: true,
    tell: (refusal) =>
      `the role ${named(refusal, 'of this run')} cannot be taken: AWS could not reach the issuer of the job's identity token. Run this again; if it stays so, see whether the issuer is open to the internet.`,
  },
  {
    codes: ['AccessDenied', 'AccessDeniedException'],
    says: /(?:User: (\S+) )?is not authorized to perform: sts:AssumeRole on resource/,
    tell: (refusal, [user]) => tellAssumeDenied(refusal, user),
  },
  {
    asked: ASSUME,
    codes: ['AccessDenied', 'AccessDeniedException'],
    tell: (refusal) => tellAssumeDenied(refusal, undefined),
  },
  {
    codes: ['RegionDisabledException'],
    tell: (refusal) =>
      `${failed(refusal)}: STS is not activated in this region for the account. Activate it in the account's settings of IAM, or set sts_region to one where it is.`,
  },
  {
    codes: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
    // Those of a web identity are had anew.
    passes: true,
    tell: (refusal) =>
      `${failed(refusal)}: the AWS session of this run has expired. Get credentials in a step right before this one, and ask for a longer session (\`role-duration-seconds\` of ${CREDENTIALS_STEP}) if the run takes longer than it.`,
  },
  {
    codes: ['InvalidAccessKeyId', 'InvalidClientTokenId', 'UnrecognizedClientException'],
    tell: (refusal) =>
      `${failed(refusal)}: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let ${CREDENTIALS_STEP} set them.`,
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException'],
    tell: (refusal) =>
      `${failed(refusal)}: the secret access key of this run does not belong to its access key ID. Correct AWS_SECRET_ACCESS_KEY, whole and without a blank or a line break at its end. If both are right, something between here and AWS, such as a proxy, changes the requests.`,
  },
  {
    codes: ['InvalidToken', 'InvalidTokenException'],
    tell: (refusal) =>
      `${failed(refusal)}: the session token of this run is not one that AWS accepts here. Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from one and the same session, and leave AWS_SESSION_TOKEN out for the keys of a user. In a region that has to be opted in to, take the session from STS of that region.`,
  },
  {
    codes: [
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'MissingSecurityHeader',
      'IncompleteSignature',
      'IncompleteSignatureException',
    ],
    tell: (refusal) =>
      `${failed(refusal)}: the request came to AWS without a whole signature. Something between here and AWS, such as a proxy, takes its \`Authorization\` header away; let it through, or set no_proxy for AWS.`,
  },
];

function tellExpiredIdentityToken(refusal: AwsRefusal): string {
  return `the role ${named(refusal, 'of this run')} cannot be taken: the job's identity token has expired. Have it written in a step right before this one, as one of GitHub's is good for minutes, and give the job \`id-token: write\` under \`permissions\`, with which Lockstep renews it.`;
}

function tellAssumeDenied(refusal: AwsRefusal, user: string | undefined): string {
  return `${user === undefined ? 'the credentials of this run' : user} may not take the role ${roleOf(refusal) || 'of the backend block'}. Allow sts:AssumeRole on it in the policy of who asks, and name who asks in the role's trust policy (with the external_id that it wants, if any); or correct assume_role.`;
}
