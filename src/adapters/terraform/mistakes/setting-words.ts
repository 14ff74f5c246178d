import { S3Config } from '../configuration/backend-schema.ts';

/** What the S3 backend takes besides what is read of it here. */
const OTHER_SETTINGS = [
  ...['skip_credentials_validation', 'skip_region_validation', 'skip_requesting_account_id', 'iam_endpoint'],
  ...['assume_role_duration', 'sso_endpoint'],
];

/** A setting of `-backend-config` that the backend does not have. The name comes from the command line, not from a file. */
const UNKNOWN_ON_LINE = /configuration argument "([^"]+)" given on the command line is not expected/g;

/** The settings of the input that there are none of, each with the nearest that there is; undefined when all are known. */
export function describeUnknownSettings(text: string): string | undefined {
  const names = [...new Set([...text.matchAll(UNKNOWN_ON_LINE)].map(([, name = '']) => name))];
  if (names.length === 0) return undefined;
  const told = names.map((name) => `${name}${meant(name)}`).join(' and ');
  return `the input backend-config sets ${told}, and the backend "s3" has no setting of that name. Correct it there.`;
}

/** An error about a line of a file that `backend-config` names. */
export function describeRefusedLine(at: {
  readonly file: string;
  readonly line: string;
  readonly argument: string;
  /** Terraform's own sentence. */
  readonly said: string;
}): string {
  const { file, line, argument, said } = at;
  const unknown = /An argument named "([^"]+)" is not expected here/.exec(said)?.[1];
  const wrong =
    unknown === undefined
      ? `is not one of settings alone, at line ${line}${argument === '' ? '' : `, ${argument}`}: ${said}`
      : `sets ${unknown}${meant(unknown)} in line ${line}, and the backend "s3" has no setting of that name.`;
  return `the file ${file}, which backend-config names, ${wrong} Correct it there.`;
}

function meant(name: string): string {
  const nearest = nearestOf(name, [...Object.keys(S3Config.entries), ...OTHER_SETTINGS]);
  return nearest === undefined ? '' : ` (the nearest that there is: ${nearest})`;
}

/** Of two that are as near, the first; undefined where none is near enough to be meant. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((one) => ({
      one,
      distance: name.startsWith(`${one}_`) || one.startsWith(`${name}_`) ? 1 : distance(name, one),
    }))
    .filter(({ one, distance: far }) => far <= Math.max(1, Math.floor(Math.min(name.length, one.length) / 3)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.one;
}

/** Letters to put in, take out or change (Levenshtein), without regard to case. */
function distance(from: string, to: string): number {
  const [a, b] = [from.toLowerCase(), to.toLowerCase()];
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const row = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const changed = (before[j] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min((before[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, changed));
    }
    before = row;
  }
  return before.at(-1) ?? 0;
}
