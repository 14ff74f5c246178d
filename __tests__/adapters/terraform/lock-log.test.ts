import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { openLockLog, parseLocksTried } from '../../../src/adapters/terraform/lock-log.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

/** Lines as Terraform 1.11 writes them with TF_LOG_CORE=INFO. */
const ATTEMPT =
  '2026-11-21T15:28:22.503Z [INFO]  backend-s3: Attempting to lock remote state (S3 Native and DynamoDB)...: tf_backend.lock.id=64da8309-cb62-30da-2d58-69abf3992832 tf_backend.lock.info="" tf_backend.lock.operation=OperationTypePlan tf_backend.lock.path=tfstate/lesson-17/prod/terraform.tfstate tf_backend.lock.version=1.11.4 tf_backend.lock.who=runner@fv-az1';
const LOCKED = ATTEMPT.replace('Attempting to lock', 'Locked');
const UNLOCKED = ATTEMPT.replace('Attempting to lock', 'Unlocked');
const PLAIN = '2026-11-21T15:28:22.411Z [INFO]  Terraform version: 1.11.4';
/** The same with TF_LOG=JSON. */
const JSON_ATTEMPT =
  '{"@level":"info","@message":"Attempting to lock remote state (DynamoDB only)...","@module":"backend-s3","@timestamp":"2026-11-21T15:28:22.503000Z","tf_backend.lock.id":"64da8309-cb62-30da-2d58-69abf3992832","tf_backend.lock.operation":"OperationTypeApply"}';

const ID = '64da8309-cb62-30da-2d58-69abf3992832';

describe('the locks that Terraform has tried to take', () => {
  it.each([
    ['text', ATTEMPT, '2026-11-21T15:28:22.503Z'],
    ['JSON', JSON_ATTEMPT, '2026-11-21T15:28:22.503000Z'],
    ['text of a machine elsewhere', ATTEMPT.replace('503Z', '503+0100'), '2026-11-21T15:28:22.503+0100'],
  ])('are read from %s, with the time', (_, line, at) => {
    expect(parseLocksTried([PLAIN, line, PLAIN])).toEqual([{ id: ID, at }]);
  });

  it.each(['(S3 Native only)', '(DynamoDB only)', '(S3 Native and DynamoDB)'])(
    'are those of every place: %s',
    (where) => {
      expect(parseLocksTried([ATTEMPT.replace('(S3 Native and DynamoDB)', where)])).toHaveLength(1);
    },
  );

  it('are named once each: neither that one was had nor that it was given back names it again', () => {
    expect(parseLocksTried([ATTEMPT, LOCKED, UNLOCKED])).toHaveLength(1);
  });

  it('are in their order, those included that were not had', () => {
    const second = ATTEMPT.replaceAll('64da8309', 'aaaa0002');
    expect(parseLocksTried([ATTEMPT, UNLOCKED, second]).map(({ id }) => id.slice(0, 8))).toEqual([
      '64da8309',
      'aaaa0002',
    ]);
  });

  it.each([
    ['', []],
    ['half a line', [ATTEMPT.slice(0, 80)]],
    ['a line of another tool', ['Attempting to lock remote state']],
  ])('are none in a log with nothing of the kind: %s', (_, lines) => {
    expect(parseLocksTried(lines)).toEqual([]);
  });
});

describe('the log while it is written', () => {
  it('tells of none before it is there, and then of those in it', () => {
    const file = join(folder(), 'terraform.log');
    const readTried = openLockLog(file);
    expect(readTried()).toEqual([]);
    writeFileSync(file, `${PLAIN}\n${ATTEMPT}\n`);
    expect(readTried().map(({ id }) => id)).toEqual([ID]);
  });

  it('is read on from where the last look ended, and what was found stays found', () => {
    const file = join(folder(), 'terraform.log');
    writeFileSync(file, `${ATTEMPT}\n`);
    const readTried = openLockLog(file);
    readTried();
    appendFileSync(file, `${PLAIN}\n${ATTEMPT.replace('64da8309', 'aaaa0002')}\n`);
    const found = readTried();
    expect(found.map(({ id }) => id.slice(0, 8))).toEqual(['64da8309', 'aaaa0002']);
    expect(readTried()).toEqual(found);
  });

  it('may be cut anywhere by a look: a line counts once it is whole', () => {
    const file = join(folder(), 'terraform.log');
    const readTried = openLockLog(file);
    for (const part of [ATTEMPT.slice(0, 120), ATTEMPT.slice(120, 140), ATTEMPT.slice(140)]) {
      appendFileSync(file, part);
      expect(readTried()).toEqual([]);
    }
    appendFileSync(file, '\n');
    expect(readTried()).toEqual([{ id: ID, at: '2026-11-21T15:28:22.503Z' }]);
  });
});
