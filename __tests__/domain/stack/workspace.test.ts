import { describe, expect, it } from 'vitest';

import { Refused } from '../../../src/domain/failure.ts';
import { chooseWorkspace, isWorkspaceName, passOverSelected } from '../../../src/domain/stack/workspace.ts';

describe('the workspace of a run', () => {
  it.each([
    { input: undefined, variable: undefined, name: 'default', namedBy: undefined },
    { input: undefined, variable: '', name: 'default', namedBy: undefined },
    { input: undefined, variable: 'red', name: 'red', namedBy: 'TF_WORKSPACE' },
    { input: 'blue', variable: 'red', name: 'blue', namedBy: 'the input workspace' },
  ])('is that of the input, else that of TF_WORKSPACE, else the default one: %j', ({ input, variable, ...chosen }) => {
    expect(chooseWorkspace({ input, variable })).toEqual(chosen);
  });
});

describe('a workspace that is selected in the checkout', () => {
  const file = '.terraform/environment';

  it('is no matter when it is that of the run', () => {
    expect(passOverSelected({ name: 'default', namedBy: undefined }, { selected: 'default', file })).toBeUndefined();
    expect(passOverSelected({ name: 'blue', namedBy: 'TF_WORKSPACE' }, { selected: 'blue', file })).toBeUndefined();
  });

  it('is passed over, and that is said, when somebody has named another one', () => {
    expect(passOverSelected({ name: 'blue', namedBy: 'TF_WORKSPACE' }, { selected: 'red', file })).toBe(
      '.terraform/environment selects the workspace red; this run is for blue, as TF_WORKSPACE says.',
    );
  });

  it('is refused, with the line to set, when nobody has named any', () => {
    const refused = (): unknown => passOverSelected({ name: 'default', namedBy: undefined }, { selected: 'red', file });
    expect(refused).toThrow(Refused);
    expect(refused).toThrow(/\.terraform\/environment .*`workspace: red` .*`workspace: default`/);
  });
});

describe('the name of a workspace', () => {
  it.each(['default', 'a:b', 'a&b$c', 'x'.repeat(90), 'blue-2', '_x'])('may be %s', (name) => {
    expect(isWorkspaceName(name)).toBe(true);
  });

  it.each(['', '.', '..', 'a/b', 'a b', 'é', '%2F', 'a%2Fb', '-x', 'a"b', "a'b", 'a\\b', 'a\nb'])(
    'may not be %j',
    (name) => {
      expect(isWorkspaceName(name)).toBe(false);
    },
  );
});
