import { describe, expect, it } from 'vitest';

import { begunProcessOutput, concealProcessOutput } from '../../../src/domain/secrets/process-output.ts';

const BEFORE = 'Error: failed to refresh cached credentials, process provider error: ';
const AFTER = ", error: invalid character 'h' looking for beginning of value\n\nmore";

describe('what a credential_process has printed', () => {
  it.each([
    ['as it is', 'parse failed of process output: hunter2hunter2 not json\n', AFTER],
    ['between wrapped words', 'parse\nfailed of process output:\nhunter2hunter2\n', AFTER],
    ['in a frame', 'parse\n│ failed of process output: hunter2hunter2\n│ ', AFTER],
    ['over several lines', 'parse failed of process output: hunter2hunter2\n\nhunter2hunter2, also', AFTER],
    ['in an event', String.raw`parse\nfailed of process output: hunter2hunter2\n`, String.raw`,\nerror: x"}`],
    ['when the end of the words does not come', 'parse failed of process output: hunter2hunter2', ''],
  ])('is taken out of the words of Terraform about it, %s', (_, quoted, after) => {
    const shown = concealProcessOutput(BEFORE + quoted + after);
    expect(shown).not.toContain('hunter2');
    expect(shown).toMatch(/process output: \(sensitive\)/);
    expect(shown.startsWith(BEFORE)).toBe(true);
    expect(shown.endsWith(after)).toBe(true);
  });

  it('is held back as long as more of it may come, wherever the text is cut', () => {
    const quoted = `${BEFORE}parse\nfailed of process output: hunter2hunter2`;
    const whole = `${quoted}${AFTER}`;
    for (let at = 1; at < whole.length; at += 1) {
      const first = whole.slice(0, at);
      const held = begunProcessOutput(first);
      const shown = concealProcessOutput(first.slice(0, first.length - held));
      expect(shown).not.toMatch(/hunter|parse\sfailed of process output:(?! \(sensitive\))/);
      // What is shown already is no beginning of a quotation whose rest would be shown as it is.
      expect(concealProcessOutput(whole.slice(first.length - held)) + shown).not.toContain('hunter');
    }
  });

  it('leaves other words alone', () => {
    const text = 'the process printed its output: 1, error: none; parse failed';
    expect(concealProcessOutput(text)).toBe(text);
    expect(begunProcessOutput('a process of its own.')).toBe(0);
  });
});
