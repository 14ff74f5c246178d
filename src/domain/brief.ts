/**
 * A text that may be of any length, as far as it fits: it ends between two words, with ` …` where there was more, so that no
 * key, address or digest in it is cut. A word that alone is longer than that is left out.
 */
export function brief(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text;
  const begin = text.slice(0, mostCharacters + 1);
  const end = begin.search(/\s\S*$/);
  return end < 0 ? '…' : `${begin.slice(0, end).trimEnd()} …`.trimStart();
}
