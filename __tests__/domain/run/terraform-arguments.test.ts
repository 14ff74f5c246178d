import { describe, expect, it } from 'vitest';

import { findForbiddenArguments } from '../../../src/domain/run/terraform-arguments.ts';

describe('an argument that switches the state lock off', () => {
  it.each([
    '-lock=false',
    '--lock=false',
    '-lock=0',
    '-lock=f',
    '-lock=F',
    '-lock=FALSE',
    '-lock=False',
    '-lock=',
    '"-lock=false"',
    "'-lock=false'",
    '-lock="false"',
    '-lo"ck=fal"se',
    '-lock=fal\\se',
    '-no-color -lock=false',
    '-no-color\t-lock=false\n',
    '-lock=true -lock=false',
  ])('%j is found', (value) => {
    expect(findForbiddenArguments({ TF_CLI_ARGS: value })).toHaveLength(1);
  });

  it.each(['-lock=true', '-lock', '--lock=true', '-lock=1', '-lock=t', '-lock=T', '-lock=TRUE', '-lock=True'])(
    '%s is not one',
    (value) => {
      expect(findForbiddenArguments({ TF_CLI_ARGS: value })).toEqual([]);
    },
  );

  it('is named with its variable, and what to do about it', () => {
    expect(findForbiddenArguments({ TF_CLI_ARGS_plan: '-parallelism=5 -lock=false' })).toEqual([
      'TF_CLI_ARGS_plan holds -lock=false: Lockstep never runs Terraform without its state lock. Take it out.',
    ]);
  });
});

describe('an argument that points Terraform at another state', () => {
  it.each(['-state=other.tfstate', '-state other.tfstate', '--state-out=x', '-backup=-', '-migrate-state'])(
    '%s is found',
    (value) => {
      expect(findForbiddenArguments({ TF_CLI_ARGS_apply: value })).toEqual([
        expect.stringMatching(/^TF_CLI_ARGS_apply holds -.* would point Terraform at another state\. Take it out\.$/),
      ]);
    },
  );
});

describe('an argument that has everything destroyed', () => {
  it.each(['-destroy', '--destroy', '-destroy=true', "'-destroy=1'"])('%s is found: no page would say so', (value) => {
    for (const name of ['TF_CLI_ARGS', 'TF_CLI_ARGS_plan', 'TF_CLI_ARGS_apply']) {
      expect(findForbiddenArguments({ [name]: value })).toEqual([
        expect.stringMatching(new RegExp(`^${name} holds --?destroy.* Use the input destroy: true\\.$`)),
      ]);
    }
  });

  it.each(['-destroy=false', '-destroyer', '-var=x=-destroy'])('%s is none', (value) => {
    expect(findForbiddenArguments({ TF_CLI_ARGS_plan: value })).toEqual([]);
  });
});

describe('the variables that are looked at', () => {
  it('are TF_CLI_ARGS and every TF_CLI_ARGS_<command>, with one sentence per problem', () => {
    const problems = findForbiddenArguments({
      TF_CLI_ARGS: '-lock=false -state=a',
      TF_CLI_ARGS_plan: '-lock=0',
      TF_CLI_ARGS_state_pull: '-lock=f',
    });

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'TF_CLI_ARGS holds -lock=false',
      'TF_CLI_ARGS holds -state=a',
      'TF_CLI_ARGS_plan holds -lock=0',
      'TF_CLI_ARGS_state_pull holds -lock=f',
    ]);
  });

  it('are no others: a variable may say what it likes', () => {
    const env = {
      TF_VAR_args: '-lock=false',
      MY_TF_CLI_ARGS: '-lock=false',
      TF_CLI_ARGSX: '-lock=false',
      tf_cli_args: '-lock=false',
      TF_CLI_CONFIG_FILE: '-lock=false',
    };

    expect(findForbiddenArguments(env)).toEqual([]);
  });

  it('may be empty, unset, or hold harmless arguments', () => {
    const env = {
      TF_CLI_ARGS: undefined,
      TF_CLI_ARGS_init: '',
      TF_CLI_ARGS_plan: '-lock-timeout=5m -var=lock=false -refresh=false -statement=1',
    };

    expect(findForbiddenArguments(env)).toEqual([]);
  });
});
