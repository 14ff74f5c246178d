import { SENSITIVE } from '../secrets/conceal.ts';
import { renderDiagnostic } from './diagnostic.ts';
import { parseEvent, type ToolEvent } from './event.ts';
import { openLines } from './lines.ts';

/** A stream of events as lines for people: as readable as what the tool prints without `-json`. */
export interface EventLog {
  /** What has come since, lines cut anywhere; gives what can be shown by now. */
  readonly readOn: (text: string) => string;
  /** Gives what is left of a line that never ended. */
  readonly end: () => string;
}

export function openEventLog(): EventLog {
  const lines = openLines();
  const renderLines = (whole: readonly string[]): string =>
    whole
      .filter((line) => line.trim() !== '')
      .map((line) => renderEvent(parseEvent(line), line))
      .filter((text) => text !== undefined)
      .map((text) => `${text}\n`)
      .join('');
  return {
    readOn: (text) => renderLines(lines.readOn(text)),
    end: () => renderLines([lines.end()]),
  };
}

/** Undefined for what is planned: the plan is printed as a whole. */
function renderEvent(event: ToolEvent, line: string): string | undefined {
  switch (event.kind) {
    case 'diagnostic':
      return `\n${renderDiagnostic(event.diagnostic)}\n`;
    case 'planned':
    case 'plan-summary':
      return undefined;
    case 'outputs':
      return renderOutputs(event.outputs);
    case 'unsaved-state':
      return `${event.message}:\n${event.state}`;
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
