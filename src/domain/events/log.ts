import { SENSITIVE, type Conceal } from '../secrets/conceal.ts';
import { renderDiagnostic } from './diagnostic.ts';
import { parseEvent, type ToolEvent } from './event.ts';

/** A stream of events as lines for people: as readable as what the tool prints without `-json`. */
export interface EventLog {
  /** What has come since, lines cut anywhere; gives what can be shown by now. */
  readonly readOn: (text: string) => string;
  /** Gives what is left of a line that never ended. */
  readonly end: () => string;
}

/** What is shown is without its secrets; a state that could be written nowhere is printed whole, since it is there alone. */
export function openEventLog(conceal: Conceal): EventLog {
  // A state that is printed is one line of any length.
  let partial: string[] = [];
  const renderLines = (lines: readonly string[]): string =>
    lines
      .filter((line) => line.trim() !== '')
      .map((line) => renderEvent(parseEvent(line), line, conceal))
      .filter((text) => text !== undefined)
      .map((text) => `${text}\n`)
      .join('');
  return {
    readOn: (text) => {
      const end = text.lastIndexOf('\n');
      const whole = end < 0 ? '' : partial.splice(0).join('') + text.slice(0, end);
      partial.push(text.slice(end + 1));
      return renderLines(whole.split('\n'));
    },
    end: () => {
      const left = partial.join('');
      partial = [];
      return renderLines([left]);
    },
  };
}

/** Undefined for what is planned: the plan is printed as a whole. */
function renderEvent(event: ToolEvent, line: string, conceal: Conceal): string | undefined {
  if (event.kind === 'unsaved-state') return `${event.message}:\n${event.state}`;
  const text = renderShown(event, line);
  return text === undefined ? undefined : conceal(text);
}

function renderShown(event: Exclude<ToolEvent, { kind: 'unsaved-state' }>, line: string): string | undefined {
  switch (event.kind) {
    case 'diagnostic':
      return `\n${renderDiagnostic(event.diagnostic)}\n`;
    case 'planned':
    case 'plan-summary':
      return undefined;
    case 'outputs':
      return renderOutputs(event.outputs);
    case 'operation':
    case 'program-output':
    case 'said':
      return event.message;
    case 'prose':
    case 'cut-off':
      return line;
  }
}

function renderOutputs(outputs: Extract<ToolEvent, { kind: 'outputs' }>['outputs']): string | undefined {
  if (outputs.length === 0) return undefined;
  const lines = outputs.map(
    ({ name, isSensitive, value }) => `${name} = ${isSensitive ? SENSITIVE : JSON.stringify(value ?? null, null, 2)}`,
  );
  return ['\nOutputs:\n', ...lines].join('\n');
}
