export const id = 74;
export const ids = [74];
export const modules = {
6011:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  D: () => ( tellCause)
});
var causes_refusal = __webpack_require__(2425);
;
const DENIED = ['AccessDenied', 'AccessDeniedException', 'Forbidden', 'UnauthorizedAccess', 'KMSAccessDeniedException'];
const UNNAMED_DENIED = ['', '403', 'Unknown', 'UnknownError', 'Error'];
const KMS_KEY = /arn:[\w-]+:kms:[^\s",)]+/;
function keyOf({ message }) {
    const arn = KMS_KEY.exec(message)?.[0]?.replace(/\.$/, '');
    return arn === undefined ? 'the KMS key that it is encrypted with' : `the KMS key ${arn}`;
}
const WHO = /User: (\S+) is not authorized/;
function roleOf({ message }) {
    const who = WHO.exec(message)?.[1];
    return who ?? 'the role';
}
function mayNot(refusal) {
    const { action, resource } = refusal;
    return `${roleOf(refusal)} ${action === '' ? 'is denied what the backend needs' : `may not ${action}`}${resource === '' ? '' : ` on ${resource}`}`;
}
const ACCESS = [
    {
        codes: ['InvalidObjectState'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the object is archived (a Glacier or Deep Archive storage class) and cannot be read. Restore it with \`aws s3api restore-object\`, copy it over itself with the class STANDARD, and take states out of the bucket's lifecycle rule.`,
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
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: ${keyOf(refusal)} is disabled, waits for its deletion, or is not there. Enable it (\`aws kms enable-key\`, \`aws kms cancel-key-deletion\`), or correct kms_key_id.`,
    },
    {
        codes: [...DENIED, 'KMS.AccessDeniedException'],
        says: /\b(kms:\w+)/i,
        isDenied: true,
        tell: (refusal, [permission = 'kms:Decrypt']) => `${mayNot(refusal)}, because it may not ${permission} with ${keyOf(refusal)}. Grant that in the role's policy, and in the key's own policy when the key belongs to another account.`,
    },
    {
        codes: [...DENIED, 'InvalidRequest'],
        inWords: true,
        says: /object lock|WORM|retention|legal hold/i,
        tell: (refusal) => /checksum|Content-MD5/i.test(refusal.message)
            ? `${(0,causes_refusal .gz)(refusal)}: the bucket has Object Lock and wants a checksum with each object. Take skip_s3_checksum out of the backend block.`
            : `${(0,causes_refusal .gz)(refusal)}: Object Lock protects the object, and nothing deletes it before its retention or legal hold ends. Keep states in a bucket without a default retention that Lockstep's own objects get, or wait until it ends.`,
    },
    {
        codes: [...DENIED, 'InvalidRequest', 'InvalidEncryptionAlgorithmError', 'SSECNotAllowed'],
        inWords: true,
        says: /SSE-?C\b|server.side encryption with customer|customer.provided (?:encryption )?keys? .*(?:not allowed|blocked|disabled|not supported)|Blocked ?Encryption/i,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the bucket takes no objects that are encrypted with a key of the client (SSE-C), which is switched off for it. Use kms_key_id in place of sse_customer_key (and AWS_SSE_CUSTOMER_KEY), or allow SSE-C in the bucket's encryption settings.`,
    },
    {
        codes: ['InvalidRequest', 'InvalidArgument', ...DENIED],
        inWords: true,
        says: /stored using a form of Server Side Encryption|encryption parameters did not match|MD5 hash of the key did not match|requests specifying Server Side Encryption with Customer provided keys must/i,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the object is encrypted with a key of the client (SSE-C), and this run gives another one, or none. Give the key that it was written with: sse_customer_key in backend-config, or AWS_SSE_CUSTOMER_KEY, both with encrypt = true.`,
    },
    {
        codes: ['AccountProblem', 'NotSignedUp', 'InvalidPayer', 'OptInRequired'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: AWS does not serve this account (${refusal.code}: ${(0,causes_refusal .f6)(refusal.message)}). Look at the account's billing and its messages, or ask AWS Support.`,
    },
    {
        codes: ['AllAccessDisabled'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: AWS has switched off all access to the bucket, which may be one of another account. Correct bucket, or ask AWS Support.`,
    },
    {
        codes: DENIED,
        inWords: true,
        says: /Block ?Public|public (?:access|ACLs?|policies)\b/i,
        isDenied: true,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the bucket or its account blocks public access, and the request would have made the object public. Take acl out of the backend block.`,
    },
    {
        codes: ['AccessControlListNotSupported'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the bucket knows no ACLs (its owner owns every object). Take acl out of the backend block.`,
    },
    {
        codes: [...DENIED, 'RequesterPays', 'InvalidRequest'],
        inWords: true,
        says: /requester.?pays/i,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: who asks has to pay for this bucket (requester pays), and Terraform's backend cannot say that it does. Switch that off for the bucket, or keep states in another one.`,
    },
    {
        codes: DENIED,
        says: /with an explicit deny(?: in an? ([\w ,-]+?policy|[\w -]*boundary))?(?:[.,;: "]|$)/i,
        isDenied: true,
        tell: (refusal, [where]) => `${mayNot(refusal)}: ${where === undefined ? 'a policy' : `the ${where}`} denies it explicitly, and no grant helps against that. Find the statement with "Effect": "Deny" that fits, and take this role out of it.`,
    },
    {
        codes: DENIED,
        says: /because no ([\w ,-]+?(?:policy|boundary)) allows/i,
        isDenied: true,
        tell: (refusal, [where = 'policy']) => `${mayNot(refusal)}, because no ${where} allows it. Grant it there, or use a role that has it.`,
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
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: this is not possible through an access point. Set bucket to the name of the bucket behind it.`,
    },
    {
        codes: ['MethodNotAllowed'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the version that was asked for is a delete marker, which has nothing to read, or what answers at this endpoint does not know the request. Run this again; if it stays so, look at endpoints in the backend block.`,
    },
    {
        codes: ['NotImplemented'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: this store does not know the request (${(0,causes_refusal .f6)(refusal.message)}). Use a newer version of it, or AWS; \`command: doctor\` tells what it lacks.`,
    },
];
;
const SKEW_AT_MOST = '15 minutes';
const TOO_LITTLE_MS = 60_000;
const CREDENTIALS_STEP = 'aws-actions/configure-aws-credentials';
const SIGNED_AT = /Signature (?:expired|not yet current): (\d{8}T\d{6}Z) is (?:now|still) (?:earlier|later) than \S+ \((\d{8}T\d{6}Z)/;
const SKEWED = /Signature (?:expired|not yet current)|clock skew|difference between the request time and the (?:current|server's) time/i;
function tellClock(refusal) {
    const aheadMs = aheadOf(refusal.message) ?? refusal.aheadMs;
    const how = aheadMs === undefined || Math.abs(aheadMs) < TOO_LITTLE_MS
        ? `is more than ${SKEW_AT_MOST} away from AWS's, and AWS takes no more`
        : `is ${minutes(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} AWS's, and AWS takes at most ${SKEW_AT_MOST}`;
    return `${(0,causes_refusal .gz)(refusal)}: the clock of this runner ${how}. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.`;
}
function minutes(ms) {
    const count = Math.round(ms / 60_000);
    return count === 1 ? '1 minute' : `${count} minutes`;
}
function aheadOf(message) {
    const [, ours, theirs] = SIGNED_AT.exec(message) ?? [];
    return ours === undefined || theirs === undefined ? undefined : timeOf(ours) - timeOf(theirs);
}
function timeOf(compact) {
    return Date.parse(compact.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));
}
function identity_roleOf({ resource, message }) {
    return /on resource: "?(arn:[^\s"]+)/.exec(message)?.[1] ?? resource;
}
const WEB_IDENTITY = /AssumeRoleWithWebIdentity/;
const ASSUME = /sts:AssumeRole$/;
const IDENTITY = [
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
        tell: (refusal) => `the role ${(0,causes_refusal .KT)(refusal, 'of this run')} cannot be taken: the audience of the job's identity token is not one that AWS is set up for. Ask for the token with the audience sts.amazonaws.com (input \`audience\` of ${CREDENTIALS_STEP}), or add the other one to the client IDs of the account's identity provider.`,
    },
    {
        asked: WEB_IDENTITY,
        codes: ['InvalidIdentityToken', 'InvalidIdentityTokenException'],
        says: /No OpenIDConnect provider found in your account for (\S+)/i,
        tell: (refusal, [issuer = '']) => `the role ${(0,causes_refusal .KT)(refusal, 'of this run')} cannot be taken: its account has no identity provider for ${issuer}. Create one in IAM with exactly that URL and the audience sts.amazonaws.com, or correct the role's account.`,
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
        tell: (refusal) => `the role ${(0,causes_refusal .KT)(refusal, 'of this run')} cannot be taken: AWS does not accept the job's identity token (${(0,causes_refusal .f6)(refusal.message)}). Have it written anew in a step before this one, with \`id-token: write\` under \`permissions\` of the job.`,
    },
    {
        asked: WEB_IDENTITY,
        codes: ['AccessDenied', 'AccessDeniedException'],
        tell: (refusal) => `the role ${(0,causes_refusal .KT)(refusal, 'of this run')} does not trust this job: its trust policy has no statement with sts:AssumeRoleWithWebIdentity whose conditions on \`sub\` and \`aud\` fit this repository, branch or environment. Correct the trust policy, or take another role.`,
    },
    {
        asked: WEB_IDENTITY,
        codes: ['IDPCommunicationError', 'IDPCommunicationErrorException'],
        passes: true,
        tell: (refusal) => `the role ${(0,causes_refusal .KT)(refusal, 'of this run')} cannot be taken: AWS could not reach the issuer of the job's identity token. Run this again; if it stays so, see whether the issuer is open to the internet.`,
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
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: STS is not activated in this region for the account. Activate it in the account's settings of IAM, or set sts_region to one where it is.`,
    },
    {
        codes: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
        passes: true,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the AWS session of this run has expired. Get credentials in a step right before this one, and ask for a longer session (\`role-duration-seconds\` of ${CREDENTIALS_STEP}) if the run takes longer than it.`,
    },
    {
        codes: ['InvalidAccessKeyId', 'InvalidClientTokenId', 'UnrecognizedClientException'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let ${CREDENTIALS_STEP} set them.`,
    },
    {
        codes: ['SignatureDoesNotMatch', 'InvalidSignatureException'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the secret access key of this run does not belong to its access key ID. Correct AWS_SECRET_ACCESS_KEY, whole and without a blank or a line break at its end. If both are right, something between here and AWS, such as a proxy, changes the requests.`,
    },
    {
        codes: ['InvalidToken', 'InvalidTokenException'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the session token of this run is not one that AWS accepts here. Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from one and the same session, and leave AWS_SESSION_TOKEN out for the keys of a user. In a region that has to be opted in to, take the session from STS of that region.`,
    },
    {
        codes: [
            'MissingAuthenticationToken',
            'MissingAuthenticationTokenException',
            'MissingSecurityHeader',
            'IncompleteSignature',
            'IncompleteSignatureException',
        ],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the request came to AWS without a whole signature. Something between here and AWS, such as a proxy, takes its \`Authorization\` header away; let it through, or set no_proxy for AWS.`,
    },
];
function tellExpiredIdentityToken(refusal) {
    return `the role ${(0,causes_refusal .KT)(refusal, 'of this run')} cannot be taken: the job's identity token has expired. Have it written in a step right before this one, as one of GitHub's is good for minutes, and give the job \`id-token: write\` under \`permissions\`, with which Lockstep renews it.`;
}
function tellAssumeDenied(refusal, user) {
    return `${user === undefined ? 'the credentials of this run' : user} may not take the role ${identity_roleOf(refusal) || 'of the backend block'}. Allow sts:AssumeRole on it in the policy of who asks, and name who asks in the role's trust policy (with the external_id that it wants, if any); or correct assume_role.`;
}
;
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
const MOMENT = [
    {
        codes: ['ProvisionedThroughputExceededException'],
        passes: true,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the provisioned capacity of the table is used up. Run this again; set the table to on-demand capacity (\`aws dynamodb update-table --billing-mode PAY_PER_REQUEST\`) if it comes back.`,
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
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: AWS is asked too much at once and puts requests off (${refusal.code}). Run this again in a moment; a larger max_retries, or retry_mode = "adaptive", in the backend block bridges more.`,
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
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the service is out of order for the moment (${refusal.code}: ${(0,causes_refusal .f6)(refusal.message)}). Run this again; https://health.aws.amazon.com/health/status tells of outages of AWS.`,
    },
    {
        codes: NO_ADDRESS,
        passes: true,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: this runner finds no host at that address (${(0,causes_refusal .f6)(refusal.message)}). Look for a mistake in region and endpoints of the backend block, and at the runner's DNS and proxy.`,
    },
    {
        codes: NO_CONNECTION,
        passes: true,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: there is no connection to the service (${(0,causes_refusal .f6)(refusal.message) || refusal.code}). Look at endpoints in the backend block, and at proxy and firewall of the runner; then run this again.`,
    },
    {
        codes: NO_TRUST,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: the certificate of the service is not one that this runner trusts (${(0,causes_refusal .f6)(refusal.message)}). Give the certificates of its issuer with custom_ca_bundle in the backend block, or AWS_CA_BUNDLE.`,
    },
    {
        codes: ['CredentialsProviderError', 'TokenProviderError'],
        says: /could not (?:be found|resolve credentials using profile).*?\[?([\w./@-]+)\]? in configuration|Profile ([\w./@-]+) (?:could not be found|requires|not found)/i,
        tell: (_, [one, other]) => `the profile ${one ?? other ?? ''} is in none of the shared files of AWS that this run reads, or is not whole there. Correct profile (or AWS_PROFILE), or write it in a step before this one.`,
    },
    {
        codes: ['CredentialsProviderError', 'TokenProviderError'],
        tell: ({ action }) => `there are no AWS credentials${action === '' ? '' : ` for ${action}`}. Add a step with aws-actions/configure-aws-credentials before this one; with its \`role-to-assume\`, the job needs \`id-token: write\` under \`permissions\`.`,
    },
];
;
function tellRegion(refusal, region) {
    const bucket = bucketOf(refusal.resource);
    return region === undefined || region === ''
        ? `${(0,causes_refusal .gz)(refusal)}: the bucket is in another region. Correct region in the backend block; \`aws s3api get-bucket-location${bucket === '' ? '' : ` --bucket ${bucket}`}\` tells which it is.`
        : `${(0,causes_refusal .gz)(refusal)}: the bucket is in the region ${region}. Correct region in the backend block.`;
}
function tellRedirect(refusal) {
    const to = refusal.redirect?.to;
    const told = `${(0,causes_refusal .gz)(refusal)}: the endpoint of the backend redirects`;
    return to === undefined
        ? `${told} (${refusal.status ?? ''}), and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to the address that it leads to, which \`curl -sI\` on the endpoint shows as \`location\`.`
        : `${told} to ${to}, and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to ${to}.`;
}
const UNSENT = ['EndpointError', 'Error', 'InvalidARN', 'InvalidRequest'];
function bucketOf(resource) {
    return (/^arn:[\w-]+:s3[\w-]*:[^/]*(?:\/(?=[^/]*$)[^/]+|(?:accesspoint|outpost)\/[^/]+)?/.exec(resource)?.[0] ??
        resource.split('/')[0] ??
        '');
}
function tableOf({ resource }) {
    return resource.replace(/, item .*/s, '') || 'of the backend block';
}
const PLACE = [
    { isRedirected: true, tell: tellRedirect },
    {
        codes: ['AuthorizationHeaderMalformed'],
        says: /expecting '([\w-]+)'/,
        tell: (refusal, [region]) => tellRegion(refusal, region),
    },
    {
        codes: [
            'AuthorizationHeaderMalformed',
            'PermanentRedirect',
            'TemporaryRedirect',
            'IllegalLocationConstraintException',
            'BucketRegionError',
        ],
        tell: (refusal) => tellRegion(refusal, refusal.region),
    },
    { statuses: [301, 307], tell: (refusal) => tellRegion(refusal, refusal.region) },
    {
        codes: UNSENT,
        says: /(?:Unrecognized format:|unknown resource type,) (arn:[\w-]+:s3:::([^\s/()]+))/,
        tell: (refusal, [arn = '', bucket = '']) => `${(0,causes_refusal .gz)(refusal)}: bucket is the ARN ${arn}, and has to be the bucket's name. Set bucket = "${bucket}".`,
    },
    {
        codes: UNSENT,
        says: /Path-style addressing cannot be used with ARN buckets/,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: bucket is an ARN, which does not go together with use_path_style. Set bucket to the name of the bucket, or to the alias of the access point, which ends in -s3alias.`,
    },
    {
        codes: UNSENT,
        says: /Invalid ARN|not a valid ARN|ARN .*(?:not supported|must|invalid)|(?:access ?point|outpost).*(?:not supported|not match|invalid)/i,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: bucket is an ARN that cannot be used here. Set it to the name of the bucket, or to the alias of an access point, which ends in -s3alias.`,
    },
    {
        codes: ['InvalidBucketName', 'InvalidARN'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: what bucket says is no name of a bucket. Set it to the name alone, without s3://, ARN or folder.`,
    },
    {
        codes: ['NoSuchAccessPoint', 'NoSuchAccessPointAlias', 'InvalidAccessPointAliasError', 'InvalidAccessPoint'],
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: there is no such access point in this region. Correct bucket, or set it to the name of the bucket behind the access point.`,
    },
    {
        codes: ['NoSuchBucket'],
        of: /-s3alias(?:\/|$)/,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: no access point has the alias ${bucketOf(refusal.resource)} in this region. Correct bucket, or set it to the name of the bucket behind the access point.`,
    },
    {
        codes: ['NoSuchBucket'],
        tell: (refusal) => `the bucket ${bucketOf(refusal.resource) || 'of the backend block'} does not exist. Create it, or correct the backend block.`,
    },
    {
        asked: /^dynamodb:|^$/,
        codes: ['ResourceNotFoundException'],
        tell: (refusal) => `the lock table ${tableOf(refusal)} does not exist in this region and account. Create it with the hash key LockID, or correct dynamodb_table.`,
    },
    {
        codes: ['ValidationException'],
        says: /provided key element does not match the schema|Missing the key/i,
        tell: (refusal) => `the lock table ${tableOf(refusal)} has another key than LockID, of type string, alone. Make a new table with it, and set dynamodb_table to that one.`,
    },
    {
        codes: ['ValidationException'],
        says: /tableName.*(?:failed to satisfy|regular expression|length)|Invalid table/i,
        tell: (refusal) => `${(0,causes_refusal .gz)(refusal)}: dynamodb_table is no name of a table. Set it to the table's name alone: letters, digits, and _ . - only.`,
    },
];
;
const CAUSES = [...IDENTITY, ...PLACE, ...ACCESS, ...MOMENT];
function tellCause(refusal) {
    for (const cause of CAUSES) {
        const said = (0,causes_refusal .D$)(cause, refusal);
        if (said === undefined)
            continue;
        const { isDenied = false, passes = false } = cause;
        return { sentence: cause.tell(refusal, said), isDenied, isLasting: !passes };
    }
    return undefined;
}
}),
2425:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
D$: () => ( matchCause),
KT: () => ( named),
f6: () => ( withoutStop),
gz: () => ( failed)
});
function matchCause(cause, refusal) {
    const { codes, statuses, says = /(?:)/, asked = /(?:)/, of = /(?:)/ } = cause;
    if (codes?.includes(refusal.code) === false || statuses?.includes(refusal.status ?? 0) === false)
        return undefined;
    if (cause.isRedirected === true && refusal.redirect === undefined)
        return undefined;
    if (!asked.test(refusal.action) || !of.test(refusal.resource))
        return undefined;
    return says.exec(cause.inWords === true ? withoutNames(refusal.message) : refusal.message)?.slice(1);
}
function withoutNames(message) {
    return message.replace(/"[^"]*"|\barn:\S+/g, '…');
}
function failed({ action, resource }) {
    if (action === '')
        return resource === '' ? 'a request to AWS failed' : `a request about ${resource} failed`;
    return `${resource === '' ? action : `${action} on ${resource}`} failed`;
}
function named({ resource }, otherwise) {
    return resource === '' ? otherwise : resource;
}
function withoutStop(text) {
    return text.replace(/[.\s]+$/, '');
}
}),
602:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
R$: () => ( describeDenial),
pO: () => ( lacks),
y7: () => ( describeEmptyToken)
});
const saying = (words) => ({ message }) => words.test(message);
const DENIALS = [
    {
        status: 401,
        is: saying(/requires authentication/i),
        tell: ({ what }) => `could not ${what}: the token did not come to GitHub. Leave \`token\` out for the job's own one; if there is a proxy between, let the header Authorization through.`,
    },
    {
        status: 401,
        is: () => true,
        tell: ({ what }) => `could not ${what}: GitHub does not accept the token. It has expired, was revoked, or is not whole: leave \`token\` out for the job's own one, or give a valid one.`,
    },
    {
        status: 403,
        is: ({ message, sso }) => sso !== '' || /\bSAML\b|single sign-on/i.test(message),
        tell: ({ what, sso }) => {
            const [url] = /https?:\/\/\S+/.exec(sso) ?? [];
            const where = url === undefined ? 'in the settings of the token (Configure SSO)' : `at ${url}`;
            return `the token may not ${what}: it is not authorized for the single sign-on of the organization. Authorize it ${where}, or leave \`token\` out for the job's own one.`;
        },
    },
    {
        status: 403,
        is: saying(/IP allow list/i),
        tell: ({ what }) => `the token may not ${what} from here: the organization lets in only addresses of its IP allow list. Add those of this runner to it, or use a runner that is on it.`,
    },
    {
        status: 403,
        is: saying(/\barchived\b/i),
        tell: ({ what }) => `could not ${what}: the repository is archived, and nothing in it can be changed. Unarchive it.`,
    },
    {
        status: 403,
        is: saying(/not accessible by personal access token/i),
        tell: ({ what, permission }) => {
            const named = permission === undefined ? 'what that takes' : `\`${permission}\``;
            return `the token may not ${what}. It is a personal access token without ${named} for this repository: give it that, or leave \`token\` out for the job's own one.`;
        },
    },
    {
        status: 403,
        is: saying(/not accessible by integration/i),
        tell: ({ what, permission }) => `the token may not ${what}. ${lacks(permission)}The token of a pull request from a fork or of Dependabot can only read, whatever stands there.`,
    },
    {
        status: 403,
        is: () => true,
        tell: ({ what, permission }) => `the token may not ${what}. ${lacks(permission)}`.trim(),
    },
];
function lacks(permission) {
    return permission === undefined ? '' : `Add \`${permission}\` under \`permissions\` of the job. `;
}
function describeDenial(denied) {
    return DENIALS.find(({ status, is }) => status === denied.status && is(denied))?.tell(denied);
}
function describeEmptyToken(what) {
    return `could not ${what}: the token is empty. Leave \`token\` out for the job's own one; one that comes from a secret is empty where the secret's name is misspelled, and in pull requests from a fork or of Dependabot, which get no secrets.`;
}
}),
4500:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Tl: () => ( translate),
XW: () => ( describeLimit),
c2: () => ( statusOf),
i2: () => ( readLimit),
ix: () => ( NO_ANCESTOR),
mO: () => ( mayPassSoon)
});
var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7934);
var _domain_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
var _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9671);
var _denials_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(602);
const SECONDARY_LIMIT_MS = 60_000;
const Headers = valibot__WEBPACK_IMPORTED_MODULE_3__ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__ .aig()])));
const Answer = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
    status: valibot__WEBPACK_IMPORTED_MODULE_3__ .aig(),
    message: valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(),
    response: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({ headers: Headers })),
});
const GraphqlLimit = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
    response: valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
        headers: Headers,
        data: valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({ errors: valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP()) })) }),
    }),
});
const Refusal = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({ errors: valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP()), message: valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP() })) });
function readLimit(error) {
    const ofGraphql = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(GraphqlLimit, error);
    if (ofGraphql.success && ofGraphql.output.response.data.errors.some(({ type }) => type === 'RATE_LIMITED')) {
        return { kind: 'primary', until: resetOf(ofGraphql.output.response.headers) };
    }
    const answer = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(Answer, error);
    if (!answer.success || ![403, 429].includes(answer.output.status))
        return undefined;
    const { message, response } = answer.output;
    const headers = response?.headers ?? {};
    if (String(headers['x-ratelimit-remaining']) === '0' && !SECONDARY.test(message)) {
        return { kind: 'primary', until: resetOf(headers) };
    }
    const retryAfter = headers['retry-after'];
    if (retryAfter === undefined && !SECONDARY.test(message))
        return undefined;
    return { kind: 'secondary', until: new Date(Date.now() + (Number(retryAfter) * 1000 || SECONDARY_LIMIT_MS)) };
}
function resetOf(headers) {
    return new Date(Number(headers['x-ratelimit-reset']) * 1000 || Date.now());
}
const BRIEF_LENGTH = 1000;
const FINAL_TYPES = ['FORBIDDEN', 'NOT_FOUND', 'RATE_LIMITED'];
const NO_ANCESTOR = /no common ancestor/i;
const SECONDARY = /\bsecondary rate\b/i;
function describeLimit({ kind, until }) {
    const at = until.toISOString().replace(/\.\d+/, '');
    return kind === 'primary'
        ? `GitHub's hourly rate limit of this token is used up; it ends at ${at}`
        : `GitHub's secondary rate limit holds this token up until ${at}`;
}
function translate(question, cause) {
    if (cause instanceof _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j)
        return cause;
    const { what, permission } = question;
    const limit = readLimit(cause);
    if (limit !== undefined) {
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`could not ${what}: ${describeLimit(limit)}.`, { cause, until: limit.until });
    }
    const answer = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(Answer, cause);
    if (answer.success) {
        const { status } = answer.output;
        const message = briefly(answer.output.message);
        const said = `(GitHub said: ${status} ${message})`;
        const sso = String(answer.output.response?.headers['x-github-sso'] ?? '');
        const denial = (0,_denials_js__WEBPACK_IMPORTED_MODULE_2__ .R$)({ what, permission, status, message: answer.output.message, sso });
        if (denial !== undefined)
            return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`${denial} ${said}`, { cause, isDenied: true });
        if (status === 404) {
            const perhaps = permission === undefined ? '' : `It is not there, or the job lacks \`${permission}\` under \`permissions\`. `;
            return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`could not ${what}. ${perhaps}${said}`, { cause });
        }
        const why = answer.output.response === undefined ? `(no answer: ${message})` : said;
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`could not ${what}. ${why}`, { cause });
    }
    const refusal = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(Refusal, cause);
    if (refusal.success) {
        const said = `(GitHub said: ${refusal.output.errors.map(({ message }) => briefly(message)).join('; ')})`;
        const isDenied = refusal.output.errors.some(({ type }) => type === 'FORBIDDEN');
        const words = isDenied ? `the token may not ${what}. ${(0,_denials_js__WEBPACK_IMPORTED_MODULE_2__ .pO)(permission)}` : `could not ${what}. `;
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(words + said, { cause, isDenied });
    }
    if (valibot__WEBPACK_IMPORTED_MODULE_3__ .F1$(cause)) {
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`could not ${what}: GitHub's answer is not what its API describes (${briefly(cause.message)}).`, {
            cause,
        });
    }
    throw cause;
}
function briefly(message) {
    const [, title] = /<html[^]*?<title[^>]*>([^<]*)/i.exec(message) ?? [];
    const [line = ''] = (title ?? message).trim().split('\n', 1);
    return (0,_domain_failure_js__WEBPACK_IMPORTED_MODULE_0__ .dh)(line.trim(), BRIEF_LENGTH);
}
function mayPassSoon(error) {
    const refusal = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(Refusal, error);
    if (!refusal.success || statusOf(error) !== undefined)
        return false;
    return refusal.output.errors.every(({ type }) => type === undefined || !FINAL_TYPES.includes(type));
}
function statusOf(error) {
    const answer = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(Answer, error);
    return answer.success ? answer.output.status : undefined;
}
}),
5929:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  Q: () => ( childEnvironment),
  P: () => ( withoutOurOwn)
});
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = __webpack_require__.n(external_node_path_);
;
const KNOWN = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];
const FOLDER = '_runner_file_commands';
function findCommandFiles(env, directory, rules = (external_node_path_default())) {
    const ignoresCase = rules.sep === '\\';
    const inOneCase = (text) => (ignoresCase ? text.toUpperCase() : text);
    const folderOf = (value) => inOneCase(rules.dirname(rules.resolve(directory, value)));
    const isKnown = (name) => KNOWN.includes(inOneCase(name));
    const given = Object.entries(env).map(([name, value = '']) => ({ name, value }));
    const folders = given.filter(({ name, value }) => isKnown(name) && value !== '').map(({ value }) => folderOf(value));
    const isCommandFile = (value) => {
        const folder = folderOf(value);
        const isRoot = rules.dirname(folder) === folder;
        return rules.basename(folder) === inOneCase(FOLDER) || (folders.includes(folder) && !isRoot);
    };
    const found = given.filter(({ name, value }) => isKnown(name) || (value !== '' && isCommandFile(value)));
    return new Set(found.map(({ name }) => name));
}
;
function isOfTheRunnersServices(name) {
    return name.startsWith('ACTIONS_') && !name.startsWith('ACTIONS_ID_TOKEN_');
}
function withoutOurOwn(env, directory) {
    const commandFiles = findCommandFiles(env, directory);
    const others = Object.entries(env).filter(([name]) => !name.startsWith('INPUT_') && !commandFiles.has(name) && !isOfTheRunnersServices(name));
    return Object.fromEntries(others);
}
function childEnvironment(env, own) {
    return {
        ...withoutOurOwn(env, own.directory),
        TF_LOG_PATH: (0,external_node_path_.resolve)(own.directory, env['TF_LOG_PATH'] || (0,external_node_path_.join)(own.filesDirectory, 'terraform.log')),
        TF_IN_AUTOMATION: '1',
        TF_INPUT: '0',
        TF_WORKSPACE: own.workspace,
        TF_DATA_DIR: own.dataDirectory,
    };
}
}),
9571:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
c: () => ( Cancelled)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
class Cancelled extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'cancelled';
    aftermath;
    constructor(during, aftermath) {
        super(`the run was cancelled during ${during}`);
        this.aftermath = aftermath;
    }
}
}),
3302:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
A: () => ( concealAtWork),
n: () => ( readAtWork)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
function concealAtWork({ addresses, lastLine }, conceal) {
    return { addresses: addresses.map(conceal), lastLine: lastLine && conceal(lastLine) };
}
const LAST_LINE_CHARACTERS = 300;
function readAtWork(events) {
    const atWork = new Map();
    let lastLine;
    for (const event of events) {
        if (event.kind === 'operation') {
            const key = `${event.action} ${event.address}`;
            if (event.step === 'begun')
                atWork.set(key, event.address);
            if (event.step === 'ended' || event.step === 'failed')
                atWork.delete(key);
        }
        if (event.kind === 'operation' || event.kind === 'said') {
            lastLine = event.message.replace(/ \[id=[^]*$/, '').trim() || lastLine;
        }
    }
    return {
        addresses: [...new Set(atWork.values())],
        lastLine: lastLine === undefined ? undefined : (0,_failure_js__WEBPACK_IMPORTED_MODULE_0__ .dh)(lastLine, LAST_LINE_CHARACTERS),
    };
}
}),
6665:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
G: () => ( TimedOut),
m: () => ( describeAtWork)
});
var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4678);
var _failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5410);
const NAMED_AT_MOST = 10;
class TimedOut extends _failure_js__WEBPACK_IMPORTED_MODULE_1__ .ae {
    reason = 'timed-out';
    overdue;
    constructor(overdue) {
        const { command, limitMs, atWork, remarks } = overdue;
        const limit = `${command} took longer than apply-timeout (${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__ .P)(limitMs)}) and was interrupted`;
        super([limit, describeAtWork(atWork), ...remarks].join('; '));
        this.overdue = overdue;
    }
}
function describeAtWork({ addresses, lastLine }) {
    if (addresses.length > 0) {
        const more = addresses.length > NAMED_AT_MOST ? `, and ${addresses.length - NAMED_AT_MOST} more` : '';
        return `at work by then: ${addresses.slice(0, NAMED_AT_MOST).join(', ')}${more}`;
    }
    return lastLine === undefined
        ? 'it had printed nothing by then'
        : `the last that it had printed by then: ${lastLine}`;
}
}),
4678:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
P: () => ( renderDuration),
y: () => ( parseDurationMs)
});
const UNITS_MS = { h: 3_600_000, m: 60_000, s: 1000 };
function parseDurationMs(text) {
    if (text === '0')
        return 0;
    if (!/^(?:\d{1,6}[hms])+$/.test(text))
        return undefined;
    const seen = [];
    let totalMs = 0;
    for (const [, amount, unit] of text.matchAll(/(\d+)([hms])/g)) {
        if (unit === undefined || seen.includes(unit))
            return undefined;
        seen.push(unit);
        totalMs += Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
    }
    return totalMs;
}
function renderDuration(durationMs) {
    const totalSeconds = Math.round(durationMs / 1000);
    if (totalSeconds < 1)
        return 'under 1 s';
    const hours = Math.floor(totalSeconds / 3600);
    const minutes = Math.floor((totalSeconds % 3600) / 60);
    const seconds = totalSeconds % 60;
    if (hours > 0)
        return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
    if (minutes > 0)
        return seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`;
    return `${seconds} s`;
}
}),
2309:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
G: () => ( withSettings),
f: () => ( settingsOf)
});
const SETTING = /^(?:TF_.*|INPUT_.*|PATH)$/i;
const SECRET = /^(?:TF_VAR_.*|TF_TOKEN_.*|TF_ENCRYPTION|INPUT_TOKEN)$/i;
function isSetting(name) {
    return SETTING.test(name) && !SECRET.test(name);
}
function settingsOf(env) {
    return Object.fromEntries(Object.entries(env).filter((entry) => isSetting(entry[0]) && entry[1] !== undefined));
}
function withSettings(env, settings) {
    return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !isSetting(name))), ...settings };
}
}),
2593:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
IW: () => ( renderDiagnostic),
R9: () => ( renderForPage),
Wh: () => ( renderPlaceOnly),
hM: () => ( DiagnosticSchema),
hO: () => ( summaryForPage)
});
var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
const Place = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ line: valibot__WEBPACK_IMPORTED_MODULE_0__ .aig(), column: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .aig()) });
const Snippet = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    context: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .mee(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP())),
    code: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    start_line: valibot__WEBPACK_IMPORTED_MODULE_0__ .aig(),
    values: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .mee(valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ traversal: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), statement: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP() })))),
});
const UNREADABLE = '(unknown)';
const DiagnosticSchema = valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    severity: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    summary: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    detail: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''), ''),
    address: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), UNREADABLE)),
    range: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__ .mee(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ filename: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), start: Place, end: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(Place) })), null)),
    snippet: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__ .mee(Snippet), null)),
}), valibot__WEBPACK_IMPORTED_MODULE_0__ .pdi(({ severity, range, snippet, ...said }) => ({
    ...said,
    severity: severity === 'warning' ? 'warning' : 'error',
    place: range == null ? undefined : { file: range.filename, start: range.start, end: range.end ?? range.start },
    snippet: snippet == null
        ? undefined
        : {
            context: snippet.context ?? undefined,
            code: snippet.code,
            startLine: snippet.start_line,
            values: snippet.values ?? [],
        },
})));
function renderDiagnostic(diagnostic) {
    return [...headOf(diagnostic), ...(diagnostic.detail === '' ? [] : ['', diagnostic.detail.trimEnd()])].join('\n');
}
function renderForPage(diagnostic) {
    return renderDiagnostic({
        ...diagnostic,
        summary: summaryForPage(diagnostic),
        detail: withoutProgramOutput(diagnostic),
    });
}
function renderPlaceOnly(diagnostic) {
    return headOf({ ...diagnostic, summary: 'the log of the run says what', snippet: undefined }).join('\n');
}
function headOf({ severity, summary, address, place, snippet }) {
    const lines = [`${severity === 'error' ? 'Error' : 'Warning'}: ${summary}`];
    if (address === undefined && place === undefined)
        return lines;
    lines.push('');
    if (address !== undefined)
        lines.push(`  with ${address}${place === undefined ? '' : ','}`);
    if (place === undefined)
        return lines;
    const context = snippet?.context === undefined ? '' : `, in ${snippet.context}`;
    lines.push(`  on ${place.file} line ${place.start.line}${context}${snippet === undefined ? '' : ':'}`);
    if (snippet === undefined)
        return lines;
    const code = snippet.code
        .split('\n')
        .map((line, index) => `${String(snippet.startLine + index).padStart(4)}: ${line}`);
    const values = snippet.values.map(({ traversal, statement }) => `    │ ${traversal} ${statement}`);
    return [...lines, ...code, ...(values.length === 0 ? [] : ['    ├────────────────', ...values])];
}
const QUOTED = /(?:^|[.:;,] +|\b(?:command|combined) )output(?: was)?: ?|\bstd(?:out|err): ?/im;
const QUOTING = [
    { summary: /^local-exec provisioner error$/, begin: /(?:\. )?\bOutput: / },
    { summary: /^(?:External Program|Command) Execution Failed$/, begin: /^(?:Command )?Error(?: Message)?: /m },
    { summary: /(?:)/, begin: QUOTED },
];
const IN_THE_LOG = '(what the program printed is in the log of the run)';
const SECRET_WITHIN = '(its configuration has a sensitive value: what it is about is in the log of the run)';
function withoutProgramOutput({ summary, detail, holdsSecret = false }) {
    if (holdsSecret)
        return SECRET_WITHIN;
    const begins = QUOTING.filter((quoting) => quoting.summary.test(summary))
        .map(({ begin }) => detail.search(begin))
        .filter((at) => at >= 0);
    return begins.length === 0 ? detail : `${detail.slice(0, Math.min(...begins)).trimEnd()}\n${IN_THE_LOG}`;
}
function summaryForPage({ summary }) {
    const begin = summary.search(QUOTED);
    return begin < 0 ? summary : `${summary.slice(0, begin).trimEnd()} ${IN_THE_LOG}`.trimStart();
}
}),
2591:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
GE: () => ( isFailedCheck),
LN: () => ( isStalePlan),
QG: () => ( isStateNotSaved),
gv: () => ( describeDiagnostics),
o7: () => ( isCutOff),
oD: () => ( readTold),
rg: () => ( describeErrors),
ry: () => ( unsavedStateOf)
});
var _diagnostic_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2593);
function readTold(events, stderr) {
    const withheld = new Set(events.flatMap((event) => (event.kind === 'program-output' ? [event.withheldOf] : [])));
    const mark = (one) => one.address !== undefined && withheld.has(one.address) ? { ...one, holdsSecret: true } : one;
    const diagnostics = events.flatMap((event) => (event.kind === 'diagnostic' ? [mark(event.diagnostic)] : []));
    const prose = events.flatMap((event) => (event.kind === 'prose' ? [event.line] : []));
    const printed = [...stderr.split('\n'), ...prose].map((line) => line.trim()).filter((line) => line !== '');
    return {
        errors: diagnostics.filter(({ severity }) => severity === 'error'),
        warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
        prose: printed.find((line) => line.startsWith('Error: ')) ?? printed[0],
        hadEphemeral: events.some((event) => event.kind === 'operation' && /(?:^|\.)ephemeral\./.test(event.address)),
    };
}
function isFailedCheck({ severity, summary }) {
    return severity === 'warning' && summary === 'Check block assertion failed';
}
function isStateNotSaved(told, events) {
    return beginOfNotSaved(told) >= 0 || unsavedStateOf(events) !== undefined;
}
function isCutOff(events) {
    return events.some(({ kind }) => kind === 'cut-off');
}
const BETWEEN = new Set(['Failed to create local state file', 'Failed to serialize state']);
function beginOfNotSaved({ errors }) {
    const begin = errors.findLastIndex(({ summary }) => summary === 'Failed to save state');
    const [first, ...rest] = begin < 0 ? [] : errors.slice(begin);
    const last = rest.pop();
    const isWhole = first?.detail.startsWith('Error saving state: ') === true &&
        last?.summary === 'Failed to persist state to backend' &&
        rest.every(({ summary }) => BETWEEN.has(summary)) &&
        [first, ...rest, last].every(({ address, place }) => address === undefined && place === undefined);
    return isWhole ? begin : -1;
}
const STALE = new Set(['Saved plan is stale', 'Saved plan does not match the given state']);
function isStalePlan({ errors }, events) {
    const [only, ...others] = errors;
    const isBegun = events.some(({ kind }) => kind === 'operation' || kind === 'program-output');
    return only !== undefined && others.length === 0 && !isBegun && STALE.has(only.summary) && only.place === undefined;
}
function unsavedStateOf(events) {
    return events.findLast((event) => event.kind === 'unsaved-state')?.state;
}
function describeErrors(told, conceal) {
    const { errors, prose } = told;
    if (errors.length > 0) {
        const begin = beginOfNotSaved(told);
        const ofTheToolItself = begin < 0 ? [] : errors.slice(begin);
        const others = begin < 0 ? errors : errors.slice(0, begin);
        return [...describeDiagnostics(others, conceal), ...ofTheToolItself.map(_diagnostic_js__WEBPACK_IMPORTED_MODULE_0__ .R9)].join('\n\n');
    }
    if (prose === undefined)
        return '';
    return conceal === undefined ? 'It has told of no error; the log of the run has what it printed.' : conceal(prose);
}
function describeDiagnostics(diagnostics, conceal) {
    return diagnostics.map((one) => (conceal === undefined ? (0,_diagnostic_js__WEBPACK_IMPORTED_MODULE_0__ .Wh)(one) : conceal((0,_diagnostic_js__WEBPACK_IMPORTED_MODULE_0__ .R9)(one))));
}
}),
5410:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Lw: () => ( Refused),
ae: () => ( RunFailure),
dh: () => ( brief),
kp: () => ( BadInput)
});
class RunFailure extends Error {
}
class BadInput extends RunFailure {
    reason = 'bad-input';
    problems;
    constructor(problems) {
        super(problems.join('\n'));
        this.problems = problems;
    }
}
class Refused extends RunFailure {
    reason = 'refused';
}
function brief(text, mostCharacters) {
    if (text.length <= mostCharacters)
        return text;
    const begin = text.slice(0, mostCharacters + 1);
    const end = begin.search(/\s\S*$/);
    return end < 0 ? '…' : `${begin.slice(0, end).trimEnd()} …`.trimStart();
}
}),
7504:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
C5: () => ( memberOf),
OT: () => ( parseJsonExactly),
TL: () => ( isSameJson),
dj: () => ( canonicalJson),
fh: () => ( ExactNumber),
ip: () => ( exactJson),
o$: () => ( jsonObject),
qY: () => ( asRecord)
});
var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
const jsonObject = valibot__WEBPACK_IMPORTED_MODULE_0__ .IeY((value) => asRecord(value) !== undefined, 'is not an object');
class ExactNumber {
    source;
    constructor(source) {
        this.source = source;
    }
    toString() {
        return this.source;
    }
    toJSON() {
        return this.source;
    }
}
function exactNumber(source) {
    const number = Number(source);
    return source.length > 15 && String(number) !== source ? new ExactNumber(source) : number;
}
function canonicalJson(value) {
    return JSON.stringify(value, (_, inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}
function exactJson(value, isSorted = true) {
    if (value instanceof ExactNumber)
        return String(value);
    if (Array.isArray(value))
        return `[${value.map((part) => exactJson(part ?? null, isSorted)).join(',')}]`;
    const record = asRecord(value);
    if (record === undefined)
        return typeof value === 'number' ? decimal(value) : JSON.stringify(value ?? null);
    const members = Object.entries(record).filter(([, part]) => part !== undefined);
    if (isSorted)
        members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, part]) => `${JSON.stringify(name)}:${exactJson(part, isSorted)}`).join(',')}}`;
}
function isSameJson(one, other) {
    if (one === other)
        return true;
    if (one instanceof ExactNumber)
        return other instanceof ExactNumber && one.source === other.source;
    if (Array.isArray(one)) {
        if (!Array.isArray(other) || one.length !== other.length)
            return false;
        return one.every((part, place) => isSameJson(part ?? null, other[place] ?? null));
    }
    const [record, theirs] = [asRecord(one), asRecord(other)];
    if (record === undefined || theirs === undefined)
        return false;
    const names = Object.keys(record);
    return (names.every((name) => isSameJson(record[name], Object.hasOwn(theirs, name) ? theirs[name] : undefined)) &&
        Object.keys(theirs).every((name) => theirs[name] === undefined || Object.hasOwn(record, name)));
}
function decimal(value) {
    const text = JSON.stringify(value);
    return /e\+/.test(text) ? String(BigInt(value)) : text;
}
function parseJsonExactly(text) {
    if (!/\d[\d.]{15}/.test(text))
        return JSON.parse(text);
    const exactly = (_, value, { source }) => typeof value === 'number' && source !== undefined ? exactNumber(source) : value;
    return JSON.parse(text, exactly);
}
function asRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
        ? value
        : undefined;
}
function memberOf(value, name) {
    if (Array.isArray(value))
        return value[Number(name)];
    const record = asRecord(value);
    const member = record?.[name];
    const mayBeInherited = typeof member === 'function' || name === '__proto__';
    return mayBeInherited && record !== undefined && !Object.hasOwn(record, name) ? undefined : member;
}
}),
8552:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
BH: () => ( isExpression),
Dv: () => ( mayBeSet),
MG: () => ( findConfigured),
OC: () => ( isLeft),
Zt: () => ( configurationAddress),
bz: () => ( isSurelySet),
x0: () => ( withoutIndexes)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
function configurationAddress(entry) {
    const module = entry.module_address === undefined ? undefined : withoutIndexes(entry.module_address);
    const own = `${entry.mode === 'data' ? 'data.' : ''}${entry.type}.${entry.name}`;
    return module === undefined ? own : `${module}.${own}`;
}
function withoutIndexes(address) {
    return address.replace(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, '');
}
function findConfigured(module, within = '') {
    const found = new Map();
    const { resources, module_calls: calls } = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(module) ?? {};
    for (const resource of Array.isArray(resources) ? resources.map(_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY) : []) {
        const address = resource?.['address'];
        if (typeof address !== 'string')
            continue;
        found.set(within + address, (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(resource?.['expressions']) ?? {});
    }
    for (const [name, call] of Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(calls) ?? {})) {
        const inner = findConfigured((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(call)?.['module'], `${within}module.${name}.`);
        for (const [address, expressions] of inner)
            found.set(address, expressions);
    }
    return found;
}
function isSurelySet(configured, path) {
    return lookUp(configured, path) === 'set';
}
function mayBeSet(configured, leaf) {
    return lookUp(configured, leaf.path) !== 'unset' || holdsObjects(leaf);
}
function isLeft(configured, path) {
    return lookUp(configured, path) === 'unset';
}
function lookUp(block, [name, ...rest]) {
    if (typeof name !== 'string')
        return 'open';
    if (Object.hasOwn(block, name))
        return lookInto(block[name], rest);
    return rest.some((part) => typeof part === 'number') ? 'open' : 'unset';
}
function lookInto(node, path) {
    if (Array.isArray(node)) {
        const [place, ...rest] = path;
        const found = new Set(typeof place === 'number' ? node.map((block) => lookUp((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(block) ?? {}, rest)) : []);
        const [only] = found;
        return found.size === 1 && only !== undefined ? only : 'open';
    }
    const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(node);
    if (record === undefined)
        return 'open';
    if (isExpression(record))
        return judgeExpression(record, path.length === 0 ? 'set' : 'open');
    return lookUp(record, path);
}
function isExpression(node) {
    const { references } = node;
    const names = Object.keys(node).filter((name) => name !== 'constant_value' && name !== 'references');
    return names.length === 0 && (references === undefined || Array.isArray(references));
}
function judgeExpression({ references, constant_value: constant }, otherwise) {
    if (references !== undefined)
        return 'set';
    return constant === null ? 'unset' : otherwise;
}
function holdsObjects({ after, elements }) {
    if (elements !== undefined)
        return elements.some(({ value }) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value) !== undefined);
    return after?.startsWith('[') === true && JSON.parse(after).some((value) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value));
}
}),
9885:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Y: () => ( WHOLE_OUTPUT),
g: () => ( openExpressions)
});
var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
var _configured_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8552);
const WHOLE_OUTPUT = '';
const NOTHING = { fingerprint: '', sources: [], resources: [], isOpen: false, variables: {} };
const OPEN = { ...NOTHING, isOpen: true };
function openExpressions(root, variables) {
    const top = { within: '', module: (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(root) ?? {}, caller: undefined };
    const resources = new Map([...resourcesIn(top)].map((found) => [found.address, found]));
    const known = new Map();
    const once = (name, describe) => {
        const found = known.get(name);
        if (found !== undefined)
            return found;
        known.set(name, OPEN);
        const expression = describe();
        known.set(name, expression);
        return expression;
    };
    const describe = ({ node, owner, scope }) => {
        const found = [...referencesIn(node)].map(({ reference, block }) => ({
            meant: followTo(reference, owner, scope),
            block,
        }));
        const meant = found.map((one) => one.meant);
        const sources = found.flatMap((one) => one.meant.sources.map((source) => one.block + source));
        return {
            fingerprint: hash([node ?? null, meant.map(({ fingerprint }) => fingerprint)]),
            sources: [...new Set(sources)].sort(),
            resources: [...new Set(meant.flatMap((one) => one.resources))].sort(),
            isOpen: meant.some(({ isOpen }) => isOpen),
            variables: Object.assign({}, ...meant.map((one) => one.variables)),
        };
    };
    const followTo = (reference, owner, scope) => {
        const meant = follow((0,_configured_js__WEBPACK_IMPORTED_MODULE_2__ .x0)(reference), owner, scope);
        if (reference.startsWith('provider::'))
            return meant;
        const [way] = /^(?:var\.[^.[]+|module\.[^.[]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\.[^.[]+)/.exec(reference) ?? [];
        if (way === undefined)
            return { ...meant, sources: [scope.within + reference, ...meant.sources] };
        return { ...meant, sources: meant.sources.map((source) => source + reference.slice(way.length)) };
    };
    const follow = (reference, owner, scope) => {
        const [kind = '', name = '', third = ''] = reference.split('.');
        switch (kind) {
            case 'var':
                return once(`${scope.within}var.${name}`, () => followVariable(name, scope));
            case 'module':
                return once(`${scope.within}module.${name}.${third}`, () => followModule(name, third, scope));
            case 'data':
                return once(`${scope.within}data.${name}.${third}`, () => followData(`data.${name}.${third}`, scope));
            case 'each':
                return describe({ node: owner['for_each_expression'], owner: {}, scope });
            case 'count':
                return describe({ node: owner['count_expression'], owner: {}, scope });
            case 'path':
            case 'terraform':
            case 'self':
                return NOTHING;
            case 'local':
            case 'ephemeral':
                return OPEN;
            default:
                return name === '' ? OPEN : { ...NOTHING, resources: [`${scope.within}${kind}.${name}`] };
        }
    };
    const followVariable = (name, { module, caller }) => {
        const byDefault = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(module['variables'])?.[name])?.['default'];
        if (caller === undefined) {
            const value = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(variables[name])?.['value'];
            return { ...NOTHING, sources: [`var.${name}`], variables: { [name]: value ?? byDefault ?? null } };
        }
        const node = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(caller.call['expressions'])?.[name];
        return describe({ node: node ?? { constant_value: byDefault }, owner: caller.call, scope: caller.scope });
    };
    const followModule = (name, output, scope) => {
        const called = calledFrom(scope).get(name);
        const outputs = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(called?.module['outputs']);
        if (called === undefined || outputs === undefined)
            return OPEN;
        const node = output === '' ? Object.values(outputs).map(expressionOf) : expressionOf(outputs[output]);
        return describe({ node, owner: {}, scope: called });
    };
    const followData = (address, scope) => {
        const found = resources.get(scope.within + address);
        if (found === undefined)
            return OPEN;
        const { fingerprint, sources } = describe(placeOf(found, found.resource['expressions']));
        return { ...OPEN, fingerprint, sources };
    };
    const described = new Map();
    return {
        ofResource: (address) => {
            const found = resources.get(address);
            if (found === undefined)
                return undefined;
            const names = Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(found.resource['expressions']) ?? {});
            const setBy = described.get(address) ??
                Object.fromEntries(names.map(([name, node]) => [name, describe(placeOf(found, node))]));
            described.set(address, setBy);
            return setBy;
        },
        ofOutput: (name) => {
            const output = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(top.module['outputs'])?.[name];
            if (output === undefined)
                return undefined;
            return { [WHOLE_OUTPUT]: describe({ node: expressionOf(output), owner: {}, scope: top }) };
        },
    };
}
function* resourcesIn(scope) {
    const { resources } = scope.module;
    for (const json of Array.isArray(resources) ? resources : []) {
        const resource = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(json);
        const address = resource?.['address'];
        if (resource !== undefined && typeof address === 'string') {
            yield { address: scope.within + address, resource, scope };
        }
    }
    for (const called of calledFrom(scope).values())
        yield* resourcesIn(called);
}
function calledFrom(scope) {
    const calls = Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(scope.module['module_calls']) ?? {});
    return new Map(calls.map(([name, json]) => {
        const call = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(json) ?? {};
        const module = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(call['module']) ?? {};
        return [name, { within: `${scope.within}module.${name}.`, module, caller: { scope, call } }];
    }));
}
function placeOf({ resource, scope }, node) {
    return { node, owner: resource, scope };
}
function expressionOf(output) {
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(output)?.['expression'];
}
function* referencesIn(node, block = '') {
    const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(node);
    if (Array.isArray(node)) {
        for (const one of node)
            yield* referencesIn(one, block);
    }
    else if (record !== undefined && (0,_configured_js__WEBPACK_IMPORTED_MODULE_2__ .BH)(record)) {
        let before = '';
        for (const reference of record['references'] ?? []) {
            if (typeof reference !== 'string')
                continue;
            if (!before.startsWith(`${reference}.`) && !before.startsWith(`${reference}[`))
                yield { reference, block };
            before = reference;
        }
    }
    else {
        for (const [name, inner] of Object.entries(record ?? {}))
            yield* referencesIn(inner, `${block}${name} `);
    }
}
function hash(json) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .dj)(json)).digest('base64url');
}
}),
3447:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
ON: () => ( parseRootOutputs),
rZ: () => ( isMarked),
xS: () => ( countChanges),
zf: () => ( readRecordedOutputs)
});
var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
function isMarked(marks) {
    if (typeof marks === 'object' && marks !== null)
        return Object.values(marks).some(isMarked);
    return marks === true;
}
function countChanges({ changes, actionInvocations, }) {
    const count = (holds) => changes.filter(holds).length;
    return {
        toAdd: count(({ action }) => action === 'create' || action === 'replace' || action === 'create-and-forget'),
        toChange: count(({ action }) => action === 'update'),
        toDestroy: count(({ action }) => action === 'delete' || action === 'replace'),
        toImport: count(({ importing }) => importing),
        toMove: count(({ previousAddress }) => previousAddress !== undefined),
        toForget: count(({ action }) => action === 'forget' || action === 'create-and-forget'),
        toInvoke: actionInvocations.length,
    };
}
const Output = valibot__WEBPACK_IMPORTED_MODULE_1__ .Ikc({ sensitive: valibot__WEBPACK_IMPORTED_MODULE_1__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__ .zMY(), false), value: valibot__WEBPACK_IMPORTED_MODULE_1__ .L5J() });
function parseRootOutputs(json) {
    return Object.fromEntries(Object.entries(valibot__WEBPACK_IMPORTED_MODULE_1__ .qgA(_json_js__WEBPACK_IMPORTED_MODULE_0__ .o$, json))
        .map(([name, output]) => [name, valibot__WEBPACK_IMPORTED_MODULE_1__ .qgA(Output, output)])
        .filter(([, output]) => !output.sensitive)
        .map(([name, output]) => [name, output.value]));
}
const Recorded = valibot__WEBPACK_IMPORTED_MODULE_1__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_1__ .euz(4), serial: valibot__WEBPACK_IMPORTED_MODULE_1__ .aig(), outputs: valibot__WEBPACK_IMPORTED_MODULE_1__ .lqM(_json_js__WEBPACK_IMPORTED_MODULE_0__ .o$, {}) });
function readRecordedOutputs(body) {
    let json;
    try {
        json = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .OT)(new TextDecoder().decode(body));
    }
    catch {
        return undefined;
    }
    const recorded = valibot__WEBPACK_IMPORTED_MODULE_1__ .xLC(Recorded, json);
    return recorded.success ? parseRootOutputs(recorded.output.outputs) : undefined;
}
}),
4795:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
UO: () => ( isWithin),
i7: () => ( renderPath),
uJ: () => ( joinPath)
});
function joinPath(path, name) {
    if (!/^[A-Za-z_][\w-]*$/.test(name))
        return `${path}[${JSON.stringify(name)}]`;
    return path === '' ? name : `${path}.${name}`;
}
function renderPath(steps) {
    return steps.reduce((path, step) => (typeof step === 'number' ? `${path}[${step}]` : joinPath(path, step)), '');
}
function isWithin(line, path) {
    return line === path || isPartOf(line, path) || isPartOf(path, line);
}
function isPartOf(inner, outer) {
    return outer !== '' && inner.startsWith(outer) && ['.', '[', ':'].includes(inner.charAt(outer.length));
}
}),
1160:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
PI: () => ( walkFirstParents),
TN: () => ( isRecorded),
VH: () => ( numberInTitle),
fg: () => ( isMergedAtKnown),
p8: () => ( mergedMs)
});
function mergedMs({ mergedAt }) {
    const atMs = Date.parse(mergedAt ?? '');
    return Number.isNaN(atMs) ? NOT_MERGED_MS : atMs;
}
const NOT_MERGED_MS = Number.MAX_SAFE_INTEGER;
function isMergedAtKnown(pullRequest) {
    return mergedMs(pullRequest) < NOT_MERGED_MS;
}
function isRecorded(merge) {
    return merge.kind === 'review' || (merge.why.kind !== 'never-planned' && merge.why.kind !== 'applied');
}
function numberInTitle({ title, committer }) {
    if (committer === 'somebody')
        return undefined;
    const [, squashed, merged] = /\(#(\d+)\)\s*$|^Merge pull request #(\d+) from /.exec(title) ?? [];
    const number = squashed ?? merged;
    return number === undefined ? undefined : Number(number);
}
function walkFirstParents(commits, headSha) {
    const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
    const walked = [];
    for (let next = bySha.get(headSha); next !== undefined; next = bySha.get(next.parents[0] ?? ''))
        walked.push(next);
    return walked;
}
}),
9671:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
j: () => ( GitHubUnusable)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
class GitHubUnusable extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'github-unusable';
    isDenied;
    isLasting;
    until;
    constructor(message, { isDenied = false, isLasting = isDenied, until, ...options } = {}) {
        super(message, options);
        this.isDenied = isDenied;
        this.isLasting = isLasting;
        this.until = until;
    }
}
}),
1698:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
MU: () => ( isOurs),
U6: () => ( overviewBody),
US: () => ( stackOf),
Uo: () => ( headOf),
V5: () => ( withHead),
jK: () => ( directoryName),
kb: () => ( hiddenLines),
kv: () => ( findOfOtherState),
mt: () => ( isOverview),
ol: () => ( digestOf),
p: () => ( chooseComment),
zy: () => ( readHead)
});
var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
var node_path__WEBPACK_IMPORTED_MODULE_1___default = __webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
const OURS = '<!-- lockstep:';
const OVERVIEW = '<!-- lockstep:overview -->';
const MARKER = /^<!-- lockstep:1 (\S+) -->$/;
const RUN = /^<!-- lockstep:run (\d{1,18})\.(\d{1,9}) -->$/;
const OF = /^<!-- lockstep:of ([0-9a-f]{16}) ([0-9a-f]{16}|none) -->$/;
function isOurs(body) {
    return body.startsWith(OURS);
}
function isOverview(body) {
    return body.split(/\r?\n/, 1)[0] === OVERVIEW;
}
function overviewBody(page) {
    return `${OVERVIEW}\n${page}`;
}
function directoryName(directory) {
    const normal = node_path__WEBPACK_IMPORTED_MODULE_1__.posix.normalize(directory.replaceAll('\\', '/')).replace(/\/+$/, '');
    return normal === '' ? (directory.startsWith('/') ? '/' : '.') : normal;
}
function stackOf(directory, workspace) {
    return directoryName(directory) + (workspace === 'default' ? '' : ` (${workspace})`);
}
function digestOf(parts) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
function commentMarker(stack) {
    return `<!-- lockstep:1 ${encodeURIComponent(stack.toWellFormed()).replaceAll('-', '%2D')} -->`;
}
function runNote({ runId, runAttempt }) {
    return `<!-- lockstep:run ${runId}.${runAttempt} -->`;
}
function headOf({ stack, asked, state }, run) {
    return `${commentMarker(stack)}\n${runNote(run)}\n<!-- lockstep:of ${asked} ${state ?? 'none'} -->`;
}
function readHead(body) {
    const [first = '', ...rest] = hiddenLines(body);
    const marked = MARKER.exec(first)?.[1];
    if (marked === undefined)
        return undefined;
    const run = find(rest, RUN);
    const of = find(rest, OF);
    return {
        stack: decode(marked),
        run: run === undefined ? undefined : { runId: run[1] ?? '', runAttempt: Number(run[2]) },
        asked: of?.[1],
        state: of?.[2] === 'none' ? undefined : of?.[2],
    };
}
function hiddenLines(body) {
    const lines = body.split(/\r?\n/);
    const end = lines.findIndex((line) => !line.startsWith(OURS));
    return end < 0 ? lines : lines.slice(0, end);
}
function withHead(body, head) {
    const hidden = hiddenLines(body);
    const others = hidden.filter((line) => ![MARKER, RUN, OF].some((pattern) => pattern.test(line)));
    return [head, ...others, ...body.split(/\r?\n/).slice(hidden.length)].join('\n');
}
function chooseComment(comments, own, run) {
    const heads = comments.flatMap((comment) => {
        const head = readHead(comment.body);
        return head !== undefined && isSameStack(head.stack, own.stack) ? [{ comment, head }] : [];
    });
    const asAsked = heads.filter(({ head }) => head.asked === own.asked);
    const unplaced = asAsked.filter(({ head }) => head.state === undefined);
    const bare = heads.filter(({ head }) => head.asked === undefined);
    const firstOf = (found) => ({
        comment: found[0]?.comment,
        duplicates: found.slice(1).map(({ comment }) => comment),
    });
    if (own.state === undefined) {
        const states = new Set(asAsked.flatMap(({ head }) => head.state ?? []));
        if (states.size > 1)
            return { comment: unplaced[0]?.comment, duplicates: [] };
        return firstOf(asAsked.length > 0 ? asAsked : bare);
    }
    const exact = heads.filter(({ head }) => head.state === own.state);
    const mine = heads.filter((one) => exact.includes(one) || (unplaced.includes(one) && (exact.length === 0 || one.head.run?.runId === run.runId)));
    return firstOf(mine.length > 0 ? mine : bare);
}
function findOfOtherState(comments, own, run) {
    return comments.filter(({ body }) => {
        const head = readHead(body);
        if (head?.state === undefined || head.run === undefined || own.state === undefined)
            return false;
        const isAlike = isSameStack(head.stack, own.stack) && head.asked === own.asked;
        return isAlike && head.state !== own.state && BigInt(head.run.runId) < BigInt(run.runId);
    });
}
function isSameStack(written, own) {
    if (written === own)
        return true;
    const [, directory = '', workspace = ''] = /^(.*?)( \([^()]*\))?$/s.exec(written) ?? [];
    return directoryName(directory) + workspace === own;
}
function find(lines, pattern) {
    for (const line of lines) {
        const found = pattern.exec(line);
        if (found !== null)
            return found;
    }
    return undefined;
}
function decode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
}),
739:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Io: () => ( mayBeRemovedBefore),
PS: () => ( hasConfiguration),
gN: () => ( canDoWithout)
});
function hasConfiguration(names) {
    return names.some((name) => !name.startsWith('.') && /\.(?:tf|tofu)(?:\.json)?$/.test(name));
}
function mayBeRemovedBefore(operation, eventKind) {
    return operation.kind !== 'plan' || eventKind === 'merge-group';
}
function canDoWithout(operation, eventKind) {
    switch (operation.kind) {
        case 'plan':
        case 'apply':
            return true;
        case 'cleanup':
            return eventKind === 'pull-request';
        case 'unlock':
        case 'sweep':
        case 'doctor':
            return false;
    }
}
}),
7987:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
NP: () => ( SENSITIVE),
OX: () => ( logMasks),
Oh: () => ( openConceal),
hH: () => ( SHORTEST_IN_TEXT)
});
const SENSITIVE = '(sensitive)';
const SHORTEST_IN_TEXT = 6;
function openConceal(secrets) {
    const forms = new Set();
    for (const secret of secrets) {
        for (const part of [secret, ...secret.split('\n')]) {
            for (const form of formsOf(part.trim())) {
                if (form.length < SHORTEST_IN_TEXT)
                    continue;
                const flat = /\s/.test(form) ? form.replace(/\s+/g, ' ') : form;
                forms.add(flat);
                if (flat.includes('|'))
                    forms.add(flat.replaceAll('|', '\\|'));
            }
        }
    }
    if (forms.size === 0)
        return (text) => (secrets.has(text) ? SENSITIVE : text);
    const find = openSearch(forms);
    return (text) => (secrets.has(text) ? SENSITIVE : replaceFound(text, find));
}
const SHORTEST_IN_BASE64 = 8;
const LONGEST_ENCODED = 65_536;
function formsOf(text) {
    const json = JSON.stringify(text).slice(1, -1);
    const forms = [text];
    if (json !== text || /[<>&]/.test(text)) {
        const go = json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
        forms.push(json, go, ...[json, go].map((form) => JSON.stringify(form).slice(1, -1)));
    }
    if (text.length > LONGEST_ENCODED)
        return forms;
    if (/[^\w.~-]/.test(text))
        forms.push(...urlForms(text), ...htmlForms(text), ...shellForms(text));
    if (/[$%]\{/.test(json))
        forms.push(json.replace(/[$%](?=\{)/g, '$&$&'));
    if (text.length >= SHORTEST_IN_BASE64)
        forms.push(...base64Forms(text));
    return forms;
}
function urlForms(text) {
    const component = encodeURIComponent(text.toWellFormed());
    const strict = component.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
    const form = new URLSearchParams([['', text]]).toString().slice(1);
    const strictForm = strict.replaceAll('%20', '+');
    const forms = [encodeURI(text.toWellFormed()), component, strict, strict.replaceAll('%2F', '/'), form, strictForm];
    return [...forms, ...forms.map((form) => form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()))];
}
function htmlForms(text) {
    if (!/[&<>"']/.test(text))
        return [];
    const some = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const quotes = [
        ['&quot;', '&#39;'],
        ['&#34;', '&#39;'],
        ['&quot;', '&#x27;'],
        ['&quot;', '&apos;'],
    ];
    const full = quotes.map(([double, single]) => some.replaceAll('"', double).replaceAll("'", single));
    return [some, some.replaceAll('"', '&quot;'), ...full];
}
function shellForms(text) {
    return [
        text.replaceAll("'", "'\\''"),
        text.replaceAll("'", `'"'"'`),
        text.replace(/[\\"$`]/g, '\\$&'),
        text.replace(/[^\w@%+=:,./\s-]/gu, '\\$&'),
        text.replace(/[^\w@%+=:,./-]/gu, '\\$&'),
    ];
}
function base64Forms(text) {
    const bytes = new TextEncoder().encode(text);
    const forms = [0, 1, 2].flatMap((before) => {
        const padded = new Uint8Array(before + bytes.length);
        padded.set(bytes, before);
        const encoded = toBase64(padded).replace(/=+$/, '');
        const rest = padded.length % 3;
        const inner = encoded.slice(before === 0 ? 0 : before + 1, rest === 0 ? undefined : -1);
        return before === 0 ? [encoded, inner] : [inner];
    });
    return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}
function toBase64(bytes) {
    let characters = '';
    for (const byte of bytes)
        characters += String.fromCharCode(byte);
    return btoa(characters);
}
const HEADS = [48, 16, SHORTEST_IN_TEXT];
function openSearch(forms) {
    const byHead = HEADS.map((length) => ({ length, found: new Map() }));
    for (const form of [...forms].sort((a, b) => b.length - a.length)) {
        const shelf = byHead.find(({ length }) => form.length >= length);
        const head = form.slice(0, shelf?.length);
        const others = shelf?.found.get(head);
        if (others === undefined)
            shelf?.found.set(head, [form]);
        else
            others.push(form);
    }
    const shelves = byHead.filter(({ found }) => found.size > 0);
    return (text, at) => {
        for (const { length, found } of shelves) {
            const form = found.get(text.slice(at, at + length))?.find((candidate) => text.startsWith(candidate, at));
            if (form !== undefined)
                return form.length;
        }
        return 0;
    };
}
function replaceFound(text, find) {
    const { plain, places } = withPlainSpaces(text);
    const placeOf = (at) => (places === undefined ? at : (places[at] ?? text.length));
    let result = '';
    let done = 0;
    for (let at = 0; at + SHORTEST_IN_TEXT <= plain.length; at += 1) {
        const length = find(plain, at);
        if (length === 0)
            continue;
        result += text.slice(done, placeOf(at)) + SENSITIVE;
        at += length - 1;
        done = placeOf(at) + 1;
    }
    return done === 0 ? text : result + text.slice(done);
}
function withPlainSpaces(text) {
    if (!/[^\S ]|\s\s/.test(text))
        return { plain: text, places: undefined };
    const places = new Int32Array(text.length);
    let plain = '';
    let from = 0;
    const copy = (end) => {
        for (let at = from; at < end; at += 1)
            places[plain.length + at - from] = at;
        plain += text.slice(from, end);
    };
    for (const { 0: space, index } of text.matchAll(/\s+/g)) {
        copy(index);
        places[plain.length] = index + space.length - 1;
        plain += ' ';
        from = index + space.length;
    }
    copy(text.length);
    return { plain, places };
}
const PLAIN_WORD = /^[A-Za-z]{1,12}$/;
function logMasks(secrets, spoken = []) {
    const lines = [...secrets].flatMap((text) => text.split(/[\r\n]+/).map((line) => line.trim()));
    const isSecret = (line) => line.length >= SHORTEST_IN_TEXT && !PLAIN_WORD.test(line) && !spoken.some((text) => text.includes(line));
    return new Set(lines.filter(isSecret));
}
}),
6453:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
a: () => ( begunProcessOutput),
k: () => ( concealProcessOutput)
});
var _conceal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7987);
const SPACE = String.raw `(?:\s|\\n)+(?:│\s*)?`;
const WORDS = ['parse', 'failed', 'of', 'process', 'output:'];
const BEGIN = WORDS.join(SPACE);
const QUOTED = new RegExp(String.raw `(${BEGIN})[^]*?(?=,(?:\s|\\n)+(?:│\s*)?error:|$(?![^]))`, 'g');
function concealProcessOutput(text) {
    return text.includes('process') ? text.replace(QUOTED, `$1 ${_conceal_js__WEBPACK_IMPORTED_MODULE_0__ .NP}`) : text;
}
const BEGUN = new RegExp(String.raw `${BEGIN}(?![^]*,(?:\s|\\n)+(?:│\s*)?error:)[^]*$`);
const PHRASE = WORDS.join(' ');
const PHRASE_AT_MOST = 100;
function begunProcessOutput(text) {
    const quoted = BEGUN.exec(text)?.[0].length;
    if (quoted !== undefined)
        return quoted;
    const end = text.slice(-PHRASE_AT_MOST);
    for (let at = end.indexOf('p'); at >= 0; at = end.indexOf('p', at + 1)) {
        const flat = end.slice(at).replace(/(?:\s|\\n?|│)+/g, ' ');
        if (PHRASE.startsWith(flat))
            return end.length - at;
    }
    return 0;
}
}),
287:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
T7: () => ( SetTexts),
V9: () => ( findSecretSettings),
_U: () => ( collectAll),
dL: () => ( findSecrets),
dZ: () => ( isSecretSetting),
qb: () => ( collectSecrets)
});
var _conceal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7987);
var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
const SHORTEST = 3;
const SHORTEST_NUMBER = 4;
function collectSecrets(value, marks, found, ofSets = new SetTexts()) {
    if (marks === undefined || marks === false || marks === null)
        return;
    if (marks === true) {
        if (Array.isArray(value))
            ofSets.add(value, found);
        else
            collectAll(value, found);
        return;
    }
    if (typeof value !== 'object' || value === null)
        return;
    for (const [name, part] of Object.entries(value)) {
        const mark = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(marks, name);
        if (mark === true && SECRET_MEMBER.test(name))
            collectAll(part, found);
        else
            collectSecrets(part, mark, found, ofSets);
    }
}
function collectAll(value, found) {
    if (typeof value === 'string')
        collectText(value, found);
    if (typeof value === 'number' || value instanceof _json_js__WEBPACK_IMPORTED_MODULE_1__ .fh) {
        if (String(value).length >= SHORTEST_NUMBER)
            found.add(String(value));
        return;
    }
    if (typeof value !== 'object' || value === null)
        return;
    for (const part of Object.values(value))
        collectAll(part, found);
}
const SECRET_MEMBER = /pass|secret|token|key|credential|private|auth|cert|pin$/i;
const PLAIN_WORD = /^[A-Za-z]{1,12}$/;
const VALUE_MEMBER = /^(?:value|content|data)$/i;
const KIND_MEMBER = /^(?:name|type|kind)$/i;
const NAME = /^[\w.:/[\]-]{1,100}$/;
function namesSecret(object) {
    return Object.entries(object).some(([name, value]) => typeof value === 'string' && isSecretName(value) && (name === 'key' || !SECRET_MEMBER.test(name)));
}
function isSecretName(text) {
    return NAME.test(text) && SECRET_MEMBER.test(text);
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof _json_js__WEBPACK_IMPORTED_MODULE_1__ .fh);
}
class SetTexts {
    #texts = new Set();
    add(list, found) {
        for (const part of list) {
            if (isObject(part))
                this.#collectObject(part, found);
            else if (Array.isArray(part))
                this.add(part, found);
            else
                collectAll(part, found);
        }
    }
    #collectObject(object, found) {
        const isOfSecret = namesSecret(object);
        for (const [name, part] of Object.entries(object)) {
            if (SECRET_MEMBER.test(name))
                collectAll(part, found);
            else if (isOfSecret && !KIND_MEMBER.test(name) && !(typeof part === 'string' && isSecretName(part)))
                collectAll(part, found);
            else
                this.#collect(part, found, VALUE_MEMBER.test(name));
        }
    }
    #collect(value, found, isValue) {
        if (isObject(value)) {
            this.#collectObject(value, found);
        }
        else if (Array.isArray(value)) {
            for (const part of value)
                this.#collect(part, found, isValue);
        }
        else if (isValue && !(typeof value === 'string' && PLAIN_WORD.test(value))) {
            collectAll(value, found);
        }
        else if (isValue || typeof value !== 'string' || !PLAIN_WORD.test(value)) {
            const texts = new Set();
            collectAll(value, texts);
            for (const text of texts)
                this.#texts.add(text);
        }
    }
    secrets(configuration, unmarked) {
        const left = new Set(this.#texts);
        if (left.size === 0)
            return left;
        removeWritten(configuration, left, false);
        for (const { value, marks } of unmarked())
            removeUnmarked(value, marks, left);
        return left;
    }
}
function removeWritten(node, texts, isConstant) {
    if (typeof node === 'string' && isConstant)
        texts.delete(node);
    if (typeof node !== 'object' || node === null)
        return;
    for (const [name, part] of Object.entries(node))
        removeWritten(part, texts, isConstant || name === 'constant_value');
}
function removeUnmarked(value, marks, texts) {
    if (marks === true)
        return;
    if (typeof value === 'object' && value !== null && !(value instanceof _json_js__WEBPACK_IMPORTED_MODULE_1__ .fh)) {
        for (const [name, part] of Object.entries(value))
            removeUnmarked(part, (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(marks, name), texts);
    }
    else if (typeof value === 'string' || typeof value === 'number' || value instanceof _json_js__WEBPACK_IMPORTED_MODULE_1__ .fh) {
        texts.delete(String(value));
    }
}
function collectText(text, found) {
    if (text.length < SHORTEST)
        return;
    found.add(text);
    if (!/^\s*[[{]/.test(text))
        return;
    try {
        collectLeaves((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .OT)(text), found);
    }
    catch {
    }
}
function collectLeaves(value, found) {
    if (typeof value === 'object' && value !== null) {
        for (const part of Object.values(value))
            collectLeaves(part, found);
    }
    else if (typeof value === 'string' && value.length >= _conceal_js__WEBPACK_IMPORTED_MODULE_0__ .hH) {
        found.add(value);
    }
}
const SECRET_NAME = /(?:_(?:TOKEN|SECRET|SECRET_ACCESS_KEY|PASSWORD|PRIVATE_KEY|API_KEY)|^TF_TOKEN_.+)$/i;
const SHORTEST_IN_ENVIRONMENT = 12;
function findSecrets(env) {
    return Object.entries(env).flatMap(([name, value]) => value !== undefined && value.length >= SHORTEST_IN_ENVIRONMENT && SECRET_NAME.test(name) ? [value] : []);
}
const SECRET_SETTING = /^\s*(?:access_key|secret_key|token|sse_customer_key)\s*=/;
function isSecretSetting(setting) {
    return SECRET_SETTING.test(setting);
}
function findSecretSettings(backendConfig) {
    return backendConfig.flatMap((setting) => {
        const value = setting
            .replace(SECRET_SETTING, '')
            .trim()
            .replace(/^"(.*)"$/s, '$1');
        return isSecretSetting(setting) && value.length >= SHORTEST_IN_ENVIRONMENT ? [value] : [];
    });
}
}),
5916:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
am: () => ( findProxyPasswords),
j4: () => ( concealUrlPasswords),
nq: () => ( findTheProxyPasswords)
});
var _conceal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7987);
const IN_URL = /(?<![a-z\d+.-])([a-z][a-z\d+.-]*:\/\/[^\s/?#@:"'<>]*:)([^\s/?#"'<>]+)@/gi;
const TOKEN_IN_URL = /(?<![a-z\d+.-])((?:[a-z\d]+::)?https?:\/\/)([^\s/?#@:"'<>]{12,})@/gi;
const IN_QUERY = /([?&](?:sshkey|aws_access_key_secret|aws_access_token|access_token|token|x-amz-signature|x-amz-security-token|sig)=)([^\s&#"'<>]{6,})/gi;
function concealUrlPasswords(text) {
    if (!text.includes('://'))
        return text;
    return text
        .replace(IN_URL, `$1${_conceal_js__WEBPACK_IMPORTED_MODULE_0__ .NP}@`)
        .replace(TOKEN_IN_URL, `$1${_conceal_js__WEBPACK_IMPORTED_MODULE_0__ .NP}@`)
        .replace(IN_QUERY, `$1${_conceal_js__WEBPACK_IMPORTED_MODULE_0__ .NP}`);
}
const SHORTEST = 3;
function findProxyPasswords(proxy) {
    const [, user = '', password] = /^(?:[a-z][a-z\d+.-]*:\/\/)?([^/?#@:]*):(?!\/\/)(.+)@/is.exec(proxy ?? '') ?? [];
    if (password === undefined)
        return [];
    const plain = decoded(password);
    const pair = `${decoded(user)}:${plain}`;
    return [...new Set([password, plain, `${user}:${password}`, pair, toBase64(pair)])].filter((secret) => secret.length >= SHORTEST);
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function toBase64(text) {
    return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
const PROXY_VARIABLE = /_proxy$/i;
const PROXY_SETTING = /^\s*https?_proxy\s*=\s*"?([^"]*)/;
function findTheProxyPasswords(env, backendConfig) {
    const proxies = [
        ...Object.entries(env).flatMap(([name, value]) => (PROXY_VARIABLE.test(name) ? [value] : [])),
        ...backendConfig.flatMap((setting) => PROXY_SETTING.exec(setting)?.[1] ?? []),
    ];
    return [...new Set(proxies.flatMap(findProxyPasswords))];
}
}),
1395:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Y: () => ( BackendUnusable),
b: () => ( confirmPointsAt)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
class BackendUnusable extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'backend-unusable';
    isDenied;
    isLasting;
    constructor(message, { isDenied = false, isLasting = isDenied, ...options } = {}) {
        super(message, options);
        this.isDenied = isDenied;
        this.isLasting = isLasting;
    }
}
function confirmPointsAt(now, expected, tool) {
    if (now.bucket === expected.bucket && now.key === expected.key)
        return;
    throw new BackendUnusable(`${tool} is initialized on ${now.bucket}/${now.key} instead of ${expected.bucket}/${expected.key}. ` +
        'Something else in this job sets the backend, perhaps TF_CLI_ARGS_init: take it out.');
}
}),
3759:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
v: () => ( isSameRepository)
});
function isSameRepository(one, other) {
    return one.repositoryId === undefined || other.repositoryId === undefined
        ? one.repository.toLowerCase() === other.repository.toLowerCase()
        : one.repositoryId === other.repositoryId;
}
}),
9243:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
C: () => ( ToolFailed)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
class ToolFailed extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'tool-failed';
    details;
    constructor(message, details, options) {
        super(message, options);
        this.details = details;
    }
}
}),
4705:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
BP: () => ( hasTypedInit),
Gy: () => ( takesVariables),
KJ: () => ( evaluatesEarly),
Tg: () => ( isTerraformFrom),
mR: () => ( parseToolVersion)
});
const ONLY_PLANS = ['init', 'plan'];
const OF_CONSTANTS = ['show', 'state push', 'state list', 'state rm'];
const OF_EARLY_EVALUATION = [...OF_CONSTANTS, 'output', 'workspace new', 'force-unlock'];
function parseToolVersion(printed) {
    const line = [...printed.matchAll(/^(Terraform|OpenTofu) v(\d\S*)[ \t]*\r?$/gm)].at(-1);
    if (line === undefined)
        return undefined;
    const version = /^(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(line[2] ?? '');
    return {
        name: line[1] === 'OpenTofu' ? 'tofu' : 'terraform',
        version: version === null
            ? undefined
            : { major: Number(version[1]), minor: Number(version[2]), patch: Number(version[3]) },
    };
}
function takesVariables({ name, version }, command) {
    const from = (minor) => version === undefined || version.major > 1 || (version.major === 1 && version.minor >= minor);
    if (ONLY_PLANS.includes(command))
        return true;
    if (name === 'tofu') {
        return command === 'apply' ? from(11) : from(8) && OF_EARLY_EVALUATION.includes(command);
    }
    return command === 'apply' ? from(10) : from(15) && OF_CONSTANTS.includes(command);
}
function hasTypedInit({ name, version }) {
    return version !== undefined && (version.major > 1 || version.minor >= (name === 'tofu' ? 8 : 9));
}
function evaluatesEarly(tool) {
    return takesVariables(tool, 'show');
}
function isTerraformFrom(minor, { name, version }) {
    if (name === 'tofu')
        return false;
    return version === undefined || version.major > 1 || version.minor >= minor;
}
}),
6398:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
F0: () => ( chooseWorkspace),
by: () => ( passOverSelected),
tQ: () => ( isWorkspaceName)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
function chooseWorkspace(given) {
    if (given.input !== undefined)
        return { name: given.input, namedBy: 'the input workspace' };
    if (given.variable !== undefined && given.variable !== '')
        return { name: given.variable, namedBy: 'TF_WORKSPACE' };
    return { name: 'default', namedBy: undefined };
}
function passOverSelected({ name, namedBy }, { selected, file }) {
    if (selected === name)
        return undefined;
    if (namedBy !== undefined) {
        return `${file} selects the workspace ${selected}; this run is for ${name}, as ${namedBy} says.`;
    }
    throw new _failure_js__WEBPACK_IMPORTED_MODULE_0__ .Lw(`${file} selects the workspace ${selected}, and neither the input workspace nor TF_WORKSPACE says which one this run is for. ` +
        `Set \`workspace: ${selected}\` for that one, or \`workspace: default\`.`);
}
function isWorkspaceName(name) {
    return /^[\w.~$&+=:@][\w.~$&+=:@-]*$/.test(name) && !/^\.+$/.test(name);
}
}),
6736:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
B3: () => ( workspaceOf),
BQ: () => ( statePath),
Bs: () => ( isReserved),
Gw: () => ( lockItemId),
IA: () => ( decidePrKey),
NP: () => ( parseReviewKey),
Ov: () => ( describePrPaths),
SA: () => ( reviewKey),
TQ: () => ( digestItemId),
VE: () => ( DEFAULT_TEMPLATE),
cN: () => ( turnItemId),
eM: () => ( TURN_OBJECT_SUFFIX),
eQ: () => ( LOCKFILE_SUFFIX),
mc: () => ( turnObjectKey),
pN: () => ( lockfileKey),
qQ: () => ( firstReviewKey)
});
var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
var node_path__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
var _pattern_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6412);
function lockItemId(address) {
    return `${address.bucket}/${address.path}`;
}
function digestItemId(address) {
    return `${lockItemId(address)}-md5`;
}
function lockfileKey(address) {
    return address.path + LOCKFILE_SUFFIX;
}
function turnItemId(address) {
    return `${lockItemId(address)}#lockstep`;
}
function turnObjectKey(address) {
    return address.path + TURN_OBJECT_SUFFIX;
}
function reviewKey(address, headSha) {
    return `${address.path}.${headSha}${REVIEW_SUFFIX}`;
}
function firstReviewKey(address) {
    return address.path + REVIEW_SUFFIX;
}
function parseReviewKey(key) {
    if (!key.endsWith(REVIEW_SUFFIX))
        return undefined;
    const before = key.slice(0, -REVIEW_SUFFIX.length);
    const [commit, headSha] = COMMIT_AT_END.exec(before) ?? [''];
    return { path: before.slice(0, before.length - commit.length), headSha };
}
const COMMIT_AT_END = /\.([0-9a-f]{40}|[0-9a-f]{64})$/;
const LOCKFILE_SUFFIX = '.tflock';
const TURN_OBJECT_SUFFIX = '.lockstep.json';
const REVIEW_SUFFIX = '.review.json';
function statePath(key, workspace) {
    if (workspace.name === 'default')
        return key;
    return node_path__WEBPACK_IMPORTED_MODULE_0__.posix.join(workspace.keyPrefix, workspace.name, key);
}
function workspaceOf(address) {
    const before = address.path.slice(0, Math.max(0, address.path.length - address.key.length - 1));
    return address.path === address.key ? 'default' : (before.split('/').at(-1) ?? 'default');
}
const DEFAULT_TEMPLATE = '{dir}/pr-{pr}/{file}';
function fillPrKeyTemplate(template, prodKey, prNumber) {
    const slash = prodKey.lastIndexOf('/');
    const dir = slash < 0 ? '' : prodKey.slice(0, slash);
    const file = prodKey.slice(slash + 1);
    const fill = { dir, file, pr: String(prNumber) };
    return cleanKey(template.replace(/\{(dir|file|pr)\}/g, (_, name) => fill[name] ?? ''));
}
const ANY_PR = '{pr}';
function describePrPaths(template, prodKey, workspace) {
    const path = statePath(fillPrKeyTemplate(template, prodKey, ANY_PR), workspace);
    const [prefix = '', ...rest] = path.split(ANY_PR);
    const escaped = [prefix, ...rest].map(_pattern_js__WEBPACK_IMPORTED_MODULE_1__ .M);
    const pattern = new RegExp(`^${escaped[0] ?? ''}([1-9]\\d*)${escaped.slice(1).join('\\1')}$`);
    return {
        prefix,
        pattern: path.replaceAll(ANY_PR, '*'),
        prNumberOf: (path) => {
            const number = Number(pattern.exec(path)?.[1] ?? NaN);
            return number < 2 ** 31 ? number : undefined;
        },
    };
}
function decidePrKey({ template, prodKey, prNumber, workspaceKeyPrefix }) {
    const key = fillPrKeyTemplate(template, prodKey, prNumber);
    const refuse = (why) => ({
        kind: 'refused',
        reason: `pr-state-key ${JSON.stringify(template)} gives ${JSON.stringify(key)} for pull request ${prNumber}: ${why}`,
    });
    if (key === '' || key.endsWith('/'))
        return refuse('that is no object key. Name a file, as in {dir}/pr-{pr}/{file}.');
    if (key.split('/').includes('..'))
        return refuse('a key with ".." in it is not allowed.');
    const prod = cleanKey(node_path__WEBPACK_IMPORTED_MODULE_0__.posix.normalize(prodKey));
    if (key === prod || key === prodKey) {
        return refuse('that is the prod key. A pull request may never touch it; use a template such as {dir}/pr-{pr}/{file}.');
    }
    const workspaces = cleanKey(`${workspaceKeyPrefix}/`);
    if (workspaces !== '' && key.startsWith(workspaces)) {
        const outside = workspaces === 'pull-requests/' ? 'lockstep' : 'pull-requests';
        return refuse(`everything under ${workspaces}, the workspace_key_prefix, is the state of a workspace. Set the input pr-state-key to a template outside of it, such as ${outside}/pr-{pr}/{dir}/{file}.`);
    }
    if (workspaces === '' && key.slice(key.indexOf('/') + 1) === prodKey) {
        return refuse('without a workspace_key_prefix that is the state of a workspace. Use a template such as {dir}/pr-{pr}/{file}.');
    }
    if (isReserved(key, prod) || isReserved(prod, key)) {
        return refuse('that name belongs to the lock or the records of the prod key.');
    }
    if (Buffer.byteLength(key) > 1024 - COMPANION_BYTES) {
        return refuse('S3 allows 1024 bytes, and the names beside it need some of them.');
    }
    return { kind: 'key', key };
}
const COMPANION_BYTES = 80;
const RESERVED_SUFFIXES = [LOCKFILE_SUFFIX, '-md5', '#lockstep', TURN_OBJECT_SUFFIX];
function isReserved(name, key) {
    return RESERVED_SUFFIXES.some((suffix) => name === key + suffix) || parseReviewKey(name)?.path === key;
}
function cleanKey(key) {
    return key
        .split('/')
        .filter((part, index, parts) => part !== '.' && (part !== '' || index === parts.length - 1))
        .join('/');
}
}),
6412:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
M: () => ( escapePattern)
});
function escapePattern(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
}),
2051:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Bu: () => ( parseState),
Mc: () => ( stateFingerprint),
Ox: () => ( stateDigest),
jv: () => ( findInstancesBeyond),
oQ: () => ( identifyState)
});
var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
const Instance = valibot__WEBPACK_IMPORTED_MODULE_2__ .Ikc({
    index_key: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__ .aig()])),
    deposed: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP()),
    attributes: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .mee(_json_js__WEBPACK_IMPORTED_MODULE_1__ .o$)),
    attributes_flat: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .mee(_json_js__WEBPACK_IMPORTED_MODULE_1__ .o$)),
    sensitive_attributes: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .L5J()),
});
const Resource = valibot__WEBPACK_IMPORTED_MODULE_2__ .Ikc({
    module: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP()),
    mode: valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP(),
    type: valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP(),
    name: valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP(),
    provider: valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP(),
    instances: valibot__WEBPACK_IMPORTED_MODULE_2__ .YOg(Instance),
});
const State = valibot__WEBPACK_IMPORTED_MODULE_2__ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_2__ .euz(4),
    serial: valibot__WEBPACK_IMPORTED_MODULE_2__ .aig(),
    lineage: valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP(),
    resources: valibot__WEBPACK_IMPORTED_MODULE_2__ .YOg(Resource),
});
const Recorded = valibot__WEBPACK_IMPORTED_MODULE_2__ .Ikc({
    outputs: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .L5J()),
    resources: valibot__WEBPACK_IMPORTED_MODULE_2__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__ .L5J()),
});
const Sealed = valibot__WEBPACK_IMPORTED_MODULE_2__ .Ikc({ serial: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .aig()) });
function parseState(body) {
    let json;
    try {
        json = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        return { kind: 'opaque', serial: undefined };
    }
    const state = valibot__WEBPACK_IMPORTED_MODULE_2__ .xLC(State, json);
    if (!state.success) {
        const sealed = valibot__WEBPACK_IMPORTED_MODULE_2__ .xLC(Sealed, json);
        return { kind: 'opaque', serial: sealed.success ? sealed.output.serial : undefined };
    }
    const { serial, lineage, resources } = state.output;
    const instances = resources.filter((resource) => resource.mode === 'managed').flatMap(managedInstances);
    return { kind: 'plain', serial, lineage, instances };
}
const Identity = valibot__WEBPACK_IMPORTED_MODULE_2__ .Ikc({
    serial: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .aig()),
    lineage: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP()),
    encrypted_data: valibot__WEBPACK_IMPORTED_MODULE_2__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP()),
});
function identifyState(body) {
    let json;
    try {
        json = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        return { serial: undefined, lineage: undefined, isEncrypted: false };
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__ .xLC(Identity, json);
    if (!parsed.success)
        return { serial: undefined, lineage: undefined, isEncrypted: false };
    const { serial, lineage, encrypted_data } = parsed.output;
    return { serial, lineage, isEncrypted: encrypted_data !== undefined };
}
function managedInstances(resource) {
    const name = [resource.module, resource.type, resource.name].filter((part) => part !== undefined).join('.');
    return resource.instances.map((instance) => {
        const index = instance.index_key === undefined ? '' : `[${JSON.stringify(instance.index_key)}]`;
        const deposed = instance.deposed === undefined ? '' : ` (deposed ${instance.deposed})`;
        const attributes = instance.attributes ?? instance.attributes_flat ?? {};
        const id = attributes['id'];
        return {
            address: name + index + deposed,
            type: resource.type,
            provider: resource.provider,
            id: typeof id === 'string' && id !== '' ? id : undefined,
            idIsSecret: isSecretId(resource.type, id, { attributes, sensitive: instance.sensitive_attributes }),
            attributes: (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .dj)(attributes),
        };
    });
}
function isSecretId(type, id, marked) {
    if (type.startsWith('random_'))
        return true;
    const paths = JSON.stringify(marked.sensitive ?? []);
    return Object.entries(marked.attributes).some(([name, value]) => paths.includes(JSON.stringify(name)) && (name === 'id' || value === id));
}
function findInstancesBeyond(state, production) {
    const identity = ({ type, provider, id }) => JSON.stringify([type, provider, id ?? null]);
    const unclaimed = Map.groupBy(production, identity);
    const claim = (instance, matches) => {
        const candidates = unclaimed.get(identity(instance)) ?? [];
        const index = candidates.findIndex(matches);
        if (index >= 0)
            candidates.splice(index, 1);
        return index >= 0;
    };
    const alike = (one, other) => one.attributes === other.attributes;
    const inPlace = (one, other) => one.address === other.address && (one.id !== undefined || alike(one, other));
    return state
        .filter((instance) => !claim(instance, (other) => inPlace(instance, other)))
        .filter((instance) => !claim(instance, (other) => alike(instance, other)));
}
function stateFingerprint(body) {
    let content = body;
    try {
        const json = JSON.parse(new TextDecoder().decode(body));
        const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__ .xLC(Recorded, json);
        if (parsed.success)
            content = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .dj)(parsed.output);
    }
    catch {
    }
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(content).digest('hex');
}
function stateDigest(body) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('md5').update(body).digest('hex');
}
}),
1202:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
C6: () => ( BEGINNING),
G6: () => ( seePush),
Mt: () => ( findStretchBegin)
});
var _stack_repository_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3759);
const BEGINNING = 'beginning';
function seePush({ lastApplied, firstSeen }, push) {
    const { commitSha, ...seen } = push;
    if (lastApplied !== undefined)
        return undefined;
    if (firstSeen === undefined)
        return seen;
    const isRightBefore = (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_0__ .v)(firstSeen, push) && firstSeen.before === commitSha;
    return isRightBefore ? seen : firstSeen;
}
function findStretchBegin({ lastApplied, firstSeen }, repository) {
    if (lastApplied !== undefined) {
        return (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_0__ .v)(lastApplied, repository)
            ? { kind: 'known', after: lastApplied.commitSha }
            : { kind: 'unknown', why: 'applied-elsewhere' };
    }
    return firstSeen !== undefined && (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_0__ .v)(firstSeen, repository)
        ? { kind: 'known', after: firstSeen.before }
        : { kind: 'unknown', why: 'never-seen' };
}
}),
1074:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  HANDOVER: () => ( HANDOVER),
  TERRAFORM_OUTLIVES_MAIN: () => ( TERRAFORM_OUTLIVES_MAIN),
  begunOnOf: () => ( begunOnOf),
  findMain: () => ( findMain),
  noteTakenOver: () => ( noteTakenOver),
  openAdapters: () => ( openAdapters),
  openRunner: () => ( openRunner),
  readHandover: () => ( readHandover),
  systemClock: () => ( systemClock)
});
var external_node_fs_ = __webpack_require__(3024);
var external_node_crypto_ = __webpack_require__(7598);
var external_node_os_ = __webpack_require__(8161);
var external_node_path_ = __webpack_require__(6760);
var environment = __webpack_require__(2309);
var promises_ = __webpack_require__(8500);
var process_output = __webpack_require__(6453);
var url_passwords = __webpack_require__(5916);
;
const BACKLOG_BYTES = 16 << 20;
const LAST_WORDS_MS = 5000;
const BEGUN_URL = /(?<!\S)\S*:(?:\/(?:\/\S{0,4096})?)?$/;
function concealShapes(text) {
    return (0,process_output .k)((0,url_passwords .j4)(text));
}
function openRunner() {
    for (const stream of [process.stdout, process.stderr])
        stream.on('error', () => undefined);
    const begun = Promise.withResolvers();
    let queue = Promise.resolve();
    const say = (task) => {
        queue = queue.then(async () => {
            try {
                await task(await begun.promise);
            }
            catch (error) {
                process.stdout.write(unreported(error));
            }
        });
    };
    const begin = once(() => {
        begun.resolve(Promise.all( [__webpack_require__.e(119), __webpack_require__.e(260), __webpack_require__.e(264)]).then(__webpack_require__.bind(__webpack_require__, 4883)));
    });
    let log;
    const command = (task) => {
        say((toolkit) => {
            if (log !== undefined)
                process.stdout.write(`${log.lineOpen ? '\n' : ''}::${log.token}::\n`);
            task(toolkit);
            if (log === undefined)
                return;
            process.stdout.write(`::stop-commands::${log.token}\n`);
            log.lineOpen = false;
        });
    };
    return {
        info: (message) => {
            say(({ info }) => {
                info(inert(concealShapes(message)));
            });
        },
        warning: (message) => {
            command(({ warning }) => {
                warning(concealShapes(message));
            });
        },
        output: (name, value) => {
            say(({ setOutput }) => {
                setOutput(name, value);
            });
        },
        openLog: (title) => {
            const opened = { token: (0,external_node_crypto_.randomUUID)(), lineOpen: false };
            say((toolkit) => {
                toolkit.startGroup(inert((0,url_passwords .j4)(title)));
                process.stdout.write(`::stop-commands::${opened.token}\n`);
                log = opened;
            });
            const write = (text) => {
                if (text === '')
                    return;
                say(() => {
                    if (process.stdout.writableLength > BACKLOG_BYTES)
                        return;
                    process.stdout.write(text);
                    opened.lineOpen = !text.endsWith('\n');
                });
            };
            let begun = '';
            return {
                write: (text) => {
                    const all = begun + text;
                    const begunAt = all.length - Math.max(BEGUN_URL.exec(all)?.[0].length ?? 0, (0,process_output .a)(all));
                    begun = all.slice(begunAt);
                    write(concealShapes(all.slice(0, begunAt)));
                },
                [Symbol.dispose]: () => {
                    write(concealShapes(begun));
                    say((toolkit) => {
                        process.stdout.write(`${opened.lineOpen ? '\n' : ''}::${opened.token}::\n`);
                        log = undefined;
                        toolkit.endGroup();
                    });
                },
            };
        },
        annotate: ({ severity, title, message, file, startLine, endLine }) => {
            command((core) => {
                core[severity](concealShapes(message), { title: concealShapes(title), file, startLine, endLine });
            });
        },
        fail: (messages) => {
            command(({ error }) => {
                for (const message of messages)
                    error(concealShapes(message));
                process.exitCode = 1;
            });
        },
        summary: (markdown) => new Promise((resolve) => {
            say(async ({ summary }) => {
                try {
                    await summary.addRaw(concealShapes(markdown), true).write();
                    resolve(true);
                }
                catch (error) {
                    resolve(false);
                    throw error;
                }
            });
        }),
        mask: (secret) => {
            command(({ setSecret }) => {
                setSecret(secret);
            });
        },
        saveState: (name, value) => {
            const file = process.env['GITHUB_STATE'] ?? '';
            if (file === '')
                return;
            try {
                (0,external_node_fs_.appendFileSync)(file, `${name}=${value}\n`);
            }
            catch (error) {
                if (value !== '')
                    throw error;
                say(() => {
                    process.stdout.write(unreported(error));
                });
            }
        },
        begin,
        flushed: async () => {
            begin();
            await queue;
            await Promise.race([
                Promise.all([process.stdout, process.stderr].map(written)),
                (0,promises_.setTimeout)(LAST_WORDS_MS, undefined, { ref: false }),
            ]);
        },
    };
}
async function written(stream) {
    await new Promise((resolve) => {
        stream.write('', () => {
            resolve();
        });
    });
}
function once(task) {
    let done = false;
    return () => {
        if (done)
            return;
        done = true;
        task();
    };
}
function unreported(error) {
    return `${inert((0,url_passwords .j4)(`Lockstep could not report: ${String(error)}`))}\n`;
}
function inert(message) {
    return message.replace(/^(?=[\s\u0085]*::)/gm, '\u200b').replaceAll('##[', '##\u200b[');
}
;
const systemClock = {
    now: () => new Date(),
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    sleep: async (durationMs, signal) => {
        await (0,promises_.setTimeout)(durationMs, undefined, signal === undefined ? {} : { signal });
    },
};
var github = __webpack_require__(9671);
var denials = __webpack_require__(602);
var translate = __webpack_require__(4500);
;
const ANSWER_WITHIN_MS = 30_000;
class GitHubClient {
    #options;
    #octokit;
    #told = new Set();
    #heldUntilMs = new WeakMap();
    constructor(options) {
        this.#options = options;
    }
    get repository() {
        const [owner = '', repo = ''] = this.#options.repository.split('/');
        return { owner, repo };
    }
    get token() {
        return this.#options.token;
    }
    get journal() {
        return this.#options.journal;
    }
    async ask(asking, send) {
        if (this.#options.token === '')
            throw new github .j((0,denials .y7)(asking.what), { isDenied: true });
        const { answerWithinMs = ANSWER_WITHIN_MS, patience = this.#options.patience, once = false } = asking;
        const octokit = await (this.#octokit ??= this.#load());
        const tooLate = new AbortController();
        const giveUp = () => {
            tooLate.abort(new github .j(`could not ${asking.what}: GitHub did not answer in time.`));
        };
        let timer = setTimeout(giveUp, answerWithinMs);
        const signal = AbortSignal.any([patience.signal, tooLate.signal]);
        const onLimit = (limit, afterMs) => {
            if (signal.aborted || !this.#mayWait(patience, afterMs))
                return false;
            clearTimeout(timer);
            timer = setTimeout(giveUp, afterMs + answerWithinMs);
            this.#tellWait(limit);
            return true;
        };
        try {
            return await Promise.race([
                send(octokit, { request: { signal, onLimit, ...(once ? { retries: 0 } : {}) } }),
                whenAborted(signal),
            ]);
        }
        catch (error) {
            if (!signal.aborted)
                throw (0,translate .Tl)(asking, error);
            if (signal.reason instanceof github .j)
                throw signal.reason;
            throw new DOMException(`could not ${asking.what} before the end of this run`, 'AbortError');
        }
        finally {
            clearTimeout(timer);
        }
    }
    #mayWait(patience, afterMs) {
        const nowMs = performance.now();
        const heldUntilMs = Math.max(nowMs, this.#heldUntilMs.get(patience) ?? 0);
        const untilMs = Math.max(heldUntilMs, nowMs + afterMs);
        if (!patience.mayWait(untilMs - heldUntilMs))
            return false;
        this.#heldUntilMs.set(patience, untilMs);
        return true;
    }
    #tellWait(limit) {
        const words = (0,translate .XW)(limit);
        if (this.#told.has(words))
            return;
        this.#told.add(words);
        this.#options.journal.warning(`${words}: waiting until then.`);
    }
    async #load() {
        const { token, apiUrl, journal, mayLoad } = this.#options;
        await mayLoad;
        const { openOctokit } = await Promise.all( [__webpack_require__.e(119), __webpack_require__.e(239), __webpack_require__.e(887)]).then(__webpack_require__.bind(__webpack_require__, 2887));
        return openOctokit({
            token,
            apiUrl,
            onNotice: (notice) => {
                journal.info(notice);
            },
        });
    }
}
function whenAborted(signal) {
    return new Promise((_, reject) => {
        const onAbort = () => {
            reject(signal.reason);
        };
        if (signal.aborted)
            onAbort();
        else
            signal.addEventListener('abort', onAbort, { once: true });
    });
}
const AGAIN_AFTER_MS = 2000;
async function askAgain({ tries, signal, isWorthIt }, ask) {
    for (let left = tries - 1;; left -= 1) {
        try {
            return await ask();
        }
        catch (error) {
            if (left === 0 || !isWorthIt(error))
                throw error;
            await (0,promises_.setTimeout)(AGAIN_AFTER_MS, undefined, { signal });
        }
    }
}
var dist = __webpack_require__(7934);
var marker = __webpack_require__(1698);
var merges = __webpack_require__(1160);
var first_seen = __webpack_require__(1202);
;
async function* readPages(ask) {
    for (let page = 1;; page += 1) {
        const { data, headers } = await ask(page);
        yield data;
        if (!/;\s*rel="next"/.test(headers.link ?? ''))
            return;
    }
}
;
const Commits = dist .YOg(dist .Ikc({
    sha: dist .YjP(),
    commit: dist .Ikc({ message: dist .YjP(), committer: dist .cl6(dist .Ikc({ email: dist .cl6(dist .YjP()) })) }),
    parents: dist .YOg(dist .Ikc({ sha: dist .YjP() })),
    committer: dist .cl6(dist .Ikc({ login: dist .cl6(dist .YjP()) })),
}));
const Comparison = dist .Ikc({ commits: Commits });
const PAGES_OF_BRANCH = 3;
const TRIES = 3;
async function readStretch(client, { since, commitSha }) {
    if (since === undefined)
        return { line: [{ sha: commitSha, parents: [], title: '' }], beside: [], isCut: false };
    const { commits, isCut } = await listSince(client, since, commitSha);
    const line = (0,merges .PI)(commits, commitSha);
    if (line.length === 0 && since !== commitSha) {
        throw new github .j(`${commitSha} is older than ${since}, from where on it is known what was merged.`, {
            isLasting: true,
        });
    }
    const ofLine = new Set(line.map(({ sha }) => sha));
    return { line, beside: commits.filter(({ sha }) => !ofLine.has(sha)).reverse(), isCut };
}
async function listStretch(client, since, head) {
    return (await listSince(client, since, head)).commits;
}
async function listSince(client, since, head) {
    if (since === first_seen .C6)
        return listAllOf(client, head);
    return { commits: await listBetween(client, since, head), isCut: false };
}
async function listBetween(client, base, head) {
    const asking = { what: `list the commits between ${base} and ${head}`, permission: 'contents: read' };
    const commits = [];
    await ask(client, { asking, ends: [base, head] }, async (octokit, options) => {
        commits.length = 0;
        const question = { ...client.repository, basehead: `${base}...${head}`, per_page: 100, ...options };
        const compare = (page) => octokit.rest.repos.compareCommitsWithBasehead({ ...question, page });
        for await (const data of readPages(compare))
            commits.push(...dist .qgA(Comparison, data).commits.map(nodeOf));
    });
    return commits;
}
async function listAllOf(client, head) {
    const asking = { what: `list the commits of ${head}`, permission: 'contents: read' };
    const pages = [];
    let isCut = false;
    await ask(client, { asking, ends: [head] }, async (octokit, options) => {
        pages.length = 0;
        isCut = false;
        const question = { ...client.repository, sha: head, per_page: 100, ...options };
        for await (const data of readPages((page) => octokit.rest.repos.listCommits({ ...question, page }))) {
            isCut = pages.length === PAGES_OF_BRANCH;
            if (isCut)
                break;
            pages.push(dist .qgA(Commits, data).map(nodeOf));
        }
    });
    return { commits: pages.flat().reverse(), isCut };
}
async function ask(client, { asking, ends }, send) {
    const unknown = await client.ask(asking, async (octokit, options) => {
        const isWorthIt = (error) => isNotThere(error) && !translate .ix.test(String(error));
        try {
            await askAgain({ tries: TRIES, signal: options.request.signal, isWorthIt }, () => send(octokit, options));
            return undefined;
        }
        catch (error) {
            if (!isNotThere(error))
                throw error;
            return translate .ix.test(String(error)) ? 'nothing-in-common' : 'not-there';
        }
    });
    const names = ends.join(' and ');
    if (unknown === 'nothing-in-common') {
        throw new github .j(`GitHub finds nothing that ${names} have in common: the branch was rewritten.`, {
            isLasting: true,
        });
    }
    if (unknown === 'not-there') {
        const which = ends.length === 1 ? 'does not know' : 'does not know one of';
        throw new github .j(`GitHub ${which} ${names}: it was pushed away, or the job lacks \`contents: read\` under \`permissions\`.`, { isLasting: true });
    }
}
function isNotThere(error) {
    return [404, 422].includes((0,translate .c2)(error) ?? 0);
}
function nodeOf({ sha, commit, parents, committer }) {
    const [title = ''] = commit.message.split('\n', 1);
    const isOfGitHub = committer?.login === WEB_FLOW || commit.committer?.email?.startsWith(NO_REPLY);
    return {
        sha,
        parents: parents.map((parent) => parent.sha),
        title,
        committer: commit.committer == null || isOfGitHub === true ? 'github' : 'somebody',
    };
}
const WEB_FLOW = 'web-flow';
const NO_REPLY = 'noreply@';
;
const PullRequest = dist .Ikc({
    number: dist .aig(),
    state: dist .YjP(),
    merged_at: dist .mee(dist .YjP()),
    base: dist .Ikc({ ref: dist .YjP() }),
    head: dist .Ikc({ sha: dist .YjP() }),
});
const Status = dist .Ikc({
    number: dist .aig(),
    headRefOid: dist .YjP(),
    baseRefName: dist .YjP(),
    closed: dist .zMY(),
    merged: dist .zMY(),
    mergedAt: dist .mee(dist .YjP()),
    mergeCommit: dist .mee(dist .Ikc({ oid: dist .YjP() })),
});
const Statuses = dist .Ikc({ repository: dist .g1P(dist .YjP(), dist .mee(Status)) });
const PartialAnswer = dist .Ikc({
    data: dist ._H3({ repository: dist ._H3({}) }),
    errors: dist .YOg(dist .Ikc({ type: dist .lqM(dist .YjP()) })),
});
const Refs = dist .YOg(dist .Ikc({ ref: dist .YjP(), object: dist .Ikc({ sha: dist .YjP() }) }));
const COMMITS_ASKED_AT_MOST = 200;
const NEWEST = 32;
const AT_ONCE = 8;
const NUMBERS_AT_ONCE = 100;
const STATUS_TRIES = 3;
function openPullRequests(client) {
    const findMergedBy = async (commitSha, branch) => {
        const asking = { what: `list the pull requests of ${commitSha}`, permission: 'pull-requests: read' };
        return client.ask(asking, async (octokit, options) => {
            const question = { ...client.repository, commit_sha: commitSha, per_page: 100, ...options };
            const list = (page) => octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...question, page });
            const found = [];
            for await (const data of readPages(list))
                found.push(...dist .qgA(dist .YOg(PullRequest), data));
            const merged = found.flatMap(({ number, head, base, merged_at: mergedAt }) => mergedAt === null ? [] : [{ number, headSha: head.sha, mergedAt, branch: base.ref }]);
            const by = merged.flatMap(({ branch: into, ...one }) => (into === branch ? [one] : []));
            const open = found.filter(({ state, base }) => state === 'open' && base.ref === branch);
            const stale = merged.length === 0 ? open[0] : open.find(({ head }) => by.length === 0 && head.sha === commitSha);
            if (stale !== undefined) {
                throw new github .j(`GitHub still calls #${stale.number} open, and its commit ${commitSha} is on ${branch}.`);
            }
            return { by, elsewhere: by.length === 0 ? merged : [] };
        });
    };
    const listQueue = async (branch) => {
        const prefix = `gh-readonly-queue/${branch}/pr-`;
        const asking = { what: `list the merge queue of ${branch}`, permission: 'contents: read' };
        return client.ask(asking, async (octokit, options) => {
            const question = { ...client.repository, ref: `heads/${prefix}`, ...options };
            const refs = dist .qgA(Refs, (await octokit.rest.git.listMatchingRefs(question)).data);
            return new Map(refs.map(({ ref, object }) => [object.sha, numberOf(ref, prefix)]));
        });
    };
    return {
        findMerged: async (stretch) => {
            const { branch, depth = 'all', again } = stretch;
            const findSome = (commits) => mapSome(commits, async (commit) => ({ commit, ...(await findMergedBy(commit.sha, branch)) }));
            if (again !== undefined) {
                const unexplained = again.direct.map((commit) => ({ ...commit, parents: [] }));
                const asked = await findSome(unexplained.slice(-NEWEST).reverse());
                return addMerges(again, asked.reverse());
            }
            const { line, beside, isCut } = await readStretch(client, stretch);
            const found = [];
            const isEnough = () => depth === 'newest' || (depth === 'until-merged' && hasMerged(found));
            const askFor = async (commits) => {
                const rest = commits.slice(0, COMMITS_ASKED_AT_MOST - found.length);
                while (rest.length > 0 && !(found.length >= NEWEST && isEnough())) {
                    found.push(...(await findSome(rest.splice(0, AT_ONCE))));
                }
                return commits.length;
            };
            let all = await askFor(line);
            const isJoined = found.some(({ commit, by }) => by.length === 0 && commit.parents.length > 1);
            if (isJoined)
                all += await askFor(beside);
            const merges = addMerges(NONE, found.reverse());
            const isKnown = merges.pullRequests.length > 0 || depth === 'newest';
            if (!isKnown && (isCut || all > found.length)) {
                throw new github .j(`none of the ${found.length} newest commits came by a pull request, and ${isCut ? 'the older ones' : `${all - found.length} more`} were not asked about.`, { isLasting: true });
            }
            return stretch.since === undefined
                ? merges
                : { ...merges, commits: new Set([...line, ...beside].map(({ sha }) => sha)) };
        },
        findQueued: async (commitSha, branch) => {
            const [commits, numbers] = await Promise.all([listBetween(client, branch, commitSha), listQueue(branch)]);
            return (0,merges .PI)(commits, commitSha)
                .map(({ sha }) => numbers.get(sha))
                .filter((number) => number !== undefined)
                .reverse();
        },
        findStatuses: (numbers) => findStatuses(client, numbers),
        listCommits: ({ since, commitSha }) => listStretch(client, since, commitSha),
    };
}
async function findStatuses(client, numbers) {
    const found = [];
    for (let start = 0; start < numbers.length; start += NUMBERS_AT_ONCE) {
        const some = numbers.slice(start, start + NUMBERS_AT_ONCE);
        const asking = { what: 'read what has become of pull requests', permission: 'pull-requests: read' };
        const { repository } = await client.ask(asking, async (octokit, options) => {
            const question = { ...client.repository, ...options };
            const again = { tries: STATUS_TRIES, signal: options.request.signal, isWorthIt: translate .mO };
            const ask = () => octokit.graphql(askStatuses(some), question).catch(partialAnswer);
            return dist .qgA(Statuses, await askAgain(again, ask));
        });
        for (const status of Object.values(repository))
            if (status !== null)
                found.push(describeStatus(status));
    }
    return found;
}
function partialAnswer(error) {
    const partial = dist .xLC(PartialAnswer, error);
    if (partial.success && partial.output.errors.every(({ type }) => type === 'NOT_FOUND'))
        return partial.output.data;
    throw error;
}
function askStatuses(numbers) {
    const fields = 'number headRefOid baseRefName closed merged mergedAt mergeCommit { oid }';
    const each = numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ${fields} }`);
    return `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${each.join(' ')} } }`;
}
function describeStatus(status) {
    const { number, headRefOid: headSha, baseRefName: branch, closed, merged, mergedAt, mergeCommit } = status;
    return {
        number,
        headSha,
        baseBranch: branch,
        closed,
        isMerged: merged,
        mergedAt: merged ? (mergedAt ?? '') : undefined,
        merged: merged && mergeCommit !== null ? { branch, commitSha: mergeCommit.oid } : undefined,
    };
}
function numberOf(ref, prefix) {
    const number = /^(\d+)-[0-9a-f]{7,64}$/.exec(ref.slice(`refs/heads/${prefix}`.length))?.[1];
    return number === undefined ? undefined : Number(number);
}
const NONE = { pullRequests: [], direct: [] };
function hasMerged(found) {
    return found.some(({ by }) => by.length > 0);
}
function addMerges(known, found) {
    const all = [...known.pullRequests, ...found.flatMap(({ by }) => by)];
    const asked = new Set(found.map(({ commit }) => commit.sha));
    const direct = found
        .filter(({ by, elsewhere }) => by.length === 0 && elsewhere.length === 0)
        .map(({ commit: { sha, title, committer } }) => ({ sha, title, committer }));
    const numbers = new Set(all.map(({ number }) => number));
    const beside = [...(known.elsewhere ?? []), ...found.flatMap(({ elsewhere }) => elsewhere)].filter(({ number }) => !numbers.has(number));
    return {
        ...known,
        pullRequests: [...new Map(all.map((pullRequest) => [pullRequest.number, pullRequest])).values()],
        elsewhere: [...new Map(beside.map((pullRequest) => [pullRequest.number, pullRequest])).values()],
        direct: [...known.direct.filter(({ sha }) => !asked.has(sha)), ...direct],
    };
}
async function mapSome(items, task) {
    const results = [];
    for (let start = 0; start < items.length; start += AT_ONCE) {
        results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(task))));
    }
    return results;
}
;
const Comment = dist .Ikc({ id: dist .YjP(), url: dist .YjP(), body: dist .YjP(), viewerDidAuthor: dist .zMY() });
const Page = dist .Ikc({
    id: dist .YjP(),
    number: dist .aig(),
    comments: dist .Ikc({
        nodes: dist .YOg(dist .mee(Comment)),
        pageInfo: dist .Ikc({ hasNextPage: dist .zMY(), endCursor: dist .mee(dist .YjP()) }),
    }),
});
const Listed = dist .Ikc({ repository: dist .g1P(dist .YjP(), dist .mee(Page)) });
const OfComment = dist .Ikc({ pullRequest: dist .mee(Page) });
const Changed = dist .g1P(dist .YjP(), dist .mee(dist .Ikc({
    issueComment: dist .lqM(dist .mee(OfComment)),
    commentEdge: dist .lqM(dist .mee(dist .Ikc({ node: dist .mee(OfComment) }))),
})));
const WRITE = 'pull-requests: write';
const PULL_REQUESTS_AT_ONCE = 13;
const REWRITTEN_AT_ONCE = 400_000;
const PAGE = 'id number comments(first: 100, after: $after) { nodes { id url body viewerDidAuthor } pageInfo { hasNextPage endCursor } }';
const FIRST_PAGE = PAGE.replace(', after: $after', '');
function openComments(client) {
    const { owner, repo } = client.repository;
    const listSome = async (prNumbers, patience, after) => {
        const what = `read the comments of pull request ${prNumbers.map((number) => `#${number}`).join(', ')}`;
        const each = prNumbers.map((number) => `p${number}: pullRequest(number: ${number}) { ${after == null ? FIRST_PAGE : PAGE} }`);
        const variables = after == null ? '' : ', $after: String!';
        const question = `query OwnComments($owner: String!, $repo: String!${variables}) { repository(owner: $owner, name: $repo) { ${each.join(' ')} } }`;
        return client.ask({ what, permission: WRITE, patience }, async (octokit, options) => {
            const asked = { owner, repo, ...(after == null ? {} : { after }), ...options };
            const { repository } = dist .qgA(Listed, await octokit.graphql(question, asked).catch(partialAnswer));
            return Object.values(repository).filter((page) => page !== null);
        });
    };
    const readOn = async (first, patience) => {
        const comments = own(first);
        let page = first;
        while (page.comments.pageInfo.hasNextPage) {
            const [next] = await listSome([page.number], patience, page.comments.pageInfo.endCursor);
            if (next === undefined)
                break;
            comments.push(...own(next));
            page = next;
        }
        return { prNumber: first.number, pullRequestId: first.id, comments };
    };
    return {
        list: async (prNumbers, patience) => {
            const threads = [];
            for (let start = 0; start < prNumbers.length; start += PULL_REQUESTS_AT_ONCE) {
                const pages = await listSome(prNumbers.slice(start, start + PULL_REQUESTS_AT_ONCE), patience);
                threads.push(...(await Promise.all(pages.map((page) => readOn(page, patience)))));
            }
            return threads;
        },
        change: async (prNumber, changes, patience) => {
            const { question, values } = orderOf(changes);
            const asking = { what: `comment on pull request #${prNumber}`, permission: WRITE, patience, once: true };
            const page = await client.ask(asking, async (octokit, options) => {
                const ask = () => octokit.graphql(question, { ...values, ...options });
                const answer = dist .qgA(Changed, await ask().catch((error) => withoutWhatIsGone(error, changes)));
                const of = Object.values(answer).map((one) => one?.issueComment ?? one?.commentEdge?.node ?? undefined);
                return of.findLast((one) => one !== undefined)?.pullRequest ?? undefined;
            });
            if (page !== undefined)
                return readOn(page, patience);
            const [first] = await listSome([prNumber], patience);
            if (first === undefined)
                throw new github .j(`GitHub does not know pull request #${prNumber} any more.`);
            return readOn(first, patience);
        },
        rewrite: async (updates, patience) => {
            for (const some of inParts(updates)) {
                const { question, values } = orderOf(some.map((update) => ({ kind: 'update', ...update })), 'nothing');
                const asking = { what: `rewrite ${some.length} comments`, permission: WRITE, patience, once: true };
                await client.ask(asking, (octokit, options) => octokit.graphql(question, { ...values, ...options }).catch(partialOrder));
            }
        },
    };
}
function own(page) {
    return page.comments.nodes.flatMap((node) => node?.viewerDidAuthor === true && (0,marker .MU)(node.body) ? [{ id: node.id, url: node.url, body: node.body }] : []);
}
function orderOf(changes, tells = 'thread') {
    const values = {};
    const declared = [];
    const name = (kind, index, value) => {
        const variable = `${kind === 'ID' ? 'id' : 'body'}${index}`;
        declared.push(`$${variable}: ${kind}!`);
        values[variable] = value;
        return `$${variable}`;
    };
    const last = changes.findLastIndex(({ kind }) => kind !== 'delete');
    const each = changes.map((change, index) => {
        const thread = tells === 'thread' && index === last ? `{ pullRequest { ${FIRST_PAGE} } }` : undefined;
        switch (change.kind) {
            case 'create': {
                const input = `subjectId: ${name('ID', index, change.pullRequestId)}, body: ${name('String', index, change.body)}`;
                const told = thread === undefined ? 'clientMutationId' : `commentEdge { node ${thread} }`;
                return `c${index}: addComment(input: { ${input} }) { ${told} }`;
            }
            case 'update': {
                const input = `id: ${name('ID', index, change.id)}, body: ${name('String', index, change.body)}`;
                const told = thread === undefined ? 'clientMutationId' : `issueComment ${thread}`;
                return `c${index}: updateIssueComment(input: { ${input} }) { ${told} }`;
            }
            case 'delete':
                return `c${index}: deleteIssueComment(input: { id: ${name('ID', index, change.id)} }) { clientMutationId }`;
        }
    });
    return { question: `mutation ChangeComments(${declared.join(', ')}) { ${each.join(' ')} }`, values };
}
const Gone = dist .Ikc({
    data: dist .g1P(dist .YjP(), dist .L5J()),
    errors: dist .YOg(dist .Ikc({ type: dist .euz('NOT_FOUND'), path: dist .PVZ([dist .YjP()]) })),
});
function withoutWhatIsGone(error, changes) {
    const gone = dist .xLC(Gone, error);
    const isDelete = (alias) => changes[Number(alias.slice(1))]?.kind === 'delete';
    if (gone.success && gone.output.errors.every(({ path: [alias] }) => isDelete(alias)))
        return gone.output.data;
    throw error;
}
function partialOrder(error) {
    const partial = dist .xLC(dist .Ikc({ errors: dist .YOg(dist .Ikc({ type: dist .lqM(dist .YjP()) })) }), error);
    if (partial.success && partial.output.errors.every(({ type }) => type === 'NOT_FOUND'))
        return;
    throw error;
}
function* inParts(updates) {
    let part = [];
    let size = 0;
    for (const update of updates) {
        if (part.length > 0 && size + update.body.length > REWRITTEN_AT_ONCE) {
            yield part;
            part = [];
            size = 0;
        }
        part.push(update);
        size += update.body.length;
    }
    if (part.length > 0)
        yield part;
}
;
const LINK = 0o120000;
const LINKS_AT_MOST = 40;
class LinkUnusable extends github .j {
    constructor(link, why) {
        super(`${link} is a symbolic link there, and ${why}.`, { isLasting: true });
    }
}
function isLink({ mode }) {
    return mode === LINK;
}
async function followLinks(path, look) {
    let left = LINKS_AT_MOST;
    const follow = async (parts, from) => {
        const up = parts.indexOf('..');
        if (up === 0)
            throw new LinkUnusable(from, 'leads out of the repository');
        if (up > 0) {
            const before = await follow(parts.slice(0, up), from);
            const above = before.path.split('/').filter((part) => part !== '');
            if (above.length === 0)
                throw new LinkUnusable(from, 'leads out of the repository');
            return before.kind === 'folder'
                ? follow([...above.slice(0, -1), ...parts.slice(up + 1)], from)
                : { kind: 'nothing', path: before.path };
        }
        const at = parts.join('/');
        const { entries, blob } = await look(at);
        if (entries !== undefined)
            return { kind: 'folder', path: at, entries };
        if (blob === undefined)
            return { kind: 'nothing', path: at };
        const folders = blob.path.split('/').slice(0, -1);
        const name = blob.path.slice(blob.path.lastIndexOf('/') + 1);
        const beside = await look(folders.join('/'));
        const entry = beside.entries?.find((one) => one.name === name);
        if (entry === undefined || !isLink(entry)) {
            return blob.path === at ? { kind: 'file', path: at, text: blob.text } : { kind: 'nothing', path: at };
        }
        const { text } = blob;
        if (text === undefined || text.startsWith('/'))
            throw new LinkUnusable(blob.path, 'leads out of the repository');
        left -= 1;
        if (left < 0)
            throw new LinkUnusable(path, `leads through more than ${LINKS_AT_MOST} others`);
        return follow(partsOf(`${folders.join('/')}/${text}/${at.slice(blob.path.length)}`), blob.path);
    };
    return follow(partsOf(path), path);
}
function partsOf(path) {
    return path.split('/').filter((part) => part !== '' && part !== '.');
}
;
const Parents = dist .Ikc({ nodes: dist .YOg(dist .Ikc({ oid: dist .YjP() })) });
const Commit = dist .Ikc({ oid: dist .YjP(), parents: Parents });
const Touching = dist .Ikc({
    oid: dist .YjP(),
    history: dist .Ikc({
        nodes: dist .YOg(dist .Ikc({ oid: dist .YjP(), parents: Parents })),
        pageInfo: dist .Ikc({ hasNextPage: dist .zMY(), endCursor: dist .mee(dist .YjP()) }),
    }),
});
const Blob = { text: dist .lqM(dist .mee(dist .YjP())), isTruncated: dist .lqM(dist .zMY()) };
const Entry = dist .Ikc({
    name: dist .YjP(),
    type: dist .YjP(),
    mode: dist .aig(),
    object: dist .lqM(dist .mee(dist ._H3(Blob))),
});
const Thing = dist .mee(dist ._H3({ entries: dist .lqM(dist .YOg(Entry)), ...Blob }));
const Answer = dist .Ikc({
    repository: dist ._H3({ commit: dist .mee(dist .Ikc({ oid: dist .lqM(dist .YjP()) })) }),
});
class NotKnown extends github .j {
    constructor(commitSha) {
        super(`GitHub does not know the commit ${commitSha}: it was pushed away, or the job lacks \`contents: read\` under \`permissions\`.`, { isLasting: true });
    }
}
const commits_TRIES = 3;
const A_PAGE = 10;
const PARENT = 'oid parents(first: 1) { nodes { oid } }';
const BLOB = '... on Blob { text isTruncated }';
const LINKS_READ_AT_MOST = 30;
function openCommits(client) {
    const ask = async (commitSha, { fields, schema, variables = {}, }) => {
        const asking = { what: `read the commit ${commitSha}`, permission: 'contents: read' };
        const names = Object.keys(variables).map((name) => `, $${name}: String!`);
        const query = `query($owner: String!, $repo: String!, $commit: String!${names.join('')}) { repository(owner: $owner, name: $repo) { commit: object(expression: $commit) { ... on Commit { oid } } ${fields} } }`;
        const repository = await client.ask(asking, async (octokit, options) => {
            const question = { ...client.repository, commit: commitSha, ...variables, ...options };
            const isWorthIt = (error) => error instanceof NotKnown || (0,translate .mO)(error);
            const again = { tries: commits_TRIES, signal: options.request.signal, isWorthIt };
            return askAgain(again, async () => {
                const { repository: found } = dist .qgA(Answer, await octokit.graphql(query, question));
                if (found.commit?.oid === undefined)
                    throw new NotKnown(commitSha);
                return found;
            });
        });
        return client.ask(asking, async () => dist .qgA(schema, repository));
    };
    const openLook = (commitSha, more = '') => {
        const seen = new Map();
        const look = async (path) => {
            const parts = path.split('/');
            const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
            const paths = [...above, path];
            const told = paths.map((_, index) => {
                const tree = index === above.length ? `... on Tree { entries { name type mode${more} } } ` : '';
                return `p${index}: object(expression: $p${index}) { ${tree}${BLOB} }`;
            });
            const found = await ask(commitSha, {
                fields: told.join(' '),
                schema: dist .g1P(dist .YjP(), dist .lqM(Thing)),
                variables: Object.fromEntries(paths.map((one, index) => [`p${index}`, `${commitSha}:${one}`])),
            });
            const at = paths.findIndex((_, index) => found[`p${index}`]?.text !== undefined);
            const blob = at < 0 ? undefined : { path: paths[at] ?? '', text: textOf(found[`p${at}`]) };
            return { entries: found[`p${above.length}`]?.entries, blob };
        };
        return (path) => {
            const looking = seen.get(path) ?? look(path);
            seen.set(path, looking);
            return looking;
        };
    };
    const findFolder = async (commitSha, folder, more = '') => followLinks(folder, openLook(commitSha, more));
    const readLink = async (look, path) => {
        try {
            const found = await followLinks(path, look);
            if (found.kind === 'file')
                return found.text === undefined ? NO_TEXT : { text: found.text };
            return { text: undefined, why: found.kind === 'folder' ? 'it is a link to a folder' : 'it is a link to nothing' };
        }
        catch (error) {
            if (!(error instanceof LinkUnusable))
                throw error;
            return { text: undefined, why: error.message.replace(/\.$/, '') };
        }
    };
    return {
        findParent: async (commitSha) => {
            const { itself } = await ask(commitSha, {
                fields: `itself: object(expression: $commit) { ... on Commit { ${PARENT} } }`,
                schema: dist .Ikc({ itself: Commit }),
            });
            return itself.parents.nodes[0]?.oid;
        },
        listTouching: async (commitSha, folder, after) => {
            const variables = {
                ...(folder === '' ? {} : { path: folder }),
                ...(after === undefined ? {} : { after }),
            };
            const of = [`first: ${A_PAGE}`, ...Object.keys(variables).map((name) => `${name}: $${name}`)].join(', ');
            const page = `nodes { ${PARENT} } pageInfo { hasNextPage endCursor }`;
            const { touching } = await ask(commitSha, {
                fields: `touching: object(expression: $commit) { ... on Commit { oid history(${of}) { ${page} } } }`,
                schema: dist .Ikc({ touching: Touching }),
                variables,
            });
            const { nodes, pageInfo } = touching.history;
            return {
                commits: nodes.map(({ oid, parents }) => ({ sha: oid, parent: parents.nodes[0]?.oid })),
                next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined,
            };
        },
        followFolder: async (commitSha, folder) => (await findFolder(commitSha, folder)).path,
        listFiles: async (commitSha, folder) => {
            const found = await findFolder(commitSha, folder);
            return found.kind === 'folder' ? filesIn(found.entries).map(({ name }) => name) : [];
        },
        readFiles: async (commitSha, folder) => {
            const found = await findFolder(commitSha, folder, ` object { ${BLOB} }`);
            if (found.kind !== 'folder')
                return [];
            const look = openLook(commitSha);
            const files = [];
            let links = 0;
            for (const entry of filesIn(found.entries)) {
                const { name } = entry;
                const text = textOf(entry.object);
                if (!isLink(entry))
                    files.push({ name, ...(text === undefined ? NO_TEXT : { text }) });
                else if (++links > LINKS_READ_AT_MOST)
                    files.push({ name, text: undefined, why: TOO_MANY_LINKS });
                else
                    files.push({ name, ...(await readLink(look, found.path === '' ? name : `${found.path}/${name}`)) });
            }
            return files;
        },
    };
}
const NO_TEXT = { text: undefined, why: 'it is no text, or longer than GitHub tells' };
const TOO_MANY_LINKS = `it is a link, and ${LINKS_READ_AT_MOST} of a folder are followed`;
function filesIn(entries) {
    return entries.filter(({ type }) => type === 'blob');
}
function textOf(blob) {
    return blob?.isTruncated === true ? undefined : (blob?.text ?? undefined);
}
;
const Attempt = dist .Ikc({ status: dist .mee(dist .YjP()) });
const runs_Comparison = dist .Ikc({ status: dist .KIO(['identical', 'ahead', 'behind', 'diverged']) });
const STATUS_WITHIN_MS = 10_000;
const COMPARE_TRIES = 4;
const IMPATIENT = { signal: new AbortController().signal, mayWait: () => false };
function openRuns(client) {
    const told = new Set();
    return {
        status: async (run) => {
            try {
                return await readStatus(client, run);
            }
            catch (error) {
                if (!(error instanceof github .j))
                    throw error;
                if (!told.has(error.message))
                    client.journal.info(`Whether a run is still at work is not known: ${error.message}`);
                told.add(error.message);
                return 'unknown';
            }
        },
        compare: (baseSha, commitSha) => compare(client, baseSha, commitSha),
    };
}
async function isKnownRun(client, run) {
    try {
        await readStatus(client, run);
        return true;
    }
    catch (error) {
        if (!(error instanceof github .j))
            throw error;
        return (0,translate .c2)(error.cause) === 404 ? false : undefined;
    }
}
async function readStatus(client, run) {
    const [owner = '', repo = ''] = run.repository.split('/');
    const asking = {
        what: `read the workflow run ${run.runId} of ${run.repository}`,
        permission: 'actions: read',
        answerWithinMs: STATUS_WITHIN_MS,
        patience: IMPATIENT,
    };
    return client.ask(asking, async (octokit, options) => {
        const { data } = await octokit.rest.actions.getWorkflowRunAttempt({
            owner,
            repo,
            run_id: Number(run.runId),
            attempt_number: run.runAttempt,
            ...options,
        });
        return dist .qgA(Attempt, data).status === 'completed' ? 'completed' : 'running';
    });
}
async function compare(client, baseSha, commitSha) {
    const asking = { what: `compare ${commitSha} with ${baseSha}`, permission: 'contents: read' };
    return client.ask(asking, async (octokit, options) => {
        const basehead = `${baseSha}...${commitSha}`;
        const question = { ...client.repository, basehead, per_page: 1, ...options };
        const again = {
            tries: COMPARE_TRIES,
            signal: options.request.signal,
            isWorthIt: (error) => (0,translate .c2)(error) === 404 && !translate .ix.test(String(error)),
        };
        try {
            const { data } = await askAgain(again, () => octokit.rest.repos.compareCommitsWithBasehead(question));
            return dist .qgA(runs_Comparison, data).status;
        }
        catch (error) {
            if ((0,translate .c2)(error) === 404)
                return 'unrelated';
            throw error;
        }
    });
}
;
function openProbes(client) {
    return {
        readRun: (run) => readStatus(client, run),
        compareCommits: async (commitSha) => {
            if ((await compare(client, commitSha, commitSha)) !== 'unrelated')
                return;
            throw new github .j(`GitHub does not know ${commitSha}, or the job lacks contents: read.`);
        },
        readPullRequests: () => findStatuses(client, [1]),
    };
}
;
function openGitHub(options) {
    const client = new GitHubClient(options);
    return {
        comments: openComments(client),
        commits: openCommits(client),
        pullRequests: openPullRequests(client),
        runs: openRuns(client),
        probes: openProbes(client),
        isKnownRun: (run) => isKnownRun(client, { repository: options.repository, ...run }),
    };
}
var tool_failed = __webpack_require__(9243);
;
const OUTSIDE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT', 'EMFILE', 'ENFILE'];
function withFile(what, task) {
    try {
        return task();
    }
    catch (cause) {
        const { code, message } = cause;
        if (code === undefined || !OUTSIDE.includes(code))
            throw cause;
        throw new tool_failed .C(`${what} (${message}). See to the disk of the runner, and run this again.`, '', { cause });
    }
}
;
const Detached = dist .Ikc({
    kind: dist .euz('detached'),
    pid: dist .aig(),
    startedAt: dist .lqM(dist .YjP()),
    exitFile: dist .YjP(),
});
const Intended = dist .Ikc({ kind: dist .euz('intended'), pidFile: dist .YjP(), exitFile: dist .YjP() });
const Attached = dist .Ikc({ kind: dist .euz('attached'), pid: dist .aig() });
const LaunchMarkSchema = dist .Oxt('kind', [Detached, Intended, Attached]);
;
const CommandRecordSchema = dist .Ikc({
    name: dist .YjP(),
    mark: LaunchMarkSchema,
    stdoutFile: dist .YjP(),
    stderrFile: dist .YjP(),
    prints: dist .lqM(dist .KIO(['events', 'words', 'data']), 'words'),
    startedAtMs: dist .aig(),
    erroredBefore: dist .lqM(dist .YjP(), ''),
    interrupted: dist .zMY(),
    read: dist .Ikc({ stdout: dist .aig(), stderr: dist .aig() }),
});
;
const Turn = dist .Ikc({
    address: dist .Ikc({ bucket: dist .YjP(), key: dist .YjP(), path: dist .YjP() }),
    key: dist .KIO(['prod', 'pr']),
    ticketId: dist .YjP(),
    lockId: dist .YjP(),
});
const BegunOnSchema = dist .Oxt('kind', [
    dist .Ikc({ kind: dist .euz('no-state') }),
    dist .Ikc({
        kind: dist .euz('state'),
        etag: dist .YjP(),
        serial: dist .lqM(dist .aig()),
        lineage: dist .lqM(dist .YjP()),
        fingerprint: dist .YjP(),
    }),
]);
const Left = dist .Ikc({
    main: dist .lqM(dist .Ikc({ pid: dist .aig(), startedAt: dist .lqM(dist .YjP()) })),
    settings: dist .lqM(dist .g1P(dist .YjP(), dist .YjP())),
    done: dist .lqM(dist .zMY()),
    shown: dist .lqM(dist .zMY()),
    cancelledAtMs: dist .lqM(dist .aig()),
    turn: dist .lqM(Turn),
    begunOn: dist .lqM(BegunOnSchema),
    carried: dist .lqM(dist .YOg(dist .Ikc({
        number: dist .aig(),
        headSha: dist .YjP(),
        mergedAt: dist .lqM(dist .YjP()),
        branch: dist .yqP(dist .YjP()),
    }))),
    command: dist .lqM(CommandRecordSchema),
    apply: dist .lqM(CommandRecordSchema),
});
function begunOnOf({ begunOn }) {
    if (begunOn?.kind !== 'state')
        return begunOn;
    return { ...begunOn, serial: begunOn.serial, lineage: begunOn.lineage };
}
const fileOf = (directory) => (0,external_node_path_.join)(directory, 'handover.json');
const takenOverFileOf = (directory) => (0,external_node_path_.join)(directory, 'taken-over');
function noteTakenOver(directory) {
    withFile('That the post step has begun cannot be noted', () => {
        (0,external_node_fs_.writeFileSync)(takenOverFileOf(directory), '', { mode: 0o600 });
    });
}
function openHandover(directory, left = {}) {
    let now = left;
    const note = (part) => {
        now = { ...now, ...part };
        const partial = `${fileOf(directory)}.part`;
        withFile('What the post step has to know of this run cannot be written', () => {
            (0,external_node_fs_.writeFileSync)(partial, JSON.stringify(now), { mode: 0o600 });
            (0,external_node_fs_.renameSync)(partial, fileOf(directory));
        });
    };
    return {
        noteMain: (main, settings) => {
            note({ main, settings: { ...settings } });
        },
        noteShown: () => {
            note({ shown: true });
        },
        noteDone: () => {
            note({ done: true });
        },
        isTakenOver: () => (0,external_node_fs_.existsSync)(takenOverFileOf(directory)),
        noteTurn: (turn) => {
            note({ turn: { ...turn, address: { ...turn.address } } });
        },
        noteBegunOn: (begunOn, carried) => {
            note({ begunOn, carried: carried.map((pullRequest) => ({ ...pullRequest })) });
        },
        noteCancelled: (atMs) => {
            note({ cancelledAtMs: atMs });
        },
        noteCommand: (command) => {
            note(command?.name === 'apply' ? { command, apply: command } : { command });
        },
    };
}
function readHandover(directory) {
    let text;
    try {
        text = (0,external_node_fs_.readFileSync)(fileOf(directory), 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
    return dist .qgA(Left, JSON.parse(text));
}
var external_node_process_ = __webpack_require__(1708);
var external_node_process_default = __webpack_require__.n(external_node_process_);
var external_node_child_process_ = __webpack_require__(1421);
;
class ProcessesUnknown extends Error {
    constructor(cause) {
        super(`the processes of this machine cannot be looked up: ${cause instanceof Error ? cause.message : String(cause)}`, {
            cause,
        });
    }
}
function lookUpProcess(pid) {
    return process.platform === 'linux' ? readProc(pid) : readPs(pid);
}
function lookAtProcess(pid) {
    try {
        return lookUpProcess(pid) ?? 'gone';
    }
    catch (error) {
        if (!(error instanceof ProcessesUnknown))
            throw error;
        return 'unknown';
    }
}
function startOf(pid) {
    const seen = lookAtProcess(pid);
    return typeof seen === 'string' ? undefined : seen.startedAt;
}
function readProc(pid) {
    const fields = statFields(String(pid));
    if (fields.length === 0)
        return undefined;
    return { parentPid: Number(fields[1]), startedAt: fields[19] ?? '', zombie: /^[ZX]/.test(fields[0] ?? '') };
}
function statFields(pid) {
    try {
        const stat = (0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    }
    catch (error) {
        const isGone = ['ENOENT', 'ESRCH'].includes(error.code ?? '');
        if (isGone && (0,external_node_fs_.existsSync)('/proc/self/stat'))
            return [];
        throw new ProcessesUnknown(error);
    }
}
function readPs(pid) {
    const [parent = '', state = '', ...started] = runPs(['-o', 'ppid=,state=,lstart=', '-p', String(pid)])
        .trim()
        .split(/\s+/);
    if (!/^\d+$/.test(parent) || started.length === 0)
        return undefined;
    return { parentPid: Number(parent), startedAt: started.join(' '), zombie: state.startsWith('Z') };
}
function listProcesses() {
    return process.platform === 'linux' ? listProc() : listPs();
}
function listProc() {
    return numbersInProc()
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => {
        const [state = 'X', parent, , session] = statFields(name);
        return /^[ZX]/.test(state) ? [] : [{ pid: Number(name), parentPid: Number(parent), session: Number(session) }];
    });
}
function numbersInProc() {
    try {
        return (0,external_node_fs_.readdirSync)('/proc');
    }
    catch (error) {
        throw new ProcessesUnknown(error);
    }
}
function listPs() {
    return runPs(['-A', '-o', 'pid=,ppid=,pgid=,state='])
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state]) => state !== undefined && !state.startsWith('Z'))
        .map(([pid, parent, group]) => ({ pid: Number(pid), parentPid: Number(parent), session: Number(group) }));
}
function descendantsOf(ancestorPid, table) {
    const children = Map.groupBy(table, ({ parentPid }) => parentPid);
    const found = [ancestorPid];
    for (const pid of found)
        found.push(...(children.get(pid) ?? []).map((child) => child.pid));
    return found.slice(1);
}
function executableOf(pid) {
    if (process.platform === 'linux')
        return `/proc/${pid}/exe`;
    const path = runPs(['-o', 'comm=', '-p', String(pid)]).trim();
    return path.startsWith('/') ? path : undefined;
}
function runPs(args) {
    try {
        return (0,external_node_child_process_.execFileSync)('ps', args, {
            encoding: 'utf8',
            env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
            stdio: ['ignore', 'pipe', 'ignore'],
        });
    }
    catch (error) {
        const { status, stdout } = error;
        if (status === 1 && stdout?.trim() === '')
            return '';
        throw new ProcessesUnknown(error);
    }
}
;
function markOfThisProcess() {
    if ((external_node_process_default()).platform === 'win32')
        return undefined;
    const { pid } = (external_node_process_default());
    return { pid, startedAt: startOf(pid) };
}
function findMain(mark) {
    const look = () => {
        if (mark === undefined)
            return 'ended';
        const seen = lookAtProcess(mark.pid);
        if (seen === 'unknown')
            return 'unknown';
        if (seen === 'gone' || seen.zombie)
            return 'ended';
        if (mark.startedAt === undefined)
            return 'unknown';
        return seen.startedAt === mark.startedAt ? 'at-work' : 'ended';
    };
    return {
        isAtWork: () => look() !== 'ended',
        signal: (signal) => {
            if (mark === undefined || look() !== 'at-work')
                return;
            try {
                external_node_process_default().kill(mark.pid, signal);
            }
            catch (error) {
                if (!['ESRCH', 'EPERM'].includes(error.code ?? ''))
                    throw error;
            }
        },
    };
}
var aftermath = __webpack_require__(9571);
;
const attached = {
    outlivesUs: false,
    interruptsAlone: false,
    intend: () => ({ kind: 'attached', pid: 0 }),
    neverStarts: () => false,
    start: ({ file, args, cwd, env, stdout, stderr }) => {
        const child = (0,external_node_child_process_.spawn)(file, args, { cwd, env, stdio: ['ignore', stdout, stderr], windowsHide: true });
        return {
            mark: { kind: 'attached', pid: child.pid ?? 0 },
            ended: new Promise((resolve, reject) => {
                child.on('error', reject);
                child.on('exit', (code) => {
                    resolve(code ?? 128);
                });
            }),
            letGo: () => {
                child.unref();
            },
        };
    },
    look: (mark) => {
        if (mark.kind !== 'attached' || mark.pid === 0)
            return 'ended';
        try {
            process.kill(mark.pid, 0);
            return 'at-work';
        }
        catch (error) {
            return error.code === 'ESRCH' ? 'ended' : 'unknown';
        }
    },
    canInterrupt: () => true,
    interrupt: () => true,
    kill: (mark) => {
        if (mark.kind === 'attached' && mark.pid !== 0)
            process.kill(mark.pid, 'SIGKILL');
    },
    exitCode: () => undefined,
};
;
const TOOLS = ['path\tgithub.com/hashicorp/terraform\n', 'path\tgithub.com/opentofu/opentofu/cmd/tofu\n'];
const PASSING = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EINTR', 'EIO'];
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const REACH_BYTES = 512;
const CHUNK_BYTES = 1 << 20;
const SECTION = '.go.buildinfo';
const known = new Map();
function isTerraformProgram(file) {
    let fd;
    try {
        fd = (0,external_node_fs_.openSync)(file, 'r');
    }
    catch (error) {
        return notFoundOut(error);
    }
    try {
        const { dev, ino, size, mtimeMs } = (0,external_node_fs_.fstatSync)(fd);
        const name = [dev, ino, size, mtimeMs].join(' ');
        const before = known.get(name);
        if (before !== undefined)
            return before;
        const is = readIsTool(fd, size);
        known.set(name, is);
        return is;
    }
    catch (error) {
        return notFoundOut(error);
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
}
function notFoundOut(error) {
    if (PASSING.includes(error.code ?? ''))
        throw new ProcessesUnknown(error);
    return false;
}
function readIsTool(fd, size) {
    const header = read(fd, { from: 0, bytes: 64 });
    const isElf = header.toString('latin1', 0, 4) === '\x7fELF';
    if (isElf && header[4] === 2 && header[5] === 1) {
        const section = findSection(fd, header);
        return section !== undefined && holdsTool(fd, section);
    }
    return holdsTool(fd, { from: 0, bytes: size });
}
function findSection(fd, header) {
    const [entryBytes, count, namesAt] = [58, 60, 62].map((at) => header.readUInt16LE(at));
    const table = read(fd, { from: Number(header.readBigUInt64LE(40)), bytes: entryBytes * count });
    const entries = Array.from({ length: count }, (_, index) => table.subarray(index * entryBytes, (index + 1) * entryBytes));
    const partOf = (entry) => ({
        from: Number(entry.readBigUInt64LE(24)),
        bytes: Number(entry.readBigUInt64LE(32)),
    });
    const namesEntry = entries[namesAt];
    if (namesEntry === undefined)
        return undefined;
    const names = read(fd, partOf(namesEntry)).toString('latin1');
    const found = entries.find((entry) => names.startsWith(`${SECTION}\0`, entry.readUInt32LE(0)));
    return found && partOf(found);
}
function holdsTool(fd, { from, bytes }) {
    for (let at = from; at < from + bytes; at += CHUNK_BYTES) {
        const chunk = read(fd, { from: at, bytes: Math.min(CHUNK_BYTES + REACH_BYTES, from + bytes - at) });
        for (let magic = chunk.indexOf(MAGIC); magic >= 0; magic = chunk.indexOf(MAGIC, magic + 1)) {
            const behind = chunk.toString('latin1', magic, magic + REACH_BYTES);
            if (TOOLS.some((tool) => behind.includes(tool)))
                return true;
        }
    }
    return false;
}
function read(fd, { from, bytes }) {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, (0,external_node_fs_.readSync)(fd, buffer, 0, bytes, from));
}
;
const STAND_BY = `exit_file=$1
pid_file=$2
shift 2
set -C
echo "$$" > "$pid_file" || exit 126
set +C
"$@"
code=$?
echo "$code" > "$exit_file"
exit "$code"`;
const detached = {
    outlivesUs: true,
    interruptsAlone: true,
    intend: ({ ownFiles }) => ({ kind: 'intended', pidFile: `${ownFiles}.pid`, exitFile: `${ownFiles}.exit` }),
    start: ({ file, args, cwd, env, stdout, stderr, ownFiles }) => {
        const [exitFile, pidFile] = [`${ownFiles}.exit`, `${ownFiles}.pid`];
        const child = (0,external_node_child_process_.spawn)('/bin/sh', ['-c', STAND_BY, 'lockstep', exitFile, pidFile, file, ...args], {
            cwd,
            env,
            detached: true,
            stdio: ['ignore', stdout, stderr],
        });
        const pid = child.pid ?? 0;
        return {
            mark: { kind: 'detached', pid, startedAt: startOf(pid), exitFile },
            ended: new Promise((resolve, reject) => {
                child.on('error', reject);
                child.on('exit', (code) => {
                    resolve(code ?? 128);
                });
            }),
            letGo: () => {
                child.unref();
            },
        };
    },
    neverStarts: (mark) => mark.kind === 'intended' && claim(mark.pidFile) === 'never-started',
    look,
    canInterrupt: (mark) => findTool(mark) !== undefined,
    interrupt: (mark) => {
        const pid = findTool(mark);
        if (pid === undefined)
            return false;
        try {
            process.kill(pid, 'SIGINT');
            return true;
        }
        catch {
            return false;
        }
    },
    kill: (mark) => {
        const by = whoStandsBy(mark);
        if (by === undefined || by.pid === 0 || standsBy(by, mark) !== 'yes')
            return;
        process.kill(-by.pid, 'SIGKILL');
    },
    exitCode: (mark) => (mark.kind === 'attached' ? undefined : readNumber(mark.exitFile)),
};
function claim(pidFile) {
    try {
        (0,external_node_fs_.mkdirSync)(pidFile);
        return 'never-started';
    }
    catch (error) {
        if (error.code !== 'EEXIST')
            return 'unknown';
    }
    if ((0,external_node_fs_.statSync)(pidFile, { throwIfNoEntry: false })?.isDirectory() === true)
        return 'never-started';
    return readNumber(pidFile) ?? 'unknown';
}
function whoStandsBy(mark) {
    if (mark.kind === 'detached')
        return { pid: mark.pid, startedAt: mark.startedAt };
    if (mark.kind === 'attached')
        return undefined;
    const pid = claim(mark.pidFile);
    return typeof pid === 'number' ? { pid, startedAt: undefined } : undefined;
}
function findTool(mark) {
    const by = whoStandsBy(mark);
    if (by === undefined || by.pid === 0 || standsBy(by, mark) !== 'yes')
        return undefined;
    return unlessUnknown(() => descendantsOf(by.pid, listProcesses()).find(isTool), undefined);
}
function look(mark) {
    if (mark.kind === 'attached' || detached.neverStarts(mark))
        return 'ended';
    const by = whoStandsBy(mark);
    if (by === undefined)
        return 'unknown';
    if (by.pid === 0)
        return 'ended';
    switch (standsBy(by, mark)) {
        case 'yes':
            return 'at-work';
        case 'unknown':
            return 'unknown';
        case 'number-reused':
            return 'ended';
        case 'ended': {
            const isLeftAlone = () => listProcesses().some(({ pid, session }) => session === by.pid && isTool(pid));
            return unlessUnknown(() => (isLeftAlone() ? 'at-work' : 'ended'), 'unknown');
        }
    }
}
function standsBy({ pid, startedAt }, mark) {
    const seen = lookAtProcess(pid);
    if (seen === 'unknown')
        return 'unknown';
    if (seen === 'gone' || seen.zombie)
        return 'ended';
    if (startedAt === undefined)
        return detached.exitCode(mark) === undefined ? 'yes' : 'ended';
    return seen.startedAt === startedAt ? 'yes' : 'number-reused';
}
function unlessUnknown(task, otherwise) {
    try {
        return task();
    }
    catch (error) {
        if (!(error instanceof ProcessesUnknown))
            throw error;
        return otherwise;
    }
}
function isTool(pid) {
    const file = executableOf(pid);
    return file !== undefined && isTerraformProgram(file);
}
function readNumber(file) {
    try {
        const text = (0,external_node_fs_.readFileSync)(file, 'utf8').trim();
        return /^\d+$/.test(text) ? Number(text) : undefined;
    }
    catch {
        return undefined;
    }
}
;
function openTail(path, from = 0) {
    const reader = (0,external_node_fs_.openSync)(path, 'r');
    const decoder = new TextDecoder();
    const buffer = Buffer.alloc(65_536);
    let position = from;
    return {
        get position() {
            return position;
        },
        readOn: (onOutput) => {
            for (;;) {
                const bytesRead = withFile(`${path} cannot be read`, () => (0,external_node_fs_.readSync)(reader, buffer, 0, buffer.length, position));
                if (bytesRead === 0)
                    return;
                position += bytesRead;
                onOutput(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
            }
        },
        [Symbol.dispose]: () => {
            (0,external_node_fs_.closeSync)(reader);
        },
    };
}
function lineStartBefore(path, position) {
    const written = withFile(`${path} cannot be read`, () => (0,external_node_fs_.readFileSync)(path));
    return written.subarray(0, position).lastIndexOf('\n') + 1;
}
;
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
const launcher = process.platform === 'win32' ? attached : detached;
const TAIL_MS = 100;
const LOOK_MS = 250;
const OUT_OF_REACH_AFTER_MS = 5000;
const STILL_AT_WORK_AFTER_MS = 60_000;
const UNCONFIRMED_AT_MOST_MS = 60_000;
const ENDED_UNSEEN = 137;
async function runTerraform(command) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const during = `${command.file.split('/').at(-1) ?? ''} ${command.args[0] ?? ''}`;
        if (command.cancelled.aborted)
            throw new aftermath .c(during);
        command.beforeStart(launcher.intend(command));
        const { launched, tails } = launch(command, during);
        const stdout = __addDisposableResource(env_1, tails[0], false);
        const stderr = __addDisposableResource(env_1, tails[1], false);
        const attempt = openAttempts(command.onTrouble);
        attempt('That it runs could not be noted', () => {
            command.onStart(launched.mark);
        });
        const tail = () => {
            attempt('Its output could not be passed on', () => {
                const { onOutput } = command;
                if (onOutput === undefined)
                    return;
                stdout.readOn((text) => {
                    onOutput(text, 'stdout');
                });
                stderr.readOn((text) => {
                    onOutput(text, 'stderr');
                });
            });
        };
        const readSoFar = () => {
            tail();
            return { stdout: stdout.position, stderr: stderr.position };
        };
        const isCancelled = () => command.cancelled.aborted;
        const limit = watchTime(launched.mark, command.limit, { readSoFar, attempt });
        const { promise: cancelled, reject: cancel } = Promise.withResolvers();
        const onAbort = () => {
            limit.stop();
            let interrupted = limit.hasInterrupted();
            if (!interrupted) {
                attempt('It could not be interrupted', () => {
                    interrupted = launcher.interrupt(launched.mark);
                });
            }
            launched.letGo();
            attempt('How it was left could not be noted', () => {
                command.onLeft({ interrupted, read: readSoFar() });
            });
            if (launcher.outlivesUs)
                cancel(new aftermath .c(during));
        };
        command.cancelled.addEventListener('abort', onAbort, { once: true });
        const timer = setInterval(tail, TAIL_MS);
        const startedAtMs = performance.now();
        const looking = setInterval(() => {
            const isOver = performance.now() - startedAtMs > OUT_OF_REACH_AFTER_MS;
            attempt('Whether it can be interrupted is not known', () => {
                const isFound = launcher.canInterrupt(launched.mark);
                if (isFound || isOver)
                    clearInterval(looking);
                if (isOver && !isFound)
                    command.onOutOfReach?.();
            });
        }, LOOK_MS);
        try {
            const exitCode = await Promise.race([
                untilEnded(launched, { during, attempt, onUnseen: command.onUnseen }),
                cancelled,
            ]);
            tail();
            attempt('That it has ended could not be noted', command.onEnd);
            if (isCancelled())
                throw new aftermath .c(during);
            return exitCode;
        }
        finally {
            clearInterval(timer);
            clearInterval(looking);
            limit.stop();
            command.cancelled.removeEventListener('abort', onAbort);
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
}
function watchTime(mark, limit, { readSoFar, attempt }) {
    let hasInterrupted = false;
    let isTold = false;
    let timer;
    const stop = () => {
        clearTimeout(timer);
    };
    if (limit === undefined)
        return { hasInterrupted: () => false, stop };
    let isToldOutOfReach = false;
    const canInterrupt = () => {
        let isFound = false;
        attempt('Whether it can be interrupted is not known', () => {
            isFound = launcher.canInterrupt(mark);
        });
        return isFound;
    };
    const send = () => {
        let isSent = true;
        attempt('It could not be interrupted', () => {
            isSent = launcher.interrupt(mark);
        });
        return isSent;
    };
    const end = () => {
        attempt('It could not be ended', () => {
            launcher.kill(mark);
        });
    };
    const interrupt = () => {
        if (limit.killAfterMs !== undefined) {
            attempt('That its time is up could not be noted', () => {
                limit.onInterrupt(readSoFar());
            });
            hasInterrupted = launcher.interruptsAlone && send();
            timer = setTimeout(end, hasInterrupted ? limit.killAfterMs : 0);
            return;
        }
        if (launcher.interruptsAlone && canInterrupt()) {
            if (!isTold) {
                attempt('That its time is up could not be noted', () => {
                    limit.onInterrupt(readSoFar());
                });
            }
            isTold = true;
            hasInterrupted = send();
            if (!hasInterrupted) {
                timer = setTimeout(interrupt, LOOK_MS);
                return;
            }
            timer = setTimeout(() => {
                attempt('That it is still at work could not be told', limit.onStillAtWork);
            }, STILL_AT_WORK_AFTER_MS);
            return;
        }
        if (!isToldOutOfReach)
            attempt('That it is out of reach could not be told', limit.onOutOfReach);
        isToldOutOfReach = true;
        timer = setTimeout(interrupt, LOOK_MS);
    };
    timer = setTimeout(interrupt, limit.limitMs);
    return { hasInterrupted: () => hasInterrupted, stop };
}
function openAttempts(onTrouble) {
    const told = new Set();
    return (what, task) => {
        try {
            task();
        }
        catch (error) {
            if (!told.has(what))
                onTrouble(what, error);
            told.add(what);
        }
    };
}
async function untilEnded(launched, { during, attempt, onUnseen, }) {
    const exitCode = await launched.ended.catch((cause) => {
        throw notStarted(during, cause);
    });
    if (!launcher.outlivesUs)
        return exitCode;
    const look = () => {
        const seen = [];
        attempt('Whether it has ended could not be looked up', () => seen.push(launcher.look(launched.mark)));
        return seen[0] ?? 'unknown';
    };
    let unconfirmedSinceMs;
    for (;;) {
        const seen = look();
        if (seen === 'ended')
            return exitCode;
        unconfirmedSinceMs = seen === 'at-work' ? undefined : (unconfirmedSinceMs ?? performance.now());
        if (performance.now() - (unconfirmedSinceMs ?? Infinity) > UNCONFIRMED_AT_MOST_MS) {
            attempt('Its end is taken for a kill', () => {
                throw new tool_failed .C(`${during}: whether it has ended cannot be looked up on this machine`, '');
            });
            onUnseen?.();
            return ENDED_UNSEEN;
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
}
function launch(command, during) {
    const writers = [];
    const openWriter = (file) => {
        const writer = (0,external_node_fs_.openSync)(file, 'w', 0o600);
        writers.push(writer);
        return writer;
    };
    try {
        const [stdout, stderr] = [openWriter(command.stdoutFile), openWriter(command.stderrFile)];
        const tails = [openTail(command.stdoutFile), openTail(command.stderrFile)];
        return { launched: launcher.start({ ...command, stdout, stderr }), tails };
    }
    catch (cause) {
        throw notStarted(during, cause);
    }
    finally {
        for (const writer of writers)
            closeQuietly(writer);
    }
}
function closeQuietly(file) {
    try {
        (0,external_node_fs_.closeSync)(file);
    }
    catch {
    }
}
function notStarted(during, cause) {
    return new tool_failed .C(`${during} could not be started (${String(cause)})`, '', { cause });
}
var external_node_fs_promises_ = __webpack_require__(1455);
var removed_module = __webpack_require__(739);
;
async function holdsConfiguration(directory) {
    try {
        return (0,removed_module .PS)(await (0,external_node_fs_promises_.readdir)(directory));
    }
    catch {
        return false;
    }
}
function restoredIn(filesDirectory, place) {
    return (0,external_node_path_.join)(checkoutIn(filesDirectory), ...foldersOf(place));
}
async function isRestoredIn(filesDirectory) {
    return isDirectory(checkoutIn(filesDirectory));
}
function checkoutIn(filesDirectory) {
    return (0,external_node_path_.join)(filesDirectory, 'removed-module');
}
function foldersOf({ workspaceDirectory, directory }) {
    const path = (0,external_node_path_.relative)(workspaceDirectory, directory);
    const folders = path.split(external_node_path_.sep).filter((folder) => folder !== '');
    return (0,external_node_path_.isAbsolute)(path) || folders[0] === '..' ? [] : folders;
}
async function isDirectory(path) {
    try {
        return (await (0,external_node_fs_promises_.stat)(path)).isDirectory();
    }
    catch {
        return false;
    }
}
async function restoreModule(filesDirectory, place, files) {
    const directory = restoredIn(filesDirectory, place);
    try {
        await (0,external_node_fs_promises_.mkdir)(directory, { recursive: true, mode: 0o700 });
        for (const { name, text } of files) {
            if (text !== undefined)
                await (0,external_node_fs_promises_.writeFile)((0,external_node_path_.join)(directory, (0,external_node_path_.basename)(name)), text, { mode: 0o600 });
        }
        await linkCheckout(place.workspaceDirectory, checkoutIn(filesDirectory), foldersOf(place));
    }
    catch (cause) {
        throw new tool_failed .C(`The removed root module cannot be laid out (${String(cause)})`, '', { cause });
    }
    return directory;
}
const OF_THE_TOOL = /^\.terraform|\.tfstate/;
async function linkCheckout(from, to, [next, ...rest]) {
    const names = await (0,external_node_fs_promises_.readdir)(from).catch(() => []);
    const others = names.filter((name) => name !== next && !OF_THE_TOOL.test(name));
    await Promise.allSettled(others.map((name) => (0,external_node_fs_promises_.symlink)((0,external_node_path_.join)(from, name), (0,external_node_path_.join)(to, name))));
    if (next !== undefined)
        await linkCheckout((0,external_node_path_.join)(from, next), (0,external_node_path_.join)(to, next), rest);
}
async function settingsFrom(directory, settings) {
    return Promise.all(settings.map(async (setting) => {
        if (setting.includes('='))
            return setting;
        const file = (0,external_node_path_.resolve)(directory, setting);
        return (0,external_node_fs_promises_.stat)(file).then(() => file, () => setting);
    }));
}
var failure = __webpack_require__(5410);
var stack_workspace = __webpack_require__(6398);
var domain_json = __webpack_require__(7504);
var events_told = __webpack_require__(2591);
var at_work = __webpack_require__(3302);
var secrets_conceal = __webpack_require__(7987);
var plan_plan = __webpack_require__(3447);
var plan_configured = __webpack_require__(8552);
var plan_expressions = __webpack_require__(9885);
;
const Values = dist .Ikc({
    before: dist .lqM(dist .L5J()),
    after: dist .lqM(dist .L5J()),
    after_unknown: dist .lqM(dist .L5J()),
    before_sensitive: dist .lqM(dist .L5J()),
    after_sensitive: dist .lqM(dist .L5J()),
});
const Change = dist .Ikc({
    ...Values.entries,
    actions: dist .YOg(dist .YjP()),
    replace_paths: dist .NpB(dist .lqM(dist .YOg(dist .YOg(dist .KCZ([dist .YjP(), dist .aig()])))), undefined),
    importing: dist .lqM(dist .L5J()),
    before_identity: dist .lqM(dist .L5J()),
});
const ResourceEntry = dist .Ikc({
    address: dist .YjP(),
    module_address: dist .lqM(dist .YjP()),
    name: dist .lqM(dist .YjP(), ''),
    previous_address: dist .lqM(dist .YjP()),
    mode: dist .YjP(),
    type: dist .YjP(),
    deposed: dist .lqM(dist .YjP()),
    action_reason: dist .NpB(dist .lqM(dist .YjP()), undefined),
    change: Change,
});
const OutputEntry = dist .Ikc({ ...Values.entries, actions: dist .YOg(dist .YjP()) });
const InvocationEntry = dist .Ikc({
    address: dist .YjP(),
    type: dist .lqM(dist .YjP()),
    name: dist .lqM(dist .YjP()),
    provider_name: dist .lqM(dist .YjP()),
    config_values: dist .lqM(dist .L5J()),
    config_unknown: dist .lqM(dist .L5J()),
    config_sensitive: dist .lqM(dist .L5J()),
    lifecycle_action_trigger: dist .lqM(domain_json .o$),
    invoke_action_trigger: dist .lqM(domain_json .o$),
});
const DriftEntry = dist .Ikc({ address: dist .YjP(), change: dist .lqM(Values, {}) });
const reason = dist .NpB(dist .lqM(dist .YjP(), ''), '');
const DeferredEntry = dist .KCZ([
    dist .Ikc({ reason, resource_change: dist .Ikc({ address: dist .YjP() }) }),
    dist .Ikc({ reason, action_invocation: dist .Ikc({ address: dist .YjP() }) }),
]);
const CheckEntry = dist .Ikc({
    address: dist .Ikc({ to_display: dist .YjP() }),
    status: dist .YjP(),
    instances: dist .lqM(dist .YOg(dist .Ikc({ problems: dist .lqM(dist .YOg(dist .Ikc({ message: dist .lqM(dist .YjP(), '') })), []) })), []),
});
const openMember = (member, schema) => (json) => {
    if (json === undefined || json === null)
        return { read: [], unread: [] };
    if (!Array.isArray(json))
        return { read: [], unread: [{ address: member, what: 'what it is' }] };
    const read = [];
    const unread = [];
    json.forEach((entry, place) => {
        const parsed = dist .xLC(schema, entry);
        if (parsed.success)
            read.push(parsed.output);
        else
            unread.push(unreadPart(entry, `${member}[${place}]`, dist .BuJ(parsed.issues[0])));
    });
    return { read, unread };
};
const readResources = openMember('resource_changes', ResourceEntry);
const readInvocations = openMember('action_invocations', InvocationEntry);
const readDrift = openMember('resource_drift', DriftEntry);
const readDeferred = openMember('deferred_changes', DeferredEntry);
const readDeferredInvocations = openMember('deferred_action_invocations', DeferredEntry);
const readChecks = openMember('checks', CheckEntry);
function readOutputs(json) {
    const read = [];
    const unread = [];
    for (const [name, entry] of Object.entries(json)) {
        const parsed = dist .xLC(OutputEntry, entry);
        if (parsed.success)
            read.push([name, parsed.output]);
        else
            unread.push({ address: `output ${name}`, what: describeIssue(dist .BuJ(parsed.issues[0])) });
    }
    return { read, unread };
}
function unreadPart(entry, place, path) {
    const address = (0,domain_json .qY)(entry)?.['address'];
    return { address: typeof address === 'string' ? address : place, what: describeIssue(path) };
}
function describeIssue(path) {
    return path === null ? 'what it is' : `its ${path}`;
}
const KNOWN_MEMBERS = new Set([
    'action_invocations',
    'applyable',
    'checks',
    'complete',
    'configuration',
    'deferred_action_invocations',
    'deferred_changes',
    'errored',
    'format_version',
    'output_changes',
    'planned_values',
    'prior_state',
    'relevant_attributes',
    'resource_changes',
    'resource_drift',
    'terraform_version',
    'timestamp',
    'variables',
]);
function findUnknownMembers(plan) {
    return Object.entries(plan)
        .filter(([member]) => !KNOWN_MEMBERS.has(member))
        .flatMap(([member, list]) => (Array.isArray(list) ? list : [])
        .map((entry) => (0,domain_json .qY)(entry)?.['address'])
        .filter((address) => typeof address === 'string')
        .map((address) => ({ address, what: `its place in ${member}` })));
}
function parseAction(actions) {
    switch (actions.join(',')) {
        case 'delete,create':
        case 'create,delete':
            return 'replace';
        case 'create,forget':
        case 'forget,create':
            return 'create-and-forget';
        case 'create':
        case 'update':
        case 'delete':
        case 'read':
        case 'forget':
        case 'no-op':
            return actions[0];
        default:
            return 'unknown';
    }
}
var secrets = __webpack_require__(287);
var value_path = __webpack_require__(4795);
;
const PlanJson = dist ._H3({
    format_version: dist .FsL(dist .YjP(), dist .yGV(/^1\./, 'is not 1.x')),
    terraform_version: dist .NpB(dist .lqM(dist .YjP()), undefined),
    complete: dist .NpB(dist .lqM(dist .zMY(), true), false),
    resource_changes: dist .lqM(dist .YOg(dist .L5J())),
    output_changes: dist .lqM(domain_json .o$, {}),
});
function parsePlan(json, known = [], tool) {
    const plan = parse(PlanJson, json);
    const configuration = (0,domain_json .qY)(plan['configuration']);
    const configured = (0,plan_configured .MG)(configuration?.['root_module']);
    const expressions = (0,plan_expressions .g)(configuration?.['root_module'], (0,domain_json .qY)(plan['variables']) ?? {});
    const resources = readResources(plan.resource_changes);
    const outputs = readOutputs(plan.output_changes);
    const invocations = readInvocations(plan['action_invocations']);
    const drift = readDrift(plan['resource_drift']);
    const deferred = [
        readDeferred(plan['deferred_changes']),
        readDeferredInvocations(plan['deferred_action_invocations']),
    ];
    const checks = readChecks(plan['checks']);
    const entries = resources.read.map((entry) => resourceChange(entry, { configured, expressions }));
    const isChange = ({ action, previousAddress, importing }) => action !== 'no-op' || previousAddress !== undefined || importing;
    const changes = entries.filter(isChange);
    const outputChanges = outputs.read.map(([name, change]) => ({
        name,
        action: parseAction(change.actions),
        values: valuesOf(change),
        setBy: expressions.ofOutput(name),
    }));
    const actionInvocations = numberAlike(invocations.read.map(describeInvocation));
    const secrets = findSecrets(plan);
    return {
        changes,
        outputChanges: outputChanges.filter(({ action }) => action !== 'no-op'),
        unchanged: [
            ...entries
                .filter((entry) => !isChange(entry))
                .map(({ address, values }) => ({ kind: 'resource', address, values })),
            ...outputChanges
                .filter(({ action }) => action === 'no-op')
                .map(({ name: address, values }) => ({ kind: 'output', address, values })),
        ],
        drift: drift.read.map((entry) => ({ address: entry.address, values: valuesOf(entry.change) })),
        deferred: deferred.flatMap(({ read }) => read.map((entry) => ({
            address: 'resource_change' in entry ? entry.resource_change.address : entry.action_invocation.address,
            reason: entry.reason,
        }))),
        counts: (0,plan_plan .xS)({ changes, actionInvocations }),
        complete: plan.complete && deferred.every(({ read, unread }) => read.length + unread.length === 0),
        madeBy: tool === undefined || plan.terraform_version === undefined
            ? undefined
            : { tool, version: plan.terraform_version },
        unknown: [
            ...entries
                .filter(({ action }) => action === 'unknown')
                .map(({ address, actions }) => ({ address, what: describeActions(actions) })),
            ...outputs.read
                .filter(([, { actions }]) => parseAction(actions) === 'unknown')
                .map(([name, { actions }]) => ({ address: `output ${name}`, what: describeActions(actions) })),
            ...[resources, outputs, invocations, drift].flatMap(({ unread }) => unread),
            ...(plan['configuration'] !== undefined && configuration === undefined ? [CONFIGURATION] : []),
            ...findUnknownMembers(plan),
        ],
        ephemeralVariables: findEphemeral(plan),
        hasUnknownSecrets: false,
        passedOver: [...deferred, checks].flatMap(({ unread }) => unread.map(({ address }) => address)),
        conceal: (0,secrets_conceal .Oh)(new Set([...secrets, ...known])),
        secrets,
        failedChecks: checks.read
            .filter(({ status }) => status === 'fail' || status === 'error')
            .map(({ address, instances }) => ({
            address: address.to_display,
            messages: instances.flatMap(({ problems }) => problems.map(({ message }) => message)),
        })),
        actionInvocations,
    };
}
const CONFIGURATION = { address: 'configuration', what: 'what it is' };
function describeActions(actions) {
    return `the actions ${JSON.stringify(actions)}`;
}
function resourceChange(entry, { configured, expressions }) {
    const { change } = entry;
    const inConfiguration = (0,plan_configured .Zt)(entry);
    return {
        address: entry.deposed === undefined ? entry.address : `${entry.address} (deposed ${entry.deposed})`,
        previousAddress: entry.previous_address,
        type: entry.type,
        action: parseAction(change.actions),
        actions: change.actions,
        values: valuesOf(change),
        importing: change.importing !== undefined && change.importing !== null,
        importId: change.importing == null ? undefined : (0,domain_json .dj)(change.importing),
        deposed: entry.deposed,
        identity: change.before_identity == null ? undefined : (0,domain_json .dj)(change.before_identity),
        configured: configured.get(inConfiguration),
        setBy: expressions.ofResource(inConfiguration),
        reason: entry.action_reason,
        replacePaths: (change.replace_paths ?? []).map(value_path .i7),
        changedAttributes: findChangedAttributes(change),
    };
}
function findEphemeral(plan) {
    const declared = (0,domain_json .qY)((0,domain_json .C5)((0,domain_json .C5)(plan['configuration'], 'root_module'), 'variables'));
    const kept = (0,domain_json .qY)(plan['variables']) ?? {};
    return Object.keys(declared ?? {}).filter((name) => !Object.hasOwn(kept, name));
}
function findSecrets(plan) {
    const found = new Set();
    const listed = (member, inner) => {
        const list = plan[member];
        return Array.isArray(list)
            ? list.map((entry) => (inner === undefined ? entry : (0,domain_json .C5)(entry, inner)))
            : [];
    };
    const changes = [
        ...[listed('resource_changes'), listed('resource_drift'), listed('deferred_changes', 'resource_change')].flatMap((list) => list.map((entry) => (0,domain_json .C5)(entry, 'change'))),
        ...Object.values((0,domain_json .qY)(plan['output_changes']) ?? {}),
    ];
    const values = changes.flatMap((change) => ['before', 'after'].map((side) => ({
        value: (0,domain_json .C5)(change, side),
        marks: (0,domain_json .C5)(change, `${side}_sensitive`),
    })));
    const invoked = [...listed('action_invocations'), ...listed('deferred_action_invocations', 'action_invocation')].map((entry) => ({
        value: (0,domain_json .C5)(entry, 'config_values'),
        marks: (0,domain_json .C5)(entry, 'config_sensitive'),
    }));
    const ofSets = new secrets .T7();
    for (const { value, marks } of [...values, ...invoked]) {
        if (marks === true)
            (0,secrets ._U)(value, found);
        else
            (0,secrets .qb)(value, marks, found, ofSets);
    }
    for (const text of ofSets.secrets(plan['configuration'], () => [...values, ...invoked]))
        found.add(text);
    const declared = (0,domain_json .C5)((0,domain_json .C5)(plan['configuration'], 'root_module'), 'variables');
    const variables = (0,domain_json .qY)(plan['variables']);
    for (const [name, variable] of Object.entries(variables ?? {})) {
        if ((0,domain_json .C5)((0,domain_json .C5)(declared, name), 'sensitive') === true) {
            (0,secrets ._U)((0,domain_json .C5)(variable, 'value'), found);
        }
    }
    if (variables === undefined)
        (0,secrets ._U)(plan['variables'], found);
    return found;
}
const HALTS = 'ActionOnFailureHalt';
function describeInvocation(invocation) {
    const { config_unknown: unknown, ...entry } = invocation;
    const trigger = entry.lifecycle_action_trigger;
    const [by, event] = [trigger?.['triggering_resource_address'], trigger?.['action_trigger_event']];
    const after = {
        ...entry,
        ...(trigger === undefined ? {} : { lifecycle_action_trigger: onlyKnown(trigger) }),
        ...(entry.invoke_action_trigger === undefined ? {} : { invoke_action_trigger: {} }),
    };
    return {
        address: [
            `${entry.address}, invoked`,
            ...(typeof by === 'string' ? [`by ${by}`] : []),
            ...(typeof event === 'string' ? [asWritten(event)] : []),
        ].join(' '),
        values: { before: null, after, unknown: { config_values: unknown } },
        shown: {
            action: entry.address,
            by: typeof by === 'string' ? by : undefined,
            event: typeof event === 'string' ? asWritten(event) : undefined,
            onFailure: plan_document_textOf(trigger?.['on_failure']),
            configuration: {
                before: null,
                after: entry.config_values,
                unknown,
                sensitive: { before: false, after: entry.config_sensitive },
            },
        },
    };
}
function plan_document_textOf(value) {
    return typeof value === 'string' ? value : undefined;
}
function asWritten(event) {
    return event.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
function numberAlike(invocations) {
    const seen = new Map();
    return invocations.map((invocation) => {
        const count = (seen.get(invocation.address) ?? 0) + 1;
        seen.set(invocation.address, count);
        return count === 1 ? invocation : { ...invocation, address: `${invocation.address} (${count})` };
    });
}
const TRIGGER_MEMBERS = new Set([
    'triggering_resource_address',
    'action_trigger_event',
    'action_trigger_block_index',
    'actions_list_index',
    'on_failure',
]);
function onlyKnown(trigger) {
    return Object.fromEntries(Object.entries(trigger).filter(([name, value]) => TRIGGER_MEMBERS.has(name) && !(name === 'on_failure' && value === HALTS)));
}
function valuesOf(change) {
    const { before = null, after = null, after_unknown: unknown } = change;
    return { before, after, unknown, sensitive: { before: change.before_sensitive, after: change.after_sensitive } };
}
function parse(schema, json) {
    const parsed = dist .xLC(schema, json);
    if (parsed.success)
        return parsed.output;
    const issue = parsed.issues[0];
    throw new Error(`the plan's JSON is not understood: ${dist .BuJ(issue) ?? 'the document'}: ${issue.message}`);
}
function findChangedAttributes(change) {
    const before = (0,domain_json .qY)(change.before);
    const after = (0,domain_json .qY)(change.after);
    const unknown = (0,domain_json .qY)(change.after_unknown);
    if (before === undefined || after === undefined)
        return [];
    const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown ?? {})]);
    return [...names].filter((name) => (0,plan_plan .rZ)((0,domain_json .C5)(unknown, name)) || !(0,domain_json .TL)((0,domain_json .C5)(before, name) ?? null, (0,domain_json .C5)(after, name) ?? null));
}
;
function noteEphemeral(plan, { given, overridable, told, }) {
    const names = plan.ephemeralVariables;
    const found = new Set();
    for (const name of names)
        (0,secrets .qb)(given.get(name), true, found);
    const conceal = (0,secrets_conceal .Oh)(found);
    return {
        ...plan,
        conceal: (text) => conceal(plan.conceal(text)),
        hasUnknownSecrets: told.hadEphemeral || names.some((name) => !given.has(name) || overridable(name)),
    };
}
;
function isTargeted(summaries) {
    return summaries.includes('Resource targeting is in effect');
}
function noteTargeting(plan, summaries) {
    return { ...plan, complete: plan.complete && !isTargeted(summaries) };
}
var events_diagnostic = __webpack_require__(2593);
;
const MOST_OF_A_KIND = 8;
function openAnnotations({ directory, workspaceDirectory, writeAnnotation, }) {
    const root = rootOf(directory) ?? workspaceDirectory;
    const written = new Set();
    const left = { error: MOST_OF_A_KIND, warning: MOST_OF_A_KIND };
    return (diagnostics, conceal) => {
        if (conceal === undefined)
            return;
        for (const { severity, summary, ...rest } of diagnostics) {
            const { place } = rest;
            const file = place && inRepository(root, (0,external_node_path_.resolve)(directory, place.file));
            if (place === undefined || file === undefined)
                continue;
            const annotation = {
                severity,
                title: conceal((0,events_diagnostic .hO)({ summary })),
                message: conceal((0,events_diagnostic .R9)({ severity, summary, ...rest, snippet: undefined })),
                file,
                startLine: place.start.line,
                endLine: place.end.line,
            };
            const key = JSON.stringify(annotation);
            if (written.has(key) || left[severity] === 0)
                continue;
            left[severity] -= 1;
            written.add(key);
            writeAnnotation(annotation);
        }
    };
}
function rootOf(directory) {
    for (let folder = (0,external_node_path_.resolve)(directory);; folder = (0,external_node_path_.dirname)(folder)) {
        if (isCheckout((0,external_node_path_.join)(folder, '.git')))
            return folder;
        if ((0,external_node_path_.dirname)(folder) === folder)
            return undefined;
    }
}
function isCheckout(git) {
    try {
        return (0,external_node_fs_.statSync)(git).isDirectory() || !/[\\/]modules[\\/]/.test((0,external_node_fs_.readFileSync)(git, 'utf8'));
    }
    catch {
        return false;
    }
}
function inRepository(root, path) {
    const within = (0,external_node_path_.relative)(root, path);
    const parts = within.split(external_node_path_.sep);
    if ((0,external_node_path_.isAbsolute)(within) || parts[0] === '..' || parts.includes('.terraform'))
        return undefined;
    return parts.join('/');
}
var stack_tool = __webpack_require__(4705);
;
function planArguments(inputs) {
    return [
        ...(inputs.destroy ? ['-destroy'] : []),
        ...inputs.target.map((address) => `-target=${address}`),
        ...inputs.replace.map((address) => `-replace=${address}`),
        ...(inputs.refresh ? [] : ['-refresh=false']),
        ...parallelism(inputs),
    ];
}
function refreshArguments(inputs) {
    return ['-refresh-only', ...parallelism(inputs)];
}
function parallelism(inputs) {
    return inputs.parallelism === undefined ? [] : [`-parallelism=${inputs.parallelism}`];
}
function withoutValue(argument) {
    const [, flag = '', setting = ''] = /^(-backend-config=)([^]*)$/.exec(argument) ?? [];
    if ((0,secrets .dZ)(setting))
        return `${flag}${setting.slice(0, setting.indexOf('=') + 1)}…`;
    return argument.replace(/^(-var=[^=]*=)[^]*$/, '$1…');
}
function withVariables(args, given) {
    const { tool, inputs, directory, cwd = directory } = given;
    const words = args.slice(0, GROUPS.includes(args[0] ?? '') ? 2 : 1);
    if (!(0,stack_tool .Gy)(tool, words.join(' ')))
        return args;
    const fileOf = (path) => (cwd === directory ? path : (0,external_node_path_.resolve)(directory, path));
    return [
        ...words,
        ...inputs['var-file'].map((path) => `-var-file=${fileOf(path)}`),
        ...inputs.var.map((variable) => `-var=${variable}`),
        ...args.slice(words.length),
    ];
}
function withPlanVariables(tool, env) {
    const words = variablesOf(env['TF_CLI_ARGS_plan']);
    if (words.length === 0 || !(0,stack_tool .Gy)(tool, 'apply'))
        return {};
    return { TF_CLI_ARGS_apply: [...words, env['TF_CLI_ARGS_apply'] ?? ''].join(' ').trim() };
}
const WORD = /(?:\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*'|[^\s"'\\])+/g;
function variablesOf(line = '') {
    const words = line.match(WORD) ?? [];
    const plain = words.map((word) => word.replace(/["'\\]/g, ''));
    return words.filter((_, index) => /^--?var(?:-file)?(?:=|$)/.test(plain[index] ?? '') || /^--?var(?:-file)?$/.test(plain[index - 1] ?? ''));
}
function givesVariables(env) {
    return ['TF_CLI_ARGS', 'TF_CLI_ARGS_plan', 'TF_CLI_ARGS_apply'].some((name) => variablesOf(env[name]).length > 0);
}
function givenVariables(inputs, env) {
    const ofEnvironment = Object.entries(env).flatMap(([name, value]) => name.startsWith('TF_VAR_') && value !== undefined ? [[name.slice('TF_VAR_'.length), value]] : []);
    const ofInputs = inputs.var.map((variable) => {
        const [name = '', ...rest] = variable.split('=');
        return [name, rest.join('=')];
    });
    return new Map([...ofEnvironment, ...ofInputs]);
}
const GROUPS = ['state', 'workspace'];
;
function* readHcl(text) {
    let at = 0;
    while (at < text.length) {
        const rest = text.slice(at, at + 2);
        const [character = ''] = rest;
        if (character === '#' || rest === '//')
            at = endOr(text, text.indexOf('\n', at));
        else if (rest === '/*')
            at = endOr(text, text.indexOf('*/', at), 2);
        else if (rest === '<<') {
            const end = afterHeredoc(text, at);
            const lines = text.slice(at, end).split('\n');
            if (lines.length > 1)
                yield { kind: 'text', text: lines.slice(1, -1).join('\n') };
            at = end;
        }
        else if (character === '"') {
            const end = afterQuoted(text, at + 1);
            yield { kind: 'text', text: unescaped(text.slice(at + 1, text[end - 1] === '"' ? end - 1 : end)) };
            at = end;
        }
        else if (character === '\n') {
            yield { kind: 'line', text: character };
            at += 1;
        }
        else {
            const [word] = /^[\p{L}\p{N}_.-]+/u.exec(text.slice(at, at + 400)) ?? [];
            if (word !== undefined)
                yield { kind: 'word', text: word };
            else if (!/\s/.test(character))
                yield { kind: 'other', text: character };
            at += word?.length ?? 1;
        }
    }
}
const ESCAPED = { n: '\n', r: '\r', t: '\t' };
function unescaped(text) {
    return text
        .replace(/\\(?:u([\da-f]{4})|U([\da-f]{8})|([^]))/gi, (all, four, eight, one) => {
        if (one !== undefined)
            return ESCAPED[one] ?? one;
        const code = Number.parseInt(four ?? eight ?? '', 16);
        return code > 0x10ffff ? all : String.fromCodePoint(code);
    })
        .replace(/([$%])\1\{/g, '$1{');
}
function endOr(text, at, length = 0) {
    return at < 0 ? text.length : at + length;
}
function afterQuoted(text, start) {
    let at = start;
    while (at < text.length) {
        const character = text[at];
        if (character === '\\')
            at += 2;
        else if (/^(?:\$\$|%%)\{/.test(text.slice(at, at + 3)))
            at += 3;
        else if (/^[$%]\{/.test(text.slice(at, at + 2)))
            at = afterTemplate(text, at + 2);
        else if (character === '"')
            return at + 1;
        else if (character === '\n')
            return at;
        else
            at += 1;
    }
    return at;
}
function afterTemplate(text, start) {
    let depth = 1;
    let at = start;
    while (at < text.length) {
        const character = text[at];
        if (character === '"') {
            at = afterQuoted(text, at + 1);
            continue;
        }
        at += 1;
        if (character === '{')
            depth += 1;
        if (character === '}' && --depth === 0)
            return at;
    }
    return at;
}
function afterHeredoc(text, start) {
    const [begin, marker = ''] = /^<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/u.exec(text.slice(start, start + 300)) ?? [];
    if (begin === undefined)
        return start + 2;
    let at = start + begin.length;
    while (at < text.length) {
        const end = endOr(text, text.indexOf('\n', at));
        if (text.slice(at, end).trim() === marker)
            return end;
        at = end + 1;
    }
    return text.length;
}
;
async function readSensitiveValues({ directory, given, files, }) {
    const all = await (0,external_node_fs_promises_.readdir)(directory).catch(() => []);
    const read = async (names) => Promise.all(names.map(async (name) => ({ name, text: await (0,external_node_fs_promises_.readFile)((0,external_node_path_.resolve)(directory, name), 'utf8').catch(() => '') })));
    const configuration = await read(all.filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name)));
    const sensitive = new Set(configuration.flatMap(({ name, text }) => findSensitiveVariables(text, isJson(name))));
    const found = new Set();
    if (sensitive.size === 0)
        return found;
    for (const [name, value] of given) {
        if (sensitive.has(name))
            collectGiven(value, found);
    }
    const own = all.filter((name) => /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(name));
    for (const { name, text } of await read([...own.map((file) => (0,external_node_path_.join)(directory, file)), ...files])) {
        collectOfFile(text, { isJson: isJson(name), sensitive, found });
    }
    return found;
}
function isJson(name) {
    return name.endsWith('.json');
}
const MARKS = ['sensitive', 'ephemeral'];
function findSensitiveVariables(text, isOfJson) {
    if (isOfJson) {
        return listOf((0,domain_json .C5)(parsed(text), 'variable')).flatMap((variables) => Object.entries(variables).flatMap(([name, blocks]) => listOf(blocks).some((block) => MARKS.some((mark) => ['true', true].includes((0,domain_json .C5)(block, mark))))
            ? [name]
            : []));
    }
    const found = [];
    let depth = 0;
    let variable;
    let line = [];
    for (const token of readHcl(text)) {
        if (token.kind === 'other' && '{[('.includes(token.text)) {
            const [kind, label, ...more] = line;
            const isVariable = depth === 0 && kind?.kind === 'word' && kind.text === 'variable' && more.length === 0;
            if (isVariable)
                variable = label?.text;
            depth += 1;
            line = [];
        }
        else if (token.kind === 'other' && '}])'.includes(token.text)) {
            depth -= 1;
            if (depth === 0)
                variable = undefined;
            line = [];
        }
        else if (token.kind === 'line')
            line = [];
        else
            line.push(token);
        const [name, sign, value] = line;
        const isMark = depth === 1 && name?.kind === 'word' && MARKS.includes(name.text) && sign?.text === '=';
        if (variable !== undefined && isMark && value?.text === 'true')
            found.push(variable);
    }
    return found;
}
function collectGiven(value, found) {
    (0,secrets ._U)(value, found);
    if (/^\s*[[{]/.test(value))
        collectTexts([...readHcl(value)], found);
}
function collectOfFile(text, of) {
    const { sensitive, found } = of;
    if (of.isJson) {
        for (const [name, value] of Object.entries((0,domain_json .qY)(parsed(text)) ?? {})) {
            if (sensitive.has(name))
                (0,secrets ._U)(value, found);
        }
        return;
    }
    let depth = 0;
    let assignment = [];
    const close = () => {
        const [name, sign, ...value] = assignment;
        if (name !== undefined && sign?.text === '=' && sensitive.has(name.text))
            collectTexts(value, found);
        assignment = [];
    };
    for (const token of readHcl(text)) {
        if (token.kind === 'other' && '{[('.includes(token.text))
            depth += 1;
        if (token.kind === 'other' && '}])'.includes(token.text))
            depth -= 1;
        if (token.kind !== 'line')
            assignment.push(token);
        else if (depth <= 0)
            close();
    }
    close();
}
function collectTexts(tokens, found) {
    tokens.forEach(({ kind, text }, at) => {
        const isName = ['=', ':'].includes(tokens[at + 1]?.text ?? '');
        if (kind === 'text' && !isName)
            (0,secrets ._U)(text, found);
        if (kind === 'word' && /^\d{4,}(?:\.\d+)?$/.test(text))
            found.add(text);
    });
}
function parsed(text) {
    try {
        return (0,domain_json .OT)(text);
    }
    catch {
        return undefined;
    }
}
function listOf(value) {
    const list = Array.isArray(value) ? value : [value];
    return list.filter((one) => typeof one === 'object' && one !== null);
}
var state = __webpack_require__(2051);
;
const Resource = dist .Ikc({ addr: dist .YjP() });
const Line = dist ._H3({ '@message': dist .YjP(), type: dist .lqM(dist .YjP(), '') });
const Hook = dist .Ikc({ resource: Resource, action: dist .lqM(dist .YjP(), '') });
const ActionHook = dist .Ikc({ action: Resource });
const Withheld = dist .Ikc({
    resource: Resource,
    output: dist .FsL(dist .YjP(), dist .yGV(/^\(output suppressed due to .* in config\)$/)),
});
const Output = dist .Ikc({
    sensitive: dist .lqM(dist .zMY(), false),
    value: dist .lqM(dist .L5J()),
    action: dist .lqM(dist .YjP()),
});
const Outputs = dist .FsL(domain_json .o$, dist .pdi((outputs) => Object.entries(outputs)), dist .YOg(dist .PVZ([dist .YjP(), Output])));
const STEPS = {
    start: 'begun',
    started: 'begun',
    progress: 'at-work',
    complete: 'ended',
    errored: 'failed',
};
const OPERATION = /^(apply|refresh|ephemeral_op|ephemeral_action)_(start|started|progress|complete|errored)$/;
const OF_AN_ACTION = /^action_(start|complete)$/;
const SAID_BY_PROGRAMS = new Set(['provision_progress', 'action_progress', 'action_errored']);
const PLANNED = new Set(['planned_change', 'resource_drift', 'planned_action_invocation', 'applied_action_invocation']);
function parseEvent(line) {
    const json = parseJson(line);
    if (json === undefined && isBegunEvent(line))
        return { kind: 'cut-off' };
    const parsed = dist .xLC(Line, json);
    if (!parsed.success)
        return { kind: 'prose', line };
    const event = parsed.output;
    const message = event['@message'];
    return readTyped(event, line) ?? { kind: 'said', message };
}
function parseEvents(text) {
    const lines = text.split('\n');
    const rest = lines.at(-1) ?? '';
    const events = lines.filter((line) => line.trim() !== '').map(parseEvent);
    return mayBeEvent(rest) ? [...events, { kind: 'cut-off' }] : events;
}
function mayBeEvent(rest) {
    return rest.startsWith('{') || rest.includes(`{${MEMBER}`);
}
function readTyped(event, line) {
    const { type, '@message': message } = event;
    if (type === 'diagnostic') {
        const diagnostic = dist .xLC(events_diagnostic .hM, event['diagnostic']);
        return { kind: 'diagnostic', diagnostic: diagnostic.success ? diagnostic.output : unknownDiagnostic(message) };
    }
    if (SAID_BY_PROGRAMS.has(type)) {
        const withheld = dist .xLC(Withheld, event['hook']);
        return { kind: 'program-output', message, ...(withheld.success && { withheldOf: withheld.output.resource.addr }) };
    }
    if (PLANNED.has(type))
        return { kind: 'planned', message };
    if (type === 'change_summary') {
        const summary = dist .xLC(dist .Ikc({ operation: dist .YjP() }), event['changes']);
        return summary.success && summary.output.operation === 'plan' ? { kind: 'plan-summary', message } : undefined;
    }
    if (type === 'outputs')
        return event_readOutputs(event['outputs'], message);
    if (type === 'log' && event['state'] !== undefined) {
        return { kind: 'unsaved-state', state: stateOf(line, event['state']), message };
    }
    const [, of = '', word = ''] = OPERATION.exec(type) ?? [];
    const hook = dist .xLC(Hook, event['hook']);
    const step = STEPS[word];
    if (step !== undefined && hook.success) {
        const { resource, action } = hook.output;
        return { kind: 'operation', step, action: of === 'apply' ? action : action || of, address: resource.addr, message };
    }
    const ofAction = STEPS[OF_AN_ACTION.exec(type)?.[1] ?? ''];
    const invoked = dist .xLC(ActionHook, event['hook']);
    if (ofAction === undefined || !invoked.success)
        return undefined;
    return { kind: 'operation', step: ofAction, action: 'invoke', address: invoked.output.action.addr, message };
}
function event_readOutputs(json, message) {
    const parsed = dist .xLC(Outputs, json);
    if (!parsed.success || parsed.output.some(([, { action }]) => action !== undefined)) {
        return { kind: 'planned', message };
    }
    return {
        kind: 'outputs',
        outputs: parsed.output.map(([name, { sensitive, value }]) => ({ name, isSensitive: sensitive, value })),
    };
}
function stateOf(line, parsed) {
    const text = /,"state":(\{.*\}),"type":"log"\}\s*$/s.exec(line)?.[1];
    const isWhole = text !== undefined && (0,state .oQ)(new TextEncoder().encode(text)).lineage !== undefined;
    return isWhole ? text : JSON.stringify(parsed);
}
function unknownDiagnostic(message) {
    const severity = message.startsWith('Warning: ') ? 'warning' : 'error';
    const summary = message.replace(/^(?:Error|Warning): /, '');
    return { severity, summary, detail: '', place: undefined, snippet: undefined };
}
const MEMBER = '"@';
function isBegunEvent(line) {
    return line.startsWith('{') && line.includes(MEMBER);
}
function parseJson(line) {
    if (!line.startsWith('{'))
        return undefined;
    try {
        return JSON.parse(line);
    }
    catch {
        return undefined;
    }
}
;
function openEventLog(conceal) {
    let partial = [];
    const renderLines = (lines) => lines
        .filter((line) => line.trim() !== '')
        .map((line) => renderEvent(parseEvent(line), line, conceal))
        .filter((text) => text !== undefined)
        .map((text) => `${text}\n`)
        .join('');
    return {
        readOn: (text) => {
            const end = text.lastIndexOf('\n');
            const whole = end < 0 ? '' : partial.splice(0).join('') + text.slice(0, end);
            partial.push(text.slice(end + 1));
            return renderLines(whole.split('\n'));
        },
        end: () => {
            const left = partial.join('');
            partial = [];
            return renderLines([left]);
        },
    };
}
function renderEvent(event, line, conceal) {
    if (event.kind === 'unsaved-state')
        return `${event.message}:\n${event.state}`;
    const text = renderShown(event, line);
    return text === undefined ? undefined : conceal(text);
}
function renderShown(event, line) {
    switch (event.kind) {
        case 'diagnostic':
            return `\n${(0,events_diagnostic .IW)(event.diagnostic)}\n`;
        case 'planned':
        case 'plan-summary':
            return undefined;
        case 'outputs':
            return renderOutputs(event.outputs);
        case 'operation':
        case 'program-output':
        case 'said':
            return event.message;
        case 'prose':
        case 'cut-off':
            return line;
    }
}
function renderOutputs(outputs) {
    if (outputs.length === 0)
        return undefined;
    const lines = outputs.map(({ name, isSensitive, value }) => `${name} = ${isSensitive ? secrets_conceal .NP : JSON.stringify(value ?? null, null, 2)}`);
    return ['\nOutputs:\n', ...lines].join('\n');
}
;
function openLineConceal(conceal) {
    let partial = [];
    const shown = (text) => (text === '' ? '' : conceal(text));
    return {
        readOn: (piece) => {
            const end = piece.lastIndexOf('\n') + 1;
            const whole = end === 0 ? '' : partial.splice(0).join('') + piece.slice(0, end);
            if (end < piece.length)
                partial.push(piece.slice(end));
            return shown(whole);
        },
        end: () => {
            const left = partial.join('');
            partial = [];
            return shown(left);
        },
    };
}
;
async function readPrinted(command, file) {
    try {
        return await (0,external_node_fs_promises_.readFile)(file, 'utf8');
    }
    catch (cause) {
        throw new tool_failed .C(`what ${command} printed cannot be read (${String(cause)})`, '', { cause });
    }
}
async function readEvents(file) {
    const events = [];
    const spoken = new Set();
    const read = (line) => {
        if (line.trim() === '')
            return;
        const event = parseEvent(line);
        if (event.kind === 'program-output') {
            if (spoken.has(event.withheldOf))
                return;
            spoken.add(event.withheldOf);
        }
        events.push(event);
    };
    let partial = [];
    try {
        for await (const chunk of (0,external_node_fs_.createReadStream)(file, { encoding: 'utf8' })) {
            const end = chunk.lastIndexOf('\n');
            if (end >= 0) {
                const whole = partial.join('') + chunk.slice(0, end);
                partial = [];
                for (const line of whole.split('\n'))
                    read(line);
            }
            partial.push(chunk.slice(end + 1));
        }
    }
    catch {
        return [...events, { kind: 'cut-off' }];
    }
    const rest = partial.join('');
    if (mayBeEvent(rest))
        events.push({ kind: 'cut-off' });
    else
        read(rest);
    return events;
}
function jsonIn(printed) {
    const begin = printed.search(/^\{(?:"|\}?\s*$)/m);
    if (begin < 0) {
        throw new Error(`it begins with ${JSON.stringify((0,failure .dh)(printed.trim().split('\n', 1)[0] ?? '', 200))}`);
    }
    return printed.slice(begin, printed.lastIndexOf('}') + 1);
}
var timed_out = __webpack_require__(6665);
var duration = __webpack_require__(4678);
;
function limitTime(command, limitMs, options) {
    const { stdoutFile, warn, onInterrupt } = options;
    const isOver = `${command} has taken longer than apply-timeout (${(0,duration .P)(limitMs)})`;
    return {
        limitMs,
        onInterrupt: ({ stdout }) => {
            const atWork = (0,at_work .n)(parseEvents(readWhatThereIs(stdoutFile).toString('utf8', 0, stdout)));
            onInterrupt({ limitMs, atWork });
            const said = (0,timed_out .m)({ ...atWork, lastLine: undefined });
            warn(`${isOver} and is interrupted, once; ${said}. It is waited for until it has ended.`);
        },
        onOutOfReach: () => {
            warn(`${isOver}, and no process of it is seen that could be interrupted: it is waited for, as long as the job lasts.`);
        },
        onStillAtWork: () => {
            warn(`${command} is still at work a minute after its interrupt: what it waits for does not heed that. A second one would lose what is in flight, so it is waited for, as long as the job lasts.`);
        },
    };
}
const KILLED_AFTER_MS = 5000;
function limitLook(limitMs, onTimeUp) {
    return {
        limitMs,
        killAfterMs: KILLED_AFTER_MS,
        onInterrupt: onTimeUp,
        onOutOfReach: () => undefined,
        onStillAtWork: () => undefined,
    };
}
function readWhatThereIs(file) {
    try {
        return (0,external_node_fs_.readFileSync)(file);
    }
    catch {
        return Buffer.alloc(0);
    }
}
;
const SILENCE_MS = 60_000;
const LOOKS = 6;
function watchSilence(called, files, { info, silenceMs = SILENCE_MS }) {
    const startedAt = performance.now();
    let printed = 0;
    let spokenAt = startedAt;
    let toldAt = startedAt;
    const look = () => {
        const now = performance.now();
        const sum = files.reduce((total, file) => total + sizeOf(file), 0);
        if (sum !== printed)
            [printed, spokenAt, toldAt] = [sum, now, now];
        if (now - toldAt < silenceMs)
            return;
        toldAt = now;
        const [since, silent] = [now - startedAt, now - spokenAt].map((ms) => (0,duration .P)(Math.round(ms / 1000) * 1000));
        info(`Still in ${called} after ${since ?? ''}: it has printed nothing ${printed === 0 ? 'yet' : `for ${silent ?? ''}`}, and is waited for.`);
    };
    const timer = setInterval(look, silenceMs / LOOKS);
    timer.unref();
    const end = () => {
        clearInterval(timer);
    };
    return { end, [Symbol.dispose]: end };
}
function sizeOf(file) {
    return (0,external_node_fs_.statSync)(file, { throwIfNoEntry: false })?.size ?? 0;
}
;
var commands_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var commands_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
function openCommands(options) {
    const { tool, directory, filesDirectory } = options;
    let commands = 0;
    return async (args, output) => {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            options.beforeStep();
            commands += 1;
            const ownFiles = (0,external_node_path_.join)(filesDirectory, `${process.pid}-${commands}-${args[0] ?? ''}`);
            const stdoutFile = output.stdoutFile ?? `${ownFiles}.stdout`;
            const stderrFile = `${ownFiles}.stderr`;
            const startedAtMs = Date.now();
            const { prints, erroredBefore = '' } = output;
            const facts = { name: args[0] ?? '', stdoutFile, stderrFile, prints, startedAtMs, erroredBefore };
            const called = `${tool.name} ${facts.name}`;
            let left;
            let timedOut;
            let mayBeAtWork = false;
            let wasEnded = false;
            const noteMark = (mark) => {
                left = { ...facts, mark, interrupted: false, read: { stdout: 0, stderr: 0 } };
                options.note(left);
            };
            const log = commands_addDisposableResource(env_1, prints === 'data'
                ? undefined
                : options.openLog(options.conceal([tool.name, ...args.map(withoutValue)].join(' '))), false);
            const lines = {
                stdout: (prints === 'events' ? openEventLog : openLineConceal)(options.conceal),
                stderr: openLineConceal(options.conceal),
            };
            const silence = commands_addDisposableResource(env_1, watchSilence(called, [stdoutFile, stderrFile], options), false);
            const exitCode = await runTerraform({
                file: tool.file,
                args,
                cwd: output.cwd ?? directory,
                env: { ...options.env, ...output.env },
                stdoutFile,
                stderrFile,
                ownFiles,
                onOutput: log === undefined
                    ? undefined
                    : (text, from) => {
                        log.write(lines[from].readOn(text));
                    },
                cancelled: options.cancelled,
                beforeStart: noteMark,
                onStart: (mark) => {
                    options.onStart();
                    noteMark(mark);
                },
                onLeft: (how) => {
                    if (left !== undefined)
                        options.note({ ...left, ...how });
                },
                onEnd: () => {
                    options.note(undefined);
                },
                limit: output.lookAtMostMs !== undefined
                    ? limitLook(output.lookAtMostMs, () => {
                        wasEnded = true;
                    })
                    : output.limitMs === undefined
                        ? undefined
                        : limitTime(called, output.limitMs, {
                            stdoutFile,
                            warn: options.warn,
                            onInterrupt: (ranOut) => {
                                timedOut = ranOut;
                                left = left && { ...left, interrupted: true };
                                options.note(left);
                            },
                        }),
                onUnseen: () => {
                    mayBeAtWork = true;
                },
                onTrouble: (what, error) => {
                    options.keep(`${tool.name} ${facts.name}: ${what}`, error);
                },
                onOutOfReach: () => {
                    if (args[0] === 'apply')
                        options.warn(outOfReach(tool.file));
                },
            });
            silence.end();
            for (const left of Object.values(lines))
                log?.write(left.end());
            const stderr = await readPrinted(called, stderrFile).catch((failure) => `Error: ${failure instanceof Error ? failure.message : String(failure)}\n`);
            const events = prints === 'events' ? await readEvents(stdoutFile) : [];
            return { exitCode, stdoutFile, stderrFile, stderr, events, timedOut, wasEnded, mayBeAtWork };
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            commands_disposeResources(env_1);
        }
    };
}
function outOfReach(file) {
    return `No process of Terraform or OpenTofu itself is seen behind ${file}, so this apply cannot be interrupted: after a cancel it is waited for, as long as the job lasts. Set the input tool to the path of the real program.`;
}
;
function erroredStateFileOf(directory) {
    return (0,external_node_path_.join)(directory, 'errored.tfstate');
}
async function markErroredState(directory) {
    const file = erroredStateFileOf(directory);
    try {
        const { size, ino, mtimeNs } = await (0,external_node_fs_promises_.stat)(file, { bigint: true });
        const content = await (0,external_node_fs_promises_.readFile)(file).then((body) => (0,external_node_crypto_.createHash)('sha256').update(body).digest('hex'), () => 'unreadable');
        return [size, ino, mtimeNs, content].join(' ');
    }
    catch {
        return ABSENT;
    }
}
const ABSENT = 'absent';
async function holdsState(file) {
    const body = await (0,external_node_fs_promises_.readFile)(file).catch(() => undefined);
    return body !== undefined && (0,state .oQ)(body).lineage !== undefined;
}
async function keepPrintedState(printed, stderrFile) {
    const file = `${stderrFile}.tfstate`;
    try {
        await (0,external_node_fs_promises_.writeFile)(file, printed, { mode: 0o600 });
        return file;
    }
    catch {
        return undefined;
    }
}
function openKept(filesDirectory) {
    const file = (0,external_node_path_.join)(filesDirectory, 'unsaved.tfstate');
    return {
        keepState: async (body) => {
            const part = `${file}.part`;
            try {
                const handle = await (0,external_node_fs_promises_.open)(part, 'w', 0o600);
                try {
                    await handle.writeFile(body);
                    await handle.sync();
                }
                finally {
                    await handle.close();
                }
                await (0,external_node_fs_promises_.rename)(part, file);
            }
            catch (cause) {
                throw failed(cause);
            }
            return file;
        },
        keptState: async () => {
            try {
                return await (0,external_node_fs_promises_.readFile)(file);
            }
            catch (cause) {
                if (cause.code === 'ENOENT')
                    return undefined;
                throw failed(cause);
            }
        },
    };
}
function failed(cause) {
    return new tool_failed .C(cause instanceof Error ? cause.message : String(cause), '', { cause });
}
;
const KILLED_FROM = 128;
const DUMPED = 2;
const CRASHED = 11;
function endedByItself(command, exitCode) {
    if (exitCode === undefined || exitCode === CRASHED || exitCode >= KILLED_FROM)
        return false;
    return exitCode !== DUMPED || command === 'plan';
}
async function settleApply(apply) {
    const { exitCode, directory } = apply;
    const told = (0,events_told .oD)(apply.events, apply.stderr);
    if (exitCode === 0)
        return { kind: 'applied', told };
    const byItself = endedByItself('apply', exitCode);
    const isTold = (0,events_told .QG)(told, apply.events) || (byItself && (0,events_told .o7)(apply.events));
    const erroredNow = await markErroredState(directory);
    const hasFile = erroredNow !== ABSENT && erroredNow !== apply.erroredBefore;
    if (hasFile || isTold) {
        const printed = isTold ? (0,events_told .ry)(apply.events) : undefined;
        const left = hasFile ? erroredStateFileOf(directory) : undefined;
        const isWhole = printed === undefined || (left !== undefined && (await holdsState(left)));
        const erroredStateFile = isWhole ? left : ((await keepPrintedState(printed, apply.stderrFile)) ?? left);
        return { kind: 'state-not-saved', erroredStateFile, isTold, byItself, told };
    }
    if ((0,events_told .LN)(told, apply.events))
        return { kind: 'stale-plan' };
    return { kind: 'failed', byItself, told };
}
;
function takeOver(left, { toolName, directory, openLog, conceal }) {
    if (launcher.neverStarts(left.mark))
        return undefined;
    const outputs = left.prints === 'data'
        ? []
        : ['stdout', 'stderr'].map((from) => {
            const file = left[`${from}File`];
            const isOfEvents = from === 'stdout' && left.prints === 'events';
            return {
                tail: openTail(file, lineStartBefore(file, left.read[from])),
                lines: (isOfEvents ? openEventLog : openLineConceal)(conceal),
            };
        });
    let log;
    const write = (text) => {
        if (text === '')
            return;
        log ??= openLog(`${toolName} ${left.name}, continued`);
        log.write(text);
    };
    const readOutput = (file) => readPrinted(`${toolName} ${left.name}`, file);
    return {
        name: left.name,
        interrupted: left.interrupted,
        startedAtMs: left.startedAtMs,
        isAtWork: () => launcher.look(left.mark) !== 'ended',
        interrupt: () => launcher.interrupt(left.mark),
        readOn: () => {
            for (const { tail, lines } of outputs) {
                tail.readOn((text) => {
                    write(lines.readOn(text));
                });
            }
        },
        close: () => {
            for (const { lines } of outputs)
                write(lines.end());
            log?.[Symbol.dispose]();
            log = undefined;
            for (const { tail } of outputs.splice(0))
                tail[Symbol.dispose]();
        },
        endedByItself: () => endedByItself(left.name, launcher.exitCode(left.mark)),
        readEvents: () => readEvents(left.stdoutFile),
        settleApply: async () => settleApply({
            exitCode: launcher.exitCode(left.mark),
            events: await readEvents(left.stdoutFile),
            stderr: await readOutput(left.stderrFile).catch((failure) => String(failure)),
            stderrFile: left.stderrFile,
            erroredBefore: left.erroredBefore,
            directory,
        }),
    };
}
;
async function readSelectedWorkspace(file) {
    const selected = (await (0,external_node_fs_promises_.readFile)(file, 'utf8').catch(() => '')).trim();
    return selected === '' ? undefined : selected;
}
async function refuseLocalState(directory) {
    const name = await findLocalState(directory);
    if (name !== undefined)
        throw refusal(name);
}
async function findLocalState(directory) {
    const file = 'terraform.tfstate';
    const folder = 'terraform.tfstate.d';
    const found = await unlessMissing((0,external_node_fs_promises_.stat)((0,external_node_path_.join)(directory, file)));
    if (found !== undefined && (!found.isFile() || found.size > 0))
        return file;
    const entries = await unlessMissing((0,external_node_fs_promises_.readdir)((0,external_node_path_.join)(directory, folder)));
    return entries !== undefined && entries.length > 0 ? folder : undefined;
}
async function mentionsEncryption(directory) {
    const names = (await (0,external_node_fs_promises_.readdir)(directory)).filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name));
    for (const name of names) {
        if (/\bencryption\b/.test(await (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(directory, name), 'utf8')))
            return true;
    }
    return false;
}
async function openVariableFiles(directory, named) {
    const all = await (0,external_node_fs_promises_.readdir)(directory).catch(() => undefined);
    if (all === undefined)
        return () => true;
    const own = all.filter((name) => /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(name));
    const texts = await Promise.all([...own, ...named].map((name) => (0,external_node_fs_promises_.readFile)((0,external_node_path_.resolve)(directory, name), 'utf8').catch(() => undefined)));
    return (name) => texts.some((text) => text === undefined || text.includes(name));
}
function refusal(name) {
    return new failure .Lw(`the root module holds a local state, ${name}: Terraform would want to move it to the backend. ` +
        `If it is left over, \`git rm -r ${name}\` and add it to .gitignore; if it is the state that counts, move it with \`terraform init -migrate-state\` by hand first.`);
}
async function unlessMissing(reading) {
    try {
        return await reading;
    }
    catch (error) {
        if (isMissing(error))
            return undefined;
        throw error;
    }
}
function isMissing(error) {
    return ['ENOENT', 'ENOTDIR'].includes(error.code ?? '');
}
var environment_environment = __webpack_require__(5929);
var stack_backend = __webpack_require__(1395);
var keys = __webpack_require__(6736);
;
function describeOtherBackend(type, where) {
    const what = type === 'cloud' ? 'a cloud block' : `the backend ${JSON.stringify(type)}`;
    const at = where === undefined ? '' : ` (${where})`;
    const { why, move = MIGRATE } = OTHERS[type] ?? {};
    const sentences = [
        `the root module uses ${what}${at}; Lockstep works with "s3" only.`,
        ...(why === undefined ? [] : [why]),
        `Put a backend "s3" block in its place, and move the state there by hand: ${move}.`,
    ];
    return sentences.join(' ');
}
const MIGRATE = '`terraform init -migrate-state`';
const CARRY = '`terraform state pull` before, `terraform state push` after';
const HCP = 'HCP Terraform and Terraform Enterprise keep, lock and queue states themselves.';
const COMPATIBLE = 'Where the store speaks the S3 protocol, too, that block reaches it by endpoints.';
const OTHERS = {
    cloud: { why: HCP, move: CARRY },
    remote: { why: HCP, move: CARRY },
    local: { why: 'A state on the runner is lost with it.' },
    inmem: { why: 'A state in memory is lost with the command.' },
    oss: { why: COMPATIBLE },
    cos: { why: COMPATIBLE },
};
function describeNoBackend(where) {
    const what = where === undefined ? 'the root module has no' : `no file in ${JSON.stringify(where)} has a`;
    return `${what} backend block, so the state would lie on this runner and be lost with it. Add \`terraform { backend "s3" { … } }\` with bucket, key, region and use_lockfile = true.`;
}
;
function expandPath(path, env, directory) {
    const expanded = path.replaceAll(/\$(?:\{([^}]*)\}|([A-Za-z_]\w*|[*#$@!?\-\d]))/g, (_, braced, plain) => env[braced ?? plain ?? ''] ?? '');
    if (!expanded.startsWith('~'))
        return (0,external_node_path_.resolve)(directory, expanded);
    if (expanded.length > 1 && expanded[1] !== '/') {
        throw new stack_backend .Y(`the backend's path ${path} names the home of another user, which Terraform does not know either: write it out.`);
    }
    const home = env['HOME'] ?? '';
    if (home === '')
        throw new stack_backend .Y(`the backend's path ${path} cannot be known: HOME is not set.`);
    return (0,external_node_path_.resolve)(directory, home + expanded.slice(1));
}
;
function assumedRoleOf(config) {
    const { assume_role: role } = config;
    if (role?.role_arn == null)
        return deprecatedRoleOf(config);
    return {
        roleArn: role.role_arn,
        sessionName: role.session_name ?? undefined,
        externalId: role.external_id ?? undefined,
        durationSeconds: parseGoDurationSeconds(role.duration),
        policy: role.policy?.trim(),
        policyArns: role.policy_arns ?? [],
        sourceIdentity: role.source_identity ?? undefined,
        tags: role.tags ?? {},
        transitiveTagKeys: role.transitive_tag_keys ?? [],
    };
}
function deprecatedRoleOf(config) {
    if (config.role_arn == null)
        return undefined;
    return {
        roleArn: config.role_arn,
        sessionName: config.session_name ?? undefined,
        externalId: config.external_id ?? undefined,
        durationSeconds: config.assume_role_duration_seconds ?? undefined,
        policy: config.assume_role_policy?.trim(),
        policyArns: config.assume_role_policy_arns ?? [],
        sourceIdentity: undefined,
        tags: config.assume_role_tags ?? {},
        transitiveTagKeys: config.assume_role_transitive_tag_keys ?? [],
    };
}
function webIdentityOf(role, env, directory) {
    if (role == null)
        return undefined;
    const roleArn = role.role_arn ?? nonEmpty(env['AWS_ROLE_ARN']);
    const token = webIdentityTokenOf(role, env, directory);
    if (roleArn === undefined || token === undefined)
        return undefined;
    return {
        roleArn,
        token,
        sessionName: role.session_name ?? nonEmpty(env['AWS_ROLE_SESSION_NAME']),
        durationSeconds: parseGoDurationSeconds(role.duration),
        policy: role.policy?.trim(),
        policyArns: role.policy_arns ?? [],
    };
}
function webIdentityTokenOf(role, env, directory) {
    if (role.web_identity_token != null)
        return { kind: 'literal', token: role.web_identity_token };
    if (role.web_identity_token_file != null)
        return { kind: 'file', path: expandPath(role.web_identity_token_file, env, directory) };
    const token = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN']);
    if (token !== undefined)
        return { kind: 'literal', token };
    const path = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN_FILE']);
    return path === undefined ? undefined : { kind: 'file', path: expandPath(path, env, directory) };
}
const SECONDS = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
function parseGoDurationSeconds(duration) {
    if (!/^(?:\d*\.?\d+(?:ns|us|µs|ms|s|m|h))+$/.test(duration ?? ''))
        return undefined;
    const parts = [...(duration ?? '').matchAll(/([\d.]+)([a-zµ]+)/g)];
    return Math.floor(parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? 0), 0));
}
function nonEmpty(value) {
    return value === undefined || value === '' ? undefined : value;
}
;
const backend_schema_text = dist .lqM(dist .mee(dist .FsL(dist .YjP(), dist .pdi((value) => (value === '' ? undefined : value)))));
const flag = dist .lqM(dist .mee(dist .zMY()));
const number = dist .lqM(dist .mee(dist .aig()));
const list = dist .lqM(dist .mee(dist .YOg(dist .YjP())));
const tags = dist .lqM(dist .mee(dist .g1P(dist .YjP(), dist .YjP())));
const Endpoints = dist .Ikc({ s3: backend_schema_text, dynamodb: backend_schema_text, sts: backend_schema_text, sso: backend_schema_text });
const AssumeRole = dist .Ikc({
    role_arn: backend_schema_text,
    duration: backend_schema_text,
    external_id: backend_schema_text,
    policy: backend_schema_text,
    policy_arns: list,
    session_name: backend_schema_text,
    source_identity: backend_schema_text,
    tags,
    transitive_tag_keys: list,
});
const WebIdentity = dist .Ikc({
    role_arn: backend_schema_text,
    duration: backend_schema_text,
    policy: backend_schema_text,
    policy_arns: list,
    session_name: backend_schema_text,
    web_identity_token: backend_schema_text,
    web_identity_token_file: backend_schema_text,
});
const S3Config = dist .Ikc({
    bucket: dist .YjP(),
    key: dist .YjP(),
    workspace_key_prefix: dist .lqM(dist .mee(dist .YjP())),
    dynamodb_table: backend_schema_text,
    use_lockfile: flag,
    region: backend_schema_text,
    endpoints: dist .lqM(dist .mee(Endpoints)),
    endpoint: backend_schema_text,
    dynamodb_endpoint: backend_schema_text,
    sts_endpoint: backend_schema_text,
    sts_region: backend_schema_text,
    skip_metadata_api_check: flag,
    ec2_metadata_service_endpoint: backend_schema_text,
    ec2_metadata_service_endpoint_mode: backend_schema_text,
    use_path_style: flag,
    force_path_style: flag,
    use_dualstack_endpoint: flag,
    use_fips_endpoint: flag,
    encrypt: flag,
    kms_key_id: backend_schema_text,
    sse_customer_key: backend_schema_text,
    acl: backend_schema_text,
    skip_s3_checksum: flag,
    access_key: backend_schema_text,
    secret_key: backend_schema_text,
    token: backend_schema_text,
    profile: backend_schema_text,
    shared_config_files: list,
    shared_credentials_files: list,
    shared_credentials_file: backend_schema_text,
    assume_role: dist .lqM(dist .mee(AssumeRole)),
    role_arn: backend_schema_text,
    session_name: backend_schema_text,
    external_id: backend_schema_text,
    assume_role_duration_seconds: number,
    assume_role_policy: backend_schema_text,
    assume_role_policy_arns: list,
    assume_role_tags: tags,
    assume_role_transitive_tag_keys: list,
    assume_role_with_web_identity: dist .lqM(dist .mee(WebIdentity)),
    retry_mode: backend_schema_text,
    max_retries: number,
    allowed_account_ids: list,
    forbidden_account_ids: list,
    http_proxy: dist .lqM(dist .mee(dist .YjP())),
    https_proxy: dist .lqM(dist .mee(dist .YjP())),
    no_proxy: backend_schema_text,
    custom_ca_bundle: backend_schema_text,
    insecure: flag,
});
;
const BackendFile = dist .Ikc({
    state_store: dist .lqM(dist .L5J()),
    backend: dist .lqM(dist .mee(dist .Ikc({ type: dist .YjP(), config: dist .lqM(dist .mee(dist .g1P(dist .YjP(), dist .L5J())), {}) }))),
});
function parseBackendFile(json, env, directory) {
    const file = dist .xLC(BackendFile, json);
    if (!file.success)
        throw new stack_backend .Y("the file that init left in Terraform's data directory is not understood.");
    const { backend } = file.output;
    if (backend?.type !== 's3') {
        const type = backend?.type ?? (file.output.state_store == null ? undefined : 'state_store');
        const sentence = type === undefined ? describeNoBackend() : describeOtherBackend(type);
        throw new stack_backend .Y(sentence, { isLasting: true });
    }
    const config = dist .xLC(S3Config, backend.config);
    if (!config.success) {
        const issue = config.issues[0];
        throw new stack_backend .Y(`the backend's setting ${dist .BuJ(issue) ?? ''} is not understood: ${issue.message}. Give bucket and key in the backend block or in backend-config.`);
    }
    const set = config.output;
    return {
        bucket: set.bucket,
        key: set.key,
        workspaceKeyPrefix: set.workspace_key_prefix ?? 'env:',
        lockTable: set.dynamodb_table ?? undefined,
        useLockfile: set.use_lockfile ?? false,
        encryption: encryptionOf(set, env),
        acl: set.acl ?? undefined,
        connection: connectionOf(set, env, directory),
    };
}
function encryptionOf(config, env) {
    if (config.encrypt !== true)
        return { kind: 'bucket-default' };
    const customerKey = config.sse_customer_key ?? backend_file_nonEmpty(env['AWS_SSE_CUSTOMER_KEY']);
    if (customerKey !== undefined)
        return { kind: 'customer-key', key: customerKey };
    return config.kms_key_id == null ? { kind: 'aes256' } : { kind: 'kms', keyId: config.kms_key_id };
}
function connectionOf(config, env, directory) {
    const from = (...names) => names.map((name) => backend_file_nonEmpty(env[name])).find((value) => value !== undefined);
    const files = (given, ofSdk) => {
        if (given != null && given.length > 0)
            return given.map((path) => expandPath(path, env, directory));
        return ofSdk === undefined ? [] : [(0,external_node_path_.resolve)(directory, ofSdk)];
    };
    const one = (path) => (path == null ? undefined : [path]);
    const caBundle = config.custom_ca_bundle ?? from('AWS_CA_BUNDLE');
    return {
        directory,
        region: config.region ?? from('AWS_REGION', 'AWS_DEFAULT_REGION'),
        s3Endpoint: config.endpoints?.s3 ?? config.endpoint ?? from('AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT'),
        dynamodbEndpoint: config.endpoints?.dynamodb ??
            config.dynamodb_endpoint ??
            from('AWS_ENDPOINT_URL_DYNAMODB', 'AWS_DYNAMODB_ENDPOINT'),
        stsEndpoint: config.endpoints?.sts ?? config.sts_endpoint ?? from('AWS_ENDPOINT_URL_STS', 'AWS_STS_ENDPOINT'),
        stsRegion: config.sts_region ?? undefined,
        ssoEndpoint: config.endpoints?.sso ?? from('AWS_ENDPOINT_URL_SSO'),
        usePathStyle: config.use_path_style ?? config.force_path_style ?? false,
        useDualstackEndpoint: config.use_dualstack_endpoint ?? undefined,
        useFipsEndpoint: config.use_fips_endpoint ?? undefined,
        skipS3Checksum: config.skip_s3_checksum ?? false,
        staticCredentials: staticCredentialsOf(config),
        profile: config.profile ?? undefined,
        sharedConfigFiles: files(config.shared_config_files ?? one(from('AWS_SHARED_CONFIG_FILE')), from('AWS_CONFIG_FILE')),
        sharedCredentialsFiles: files(config.shared_credentials_files ?? one(from('AWS_SHARED_CREDENTIALS_FILE') ?? config.shared_credentials_file), from('AWS_SHARED_CREDENTIALS_FILE')),
        assumeRole: assumedRoleOf(config),
        assumeRoleWithWebIdentity: webIdentityOf(config.assume_role_with_web_identity, env, directory),
        metadata: {
            isEnabled: config.skip_metadata_api_check == null ? undefined : !config.skip_metadata_api_check,
            endpoint: config.ec2_metadata_service_endpoint ?? from('AWS_EC2_METADATA_SERVICE_ENDPOINT', 'AWS_METADATA_URL'),
            endpointMode: config.ec2_metadata_service_endpoint_mode ?? from('AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'),
        },
        maxAttempts: (config.max_retries ?? 5) || undefined,
        retryMode: config.retry_mode ?? from('AWS_RETRY_MODE'),
        allowedAccountIds: config.allowed_account_ids ?? [],
        forbiddenAccountIds: config.forbidden_account_ids ?? [],
        httpProxy: config.http_proxy ?? undefined,
        httpsProxy: config.https_proxy ?? undefined,
        noProxy: config.no_proxy ?? undefined,
        caBundle: caBundle === undefined ? undefined : expandPath(caBundle, env, directory),
        insecure: config.insecure ?? false,
    };
}
function staticCredentialsOf({ access_key, secret_key, token }) {
    if (access_key == null && secret_key == null && token == null)
        return undefined;
    if (access_key == null || secret_key == null) {
        throw new stack_backend .Y('the backend has a part of access_key, secret_key and token only. Set the first two, or none of them.', { isLasting: true });
    }
    return { accessKeyId: access_key, secretAccessKey: secret_key, sessionToken: token ?? undefined };
}
function backend_file_nonEmpty(value) {
    return value === undefined || value === '' ? undefined : value;
}
;
function findStateBlocks(text) {
    return scan(text).map(({ kind, label, line }) => ({ kind, label, line }));
}
function readStateBlocks(text) {
    return scan(text).map(({ start, end, ...block }) => ({
        ...block,
        text: end === undefined ? undefined : text.slice(start, end),
    }));
}
function scan(text) {
    const found = [];
    const around = [];
    let header = [];
    let headerAt = 0;
    let at = 0;
    while (at < text.length) {
        const rest = text.slice(at, at + 2);
        const [character = ''] = rest;
        if (header.length === 0)
            headerAt = at;
        if (character === '#' || rest === '//')
            at = endOr(text, text.indexOf('\n', at));
        else if (rest === '/*')
            at = endOr(text, text.indexOf('*/', at), 2);
        else if (rest === '<<')
            at = afterHeredoc(text, at);
        else if (character === '"') {
            const end = afterQuoted(text, at + 1);
            header.push({ kind: 'string', text: text.slice(at + 1, end - 1) });
            at = end;
        }
        else if (/[\p{L}_]/u.test(character)) {
            const [word = character] = /^[\p{L}\p{N}_-]+/u.exec(text.slice(at, at + 200)) ?? [];
            header.push({ kind: 'word', text: word });
            at += word.length;
        }
        else {
            if ('{(['.includes(character)) {
                const name = character === '{' ? blockName(header) : '';
                const isWithin = around.length === 1 && around[0]?.name === 'terraform';
                const kind = isWithin ? STATE_KINDS.find((one) => one === name) : undefined;
                const scanned = kind && {
                    kind,
                    label: header[1]?.text ?? '',
                    line: lineOf(text, at),
                    start: headerAt,
                    end: undefined,
                };
                if (scanned !== undefined)
                    found.push(scanned);
                around.push({ name: name === 'terraform' && header.length > 1 ? '' : name, scanned });
                header = [];
            }
            else if ('})]'.includes(character)) {
                const scanned = around.pop()?.scanned;
                if (scanned !== undefined)
                    scanned.end = at + 1;
                header = [];
            }
            else if (character === '\n')
                header = [];
            else if (!/\s/.test(character))
                header.push({ kind: 'other', text: character });
            at += 1;
        }
    }
    return found;
}
const STATE_KINDS = ['backend', 'cloud', 'state_store'];
function findStateBlocksOfJson(text) {
    let json;
    try {
        json = JSON.parse(text);
    }
    catch {
        return [];
    }
    const members = state_blocks_listOf(json).flatMap((root) => state_blocks_listOf(memberOf(root, 'terraform')));
    return members.flatMap((terraform) => STATE_KINDS.flatMap((kind) => state_blocks_listOf(memberOf(terraform, kind)).flatMap((block) => kind === 'cloud'
        ? [{ kind, label: '', line: undefined }]
        : Object.keys(block).map((label) => ({ kind, label, line: undefined })))));
}
function state_blocks_listOf(value) {
    const list = Array.isArray(value) ? value : [value];
    return list.filter((one) => typeof one === 'object' && one !== null);
}
function memberOf(value, name) {
    return Object.entries(value).find(([key]) => key === name)?.[1];
}
function blockName([first, ...labels]) {
    return first?.kind === 'word' && labels.every(({ kind }) => kind !== 'other') ? first.text : '';
}
function lineOf(text, at) {
    return text.slice(0, at).split('\n').length;
}
;
const root_module_CONFIGURATION = /\.(?:tf|tofu)(?:\.json)?$/;
const OF_TOFU = /\.tofu(?:\.json)?$/;
const OVERRIDING = /^(?:override|.*_override)\.(?:tf|tofu)(?:\.json)?$/;
function isIgnored(name) {
    return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'));
}
function namesIn(all) {
    return all.filter((name) => root_module_CONFIGURATION.test(name) && !isIgnored(name)).sort();
}
async function hasFilesOfTofu(directory) {
    return namesIn(await (0,external_node_fs_promises_.readdir)(directory)).some((name) => OF_TOFU.test(name));
}
async function listConfiguration(directory, tool) {
    const all = namesIn(await (0,external_node_fs_promises_.readdir)(directory));
    return all.filter((name) => tool === 'tofu'
        ? !all.includes(name.replace(/\.tf(?=(?:\.json)?$)/, '.tofu')) || OF_TOFU.test(name)
        : !OF_TOFU.test(name));
}
function isOverriding(name) {
    return OVERRIDING.test(name);
}
async function readRootModule(directory, tool) {
    const files = await listConfiguration(directory, tool);
    const read = await Promise.all(files.map(async (file) => {
        const text = await readText((0,external_node_path_.join)(directory, file));
        const blocks = (file.endsWith('.json') ? findStateBlocksOfJson : findStateBlocks)(text);
        return { text, overrides: isOverriding(file), blocks: blocks.map((block) => ({ ...block, file })) };
    }));
    const overriding = read.filter(({ overrides }) => overrides).flatMap(({ blocks }) => blocks);
    const others = read.filter(({ overrides }) => !overrides).flatMap(({ blocks }) => blocks);
    return {
        files,
        blocks: overriding.length > 0 ? overriding.slice(-1) : others,
        mentionsBackend: read.some(({ text }) => /backend|cloud|state_store/.test(text)),
    };
}
async function readText(file) {
    return await (0,external_node_fs_promises_.readFile)(file, 'utf8').catch((error) => {
        const { code = '' } = error;
        if (['EISDIR', 'ENOENT', 'EACCES', 'ELOOP'].includes(code))
            return '';
        throw error;
    });
}
const DIRECTORIES_LOOKED_AT = 2000;
async function findRootModules(checkout) {
    const withBackend = [];
    const others = [];
    const left = [checkout];
    for (let looked = 0; looked < DIRECTORIES_LOOKED_AT; looked += 1) {
        const directory = left.shift();
        if (directory === undefined)
            break;
        const entries = await (0,external_node_fs_promises_.readdir)(directory, { withFileTypes: true }).catch(() => []);
        for (const entry of entries) {
            if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
                left.push((0,external_node_path_.join)(directory, entry.name));
            }
        }
        const files = namesIn(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
        if (files.length === 0)
            continue;
        const texts = await Promise.all(files.map((file) => (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(directory, file), 'utf8').catch(() => '')));
        const path = (0,external_node_path_.relative)(checkout, directory) || '.';
        (texts.some((text) => /\bbackend\b/.test(text)) ? withBackend : others).push(path);
    }
    return { withBackend: withBackend.sort(), others: others.sort() };
}
;
async function confirmBackend(options) {
    const { directory, checkout, knowTool } = options;
    await confirmFiles(options);
    if (!/^(?:auto|(?:.*[\\/])?(?:terraform|tofu)(?:\.exe)?)$/.test(options.tool))
        return;
    const tool = (await hasFilesOfTofu(directory)) ? await knowTool() : 'terraform';
    const root = await readRootModule(directory, tool);
    const path = (0,external_node_path_.relative)(checkout, directory) || '.';
    if (root.files.length === 0) {
        const ending = tool === 'tofu' ? '.tf or .tofu' : '.tf';
        throw new failure .kp([
            `working-directory is ${JSON.stringify(path)}, and no file there ends in ${ending}. ${await otherPlaces(checkout)}`,
        ]);
    }
    if (!root.mentionsBackend) {
        const { withBackend } = await findRootModules(checkout);
        const elsewhere = withBackend.length === 0
            ? ''
            : ` Or, if the root module is another one: there is a backend block in ${confirm_backend_listOf(withBackend)}; set working-directory to it.`;
        throw new stack_backend .Y(describeNoBackend(path) + elsewhere, { isLasting: true });
    }
    refuseOtherBlocks(root);
}
function refuseOtherBlocks({ blocks }) {
    const at = ({ file, line }) => line === undefined ? file : `${file} line ${line}`;
    const [first, second] = blocks;
    const other = blocks.find(({ kind, label }) => kind !== 'backend' || label !== 's3');
    if (second !== undefined) {
        throw new stack_backend .Y(`the root module says ${blocks.length} times where its state lies: ${blocks.map((block) => `${wordsOf(block)} (${at(block)})`).join(', ')}. Leave one backend "s3" block, and take the others out.`, { isLasting: true });
    }
    if (first !== undefined && other !== undefined) {
        throw new stack_backend .Y(describeOtherBackend(other.kind === 'backend' ? other.label : other.kind, at(other)), {
            isLasting: true,
        });
    }
}
function wordsOf({ kind, label }) {
    return label === '' ? kind : `${kind} "${label}"`;
}
async function confirmFiles({ settings, variableFiles, directory }) {
    const problems = [];
    for (const setting of settings) {
        if (setting.includes('='))
            continue;
        const file = (0,external_node_path_.resolve)(directory, setting);
        const isThere = await (0,external_node_fs_promises_.access)(file).then(() => true, () => false);
        if (isThere)
            continue;
        problems.push(`backend-config names the file ${JSON.stringify(setting)}, which ${NOT_THERE}: it would be ${file}. The path is one from working-directory; correct it, or write \`name=value\` for a setting.`);
    }
    for (const name of variableFiles) {
        const file = (0,external_node_path_.resolve)(directory, name);
        const why = await (0,external_node_fs_promises_.readFile)(file).then(() => undefined, (error) => (error.code === 'EISDIR' ? 'is a directory' : undefined) ?? NOT_THERE);
        if (why === undefined)
            continue;
        problems.push(`var-file names the file ${JSON.stringify(name)}, which ${why}: it would be ${file}. The path is one from working-directory; correct it, or write the file in a step before this one.`);
    }
    if (problems.length > 0)
        throw new failure .kp(problems);
}
const NOT_THERE = 'is not there or cannot be read';
const NAMED_AT_MOST = 5;
async function otherPlaces(checkout) {
    const { withBackend, others } = await findRootModules(checkout);
    const places = withBackend.length > 0 ? withBackend : others;
    return places.length === 0
        ? 'The checkout has no other directory with such files either: is there a step with actions/checkout before this one?'
        : `There are such files in ${confirm_backend_listOf(places)}: set working-directory to the root module's.`;
}
function confirm_backend_listOf(places) {
    const more = places.length - NAMED_AT_MOST;
    const named = places.slice(0, NAMED_AT_MOST).map((place) => JSON.stringify(place));
    return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
;
const IN_TEXT = /(?:\bs3|\bendpoint)"?\s*[=:]\s*"(https?:\/\/[^"\s]+)"/g;
async function findGivenEndpoints(directory, { settings, env }) {
    const names = await (0,external_node_fs_promises_.readdir)(directory).catch(() => []);
    const files = names.filter((name) => /\.(?:tf|tofu|tfbackend)(?:\.json)?$/.test(name));
    const texts = await Promise.all(files.map((name) => (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(directory, name), 'utf8').catch(() => '')));
    const written = [...texts.filter((text) => /\bs3\b/.test(text)), ...settings].flatMap((text) => [...text.matchAll(IN_TEXT), ...text.matchAll(/^endpoint=(https?:\S+)$/g)].map(([, url = '']) => url));
    const ofEnvironment = ['AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT', 'AWS_ENDPOINT_URL'].flatMap((name) => env[name] || []);
    return [...new Set([...written, ...ofEnvironment])];
}
;
const LEVELS = 5;
async function linkProviders(from, to) {
    for (const path of await listPackages(from)) {
        const target = (0,external_node_path_.join)(to, path);
        await (0,external_node_fs_promises_.mkdir)((0,external_node_path_.dirname)(target), { recursive: true });
        const source = await (0,external_node_fs_promises_.realpath)((0,external_node_path_.join)(from, path));
        try {
            await (0,external_node_fs_promises_.symlink)(source, target, process.platform === 'win32' ? 'junction' : 'dir');
        }
        catch (error) {
            if (!hasCode(error, 'EEXIST'))
                await (0,external_node_fs_promises_.cp)(source, target, { recursive: true });
        }
    }
}
async function listPackages(from) {
    let paths = [''];
    for (let level = 0; level < LEVELS; level += 1) {
        const below = await Promise.all(paths.map(async (path) => (await providers_list((0,external_node_path_.join)(from, path))).map((name) => (0,external_node_path_.join)(path, name))));
        paths = below.flat();
    }
    const there = await Promise.all(paths.map(async (path) => ((await isThere((0,external_node_path_.join)(from, path))) ? [path] : [])));
    return there.flat();
}
async function providers_list(directory) {
    try {
        return await (0,external_node_fs_promises_.readdir)(directory);
    }
    catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR'))
            return [];
        throw error;
    }
}
async function isThere(path) {
    try {
        await (0,external_node_fs_promises_.realpath)(path);
        return true;
    }
    catch (error) {
        if (hasCode(error, 'ENOENT'))
            return false;
        throw error;
    }
}
function hasCode(error, ...codes) {
    return codes.includes(error.code ?? '');
}
;
const Manifest = dist ._H3({ Modules: dist .YOg(dist ._H3({ Dir: dist .YjP() })) });
const PUBLISHES_AT_MOST = 10;
async function seedModules(places) {
    const { jobsFolder, ownFolder } = modules_foldersOf(places);
    if ((await readManifest(ownFolder)) !== undefined)
        return;
    const manifest = await readManifest(jobsFolder);
    if (manifest !== undefined)
        await writeManifest(ownFolder, manifest);
}
async function publishModules(places) {
    const { jobsFolder, ownFolder } = modules_foldersOf(places);
    const manifest = await readManifest(ownFolder);
    if (manifest === undefined)
        return;
    const within = manifest.Modules.map(({ Dir }) => pathWithin(ownFolder, (0,external_node_path_.resolve)(places.directory, Dir)));
    const packages = new Set(within.flatMap((path) => (path === undefined ? [] : [path.split(external_node_path_.sep)[0] ?? ''])));
    if (packages.size === 0)
        return;
    for (const name of packages)
        await publish((0,external_node_path_.join)(ownFolder, name), (0,external_node_path_.join)(jobsFolder, name));
    const spelled = (0,external_node_path_.join)(places.jobs, 'modules');
    const published = {
        ...manifest,
        Modules: manifest.Modules.map((record, index) => {
            const path = within[index];
            return path === undefined ? record : { ...record, Dir: (0,external_node_path_.join)(spelled, path).split(external_node_path_.sep).join('/') };
        }),
    };
    await writeManifest(jobsFolder, published);
    await writeManifest(ownFolder, published);
}
function modules_foldersOf({ directory, jobs, own }) {
    return { jobsFolder: (0,external_node_path_.resolve)(directory, jobs, 'modules'), ownFolder: (0,external_node_path_.join)(own, 'modules') };
}
function pathWithin(folder, path) {
    const inside = (0,external_node_path_.relative)(folder, path);
    return inside === '' || inside.split(external_node_path_.sep)[0] === '..' || (0,external_node_path_.isAbsolute)(inside) ? undefined : inside;
}
async function publish(from, to) {
    const beside = `${to}.${(0,external_node_crypto_.randomUUID)()}`;
    try {
        await (0,external_node_fs_promises_.cp)(from, beside, { recursive: true, verbatimSymlinks: true });
        for (let tries = 0; tries < PUBLISHES_AT_MOST; tries += 1) {
            if ((await renamed(beside, to)) === 'renamed' || (await isSame(beside, to).catch(ifGone)))
                return;
            const away = `${to}.${(0,external_node_crypto_.randomUUID)()}`;
            if ((await renamed(to, away)) === 'renamed')
                await (0,external_node_fs_promises_.rm)(away, { recursive: true, force: true });
        }
        throw new tool_failed .C(`${to} is written by others all the time: the modules could not be put there`, '');
    }
    finally {
        await (0,external_node_fs_promises_.rm)(beside, { recursive: true, force: true });
    }
}
function ifGone(error) {
    if (codeOf(error) === 'ENOENT')
        return false;
    throw error;
}
async function renamed(from, to) {
    try {
        await (0,external_node_fs_promises_.rename)(from, to);
        return 'renamed';
    }
    catch (error) {
        const code = codeOf(error);
        if (code === 'ENOENT')
            return 'gone';
        if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'].includes(code))
            return 'taken';
        throw error;
    }
}
function codeOf(error) {
    return error.code ?? '';
}
async function isSame(one, other) {
    const [ours, theirs] = await Promise.all([modules_listOf(one), modules_listOf(other)]);
    if (ours.length !== theirs.length)
        return false;
    for (const [index, entry] of ours.entries()) {
        const against = theirs[index];
        if (against?.name !== entry.name || kindOf(against) !== kindOf(entry))
            return false;
        const [left, right] = [(0,external_node_path_.join)(one, entry.name), (0,external_node_path_.join)(other, entry.name)];
        const same = entry.isDirectory()
            ? await isSame(left, right)
            : entry.isSymbolicLink()
                ? (await (0,external_node_fs_promises_.readlink)(left)) === (await (0,external_node_fs_promises_.readlink)(right))
                : (await (0,external_node_fs_promises_.readFile)(left)).equals(await (0,external_node_fs_promises_.readFile)(right));
        if (!same)
            return false;
    }
    return true;
}
async function modules_listOf(directory) {
    const entries = await (0,external_node_fs_promises_.readdir)(directory, { withFileTypes: true });
    return entries.filter(({ name }) => name !== '.git').sort((one, other) => (one.name < other.name ? -1 : 1));
}
function kindOf(entry) {
    return entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'file';
}
async function readManifest(folder) {
    try {
        const read = dist .xLC(Manifest, JSON.parse(await (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(folder, 'modules.json'), 'utf8')));
        return read.success ? read.output : undefined;
    }
    catch (error) {
        if (error instanceof SyntaxError || error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
async function writeManifest(folder, manifest) {
    await (0,external_node_fs_promises_.mkdir)(folder, { recursive: true });
    const file = (0,external_node_path_.join)(folder, 'modules.json');
    const part = `${file}.${(0,external_node_crypto_.randomUUID)()}`;
    await (0,external_node_fs_promises_.writeFile)(part, JSON.stringify(manifest));
    await (0,external_node_fs_promises_.rename)(part, file);
}
;
function openDataDirectory(places, { warn }) {
    const { directory, jobs, own } = places;
    return {
        path: own,
        seed: async () => {
            await (0,external_node_fs_promises_.mkdir)(own, { recursive: true, mode: 0o700 });
            const takeOver = async (what, task) => {
                await task().catch((error) => {
                    warn(`The ${what} in ${jobs} could not be taken over, and are loaded again: ${String(error)}`);
                });
            };
            await takeOver('providers', () => linkProviders((0,external_node_path_.resolve)(directory, jobs, 'providers'), (0,external_node_path_.join)(own, 'providers')));
            await takeOver('modules', () => seedModules(places));
        },
        publish: () => publishModules(places),
        readBackendFile: () => readBackendFile(own),
        removeBackendFile: () => (0,external_node_fs_promises_.rm)((0,external_node_path_.join)(own, 'terraform.tfstate'), { force: true }),
    };
}
async function readBackendFile(dataDirectory) {
    try {
        return await (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(dataDirectory, 'terraform.tfstate'), 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
;
async function readBackendAlone(directory, tool) {
    const names = await listConfiguration(directory, tool);
    const overriding = [];
    const others = [];
    let doubt;
    for (const name of names) {
        const said = await readSaid((0,external_node_path_.join)(directory, name), name);
        if (said.kind === 'blocks') {
            (isOverriding(name) ? overriding : others).push(...said.texts.map((text) => ({ name, text })));
            continue;
        }
        if (isOverriding(name) || said.why !== NOT_READABLE)
            return { kind: 'unknown', why: `${name} ${said.why}` };
        doubt ??= `${name} ${said.why}`;
    }
    const [block, second] = overriding.length > 0 ? overriding.slice(-1) : others;
    if (block === undefined)
        return { kind: 'unknown', why: doubt ?? 'no file there has a backend block' };
    if (second !== undefined) {
        return { kind: 'unknown', why: `${block.name} and ${second.name} have a backend block each` };
    }
    if (/\b(?:var|local)\./.test(block.text)) {
        return { kind: 'unknown', why: `${block.name} has a backend block of variables or locals` };
    }
    return { kind: 'found', file: block.name.endsWith('.json') ? 'backend.tf.json' : 'backend.tf', text: block.text };
}
const NOT_READABLE = 'cannot be read';
const MENTIONED = /\b(?:backend|state_store)\s+"?[\w-]+"?\s*\{|\bcloud\s*\{/g;
const COMMENT_LINE = /^[ \t]*(?:#|\/\/).*$/gm;
const CONFLICT = /^<{7}(?: .*)?\r?\n[^]*?^>{7}(?: .*)?$/gm;
const MARK = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$/m;
async function readSaid(file, name) {
    const nothing = { kind: 'blocks', texts: [] };
    let text;
    try {
        if ((await (0,external_node_fs_promises_.stat)(file)).isDirectory())
            return nothing;
        text = await (0,external_node_fs_promises_.readFile)(file, 'utf8');
    }
    catch {
        return { kind: 'unknown', why: NOT_READABLE };
    }
    return name.endsWith('.json') ? readJson(text) : readNative(text);
}
function readNative(text) {
    const conflicts = [...text.matchAll(CONFLICT)];
    const rest = text.replace(CONFLICT, '').replace(COMMENT_LINE, '');
    const isAboutState = conflicts.some(({ 0: conflict, index }) => /\b(?:backend|state_store|cloud)\b/.test(conflict) || isWithinBlock(text.slice(0, index)));
    if (isAboutState || MARK.test(rest)) {
        return { kind: 'unknown', why: 'has marks of a conflict where it may say where the state lies' };
    }
    const blocks = readStateBlocks(rest);
    const texts = blocks.flatMap(({ text: block }) => (block === undefined ? [] : [`terraform {\n${block}\n}\n`]));
    const mentioned = rest.match(MENTIONED)?.length ?? 0;
    if (texts.length !== mentioned)
        return { kind: 'unknown', why: 'is broken where it may say where the state lies' };
    return { kind: 'blocks', texts };
}
function isWithinBlock(before) {
    const text = before.replace(CONFLICT, '').replace(COMMENT_LINE, '');
    const last = [...text.matchAll(MENTIONED)].at(-1);
    if (last === undefined)
        return false;
    const since = text.slice(last.index);
    return since.split('{').length > since.split('}').length;
}
function readJson(text) {
    let json;
    try {
        json = JSON.parse(text);
    }
    catch {
        return /"(?:backend|state_store|cloud|terraform)"/.test(text)
            ? { kind: 'unknown', why: 'is broken where it may say where the state lies' }
            : { kind: 'blocks', texts: [] };
    }
    const count = findStateBlocksOfJson(text).length;
    if (count === 0)
        return { kind: 'blocks', texts: [] };
    const backend = backendOf(json);
    return backend === undefined || count > 1
        ? { kind: 'unknown', why: 'says in more than one place where the state lies' }
        : { kind: 'blocks', texts: [JSON.stringify({ terraform: { backend } })] };
}
function backendOf(json) {
    const terraform = json.terraform;
    return Array.isArray(terraform) ? undefined : terraform?.backend;
}
;
var look_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var look_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
const LIMIT_MS = 180_000;
async function lookForBackend(options) {
    const folder = (0,external_node_path_.join)(options.filesDirectory, 'look');
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const { identity, directory } = options;
            if (!identity.isItself)
                await identity.known;
            const looking = options.isPlainLook
                ? lookFromWithin(options, { directory, folder: (0,external_node_path_.join)(folder, 'all') })
                : undefined;
            await Promise.allSettled([looking]);
            const { name } = await identity.known;
            const plain = await looking;
            if (plain !== undefined && plain.kind !== 'failed')
                return plain;
            let looked = plain;
            if (name === 'tofu' || options.needs === 'backend') {
                for (const words of [BACKENDS, BACKENDS_AND_VARIABLES]) {
                    const alone = (0,external_node_path_.join)(folder, 'alone');
                    await copyFilesOf(words, { from: directory, to: alone, anyVersion: options.needs === 'backend' });
                    const again = await lookFromWithin(options, { directory: alone, folder: (0,external_node_path_.join)(folder, 'again') });
                    if (again.kind === 'silent')
                        return again;
                    if (again.kind === 'found' && again.file !== undefined)
                        return again;
                    if (again.kind === 'failed')
                        looked ??= again;
                }
            }
            if (options.needs === 'backend') {
                const block = await lookAtBlock(options, { name, folder: (0,external_node_path_.join)(folder, 'block') });
                if (block.kind === 'silent')
                    return block;
                if (block.kind === 'found' && block.file !== undefined)
                    return block;
                if (block.kind === 'failed')
                    looked = { ...(looked ?? block), doubt: block.doubt };
            }
            if (looked === undefined)
                return { kind: 'found', file: undefined };
            const log = look_addDisposableResource(env_1, options.openLog(`${name} init`), false);
            log.write(options.conceal(await readPrinted(`${name} init`, looked.stdoutFile)));
            log.write(options.conceal(looked.stderr));
            return looked;
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            look_disposeResources(env_1);
        }
    }
    finally {
        await (0,external_node_fs_promises_.rm)(folder, { recursive: true, force: true });
    }
}
async function lookAtBlock(options, { name, folder }) {
    const alone = await readBackendAlone(options.directory, name);
    const stdoutFile = (0,external_node_path_.join)(folder, 'nothing');
    await (0,external_node_fs_promises_.mkdir)(folder, { recursive: true, mode: 0o700 });
    await (0,external_node_fs_promises_.writeFile)(stdoutFile, '');
    if (alone.kind === 'unknown')
        return { kind: 'failed', stderr: '', stdoutFile, doubt: alone.why };
    const directory = (0,external_node_path_.join)(folder, 'module');
    await (0,external_node_fs_promises_.mkdir)(directory, { mode: 0o700 });
    await (0,external_node_fs_promises_.writeFile)((0,external_node_path_.join)(directory, alone.file), alone.text, { mode: 0o600 });
    return lookFromWithin(options, { directory, folder: (0,external_node_path_.join)(folder, 'look') });
}
async function lookFromWithin(options, at) {
    const { workspace } = options;
    const looked = await look_look(options, { ...at, workspace });
    if (looked.kind !== 'failed' || workspace === 'default')
        return looked;
    return look_look(options, { ...at, folder: `${at.folder}-default`, workspace: 'default' });
}
async function selectWorkspace(dataDirectory, workspace) {
    await (0,external_node_fs_promises_.mkdir)(dataDirectory, { recursive: true, mode: 0o700 });
    await (0,external_node_fs_promises_.writeFile)((0,external_node_path_.join)(dataDirectory, 'environment'), workspace);
}
async function look_look({ run, settings, directory: rootModule, limitMs = LIMIT_MS }, { directory, folder, workspace }) {
    const [dataDirectory, noPlugins] = [(0,external_node_path_.join)(folder, 'data'), (0,external_node_path_.join)(folder, 'no-plugins')];
    await (0,external_node_fs_promises_.mkdir)(noPlugins, { recursive: true, mode: 0o700 });
    const config = settings.map((setting) => `-backend-config=${setting.includes('=') ? setting : (0,external_node_path_.resolve)(rootModule, setting)}`);
    await selectWorkspace(dataDirectory, workspace);
    const { exitCode, stdoutFile, stderr, wasEnded } = await run(['init', '-get=false', `-plugin-dir=${noPlugins}`, '-input=false', '-no-color', '-reconfigure', ...config], {
        prints: 'data',
        lookAtMostMs: limitMs,
        cwd: directory,
        env: { TF_DATA_DIR: dataDirectory, TF_WORKSPACE: undefined },
    });
    const file = await readBackendFile(dataDirectory);
    if (wasEnded && exitCode !== 0 && !isWhole(file))
        return { kind: 'silent', limitMs };
    return file !== undefined || exitCode === 0 ? { kind: 'found', file } : { kind: 'failed', stderr, stdoutFile };
}
function isWhole(file = '') {
    try {
        JSON.parse(file);
        return true;
    }
    catch {
        return false;
    }
}
const BACKENDS = /\bbackend\b/;
const BACKENDS_AND_VARIABLES = /\b(?:backend|variable|locals)\b/;
async function copyFilesOf(words, { from, to, anyVersion }) {
    await (0,external_node_fs_promises_.rm)(to, { recursive: true, force: true });
    await (0,external_node_fs_promises_.mkdir)(to, { recursive: true, mode: 0o700 });
    const all = await (0,external_node_fs_promises_.readdir)(from);
    const entries = await Promise.all(all.map(async (name) => [name, await isReadableFile((0,external_node_path_.join)(from, name))]));
    const names = entries.flatMap(([name, isFile]) => (isFile && /\.(?:tf|tofu)(?:\.json)?$/.test(name) ? [name] : []));
    const stemOf = (name) => name.replace(/\.(?:tf|tofu)(?=(?:\.json)?$)/, '');
    const stems = new Set();
    for (const name of names) {
        if (words.test(await (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(from, name), 'utf8').catch(() => '')))
            stems.add(stemOf(name));
    }
    const isFileAt = new Map(entries);
    const values = all.filter((name) => isFileAt.get(name) === true && /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(name));
    for (const name of [...names.filter((one) => stems.has(stemOf(one))), ...values]) {
        await (0,external_node_fs_promises_.copyFile)((0,external_node_path_.join)(from, name), (0,external_node_path_.join)(to, name)).then(() => (anyVersion ? rewrite((0,external_node_path_.join)(to, name)) : undefined), (error) => {
            if (error.code !== 'EACCES')
                throw error;
        });
    }
}
async function isReadableFile(path) {
    return await (0,external_node_fs_promises_.stat)(path).then((found) => found.isFile(), () => false);
}
async function rewrite(file) {
    const text = await (0,external_node_fs_promises_.readFile)(file, 'utf8');
    await (0,external_node_fs_promises_.writeFile)(file, text.replaceAll(REQUIRED_VERSION, '$1">= 0"'));
}
const REQUIRED_VERSION = /(\brequired_version"?\s*[=:]\s*)"[^"\n]*"/g;
var causes = __webpack_require__(6011);
;
function sharedFilesOf(env, directory) {
    const home = env['HOME'] || (0,external_node_os_.homedir)();
    const places = [
        ['config', env['AWS_CONFIG_FILE'] || (0,external_node_path_.join)(home, '.aws', 'config')],
        ['credentials', env['AWS_SHARED_CREDENTIALS_FILE'] || (0,external_node_path_.join)(home, '.aws', 'credentials')],
    ];
    return places.flatMap(([kind, place]) => {
        const path = (0,external_node_path_.resolve)(directory, place);
        try {
            return [{ path, kind, lines: (0,external_node_fs_.readFileSync)(path, 'utf8').split(/\r?\n/) }];
        }
        catch {
            return [];
        }
    });
}
function settingsIn({ path, lines }) {
    let section = '';
    return lines.flatMap((line, index) => {
        const head = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
        if (head !== undefined)
            section = head.trim().replace(/^profile\s+/, '');
        const [, setting = '', value = ''] = /^\s*([\w-]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
        return head !== undefined || setting === ''
            ? []
            : [{ file: path, number: index + 1, section, setting: setting.toLowerCase(), value }];
    });
}
function describeWhereSet(setting, env, directory) {
    const places = sharedFilesOf(env, directory)
        .flatMap(settingsIn)
        .filter((line) => line.setting === setting)
        .map(({ section, file, number }) => `for the profile ${section} in ${file}, line ${number}`);
    return places.join(' and ');
}
function findLoop(profile, env, directory) {
    const settings = sharedFilesOf(env, directory).flatMap(settingsIn);
    const chain = [profile];
    for (;;) {
        const last = chain.at(-1);
        const next = settings.find(({ section, setting }) => section === last && setting === 'source_profile')?.value;
        if (next === undefined)
            return undefined;
        const isAround = chain.includes(next);
        chain.push(next);
        if (isAround)
            return chain.slice(chain.indexOf(next)).join(' → ');
    }
}
function describeUnreadHead(profile, env, directory) {
    for (const { path, kind, lines } of sharedFilesOf(env, directory)) {
        for (const [index, line] of lines.entries()) {
            const at = `${path}, line ${index + 1}`;
            if (/^\s*\[[^\]]*$/.test(line.replace(/[#;].*$/, ''))) {
                return `${at} begins a section and has no closing bracket: write [${kind === 'config' ? 'profile ' : ''}NAME].`;
            }
            const head = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];
            if (kind === 'config' && head === profile && profile !== 'default') {
                return `${at} is [${profile}], and in this file it has to be [profile ${profile}].`;
            }
            if (kind === 'credentials' && head?.replace(/^profile\s+/, '') === profile && head !== profile) {
                return `${at} is [${head}], and in this file it has to be [${profile}].`;
            }
        }
    }
    return undefined;
}
;
const CREDENTIAL_MISTAKES = [
    {
        pattern: /process provider error: error in credential_process: (?:exit status (\d+)|(.*?))(?= Error: | *$)/,
        tell: ([exitCode, how = ''], around) => tellProcess(exitCode === undefined ? `failed (${how})` : `failed with exit code ${exitCode}`, around),
    },
    {
        pattern: /process provider error: parse failed of process output/,
        tell: (_, around) => tellProcess('printed something else than JSON', around),
    },
    {
        pattern: /process provider error: (?:missing (\w+) in process output|wrong (version) in process output)/,
        tell: ([missing, version], around) => tellProcess(`printed JSON without a good ${missing ?? version ?? ''}`, around),
    },
    {
        pattern: /process provider error: (credential_process timed out|Credential process timed out)/i,
        tell: (_, around) => tellProcess('took more than a minute', around),
    },
    {
        pattern: /failed to read cached SSO token file, open (.+?): no such file or directory/,
        tell: ([file = '']) => tellSso(`there is no token of a login on this runner (it would be ${file})`),
    },
    { pattern: /the SSO session has expired or is invalid/, tell: () => tellSso('its login has expired') },
    {
        pattern: /cached SSO token (?:must be|is) .*?(?:expired|valid)|SSO token .*? expired/i,
        tell: () => tellSso('its login has expired'),
    },
    {
        pattern: /failed to find SSO session section, (\S+)/,
        tell: ([session = '']) => `a profile of AWS names the sso_session ${session}, and no shared file has a section [sso-session ${session}]. In CI, take a role with aws-actions/configure-aws-credentials in place of the profile: \`aws sso login\` needs a person at a browser.`,
    },
    {
        pattern: /failed to load assume role (\S+), of profile (\S+), failed to get shared config profile, (\S+)/,
        tell: ([role = '', , source = '']) => `the source_profile ${source}, from which the role ${role} is to be taken, is in none of the shared files of AWS that this run reads. Correct source_profile, or write that profile in a step before this one.`,
    },
    {
        pattern: /failed to load assume role (\S+), of profile (\S+), <nil>/,
        tell: ([role = '', source = ''], { env, directory }) => {
            const loop = findLoop(source, env, directory);
            const why = loop === undefined
                ? `has no credentials, or its own source_profile leads back to it`
                : `leads back to itself (${loop})`;
            return `the source_profile ${source}, from which the role ${role} is to be taken, ${why}. Give ${source} keys, a credential_process or a credential_source, or name another source_profile.`;
        },
    },
    {
        pattern: /partial credentials found for profile (?:profile )?(\S+)/,
        tell: ([profile = '']) => `the profile ${profile} has one of aws_access_key_id and aws_secret_access_key only. Give it both, or neither.`,
    },
    {
        pattern: /credential_source values must be EcsContainer, Ec2InstanceMetadata, or Environment/,
        tell: (_, { env, directory }) => `the credential_source of a profile of AWS${inParentheses(describeWhereSet('credential_source', env, directory))} is none that there is. Set it to Environment, Ec2InstanceMetadata or EcsContainer.`,
    },
    {
        pattern: /assume role with MFA enabled/,
        tell: (_, { env, directory }) => `a profile of AWS has mfa_serial${inParentheses(describeWhereSet('mfa_serial', env, directory))}, and nobody can be asked for a code here. Use a role that needs none.`,
    },
    {
        pattern: /static credentials are empty/,
        tell: () => 'the backend has a part of access_key, secret_key and token only. Set access_key and secret_key both, or none of the three, in the backend block and in backend-config.',
    },
    {
        pattern: /^(?:.* )?failed to get shared config profile, (\S+)/,
        tell: ([profile = ''], around) => tellProfile(profile, around),
    },
];
function credentialMistakeOf(text, around) {
    for (const { pattern, tell } of CREDENTIAL_MISTAKES) {
        const [match, ...groups] = pattern.exec(text) ?? [];
        if (match !== undefined)
            return tell(groups, around);
    }
    return undefined;
}
function tellProcess(how, { env, directory }) {
    const where = describeWhereSet('credential_process', env, directory);
    return `the credential_process of an AWS profile ${how}${where === '' ? '' : `; one is set ${where}`}. Run it in a step before this one to see why; what it prints is not shown here, as it may be a secret.`;
}
function tellSso(why) {
    return `a profile of AWS takes its credentials from IAM Identity Center, and ${why}. \`aws sso login\` needs a person at a browser, so it does not work in CI: take a role with aws-actions/configure-aws-credentials in a step before this one, and leave the profile out (profile of the backend, AWS_PROFILE).`;
}
function tellProfile(profile, { env, directory }) {
    const unread = describeUnreadHead(profile, env, directory);
    const also = unread === undefined ? '' : ` ${unread}`;
    return `the profile ${profile} is in none of the shared files of AWS that this run reads: ~/.aws/config and ~/.aws/credentials, or those that shared_config_files, shared_credentials_files, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name.${also} Correct profile (or AWS_PROFILE), or write it there in a step before this one.`;
}
function inParentheses(text) {
    return text === '' ? '' : ` (${text})`;
}
;
const NETWORK_MISTAKES = [
    {
        pattern: /failed to load custom CA bundle PEM file/,
        tell: () => 'there is no certificate in the file that custom_ca_bundle, AWS_CA_BUNDLE or ca_bundle of the profile names. Name one with certificates in PEM.',
    },
    {
        pattern: /failed to verify certificate: (x509: .+?)(?= Error: | *$)/,
        tell: (why = '') => `the certificate of the backend's endpoint is not trusted (${why}). Name the authority's in custom_ca_bundle of the backend or in AWS_CA_BUNDLE, or add it to what this machine trusts; NODE_EXTRA_CA_CERTS does not count for Terraform.`,
    },
    {
        pattern: /Invalid (HTTPS?) Proxy Unable to parse URL/,
        tell: (scheme = '') => `${scheme.toLowerCase()}_proxy of the backend is no URL. Write http://HOST:PORT, with a user and a password in percent-encoding.`,
    },
    {
        pattern: /Proxy Authentication Required/,
        tell: () => 'the proxy asks for a user and a password, or does not take these. Correct http_proxy and https_proxy of the backend, or HTTP_PROXY and HTTPS_PROXY.',
    },
    {
        pattern: /proxyconnect tcp: (?:dial tcp )?(.+?)(?= Error: | *$)/,
        tell: (why = '') => `the proxy cannot be reached (${why}). Correct http_proxy and https_proxy of the backend, or HTTP_PROXY, HTTPS_PROXY and NO_PROXY.`,
    },
    {
        pattern: /invalid value for environment variable, (\w+)=(.*?), (?:need|must be) (\w+)(?:, | or |\/)(\w+)/,
        tell: (name = '', value = '', one = '', other = '') => `${name} is ${JSON.stringify(value)}. Set it to ${one} or ${other}, or take it out.`,
    },
    {
        pattern: /invalid value (AWS_MAX_ATTEMPTS)=(.*?), strconv/,
        tell: (name = '', value = '') => `${name} is ${JSON.stringify(value)}. Set it to a number, or take it out.`,
    },
    {
        pattern: /endpoint rule error, (?:A custom endpoint cannot be combined with (FIPS)|Cannot set (dual-stack) in combination with a custom endpoint)/,
        tell: (fips) => {
            const kind = fips === undefined ? 'dualstack' : 'fips';
            return `an endpoint of AWS_ENDPOINT_URL, its kin or the profile cannot go with use_${kind}_endpoint or AWS_USE_${kind.toUpperCase()}_ENDPOINT. Take one of the two out, or name the endpoint in the backend's endpoints.`;
        },
    },
];
function networkMistakeOf(text) {
    for (const { pattern, tell } of NETWORK_MISTAKES) {
        const [match, ...groups] = pattern.exec(text) ?? [];
        if (match !== undefined)
            return tell(...groups);
    }
    return undefined;
}
;
const OTHER_SETTINGS = [
    ...['skip_credentials_validation', 'skip_region_validation', 'skip_requesting_account_id', 'iam_endpoint'],
    ...['assume_role_duration', 'sso_endpoint'],
];
const UNKNOWN_ON_LINE = /configuration argument "([^"]+)" given on the command line is not expected/g;
function describeUnknownSettings(text) {
    const names = [...new Set([...text.matchAll(UNKNOWN_ON_LINE)].map(([, name = '']) => name))];
    if (names.length === 0)
        return undefined;
    const told = names.map((name) => `${name}${meant(name)}`).join(' and ');
    return `the input backend-config sets ${told}, and the backend "s3" has no setting of that name. Correct it there.`;
}
function describeRefusedLine(at) {
    const { file, line, argument, said } = at;
    const unknown = /An argument named "([^"]+)" is not expected here/.exec(said)?.[1];
    const wrong = unknown === undefined
        ? `is not one of settings alone, at line ${line}${argument === '' ? '' : `, ${argument}`}: ${said}`
        : `sets ${unknown}${meant(unknown)} in line ${line}, and the backend "s3" has no setting of that name.`;
    return `the file ${file}, which backend-config names, ${wrong} Correct it there.`;
}
function meant(name) {
    const nearest = nearestOf(name, [...Object.keys(S3Config.entries), ...OTHER_SETTINGS]);
    return nearest === undefined ? '' : ` (the nearest that there is: ${nearest})`;
}
function nearestOf(name, known) {
    const ranked = known
        .map((one) => ({
        one,
        distance: name.startsWith(`${one}_`) || one.startsWith(`${name}_`) ? 1 : distance(name, one),
    }))
        .filter(({ one, distance: far }) => far <= Math.max(1, Math.floor(Math.min(name.length, one.length) / 3)))
        .sort((a, b) => a.distance - b.distance);
    return ranked[0]?.one;
}
function distance(from, to) {
    const [a, b] = [from.toLowerCase(), to.toLowerCase()];
    let before = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (const [i, letter] of Array.from(a).entries()) {
        const row = [i + 1];
        for (const [j, other] of Array.from(b).entries()) {
            const changed = (before[j] ?? 0) + (letter === other ? 0 : 1);
            row.push(Math.min((before[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, changed));
        }
        before = row;
    }
    return before.at(-1) ?? 0;
}
;
const NOT_READ = String.raw `(no such file or directory|permission denied|is a directory|The system cannot find [^.]*)`;
const MISTAKES = [
    {
        pattern: /S3 bucket "([^"]*)" does not exist/,
        tell: ([bucket = '']) => `the bucket ${bucket} does not exist. Create it, or correct the backend block.`,
    },
    {
        pattern: /S3 bucket does not exist\./,
        tell: () => 'the bucket of the backend block does not exist. Create it, or correct the backend block.',
    },
    {
        pattern: /argument (?:named )?"use_lockfile" (?:given on the command line )?is not expected/,
        tell: () => 'this version does not know use_lockfile, which Terraform and OpenTofu have from 1.10 on. Use a newer one, or name a lock table with dynamodb_table in place of use_lockfile.',
    },
    {
        pattern: new RegExp(String.raw `reading custom CA bundle: open (.+?): ${NOT_READ}`),
        tell: ([path = '', why = ''], directory) => `${fileAt(path, directory)}, which custom_ca_bundle or AWS_CA_BUNDLE names, cannot be read (${why}). Correct the path, or write the file in a step before this one.`,
    },
    {
        pattern: new RegExp(String.raw `unable to read file at (.+?): open .+?: ${NOT_READ}`),
        tell: ([path = '', why = ''], directory) => `${fileAt(path, directory)}, which is to hold the job's identity token (web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE), cannot be read (${why}). Correct the path, or have the token written there in a step before this one, with \`id-token: write\` under \`permissions\` of the job.`,
    },
    {
        pattern: /Retrieving AWS account details.*profile "?([\w./@-]+)"?.*not found|failed to load .*profile \((\S+)\)/i,
        tell: ([one, other], directory, env) => tellProfile(one ?? other ?? '', { env, directory }),
    },
    {
        pattern: /failed to load (?:shared )?config(?:uration)? file,? ([^,\s]+), ([^\n]*)/i,
        tell: ([path = '', why = ''], directory) => `${fileAt(path, directory)}, a shared file of AWS, cannot be read (${why}). Correct it, or what names it: shared_config_files, shared_credentials_files, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE.`,
    },
    {
        pattern: /The file "([^"]+)" could not be read/,
        tell: ([path = ''], directory) => `${fileAt(path, directory)}, which backend-config names, cannot be read. Correct the path, or write \`name=value\` for a setting.`,
    },
    {
        pattern: /No valid credential sources found|no valid credential sources for S3 Backend found/,
        tell: () => 'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one; with its `role-to-assume`, the job needs `id-token: write` under `permissions`.',
    },
    {
        pattern: /AWS account ID (?:not allowed|forbidden): (\d+)/i,
        tell: ([account = '']) => `the credentials belong to the account ${account}, which allowed_account_ids or forbidden_account_ids of the backend block rules out. Use those of the right account.`,
    },
    {
        pattern: /dial tcp: lookup (\S+?)(?: on \S+)?: (?:no such host|server misbehaving|Temporary failure)/,
        tell: ([host = '']) => `there is no host ${host} that this runner can find. Look for a mistake in region and endpoints of the backend block, and at the runner's DNS and proxy.`,
    },
];
function fileAt(path, directory) {
    const resolved = (0,external_node_path_.resolve)(directory, path);
    return resolved === path ? `the file ${path}` : `the file ${path} (${resolved})`;
}
const MISSING = /The attribute "(\w+)" is required by the backend|"(\w+)": required field is not set/g;
const MISSING_REGION = /Missing region value/;
function describeMissing(text) {
    const found = [...text.matchAll(MISSING)].map(([, one, other]) => one ?? other ?? '');
    const missing = [...new Set([...found, ...(MISSING_REGION.test(text) ? ['region'] : [])])];
    const [only] = missing;
    if (only === undefined)
        return undefined;
    if (missing.length === 1 && only === 'region') {
        return 'no region is set. Set region in the backend block, or AWS_REGION in the environment.';
    }
    const words = [missing.slice(0, -1).join(', '), missing.at(-1)].filter((part) => part !== '').join(' and ');
    const set = missing.length === 1 ? 'is' : 'are';
    const orRegion = missing.includes('region') ? ', or the region by AWS_REGION in the environment' : '';
    return `${words} ${set} set nowhere. Give ${missing.length === 1 ? 'it' : 'them'} in the backend block, or as name=value in backend-config${orRegion}.`;
}
const mistakes_OPERATION = /operation error (S3|DynamoDB|STS): (\w+), ([^\n]*)/;
const QUOTED = String.raw `"((?:[^"\\]|\\.)*)"`;
const ABOUT = new RegExp(`(?:object ${QUOTED} in )?S3 bucket ${QUOTED}|DynamoDB table ${QUOTED}`, 'g');
const ANSWER = /StatusCode: (\d+)(?:, RequestID: [^,]*)?(?:, HostID: [^,]*)?,? ?(?:api error )?([A-Za-z][\w.]*)?(?:: ?(.*))?$/;
const OPERATION_OF_1_5 = /(?:^|[\s:])(?<code>[A-Z][A-Za-z0-9]+(?:\.\w+)?): (?<message>(?:(?!\b[A-Z][A-Za-z0-9]+: )[^\n])*?) ?status code: (?<status>\d{3}), request id/m;
const PERMISSION = { ListObjectsV2: 'ListBucket', HeadObject: 'GetObject' };
function refusalIn(text) {
    const found = mistakes_OPERATION.exec(text);
    if (found === null) {
        const { code, message = '', status } = OPERATION_OF_1_5.exec(text)?.groups ?? {};
        return code === undefined ? undefined : { action: '', resource: '', code, status: Number(status), message };
    }
    const [, service = '', operation = '', rest = ''] = found;
    const [, key, bucket, table] = [...text.slice(0, found.index).matchAll(ABOUT)].at(-1) ?? [];
    const role = /IAM Role \((\S+)\) cannot be assumed/.exec(text)?.[1];
    const [, status = '', code = '', message = ''] = ANSWER.exec(rest) ?? [];
    const about = {
        action: `${service.toLowerCase()}:${PERMISSION[operation] ?? operation}`,
        resource: (service === 'STS' ? [role] : [bucket ?? table, key]).filter((part) => part !== undefined).join('/'),
        status: Number(status) || undefined,
    };
    const [, region] = /actual location "([^"]*)"/.exec(rest) ?? [];
    const isOfS3 = /RequestID: [^\s,]/.test(rest) || /^(?:Permanent|Temporary)Redirect$/.test(code) || Boolean(region);
    const redirect = /^30[12378]$/.test(status) && !isOfS3 ? { to: undefined } : undefined;
    if (region !== undefined)
        return { ...about, code: 'PermanentRedirect', message: '', region, redirect };
    if (status === '')
        return { ...about, code: 'EndpointError', message: rest.replace(/^.*endpoint rule error, /, '') };
    const [, unsent] = /request send failed, (.*)/.exec(rest) ?? [];
    if (unsent !== undefined)
        return { ...about, code: codeOfUnsent(unsent), message: unsent };
    return { ...about, code, message, redirect };
}
function codeOfUnsent(words) {
    if (/no such host|server misbehaving/.test(words))
        return 'ENOTFOUND';
    return /x509|certificate/.test(words) ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : 'ECONNREFUSED';
}
function backendMistakeOf(said, directory, env = {}) {
    const text = paragraphsOf(said);
    const sure = (sentence) => ({ sentence, isDenied: false, isLasting: true });
    const missing = describeMissing(text.replaceAll('\n', ' '));
    if (missing !== undefined)
        return sure(missing);
    const unknown = /"use_lockfile"/.test(text) ? undefined : describeUnknownSettings(text.replaceAll('\n', ' '));
    if (unknown !== undefined)
        return sure(unknown);
    const onTheWay = networkMistakeOf(text.replaceAll('\n', ' '));
    if (onTheWay !== undefined)
        return sure(onTheWay);
    const noCredentials = credentialMistakeOf(text.replaceAll('\n', ' '), { env, directory });
    if (noCredentials !== undefined)
        return sure(noCredentials);
    const refusal = refusalIn(text);
    const told = refusal && (0,causes .D)(refusal);
    if (told !== undefined)
        return told;
    for (const { pattern, tell } of MISTAKES) {
        const [match, ...groups] = pattern.exec(text) ?? [];
        if (match !== undefined)
            return sure(tell(groups, directory, env));
    }
    const block = describeRefusedBlock(said);
    if (block !== undefined)
        return sure(block);
    if (refusal === undefined)
        return undefined;
    const { action, resource, code, status, message } = refusal;
    const on = resource === '' ? '' : ` on ${resource}`;
    return {
        sentence: `${action === '' ? 'a request to AWS' : action}${on} failed: ${[code || 'no code', ...(status === undefined ? [] : [status])].join(', ')}: ${message || 'no words'}`,
        isDenied: false,
        isLasting: false,
    };
}
function paragraphsOf(said) {
    return said
        .split(/\n\s*\n/)
        .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
        .join('\n');
}
function placedErrorsOf(said) {
    return said.split(/^(?=Error: )/m).flatMap((error) => {
        const [head = '', place = '', ...rest] = error.split(/\n\s*\n/).map((part) => part.trimEnd());
        const [, file, line = '', within = ''] = /^ {2}on (.+?) line (\d+)(?:, in (.+?))?:?$/m.exec(place) ?? [];
        if (file === undefined)
            return [];
        const [, argument = ''] = /^ +\d+: +"?([\w-]+)"? *[=:]/m.exec(place) ?? [];
        const detail = (rest[0] ?? '').replace(/\s+/g, ' ').trim();
        return [{ title: head.replace(/^Error: /, '').replace(/\s+/g, ' '), file, line, within, argument, detail }];
    });
}
function describeRefusedBlock(said) {
    const errors = placedErrorsOf(said);
    const ofFile = errors.find(({ within, file }) => within === '' && !isConfiguration(file));
    if (ofFile !== undefined)
        return describeRefusedLine({ ...ofFile, said: sentenceOf(ofFile) });
    const [first] = errors.filter(({ within }) => within === 'terraform');
    if (first === undefined)
        return undefined;
    return `the backend block is not one that this version takes: ${first.file} line ${first.line}${first.argument === '' ? '' : `, ${first.argument}`}: ${sentenceOf(first)} Correct it there.`;
}
const MISSPELLED = /^(?:Unclosed |Unterminated |Unbalanced |Missing (?:newline|item separator|key\/value separator|attribute|close brace|expression|name|type)|Invalid (?:multi-line string|block definition|argument name|expression|character|single-argument|string literal|escape sequence|attribute name|template|quotation|legacy|prefix)|Argument or block definition required|Extra characters|Unsupported operator|Ambiguous attribute key|Invalid JSON|Extraneous data|Unexpected end of)/;
function describeMisspelled(said, tool) {
    const [first] = placedErrorsOf(said).filter(({ title }) => MISSPELLED.test(title));
    if (first === undefined)
        return undefined;
    const remedy = isConfiguration(first.file)
        ? `Correct it there; \`${tool} validate\` finds the same.`
        : /\.tfvars(?:\.json)?$/.test(first.file)
            ? 'It is a file with values of variables; correct it there.'
            : 'It is a file that backend-config names, with one `name = value` a line; correct it there.';
    return `${first.file} does not parse, at line ${first.line}: ${sentenceOf(first)} ${remedy}`;
}
function isConfiguration(file) {
    return /\.(?:tf|tofu)(?:\.json)?$/.test(file);
}
function sentenceOf({ title, detail }) {
    return detail === '' ? `${title}.` : `${title}. ${detail.replace(/[^.!?]$/, '$&.')}`;
}
;
function isDigestMismatch(text) {
    return /\bstate data in S3 does not have the expected content\b/.test(text.replace(/\s+/g, ' '));
}
function isNoState(text) {
    return /\bUnsupported state file format\b/.test(text.replace(/\s+/g, ' '));
}
function describeNoState(object, text) {
    const said = text.replace(/\s+/g, ' ');
    const [, at] = /could not be parsed as JSON: syntax error at byte offset (\d+)/.exec(said) ?? [];
    const what = at === '1'
        ? 'its first byte begins no JSON, as with a page of HTML, an archive, or what something has encrypted'
        : at !== undefined
            ? `it is no JSON from byte ${at} on, as with a file that is cut off`
            : 'it is a document of something else, or damaged';
    return `the object at ${object} is no state of Terraform's: ${what}. \`aws s3 cp ${object} - | head -c 200\` shows its beginning. Correct key where something else lies there; where the state did, bring back an older version of the object (\`aws s3api list-object-versions\`).`;
}
function isThereAlready(stderr) {
    return /\bWorkspace "[^"]*" already exists\b/.test(stderr.replace(/\s+/g, ' '));
}
function errorsOf(stderr) {
    const start = stderr.search(/^Error: /m);
    return (start < 0 ? stderr : stderr.slice(start)).trim();
}
function withoutPlaces(stderr) {
    return stderr
        .split(/^(?=Error: )/m)
        .filter((error) => !/^ {2}on .+ line \d+/m.test(error))
        .join('');
}
function titleOf(details) {
    const [, title] = /^Error: (.+)$/m.exec(details) ?? [];
    return title === undefined ? '' : `: ${title}`;
}
;
function placeUnknown(doubt, failure) {
    if (failure instanceof stack_backend .Y)
        return failure;
    return new stack_backend .Y(`where the state lies is not known, for ${doubt}. Mend that file and run this again; what the pull request has left there goes with a sweep otherwise.`, { cause: failure, isLasting: true });
}
function openPlace(options) {
    const { tool, run, env, filesDirectory, chosen } = options;
    const { directory, jobs } = options.dataDirectories;
    const dataDirectory = openDataDirectory(options.dataDirectories, options);
    const backendFile = (0,external_node_path_.join)(filesDirectory, 'backend.json');
    const settingsOf = (key) => [
        ...options.inputs['backend-config'],
        ...(key === undefined ? [] : [`key=${key}`]),
    ];
    const noState = async (said, key) => {
        if (!isNoState(said))
            return undefined;
        const settings = JSON.parse((await dataDirectory.readBackendFile()) ?? '{}');
        const found = parseBackendFile(settings, env, directory);
        const workspace = { name: chosen.name, keyPrefix: found.workspaceKeyPrefix };
        const object = `s3://${found.bucket}/${(0,keys .BQ)(key ?? found.key, workspace)}`;
        return new stack_backend .Y(describeNoState(object, said), { cause: new Error(errorsOf(said)), isLasting: true });
    };
    const initFailed = (said, details = errorsOf(said)) => {
        const misspelled = describeMisspelled(details, tool.name);
        if (misspelled !== undefined)
            return new tool_failed .C(misspelled, details);
        const mistake = backendMistakeOf(said, directory, env);
        if (mistake === undefined)
            return new tool_failed .C(`${tool.name} init failed${titleOf(details)}`, details);
        const { sentence, ...kind } = mistake;
        return new stack_backend .Y(sentence, { cause: new Error(details), ...kind });
    };
    const inDataDirectory = async (step) => {
        await dataDirectory[step]().catch((cause) => {
            throw new tool_failed .C(`Terraform's data directory cannot be prepared (${String(cause)})`, '', { cause });
        });
    };
    const init = async ({ key, workspace: which }) => {
        await inDataDirectory('seed');
        await inDataDirectory('removeBackendFile');
        const config = settingsOf(key).map((setting) => `-backend-config=${setting}`);
        const isTyped = (0,stack_tool .BP)(await options.identity.known);
        const { exitCode, stderr, events } = await run(['init', ...(isTyped ? ['-json'] : []), '-no-color', '-input=false', '-reconfigure', ...config], { prints: isTyped ? 'events' : 'words', ...(which === 'default' ? { env: { TF_WORKSPACE: 'default' } } : {}) });
        if (exitCode === 0) {
            await inDataDirectory('publish');
            return { kind: 'initialized' };
        }
        if (!isTyped) {
            const ofBackend = withoutPlaces(stderr);
            if (isDigestMismatch(ofBackend))
                return { kind: 'state-unreadable', details: errorsOf(stderr) };
            throw (await noState(ofBackend, key)) ?? initFailed(ofBackend, errorsOf(stderr));
        }
        const told = (0,events_told .oD)(events, stderr);
        const details = (0,events_told .rg)(told, options.conceal);
        options.annotate(told.errors, options.conceal);
        const ofBackend = told.errors.filter(({ place, address }) => place === undefined && address === undefined);
        const said = [...ofBackend.map(events_diagnostic .IW), stderr].join('\n\n');
        if (isDigestMismatch(said))
            return { kind: 'state-unreadable', details };
        throw (await noState(said, key)) ?? initFailed(said, details);
    };
    const readBackend = async () => {
        let settings;
        try {
            settings = JSON.parse((await dataDirectory.readBackendFile()) ?? '{}');
        }
        catch (cause) {
            throw new stack_backend .Y(`the backend settings in ${dataDirectory.path} cannot be read.`, { cause });
        }
        return parseBackendFile(settings, env, directory);
    };
    const confirmOn = async (address) => {
        (0,stack_backend .b)(await readBackend(), address, tool.name);
    };
    return {
        init,
        readBackend,
        confirmOn,
        findBackend: async (key, needs = 'module') => {
            await confirmBackend({
                directory,
                checkout: options.workspaceDirectory,
                settings: options.inputs['backend-config'],
                variableFiles: needs === 'backend' || options.inputs.command === 'unlock' ? [] : options.inputs['var-file'],
                tool: options.inputs.tool,
                knowTool: async () => (await options.identity.known).name,
            });
            const isPlainLook = needs === 'module' || (await findLocalState(directory)) === undefined;
            if (needs === 'module')
                await refuseLocalState(directory);
            const file = (0,external_node_path_.join)(jobs, 'environment');
            const selected = await readSelectedWorkspace((0,external_node_path_.resolve)(directory, file));
            const passedOver = selected === undefined ? undefined : (0,stack_workspace .by)(chosen, { selected, file });
            if (passedOver !== undefined)
                options.info(passedOver);
            const { openLog, identity, runAtOnce, conceal } = options;
            const settings = settingsOf(key);
            const { lookAtMostMs: limitMs } = options;
            const looked = await lookForBackend({
                ...{ identity, run: runAtOnce, directory, filesDirectory, settings, openLog, conceal },
                ...{ needs, isPlainLook, limitMs, workspace: chosen.name },
            });
            if (looked.kind === 'silent') {
                const endpoints = await findGivenEndpoints(directory, { settings: options.inputs['backend-config'], env });
                throw new stack_backend .Y(describeSilence(tool.name, { limitMs: looked.limitMs, endpoints }));
            }
            if (looked.kind === 'failed') {
                const failure = initFailed(looked.stderr);
                throw looked.doubt === undefined ? failure : placeUnknown(looked.doubt, failure);
            }
            const content = looked.file ?? '{}';
            await (0,external_node_fs_promises_.writeFile)(backendFile, content, { mode: 0o600 }).catch((cause) => {
                throw new tool_failed .C(`${backendFile} cannot be written (${String(cause)})`, '', { cause });
            });
            return parseBackendFile(JSON.parse(content), env, directory);
        },
        foundBackend: async () => {
            let settings;
            try {
                settings = JSON.parse(await (0,external_node_fs_promises_.readFile)(backendFile, 'utf8'));
            }
            catch (cause) {
                throw new stack_backend .Y('the backend settings that this run has read are not there any more.', { cause });
            }
            return parseBackendFile(settings, env, directory);
        },
        createWorkspace: async () => {
            const { exitCode, stderr } = await run(['workspace', 'new', '-no-color', chosen.name], { prints: 'words' });
            if (exitCode === 0 || isThereAlready(stderr))
                return;
            throw new tool_failed .C(`${tool.name} workspace new failed`, errorsOf(stderr));
        },
        pointAt: async (address) => {
            try {
                await confirmOn(address);
            }
            catch (error) {
                if (!(error instanceof failure .ae))
                    throw error;
                await init({ key: address.key, workspace: 'selected' });
                await confirmOn(address);
            }
        },
    };
}
function describeSilence(tool, { limitMs, endpoints }) {
    const store = endpoints.length === 0 ? 'S3 or STS of AWS' : endpoints.join(' or ');
    return `${tool} init has waited for an answer for ${(0,duration .P)(limitMs)} and was ended: whoever is asked (${store}) takes the connection and never answers. See whether it is at work, and what lies between the runner and it: the network, a proxy, the endpoint of the backend. Then run this again.`;
}
;
const identify_LIMIT_MS = 120_000;
const MOST_BYTES = 1 << 20;
function openIdentity(options) {
    const { file, filesDirectory } = options;
    const memory = (0,external_node_path_.join)(filesDirectory, 'tool.json');
    const remembered = recall(memory, file);
    if (remembered !== undefined) {
        return { now: () => remembered, known: Promise.resolve(remembered), isItself: true };
    }
    let tool = { name: (0,external_node_path_.basename)(file).includes('tofu') ? 'tofu' : 'terraform', version: undefined };
    const known = identify_ask(options).then((answer) => {
        tool = answer;
        keep(memory, file, answer);
        return answer;
    });
    known.catch(() => undefined);
    return { now: () => tool, known, isItself: isItself(file) };
}
const Memory = dist .Ikc({
    file: dist .YjP(),
    name: dist .KIO(['terraform', 'tofu']),
    version: dist .lqM(dist .Ikc({ major: dist .aig(), minor: dist .aig(), patch: dist .aig() })),
});
function recall(memory, file) {
    let json;
    try {
        json = JSON.parse((0,external_node_fs_.readFileSync)(memory, 'utf8'));
    }
    catch {
        return undefined;
    }
    const parsed = dist .xLC(Memory, json);
    if (!parsed.success || parsed.output.file !== file)
        return undefined;
    const { name, version } = parsed.output;
    return { name, version };
}
function keep(memory, file, tool) {
    try {
        (0,external_node_fs_.writeFileSync)(memory, JSON.stringify({ file, ...tool }), { mode: 0o600 });
    }
    catch {
    }
}
function isItself(file) {
    try {
        return isTerraformProgram(file);
    }
    catch {
        return false;
    }
}
async function identify_ask(options) {
    const { file, directory, env, cancelled, limitMs = identify_LIMIT_MS } = options;
    if (cancelled.aborted)
        throw new aftermath .c('version');
    const { error, stdout, stderr } = await new Promise((resolve) => {
        (0,external_node_child_process_.execFile)(file, ['version', '-no-color'], {
            cwd: directory,
            env: { ...withoutArguments(env), CHECKPOINT_DISABLE: '1' },
            timeout: limitMs,
            killSignal: 'SIGKILL',
            signal: cancelled,
            maxBuffer: MOST_BYTES,
        }, (failure, out, err) => {
            resolve({ error: failure, stdout: out, stderr: err });
        });
    });
    if (cancelled.aborted)
        throw new aftermath .c('version');
    const tool = error === null ? (0,stack_tool .mR)(stdout) : undefined;
    if (tool !== undefined)
        return tool;
    throw new failure .kp([whyNot(options, { error, stdout, stderr })]);
}
function whyNot({ file, limitMs = identify_LIMIT_MS }, { error, stdout, stderr }) {
    const asked = `tool is run from ${file}, and its version command`;
    const mend = 'Set tool to the path of a Terraform or OpenTofu, or install one before this step.';
    if (error?.killed === true && error.code == null) {
        return `${asked} has not answered within ${(0,duration .P)(limitMs)}. ${mend}`;
    }
    const printed = `${stderr}\n${stdout}`.split('\n').find((line) => line.trim() !== '');
    const said = printed === undefined ? 'printed nothing' : `printed ${JSON.stringify((0,failure .dh)(printed.trim(), 200))}`;
    if (error === null)
        return `${asked} ${said}: it is neither Terraform nor OpenTofu. ${mend}`;
    const how = typeof error.code === 'number'
        ? `failed with exit code ${error.code}`
        : `failed (${error.message.split('\n', 1)[0] ?? ''})`;
    return `${asked} ${how} and ${said}. ${mend}`;
}
function withoutArguments(env) {
    return Object.fromEntries(Object.entries(env).filter(([name]) => !/^TF_CLI_ARGS(?:_version)?$/.test(name)));
}
;
async function locateTool(tool, env, rootModule) {
    if (tool.includes('/') || tool.includes('\\')) {
        const file = (0,external_node_path_.resolve)(tool);
        if (await isExecutable(file))
            return unwrap(file);
        const hindrance = await hindranceOf(file);
        if (hindrance !== undefined)
            throw new failure .kp([`tool is ${JSON.stringify(tool)}, and ${hindrance}`]);
        throw new failure .kp([`tool is ${JSON.stringify(tool)}, and there is no program at that path.`]);
    }
    const names = tool === 'auto' ? await namesFor(rootModule) : [tool];
    const directories = (env['PATH'] ?? '').split(external_node_path_.delimiter).filter((directory) => directory !== '');
    const endings = process.platform === 'win32' ? ['.exe', ''] : [''];
    for (const name of names) {
        for (const directory of directories) {
            for (const ending of endings) {
                const file = (0,external_node_path_.resolve)(directory, name + ending);
                if (await isExecutable(file))
                    return unwrap(file);
            }
        }
    }
    const hindrance = await firstHindrance(names, directories);
    if (hindrance !== undefined) {
        throw new failure .kp([
            `there is no ${names.join(' and no ')} on PATH that can be run: ${hindrance} Or add a step with ${names[0] === 'tofu' ? 'opentofu/setup-opentofu' : 'hashicorp/setup-terraform'} before this one.`,
        ]);
    }
    const onlyFor = names.length === 1 && tool === 'auto';
    throw new failure .kp([
        onlyFor
            ? 'the root module has .tofu files, which Terraform passes over, and there is no tofu on PATH. Add a step with opentofu/setup-opentofu before this one, or set tool: terraform if it is to do without them.'
            : tool === 'auto'
                ? 'neither terraform nor tofu is on PATH. Add a step with hashicorp/setup-terraform (or opentofu/setup-opentofu) before this one.'
                : `tool is ${JSON.stringify(tool)}, and there is no such program on PATH. Use terraform, tofu, auto or a path, and add a step with ${tool === 'tofu' ? 'opentofu/setup-opentofu' : 'hashicorp/setup-terraform'} before this one.`,
    ]);
}
async function firstHindrance(names, directories) {
    for (const name of names) {
        for (const directory of directories) {
            const hindrance = await hindranceOf((0,external_node_path_.resolve)(directory, name));
            if (hindrance !== undefined)
                return hindrance;
        }
    }
    return undefined;
}
async function hindranceOf(file) {
    const found = await (0,external_node_fs_promises_.stat)(file).catch(() => undefined);
    if (found === undefined)
        return undefined;
    return found.isDirectory()
        ? `${file} is a directory. Name the program in it.`
        : `${file} may not be executed by this user. Give it the permission in the step that puts it there: \`chmod +x\`.`;
}
async function namesFor(rootModule) {
    const files = await (0,external_node_fs_promises_.readdir)(rootModule);
    const own = files.filter((file) => /\.tofu(?:\.json)?$/.test(file));
    if (own.length === 0)
        return ['terraform', 'tofu'];
    const isTwin = (file) => files.includes(file.replace(/\.tofu(?=(?:\.json)?$)/, '.tf'));
    return own.every(isTwin) ? ['tofu', 'terraform'] : ['tofu'];
}
async function unwrap(file) {
    const { dir, name, ext } = (0,external_node_path_.parse)(file);
    const wrapped = (0,external_node_path_.join)(dir, ext === '.exe' ? `${name}-bin.exe` : `${name}${ext}-bin`);
    return (await isExecutable(wrapped)) ? wrapped : file;
}
async function isExecutable(file) {
    try {
        await (0,external_node_fs_promises_.access)(file, external_node_fs_promises_.constants.X_OK);
        return (await (0,external_node_fs_promises_.stat)(file)).isFile();
    }
    catch {
        return false;
    }
}
;
async function openTerraform(options) {
    const { inputs, directory, filesDirectory } = options;
    if (!(await isDirectory(directory))) {
        throw new failure .kp([
            `working-directory is ${JSON.stringify(inputs['working-directory'])}, and there is no such directory in the checkout. Add a step with actions/checkout before this one, or correct it.`,
        ]);
    }
    const file = await locateTool(inputs.tool, options.env, directory);
    const chosen = (0,stack_workspace .F0)({ input: inputs.workspace, variable: options.env['TF_WORKSPACE'] });
    const workspace = chosen.name;
    if (!(0,stack_workspace .tQ)(workspace)) {
        throw new failure .kp([`workspace is ${JSON.stringify(workspace)}, and that is no name of a Terraform workspace.`]);
    }
    const dataDirectory = (0,external_node_path_.join)(filesDirectory, 'data');
    const env = (0,environment_environment .Q)(options.env, { workspace, directory, filesDirectory, dataDirectory });
    const planFiles = {
        planFile: (0,external_node_path_.join)(filesDirectory, 'plan.tfplan'),
        planJson: (0,external_node_path_.join)(filesDirectory, 'plan.json'),
        planText: (0,external_node_path_.join)(filesDirectory, 'plan.txt'),
    };
    const planEvents = (0,external_node_path_.join)(filesDirectory, 'plan.jsonl');
    const identity = openIdentity({ ...options, file, env });
    const tool = {
        file,
        get name() {
            return identity.now().name;
        },
    };
    let conceal = (0,secrets_conceal .Oh)(new Set(options.knownSecrets()));
    let secrets = new Set();
    const runCommand = openCommands({ ...options, tool, env, conceal: (text) => conceal(text) });
    const runAtOnce = (args, output) => runCommand(withVariables(args, { tool: identity.now(), inputs, directory, cwd: output.cwd }), output);
    const run = async (args, output) => {
        await identity.known;
        return runAtOnce(args, output);
    };
    const annotate = openAnnotations(options);
    const jobs = options.env['TF_DATA_DIR'] || '.terraform';
    const place = openPlace({
        ...options,
        tool,
        identity,
        run,
        runAtOnce,
        env,
        annotate,
        conceal: (text) => conceal(text),
        chosen,
        dataDirectories: { directory, jobs, own: dataDirectory },
    });
    const plan = async (args) => {
        const declared = await readSensitiveValues({
            directory,
            given: givenVariables(inputs, options.env),
            files: inputs['var-file'],
        });
        conceal = (0,secrets_conceal .Oh)(new Set([...options.knownSecrets(), ...declared, ...secrets]));
        const { exitCode, events, stderr, timedOut } = await run([
            'plan',
            '-json',
            '-no-color',
            '-lock=false',
            '-input=false',
            '-detailed-exitcode',
            `-out=${planFiles.planFile}`,
            ...args,
        ], { prints: 'events', stdoutFile: planEvents, limitMs: inputs['apply-timeout'] });
        const told = (0,events_told .oD)(events, stderr);
        if (exitCode === 0 || exitCode === 2)
            return { kind: 'planned', hasChanges: exitCode === 2 };
        const byItself = endedByItself('plan', exitCode);
        return { kind: 'failed', byItself, told, conceal, timedOut: timedOutOf(events, timedOut) };
    };
    const timedOutOf = (events, ranOut) => {
        if (ranOut === undefined)
            return undefined;
        return { ...ranOut, atWork: (0,at_work .A)(ranOut.atWork, conceal), events };
    };
    const readPlan = async () => {
        const [json, events] = await Promise.all([readPrinted(tool.name, planFiles.planJson), readEvents(planEvents)]);
        try {
            const read = parsePlan((0,domain_json .OT)(jsonIn(json)), options.knownSecrets(), tool.name);
            const said = (0,events_told .oD)(events, '');
            const { warnings } = said;
            const summaries = warnings.map(({ summary }) => summary);
            const isTold = events.some(({ kind }) => kind === 'plan-summary');
            const told = isTold ? read : { ...read, complete: false };
            const isInFiles = await openVariableFiles(directory, inputs['var-file']);
            const shown = noteEphemeral(noteTargeting(told, summaries), {
                given: givenVariables(inputs, options.env),
                overridable: (name) => !givenVariables(inputs, {}).has(name) && (givesVariables(options.env) || isInFiles(name)),
                told: said,
            });
            ({ conceal } = shown);
            ({ secrets } = shown);
            return { plan: shown, warnings: warnings.filter((warning) => !(0,events_told .GE)(warning)) };
        }
        catch (cause) {
            throw new tool_failed .C(`${tool.name} show printed a plan that this version of Lockstep cannot read. Use a newer Lockstep, or report it.`, cause instanceof Error ? cause.message : String(cause));
        }
    };
    const readText = async () => conceal((await readPrinted(tool.name, planFiles.planText)).trim());
    const show = async (how) => {
        const { exitCode, stderr } = await run(['show', ...(how === 'data' ? ['-json'] : []), '-no-color', planFiles.planFile], { prints: how, stdoutFile: how === 'data' ? planFiles.planJson : planFiles.planText });
        if (exitCode !== 0)
            throw new tool_failed .C(`${tool.name} show failed`, errorsOf(stderr));
    };
    return {
        get name() {
            return identity.now().name;
        },
        get tool() {
            return identity.now();
        },
        workspace,
        dataDirectory,
        planFiles,
        findBackend: place.findBackend,
        foundBackend: place.foundBackend,
        init: place.init,
        createWorkspace: place.createWorkspace,
        readBackend: place.readBackend,
        mayEncrypt: async () => {
            if ((await identity.known).name !== 'tofu')
                return false;
            return Boolean(options.env['TF_ENCRYPTION']) || mentionsEncryption(directory);
        },
        plan: () => plan(planArguments(inputs)),
        planRefreshOnly: () => plan(refreshArguments(inputs)),
        showPlan: async () => {
            await show('data');
            const { plan: shown, warnings } = await readPlan();
            await show('words');
            annotate(warnings, conceal);
            return { plan: shown, text: await readText(), warnings: (0,events_told .gv)(warnings, conceal) };
        },
        readShownPlan: async () => ({ ...(await readPlan()), text: await readText() }),
        annotate,
        apply: async () => {
            const applying = ['apply', '-json', '-no-color', '-lock=false', '-input=false', ...parallelism(inputs)];
            for (const text of (0,secrets_conceal .OX)(secrets, options.spoken))
                options.maskInLog(text);
            const erroredBefore = await markErroredState(directory);
            const ended = await run([...applying, planFiles.planFile], {
                prints: 'events',
                limitMs: inputs['apply-timeout'],
                env: withPlanVariables(await identity.known, options.env),
                erroredBefore,
            });
            const applied = await settleApply({ directory, erroredBefore, ...ended });
            if (applied.kind !== 'failed' && applied.kind !== 'state-not-saved')
                return applied;
            const { mayBeAtWork, events } = ended;
            return { ...applied, mayBeAtWork, events, timedOut: timedOutOf(events, ended.timedOut) };
        },
        pushState: async (file, _under, address) => {
            try {
                await place.pointAt(address);
            }
            catch (error) {
                if (!(error instanceof failure .ae) || error instanceof aftermath .c)
                    throw error;
                return { kind: 'failed', details: error instanceof tool_failed .C ? error.details : error.message };
            }
            const { exitCode, stderr } = await run(['state', 'push', '-lock=false', '-no-color', file], { prints: 'words' });
            if (exitCode === 0)
                return { kind: 'pushed' };
            return {
                kind: 'failed',
                details: errorsOf(stderr),
                isLasting: backendMistakeOf(stderr, directory)?.isLasting ?? false,
            };
        },
        readStateFile: async (file) => {
            try {
                return await (0,external_node_fs_promises_.readFile)(file);
            }
            catch (cause) {
                throw new tool_failed .C(cause instanceof Error ? cause.message : String(cause), '', { cause });
            }
        },
        ...openKept(filesDirectory),
        takeOver: (left) => takeOver(left, { toolName: tool.name, directory, openLog: options.openLog, conceal: (text) => conceal(text) }),
        readOutputs: async (of) => {
            await place.confirmOn(of);
            const { getExecOutput } = await __webpack_require__.e( 260).then(__webpack_require__.bind(__webpack_require__, 1260));
            const args = withVariables(['output', '-json', '-no-color'], { tool: await identity.known, inputs, directory });
            const { exitCode, stdout, stderr } = await getExecOutput(tool.file, [...args], {
                cwd: directory,
                env: definedOnly(env),
                silent: true,
                ignoreReturnCode: true,
            }).catch((cause) => {
                throw new tool_failed .C(`${tool.name} output could not be run (${String(cause)})`, '', { cause });
            });
            await place.confirmOn(of);
            if (exitCode !== 0)
                throw new tool_failed .C(`${tool.name} output failed: ${errorsOf(stderr)}`, errorsOf(stderr));
            try {
                return (0,plan_plan .ON)((0,domain_json .OT)(jsonIn(stdout)));
            }
            catch (cause) {
                const words = `${tool.name} output printed what this version of Lockstep cannot read`;
                throw new tool_failed .C(words, '', { cause });
            }
        },
    };
}
function definedOnly(env) {
    return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== undefined));
}
;
const OVER_AFTER_MS = 200;
function openWarmUp() {
    const { promise: isOver, resolve: end } = Promise.withResolvers();
    setTimeout(end, OVER_AFTER_MS, undefined);
    let commands = 0;
    return {
        isOver,
        noteCommand: () => {
            commands += 1;
            if (commands > 1)
                end(undefined);
        },
    };
}
;
const TERRAFORM_OUTLIVES_MAIN = launcher.outlivesUs;
const HANDOVER = 'handover';
async function openAdapters(options) {
    const { env, inputs, context, runner } = options;
    const filesDirectory = options.directory ?? (0,external_node_path_.join)(context.temporaryDirectory, `lockstep-${(0,external_node_crypto_.randomUUID)()}`);
    withFile('The private directory of this run cannot be made', () => {
        (0,external_node_fs_.mkdirSync)(filesDirectory, { recursive: true, mode: 0o700 });
    });
    const handover = openHandover(filesDirectory);
    const isMain = options.directory === undefined;
    const takenOver = new AbortController();
    const cancelled = AbortSignal.any([options.cancelled, takenOver.signal]);
    const beforeStep = () => {
        if (!isMain)
            return;
        if (!takenOver.signal.aborted && handover.isTakenOver())
            takenOver.abort();
        takenOver.signal.throwIfAborted();
    };
    if (isMain) {
        cancelled.addEventListener('abort', () => {
            try {
                handover.noteCancelled(systemClock.monotonicMs());
            }
            catch (error) {
                options.keep('The cancel could not be noted', error);
            }
        });
        handover.noteMain(markOfThisProcess(), (0,environment .f)(env));
        runner.saveState(HANDOVER, filesDirectory);
    }
    const warmUp = openWarmUp();
    void warmUp.isOver.then(() => {
        runner.begin();
    });
    const loadAws = wiring_once(() => Promise.all( [__webpack_require__.e(711), __webpack_require__.e(799)]).then(__webpack_require__.bind(__webpack_require__, 1799)));
    const { promise: begun, resolve: noteBegun } = Promise.withResolvers();
    const github = openGitHub({
        token: inputs.token,
        apiUrl: context.apiUrl,
        repository: context.repository,
        journal: runner,
        patience: options.patience,
        mayLoad: Promise.race([begun, warmUp.isOver]),
    });
    const { removed, ...module } = await findModule(options, { github, filesDirectory });
    const terraform = await openTerraform({
        ...module,
        workspaceDirectory: context.workspaceDirectory,
        writeAnnotation: (annotation) => {
            runner.annotate(annotation);
        },
        filesDirectory,
        env,
        cancelled,
        openLog: (title) => runner.openLog(title),
        note: (command) => {
            if (isMain)
                handover.noteCommand(command);
        },
        keep: options.keep,
        warn: (message) => {
            runner.warning(message);
        },
        info: (message) => {
            runner.info(message);
        },
        beforeStep,
        knownSecrets: () => options.secrets,
        maskInLog: (text) => {
            runner.mask(text);
        },
        spoken: [
            ...[context.runUrl, context.repository, inputs['working-directory'], inputs['pr-state-key']],
            ...[inputs.stack, inputs.workspace, inputs['state-key'], ...inputs['backend-config']].flatMap((text) => text ?? []),
        ],
        onStart: () => {
            warmUp.noteCommand();
            noteBegun(undefined);
            setImmediate(() => {
                void loadAws().catch(() => undefined);
            });
        },
    });
    return {
        terraform,
        openBackend: async (settings) => (await loadAws()).openAwsBackend(settings, {
            env,
            tool: terraform.tool,
            signal: cancelled,
            mask: options.mask,
            beforeRequest: beforeStep,
            warn: (message) => {
                runner.warning(message);
            },
        }),
        github,
        clock: systemClock,
        chance: { next: () => Math.random(), id: () => (0,external_node_crypto_.randomUUID)() },
        who: `${userName()}@${(0,external_node_os_.hostname)()}`,
        handover,
        cancelled,
        removed,
    };
}
async function findModule({ inputs, context, runner, findRemoved, directory: earlier }, { github, filesDirectory }) {
    const directory = (0,external_node_path_.resolve)(context.workspaceDirectory, inputs['working-directory']);
    const found = { inputs, directory, removed: undefined };
    const place = { workspaceDirectory: context.workspaceDirectory, directory };
    if (await holdsConfiguration(directory))
        return found;
    const restored = async () => ({
        inputs: { ...inputs, 'backend-config': await settingsFrom(directory, inputs['backend-config']) },
        directory: restoredIn(filesDirectory, place),
    });
    if (earlier !== undefined) {
        if (!(await isRestoredIn(earlier))) {
            if (await isDirectory(directory))
                return found;
            await restoreModule(earlier, place, []);
        }
        return { ...found, ...(await restored()) };
    }
    const removed = await findRemoved(github);
    if (removed === undefined)
        return found;
    const files = await github.commits.readFiles(removed.lastCommit, removed.folder);
    for (const { name, why } of files.filter((file) => file.text === undefined && (0,removed_module .PS)([file.name]))) {
        runner.warning(`${name} of the removed root module, as of ${removed.lastCommit}, cannot be had: ${why ?? 'GitHub does not tell it'}. If it says where the state lies, that is not known, and what the pull request had planned is left to a sweep.`);
    }
    await restoreModule(filesDirectory, place, files);
    return { ...(await restored()), removed };
}
function userName() {
    try {
        return (0,external_node_os_.userInfo)().username;
    }
    catch {
        return '';
    }
}
function wiring_once(load) {
    let loaded;
    return () => (loaded ??= load());
}
})
};
