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

  it.each([
    ['that forces a replacement', '      ~ a = <<-EOT # forces replacement', '        EOT'],
    ['that is gone', '      - a = <<-EOT', '        EOT -> null'],
    ['that is not known yet', '      ~ a = <<-EOT', '        EOT -> (known after apply)'],
    ['of which both is so', '      ~ a = <<-EOT', '        EOT -> (known after apply) # forces replacement'],
    ['in a list', '      ~ <<-EOT', '        EOT,'],
    ['gone from a list', '      - <<-EOT', '        EOT -> null,'],
    ['that stays', '        a = <<-EOT', '        EOT'],
  ])('has the signs of what stands behind a text of several lines %s, and none of its own', (_, begin, end) => {
    const own = ['            cat <<EOT', '            EOT', '            - two'];
    const shown = toDiff([begin, ...own, end, '      - lost = 1 -> null'].join('\n')).split('\n');
    expect(shown.slice(1)).toEqual([...own, end, '-       lost = 1 -> null']);
  });

  it('takes no text in quotes for the begin of one of several lines', () => {
    expect(toDiff('  + a = "x <<EOT # y"\n  - b = 1').split('\n')[1]).toBe('-   b = 1');
  });
});
