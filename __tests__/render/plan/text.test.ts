import { describe, expect, it } from 'vitest';

import { toDiff } from '../../../src/render/plan/text.ts';

/** Each as Terraform 1.11 prints it. */
describe("Terraform's text as a difference", () => {
  it('has the signs first, and for a change the sign that is coloured', () => {
    expect(toDiff('  + a\n  - b\n  ~ c\n-/+ d\n  +/- e\n    plain - text')).toBe(
      '+   a\n-   b\n!   c\n-/+ d\n+/-   e\n    plain - text',
    );
  });

  it('has no list of YAML in a new text for a removal', () => {
    const text = [
      '      + user_data = <<-EOT',
      '            packages:',
      '              - nginx',
      '              - curl',
      '        EOT',
      '      - size      = 1 -> null',
    ].join('\n');
    expect(toDiff(text).split('\n')).toEqual([
      '+       user_data = <<-EOT',
      '            packages:',
      '              - nginx',
      '              - curl',
      '        EOT',
      '-       size      = 1 -> null',
    ]);
  });

  it('has what changes in a text that changes, and no list of YAML beside it', () => {
    const text = [
      '          ~ "yaml"   = <<-EOT',
      '              - replicas: 2',
      '              + replicas: 3',
      '                image:',
      '                  - name: web',
      '              -   tag: "1.0"',
      '                ports:',
      '                  - 80',
      '              +   - 443',
      '            EOT',
      '          - "b" = 1 -> null',
    ].join('\n');
    expect(toDiff(text).split('\n')).toEqual([
      '!           "yaml"   = <<-EOT',
      '-               replicas: 2',
      '+               replicas: 3',
      '                image:',
      '                  - name: web',
      '-                 tag: "1.0"',
      '                ports:',
      '                  - 80',
      '+                 - 443',
      '            EOT',
      '-           "b" = 1 -> null',
    ]);
  });

  it('has the signs of what stands behind a text of several lines that stays', () => {
    expect(toDiff('        script = <<-EOT\n            - a\n        EOT\n      + b = 1')).toBe(
      '        script = <<-EOT\n            - a\n        EOT\n+       b = 1',
    );
  });
});
