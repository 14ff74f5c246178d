import { describe, expect, it } from 'vitest';

import { connect, type Connected } from '../../../src/adapters/aws/connect.ts';
import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import { parseToolVersion, type Tool } from '../../../src/domain/stack/tool.ts';

type Words = Readonly<Record<string, string>>;

interface Question {
  readonly backend?: object;
  readonly env?: Words;
  readonly profile?: Words;
  /** As the tool says it. */
  readonly tool?: string;
}

function ask({ backend = {}, env = {}, profile = {}, tool = 'Terraform v1.15.0' }: Question): Promise<Connected> {
  const config = { bucket: 'states', key: 'k', region: 'us-east-1', ...backend };
  const { connection } = parseBackendFile({ backend: { type: 's3', config } }, env, '/checkout/module');
  return connect(connection, {
    env,
    tool: parseToolVersion(tool) as Tool,
    profile: {
      name: 'default',
      get: (setting) => profile[setting],
      ofService: () => undefined,
      ofSession: () => undefined,
      source: undefined,
    },
  });
}

/** Each as real Terraform did it, counted by a server that fails every time. */
describe('a request that fails is sent as often as Terraform sends it', () => {
  it.each<[Question, number]>([
    [{}, 5],
    [{ backend: { max_retries: 1 } }, 1],
    [{ backend: { max_retries: 2 } }, 2],
    [{ backend: { max_retries: 3 } }, 3],
    [{ backend: { max_retries: 0 } }, 3],
    [{ backend: { max_retries: 0 }, env: { AWS_MAX_ATTEMPTS: '2' } }, 2],
    [{ backend: { max_retries: 0 }, profile: { max_attempts: '2' } }, 2],
    [{ backend: { max_retries: 0 }, env: { AWS_MAX_ATTEMPTS: '4' }, profile: { max_attempts: '2' } }, 4],
    [{ env: { AWS_MAX_ATTEMPTS: '2' }, profile: { max_attempts: '2' } }, 5],
  ])('%j: %i times', async (question, times) => {
    expect((await ask(question)).clientSettings('s3').maxAttempts).toBe(times);
  });

  it.each<[Question, string]>([
    [{}, 'standard'],
    [{ backend: { retry_mode: 'adaptive' } }, 'adaptive'],
    [{ env: { AWS_RETRY_MODE: 'adaptive' } }, 'adaptive'],
    [{ profile: { retry_mode: 'adaptive' } }, 'adaptive'],
    [{ env: { AWS_RETRY_MODE: 'standard' }, profile: { retry_mode: 'adaptive' } }, 'standard'],
  ])('%j: in the mode %s', async (question, mode) => {
    expect((await ask(question)).clientSettings('s3').retryMode).toBe(mode);
  });
});

describe('FIPS and dualstack', () => {
  it.each<[Question, boolean]>([
    [{}, false],
    [{ backend: { use_fips_endpoint: true } }, true],
    [{ env: { AWS_USE_FIPS_ENDPOINT: 'TRUE' } }, true],
    [{ env: { AWS_USE_FIPS_ENDPOINT: 'false' } }, false],
    [{ env: { AWS_USE_FIPS_ENDPOINT: 'false' }, tool: 'Terraform v1.14.9' }, true],
    [{ env: { AWS_USE_FIPS_ENDPOINT: 'false' }, tool: 'OpenTofu v1.12.0' }, true],
    [
      { backend: { use_fips_endpoint: false }, env: { AWS_USE_FIPS_ENDPOINT: 'false' }, tool: 'Terraform v1.11.4' },
      false,
    ],
    [{ backend: { use_fips_endpoint: false }, env: { AWS_USE_FIPS_ENDPOINT: 'true' } }, true],
    [{ backend: { use_fips_endpoint: false }, profile: { use_fips_endpoint: 'true' } }, true],
    [{ env: { AWS_USE_FIPS_ENDPOINT: 'false' }, profile: { use_fips_endpoint: 'true' } }, false],
    [{ profile: { use_fips_endpoint: '1' } }, false],
    [{ backend: { use_fips_endpoint: true, endpoints: { s3: 'http://s3' } } }, false],
    [{ env: { AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL: 'http://s3' } }, false],
  ])('%j: FIPS is %s', async (question, used) => {
    expect((await ask(question)).clientSettings('s3').useFipsEndpoint).toBe(used);
  });

  it.each<[Question, boolean]>([
    [{ backend: { use_dualstack_endpoint: true } }, true],
    [{ env: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } }, true],
    [{ env: { AWS_USE_FIPS_ENDPOINT: 'true' } }, false],
    [{ profile: { use_dualstack_endpoint: 'True' } }, true],
    [{ backend: { use_dualstack_endpoint: true, endpoints: { s3: 'http://s3' } } }, false],
  ])('%j: dualstack is %s', async (question, used) => {
    expect((await ask(question)).clientSettings('s3').useDualstackEndpoint).toBe(used);
  });
});

describe('checksums beside the SHA-256 of what is put', () => {
  const SKIPPED = { skip_s3_checksum: true };

  it.each<[Question, string, string]>([
    [{ backend: SKIPPED }, 'WHEN_SUPPORTED', 'WHEN_SUPPORTED'],
    [{ backend: SKIPPED, tool: 'Terraform v1.10.5' }, 'WHEN_REQUIRED', 'WHEN_REQUIRED'],
    [{ backend: SKIPPED, tool: 'OpenTofu v1.12.0' }, 'WHEN_REQUIRED', 'WHEN_REQUIRED'],
    [{ env: { AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required' } }, 'WHEN_REQUIRED', 'WHEN_SUPPORTED'],
    [{ profile: { response_checksum_validation: 'When_Required' } }, 'WHEN_SUPPORTED', 'WHEN_REQUIRED'],
  ])('%j: %s, and %s of what is read', async (question, ofRequest, ofResponse) => {
    expect((await ask(question)).s3).toMatchObject({
      requestChecksumCalculation: ofRequest,
      responseChecksumValidation: ofResponse,
    });
  });
});

describe("the lock table's host by account", () => {
  it.each<[Question, string]>([
    [{}, 'preferred'],
    [{ tool: 'Terraform v1.10.5' }, 'disabled'],
    [{ tool: 'OpenTofu v1.12.0' }, 'disabled'],
    [
      { env: { AWS_ACCOUNT_ID_ENDPOINT_MODE: 'disabled' }, profile: { account_id_endpoint_mode: 'required' } },
      'disabled',
    ],
    [{ profile: { account_id_endpoint_mode: 'required' } }, 'required'],
  ])('%j: %s', async (question, mode) => {
    expect((await ask(question)).dynamodb.accountIdEndpointMode).toBe(mode);
  });
});
