import { resolve } from 'node:path';
import { tellCause, type Told } from '../../causes/causes.ts';
import type { AwsRefusal } from '../../causes/refusal.ts';
import type { Environment } from '../../../domain/environment.ts';
import { credentialMistakeOf, tellProfile } from './credential-words.ts';
import { networkMistakeOf } from './network-words.ts';
import { describeRefusedLine, describeUnknownSettings } from './setting-words.ts';

interface Mistake {
  readonly pattern: RegExp;
  readonly tell: (groups: readonly (string | undefined)[], directory: string, env: Environment) => string;
}

const NOT_READ = String.raw`(no such file or directory|permission denied|is a directory|The system cannot find [^.]*)`;

/** How Terraform words a backend block that does not fit what is there. Within a paragraph whitespace is one space. */
const MISTAKES: readonly Mistake[] = [
  {
    pattern: /S3 bucket "([^"]*)" does not exist/,
    tell: ([bucket = '']) => `the bucket ${bucket} does not exist. Create it, or correct the backend block.`,
  },
  {
    // Terraform 1.5, and OpenTofu.
    pattern: /S3 bucket does not exist\./,
    tell: () => 'the bucket of the backend block does not exist. Create it, or correct the backend block.',
  },
  {
    pattern: /argument (?:named )?"use_lockfile" (?:given on the command line )?is not expected/,
    tell: () =>
      'this version does not know use_lockfile, which Terraform and OpenTofu have from 1.10 on. Use a newer one, or name a lock table with dynamodb_table in place of use_lockfile.',
  },
  {
    pattern: new RegExp(String.raw`reading custom CA bundle: open (.+?): ${NOT_READ}`),
    tell: ([path = '', why = ''], directory) =>
      `${fileAt(path, directory)}, which custom_ca_bundle or AWS_CA_BUNDLE names, cannot be read (${why}). Correct the path, or write the file in a step before this one.`,
  },
  {
    pattern: new RegExp(String.raw`unable to read file at (.+?): open .+?: ${NOT_READ}`),
    tell: ([path = '', why = ''], directory) =>
      `${fileAt(path, directory)}, which is to hold the job's identity token (web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE), cannot be read (${why}). Correct the path, or have the token written there in a step before this one, with \`id-token: write\` under \`permissions\` of the job.`,
  },
  {
    pattern: /Retrieving AWS account details.*profile "?([\w./@-]+)"?.*not found|failed to load .*profile \((\S+)\)/i,
    tell: ([one, other], directory, env) => tellProfile(one ?? other ?? '', { env, directory }),
  },
  {
    pattern: /failed to load (?:shared )?config(?:uration)? file,? ([^,\s]+), ([^\n]*)/i,
    tell: ([path = '', why = ''], directory) =>
      `${fileAt(path, directory)}, a shared file of AWS, cannot be read (${why}). Correct it, or what names it: shared_config_files, shared_credentials_files, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE.`,
  },
  {
    pattern: /The file "([^"]+)" could not be read/,
    tell: ([path = ''], directory) =>
      `${fileAt(path, directory)}, which backend-config names, cannot be read. Correct the path, or write \`name=value\` for a setting.`,
  },
  {
    // The latter in Terraform 1.5.
    pattern: /No valid credential sources found|no valid credential sources for S3 Backend found/,
    tell: () =>
      'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one; with its `role-to-assume`, the job needs `id-token: write` under `permissions`.',
  },
  {
    pattern: /AWS account ID (?:not allowed|forbidden): (\d+)/i,
    tell: ([account = '']) =>
      `the credentials belong to the account ${account}, which allowed_account_ids or forbidden_account_ids of the backend block rules out. Use those of the right account.`,
  },
  {
    pattern: /dial tcp: lookup (\S+?)(?: on \S+)?: (?:no such host|server misbehaving|Temporary failure)/,
    tell: ([host = '']) =>
      `there is no host ${host} that this runner can find. Look for a mistake in region and endpoints of the backend block, and at the runner's DNS and proxy.`,
  },
];

/** A path as it was asked for and as it is resolved: Terraform takes it from the root module. */
function fileAt(path: string, directory: string): string {
  const resolved = resolve(directory, path);
  return resolved === path ? `the file ${path}` : `the file ${path} (${resolved})`;
}

/** A setting that is given nowhere, in the words of today and of Terraform 1.5. */
const MISSING = /The attribute "(\w+)" is required by the backend|"(\w+)": required field is not set/g;
const MISSING_REGION = /Missing region value/;

