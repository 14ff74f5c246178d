import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BadInput, brief, RunFailure } from '../../src/domain/failure.ts';
import { Cancelled } from '../../src/domain/apply/aftermath.ts';
import { PrStateInUse } from '../../src/domain/state/snapshot.ts';
import { StateLocked } from '../../src/domain/turn/holder.ts';
import { StateNotSaved } from '../../src/domain/turn/freeze.ts';
import {
  createAddress,
  createAftermath,
  createHolder,
  createInstance,
  createNotSaved,
  createTurnHolder,
} from '../support/fakes/factories.ts';

describe('a failure that the user can act on', () => {
  it.each([
    [new BadInput(['a', 'b']), 'bad-input'],
    [new StateLocked(createHolder(), 0), 'state-locked'],
    [new StateNotSaved(createNotSaved()), 'state-not-saved'],
    [new Cancelled('plan'), 'cancelled'],
    [new PrStateInUse(createAddress(), []), 'pr-state-in-use'],
  ])('has a reason from the closed list: %s', (failure, reason) => {
    expect(failure).toBeInstanceOf(RunFailure);
    expect(failure.reason).toBe(reason);
  });

  it('says every problem with the inputs', () => {
    expect(new BadInput(['refresh must be true or false.', 'tool is wrong.'])).toMatchObject({
      message: 'refresh must be true or false.\ntool is wrong.',
      problems: ['refresh must be true or false.', 'tool is wrong.'],
    });
  });

  it('says which lock is held and how long it was waited for', () => {
    expect(new StateLocked(createHolder(), 1_200_000).message).toBe(
      'the state lock of tfstate/lesson-17/prod/terraform.tfstate is still held after a wait of 20 min',
    );
  });

  it('says whose turn it still is', () => {
    expect(new StateLocked(createTurnHolder(), 1_200_000).message).toBe(
      'the turn on tfstate/lesson-17/prod/terraform.tfstate is still held after a wait of 20 min',
    );
  });

  it('says that it was not to wait', () => {
    expect(new StateLocked(createHolder(), 0).message).toBe(
      'the state lock of tfstate/lesson-17/prod/terraform.tfstate is held, and lock-timeout says not to wait',
    );
  });

  it.each([
    ['in its copy', {}, 'recorded in tfstate/prod/t.tfstate.errored-20261121T103000Z only. Put that in its place'],
    ['on the runner', { copyKey: undefined }, 'recorded in /w/errored.tfstate only. Put that in its place'],
  ])('says where the only record of an apply is, and what to do first: %s', (_, freeze, words) => {
    const { message } = new StateNotSaved(createNotSaved({ freeze }));
    expect(message).toMatch(/^Terraform could not save the state of tfstate\/lesson-17\/prod\/terraform\.tfstate: /);
    expect(message).toContain(words);
  });

  it.each([
    ['in its copy', {}, 'It is kept in tfstate/prod/t.tfstate.errored-20261121T103000Z'],
    ['with its run', { copyKey: undefined }, 'It is kept in errored.tfstate or the log of https://github.com/'],
  ])('says which earlier apply stands in the way, and where its record is: %s', (_, freeze, words) => {
    const { message } = new StateNotSaved(createNotSaved({ isEarlier: true, erroredStateFile: undefined, freeze }));
    expect(message).toContain('an earlier apply (https://github.com/octo/infra/actions/runs/117) could not save');
    expect(message).toContain(words);
  });

  it('says that the record is in the log at best when there is no file of it', () => {
    const { message } = new StateNotSaved(
      createNotSaved({ erroredStateFile: undefined, freeze: { copyKey: undefined } }),
    );
    expect(message).toMatch(/^Terraform could not save .* recorded in errored\.tfstate or the log of https:.* only\./);
  });

  it('knows the aftermath of a cancel only once there is one', () => {
    expect(new Cancelled('apply')).toMatchObject({
      message: 'the run was cancelled during apply',
      aftermath: undefined,
    });
    expect(new Cancelled('apply', createAftermath()).aftermath).toEqual(createAftermath());
  });

  it.each([
    [1, /holds 1 managed instance that production's state does not know$/],
    [2, /holds 2 managed instances that production's state does not know$/],
    [0, /was written by somebody other than Lockstep and cannot be compared with production's$/],
  ])('counts what lies in a PR state that is in use: %d', (count, message) => {
    const instances = Array.from({ length: count }, () => createInstance());

    expect(new PrStateInUse(createAddress(), instances).message).toMatch(message);
  });
});

describe('a text that is told briefly', () => {
  it.each([
    ['all of it', 9, 'all of it'],
    ['all of it', 8, 'all of …'],
    ['all of it', 6, 'all of …'],
    ['all of it', 5, 'all …'],
    ['https://example.org/a/b and more', 10, '…'],
    ['see https://example.org/a/b', 12, 'see …'],
    ['', 3, ''],
  ])('%j in %d characters is %j', (text, most, told) => {
    expect(brief(text, most)).toBe(told);
  });

  const words = fc.array(fc.stringMatching(/^[a-z0-9/:.-]{1,40}$/), { minLength: 1, maxLength: 30 });

  it('holds whole words alone, in their order, and all that fit', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 300 }), (all, most) => {
        const text = all.join(' ');
        const told = brief(text, most);
        if (text.length <= most) {
          expect(told).toBe(text);
          return;
        }
        const kept = told
          .replace(/ ?…$/, '')
          .split(' ')
          .filter((word) => word !== '');
        expect(kept).toEqual(all.slice(0, kept.length));
        expect(all.slice(0, kept.length + 1).join(' ').length).toBeGreaterThan(most);
      }),
    );
  });
});
