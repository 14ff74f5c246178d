import { BUCKET, resource, type Cloud } from './stage.ts';

/** The configuration of the state that `seedState` puts. */
export const BEFORE = resource('before', 'kept');

/** Puts a state that has been there for a while, as Terraform writes it: with `terraform_data.before`. */
export function seedState(cloud: Cloud, key: string, bucket = BUCKET): void {
  const kept = { value: 'kept', type: 'string' };
  const state = {
    version: 4,
    terraform_version: '1.11.4',
    serial: 7,
    lineage: '5d2c1d3f-0c3e-4e0f-9a53-6f0a4b9e8b11',
    outputs: {},
    resources: [
      {
        mode: 'managed',
        type: 'terraform_data',
        name: 'before',
        provider: 'provider["terraform.io/builtin/terraform"]',
        instances: [
          {
            schema_version: 0,
            attributes: {
              id: '51d7dfe4-9da6-d7e1-5b2e-2fd8a8764f5b',
              input: kept,
              output: kept,
              triggers_replace: null,
            },
            sensitive_attributes: [],
          },
        ],
      },
    ],
    check_results: null,
  };
  cloud.s3.put(bucket, key, `${JSON.stringify(state, undefined, 2)}\n`);
}
