interface Package {
  /** `name (licence)`. */
  readonly title: string;
  readonly paragraphs: string[];
}

/**
 * The licences of the bundled packages with each text once, below all packages that come with it: most packages of the
 * AWS SDK bring the same eleven kilobytes.
 *
 * `listed` is what the bundler lists: of each package a line with its name, a line with its licence, and the text.
 * `licenseOf` tells what a package declares, and is undefined for a line that names no package.
 */
export function writeEachTextOnce(listed: string, licenseOf: (name: string) => string | undefined): string {
  const packages: Package[] = [];
  for (const paragraph of listed.split('\n\n')) {
    const [name = '', license, ...text] = paragraph.trimStart().split('\n');
    if (license !== undefined && licenseOf(name) === license) {
      packages.push({ title: `${name} (${license})`, paragraphs: [text.join('\n')] });
    } else {
      const last = packages.at(-1);
      if (last === undefined) throw new Error(`The list of licences does not begin with a package: ${name}`);
      last.paragraphs.push(paragraph);
    }
  }
  const byWords = new Map<string, { readonly titles: string[]; readonly text: string }>();
  for (const { title, paragraphs } of packages) {
    const text = paragraphs.join('\n\n').replace(/^\n+/, '').trimEnd();
    // Some are indented differently.
    const words = text.replace(/\s+/g, ' ').trim();
    const same = byWords.get(words);
    if (same === undefined) byWords.set(words, { titles: [title], text });
    else same.titles.push(title);
  }
  return [...byWords.values()]
    .map(({ titles, text }) => `${titles.join('\n')}\n\n${text}`.trimEnd())
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}
