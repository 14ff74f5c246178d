import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Made anew for each run: certificates that nobody outside of it trusts, for whatever host a client asks. */
export interface Authority extends AsyncDisposable {
  /** The authority's own certificate, PEM. */
  readonly certificate: string;
  pairFor(host: string): Promise<{ readonly key: Buffer; readonly cert: Buffer }>;
  contextFor(host: string): Promise<SecureContext>;
}

/** Needs `openssl` on the PATH: Node makes keys, but no certificates. */
export async function openAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-authority-'));
  const at = (name: string): string => join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await run('openssl', [
    ...['req', '-x509', ...newKey, '-subj', '/CN=wire', '-keyout', at('ca.key'), '-out', at('ca.pem')],
    ...['-addext', 'basicConstraints=critical,CA:TRUE'],
  ]);
  const certificate = await readFile(at('ca.pem'), 'utf8');
  const pairs = new Map<string, ReturnType<Authority['pairFor']>>();
  const make: Authority['pairFor'] = async (host) => {
    const name = at(host.replaceAll(/[^\w.-]/g, '_'));
    const kind = /^[\d.]+$|:/.test(host) ? 'IP' : 'DNS';
    await writeFile(`${name}.ext`, `subjectAltName=${kind}:${host}\nbasicConstraints=CA:FALSE\n`);
    await run('openssl', ['req', ...newKey, '-subj', '/CN=place', '-keyout', `${name}.key`, '-out', `${name}.csr`]);
    await run('openssl', [
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
      ...['-CAserial', `${name}.srl`, '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    ]);
    const [key, cert] = await Promise.all([readFile(`${name}.key`), readFile(`${name}.pem`)]);
    return { key, cert };
  };
  const pairFor: Authority['pairFor'] = (host) => {
    const pair = pairs.get(host) ?? make(host);
    pairs.set(host, pair);
    return pair;
  };
  return {
    certificate,
    pairFor,
    contextFor: async (host) => createSecureContext(await pairFor(host)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
