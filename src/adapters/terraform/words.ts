/** What Terraform's and OpenTofu's own words mean. Both print errors to stderr, wrapped at 78 columns between words. */

/**
 * The digest item does not belong to the state object: whoever wrote the one did not come to write the other, or somebody
 * put another state there. Only `init` says it, in which nothing else speaks: some versions put no `Error: ` before it.
 * Source: …/remote-state/s3/errors.go, `errBadChecksumFmt`.
 */
export function isDigestMismatch(text: string): boolean {
  return /\bstate data in S3 does not have the expected content\b/.test(text.replace(/\s+/g, ' '));
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
