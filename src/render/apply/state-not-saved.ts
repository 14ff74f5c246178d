import type { StateNotSaved } from '../../domain/turn/freeze.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import { codeSpan, cutMiddle, fence, linkTarget } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';
import { inWorkspace, renderInit, shellWord } from '../shell.ts';

/** An apply whose state is not in its place: what that means, and the command that puts it there. */
export function renderStateNotSaved(failure: StateNotSaved, view: RunView, budget: number): string {
  const { address, freeze, isFrozen, isEarlier: earlier, erroredStateFile, details } = failure.notSaved;
  const serial = freeze.serial === undefined ? '' : ` (serial ${freeze.serial})`;
  const where =
    freeze.copyKey === undefined
      ? freeze.fingerprint === 'unknown'
        ? `nowhere but at the end of the log of [that run](${linkTarget(freeze.runUrl)}), if Terraform has printed it there`
        : `in ${codeSpan(erroredStateFile ?? 'errored.tfstate')} on the runner of [that run](${linkTarget(freeze.runUrl)}), and goes with it`
      : `in ${codeSpan(`${address.bucket}/${freeze.copyKey}`)}, encrypted as the state is`;
  return page(
    view,
    `${view.command} ${earlier ? 'stopped' : 'failed'} · the state of ${earlier ? 'an earlier apply' : 'this apply'} is not saved`,
    [
      `> [!CAUTION]\n> ${earlier ? `[An earlier apply](${linkTarget(freeze.runUrl)}) changed` : 'This apply changed'} real things, and ${codeSpan(lockItemId(address))} does not know of them. The record${serial} is kept ${where}.`,
      isFrozen
        ? 'Nothing is applied here until it is in its place: an apply on the state that is there would make the same things again.'
        : '**Nothing may be applied here until it is in its place**: an apply on the state that is there would make the same things again. The queue could not be frozen, so nobody but you sees to that.',
      repair(failure, view),
      details === '' ? '' : fence('', cutMiddle(details, budget / 3).text),
      provenance(view, [codeSpan(address.path)]),
    ],
  );
}

function repair({ notSaved: { address, freeze } }: StateNotSaved, view: RunView): string {
  const push = `${inWorkspace(address)}${view.tool} state push errored.tfstate`;
  if (freeze.copyKey === undefined) {
    return `If the runner is still there, take the file from it, and put it in its place from the root module's directory:\n\n${fence('sh', [renderInit(address, view), push].join(' && '))}\n\nIf it is gone, import what was made: the log of the run says what that is. Then run this workflow with \`command: unlock\` and ${codeSpan(`lock-id: ${freeze.id}`)}.`;
  }
  const download = `aws s3 cp ${shellWord(`s3://${address.bucket}/${freeze.copyKey}`)} errored.tfstate`;
  return [
    "This puts it there, from the root module's directory; then run the workflow again:",
    fence('sh', [renderInit(address, view), download, push].join(' && ')),
    `If the state has been repaired in another way, lift the freeze with \`command: unlock\` and ${codeSpan(`lock-id: ${freeze.id}`)}.`,
  ].join('\n\n');
}
