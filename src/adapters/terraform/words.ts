/** What Terraform's and OpenTofu's own words mean. Both print errors to stderr, wrapped at 78 columns between words. */

/**
 * The digest item does not belong to the state object: whoever wrote the one did not come to write the other, or somebody
 * put another state there. Only `init` says it, in which nothing else speaks: some versions put no `Error: ` before it.
 * Source: …/remote-state/s3/errors.go, `errBadChecksumFmt`.
 */
export function isDigestMismatch(text: string): boolean {
  return /\bstate data in S3 does not have the expected content\b/.test(text.replace(/\s+/g, ' '));
}

/** What lies at the key of the state is none: a page of HTML, an archive, a document of something else. */
export function isNoState(text: string): boolean {
  return /\bUnsupported state file format\b/.test(text.replace(/\s+/g, ' '));
}

export function describeNoState(object: string, text: string): string {
  const said = text.replace(/\s+/g, ' ');
  const [, at] = /could not be parsed as JSON: syntax error at byte offset (\d+)/.exec(said) ?? [];
  const what =
    at === '1'
      ? 'its first byte begins no JSON, as with a page of HTML, an archive, or what something has encrypted'
      : at !== undefined
        ? `it is no JSON from byte ${at} on, as with a file that is cut off`
        : 'it is a document of something else, or damaged';
  return `the object at ${object} is no state of Terraform's: ${what}. \`aws s3 cp ${object} - | head -c 200\` shows its beginning. Correct key where something else lies there; where the state did, bring back an older version of the object (\`aws s3api list-object-versions\`).`;
}

/** `workspace new` of one that exists. Source: …/command/workspace_command.go, `envExists`; no `Error: ` stands before it. */
export function isThereAlready(stderr: string): boolean {
  return /\bWorkspace "[^"]*" already exists\b/.test(stderr.replace(/\s+/g, ' '));
}

/** What went wrong, without what may stand before it. */
export function errorsOf(stderr: string): string {
  const start = stderr.search(/^Error: /m);
  return (start < 0 ? stderr : stderr.slice(start)).trim();
}

/** Without the errors about a place in the configuration: of one speak modules and providers, whatever their server said. */
export function withoutPlaces(stderr: string): string {
  return stderr
    .split(/^(?=Error: )/m)
    .filter((error) => !/^ {2}on .+ line \d+/m.test(error))
    .join('');
}

/** `: Failed to query available provider packages`: what the first error is called, to stand after what failed. */
export function titleOf(details: string): string {
  const [, title] = /^Error: (.+)$/m.exec(details) ?? [];
  return title === undefined ? '' : `: ${title}`;
}
