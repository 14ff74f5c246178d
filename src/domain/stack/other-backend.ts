/** What is told of a place for states that is none of Lockstep's: by its name, where it stands, and what to do. */
export function describeOtherBackend(type: string, where?: string): string {
  const what = type === 'cloud' ? 'a cloud block' : `the backend ${JSON.stringify(type)}`;
  const at = where === undefined ? '' : ` (${where})`;
  const { why, move = MIGRATE } = OTHERS[type] ?? {};
  const sentences = [
    `the root module uses ${what}${at}; Lockstep works with "s3" only.`,
    ...(why === undefined ? [] : [why]),
    `Put a backend "s3" block in its place, and move the state there by hand: ${move}.`,
  ];
  return sentences.join(' ');
}

const MIGRATE = '`terraform init -migrate-state`';
/** Terraform migrates no state out of there. */
const CARRY = '`terraform state pull` before, `terraform state push` after';
const HCP = 'HCP Terraform and Terraform Enterprise keep, lock and queue states themselves.';
const COMPATIBLE = 'Where the store speaks the S3 protocol, too, that block reaches it by endpoints.';

const OTHERS: Readonly<Record<string, { readonly why: string; readonly move?: string }>> = {
  cloud: { why: HCP, move: CARRY },
  remote: { why: HCP, move: CARRY },
  local: { why: 'A state on the runner is lost with it.' },
  inmem: { why: 'A state in memory is lost with the command.' },
  oss: { why: COMPATIBLE },
  cos: { why: COMPATIBLE },
};

/** The same of a root module that says nothing of it. `where` is its directory, as the workflow names it. */
export function describeNoBackend(where?: string): string {
  const what = where === undefined ? 'the root module has no' : `no file in ${JSON.stringify(where)} has a`;
  return `${what} backend block, so the state would lie on this runner and be lost with it. Add \`terraform { backend "s3" { … } }\` with bucket, key, region and use_lockfile = true.`;
}
