import * as v from 'valibot';

const Place = v.object({ line: v.number(), column: v.optional(v.number()) });
const Snippet = v.object({
  context: v.optional(v.nullable(v.string())),
  code: v.string(),
  start_line: v.number(),
  values: v.optional(v.nullable(v.array(v.object({ traversal: v.string(), statement: v.string() })))),
});

/** Stands in place of an address of a shape that is not known: it has one. */
const UNREADABLE = '(unknown)';

/**
 * What a command says went wrong, or is to be thought of. Its shape is Terraform's and OpenTofu's alike; members that
 * nobody here reads are passed over. Source: hashicorp/terraform internal/command/views/json/diagnostic.go.
 */
export const DiagnosticSchema = v.pipe(
  v.object({
    severity: v.string(),
    summary: v.string(),
    // What is merely shown beside it may have another shape one day.
    detail: v.optional(v.fallback(v.string(), ''), ''),
    address: v.optional(v.fallback(v.string(), UNREADABLE)),
    range: v.optional(
      v.fallback(v.nullable(v.object({ filename: v.string(), start: Place, end: v.optional(Place) })), null),
    ),
    snippet: v.optional(v.fallback(v.nullable(Snippet), null)),
  }),
  v.transform(({ severity, range, snippet, ...said }): Diagnostic => ({
    ...said,
    // One that no version knows today counts: nothing is passed over for a new word.
    severity: severity === 'warning' ? 'warning' : 'error',
    place: range == null ? undefined : { file: range.filename, start: range.start, end: range.end ?? range.start },
    snippet:
      snippet == null
        ? undefined
        : {
            context: snippet.context ?? undefined,
            code: snippet.code,
            startLine: snippet.start_line,
            values: snippet.values ?? [],
          },
  })),
);

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  /** Empty, or any text: a provider's, and what a program printed may be quoted in it. */
  readonly detail: string;
  /** Of the object that it is about; undefined where it is about none. Of a deposed object, no version tells it. */
  readonly address?: string | undefined;
  readonly place: SourcePlace | undefined;
  readonly snippet: SourceSnippet | undefined;
  /** It is of a provisioner with a secret in its configuration, which the tool itself repeats here. */
  readonly holdsSecret?: boolean;
}

/** A range of a file of the configuration, by its path from the root module. Lines and columns count from 1. */
interface SourcePlace {
  readonly file: string;
  readonly start: { readonly line: number; readonly column?: number | undefined };
  readonly end: { readonly line: number; readonly column?: number | undefined };
}

interface SourceSnippet {
  /** `resource "aws_instance" "web"`; undefined outside of any block. */
  readonly context: string | undefined;
  readonly code: string;
  readonly startLine: number;
  /** Values that the code had; the tool itself says of a sensitive one only that it is. */
  readonly values: readonly { readonly traversal: string; readonly statement: string }[];
}

/** As the tool prints it for people, without wrapping lines: for the log. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  return [...headOf(diagnostic), ...(diagnostic.detail === '' ? [] : ['', diagnostic.detail.trimEnd()])].join('\n');
}

/**
 * For pages: without what a program has printed, which a diagnostic may quote. Its command and its exit code stay, unless a
 * secret may be in them; the log has the rest.
 */
export function renderForPage(diagnostic: Diagnostic): string {
  return renderDiagnostic({
    ...diagnostic,
    summary: summaryForPage(diagnostic),
    detail: withoutProgramOutput(diagnostic),
  });
}

/** For pages where it is not known which values are secret: what it is about, and where, in no words of a provider's. */
export function renderPlaceOnly(diagnostic: Diagnostic): string {
  return headOf({ ...diagnostic, summary: 'the log of the run says what', snippet: undefined }).join('\n');
}

function headOf({ severity, summary, address, place, snippet }: Diagnostic): readonly string[] {
  const lines = [`${severity === 'error' ? 'Error' : 'Warning'}: ${summary}`];
  if (address === undefined && place === undefined) return lines;
  lines.push('');
  if (address !== undefined) lines.push(`  with ${address}${place === undefined ? '' : ','}`);
  if (place === undefined) return lines;
  const context = snippet?.context === undefined ? '' : `, in ${snippet.context}`;
  lines.push(`  on ${place.file} line ${place.start.line}${context}${snippet === undefined ? '' : ':'}`);
  if (snippet === undefined) return lines;
  const code = snippet.code
    .split('\n')
    .map((line, index) => `${String(snippet.startLine + index).padStart(4)}: ${line}`);
  const values = snippet.values.map(({ traversal, statement }) => `    │ ${traversal} ${statement}`);
  return [...lines, ...code, ...(values.length === 0 ? [] : ['    ├────────────────', ...values])];
}

/** Where what a program printed begins, whoever quotes it, and however that is introduced. */
const QUOTED = /(?:^|[.:;,] +|\b(?:command|combined) )output(?: was)?: ?|\bstd(?:out|err): ?/im;

/** Who is known to quote it in words of his own. Source: internal/builtin/provisioners/local-exec, hashicorp/external. */
const QUOTING: readonly { readonly summary: RegExp; readonly begin: RegExp }[] = [
  { summary: /^local-exec provisioner error$/, begin: /(?:\. )?\bOutput: / },
  { summary: /^(?:External Program|Command) Execution Failed$/, begin: /^(?:Command )?Error(?: Message)?: /m },
  { summary: /(?:)/, begin: QUOTED },
];

const IN_THE_LOG = '(what the program printed is in the log of the run)';
const SECRET_WITHIN = '(its configuration has a sensitive value: what it is about is in the log of the run)';

/** From the first place that may be its begin: a command that looks like one is cut short, and no output ever kept. */
function withoutProgramOutput({ summary, detail, holdsSecret = false }: Diagnostic): string {
  if (holdsSecret) return SECRET_WITHIN;
  const begins = QUOTING.filter((quoting) => quoting.summary.test(summary))
    .map(({ begin }) => detail.search(begin))
    .filter((at) => at >= 0);
  return begins.length === 0 ? detail : `${detail.slice(0, Math.min(...begins)).trimEnd()}\n${IN_THE_LOG}`;
}

/** The summary for pages: many a provider has all that it says in it. */
export function summaryForPage({ summary }: Pick<Diagnostic, 'summary'>): string {
  const begin = summary.search(QUOTED);
  return begin < 0 ? summary : `${summary.slice(0, begin).trimEnd()} ${IN_THE_LOG}`.trimStart();
}
