import type { ResourceChange } from '../../domain/plan/plan.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import { countOf, details, fence, fittingLines, visible } from '../markdown.ts';
import { describeAction, LOSES } from './plan.ts';

interface LossLine {
  readonly text: string;
  readonly count: number;
}

/**
 * Whatever else is left out, a reviewer sees every address that is lost, as far as a page can hold them: the instances of
 * one resource share its name.
 */
export function renderLosses(
  changes: readonly ResourceChange[],
  conceal: Conceal,
  maxCharacters: number,
): { readonly text: string; readonly shown: number } {
  const instances = new Map<string, string[]>();
  for (const change of changes) {
    if (!LOSES.has(change.action)) continue;
    const [, name = '', index = ''] = INSTANCE.exec(visible(conceal(change.address)).replace(/\s+/g, ' ')) ?? [];
    const words = `${describeAction(change)} ${name}`;
    const known = instances.get(words);
    if (known === undefined) instances.set(words, [index]);
    else known.push(index);
  }
  const lines = [...instances].flatMap(([words, indexes]) => lossLines(words, indexes));
  const fitting = lines.slice(
    0,
    fittingLines(
      lines.map(({ text }) => text),
      maxCharacters,
    ).length,
  );
  const shown = fitting.reduce((sum, { count }) => sum + count, 0);
  if (shown === 0) return { text: '', shown };
  const title = `${countOf(shown, 'more resource', 'more resources')} to destroy, replace or forget`;
  return { text: details(title, fence('', fitting.map(({ text }) => text).join('\n'))), shown };
}

/** An address, and the index that an instance of many has at its end. */
const INSTANCE = /^(.*?)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?$/;

/** Longer lines are not read without scrolling. */
const LINE_CHARACTERS = 100;

function lossLines(words: string, indexes: readonly string[]): readonly LossLine[] {
  if (indexes.length === 1) return [{ text: words + (indexes[0] ?? ''), count: 1 }];
  const lines: { text: string; count: number }[] = [];
  for (const key of indexes.map(keyOf)) {
    const last = lines.at(-1);
    if (last === undefined || last.text.length + key.length > LINE_CHARACTERS) {
      lines.push({ text: `  ${key}`, count: 1 });
    } else {
      last.text += ` ${key}`;
      last.count += 1;
    }
  }
  return [{ text: `${words}, of it`, count: 0 }, ...lines];
}

/** The key of an instance, bare where that can be nothing else; a bare number is a place and no key. */
function keyOf(index: string): string {
  if (index === '') return '(itself)';
  const [, key] = /^\["([A-Za-z_][\w./:-]*)"\]$/.exec(index) ?? [];
  return key ?? index.slice(1, -1);
}
