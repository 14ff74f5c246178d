/** Who takes part in the demo, and what each of them has in mind for production. */
import { shaOf } from '../__tests__/support/runner/stage.ts';

export const STACK = 'payments';

export interface Change {
  readonly number: number;
  readonly author: string;
  readonly title: string;
  readonly branch: string;
  readonly description: string;
  readonly headSha: string;
  readonly mergeSha: string;
}

export const ANA: Change = {
  number: 41,
  author: 'ana',
  title: 'PostgreSQL 16, and no more log archive',
  branch: 'postgres-16',
  description: 'The upgrade replaces the database. The archive has been empty since March. Refunds get a queue.',
  // What the stand-in for GitHub's event says is the head of a pull request of this number.
  headSha: shaOf('head of 41'),
  mergeSha: shaOf('merge of 41'),
};

export const BEN: Change = {
  number: 43,
  author: 'ben',
  title: 'API 2.0 at its new address',
  branch: 'api-2',
  description: 'Clients read the address from the outputs. A cache in front of the API comes with it.',
  headSha: shaOf('head of 43'),
  mergeSha: shaOf('merge of 43'),
};

export const BASE_SHA = shaOf('production before the demo');

/** In a checkout that has a file of this name, work on the database or the backup is in flight until the file is gone. */
export const IN_FLIGHT = 'in-flight';

/** The root module with these pull requests in it. */
export function configuration(merged: readonly Change[]): string {
  const ana = merged.includes(ANA);
  const ben = merged.includes(BEN);
  return [
    `resource "terraform_data" "database" {
  triggers_replace = ["postgres-${ana ? '16' : '15'}"]
  input            = { size = "m6g.large", storage_gb = 100 }
${WORK}}`,
    `resource "terraform_data" "backup" {
  input = "nightly"
${WORK}}`,
    `resource "terraform_data" "queue" {
  for_each = toset([${ana ? '"invoices", "refunds"' : '"invoices"'}])
  input    = { name = each.key, retention_days = ${ana ? '14' : '7'} }
}`,
    `resource "terraform_data" "api" {
  input = { image = "${ben ? 'api:2.0.0' : 'api:1.8.3'}", replicas = ${ben ? '3' : '2'} }
}`,
    ...(ana ? [] : ['resource "terraform_data" "log_archive" {\n  input = "logs, 30 days"\n}']),
    ...(ben ? ['resource "terraform_data" "cache" {\n  input = "in front of the api"\n}'] : []),
    `output "api_url" {
  value = "https://api.example.com/${ben ? 'v2' : 'v1'}"
}`,
    `output "database_version" {
  value = terraform_data.database.triggers_replace[0]
}`,
  ].join('\n\n');
}

// Ends by itself after half a minute, so that nothing is left running when the demo is killed.
const WORK = `  provisioner "local-exec" {
    command = "for i in $(seq 300); do [ -e ${IN_FLIGHT} ] || exit 0; sleep 0.1; done"
  }
`;
