import { describe, expect, it } from 'vitest';

import {
  givesVariables,
  planArguments,
  refreshArguments,
  withPlanVariables,
} from '../../../../src/adapters/terraform/commands/arguments.ts';
import { createInputs } from '../../../support/fakes/factories.ts';
import { parseToolVersion } from '../../../../src/domain/stack/tool.ts';

const toolOf = (printed: string) => parseToolVersion(printed) ?? expect.fail();

describe('destroy', () => {
  it('is an argument of the plan that is reviewed and applied, and of no look at what has changed', () => {
    const inputs = createInputs({ destroy: true, refresh: false });
    expect(planArguments(inputs)).toEqual(['-destroy', '-refresh=false']);
    expect(refreshArguments(inputs)).toEqual(['-refresh-only']);
    expect(planArguments(createInputs())).toEqual([]);
  });
});

describe('variables that TF_CLI_ARGS_plan gives', () => {
  it.each([
    ['-var-file=prod.tfvars -refresh=false', '-var-file=prod.tfvars'],
    [`-compact-warnings -var 'a=b c' --var="d=\\"e f\\"" -out=x`, `-var 'a=b c' --var="d=\\"e f\\""`],
    [`-var-file my\\ vars.tfvars '-var=a=-var'`, `-var-file my\\ vars.tfvars '-var=a=-var'`],
  ])('stand before those of the apply of its plan, as they are written: %s', (line, words) => {
    const tool = toolOf('OpenTofu v1.12.6');
    expect(withPlanVariables(tool, { TF_CLI_ARGS_plan: line })).toEqual({ TF_CLI_ARGS_apply: words });
    const both = { TF_CLI_ARGS_plan: line, TF_CLI_ARGS_apply: '-parallelism=2' };
    expect(withPlanVariables(tool, both)).toEqual({ TF_CLI_ARGS_apply: `${words} -parallelism=2` });
    expect(givesVariables(both)).toBe(true);
  });

  it('are none of an apply that refuses variables, nor is what gives none', () => {
    const env = { TF_CLI_ARGS_plan: '-var-file=prod.tfvars' };
    for (const old of ['Terraform v1.9.8', 'OpenTofu v1.10.10'])
      expect(withPlanVariables(toolOf(old), env)).toEqual({});
    const other = { TF_CLI_ARGS_plan: '-variety=1 -refresh=false -target=a.var' };
    expect(withPlanVariables(toolOf('Terraform v1.11.4'), other)).toEqual({});
    expect(givesVariables(other)).toBe(false);
  });
});
