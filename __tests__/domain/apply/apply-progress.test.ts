import { describe, expect, it } from 'vitest';

import { keepWhatIsSaved, readApplyProgress } from '../../../src/domain/apply/apply-progress.ts';
import type { ChangeAction } from '../../../src/domain/plan/plan.ts';
import type { StateContent } from '../../../src/domain/state/state.ts';
import { createChange } from '../../support/fakes/factories.ts';

type Changes = readonly (readonly [address: string, action: ChangeAction])[];

function progressOf(changes: Changes, ...lines: readonly string[]): ReturnType<typeof readApplyProgress> {
  const text = lines.map((line) => `${line}\n`).join('');
  return readApplyProgress(
    changes.map(([address, action]) => createChange({ address, action })),
    text,
  );
}

/** As Terraform 1.11 prints it with -no-color, of a module with three kinds of changes that failed half-way. */
const REAL = String.raw`
Plan: 3 to add, 2 to change, 3 to destroy.
terraform_data.again: Destroying... [id=ef2ad26b-31c8-fda3-1a96-3a43b5682d72]
terraform_data.again: Destruction complete after 0s
terraform_data.said: Destroying... [id=8da89b32-4492-404f-23bd-0a35ce5648df]
terraform_data.again: Creating...
terraform_data.again: Creation complete after 0s [id=abaf859c-7251-eff7-1dcf-e0aa5518a7d1]
terraform_data.said: Destruction complete after 0s
terraform_data.said: Creating...
terraform_data.swap: Creating...
terraform_data.each["a\"b"]: Modifying... [id=68c6faf3-51db-9137-3ab7-641940634f60]
terraform_data.swap: Creation complete after 0s [id=3baeb8c5-fba3-d05d-3bf7-173b0a5f4d19]
module.m["x: y"].terraform_data.each["ä"]: Modifying... [id=ead0814d-c639-a4d1-2730-5f500e2115d9]
terraform_data.swap (deposed object 89c4d0b4): Destroying... [id=5304fd7c-8fa1-573f-932c-fe63aec50c85]
terraform_data.swap: Destruction complete after 0s
terraform_data.each["a\"b"]: Modifications complete after 0s [id=68c6faf3-51db-9137-3ab7-641940634f60]
terraform_data.said: Provisioning with 'local-exec'...
terraform_data.said (local-exec): Executing: ["/bin/sh" "-c" "echo 'terraform_data.never: Creating...'; exit 1"]
terraform_data.said (local-exec): terraform_data.never: Creating...
terraform_data.said (local-exec): terraform_data.never: Creation complete after 0s [id=x]
module.m["x: y"].terraform_data.each["ä"]: Still modifying... [id=ead0814d-c639-a4d1-2730-5f500e2115d9, 10s elapsed]
`;

