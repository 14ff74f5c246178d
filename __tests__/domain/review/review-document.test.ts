import { describe, expect, it } from 'vitest';

import { parseReview, renderReview } from '../../../src/domain/review/review-document.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { createReview } from '../../support/fakes/factories.ts';

const REVIEW = createReview({
  resources: [{ address: 'aws_sqs_queue.jobs', actions: ['delete', 'create'], digest: 'd', leaves: ['l', 'm'] }],
  outputs: [{ address: 'url', actions: ['update'], digest: 'e', leaves: [] }],
});

const bytes = (json: unknown): Uint8Array =>
  new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json));

describe('a review', () => {
  it.each<[string, Review]>([
    ['a plan on a snapshot', REVIEW],
    ['a plan on nothing', { ...REVIEW, plannedOn: 'no-state', snapshot: undefined }],
    ['a plan on a state that cannot be read', { ...REVIEW, snapshot: { serial: undefined, lineage: undefined } }],
  ])('of %s is read as it was written', (_, review) => {
    expect(parseReview(renderReview(review))).toEqual({ kind: 'review', review });
  });

  it('of a later version is known as such, whatever else is in it', () => {
    expect(parseReview(bytes({ version: 2, resources: 'other' }))).toEqual({ kind: 'newer', version: 2 });
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
