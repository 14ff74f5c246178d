import type { Conceal } from '../secrets/conceal.ts';
import { renderForPage, renderPlaceOnly, type Diagnostic } from './diagnostic.ts';
import type { ToolEvent } from './event.ts';

/** What a command has said of how it went. */
export interface Told {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** The first line that it printed beside its events, of an error if there is one; undefined when there was none. */
  readonly prose: string | undefined;
  /** It had values of ephemeral resources, which nothing marks. */
  readonly hadEphemeral: boolean;
}

export function readTold(events: readonly ToolEvent[], stderr: string): Told {
  const withheld = new Set(events.flatMap((event) => (event.kind === 'program-output' ? [event.withheldOf] : [])));
  const mark = (one: Diagnostic): Diagnostic =>
    one.address !== undefined && withheld.has(one.address) ? { ...one, holdsSecret: true } : one;
  const diagnostics = events.flatMap((event) => (event.kind === 'diagnostic' ? [mark(event.diagnostic)] : []));
  const prose = events.flatMap((event) => (event.kind === 'prose' ? [event.line] : []));
  const printed = [...stderr.split('\n'), ...prose].map((line) => line.trim()).filter((line) => line !== '');
  return {
    errors: diagnostics.filter(({ severity }) => severity === 'error'),
    warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
    // Problems with its own settings are warned of before.
    prose: printed.find((line) => line.startsWith('Error: ')) ?? printed[0],
    hadEphemeral: events.some((event) => event.kind === 'operation' && /(?:^|\.)ephemeral\./.test(event.address)),
  };
}

/** A check that does not hold stops nothing. A plan tells of it in its JSON, too; of some only the apply knows. */
export function isFailedCheck({ severity, summary }: Diagnostic): boolean {
  return severity === 'warning' && summary === 'Check block assertion failed';
}

/**
 * The work was done, and the state could not be written. The tool says so in sentences of its own, one after the other, at
 * its very end: a provider whose object is deposed can say anything without an address, too, but not that. Or it prints the
 * state itself. Source: hashicorp/terraform internal/backend/local/backend_apply.go, `backupStateForError`.
 */
export function isStateNotSaved(told: Told, events: readonly ToolEvent[]): boolean {
  return beginOfNotSaved(told) >= 0 || unsavedStateOf(events) !== undefined;
}

/** Nobody knows how a stream has ended that is not whole: the tool may have said anything. */
export function isCutOff(events: readonly ToolEvent[]): boolean {
  return events.some(({ kind }) => kind === 'cut-off');
}

const BETWEEN = new Set(['Failed to create local state file', 'Failed to serialize state']);

/** Where the errors of a state that was not saved begin; -1 where there are none. */
function beginOfNotSaved({ errors }: Told): number {
  const begin = errors.findLastIndex(({ summary }) => summary === 'Failed to save state');
  const [first, ...rest] = begin < 0 ? [] : errors.slice(begin);
  const last = rest.pop();
  const isWhole =
    first?.detail.startsWith('Error saving state: ') === true &&
    last?.summary === 'Failed to persist state to backend' &&
    rest.every(({ summary }) => BETWEEN.has(summary)) &&
    [first, ...rest, last].every(({ address, place }) => address === undefined && place === undefined);
  return isWhole ? begin : -1;
}

const STALE = new Set(['Saved plan is stale', 'Saved plan does not match the given state']);

/**
 * The state has changed since the plan was made (another serial), or is another state altogether (another lineage): told
 * before anything is begun. Source: hashicorp/terraform internal/backend/local/backend_local.go.
 */
export function isStalePlan({ errors }: Told, events: readonly ToolEvent[]): boolean {
  const [only, ...others] = errors;
  const isBegun = events.some(({ kind }) => kind === 'operation' || kind === 'program-output');
  return only !== undefined && others.length === 0 && !isBegun && STALE.has(only.summary) && only.place === undefined;
}

/** The state that the tool could write nowhere; undefined when it could, or had none to write. */
export function unsavedStateOf(events: readonly ToolEvent[]): string | undefined {
  return events.findLast((event) => event.kind === 'unsaved-state')?.state;
}

/**
 * What a command has failed of, for pages. One that has told of no error is quoted by the first line that it printed.
 * `conceal` undefined: which values are secret is not known, and the log alone has what may hold one.
 */
export function describeErrors(told: Told, conceal: Conceal | undefined): string {
  const { errors, prose } = told;
  if (errors.length > 0) {
    const begin = beginOfNotSaved(told);
    const ofTheToolItself = begin < 0 ? [] : errors.slice(begin);
    const others = begin < 0 ? errors : errors.slice(0, begin);
    return [...describeDiagnostics(others, conceal), ...ofTheToolItself.map(renderForPage)].join('\n\n');
  }
  if (prose === undefined) return '';
  return conceal === undefined ? 'It has told of no error; the log of the run has what it printed.' : conceal(prose);
}

export function describeDiagnostics(
  diagnostics: readonly Diagnostic[],
  conceal: Conceal | undefined,
): readonly string[] {
  return diagnostics.map((one) => (conceal === undefined ? renderPlaceOnly(one) : conceal(renderForPage(one))));
}
