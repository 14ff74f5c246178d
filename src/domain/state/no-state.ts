/** What files of other kinds begin with. Source: their formats. */
const BEGINNINGS: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
  ['an archive of gzip', [0x1f, 0x8b]],
  ['an archive of zip', [0x50, 0x4b, 0x03, 0x04]],
  ['what age has encrypted', Array.from('age-encryption', (letter) => letter.charCodeAt(0))],
  ['a page of HTML, or XML', [0x3c]],
];

/**
 * What lies in the place of a state and is none, by its first bytes; undefined for a document of JSON, be it a state of any
 * version or one that OpenTofu has encrypted.
 */
export function kindOfNoState(body: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    JSON.parse(text);
    return undefined;
  } catch {
    text = new TextDecoder().decode(body);
  }
  const known = BEGINNINGS.find(([, bytes]) => bytes.every((byte, index) => body[index] === byte));
  if (known !== undefined) return known[0];
  if (/^\s*\{/.test(text)) return 'a document of JSON that is cut off or damaged';
  return text.includes('\uFFFD') || text.includes('\0') ? 'binary, of no kind that is known' : 'text, and no JSON';
}

export function describeNoState(object: string, body: Uint8Array): string | undefined {
  const kind = kindOfNoState(body);
  if (kind === undefined) return undefined;
  return `the object at s3://${object} is no state of Terraform's: by its first bytes it is ${kind}. Correct key where something else lies there; where the state did, bring back an older version of the object (\`aws s3api list-object-versions\`).`;
}
