import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as tls from 'node:tls';
import { BackendUnusable } from '../../../domain/stack/backend.ts';
import type { Environment } from '../../../domain/environment.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a bundle, which then stand alone. `named` says which setting names it. */
export async function readBundle(path: string, named: string): Promise<readonly string[]> {
  let content: string;
  try {
    content = await readFile(path, 'latin1');
  } catch (cause) {
    throw new BackendUnusable(
      `the certificates of ${path} cannot be read (${String(cause)}). Correct ${named}, which names this file.`,
      { cause, isLasting: true },
    );
  }
  const found = content.match(CERTIFICATE);
  if (found === null) {
    throw new BackendUnusable(`there is no certificate in ${path}. Correct ${named}, which names this file.`, {
      isLasting: true,
    });
  }
  return found;
}

/** Where Go looks on Linux. Source: crypto/x509, root_linux.go. The first of these files that is there counts. */
const FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
/** All that lies in these folders counts as well. */
const FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

export interface SystemTrust {
  readonly env: Environment;
  /** What relative paths begin at: Terraform runs there. */
  readonly directory: string;
  readonly platform?: NodeJS.Platform;
}

/**
 * The certificates that a Go program trusts on this machine; undefined where only the system knows them. What Node
 * brings along counts no more for Terraform than NODE_EXTRA_CA_CERTS does.
 */
export function readSystemTrust({
  env,
  directory,
  platform = process.platform,
}: SystemTrust): readonly string[] | undefined {
  if (platform !== 'linux') return fromSystem();
  const found = new Set<string>();
  const keep = (content: string | undefined): boolean => {
    for (const certificate of content?.match(CERTIFICATE) ?? []) found.add(certificate);
    return content !== undefined;
  };
  const files = env['SSL_CERT_FILE'] ? [env['SSL_CERT_FILE']] : FILES;
  for (const file of files) if (keep(read(resolve(directory, file)))) break;
  const folders = env['SSL_CERT_DIR'] ? env['SSL_CERT_DIR'].split(':') : FOLDERS;
  for (const folder of folders) {
    const path = resolve(directory, folder);
    for (const name of namesIn(path)) keep(read(resolve(path, name)));
  }
  return [...found];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Terraform passes over what it cannot read, too.
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** On macOS and Windows Go asks the system. Older versions of Node cannot. */
function fromSystem(): readonly string[] | undefined {
  const ask = (tls as Partial<Pick<typeof tls, 'getCACertificates'>>).getCACertificates;
  const found = ask?.('system') ?? [];
  return found.length === 0 ? undefined : found;
}
