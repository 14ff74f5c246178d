import type { Conceal } from './conceal.ts';

/** A text that comes in pieces, without its secrets: none of them may come in two. */
export interface LineConceal {
  /** What can be shown by now: whole lines. */
  readonly readOn: (piece: string) => string;
  /** Gives what is left of a line that never ended. */
  readonly end: () => string;
}

export function openLineConceal(conceal: Conceal): LineConceal {
  // A line may be of any length.
  let partial: string[] = [];
  const shown = (text: string): string => (text === '' ? '' : conceal(text));
  return {
    readOn: (piece) => {
      const end = piece.lastIndexOf('\n') + 1;
      const whole = end === 0 ? '' : partial.splice(0).join('') + piece.slice(0, end);
      if (end < piece.length) partial.push(piece.slice(end));
      return shown(whole);
    },
    end: () => {
      const left = partial.join('');
      partial = [];
      return shown(left);
    },
  };
}
