/** One value: a text, or what is indented below an empty one, as in `services`. */
export interface IniValue {
  readonly text: string;
  readonly inner: ReadonlyMap<string, string>;
}

export type IniSections = Map<string, Map<string, IniValue>>;

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/**
 * Parses a shared file as Terraform's SDK does (aws-sdk-go-v2, internal/ini), whose leniency differs from that of the
 * JavaScript SDK: what is indented below a value that is not empty is a setting like any other, so that a file may be
 * indented as a whole. Names of settings are in lower case.
 */
export function parseIni(content: string): IniSections {
  const sections: IniSections = new Map();
  let section: Map<string, IniValue> | undefined;
  let last = '';
  for (const line of content.split(/\r?\n/)) {
    if (line.trim() === '' || /^[ \t]*[#;]/.test(line)) continue;
    const header = /^\[(.*)\]$/s.exec(line.replace(/[#;].*$/s, '').trim());
    if (header !== null) {
      const name = (header[1] ?? '').trim().replace(/^(\S+)[ \t]+/, '$1 ');
      section = sections.get(name) ?? new Map<string, IniValue>();
      sections.set(name, section);
      last = '';
      continue;
    }
    if (section === undefined) continue;
    const isIndented = isBlank(line[0]);
    const property = splitProperty(isIndented ? line.trimStart() : withoutComment(line).trimEnd());
    const before = section.get(last);
    if (property === undefined) {
      if (isIndented && before !== undefined && before.text !== '') {
        section.set(last, { ...before, text: `${before.text}\n${line.trimStart()}` });
      }
    } else if (isIndented && last !== '' && before?.text === '') {
      section.set(last, { text: '', inner: new Map([...before.inner, [property.name, property.value]]) });
    } else {
      last = property.name;
      const value = isIndented ? withoutComment(property.value).trim() : property.value;
      section.set(last, { text: value, inner: new Map() });
    }
  }
  return sections;
}

function withoutComment(text: string): string {
  return text.replace(/[ \t][#;].*$/s, '');
}

function splitProperty(text: string): { readonly name: string; readonly value: string } | undefined {
  const match = /^([^=:]*)[=:](.*)$/s.exec(text);
  if (match === null) return undefined;
  const value = (match[2] ?? '').trim();
  const isQuoted = value.length > 1 && /^(?:'.*'|".*")$/s.test(value);
  return { name: (match[1] ?? '').trim().toLowerCase(), value: isQuoted ? value.slice(1, -1) : value };
}
