/** Parts of workflows, as pages of the documentation show them. */
import { parseAllDocuments } from 'yaml';

import { findActionProblems, findInputProblems, findWorkflowProblems, isInput } from './check.ts';
import { isLockstep, type Step } from './operations.ts';
import { findSchemaProblems, isMapping } from './schema.ts';

/** What a part of a workflow may be, by GitHub's names for it. */
const PARTS = [
  ...['workflow-root-strict', 'on-mapping-strict', 'jobs', 'job-factory', 'steps', 'steps-item'],
  ...['permissions-mapping', 'concurrency-mapping', 'strategy'],
];

/** A line that stands for what is left out. */
const LEFT_OUT = /^\s*#?\s*(?:…|\.\.\.)\s*$/m;

/** What is wrong with a block of YAML: a workflow, a part of one, or several parts with `# …` between them. */
export async function findYamlProblems(text: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const piece of text.split(LEFT_OUT).filter((part) => part.trim() !== '')) {
    const [document] = parseAllDocuments(dedent(piece));
    const errors = document === undefined || !('errors' in document) ? [] : document.errors;
    if (document === undefined || errors.length > 0) {
      problems.push(...errors.map(({ message }) => message));
      continue;
    }
    const value: unknown = document.toJS();
    const isWhole = isMapping(value) && 'on' in value && 'jobs' in value;
    problems.push(...(isWhole ? await findWorkflowProblems(piece) : findPartProblems(value)));
  }
  return problems;
}

function findPartProblems(value: unknown): readonly string[] {
  // What stands under `with` of a Lockstep step is shown by itself, too.
  if (isMapping(value) && Object.keys(value).some(isInput)) return findInputProblems({ with: value as Inputs });
  const steps = stepsIn(value);
  return [
    ...findMisfits(value),
    ...steps.filter(isOurs).flatMap(findInputProblems),
    ...(steps.some(isLockstep) ? steps.flatMap(findActionProblems) : []),
  ];
}

/** Why it is none of the parts; told of the one that was meant, whose own keys are right. */
function findMisfits(value: unknown): readonly string[] {
  const judged = PARTS.map((part) => findSchemaProblems(value, part, { partial: true }));
  const meant = judged.filter((problems) => !problems.some((problem) => problem.startsWith('the whole')));
  return (meant.length > 0 ? meant : judged).toSorted((a, b) => a.length - b.length)[0] ?? [];
}

type Inputs = NonNullable<Step['with']>;

/** A `with` under nothing is Lockstep's. */
function isOurs(step: Step): boolean {
  return isLockstep(step) || step.uses === undefined;
}

function stepsIn(value: unknown): readonly Step[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(stepsIn);
  return isMapping(value) && (typeof value['uses'] === 'string' || isMapping(value['with']))
    ? [value, ...inner]
    : inner;
}

function dedent(text: string): string {
  const indents = [...text.matchAll(/^( *)\S/gm)].map(([, indent = '']) => indent.length);
  const least = Math.min(...indents);
  return text.replaceAll(new RegExp(`^ {${least}}`, 'gm'), '');
}
