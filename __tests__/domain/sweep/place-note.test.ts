import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../src/domain/json.ts';
import {
  describePlace,
  noteKey,
  noteOf,
  notesPrefix,
  ownerOf,
  readNote,
  renderNote,
  type NoteReading,
  type Place,
} from '../../../src/domain/sweep/place-note.ts';

const OWNER = '1296269';
const PLACE: Place = {
  owner: OWNER,
  prNumber: 42,
  directory: 'network',
  bucket: 'states',
  prodKey: 'network/prod/terraform.tfstate',
  template: '{dir}/pr-{pr}/{file}',
  workspace: 'default',
  workspaceKeyPrefix: 'env:',
  lock: { lockfile: true, table: { kind: 'table', table: 'locks', region: 'eu-central-1' } },
};
/** Where the root module has production now: the key was another one before. */
const NOW = { bucket: 'states', key: 'net/terraform.tfstate', path: 'net/terraform.tfstate' };

function read(place: Place, more: Partial<Parameters<typeof readNote>[0]> = {}): NoteReading {
  const body = renderNote(place, 'https://github.com/octo/infra/actions/runs/1/attempts/1');
  return readNote({
    key: noteKey(place),
    body,
    bucket: 'states',
    owner: OWNER,
    prNumber: 42,
    production: [NOW],
    table: 'locks',
    ...more,
  });
}

const text = (body: string): Uint8Array => new TextEncoder().encode(body);

