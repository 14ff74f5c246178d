import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  decidePrKey,
  describePrPaths,
  digestItemId,
  fillPrKeyTemplate,
  lockfileKey,
  lockItemId,
  firstReviewKey,
  parseReviewKey,
  reviewKey,
  statePath,
} from '../../../src/domain/state/keys.ts';
import { createAddress } from '../../support/fakes/factories.ts';

function prKeyOf(template: string, prodKey: string, prNumber: number) {
  return decidePrKey({ template, prodKey, prNumber, workspaceKeyPrefix: 'env:' });
}

const TEMPLATE = '{dir}/pr-{pr}/{file}';
const PROD = 'lesson-17/prod/terraform.tfstate';

describe('the names around a state', () => {
  const address = createAddress({ key: 'ws/t.tfstate', path: 'env:/pr9/ws/t.tfstate' });

  it('are those of Terraform, of the object and not of the key setting', () => {
    expect(lockItemId(address)).toBe('tfstate/env:/pr9/ws/t.tfstate');
    expect(digestItemId(address)).toBe('tfstate/env:/pr9/ws/t.tfstate-md5');
    expect(lockfileKey(address)).toBe('env:/pr9/ws/t.tfstate.tflock');
    const headSha = 'a1'.repeat(20);
    const key = `env:/pr9/ws/t.tfstate.${headSha}.review.json`;
    expect(reviewKey(address, headSha)).toBe(key);
    expect(parseReviewKey(key)).toEqual({ path: address.path, headSha });
    expect(parseReviewKey(firstReviewKey(address))).toEqual({ path: address.path, headSha: undefined });
    expect(parseReviewKey(address.path)).toBeUndefined();
  });
});

describe("the path of a workspace's state", () => {
  it.each([
    ['the key itself in the default workspace', 'a//b.tfstate', { name: 'default', keyPrefix: 'env:' }, 'a//b.tfstate'],
    ['under env: by default', 'ws/t.tfstate', { name: 'pr9', keyPrefix: 'env:' }, 'env:/pr9/ws/t.tfstate'],
    ['under the prefix that is set', 'ws/t.tfstate', { name: 'x', keyPrefix: 'wsp' }, 'wsp/x/ws/t.tfstate'],
    ['under its name alone with an empty prefix', 'ws/t.tfstate', { name: 'x', keyPrefix: '' }, 'x/ws/t.tfstate'],
    ['cleaned of doubled slashes', 'a//b.tfstate', { name: 'x', keyPrefix: 'env:' }, 'env:/x/a/b.tfstate'],
    ['cleaned of dots', './a/./b.tfstate', { name: 'x', keyPrefix: 'env:' }, 'env:/x/a/b.tfstate'],
    [
      "cleaned of a parent, as Go's path.Join does",
      'a/../b.tfstate',
      { name: 'x', keyPrefix: 'env:' },
      'env:/x/b.tfstate',
    ],
    ['under a nested prefix', 'k.tfstate', { name: 'x', keyPrefix: 'team/envs' }, 'team/envs/x/k.tfstate'],
  ])('is %s', (_, key, workspace, path) => {
    expect(statePath(key, workspace)).toBe(path);
  });
});

describe('the pr-state-key template', () => {
  it.each([
    ['a directory of its own beside production', TEMPLATE, PROD, 'lesson-17/prod/pr-42/terraform.tfstate'],
    ['the root when production has no directory', TEMPLATE, 'terraform.tfstate', 'pr-42/terraform.tfstate'],
    ['a fixed place', 'previews/{pr}.tfstate', PROD, 'previews/42.tfstate'],
    ['each placeholder wherever it stands', '{pr}/{file}/{pr}/{dir}', PROD, '42/terraform.tfstate/42/lesson-17/prod'],
    ['no leading slash', '/{dir}/{pr}/{file}', PROD, 'lesson-17/prod/42/terraform.tfstate'],
    ['no doubled slash', '{dir}//{pr}//{file}', PROD, 'lesson-17/prod/42/terraform.tfstate'],
    ['no dot segment', './{dir}/./{pr}/{file}', PROD, 'lesson-17/prod/42/terraform.tfstate'],
    [
      'what looks like a placeholder in the prod key as it is',
      TEMPLATE,
      '{pr}/{dir}.tfstate',
      '{pr}/pr-42/{dir}.tfstate',
    ],
    [
      'what looks like a replacement pattern in the prod key as it is',
      TEMPLATE,
      "$&/$'.tfstate",
      "$&/pr-42/$'.tfstate",
    ],
  ])('gives %s', (_, template, prodKey, key) => {
    expect(fillPrKeyTemplate(template, prodKey, 42)).toBe(key);
  });

  it('gives a key that may be used as it is', () => {
    expect(prKeyOf(TEMPLATE, PROD, 42)).toEqual({ kind: 'key', key: 'lesson-17/prod/pr-42/terraform.tfstate' });
  });
});