function describeMissing(text: string): string | undefined {
  const found = [...text.matchAll(MISSING)].map(([, one, other]) => one ?? other ?? '');
  const missing = [...new Set([...found, ...(MISSING_REGION.test(text) ? ['region'] : [])])];
  const [only] = missing;
  if (only === undefined) return undefined;
  if (missing.length === 1 && only === 'region') {
    return 'no region is set. Set region in the backend block, or AWS_REGION in the environment.';
  }
  const words = [missing.slice(0, -1).join(', '), missing.at(-1)].filter((part) => part !== '').join(' and ');
  const set = missing.length === 1 ? 'is' : 'are';
  const orRegion = missing.includes('region') ? ', or the region by AWS_REGION in the environment' : '';
  return `${words} ${set} set nowhere. Give ${missing.length === 1 ? 'it' : 'them'} in the backend block, or as name=value in backend-config${orRegion}.`;
}

const OPERATION = /operation error (S3|DynamoDB|STS): (\w+), ([^\n]*)/;
const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
/** What it was about, which stands somewhere before. */
const ABOUT = new RegExp(`(?:object ${QUOTED} in )?S3 bucket ${QUOTED}|DynamoDB table ${QUOTED}`, 'g');
const ANSWER =
  /StatusCode: (\d+)(?:, RequestID: [^,]*)?(?:, HostID: [^,]*)?,? ?(?:api error )?([A-Za-z][\w.]*)?(?:: ?(.*))?$/;
/** Terraform 1.5 does not say what it was about. */
const OPERATION_OF_1_5 =
  /(?:^|[\s:])(?<code>[A-Z][A-Za-z0-9]+(?:\.\w+)?): (?<message>(?:(?!\b[A-Z][A-Za-z0-9]+: )[^\n])*?) ?status code: (?<status>\d{3}), request id/m;

/** Where a permission has another name than the operation. */
const PERMISSION: Readonly<Record<string, string>> = { ListObjectsV2: 'ListBucket', HeadObject: 'GetObject' };

/** What an AWS service has answered, as Terraform's error tells it; undefined for an error of another kind. */
function refusalIn(text: string): AwsRefusal | undefined {
  const found = OPERATION.exec(text);
  if (found === null) {
    const { code, message = '', status } = OPERATION_OF_1_5.exec(text)?.groups ?? {};
    return code === undefined ? undefined : { action: '', resource: '', code, status: Number(status), message };
  }
  const [, service = '', operation = '', rest = ''] = found;
  const [, key, bucket, table] = [...text.slice(0, found.index).matchAll(ABOUT)].at(-1) ?? [];
  const role = /IAM Role \((\S+)\) cannot be assumed/.exec(text)?.[1];
  const [, status = '', code = '', message = ''] = ANSWER.exec(rest) ?? [];
  const about = {
    action: `${service.toLowerCase()}:${PERMISSION[operation] ?? operation}`,
    resource: (service === 'STS' ? [role] : [bucket ?? table, key]).filter((part) => part !== undefined).join('/'),
    // 0 where nothing has answered.
    status: Number(status) || undefined,
  };
  const [, region] = /actual location "([^"]*)"/.exec(rest) ?? [];
  // S3 names each request, and whoever redirects in its place does not. The SDK takes every 301 for S3's.
  const isOfS3 = /RequestID: [^\s,]/.test(rest) || /^(?:Permanent|Temporary)Redirect$/.test(code) || Boolean(region);
  const redirect = /^30[12378]$/.test(status) && !isOfS3 ? { to: undefined } : undefined;
  if (region !== undefined) return { ...about, code: 'PermanentRedirect', message: '', region, redirect };
  // Nothing was sent, and nobody has answered.
  if (status === '') return { ...about, code: 'EndpointError', message: rest.replace(/^.*endpoint rule error, /, '') };
  const [, unsent] = /request send failed, (.*)/.exec(rest) ?? [];
  if (unsent !== undefined) return { ...about, code: codeOfUnsent(unsent), message: unsent };
  return { ...about, code, message, redirect };
}

/** The name that Node has for what Go says in words. */
function codeOfUnsent(words: string): string {
  if (/no such host|server misbehaving/.test(words)) return 'ENOTFOUND';
  return /x509|certificate/.test(words) ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : 'ECONNREFUSED';
}

