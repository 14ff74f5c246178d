import { SENSITIVE } from './conceal.ts';

/** The user's part of a URL is as long as there is no slash in it; the last `@` before that ends it. */
// Where a scheme may begin: in the midst of a long word it would be looked for at each character.
const IN_URL = /(?<![a-z\d+.-])([a-z][a-z\d+.-]*:\/\/[^\s/?#@:"'<>]*:)([^\s/?#"'<>]+)@/gi;

/** A token in the place of a user, as in `https://ghp_…@github.com/octo/module`; a name is shorter. */
const TOKEN_IN_URL = /(?<![a-z\d+.-])((?:[a-z\d]+::)?https?:\/\/)([^\s/?#@:"'<>]{12,})@/gi;

/** What a module's source is read with. Source: go-getter's getters for Git and S3, and the signed URLs of S3. */
const IN_QUERY =
  /([?&](?:sshkey|aws_access_key_secret|aws_access_token|access_token|token|x-amz-signature|x-amz-security-token|sig)=)([^\s&#"'<>]{6,})/gi;

/** Takes the passwords out of the URLs in a text: a proxy's, say, or those of a module's source, of which a program complains. */
export function concealUrlPasswords(text: string): string {
  if (!text.includes('://')) return text;
  return text
    .replace(IN_URL, `$1${SENSITIVE}@`)
    .replace(TOKEN_IN_URL, `$1${SENSITIVE}@`)
    .replace(IN_QUERY, `$1${SENSITIVE}`);
}

/** Less would be found in every other word, where the whole text is masked. */
const SHORTEST = 3;

/**
 * What gives the password of a proxy away: as it is in the URL, as the proxy is told it, and with the user's name. A proxy
 * may be written without a scheme. Empty when there is no password.
 */
export function findProxyPasswords(proxy: string | undefined): readonly string[] {
  // One that is not percent-encoded is a mistake, and whoever refuses it prints the whole.
  const [, user = '', password] = /^(?:[a-z][a-z\d+.-]*:\/\/)?([^/?#@:]*):(?!\/\/)(.+)@/is.exec(proxy ?? '') ?? [];
  if (password === undefined) return [];
  const plain = decoded(password);
  const pair = `${decoded(user)}:${plain}`;
  return [...new Set([password, plain, `${user}:${password}`, pair, toBase64(pair)])].filter(
    (secret) => secret.length >= SHORTEST,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As `Proxy-Authorization` has it. */
function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Both spellings are in use, and more variables than the two that count here. */
const PROXY_VARIABLE = /_proxy$/i;
/** `http_proxy=…` among the words of `backend-config`. */
const PROXY_SETTING = /^\s*https?_proxy\s*=\s*"?([^"]*)/;

/** The passwords of all proxies that a run is told of, by its environment and by `backend-config`. */
export function findTheProxyPasswords(
  env: Readonly<Record<string, string | undefined>>,
  backendConfig: readonly string[],
): readonly string[] {
  const proxies = [
    ...Object.entries(env).flatMap(([name, value]) => (PROXY_VARIABLE.test(name) ? [value] : [])),
    ...backendConfig.flatMap((setting) => PROXY_SETTING.exec(setting)?.[1] ?? []),
  ];
  return [...new Set(proxies.flatMap(findProxyPasswords))];
}