describe('the paths of all pull requests', () => {
  const DEFAULT = { name: 'default', keyPrefix: 'env:' };

  it.each([
    [TEMPLATE, DEFAULT, 'lesson-17/prod/pr-', 'lesson-17/prod/pr-42/terraform.tfstate'],
    ['previews/{pr}.tfstate', DEFAULT, 'previews/', 'previews/42.tfstate'],
    ['{pr}/{dir}/{pr}-{file}', DEFAULT, '', '42/lesson-17/prod/42-terraform.tfstate'],
    ['{dir}/pr+{pr}(x)/{file}', DEFAULT, 'lesson-17/prod/pr+', 'lesson-17/prod/pr+42(x)/terraform.tfstate'],
    [
      TEMPLATE,
      { name: 'eu', keyPrefix: 'ws' },
      'ws/eu/lesson-17/prod/pr-',
      'ws/eu/lesson-17/prod/pr-42/terraform.tfstate',
    ],
  ])('of %s begin alike, and tell whose they are', (template, workspace, prefix, path) => {
    const paths = describePrPaths(template, PROD, workspace);
    expect(paths.prefix).toBe(prefix);
    expect(paths.prNumberOf(path)).toBe(42);
    expect(paths.prNumberOf(path.replace('42', '042'))).toBeUndefined();
    expect(paths.prNumberOf(`${path}.review.json`)).toBeUndefined();
    expect(paths.prNumberOf(`x${path}`)).toBeUndefined();
    expect(paths.prNumberOf(PROD)).toBeUndefined();
  });

  it('do not belong to two pull requests', () => {
    expect(
      describePrPaths('{pr}/{dir}/{pr}-{file}', PROD, DEFAULT).prNumberOf('42/lesson-17/prod/43-terraform.tfstate'),
    ).toBeUndefined();
  });
});

describe('a PR key that may not be used', () => {
  const long = (bytes: number): string => `{pr}/${'k'.repeat(bytes - 3)}`;

  it.each([
    ['the prod key', 'a/{pr}.tfstate', 'a/42.tfstate', /that is the prod key\. A pull request may never touch it/],
    ['the prod key after cleaning', './a//{pr}.tfstate', 'a/42.tfstate', /that is the prod key/],
    ['the prod key when that is the unclean one', 'a/{pr}.tfstate', 'a//42.tfstate', /that is the prod key/],
    [
      "production's lockfile",
      'a/{pr}.tfstate.tflock',
      'a/42.tfstate',
      /belongs to the lock or the records of the prod/,
    ],
    ["production's digest", 'a/{pr}.tfstate-md5', 'a/42.tfstate', /belongs to the lock or the records of the prod/],
    ["production's queue item", 'a/{pr}.tfstate#lockstep', 'a/42.tfstate', /belongs to/],
    ["production's queue object", 'a/{pr}.tfstate.lockstep.json', 'a/42.tfstate', /belongs to/],
    ["production's review", 'a/{pr}.tfstate.review.json', 'a/42.tfstate', /belongs to/],
    ["production's review of a commit", `a/{pr}.tfstate.${'b'.repeat(40)}.review.json`, 'a/42.tfstate', /belongs to/],
    ['one whose own lockfile is production', 'a/{pr}', 'a/42.tflock', /belongs to/],
    ['one whose own digest is production', 'a/{pr}', 'a/42-md5', /belongs to/],
    ['one with a parent in it', '{dir}/../pr-{pr}/{file}', PROD, /a key with "\.\." in it is not allowed/],
    ['one with a parent from the prod key', TEMPLATE, 'a/../b/t.tfstate', /a key with "\.\." in it is not allowed/],
    ['a directory', '{dir}/pr-{pr}/', PROD, /that is no object key/],
    ['one of more than 1024 bytes', long(1025), PROD, /S3 allows 1024 bytes/],
    ['one of fewer than 1024 characters and more bytes', `{pr}/${'ü'.repeat(600)}`, PROD, /S3 allows 1024 bytes/],
    ['one that leaves no room for its lockfile', long(1020), PROD, /1024 bytes/],
  ])('is %s: says which template gave what, and why', (_, template, prodKey, why) => {
    const decision = prKeyOf(template, prodKey, 42);

    expect(decision.kind).toBe('refused');
    const reason = 'reason' in decision ? decision.reason : '';
    expect(reason).toMatch(why);
    expect(reason).toContain(`pr-state-key ${JSON.stringify(template)} gives `);
    expect(reason).toContain('for pull request 42: ');
  });

  it('is not one with room for the longest name beside it, which is that of a review', () => {
    const review = reviewKey({ bucket: '', key: '', path: '' }, 'a'.repeat(64)).length;

    expect(prKeyOf(long(940), PROD, 42).kind).toBe('key');
    expect(940 + review).toBeLessThanOrEqual(1024);
    expect(prKeyOf(long(1025 - review), PROD, 42).kind).toBe('refused');
  });

  it.each(['env:', 'teams', 'pull-requests', dirname(PROD)])(
    'is not one under %s, where the states of workspaces lie, and a template is named that is',
    (workspaceKeyPrefix) => {
      const template = `${workspaceKeyPrefix}/pr-{pr}/{file}`;
      const decision = decidePrKey({ template, prodKey: PROD, prNumber: 42, workspaceKeyPrefix });
      const reason = 'reason' in decision ? decision.reason : '';
      expect(reason).toContain(`everything under ${workspaceKeyPrefix}/, the workspace_key_prefix, is the state`);
      const named = /such as (\S+)\.$/.exec(reason)?.[1] ?? '';
      expect(decidePrKey({ template: named, prodKey: PROD, prNumber: 42, workspaceKeyPrefix }).kind).toBe('key');
    },
  );

  it('is not the state of a workspace where these have no prefix', () => {
    const refused = decidePrKey({
      ...{ template: 'pr-{pr}/{dir}/{file}', prodKey: PROD, prNumber: 42, workspaceKeyPrefix: '' },
    });
    expect('reason' in refused ? refused.reason : '').toContain('that is the state of a workspace');
    const allowed = { template: '{dir}/pr-{pr}/{file}', prodKey: PROD, prNumber: 42, workspaceKeyPrefix: '' };
    expect(decidePrKey(allowed).kind).toBe('key');
  });

  it.each(['a..b/{pr}.tfstate', '{dir}/..{pr}/{file}'])('is not %s, which only has two dots in a name', (template) => {
    expect(prKeyOf(template, PROD, 42).kind).toBe('key');
  });
});