/** What is wrong with the backend, and what to do; undefined for anything else that `init` may have said. */
export function backendMistakeOf(said: string, directory: string, env: Environment = {}): Told | undefined {
  const text = paragraphsOf(said);
  const sure = (sentence: string): Told => ({ sentence, isDenied: false, isLasting: true });
  const missing = describeMissing(text.replaceAll('\n', ' '));
  if (missing !== undefined) return sure(missing);
  const unknown = /"use_lockfile"/.test(text) ? undefined : describeUnknownSettings(text.replaceAll('\n', ' '));
  if (unknown !== undefined) return sure(unknown);
  const onTheWay = networkMistakeOf(text.replaceAll('\n', ' '));
  if (onTheWay !== undefined) return sure(onTheWay);
  const noCredentials = credentialMistakeOf(text.replaceAll('\n', ' '), { env, directory });
  if (noCredentials !== undefined) return sure(noCredentials);
  const refusal = refusalIn(text);
  const told = refusal && tellCause(refusal);
  if (told !== undefined) return told;
  for (const { pattern, tell } of MISTAKES) {
    const [match, ...groups] = pattern.exec(text) ?? [];
    if (match !== undefined) return sure(tell(groups, directory, env));
  }
  const block = describeRefusedBlock(said);
  if (block !== undefined) return sure(block);
  if (refusal === undefined) return undefined;
  const { action, resource, code, status, message } = refusal;
  const on = resource === '' ? '' : ` on ${resource}`;
  return {
    sentence: `${action === '' ? 'a request to AWS' : action}${on} failed: ${[code || 'no code', ...(status === undefined ? [] : [status])].join(', ')}: ${message || 'no words'}`,
    isDenied: false,
    isLasting: false,
  };
}

/** One paragraph a line: errors are wrapped at 78 columns between words. */
function paragraphsOf(said: string): string {
  return said
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n');
}

interface PlacedError {
  readonly title: string;
  readonly file: string;
  readonly line: string;
  /** `terraform`, `resource "terraform_data" "x"`; empty outside of any block. */
  readonly within: string;
  /** What is set on that line; empty when nothing is. */
  readonly argument: string;
  readonly detail: string;
}

/** Errors about a place in the configuration: `Error: …`, `  on FILE line N, in BLOCK:`, the code, what is wrong. */
function placedErrorsOf(said: string): readonly PlacedError[] {
  return said.split(/^(?=Error: )/m).flatMap((error) => {
    const [head = '', place = '', ...rest] = error.split(/\n\s*\n/).map((part) => part.trimEnd());
    const [, file, line = '', within = ''] = /^ {2}on (.+?) line (\d+)(?:, in (.+?))?:?$/m.exec(place) ?? [];
    if (file === undefined) return [];
    const [, argument = ''] = /^ +\d+: +"?([\w-]+)"? *[=:]/m.exec(place) ?? [];
    // Only what stands alone is the detail: a value that is quoted has lines of its own.
    const detail = (rest[0] ?? '').replace(/\s+/g, ' ').trim();
    return [{ title: head.replace(/^Error: /, '').replace(/\s+/g, ' '), file, line, within, argument, detail }];
  });
}

function describeRefusedBlock(said: string): string | undefined {
  const errors = placedErrorsOf(said);
  const ofFile = errors.find(({ within, file }) => within === '' && !isConfiguration(file));
  if (ofFile !== undefined) return describeRefusedLine({ ...ofFile, said: sentenceOf(ofFile) });
  const [first] = errors.filter(({ within }) => within === 'terraform');
  if (first === undefined) return undefined;
  return `the backend block is not one that this version takes: ${first.file} line ${first.line}${first.argument === '' ? '' : `, ${first.argument}`}: ${sentenceOf(first)} Correct it there.`;
}

/** What the parser of HCL calls its errors. Source: hashicorp/hcl hclsyntax/{parser,parser_template,scan_tokens}.go. */
const MISSPELLED =
  /^(?:Unclosed |Unterminated |Unbalanced |Missing (?:newline|item separator|key\/value separator|attribute|close brace|expression|name|type)|Invalid (?:multi-line string|block definition|argument name|expression|character|single-argument|string literal|escape sequence|attribute name|template|quotation|legacy|prefix)|Argument or block definition required|Extra characters|Unsupported operator|Ambiguous attribute key|Invalid JSON|Extraneous data|Unexpected end of)/;

/** A file that does not parse: where and why; undefined when all do. */
export function describeMisspelled(said: string, tool: string): string | undefined {
  const [first] = placedErrorsOf(said).filter(({ title }) => MISSPELLED.test(title));
  if (first === undefined) return undefined;
  const remedy = isConfiguration(first.file)
    ? `Correct it there; \`${tool} validate\` finds the same.`
    : /\.tfvars(?:\.json)?$/.test(first.file)
      ? 'It is a file with values of variables; correct it there.'
      : 'It is a file that backend-config names, with one `name = value` a line; correct it there.';
  return `${first.file} does not parse, at line ${first.line}: ${sentenceOf(first)} ${remedy}`;
}

function isConfiguration(file: string): boolean {
  return /\.(?:tf|tofu)(?:\.json)?$/.test(file);
}

function sentenceOf({ title, detail }: PlacedError): string {
  return detail === '' ? `${title}.` : `${title}. ${detail.replace(/[^.!?]$/, '$&.')}`;
}
