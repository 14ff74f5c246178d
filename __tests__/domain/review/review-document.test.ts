import { describe, expect, it } from 'vitest';

import { parseReview, renderReview } from '../../../src/domain/review/review-document.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { createReview } from '../../support/fakes/factories.ts';

const REVIEW = createReview({
  resources: [
    {
      address: 'aws_sqs_queue.jobs',
      actions: ['delete', 'create'],
      digest: 'd',
      leaves: ['l', 'm'],
      settings: [{ attribute: 'n', becomes: ['m'], gone: ['g'] }],
      shown: [{ path: 'p', text: 't', digest: 'x' }],
    },
  ],
  outputs: [{ address: 'url', actions: ['update'], digest: 'e', leaves: [], settings: [], shown: [] }],
});

const TAKEN_BACK = {
  runUrl: 'https://github.com/octo/infra/actions/runs/118/attempts/1',
  since: '2026-11-21T10:00:00Z',
};

const bytes = (json: unknown): Uint8Array =>
  new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json));

describe('a review', () => {
  it.each<[string, Review]>([
    ['a plan on a snapshot', REVIEW],
    ['a repository whose id is not known', { ...REVIEW, repositoryId: undefined }],
    ['values that vary', { ...REVIEW, varying: [{ what: 'resource', address: 'a.b', attributes: ['c'] }] }],
    ['a plan of a tool that is known', { ...REVIEW, madeBy: { tool: 'tofu', version: '1.12.6' } }],
    ['a plan that was taken back', { ...REVIEW, takenBack: TAKEN_BACK }],
    ['a plan that destroys everything', { ...REVIEW, isDestroy: true }],
    ['one of these that was taken back', { ...REVIEW, isDestroy: true, takenBack: TAKEN_BACK }],
    ['a plan on nothing', { ...REVIEW, plannedOn: 'no-state', snapshot: undefined }],
    ['a plan on a state that cannot be read', { ...REVIEW, snapshot: { serial: undefined, lineage: undefined } }],
  ])('of %s is read as it was written', (_, review) => {
    expect(parseReview(renderReview(review))).toEqual({ kind: 'review', review });
  });

  it('of a plan that destroys everything is of a version that no earlier Lockstep counts', () => {
    for (const takenBack of [undefined, TAKEN_BACK]) {
      const written = renderReview({ ...REVIEW, isDestroy: true, takenBack });
      expect(JSON.parse(new TextDecoder().decode(written))).toMatchObject({ version: 4, record: { version: 2 } });
    }
    const { version } = JSON.parse(new TextDecoder().decode(renderReview(REVIEW))) as { readonly version: number };
    expect(version).toBe(2);
  });

  it('of the first version is read, without what that did not have', () => {
    const { version, prNumber, headSha, runUrl, plannedAt, plannedOn, snapshot, salt } = { ...REVIEW, version: 1 };
    const change = { address: 'a.b', actions: ['create'], digest: 'd', leaves: ['l'] };
    const first = {
      version,
      repository: 'octo/infra',
      prNumber,
      headSha,
      runUrl,
      plannedAt,
      plannedOn,
      snapshot,
      salt,
    };
    expect(parseReview(bytes({ ...first, resources: [change], outputs: [] }))).toMatchObject({
      kind: 'review',
      review: {
        version: 1,
        repositoryId: undefined,
        madeBy: undefined,
        resources: [{ ...change, settings: undefined, shown: [] }],
        varying: [],
      },
    });
  });

  it.each([7, {}, { tool: 'tofu' }])('is read where it tells of its tool in another way: %j', (madeBy) => {
    const json = JSON.parse(new TextDecoder().decode(renderReview(REVIEW))) as object;

    expect(parseReview(bytes({ ...json, madeBy }))).toEqual({ kind: 'review', review: REVIEW });
  });

  it('that was taken back is of a version that an earlier Lockstep refuses', () => {
    const taken = JSON.parse(new TextDecoder().decode(renderReview({ ...REVIEW, takenBack: TAKEN_BACK }))) as object;
    expect(taken).toMatchObject({ version: 3, record: { version: 2 } });
    expect(taken).not.toHaveProperty('leaves');
    // None counts that says so of itself, or of which it is not said how long it stood.
    for (const json of [
      { ...REVIEW, takenBack: TAKEN_BACK },
      { ...taken, takenBack: undefined },
    ]) {
      expect(parseReview(bytes(json))).toMatchObject({ kind: 'unreadable' });
    }
  });

  it('writes no leaf twice', () => {
    expect(new TextDecoder().decode(renderReview(REVIEW)).match(/"m"/g)).toHaveLength(1);
  });

  it('knows a repository by the number of its id, too', () => {
    expect(parseReview(bytes({ ...REVIEW, repositoryId: 1296269 }))).toMatchObject({
      review: { repositoryId: '1296269' },
    });
  });

  it('of a later version is known as such, whatever else is in it', () => {
    expect(parseReview(bytes({ version: 5, resources: 'other' }))).toEqual({ kind: 'newer', version: 5 });
  });

  it.each([
    ['no JSON', 'rubbish', 'it is no JSON'],
    ['nothing', '', 'it is no JSON'],
    ['another document', { tickets: [] }, 'version'],
    ['without a field', { ...REVIEW, salt: undefined }, 'salt'],
    ['with a change that is none', { ...REVIEW, resources: [{ address: 1 }] }, 'resources.0.address'],
    ['of version 0', { ...REVIEW, version: 0 }, 'version'],
  ])('that is %s is unreadable, and why is said', (_, json, why) => {
    const reading = parseReview(bytes(json));
    expect(reading.kind).toBe('unreadable');
    expect(JSON.stringify(reading)).toContain(why);
  });
});
