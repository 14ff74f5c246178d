/** What GitHub was asked for, and what it has answered in place of that. */
export interface Denied {
  /** Such as `read the comments of pull request #42`. */
  readonly what: string;
  /** The line under `permissions` that it takes; undefined when every token may ask. */
  readonly permission: string | undefined;
  readonly status: number;
  readonly message: string;
  /** `x-github-sso`: where the token can be authorized. */
  readonly sso: string;
}

interface Denial {
  readonly status: number;
  readonly is: (denied: Denied) => boolean;
  readonly tell: (denied: Denied) => string;
}

const saying =
  (words: RegExp) =>
  ({ message }: Denied): boolean =>
    words.test(message);

/** Why a token is refused: the first that fits. Without the words of GitHub, which stand behind. */
const DENIALS: readonly Denial[] = [
  {
    status: 401,
    is: saying(/requires authentication/i),
    tell: ({ what }) =>
      `could not ${what}: the token did not come to GitHub. Leave \`token\` out for the job's own one; if there is a proxy between, let the header Authorization through.`,
  },
  {
    status: 401,
    is: () => true,
    tell: ({ what }) =>
      `could not ${what}: GitHub does not accept the token. It has expired, was revoked, or is not whole: leave \`token\` out for the job's own one, or give a valid one.`,
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
    tell: ({ what }) =>
      `the token may not ${what} from here: the organization lets in only addresses of its IP allow list. Add those of this runner to it, or use a runner that is on it.`,
  },
  {
    status: 403,
    is: saying(/\barchived\b/i),
    tell: ({ what }) =>
      `could not ${what}: the repository is archived, and nothing in it can be changed. Unarchive it.`,
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
    tell: ({ what, permission }) =>
      `the token may not ${what}. ${lacks(permission)}The token of a pull request from a fork or of Dependabot can only read, whatever stands there.`,
  },
  {
    status: 403,
    is: () => true,
    tell: ({ what, permission }) => `the token may not ${what}. ${lacks(permission)}`.trim(),
  },
];

/** What to do about a permission that is missing, with a blank behind it. */
export function lacks(permission: string | undefined): string {
  return permission === undefined ? '' : `Add \`${permission}\` under \`permissions\` of the job. `;
}

/** Why GitHub refuses this token; undefined for an answer that is no refusal of it. */
export function describeDenial(denied: Denied): string | undefined {
  return DENIALS.find(({ status, is }) => status === denied.status && is(denied))?.tell(denied);
}

/** A token that is none is not sent. */
export function describeEmptyToken(what: string): string {
  return `could not ${what}: the token is empty. Leave \`token\` out for the job's own one; one that comes from a secret is empty where the secret's name is misspelled, and in pull requests from a fork or of Dependabot, which get no secrets.`;
}
