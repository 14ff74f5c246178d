import { describe, expect, it } from 'vitest';

import { backendMistakeOf } from '../../../../src/adapters/terraform/mistakes/mistakes.ts';

/** As Terraform 1.11.4 wraps it. */
function listing(why: string): string {
  return `
Error: Failed to get existing workspaces: Unable to list objects in S3 bucket
"b" with prefix "env:/": operation error S3: ListObjectsV2, exceeded maximum number of attempts, 1, https response error
StatusCode: 0, RequestID: , HostID: , request send failed, Get
"https://s3.us-east-1.amazonaws.com/b?list-type=2&max-keys=1000&prefix=env%3A%2F":
${why}


`;
}

describe('what stands in the way to the backend has a sentence of its own', () => {
  it.each<[string, string]>([
    [
      'Error: failed to load custom CA bundle PEM file\n\n',
      'there is no certificate in the file that custom_ca_bundle, AWS_CA_BUNDLE or ca_bundle of the profile names. Name one with certificates in PEM.',
    ],
    [
      listing('tls: failed to verify certificate: x509: certificate signed by\nunknown authority'),
      "the certificate of the backend's endpoint is not trusted (x509: certificate signed by unknown authority). Name the authority's in custom_ca_bundle of the backend or in AWS_CA_BUNDLE, or add it to what this machine trusts; NODE_EXTRA_CA_CERTS does not count for Terraform.",
    ],
    [
      'Error: Invalid HTTPS Proxy\n\nUnable to parse URL: parse "http://u:s3%zz@p:1": invalid URL escape "%zz"\n\n',
      'https_proxy of the backend is no URL. Write http://HOST:PORT, with a user and a password in percent-encoding.',
    ],
    [
      listing('Proxy Authentication Required'),
      'the proxy asks for a user and a password, or does not take these. Correct http_proxy and https_proxy of the backend, or HTTP_PROXY and HTTPS_PROXY.',
    ],
    [
      listing('proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused'),
      'the proxy cannot be reached (127.0.0.1:1: connect: connection refused). Correct http_proxy and https_proxy of the backend, or HTTP_PROXY, HTTPS_PROXY and NO_PROXY.',
    ],
    [
      'Error: invalid value for environment variable, AWS_USE_FIPS_ENDPOINT=1, need\ntrue, false\n\n',
      'AWS_USE_FIPS_ENDPOINT is "1". Set it to true or false, or take it out.',
    ],
    [
      'Error: invalid value for environment variable, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=1, need true or false\n\n',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is "1". Set it to true or false, or take it out.',
    ],
    [
      'Error: invalid value for environment variable, AWS_REQUEST_CHECKSUM_CALCULATION=x, must be when_supported/when_required\n\n',
      'AWS_REQUEST_CHECKSUM_CALCULATION is "x". Set it to when_supported or when_required, or take it out.',
    ],
    [
      'Error: invalid value AWS_MAX_ATTEMPTS=x, strconv.ParseInt: parsing "x": invalid syntax\n\n',
      'AWS_MAX_ATTEMPTS is "x". Set it to a number, or take it out.',
    ],
    [
      'Error: Failed to get existing workspaces: … resolve endpoint: endpoint rule error, A custom endpoint cannot be combined with FIPS\n\n',
      "an endpoint of AWS_ENDPOINT_URL, its kin or the profile cannot go with use_fips_endpoint or AWS_USE_FIPS_ENDPOINT. Take one of the two out, or name the endpoint in the backend's endpoints.",
    ],
    [
      'Error: … endpoint rule error, Cannot set dual-stack in combination with a custom endpoint.\n\n',
      "an endpoint of AWS_ENDPOINT_URL, its kin or the profile cannot go with use_dualstack_endpoint or AWS_USE_DUALSTACK_ENDPOINT. Take one of the two out, or name the endpoint in the backend's endpoints.",
    ],
  ])('%j', (stderr, sentence) => {
    expect(backendMistakeOf(stderr, '/checkout/module')?.sentence).toBe(sentence);
  });
});
