import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { noteTakenOver, openHandover, readHandover } from '../../src/adapters/handover.ts';
import type { CommandRecord } from '../../src/adapters/terraform/commands/command-record.ts';
import { ToolFailed } from '../../src/domain/stack/tool-failed.ts';
import { PROD } from '../support/fakes/fake-backend.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const file = (): string => join(folder(), 'handover.json');
const TURN = { address: PROD, key: 'prod', ticketId: 'ticket-1', lockId: 'lock-1' } as const;

function command(name: string, overrides: Partial<CommandRecord> = {}): CommandRecord {
  return {
    name,
    mark: { kind: 'detached', pid: 4711, startedAt: '123456', exitFile: `/files/${name}.exit` },
    stdoutFile: `/files/${name}.stdout`,
    stderrFile: `/files/${name}.stderr`,
    prints: 'events',
    startedAtMs: 1_795_000_000_000,
    erroredBefore: 'absent',
    interrupted: false,
    read: { stdout: 12, stderr: 0 },
    ...overrides,
  };
}

describe('what main leaves for post', () => {
  it('is nothing before it has come to anything', () => {
    openHandover(folder());
    expect(readHandover(folder())).toBeUndefined();
  });

  it('is on disk when a note returns, and every note keeps those before it', () => {
    const handover = openHandover(folder());
    handover.noteTurn(TURN);
    expect(readHandover(folder())).toEqual({ turn: TURN });
    handover.noteCommand(command('plan'));
    expect(readHandover(folder())).toEqual({ turn: TURN, command: command('plan') });
    handover.noteCancelled(86_400_500);
    expect(readHandover(folder())).toEqual({
      turn: TURN,
      command: command('plan'),
      cancelledAtMs: 86_400_500,
    });
  });

  it('is the state from which an apply begins, with the pull requests that it carries', () => {
    const handover = openHandover(folder());
    const carried = [{ number: 42, headSha: 'b'.repeat(40), mergedAt: '2026-11-21T10:00:00Z', branch: 'dev' }];
    handover.noteBegunOn({ kind: 'no-state' }, carried);
    expect(readHandover(folder())).toEqual({ begunOn: { kind: 'no-state' }, carried });
  });

  it('is the last turn and the last command', () => {
    const handover = openHandover(folder());
    handover.noteTurn(TURN);
    handover.noteTurn({ ...TURN, ticketId: 'ticket-2' });
    handover.noteCommand(command('init'));
    handover.noteCommand(command('plan', { interrupted: true, read: { stdout: 400, stderr: 7 } }));
    expect(readHandover(folder())).toEqual({
      turn: { ...TURN, ticketId: 'ticket-2' },
      command: command('plan', { interrupted: true, read: { stdout: 400, stderr: 7 } }),
    });
  });

  it('is no command any more once that has ended, and the last apply even then', () => {
    const handover = openHandover(folder());
    handover.noteCommand(command('apply'));
    handover.noteCommand(undefined);
    expect(readHandover(folder())).toEqual({ apply: command('apply') });
    handover.noteCommand(command('show', { prints: 'data' }));
    expect(readHandover(folder())).toEqual({ apply: command('apply'), command: command('show', { prints: 'data' }) });
  });

  it('knows a command of Windows by its number alone', () => {
    const attached = command('apply', { mark: { kind: 'attached', pid: 4711 } });
    openHandover(folder()).noteCommand(attached);
    expect(readHandover(folder())?.command).toEqual(attached);
  });

  it.skipIf(process.platform === 'win32')('is for nobody else to read, and leaves no half-written file behind', () => {
    const handover = openHandover(folder());
    handover.noteTurn(TURN);
    handover.noteTurn(TURN);
    expect(readdirSync(folder())).toEqual(['handover.json']);
    expect(statSync(file()).mode & 0o077).toBe(0);
  });

  it('that cannot be written is the disk’s fault and says so, and the next note holds it all', () => {
    const handover = openHandover(folder());
    rmSync(folder(), { recursive: true });
    expect(() => {
      handover.noteTurn(TURN);
    }).toThrow(ToolFailed);
    expect(() => {
      noteTakenOver(folder());
    }).toThrow(/ENOENT.*See to the disk of the runner/);
    mkdirSync(folder());
    handover.noteDone();
    expect(readHandover(folder())).toEqual({ turn: TURN, done: true });
  });

  it('is never half of a note: one that was being written counts for nothing', () => {
    const handover = openHandover(folder());
    handover.noteTurn(TURN);
    const before = readFileSync(file(), 'utf8');
    writeFileSync(`${file()}.part`, 'half');
    expect(readFileSync(file(), 'utf8')).toBe(before);
    expect(readHandover(folder())).toEqual({ turn: TURN });
  });
});

describe('a file that post cannot read', () => {
  it.each(['', '{"turn":', 'null', '{"turn":{}}', '{"command":{"name":"apply"}}', '{"cancelledAtMs":"now"}'])(
    'is a defect, and not nothing: %j',
    (text) => {
      writeFileSync(file(), text);
      expect(() => readHandover(folder())).toThrow();
    },
  );

  it('may say more than this version knows', () => {
    writeFileSync(file(), JSON.stringify({ turn: TURN, later: true }));
    expect(readHandover(folder())).toMatchObject({ turn: TURN });
  });
});

describe('main and post, which may be at work at the same time', () => {
  it('know each other: main is noted, and that it has come to its end', () => {
    const handover = openHandover(folder());
    const main = { pid: 4711, startedAt: '123456' };
    handover.noteMain(main, { TF_WORKSPACE: 'blue' });
    handover.noteTurn(TURN);
    handover.noteDone();
    const settings = { TF_WORKSPACE: 'blue' };
    expect(readHandover(folder())).toEqual({ main, settings, turn: TURN, done: true });
  });

  it('main sees that post has begun, and whatever it notes afterwards leaves that', () => {
    const handover = openHandover(folder());
    expect(handover.isTakenOver()).toBe(false);
    noteTakenOver(folder());
    noteTakenOver(folder());
    handover.noteTurn(TURN);
    expect(handover.isTakenOver()).toBe(true);
  });
});
