/** What Terraform has begun and not told the end of, as far as its own words go. */
export interface AtWork {
  readonly addresses: readonly string[];
  /** The last thing that it said, or the beginning of it; undefined when it had said nothing. */
  readonly lastLine: string | undefined;
}

/** One step of an address: names, and the key of an instance, which may hold anything. */
const STEP = String.raw`[\p{L}\p{N}_-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?`;
/** A program's own words stand behind an address and ` (local-exec)`, so that they are none of these. */
const LINE = new RegExp(String.raw`^(${STEP}(?:\.${STEP})+)(?: \(deposed object \w+\))?: (.*)$`, 'u');
const BEGUN = /^(?:Creating|Modifying|Destroying|Reading|Opening|Renewing|Closing)\.\.\./;
const STILL = /^Still \w+\.\.\./;
const ENDED = /^\w+ complete\b/;
const LAST_LINE_CHARACTERS = 300;

interface Step {
  readonly address: string;
  /** How often it was said to be at work still. */
  stillTold: number;
}

/**
 * What is at work at the end of this text of a plan or an apply, without colours: `<address>: Reading...`, every 10 s
 * `<address>: Still reading... [10s elapsed]`, `<address>: Read complete after 12s`. What has failed is told at the very
 * end only: whoever was told of less often than somebody who began later is at work no more. The end of a refresh is never
 * told, so that what is merely refreshed is not among these.
 * Source: hashicorp/terraform internal/command/views/hook_ui.go.
 */
export function readAtWork(text: string): AtWork {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const begun: Step[] = [];
  const atWork = new Map<string, Step>();
  for (const line of lines) {
    const [, address = '', words = ''] = LINE.exec(line) ?? [];
    const step = atWork.get(address);
    if (BEGUN.test(words)) {
      const next = { address, stillTold: 0 };
      begun.push(next);
      atWork.set(address, next);
    } else if (step !== undefined && STILL.test(words)) {
      step.stillTold += 1;
    } else if (ENDED.test(words)) {
      atWork.delete(address);
    }
  }
  const isSilent = (step: Step, index: number): boolean =>
    begun.slice(index + 1).some(({ stillTold }) => stillTold > step.stillTold);
  return {
    addresses: begun
      .filter((step, index) => atWork.get(step.address) === step && !isSilent(step, index))
      .map(({ address }) => address),
    lastLine: lines.at(-1)?.trim().slice(0, LAST_LINE_CHARACTERS),
  };
}
