export const id = 922;
export const ids = [922];
export const modules = {
7143:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
FF: () => ( APPLY_LOCK),
Pw: () => ( decideLockHold),
eV: () => ( decideLockReading),
vJ: () => ( isRecordOf)
});
var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
const APPLY_LOCK = 'OperationTypeApply';
const LockInfo = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    ID: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__ .hq()),
    Operation: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Info: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Who: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Version: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Created: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Path: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
});
function parseStateLock(raw) {
    let json;
    try {
        json = JSON.parse(raw);
    }
    catch {
        return undefined;
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__ .xLC(LockInfo, json);
    if (!parsed.success)
        return undefined;
    const { ID, Operation, Info, Who, Version, Created, Path } = parsed.output;
    return { id: ID, operation: Operation, info: Info, who: Who, version: Version, created: Created, path: Path };
}
function decideLockReading(records) {
    const found = records.filter((record) => record.raw !== undefined);
    return found.length === 0 ? { kind: 'free' } : describeTaken(found);
}
function describeTaken(found) {
    const places = found.map((record) => record.place);
    for (const record of found) {
        const lock = parseStateLock(record.raw ?? '');
        if (lock !== undefined)
            return { kind: 'held', lock, places };
    }
    return { kind: 'unreadable', places };
}
function isRecordOf({ raw }, lockId) {
    return raw !== undefined && parseStateLock(raw)?.id === lockId;
}
function decideLockHold(records, lockId) {
    const anothers = records.filter((record) => record.raw !== undefined && !isRecordOf(record, lockId));
    if (anothers.length > 0)
        return { kind: 'anothers', reading: describeTaken(anothers) };
    return records.every((record) => isRecordOf(record, lockId)) ? { kind: 'ours' } : { kind: 'gone' };
}
}),
3922:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  endWith: () => ( endWith),
  main: () => ( main)
});
var apply_failed = __webpack_require__(5161);
var timed_out = __webpack_require__(6665);
var domain_failure = __webpack_require__(5410);
var aftermath = __webpack_require__(9571);
var secrets_conceal = __webpack_require__(7987);
var secrets = __webpack_require__(287);
var process_output = __webpack_require__(6453);
var url_passwords = __webpack_require__(5916);
var begun_on = __webpack_require__(2638);
;
const ADDRESSES_AT_MOST = 50;
const CHARACTERS_AT_MOST = 3000;
function describeToCreate(changes, begunOn, conceal) {
    const created = changes
        .filter(({ action }) => action === 'create' || action === 'replace' || action === 'create-and-forget')
        .map(({ address }) => conceal(address));
    if (created.length === 0)
        return undefined;
    const addresses = [];
    let characters = 0;
    for (const address of created.slice(0, ADDRESSES_AT_MOST)) {
        characters += address.length;
        if (characters > CHARACTERS_AT_MOST)
            break;
        addresses.push(address);
    }
    return {
        addresses,
        count: created.length,
        serial: begunOn.kind === 'state' ? begunOn.serial : undefined,
        fingerprint: fingerprintOf(begunOn),
    };
}
function isUnmoved(toCreate, now) {
    return toCreate.fingerprint === fingerprintOf(now);
}
function fingerprintOf(begunOn) {
    return begunOn.kind === 'state' ? begunOn.fingerprint : 'none';
}
function tellToCreate({ addresses, count, serial }) {
    const rest = count > addresses.length ? ` and ${count - addresses.length} more` : '';
    const on = serial === undefined ? '' : `, on serial ${serial}`;
    return `${addresses.join(', ')}${rest}${on}`;
}
var lock_lock = __webpack_require__(7143);
var review_reviewed = __webpack_require__(5440);
;
const NAMED_AT_MOST = 5;
function confirmUnderstood({ unknown, conceal }) {
    if (unknown.length === 0)
        return;
    const named = unknown.slice(0, NAMED_AT_MOST).map(({ address, what }) => conceal(`${address} (${what})`));
    const more = unknown.length - named.length;
    throw new domain_failure .Lw(`the plan has something that this version of Lockstep does not understand: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. ` +
        'Nothing was changed. Use a newer Lockstep; until there is one that knows it, take it out of the configuration, or apply it by hand, without Lockstep.');
}
var freeze = __webpack_require__(8947);
var read_prod_state = __webpack_require__(1732);
;
async function confirmNotFrozen(run, { backend, address, turn, }) {
    const { frozen } = turn;
    if (frozen === undefined)
        return;
    const body = await (0,read_prod_state .n)(run, backend, address);
    if ((0,freeze .A)(frozen, body) !== 'saved') {
        throw new freeze ._({
            address,
            freeze: frozen,
            isFrozen: true,
            isEarlier: true,
            erroredStateFile: undefined,
            details: '',
            leftLockId: undefined,
        });
    }
    await turn.thaw(frozen);
    run.journal.info(`The state that ${frozen.runUrl} could not save is in its place by now: applies go on.`);
}
;
function decideReviewed(of) {
    const { comparison, carried, stretch, policy, inMergeGroup, isDestroy } = of;
    if (policy === 'allow')
        return 'not-compared';
    if (comparison.unreviewed.length === 0)
        return 'as-reviewed';
    const isPushedDirectly = stretch !== 'unknown' && stretch.pullRequests.length === 0 && carried.length === 0;
    if (isPushedDirectly && !isDestroy)
        return 'pushed-directly';
    if (inMergeGroup === true && isUnplanned(carried) && !isDestroy)
        return 'none-planned';
    if (policy === 'warn')
        return 'warned';
    return stretch === 'unknown' && carried.length === 0 ? 'unknown' : 'changed';
}
function isUnplanned(carried) {
    const queued = carried.filter(({ pullRequest }) => pullRequest.mergedAt === undefined);
    return queued.length > 0 && queued.every((merge) => merge.kind === 'no-review' && merge.why.kind === 'never-planned');
}
function countInMode(merges, isDestroy) {
    return merges.map((merge) => {
        if (merge.kind !== 'review' || isOfDestroy(merge.review) === isDestroy)
            return merge;
        const { review, pullRequest } = merge;
        return {
            kind: 'no-review',
            pullRequest,
            why: { kind: 'other-mode', wasDestroy: !isDestroy, hasChanges: hasChanges(review) },
        };
    });
}
function isOfDestroy({ isDestroy }) {
    return isDestroy === true;
}
function hasChanges({ resources, outputs }) {
    return resources.length + outputs.length > 0;
}
function findContradiction(merges) {
    const last = merges.findLast((merge) => merge.kind === 'review' ? hasChanges(merge.review) : merge.why.kind === 'other-mode' && merge.why.hasChanges);
    if (last?.kind !== 'no-review' || last.why.kind !== 'other-mode')
        return undefined;
    return { prNumber: last.pullRequest.number, wasDestroy: last.why.wasDestroy };
}
function describeContradiction({ prNumber, wasDestroy }) {
    return wasDestroy
        ? `Pull request #${prNumber} was planned and reviewed with destroy: true, and this run is without it: nothing was changed. To destroy what it has shown, run this with destroy: true; to keep everything, merge a pull request that is planned without it and changes something, or start this once by hand without destroy and with unreviewed-changes: allow (${review_reviewed .Qo}).`
        : `destroy: true is set, and pull request #${prNumber}, the last that was merged, was planned and reviewed without it: nothing was changed. To make what it has shown, take destroy: true out of the workflow by another pull request, whose apply then carries both; to have everything destroyed, merge one that is planned with destroy: true, or, where nothing is left, one that removes the root module.`;
}
var github = __webpack_require__(9671);
var review_merges = __webpack_require__(1160);
var json = __webpack_require__(7504);
var digest = __webpack_require__(2413);
var judgement = __webpack_require__(7630);
var record = __webpack_require__(1096);
var settings = __webpack_require__(5456);
var since = __webpack_require__(399);
;
function compareWithReviews(plan, reviews, leeway = digest .qT) {
    const unchanged = new Map(plan.unchanged.map((one) => [nameOf(one.kind, one.address), one]));
    const reviewed = reviews.flatMap((review, order) => {
        const read = (0,digest .bM)((0,digest .MU)(review, leeway));
        let made;
        const making = () => (made ??= makingOf(review, plan, read));
        const of = (what, changes) => changes.map((change) => ({ what, change, review, order, read, making }));
        return [...of('resource', review.resources), ...of('output', review.outputs)];
    });
    const byAddress = Map.groupBy(reviewed, ({ what, change }) => nameOf(what, change.address));
    const changes = (0,digest .CI)(plan);
    const judged = changes.map((change) => {
        const addresses = new Set([change.address, addressOfCurrent(change), previousAddressOf(change)]);
        const entries = [...addresses]
            .flatMap((address) => byAddress.get(nameOf(change.kind, address)) ?? [])
            .sort((one, other) => one.order - other.order);
        const candidates = knowingTheEnd(change, entries).map(({ change: seen, review, read, making }) => ({
            reviewed: seen,
            review,
            now: read(change),
            making,
        }));
        const finding = judge({ change, drift: plan.drift }, candidates);
        return { finding, letDiffer: finding === undefined ? findLetDiffer(change, candidates, plan.conceal) : [] };
    });
    const planned = new Set(changes.flatMap((change) => [change.address, previousAddressOf(change)].map((address) => nameOf(change.kind, address))));
    const left = reviewed.filter(({ what, change }) => !planned.has(nameOf(what, change.address)));
    const isDone = (entry) => isInPlace(entry, unchanged.get(nameOf(entry.what, entry.change.address)));
    const tell = ({ what, change: { address, actions }, review: { prNumber } }) => ({
        what,
        address,
        actions,
        prNumber,
    });
    return {
        unreviewed: judged.map(({ finding }) => finding).filter((finding) => finding !== undefined),
        alreadyDone: left.filter(isDone).map(tell),
        notPlanned: left.filter((entry) => !isDone(entry)).map(tell),
        letDiffer: judged.flatMap(({ letDiffer }) => letDiffer),
        otherTools: findOtherTools(plan, reviews),
    };
}
function concealReviewed(plan, reviews) {
    const found = new Set();
    for (const review of reviews) {
        const ofAddress = Map.groupBy([...review.resources, ...review.outputs], ({ address }) => address);
        for (const part of (0,digest .CI)(plan)) {
            const addresses = new Set([part.address, previousAddressOf(part)]);
            for (const reviewed of [...addresses].flatMap((address) => ofAddress.get(address) ?? [])) {
                for (const { path } of (0,judgement .Ts)({ review, reviewed, now: { ...part, free: [] } })) {
                    (0,secrets .qb)(path.reduce((value, step) => (0,json .C5)(value, String(step)), part.values.after), true, found);
                }
            }
        }
    }
    if (found.size === 0)
        return plan;
    const conceal = (0,secrets_conceal .Oh)(found);
    return { ...plan, conceal: (text) => conceal(plan.conceal(text)) };
}
function findOtherTools({ madeBy: planned }, reviews) {
    return reviews.flatMap(({ prNumber, madeBy: reviewed }) => planned === undefined ||
        reviewed === undefined ||
        (reviewed.tool === planned.tool && reviewed.version === planned.version)
        ? []
        : [{ prNumber, reviewed, planned }]);
}
function nameOf(what, address) {
    return `${what} ${address}`;
}
function knowingTheEnd(change, entries) {
    if (!isEnd(change))
        return entries;
    const last = entries.findLastIndex((entry) => isEnd(entry.change) && (0,judgement .YX)(entry.change.actions, change));
    const end = entries[last]?.review;
    if (end === undefined)
        return entries;
    return entries.filter(({ review }, index) => index <= last || review.standsSince === undefined || !(Date.parse(review.standsSince) < (0,review_merges .p8)(end)));
}
function isEnd({ actions }) {
    return actions.length === 1 && ['delete', 'forget'].includes(actions.join());
}
function addressOfCurrent({ address, resource }) {
    return resource?.deposed === undefined ? address : address.replace(` (deposed ${resource.deposed})`, '');
}
function previousAddressOf({ address, resource }) {
    return resource?.previousAddress ?? address;
}
function isInPlace({ change, review, read }, unchanged) {
    const ends = isEnd(change);
    if (unchanged === undefined || ends)
        return unchanged === undefined && ends;
    return isAs({ change, review, read }, { ...unchanged, actions: ['no-op'], setBy: undefined, resource: undefined });
}
function isAs({ change: reviewed, review, read }, object) {
    const pairing = { review, reviewed, now: read(object) };
    return reviewed.settings !== undefined && (0,settings .UG)(pairing, (0,settings .SL)(pairing, 'in-place')).length === 0;
}
function makingOf(review, plan, read) {
    return (0,since .jK)(review, plan, (change, object) => {
        const pairing = { review, reviewed: change, now: read(object) };
        return isAs({ change, review, read }, object) && (0,judgement .k)(pairing);
    });
}
function judge({ change, drift }, candidates) {
    const finding = (kind, attributes = []) => ({
        kind,
        what: change.kind,
        address: change.address,
        actions: change.actions,
        attributes,
        ...noteVarying(change, attributes, candidates),
        reviewed: candidates.map(({ review, reviewed }) => ({ prNumber: review.prNumber, actions: reviewed.actions })),
    });
    if (candidates.length === 0)
        return finding('new');
    const ways = waysToCover(change, candidates);
    if (ways.length === 0)
        return finding('other-actions');
    if (ways.some(([only, ...others]) => others.length === 0 && only !== undefined && isTheVery(only)))
        return undefined;
    const verdicts = ways.map((together) => (0,judgement .Mc)(together, drift));
    const closest = verdicts.reduce((one, other) => ((0,judgement .Io)(other) < (0,judgement .Io)(one) ? other : one));
    const { missing, unheld, drifted } = closest;
    const lost = unheld.filter((name) => name !== '');
    if (missing.length > 0) {
        return finding('other-values', [...new Set([...(0,judgement .Td)(change, missing), ...lost])]);
    }
    if (unheld.length > 0)
        return finding('less', lost);
    return drifted.length > 0 ? finding('drifted', (0,judgement .Td)(change, drifted)) : undefined;
}
function waysToCover(change, candidates) {
    const covers = ({ reviewed }) => (0,judgement .YX)(reviewed.actions, change);
    if (change.resource?.deposed !== undefined)
        return candidates.filter(covers).map((candidate) => [candidate]);
    const byReview = [...Map.groupBy(candidates, ({ review }) => review).values()];
    const lastWhole = byReview.findLastIndex((ofOne) => ofOne.some(({ reviewed }) => (0,settings .wP)(reviewed)));
    const counting = byReview.slice(Math.max(lastWhole, 0));
    const isOfIt = (candidate) => covers(candidate) || (addsUp(change) && !(0,settings .wP)(candidate.reviewed));
    return counting
        .map((_, from) => counting.slice(counting.length - 1 - from).flat())
        .filter((together) => together.some(covers) && together.every(isOfIt));
}
function addsUp({ actions }) {
    return actions.includes('update') || actions.includes('create');
}
function isTheVery(candidate) {
    const { review, reviewed, now } = candidate;
    if ((0,record .GU)(now, review.salt).digest !== reviewed.digest)
        return false;
    const sources = (0,since .su)(now, (0,digest .Z4)(now, review.salt));
    const isFromTheSame = reviewed.sources === undefined || reviewed.sources.join() === sources.join();
    return isFromTheSame && (0,judgement .Ts)(candidate).length === 0;
}
function noteVarying({ kind, address }, attributes, candidates) {
    const noted = candidates
        .flatMap(({ review }) => review.varying)
        .filter((varying) => varying.what === kind && varying.address === address);
    const names = new Set(noted.flatMap((varying) => varying.attributes));
    return { varying: attributes.filter((name) => names.has(name)), varies: kind === 'output' && noted.length > 0 };
}
function findLetDiffer(change, candidates, conceal) {
    return candidates.flatMap(({ review, reviewed, now }) => {
        const { address, kind: what } = change;
        const planned = (0,record .so)({ ...change, address: reviewed.address, free: now.free }, review.salt, conceal);
        return reviewed.shown.flatMap(({ path, text, digest }) => {
            const other = planned.find((value) => value.path === path);
            if (other === undefined || other.digest === digest)
                return [];
            return [{ what, address, path, prNumber: review.prNumber, reviewed: text, planned: other.text }];
        });
    });
}
var jobs_run = __webpack_require__(7489);
var tolerate = __webpack_require__(6086);
var until_github_answers = __webpack_require__(4939);
var order_merges = __webpack_require__(523);
var read_reviews = __webpack_require__(7137);
var records = __webpack_require__(5035);
var unheard = __webpack_require__(9448);
;
const LAGS_AT_MOST_MS = 30_000;
async function findSources(run, { stack, begin, commitSha, applied }, carried) {
    const listed = await (0,records .m)(run, stack);
    const known = new Set(carried.map(({ pullRequest }) => pullRequest.number));
    const since = begin.kind === 'known' ? begin.after : undefined;
    const depth = listed === 'denied' ? 'all' : known.size > 0 ? 'newest' : 'until-merged';
    const withRecord = listed === 'denied' ? [] : [...listed.keys()].filter((number) => !known.has(number));
    const stretch = { since, commitSha, branch: (0,jobs_run .d)(run), depth };
    const { ask, askStatuses } = openStretch(run, { stretch, withRecord, known });
    const findWaitedFor = async ({ merges, unheard }) => {
        const isStopped = merges.pullRequests.length + carried.length > 0;
        const certain = isStopped ? undefined : unheard.find(({ isOfBranch }) => isOfBranch);
        if (certain !== undefined || unheard.length === 0)
            return certain;
        if (listed !== 'denied')
            return unheard.find(({ status }) => listed.has(status.number));
        const read = await (0,read_reviews .U)(run, stack, {
            pullRequests: unheard.map(({ status }) => status),
            known: new Map(),
        });
        const recorded = new Set(read.filter(review_merges .TN).map(({ pullRequest }) => pullRequest.number));
        return unheard.find(({ status }) => recorded.has(status.number));
    };
    const settled = await (0,until_github_answers .Q)(run, async () => {
        const answer = await ask();
        return { answer, waitedFor: await findWaitedFor(answer) };
    }, ({ answer: { merges, behind }, waitedFor }) => behind === undefined && waitedFor === undefined && (isOld(run) || isExplained(merges, commitSha)));
    const heard = async () => {
        const answer = await askStatuses(settled.answer.merges);
        const waitedFor = await findWaitedFor(answer);
        if (waitedFor !== undefined)
            throw new github .j(waitedFor.why);
        return answer;
    };
    const { merges: found, behind } = settled.waitedFor === undefined ? settled.answer : await (0,until_github_answers .d)(run, heard);
    if (behind !== undefined && found.pullRequests.length === 0 && carried.length === 0) {
        throw new github .j(`GitHub still calls #${behind.number} open, and its commit ${behind.headSha} is in this one.`);
    }
    const { pullRequests, elsewhere = [] } = found;
    const isOther = ({ number }) => !known.has(number);
    const others = await readOthers(run, stack, { others: pullRequests.filter(isOther), listed });
    const beside = await readOthers(run, stack, { others: elsewhere.filter(isOther), listed });
    const planned = beside.filter(review_merges .TN);
    const isPlanned = ({ number }) => known.has(number) || planned.some(({ pullRequest }) => pullRequest.number === number);
    return {
        stretch: {
            ...found,
            pullRequests: [...pullRequests, ...planned.map(({ pullRequest }) => pullRequest)],
            elsewhere: elsewhere.filter((one) => !isPlanned(one)),
        },
        merges: await (0,until_github_answers .d)(run, () => (0,order_merges .K)(run, [...carried, ...others, ...planned], { commitSha, applied })),
        noBegin: begin.kind === 'known' ? undefined : begin.why,
    };
}
function openStretch(run, { stretch, withRecord, known, }) {
    const { branch } = stretch;
    const findStatuses = async (numbers) => numbers.length === 0 ? [] : run.pullRequests.findStatuses(numbers);
    const judge = async (found, ofRecords) => {
        const named = (0,unheard .$)(found.direct);
        const asked = new Set([...withRecord, ...known]);
        const statuses = [...ofRecords, ...(await findStatuses([...named.keys()].filter((number) => !asked.has(number))))];
        const isIn = (sha) => sha === stretch.commitSha || found.commits?.has(sha) === true;
        const merged = statuses.flatMap(({ number, headSha, mergedAt, merged: into }) => into === undefined || !isIn(into.commitSha) ? [] : [{ number, headSha, mergedAt, ...into }]);
        const explained = new Set(merged.map((one) => one.commitSha));
        const here = merged.filter((one) => one.branch === branch);
        const all = [
            ...found.pullRequests,
            ...here.map(({ number, headSha, mergedAt }) => ({ number, headSha, mergedAt })),
        ];
        const away = merged.filter((one) => one.branch !== branch);
        const elsewhere = [
            ...(found.elsewhere ?? []),
            ...away.map(({ number, headSha, mergedAt, branch: into }) => ({ number, headSha, mergedAt, branch: into })),
        ];
        const numbers = new Set([...all, ...elsewhere].map(({ number }) => number));
        const isOfBranch = ({ baseBranch = branch }) => baseBranch === branch;
        return {
            merges: {
                ...found,
                pullRequests: [...new Map(all.map((one) => [one.number, one])).values()],
                elsewhere: [...new Map(elsewhere.map((one) => [one.number, one])).values()],
                direct: found.direct.filter(({ sha }) => !explained.has(sha)),
            },
            behind: statuses.find((status) => isOfBranch(status) && withRecord.includes(status.number) && !status.closed && isIn(status.headSha)),
            unheard: statuses.flatMap((status) => {
                const mayBeIn = !numbers.has(status.number) && (isOfBranch(status) || named.has(status.number));
                const why = mayBeIn ? (0,unheard .V)(status, named) : undefined;
                return why === undefined ? [] : [{ status, isOfBranch: isOfBranch(status), why }];
            }),
        };
    };
    let again;
    return {
        ask: async () => {
            const [found, ofRecords] = await Promise.all([
                run.pullRequests.findMerged({ ...stretch, again }),
                findStatuses(withRecord),
            ]);
            again = found;
            return judge(found, ofRecords);
        },
        askStatuses: async (found) => judge(found, await findStatuses(withRecord)),
    };
}
function isExplained({ pullRequests, elsewhere = [], direct }, commitSha) {
    return pullRequests.length + elsewhere.length > 0 && direct.every(({ sha }) => sha !== commitSha);
}
function isOld({ context: { event }, clock }) {
    const pushedAt = event.kind === 'push' ? event.pushedAt : undefined;
    return pushedAt !== undefined && clock.now().getTime() - pushedAt.getTime() > LAGS_AT_MOST_MS;
}
async function readOthers(run, stack, { others, listed }) {
    const known = listed === 'denied' ? new Map() : listed;
    const pullRequests = listed === 'denied' ? others : others.filter(({ number }) => listed.has(number));
    const read = await (0,read_reviews .U)(run, stack, { pullRequests, known });
    return others.map((pullRequest) => read.find((merge) => merge.pullRequest.number === pullRequest.number) ?? {
        kind: 'no-review',
        pullRequest,
        why: { kind: 'never-planned' },
    });
}
var review_leeway = __webpack_require__(7424);
;
async function confirmReviewed(run, of) {
    const policy = run.inputs['unreviewed-changes'];
    if (policy === 'allow')
        return { kind: 'not-compared' };
    const leeway = (0,review_leeway .P)(run, of.commits);
    const compare = (merges) => {
        const counting = merges
            .filter((merge) => merge.kind === 'review')
            .map(({ review, pullRequest: { mergedAt } }) => ({ ...review, mergedAt }));
        const { plan } = of.shown;
        return (0,review_reviewed .FJ)(compareWithReviews(plan, counting, leeway), plan.conceal);
    };
    const stop = (findings) => {
        const reviews = findings.merges.flatMap((merge) => (merge.kind === 'review' ? [merge.review] : []));
        const plan = concealReviewed(of.shown.plan, reviews);
        return new review_reviewed .Cj({
            address: of.address,
            shown: { ...of.shown, plan, text: plan.conceal(of.shown.text) },
            findings: { ...findings, ...(0,review_reviewed .FJ)(findings, plan.conceal) },
        });
    };
    const carried = await ask(run, () => findCarriedAtLast(run, of));
    const known = carried instanceof github .j ? [] : countInMode(carried, run.inputs.destroy);
    tellRecorded(run, of, known);
    const first = compare(known);
    if (first.unreviewed.length === 0) {
        confirmMode(run, known, carried);
        return { kind: 'as-reviewed', ...first, merges: known, direct: [] };
    }
    const sources = await findSourcesOf(run, of, carried);
    const isKnown = !(sources instanceof github .j);
    const merges = isKnown ? countInMode(sources.merges, run.inputs.destroy) : known;
    tellRecorded(run, of, merges);
    const findings = {
        ...(merges.length === known.length ? first : compare(merges)),
        merges,
        direct: isKnown ? sources.stretch.direct : [],
        elsewhere: isKnown ? sources.stretch.elsewhere : [],
        unanswered: isKnown ? undefined : sources.message,
        noBegin: isKnown ? sources.noBegin : undefined,
    };
    const decision = decideReviewed({
        comparison: findings,
        carried: known,
        stretch: stretchOf(sources),
        policy,
        inMergeGroup: of.stretch === undefined,
        isDestroy: run.inputs.destroy,
    });
    switch (decision) {
        case 'not-compared':
            return { kind: 'not-compared' };
        case 'as-reviewed':
            confirmMode(run, merges, sources);
            return { kind: 'as-reviewed', ...findings };
        case 'pushed-directly':
            run.journal.warning(`Nothing of this plan was reviewed: ${describePushed(findings, (0,jobs_run .d)(run))}`);
            return { kind: 'no-review', ...findings };
        case 'none-planned':
            run.journal.warning('This plan has changes that nobody has reviewed: no pull request of this merge group has planned them, so production has moved. The apply after the merge is compared again.');
            return { kind: 'no-review', ...findings };
        case 'warned': {
            const { message } = stop(findings);
            run.journal.warning(`${message}. It goes on all the same, as unreviewed-changes says.`);
            return { kind: 'unreviewed', ...findings };
        }
        case 'changed':
            throw stop(findings);
        case 'unknown':
            if (sources instanceof github .j)
                throw notKnown(sources);
            throw stop(findings);
    }
}
function confirmMode({ inputs, journal }, merges, answer) {
    const isToStop = inputs['unreviewed-changes'] === 'fail';
    if (inputs.destroy && isToStop && answer instanceof github .j)
        throw notKnown(answer);
    const contradiction = findContradiction(merges);
    if (contradiction === undefined)
        return;
    const words = describeContradiction(contradiction);
    if (isToStop)
        throw new domain_failure .Lw(words);
    journal.warning(`${words} It goes on all the same, as unreviewed-changes says.`);
}
function describePushed({ elsewhere = [] }, branch) {
    if (elsewhere.length === 0) {
        return 'no pull request was merged since the last apply, and there is no review to compare it with.';
    }
    const which = elsewhere.slice(0, confirm_reviewed_NAMED_AT_MOST).map((one) => `#${one.number} (merged into ${one.branch})`);
    const more = elsewhere.length > confirm_reviewed_NAMED_AT_MOST ? ' and more' : '';
    return `no pull request was merged into ${branch} since the last apply, and of those that came to it in another way, no plan of this stack is on record: ${which.join(', ')}${more}.`;
}
const confirm_reviewed_NAMED_AT_MOST = 5;
function tellRecorded({ comments }, { stretch }, merges) {
    const recorded = merges.filter(review_merges .TN);
    if (stretch !== undefined)
        comments.openAlsoOn(recorded.map(({ pullRequest }) => pullRequest.number));
}
async function ask(run, question) {
    try {
        return await question();
    }
    catch (error) {
        const failure = (0,tolerate .Wr)(error);
        if (!(failure instanceof github .j))
            throw error;
        run.journal.warning(`What was reviewed is not known: ${failure.message}`);
        return failure;
    }
}
async function findCarriedAtLast(run, { carried, shown, findCarried }) {
    if (carried !== 'unknown')
        return carried;
    return shown.hasChanges || run.inputs.destroy ? (0,until_github_answers .d)(run, findCarried) : [];
}
async function findSourcesOf(run, { stretch }, carried) {
    if (carried instanceof github .j)
        return carried;
    if (stretch !== undefined)
        return ask(run, () => findSources(run, stretch, carried));
    if (carried.length === 0)
        return new github .j('what is in the merge group is not known.', { isLasting: true });
    return { stretch: { pullRequests: [], direct: [] }, merges: carried, noBegin: undefined };
}
function stretchOf(sources) {
    if (sources instanceof github .j)
        return 'unknown';
    const { stretch, noBegin } = sources;
    return noBegin !== undefined && stretch.pullRequests.length === 0 ? 'unknown' : stretch;
}
function notKnown(cause) {
    const again = cause.isLasting && !cause.isDenied
        ? ''
        : ' Run this again; the token needs contents: read and pull-requests: read.';
    return new github .j(`GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed: ${cause.message} ` +
        `Nothing was changed.${again} Once somebody has looked at the plan, a run by hand with \`unreviewed-changes: allow\` applies without the comparison (${review_reviewed .Qo}).`, { cause, isLasting: true });
}
var find_carried = __webpack_require__(801);
var find_pull_requests = __webpack_require__(651);
;
async function findSuperseding(run, turn, commitSha) {
    const last = turn.lastBegun;
    if (last === undefined || last.commitSha === commitSha)
        return undefined;
    const by = { commitSha: last.commitSha, runUrl: last.runUrl };
    switch (await (0,until_github_answers .d)(run, () => run.runs.compare(last.commitSha, commitSha))) {
        case 'behind':
            if (await isOnBranch(run, last.commitSha))
                return { by };
            break;
        case 'ahead':
        case 'identical':
            return undefined;
        case 'diverged':
        case 'unrelated':
            break;
    }
    const onBranch = await (0,until_github_answers .d)(run, () => run.runs.compare((0,jobs_run .d)(run), commitSha));
    if (onBranch === 'unrelated') {
        throw new github .j(`GitHub knows nothing that ${commitSha} and ${(0,jobs_run .d)(run)} have in common: the branch was rewritten again. Apply its newest commit.`, { isLasting: true });
    }
    if (onBranch === 'ahead' || onBranch === 'diverged')
        return { by, leftBranch: (0,jobs_run .d)(run) };
    run.journal.warning(`The commit that was applied last, ${last.commitSha} (${last.runUrl}), is no ancestor of ${commitSha}: the branch was rewritten.`);
    return undefined;
}
async function isOnBranch(run, commitSha) {
    const isOn = (order) => order === 'identical' || order === 'behind';
    return isOn(await (0,until_github_answers .Q)(run, () => run.runs.compare((0,jobs_run .d)(run), commitSha), isOn));
}
var wait_for_state_lock = __webpack_require__(9383);
;
async function isWorkspaceThere({ backend, address }) {
    return address.path === address.key || (await backend.objects.get(address.path)) !== undefined;
}
async function createWorkspace(run, lock) {
    if (await isWorkspaceThere(lock))
        return;
    await (0,wait_for_state_lock .bE)(run, lock);
    await run.terraform.createWorkspace();
}
var tool_failed = __webpack_require__(9243);
;
async function init({ terraform }, place) {
    const workspace = (await isWorkspaceThere(place)) ? 'selected' : 'default';
    return terraform.init({ key: place.address.key, workspace });
}
async function initOn(run, place) {
    const initialized = await init(run, place);
    if (initialized.kind === 'state-unreadable') {
        throw new tool_failed .C(`${run.terraform.name} init failed`, initialized.details);
    }
}
var keep_credentials = __webpack_require__(6809);
var open_stack = __webpack_require__(1398);
var apply_progress = __webpack_require__(2571);
var state_state = __webpack_require__(2051);
;
function describeLeftState(body, progress) {
    if (body === undefined)
        return undefined;
    const state = (0,state_state .Bu)(body);
    if (state.kind === 'opaque')
        return { serial: state.serial, objectCount: undefined, unfinished: [] };
    const there = new Set(state.instances.map(({ address }) => address));
    const begun = [...(progress?.failed ?? []), ...(progress?.inFlight ?? [])];
    return {
        serial: state.serial,
        objectCount: there.size,
        unfinished: begun.filter((address) => there.has(address)),
    };
}
var told = __webpack_require__(2591);
var at_work = __webpack_require__(3302);
var plan_failed = __webpack_require__(713);
var state_secrets = __webpack_require__(3675);
;
async function planFailed({ terraform }, failed, of) {
    const { address } = of;
    const command = `${terraform.name} plan`;
    const { timedOut } = failed;
    const conceal = await concealOf(failed, of);
    terraform.annotate(failed.told.errors, conceal);
    const details = (0,told .rg)(failed.told, conceal);
    return timedOut === undefined
        ? new plan_failed .b(`${command} failed`, details)
        : new timed_out .G({ command, ...timedOut, progress: undefined, address, remarks: [], details });
}
async function concealOf({ conceal = (text) => text }, { backend, address }) {
    let stored;
    try {
        stored = await backend.objects.get(address.path);
    }
    catch (error) {
        (0,tolerate .Wr)(error);
        return undefined;
    }
    if (stored === undefined || stored.body.length === 0)
        return conceal;
    return (0,state_secrets .h)({ changes: [], conceal, hasUnknownSecrets: false }, stored.body);
}
function progressOf({ events, timedOut }, { changes, conceal }) {
    const told = timedOut?.events ?? events;
    return told && (0,apply_progress .$h)((0,apply_progress .Sy)(changes, told), conceal);
}
function applyFailed({ terraform }, lock, failed, failing) {
    const { address, shown } = failing;
    const { changes, conceal } = shown.plan;
    const { byItself, timedOut, details } = failed;
    if (!byItself)
        lock.leaveBehind();
    const killed = byItself ? [] : [`was killed, and its state lock ${lock.lockId} is left behind`];
    const lost = lock.lost === undefined ? [] : [lock.lost];
    const command = `${terraform.name} apply`;
    const events = timedOut?.events ?? failed.events;
    const told = events && (0,apply_progress .Sy)(changes, events);
    const progress = byItself ? told : told && (0,apply_progress .v7)(told, changes, undefined);
    const left = describeLeftState(failing.state, progress);
    const toTell = progress && (0,apply_progress .$h)(progress, conceal);
    if (timedOut === undefined) {
        return new apply_failed .M([`${command} ${killed[0] ?? 'failed'}`, ...lost].join('; '), details, {
            ...failing,
            progress: toTell,
            left: left && { ...left, unfinished: left.unfinished.map(conceal) },
            leftLockId: byItself ? undefined : lock.lockId,
        });
    }
    return new timed_out .G({
        command,
        ...timedOut,
        atWork: (0,at_work .A)(timedOut.atWork, conceal),
        progress: toTell,
        address,
        remarks: [...killed.map((how) => `it ${how}`), ...lost],
        details,
        shown,
    });
}
var apply_aftermath = __webpack_require__(7784);
var repair_digest = __webpack_require__(4098);
var save_state = __webpack_require__(7700);
;
async function tellAbandoned(run, { turn, ...left }) {
    const abandoned = await findUnrecorded(run, left, turn.abandoned);
    if (abandoned !== undefined)
        run.waiting.noteAbandoned(abandoned);
}
async function findUnrecorded({ journal }, { backend, address }, candidates) {
    if (candidates.length === 0)
        return undefined;
    const found = await (0,tolerate .j9)(journal, {
        what: 'Whether the state knows of an apply that died is not known',
        task: async () => {
            const now = (0,begun_on .kh)(await backend.objects.get(address.path));
            return candidates.find(({ toCreate }) => isUnmoved(toCreate, now));
        },
        otherwise: undefined,
    });
    if (found !== undefined) {
        journal.warning(`${found.run.url} died in the midst of an apply, and the state has not been written since. It was about to create what may exist now without being in any state, and an apply would make it again: ${tellToCreate(found.toCreate)}. Look for it first.`);
    }
    return found;
}
var tell_of_apply = __webpack_require__(8529);
var turn_watch = __webpack_require__(7649);
var stack_backend = __webpack_require__(1395);
var holder = __webpack_require__(5134);
var turn_turn = __webpack_require__(6459);
var turn_locks = __webpack_require__(5378);
var held_turn = __webpack_require__(9499);
var turn_queue = __webpack_require__(9479);
var until_in_reach = __webpack_require__(8426);
;
class TurnOutOfReach {
    lastBegun = undefined;
    lastApplied = undefined;
    stretchBegin = { kind: 'unknown', why: 'out-of-reach' };
    abandoned = [];
    frozen;
    lockId;
    #queue;
    #giveUpPlace;
    #owed;
    constructor(options) {
        this.frozen = options.queue.document.frozen;
        this.lockId = options.lockId;
        this.#queue = options.queue;
        this.#giveUpPlace = options.giveUpPlace;
    }
    ownerOf() {
        return undefined;
    }
    noteLockFree() {
    }
    lockKindsLeft() {
        return [];
    }
    noteLockLeft() {
    }
    noteToolAtWork() {
    }
    noteWorkDropped() {
    }
    confirm() {
        return Promise.resolve(true);
    }
    announce() {
        return Promise.resolve(true);
    }
    async freeze(freezing) {
        this.#owed = freezing;
        await this.#queue.change((document) => (0,turn_turn .CN)(document, freezing));
        this.#owed = undefined;
    }
    async freezeUnlessLeft(freezing) {
        await this.freeze(freezing);
        return true;
    }
    async thaw() {
        this.#owed = undefined;
    }
    async leave() {
        try {
            if (this.#owed !== undefined)
                await this.freeze(this.#owed);
        }
        catch (error) {
            (0,tolerate .Wr)(error, { nonCancellable: true });
            return;
        }
        await this.#giveUpPlace();
    }
    async leaveForGood() {
        await this.#giveUpPlace();
        return false;
    }
}
;
async function takeTurn(run, options) {
    const queue = new turn_queue .R(options.backend.turns(options.address, options.key), run.clock, run.chance);
    const waiter = new Waiter(run, queue, options);
    await Promise.allSettled([options.before, queue.read()]);
    await options.before;
    try {
        return await waiter.wait();
    }
    catch (error) {
        await waiter.giveUp();
        if (!(error instanceof stack_backend .Y))
            throw error;
        const { address, key } = options;
        if (key === 'prod' && !error.isDenied) {
            throw new stack_backend .Y(`the queue of ${address.path} cannot be read, so nothing is applied: production may be frozen, or somebody else's turn. ${error.message} Run this again once it can be read.`, { cause: error });
        }
        const unseen = key === 'prod' ? ' Whether production is frozen cannot be seen.' : '';
        run.journal.warning(`The queue of ${address.path} cannot be used, so that runs are not served in order; the state lock still keeps them apart.${unseen} ${error.message}`);
        const giveUpPlace = () => waiter.giveUp();
        return { kind: 'taken', turn: new TurnOutOfReach({ queue, lockId: waiter.lockId, giveUpPlace }) };
    }
}
const ASK_EVERY_MS = 15_000;
const FAILED_READS_AT_MOST = 5;
class Waiter {
    #run;
    #queue;
    #options;
    #ticketId = '';
    lockId;
    #watches = new Map();
    #pace;
    #askedAtMs = new Map();
    #failedReads = 0;
    constructor(run, queue, options) {
        this.#run = run;
        this.#queue = queue;
        this.#options = options;
        this.lockId = run.chance.id();
    }
    async wait() {
        let document = await this.#join();
        this.#run.journal.output('queue-position', String((0,turn_turn .df)(document, this.#ticketId) ?? 0));
        for (;;) {
            const position = (0,turn_turn .df)(document, this.#ticketId);
            if (position === undefined) {
                document = await this.#join();
                continue;
            }
            if (position === 0)
                return this.#hold(document);
            const newer = (0,turn_turn .EX)(document, this.#ticketId);
            if (newer !== undefined) {
                await this.giveUp();
                return { kind: 'superseded', by: newer.run };
            }
            document = (await this.#removeDeadHead(document, position)) ?? (await this.#pause(document, position));
        }
    }
    async giveUp() {
        const id = this.#ticketId;
        if (id === '' || this.#run.cancelled.aborted)
            return;
        const mine = { id, applied: undefined, lockMayBeHeld: false };
        try {
            await this.#queue.change((queue) => (0,turn_turn .qG)(queue, mine));
        }
        catch (error) {
            (0,tolerate .Wr)(error, { nonCancellable: true });
        }
    }
    async #join() {
        const { chance, clock } = this.#run;
        const { address, backend, key, me, push } = this.#options;
        const { lockId } = this;
        const lockKind = backend.locks.kind;
        const place = { id: chance.id(), token: chance.id(), at: clock.now().toISOString(), lockId, lockKind };
        const arrival = { ...place, run: me, push };
        this.#ticketId = arrival.id;
        this.#run.handover.noteTurn({ address, key, ticketId: arrival.id, lockId });
        this.#watches = new Map();
        this.#pace = undefined;
        const earlier = await this.#giveEarlierBack();
        return this.#untilInReach(() => this.#queue.change((queue) => (0,turn_turn .fj)(earlier.reduce(turn_locks .oL, queue), arrival)));
    }
    async #giveEarlierBack() {
        const { address, backend, earlier = [] } = this.#options;
        const given = [];
        for (const lockId of earlier) {
            let isGone = false;
            try {
                await backend.locks.giveBack(address, lockId);
                isGone = true;
            }
            catch (error) {
                (0,tolerate .Wr)(error);
            }
            given.push({ lockId, isGone });
        }
        return given;
    }
    async #hold(seen) {
        const { chance, clock } = this.#run;
        const mine = { id: this.#ticketId, token: chance.id(), at: clock.now().toISOString() };
        const holds = seen.tickets[0]?.state === 'holding';
        const document = holds ? seen : await this.#untilInReach(() => this.#queue.change((queue) => (0,turn_turn .B7)(queue, mine)));
        if ((0,turn_turn .df)(document, mine.id) !== 0)
            return this.wait();
        const { key } = this.#options;
        const turn = held_turn .X.start({ run: this.#run, queue: this.#queue, ticketId: mine.id, lockId: this.lockId, key });
        return { kind: 'taken', turn };
    }
    async #removeDeadHead(document, position) {
        const { clock, runs, journal } = this.#run;
        const nowMs = clock.monotonicMs();
        this.#watches = new Map(document.tickets
            .slice(0, position)
            .map((ticket) => [ticket.id, (0,turn_watch .Gw)(this.#watches.get(ticket.id), ticket, nowMs)]));
        const head = document.tickets[0];
        const watch = head && this.#watches.get(head.id);
        if (head === undefined || watch === undefined)
            return undefined;
        const lease = (0,turn_watch .zT)(head, this.#options.key);
        const askedMs = nowMs - (this.#askedAtMs.get(head.id) ?? -Infinity);
        if (!(0,turn_watch .Q2)(watch, { nowMs, position, leaseMs: lease }) || askedMs < ASK_EVERY_MS)
            return undefined;
        this.#askedAtMs.set(head.id, nowMs);
        const status = await runs.status(head.run);
        if (!(0,turn_watch .XU)({ silentMs: nowMs - watch.sinceMs, leaseMs: lease, run: status }))
            return undefined;
        journal.warning(`${head.run.url} has ended without giving its turn back, so it is taken out of the queue.`);
        return this.#queue.change((queue) => (0,turn_turn .bW)(queue, { id: watch.ticketId, token: watch.token }));
    }
    async #pause(document, position) {
        const { waiting, comments, clock, chance, runs, cancelled } = this.#run;
        const ahead = document.tickets.slice(0, position);
        const { address } = this.#options;
        const seen = { kind: 'turn', address, ahead, home: this.#queue.home, alive: undefined };
        const look = async () => ({
            ...seen,
            alive: (0,turn_watch .Pb)(await runs.status(ahead[0].run)),
        });
        if (waiting.leftMs === 0) {
            this.#run.journal.output('queue-position', String(position));
            throw new holder .a(await look(), waiting.spent.waitedMs);
        }
        comments.tellWaiting({ id: ahead[0].id, waiting, look });
        const startedAtMs = clock.monotonicMs();
        this.#pace = (0,turn_watch .lF)(this.#pace, position, startedAtMs);
        await clock.sleep(Math.min((0,turn_watch .II)(this.#pace, chance.next()), waiting.leftMs), cancelled);
        const next = await this.#readOn(document);
        waiting.spend(clock.monotonicMs() - startedAtMs, seen);
        return next;
    }
    async #readOn(document) {
        try {
            const next = await this.#queue.read();
            this.#failedReads = 0;
            return next;
        }
        catch (error) {
            this.#failedReads += 1;
            const isGivenUp = this.#options.key === 'prod' ? this.#run.waiting.leftMs === 0 : this.#failedReads >= FAILED_READS_AT_MOST;
            if (!(error instanceof stack_backend .Y) || error.isLasting || isGivenUp)
                throw error;
            return document;
        }
    }
    #untilInReach(task) {
        return this.#options.key === 'prod' ? (0,until_in_reach .J)(this.#run, task) : task();
    }
}
var held_lock = __webpack_require__(9191);
var take_state_lock = __webpack_require__(4539);
;
async function apply(run, operation) {
    const findingPullRequests = (0,find_pull_requests .J)(run, operation.commitSha);
    const initializing = openInitialized(run);
    await Promise.allSettled([findingPullRequests, initializing]);
    const own = await findingPullRequests;
    const { stack, isReadable } = await initializing;
    await (0,keep_credentials .b)(run, stack.backend);
    run.journal.output('state-key', stack.prod.path);
    const { commitSha } = operation;
    const me = (0,jobs_run .v)(run, { kind: 'apply', commitSha, prNumber: own[0]?.number });
    const { steps } = run;
    const earlier = [];
    for (;;) {
        const place = { backend: stack.backend, address: stack.prod, key: 'prod' };
        const taken = await takeTurn(run, { ...place, me, push: pushOf(run), earlier });
        if (taken.kind === 'superseded')
            throw new Error('an apply was superseded in the queue, which only plans are');
        const { turn } = taken;
        earlier.push(turn.lockId);
        const { repository, repositoryId, runUrl } = run.context;
        const commit = { repository, repositoryId, commitSha, runUrl };
        let applied;
        let held;
        let isOver = false;
        const giveBack = async () => {
            if (isOver)
                return;
            isOver = true;
            await steps.take({
                what: 'The state lock could not be given back',
                task: async () => held?.giveBack(),
                otherwise: undefined,
            });
            await steps.take({
                what: 'The turn could not be given back',
                task: () => turn.leave(applied),
                otherwise: undefined,
            });
        };
        try {
            const ofCommit = { commitSha, certain: own, applied: turn.lastApplied?.commitSha, isForApply: true };
            const findingCarried = (0,find_carried .mD)(run, stack, ofCommit);
            void Promise.allSettled([findingCarried]);
            const superseding = await findSuperseding(run, turn, commitSha);
            if (superseding !== undefined)
                return { kind: 'superseded', ...superseding, wait: run.waiting.spent };
            const lock = { backend: stack.backend, address: stack.prod, key: 'prod', turn };
            const takeLock = async () => {
                await createWorkspace(run, lock);
                held = await (0,take_state_lock .k)(run, lock, { operation: 'apply', prNumber: own[0]?.number });
                return held;
            };
            const telling = findingCarried.then((found) => {
                const toTell = (0,find_carried .T7)(own, found);
                run.comments.openOn(toTell.map(({ number }) => number));
                return toTell;
            });
            const [carried, pullRequests, ownLock] = await (0,tolerate .gH)(findingCarried, telling, takeLock());
            ownLock.keepLooking(run, (lost, at) => {
                run.comments.tellLockLost(lost, at);
            });
            await tellAbandoned(run, lock);
            const confirming = (0,until_in_reach .J)(run, () => turn.confirm());
            void Promise.allSettled([confirming]);
            await (0,keep_credentials .Q)(run, stack.backend);
            if (!isReadable) {
                if (!(await confirming)) {
                    loseTurn(run);
                    continue;
                }
                await (0,repair_digest .i)(run, { ...lock, explained: run.waiting.spent.recovery?.operation === lock_lock .FF });
                await initOn(run, lock);
            }
            await confirmNotFrozen(run, lock);
            const findAgain = () => (0,find_carried .O4)(run, stack, ofCommit);
            const done = await planAndApply(run, {
                stack,
                lock,
                held: ownLock,
                commit,
                confirming,
                pullRequests,
                carried,
                findAgain,
            });
            if (done === 'turn-lost')
                continue;
            const isWhole = done.plan.complete && run.inputs.target.length === 0;
            if (isWhole)
                applied = commit;
            await giveBack();
            const merged = isWhole ? (0,find_carried .T7)(pullRequests, (0,review_reviewed .hO)(done.reviewed)) : [];
            const kept = await (0,apply_aftermath .XM)(run, stack, merged);
            return { kind: 'applied', address: stack.prod, ...done, kept, lockLost: ownLock.lost, wait: run.waiting.spent };
        }
        finally {
            await giveBack();
        }
    }
}
function pushOf({ context }) {
    const { event, repository, repositoryId } = context;
    if (event.kind !== 'push' || event.before === undefined)
        return undefined;
    return { repository, repositoryId, before: event.before, commitSha: event.sha };
}
async function openInitialized(run) {
    const stack = await (0,open_stack .j)(run);
    const { kind } = await init(run, { backend: stack.backend, address: stack.prod });
    return { stack, isReadable: kind === 'initialized' };
}
const STALE_PLANS_AT_MOST = 3;
async function planAndApply(run, { stack, lock, held, commit, confirming, pullRequests, carried, findAgain }) {
    const { terraform, steps } = run;
    run.comments.tellWaitIsOver({ kind: 'begun', at: run.clock.now(), shown: undefined });
    for (let stalePlans = 0;; stalePlans += 1) {
        await stack.confirmBackend(stack.prod);
        const [planned, isTurn] = await (0,tolerate .gH)(terraform.plan(held), confirming);
        if (!isTurn)
            return loseTurn(run);
        if (planned.kind === 'failed')
            throw await planFailed(run, planned, { backend: stack.backend, address: stack.prod });
        const [read, begunOn] = await (0,tolerate .gH)(terraform.showPlan(), (0,until_in_reach .J)(run, async () => (0,begun_on .kh)(await lock.backend.objects.get(lock.address.path))));
        const shown = { ...read, hasChanges: planned.hasChanges };
        if (shown.hasChanges)
            confirmUnderstood(shown.plan);
        const { commitSha } = commit;
        const reviewed = await confirmReviewed(run, {
            address: stack.prod,
            shown,
            commits: [commitSha],
            carried,
            findCarried: findAgain,
            stretch: {
                stack,
                begin: lock.turn.stretchBegin,
                commitSha,
                applied: lock.turn.lastApplied?.commitSha,
            },
        });
        if (!shown.hasChanges) {
            if (run.inputs.destroy)
                run.journal.warning(NOTHING_TO_DESTROY);
            if (!(await terraform.mayEncrypt())) {
                return { ...shown, ...(await (0,apply_aftermath .GG)(run, lock, { steps })), reviewed, applyMs: 0 };
            }
            confirmUnderstood(shown.plan);
            run.journal.info("No resource changes. The plan is applied all the same: it is by an apply that OpenTofu encrypts a state in another way than before. It writes none where the state's encryption stays as it is.");
        }
        const toCreate = describeToCreate(shown.plan.changes, begunOn, shown.plan.conceal);
        if (!(await (0,until_in_reach .J)(run, () => lock.turn.announce(commit, toCreate))))
            return loseTurn(run);
        await confirmNotFrozen(run, lock);
        await (0,keep_credentials .Q)(run, lock.backend);
        await stack.confirmBackend(stack.prod);
        if (!(await (0,until_in_reach .J)(run, () => held.confirm())))
            return loseTurn(run);
        run.comments.tellBegun({ kind: 'begun', at: run.clock.now(), shown, abandoned: run.waiting.spent.abandoned });
        run.handover.noteBegunOn(begunOn, (0,find_carried .T7)(pullRequests, (0,review_reviewed .hO)(reviewed)));
        const failing = { address: stack.prod, shown };
        const startedAtMs = run.clock.monotonicMs();
        const applied = await terraform.apply(held);
        if ('mayBeAtWork' in applied && applied.mayBeAtWork)
            lock.turn.noteToolAtWork();
        const describe = (state) => 'told' in applied ? (0,tell_of_apply .bn)(run, applied.told, { plan: shown.plan, state }) : '';
        switch (applied.kind) {
            case 'applied': {
                const applyMs = run.clock.monotonicMs() - startedAtMs;
                const state = await steps.take({
                    what: 'The digest of the state could not be looked at',
                    task: () => (0,repair_digest .O)(run, lock, held),
                    otherwise: undefined,
                });
                return {
                    ...shown,
                    ...(await (0,apply_aftermath .GG)(run, lock, { state, steps })),
                    reviewed,
                    ...(shown.hasChanges ? {} : { isReencrypted: isWrittenSince(run, begunOn, state) }),
                    applyMs,
                    warnings: await (0,tell_of_apply .lp)(run, applied.told, { shown, state: state?.body, there: lock, steps }),
                };
            }
            case 'stale-plan':
                if (stalePlans >= STALE_PLANS_AT_MOST) {
                    throw new apply_failed .M('somebody else keeps changing the state between the plan and its apply', '', failing);
                }
                run.journal.info('The state has changed since the plan was made: planning again.');
                continue;
            case 'state-not-saved': {
                const saved = await (0,save_state .L)(run, lock, {
                    notSaved: applied,
                    under: held,
                    describe,
                    begunOn,
                    mayWait: () => true,
                    steps,
                });
                if (saved.kind === 'not-saved') {
                    const progress = progressOf(applied, shown.plan);
                    throw await withLock(saved.failure.withPlan(shown).withProgress(progress), held);
                }
                const state = await (0,tell_of_apply .QD)(lock, steps);
                const details = describe(state);
                if (saved.kind !== 'saved' || applied.timedOut !== undefined) {
                    throw applyFailed(run, held, { ...applied, details }, { ...failing, state });
                }
                throw new apply_failed .M('the state could not be saved at first and was saved right after: run the workflow again to see what is left', details, failing);
            }
            case 'failed': {
                const state = await (0,tell_of_apply .QD)(lock, steps);
                throw applyFailed(run, held, { ...applied, details: describe(state) }, { ...failing, state });
            }
        }
    }
}
const NOTHING_TO_DESTROY = 'destroy: true is set, and nothing is left to destroy. Nothing is made of what the configuration has as long as it is set: take it out of the workflow.';
function isWrittenSince({ journal }, begunOn, state) {
    const now = state === undefined ? begunOn : (0,begun_on .kh)(state);
    const isWritten = now.kind === 'state' && (begunOn.kind === 'no-state' || now.etag !== begunOn.etag);
    if (isWritten)
        journal.info('OpenTofu has written the state anew, as its encryption is configured now.');
    return isWritten;
}
async function withLock(failure, held) {
    const own = failure.notSaved.isFrozen ? await held.giveBack() : await held.leaveBehindAndLook();
    return failure.withLock((0,held_lock .lH)(own, held.lockId));
}
function loseTurn({ journal }) {
    journal.warning('The turn or the state lock was lost before the apply began: queueing again, and planning again.');
    return 'turn-lost';
}
var delete_pr_state = __webpack_require__(8266);
var delete_review = __webpack_require__(9779);
;
async function askForHead(run, { prNumber, headSha }) {
    const isSettled = (status) => status.isMerged || (!status.closed && status.headSha === headSha);
    const status = await (0,until_github_answers .Q)(run, () => findStatus(run, prNumber), isSettled);
    if (status.closed)
        return { kind: 'closed', isMerged: status.isMerged };
    return status.headSha === headSha ? { kind: 'head' } : { kind: 'overtaken', headSha: status.headSha };
}
async function askBeside(run, of, task) {
    if (of === undefined)
        return [await task(), { kind: 'head' }];
    return askWhile(run, { ask: (asking) => askForHead(asking, of), task });
}
async function askWhile(run, { ask, task }) {
    const over = new AbortController();
    const { pullRequests, waiting, clock } = run;
    const cancelled = AbortSignal.any([run.cancelled, over.signal]);
    const asking = ask({ pullRequests, waiting, clock, cancelled });
    const working = task(asking);
    const stopAsking = working.catch((error) => {
        over.abort();
        throw error;
    });
    await Promise.allSettled([stopAsking, asking]);
    return [await working, await asking];
}
async function askIfClosed(run, prNumber) {
    return (0,until_github_answers .Q)(run, () => findStatus(run, prNumber), ({ closed }) => closed);
}
async function findStatus({ pullRequests }, prNumber) {
    const [status] = await pullRequests.findStatuses([prNumber]);
    if (status !== undefined)
        return status;
    throw new github .j(`GitHub does not say what has become of pull request #${prNumber}: the token needs pull-requests: read.`);
}
var marker = __webpack_require__(1698);
var record_judgement = __webpack_require__(2574);
var review_document = __webpack_require__(6403);
var state_keys = __webpack_require__(6736);
var snapshot = __webpack_require__(7264);
var place_note = __webpack_require__(9681);
var note_place = __webpack_require__(7233);
;
async function removeLeftovers({ objects, digests, settings }, { prNumber, address, removables, reviewsStay }) {
    const kept = { kind: 'kept', prNumber, why: 'somebody is writing there' };
    const digest = settings.lockTable === undefined ? undefined : await digests.get(address);
    if (digest !== undefined && !(await digests.delete(address, digest)))
        return kept;
    let removed = digest === undefined ? 0 : 1;
    let versionsLeft = false;
    for (const removable of removables) {
        const removal = await objects.remove(removable);
        if (removal.kind === 'changed')
            return kept;
        removed += removal.count;
        versionsLeft ||= removal.versionsLeft;
    }
    return { kind: 'swept', prNumber, removed, versionsLeft, isAllGone: !reviewsStay };
}
;
const SUFFIXES = {
    lockfile: state_keys .eQ,
    turns: state_keys .eM,
    state: '',
};
function sortLeftovers(versions, prPaths) {
    const found = new Map();
    for (const version of versions) {
        for (const [part, path] of placesOf(version.key)) {
            const prNumber = prPaths.prNumberOf(path);
            if (prNumber === undefined)
                continue;
            const of = found.get(prNumber) ?? { state: [], lockfile: [], turns: [], review: [] };
            of[part].push(version);
            found.set(prNumber, of);
            break;
        }
    }
    return [...found].map(([prNumber, of]) => ({ prNumber, ...of })).sort((one, other) => one.prNumber - other.prNumber);
}
function placesOf(key) {
    const review = (0,state_keys .NP)(key);
    const others = Object.entries(SUFFIXES)
        .filter(([, suffix]) => key.endsWith(suffix))
        .map(([part, suffix]) => [part, key.slice(0, key.length - suffix.length)]);
    return review === undefined ? others : [['review', review.path], ...others];
}
var state_removal = __webpack_require__(4018);
var repository = __webpack_require__(3759);
var former_productions = __webpack_require__(8399);
;
const MERGES_ASKED_AT_MOST = 200;
const COMES_WITHIN_MS = 365 * 24 * 3_600_000;
function isLongAgo(mergedAt, now) {
    return mergedAt !== undefined && now.getTime() - Date.parse(mergedAt) > COMES_WITHIN_MS;
}
function openJudge(run, stack) {
    const { backend, prod, noted } = stack;
    let mergesAsked = 0;
    let applied;
    const readApplied = async () => {
        try {
            const queue = await new turn_queue .R(backend.turns(prod, 'prod'), run.clock, run.chance).read();
            return (0,turn_turn .x1)(queue, run.context)?.commitSha;
        }
        catch (error) {
            run.journal.info(`What is applied is not known, so the reviews of merged pull requests stay: ${(0,tolerate .Wr)(error).message}`);
            return undefined;
        }
    };
    const isAskedFor = async (status, { headSha }) => {
        if (!status.isMerged)
            return false;
        if (noted !== undefined && headSha !== status.headSha)
            return false;
        if (status.merged === undefined)
            return true;
        const isElsewhere = status.merged.branch !== (0,jobs_run .d)(run);
        if (isElsewhere && isLongAgo(status.mergedAt, run.clock.now()))
            return false;
        applied ??= readApplied();
        const commitSha = await applied;
        if (commitSha === undefined || mergesAsked >= MERGES_ASKED_AT_MOST)
            return true;
        mergesAsked += 1;
        try {
            return !(await (0,find_carried .CS)(run, status, commitSha));
        }
        catch (error) {
            run.journal.info(`Whether #${status.number} is applied is not known, so its review stays: ${(0,tolerate .Wr)(error).message}`);
            return true;
        }
    };
    const lookAt = async (versions) => {
        const listed = versions.find(({ kind, isCurrent }) => kind === 'version' && isCurrent);
        if (listed === undefined)
            return undefined;
        const seen = await backend.objects.get(listed.key);
        const isSame = seen !== undefined && (listed.versionId === state_removal .d || seen.versionId === listed.versionId);
        return isSame ? seen : 'changed';
    };
    const hadProduction = (prNumber) => (0,former_productions .YP)(run, stack, { prNumber, directory: noted?.directory });
    const whyStateStays = async (address, prNumber, { versions, current }) => {
        const newest = versions.find(({ kind }) => kind === 'version');
        if (newest === undefined)
            return undefined;
        const prState = current ?? (await backend.objects.getVersion(newest.key, newest.versionId));
        if (prState === undefined)
            return 'its state was deleted, and the version before that cannot be read';
        const decision = (0,snapshot .oT)({ prState, prodBody: undefined, of: (0,state_keys .Gw)(prod) });
        if (decision.kind === 'snapshot')
            return undefined;
        if (decision.kind === 'other-snapshot' && (await hadProduction(prNumber)(decision.of)))
            return undefined;
        if ((0,state_keys .B3)(address) !== 'default' && (0,snapshot .DC)(prState.body))
            return undefined;
        const whose = 'its state is not the copy of this production that Lockstep made';
        if (noted === undefined)
            return `${whose}: the pull request's own cleanup, or one by hand, looks at it`;
        const byHand = `see what is real in s3://${prod.bucket}/${newest.key}, import or remove exactly that (never destroy from it: it may hold a copy of production), and delete it with its versions. Each sweep names it until then`;
        return noted.directory === undefined
            ? `${whose}, and the root module names another place now, so that no cleanup looks at this one: ${byHand}`
            : `${whose}. A cleanup of its own root module, ${noted.directory}, looks at it where that still has it there; else ${byHand}`;
    };
    return async (left, status) => {
        const { prNumber, isComplete } = left;
        const kept = (why) => ({ kind: 'kept', prNumber, why });
        const address = stack.prAddress(prNumber);
        const reviews = [];
        for (const versions of Map.groupBy(left.review, ({ key }) => key).values()) {
            const current = await lookAt(versions);
            if (current === 'changed')
                return kept('somebody is writing there');
            if (current === undefined) {
                reviews.push({
                    versions,
                    current,
                    stays: await isAskedFor(status, { headSha: headOf(versions) ?? status.headSha }),
                });
                continue;
            }
            const reading = (0,review_document .w)(current.body);
            if (reading.kind !== 'review')
                return kept('its review cannot be read, so whose it is is not known');
            if (!(0,repository .v)(reading.review, run.context))
                return kept('it is of another repository');
            const { productionKey = prod.path } = reading.review;
            if (productionKey !== prod.path && !(await hadProduction(prNumber)(`${prod.bucket}/${productionKey}`))) {
                return kept('it is of another stack, whose pr-state-key is the same');
            }
            reviews.push({ versions, current, stays: await isAskedFor(status, reading.review) });
        }
        const state = await lookAt(left.state);
        if (state === 'changed')
            return kept('somebody is writing there');
        const why = await whyStateStays(address, prNumber, { versions: left.state, current: state });
        if (why !== undefined)
            return kept(why);
        const removable = (versions, current) => {
            const [first] = versions;
            if (first === undefined)
                return [];
            return [{ key: first.key, versions: isComplete ? versions : 'denied', current }];
        };
        return {
            kind: 'doomed',
            prNumber,
            address,
            removables: [
                ...removable(left.state, state),
                ...reviews.filter(({ stays }) => !stays).flatMap(({ versions, current }) => removable(versions, current)),
                ...removable(left.lockfile),
                ...removable(left.turns),
            ],
            reviewsStay: reviews.some(({ stays }) => stays),
        };
    };
}
function headOf([first]) {
    return (0,state_keys .NP)(first?.key ?? '')?.headSha;
}
var list_leftovers = __webpack_require__(334);
var wait_budget = __webpack_require__(7493);
;
const AT_WORK = 'a run is at work there, or waits';
function openSweeper(run, stack, { dryRun }) {
    const { backend } = stack;
    const judge = openJudge(run, stack);
    const look = async (status) => {
        const { number: prNumber } = status;
        const address = stack.prAddress(prNumber);
        const why = await findWorker(run, new turn_queue .R(backend.turns(address, 'pr'), run.clock, run.chance));
        if (why !== undefined)
            return { kind: 'kept', prNumber, why };
        if (dryRun) {
            if ((await backend.locks.read(address)).kind !== 'free')
                return { kind: 'kept', prNumber, why: LOCKED };
            const judged = await judge(await listOne(prNumber), status);
            if (judged.kind === 'kept')
                return judged;
            return { kind: 'swept', prNumber, removed: countOf(judged), versionsLeft: false, isAllGone: false };
        }
        const me = (0,jobs_run .v)(run, { kind: 'sweep', commitSha: run.context.commitSha, prNumber });
        const taken = await takeTurn(run, { backend, address, key: 'pr', me });
        if (taken.kind === 'superseded')
            throw new Error('a sweep was superseded in the queue, which only plans are');
        let removal;
        let isQueueGone = false;
        try {
            const [now] = await (0,until_github_answers .d)(run, () => run.pullRequests.findStatuses([prNumber]));
            if (now?.closed !== true)
                return { kind: 'kept', prNumber, why: 'it was opened again' };
            if (!(await isFree(run, { backend, address, key: 'pr', turn: taken.turn }))) {
                return { kind: 'kept', prNumber, why: LOCKED };
            }
            const judged = await judge(await listOne(prNumber), now);
            if (judged.kind === 'kept')
                return judged;
            removal = await removeLeftovers(backend, judged);
        }
        finally {
            if (removal?.kind === 'swept')
                isQueueGone = await taken.turn.leaveForGood();
            else
                await taken.turn.leave();
        }
        return removal.kind === 'swept' ? { ...removal, isAllGone: removal.isAllGone && isQueueGone } : removal;
    };
    const listOne = async (prNumber) => {
        const { versions, isComplete } = await (0,list_leftovers .h)(backend, stack.prAddress(prNumber).path);
        const nothing = { prNumber, state: [], lockfile: [], turns: [], review: [] };
        const left = sortLeftovers(versions, stack.prPaths).find((one) => one.prNumber === prNumber) ?? nothing;
        return { ...left, isComplete };
    };
    return async (status) => {
        try {
            return await look(status);
        }
        catch (error) {
            return { kind: 'kept', prNumber: status.number, why: (0,tolerate .Wr)(error).message };
        }
    };
}
async function isFree(run, lock) {
    try {
        await (0,wait_for_state_lock .bE)({ ...run, waiting: new wait_budget .T(0) }, lock);
        return true;
    }
    catch (error) {
        if (!(error instanceof holder .a))
            throw error;
        return false;
    }
}
const LOCKED = 'its state is locked';
function countOf({ removables }) {
    const counts = removables.map(({ versions, current }) => {
        const { earlier, markers } = (0,state_removal .A)(versions === 'denied' ? [] : versions, current);
        return earlier.length + markers.length + (current === undefined ? 0 : 1);
    });
    return counts.reduce((sum, count) => sum + count, 0);
}
async function findWorker(run, queue) {
    const { tickets, frozen, lastApplied, lastBegun } = await queue.read();
    if (frozen !== undefined || lastApplied !== undefined || lastBegun !== undefined) {
        return 'its queue is that of a state that is applied, which none of a pull request is';
    }
    for (const ticket of tickets) {
        if ((await run.runs.status(ticket.run)) !== 'completed')
            return AT_WORK;
    }
    return undefined;
}
;
function sortNotes(run, stack, notes) {
    const isHere = ({ key, prNumber }) => key === (0,place_note .Ef)((0,note_place .$t)(run, stack, prNumber));
    return { here: notes.filter(isHere), elsewhere: notes.filter((note) => !isHere(note)) };
}
async function endPlaces(run, stack, places) {
    const ended = [];
    for (const note of places.notes) {
        const one = await endUnlessKept(run, stack, { ...places, note });
        if (one === undefined)
            continue;
        ended.push(one);
        const what = one.kind === 'kept' ? `is kept: ${one.why}` : `${one.removed} ${places.dryRun ? 'would go' : 'removed'}`;
        run.journal.info(`What #${one.prNumber} left at ${one.place}: ${what}`);
    }
    return ended;
}
async function endUnlessKept(run, stack, to) {
    const { note } = to;
    const { prNumber } = note;
    let found;
    try {
        const stored = await (0,note_place .P8)(stack.backend, note);
        if (stored === undefined) {
            if (!to.dryRun && note.versions.every(({ kind, isCurrent }) => kind === 'delete-marker' || !isCurrent)) {
                await (0,note_place .Pr)(run, stack.backend, note);
            }
            return undefined;
        }
        const reading = (0,place_note .VC)({
            key: note.key,
            body: stored.body,
            bucket: stack.prod.bucket,
            owner: (0,place_note .bf)(run.context),
            prNumber,
            production: [stack.prod],
            table: stack.backend.settings.lockTable,
        });
        if (reading.kind === 'refused') {
            const why = `its note is not followed: ${reading.why}. Find out who wrote it, and delete it`;
            return { kind: 'kept', prNumber, place: note.key, why };
        }
        found = reading;
        if (to.isOwnAlone && !isOfThisModule(run, reading))
            return undefined;
        if (!(await isOfPullRequest(run, stack, reading))) {
            const template = JSON.stringify(reading.place.template);
            const why = `its note names the pr-state-key ${template}, which is not this step's, and nothing that lies there shows that it is a pull request's: if it was the pr-state-key of ${reading.place.directory}, sweep there once with it; else find out who wrote ${note.key}, and delete it`;
            return { kind: 'kept', prNumber, place: (0,place_note .df)(reading), why };
        }
        return await end(run, stack, { ...to, note: { ...note, seen: stored }, found });
    }
    catch (error) {
        return {
            kind: 'kept',
            prNumber,
            place: found === undefined ? note.key : (0,place_note .df)(found),
            why: (0,tolerate .Wr)(error).message,
        };
    }
}
function isOfThisModule({ inputs }, { place }) {
    return (0,marker .jK)(place.directory) === (0,marker .jK)(inputs['working-directory']);
}
async function isOfPullRequest(run, { backend, ...stack }, { place, prod, pr }) {
    if (pr.path === stack.prAddress(place.prNumber).path)
        return true;
    if (place.template === run.inputs['pr-state-key'] || place.template === state_keys .VE)
        return true;
    const prState = await backend.objects.get(pr.path);
    if ((0,snapshot .oT)({ prState, prodBody: undefined, of: (0,state_keys .Gw)(prod) }).kind === 'snapshot')
        return true;
    for (const key of await (0,records .Z)(backend, pr, [])) {
        const stored = await backend.objects.get(key);
        const reading = stored && (0,review_document .w)(stored.body);
        if (reading?.kind !== 'review' || reading.review.prNumber !== place.prNumber)
            continue;
        if ((0,record_judgement .v)(reading.review, { ...run.context, productionKey: prod.path }))
            return true;
    }
    return false;
}
async function end(run, stack, { note, status, isOwnAlone, dryRun, found }) {
    const { prNumber } = note;
    const { place: of, prod, pr } = found;
    const { workspace: name, workspaceKeyPrefix: keyPrefix } = of;
    const backend = await stack.backend.at(of.lock);
    const there = {
        backend,
        prod,
        prAddress: () => pr,
        prPaths: (0,state_keys .Ov)(of.template, of.prodKey, { name, keyPrefix }),
        noted: { directory: isOfThisModule(run, found) ? undefined : of.directory },
    };
    const place = (0,place_note .df)(found);
    const swept = await openSweeper(run, there, { dryRun })(status);
    if (isOwnAlone && swept.kind === 'kept' && swept.why === AT_WORK) {
        run.journal.info(`${place} is left to the run that is at work there.`);
        return undefined;
    }
    if (swept.kind === 'kept')
        return { kind: 'kept', prNumber, place, why: swept.why };
    if (swept.isAllGone)
        await (0,note_place .Pr)(run, stack.backend, note);
    return { kind: 'removed', prNumber, place, removed: swept.removed };
}
;
const OF_NOW_MS = 1000;
async function cleanup(run, operation) {
    const { prNumber } = operation;
    const askedAtMs = run.clock.monotonicMs();
    const [{ stack, pr, turn, places }, first] = await askWhile(run, {
        ask: (asking) => askWhereItStands({ ...run, ...asking }, operation),
        task: async (asked) => {
            const opened = await (0,open_stack .j)(run, { needs: 'backend' });
            const { backend } = opened;
            const address = opened.prAddress(prNumber);
            run.journal.output('state-key', address.path);
            const noted = await (0,note_place .mn)(run, backend, prNumber);
            const me = (0,jobs_run .v)(run, { kind: 'cleanup', commitSha: run.context.commitSha, prNumber });
            const placing = asked.then(() => sortOrNote(run, opened, { noted, prNumber }));
            const taken = await takeTurn(run, { backend, address, key: 'pr', me, before: placing });
            if (taken.kind === 'superseded')
                throw new Error('a cleanup was superseded in the queue, which only plans are');
            return { stack: opened, pr: address, turn: taken.turn, places: await placing };
        },
    });
    const { backend } = stack;
    const { own, elsewhere, isKnown } = places;
    const removed = await removeInTurn(run, {
        ...operation,
        stack,
        pr,
        turn,
        first: { ...first, askedAtMs },
    });
    if (removed.kind === 'skipped')
        return removed;
    const { status, isForApply, keepsReview } = removed.standing;
    const endOthers = async () => {
        if (status === undefined)
            return [];
        return endPlaces(run, stack, { notes: elsewhere, status, isOwnAlone: true, dryRun: false });
    };
    if (removed.kind === 'kept') {
        await endOthers();
        throw removed.why;
    }
    const { deletion, isQueueGone } = removed;
    const isOver = isQueueGone && !(keepsReview && (await (0,records .Z)(backend, pr, [])).length > 0);
    if (isOver && isKnown)
        await (0,note_place .R$)(run, stack, own);
    return {
        kind: 'cleaned',
        address: pr,
        merged: isForApply && run.context.event.kind !== 'workflow-dispatch',
        deletion,
        elsewhere: await endOthers(),
        wait: run.waiting.spent,
    };
}
async function removeInTurn(run, { stack, pr, turn, first, ...operation }) {
    const { backend, prod } = stack;
    const { prNumber } = operation;
    let standing;
    let deletion;
    let isQueueGone = false;
    try {
        run.comments.lookAhead();
        const [looks, early] = await (0,tolerate .gH)((0,delete_review .I5)(backend, { pr, heads: first.kind === 'closed' ? first.heads : [] }), (0,delete_pr_state .S)(backend, pr), (0,wait_for_state_lock .bE)(run, { backend, address: pr, key: 'pr', turn }));
        const hasWaited = run.waiting.spent.waitedMs > 0;
        const isOfNow = !hasWaited && run.clock.monotonicMs() - first.askedAtMs < OF_NOW_MS;
        standing = isOfNow || first.kind === 'open' ? first : await askWhereItStands(run, operation);
        if (standing.kind === 'open') {
            const isByHand = run.context.event.kind === 'workflow-dispatch';
            const what = isByHand ? 'is open' : 'was opened again';
            const unless = isByHand ? ' With `force` its state goes all the same.' : '';
            return { kind: 'skipped', reason: `Pull request #${prNumber} ${what}: nothing was removed.${unless}` };
        }
        const { keepsReview } = standing;
        const reviews = hasWaited ? await (0,delete_review .I5)(backend, { pr, heads: standing.heads }) : looks;
        (0,delete_review .Zx)(run, { pr, looks: reviews });
        const hadProduction = (0,former_productions .YP)(run, stack, { prNumber });
        const look = hasWaited ? undefined : early;
        const state = await (0,delete_pr_state .b)(run, backend, { prod, pr, hadProduction, force: operation.force, look });
        const review = keepsReview ? delete_review .V4 : await (0,delete_review .JX)(run, backend, { prod, looks: reviews });
        deletion = {
            ...state,
            removed: state.removed + review.count,
            versionsLeft: state.versionsLeft || review.versionsLeft,
        };
    }
    catch (error) {
        if (standing?.kind !== 'closed')
            throw error;
        return { kind: 'kept', standing, why: (0,tolerate .Wr)(error) };
    }
    finally {
        if (deletion === undefined)
            await turn.leave();
        else
            isQueueGone = await turn.leaveForGood();
    }
    return { kind: 'removed', standing, deletion, isQueueGone };
}
async function sortOrNote(run, stack, { noted: notes, prNumber }) {
    const { here, elsewhere } = sortNotes(run, stack, notes === 'denied' ? [] : notes);
    if (notes === 'denied')
        return { own: here, elsewhere, isKnown: false };
    return { own: here.length === 0 ? await notePlaceAnew(run, stack, prNumber) : here, elsewhere, isKnown: true };
}
async function notePlaceAnew(run, stack, prNumber) {
    await (0,note_place .Qd)(run, stack, prNumber);
    return (0,note_place .iK)(run, stack, prNumber);
}
async function askWhereItStands(run, { prNumber, merged, force }) {
    const closed = (status) => ({
        kind: 'closed',
        status,
        isForApply: status.isMerged && (status.merged === undefined || status.merged.branch === (0,jobs_run .d)(run)),
        keepsReview: status.isMerged,
        heads: [status.headSha],
    });
    if (run.context.event.kind !== 'workflow-dispatch') {
        const status = await askIfClosed(run, prNumber);
        if (!status.closed)
            return { kind: 'open' };
        return closed(status);
    }
    if (force)
        return { kind: 'closed', status: undefined, isForApply: merged, keepsReview: merged, heads: [] };
    return (0,tolerate .j9)(run.journal, {
        what: 'GitHub did not say whether it was merged, so its review is kept',
        task: async () => {
            const [status] = await run.pullRequests.findStatuses([prNumber]);
            if (status === undefined) {
                return { kind: 'closed', status: undefined, isForApply: false, keepsReview: false, heads: [] };
            }
            const settled = status.closed ? status : await askIfClosed(run, prNumber);
            if (!settled.closed)
                return { kind: 'open' };
            return closed(settled);
        },
        otherwise: { kind: 'closed', status: undefined, isForApply: true, keepsReview: true, heads: [] },
    });
}
var doctor_finding = __webpack_require__(319);
var state_pattern = __webpack_require__(6412);
;
function canTellApart({ production, pulls, pullsPrefix }) {
    const [key = ''] = production;
    const pattern = new RegExp(`^${pulls.split('*').map(state_pattern .M).join('.*')}$`);
    return pullsPrefix !== '' && !pullsPrefix.endsWith('/') && !pattern.test(key) && !pulls.startsWith(`${key}.`);
}
function describePolicies(subject) {
    return { plan: policy(planStatements(subject)), apply: policy(applyStatements(subject)) };
}
function policy(statements) {
    return { Version: '2012-10-17', Statement: statements.filter((statement) => statement !== undefined) };
}
function planStatements(of) {
    const { bucketArn, lockfile, queue, states, companions } = describe(of);
    const { production, pulls } = of;
    return [
        allow('FindWhatIsThere', 's3:ListBucket', bucketArn),
        allow('ReadProduction', 's3:GetObject', states(production, ['', ...lockfile, QUEUE_BESIDE])),
        allow('KeepPullRequests', ['s3:GetObject', 's3:PutObject'], states([pulls], ['', '.*review.json', '.backup-*', ...lockfile, ...queue])),
        allow('ReadDeletedStatesOfPullRequests', 's3:GetObjectVersion', states([pulls], [''])),
        lockfile.length + queue.length === 0
            ? undefined
            : allow('GiveBackLocksOfPullRequests', 's3:DeleteObject', states([pulls], [...lockfile, ...queue])),
        {
            ...allow('FindVersionsOfPullRequests', 's3:ListBucketVersions', bucketArn),
            Condition: { StringLike: { 's3:prefix': [of.pullsPrefix, ...names([pulls], companions)] } },
        },
        allow('DeleteVersionsOfPullRequests', 's3:DeleteObjectVersion', states([pulls], companions)),
        allow('KeepNotesOfPlaces', ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion'], `${bucketArn}/${NOTES}`),
        {
            ...allow('FindNotesOfPlaces', 's3:ListBucketVersions', bucketArn),
            Condition: { StringLike: { 's3:prefix': [NOTES] } },
        },
        ...itemsOf(of, [
            ['ReadItemsOfProduction', 'dynamodb:GetItem', names(production, ITEMS)],
            [
                'KeepItemsOfPullRequests',
                ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
                names([pulls], ITEMS),
            ],
        ]),
        lookAtTheTable(of),
        of.tableArn === undefined
            ? undefined
            : {
                Sid: 'NeverWriteItemsOfProduction',
                Effect: 'Deny',
                NotAction: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
                Resource: of.tableArn,
                Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': inBucket(of, names(production, ITEMS)) } },
            },
        useTheKey(of),
        allow('LookAtTheBucket', 's3:GetBucketVersioning', bucketArn),
        {
            Sid: 'NeverWriteProduction',
            Effect: 'Deny',
            NotAction: ['s3:Get*', 's3:List*'],
            Resource: states(production, ['', '.*']),
        },
    ];
}
function applyStatements(of) {
    const { bucketArn, lockfile, queue, states, companions } = describe(of);
    const { production, pulls } = of;
    const hasTable = of.tableArn !== undefined;
    return [
        allow('FindWhatIsThere', 's3:ListBucket', bucketArn),
        allow('KeepProduction', ['s3:GetObject', 's3:PutObject'], states(production, ['', '.errored-*', ...lockfile, QUEUE_BESIDE])),
        lockfile.length === 0
            ? undefined
            : allow('GiveBackLocksOfProduction', 's3:DeleteObject', states(production, lockfile)),
        {
            ...allow('FindVersionsOfRescuedStates', 's3:ListBucketVersions', bucketArn),
            Condition: { StringLike: { 's3:prefix': names(production, ['.errored-*']) } },
        },
        allow('DeleteVersionsOfRescuedStates', 's3:DeleteObjectVersion', states(production, ['.errored-*'])),
        allow('ReadPullRequests', 's3:GetObject', states([pulls], companions)),
        allow('ReadEarlierReviews', 's3:GetObjectVersion', states([pulls], ['.*review.json'])),
        queue.length === 0 ? undefined : allow('DeleteQueuesOfPullRequests', 's3:DeleteObject', states([pulls], queue)),
        {
            ...allow('FindVersionsOfPullRequests', 's3:ListBucketVersions', bucketArn),
            Condition: { StringLike: { 's3:prefix': [...names([pulls], companions), NOTES] } },
        },
        allow('DeleteVersionsOfPullRequests', 's3:DeleteObjectVersion', [
            ...states([pulls], companions),
            `${bucketArn}/${NOTES}`,
        ]),
        hasTable
            ? {
                ...allow('FindVersionsOfProduction', 's3:ListBucketVersions', bucketArn),
                Condition: { StringLike: { 's3:prefix': production } },
            }
            : undefined,
        hasTable ? allow('ReadVersionsOfProduction', 's3:GetObjectVersion', states(production, [''])) : undefined,
        ...itemsOf(of, [
            ['KeepItemsOfProduction', ['dynamodb:GetItem', 'dynamodb:PutItem'], names(production, ITEMS)],
            ['GiveBackLockItemsOfProduction', 'dynamodb:DeleteItem', names(production, [''])],
            ['ReadItemsOfPullRequests', 'dynamodb:GetItem', names([pulls], ITEMS)],
            ['DeleteItemsOfPullRequests', 'dynamodb:DeleteItem', names([pulls], ['-md5', '#lockstep'])],
        ]),
        lookAtTheTable(of),
        useTheKey(of),
        allow('LookAtTheBucket', 's3:GetBucketVersioning', bucketArn),
    ];
}
const QUEUE_BESIDE = '.lockstep.json';
const ITEMS = ['', '-md5', '#lockstep'];
const NOTES = `${place_note .oy}*`;
function describe(of) {
    const bucketArn = `arn:${of.partition}:s3:::${of.bucket}`;
    const lockfile = of.useLockfile ? ['.tflock'] : [];
    const queue = of.tableArn === undefined ? [QUEUE_BESIDE] : [];
    return {
        bucketArn,
        lockfile,
        queue,
        companions: ['', '.*review.json', ...lockfile, ...queue],
        states: (keys, suffixes) => names(keys, suffixes).map((name) => `${bucketArn}/${name}`),
    };
}
function names(keys, suffixes) {
    return keys.flatMap((key) => suffixes.map((suffix) => key + suffix));
}
function inBucket({ bucket }, keys) {
    return keys.map((key) => `${bucket}/${key}`);
}
function allow(Sid, Action, Resource) {
    return { Sid, Effect: 'Allow', Action, Resource };
}
function itemsOf(of, statements) {
    const { tableArn } = of;
    if (tableArn === undefined)
        return [];
    return statements.map(([sid, action, keys]) => ({
        ...allow(sid, action, tableArn),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': inBucket(of, keys) } },
    }));
}
function lookAtTheTable({ tableArn }) {
    return tableArn === undefined
        ? undefined
        : allow('LookAtTheTable', ['dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'], tableArn);
}
function useTheKey({ kmsKeyArn }) {
    if (kmsKeyArn === undefined)
        return undefined;
    return {
        ...allow('UseTheKey', ['kms:Decrypt', 'kms:GenerateDataKey'], kmsKeyArn),
        Condition: { StringLike: { 'kms:ViaService': ['s3.*'] } },
    };
}
;
const CONDITIONS = 'conditional writes';
const QUEUE = 'queue of a pull request';
const store_fault_ITEMS = 'items of pull requests';
const VERSIONS = 'versions of the keys of pull requests';
const WHAT = {
    lockfile: CONDITIONS,
    state: CONDITIONS,
    queue: QUEUE,
    'lock-item': store_fault_ITEMS,
    'queue-item': QUEUE,
    'digest-item': store_fault_ITEMS,
};
const WHAT_OF_FAULT = {
    'loses-metadata': 'metadata of objects',
    'hides-versions': VERSIONS,
    'version-stays': VERSIONS,
};
function describeStoreFault({ fault, place, useLockfile }) {
    const isItem = place.endsWith('-item');
    const isGrave = !HARMLESS.has(fault) && (place !== 'state' || useLockfile);
    return {
        what: WHAT_OF_FAULT[fault] ?? WHAT[place],
        verdict: isGrave ? 'wrong' : 'warning',
        found: (isItem ? FOUND_IN_TABLES : FOUND)[fault],
        why: whyOf(fault, place),
        mend: isItem ? TABLE_MEND : (MEND[fault] ?? MEND_OF_ALL),
    };
}
const HARMLESS = new Set([
    'tells-another-tag',
    'loses-metadata',
    'hides-versions',
    'version-stays',
]);
const FOUND = {
    'refuses-create': 'the store refuses If-None-Match: * where nothing lies',
    'ignores-if-none-match': 'the store ignores If-None-Match: what may only be created is written over what lies there',
    'creates-twice': 'of several that create the same object at once with If-None-Match: * more than one is told that it did',
    'refuses-create-after-delete': 'the store refuses If-None-Match: * where an object was deleted, as if its delete marker were an object',
    'refuses-if-match': 'the store refuses If-Match with the very ETag that it names',
    'ignores-if-match': 'the store ignores If-Match on a write: what has changed since is written over',
    'replaces-twice': 'of several that write with the same If-Match at once more than one is told that it did',
    'names-two-alike': 'the store gives two contents of an object one ETag',
    'tells-another-tag': 'the store answers a write with another ETag than it gives whoever reads',
    'reads-late': 'what was written is not what is read right after it',
    'refuses-delete': 'the store refuses to delete with If-Match and the very ETag that it names',
    'ignores-if-match-on-delete': 'the store ignores If-Match on DELETE: what has changed since is deleted',
    'survives-delete': 'an object that was deleted can still be read',
    'loses-metadata': 'the store does not keep the metadata of an object',
    'hides-versions': 'the store names a version of what was written, and lists none',
    'version-stays': 'versions that were deleted by their IDs are still listed',
};
const FOUND_IN_TABLES = {
    ...FOUND,
    'refuses-create': 'the table refuses attribute_not_exists where there is no item',
    'ignores-if-none-match': 'the table ignores the condition attribute_not_exists: what may only be created is written over what is there',
    'creates-twice': 'of several that create the same item at once with attribute_not_exists more than one is told that it did',
    'refuses-create-after-delete': 'the table refuses attribute_not_exists where an item was deleted',
    'refuses-if-match': 'the table refuses a write on condition of the very value that it holds',
    'ignores-if-match': 'the table ignores the condition of a write: what has changed since is written over',
    'replaces-twice': 'of several that write on the same condition at once more than one is told that it did',
    'refuses-delete': 'the table refuses to delete on condition of the very value that it holds',
    'ignores-if-match-on-delete': 'the table ignores the condition of a deletion: what has changed since is deleted',
    'survives-delete': 'an item that was deleted can still be read',
};
const FOLLOWS = {
    'refuses-create': 'never',
    'ignores-if-none-match': 'both-hold',
    'creates-twice': 'both-hold',
    'refuses-create-after-delete': 'never-again',
    'refuses-if-match': 'never',
    'ignores-if-match': 'lost',
    'replaces-twice': 'lost',
    'names-two-alike': 'lost',
    'tells-another-tag': 'stays',
    'reads-late': 'both-hold',
    'refuses-delete': 'stays',
    'ignores-if-match-on-delete': 'unlocked',
    'survives-delete': 'stays',
    'loses-metadata': 'in-use',
    'hides-versions': 'secrets',
    'version-stays': 'secrets',
};
const SECRETS = 'A cleanup leaves earlier versions, and the secrets in them, behind.';
const WHY = {
    lock: {
        'both-hold': 'Two runs would each believe that they hold the state lock.',
        'never-again': 'The lock of a state can be taken once and never again: every later apply waits until it gives up.',
        never: 'No run can take a state lock.',
        lost: 'What one run has written, another one writes over without knowing of it.',
        unlocked: 'A run that gives its lock back, or clears that of a dead one, could delete the lock of a live one.',
        stays: 'A lock is never given back: every later apply waits until it gives up.',
        secrets: SECRETS,
        'in-use': SECRETS,
    },
    queue: {
        'both-hold': 'Two runs would each believe that it is their turn.',
        'never-again': 'Nobody can queue on a key again whose queue was deleted.',
        never: 'No run can take a turn.',
        lost: 'A run that queues could write another one out of the queue, so that two believe that it is their turn.',
        unlocked: 'The last run to leave a queue could delete it together with those who have just come.',
        stays: 'A queue is never given up, and cleanups leave it behind.',
        secrets: SECRETS,
        'in-use': SECRETS,
    },
    state: {
        'both-hold': 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
        'never-again': 'A pull request that was reopened could not be planned.',
        never: 'No pull request can be planned.',
        lost: 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
        unlocked: 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
        stays: 'A cleanup leaves the copy of production, and the secrets in it, behind.',
        secrets: SECRETS,
        'in-use': 'A copy of production cannot be told from a state that somebody applied on: one with something that production has destroyed since is not planned on, and no cleanup deletes it.',
    },
};
function whyOf(fault, place) {
    if (place === 'digest-item')
        return 'A digest could belong to another state, which Terraform then refuses.';
    const use = place === 'state' ? 'state' : place === 'queue' || place === 'queue-item' ? 'queue' : 'lock';
    return WHY[use][FOLLOWS[fault]];
}
const MEND_OF_ALL = 'Keep states in a store that does this as S3 does: docs/stores.md names those that were run.';
const TABLE_MEND = 'Use a table that keeps to conditions, as DynamoDB does, or use_lockfile in the place of dynamodb_table.';
const MEND = {
    'refuses-create-after-delete': 'Use another store, another version of this one, or a bucket whose versions were never switched on: docs/stores.md names those that were run.',
    'hides-versions': 'Delete earlier versions by a rule of the store, or use another store: docs/stores.md names those that were run.',
    'version-stays': 'Delete earlier versions by a rule of the store, or use another store: docs/stores.md names those that were run. What this look has left is there, too.',
};
;
async function examine({ what, why, ifDenied = 'wrong', mend = '' }, look) {
    try {
        return [await look()].flat();
    }
    catch (error) {
        if (error instanceof domain_failure .Lw)
            return [{ what, verdict: 'wrong', found: error.message, why, mend: '' }];
        if (!(error instanceof stack_backend .Y))
            throw error;
        const { isDenied, message: found } = error;
        return [{ what, verdict: isDenied ? ifDenied : 'wrong', found, why, mend: isDenied ? '' : mend, isDenied }];
    }
}
;
const NO_VERSIONS = 'A state that is overwritten or deleted cannot be had again, and a recovery has to copy it before it clears a lock.';
async function examineBucket(backend, prod) {
    return [
        ...(await examine({ what: 'versions of the bucket', why: NO_VERSIONS, ifDenied: 'not-checked' }, () => examineVersions(backend, prod.bucket))),
        ...(await examine({ what: "production's state", why: 'Nothing can be planned without it.' }, async () => {
            const state = await backend.objects.get(prod.path);
            if (state === undefined)
                return (0,doctor_finding .uw)("production's state", 'there is none yet, and the role may see that');
            if (state.body.length === 0)
                return (0,doctor_finding .uw)("production's state", 'there is none yet: the object has no bytes');
            const content = (0,state_state .Bu)(state.body);
            if (content.kind === 'plain')
                return (0,doctor_finding .uw)("production's state", `readable, serial ${content.serial}`);
            return {
                what: "production's state",
                verdict: 'warning',
                found: 'no state in plain JSON',
                why: 'Encrypted by OpenTofu, nothing in it can be compared; if it is not encrypted, it is broken.',
                mend: '',
            };
        })),
    ];
}
async function examineVersions(backend, bucket) {
    const what = 'versions of the bucket';
    const versioning = await backend.probes.versioning();
    if (versioning === 'enabled')
        return (0,doctor_finding .uw)(what, 'kept');
    const found = versioning === 'off' ? 'not kept' : 'no longer kept (suspended)';
    const command = `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`;
    return { what, verdict: 'warning', found, why: NO_VERSIONS, mend: 'Switch them on:', command };
}
;
async function examineGitHub({ context, githubProbes, }) {
    return [
        await examinePermission('actions: read', {
            ifNot: 'warning',
            why: 'Nobody can tell whether a run that is waited for is still alive, so that a dead one is waited for until the deadline.',
            ask: () => githubProbes.readRun(context),
        }),
        await examinePermission('contents: read', {
            ifNot: 'wrong',
            why: 'An apply that cannot tell the order of commits is refused.',
            ask: () => githubProbes.compareCommits(context.commitSha),
        }),
        await examinePermission('pull-requests: read', {
            ifNot: 'wrong',
            why: 'What was reviewed cannot be told from what was not, and applies are refused.',
            ask: () => githubProbes.readPullRequests(),
        }),
    ];
}
async function examinePermission(permission, { ifNot, why, ask }) {
    try {
        await ask();
        return (0,doctor_finding .uw)(permission, 'GitHub answers');
    }
    catch (error) {
        const found = `GitHub does not answer: ${(0,tolerate .Wr)(error).message}`;
        const mend = `Give the job ${permission} under permissions, and token the job's own.`;
        return { what: permission, verdict: ifNot, found, why, mend, isOfGitHub: true };
    }
}
;
const AT_ONCE = 4;
async function findStoreFaults(place, newBody) {
    const first = await examineCreation(place, newBody);
    if (first.tag === undefined)
        return first.faults;
    const replaced = await examineReplacement(place, { newBody, tag: first.tag });
    const deleted = await examineDeletion(place, { newBody, stale: first.tag });
    return [...new Set([...first.faults, ...replaced, ...deleted])];
}
async function examineCreation(place, newBody) {
    const bodies = Array.from({ length: AT_ONCE }, newBody);
    const created = await Promise.all(bodies.map((body) => place.create(body)));
    const found = await place.read();
    const winners = created.filter(Boolean).length;
    if (found === undefined)
        return { faults: [winners === 0 ? 'refuses-create' : 'reads-late'], tag: undefined };
    const faults = winners <= 1 && !bodies.includes(found.body) ? ['reads-late'] : [];
    if (await place.create(newBody()))
        faults.push('ignores-if-none-match');
    else if (winners > 1)
        faults.push('creates-twice');
    return { faults, tag: found.tag };
}
async function examineReplacement(place, { newBody, tag }) {
    const { replace } = place;
    if (replace === undefined)
        return [];
    const before = await place.read();
    if (before === undefined)
        return ['reads-late'];
    const body = newBody();
    const isReplaced = await replace(body, before.tag);
    const after = await place.read();
    if (after?.body !== body)
        return [isReplaced ? 'reads-late' : 'refuses-if-match'];
    if (after.tag === before.tag)
        return ['names-two-alike'];
    if (await replace(newBody(), tag))
        return ['ignores-if-match'];
    const atOnce = await Promise.all(Array.from({ length: AT_ONCE }, () => replace(newBody(), after.tag)));
    return atOnce.filter(Boolean).length > 1 ? ['replaces-twice'] : [];
}
async function examineDeletion(place, { newBody, stale }) {
    if (place.delete === undefined)
        return [];
    const faults = [];
    const before = await place.read();
    if (before === undefined)
        return ['reads-late'];
    if (before.tag !== stale && (await place.delete(stale)))
        faults.push('ignores-if-match-on-delete');
    const now = await place.read();
    if (now !== undefined) {
        const isDeleted = await place.delete(now.tag);
        if ((await place.read()) !== undefined)
            return [...faults, isDeleted ? 'survives-delete' : 'refuses-delete'];
    }
    if (!(await place.create(newBody()))) {
        if ((await place.read()) === undefined)
            faults.push('refuses-create-after-delete');
    }
    const again = await place.read();
    if (again !== undefined)
        await place.delete(again.tag);
    if (place.replace !== undefined && (await place.replace(newBody(), before.tag)))
        faults.push('ignores-if-match');
    return faults;
}
;
async function examineItems(run, backend, address) {
    const { locks, digests, settings } = backend;
    if (locks.kind.table === undefined)
        return [];
    const itemLocks = locks.kind.lockfile ? await locks.at({ lockfile: false, table: locks.kind.table }) : locks;
    const digest = () => run.chance.id().replaceAll('-', '');
    const tries = [
        ['lock-item', openLockItem(run, itemLocks, address), () => run.chance.id()],
        ['digest-item', openDigestItem(digests, address), digest],
    ];
    const findings = [];
    for (const [place, item, newBody] of tries) {
        const why = place === 'lock-item' ? 'No state can be locked.' : 'No pull request can be planned.';
        findings.push(...(await examine({ what: store_fault_ITEMS, why, mend: TABLE_MEND }, async () => {
            try {
                const faults = await findStoreFaults(item, newBody);
                return faults.map((fault) => describeStoreFault({ fault, place, useLockfile: settings.useLockfile }));
            }
            finally {
                const left = await item.read();
                if (left !== undefined)
                    await item.delete?.(left.tag);
            }
        })));
    }
    return findings.length === 0 ? [(0,doctor_finding .uw)(store_fault_ITEMS, 'can be written, read and deleted')] : findings;
}
function openLockItem(run, locks, address) {
    return {
        create: async (lockId) => {
            const lock = (0,take_state_lock .V)(run, { address, lockId, operation: 'plan' });
            return (await locks.take(address, lock)).kind === 'taken';
        },
        read: async () => {
            const reading = await locks.read(address);
            if (reading.kind === 'free')
                return undefined;
            const id = reading.kind === 'held' ? reading.lock.id : '';
            return { body: id, tag: id };
        },
        replace: undefined,
        delete: async (lockId) => (await locks.giveBack(address, lockId)).kind === 'released',
    };
}
function openDigestItem(digests, address) {
    return {
        create: (digest) => digests.put(address, digest),
        read: async () => {
            const digest = await digests.get(address);
            return digest === undefined ? undefined : { body: digest, tag: digest };
        },
        replace: (digest, seen) => digests.replace(address, digest, seen),
        delete: (seen) => digests.delete(address, seen),
    };
}
;
async function examineQueue(run, backend, address) {
    const { useLockfile, lockTable } = backend.settings;
    const place = lockTable === undefined ? 'queue' : 'queue-item';
    const mend = lockTable === undefined ? MEND_OF_ALL : TABLE_MEND;
    return examine({ what: QUEUE, why: 'No pull request can be planned.', mend }, async () => {
        const store = backend.turns(address, 'pr');
        const body = () => JSON.stringify({ version: 1, nextSequence: 1, tickets: [], departed: [], writeId: run.chance.id() });
        let faults;
        try {
            faults = [...(await findOtherTag(store, body)), ...(await findStoreFaults(openPlace(store), body))];
        }
        finally {
            await takeAway(backend, store, address);
        }
        if (faults.length === 0)
            return (0,doctor_finding .uw)(QUEUE, 'runs can take turns');
        return faults.map((fault) => describeStoreFault({ fault, place, useLockfile }));
    });
}
async function findOtherTag(store, body) {
    const written = body();
    const put = await store.put(written, undefined);
    const found = await store.get();
    if (found === undefined)
        return [];
    await store.delete(found.version);
    return put.kind === 'stored' && found.body === written && found.version !== put.version ? ['tells-another-tag'] : [];
}
function openPlace(store) {
    return {
        create: async (body) => (await store.put(body, undefined)).kind === 'stored',
        read: async () => {
            const found = await store.get();
            return found && { body: found.body, tag: found.version };
        },
        replace: async (body, tag) => (await store.put(body, tag)).kind === 'stored',
        delete: (tag) => store.delete(tag),
    };
}
async function takeAway({ objects, settings }, store, address) {
    if (settings.lockTable !== undefined) {
        const left = await store.get();
        if (left !== undefined)
            await store.delete(left.version);
        return;
    }
    const key = (0,state_keys .mc)(address);
    const versions = await objects.listVersions(key);
    const current = await objects.get(key);
    await objects.remove({ key, versions, current });
}
;
const KEYS = 'keys of pull requests';
async function examineKeys(run, backend, { address, tableWorks }) {
    const { useLockfile } = backend.settings;
    const keys = [
        ...(useLockfile ? [[(0,state_keys .pN)(address), 'lockfile']] : []),
        [address.path, 'state'],
        [(0,state_keys .SA)(address, run.context.commitSha), 'state'],
    ];
    const findings = [];
    const why = 'No pull request can be planned.';
    for (const [key, place] of keys) {
        const ofKey = await examine({ what: KEYS, why, mend: MEND_OF_ALL }, () => examineKey(run, backend, { key, place }));
        findings.push(...ofKey.filter(isNew(findings)));
    }
    if (tableWorks) {
        findings.push(...(await examineQueue(run, backend, address)), ...(await examineItems(run, backend, address)));
    }
    return findings.filter(isStillTrue(findings));
}
function isNew(told) {
    return ({ what, found }) => !told.some((other) => other.what === what && other.found === found);
}
function isStillTrue(all) {
    return ({ what, verdict }) => verdict !== 'good' || all.every((other) => other.what !== what || other.verdict === 'good');
}
async function examineKey(run, { objects, settings }, { key, place }) {
    const seen = await tried(findStoreFaults(openKey(objects, key, place), () => newBody(run)));
    const away = await tried(examine_keys_takeAway(objects, key, place));
    const trouble = seen.trouble ?? away.trouble;
    if (trouble !== undefined)
        throw trouble;
    const faults = [...new Set([...(seen.result ?? []), ...(away.result?.faults ?? [])])];
    const { useLockfile } = settings;
    const told = faults.map((fault) => describeStoreFault({ fault, place, useLockfile }));
    const areKept = told.every(({ what }) => what !== CONDITIONS);
    return [
        ...(areKept ? [(0,doctor_finding .uw)(CONDITIONS, 'the store keeps to If-None-Match and If-Match')] : []),
        ...told,
        away.result?.versionsLeft === true ? VERSIONS_LEFT : (0,doctor_finding .uw)(KEYS, WELL),
    ];
}
const WELL = 'states, reviews and what lies beside them can be written, read and deleted';
const VERSIONS_LEFT = {
    what: VERSIONS,
    verdict: 'warning',
    found: 'the role may not list or delete them (s3:ListBucketVersions, s3:DeleteObjectVersion)',
    why: 'A cleanup leaves earlier versions, and the secrets in them, behind.',
    mend: 'Grant s3:ListBucketVersions and s3:DeleteObjectVersion on these keys.',
};
const STALE = taggedAs('"00000000000000000000000000000000"');
function taggedAs(etag) {
    return { body: new Uint8Array(), metadata: {}, versionId: state_removal .d, etag };
}
const METADATA = { 'lockstep-doctor': 'kept' };
function openKey(objects, key, place) {
    const write = (body, expected) => objects.put(key, { body: new TextEncoder().encode(body), metadata: METADATA }, expected);
    return {
        create: (body) => write(body, undefined),
        read: async () => {
            const found = await objects.get(key);
            return found && { body: new TextDecoder().decode(found.body), tag: found.etag };
        },
        replace: (body, tag) => write(body, taggedAs(tag)),
        delete: place === 'lockfile' ? (tag) => objects.delete(key, taggedAs(tag)) : undefined,
    };
}
async function examine_keys_takeAway(objects, key, place) {
    const listed = await tried(objects.listVersions(key));
    const versions = listed.result ?? 'denied';
    const current = await objects.get(key);
    const faults = [];
    if (place === 'state' && current !== undefined && current.metadata['lockstep-doctor'] !== 'kept') {
        faults.push('loses-metadata');
    }
    if (current !== undefined && current.versionId !== state_removal .d && versions !== 'denied') {
        if (versions.every(({ versionId }) => versionId !== current.versionId))
            faults.push('hides-versions');
    }
    const removal = await objects.remove({ key, versions, current });
    if (listed.trouble !== undefined)
        throw listed.trouble;
    if (removal.kind === 'changed') {
        const isNamed = current !== undefined && current.versionId !== state_removal .d;
        return { faults: [...faults, isNamed ? 'version-stays' : 'survives-delete'], versionsLeft: false };
    }
    if (!removal.versionsLeft && versions !== 'denied') {
        const left = await objects.listVersions(key);
        if (left !== 'denied' && left.length > 0)
            faults.push('version-stays');
    }
    return { faults, versionsLeft: removal.versionsLeft };
}
async function tried(trying) {
    try {
        return { result: await trying };
    }
    catch (error) {
        return { trouble: (0,tolerate .Wr)(error) };
    }
}
function newBody({ chance }) {
    return JSON.stringify({ doctor: chance.id() });
}
;
async function examineProduction(run, { backend, prod }) {
    const findings = [];
    try {
        await (0,read_prod_state .n)(run, backend, prod);
    }
    catch (error) {
        findings.push({
            what: "production's state",
            verdict: 'wrong',
            found: (0,tolerate .Wr)(error).message,
            why: 'What cannot be read, or does not belong to its digest, is not planned on; an apply repairs a digest when it is known what happened.',
            mend: 'docs/runbook.md tells how to find out whether a state or its digest is right.',
        });
    }
    const queue = await readQueue(run, { backend, prod });
    if (typeof queue === 'object' && queue.frozen !== undefined) {
        findings.push({
            ...{
                what: "production's queue",
                verdict: 'warning',
                found: `frozen since ${queue.frozen.at}, by ${queue.frozen.runUrl}`,
            },
            why: 'An apply could not save its state, and no other one goes over it.',
            mend: "Put that state in its place, as the run's comment says.",
        });
    }
    else if (typeof queue === 'string') {
        findings.push({
            what: "production's queue",
            verdict: 'warning',
            found: queue,
            why: 'A role that plans need not read it; applies are served in no order without it.',
            mend: '',
        });
    }
    const lock = await readLock(backend, prod);
    if (lock !== undefined && lock.kind !== 'free') {
        findings.push({
            ...{
                what: "production's lock",
                verdict: 'warning',
                found: lock.kind === 'held'
                    ? `held by ${lock.lock.who}, ${lock.lock.operation}`
                    : 'held by a record that cannot be read',
            },
            why: 'Applies wait for it.',
            mend: 'Whether its holder lives is what the comment of a run that waits for it says.',
        });
    }
    return findings;
}
async function readLock({ locks }, prod) {
    try {
        return await locks.read(prod);
    }
    catch (error) {
        (0,tolerate .Wr)(error);
        return undefined;
    }
}
async function readQueue(run, { backend, prod }) {
    try {
        return await new turn_queue .R(backend.turns(prod, 'prod'), run.clock, run.chance).read();
    }
    catch (error) {
        return (0,tolerate .Wr)(error).message;
    }
}
async function findDeniedWrites({ backend, prod }, { tryObjects, tryItems }) {
    const { objects, probes, settings } = backend;
    const all = [
        prod.path,
        ...(settings.useLockfile ? [(0,state_keys .pN)(prod)] : []),
        ...(settings.lockTable === undefined ? [(0,state_keys .mc)(prod)] : []),
    ];
    const keys = tryObjects ? all : [];
    const items = settings.lockTable === undefined || !tryItems ? [] : [(0,state_keys .Gw)(prod), (0,state_keys .TQ)(prod), (0,state_keys .cN)(prod)];
    const denied = [];
    for (const key of keys) {
        if (await isPutDenied(objects, key))
            denied.push(`s3:PutObject on ${prod.bucket}/${key}`);
    }
    for (const id of items) {
        if (!(await probes.mayPutItem(id)))
            denied.push(`dynamodb:PutItem on ${settings.lockTable ?? ''}, item ${id}`);
    }
    const pointer = settings.lockTable === undefined || !tryObjects ? undefined : (0,state_keys .mc)(prod);
    const pointerDenied = pointer !== undefined && (await isPutDenied(objects, pointer)) ? pointer : undefined;
    return { denied, tried: keys.length + items.length, pointerDenied };
}
async function isPutDenied(objects, key) {
    try {
        await objects.put(key, { body: new Uint8Array(), metadata: {} }, STALE);
        return false;
    }
    catch (error) {
        if (!(error instanceof stack_backend .Y && error.isDenied))
            throw error;
        return true;
    }
}
function examinePointer(writes) {
    if (writes.pointerDenied === undefined || writes.denied.length > 0)
        return [];
    return [
        {
            ...{
                what: "production's queue",
                verdict: 'warning',
                found: `the role may not write ${writes.pointerDenied}, which names the table where the queue lies`,
            },
            why: 'A commit that changes the kind of the lock does not find the queue: its apply and an older one go on at once.',
            mend: `Grant s3:GetObject and s3:PutObject on ${writes.pointerDenied}.`,
        },
    ];
}
function describeRole({ denied, tried }) {
    if (denied.length === 0)
        return (0,doctor_finding .uw)('role', 'it may write production, as an apply does');
    if (denied.length === tried) {
        return {
            what: 'role',
            verdict: 'warning',
            found: 'it may not write production',
            why: 'Right for the role that plans.',
            mend: 'Let a doctor look with the role that applies, too.',
        };
    }
    return {
        ...{
            what: 'role',
            verdict: 'wrong',
            found: `it may do a part of what an apply does, and not ${denied.join(', ')}`,
        },
        why: 'An apply with it would fail half-way.',
        mend: 'Grant the rest, or none of it; the policies below say what there is.',
    };
}
;
const examine_table_WHAT = 'lock table';
const examine_table_WHY = 'Without it no state can be locked, and nothing is planned or applied.';
async function examineTable(backend) {
    const { lockTable } = backend.settings;
    if (lockTable === undefined)
        return { findings: [], arn: undefined };
    let arn;
    const findings = await examine({ what: examine_table_WHAT, why: examine_table_WHY, ifDenied: 'not-checked' }, async () => {
        const table = await backend.probes.describeTable();
        if (table === undefined)
            return findMissing(backend, lockTable);
        ({ arn } = table);
        const keys = table.keys.map(({ name, type }) => `${name} (${type})`).join(', ');
        if (keys === 'LockID (S)')
            return (0,doctor_finding .uw)(examine_table_WHAT, `${lockTable} has the key LockID`);
        return {
            ...{
                what: examine_table_WHAT,
                verdict: 'wrong',
                found: `the key of ${lockTable} is ${keys}, and not LockID of type S alone`,
            },
            why: 'Terraform keeps its locks under LockID, and cannot write any here.',
            mend: 'The key of a table cannot be changed. Set dynamodb_table to another one:',
            command: createTable('OTHER_NAME'),
        };
    });
    const ttl = arn === undefined ? [] : await examineTtl(backend, lockTable);
    return { findings: [...findings, ...ttl], arn };
}
async function findMissing(backend, lockTable) {
    const { probes, settings } = backend;
    const missing = { what: examine_table_WHAT, verdict: 'wrong', why: examine_table_WHY };
    const region = settings.connection.region ?? 'the region of the backend';
    try {
        const account = await probes.account();
        if (!(await probes.isBucketOf(account))) {
            return {
                ...missing,
                found: `there is no table ${lockTable} in ${region} of the account ${account}, and the bucket ${settings.bucket} belongs to another account`,
                mend: 'Terraform looks for the table in the account of the credentials. Assume a role of the other account (assume_role in the backend block), or make the table in this one:',
                command: createTable(lockTable),
            };
        }
        return {
            ...missing,
            found: `there is no table ${lockTable} in ${region} of the account ${account}`,
            mend: 'Correct dynamodb_table or region in the backend block, or make it:',
            command: createTable(lockTable),
        };
    }
    catch (error) {
        if (!(error instanceof stack_backend .Y))
            throw error;
        return {
            ...missing,
            found: `there is no table ${lockTable} in ${region} of the account of these credentials`,
            mend: 'Correct dynamodb_table or region in the backend block, or make it:',
            command: createTable(lockTable),
        };
    }
}
async function examineTtl(backend, lockTable) {
    const what = 'expiry of items';
    const why = 'A lock, a digest or a queue that disappears by itself lets two applies run at once.';
    return examine({ what, why, ifDenied: 'not-checked' }, async () => {
        const attribute = await backend.probes.timeToLive();
        if (attribute === undefined)
            return (0,doctor_finding .uw)(what, 'none');
        return {
            ...{
                what,
                verdict: 'warning',
                found: `items of ${lockTable} expire by their attribute ${attribute}`,
                why,
            },
            mend: 'Switch it off:',
            command: `aws dynamodb update-time-to-live --table-name ${lockTable} --time-to-live-specification Enabled=false,AttributeName=${attribute}`,
        };
    });
}
function createTable(name) {
    return `aws dynamodb create-table --table-name ${name} --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH`;
}
;
async function doctor(run) {
    const findings = [];
    const stack = await openOrTell(run, findings);
    if (stack === undefined)
        throw new doctor_finding .DX(findings, undefined);
    const { backend, prod } = stack;
    run.journal.output('state-key', prod.path);
    const { lockTable, useLockfile } = backend.settings;
    const locks = [lockTable === undefined ? '' : `the table ${lockTable}`, useLockfile ? 'a lockfile' : ''];
    findings.push((0,doctor_finding .uw)('backend', `state ${(0,state_keys .Gw)(prod)}, locks in ${locks.filter((part) => part !== '').join(' and ')}`));
    findings.push(...(await examineBucket(backend, prod)), ...(await examineProduction(run, stack)));
    const table = await examineTable(backend);
    const tableWorks = !table.findings.some(isWrong);
    findings.push(...table.findings);
    const address = stack.placeOfNobody(`doctor-${run.chance.id()}`);
    const trial = await examineKeys(run, backend, { address, tableWorks });
    const tryObjects = await keepsConditions(run, stack, trial);
    const writes = tableWorks ? await findDeniedWrites(stack, { tryObjects, tryItems: keepsItems(trial) }) : undefined;
    const isRoleOfApplies = writes !== undefined && writes.tried > 0 && writes.denied.length === 0;
    findings.push(...(isRoleOfApplies ? trial.map(asOfApplies) : trial));
    if (writes !== undefined && writes.tried > 0)
        findings.push(describeRole(writes), ...examinePointer(writes));
    if (isRoleOfApplies) {
        const reviews = { what: 'reviews', why: 'An apply compares with them, and is refused when it cannot read them.' };
        findings.push(...(await examine(reviews, async () => {
            await backend.objects.get((0,state_keys .SA)(address, run.context.commitSha));
            return (0,doctor_finding .uw)('reviews', 'can be read');
        })));
    }
    findings.push(...(await examineGitHub(run)));
    const policies = policiesOf(stack, table.arn);
    if (policies === undefined) {
        findings.push({
            ...{
                what: 'policies',
                verdict: 'warning',
                found: `no policy can tell the keys ${stack.prPaths.pattern} from others`,
            },
            why: 'The role that plans could not be kept from production, or from the states of other stacks.',
            mend: 'Choose a pr-state-key whose keys begin with a name of their own, such as {dir}/pr-{pr}/{file}.',
        });
    }
    for (const finding of findings)
        run.journal.info((0,doctor_finding .jb)(finding));
    if (findings.some(isWrong))
        throw new doctor_finding .DX(findings, policies);
    return { kind: 'examined', findings, policies, wait: run.waiting.spent };
}
function policiesOf({ backend, prod, prPaths }, tableArn) {
    const { lockTable, useLockfile, encryption, connection } = backend.settings;
    const { region = '' } = connection;
    const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const subject = {
        partition,
        bucket: prod.bucket,
        useLockfile,
        tableArn: lockTable === undefined ? undefined : (tableArn ?? `arn:${partition}:dynamodb:*:*:table/${lockTable}`),
        kmsKeyArn: encryption.kind === 'kms' && encryption.keyId.startsWith('arn:') ? encryption.keyId : undefined,
        production: prod.path === prod.key ? [prod.path] : [prod.path, prod.key],
        pulls: prPaths.pattern,
        pullsPrefix: prPaths.prefix,
    };
    return canTellApart(subject) ? describePolicies(subject) : undefined;
}
async function keepsConditions(run, { backend, prod }, trial) {
    const isCondition = ({ what }) => what === CONDITIONS;
    const seen = trial.some(isCondition)
        ? trial
        : await examine({ what: 'copies of a state', why: '' }, () => examineKey(run, backend, { key: `${prod.path}.errored-doctor-${run.chance.id()}`, place: 'state' }));
    const shown = seen.filter(isCondition);
    return shown.length > 0 && shown.every(({ verdict }) => verdict === 'good');
}
function keepsItems(trial) {
    const ofTable = trial.filter(({ what }) => what === QUEUE || what === store_fault_ITEMS);
    return ofTable.every(({ verdict, isDenied }) => verdict === 'good' || isDenied === true);
}
function asOfApplies(finding) {
    if (finding.isDenied !== true)
        return finding;
    return {
        ...finding,
        verdict: 'warning',
        why: 'This role can apply and not plan: plans and cleanups need another one.',
    };
}
async function openOrTell(run, findings) {
    try {
        return await (0,open_stack .j)(run);
    }
    catch (error) {
        if (!(error instanceof stack_backend .Y || error instanceof tool_failed .C))
            throw error;
        findings.push({
            what: `${run.terraform.name} init`,
            verdict: 'wrong',
            found: error.message,
            why: 'Every run begins with it.',
            mend: error instanceof tool_failed .C ? 'The log above has all that it said.' : '',
        });
        return undefined;
    }
}
function isWrong({ verdict }) {
    return verdict === 'wrong';
}
;
async function findGroup(run, stack, operation) {
    const { event } = run.context;
    const branch = (0,jobs_run .d)(run);
    if (event.kind !== 'merge-group' || !event.headRef.includes(`gh-readonly-queue/${branch}/`))
        return undefined;
    const find = async () => {
        const queued = await run.pullRequests.findQueued(operation.headSha, branch);
        if (!queued.includes(operation.prNumber)) {
            throw new github .j(`its queue does not name #${operation.prNumber}`);
        }
        const certain = queued.map((number) => ({ number }));
        return (0,find_carried .O4)(run, stack, { commitSha: operation.headSha, certain });
    };
    const carried = await (0,tolerate .j9)(run.journal, {
        what: 'What is in this merge group is not known',
        task: find,
        otherwise: 'unknown',
    });
    return { carried, findCarried: find };
}
;
const BEGINNINGS = [
    ['an archive of gzip', [0x1f, 0x8b]],
    ['an archive of zip', [0x50, 0x4b, 0x03, 0x04]],
    ['what age has encrypted', Array.from('age-encryption', (letter) => letter.charCodeAt(0))],
    ['a page of HTML, or XML', [0x3c]],
];
function kindOfNoState(body) {
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true }).decode(body);
        JSON.parse(text);
        return undefined;
    }
    catch {
        text = new TextDecoder().decode(body);
    }
    const known = BEGINNINGS.find(([, bytes]) => bytes.every((byte, index) => body[index] === byte));
    if (known !== undefined)
        return known[0];
    if (/^\s*\{/.test(text))
        return 'a document of JSON that is cut off or damaged';
    return text.includes('\uFFFD') || text.includes('\0') ? 'binary, of no kind that is known' : 'text, and no JSON';
}
function describeNoState(object, body) {
    const kind = kindOfNoState(body);
    if (kind === undefined)
        return undefined;
    return `the object at s3://${object} is no state of Terraform's: by its first bytes it is ${kind}. Correct key where something else lies there; where the state did, bring back an older version of the object (\`aws s3api list-object-versions\`).`;
}
;
const ATTEMPTS = 3;
async function readProduction(run, backend, prod) {
    const [prodLock, prodBody] = await (0,tolerate .gH)(backend.locks.read(prod), (0,read_prod_state .n)(run, backend, prod));
    return { prodLock, prodBody };
}
async function putSnapshot(run, backend, { production, ...keys }) {
    const digest = () => backend.digests.get(keys.pr);
    const [{ prodLock, prodBody }, firstDigest] = await (0,tolerate .gH)(production, digest());
    if (run.inputs['pr-state'] !== 'empty' && prodBody !== undefined) {
        const noState = describeNoState((0,state_keys .Gw)(keys.prod), prodBody);
        if (noState !== undefined)
            throw new stack_backend .Y(noState, { isLasting: true });
    }
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const prDigest = attempt === 1 ? firstDigest : await digest();
        const snapshot = await tryPut(run, backend, { ...keys, prodLock, prodBody, prDigest });
        if (snapshot !== undefined)
            return snapshot;
    }
    throw new stack_backend .Y(`somebody else keeps writing the state at ${(0,state_keys .Gw)(keys.pr)} while it is seeded.`);
}
async function tryPut(run, backend, { prod, pr, hadProduction, prodLock, prodBody, prDigest }) {
    const empty = run.inputs['pr-state'] === 'empty' || prodBody === undefined;
    const versions = empty ? await backend.objects.listVersions(pr.path) : [];
    const prState = await backend.objects.get(pr.path);
    const of = (0,state_keys .Gw)(prod);
    const decision = (0,snapshot .oT)({ prState, prodBody, of });
    if (decision.kind === 'in-use')
        throw new snapshot .OB(pr, decision.instances);
    if (decision.kind === 'other-snapshot' && !(await hadProduction(decision.of))) {
        throw new snapshot .wF(pr, decision.of);
    }
    if (empty) {
        if (prDigest !== undefined && !(await backend.digests.delete(pr, prDigest)))
            return undefined;
        const removal = await backend.objects.remove({ key: pr.path, versions, current: prState });
        if (removal.kind === 'changed')
            return undefined;
        return { kind: 'none', why: prodBody === undefined ? 'no-prod-state' : 'pr-state-empty', prodLock };
    }
    const md5 = (0,state_state .Ox)(prodBody);
    const state = (0,state_state .Bu)(prodBody);
    const { serial } = state;
    const untouched = decision.kind === 'snapshot' && prState !== undefined && (0,state_state .Ox)(prState.body) === md5;
    if (!untouched || (backend.settings.lockTable !== undefined && prDigest !== md5)) {
        if (prDigest !== undefined && !(await backend.digests.delete(pr, prDigest)))
            return undefined;
        const content = { body: prodBody, metadata: (0,snapshot .iy)({ serial, md5, of }) };
        if (!(await backend.objects.put(pr.path, content, prState)))
            return undefined;
        if (!(await backend.digests.put(pr, md5)))
            return undefined;
    }
    const lineage = state.kind === 'plain' ? state.lineage : undefined;
    return { kind: 'taken', serial, lineage, prodLock };
}
;
function notToPlan(run, { prNumber, headSha }, status) {
    switch (status.kind) {
        case 'head':
            return undefined;
        case 'closed':
            return {
                kind: 'skipped',
                reason: `Pull request #${prNumber} is ${status.isMerged ? 'merged' : 'closed'}: a plan of ${headSha} that is made now would be reviewed by nobody.`,
            };
        case 'overtaken':
            return {
                kind: 'superseded',
                by: { commitSha: status.headSha, runUrl: undefined },
                wait: run.waiting.spent,
            };
    }
}
var write_review = __webpack_require__(572);
;
const plan_OF_NOW_MS = 2000;
async function plan(run, operation) {
    const isOfPullRequest = run.context.event.kind !== 'merge-group';
    const [{ stack, early }, before] = await askBeside(run, isOfPullRequest ? operation : undefined, async () => {
        const opened = await (0,open_stack .j)(run);
        return { stack: opened, early: isOfPullRequest ? readBeside(run, opened) : undefined };
    });
    const notNow = notToPlan(run, operation, before);
    if (notNow !== undefined)
        return notNow;
    const { backend, prod } = stack;
    const pr = stack.prAddress(operation.prNumber);
    run.journal.output('state-key', pr.path);
    const kind = isOfPullRequest ? 'plan' : 'merge-group';
    const me = (0,jobs_run .v)(run, { kind, commitSha: operation.headSha, prNumber: operation.prNumber });
    const taken = await takeTurn(run, {
        backend,
        address: pr,
        key: 'pr',
        me,
        before: (0,note_place .Qd)(run, stack, operation.prNumber),
    });
    if (taken.kind === 'superseded') {
        return {
            kind: 'superseded',
            by: { commitSha: taken.by.commitSha, runUrl: taken.by.url },
            wait: run.waiting.spent,
        };
    }
    const { turn } = taken;
    let held;
    let takingBack;
    let isGone = false;
    let own = [];
    try {
        const lock = { backend, address: pr, key: 'pr', turn };
        const { prNumber, headSha } = operation;
        const recorded = { prod, address: pr, headSha };
        const keys = { prod, pr, hadProduction: (0,former_productions .YP)(run, stack, { prNumber }) };
        const finding = isOfPullRequest ? (0,write_review .s6)(run, backend, recorded) : Promise.resolve(undefined);
        takingBack = finding.then((found) => (0,write_review .br)(backend, recorded, found));
        void Promise.allSettled([takingBack]);
        const [found] = await (0,tolerate .gH)(finding, (0,wait_for_state_lock .bE)(run, lock));
        const earlier = found?.taken;
        run.comments.tellBegun({ kind: 'begun', at: run.clock.now(), shown: undefined });
        await (0,keep_credentials .Q)(run, backend);
        const group = await findGroup(run, stack, operation);
        const hasWaited = run.waiting.spent.waitedMs > 0;
        const isOfNow = early !== undefined && !hasWaited && run.clock.monotonicMs() - early.atMs < plan_OF_NOW_MS;
        const production = isOfNow ? early.production : readProduction(run, backend, prod);
        const [snapshot] = await (0,tolerate .gH)(putSnapshot(run, backend, { ...keys, production }), takingBack);
        const takeLock = async () => {
            held = await (0,take_state_lock .k)(run, lock, { operation: 'plan', prNumber });
        };
        const isThere = await isWorkspaceThere(lock);
        await (0,tolerate .gH)(initOn(run, lock), isThere ? takeLock() : undefined);
        await stack.confirmBackend(pr);
        if (!isThere) {
            await createWorkspace(run, lock);
            await takeLock();
        }
        if (held === undefined)
            throw new Error('the state lock is taken before a plan');
        const planned = await run.terraform.plan(held);
        if (planned.kind === 'failed')
            throw await planFailed(run, planned, { backend, address: pr });
        run.comments.lookAhead();
        const lockGivenBack = held.giveBack();
        void Promise.allSettled([lockGivenBack]);
        const [read, after] = await askBeside(run, isOfPullRequest ? operation : undefined, async () => {
            await stack.confirmBackend(pr);
            return run.terraform.showPlan();
        });
        await lockGivenBack;
        const late = notToPlan(run, operation, after);
        if (late !== undefined) {
            if (late.kind === 'skipped') {
                own = await (0,note_place .iK)(run, stack, prNumber);
                isGone = await removeSnapshot(run, backend, keys);
            }
            await (0,write_review .z5)(backend, recorded, earlier);
            return late;
        }
        const shown = { ...read, hasChanges: planned.hasChanges };
        const result = {
            kind: 'planned',
            address: pr,
            ...shown,
            snapshot,
            reviewed: group === undefined
                ? undefined
                : await confirmReviewed(run, {
                    address: pr,
                    shown,
                    commits: [run.context.commitSha, headSha],
                    ...group,
                    stretch: undefined,
                }),
            wait: run.waiting.spent,
        };
        if (!isOfPullRequest)
            return result;
        const told = await run.publish(result);
        if (run.cancelled.aborted || run.handover.isTakenOver())
            throw new aftermath .c('plan');
        if (told === 'shown') {
            await (0,write_review .OC)(run, backend, { ...recorded, prNumber, plan: shown.plan, snapshot, earlier });
            run.handover.noteShown();
        }
        else if (told === 'left-to-newer')
            await (0,write_review .z5)(backend, recorded, earlier);
        return result;
    }
    finally {
        await Promise.allSettled([takingBack]);
        await held?.giveBack();
        if (!isGone)
            await turn.leave();
        else if (await turn.leaveForGood())
            await forgetUnlessReviewed(run, stack, { ...operation, own });
    }
}
function readBeside(run, { backend, prod }) {
    const production = readProduction(run, backend, prod);
    void Promise.allSettled([production]);
    return { production, atMs: run.clock.monotonicMs() };
}
async function removeSnapshot(run, backend, keys) {
    return (0,tolerate .j9)(run.journal, {
        what: "The copy of production's state is left to the cleanup of the pull request",
        task: async () => {
            await (0,delete_pr_state .b)(run, backend, { ...keys, force: false });
            return true;
        },
        otherwise: false,
    });
}
async function forgetUnlessReviewed(run, stack, { prNumber, own }) {
    await (0,tolerate .j9)(run.journal, {
        what: 'The note of where the pull request had its state is left to a sweep',
        task: async () => {
            const reviews = await (0,records .Z)(stack.backend, stack.prAddress(prNumber), []);
            if (reviews.length === 0)
                await (0,note_place .R$)(run, stack, own);
        },
        otherwise: undefined,
    });
}
var outcome = __webpack_require__(8137);
var removed_module = __webpack_require__(739);
;
async function findMoved(run, stack, of) {
    const what = 'Whether another root module has taken over its state is not known';
    const either = [
        () => findPlanned(run, stack, of),
        () => findApplied(run, stack, of.removed),
    ];
    for (const task of either) {
        const moved = await (0,tolerate .j9)(run.journal, { what, task, otherwise: undefined });
        if (moved !== undefined)
            return moved;
    }
    return undefined;
}
async function findPlanned(run, stack, { operation, removed }) {
    for (const prNumber of await findNumbers(run, { operation, removed })) {
        const directory = await (0,former_productions .p7)(run, stack, prNumber);
        if (directory !== undefined)
            return { kind: 'to', directory };
    }
    return undefined;
}
async function findNumbers(run, { operation, removed }) {
    if (operation.kind === 'plan')
        return [operation.prNumber];
    const commitSha = removed.removedBy ?? operation.commitSha;
    const { pullRequests } = await run.pullRequests.findMerged({ since: undefined, commitSha, branch: (0,jobs_run .d)(run) });
    return pullRequests.map(({ number }) => number);
}
async function findApplied({ context, clock, chance, commits, runs }, { backend, prod }, { folder, removedBy }) {
    const queue = await new turn_queue .R(backend.turns(prod, 'prod'), clock, chance).read();
    const last = (0,turn_turn .x1)(queue, context) ?? (0,turn_turn .lZ)(queue, context);
    if (last === undefined || removedBy === undefined)
        return undefined;
    const { commitSha } = last;
    const isAfter = commitSha === removedBy || (await runs.compare(removedBy, commitSha)) === 'ahead';
    if (!isAfter || (0,removed_module .PS)(await commits.listFiles(commitSha, folder)))
        return undefined;
    return { kind: 'applied', commitSha };
}
;
async function retire(run, operation, removed) {
    const isOfPullRequest = operation.kind === 'plan' && run.context.event.kind !== 'merge-group';
    const [stack, status] = await askBeside(run, isOfPullRequest ? operation : undefined, () => openIfThere(run));
    if (operation.kind === 'plan') {
        const early = notToPlan(run, operation, status);
        if (early !== undefined)
            return early;
    }
    const told = { kind: 'retired', removed };
    if ('why' in stack) {
        const why = `where its state lies could not be found: ${stack.why}`;
        run.journal.warning(`${why} What the pull request had planned, if it had, is left to a sweep.`);
        return {
            ...told,
            address: undefined,
            holding: { kind: 'unknown', why },
            deletion: undefined,
            wait: run.waiting.spent,
        };
    }
    let deletion;
    let moved;
    if (isOfPullRequest) {
        const deleted = await deleteLeftovers(run, stack, operation);
        if ('kind' in deleted)
            return deleted;
        if ('moved' in deleted)
            ({ moved } = deleted);
        else
            deletion = deleted;
    }
    run.journal.output('state-key', stack.prod.path);
    const holding = await lookAtProduction(run, stack);
    if (!isOfPullRequest && holding.kind !== 'nothing')
        moved = await findMoved(run, stack, { operation, removed });
    if (holding.kind !== 'nothing' && !(0,outcome .yu)({ moved })) {
        run.journal.warning(`${removed.folder} was removed, and nothing was destroyed: ${retire_describe(holding)}.`);
    }
    return { ...told, address: stack.prod, holding, deletion, moved, wait: run.waiting.spent };
}
async function openIfThere(run) {
    try {
        return await (0,open_stack .j)(run, { needs: 'backend' });
    }
    catch (error) {
        return { why: (0,tolerate .Wr)(error).message };
    }
}
async function deleteLeftovers(run, { backend, prod, ...stack }, operation) {
    const { prNumber, headSha } = operation;
    const pr = stack.prAddress(prNumber);
    const hadProduction = (0,former_productions .YP)(run, { backend, prod, ...stack }, { prNumber });
    const me = (0,jobs_run .v)(run, { kind: 'plan', commitSha: headSha, prNumber });
    await (0,note_place .Qd)(run, { backend, prod, ...stack }, prNumber);
    const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
    if (taken.kind === 'superseded') {
        return {
            kind: 'superseded',
            by: { commitSha: taken.by.commitSha, runUrl: taken.by.url },
            wait: run.waiting.spent,
        };
    }
    const { turn } = taken;
    let isGone = false;
    try {
        const [, status] = await askBeside(run, operation, () => (0,wait_for_state_lock .bE)(run, { backend, address: pr, key: 'pr', turn }));
        const late = notToPlan(run, operation, status);
        if (late !== undefined)
            return late;
        const moved = await (0,former_productions .Ml)(run, { backend, prod, ...stack }, prNumber);
        if (moved !== 'nowhere') {
            return { moved: moved === 'unknown' ? { kind: moved } : { kind: 'to', directory: moved.directory } };
        }
        const looks = await (0,delete_review .I5)(backend, { pr, heads: [headSha] });
        (0,delete_review .Zx)(run, { pr, looks });
        const state = await (0,delete_pr_state .b)(run, backend, { prod, pr, hadProduction, force: false });
        const reviews = await (0,delete_review .JX)(run, backend, { prod, looks });
        isGone = true;
        return {
            ...state,
            removed: state.removed + reviews.count,
            versionsLeft: state.versionsLeft || reviews.versionsLeft,
        };
    }
    finally {
        await (isGone ? turn.leaveForGood() : turn.leave());
    }
}
async function lookAtProduction(run, { backend, prod }) {
    let body;
    try {
        body = await (0,read_prod_state .n)(run, backend, prod);
    }
    catch (error) {
        return { kind: 'unknown', why: (0,tolerate .Wr)(error).message };
    }
    if (body === undefined)
        return { kind: 'nothing', hasState: false };
    const state = (0,state_state .Bu)(body);
    if (state.kind === 'opaque')
        return { kind: 'unknown', why: 'its state is encrypted, or no state of version 4' };
    const addresses = state.instances.map(({ address }) => address);
    return addresses.length === 0 ? { kind: 'nothing', hasState: true } : { kind: 'resources', addresses };
}
function retire_describe(holding) {
    if (holding.kind === 'unknown')
        return `what production still holds is not known (${holding.why})`;
    return `production still holds ${holding.addresses.length} of its resources`;
}
;
async function sweep(run, { dryRun }) {
    const stack = await (0,open_stack .j)(run, { needs: 'backend' });
    const { prefix } = stack.prPaths;
    run.journal.output('state-key', stack.prod.path);
    if (prefix === '') {
        throw new domain_failure .Lw('a pr-state-key that begins with {pr} would have the whole bucket listed: put something before it.');
    }
    const { versions, isComplete } = await (0,list_leftovers .h)(stack.backend, prefix);
    const listed = await (0,note_place .mn)(run, stack.backend);
    const notes = listed === 'denied' ? [] : listed;
    const left = new Set(sortLeftovers(versions, stack.prPaths).map(({ prNumber }) => prNumber));
    const found = [...left, ...notes.map(({ prNumber }) => prNumber)];
    const numbers = [...new Set(found)].sort((one, other) => one - other);
    const statuses = numbers.length === 0 ? [] : await run.pullRequests.findStatuses(numbers);
    const sweepOne = openSweeper(run, stack, { dryRun });
    const done = [];
    const ended = [];
    for (const status of statuses.filter(({ closed }) => closed)) {
        const { number: prNumber } = status;
        const { here, elsewhere } = sortNotes(run, stack, notes.filter((note) => note.prNumber === prNumber));
        if (here.length > 0 || left.has(prNumber)) {
            const isToNote = listed !== 'denied' && here.length === 0 && stack.backend.settings.lockTable !== undefined;
            if (isToNote && !dryRun)
                await (0,note_place .Qd)(run, stack, prNumber);
            const own = isToNote && !dryRun ? await (0,note_place .iK)(run, stack, prNumber) : here;
            const one = await sweepOne(status);
            if (one.kind === 'swept' && one.isAllGone)
                await (0,note_place .R$)(run, stack, own);
            done.push(one);
        }
        ended.push(...(await endPlaces(run, stack, { notes: elsewhere, status, isOwnAlone: false, dryRun })));
    }
    const swept = done.filter((one) => one.kind === 'swept').filter(({ removed }) => removed > 0);
    const known = new Set(statuses.map(({ number }) => number));
    return {
        kind: 'swept',
        dryRun,
        prefix,
        swept,
        kept: done.filter((one) => one.kind === 'kept'),
        elsewhere: ended.filter((one) => one.kind === 'kept' || one.removed > 0),
        openCount: statuses.filter(({ closed }) => !closed).length,
        unknown: numbers.filter((number) => !known.has(number)),
        versionsLeft: !dryRun && (!isComplete || done.some((one) => one.kind === 'swept' && one.versionsLeft)),
        wait: run.waiting.spent,
    };
}
var tell_plans_behind = __webpack_require__(5246);
var lock_kind = __webpack_require__(5978);
var back_up_state = __webpack_require__(5489);
var recover_lock = __webpack_require__(8428);
;
function findHolder(queue, lock) {
    const owner = (0,turn_locks .ee)(queue.document, lock);
    return owner && { run: owner.run, toolAtWork: owner.ticket === 'left-at-work', toCreate: owner.toCreate };
}
async function confirmNotAlive(run, queue, { holder, lock, key, backend, address, }) {
    if (lock === undefined)
        return 'there is nobody to ask about';
    const found = await askAbout(run, queue, { holder, key });
    const watched = holder && ticketOf(queue, holder.run);
    if (key === 'prod' && (await (0,recover_lock .W)(run, { backend, address }))) {
        throw new domain_failure .Lw(`the state of ${(0,state_keys .Gw)(address)} was written while it was watched, so whoever holds the lock is at work: ${lock.who}. Wait for it, or stop its machine.`);
    }
    if (watched !== undefined)
        await confirmNotRenewed(queue, watched);
    return found;
}
async function askAbout(run, queue, { holder, key }) {
    if (holder === undefined)
        return 'not a run of a workflow, so nobody here can tell: whoever started this has decided';
    const status = await run.runs.status(holder.run);
    const ticket = ticketOf(queue, holder.run);
    if (status === 'completed') {
        if (ticket !== undefined)
            await confirmSilent(run, queue, { ticket, key });
        const silent = ticket === undefined ? '' : ', and its turn was silent for a whole lease';
        const left = holder.toolAtWork === true ? '; it left its Terraform at work, of which nobody here can tell' : '';
        return `GitHub says that ${holder.run.url} has ended${silent}${left}`;
    }
    if (status === 'running' || ticket !== undefined) {
        throw new domain_failure .Lw(`the lock is held by ${holder.run.url}, which ${status === 'running' ? 'is still running' : 'is in the queue, and of which GitHub does not say whether it has ended'}. Wait for it, or cancel it there: it gives its lock back.`);
    }
    return `GitHub does not say whether ${holder.run.url} has ended; it has left the queue`;
}
async function confirmSilent(run, queue, { ticket, key }) {
    run.journal.info(`${ticket.run.url} is still in the queue: its turn is watched for a lease.`);
    await run.clock.sleep((0,turn_watch .zT)(ticket, key), run.cancelled);
    await confirmNotRenewed(queue, ticket);
}
async function confirmNotRenewed(queue, ticket) {
    await queue.read();
    const now = ticketOf(queue, ticket.run);
    if (now === undefined || now.token === ticket.token)
        return;
    throw new domain_failure .Lw(`the lock is held by ${ticket.run.url}: GitHub says that it has ended, and yet it renews its turn, so it is at work. Stop its machine, or wait for it.`);
}
function ticketOf(queue, of) {
    return queue.document.tickets.find(({ run }) => run.runId === of.runId && run.runAttempt === of.runAttempt);
}
function describeHolder(holder, lock) {
    if (lock === undefined)
        return 'none';
    if (holder === undefined)
        return `${lock.who}, of whom the queue knows nothing`;
    return `${holder.run.url} (${holder.run.actor})`;
}
;
async function takeTurnAway(queue, holder) {
    const head = queue.document.tickets[0];
    if (head === undefined || head.run.runId !== holder?.run.runId || head.run.runAttempt !== holder.run.runAttempt) {
        return undefined;
    }
    await queue.change((current) => (0,turn_turn .bW)(current, { id: head.id, token: head.token }));
    if (ticketOf(queue, head.run) !== undefined) {
        throw new domain_failure .Lw(`the turn of ${head.run.url} was renewed, and stays, and so does its lock: it is at work. Stop its machine, or wait for it.`);
    }
    return `the turn of ${head.run.url} is taken back`;
}
async function liftFreeze(run, queue, of) {
    const { frozen } = queue.document;
    if (frozen === undefined)
        return 'not frozen';
    let since;
    try {
        since = (0,freeze .A)(frozen, await (0,read_prod_state .n)(run, of.backend, of.address));
    }
    catch (error) {
        return `still frozen (${frozen.id}): the state cannot be compared with what was not saved: ${(0,tolerate .Wr)(error).message}`;
    }
    if (since === 'behind' || (since === 'written-since' && of.lockId !== frozen.id)) {
        return `still frozen (${frozen.id}): what ${frozen.runUrl} did is not in the state yet. Put it there as its comment says, then run this again with that ID`;
    }
    await queue.change((current) => (0,turn_turn .JI)(current, frozen.id));
    return since === 'saved'
        ? 'the state is whole again, and the freeze is lifted'
        : 'the state has been written since, and the freeze is lifted as asked';
}
;
async function lookAtDrift(run, at, own) {
    try {
        if (!(await isWorkspaceThere(at)))
            return 'there is no state yet, so there was no look';
        const initialized = await init(run, at);
        const { locks } = at.backend;
        const record = (0,take_state_lock .V)(run, { address: at.address, lockId: own.lockId, operation: 'plan' });
        if ((await locks.take(at.address, record)).kind === 'held') {
            return 'somebody has taken the lock since, so there was no look';
        }
        try {
            await (0,repair_digest .i)(run, at);
            if (initialized.kind !== 'initialized')
                await initOn(run, at);
            return await planRefreshOnly(run, own);
        }
        finally {
            await giveBack(run, at, own);
        }
    }
    catch (error) {
        return `there was no look at what has changed: ${(0,tolerate .Wr)(error).message}`;
    }
}
async function planRefreshOnly({ terraform }, own) {
    const planned = await terraform.planRefreshOnly(own);
    if (planned.kind === 'failed') {
        const how = planned.timedOut === undefined ? 'failed' : 'took longer than apply-timeout and was interrupted';
        return `the refresh-only plan ${how}: ${(0,told .rg)(planned.told, (text) => text).split('\n')[0] ?? ''}`;
    }
    if (!planned.hasChanges)
        return 'nothing has changed outside Terraform';
    const { plan } = await terraform.showPlan();
    return plan.drift.length === 0
        ? 'outputs differ from the state; the next plan shows how'
        : `changed outside Terraform: ${plan.drift
            .slice(0, 20)
            .map(({ address }) => plan.conceal(address))
            .join(', ')}${plan.drift.length > 20 ? ' …' : ''}`;
}
async function giveBack({ journal }, { backend, address }, { lockId }) {
    try {
        await backend.locks.giveBack(address, lockId);
    }
    catch (error) {
        const { message } = (0,tolerate .Wr)(error, { nonCancellable: true });
        journal.warning(`The state lock ${lockId} of ${(0,state_keys .Gw)(address)}, of this look, is left behind: ${message}`);
    }
}
;
async function showLock(backend, asked) {
    const { address, lockId, frozen } = asked;
    const reading = await backend.locks.read(address);
    if (reading.kind === 'free')
        return undefined;
    if (reading.kind === 'unreadable') {
        throw new domain_failure .Lw(`the lock of ${(0,state_keys .Gw)(address)} is no record of Terraform's, so it cannot be known whose it is. Look at it, and delete it by hand.`);
    }
    if (reading.lock.id !== lockId && frozen?.id === lockId) {
        throw new domain_failure .Lw(`the state lock of ${(0,state_keys .Gw)(address)} is held: ${describeLock(reading.lock)}. The freeze is lifted once it is free.`);
    }
    if (reading.lock.id !== lockId) {
        throw new domain_failure .Lw(`the lock of ${(0,state_keys .Gw)(address)} is another one by now: ${describeLock(reading.lock)}. Look at who holds it, and run this again with its ID if that is the one to delete.`);
    }
    return reading.lock;
}
function describeLock(lock) {
    return `${lock.id}, ${lock.operation} by ${lock.who} since ${lock.created}, ${lock.version}`;
}
;
async function unlock(run, { lockId, prNumber }) {
    const stack = await (0,open_stack .j)(run);
    const { backend } = stack;
    const key = prNumber === undefined ? 'prod' : 'pr';
    const address = prNumber === undefined ? stack.prod : stack.prAddress(prNumber);
    run.journal.output('state-key', address.path);
    if (prNumber !== undefined)
        await (0,note_place .Qd)(run, stack, prNumber);
    const steps = [];
    const found = (step, what) => {
        steps.push({ step, found: what });
        run.journal.info(`${steps.length}. ${step}: ${what}`);
    };
    const queue = new turn_queue .R(backend.turns(address, key), run.clock, run.chance);
    const own = { lockId: run.chance.id() };
    run.handover.noteTurn({ address, key, ticketId: run.chance.id(), ...own });
    const { frozen } = await queue.read();
    const kind = (0,turn_locks .ZP)(queue.document, lockId);
    const locks = (0,lock_kind .b)(backend.locks.kind, kind) || kind === undefined ? backend.locks : await backend.locks.at(kind);
    const lock = await showLock({ locks }, { address, lockId, frozen });
    if (lock === undefined && frozen === undefined) {
        found('lock', 'nobody holds it, and its queue is not frozen: there is nothing to do');
        return { kind: 'unlocked', address, lockId, steps, wait: run.waiting.spent };
    }
    found('lock', lock === undefined ? 'nobody holds it' : describeLock(lock));
    if (lock !== undefined)
        await queue.read();
    const holder = lock && findHolder(queue, lock);
    found('holder', describeHolder(holder, lock));
    found('alive', await confirmNotAlive(run, queue, { holder, lock, key, backend, address }));
    const { run: holderRun, toCreate } = holder ?? {};
    const candidates = holderRun === undefined || toCreate === undefined ? [] : [{ run: holderRun, toCreate }];
    const abandoned = await findUnrecorded(run, { backend, address }, candidates);
    const backup = await (0,back_up_state .c)(run, backend, address);
    found('backup', describeBackup(backup));
    const taken = await takeTurnAway(queue, holder);
    const deleted = lock !== undefined && (await locks.delete(address, lock.id));
    found('deletion', deleted ? `the lock ${lockId} is deleted` : 'there is no such lock any more');
    const freeze = await liftFreeze(run, queue, { backend, address, lockId });
    found('queue', taken === undefined ? freeze : `${taken}; ${freeze}`);
    found('refresh', await lookAtDrift(run, { backend, address, explained: deleted && lock.operation === lock_lock .FF }, own));
    return { kind: 'unlocked', address, lockId, steps, abandoned, wait: run.waiting.spent };
}
function describeBackup(backup) {
    switch (backup.kind) {
        case 'version':
            return `version ${backup.versionId} of ${backup.key}`;
        case 'copy':
            return backup.key;
        case 'no-state':
            return 'there is no state yet';
    }
}
var comment = __webpack_require__(6346);
;
function renderResultOutputs(result) {
    const common = { outcome: (0,outcome .sG)(result) };
    switch (result.kind) {
        case 'planned':
            return { ...common, ...planOutputs(result), ...waitOutputs(result.wait) };
        case 'applied':
            return {
                ...common,
                ...planOutputs(result),
                ...waitOutputs(result.wait),
                outputs: (0,json .ip)(result.outputs, false),
            };
        case 'cleaned':
        case 'unlocked':
        case 'swept':
        case 'examined':
        case 'retired':
        case 'superseded':
            return { ...common, ...waitOutputs(result.wait) };
        case 'skipped':
            return common;
    }
}
function renderFailureOutputs(failure) {
    return {
        'failure-reason': failure.reason,
        ...planOutputsOf(shownBy(failure)),
        ...(failure instanceof holder .a ? waitOutputs({ waitedMs: failure.waitedMs, lastHolder: failure.holder }) : {}),
    };
}
function shownBy(failure) {
    if (failure instanceof apply_failed .M)
        return failure.known.shown;
    if (failure instanceof timed_out .G)
        return failure.overdue.shown;
    if (failure instanceof freeze ._)
        return failure.notSaved.shown;
    return failure instanceof review_reviewed .Cj ? failure.changed.shown : undefined;
}
function planOutputsOf(shown) {
    return shown === undefined ? {} : planOutputs(shown);
}
function renderAnnotations(failure) {
    if (failure instanceof domain_failure .kp)
        return failure.problems;
    const details = failure instanceof plan_failed .b || failure instanceof apply_failed .M ? failure.details : '';
    const first = details
        .split('\n')
        .find((line) => line.trim() !== '')
        ?.trim();
    const isWhole = first === undefined || failure.message.includes(first) || /[.!?]$/.test(failure.message);
    return [isWhole ? failure.message : `${failure.message}: ${first}`];
}
function planOutputs({ plan: { counts }, hasChanges }) {
    return {
        changes: String(hasChanges),
        'to-add': String(counts.toAdd),
        'to-change': String(counts.toChange),
        'to-destroy': String(counts.toDestroy),
        'to-import': String(counts.toImport),
        'to-move': String(counts.toMove),
        'to-forget': String(counts.toForget),
        'to-invoke': String(counts.toInvoke),
    };
}
function waitOutputs(wait) {
    return {
        'lock-wait-seconds': String(Math.round(wait.waitedMs / 1000)),
        ...(wait.lastHolder === undefined ? {} : { 'lock-info': renderLockInfo(wait.lastHolder) }),
    };
}
function renderLockInfo(holder) {
    const run = holder.kind === 'turn' ? holder.ahead[0].run : holder.run;
    const common = {
        'run-url': run?.url ?? null,
        actor: run?.actor ?? null,
        'pr-number': run?.prNumber ?? null,
        alive: holder.alive ?? null,
    };
    if (holder.kind === 'turn') {
        const [head] = holder.ahead;
        return JSON.stringify({ kind: 'turn', ...common, since: head.heldSince ?? head.joinedAt });
    }
    const { lock } = holder;
    return JSON.stringify({
        kind: 'state-lock',
        ID: lock?.id ?? null,
        Path: lock?.path ?? null,
        Operation: lock?.operation ?? null,
        Who: lock?.who ?? null,
        Version: lock?.version ?? null,
        Created: lock?.created ?? null,
        Info: lock?.info ?? null,
        ...common,
        since: lock?.created ?? null,
    });
}
var src_session = __webpack_require__(5883);
var src_task = __webpack_require__(51);
var wiring = __webpack_require__(1074);
;
const LIMITS_AT_MOST_MS = 300_000;
async function main(env, runner, cancelled) {
    try {
        const task = await (0,src_task .g)(env);
        const { operation } = task;
        runner.output('command', operation.kind);
        if ('prNumber' in operation && operation.prNumber !== undefined) {
            runner.output('pr-number', String(operation.prNumber));
        }
        if (operation.kind === 'skip') {
            reportResult(runner, { kind: 'skipped', reason: operation.reason });
            runner.info(operation.reason);
            void runner.summary((0,comment .$W)('skipped', [operation.reason]));
            return;
        }
        await operate({ ...task, env, runner, operation, cancelled, limitsAtMostMs: LIMITS_AT_MOST_MS });
    }
    catch (error) {
        if (!(error instanceof domain_failure .ae))
            throw error;
        const conceal = main_concealOf(env);
        reportFailure(runner, error, conceal);
        if (error instanceof aftermath .c) {
            runner.info('The rest is told after the job: the log goes on in the post step of this action.');
            return;
        }
        const sentences = error instanceof domain_failure .kp ? error.problems : [error.message];
        void runner.summary((0,comment .$W)(error.reason, sentences, conceal));
    }
}
function main_concealOf(env) {
    const conceal = (0,secrets_conceal .Oh)(new Set([...(0,secrets .dL)(env), ...(0,url_passwords .nq)(env, [])]));
    return (text) => (0,process_output .k)((0,url_passwords .j4)(conceal(text)));
}
async function operate(options) {
    const { runner, operation } = options;
    const session = await (0,src_session .f)(options).catch((error) => {
        if (options.cancelled.aborted)
            throw new aftermath .c(operation.kind);
        throw error;
    });
    const { run, conclude } = session;
    const { removed } = session.adapters;
    const { cancelled } = run;
    const performing = perform(run, operation, removed);
    let conclusion;
    try {
        if (operation.kind === 'plan' || operation.kind === 'cleanup')
            run.comments.openOn([operation.prNumber]);
        const result = await (wiring.TERRAFORM_OUTLIVES_MAIN
            ? unlessCancelled(performing, cancelled, operation.kind)
            : performing);
        if (cancelled.aborted)
            throw new aftermath .c(operation.kind);
        if (result.kind === 'planned' || result.kind === 'applied')
            reportFiles(runner, run);
        reportResult(runner, result);
        conclusion = { kind: 'result', result };
    }
    catch (error) {
        if (error instanceof aftermath .c || cancelled.aborted)
            throw new aftermath .c(operation.kind);
        if (!(error instanceof domain_failure .ae)) {
            await concludeDefect({ run, runner, conclude }, error);
            throw error;
        }
        if (shownBy(error) !== undefined)
            reportFiles(runner, run);
        reportFailure(runner, error, session.conceal);
        conclusion = { kind: 'failure', failure: error };
    }
    await endWith(session, runner, conclusion);
}
async function endWith({ run, conclude }, runner, conclusion) {
    const { steps } = run;
    const readBackend = () => run.terraform.foundBackend();
    const finding = changesProduction(conclusion) ? (0,tell_plans_behind .y)(run, readBackend) : undefined;
    void Promise.allSettled([finding]);
    await steps.take({
        what: 'What has become of this run could not be told',
        task: () => conclude(conclusion),
        otherwise: undefined,
    });
    leaveNothing(run, runner);
    if (finding !== undefined) {
        await steps.take({
            what: 'Open pull requests are not told that their plans are behind',
            task: () => (0,tell_plans_behind ._)(run, readBackend, finding),
            otherwise: undefined,
        });
    }
    steps.throwDefect();
}
async function concludeDefect({ run, runner, conclude }, defect) {
    try {
        await conclude({ kind: 'defect' });
    }
    catch (another) {
        const words = another instanceof Error ? (another.stack ?? another.message) : String(another);
        if (another !== defect)
            runner.warning(`Another defect came after it: ${words}`);
    }
    leaveNothing(run, runner);
}
function changesProduction(conclusion) {
    if (conclusion.kind === 'failure') {
        const { failure } = conclusion;
        return failure instanceof timed_out .G ? failure.overdue.progress !== undefined : failure instanceof apply_failed .M;
    }
    return conclusion.kind === 'result' && conclusion.result.kind === 'applied' && conclusion.result.hasChanges;
}
function leaveNothing({ handover, steps }, runner) {
    steps.takeNow('That this run is at its end could not be noted', () => {
        handover.noteDone();
    });
    runner.saveState(wiring.HANDOVER, '');
}
async function unlessCancelled(task, cancelled, during) {
    const { promise: stopped, reject: stop } = Promise.withResolvers();
    const onAbort = () => {
        stop(new aftermath .c(during));
    };
    if (cancelled.aborted)
        onAbort();
    cancelled.addEventListener('abort', onAbort, { once: true });
    try {
        return await Promise.race([task, stopped]);
    }
    finally {
        cancelled.removeEventListener('abort', onAbort);
        task.catch(() => undefined);
    }
}
async function perform(run, operation, removed) {
    if (removed !== undefined && (operation.kind === 'plan' || operation.kind === 'apply')) {
        return retire(run, operation, removed);
    }
    switch (operation.kind) {
        case 'plan':
            return plan(run, operation);
        case 'apply':
            return apply(run, operation);
        case 'cleanup':
            return cleanup(run, operation);
        case 'unlock':
            return unlock(run, operation);
        case 'sweep':
            return sweep(run, operation);
        case 'doctor':
            return doctor(run);
    }
}
function reportResult(runner, result) {
    for (const [name, value] of Object.entries(renderResultOutputs(result)))
        runner.output(name, value);
}
function reportFiles(runner, { terraform }) {
    runner.output('plan-file', terraform.planFiles.planFile);
    runner.output('plan-json', terraform.planFiles.planJson);
    runner.output('plan-text', terraform.planFiles.planText);
    runner.output('data-dir', terraform.dataDirectory);
}
function reportFailure(runner, failure, conceal = (text) => text) {
    for (const [name, value] of Object.entries(renderFailureOutputs(failure)))
        runner.output(name, value);
    runner.fail(renderAnnotations(failure).map(conceal));
}
})
};
