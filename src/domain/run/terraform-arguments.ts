import type { Environment } from '../environment.ts';

const ELSEWHERE = ['state', 'state-out', 'backup', 'migrate-state', 'force-copy', 'backend', 'cloud', 'from-module'];

/**
 * Finds what `TF_CLI_ARGS*` may not hold: an argument that switches Terraform's lock off, one that points it at
 * another state, or one that makes a plan something else than its pages say. Returns one sentence per problem. Terraform splits these variables like a shell does, so quotes and
 * backslashes are taken out before the look.
 */
export function findForbiddenArguments(env: Environment): readonly string[] {
  return Object.entries(env)
    .filter(([name]) => /^TF_CLI_ARGS(?:_|$)/.test(name))
    .flatMap(([name, value]) => {
      const words = (value ?? '').replace(/["'\\]/g, '').split(/\s+/);
      return words.flatMap((word): string[] => {
        const flag = /^--?([a-z-]+)(?:=(.*))?$/.exec(word);
        if (flag?.[1] === 'lock' && !['1', 't', 'T', 'true', 'TRUE', 'True', undefined].includes(flag[2])) {
          return [`${name} holds ${word}: Lockstep never runs Terraform without its state lock. Take it out.`];
        }
        if (flag?.[1] !== undefined && ELSEWHERE.includes(flag[1])) {
          return [`${name} holds ${word}: it would point Terraform at another state. Take it out.`];
        }
        if (flag?.[1] === 'destroy' && !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(flag[2] ?? '')) {
          return [
            `${name} holds ${word}: no page would say that everything is destroyed. Use the input destroy: true.`,
          ];
        }
        if (flag?.[1] === 'json' || flag?.[1] === 'json-into') {
          return [`${name} holds ${word}: Lockstep says itself how Terraform prints. Take it out.`];
        }
        return [];
      });
    });
}