describe('the note of a place', () => {
  it('leads back to where the pull request has its state, and where production has its', () => {
    expect(read(PLACE)).toEqual({
      kind: 'place',
      place: PLACE,
      prod: { bucket: 'states', key: PLACE.prodKey, path: PLACE.prodKey },
      pr: {
        bucket: 'states',
        key: 'network/prod/pr-42/terraform.tfstate',
        path: 'network/prod/pr-42/terraform.tfstate',
      },
    });
    const staging = read({ ...PLACE, workspace: 'staging' });
    expect(staging).toMatchObject({ pr: { path: 'env:/staging/network/prod/pr-42/terraform.tfstate' } });
    if (staging.kind !== 'place') return expect.unreachable();
    expect(describePlace(staging)).toBe(
      'env:/staging/network/prod/pr-42/terraform.tfstate (lock in table locks and lockfile)',
    );
  });

  it('has one key for one place, whatever the order in which it is told, and another one for another place', () => {
    const turned = Object.fromEntries(Object.entries(PLACE).reverse()) as unknown as Place;
    expect(noteKey(turned)).toBe(noteKey(PLACE));
    const others: readonly Partial<Place>[] = [
      { prodKey: 'other' },
      { template: 'pulls/{pr}' },
      { workspace: 'staging' },
      { workspaceKeyPrefix: 'rooms' },
      { directory: 'dns' },
      { lock: { lockfile: true, table: undefined } },
      { lock: { lockfile: false, table: PLACE.lock.table } },
    ];
    expect(new Set([PLACE, ...others.map((other) => ({ ...PLACE, ...other }))].map(noteKey)).size).toBe(8);
  });

  it('is found by repository and number, and nothing else is taken for one', () => {
    expect(noteOf(noteKey(PLACE), OWNER)).toBe(42);
    expect(noteKey(PLACE).startsWith(notesPrefix(OWNER, 42))).toBe(true);
    const digest = 'a'.repeat(32);
    for (const key of [
      `.lockstep/places/7/pr-42/${digest}.json`,
      `.lockstep/places/${OWNER}/pr-042/${digest}.json`,
      `.lockstep/places/${OWNER}/pr-42/../${digest}.json`,
      `.lockstep/places/${OWNER}/pr-9999999999/${digest}.json`,
      `.lockstep/places/${OWNER}/pr-42/${digest}.json.old`,
      `x/.lockstep/places/${OWNER}/pr-42/${digest}.json`,
    ]) {
      expect(noteOf(key, OWNER), key).toBeUndefined();
    }
  });

  it('belongs to the id of a repository, else to its name, which cannot be another one’s id', () => {
    expect(ownerOf({ repository: 'octo/infra', repositoryId: '7' })).toBe('7');
    expect(ownerOf({ repository: 'Octo/infra', repositoryId: undefined })).toBe('octo%2Finfra');
  });

  it.each<readonly [string, Partial<Place>, RegExp]>([
    ['another repository', { owner: '7' }, /names another repository/],
    ['another pull request', { prNumber: 43 }, /names pull request 43/],
    ['no number at all', { prNumber: 0 }, /place\.prNumber is not/],
    ['another bucket', { bucket: 'theirs' }, /names the bucket theirs/],
    ['production', { prodKey: 'x/y', template: 'net/{pr}/../terraform.tfstate' }, /no key that Terraform/],
    ['production by a template without a number', { template: 'net/terraform.tfstate' }, /has no \{pr\}/],
    ['production of the same note', { prodKey: 'x/42', template: 'x/{pr}' }, /is the prod key/],
    ['the lock of production', { prodKey: 'a-42', template: 'a-{pr}.tflock' }, /belongs to the lock/],
    ['a folder', { template: 'pulls/{pr}/' }, /no object key/],
    ['a key that leads up', { prodKey: '../../other/terraform.tfstate' }, /place\.prodKey is not/],
    ['a key that is cleaned', { prodKey: 'network/./terraform.tfstate' }, /place\.prodKey is not/],
    ['a key of two lines', { prodKey: 'network\n/terraform.tfstate' }, /place\.prodKey is not/],
    ['no key', { prodKey: '' }, /place\.prodKey is not/],
    ['a key that is too long', { prodKey: 'x'.repeat(1000) }, /1024 bytes/],
    ['a workspace that leads up', { workspace: '..' }, /place\.workspace is not/],
    ['a workspace with a folder', { workspace: 'a/b' }, /place\.workspace is not/],
    ['a prefix that leads up', { workspace: 'w', workspaceKeyPrefix: 'env:/../..' }, /workspaceKeyPrefix is not/],
    ['the states of workspaces', { template: 'env:/{pr}/x' }, /is the state of a workspace/],
    ['no lock', { lock: { lockfile: false, table: undefined } }, /names no lock/],
    [
      'the table of another account',
      { lock: tableAt('arn:aws:dynamodb:eu-central-1:999999999999:table/locks') },
      /in the account 999999999999/,
    ],
    ['a table that is an address', { lock: tableAt('http://evil.example/?') }, /place\.lock\.table\.table is not/],
    [
      'a region that is a host',
      { lock: { lockfile: false, table: { kind: 'table', table: 'locks', region: 'evil.example#' } } },
      /place\.lock\.table\.region is not/,
    ],
  ])('is not followed where it is forged, to name %s', (_, forged, why) => {
    expect(read({ ...PLACE, ...forged })).toEqual({ kind: 'refused', why: expect.stringMatching(why) as string });
  });

  it.each<readonly [string, Place]>([
    ['the state of production', { ...PLACE, prodKey: 'x/y', template: 'net-{pr}/terraform.tfstate' }],
    ['what lies beside it', { ...PLACE, prodKey: 'x/y', template: 'net-{pr}/terraform.tfstate.tflock' }],
    ['the name beside which it lies', { ...PLACE, prodKey: 'x/y', template: 'net-{pr}/terraform' }],
  ])('is not followed to %s that the root module has now, by whatever template', (_, place) => {
    const path = 'net-42/terraform.tfstate';
    const production = [
      { bucket: 'states', key: path, path },
      { bucket: 'states', key: 'net-42/terraform.lockstep.json', path: 'net-42/terraform.lockstep.json' },
    ];
    expect(read(place)).toMatchObject({ kind: 'place' });
    expect(read(place, { production })).toEqual({
      kind: 'refused',
      why: expect.stringMatching(/production's state, or beside it/) as string,
    });
  });

  it.each<readonly [string, Uint8Array, RegExp]>([
    ['nothing', text(''), /no JSON/],
    ['half of a note', renderNote(PLACE, 'x').subarray(0, 40), /no JSON/],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00), /no JSON/],
    ['a list', text('[]'), /is not as Lockstep writes it/],
    ['no place', text('{"version":1}'), /place is not as/],
    ['more than a place', text(canonicalJson({ version: 1, place: { ...PLACE, also: 'x' } })), /place\.also is not/],
    ['a newer version', text(canonicalJson({ version: 2, place: PLACE })), /newer Lockstep/],
    ['more than any note', text(' '.repeat(20_000)), /longer than any note/],
    ['another place', renderNote({ ...PLACE, prodKey: 'network/other' }, 'x'), /name is that of another place/],
  ])('is not followed where it holds %s', (_, body, why) => {
    expect(read(PLACE, { body })).toEqual({ kind: 'refused', why: expect.stringMatching(why) as string });
  });
});

function tableAt(table: string): Place['lock'] {
  return { lockfile: false, table: { kind: 'table', table, region: 'eu-central-1' } };
}
