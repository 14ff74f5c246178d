/** Text that tries to be more than text once it stands in Markdown. */
import fc from 'fast-check';

const FRAGMENTS = [
  ...['`', '``', '```', '`````', '~~~', '\n```\n', '\r```\r', '\n\n', '\n', '\r', '\r\n', '\t', ' ', '    '],
  ...['|', '\\|', '\\', '\n|---|\n', '<br>', '</details>', '\n\n</details>\n\n', '<details>', '<img src=x>', '</sub>'],
  ...['<!-- lockstep:1 infra -->', '\n<!-- lockstep:1 infra -->\n', '-->', '<!--'],
  ...['@octo/admins', '\n@ana\n', '#1', 'https://evil.example', '[click](https://evil.example)', '![x](y)'],
  ...['\n# ', '\n> [!CAUTION]\n> ', '\n- ', '\n1. ', '**', '_', '&#64;ana', '$', "'", '"', ';', 'x', 'y.z'],
  // They turn text round, or have no width.
  ...['\u202E', '\u2066', '\u200B', '\u200D', '\uFEFF', '\u00AD', '\u0085', '\u2028', '\u{E0041}', '\u3164'],
  ...['GH-12', 'deadbeefdeadbeef', 'www.evil.example', ':tada:', '1. ', '+ x', '~~', '\n---\n', '\n===\n'],
];

/** Names that every object has: what is looked up by them in a literal is found. */
const INHERITED = ['constructor', 'toString', '__proto__'];

export const hostileText = fc.oneof(
  {
    arbitrary: fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 8 }).map((all) => all.join('')),
    weight: 20,
  },
  fc.constantFrom(...INHERITED),
);
