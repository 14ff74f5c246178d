import type { Inputs } from '../../../config/inputs.ts';

export function planArguments(inputs: Inputs): readonly string[] {
  return [
    ...variables(inputs),
    ...inputs.target.map((address) => `-target=${address}`),
    ...inputs.replace.map((address) => `-replace=${address}`),
    ...(inputs.refresh ? [] : ['-refresh=false']),
    ...parallelism(inputs),
  ];
}

/** A look at what is there knows neither targets nor replacements. */
export function refreshArguments(inputs: Inputs): readonly string[] {
  return ['-refresh-only', ...variables(inputs), ...parallelism(inputs)];
}

export function parallelism(inputs: Inputs): readonly string[] {
  return inputs.parallelism === undefined ? [] : [`-parallelism=${inputs.parallelism}`];
}

/** A variable's value may be a secret that GitHub does not know: the log names the variable only. */
export function withoutValue(argument: string): string {
  return argument.replace(
    /^(-var=[^=]*=|-backend-config=(?:access_key|secret_key|token|sse_customer_key)=)[^]*$/,
    '$1…',
  );
}

function variables(inputs: Inputs): readonly string[] {
  return [
    ...inputs['var-file'].map((file) => `-var-file=${file}`),
    ...inputs.var.map((variable) => `-var=${variable}`),
  ];
}