describe('whatever the template, the prod key and the number', () => {
  const SUFFIXES = ['', '.tflock', '-md5', '#lockstep', '.lockstep.json', '.review.json'];
  const piece = fc.constantFrom('{dir}', '{file}', 'x', '4', '.', '..', '/', '/', '-', ...SUFFIXES);
  const pieces = fc.array(piece, { maxLength: 4 });
  const template = fc.tuple(pieces, pieces).map(([before, after]) => [...before, '{pr}', ...after].join(''));
  const prNumber = fc.integer({ min: 1, max: 60 });
  const plainKey = fc.array(fc.constantFrom('x', '4', '42', 'a/', './', '../', '-md5'), { minLength: 1, maxLength: 4 });
  /** Half of the prod keys are what the template gives, with or without one of the suffixes. */
  const situation = fc
    .tuple(template, prNumber, fc.constantFrom(...SUFFIXES), plainKey, fc.boolean())
    .map(([given, number, suffix, plain, near]): readonly [string, string] => [
      given,
      near
        ? given.replaceAll(/\{(dir|file)\}/g, 'x').replaceAll('{pr}', String(number)) + suffix
        : `${plain.join('')}k.tfstate`,
    ]);
  const clean = (key: string): string => key.replace(/^\/+/, '').replaceAll(/\/{2,}/g, '/');

  it('nothing that belongs to the PR key belongs to production', () => {
    let keys = 0;
    fc.assert(
      fc.property(situation, prNumber, ([given, prod], number) => {
        const decision = prKeyOf(given, prod, number);
        if (decision.kind === 'refused') return;
        keys += 1;
        const ours = SUFFIXES.map((suffix) => decision.key + suffix);
        const theirs = SUFFIXES.flatMap((suffix) => [prod + suffix, clean(prod) + suffix]);
        expect(ours.filter((key) => theirs.includes(key))).toEqual([]);
        expect(decision.key).not.toMatch(/^\/|\/$|\/\/|(^|\/)\.\.?(\/|$)/);
      }),
      { numRuns: 5000 },
    );
    expect(keys, 'the property is about something').toBeGreaterThan(500);
  });

  it('nothing that belongs to one pull request belongs to another, such as 4 and 42', () => {
    fc.assert(
      fc.property(situation, prNumber, prNumber, ([given, prod], one, other) => {
        fc.pre(one !== other);
        const [first, second] = [prKeyOf(given, prod, one), prKeyOf(given, prod, other)];
        if (first.kind === 'refused' || second.kind === 'refused') return;
        const theirs = SUFFIXES.map((suffix) => second.key + suffix);
        expect(SUFFIXES.map((suffix) => first.key + suffix).filter((key) => theirs.includes(key))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});
