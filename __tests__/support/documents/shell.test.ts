import { describe, expect, it } from 'vitest';

import { commandsIn } from './shell.ts';

describe('the commands of a script', () => {
  it.each<[string, readonly (readonly string[])[]]>([
    [
      'npm ci && npm test',
      [
        ['npm', 'ci'],
        ['npm', 'test'],
      ],
    ],
    ['a | b; c & d', [['a'], ['b'], ['c'], ['d']]],
    ['a \\\n  --flag "two words" \'$x\'', [['a', '--flag', 'two words', '$x']]],
    ['# a comment\nls # another\necho a#b', [['ls'], ['echo', 'a#b']]],
    ['X=1 Y="$(date)" env -i', [['date'], ['env', '-i']]],
    [
      'X=$(a "$(b c)")',
      [
        ['b', 'c'],
        ['a', '$()'],
      ],
    ],
    ['a >out 2>&1 <in', [['a']]],
    ['for x in $(ls); do rm "$x"; done', [['ls'], ['rm', '$x']]],
    [
      'if ! test -f a; then exit 1; fi',
      [
        ['test', '-f', 'a'],
        ['exit', '1'],
      ],
    ],
    ["cat <<'END' | sort\nnot a command\nEND\nls", [['cat'], ['sort'], ['ls']]],
    ['f() { g; }', [['f'], ['g']]],
  ])('%j', (script, commands) => {
    expect(commandsIn(script)).toEqual(commands);
  });
});
