/** The commands of a shell script, word by word, as far as documentation writes them. */

const KEYWORDS = new Set([
  ...['if', 'then', 'else', 'elif', 'fi', 'while', 'until', 'do', 'done'],
  ...['!', '{', '}', 'time', 'exec', 'sudo'],
]);

/** Every command with its arguments, those in `$(…)` among them; assignments, redirections and keywords are left out. */
export function commandsIn(script: string): readonly (readonly string[])[] {
  const scanner = new Scanner(script);
  return scanner.read('').flatMap(withoutKeywords);
}

function withoutKeywords(words: readonly string[]): readonly (readonly string[])[] {
  const [first = ''] = words;
  if (first === '') return [];
  // `for x in a b` and `case x in` run nothing by themselves.
  if (first === 'for' || first === 'case') return [];
  if (KEYWORDS.has(first) || /^\w+\+?=/.test(first)) return withoutKeywords(words.slice(1));
  return [words];
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #hereDocuments: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads up to `end`, which is a closing parenthesis, or to the end of the text. */
  read(end: '' | ')'): string[][] {
    const commands: string[][] = [];
    let words: string[] = [];
    let word: string | undefined;
    let skipNext = false;
    const endWord = (): void => {
      if (word !== undefined && !skipNext) words.push(word);
      if (word !== undefined) skipNext = false;
      word = undefined;
    };
    const endCommand = (): void => {
      endWord();
      if (words.length > 0) commands.push(words);
      words = [];
      skipNext = false;
    };
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? '';
      if (end !== '' && char === end) break;
      const rest = this.#text.slice(this.#at);
      if (rest.startsWith('\\\n')) {
        this.#at += 2;
      } else if (char === '\\') {
        word = (word ?? '') + (this.#text[this.#at + 1] ?? '');
        this.#at += 2;
      } else if (char === "'" || char === '"') {
        word = (word ?? '') + this.#readQuoted(char, commands);
      } else if (rest.startsWith('$(')) {
        word = (word ?? '') + this.#readSubstitution(commands);
      } else if (char === '#' && word === undefined) {
        this.#at += /^[^\n]*/.exec(rest)?.[0].length ?? 0;
      } else if (/^<<-?\s*['"]?\w+/.test(rest)) {
        const [all = '', delimiter = ''] = /^<<-?\s*['"]?(\w+)['"]?/.exec(rest) ?? [];
        this.#hereDocuments.push(delimiter);
        this.#at += all.length;
      } else if (/^\d?(?:>>|>&|>|<<<|<)|^&>/.test(rest) && (word === undefined || !/^\d/.test(char))) {
        endWord();
        this.#at += /^(?:\d?(?:>>|>&|>|<<<|<)|&>)/.exec(rest)?.[0].length ?? 1;
        skipNext = true;
      } else if (char === '\n') {
        endCommand();
        this.#at += 1;
        this.#skipHereDocuments();
      } else if (';&|()'.includes(char)) {
        endCommand();
        this.#at += 1;
      } else if (/\s/.test(char)) {
        endWord();
        this.#at += 1;
      } else {
        word = (word ?? '') + char;
        this.#at += 1;
      }
    }
    endCommand();
    return commands;
  }

  #readQuoted(quote: string, commands: string[][]): string {
    let text = '';
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote) {
      if (quote === '"' && this.#text.startsWith('$(', this.#at)) {
        text += this.#readSubstitution(commands);
        continue;
      }
      if (quote === '"' && this.#text[this.#at] === '\\') this.#at += 1;
      text += this.#text[this.#at] ?? '';
      this.#at += 1;
    }
    this.#at += 1;
    return text;
  }

  #readSubstitution(commands: string[][]): string {
    this.#at += 2;
    commands.push(...this.read(')'));
    this.#at += 1;
    return '$()';
  }

  #skipHereDocuments(): void {
    for (const delimiter of this.#hereDocuments) {
      const end = new RegExp(`^\\s*${delimiter}\\s*$`, 'm').exec(this.#text.slice(this.#at));
      this.#at = end === null ? this.#text.length : this.#at + end.index + end[0].length;
    }
    this.#hereDocuments = [];
  }
}
