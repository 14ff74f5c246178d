import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOOL } from '../on-path.ts';

interface Ended {
  readonly code: number;
  readonly output: string;
}

export interface Workspace extends AsyncDisposable {
  terraform(...words: readonly string[]): Promise<Ended>;
}

/**
 * A directory with one `terraform_data` resource, whose state is at `prod/terraform.tfstate` in the bucket `states` of
 * the S3 server among the endpoints.
 */
export async function terraformOnS3(
  endpoints: Readonly<Record<string, string>>,
  settings: readonly string[],
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-terraform-'));
  const named = Object.entries(endpoints).map(([service, url]) => `${service} = "${url}"`);
  await writeFile(
    join(folder, 'main.tf'),
    `terraform {
  backend "s3" {
    bucket                      = "states"
    key                         = "prod/terraform.tfstate"
    region                      = "us-east-1"
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    endpoints                   = { ${named.join(', ')} }
    ${settings.join('\n    ')}
  }
}
resource "terraform_data" "one" {
  input = "one"
}
`,
  );
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  };
  return {
    terraform: (...words) =>
      new Promise((resolve) => {
        const child = execFile(TOOL, [...words], { cwd: folder, env }, (_error, stdout, stderr) => {
          resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
        });
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
