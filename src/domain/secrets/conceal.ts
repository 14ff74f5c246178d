/** Stands in place of a value that must not be shown. */
export const SENSITIVE = '(sensitive)';

/** Within a text, a shorter secret would take other words apart. */
export const SHORTEST_IN_TEXT = 6;

/** Takes the secrets out of a text, wherever they stand in it: a provider may repeat one unmarked. */
export type Conceal = (text: string) => string;

/**
 * A secret is found however many there are, as it is and as JSON has it, and with any white space for its own: Terraform
 * wraps long lines between words. Where one begins with another, the longer one counts.
 */
export function openConceal(secrets: ReadonlySet<string>): Conceal {
  const forms = new Set<string>();
  for (const secret of secrets) {
    // A secret of several lines may be printed line by line.
    for (const part of [secret, ...secret.split('\n')]) {
      for (const form of formsOf(part.trim())) {
        if (form.length < SHORTEST_IN_TEXT) continue;
        const flat = /\s/.test(form) ? form.replace(/\s+/g, ' ') : form;
        forms.add(flat);
        // As a table of Markdown has it.
        if (flat.includes('|')) forms.add(flat.replaceAll('|', '\\|'));
      }
    }
  }
  if (forms.size === 0) return (text) => (secrets.has(text) ? SENSITIVE : text);
  const find = openSearch(forms);
  return (text) => (secrets.has(text) ? SENSITIVE : replaceFound(text, find));
}

/** Of a shorter text, what is left in the midst of a longer Base64 is found in every other one. */
const SHORTEST_IN_BASE64 = 8;
/** What is as long is a document, and none of a program's words: two more of its length are not kept. */
const LONGEST_ENCODED = 65_536;

/**
 * As it is, and as JSON has it: once, in a document within a document, and in Go's way of writing it; as a URL, HTML, HCL
 * and a shell have it, and Base64.
 */
function formsOf(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const forms = [text];
  if (json !== text || /[<>&]/.test(text)) {
    const go = json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
    forms.push(json, go, ...[json, go].map((form) => JSON.stringify(form).slice(1, -1)));
  }
  if (text.length > LONGEST_ENCODED) return forms;
  if (/[^\w.~-]/.test(text)) forms.push(...urlForms(text), ...htmlForms(text), ...shellForms(text));
  if (/[$%]\{/.test(json)) forms.push(json.replace(/[$%](?=\{)/g, '$&$&'));
  if (text.length >= SHORTEST_IN_BASE64) forms.push(...base64Forms(text));
  return forms;
}

function urlForms(text: string): readonly string[] {
  const component = encodeURIComponent(text.toWellFormed());
  // Go and others encode five more, or leave slashes; as a form has it, a space is a plus.
  const strict = component.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const strictForm = strict.replaceAll('%20', '+');
  const forms = [encodeURI(text.toWellFormed()), component, strict, strict.replaceAll('%2F', '/'), form, strictForm];
  return [...forms, ...forms.map((form) => form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()))];
}

function htmlForms(text: string): readonly string[] {
  if (!/[&<>"']/.test(text)) return [];
  const some = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quotes: readonly (readonly [string, string])[] = [
    ['&quot;', '&#39;'],
    ['&#34;', '&#39;'],
    ['&quot;', '&#x27;'],
    ['&quot;', '&apos;'],
  ];
  const full = quotes.map(([double, single]) => some.replaceAll('"', double).replaceAll("'", single));
  return [some, some.replaceAll('"', '&quot;'), ...full];
}

function shellForms(text: string): readonly string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[\\"$`]/g, '\\$&'),
    text.replace(/[^\w@%+=:,./\s-]/gu, '\\$&'),
    text.replace(/[^\w@%+=:,./-]/gu, '\\$&'),
  ];
}

/** Alone, and as it is within a longer one, where it may begin at each of three places: without what others have a part in. */
function base64Forms(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const forms = [0, 1, 2].flatMap((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const encoded = toBase64(padded).replace(/=+$/, '');
    const rest = padded.length % 3;
    const inner = encoded.slice(before === 0 ? 0 : before + 1, rest === 0 ? undefined : -1);
    return before === 0 ? [encoded, inner] : [inner];
  });
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters);
}

/** How long the secret is that begins at this place; 0 when none does. */
type Find = (text: string, at: number) => number;

/** Secrets are looked up by their first characters: as many of them as a secret has, of these. */
const HEADS = [48, 16, SHORTEST_IN_TEXT] as const;

function openSearch(forms: ReadonlySet<string>): Find {
  const byHead = HEADS.map((length) => ({ length, found: new Map<string, string[]>() }));
  for (const form of [...forms].sort((a, b) => b.length - a.length)) {
    const shelf = byHead.find(({ length }) => form.length >= length);
    const head = form.slice(0, shelf?.length);
    const others = shelf?.found.get(head);
    if (others === undefined) shelf?.found.set(head, [form]);
    else others.push(form);
  }
  const shelves = byHead.filter(({ found }) => found.size > 0);
  return (text, at) => {
    for (const { length, found } of shelves) {
      const form = found.get(text.slice(at, at + length))?.find((candidate) => text.startsWith(candidate, at));
      if (form !== undefined) return form.length;
    }
    return 0;
  };
}

function replaceFound(text: string, find: Find): string {
  const { plain, places } = withPlainSpaces(text);
  const placeOf = (at: number): number => (places === undefined ? at : (places[at] ?? text.length));
  let result = '';
  let done = 0;
  for (let at = 0; at + SHORTEST_IN_TEXT <= plain.length; at += 1) {
    const length = find(plain, at);
    if (length === 0) continue;
    result += text.slice(done, placeOf(at)) + SENSITIVE;
    at += length - 1;
    done = placeOf(at) + 1;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** The text with one space for any white space, and where each of its characters stood; no places when all are the same. */
function withPlainSpaces(text: string): { readonly plain: string; readonly places: Int32Array | undefined } {
  if (!/[^\S ]|\s\s/.test(text)) return { plain: text, places: undefined };
  const places = new Int32Array(text.length);
  let plain = '';
  let from = 0;
  const copy = (end: number): void => {
    for (let at = from; at < end; at += 1) places[plain.length + at - from] = at;
    plain += text.slice(from, end);
  };
  for (const { 0: space, index } of text.matchAll(/\s+/g)) {
    copy(index);
    // The last character of a run: what ends with it leaves nothing of it behind.
    places[plain.length] = index + space.length - 1;
    plain += ' ';
    from = index + space.length;
  }
  copy(text.length);
  return { plain, places };
}

/** Such as `production` or `postgres`: masked, it would be taken out of everything that the job says after that. */
const PLAIN_WORD = /^[A-Za-z]{1,12}$/;

/**
 * What the runner is to take out of its log: each line of each text, since it masks line by line. Short ones are words and
 * brackets, and would take the log apart. What the run says of itself is no secret: `spoken`.
 */
export function logMasks(secrets: ReadonlySet<string>, spoken: readonly string[] = []): ReadonlySet<string> {
  const lines = [...secrets].flatMap((text) => text.split(/[\r\n]+/).map((line) => line.trim()));
  const isSecret = (line: string): boolean =>
    line.length >= SHORTEST_IN_TEXT && !PLAIN_WORD.test(line) && !spoken.some((text) => text.includes(line));
  return new Set(lines.filter(isSecret));
}
