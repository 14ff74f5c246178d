import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { NotReady, good } from '../../../src/domain/doctor/finding.ts';
import { PlanChanged, type ReviewFindings } from '../../../src/domain/review/reviewed.ts';
import { TimedOut } from '../../../src/domain/apply/timed-out.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { StateLocked, type TurnHolderSeen } from '../../../src/domain/turn/holder.ts';
import { StateNotSaved } from '../../../src/domain/turn/freeze.ts';
import type { NoReview } from '../../../src/domain/review/merges.ts';
import { decideOperation } from '../../../src/domain/run/operation.ts';
import type { Subject } from '../../../src/domain/run/outcome.ts';
import type { TurnRun } from '../../../src/domain/turn/turn.ts';
import {
  createAddress,
  createAftermath,
  createApplied,
  createChange,
  createCleaned,
  createHolder,
  createInstance,
  createLock,
  createNotSaved,
  createOverdue,
  createDrift,
  createPlan,
  createPlanned,
  createRecovery,
  createTicket,
  createTurnHolder,
  createTurnRun,
  createUnlocked,
} from '../fakes/factories.ts';

/** What another repository may have written into the queue; a run's number is checked to be one. */
function foreignRun(text: string): TurnRun {
  return { ...createTurnRun(), repository: text, url: text, actor: text, commitSha: text, operation: text, host: text };
}

function aheadOf(text: string): TurnHolderSeen['ahead'] {
  return [createTicket({ run: foreignRun(text) }), createTicket({ run: foreignRun(`x${text}`) })];
}

/** Every kind of finding, with the text in all that comes from a plan, a commit or a review. */
function findingsOf(text: string): ReviewFindings {
  const pullRequest = { number: 41, headSha: text };
  const reviewed = [{ prNumber: 41, actions: [text] }];
  const kinds = ['new', 'other-actions', 'other-values', 'less', 'drifted'] as const;
  const whys: readonly NoReview[] = [
    { kind: 'never-planned' },
    { kind: 'other-commit', plannedSha: text },
    { kind: 'unreadable', why: text },
    { kind: 'other-mode', wasDestroy: true, hasChanges: true },
  ];
  return {
    unreviewed: kinds.map((kind) => ({
      kind,
      what: kind === 'new' ? 'output' : 'resource',
      address: text,
      actions: [text],
      attributes: [text, 'x'],
      varying: [text],
      varies: false,
      reviewed,
    })),
    alreadyDone: [{ what: 'resource', address: text, actions: [text], prNumber: 41 }],
    notPlanned: [{ what: 'output', address: text, actions: [text], prNumber: 41 }],
    letDiffer: [{ what: 'resource', address: text, path: text, prNumber: 41, reviewed: text, planned: text }],
    otherTools: [{ prNumber: 41, reviewed: { tool: text, version: text }, planned: { tool: text, version: text } }],
    merges: whys.map((why) => ({ kind: 'no-review', pullRequest, why })),
    direct: [{ sha: text, title: text }],
  };
}

