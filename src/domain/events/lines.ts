/** Lines of a stream that comes in pieces, cut anywhere. */
export interface Lines {
  /** The lines that have ended with what has come since. */
  readonly readOn: (text: string) => readonly string[];
  /** What is left of a line that never ended. */
  readonly end: () => string;
}

/** In characters: of outputs that are longer only that there are some is kept. */
const LONGEST_OUTPUTS = 1_048_576;

/** Members of an event are sorted: of no other kind do outputs come first. */
const OUTPUTS = /^\{(?:"@\w+":"(?:[^"\\]|\\.)*",)+(?="outputs":\{)/;
const OUTPUTS_END = /"type":"outputs"\}\s*$/;

/** A state that is printed is one line of any length, and so are the root outputs: nothing is taken from those. */
export function openLines(): Lines {
  let partial: string[] = [];
  let characters = 0;
  const add = (text: string): void => {
    partial.push(text);
    characters += text.length;
    // The end is looked at, and the beginning.
    if (characters > LONGEST_OUTPUTS && OUTPUTS.test(partial[0] ?? ''))
      partial = [partial[0] ?? '', ...partial.slice(-2)];
  };
  const take = (): string => {
    const [first = ''] = partial;
    const whole = characters > LONGEST_OUTPUTS ? shortened(first, partial.slice(-2).join('')) : undefined;
    const line = whole ?? partial.join('');
    partial = [];
    characters = 0;
    return line;
  };
  return {
    readOn: (text) => {
      const [first = '', ...others] = text.split('\n');
      add(first);
      return others.map((begun) => {
        const line = take();
        add(begun);
        return line;
      });
    },
    end: take,
  };
}

/** An event that says as much to people; undefined for what is something else. */
function shortened(first: string, last: string): string | undefined {
  const [begin] = OUTPUTS.exec(first) ?? [];
  if (begin === undefined) return undefined;
  // Where the end is missing, it is an event that is cut off.
  return OUTPUTS_END.test(last) ? `${begin}"type":"long_outputs"}` : `${begin}"outputs":{`;
}
