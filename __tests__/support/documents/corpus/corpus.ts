import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseJsonExactly } from '../../../../src/domain/json.ts';
import { parsePlan } from '../../../../src/domain/plan/plan-document.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';

/** What real builds have planned for one configuration (README.md). */
export interface CorpusCase {
  readonly name: string;
  readonly title: string;
  /** Texts that a reader of the plan must not see. */
  readonly secrets: readonly string[];
  /** Arguments of `plan`. */
  readonly args: readonly string[];
  /** By the build, such as `tofu-1.12.6`. */
  readonly plans: ReadonlyMap<string, CorpusPlan>;
}

export interface CorpusPlan {
  readonly build: string;
  /** The first build that has planned just so. */
  readonly first: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** As the build said in the end: what is to do, or that nothing is. */
  readonly summary: string | undefined;
  /** Summaries of what it warned of. */
  readonly warnings: readonly string[];
}

interface Stored {
  readonly title: string;
  readonly secrets?: readonly string[];
  readonly args?: readonly string[];
  readonly said: Readonly<Record<string, { readonly summary?: string; readonly warnings: readonly string[] }>>;
  readonly plans: readonly { readonly tools: readonly string[]; readonly document: CorpusPlan['document'] }[];
}

/** Oldest first, Terraform's before OpenTofu's. */
export const BUILDS = JSON.parse(readFileSync(join(import.meta.dirname, 'builds.json'), 'utf8')) as readonly string[];

const CASES = join(import.meta.dirname, 'cases');

export const CORPUS: readonly CorpusCase[] = readdirSync(CASES)
  .map((file) => parseJsonExactly(readFileSync(join(CASES, file), 'utf8')) as Readonly<Record<string, Stored>>)
  .flatMap((cases) => Object.entries(cases))
  .map(([name, { title, secrets = [], args = [], said, plans }]) => {
    const byBuild = BUILDS.flatMap((build) => {
      const plan = plans.find(({ tools }) => tools.includes(build));
      if (plan === undefined) return [];
      const { summary, warnings = [] } = said[build] ?? {};
      return [[build, { build, first: plan.tools[0] ?? build, document: plan.document, summary, warnings }] as const];
    });
    return { name, title, secrets, args, plans: new Map(byBuild) };
  });

/** What ends as an error is applied by nobody, and how far its plan has come until then is chance. */
const ERRORED = ['24-import-unknown-id', '52-errored-plan', '68-prevent-destroy-fails'];

export const APPLICABLE = CORPUS.filter(({ name }) => !ERRORED.includes(name));

/** `terraform` and `1.16.0-rc2`, of `terraform-1.16.0-rc2`. */
export function splitBuild(build: string): { readonly tool: 'terraform' | 'tofu'; readonly version: string } {
  const tool = build.startsWith('tofu-') ? 'tofu' : 'terraform';
  return { tool, version: build.slice(tool.length + 1) };
}

export function readCorpusPlan({ build, document }: CorpusPlan): Plan {
  const { tool, version } = splitBuild(build);
  return parsePlan({ ...document, terraform_version: version }, [], tool);
}

/** Each build with the one before it of the same tool, as far as both have planned this case. */
export function neighboursOf({ plans }: CorpusCase): readonly (readonly [CorpusPlan, CorpusPlan])[] {
  const builds = [...plans.values()];
  return builds.flatMap((plan, place) => {
    const before = builds[place - 1];
    return before !== undefined && splitBuild(before.build).tool === splitBuild(plan.build).tool
      ? [[before, plan] as const]
      : [];
  });
}
