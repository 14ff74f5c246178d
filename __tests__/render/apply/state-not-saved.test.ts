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
