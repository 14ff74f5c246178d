export const id = 422;
export const ids = [422];
export const modules = {
1422:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  patienceOf: () => ( patienceOf),
  post: () => ( post)
});
var external_node_process_ = __webpack_require__(1708);
var external_node_process_default = __webpack_require__.n(external_node_process_);
var environment = __webpack_require__(2309);
;
const POLL_MS = 100;
const AFTER_INTERRUPT_MS = 60_000;
const AFTER_SIGNAL_MS = 5000;
async function endMain({ clock, journal }, main) {
    if (!main.isAtWork())
        return;
    journal.info('The main step of this action is still at work: it is interrupted, and waited for.');
    const patience = [
        ['SIGINT', AFTER_INTERRUPT_MS],
        ['SIGTERM', AFTER_SIGNAL_MS],
        ['SIGKILL', AFTER_SIGNAL_MS],
    ];
    for (const [signal, ms] of patience) {
        main.signal(signal);
        const sinceMs = clock.monotonicMs();
        while (main.isAtWork() && clock.monotonicMs() - sinceMs < ms)
            await clock.sleep(POLL_MS);
        if (!main.isAtWork())
            return;
    }
    journal.warning('The main step of this action has not ended. It begins nothing any more.');
}
var aftermath = __webpack_require__(9571);
var find_pull_requests = __webpack_require__(651);
var write_review = __webpack_require__(572);
var held_lock = __webpack_require__(9191);
var repair_digest = __webpack_require__(4098);
;
const wait_for_end_POLL_MS = 250;
const PATIENCE_MS = 180_000;
const LIMITED = ['plan', 'apply'];
const LAST_WORDS_MS = 20_000;
async function waitForEnd(run, command, asked) {
    const ended = await wait(run, command, asked).finally(() => {
        try {
            command.readOn();
        }
        finally {
            command.close();
        }
    });
    if (ended !== 'not-at-all')
        run.journal.info('Terraform has ended.');
    return ended;
}
async function wait(run, command, asked) {
    const { clock, journal } = run;
    const isStopping = () => asked.cancelledForMs !== undefined || asked.stop.aborted;
    let { interrupted } = command;
    if (isStopping() && !interrupted)
        interrupted = command.interrupt();
    if (command.isAtWork()) {
        journal.info(isStopping() && interrupted
            ? 'Terraform was interrupted and is still at work: waiting until it has saved the state.'
            : 'Terraform is still at work: waiting until it has ended.');
    }
    let stoppingSinceMs;
    const isTimeUp = () => asked.limitMs !== undefined &&
        LIMITED.includes(command.name) &&
        clock.now().getTime() - command.startedAtMs >= asked.limitMs;
    while (command.isAtWork()) {
        command.readOn();
        if (isStopping()) {
            stoppingSinceMs ??= clock.monotonicMs() - (asked.cancelledForMs ?? 0);
            if (!interrupted)
                interrupted = command.interrupt();
            if (clock.monotonicMs() - stoppingSinceMs > PATIENCE_MS)
                return interruptAgain(run, command);
        }
        else if (!interrupted && isTimeUp()) {
            interrupted = command.interrupt();
            if (interrupted)
                journal.warning('Terraform has taken longer than apply-timeout and is interrupted, once.');
        }
        await clock.sleep(wait_for_end_POLL_MS);
    }
    return command.endedByItself() ? 'by-itself' : 'killed';
}
async function interruptAgain(run, command) {
    const { clock, journal } = run;
    const interruptedAgain = command.interrupt();
    journal.warning(`Terraform is still at work and the time is running out: ${interruptedAgain ? 'it is interrupted once more' : 'no process is seen that could be interrupted'}.`);
    const sinceMs = clock.monotonicMs();
    while (command.isAtWork() && clock.monotonicMs() - sinceMs <= LAST_WORDS_MS)
        await clock.sleep(wait_for_end_POLL_MS);
    if (!command.isAtWork()) {
        if (interruptedAgain)
            return 'after-second-interrupt';
        return command.endedByItself() ? 'by-itself' : 'killed';
    }
    journal.warning('Terraform has not ended: the state lock of this run is left behind.');
    return 'not-at-all';
}
;
const await_end_POLL_MS = 1000;
async function awaitEnd(run, { command, ...asked }, steps) {
    const ended = await steps.take({
        what: 'Terraform could not be followed to its end',
        task: () => waitForEnd(run, command, asked),
        otherwise: undefined,
    });
    if (ended !== undefined)
        return ended;
    return steps.take({
        what: 'Whether Terraform has ended is not known',
        task: () => waitUntilGone(run, command),
        otherwise: 'not-at-all',
    });
}
async function waitUntilGone({ clock }, command) {
    const sinceMs = clock.monotonicMs();
    while (command.isAtWork()) {
        if (clock.monotonicMs() - sinceMs > PATIENCE_MS)
            return 'not-at-all';
        await clock.sleep(await_end_POLL_MS);
    }
    return command.endedByItself() ? 'by-itself' : 'killed';
}
var back_up_state = __webpack_require__(5489);
;
async function giveLockBack(run, { turn }, { lock, ended, isOrderly, isOpen, steps, }) {
    if (lock === undefined) {
        return turn === undefined ? { kind: 'never-taken' } : { kind: 'unknown', why: 'the backend cannot be reached' };
    }
    const mayRelease = !isOpen &&
        ended !== 'not-at-all' &&
        (lock.key === 'pr' || isOrderly || (await isBackedUpForRecovery(run, lock, steps)));
    const own = await steps.take({
        what: 'The state lock could not be given back',
        task: () => (mayRelease ? (0,held_lock .A$)(run, lock) : (0,held_lock .ed)(lock)),
        otherwise: { kind: 'unknown', why: 'it could not be looked at' },
    });
    switch (own.kind) {
        case 'left':
            return { kind: 'left', lockId: own.lockId };
        case 'unknown':
        case 'not-ours':
            return own;
        case 'free':
        case 'released':
            return { kind: own.kind };
    }
}
async function isBackedUpForRecovery(run, { backend, address }, steps) {
    if (run.inputs['stale-lock'] !== 'recover')
        return false;
    const backup = await steps.take({
        what: 'The state could not be backed up, so its lock stays',
        task: () => (0,back_up_state .c)(run, backend, address),
        otherwise: undefined,
    });
    return backup !== undefined;
}
var apply_progress = __webpack_require__(2571);
var state_state = __webpack_require__(2051);
;
async function readFacts({ terraform }, apply, { lock, isOrderly, steps, }) {
    if (apply === undefined)
        return { progress: undefined, serial: undefined, isPlanWhole: false };
    const state = await steps.take({
        what: 'The state could not be read',
        task: async () => {
            const stored = await lock?.backend.objects.get(lock.address.path);
            return stored === undefined ? undefined : (0,state_state .Bu)(stored.body);
        },
        otherwise: undefined,
    });
    const what = 'How far the apply came is not known';
    const plan = await steps.take({
        what,
        task: async () => (await terraform.readShownPlan()).plan,
        otherwise: undefined,
    });
    const progress = await steps.take({
        what,
        task: async () => {
            if (plan === undefined)
                return 'unknown';
            const told = (0,apply_progress .Sy)(plan.changes, await apply.readEvents());
            return (0,apply_progress .$h)(isOrderly ? told : (0,apply_progress .v7)(told, plan.changes, state), plan.conceal);
        },
        otherwise: 'unknown',
    });
    return { progress, serial: state?.serial, isPlanWhole: plan?.complete ?? false };
}
var apply_aftermath = __webpack_require__(7784);
var find_carried = __webpack_require__(801);
var open_stack = __webpack_require__(1398);
;
async function findAllToTell(run, { readBackend, carried }, { own, steps, ...of }) {
    const pullRequests = carried ??
        (await steps.take({
            what: 'Whom else to tell is not known',
            task: async () => {
                const stack = await (0,open_stack .U)(run, await readBackend());
                return (0,find_carried .T7)(own, await (0,find_carried .mD)(run, stack, { ...of, certain: own }));
            },
            otherwise: own,
        }));
    run.comments.openOn(pullRequests.map(({ number }) => number));
    return pullRequests;
}
async function reportApplied(run, { apply, turn, readBackend }, { left, pullRequests, lockLost, steps, }) {
    if (apply === undefined || turn === undefined)
        return undefined;
    return steps.take({
        what: 'The apply is done, and could not be reported',
        task: async () => {
            const stack = await (0,open_stack .U)(run, await readBackend());
            const shown = { ...(await run.terraform.readShownPlan()), warnings: [] };
            const isWhole = shown.plan.complete && run.inputs.target.length === 0;
            return {
                kind: 'applied',
                reviewed: undefined,
                address: turn.address,
                ...shown,
                hasChanges: true,
                applyMs: Math.max(0, run.clock.now().getTime() - apply.startedAtMs),
                ...left,
                kept: await (0,apply_aftermath .XM)(run, stack, isWhole ? pullRequests : []),
                lockLost,
                wait: run.waiting.spent,
                wasCutOff: true,
            };
        },
        otherwise: undefined,
    });
}
var tolerate = __webpack_require__(6086);
var held_turn = __webpack_require__(9499);
var turn_queue = __webpack_require__(9479);
;
const RETRY_MS = 5000;
const RETRY_AT_MOST_MS = 30_000;
const AFTER_AN_APPLY_MS = 900_000;
async function resumeTurn(run, { turn, readBackend, apply, mayWait }, { steps, ending }) {
    if (turn === undefined)
        return undefined;
    const { address, key, ticketId, lockId } = turn;
    const isWorthWaiting = (pauseMs) => apply !== undefined && mayWait(pauseMs);
    const backend = await openUntil(run, readBackend, { steps, ending, mayWait: isWorthWaiting });
    if (backend === undefined)
        return undefined;
    const queue = new turn_queue .R(backend.turns(address, key), run.clock, run.chance);
    await steps.take({ what: 'The queue could not be read', task: () => queue.read(), otherwise: undefined });
    return { backend, address, key, turn: held_turn .X.resume({ run, queue, ticketId, lockId, key }) };
}
async function openUntil(run, readBackend, { steps, ending, mayWait, }) {
    const ended = new AbortController();
    void ending.finally(() => {
        ended.abort();
    });
    let endedAtMs;
    for (let pauseMs = RETRY_MS;; pauseMs = Math.min(2 * pauseMs, RETRY_AT_MOST_MS)) {
        const isLast = ended.signal.aborted;
        if (isLast)
            endedAtMs ??= run.clock.monotonicMs();
        const backend = await steps.take({
            what: 'The backend cannot be reached to give the turn back',
            task: async () => run.openBackend(await readBackend()),
            otherwise: undefined,
        });
        if (backend !== undefined)
            return backend;
        if (isLast) {
            const triedMs = run.clock.monotonicMs() - (endedAtMs ?? 0);
            if (triedMs >= AFTER_AN_APPLY_MS || !mayWait(pauseMs))
                return undefined;
            if (!(await (0,tolerate .bp)(run.clock, pauseMs, run.cancelled)))
                return undefined;
        }
        else
            await (0,tolerate .bp)(run.clock, pauseMs, ended.signal);
    }
}
var freeze = __webpack_require__(8947);
var turn_locks = __webpack_require__(5378);
var tell_of_apply = __webpack_require__(8529);
var save_state = __webpack_require__(7700);
;
const LOOKS_AT_MOST = 5;
const LOOK_AGAIN_MS = 5000;
async function settleApply(run, { apply, turn, begunOn, mayWait }, { lock, ended, steps }) {
    if (apply === undefined || turn === undefined || ended === 'not-at-all')
        return undefined;
    const outcome = await steps.take({
        what: 'What has become of the apply is not known',
        task: () => apply.settleApply(),
        otherwise: undefined,
    });
    const plan = await steps.take({
        what: 'What this run must not show is not known',
        task: async () => (await run.terraform.readShownPlan()).plan,
        otherwise: undefined,
    });
    const describe = (state) => outcome !== undefined && 'told' in outcome ? (0,tell_of_apply .bn)(run, outcome.told, { plan, state }) : '';
    switch (outcome?.kind) {
        case undefined:
            return undefined;
        case 'applied':
            return { kind: 'applied' };
        case 'failed':
            return { kind: 'failed', details: describe(lock && (await (0,tell_of_apply .QD)(lock, steps))) };
        case 'stale-plan':
            return { kind: 'failed', details: '' };
        case 'state-not-saved': {
            if (lock === undefined)
                return {
                    kind: 'not-saved',
                    failure: (0,save_state .s)(run, turn.address, { ...outcome, details: describe(undefined) }),
                };
            return settleUnsaved(run, lock, { notSaved: outcome, describe, under: lock.turn, begunOn, mayWait, steps });
        }
    }
}
async function settleUnsaved(run, lock, unsaved) {
    const { address, turn } = lock;
    const fail = async () => ({
        kind: 'failed',
        details: unsaved.describe(await (0,tell_of_apply .QD)(lock, unsaved.steps)),
    });
    if (!(0,turn_locks .SR)(turn.ownerOf({ id: turn.lockId }))) {
        const saved = await (0,save_state .L)(run, lock, { ...unsaved, unlessLeft: true });
        if (saved.kind !== 'turn-left')
            return saved.kind === 'not-saved' ? saved : fail();
    }
    const hold = await lookAtLock(run, lock, unsaved);
    if (hold === 'ours') {
        const saved = await (0,save_state .L)(run, lock, unsaved);
        return saved.kind === 'not-saved' ? saved : fail();
    }
    const { frozen } = turn;
    if (frozen?.runUrl === run.context.runUrl) {
        const { erroredStateFile } = unsaved.notSaved;
        const details = unsaved.describe(undefined);
        const told = { address, freeze: frozen, erroredStateFile, details, isFrozen: true, isEarlier: false };
        return { kind: 'not-saved', failure: new freeze ._({ ...told, leftLockId: undefined }) };
    }
    if (hold === 'unknown')
        return {
            kind: 'not-saved',
            failure: (0,save_state .s)(run, address, { ...unsaved.notSaved, details: unsaved.describe(undefined) }),
        };
    return fail();
}
async function lookAtLock({ clock }, { backend, address, turn }, { steps, mayWait }) {
    for (let look = 1;; look += 1) {
        const hold = await steps.take({
            what: 'The state lock could not be looked at',
            task: () => backend.locks.confirm(address, turn.lockId),
            otherwise: { kind: 'unknown' },
        });
        if (hold.kind !== 'unknown' || look >= LOOKS_AT_MOST || !mayWait(LOOK_AGAIN_MS))
            return hold.kind;
        await clock.sleep(LOOK_AGAIN_MS);
    }
}
;
async function finish(run, unfinished, steps) {
    const { operation, command, apply } = unfinished;
    const commitSha = operation.kind === 'apply' ? operation.commitSha : undefined;
    const findingOwn = commitSha === undefined ? [] : findOwnPullRequests(run, commitSha, steps);
    const ending = command === undefined ? Promise.resolve(undefined) : awaitEnd(run, { ...unfinished, command }, steps);
    const resuming = resumeTurn(run, unfinished, { steps, ending });
    const looking = resuming.then((lock) => lock && lookOn(run, lock, steps));
    const lock = await resuming;
    const ended = await ending;
    const isOrderly = (ended === undefined || ended === 'by-itself' || !changesState(command)) && (apply?.endedByItself() ?? true);
    const after = { lock, ended, isOrderly, steps };
    const settled = await settleApply(run, unfinished, after);
    const isApplied = settled?.kind === 'applied';
    if (isApplied && lock !== undefined) {
        await steps.take({
            what: 'The digest of the state could not be looked at',
            task: () => (0,repair_digest .O)(run, lock, lock.turn),
            otherwise: undefined,
        });
    }
    const held = await looking;
    held?.stopLooking();
    if (ended === 'not-at-all' && changesState(command))
        lock?.turn.noteToolAtWork();
    if (!isOrderly && !isApplied)
        lock?.turn.noteWorkDropped();
    const isOpen = settled?.kind === 'not-saved' && !settled.failure.notSaved.isFrozen;
    const ownLock = await giveLockBack(run, unfinished, { ...after, isOpen });
    const unsaved = settled?.kind === 'not-saved'
        ? settled.failure.withLock((0,held_lock .lH)(ownLock, unfinished.turn?.lockId ?? ''))
        : undefined;
    if (unsaved !== undefined)
        unfinished.onNotSaved(unsaved);
    const { isPlanWhole, ...facts } = await readFacts(run, apply, after);
    const notSaved = unsaved?.withProgress(facts.progress === 'unknown' ? undefined : facts.progress);
    const isWhole = isPlanWhole && run.inputs.target.length === 0;
    if (operation.kind === 'plan' && lock !== undefined && !unfinished.isShown) {
        await steps.take({
            what: 'What it has recorded as reviewed could not be taken back',
            task: () => (0,write_review .hC)(run, lock.backend, { address: lock.address, headSha: operation.headSha }),
            otherwise: undefined,
        });
    }
    const { repository, repositoryId, runUrl } = run.context;
    const earlier = lock?.turn.lastApplied?.commitSha;
    const left = isApplied && lock !== undefined ? await (0,apply_aftermath .GG)(run, lock, { steps }) : apply_aftermath .AS;
    await steps.take({
        what: 'The turn could not be given back',
        task: async () => lock?.turn.leave(isApplied && isWhole && commitSha !== undefined ? { repository, repositoryId, commitSha, runUrl } : undefined),
        otherwise: undefined,
    });
    const own = await findingOwn;
    const pullRequests = commitSha === undefined || apply === undefined
        ? own
        : await findAllToTell(run, unfinished, { own, commitSha, applied: earlier, steps });
    const result = isApplied && commitSha !== undefined
        ? await reportApplied(run, unfinished, { left, pullRequests, lockLost: held?.lost, steps })
        : undefined;
    if (result !== undefined)
        return { kind: 'result', result };
    if (notSaved !== undefined)
        return { kind: 'failure', failure: notSaved };
    const failure = new aftermath .c(command?.name ?? operation.kind, {
        cancelled: unfinished.cancelledForMs !== undefined || unfinished.stop.aborted,
        command: command === undefined || ended === undefined ? undefined : { name: command.name, ended },
        address: unfinished.turn?.address,
        lock: ownLock,
        details: settled?.kind === 'failed' ? settled.details : '',
        ...facts,
    });
    return { kind: 'failure', failure };
}
function lookOn(run, lock, steps) {
    const held = held_lock .Fc.resume(run, lock);
    held.keepLooking({ clock: run.clock, steps });
    return held;
}
function changesState(command) {
    return command?.name === 'apply' || command?.name === 'state';
}
async function findOwnPullRequests(run, commitSha, steps) {
    return steps.take({
        what: `Which pull requests ${commitSha} belongs to is not known`,
        task: () => (0,find_pull_requests .J)(run, commitSha),
        otherwise: [],
    });
}
var tell_plans_behind = __webpack_require__(5246);
var session = __webpack_require__(5883);
var src_task = __webpack_require__(51);
var wiring = __webpack_require__(1074);
;
const WINDOW_MS = 250_000;
const COMMENT_MS = 30_000;
const LIMITS_AT_MOST_MS = 20_000;
const MOMENT_MS = 10_000;
async function post(envNow, runner, directory) {
    const before = (0,wiring.readHandover)(directory);
    if (before === undefined || before.done === true)
        return;
    runner.begin();
    const stop = new AbortController();
    const nowMs = () => wiring.systemClock.monotonicMs();
    let stoppedAtMs = before.cancelledAtMs;
    for (const signal of ['SIGINT', 'SIGTERM']) {
        external_node_process_default().on(signal, () => {
            stoppedAtMs ??= nowMs();
            stop.abort();
        });
    }
    const mainProcess = (0,wiring.findMain)(before.main);
    const early = new tolerate .Q8(runner);
    const tellMain = () => early.takeNow('Main is not told that it is to begin nothing any more', () => {
        (0,wiring.noteTakenOver)(directory);
    });
    tellMain();
    await endMain({ clock: wiring.systemClock, journal: runner }, mainProcess);
    if (mainProcess.isAtWork() && !tellMain()) {
        runner.fail([
            'The main step of this action is still at work and cannot be told to stop: its lock and turn are left.',
        ]);
        return;
    }
    const left = (0,wiring.readHandover)(directory) ?? before;
    if (left.done === true || !hasBegun(left))
        return;
    const env = (0,environment .G)(envNow, left.settings ?? {});
    const task = await (0,src_task .g)(env);
    const { operation } = task;
    if (operation.kind === 'skip')
        return;
    const { cancelledAtMs } = left;
    stoppedAtMs ??= cancelledAtMs;
    const cancelledForMs = cancelledAtMs === undefined ? undefined : Math.max(0, Math.round(nowMs() - cancelledAtMs));
    const over = cancelledForMs === undefined
        ? new AbortController().signal
        : AbortSignal.timeout(Math.max(MOMENT_MS, WINDOW_MS - cancelledForMs));
    const patience = patienceOf(over, () => stoppedAtMs);
    const { run, adapters, conceal, summarize, conclude } = await (0,session .f)({
        ...task,
        env,
        runner,
        operation,
        cancelled: over,
        patience,
        limitsAtMostMs: LIMITS_AT_MOST_MS,
        directory,
    });
    if (operation.kind === 'plan' || operation.kind === 'cleanup')
        run.comments.openOn([operation.prNumber]);
    const { terraform } = adapters;
    const { steps } = run;
    const fail = (failure) => {
        runner.fail([conceal(failure.message)]);
        summarize({ kind: 'failure', failure });
    };
    const unfinished = {
        operation,
        cancelledForMs,
        limitMs: task.inputs['apply-timeout'],
        turn: left.turn,
        command: left.command && terraform.takeOver(left.command),
        apply: left.apply && terraform.takeOver({ ...left.apply, prints: 'data' }),
        begunOn: (0,wiring.begunOnOf)(left),
        carried: left.carried,
        isShown: left.shown === true,
        mayWait: patience.mayWait,
        readBackend: () => terraform.foundBackend(),
        stop: stop.signal,
        onNotSaved: fail,
    };
    const conclusion = await finish(run, unfinished, steps);
    if (left.shown === true)
        runner.info('The plan was shown and recorded before the run was cut off: its page stays.');
    else
        await steps.take({
            what: 'What has become of this run could not be told',
            task: () => conclude(conclusion),
            otherwise: undefined,
        });
    if (operation.kind === 'apply' && unfinished.apply !== undefined) {
        await steps.take({
            what: 'Open pull requests are not told that their plans are behind',
            task: () => (0,tell_plans_behind ._)(run, unfinished.readBackend),
            otherwise: undefined,
        });
    }
    steps.throwDefect();
    early.throwDefect();
}
function hasBegun({ cancelledAtMs, turn, command }) {
    return cancelledAtMs !== undefined || turn !== undefined || command !== undefined;
}
function patienceOf(signal, stoppedAtMs) {
    const windowLeftMs = () => {
        const nowMs = wiring.systemClock.monotonicMs();
        return WINDOW_MS - (nowMs - (stoppedAtMs() ?? nowMs));
    };
    return { signal, mayWait: (afterMs) => afterMs <= windowLeftMs() - COMMENT_MS };
}
})
};
