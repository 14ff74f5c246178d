import { describe, expect, it } from 'vitest';

import { openProxyChoice } from '../../../../src/adapters/aws/network/choose-proxy.ts';

/** Answers of golang.org/x/net/http/httpproxy, v0.36.0, to the same questions. */
const URLS = [
  'http://s3.corp.test/',
  'https://s3.corp.test/',
  'http://corp.test/',
  'http://xcorp.test/',
  'http://S3.CORP.TEST/',
  'http://10.1.2.3/',
  'https://10.1.2.3/',
  'http://11.1.2.3/',
  'http://[2001:db8::1]/',
  'http://[2001:db9::1]/',
  'http://localhost/',
  'http://127.0.0.1:9000/',
  'http://127.9.9.9/',
  'http://[::1]:9000/',
  'http://s3.localhost/',
  'http://localhost.corp.test/',
  'http://xn--bcher-kva.test/',
  'http://s3.corp.test:81/',
];
const NEVER = ['http://localhost/', 'http://127.0.0.1:9000/', 'http://127.9.9.9/', 'http://[::1]:9000/'];

function directOf(noProxy: string | undefined): readonly string[] {
  const choose = openProxyChoice({ httpProxy: 'http://proxy:1', httpsProxy: 'http://proxy:1', noProxy });
  return URLS.filter((url) => choose(new URL(url)) === undefined);
}

describe('a request to this machine itself', () => {
  it('goes through no proxy, whatever is said', () => {
    expect(directOf(undefined)).toEqual(NEVER);
  });
});

describe('NO_PROXY', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      ' x.test , corp.test ',
      [
        'http://s3.corp.test/',
        'https://s3.corp.test/',
        'http://corp.test/',
        'http://S3.CORP.TEST/',
        'http://localhost.corp.test/',
        'http://s3.corp.test:81/',
      ],
    ],
    ['*', URLS],
    [
      '*.corp.test',
      [
        'http://s3.corp.test/',
        'https://s3.corp.test/',
        'http://S3.CORP.TEST/',
        'http://localhost.corp.test/',
        'http://s3.corp.test:81/',
      ],
    ],
    ['*.s3.corp.test', []],
    [
      '.corp.test',
      [
        'http://s3.corp.test/',
        'https://s3.corp.test/',
        'http://S3.CORP.TEST/',
        'http://localhost.corp.test/',
        'http://s3.corp.test:81/',
      ],
    ],
    ['.s3.corp.test', []],
    ['0.0.0.0/0', ['http://10.1.2.3/', 'https://10.1.2.3/', 'http://11.1.2.3/']],
    ['010.1.2.3', []],
    ['10.0.0.0/33', []],
    ['10.0.0.0/8', ['http://10.1.2.3/', 'https://10.1.2.3/']],
    ['10.1.2', []],
    ['10.1.2.3', ['http://10.1.2.3/', 'https://10.1.2.3/']],
    ['10.1.2.3/32', ['http://10.1.2.3/', 'https://10.1.2.3/']],
    ['10.1.2.3:80', ['http://10.1.2.3/']],
    ['10.1.2.3:9', []],
    ['2001:db8::/32', ['http://[2001:db8::1]/']],
    ['2001:db8::1', ['http://[2001:db8::1]/']],
    [':80', []],
    ['::/0', ['http://[2001:db8::1]/', 'http://[2001:db9::1]/']],
    ['::ffff:10.1.2.3', ['http://10.1.2.3/', 'https://10.1.2.3/']],
    [
      'CORP.TEST',
      [
        'http://s3.corp.test/',
        'https://s3.corp.test/',
        'http://corp.test/',
        'http://S3.CORP.TEST/',
        'http://localhost.corp.test/',
        'http://s3.corp.test:81/',
      ],
    ],
    ['[2001:db8::1]', []],
    ['[2001:db8::1]:80', ['http://[2001:db8::1]/']],
    ['bücher.test', ['http://xn--bcher-kva.test/']],
    [
      'corp.test',
      [
        'http://s3.corp.test/',
        'https://s3.corp.test/',
        'http://corp.test/',
        'http://S3.CORP.TEST/',
        'http://localhost.corp.test/',
        'http://s3.corp.test:81/',
      ],
    ],
    ['corp.test x.test', []],
    ['corp.test.', []],
    ['corp.test:443', ['https://s3.corp.test/']],
    [
      'corp.test:80',
      ['http://s3.corp.test/', 'http://corp.test/', 'http://S3.CORP.TEST/', 'http://localhost.corp.test/'],
    ],
    ['corp.test:81', ['http://s3.corp.test:81/']],
    ['http://corp.test', []],
    ['orp.test', []],
    [
      's3.corp.test',
      ['http://s3.corp.test/', 'https://s3.corp.test/', 'http://S3.CORP.TEST/', 'http://s3.corp.test:81/'],
    ],
    ['x.test,*', URLS],
    ['xn--bcher-kva.test', ['http://xn--bcher-kva.test/']],
  ])('%j lets these go directly: %j', (noProxy, direct) => {
    expect(new Set(directOf(noProxy))).toEqual(new Set([...NEVER, ...direct]));
  });
});

describe('a proxy', () => {
  it.each([
    ['http://p:3128', 'http://p:3128/'],
    ['p:3128', 'http://p:3128/'],
    ['p', 'http://p/'],
    ['127.0.0.1:3128', 'http://127.0.0.1:3128/'],
    ['https://p', 'https://p/'],
    ['socks5://p:1080', 'socks5://p:1080'],
    ['http://u:p%40s@p:3128', 'http://u:p%40s@p:3128/'],
    ['u:p@p:3128', 'http://u:p@p:3128/'],
    ['http://[::1]:3128', 'http://[::1]:3128/'],
  ])('may be written %s', (text, proxy) => {
    const choose = openProxyChoice({ httpProxy: text, httpsProxy: undefined, noProxy: undefined });
    expect(choose(new URL('http://a.test'))?.href).toBe(proxy);
    expect(choose(new URL('https://a.test'))).toBeUndefined();
  });

  it('is none where it is empty', () => {
    const choose = openProxyChoice({ httpProxy: '', httpsProxy: '', noProxy: undefined });
    expect(choose(new URL('http://a.test'))).toBeUndefined();
  });
});
