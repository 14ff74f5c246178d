import { describe, expect, it } from 'vitest';

import { StateNotSaved, type NotSaved } from '../../../src/domain/turn/freeze.ts';
import type { Freeze } from '../../../src/domain/turn/turn.ts';
import { renderPage } from '../../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../../src/render/plan/plan-body.ts';
import type { RunView } from '../../../src/render/page.ts';
import { createAddress, createNotSaved, createView } from '../../support/fakes/factories.ts';

type Overrides = Partial<Omit<NotSaved, 'freeze'>> & { readonly freeze?: Partial<Freeze> };

function pageOf(notSaved: Overrides = {}, view: Partial<RunView> = {}): string {
  const failure = new StateNotSaved(createNotSaved(notSaved));
  return renderPage({ kind: 'failure', failure }, createView({ command: 'apply', ...view }), COMMENT_BUDGET);
}

const FREEZE_ID = '6f9619ff-8b86-4011-b42d-00c04fc964ff';
const EARLIER = { isEarlier: true, erroredStateFile: undefined };

describe('the page of an apply whose state is not saved', () => {
  it('says first what that means, and where the only record is', () => {
    const page = pageOf();
    expect(page.split('\n')[0]).toBe('### `infra/network`: apply failed · the state of this apply is not saved');
    expect(page).toContain(
      '> [!CAUTION]\n> This apply changed real things, and `tfstate/lesson-17/prod/terraform.tfstate`',
    );
    expect(page).toContain(
      'The record (serial 42) is kept in `tfstate/prod/t.tfstate.errored-20261121T103000Z`, encrypted as the state is.',
    );
  });

  it('has one command that puts it in its place, and the ID that lifts the freeze after any other repair', () => {
    const page = pageOf();
    expect(page).toContain(
      '```sh\nterraform init -reconfigure -backend-config=key=lesson-17/prod/terraform.tfstate && ' +
        'aws s3 cp s3://tfstate/prod/t.tfstate.errored-20261121T103000Z errored.tfstate && ' +
        'terraform state push errored.tfstate\n```',
    );
    expect(page).toContain(`\`command: unlock\` and \`lock-id: ${FREEZE_ID}\``);
  });

  it('says that nothing is applied until then; or that nobody sees to it, when the queue could not be frozen', () => {
    expect(pageOf()).toContain('Nothing is applied here until it is in its place');
    const open = pageOf({ isFrozen: false });
    expect(open).toContain('**Nothing may be applied here until it is in its place**');
    expect(open).toContain('The queue could not be frozen, so nobody but you sees to that.');
  });

  it('has what was done to each address, where that is known', () => {
    const losing = new Map([['a.gone', 'delete']] as const);
    const page = pageOf({
      progress: { finished: ['a.gone'], failed: ['a.b'], inFlight: [], notBegun: ['a.c'], losing },
    });
    expect(page).toContain('**Finished** (1): destroy `a.gone`\n\n**Failed** (1): `a.b`\n\n**Not begun** (1): `a.c`');
    expect(pageOf()).not.toContain('**Finished**');
  });

  it('has what Terraform said, when it said anything', () => {
    expect(pageOf({ details: 'Error: Failed to save state' })).toContain('```\nError: Failed to save state\n```');
    expect(pageOf().match(/```/g)).toHaveLength(2);
  });

  it('says nothing of a serial that is not known', () => {
    expect(pageOf({ freeze: { serial: undefined } })).toContain('The record is kept in ');
    expect(pageOf({ freeze: { serial: 0 } })).toContain('The record (serial 0) is kept in ');
  });

  it('has one word of a shell for whatever the copy is called', () => {
    const page = pageOf({ freeze: { copyKey: "x'; rm -rf ~; '" } });
    expect(page).toContain(String.raw`aws s3 cp 's3://tfstate/x'\''; rm -rf ~; '\''' errored.tfstate`);
  });

  it('gives a partial backend block what the input backend-config gave it, and no secret', () => {
    const backendConfig = [
      'bucket=tfstate',
      'region=eu-central-1',
      'key=other',
      'backend/prod.hcl',
      'secret_key=s3cr3t',
    ];
    const page = pageOf({}, { backendConfig });
    expect(page).toContain(
      'init -reconfigure -backend-config=bucket=tfstate -backend-config=region=eu-central-1 ' +
        '-backend-config=backend/prod.hcl -backend-config=key=lesson-17/prod/terraform.tfstate &&',
    );
    expect(page).not.toContain('s3cr3t');
  });

  it('names the customer key, in base64 and with its digest, wherever S3 asks for it', () => {
    const encryption = { kind: 'customer-key', key: 'a2V5' } as const;
    const words =
      '--sse-customer-algorithm AES256 --sse-customer-key "$AWS_SSE_CUSTOMER_KEY" ' +
      '--sse-customer-key-md5 "$(printenv AWS_SSE_CUSTOMER_KEY | base64 -d | openssl md5 -binary | base64)"';
    const sealed = { md5: '0'.repeat(32), replaces: '"e7"' };
    const page = pageOf({ freeze: { sealed } }, { encryption });
    expect(page).toContain(
      `aws s3api get-object --bucket tfstate --key prod/t.tfstate.errored-20261121T103000Z ${words} errored.tfstate && `,
    );
    expect(page).toContain(`--content-type application/json ${words} --if-match`);
    expect(page).not.toContain('a2V5');
  });

  it('names the workspace in the commands', () => {
    const key = 'lesson-17/prod/terraform.tfstate';
    const page = pageOf({ address: createAddress({ key, path: `env:/blue/${key}` }) }, { tool: 'tofu' });
    expect(page).toContain('TF_WORKSPACE=blue tofu init -reconfigure');
    expect(page).toContain('TF_WORKSPACE=blue tofu state push errored.tfstate');
  });
});

describe('the page when no copy could be kept', () => {
  const RUN = '[that run](https://github.com/octo/infra/actions/runs/117)';

  it('says that the record goes with the runner, and how to save it from there', () => {
    const page = pageOf({ freeze: { copyKey: undefined } });
    expect(page).toContain(`is kept in \`/w/errored.tfstate\` on the runner of ${RUN}, and goes with it.`);
    expect(page).toContain('&& terraform state push errored.tfstate\n```');
    expect(page).toContain('If it is gone, import what was made');
    expect(page).toContain(`\`lock-id: ${FREEZE_ID}\``);
    expect(page).not.toContain('aws s3 cp');
  });

  it('says that it is in the log at best, when there is no file either', () => {
    const page = pageOf({
      erroredStateFile: undefined,
      freeze: { copyKey: undefined, fingerprint: 'unknown', serial: undefined },
    });
    expect(page).toContain(`is kept nowhere but at the end of the log of ${RUN}, if Terraform has printed it there.`);
  });
});

const LOCK_ID = 'a1b2c3d4-0000-4000-8000-000000000001';

describe('the page when the state lock of the apply is left behind', () => {
  const LEFT = { isFrozen: false, leftLockId: LOCK_ID };

  it('names that lock, says to leave it there, and has the commands in the order in which they work', () => {
    const page = pageOf({ ...LEFT, freeze: { copyKey: undefined } });
    expect(page).toContain(`the state lock \`${LOCK_ID}\` of this run is left behind, and keeps others from it`);
    expect(page).toContain(
      '```sh\nterraform init -reconfigure -backend-config=key=lesson-17/prod/terraform.tfstate && ' +
        `terraform state push -lock=false errored.tfstate && terraform force-unlock -force ${LOCK_ID}\n\`\`\``,
    );
  });

  it('names no freeze that was never written', () => {
    const page = pageOf({ ...LEFT, freeze: { copyKey: undefined } });
    expect(page).not.toContain(FREEZE_ID);
    expect(page).toContain(`\`command: unlock\` and \`lock-id: ${LOCK_ID}\``);
    expect(pageOf({ isFrozen: false, freeze: { copyKey: undefined } })).not.toContain('command: unlock');
  });

  it('says so beside a freeze, which has another ID', () => {
    const page = pageOf({ leftLockId: LOCK_ID });
    expect(page).toContain(`Its state lock \`${LOCK_ID}\` is left behind, too.`);
    expect(page).toContain(`lift the freeze with \`command: unlock\` and \`lock-id: ${FREEZE_ID}\``);
    expect(page).toContain(`-lock=false errored.tfstate && terraform force-unlock -force ${LOCK_ID}`);
  });
});

describe('the page of an encrypted state', () => {
  const sealed = { md5: '0'.repeat(32), replaces: '"e7"' };
  const PUT =
    'aws s3api put-object --bucket tfstate --key lesson-17/prod/terraform.tfstate --body errored.tfstate --content-type application/json';
  const ITEM = `aws dynamodb put-item --table-name locks --item '{"LockID":{"S":"tfstate/lesson-17/prod/terraform.tfstate-md5"},"Digest":{"S":"${sealed.md5}"}}'`;

  it('puts its bytes there on condition of what lies there, and their digest', () => {
    expect(pageOf({ freeze: { sealed } }, { tool: 'tofu' })).toContain(
      '```sh\naws s3 cp s3://tfstate/prod/t.tfstate.errored-20261121T103000Z errored.tfstate && ' +
        `${PUT} --if-match '"e7"' && ${ITEM}\n\`\`\``,
    );
  });

  it('looks first at what lies there when this run could not', () => {
    const freeze = { sealed: { ...sealed, replaces: 'unknown' } };
    expect(pageOf({ freeze })).toContain(
      `${PUT} --if-match "$(aws s3api head-object --bucket tfstate --key lesson-17/prod/terraform.tfstate --query ETag --output text)" && ${ITEM}`,
    );
  });

  it.each([
    [{ kind: 'aes256' }, ' --server-side-encryption AES256'],
    [{ kind: 'kms', keyId: 'k' }, ' --server-side-encryption aws:kms --ssekms-key-id k'],
    [{ kind: 'bucket-default' }, ''],
  ] as const)(
    'is encrypted at rest as the backend says, and has no digest without a table: %j',
    (encryption, words) => {
      const freeze = { sealed: { ...sealed, replaces: undefined } };
      expect(pageOf({ freeze }, { encryption, lockTable: undefined })).toContain(
        `${PUT}${words} --if-none-match '*'\n\`\`\``,
      );
    },
  );
});

describe('the page of an apply that was stopped by an earlier one', () => {
  it('says which one, and that this one has changed nothing', () => {
    const page = pageOf(EARLIER);
    expect(page.split('\n')[0]).toBe('### `infra/network`: apply stopped · the state of an earlier apply is not saved');
    expect(page).toContain('[An earlier apply](https://github.com/octo/infra/actions/runs/117) changed real things');
    expect(page).not.toContain('This apply changed');
  });

  it('has the same way out', () => {
    expect(pageOf(EARLIER)).toContain('aws s3 cp s3://tfstate/prod/t.tfstate.errored-20261121T103000Z');
    expect(pageOf({ ...EARLIER, freeze: { copyKey: undefined } })).toContain(
      'is kept in `errored.tfstate` on the runner',
    );
  });

  it('links to nothing but the page of a run', () => {
    expect(pageOf({ ...EARLIER, freeze: { runUrl: 'https://evil.example/x' } })).toContain('[An earlier apply](#)');
  });
});
