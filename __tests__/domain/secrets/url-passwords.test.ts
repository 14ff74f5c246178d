import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  concealUrlPasswords,
  findProxyPasswords,
  findTheProxyPasswords,
} from '../../../src/domain/secrets/url-passwords.ts';

describe('the password of a URL', () => {
  it.each([
    [
      'Using HTTP proxy "http://ana:s3cr3t@proxy:3128" for HTTPS',
      'Using HTTP proxy "http://ana:(sensitive)@proxy:3128" for HTTPS',
    ],
    ['http://:s3cr3t@proxy', 'http://:(sensitive)@proxy'],
    ['socks5://ana:s3cr3t@proxy:1080/', 'socks5://ana:(sensitive)@proxy:1080/'],
    ['git::https://ghp_0123456789ab@github.com/octo/m', 'git::https://(sensitive)@github.com/octo/m'],
    ['https://h/m.zip?ref=v1&sshkey=LS0tLS1CRUdJ&depth=1', 'https://h/m.zip?ref=v1&sshkey=(sensitive)&depth=1'],
    [
      'https://b.s3.amazonaws.com/m?X-Amz-Signature=0123abcd',
      'https://b.s3.amazonaws.com/m?X-Amz-Signature=(sensitive)',
    ],
    ['http://ana:s3@cr3t@proxy', 'http://ana:(sensitive)@proxy'],
    ['http://ana:s3%zz@proxy http://b:other@proxy', 'http://ana:(sensitive)@proxy http://b:(sensitive)@proxy'],
  ])('is taken out of %j', (text, without) => {
    expect(concealUrlPasswords(text)).toBe(without);
  });

  it.each([
    'http://proxy:3128/a@b',
    'https://github.com/octo/infra/pull/1 by ana@example.com: done',
    'git::ssh://git@github.com/octo/module',
    'https://ana@example.com/m?ref=v1.2.3&depth=1',
    'arn:aws:iam::123456789012:role/state@here',
    'see http://a:1 and mail b@c',
  ])('is not seen in %j', (text) => {
    expect(concealUrlPasswords(text)).toBe(text);
  });
});

describe('the password of any URL', () => {
  const word = fc.string({
    minLength: 8,
    maxLength: 20,
    unit: fc.constantFrom(...Array.from('abcXYZ0189!$%&*+,-.;=^_~@')),
  });
  const schemes = ['http', 'https', 'socks5', 'git::https', 'git::ssh', 'hg::http'];

  it('stands nowhere in a text, whatever is around it', () => {
    const around = fc.constantFrom(
      '"',
      "'",
      ' ',
      '\n',
      '<',
      '(',
      'HTTPS_PROXY=',
      '-backend-config=http_proxy=',
      'from ',
    );
    const scheme = fc.constantFrom(...schemes);
    fc.assert(
      fc.property(word, scheme, around, (password, of, before) => {
        const shown = concealUrlPasswords(`${before}${of}://ana:${password}@host:3128/m?ref=v1" failed`);
        expect(shown).toBe(`${before}${of}://ana:(sensitive)@host:3128/m?ref=v1" failed`);
      }),
    );
  });

  it('is found in each place that a run is told of a proxy', () => {
    const proxied = (password: string): string => `http://ana:${encodeURIComponent(password)}@proxy:3128`;
    fc.assert(
      fc.property(word, (password) => {
        const places = [
          findTheProxyPasswords({ HTTPS_PROXY: proxied(password) }, []),
          findTheProxyPasswords({ https_proxy: proxied(password) }, []),
          findTheProxyPasswords({}, [`http_proxy=${proxied(password)}`]),
          findTheProxyPasswords({}, [`https_proxy = "${proxied(password)}"`]),
        ];
        for (const found of places) expect(found).toContain(password);
      }),
    );
  });
});

describe('a long text', () => {
  it('is looked through once, whatever words are in it', () => {
    const text = `${'a1'.repeat(1_000_000)} https://github.com/octo/infra`;
    expect(concealUrlPasswords(text)).toBe(text);
  });
});

describe('the password of a proxy', () => {
  it('is given away by its forms', () => {
    expect(findProxyPasswords('http://ana:s3cr3t%40@proxy:3128')).toEqual([
      's3cr3t%40',
      's3cr3t@',
      'ana:s3cr3t%40',
      'ana:s3cr3t@',
      'YW5hOnMzY3IzdEA=',
    ]);
  });

  it.each(['http://ana:p?w1@h', 'http://ana:p#w1@h:1', 'http://ana:pa/ss@h', 'ana:p"w 1@h'])(
    'is found though it is not percent-encoded: %s',
    (proxy) => {
      expect(findProxyPasswords(proxy)).toContain(/ana:(.*)@/.exec(proxy)?.[1]);
    },
  );

  it('is one without a scheme, too', () => {
    expect(findProxyPasswords('ana:s3cr3t@proxy')).toContain('s3cr3t');
  });

  it.each([undefined, '', 'http://proxy:3128', 'proxy:3128', 'http://ana@proxy'])('is none in %j', (proxy) => {
    expect(findProxyPasswords(proxy)).toEqual([]);
  });

  it('is found in variables of both spellings, and in backend-config', () => {
    const env = { HTTPS_PROXY: 'http://a:first@p', all_proxy: 'http://a:second@p', OTHER: 'http://a:other@p' };
    const found = findTheProxyPasswords(env, [
      'http_proxy=http://a:third@p',
      'https_proxy = "http://a:fourth@p"',
      'x.hcl',
    ]);
    expect(['first', 'second', 'third', 'fourth'].every((password) => found.includes(password))).toBe(true);
    expect(found).not.toContain('other');
  });
});