describe('how far an apply has come', () => {
  it('is read from what Terraform prints, whatever it does and whatever its programs say', () => {
    const changes: Changes = [
      ['terraform_data.again', 'replace'],
      ['terraform_data.said', 'replace'],
      ['terraform_data.swap', 'replace'],
      ['terraform_data.each["a\\"b"]', 'update'],
      ['module.m["x: y"].terraform_data.each["ä"]', 'update'],
      ['terraform_data.never', 'create'],
    ];
    expect(progressOf(changes, REAL)).toEqual({
      finished: ['terraform_data.again', 'terraform_data.swap', 'terraform_data.each["a\\"b"]'],
      inFlight: ['terraform_data.said', 'module.m["x: y"].terraform_data.each["ä"]'],
      notBegun: ['terraform_data.never'],
    });
  });

  it('is nowhere when it has printed nothing', () => {
    expect(progressOf([['a.b', 'create']])).toEqual({ finished: [], inFlight: [], notBegun: ['a.b'] });
  });

  it.each<[ChangeAction, string, string]>([
    ['create', 'Creating...', 'Creation complete after 2s [id=1]'],
    ['update', 'Modifying... [id=1]', 'Modifications complete after 1m2s [id=1]'],
    ['delete', 'Destroying... [id=1]', 'Destruction complete after 0s'],
    ['create-and-forget', 'Creating...', 'Creation complete after 2s [id=1]'],
  ])('is told by the begin and the end of a %s', (action, begins, ends) => {
    const changes: Changes = [['a.b', action]];
    expect(progressOf(changes, `a.b: ${begins}`)).toMatchObject({ inFlight: ['a.b'], finished: [] });
    expect(progressOf(changes, `a.b: ${begins}`, `a.b: ${ends}`)).toMatchObject({ inFlight: [], finished: ['a.b'] });
  });

  it('has finished a replacement only with both of its parts, in either order', () => {
    const changes: Changes = [['a.b', 'replace']];
    const destroyed = ['a.b: Destroying... [id=1]', 'a.b: Destruction complete after 0s'];
    const created = ['a.b: Creating...', 'a.b: Creation complete after 0s [id=2]'];
    expect(progressOf(changes, ...destroyed).inFlight).toEqual(['a.b']);
    expect(progressOf(changes, ...created).inFlight).toEqual(['a.b']);
    expect(progressOf(changes, ...destroyed, ...created).finished).toEqual(['a.b']);
    expect(progressOf(changes, ...created, ...destroyed).finished).toEqual(['a.b']);
  });

  it.each<ChangeAction>(['read', 'forget', 'no-op'])('does not count a %s, which changes nothing', (action) => {
    expect(progressOf([['a.b', action]], 'a.b: Reading...')).toEqual({ finished: [], inFlight: [], notBegun: [] });
  });

  it('knows an instance whose key looks like the words behind it', () => {
    const address = 'a.b["x: Creating..."]';
    expect(progressOf([[address, 'create']], `${address}: Creating...`).inFlight).toEqual([address]);
    expect(progressOf([[address, 'create']], `${address}: Creation complete after 0s`).finished).toEqual([address]);
  });

  it.each([
    ['a program of a resource quotes them', 'a.c (local-exec): a.b: Creation complete after 0s [id=x]'],
    ['another address ends alike', 'module.m.a.b: Creation complete after 0s [id=x]'],
    ['another address begins alike', 'a.b2: Creation complete after 0s [id=x]'],
    ['they stand in the plan', '  # a.b: Creation complete after 0s'],
    ['they are in the middle of a sentence', 'a.b: said Creation complete after 0s'],
    ['the last word is another', 'a.b: Creation completely failed'],
  ])('takes nothing for its own when %s', (_, line) => {
    expect(progressOf([['a.b', 'create']], line)).toEqual({ finished: [], inFlight: [], notBegun: ['a.b'] });
  });

  // The plan names such an object `a.b (deposed 1a2b3c4d)`, and the apply names it `a.b (deposed object 1a2b3c4d)`, and
  // only `a.b` at its end. A gap that is known, to be turned round as soon as the two are told apart.
  it('does not tell an object that an earlier apply has left deposed from the one in its place', () => {
    const changes: Changes = [
      ['a.b', 'update'],
      ['a.b (deposed 1a2b3c4d)', 'delete'],
    ];
    const lines = [
      'a.b: Modifying... [id=2]',
      'a.b (deposed object 1a2b3c4d): Destroying... [id=1]',
      'a.b: Destruction complete after 0s',
    ];
    expect(progressOf(changes, ...lines)).toEqual({
      finished: ['a.b'],
      inFlight: [],
      notBegun: ['a.b (deposed 1a2b3c4d)'],
    });
  });
});

describe('what an apply that may have dropped work has finished', () => {
  const saved = (address: string, action: ChangeAction, state: StateContent | undefined): boolean => {
    const told = { finished: [address, 'a.other'], inFlight: ['a.doing'], notBegun: ['a.never'] };
    const changes = [createChange({ address, action }), createChange({ address: 'a.other', action: 'update' })];
    const kept = keepWhatIsSaved(told, changes, state);
    expect([...kept.finished, ...kept.inFlight].sort()).toEqual([address, 'a.doing', 'a.other'].sort());
    expect(kept.notBegun).toEqual(['a.never']);
    expect(kept.inFlight).toEqual(expect.arrayContaining(['a.other', 'a.doing']));
    return kept.finished.includes(address);
  };
  const stateWith = (...addresses: readonly string[]): StateContent => ({
    kind: 'plain',
    serial: 42,
    lineage: 'x',
    instances: addresses.map((address) => ({
      address,
      type: 'a',
      provider: 'p',
      id: 'i',
      idIsSecret: false,
      attributes: '{}',
    })),
  });

  it.each<[ChangeAction, readonly string[], boolean]>([
    ['create', ['a.b'], true],
    ['create', [], false],
    ['create', ['a.b (deposed 1a2b3c4d)', 'a.b2', 'module.m.a.b'], false],
    ['delete', [], true],
    ['delete', ['a.b'], false],
    ['delete', ['a.b (deposed 1a2b3c4d)'], false],
    ['delete', ['a.b2'], true],
    ['update', ['a.b'], false],
    ['replace', ['a.b'], false],
    ['create-and-forget', ['a.b'], false],
  ])('is what its state shows: %s with %j there: %s', (action, there, expected) => {
    expect(saved('a.b', action, stateWith(...there))).toBe(expected);
  });

  it.each([undefined, { kind: 'opaque', serial: 3 } as const])('is not known where the state is %j', (state) => {
    for (const action of ['create', 'delete', 'update'] as const) expect(saved('a.b', action, state)).toBe(false);
  });
});
