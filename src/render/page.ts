import type { Encryption } from '../domain/stack/backend.ts';
import type { Conceal } from '../domain/secrets/conceal.ts';
import type { Abandoned } from '../domain/turn/turn.ts';
import { codeSpan } from './markdown.ts';
import type { ToolView } from './shell.ts';

export interface HolderView extends ToolView {
  readonly now: Date;
  /** `dynamodb_table`, when there is one. */
  readonly lockTable: string | undefined;
}

/** What every page says of the run it comes from. */
export interface RunView extends HolderView {
  readonly stack: string;
  readonly command: string;
  /** The commit that was planned or applied. */
  readonly commitSha: string;
  readonly runUrl: string;
  readonly runNumber: string;
  readonly mergeGroup: boolean;
  /** How the state object is encrypted; undefined before the backend is known. */
  readonly encryption: Encryption | undefined;
  /** An apply before this run that died, and of which no state knows. */
  readonly abandoned?: Abandoned | undefined;
  /** Takes what the run knows to be secret out of a text from elsewhere, before it is made Markdown. */
  readonly conceal?: Conceal;
  /** It plans or applies that everything is destroyed. */
  readonly isDestroy?: boolean;
}

/** One page: the headline says what happened to which stack. */
export function page(view: RunView, headline: string, parts: readonly string[]): string {
  const what = view.isDestroy === true ? 'destroy everything · ' : '';
  return [`### ${codeSpan(view.stack)}: ${what}${headline}`, ...parts].filter((part) => part !== '').join('\n\n');
}

export interface PageParts {
  readonly before: readonly string[];
  /** What there is in so many characters. */
  readonly body: (budget: number) => readonly string[];
  readonly after: readonly string[];
  /** Of the whole page, in characters. */
  readonly budget: number;
}

/** A page whose body takes what the parts around it leave. */
export function pageAround(view: RunView, headline: string, { before, body, after, budget }: PageParts): string {
  const around = page(view, headline, [...before, ...after]).length;
  return page(view, headline, [...before, ...body(Math.max(0, budget - around)), ...after]);
}

/** The quiet last line: where all this comes from. */
export function provenance(view: RunView, facts: readonly string[]): string {
  const commit = view.commitSha === '' ? [] : [`commit ${codeSpan(view.commitSha.slice(0, 7))}`];
  const run = `[run ${view.runNumber === '' ? '' : view.runNumber}](${view.runUrl})`.replace('[run ]', '[run]');
  return `<sub>${[...(view.mergeGroup ? ['merge queue'] : []), ...commit, ...facts, run].join(' · ')}</sub>`;
}
