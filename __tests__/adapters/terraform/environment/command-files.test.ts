import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findCommandFiles, type PathRules } from '../../../../src/adapters/terraform/environment/command-files.ts';

const FOLDER = '/runner/_temp/_runner_file_commands';
const KNOWN = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];

function found(env: Readonly<Record<string, string | undefined>>, rules: PathRules = path.posix): readonly string[] {
  return [...findCommandFiles(env, rules === path.win32 ? 'D:\\a\\infra' : '/checkout/infra', rules)].sort();
}

describe('the variables that name a command file', () => {
  it('are the known ones, wherever they point and whether or not they do', () => {
    const env = Object.fromEntries(KNOWN.map((name, index) => [name, index === 0 ? '' : `/${index}/file`]));
    expect(found(env)).toEqual([...KNOWN].sort());
  });

  it('are those that point into a folder of a known one, directly', () => {
    expect(
      found({
        GITHUB_OUTPUT: '/cmd/out_1',
        GITHUB_ARTIFACTS: '/cmd/artifacts_1',
        ROUNDABOUT: '/cmd/../cmd/./x',
        FROM_HERE: '../../cmd/x',
        THE_FOLDER: '/cmd',
        BELOW: '/cmd/sub/x',
        PATH: '/usr/bin:/cmd/x',
        EMPTY: '',
        UNSET: undefined,
      }),
    ).toEqual(['FROM_HERE', 'GITHUB_ARTIFACTS', 'GITHUB_OUTPUT', 'ROUNDABOUT']);
  });

  it("are those that point into the runner's folder, though no known one does", () => {
    expect(found({ GITHUB_ARTIFACTS: `${FOLDER}/artifacts_1`, HOME: '/runner' })).toEqual(['GITHUB_ARTIFACTS']);
  });

  it('are not all that lie in the root, when a known one does', () => {
    expect(found({ GITHUB_OUTPUT: '/out', PATH: '/bin' })).toEqual(['GITHUB_OUTPUT']);
  });

  it('are found on Windows in any case and with any separator', () => {
    const env = {
      Github_Output: 'D:\\a\\_temp\\_Runner_File_Commands\\set_output_1',
      GITHUB_ARTIFACTS: 'd:/A/_TEMP/_runner_file_commands/artifacts_1',
      RUNNER_TEMP: 'D:\\a\\_temp',
    };
    expect(found(env, path.win32)).toEqual(['GITHUB_ARTIFACTS', 'Github_Output']);
    expect(found({ GITHUB_ENV: 'D:\\cmd\\env', NEW: 'd:/CMD/new' }, path.win32)).toEqual(['GITHUB_ENV', 'NEW']);
  });

  it('are found whatever they are called and however their files are named', () => {
    const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,20}$/).filter((called) => called !== 'OUTSIDE');
    const part = fc.stringMatching(/^[a-z0-9_]{1,12}$/);
    fc.assert(
      fc.property(name, part, part, fc.constantFrom(...KNOWN), (called, folder, file, known) => {
        const rest = { [called]: `/${folder}/commands/${file}`, OUTSIDE: `/${folder}/other/${file}` };
        const names = new Set([called, known]);
        expect(found({ ...rest, [known]: `/${folder}/commands/known` })).toEqual([...names].sort());
        expect(found({ [called]: `/${folder}/_runner_file_commands/${file}` })).toEqual([called]);
      }),
    );
  });
});
