import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUCKET, type Checkout, type Cloud, type Scenario } from '../runner/stage.ts';

export interface StoreAway {
  /** It answers again. */
  readonly comeBack: () => void;
}

/**
 * From the first write of production's state on, nothing of this scenario's keys is answered, in bucket and table alike:
 * until Terraform has given up and left its file, and for so long after that.
 */
export function takeStoreAway(
  cloud: Cloud,
  { prodKey }: Pick<Scenario, 'prodKey'>,
  { checkout, forMs }: { readonly checkout: Pick<Checkout, 'folder'>; readonly forMs: number },
): StoreAway {
  const file = join(checkout.folder, 'errored.tfstate');
  const prefix = prodKey.split('/')[0] ?? '';
  let isAway = false;
  let gaveUpAtMs: number | undefined;
  const isOut = (): boolean => {
    if (isAway && gaveUpAtMs === undefined && existsSync(file)) gaveUpAtMs = Date.now();
    if (gaveUpAtMs !== undefined && Date.now() - gaveUpAtMs >= forMs) isAway = false;
    return isAway;
  };
  const unavailable = { kind: 'answer', status: 503, code: 'ServiceUnavailable' } as const;
  const disarm = [
    cloud.s3.addFault({
      matches: ({ operation, key, prefix: listed = '' }) => {
        if (!isAway && gaveUpAtMs === undefined && operation === 'PutObject' && key === prodKey) isAway = true;
        return (key.startsWith(`${prefix}/`) || listed.startsWith(`${prefix}/`)) && isOut();
      },
      times: Infinity,
      then: unavailable,
    }),
    cloud.dynamodb.addFault({
      matches: ({ lockId = '' }) => lockId.startsWith(`${BUCKET}/${prefix}/`) && isOut(),
      times: Infinity,
      then: unavailable,
    }),
  ];
  return {
    comeBack: () => {
      for (const end of disarm) end();
    },
  };
}
