import { describe, expect, it } from 'vitest';

import { proxySettingsOf } from '../../../../src/adapters/aws/network/proxies.ts';

const NONE = { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined };
const TERRAFORM = { name: 'terraform', version: undefined } as const;

type Env = Readonly<Record<string, string>>;

describe('the proxies of a backend', () => {
  it.each<[Partial<typeof NONE> | object, Env, object]>([
    [{}, {}, NONE],
    [{}, { HTTP_PROXY: 'a', HTTPS_PROXY: 'b', NO_PROXY: 'c' }, { httpProxy: 'a', httpsProxy: 'b', noProxy: 'c' }],
    [{}, { http_proxy: 'a', https_proxy: 'b', no_proxy: 'c' }, { httpProxy: 'a', httpsProxy: 'b', noProxy: 'c' }],
    [{}, { HTTPS_PROXY: 'a', https_proxy: 'b' }, { ...NONE, httpsProxy: 'a' }],
    [{}, { HTTPS_PROXY: '', https_proxy: 'b' }, { ...NONE, httpsProxy: 'b' }],
    [{}, { HTTP_PROXY: 'a' }, { ...NONE, httpProxy: 'a' }],
    [{ httpProxy: 'x' }, {}, { ...NONE, httpProxy: 'x', httpsProxy: 'x' }],
    [{ httpProxy: 'x' }, { HTTPS_PROXY: 'b' }, { ...NONE, httpProxy: 'x', httpsProxy: 'b' }],
    [{ httpProxy: 'x', httpsProxy: '' }, { HTTPS_PROXY: 'b' }, { ...NONE, httpProxy: 'x', httpsProxy: '' }],
    [{ httpProxy: '' }, { HTTP_PROXY: 'a' }, { ...NONE, httpProxy: '', httpsProxy: '' }],
    [{ httpsProxy: 'y', noProxy: 'z' }, { NO_PROXY: 'c' }, { ...NONE, httpsProxy: 'y', noProxy: 'z' }],
  ])('are of %j in %j: %j', (block, env, expected) => {
    expect(proxySettingsOf({ ...NONE, ...block }, { env, tool: TERRAFORM })).toEqual(expected);
  });

  it('are one for HTTP alone to OpenTofu', () => {
    const tool = { name: 'tofu', version: undefined } as const;
    expect(proxySettingsOf({ ...NONE, httpProxy: 'x' }, { env: {}, tool })).toEqual({ ...NONE, httpProxy: 'x' });
  });
});
