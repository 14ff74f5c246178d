import type { Encryption } from '../../domain/stack/backend.ts';
import type { NotSaved, StateNotSaved } from '../../domain/turn/freeze.ts';
import type { Sealed } from '../../domain/turn/turn.ts';
import { digestItemId, lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import { codeSpan, cutMiddle, fence, linkTarget } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';
import { renderSteps } from './progress.ts';
import { renderCommand, renderInit, shellWord } from '../shell.ts';

/** An apply whose state is not in its place: what that means, and the command that puts it there. */
export function renderStateNotSaved(failure: StateNotSaved, view: RunView, budget: number): string {
  const { address, freeze, isEarlier: earlier, erroredStateFile, details, progress } = failure.notSaved;
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
      stopWords(failure.notSaved),
      progress === undefined ? '' : renderSteps(progress, budget / 2),
      repair(failure.notSaved, view),
      details === '' ? '' : fence('', cutMiddle(details, budget / 3).text),
      provenance(view, [codeSpan(address.path)]),
    ],
  );
}

function stopWords({ isFrozen, leftLockId }: NotSaved): string {
  const why = 'an apply on the state that is there would make the same things again.';
  if (isFrozen) {
    const left = leftLockId === undefined ? '' : ` Its state lock ${codeSpan(leftLockId)} is left behind, too.`;
    return `Nothing is applied here until it is in its place: ${why}${left}`;
  }
  const open = `**Nothing may be applied here until it is in its place**: ${why} The queue could not be frozen, so`;
  if (leftLockId === undefined) return `${open} nobody but you sees to that.`;
  return `${open} the state lock ${codeSpan(leftLockId)} of this run is left behind, and keeps others from it: leave it there until then, and keep \`stale-lock: recover\` off.`;
}

function repair(notSaved: NotSaved, view: RunView): string {
  const { freeze, isFrozen, leftLockId } = notSaved;
  const commands = fence('sh', renderWayHome(notSaved, view));
  // A freeze that was never written is none that anybody could lift.
  const id = isFrozen ? freeze.id : leftLockId;
  const unlock = id === undefined ? undefined : `with \`command: unlock\` and ${codeSpan(`lock-id: ${id}`)}`;
  if (freeze.copyKey === undefined) {
    const then = unlock === undefined ? '' : ` Then run this workflow ${unlock}.`;
    return `If the runner is still there, take the file from it, and put it in its place from the root module's directory:\n\n${commands}\n\nIf it is gone, import what was made: the log of the run says what that is.${then}`;
  }
  return [
    "This puts it there, from the root module's directory; then run the workflow again:",
    commands,
    unlock === undefined
      ? ''
      : isFrozen
        ? `If the state has been repaired in another way, lift the freeze ${unlock}.`
        : `If the state has been repaired in another way, give the lock back ${unlock}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/**
 * One line of a shell that puts the state in its place. Under a lock that its dead apply has left behind nobody else comes
 * in between: the state goes first, without asking for that lock, and the lock after it.
 */
export function renderWayHome(notSaved: NotSaved, view: RunView): string {
  const { address, freeze, leftLockId } = notSaved;
  const download = freeze.copyKey === undefined ? [] : [downloadOf(address.bucket, freeze.copyKey, view)];
  const put =
    freeze.sealed === undefined
      ? [renderCommand(address, view, 'state push', `${leftLockId === undefined ? '' : '-lock=false '}errored.tfstate`)]
      : putSealed(address, freeze.sealed, view);
  const unlock =
    leftLockId === undefined ? [] : [renderCommand(address, view, 'force-unlock', `-force ${shellWord(leftLockId)}`)];
  const init = freeze.sealed === undefined || unlock.length > 0 ? [renderInit(address, view)] : [];
  return [...init, ...download, ...put, ...unlock].join(' && ');
}

/** What is encrypted with a key of the customer's own is given out for that key alone. */
function downloadOf(bucket: string, key: string, { encryption }: RunView): string {
  if (encryption?.kind !== 'customer-key') return `aws s3 cp ${shellWord(`s3://${bucket}/${key}`)} errored.tfstate`;
  const object = `--bucket ${shellWord(bucket)} --key ${shellWord(key)}`;
  return ['aws s3api get-object', object, ...encryptionWords(encryption), 'errored.tfstate'].join(' ');
}

/** An encrypted state cannot be pushed: its very bytes go to the key, and their digest into its item. */
function putSealed(address: StateAddress, { md5, replaces }: Sealed, view: RunView): readonly string[] {
  const object = `--bucket ${shellWord(address.bucket)} --key ${shellWord(address.path)}`;
  const { encryption } = view;
  const reading = encryption?.kind === 'customer-key' ? encryptionWords(encryption) : [];
  const look = ['aws s3api head-object', object, ...reading, '--query ETag --output text'].join(' ');
  const words = [
    `aws s3api put-object ${object} --body errored.tfstate --content-type application/json`,
    ...encryptionWords(encryption),
    replaces === undefined
      ? "--if-none-match '*'"
      : `--if-match ${replaces === 'unknown' ? `"$(${look})"` : shellWord(replaces)}`,
  ];
  const item = JSON.stringify({ LockID: { S: digestItemId(address) }, Digest: { S: md5 } });
  const digest =
    view.lockTable === undefined
      ? []
      : [`aws dynamodb put-item --table-name ${shellWord(view.lockTable)} --item ${shellWord(item)}`];
  return [words.join(' '), ...digest];
}

function encryptionWords(encryption: Encryption | undefined): readonly string[] {
  switch (encryption?.kind) {
    case 'aes256':
      return ['--server-side-encryption AES256'];
    case 'kms':
      return [`--server-side-encryption aws:kms --ssekms-key-id ${shellWord(encryption.keyId)}`];
    case 'customer-key':
      // With its digest given, the AWS CLI takes the key in base64, as Terraform does.
      return [
        '--sse-customer-algorithm AES256 --sse-customer-key "$AWS_SSE_CUSTOMER_KEY"',
        '--sse-customer-key-md5 "$(printenv AWS_SSE_CUSTOMER_KEY | base64 -d | openssl md5 -binary | base64)"',
      ];
    case 'bucket-default':
    case undefined:
      return [];
  }
}
