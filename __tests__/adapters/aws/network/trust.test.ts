import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { readBundle, readSystemTrust } from '../../../../src/adapters/aws/network/trust.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const pem = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

function write(name: string, content: string): string {
  writeFileSync(join(folder(), name), content);
  return join(folder(), name);
}

function trustOf(env: Readonly<Record<string, string>>): readonly string[] | undefined {
  return readSystemTrust({ env, directory: folder(), platform: 'linux' });
}

describe('a bundle of certificates', () => {
  it('holds each of them', async () => {
    const path = write('ca.pem', `# ours\n${pem('one')}\n\n${pem('two')}\n`);
    expect(await readBundle(path, 'x')).toEqual([pem('one'), pem('two')]);
  });

  it('that is not there is told with the setting that names it', async () => {
    const path = join(folder(), 'nowhere.pem');
    await expect(readBundle(path, 'custom_ca_bundle of the backend')).rejects.toThrow(
      /^the certificates of .*nowhere\.pem cannot be read \(.*ENOENT.*\)\. Correct custom_ca_bundle of the backend, /,
    );
  });

  it('without a certificate is told with the setting, too', async () => {
    await expect(readBundle(write('ca.pem', 'x'), 'ca_bundle of the profile')).rejects.toThrow(
      /^there is no certificate in .*ca\.pem\. Correct ca_bundle of the profile, /,
    );
  });
});

describe('what a Go program trusts on Linux', () => {
  it('is what SSL_CERT_FILE and SSL_CERT_DIR name, be they relative, and nothing else', () => {
    write('one.pem', pem('one'));
    mkdirSync(join(folder(), 'more'));
    write('more/two.pem', pem('two'));
    const env = { SSL_CERT_FILE: 'one.pem', SSL_CERT_DIR: `/nowhere:${join(folder(), 'more')}` };
    expect(trustOf(env)).toEqual([pem('one'), pem('two')]);
  });

  it('comes once, by however many names it stands in a folder', () => {
    mkdirSync(join(folder(), 'certs'));
    write('certs/two.pem', pem('two'));
    symlinkSync('two.pem', join(folder(), 'certs/0a1b2c3d.0'));
    symlinkSync(write('one.pem', pem('one')), join(folder(), 'certs/outside.pem'));
    const found = trustOf({ SSL_CERT_FILE: '/nowhere', SSL_CERT_DIR: 'certs' });
    expect(new Set(found)).toEqual(new Set([pem('one'), pem('two')]));
    expect(found).toHaveLength(2);
  });

  it('is not what NODE_EXTRA_CA_CERTS names', () => {
    const env = { SSL_CERT_FILE: '/nowhere', SSL_CERT_DIR: '/nowhere', NODE_EXTRA_CA_CERTS: write('x.pem', pem('x')) };
    expect(trustOf(env)).toEqual([]);
  });
});
