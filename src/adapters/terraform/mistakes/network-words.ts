/** What stands in the way to the backend, in the words of Terraform and of its SDK. Whitespace is one space. */
const NETWORK_MISTAKES = [
  {
    pattern: /failed to load custom CA bundle PEM file/,
    tell: () =>
      'there is no certificate in the file that custom_ca_bundle, AWS_CA_BUNDLE or ca_bundle of the profile names. Name one with certificates in PEM.',
  },
  {
    pattern: /failed to verify certificate: (x509: .+?)(?= Error: | *$)/,
    tell: (why = '') =>
      `the certificate of the backend's endpoint is not trusted (${why}). Name the authority's in custom_ca_bundle of the backend or in AWS_CA_BUNDLE, or add it to what this machine trusts; NODE_EXTRA_CA_CERTS does not count for Terraform.`,
  },
  {
    // The URL may hold a password.
    pattern: /Invalid (HTTPS?) Proxy Unable to parse URL/,
    tell: (scheme = '') =>
      `${scheme.toLowerCase()}_proxy of the backend is no URL. Write http://HOST:PORT, with a user and a password in percent-encoding.`,
  },
  {
    pattern: /Proxy Authentication Required/,
    tell: () =>
      'the proxy asks for a user and a password, or does not take these. Correct http_proxy and https_proxy of the backend, or HTTP_PROXY and HTTPS_PROXY.',
  },
  {
    pattern: /proxyconnect tcp: (?:dial tcp )?(.+?)(?= Error: | *$)/,
    tell: (why = '') =>
      `the proxy cannot be reached (${why}). Correct http_proxy and https_proxy of the backend, or HTTP_PROXY, HTTPS_PROXY and NO_PROXY.`,
  },
  {
    pattern: /invalid value for environment variable, (\w+)=(.*?), (?:need|must be) (\w+)(?:, | or |\/)(\w+)/,
    tell: (name = '', value = '', one = '', other = '') =>
      `${name} is ${JSON.stringify(value)}. Set it to ${one} or ${other}, or take it out.`,
  },
  {
    pattern: /invalid value (AWS_MAX_ATTEMPTS)=(.*?), strconv/,
    tell: (name = '', value = '') => `${name} is ${JSON.stringify(value)}. Set it to a number, or take it out.`,
  },
  {
    pattern:
      /endpoint rule error, (?:A custom endpoint cannot be combined with (FIPS)|Cannot set (dual-stack) in combination with a custom endpoint)/,
    tell: (fips?: string) => {
      const kind = fips === undefined ? 'dualstack' : 'fips';
      return `an endpoint of AWS_ENDPOINT_URL, its kin or the profile cannot go with use_${kind}_endpoint or AWS_USE_${kind.toUpperCase()}_ENDPOINT. Take one of the two out, or name the endpoint in the backend's endpoints.`;
    },
  },
];

/** What stands in the way, and what to do; undefined for anything else. In `text` whitespace is one space. */
export function networkMistakeOf(text: string): string | undefined {
  for (const { pattern, tell } of NETWORK_MISTAKES) {
    const [match, ...groups] = pattern.exec(text) ?? [];
    if (match !== undefined) return tell(...groups);
  }
  return undefined;
}