/** A page for every subject, with the text wherever foreign text can come from. */
export const HOSTILE_PAGES: Readonly<Record<string, (text: string) => Subject>> = {
  'a plan': (text) => ({
    kind: 'result',
    result: createPlanned({
      address: createAddress({ key: text }),
      text,
      warnings: [text, `x${text}`],
      plan: createPlan({
        deferred: [{ address: text, reason: text }],
        changes: [
          createChange({ action: 'delete', address: text }),
          createChange({ action: 'replace', address: `a.b["${text}"]`, replacePaths: [text, text] }),
          createChange({
            action: 'update',
            previousAddress: text,
            changedAttributes: [text, 'x', text],
            values: {
              before: { [`x${text}`]: text, l: ['a'], s: 'a\nb' },
              after: { [`x${text}`]: `x${text}`, l: [text], s: `a\n${text}` },
              unknown: {},
            },
          }),
          // So many lines that the differences are folded, whatever the text is.
          createChange({
            values: { before: null, after: { l: Array.from({ length: 30 }, () => 1) }, unknown: {} },
          }),
        ],
        outputChanges: [
          { name: `x${text}`, action: 'create', values: { before: null, after: `x${text}`, unknown: false } },
        ],
        failedChecks: [{ address: text, messages: [text, `x${text}`] }],
        drift: [createDrift(text), createDrift(`x${text}`)],
      }),
      snapshot: {
        kind: 'taken',
        serial: 1,
        lineage: undefined,
        prodLock: { kind: 'held', lock: createLock({ who: text, operation: text }), places: ['table'] },
      },
      wait: { waitedMs: 5000, lastHolder: createHolder({ lock: createLock({ who: text, operation: text }) }) },
    }),
  }),
  'an apply': (text) => ({
    kind: 'result',
    result: createApplied({
      text,
      outputs: { [text]: text, list: [text] },
      kept: [
        { prNumber: 1, why: text },
        {
          prNumber: 2,
          why: new PrStateInUse(createAddress({ key: text }), [createInstance({ address: text, id: text })]),
        },
      ],
    }),
  }),
  'an apply at work': (text) => ({
    kind: 'begun',
    at: new Date('2026-11-21T10:28:00Z'),
    shown: createPlanned({ plan: createPlan({ changes: [createChange({ address: text })] }), warnings: [text] }),
  }),
  'a plan that was not reviewed': (text) => ({
    kind: 'failure',
    failure: new PlanChanged({
      address: createAddress({ key: text }),
      shown: {
        plan: createPlan({ changes: [createChange({ address: text })] }),
        hasChanges: true,
        text,
        warnings: [text],
      },
      findings: findingsOf(text),
    }),
  }),
  'an apply of what was not reviewed': (text) => ({
    kind: 'result',
    result: createApplied({ reviewed: { kind: 'unreviewed', ...findingsOf(text) } }),
  }),
  'a cleanup': (text) => ({
    kind: 'result',
    result: createCleaned({
      address: createAddress({ key: text }),
      deletion: { removed: 1, versionsLeft: true, backupKey: text },
      elsewhere: [
        { kind: 'removed', prNumber: 1, place: text, removed: 2 },
        { kind: 'kept', prNumber: 1, place: `x${text}`, why: text },
      ],
    }),
  }),
  'a run that waits': (text) => ({
    kind: 'waiting',
    waiting: {
      holder: createHolder({
        address: createAddress({ key: text }),
        lock: createLock({ id: text, who: text, operation: text, version: text, path: text }),
      }),
      waitedMs: 5000,
      givesUpAt: new Date('2026-11-21T10:52:00Z'),
    },
  }),
  'a run that gave up': (text) => ({
    kind: 'failure',
    failure: new StateLocked(
      createHolder({
        address: createAddress({ key: text }),
        lock: createLock({ id: text, who: text, operation: text, path: text }),
      }),
      5000,
    ),
  }),
  'a run that waits for its turn': (text) => ({
    kind: 'waiting',
    waiting: {
      holder: createTurnHolder({ address: createAddress({ key: text }), ahead: aheadOf(text) }),
      waitedMs: 5000,
      givesUpAt: new Date('2026-11-21T10:52:00Z'),
    },
  }),
  'a run that never had its turn': (text) => ({
    kind: 'failure',
    failure: new StateLocked(createTurnHolder({ address: createAddress({ key: text }), ahead: aheadOf(text) }), 5000),
  }),
  'a run that waits for the lock of another run': (text) => ({
    kind: 'waiting',
    waiting: {
      holder: createHolder({ run: foreignRun(text), alive: false }),
      waitedMs: 5000,
      givesUpAt: new Date('2026-11-21T10:52:00Z'),
    },
  }),
  'a run that is superseded': (text) => ({
    kind: 'result',
    result: { kind: 'superseded', by: { commitSha: text, runUrl: text }, wait: { waitedMs: 0, lastHolder: undefined } },
  }),
  'a lock that cannot be read': (text) => ({
    kind: 'failure',
    failure: new StateLocked(
      createHolder({ address: createAddress({ key: text }), lock: undefined, places: ['table', 'lockfile'] }),
      5000,
    ),
  }),
  'a plan that failed': (text) => ({
    kind: 'failure',
    failure: new PlanFailed(text.replaceAll('\n', ' '), `x${text}`),
  }),
  'an apply that timed out': (text) => ({
    kind: 'failure',
    failure: new TimedOut(
      createOverdue({
        atWork: { addresses: [text], lastLine: undefined },
        progress: { finished: [text], failed: [], inFlight: [text], notBegun: [text] },
        remarks: [text],
        details: `x${text}`,
      }),
    ),
  }),
  'a plan that timed out': (text) => ({
    kind: 'failure',
    failure: new TimedOut(createOverdue({ atWork: { addresses: [], lastLine: text }, progress: undefined })),
  }),
  'a backend that answered with an error': (text) => ({
    kind: 'failure',
    failure: new BackendUnusable(text.replaceAll('\n', ' ')),
  }),
  'a PR state that is in use': (text) => ({
    kind: 'failure',
    failure: new PrStateInUse(createAddress({ key: text }), [
      createInstance({ address: text, id: text }),
      createInstance({ address: `a.b["${text}"] (deposed 1a2b3c4d)`, id: text }),
    ]),
  }),
  'a PR state that cannot be compared': (text) => ({
    kind: 'failure',
    failure: new PrStateInUse(createAddress({ key: text }), []),
  }),
  'an apply that was cut off': (text) => ({
    kind: 'failure',
    failure: new Cancelled(
      text,
      createAftermath({
        command: { name: text, ended: 'killed' },
        progress: { finished: [text, 'a.b'], failed: [], inFlight: [`a.b["${text}"]`], notBegun: [text] },
        address: createAddress({ key: text, path: `env:/${text}/${text}` }),
        lock: { kind: 'left', lockId: text },
        serial: 42,
        details: `x${text}`,
      }),
    ),
  }),
  'a run that was cut off under the lock of somebody else': (text) => ({
    kind: 'failure',
    failure: new Cancelled(
      'plan',
      createAftermath({
        lock: { kind: 'not-ours', lock: createLock({ id: text, who: text, operation: text, version: text }) },
      }),
    ),
  }),
  'a run that was cut off from its backend': (text) => ({
    kind: 'failure',
    failure: new Cancelled('plan', createAftermath({ lock: { kind: 'unknown', why: text } })),
  }),
  'an apply whose state is not saved': (text) => ({
    kind: 'failure',
    failure: new StateNotSaved(
      createNotSaved({
        address: createAddress({ key: text, path: `env:/${text}/${text}` }),
        erroredStateFile: text,
        details: `x${text}`,
        freeze: { id: text, runUrl: text, at: text, copyKey: text },
      }),
    ),
  }),
  'an apply whose state is on the runner alone': (text) => ({
    kind: 'failure',
    failure: new StateNotSaved(
      createNotSaved({ erroredStateFile: text, freeze: { id: text, runUrl: text, copyKey: undefined } }),
    ),
  }),
  'an apply that an earlier one has stopped': (text) => ({
    kind: 'failure',
    failure: new StateNotSaved(
      createNotSaved({
        isEarlier: true,
        erroredStateFile: undefined,
        freeze: { id: text, runUrl: text, copyKey: text },
      }),
    ),
  }),
  'an apply that took a lock from its dead owner': (text) => ({
    kind: 'result',
    result: createApplied({
      wait: {
        waitedMs: 0,
        lastHolder: undefined,
        recovery: createRecovery({
          lockId: text,
          run: foreignRun(text),
          backup: { kind: 'version', key: text, versionId: text },
        }),
      },
    }),
  }),
  'an unlock': (text) => ({
    kind: 'result',
    result: createUnlocked({
      address: createAddress({ key: text }),
      lockId: text,
      steps: [
        { step: 'lock', found: text },
        { step: 'holder', found: `x${text}` },
        { step: 'refresh', found: `changed outside Terraform: ${text}, ${text}` },
      ],
    }),
  }),
  'a sweep': (text) => ({
    kind: 'result',
    result: {
      kind: 'swept',
      dryRun: false,
      prefix: text,
      openCount: 1,
      unknown: [9],
      versionsLeft: true,
      swept: [{ prNumber: 1, removed: 3 }],
      kept: [
        { prNumber: 2, why: text },
        { prNumber: 3, why: `x${text}` },
      ],
      elsewhere: [{ kind: 'kept', prNumber: 4, place: text, why: text }],
      wait: { waitedMs: 0, lastHolder: undefined },
    },
  }),
  'a doctor': (text) => ({
    kind: 'failure',
    failure: new NotReady(
      [
        { what: 'bucket', verdict: 'wrong', found: text, why: 'It matters.', mend: 'Do this:', command: text },
        { what: 'table', verdict: 'warning', found: `x${text}`, why: 'It matters.', mend: '', command: `x${text}` },
        good('role', text),
      ],
      undefined,
    ),
  }),
  'a root module that is removed': (text) => ({
    kind: 'result',
    result: {
      kind: 'retired',
      removed: { folder: text, removedBy: text, lastCommit: text },
      address: createAddress({ key: text }),
      holding: { kind: 'resources', addresses: [text, `a.b["${text}"]`] },
      deletion: { removed: 1, versionsLeft: false, backupKey: undefined },
      wait: { waitedMs: 0, lastHolder: undefined },
    },
  }),
  'a root module that is removed, of which little is known': (text) => ({
    kind: 'result',
    result: {
      kind: 'retired',
      removed: { folder: text, removedBy: undefined, lastCommit: text },
      address: undefined,
      holding: { kind: 'unknown', why: text },
      deletion: undefined,
      wait: { waitedMs: 0, lastHolder: undefined },
    },
  }),
  'a run that is skipped': (text) => {
    const event = { kind: 'push', ref: `refs/heads/${text}`, sha: 'a', deleted: true } as const;
    const settings = {
      command: 'auto',
      applyBranch: 'main',
      prNumber: undefined,
      force: false,
      lockId: undefined,
      dryRun: false,
      destroy: false,
      besideDestroy: [],
    } as const;
    const operation = decideOperation(event, settings);
    return { kind: 'result', result: { kind: 'skipped', reason: 'reason' in operation ? operation.reason : '' } };
  },
};
