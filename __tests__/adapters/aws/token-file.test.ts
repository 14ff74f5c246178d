import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { isRenewable, readTokenExpiry, renewTokenFile } from '../../../src/adapters/aws/token-file.ts';
import { ACTIONS_ISSUER, idToken, startIdTokenServer, type IdTokenServer } from '../../support/aws/id-token-server.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const file = (): string => join(folder(), 'token');

let server: IdTokenServer;
let masked: string[];
beforeEach(async () => {
  server = await startIdTokenServer();
  masked = [];
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** A token of GitHub's for AWS that is about to expire, unless a test says otherwise. */
function write(claims: { readonly exp?: number; readonly iss?: string } = {}): string {
  const token = idToken({ exp: secondsFromNow(30), iss: ACTIONS_ISSUER, aud: 'sts.amazonaws.com', ...claims });
  writeFileSync(file(), token, { mode: 0o600 });
  return token;
}

function renew(env: Readonly<Record<string, string>> = server.env): Promise<boolean> {
  return renewTokenFile(file(), {
    env,
    mask: (secret) => {
      masked.push(secret);
    },
  });
}

describe('a token that is about to expire', () => {
  it('gives way to a fresh one for the same audience, which is kept out of the log', async () => {
    write();
    expect(await renew()).toBe(true);
    expect(server.audiences).toEqual(['sts.amazonaws.com']);
    expect(readFileSync(file(), 'utf8')).toBe(server.tokens[0]);
    expect(masked).toEqual(server.tokens);
  });

  it('may have a list of audiences, of which the first counts', async () => {
    const payload = Buffer.from(
      JSON.stringify({ exp: secondsFromNow(30), iss: ACTIONS_ISSUER, aud: ['one', 'other'] }),
    ).toString('base64url');
    writeFileSync(file(), `e30.${payload}.c2ln\n`);
    expect(await renew()).toBe(true);
    expect(server.audiences).toEqual(['one']);
  });

  it('has expired already, and is renewed all the same', async () => {
    write({ exp: secondsFromNow(-3600) });
    expect(await renew()).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('leaves the file as private as it was, and nothing beside it', async () => {
    write();
    chmodSync(file(), 0o640);
    await renew();
    expect(statSync(file()).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder())).toEqual(['token']);
  });

  it('stays when GitHub gives no other, and that is an error', async () => {
    const before = write();
    await expect(renew({ ...server.env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'wrong' })).rejects.toThrow('it answered 401');
    expect(readFileSync(file(), 'utf8')).toBe(before);
    expect(masked).toEqual([]);
  });
});

describe('a file that is left alone', () => {
  it('holds a token that lasts for two more minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    write({ exp: secondsFromNow(122) });
    expect(await renew()).toBe(false);
    write({ exp: secondsFromNow(120) });
    expect(await renew()).toBe(true);
    vi.useRealTimers();
  });

  it.each([
    'https://accounts.google.com',
    'https://token.actions.githubusercontent.com.evil.example',
    'https://evil.example/?https://token.actions.githubusercontent.com',
    'http://token.actions.githubusercontent.com',
    'https://gitlab.example',
  ])('holds a token of another issuer: %s', async (iss) => {
    const before = write({ iss });
    expect(await renew()).toBe(false);
    expect(await isRenewable(file(), server.env)).toBe(false);
    expect(readFileSync(file(), 'utf8')).toBe(before);
    expect(server.audiences).toEqual([]);
  });

  it.each([
    'https://token.actions.githubusercontent.com/octo-enterprise',
    'https://token.actions.octo.ghe.com',
    'https://github.example/_services/token',
  ])('is none when an enterprise’s GitHub has issued it: %s', async (iss) => {
    write({ iss });
    expect(await isRenewable(file(), server.env)).toBe(true);
    expect(await renew()).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ['no address', ['ACTIONS_ID_TOKEN_REQUEST_URL']],
    ['no token', ['ACTIONS_ID_TOKEN_REQUEST_TOKEN']],
    ['neither', ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']],
  ])('is of a workflow that may not ask for tokens: %s', async (_, missing) => {
    write();
    const env = Object.fromEntries(Object.entries(server.env).filter(([name]) => !missing.includes(name)));
    expect(await renew(env)).toBe(false);
    expect(await isRenewable(file(), env)).toBe(false);
    expect(await isRenewable(file(), { ...server.env, [missing[0] ?? '']: '' })).toBe(false);
  });

  it.each(['', 'no token', 'a.b.c', `e30.${Buffer.from('{"exp":"soon"}').toString('base64url')}.c2ln`])(
    'is no token that says anything of itself: %j',
    async (text) => {
      writeFileSync(file(), text);
      expect(await renew()).toBe(false);
      expect(await readTokenExpiry(file())).toBeUndefined();
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );

  it('is not there', async () => {
    expect(await renew()).toBe(false);
    expect(await readTokenExpiry(file())).toBeUndefined();
    expect(await isRenewable(file(), server.env)).toBe(false);
  });
});

it('a token says when it expires', async () => {
  write({ exp: 1_795_000_000 });
  expect(await readTokenExpiry(file())).toEqual(new Date(1_795_000_000_000));
});
