/**
 * Inputs are not read by a shell: quotes and flags that one would have taken off would be part of a value, and a quoted
 * key is another key. What holds such is refused and never corrected, for only its author knows what was meant.
 */

/** A name that may be shown, when the value behind it may not. */
const NAME = /^[A-Za-z_][\w-]*$/;
const FLAG = /^--?(var|var-file|backend-config|target|replace)(?=[=\s]|$)/;
const NO_SHELL = 'which no shell takes off here';

/** Whether one pair of quotes stands around the whole of it: `"a" + "b"` and `["a"]` are values of their own. */
export function isInQuotes(text: string): boolean {
  return /^(?:"(?:[^"\\]|\\.)*"|'[^']*')$/s.test(text.trim());
}

/** What is wrong with a line that is `name=value`: the rest of a sentence, in which the value, maybe a secret, is not. */
export function problemOfSetting(line: string): string | undefined {
  const beginning = problemOfBeginning(line);
  if (beginning !== undefined) return beginning;
  const equals = line.indexOf('=');
  if (equals < 0) return 'has no =: write name=value';
  const name = line.slice(0, equals).trim();
  if (name === '') return 'has no name before its =: write name=value';
  if (!isInQuotes(line.slice(equals + 1))) return undefined;
  const called = NAME.test(name) ? name : 'name';
  return `has quotes around its value, ${NO_SHELL}, so that they would be part of it: write ${called}=… without them, or put a value that has quotes of its own into a file`;
}

/** What is wrong with a line that is `name=value` or the path of a file, which has no `=`. */
export function problemOfSettingOrPath(line: string): string | undefined {
  return line.includes('=') ? problemOfSetting(line) : problemOfBeginning(line);
}

/** What is wrong with a line that is the path of a file. */
export function problemOfPath(line: string): string | undefined {
  return FLAG.test(line) || isInQuotes(line) ? problemOfBeginning(line) : undefined;
}

/** What is wrong with a line that is an address, or with the beginning of any other: neither begins with a quote. */
export function problemOfBeginning(line: string): string | undefined {
  const [, flag] = FLAG.exec(line) ?? [];
  if (flag !== undefined)
    return `begins with -${flag}, as on a command line: write what comes behind it into ${flag}, alone`;
  return /^["']/.test(line) ? `begins with a quote, ${NO_SHELL}: write it without quotes around it` : undefined;
}
