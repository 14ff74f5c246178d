import { SENSITIVE } from './conceal.ts';

/**
 * Terraform's SDK quotes what a `credential_process` has printed when that is not the JSON that it wants: a key, as likely as
 * not. Terraform wraps its errors between words, and has line breaks as `\n` in its events. Source: aws-sdk-go-v2
 * credentials/processcreds/provider.go.
 */
const SPACE = String.raw`(?:\s|\\n)+(?:│\s*)?`;
const WORDS = ['parse', 'failed', 'of', 'process', 'output:'];
const BEGIN = WORDS.join(SPACE);
/** Up to the SDK's own words behind it; where these do not come, to the end. */
const QUOTED = new RegExp(String.raw`(${BEGIN})[^]*?(?=,(?:\s|\\n)+(?:│\s*)?error:|$(?![^]))`, 'g');

/** Takes what a `credential_process` has printed out of Terraform's words about it. */
export function concealProcessOutput(text: string): string {
  return text.includes('process') ? text.replace(QUOTED, `$1 ${SENSITIVE}`) : text;
}

const BEGUN = new RegExp(String.raw`${BEGIN}(?![^]*,(?:\s|\\n)+(?:│\s*)?error:)[^]*$`);
const PHRASE = WORDS.join(' ');
/** With its line breaks and frames, the phrase is no longer. */
const PHRASE_AT_MOST = 100;

/** How much at the end of a text may be such a quotation of which more comes. */
export function begunProcessOutput(text: string): number {
  const quoted = BEGUN.exec(text)?.[0].length;
  if (quoted !== undefined) return quoted;
  const end = text.slice(-PHRASE_AT_MOST);
  for (let at = end.indexOf('p'); at >= 0; at = end.indexOf('p', at + 1)) {
    const flat = end.slice(at).replace(/(?:\s|\\n?|│)+/g, ' ');
    if (PHRASE.startsWith(flat)) return end.length - at;
  }
  return 0;
}
