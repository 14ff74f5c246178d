/** What AWS, or a store that speaks as it does, has answered in place of what was asked for. */
export interface AwsRefusal {
  /** As in a policy: `s3:GetObject`; empty where that is not known. */
  readonly action: string;
  /** Such as `states/prod/terraform.tfstate`; empty where that is not known. */
  readonly resource: string;
  /** The service's own name of it, such as `InvalidAccessKeyId`. */
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
  /** Of the bucket, when the service says so beside its message. */
  readonly region?: string | undefined;
  /** By what the clock of this machine is ahead of the service's; negative when it is behind. */
  readonly aheadMs?: number | undefined;
  /** Of a redirect that nothing of S3 is on: what stands before the store has sent it. */
  readonly redirect?: { readonly to: string | undefined } | undefined;
}

/** A way to fail, by what tells it from the others, and the sentence about it. What is left out may be anything. */
export interface Cause {
  readonly codes?: readonly string[];
  readonly statuses?: readonly number[];
  /** In the service's message. */
  readonly says?: RegExp;
  /** It is said in words of the service: the names of roles and buckets, which may hold the same words, say nothing. */
  readonly inWords?: true;
  readonly asked?: RegExp;
  readonly of?: RegExp;
  /** It is a redirect, and not the store's own. */
  readonly isRedirected?: true;
  readonly tell: (refusal: AwsRefusal, said: readonly (string | undefined)[]) => string;
  /** The role may not: somebody else might. */
  readonly isDenied?: true;
  /** It is over sooner or later without anybody's doing. */
  readonly passes?: true;
}

/** Whether this is the cause; the groups of what it says when it is. */
export function matchCause(cause: Cause, refusal: AwsRefusal): readonly (string | undefined)[] | undefined {
  const { codes, statuses, says = /(?:)/, asked = /(?:)/, of = /(?:)/ } = cause;
  if (codes?.includes(refusal.code) === false || statuses?.includes(refusal.status ?? 0) === false) return undefined;
  if (cause.isRedirected === true && refusal.redirect === undefined) return undefined;
  if (!asked.test(refusal.action) || !of.test(refusal.resource)) return undefined;
  return says.exec(cause.inWords === true ? withoutNames(refusal.message) : refusal.message)?.slice(1);
}

function withoutNames(message: string): string {
  return message.replace(/"[^"]*"|\barn:\S+/g, '…');
}

/** `s3:GetObject on states/k failed`. */
export function failed({ action, resource }: AwsRefusal): string {
  if (action === '') return resource === '' ? 'a request to AWS failed' : `a request about ${resource} failed`;
  return `${resource === '' ? action : `${action} on ${resource}`} failed`;
}

/** `the state object states/k`, or words for what is not known. */
export function named({ resource }: AwsRefusal, otherwise: string): string {
  return resource === '' ? otherwise : resource;
}

/** Sentences of a vendor end in one full stop, or in none. */
export function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, '');
}
