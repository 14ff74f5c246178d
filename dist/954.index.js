export const id = 954;
export const ids = [954];
export const modules = {
5161:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
M: () => ( ApplyFailed)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
class ApplyFailed extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'apply-failed';
    details;
    known;
    constructor(message, details, known = {}) {
        super(message);
        this.details = details;
        this.known = known;
    }
}
}),
2571:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
$h: () => ( concealProgress),
Sy: () => ( readApplyProgress),
v7: () => ( keepWhatIsSaved)
});
function concealProgress(progress, conceal) {
    const { finished, failed, inFlight, notBegun, losing } = progress;
    return {
        finished: finished.map(conceal),
        failed: failed.map(conceal),
        inFlight: inFlight.map(conceal),
        notBegun: notBegun.map(conceal),
        ...(losing && { losing: new Map([...losing].map(([address, action]) => [conceal(address), action])) }),
    };
}
const OPERATIONS = {
    create: ['create'],
    update: ['update'],
    delete: ['delete'],
    replace: ['create', 'delete'],
    'create-and-forget': ['create'],
    read: [],
    forget: [],
    'no-op': [],
    unknown: [],
};
const LOSING = new Set(['delete', 'replace', 'forget', 'create-and-forget']);
function readApplyProgress(changes, events) {
    const steps = changes
        .map(({ address, deposed, action }) => ({
        address,
        told: OPERATIONS[action].map((operation) => keyOf(withoutDeposed(address, deposed), operation)),
    }))
        .filter(({ told }) => told.length > 0);
    const expected = countOf(steps.flatMap(({ told }) => told));
    const keysOf = (step) => events.flatMap((event) => event.kind === 'operation' && event.step === step ? [keyOf(event.address, event.action)] : []);
    const [begun, ended] = [countOf(keysOf('begun')), countOf(keysOf('ended'))];
    const isFinished = ({ told }) => told.every((key) => (ended.get(key) ?? 0) >= (expected.get(key) ?? 0));
    const isBegun = ({ told }) => told.some((key) => begun.has(key) || ended.has(key));
    const hasFailed = countOf(keysOf('failed'));
    const isFailed = (step) => !isFinished(step) && step.told.some((key) => hasFailed.has(key));
    const addressesOf = (which) => steps.filter(which).map(({ address }) => address);
    const losing = new Map(changes
        .filter(({ action }) => LOSING.has(action) && OPERATIONS[action].length > 0)
        .map(({ address, action }) => [address, action]));
    return {
        finished: addressesOf(isFinished),
        failed: addressesOf(isFailed),
        inFlight: addressesOf((step) => isBegun(step) && !isFinished(step) && !isFailed(step)),
        notBegun: addressesOf((step) => !isBegun(step) && !isFinished(step) && !isFailed(step)),
        ...(losing.size === 0 ? {} : { losing }),
    };
}
function keyOf(address, operation) {
    return `${operation} ${address}`;
}
function withoutDeposed(address, key) {
    return key === undefined ? address : address.slice(0, -` (deposed ${key})`.length);
}
function countOf(keys) {
    const counts = new Map();
    for (const key of keys)
        counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
}
function keepWhatIsSaved(told, changes, state) {
    if (state?.kind !== 'plain')
        return { ...told, finished: [], inFlight: [...told.finished, ...told.inFlight] };
    const there = state.instances.map(({ address }) => address);
    const actionOf = new Map(changes.map(({ address, action }) => [address, action]));
    const isSaved = (address) => {
        const action = actionOf.get(address);
        if (action === 'create')
            return there.includes(address);
        return action === 'delete' && !there.some((one) => one === address || one.startsWith(`${address} (deposed `));
    };
    return {
        ...told,
        finished: told.finished.filter(isSaved),
        inFlight: [...told.finished.filter((address) => !isSaved(address)), ...told.inFlight],
    };
}
}),
2638:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
R5: () => ( findObstacle),
kh: () => ( describeBegunOn),
qr: () => ( judgeUnsaved)
});
var _state_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2051);
function describeBegunOn(state) {
    if (state === undefined)
        return { kind: 'no-state' };
    const { serial, lineage } = (0,_state_state_js__WEBPACK_IMPORTED_MODULE_0__ .oQ)(state.body);
    return { kind: 'state', etag: state.etag, serial, lineage, fingerprint: (0,_state_state_js__WEBPACK_IMPORTED_MODULE_0__ .Mc)(state.body) };
}
function judgeUnsaved(begunOn, unsaved) {
    if (unsaved.lineage === undefined)
        return 'none-of-ours';
    if (begunOn?.kind !== 'state' || begunOn.lineage === undefined)
        return 'unknown';
    return begunOn.lineage === unsaved.lineage ? 'ours' : 'none-of-ours';
}
function findObstacle({ begunOn, now, unsaved, isLockUnbroken }) {
    if (begunOn === undefined)
        return 'it is not known which state the apply began from';
    if (begunOn.kind === 'no-state') {
        if (now === undefined)
            return undefined;
    }
    else {
        if (now === undefined)
            return 'the state that the apply began from is gone';
        if (now.etag === begunOn.etag)
            return undefined;
    }
    const { serial, lineage } = (0,_state_state_js__WEBPACK_IMPORTED_MODULE_0__ .oQ)(now.body);
    const isBetween = serial !== undefined &&
        unsaved.serial !== undefined &&
        serial < unsaved.serial &&
        (begunOn.kind === 'no-state' || begunOn.serial === undefined || serial >= begunOn.serial);
    if (isLockUnbroken && isBetween && lineage !== undefined && lineage === unsaved.lineage)
        return undefined;
    return `somebody has written the state since the apply began${serial === undefined ? '' : ` (serial ${serial})`}`;
}
}),
319:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
DX: () => ( NotReady),
jb: () => ( describeFinding),
uw: () => ( good)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
function good(what, found) {
    return { what, verdict: 'good', found, why: '', mend: '' };
}
function describeFinding({ what, verdict, found, why, mend, command = '' }) {
    const words = [`${verdict}: ${what}: ${found}`, why, mend, command].filter((part) => part !== '');
    return words.map((part) => (part === command || /[.!?:]$/.test(part) ? part : `${part}.`)).join(' ');
}
class NotReady extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason;
    findings;
    policies;
    constructor(findings, policies) {
        const wrong = findings.filter(({ verdict }) => verdict === 'wrong');
        super(`Lockstep cannot work here: ${wrong.map(({ what, found }) => `${what}: ${found}`).join(' ')} The job summary says what to do.`);
        this.reason = wrong.every(({ isOfGitHub }) => isOfGitHub === true) ? 'github-unusable' : 'backend-unusable';
        this.findings = findings;
        this.policies = policies;
    }
}
}),
1577:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
LP: () => ( createStateLock),
X6: () => ( renderLockRecord)
});
var _state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
const LOCK_OPERATIONS = { plan: 'OperationTypePlan', apply: 'OperationTypeApply' };
function createStateLock(taker) {
    const { id, operation, address, actor, prNumber, runUrl } = taker;
    const purpose = prNumber === undefined ? '' : ` for #${prNumber}`;
    return {
        id,
        operation: LOCK_OPERATIONS[operation],
        info: toLine(`Lockstep: ${operation} by ${actor}${purpose}, ${runUrl}`),
        who: toLine(`${taker.user}@${taker.host}`),
        version: toLine(taker.toolVersion ?? ''),
        created: trimFraction(taker.takenAt.toISOString()),
        path: (0,_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address),
    };
}
function renderLockRecord(lock) {
    const record = {
        ID: lock.id,
        Operation: lock.operation,
        Info: lock.info,
        Who: lock.who,
        Version: lock.version,
        Created: trimFraction(lock.created),
        Path: lock.path,
    };
    return JSON.stringify(record)
        .replace(/(\\\\)|\\ud[89a-f][0-9a-f]{2}/g, (_, backslash) => backslash ?? String.raw `\ufffd`)
        .replace(/[<>&\u2028\u2029]/g, (found) => String.raw `\u` + found.charCodeAt(0).toString(16).padStart(4, '0'));
}
function trimFraction(time) {
    return time.replace(/\.(\d*?)0*(?=Z|[+-]|$)/, (_, digits) => (digits === '' ? '' : `.${digits}`));
}
const MAX_LINE_LENGTH = 500;
function toLine(text) {
    const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
    const characters = Array.from(line);
    return characters.length <= MAX_LINE_LENGTH ? line : `${characters.slice(0, MAX_LINE_LENGTH - 1).join('')}…`;
}
}),
713:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
b: () => ( PlanFailed)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
class PlanFailed extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'plan-failed';
    details;
    constructor(message, details) {
        super(message);
        this.details = details;
    }
}
}),
4259:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
f: () => ( findShownPlaces),
w: () => ( findSensitivePlaces)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
function findSensitivePlaces({ sensitive }) {
    return [...marked([], sensitive?.after)];
}
function findShownPlaces({ after, unknown, sensitive }) {
    return [...shownPlaces([], { after, unknown, marks: sensitive?.after })];
}
function* marked(path, marks) {
    if (marks === true)
        yield path;
    for (const [step, inner] of partsOf(marks))
        yield* marked([...path, step], inner);
}
function* shownPlaces(path, { after, unknown, marks }) {
    if (marks === true || ((after === null || after === undefined) && unknown !== true))
        return;
    yield path;
    for (const [step, inner] of partsOf(after)) {
        const [member, mark] = [unknown, marks].map((tree) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(tree, String(step)));
        yield* shownPlaces([...path, step], { after: inner, unknown: member, marks: mark });
    }
    for (const [step, inner] of partsOf(unknown)) {
        if (inner === true && (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(after, String(step)) === undefined) {
            if ((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(marks, String(step)) !== true)
                yield [...path, step];
        }
    }
}
function partsOf(value) {
    if (Array.isArray(value))
        return value.map((inner, place) => [place, inner]);
    return Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value) ?? {});
}
}),
1462:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Oe: () => ( listElements),
YC: () => ( findElementLeaves),
ZE: () => ( elementsOf),
eo: () => ( leafOf),
g6: () => ( findLeaves),
qN: () => ( findTransitions),
qv: () => ( OBJECT),
sj: () => ( ABSENT)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
var _plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3447);
function findTransitions({ before, after, unknown }) {
    return [...walk([], { before, after, unknown })];
}
function findLeaves({ after, unknown }) {
    return [...walk([], { before: null, after, unknown })];
}
function elementsOf({ after, elements }) {
    if (elements !== undefined)
        return elements;
    if (after?.startsWith('[') !== true)
        return undefined;
    return JSON.parse(after).map((value) => ({ value, unknown: undefined }));
}
function findElementLeaves(path, place, { value, unknown }) {
    const leaves = [...walk([...path, place], { before: null, after: value, unknown })];
    const names = new Set([value, unknown].flatMap((part) => (isObject(part) ? Object.keys(part) : [])));
    const size = { path: [...path, place, 'size'], before: undefined, after: String(isObject(value) ? names.size : -1) };
    const isKnown = unknown !== true;
    return [...leaves.map((leaf) => ({ ...leaf, before: undefined })), ...(isKnown ? [size] : [])];
}
function* walk(path, { before, after, unknown }) {
    if (unknown === true) {
        yield { path, before: leafOf(before), after: undefined };
    }
    else if (Array.isArray(after) && (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__ .rZ)(unknown)) {
        yield { path, before: undefined, after: undefined, elements: listElements(after, unknown) };
    }
    else if (isObject(before) || isObject(after) || (isObject(unknown) && (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__ .rZ)(unknown))) {
        const names = new Set([before, after, unknown].flatMap((value) => (isObject(value) ? Object.keys(value) : [])));
        if (!isObject(before) || !isObject(after))
            yield { path, before: shapeOf(before), after: shapeOf(after) };
        for (const name of names) {
            yield* walk([...path, name], {
                before: memberOf(before, name),
                after: memberOf(after, name),
                unknown: memberOf(unknown, name),
            });
        }
    }
    else {
        const transition = { path, before: leafOf(before), after: leafOf(after) };
        const isSame = path.length <= 1 ? (before ?? null) === (after ?? null) : before === after;
        if (!isSame && transition.before !== transition.after)
            yield transition;
    }
}
function listElements(list, unknown) {
    const marks = Array.isArray(unknown) ? unknown : [];
    return list.map((value, place) => ({ value, unknown: marks[place] }));
}
function leafOf(value) {
    return value === undefined ? ABSENT : (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .dj)(value);
}
const ABSENT = 'absent';
const OBJECT = 'object';
function shapeOf(value) {
    return isObject(value) ? OBJECT : leafOf(value);
}
function memberOf(value, name) {
    return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
function isObject(value) {
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value) !== undefined;
}
}),
6035:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
q: () => ( showPair),
v: () => ( showValue)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
var _secrets_conceal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7987);
const LONGEST = 400;
const BEFORE = 80;
const FROM = 220;
function showPair(before, after, conceal) {
    const [old, now] = [textOf(before, conceal), textOf(after, conceal)];
    const at = commonStart(old, now);
    return [cut(old, at), cut(now, at)];
}
function showValue(value, conceal) {
    return cut(textOf(value, conceal), 0);
}
function textOf({ value, marks }, conceal) {
    if (value === undefined || value === null)
        return '';
    const hidden = hide(value, marks, conceal);
    return hidden === _secrets_conceal_js__WEBPACK_IMPORTED_MODULE_1__ .NP ? _secrets_conceal_js__WEBPACK_IMPORTED_MODULE_1__ .NP : conceal((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .ip)(hidden));
}
function hide(value, marks, conceal) {
    if (marks === true)
        return _secrets_conceal_js__WEBPACK_IMPORTED_MODULE_1__ .NP;
    if (typeof value === 'string')
        return conceal(value);
    if (typeof value === 'number' || value instanceof _json_js__WEBPACK_IMPORTED_MODULE_0__ .fh) {
        return conceal(String(value)) === _secrets_conceal_js__WEBPACK_IMPORTED_MODULE_1__ .NP ? _secrets_conceal_js__WEBPACK_IMPORTED_MODULE_1__ .NP : value;
    }
    if (Array.isArray(value))
        return value.map((part, index) => hide(part, (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(marks, String(index)), conceal));
    const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value);
    if (record === undefined)
        return value;
    return Object.fromEntries(Object.entries(record).map(([name, part]) => [conceal(name), hide(part, (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(marks, name), conceal)]));
}
function commonStart(one, other) {
    if (one === '' || other === '')
        return 0;
    let at = 0;
    while (at < one.length && one[at] === other[at])
        at += 1;
    return at;
}
function cut(text, at) {
    if (text.length <= LONGEST)
        return text;
    const start = Math.max(0, Math.min(at - BEFORE, text.length - BEFORE - FROM));
    const end = start + BEFORE + FROM;
    const shown = `${start === 0 ? '' : '… '}${text.slice(start, end)}${end >= text.length ? '' : ' …'}`;
    return `${shown.toWellFormed()} (${text.length} characters)`;
}
}),
2413:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
CI: () => ( partsOf),
LM: () => ( digestiblesOf),
MU: () => ( readingOf),
Z4: () => ( openDigest),
bM: () => ( openReading),
qT: () => ( NO_LEEWAY)
});
var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
var _run_words_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2884);
var _unreviewed_values_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(518);
const NO_LEEWAY = { words: _run_words_js__WEBPACK_IMPORTED_MODULE_2__ .I1, values: [] };
function readingOf({ version, headSha }, { words, values }) {
    if (version === 1)
        return { words: _run_words_js__WEBPACK_IMPORTED_MODULE_2__ .I1, values };
    return { words: { ...words, commits: [...words.commits, headSha] }, values };
}
function partsOf({ changes, outputChanges, actionInvocations }) {
    return [
        ...actionInvocations.map(({ address, values }) => {
            return { kind: 'resource', address, actions: ['invoke'], values, setBy: undefined, resource: undefined };
        }),
        ...changes
            .filter(({ action }) => action !== 'read')
            .map((resource) => {
            const { address, actions, values, setBy } = resource;
            return { kind: 'resource', address, actions, values, setBy, resource };
        }),
        ...outputChanges.map(({ name, action, values, setBy }) => {
            return { kind: 'output', address: name, actions: [action], values, setBy, resource: undefined };
        }),
    ];
}
function digestiblesOf(plan, leeway = NO_LEEWAY) {
    return partsOf(plan).map(openReading(leeway));
}
function openReading({ words, values: unreviewed }) {
    const reword = (0,_run_words_js__WEBPACK_IMPORTED_MODULE_2__ .U1)(words);
    return (part) => {
        const free = (0,_unreviewed_values_js__WEBPACK_IMPORTED_MODULE_3__ .w$)(part, unreviewed);
        const values = (0,_unreviewed_values_js__WEBPACK_IMPORTED_MODULE_3__ .Kd)(rewordValues(part.values, reword), free);
        return { ...part, free, values, setBy: rewordVariables(part.setBy, reword) };
    };
}
function rewordValues(values, reword) {
    return { ...values, before: reword(values.before), after: reword(values.after) };
}
function rewordVariables(setBy, reword) {
    if (setBy === undefined || Object.values(setBy).every(({ variables }) => Object.keys(variables).length === 0)) {
        return setBy;
    }
    const reworded = Object.entries(setBy).map(([name, expression]) => [
        name,
        { ...expression, variables: (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(reword(expression.variables)) ?? {} },
    ]);
    return Object.fromEntries(reworded);
}
function openDigest({ kind, address }, salt) {
    return (parts) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', salt)
        .update((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .dj)([kind, address, ...parts]))
        .digest('base64url')
        .slice(0, DIGEST_CHARACTERS);
}
const DIGEST_CHARACTERS = 22;
}),
7630:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Io: () => ( distance),
Mc: () => ( judgeTogether),
Td: () => ( attributesOf),
Ts: () => ( findShown),
YX: () => ( coversActions),
k: () => ( hasMade)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
var _plan_sensitive_places_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4259);
var _plan_transitions_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1462);
var _review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9378);
var _record_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1096);
var _settings_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5456);
var _since_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(399);
var _unreviewed_values_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(518);
function judgeTogether(candidates, drift) {
    const compared = candidates.map((candidate, index) => {
        const others = () => candidates.filter((other) => other !== candidate).map((other) => (0,_since_js__WEBPACK_IMPORTED_MODULE_6__ .Hv)(other, (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__ .ol)(other)));
        const digests = (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__ .SL)(candidate, { making: candidate.making, others });
        const said = candidates.length === 1 ? SAYS_ALL : (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__ .SQ)(candidate);
        return { candidate, index, digests, said };
    });
    const laterThan = (index) => compared.slice(index + 1).map(({ said }) => said);
    const unheld = compared.flatMap(({ candidate, index, digests }) => (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__ .UG)(candidate, digests, () => (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__ .Yk)(candidate, laterThan(index))));
    const covers = new Map();
    for (const { candidate, digests, said } of compared) {
        const leaves = new Set(candidate.reviewed.leaves);
        for (const leaf of leavesToCover(candidate.now, candidate.review)) {
            const place = JSON.stringify(leaf.path);
            const found = covers.get(place) ?? { leaf, covers: [], last: 'not-seen' };
            covers.set(place, found);
            const seen = closestOf((0,_record_js__WEBPACK_IMPORTED_MODULE_4__ .XP)(leaf, candidate.now).map((form) => (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .Kk)(form, leaves, digests)));
            const isGone = seen === 'not-seen' && (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .TZ)(leaf, candidate.reviewed, { reviewed: leaves, digests });
            const cover = isGone ? 'same-end' : seen;
            found.covers.push(cover);
            const isSaid = said.has(leaf.path, leaf.after === _plan_transitions_js__WEBPACK_IMPORTED_MODULE_2__ .qv ? 'object' : undefined);
            if (isSaid || (!said.isExact && cover !== 'not-seen'))
                found.last = cover;
        }
    }
    const missing = [];
    const drifted = [];
    for (const { leaf, covers: ofLeaf, last } of covers.values()) {
        if (last === 'not-seen')
            missing.push(leaf);
        else if (!ofLeaf.includes('seen') && hasDrifted(leaf, candidates[0]?.now, drift))
            drifted.push(leaf);
    }
    const shown = compared.flatMap(({ candidate, index }) => findShown(candidate, laterThan(index)));
    return { missing: [...missing, ...shown], drifted, unheld: [...new Set(unheld)] };
}
function closestOf(covers) {
    return covers.includes('seen') ? 'seen' : (covers.find((cover) => cover !== 'not-seen') ?? 'not-seen');
}
const SAYS_ALL = { has: () => true, isExact: true };
function findShown(pairing, later = []) {
    const { reviewed, now } = pairing;
    const digest = (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__ .ol)(pairing);
    const were = new Set(reviewed.sensitive);
    if (were.size === 0)
        return [];
    const shown = (0,_plan_sensitive_places_js__WEBPACK_IMPORTED_MODULE_1__ .f)(now.values);
    const isShownAgain = (path) => innermost(shown.filter((inner) => isWithin(inner, path))).every((inner) => later.some((said) => said.has(inner)));
    return shown
        .filter((path) => were.has((0,_record_js__WEBPACK_IMPORTED_MODULE_4__ .Xw)(path, digest)) && !isShownAgain(path))
        .map((path) => ({ path, before: undefined, after: undefined }));
}
function isWithin(inner, outer) {
    return outer.every((name, index) => inner[index] === name);
}
function innermost(paths) {
    return paths.filter((path, index) => {
        const next = paths[index + 1];
        return next === undefined || !isWithin(next, path);
    });
}
function distance({ missing, unheld, drifted }) {
    return (missing.length + unheld.length) * 1000 + drifted.length;
}
function leavesToCover(now, { version }) {
    const byPlace = new Map([
        ...(version === 1 ? [] : (0,_record_js__WEBPACK_IMPORTED_MODULE_4__ .TL)(now)).map((leaf) => [JSON.stringify(leaf.path), { ...leaf, before: undefined }]),
        ...(0,_record_js__WEBPACK_IMPORTED_MODULE_4__ .C5)(now).map((leaf) => [JSON.stringify(leaf.path), leaf]),
    ]);
    return [...byPlace.values()].filter((leaf) => !isLeftOver(leaf, now) && !(0,_unreviewed_values_js__WEBPACK_IMPORTED_MODULE_7__ .xp)(leaf.path, now.free));
}
function isLeftOver({ path }, { resource }) {
    const isOfAnAttempt = isTainted(resource) || resource?.deposed !== undefined;
    return isOfAnAttempt && path[0] === '' && path[1] === _record_js__WEBPACK_IMPORTED_MODULE_4__ .hV;
}
function hasDrifted({ path }, change, drift) {
    if (change === undefined || change.kind === 'output')
        return false;
    return drift
        .filter(({ address }) => address === change.address)
        .flatMap(({ values }) => (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_2__ .qN)(values))
        .some((moved) => moved.path.length > 0 && (isWithin(moved.path, path) || isWithin(path, moved.path)));
}
function attributesOf({ kind }, leaves) {
    if (kind === 'output')
        return [];
    const names = leaves.map(({ path }) => (path[0] === '' ? path[1] : path[0]));
    return [...new Set(names.filter((name) => typeof name === 'string'))];
}
function hasMade(pairing) {
    const { reviewed, now } = pairing;
    const digests = (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__ .SL)(pairing, 'in-place');
    if (reviewed.actions.includes('create')) {
        const id = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(now.values.before, 'id');
        const ended = { path: ['', _record_js__WEBPACK_IMPORTED_MODULE_4__ .hV], before: undefined, after: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .dj)(id) };
        return typeof id === 'string' && !(0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .nw)(ended, digests).some((leaf) => reviewed.leaves.includes(leaf));
    }
    const becomes = new Set(reviewed.settings?.flatMap((setting) => setting.becomes));
    const isThere = (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_2__ .g6)(now.values).some((leaf) => (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .nw)({ ...leaf, before: undefined }, digests).some((one) => becomes.has(one)));
    return isThere || reviewed.settings?.some(({ gone }) => gone.length > 0) === true;
}
function coversActions(reviewed, { actions, resource }) {
    if (isSame(reviewed, actions))
        return true;
    const replaced = reviewed.includes('delete') && reviewed.includes('create');
    const created = reviewed.includes('create') && !reviewed.includes('forget');
    if (isSame(actions, ['create']))
        return replaced;
    if (isSame(actions, ['delete']))
        return resource?.deposed !== undefined && (replaced || created);
    if (isSame(actions, ['no-op']))
        return reviewed.includes('update');
    if (isSame(actions, ['update']))
        return created;
    return isTainted(resource) && actions.includes('create') && actions.includes('delete') && created;
}
function isSame(one, other) {
    return one.join() === other.join();
}
function isTainted(resource) {
    return resource?.reason === 'replace_because_tainted';
}
}),
2574:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
d: () => ( judgeRecord),
v: () => ( isRecordOf)
});
var _stack_repository_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3759);
var _review_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4361);
function judgeRecord(reading, of) {
    const { pullRequest } = of;
    const none = (why) => ({ kind: 'no-review', pullRequest, why });
    if (reading === undefined)
        return none({ kind: 'never-planned' });
    if (reading.kind !== 'review')
        return none(reading);
    const review = standing(reading.review, of);
    if (!isRecordOf(review, of) || review.prNumber !== pullRequest.number)
        return none({ kind: 'never-planned' });
    if (review.headSha !== pullRequest.headSha)
        return none({ kind: 'other-commit', plannedSha: review.headSha });
    if (review.plannedOn === 'empty')
        return none({ kind: 'planned-on-empty' });
    if (review.takenBack !== undefined)
        return none({ kind: 'taken-back', runUrl: review.takenBack.runUrl });
    if (isLate(review, of))
        return none({ kind: 'late' });
    const since = new Date(standsSinceMs(review, of));
    const standsSince = Number.isNaN(since.getTime()) ? undefined : since.toISOString();
    return { kind: 'review', pullRequest, review: { ...review, standsSince } };
}
function standing(review, { mergedAt, writtenAt, lateRunUrl }) {
    const { takenBack } = review;
    if (takenBack === undefined || mergedAt === undefined)
        return review;
    const isAfter = writtenAt !== undefined && writtenAt.getTime() > Date.parse(mergedAt);
    return (isAfter || takenBack.runUrl === lateRunUrl ? (0,_review_js__WEBPACK_IMPORTED_MODULE_0__ .pK)(review) : undefined) ?? review;
}
function isRecordOf(review, of) {
    const isOfStack = review.productionKey === undefined || review.productionKey === of.productionKey;
    return isOfStack && (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_1__ .v)(review, of);
}
function isLate(review, of) {
    return of.mergedAt !== undefined && !(standsSinceMs(review, of) < Date.parse(of.mergedAt));
}
function standsSinceMs({ plannedAt, standsSince }, { writtenAt }) {
    return standsSince === undefined ? (writtenAt?.getTime() ?? Date.parse(plannedAt)) : Date.parse(standsSince);
}
}),
1096:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
C5: () => ( transitionsOf),
GU: () => ( digestWhole),
TL: () => ( remadeLeaves),
XP: () => ( formsOf),
Xw: () => ( digestSensitive),
hV: () => ( ENDED_OBJECT),
o2: () => ( reviewChanges),
so: () => ( showFree)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
var _plan_sensitive_places_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4259);
var _plan_transitions_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1462);
var _plan_value_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6035);
var _digest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2413);
var _review_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(4361);
var _review_leaves_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9378);
var _settings_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5456);
var _since_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(399);
var _unreviewed_values_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(518);
function reviewChanges(plan, salt, leeway = _digest_js__WEBPACK_IMPORTED_MODULE_4__ .qT) {
    const read = (0,_digest_js__WEBPACK_IMPORTED_MODULE_4__ .bM)(leeway);
    const digested = (0,_digest_js__WEBPACK_IMPORTED_MODULE_4__ .CI)(plan).map((part) => {
        const change = read(part);
        const shown = showFree({ ...part, free: change.free }, salt, plan.conceal);
        return { kind: part.kind, reviewed: { ...digestChange(change, salt), shown } };
    });
    const only = (kind) => digested.filter((change) => change.kind === kind).map(({ reviewed }) => reviewed);
    return { resources: only('resource'), outputs: only('output') };
}
function digestChange(change, salt) {
    const { address, actions } = change;
    const digest = (0,_digest_js__WEBPACK_IMPORTED_MODULE_4__ .Z4)(change, salt);
    return {
        address,
        actions,
        ...digestWhole(change, salt),
        settings: (0,_settings_js__WEBPACK_IMPORTED_MODULE_6__ .jF)(change, digest),
        setBy: (0,_since_js__WEBPACK_IMPORTED_MODULE_7__ .hY)(change, digest),
        sources: (0,_since_js__WEBPACK_IMPORTED_MODULE_7__ .su)(change, digest),
        stated: (0,_settings_js__WEBPACK_IMPORTED_MODULE_6__ .wP)(change) ? [] : (0,_settings_js__WEBPACK_IMPORTED_MODULE_6__ .pn)(transitionsOf(change), digest),
        sensitive: (0,_plan_sensitive_places_js__WEBPACK_IMPORTED_MODULE_1__ .w)(change.values)
            .map((path) => digestSensitive(path, digest))
            .sort(),
        shown: [],
    };
}
function digestSensitive(path, digest) {
    return digest(['sensitive', path]);
}
function digestWhole(change, salt) {
    const digest = (0,_digest_js__WEBPACK_IMPORTED_MODULE_4__ .Z4)(change, salt);
    const digests = { digest, configured: change.resource?.configured, version: _review_js__WEBPACK_IMPORTED_MODULE_9__ .M6 };
    const leaves = [...new Set(recordedLeaves(change).flatMap((leaf) => (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_5__ .nw)(leaf, digests)))].sort();
    return { digest: digest(['change', change.actions, leaves]), leaves };
}
function showFree({ kind, address, values, free }, salt, conceal) {
    const digest = (0,_digest_js__WEBPACK_IMPORTED_MODULE_4__ .Z4)({ kind, address }, salt);
    return (0,_unreviewed_values_js__WEBPACK_IMPORTED_MODULE_8__ .km)(values, free).map(({ path, value, marks }) => ({
        path,
        text: (0,_plan_value_text_js__WEBPACK_IMPORTED_MODULE_3__ .v)({ value, marks }, conceal),
        digest: digest(['shown', path, value ?? null]),
    }));
}
function transitionsOf(change) {
    const { actions, values, resource } = change;
    const ends = actions.includes('delete') || actions.includes('forget');
    const aside = (name, after) => after === undefined ? [] : [{ path: ['', name], before: undefined, after }];
    return [
        ...(ends && actions.length === 1 ? [] : (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_2__ .qN)(values)),
        ...aside('moved from', resource?.previousAddress),
        ...aside('import', resource?.importId),
        ...aside(ENDED_OBJECT, ends && resource !== undefined ? identify(change) : undefined),
    ];
}
const ENDED_OBJECT = 'object';
const WHOLE_OBJECT = 'whole object';
function identify(change) {
    const whole = objectBefore(change);
    const id = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(whole)?.['id'];
    return typeof id === 'string' ? (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .dj)(id) : (change.resource?.identity ?? (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .dj)(whole));
}
function objectBefore({ resource, values }) {
    return resource?.values.before ?? values.before;
}
function wholeObject(change, name) {
    return [{ path: ['', name], before: undefined, after: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .dj)(objectBefore(change)) }];
}
function formsOf(leaf, change) {
    if (leaf.path[0] !== '' || leaf.path[1] !== ENDED_OBJECT)
        return [leaf];
    return [leaf, ...wholeObject(change, isKnownByIdentity(change) ? ENDED_OBJECT : WHOLE_OBJECT)];
}
function isKnownByIdentity(change) {
    const { resource } = change;
    return resource?.identity !== undefined && identify(change) === resource.identity;
}
function recordedLeaves(change) {
    const leaves = transitionsOf(change);
    const ends = leaves.some(({ path }) => path[0] === '' && path[1] === ENDED_OBJECT);
    return [
        ...leaves,
        ...(ends && isKnownByIdentity(change) ? wholeObject(change, WHOLE_OBJECT) : []),
        ...remadeLeaves(change),
    ];
}
function remadeLeaves({ actions, values }) {
    return actions.includes('create') && actions.length > 1 ? (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_2__ .g6)(values) : [];
}
}),
6403:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
F: () => ( renderReview),
w: () => ( parseReview)
});
var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
var _review_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4361);
const optionalText = valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP());
const texts = valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP());
const optionalTexts = valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(texts);
const takenBack = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ runUrl: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), since: optionalText });
const kind = valibot__WEBPACK_IMPORTED_MODULE_0__ .KIO(['resource', 'output']);
const Change = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    address: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    actions: texts,
    digest: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    leaves: texts,
});
const entries = {
    repository: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    prNumber: valibot__WEBPACK_IMPORTED_MODULE_0__ .aig(),
    headSha: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    runUrl: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    plannedAt: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    plannedOn: valibot__WEBPACK_IMPORTED_MODULE_0__ .KIO(['snapshot', 'no-state', 'empty']),
    snapshot: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ serial: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .aig()), lineage: optionalText })),
    salt: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(),
    madeBy: valibot__WEBPACK_IMPORTED_MODULE_0__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ tool: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), version: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP() })), undefined),
    standsSince: optionalText,
    takenBack: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .ZmZ()),
};
const First = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    ...entries,
    version: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz(1),
    resources: valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(Change),
    outputs: valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(Change),
});
const SettingsChange = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    ...Change.entries,
    settings: valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ attribute: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), becomes: texts, places: optionalTexts, gone: texts })),
    setBy: optionalTexts,
    sources: optionalTexts,
    stated: optionalTexts,
    sensitive: optionalTexts,
    shown: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ path: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), text: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), digest: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP() })), []),
});
const Second = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    ...entries,
    version: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz(_review_js__WEBPACK_IMPORTED_MODULE_1__ .M6),
    repositoryId: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .aig(), valibot__WEBPACK_IMPORTED_MODULE_0__ .pdi(String))])),
    productionKey: optionalText,
    resources: valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(SettingsChange),
    outputs: valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(SettingsChange),
    varying: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ what: kind, address: valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), attributes: texts })), []),
});
const TakenBack = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz(_review_js__WEBPACK_IMPORTED_MODULE_1__ .jZ),
    takenBack,
    record: valibot__WEBPACK_IMPORTED_MODULE_0__ .Oxt('version', [First, Second]),
});
const Destroy = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz(_review_js__WEBPACK_IMPORTED_MODULE_1__ .S3),
    takenBack: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(takenBack),
    record: Second,
});
const Version = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .aig(), valibot__WEBPACK_IMPORTED_MODULE_0__ .ndf()) });
const Document = valibot__WEBPACK_IMPORTED_MODULE_0__ .Oxt('version', [First, Second, TakenBack, Destroy]);
function parseReview(body) {
    let json;
    try {
        json = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        return { kind: 'unreadable', why: 'it is no JSON' };
    }
    const version = valibot__WEBPACK_IMPORTED_MODULE_0__ .xLC(Version, json);
    if (version.success && version.output.version > _review_js__WEBPACK_IMPORTED_MODULE_1__ .S3) {
        return { kind: 'newer', version: version.output.version };
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__ .xLC(Document, json);
    if (!parsed.success) {
        const issue = parsed.issues[0];
        return { kind: 'unreadable', why: `${valibot__WEBPACK_IMPORTED_MODULE_0__ .BuJ(issue) ?? 'the document'}: ${issue.message}` };
    }
    const { output } = parsed;
    if (output.version !== _review_js__WEBPACK_IMPORTED_MODULE_1__ .jZ && output.version !== _review_js__WEBPACK_IMPORTED_MODULE_1__ .S3) {
        return { kind: 'review', review: readRecord(output) };
    }
    const review = readRecord(output.record);
    const back = output.takenBack && { runUrl: output.takenBack.runUrl, since: output.takenBack.since };
    return {
        kind: 'review',
        review: {
            ...review,
            ...(back === undefined ? {} : { takenBack: back }),
            ...(output.version === _review_js__WEBPACK_IMPORTED_MODULE_1__ .S3 ? { isDestroy: true } : {}),
        },
    };
}
function readRecord(record) {
    const snapshot = record.snapshot === undefined ? undefined : { serial: record.snapshot.serial, lineage: record.snapshot.lineage };
    return record.version === 1
        ? {
            ...record,
            repositoryId: undefined,
            madeBy: undefined,
            snapshot,
            resources: record.resources.map(readFirst),
            outputs: record.outputs.map(readFirst),
            varying: [],
        }
        : {
            ...record,
            repositoryId: record.repositoryId,
            madeBy: record.madeBy,
            snapshot,
            resources: record.resources.map(readSecond),
            outputs: record.outputs.map(readSecond),
        };
}
function readFirst(change) {
    return { ...change, settings: undefined, shown: [] };
}
function readSecond(change) {
    const settings = change.settings.flatMap(({ becomes }) => becomes);
    return { ...change, leaves: [...new Set([...change.leaves, ...settings])].sort() };
}
function renderReview({ takenBack, isDestroy, ...review }) {
    const record = {
        ...review,
        resources: review.resources.map(writeChange),
        outputs: review.outputs.map(writeChange),
    };
    const version = isDestroy === true ? _review_js__WEBPACK_IMPORTED_MODULE_1__ .S3 : _review_js__WEBPACK_IMPORTED_MODULE_1__ .jZ;
    const document = takenBack === undefined && isDestroy !== true ? record : { version, takenBack, record };
    return new TextEncoder().encode(JSON.stringify(document));
}
function writeChange(change) {
    const written = new Set(change.settings?.flatMap(({ becomes }) => becomes));
    return { ...change, leaves: change.leaves.filter((leaf) => !written.has(leaf)) };
}
}),
9378:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Cj: () => ( digestGone),
Kk: () => ( coverLeaf),
S: () => ( digestPlace),
TZ: () => ( isSeenGone),
Tb: () => ( findHeld),
nw: () => ( digestsOf)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
var _plan_configured_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8552);
var _plan_plan_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3447);
var _plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1462);
function digestsOf(leaf, digests) {
    const { path, before, after, elements } = leaf;
    const { digest, configured } = digests;
    if (elements !== undefined)
        return digestsOfList(path, elements, digests);
    if (after === undefined) {
        const isSet = configured === undefined || (0,_plan_configured_js__WEBPACK_IMPORTED_MODULE_1__ .bz)(configured, path);
        return [isSet ? digestLater(path, digest) : digestComputed(path, digest)];
    }
    return before === undefined || before === _plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .sj
        ? [digestAfter(leaf, digest)]
        : [digestAfter(leaf, digest), digestWhole(leaf, digest)];
}
function digestsOfList(path, elements, digests) {
    return [
        digests.digest(['length', path, elements.length]),
        ...elements.flatMap((element, place) => [
            ...(0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .YC)(path, place, element).flatMap((leaf) => digestsOf(leaf, digests)),
            ...(hasUnknown(element) ? [digests.digest(['open', path, place])] : []),
        ]),
    ];
}
function hasUnknown({ unknown }) {
    return JSON.stringify(unknown ?? null).includes('true');
}
function digestAfter({ path, after }, digest) {
    return digest(['after', path, after]);
}
function digestPlace(path, digest) {
    return digest(['at', path]);
}
function digestGone(path, digest) {
    return digest(['gone', path]);
}
function digestWhole({ path, before, after }, digest) {
    return digest(['whole', path, before, after]);
}
function digestLater(path, digest) {
    return digest(['later', path]);
}
function digestComputed(path, digest) {
    return digest(['computed', path]);
}
function coverLeaf(leaf, reviewed, digests) {
    const { digest } = digests;
    const { path, before, after, elements } = leaf;
    if (wasUnknown(leaf, reviewed, digests))
        return 'seen';
    if (after !== undefined) {
        if (before !== undefined && reviewed.has(digestWhole(leaf, digest)))
            return 'seen';
        if (reviewed.has(digestAfter(leaf, digest)))
            return before === undefined || before === _plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .sj ? 'seen' : 'same-end';
    }
    if (elements === undefined && after === undefined)
        return 'not-seen';
    const list = (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .ZE)(leaf);
    return list !== undefined && placeElements(path, list, { reviewed, digests }) !== undefined ? 'seen' : 'not-seen';
}
function wasUnknown(leaf, reviewed, digests) {
    const { digest, configured, since } = digests;
    const { path, after, elements } = leaf;
    const isKnown = after !== undefined || elements !== undefined;
    const isAsSeen = since?.isFromTheSame(path) !== false;
    for (let length = 0; length <= path.length; length += 1) {
        const part = path.slice(0, length);
        const wasSet = reviewed.has(digestLater(part, digest)) && !isLeftNow(part, digests);
        if (wasSet && (isKnown ? isSetKnown(path, digests) : isAsSeen))
            return true;
        if (!reviewed.has(digestComputed(part, digest)))
            continue;
        const isLeft = configured !== undefined && !(0,_plan_configured_js__WEBPACK_IMPORTED_MODULE_1__ .Dv)(configured, leaf);
        if (isKnown ? isLeft && since?.isComputedKnown() === true : isAsSeen)
            return true;
    }
    return false;
}
function isSetKnown(path, { since }) {
    return since?.isSetKnown(path) === true;
}
function isLeftNow(path, { configured, version }) {
    return configured !== undefined && (version > 1 || path.length === 1) && (0,_plan_configured_js__WEBPACK_IMPORTED_MODULE_1__ .OC)(configured, path);
}
function isSeenGone({ path, after }, { actions, settings }, { reviewed, digests: { digest } }) {
    const isGone = after === _plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .sj || (after === 'null' && path.length === 1);
    if (!isGone || !actions.includes('create') || settings === undefined)
        return false;
    if (settings.some(({ places }) => places === undefined))
        return false;
    const isOpen = (part) => reviewed.has(digestLater(part, digest)) || reviewed.has(digestComputed(part, digest));
    if (path.some((_, length) => isOpen(path.slice(0, length))))
        return false;
    const place = digestPlace(path, digest);
    return !settings.some(({ places }) => places?.includes(place));
}
function placeElements(path, list, { reviewed, digests }) {
    if (!reviewed.has(digests.digest(['length', path, list.length])))
        return undefined;
    const fitsBy = (by) => (element, place) => (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .YC)(path, place, element).every((leaf) => coverLeaf(leaf, reviewed, by) === 'seen');
    const fits = fitsBy(digests);
    const places = list.map((_, place) => place);
    if (list.every(fits))
        return places;
    const isAsSeen = fitsBy({ ...digests, since: digests.since && knowingNoMore(digests.since) });
    const isOpen = (place) => reviewed.has(digests.digest(['open', path, place]));
    const placed = new Map();
    const left = [...list];
    const open = [];
    let from = 0;
    for (const place of places) {
        const found = left.findIndex((element, index) => index >= from && isAsSeen(element, place));
        if (found < 0 && !isOpen(place))
            return undefined;
        if (found < 0) {
            open.push(place);
            continue;
        }
        for (const element of left.splice(found, 1))
            placed.set(element, place);
        from = found;
    }
    if (left.length > MATCHED_AT_MOST)
        return undefined;
    const hasMoved = (element) => hasUnknown(element) && places.some((place) => isOpen(place) && isAsSeen(element, place));
    if (left.some(hasMoved))
        return undefined;
    const matched = matchElements(left, open, fits);
    if (matched === undefined)
        return undefined;
    return list.map((element) => placed.get(element) ?? matched.get(element) ?? 0);
}
function knowingNoMore(since) {
    return { isSetKnown: () => false, isComputedKnown: () => false, isFromTheSame: (path) => since.isFromTheSame(path) };
}
const MATCHED_AT_MOST = 50;
function matchElements(elements, places, fits) {
    const takenBy = new Map();
    const seat = (element, tried) => places.some((place) => {
        if (tried.has(place) || !fits(element, place))
            return false;
        tried.add(place);
        const other = takenBy.get(place);
        if (other !== undefined && !seat(other, tried))
            return false;
        takenBy.set(place, element);
        return true;
    });
    if (!elements.every((element) => seat(element, new Set())))
        return undefined;
    return new Map([...takenBy].map(([place, element]) => [element, place]));
}
function findHeld({ after, unknown }, review) {
    const { digest } = review.digests;
    const held = new Set();
    const present = new Set();
    const hold = (path, text) => {
        held.add(digest(['after', path, text]));
        if (path.length === 0)
            held.add(digest(['whole', path, 'null', text]));
    };
    const visit = (path, value, marks) => {
        held.add(digestComputed(path, digest));
        const isLater = marks === true || isSetKnown(path, review.digests);
        if (isLater && !isLeftNow(path, review.digests))
            held.add(digestLater(path, digest));
        if (marks === true || (path.length > 1 ? value !== undefined : value != null))
            present.add(digestGone(path, digest));
        if (marks === true)
            return;
        if (Array.isArray(value)) {
            if (!(0,_plan_plan_js__WEBPACK_IMPORTED_MODULE_2__ .rZ)(marks))
                hold(path, (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .dj)(value));
            visitList(path, (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .Oe)(value, marks));
            return;
        }
        const [record, inner] = [(0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value), (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(marks)];
        hold(path, record === undefined ? (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .eo)(value) : _plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .qv);
        for (const name of new Set([record, inner].flatMap((part) => Object.keys(part ?? {})))) {
            visit([...path, name], (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(record, name), (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(inner, name));
        }
    };
    const visitList = (path, list) => {
        const places = placeElements(path, list, review);
        if (places === undefined)
            return;
        held.add(digest(['length', path, list.length]));
        list.forEach((element, index) => {
            const at = [...path, places[index] ?? index];
            held.add(digest(['open', path, places[index] ?? index]));
            for (const leaf of (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_3__ .YC)(path, places[index] ?? index, element))
                held.add(digestAfter(leaf, digest));
            visit(at, element.value, element.unknown);
        });
    };
    visit([], after, unknown);
    return { digests: held, present };
}
}),
4361:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
M6: () => ( REVIEW_VERSION),
S3: () => ( DESTROY_VERSION),
jZ: () => ( TAKEN_BACK_VERSION),
pK: () => ( putBack),
zH: () => ( takeBack)
});
const REVIEW_VERSION = 2;
const TAKEN_BACK_VERSION = 3;
const DESTROY_VERSION = 4;
function takeBack(review, { runUrl, writtenAt }) {
    const { standsSince, plannedAt, takenBack } = review;
    const since = takenBack === undefined ? (standsSince ?? writtenAt?.toISOString() ?? plannedAt) : undefined;
    return { ...review, takenBack: { runUrl, since } };
}
function putBack({ takenBack, ...review }) {
    return takenBack?.since === undefined ? undefined : { ...review, standsSince: takenBack.since };
}
}),
5440:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
$p: () => ( describeOtherTools),
Cj: () => ( PlanChanged),
FJ: () => ( concealComparison),
IH: () => ( describeNoBegin),
JW: () => ( reviewedPullRequests),
Qo: () => ( BY_HAND_URL),
hO: () => ( mergesOf),
ph: () => ( RETIRING_URL)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
const BY_HAND_URL = 'https://github.com/lockstep/lockstep/blob/main/examples/workflows/by-hand.yml';
const RETIRING_URL = 'https://github.com/lockstep/lockstep/blob/main/docs/retiring.md';
function concealComparison(comparison, conceal) {
    const concealed = (of) => ({ ...of, address: conceal(of.address) });
    const { unreviewed, alreadyDone, notPlanned, letDiffer, otherTools } = comparison;
    return {
        unreviewed: unreviewed.map((change) => ({
            ...concealed(change),
            attributes: change.attributes.map(conceal),
            varying: change.varying.map(conceal),
        })),
        alreadyDone: alreadyDone.map(concealed),
        notPlanned: notPlanned.map(concealed),
        letDiffer: letDiffer.map((one) => ({ ...concealed(one), path: conceal(one.path) })),
        otherTools,
    };
}
function mergesOf(reviewed) {
    return reviewed === undefined || reviewed.kind === 'not-compared' ? [] : reviewed.merges;
}
function reviewedPullRequests({ merges }) {
    return merges.filter(({ kind }) => kind === 'review').map(({ pullRequest }) => pullRequest);
}
class PlanChanged extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'plan-changed';
    changed;
    constructor(changed) {
        const { unreviewed, noBegin, otherTools } = changed.findings;
        const addresses = unreviewed.map(({ what, address }) => (what === 'output' ? `output ${address}` : address));
        super((otherTools.length === 0 ? '' : `${describeOtherTools(otherTools)}: `) +
            `the plan has ${unreviewed.length === 1 ? 'a change that was' : `${unreviewed.length} changes that were`} not reviewed: ` +
            `${addresses.slice(0, ADDRESSES_NAMED).join(', ')}${addresses.length > ADDRESSES_NAMED ? ' and more' : ''}` +
            (noBegin === undefined
                ? ''
                : `; it is not known what was merged since the last apply, because ${describeNoBegin(noBegin)}`));
        this.changed = changed;
    }
}
const ADDRESSES_NAMED = 5;
const TOOL_NAMES = new Map([
    ['terraform', 'Terraform'],
    ['tofu', 'OpenTofu'],
]);
function nameTool({ tool, version }) {
    return `${TOOL_NAMES.get(tool) ?? tool} ${version}`;
}
function describeOtherTools(others, quote = (text) => text) {
    const [first] = others;
    if (first === undefined)
        return '';
    const by = [...Map.groupBy(others, ({ reviewed }) => nameTool(reviewed))].map(([name, of]) => `${[...new Set(of.map(({ prNumber }) => `#${prNumber}`))].join(', ')} planned by ${quote(name)}`);
    return `${by.join(', ')}, this by ${quote(nameTool(first.planned))}`;
}
function describeNoBegin(noBegin) {
    switch (noBegin) {
        case 'never-seen':
            return 'none is remembered, and no push of this repository was seen before';
        case 'applied-elsewhere':
            return 'that was of another repository';
        case 'out-of-reach':
            return 'this run may not use the queue, which remembers it';
    }
}
}),
2884:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
I1: () => ( NO_WORDS),
LG: () => ( ANY_VALUE),
U1: () => ( openReword)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
const NO_WORDS = { commits: [], runId: undefined, workspace: undefined };
const MARK = '\0';
const SHA_CHARACTERS = 7;
const WHOLE_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const RUN_ID = /^\d{10,}$/;
const WORKSPACE = /^(?:[A-Za-z]:)?(?:[\\/][^\\/]+){2,}$/;
function openReword({ commits, runId, workspace }) {
    const shas = commits.map((sha) => sha.toLowerCase()).filter((sha) => WHOLE_SHA.test(sha));
    const id = runId !== undefined && RUN_ID.test(runId) ? runId : undefined;
    const inside = workspace !== undefined && WORKSPACE.test(workspace) ? pathPattern(workspace) : undefined;
    const rewordText = (text) => {
        let reworded = text.replaceAll(MARK, MARK + MARK);
        if (inside !== undefined)
            reworded = reworded.replace(inside, `${MARK}workspace;`);
        if (shas.length > 0) {
            reworded = reworded.replace(/[0-9a-f]+/gi, (run) => run.length >= SHA_CHARACTERS && shas.some((sha) => sha.startsWith(run)) ? `${MARK}commit ${run.length};` : run);
        }
        return id === undefined ? reworded : reworded.replace(/\d+/g, (run) => (run === id ? `${MARK}run;` : run));
    };
    const reword = (value) => {
        if (typeof value === 'string')
            return rewordText(value);
        if (typeof value === 'number')
            return id !== undefined && String(value) === id ? `${MARK}run as a number;` : value;
        if (Array.isArray(value))
            return value.map(reword);
        const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value);
        if (record === undefined)
            return value;
        return Object.fromEntries(Object.entries(record).map(([name, inner]) => [name, reword(inner)]));
    };
    return reword;
}
function pathPattern(workspace) {
    const names = workspace.split(/[\\/]/).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, String.raw `\$&`));
    return new RegExp(String.raw `(?<![\w.-])${names.join(String.raw `[\\/]`)}(?![\w.-])`, 'g');
}
const ANY_VALUE = `${MARK}any;`;
}),
5456:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
SL: () => ( openLeafDigests),
SQ: () => ( openSaid),
UG: () => ( findUnheld),
Yk: () => ( findSetAgain),
jF: () => ( recordSettings),
ol: () => ( digestOf),
pn: () => ( recordStated),
wP: () => ( isWhole)
});
var _plan_transitions_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1462);
var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
var _digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2413);
var _review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9378);
var _review_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4361);
var _since_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(399);
const NAMELESS = '';
function recordSettings(change, digest) {
    const digests = { digest, configured: change.resource?.configured, version: _review_js__WEBPACK_IMPORTED_MODULE_5__ .M6 };
    return [...Map.groupBy(settingLeaves(change), (leaf) => attributeOf(change.kind, leaf))].map(([name, leaves]) => {
        const [gone, there] = [leaves.filter(isGone), leaves.filter((leaf) => leaf.after !== _plan_transitions_js__WEBPACK_IMPORTED_MODULE_0__ .sj)];
        const placed = new Map(there.flatMap((leaf) => (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .nw)({ ...leaf, before: undefined }, digests).map((one) => [one, (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .S)(leaf.path, digest)])));
        const becomes = [...placed.keys()].sort();
        return {
            attribute: digestAttribute(name, digest),
            becomes,
            places: becomes.map((one) => placed.get(one) ?? ''),
            gone: unique(gone.map(({ path }) => (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .Cj)(path, digest))),
        };
    });
}
function settingLeaves({ actions, values }) {
    if (makesObject(actions))
        return (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_0__ .g6)(values);
    return actions.join() === 'update' ? (0,_plan_transitions_js__WEBPACK_IMPORTED_MODULE_0__ .qN)(values) : [];
}
function makesObject(actions) {
    return actions.includes('create') || actions.includes('invoke');
}
function isGone({ path, after }) {
    return after === _plan_transitions_js__WEBPACK_IMPORTED_MODULE_0__ .sj || (after === 'null' && path.length === 1);
}
function attributeOf(kind, { path: [name] }) {
    return kind === 'resource' && typeof name === 'string' ? name : NAMELESS;
}
function digestAttribute(name, digest) {
    return digest(['attribute', name]);
}
function unique(digests) {
    return [...new Set(digests)].sort();
}
function nameAttributes({ kind, values }, digest) {
    const parts = kind === 'output' ? [] : [values.before, values.after, values.unknown];
    const names = new Set([NAMELESS, ...parts.flatMap((part) => Object.keys((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(part) ?? {}))]);
    return new Map([...names].map((name) => [digestAttribute(name, digest), name]));
}
function digestOf({ review, reviewed, now }) {
    return (0,_digest_js__WEBPACK_IMPORTED_MODULE_2__ .Z4)({ kind: now.kind, address: reviewed.address }, review.salt);
}
function openLeafDigests({ review, reviewed, now }, what) {
    const digest = digestOf({ review, reviewed, now });
    const since = what === 'in-place' ? _since_js__WEBPACK_IMPORTED_MODULE_4__ .n4 : (0,_since_js__WEBPACK_IMPORTED_MODULE_4__ .NE)({ reviewed, now }, what, digest);
    return { digest, configured: now.resource?.configured, version: review.version, since };
}
function findUnheld(pairing, digests, setAgain = () => new Set()) {
    const { reviewed, now } = pairing;
    const settings = settingsOf(reviewed);
    const ends = now.actions.length === 1 && ['delete', 'forget'].includes(now.actions.join());
    if (settings.length === 0 || ends)
        return [];
    const { digest } = digests;
    const held = (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .Tb)(now.values, { reviewed: new Set(reviewed.leaves), digests });
    const names = nameAttributes(now, digest);
    const free = new Set(now.free.filter(({ length }) => length < 2).map(([name]) => String(name ?? NAMELESS)));
    let again;
    const isSetAgain = (place, attribute) => {
        again ??= setAgain();
        return again.has(place) || again.has(allOf(attribute));
    };
    return settings
        .filter(({ attribute, becomes, places, gone }) => {
        const isMissing = becomes.some((one, index) => !held.digests.has(one) && !isSetAgain(places?.[index] ?? attribute, attribute));
        const isLeft = gone.some((one) => held.present.has(one) && !isSetAgain(places === undefined ? attribute : one, attribute));
        return isMissing || isLeft;
    })
        .map(({ attribute }) => names.get(attribute) ?? NAMELESS)
        .filter((name) => !free.has(name));
}
function settingsOf({ actions, settings, leaves }) {
    if (settings !== undefined)
        return settings;
    return makesObject(actions) && actions.length === 1 ? [{ attribute: NAMELESS, becomes: leaves, gone: [] }] : [];
}
function isWhole({ actions }) {
    return actions.some((action) => action !== 'update' && action !== 'no-op');
}
function recordStated(leaves, digest) {
    const paths = leaves.map(({ path }) => path);
    const within = paths.flatMap((path) => path.map((_, length) => path.slice(0, length)));
    return [
        ...new Set([
            ...within.map((path) => digestWithin(path, digest)),
            ...paths.filter(([name]) => name === '').map((path) => (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .S)(path, digest)),
        ]),
    ].sort();
}
function digestWithin(path, digest) {
    return digest(['within', path]);
}
function openSaid({ review, reviewed, now }) {
    const { settings, stated } = reviewed;
    if (isWhole(reviewed))
        return { has: () => true, isExact: true };
    if (settings === undefined)
        return { has: () => true, isExact: false };
    const digest = digestOf({ review, reviewed, now });
    if (stated === undefined) {
        const attributes = new Set(settings.map(({ attribute }) => attribute));
        return {
            has: (path) => attributes.has(digestAttribute(attributeOf(now.kind, { path }), digest)),
            isExact: false,
        };
    }
    const said = new Set([...stated, ...settings.flatMap(({ places = [], gone }) => [...places, ...gone])]);
    const isSaid = (path) => said.has((0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .S)(path, digest)) || said.has((0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .Cj)(path, digest));
    return {
        has: (path, as) => (as !== 'object' && said.has(digestWithin(path, digest))) ||
            isSaid(path) ||
            path.some((_, length) => isSaid(path.slice(0, length))),
        isExact: true,
    };
}
function findSetAgain({ review, reviewed, now }, later) {
    const digest = digestOf({ review, reviewed, now });
    const exact = later.filter(({ isExact }) => isExact);
    const isSaid = (path) => exact.some((said) => said.has(path));
    const places = placesIn(now.values);
    const again = places.filter(isSaid).flatMap((path) => [(0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .S)(path, digest), (0,_review_leaves_js__WEBPACK_IMPORTED_MODULE_3__ .Cj)(path, digest)]);
    const byAttribute = Map.groupBy(places, (path) => attributeOf(now.kind, { path }));
    const whole = [...byAttribute].filter(([, all]) => all.every(isSaid)).map(([name]) => digestAttribute(name, digest));
    const isObject = (name) => [now.values.after, now.values.unknown].some((values) => (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(values, name)) !== undefined);
    const asOne = [...byAttribute.keys()].filter((name) => name !== NAMELESS && !isObject(name) && exact.some((said) => said.has([name], 'object')));
    return new Set([...again, ...whole, ...asOne.map((name) => allOf(digestAttribute(name, digest)))]);
}
function allOf(attribute) {
    return `${attribute}*`;
}
function placesIn({ before, after, unknown }) {
    const found = [];
    const visit = (path, values) => {
        found.push(path);
        const records = values.map(_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY);
        for (const name of new Set(records.flatMap((record) => Object.keys(record ?? {})))) {
            visit([...path, name], records.map((record) => (0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(record, name)));
        }
    };
    visit([], [before, after, unknown]);
    return found;
}
}),
399:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Hv: () => ( openSources),
KB: () => ( NOTHING_MADE),
NE: () => ( openSince),
hY: () => ( recordSetBy),
jK: () => ( findMaking),
n4: () => ( AT_ANY_TIME),
su: () => ( recordSources)
});
var _plan_configured_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8552);
var _plan_expressions_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9885);
var _plan_plan_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3447);
var _json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7504);
const AT_ANY_TIME = { isSetKnown: () => true, isComputedKnown: () => true, isFromTheSame: () => true };
const NOTHING_MADE = { all: new Set(), done: new Set() };
function recordSetBy(change, digest) {
    return attributesKnownLater(change)
        .flatMap((name) => {
        const expression = change.setBy?.[name];
        return expression === undefined ? [] : [digestSetBy(name, expression, digest)];
    })
        .sort();
}
function attributesKnownLater({ kind, values }) {
    const isOne = kind === 'output' || values.unknown === true;
    const attributes = isOne ? { [_plan_expressions_js__WEBPACK_IMPORTED_MODULE_1__ .Y]: values.unknown } : ((0,_json_js__WEBPACK_IMPORTED_MODULE_3__ .qY)(values.unknown) ?? {});
    return Object.keys(attributes).filter((name) => (0,_plan_plan_js__WEBPACK_IMPORTED_MODULE_2__ .rZ)(attributes[name]));
}
function recordSources(change, digest) {
    return attributesKnownLater(change)
        .flatMap((name) => {
        const sources = sourcesOf(change, name);
        return [digestSources(name, sources, digest), ...sources.map((source) => digestSource(name, source, digest))];
    })
        .sort();
}
function sourcesOf({ setBy }, name) {
    return setBy?.[name]?.sources ?? [];
}
function digestSources(name, sources, digest) {
    return digest(['from all', name, sources]);
}
function digestSource(name, source, digest) {
    return digest(['from', name, source]);
}
function openSources({ reviewed, now }, digest) {
    const { sources } = reviewed;
    const recorded = new Set(sources);
    return {
        hasAll: (name) => sources === undefined || recorded.has(digestSources(name, sourcesOf(now, name), digest)),
        findOthers: (name) => sources === undefined
            ? []
            : sourcesOf(now, name).filter((source) => !recorded.has(digestSource(name, source, digest))),
    };
}
function isFromTheSame(name, own, others) {
    if (own.hasAll(name) || others.length === 0)
        return own.hasAll(name);
    const left = others.map((other) => new Set(other.findOthers(name)));
    return own.findOthers(name).every((source) => left.some((missing) => !missing.has(source)));
}
function digestSetBy(name, { fingerprint, variables }, digest) {
    return digest(['set by', name, fingerprint, variables]);
}
function openSince({ reviewed, now }, { making, others }, digest) {
    const looked = new Map();
    const attributeOf = ([name]) => now.kind === 'resource' && typeof name === 'string' ? name : _plan_expressions_js__WEBPACK_IMPORTED_MODULE_1__ .Y;
    const own = openSources({ reviewed, now }, digest);
    const look = (name) => {
        const expression = now.setBy?.[name];
        if (expression === undefined || reviewed.setBy?.includes(digestSetBy(name, expression, digest)) !== true) {
            return false;
        }
        const { all, done } = making();
        const named = expression.resources.filter((address) => all.has(address));
        return named.length > 0 ? named.some((address) => done.has(address)) : expression.isOpen && done.size > 0;
    };
    return {
        isSetKnown: (path) => {
            const attribute = attributeOf(path);
            const found = looked.get(attribute) ?? look(attribute);
            looked.set(attribute, found);
            return found;
        },
        isComputedKnown: () => making().done.size > 0,
        isFromTheSame: (path) => isFromTheSame(attributeOf(path), own, others()),
    };
}
function findMaking({ resources }, plan, isMade) {
    const objects = objectsIn(plan);
    const making = resources.filter(({ actions }) => actions.includes('create') || actions.includes('update'));
    const done = making.filter((change) => {
        const object = objects.get(change.address);
        if (object === undefined)
            return false;
        return change.actions.join() === 'create' || isMade(change, object);
    });
    const names = (changes) => new Set(changes.map(({ address }) => (0,_plan_configured_js__WEBPACK_IMPORTED_MODULE_0__ .x0)(address)));
    return { all: names(making), done: names(done) };
}
function objectsIn({ changes, unchanged }) {
    const objects = new Map();
    const add = (address, before) => {
        if (before === null || before === undefined)
            return;
        const values = { before, after: before, unknown: {} };
        objects.set(address, {
            kind: 'resource',
            address,
            actions: ['no-op'],
            values,
            setBy: undefined,
            resource: undefined,
        });
    };
    for (const { kind, address, values } of unchanged)
        if (kind === 'resource')
            add(address, values.before);
    for (const { address, previousAddress, deposed, actions, values } of changes) {
        if (deposed !== undefined || actions.includes('create'))
            continue;
        add(previousAddress ?? address, values.before);
        add(address, values.before);
    }
    return objects;
}
}),
518:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Kd: () => ( liftFree),
km: () => ( findFreeValues),
st: () => ( parseUnreviewedValues),
w$: () => ( findFree),
xp: () => ( isFree)
});
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
var _run_words_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2884);
const ANY_PLACE = '*';
const NAME = String.raw `[\p{ID_Start}_][\p{ID_Continue}-]*`;
const KEY = String.raw `"(?:[^"\\]|\\.)*"`;
const PLACE = String.raw `0|[1-9]\d*|\*`;
const PART = new RegExp(String.raw `(?:^|\.)(?<name>${NAME})|(?:\.(?<place>${PLACE})|\[(?<key>${PLACE}|${KEY})\])`, 'uy');
function parseUnreviewedValue(line) {
    const parts = partsOf(line);
    if (parts === undefined)
        return undefined;
    if (parts[0] === 'output') {
        const [, name, ...rest] = parts;
        const path = pathOf(rest);
        return name === undefined || path === undefined ? undefined : { what: 'output', address: [name], path };
    }
    const end = endOfAddress(parts);
    const rest = parts.slice(end);
    const path = pathOf(rest);
    return end === undefined || rest[0] === undefined || isKey(rest[0]) || path === undefined
        ? undefined
        : { what: 'resource', address: parts.slice(0, end), path };
}
function parseUnreviewedValues(lines) {
    const value = [];
    for (const line of lines) {
        const parsed = parseUnreviewedValue(line);
        if (parsed === undefined)
            return { problem: `has ${JSON.stringify(line)}, which is no ADDRESS.ATTRIBUTE` };
        value.push(parsed);
    }
    return { value };
}
function partsOf(text) {
    const parts = [];
    let at = 0;
    while (at < text.length) {
        PART.lastIndex = at;
        const groups = PART.exec(text)?.groups;
        if (groups === undefined)
            return undefined;
        parts.push(groups['name'] ?? `[${groups['place'] ?? groups['key'] ?? ''}]`);
        at = PART.lastIndex;
    }
    return parts;
}
function endOfAddress(parts) {
    let at = 0;
    const skipKey = () => {
        if (isKey(parts[at]))
            at += 1;
    };
    while (parts[at] === 'module') {
        at += 2;
        skipKey();
    }
    if (parts[at] === 'data')
        at += 1;
    if (isKey(parts[at]) || isKey(parts[at + 1]))
        return undefined;
    at += 2;
    skipKey();
    return at;
}
function isKey(part) {
    return part?.startsWith('[') === true;
}
function pathOf(parts) {
    const path = parts.map(stepOf);
    return path.every((step) => step !== undefined) ? path : undefined;
}
function stepOf(part) {
    if (!isKey(part))
        return part;
    const key = part.slice(1, -1);
    if (key === ANY_PLACE)
        return ANY_PLACE;
    if (!key.startsWith('"'))
        return Number(key);
    return JSON_TEXT.test(key) ? JSON.parse(key) : undefined;
}
const JSON_TEXT = /^"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"$/iu;
function findFree({ kind, address }, values) {
    if (values.length === 0)
        return [];
    const parts = kind === 'output' ? [address] : partsOf(address);
    if (parts === undefined)
        return [];
    return values.filter((value) => value.what === kind && isAt(value.address, parts)).map(({ path }) => path);
}
function isAt(pattern, parts) {
    return (pattern.length === parts.length &&
        pattern.every((part, index) => part === parts[index] || (part === '[*]' && isKey(parts[index]))));
}
function isFree(path, free) {
    return free.some((open) => open.every((step, index) => isStep(step, path[index])));
}
function isStep(step, part) {
    return step === part || (step === ANY_PLACE && typeof part === 'number');
}
function liftFree(values, free) {
    if (free.length === 0)
        return values;
    const lift = (value, by) => free.reduce((lifted, path) => put(lifted, path, by), value);
    const { before, after, unknown } = values;
    return {
        ...values,
        before: before === null ? before : lift(before, _run_words_js__WEBPACK_IMPORTED_MODULE_1__ .LG),
        after: after === null && unknown !== true ? after : lift(after, _run_words_js__WEBPACK_IMPORTED_MODULE_1__ .LG),
        unknown: lift(unknown, false),
    };
}
function put(value, [step, ...rest], by) {
    if (step === undefined)
        return by;
    if (Array.isArray(value)) {
        return value.map((element, place) => (isStep(step, place) ? put(element, rest, by) : element));
    }
    const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value);
    if (record === undefined || typeof step === 'number')
        return value;
    if (rest.length > 0 && !Object.hasOwn(record, step))
        return value;
    return { ...record, [step]: put(record[step], rest, by) };
}
function findFreeValues({ after, sensitive }, free) {
    return free.flatMap((path) => [...pick({ path: '', value: after, marks: sensitive?.after }, path)]);
}
function* pick({ path, value, marks }, [step, ...rest]) {
    if (step === undefined) {
        yield { path, value, marks };
        return;
    }
    const places = Array.isArray(value) ? value.map((_, place) => place).filter((place) => isStep(step, place)) : [step];
    for (const place of places) {
        const inner = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(value, String(place));
        const at = typeof place === 'number' ? `${path}[${place}]` : path === '' ? place : `${path}.${place}`;
        yield* pick({ path: at, value: inner, marks: marks === true ? true : (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(marks, String(place)) }, rest);
    }
}
}),
9163:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
SR: () => ( runIdOf),
VZ: () => ( isNewerRun),
rc: () => ( attemptUrl)
});
function attemptUrl({ runUrl, runAttempt }) {
    return `${runUrl}/attempts/${runAttempt}`;
}
function runIdOf(url) {
    return /\/actions\/runs\/(\d+)\/attempts\/\d+$/.exec(url)?.[1];
}
function isNewerRun(runId, own) {
    return runId !== undefined && own.runAttempt === 1 && BigInt(runId) > BigInt(own.runId);
}
}),
8137:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
sG: () => ( outcomeOf),
yu: () => ( isMoved)
});
function isMoved({ moved }) {
    return moved !== undefined && moved.kind !== 'unknown';
}
function outcomeOf(result) {
    switch (result.kind) {
        case 'planned':
            return result.hasChanges ? 'planned' : 'no-changes';
        case 'applied':
            return result.hasChanges ? 'applied' : 'no-changes';
        case 'cleaned':
        case 'unlocked':
        case 'swept':
        case 'examined':
        case 'retired':
        case 'superseded':
        case 'skipped':
            return result.kind;
    }
}
const OUTPUTS = ( null && ([
    'command',
    'outcome',
    'failure-reason',
    'pr-number',
    'state-key',
    'changes',
    'to-add',
    'to-change',
    'to-destroy',
    'to-import',
    'to-move',
    'to-forget',
    'to-invoke',
    'plan-file',
    'plan-json',
    'plan-text',
    'data-dir',
    'lock-info',
    'lock-wait-seconds',
    'queue-position',
    'comment-url',
    'outputs',
]));
}),
3675:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
h: () => ( openStateConceal)
});
var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7934);
var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);
var _conceal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7987);
var _secrets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(287);
const Step = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(), value: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .L5J()) });
const Instance = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
    index_key: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__ .aig()])),
    attributes: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .mee(_json_js__WEBPACK_IMPORTED_MODULE_0__ .o$)),
    sensitive_attributes: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .mee(valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(Step))), []),
});
const State = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_3__ .euz(4),
    outputs: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(_json_js__WEBPACK_IMPORTED_MODULE_0__ .o$, {}),
    resources: valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
        module: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP()),
        mode: valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(),
        type: valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(),
        name: valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(),
        instances: valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(Instance),
    })),
});
function openStateConceal(plan, state) {
    const found = plan.hasUnknownSecrets ? undefined : state && findStateSecrets(plan, state);
    if (found === undefined)
        return undefined;
    const conceal = (0,_conceal_js__WEBPACK_IMPORTED_MODULE_1__ .Oh)(found);
    return (text) => conceal(plan.conceal(text));
}
function findStateSecrets({ changes }, body) {
    const state = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(State, parseState(body));
    if (!state.success)
        return undefined;
    const marks = new Map(changes.map(({ address, values }) => [address, values.sensitive?.after]));
    const [found, ofSets] = [new Set(), new _secrets_js__WEBPACK_IMPORTED_MODULE_2__ .T7()];
    for (const resource of state.output.resources) {
        const parts = [resource.module, resource.mode === 'data' ? 'data' : undefined, resource.type, resource.name];
        const name = parts.filter((part) => part !== undefined).join('.');
        for (const { index_key: key, attributes, sensitive_attributes: paths } of resource.instances) {
            const address = key === undefined ? name : `${name}[${addressKey(key)}]`;
            for (const form of [attributes, withoutTypes(attributes)]) {
                (0,_secrets_js__WEBPACK_IMPORTED_MODULE_2__ .qb)(form, marks.get(address), found, ofSets);
                for (const path of paths ?? [])
                    collectAt(form, path, { found, ofSets });
            }
        }
    }
    for (const output of Object.values(state.output.outputs)) {
        if ((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(output, 'sensitive') === true)
            (0,_secrets_js__WEBPACK_IMPORTED_MODULE_2__ ._U)((0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(output, 'value'), found);
    }
    for (const text of ofSets.secrets(undefined, () => []))
        found.add(text);
    for (const word of TYPE_WORDS)
        found.delete(word);
    return found;
}
function addressKey(key) {
    return JSON.stringify(key).replace(/[$%]\{/g, (begin) => begin.charAt(0) + begin);
}
const TYPE_WORDS = ['string', 'number', 'bool', 'object', 'tuple', 'list', 'map', 'set', 'dynamic'];
function withoutTypes(value) {
    if (Array.isArray(value))
        return value.map(withoutTypes);
    const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(value);
    if (record === undefined)
        return value;
    const names = Object.keys(record);
    if (names.length === 2 && Object.hasOwn(record, 'value') && Object.hasOwn(record, 'type')) {
        return withoutTypes(record['value']);
    }
    return Object.fromEntries(Object.entries(record).map(([name, part]) => [name, withoutTypes(part)]));
}
function collectAt(attributes, path, { found, ofSets }) {
    let value = attributes;
    for (const { value: step } of path) {
        const key = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .qY)(step)?.['value'] ?? step;
        value = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .C5)(value, String(key));
    }
    (0,_secrets_js__WEBPACK_IMPORTED_MODULE_2__ .qb)(value, true, found, ofSets);
}
function parseState(body) {
    try {
        return (0,_json_js__WEBPACK_IMPORTED_MODULE_0__ .OT)(new TextDecoder().decode(body));
    }
    catch {
        return undefined;
    }
}
}),
4018:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
A: () => ( planRemoval),
d: () => ( NO_VERSION)
});
const NO_VERSION = 'null';
function planRemoval(versions, current) {
    const keepsVersions = (current !== undefined && current.versionId !== NO_VERSION) ||
        versions.some(({ isCurrent, versionId }) => isCurrent && versionId !== NO_VERSION);
    const listed = versions.filter(({ versionId }) => keepsVersions || versionId !== NO_VERSION);
    return {
        earlier: listed.filter(({ kind, versionId, isCurrent }) => kind === 'version' && (current === undefined ? !isCurrent : versionId !== current.versionId)),
        markers: listed.filter(({ kind }) => kind === 'delete-marker'),
    };
}
}),
7264:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
DC: () => ( isOfNewWorkspace),
OB: () => ( PrStateInUse),
iy: () => ( snapshotMetadata),
oT: () => ( decidePrState),
wF: () => ( PrStateOfAnother)
});
var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7934);
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
var _keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
var _state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2051);
const SERIAL = 'lockstep-serial';
const MD5 = 'lockstep-md5';
const OF = 'lockstep-of';
function snapshotMetadata(mark) {
    return {
        [MD5]: mark.md5,
        [OF]: encodeURIComponent(mark.of),
        ...(mark.serial === undefined ? {} : { [SERIAL]: String(mark.serial) }),
    };
}
function decidePrState({ prState, prodBody, of }) {
    if (prState === undefined)
        return { kind: 'absent' };
    const digest = (0,_state_js__WEBPACK_IMPORTED_MODULE_2__ .Ox)(prState.body);
    const copyOf = prState.metadata[MD5] === digest ? prState.metadata[OF] : undefined;
    if (copyOf === encodeURIComponent(of))
        return { kind: 'snapshot' };
    const inUse = (instances) => copyOf === undefined ? { kind: 'in-use', instances } : { kind: 'other-snapshot', of: decode(copyOf) };
    if (prodBody !== undefined && (0,_state_js__WEBPACK_IMPORTED_MODULE_2__ .Ox)(prodBody) === digest)
        return { kind: 'nothing-beyond-prod' };
    if (prState.body.length === 0)
        return { kind: 'nothing-beyond-prod' };
    const pr = (0,_state_js__WEBPACK_IMPORTED_MODULE_2__ .Bu)(prState.body);
    if (pr.kind === 'opaque')
        return inUse([]);
    if (pr.instances.length === 0)
        return { kind: 'nothing-beyond-prod' };
    const prod = prodBody === undefined ? undefined : (0,_state_js__WEBPACK_IMPORTED_MODULE_2__ .Bu)(prodBody);
    const beyond = prod?.kind === 'opaque' ? pr.instances : (0,_state_js__WEBPACK_IMPORTED_MODULE_2__ .jv)(pr.instances, prod?.instances ?? []);
    return beyond.length === 0 ? { kind: 'nothing-beyond-prod' } : inUse(beyond);
}
function decode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function isOfNewWorkspace(body) {
    try {
        return valibot__WEBPACK_IMPORTED_MODULE_3__.is(NewState, JSON.parse(new TextDecoder().decode(body)));
    }
    catch (error) {
        if (!(error instanceof SyntaxError))
            throw error;
        return false;
    }
}
const NewState = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_3__ .euz(4),
    serial: valibot__WEBPACK_IMPORTED_MODULE_3__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__ .aig(), valibot__WEBPACK_IMPORTED_MODULE_3__ .cGV(1)),
    outputs: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .rej({})),
    resources: valibot__WEBPACK_IMPORTED_MODULE_3__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__ .L5J()), valibot__WEBPACK_IMPORTED_MODULE_3__ .Ru6(0)),
    check_results: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .mee(valibot__WEBPACK_IMPORTED_MODULE_3__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__ .L5J()), valibot__WEBPACK_IMPORTED_MODULE_3__ .Ru6(0)))),
});
class PrStateInUse extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'pr-state-in-use';
    address;
    instances;
    constructor(address, instances) {
        const path = (0,_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address);
        super(instances.length === 0
            ? `the state at ${path} was written by somebody other than Lockstep and cannot be compared with production's`
            : `the state at ${path} was applied on and holds ${instances.length} managed ${instances.length === 1 ? 'instance' : 'instances'} that production's state does not know`);
        this.address = address;
        this.instances = instances;
    }
}
class PrStateOfAnother extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .Lw {
    constructor(address, of) {
        super(`the state at ${(0,_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)} is an untouched copy that Lockstep has made of ${of}, and no note says that this root module had production there. Nothing was changed. If that is another stack's production, give each stack a pr-state-key of its own (with {dir} in it, say); if it was this one's, run the cleanup by hand with pr-number and force: true, which keeps a backup. Then run this again.`);
    }
}
}),
9681:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Ef: () => ( noteKey),
NS: () => ( renderNote),
VC: () => ( readNote),
bf: () => ( ownerOf),
df: () => ( describePlace),
kH: () => ( noteOf),
oY: () => ( notesPrefix),
oy: () => ( PLACES_PREFIX)
});
var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
var valibot__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7934);
var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
var _stack_workspace_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6398);
var _state_keys_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6736);
var _turn_lock_kind_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5978);
const PLACES_PREFIX = '.lockstep/places/';
function ownerOf({ repository, repositoryId }) {
    return repositoryId ?? encodeURIComponent(repository.toLowerCase());
}
function notesPrefix(owner, prNumber) {
    return `${PLACES_PREFIX}${owner}/pr-${prNumber}/`;
}
function noteKey(place) {
    const digest = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update((0,_json_js__WEBPACK_IMPORTED_MODULE_1__ .dj)(place)).digest('hex').slice(0, DIGEST_LENGTH);
    return `${notesPrefix(place.owner, place.prNumber)}${digest}.json`;
}
const DIGEST_LENGTH = 32;
const NUMBER_IN_KEY = /^pr-([1-9]\d{0,9})\/[0-9a-f]{32}\.json$/;
function noteOf(key, owner) {
    const prefix = `${PLACES_PREFIX}${owner}/`;
    if (!key.startsWith(prefix))
        return undefined;
    const prNumber = Number(NUMBER_IN_KEY.exec(key.slice(prefix.length))?.[1] ?? NaN);
    return prNumber < 2 ** 31 ? prNumber : undefined;
}
const VERSION = 1;
function renderNote(place, writtenBy) {
    return new TextEncoder().encode(`${JSON.stringify({ version: VERSION, place, writtenBy })}\n`);
}
const text = valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_5__ .Ru6(1024));
const key = valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(text, valibot__WEBPACK_IMPORTED_MODULE_5__ .z6Y((value) => isPlain(value), 'is no key that Terraform would be given'));
const PlaceShape = valibot__WEBPACK_IMPORTED_MODULE_5__ .rej({
    owner: text,
    prNumber: valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__ .aig(), valibot__WEBPACK_IMPORTED_MODULE_5__ .ndf(), valibot__WEBPACK_IMPORTED_MODULE_5__ .Wwf(1)),
    directory: text,
    bucket: text,
    prodKey: valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(key, valibot__WEBPACK_IMPORTED_MODULE_5__ .hq('is empty')),
    template: valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(key, valibot__WEBPACK_IMPORTED_MODULE_5__ .mKk('{pr}', 'has no {pr}')),
    workspace: valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(text, valibot__WEBPACK_IMPORTED_MODULE_5__ .z6Y(_stack_workspace_js__WEBPACK_IMPORTED_MODULE_2__ .tQ, 'is no name of a workspace')),
    workspaceKeyPrefix: key,
    lock: _turn_lock_kind_js__WEBPACK_IMPORTED_MODULE_4__ .J,
});
const Note = valibot__WEBPACK_IMPORTED_MODULE_5__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_5__ .euz(VERSION), place: PlaceShape });
const Versioned = valibot__WEBPACK_IMPORTED_MODULE_5__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__ .aig(), valibot__WEBPACK_IMPORTED_MODULE_5__ .ndf()) });
function isPlain(value) {
    return !/[\u0000-\u001f\u007f\\]/.test(value) && !value.split('/').some((part) => part === '..' || part === '.');
}
const BYTES_AT_MOST = 16_384;
function readNote({ key, body, bucket, owner, prNumber, production, table }) {
    const refused = (why) => ({ kind: 'refused', why });
    if (body.length > BYTES_AT_MOST)
        return refused('it is longer than any note');
    const json = parse(body);
    if (json === undefined)
        return refused('it is no JSON');
    if (valibot__WEBPACK_IMPORTED_MODULE_5__.is(Versioned, json) && json.version > VERSION) {
        return refused('a newer Lockstep wrote it: use that version here, too');
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_5__ .xLC(Note, json, { abortEarly: true });
    if (!parsed.success) {
        const [issue] = parsed.issues;
        return refused(`its ${valibot__WEBPACK_IMPORTED_MODULE_5__ .BuJ(issue) ?? 'content'} is not as Lockstep writes it: ${issue.message}`);
    }
    const { place } = parsed.output;
    if (place.owner !== owner)
        return refused('it names another repository');
    if (place.prNumber !== prNumber)
        return refused(`it names pull request ${place.prNumber}`);
    if (place.bucket !== bucket)
        return refused(`it names the bucket ${place.bucket}, and lies in another one`);
    if (noteKey(place) !== key)
        return refused('its name is that of another place');
    if (!place.lock.lockfile && place.lock.table === undefined)
        return refused('it names no lock');
    const foreign = accountOf(place.lock.table?.table);
    if (foreign !== undefined && foreign !== accountOf(table)) {
        return refused(`its table is in the account ${foreign}, which is not known to be that of the backend`);
    }
    return locate(place, production);
}
function locate(place, production) {
    const { bucket, prodKey, template, prNumber, workspaceKeyPrefix } = place;
    const decision = (0,_state_keys_js__WEBPACK_IMPORTED_MODULE_3__ .IA)({ template, prodKey, prNumber, workspaceKeyPrefix });
    if (decision.kind === 'refused')
        return { kind: 'refused', why: decision.reason };
    const workspace = { name: place.workspace, keyPrefix: workspaceKeyPrefix };
    const address = (key) => ({ bucket, key, path: (0,_state_keys_js__WEBPACK_IMPORTED_MODULE_3__ .BQ)(key, workspace) });
    const [prod, pr] = [address(prodKey), address(decision.key)];
    if ((0,_state_keys_js__WEBPACK_IMPORTED_MODULE_3__ .Ov)(template, prodKey, workspace).prNumberOf(pr.path) !== prNumber) {
        return { kind: 'refused', why: `${pr.path} is no key of pull request ${prNumber}` };
    }
    if (production.some(({ path }) => path === pr.path || (0,_state_keys_js__WEBPACK_IMPORTED_MODULE_3__ .Bs)(pr.path, path) || (0,_state_keys_js__WEBPACK_IMPORTED_MODULE_3__ .Bs)(path, pr.path))) {
        return {
            kind: 'refused',
            why: `${pr.path} is production's state, or beside it, where no pull request has anything`,
        };
    }
    return { kind: 'place', place, prod, pr };
}
function parse(body) {
    try {
        return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    }
    catch {
        return undefined;
    }
}
function accountOf(table) {
    return /^arn:[^:]*:dynamodb:[^:]*:(\d+):/.exec(table ?? '')?.[1];
}
function describePlace({ pr, place }) {
    const { lockfile, table } = place.lock;
    const locks = [...(table === undefined ? [] : [`table ${table.table}`]), ...(lockfile ? ['lockfile'] : [])];
    return `${pr.path} (lock in ${locks.join(' and ')})`;
}
}),
8947:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
A: () => ( compareWithUnsaved),
_: () => ( StateNotSaved)
});
var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
var _state_keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
var _state_state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2051);
function compareWithUnsaved(frozen, body) {
    if (body === undefined)
        return 'behind';
    const fingerprint = (0,_state_state_js__WEBPACK_IMPORTED_MODULE_2__ .Mc)(body);
    if (fingerprint === frozen.fingerprint)
        return 'saved';
    return fingerprint === frozen.before ? 'behind' : 'written-since';
}
class StateNotSaved extends _failure_js__WEBPACK_IMPORTED_MODULE_0__ .ae {
    reason = 'state-not-saved';
    notSaved;
    constructor(notSaved) {
        const { address, freeze, erroredStateFile, isEarlier, leftLockId } = notSaved;
        const where = freeze.copyKey === undefined
            ? (erroredStateFile ?? `errored.tfstate or the log of ${freeze.runUrl}`)
            : `${address.bucket}/${freeze.copyKey}`;
        super(isEarlier
            ? `an earlier apply (${freeze.runUrl}) could not save the state of ${(0,_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)}: nothing is applied before what it did is in its place. It is kept in ${where}`
            : `Terraform could not save the state of ${(0,_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)}: what it did is recorded in ${where} only. Put that in its place before anything else is applied${leftLockId === undefined ? '' : `; the state lock ${leftLockId} is left behind`}`);
        this.notSaved = notSaved;
    }
    withLock(leftLockId) {
        return new StateNotSaved({ ...this.notSaved, leftLockId });
    }
    withPlan(shown) {
        return new StateNotSaved({ ...this.notSaved, shown });
    }
    withProgress(progress) {
        return new StateNotSaved({ ...this.notSaved, progress });
    }
}
}),
5134:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
a: () => ( StateLocked)
});
var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4678);
var _failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5410);
var _state_keys_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6736);
class StateLocked extends _failure_js__WEBPACK_IMPORTED_MODULE_1__ .ae {
    reason = 'state-locked';
    holder;
    waitedMs;
    constructor(holder, waitedMs) {
        super(describeWait(holder, waitedMs));
        this.holder = holder;
        this.waitedMs = waitedMs;
    }
}
function describeWait(holder, waitedMs) {
    const item = (0,_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .Gw)(holder.address);
    if (holder.kind === 'state-lock' && holder.wasNeverSeen === true) {
        const wait = waitedMs === 0 ? '' : `, in a wait of ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__ .P)(waitedMs)}`;
        return `every try to take the state lock of ${item} was refused, and yet it was gone at every look${wait}: the store may be at fault. Run command: doctor, which tries what locks need`;
    }
    const what = holder.kind === 'turn' ? 'the turn on' : 'the state lock of';
    if (waitedMs === 0)
        return `${what} ${item} is held, and lock-timeout says not to wait`;
    return `${what} ${item} is still held after a wait of ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__ .P)(waitedMs)}`;
}
}),
5978:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
J: () => ( LockKindShape),
b: () => ( coversKind)
});
var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
var _turn_home_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8863);
const LockKindShape = valibot__WEBPACK_IMPORTED_MODULE_1__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__ .Ikc({ lockfile: valibot__WEBPACK_IMPORTED_MODULE_1__ .zMY(), table: valibot__WEBPACK_IMPORTED_MODULE_1__ .lqM(_turn_home_js__WEBPACK_IMPORTED_MODULE_0__ .xw) }), valibot__WEBPACK_IMPORTED_MODULE_1__ .pdi(({ lockfile, table }) => ({ lockfile, table })));
function coversKind(looked, noted) {
    if (noted === undefined)
        return true;
    const { lockfile, table } = noted;
    if (lockfile && !looked.lockfile)
        return false;
    return table === undefined || (looked.table !== undefined && (0,_turn_home_js__WEBPACK_IMPORTED_MODULE_0__ .i)(table, looked.table));
}
}),
8863:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
FR: () => ( parseBesideState),
Wr: () => ( renderPointer),
i: () => ( isSameHome),
xw: () => ( TableHomeShape)
});
var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
const POINTER_VERSION = 2;
const TableHomeShape = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    kind: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz('table'),
    table: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__ .yGV(/^[\w.:/-]{1,1024}$/)),
    region: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__ .yGV(/^[a-z0-9-]{1,64}$/)),
});
const Pointer = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz(POINTER_VERSION), home: TableHomeShape });
const Versioned = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .aig(), valibot__WEBPACK_IMPORTED_MODULE_0__ .ndf()) });
function parseBesideState(body) {
    const json = JSON.parse(body);
    const pointer = valibot__WEBPACK_IMPORTED_MODULE_0__ .xLC(Pointer, json);
    if (pointer.success)
        return { kind: 'pointer', home: pointer.output.home };
    if (!valibot__WEBPACK_IMPORTED_MODULE_0__.is(Versioned, json))
        throw new Error('it names no version');
    return { kind: 'document' };
}
function renderPointer(home) {
    return JSON.stringify({
        version: POINTER_VERSION,
        home: { kind: home.kind, table: home.table, region: home.region },
        note: 'The queue of the state beside this object is an item of this table. See docs/locking.md of Lockstep.',
    });
}
function isSameHome(one, other) {
    if (one.kind === 'object' || other.kind === 'object')
        return one.kind === other.kind;
    return one.table === other.table && one.region === other.region;
}
}),
5378:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
SR: () => ( hasLeft),
ZP: () => ( findLockKind),
ee: () => ( findLockOwner),
oL: () => ( leaveEarlier)
});
var _turn_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6459);
function hasLeft(owner) {
    return owner?.ticket === 'left' || owner?.ticket === 'left-at-work';
}
function findLockKind({ tickets, departed }, lockId) {
    return [...departed, ...tickets].findLast(({ stateLock }) => stateLock?.id === lockId)?.stateLock?.kind;
}
function findLockOwner(queue, lock) {
    const inQueue = queue.tickets.findLast(({ stateLock }) => stateLock?.id === lock.id);
    if (inQueue !== undefined)
        return { run: inQueue.run, ticket: 'in-queue', toCreate: inQueue.toCreate };
    const departed = queue.departed.findLast(({ stateLock }) => stateLock?.id === lock.id);
    if (departed === undefined)
        return undefined;
    const { run, toCreate } = departed;
    return { run, ticket: departed.toolAtWork === true ? 'left-at-work' : departed.why, toCreate };
}
function leaveEarlier(queue, { lockId, isGone }) {
    const left = queue.tickets
        .filter(({ stateLock }) => stateLock?.id === lockId)
        .reduce((before, { id }) => (0,_turn_js__WEBPACK_IMPORTED_MODULE_0__ .qG)(before, { id, applied: undefined, lockMayBeHeld: !isGone }), queue);
    if (!left.departed.some(({ stateLock }) => stateLock?.id === lockId))
        return left;
    return {
        ...left,
        departed: left.departed.map((gone) => gone.stateLock?.id === lockId
            ? { ...gone, toCreate: undefined, lockMayBeHeld: gone.lockMayBeHeld && !isGone }
            : gone),
    };
}
}),
7649:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
GR: () => ( watchLeaseMs),
Gw: () => ( watchTicket),
II: () => ( pollAfterMs),
Pb: () => ( toldAlive),
Q2: () => ( isTimeToAsk),
Vk: () => ( renewEveryMs),
Vs: () => ( retryAfterMs),
XU: () => ( isDead),
lF: () => ( watchPace),
zT: () => ( leaseMs)
});
function watchTicket(previous, ticket, nowMs) {
    if (previous?.ticketId === ticket.id && previous.token === ticket.token)
        return previous;
    return { ticketId: ticket.id, token: ticket.token, sinceMs: nowMs };
}
const LEASE_MS = { prod: 90_000, pr: 40_000 };
const WAITING_LEASE_MS = 30_000;
const RENEW_MS = 20_000;
const PR_RENEW_MS = 10_000;
const STAGGER_MS = 5000;
function leaseMs(head, key) {
    return head.state === 'holding' ? LEASE_MS[key] : WAITING_LEASE_MS;
}
function watchLeaseMs(key) {
    return LEASE_MS[key];
}
function renewEveryMs(key) {
    return key === 'prod' ? RENEW_MS : PR_RENEW_MS;
}
function isTimeToAsk(watch, watcher) {
    return watcher.nowMs - watch.sinceMs >= watcher.leaseMs + (watcher.position - 1) * STAGGER_MS;
}
function isDead(evidence) {
    return evidence.silentMs >= evidence.leaseMs && evidence.run === 'completed';
}
const NEXT_POLL_MS = 700;
const RAMP_MS = 1000;
const POLL_MS_AT_MOST = 120_000;
const SLOWEST_PACE_MS = 5000;
const FASTEST_PACE_MS = 1000;
function watchPace(previous, position, nowMs) {
    if (previous === undefined)
        return { position, sinceMs: nowMs, looks: 0, turnMs: SLOWEST_PACE_MS };
    const looks = previous.looks + 1;
    if (position >= previous.position)
        return { ...previous, position, looks };
    const seenMs = (nowMs - previous.sinceMs) / (previous.position - position);
    const turnMs = Math.min(SLOWEST_PACE_MS, Math.max(FASTEST_PACE_MS, seenMs));
    return { position, sinceMs: nowMs, looks, turnMs };
}
function pollAfterMs(pace, chance) {
    const steadyMs = pace.position <= 1 ? NEXT_POLL_MS : Math.min((pace.position - 1) * pace.turnMs, POLL_MS_AT_MOST);
    return Math.min(steadyMs, RAMP_MS * 3 ** pace.looks) * (0.85 + 0.3 * chance);
}
function retryAfterMs(attempt, chance) {
    return chance * Math.min(2000, 40 * 2 ** attempt);
}
function toldAlive(status) {
    return status === 'unknown' ? undefined : status === 'running';
}
}),
6459:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
B7: () => ( claim),
CN: () => ( freeze),
EX: () => ( findNewerPlan),
JI: () => ( thaw),
Mu: () => ( findAbandoned),
_I: () => ( lockKindsLeft),
ay: () => ( noteLockFree),
bW: () => ( removeHead),
df: () => ( positionOf),
fj: () => ( join),
iP: () => ( announce),
kc: () => ( EMPTY_QUEUE),
lZ: () => ( findLastBegun),
qG: () => ( leave),
qV: () => ( renew),
x1: () => ( findLastApplied)
});
var _stack_repository_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3759);
var _first_seen_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1202);
var _lock_kind_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5978);
const EMPTY_QUEUE = {
    version: 1,
    nextSequence: 1,
    tickets: [],
    departed: [],
    lastApplied: undefined,
    firstSeen: undefined,
    lastBegun: undefined,
    begunElsewhere: [],
    appliedElsewhere: [],
    frozen: undefined,
};
const DEPARTED_KEPT = 10;
const REPOSITORIES_AT_MOST = 20;
const DEPARTED_AT_MOST = 40;
const TO_CREATE_KEPT = 3;
function join(queue, arrival) {
    if (queue.tickets.some(({ id }) => id === arrival.id))
        return queue;
    const first = queue.tickets.length === 0;
    const ticket = {
        id: arrival.id,
        sequence: queue.nextSequence,
        state: first ? 'holding' : 'waiting',
        token: arrival.token,
        run: arrival.run,
        joinedAt: arrival.at,
        heldSince: first ? arrival.at : undefined,
        stateLock: { id: arrival.lockId, at: arrival.at, kind: arrival.lockKind },
        begun: undefined,
        toCreate: undefined,
    };
    const firstSeen = arrival.push === undefined ? queue.firstSeen : (0,_first_seen_js__WEBPACK_IMPORTED_MODULE_1__ .G6)(queue, arrival.push);
    return { ...queue, nextSequence: queue.nextSequence + 1, tickets: [...queue.tickets, ticket], firstSeen };
}
function claim(queue, mine) {
    const [head, ...others] = queue.tickets;
    if (head?.id !== mine.id || head.state === 'holding')
        return queue;
    return { ...queue, tickets: [{ ...head, state: 'holding', token: mine.token, heldSince: mine.at }, ...others] };
}
function renew(queue, mine) {
    return changeTicket(queue, mine.id, (ticket) => ({ ...ticket, token: mine.token }));
}
function announce(queue, mine) {
    const { token, begun, toCreate } = mine;
    return changeTicket(queue, mine.id, (ticket) => ({ ...ticket, token, begun, toCreate }));
}
function freeze(queue, frozen) {
    const now = queue.frozen;
    return now?.id === frozen.id && now.copyKey === frozen.copyKey ? queue : { ...queue, frozen };
}
function thaw(queue, id) {
    return queue.frozen?.id === id ? { ...queue, frozen: undefined } : queue;
}
function leave(queue, mine) {
    const ticket = queue.tickets.find(({ id }) => id === mine.id);
    if (ticket === undefined)
        return queue;
    const { lockMayBeHeld, toolAtWork, workDropped } = mine;
    const isSettled = !lockMayBeHeld && toolAtWork !== true && workDropped !== true;
    const left = depart(queue, isSettled ? { ...ticket, toCreate: undefined } : ticket, {
        why: 'left',
        lockMayBeHeld,
        ...(toolAtWork === true ? { toolAtWork } : {}),
    });
    if (mine.applied === undefined)
        return left;
    const appliedElsewhere = keepOthers(mine.applied, [...queue.appliedElsewhere, queue.lastApplied]);
    return { ...rememberBegun(left, mine.applied), lastApplied: mine.applied, appliedElsewhere, firstSeen: undefined };
}
function noteLockFree(queue, kind) {
    const isCleared = (gone) => gone.lockMayBeHeld && (0,_lock_kind_js__WEBPACK_IMPORTED_MODULE_0__ .b)(kind, gone.stateLock?.kind);
    if (!queue.departed.some(isCleared))
        return queue;
    const departed = queue.departed.map((gone) => (isCleared(gone) ? { ...gone, lockMayBeHeld: false } : gone));
    return trimDeparted({ ...queue, departed });
}
function lockKindsLeft({ departed }, kind) {
    const left = [];
    for (const { lockMayBeHeld, stateLock } of departed) {
        if (!lockMayBeHeld || stateLock?.kind === undefined)
            continue;
        const noted = stateLock.kind;
        if (!(0,_lock_kind_js__WEBPACK_IMPORTED_MODULE_0__ .b)(kind, noted) && !left.some((other) => (0,_lock_kind_js__WEBPACK_IMPORTED_MODULE_0__ .b)(other, noted)))
            left.push(noted);
    }
    return left;
}
function removeHead(queue, dead) {
    const head = queue.tickets[0];
    if (head?.id !== dead.id || head.token !== dead.token)
        return queue;
    return depart(queue, head, { why: 'removed', lockMayBeHeld: head.state === 'holding' });
}
function positionOf(queue, id) {
    const index = queue.tickets.findIndex((ticket) => ticket.id === id);
    return index < 0 ? undefined : index;
}
function findNewerPlan(queue, id) {
    const position = positionOf(queue, id);
    const mine = position === undefined ? undefined : queue.tickets[position];
    if (mine?.state !== 'waiting' || mine.run.operation !== 'plan' || position === undefined)
        return undefined;
    return queue.tickets
        .slice(position + 1)
        .find(({ run }) => run.operation === 'plan' &&
        run.repository === mine.run.repository &&
        run.prNumber === mine.run.prNumber &&
        run.commitSha !== mine.run.commitSha &&
        BigInt(run.runId) > BigInt(mine.run.runId));
}
function changeTicket(queue, id, change) {
    const ticket = queue.tickets.find((candidate) => candidate.id === id);
    if (ticket === undefined)
        return queue;
    const changed = change(ticket);
    if (changed.token === ticket.token)
        return queue;
    return { ...queue, tickets: queue.tickets.map((other) => (other === ticket ? changed : other)) };
}
function depart(queue, ticket, how) {
    const tickets = queue.tickets.filter(({ id }) => id !== ticket.id);
    const remembered = ticket.begun === undefined ? queue : rememberBegun(queue, ticket.begun);
    return trimDeparted({
        ...remembered,
        tickets,
        departed: [
            ...queue.departed,
            {
                run: ticket.run,
                heldSince: ticket.heldSince,
                stateLock: ticket.stateLock,
                ...how,
                toCreate: ticket.toCreate,
            },
        ],
    });
}
function rememberBegun(queue, begun) {
    const begunElsewhere = keepOthers(begun, [...queue.begunElsewhere, queue.lastBegun]);
    return { ...queue, lastBegun: begun, begunElsewhere };
}
function keepOthers(commit, known) {
    const others = known
        .filter((other) => other !== undefined)
        .filter((other) => !(0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_2__ .v)(other, commit))
        .slice(-REPOSITORIES_AT_MOST);
    return others.filter((one, index) => others.findLastIndex((other) => (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_2__ .v)(other, one)) === index);
}
function findAbandoned(queue) {
    return queue.departed.flatMap(({ run, toCreate }) => (toCreate === undefined ? [] : [{ run, toCreate }])).reverse();
}
function findLastBegun(queue, repository) {
    const known = [...queue.begunElsewhere, ...(queue.lastBegun === undefined ? [] : [queue.lastBegun])];
    return known.findLast((begun) => (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_2__ .v)(begun, repository));
}
function findLastApplied({ lastApplied, appliedElsewhere }, repository) {
    return [...appliedElsewhere, lastApplied].findLast((applied) => applied !== undefined && (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_2__ .v)(applied, repository));
}
function trimDeparted(queue) {
    const { departed } = queue;
    const last = departed.slice(-DEPARTED_KEPT);
    const kept = departed.filter((gone) => gone.lockMayBeHeld || last.includes(gone)).slice(-DEPARTED_AT_MOST);
    const told = kept.filter(({ toCreate }) => toCreate !== undefined).slice(-TO_CREATE_KEPT);
    const bounded = kept.map((gone) => gone.toCreate === undefined || told.includes(gone) ? gone : { ...gone, toCreate: undefined });
    return { ...queue, departed: bounded };
}
}),
7784:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  AS: () => ( NOTHING_LEFT),
  GG: () => ( readLeft),
  XM: () => ( removeMergedLeftovers)
});
var plan = __webpack_require__(3447);
var state_state = __webpack_require__(2051);
var tolerate = __webpack_require__(6086);
;
async function readOutputs({ terraform, journal }, of) {
    return (0,tolerate .j9)(journal, {
        what: 'The root outputs could not be read',
        task: () => terraform.readOutputs(of),
        otherwise: {},
    });
}
var snapshot = __webpack_require__(7264);
var delete_pr_state = __webpack_require__(8266);
var delete_review = __webpack_require__(9779);
var former_productions = __webpack_require__(8399);
var note_place = __webpack_require__(7233);
var turn_queue = __webpack_require__(9479);
;
const AT_ONCE = 10;
async function removeMergedPrStates(run, stack, pullRequests) {
    const looks = await (0,tolerate .ae)(pullRequests, {
        atOnce: AT_ONCE,
        task: async (pullRequest) => ({
            prNumber: pullRequest.number,
            why: await removeUnlessKept(run, stack, pullRequest),
        }),
    });
    const kept = [];
    for (const { prNumber, why } of looks) {
        if (why === undefined)
            continue;
        kept.push({ prNumber, why });
        run.journal.warning(`What pull request #${prNumber} left behind is kept: ${typeof why === 'string' ? why : why.message}`);
    }
    return kept;
}
async function removeUnlessKept(run, stack, pullRequest) {
    try {
        return await removeMergedPrState(run, stack, pullRequest);
    }
    catch (error) {
        const failure = (0,tolerate .Wr)(error, { nonCancellable: true });
        return failure instanceof snapshot .OB ? failure : failure.message;
    }
}
async function removeMergedPrState(run, stack, { number, headSha }) {
    const { backend, prod } = stack;
    const pr = stack.prAddress(number);
    const queue = new turn_queue .R(backend.turns(pr, 'pr'), run.clock, run.chance);
    const removeReviews = async () => {
        await (0,delete_review .JX)(run, backend, { prod, looks: await (0,delete_review .I5)(backend, { pr, heads: [headSha] }) });
    };
    const removeState = async () => {
        const [waiting, lock, look] = await (0,tolerate .gH)(readUnlessOutOfReach(queue), backend.locks.read(pr), (0,delete_pr_state .S)(backend, pr));
        if (waiting !== undefined && waiting.tickets.length > 0)
            return { isQueueGone: false };
        if (lock.kind !== 'free')
            return { why: 'its state is locked', isQueueGone: false };
        const hadProduction = (0,former_productions .YP)(run, stack, { prNumber: number });
        await (0,delete_pr_state .b)(run, backend, { prod, pr, hadProduction, force: false, look });
        await Promise.allSettled([listing]);
        return { isQueueGone: waiting !== undefined && (await queue.deleteUnlessOthersWait('')) };
    };
    const listing = (0,note_place .iK)(run, stack, number);
    const [own, , { why, isQueueGone }] = await (0,tolerate .gH)(listing, removeReviews(), removeState());
    if (isQueueGone)
        await (0,note_place .R$)(run, stack, own);
    return why;
}
async function readUnlessOutOfReach(queue) {
    try {
        return await queue.read();
    }
    catch (error) {
        (0,tolerate .Wr)(error);
        return undefined;
    }
}
;
const NOTHING_LEFT = { outputs: {}, serial: undefined };
async function readLeft(run, { backend, address }, { state: known, steps }) {
    const state = known ??
        (await steps.take({
            what: "Production's state could not be read after the apply",
            task: () => backend.objects.get(address.path),
            otherwise: undefined,
        }));
    if (state === undefined)
        return NOTHING_LEFT;
    const what = 'The root outputs could not be read';
    const outputs = await steps.take({
        what,
        task: async () => (0,plan .zf)(state.body) ?? (await readOutputs(run, address)),
        otherwise: {},
    });
    return { outputs, serial: (0,state_state .Bu)(state.body).serial };
}
async function removeMergedLeftovers(run, stack, pullRequests) {
    return run.steps.take({
        what: 'What merged pull requests left behind could not be removed',
        task: () => removeMergedPrStates(run, stack, pullRequests),
        otherwise: [],
    });
}
}),
7700:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  s: () => ( notSavedAnywhere),
  L: () => ( saveState)
});
var begun_on = __webpack_require__(2638);
var turn_freeze = __webpack_require__(8947);
var state_state = __webpack_require__(2051);
var tolerate = __webpack_require__(6086);
var backend = __webpack_require__(1395);
var keys = __webpack_require__(6736);
var take_state_lock = __webpack_require__(4539);
var keep_credentials = __webpack_require__(6809);
var back_up_state = __webpack_require__(5489);
;
class NotPut extends backend .Y {
}
function replacedBy(begunOn) {
    if (begunOn === undefined)
        return 'unknown';
    return begunOn.kind === 'state' ? begunOn.etag : undefined;
}
function unknownFreeze(run) {
    return {
        id: run.chance.id(),
        runUrl: run.context.runUrl,
        at: run.clock.now().toISOString(),
        serial: undefined,
        fingerprint: 'unknown',
        before: undefined,
        copyKey: undefined,
        sealed: undefined,
    };
}
class Saving {
    #run;
    #lock;
    #options;
    #unsaved;
    #freezing = new Trial('The queue is not frozen');
    #copying = new Trial('No copy of the state could be kept in the backend');
    #putting = new Trial('The state could not be put in its place');
    #freeze;
    #frozenAs;
    #hasLeft = false;
    #wasBroken = false;
    #details = '';
    #at;
    constructor(run, lock, options) {
        this.#run = run;
        this.#at = run.clock.now();
        this.#lock = lock;
        this.#options = options;
        const { body, begunOn } = options;
        this.#unsaved = body && (0,state_state .oQ)(body);
        const fingerprint = body === undefined ? 'unknown' : (0,state_state .Mc)(body);
        const earlier = lock.turn.frozen;
        const isOwn = earlier?.runUrl === run.context.runUrl;
        const isBegun = isOwn && (body === undefined || earlier.fingerprint === fingerprint);
        const before = begunOn?.kind === 'state' ? begunOn : undefined;
        this.#freeze = isBegun
            ? earlier
            : {
                ...unknownFreeze(run),
                fingerprint,
                serial: this.#unsaved?.serial,
                before: before?.fingerprint,
                sealed: this.#isSealed(body) ? { md5: (0,state_state .Ox)(body), replaces: replacedBy(begunOn) } : undefined,
            };
        if (isBegun)
            this.#frozenAs = earlier;
    }
    get freeze() {
        return this.#freeze;
    }
    get isFrozen() {
        return this.#frozenAs !== undefined;
    }
    get hasLeft() {
        return this.#hasLeft;
    }
    get details() {
        return this.#details;
    }
    get isKept() {
        return this.#frozenAs === this.#freeze && (!this.mayBePut || this.#freeze.copyKey !== undefined);
    }
    get mayBePut() {
        return this.#options.body !== undefined;
    }
    get isHopeless() {
        return ((this.isFrozen || this.#freezing.isLasting) &&
            (!this.mayBePut || ((this.#freeze.copyKey !== undefined || this.#copying.isLasting) && this.#putting.isLasting)));
    }
    async try() {
        const { steps, body } = this.#options;
        await steps.take({
            what: 'The AWS credentials could not be renewed',
            task: () => (0,keep_credentials .Q)(this.#run, this.#lock.backend),
            otherwise: undefined,
        });
        await this.#look();
        await this.#freezeQueue();
        if (body === undefined || this.#hasLeft)
            return false;
        await this.#copy(body);
        if (this.hasLeft)
            return false;
        const isPut = await this.#putting.run(steps, () => this.#put(body));
        if (isPut)
            await this.#tidyUp();
        return isPut;
    }
    async #look() {
        if (this.#frozenAs !== undefined)
            return;
        const { steps } = this.#options;
        const { backend, address } = this.#lock;
        const now = await steps.take({
            what: 'The state as it is now could not be read',
            task: async () => ({ state: await backend.objects.get(address.path) }),
            otherwise: undefined,
        });
        if (now === undefined)
            return;
        const { state } = now;
        const { sealed, before } = this.#freeze;
        this.#freeze = {
            ...this.#freeze,
            before: state === undefined ? before : (0,state_state .Mc)(state.body),
            sealed: sealed && { ...sealed, replaces: state?.etag },
        };
    }
    async #freezeQueue() {
        const freeze = this.#freeze;
        if (this.#frozenAs === freeze)
            return;
        const { steps, unlessLeft = false } = this.#options;
        const { turn } = this.#lock;
        const isDone = await this.#freezing.run(steps, async () => {
            if (unlessLeft)
                this.#hasLeft = !(await turn.freezeUnlessLeft(freeze));
            else
                await turn.freeze(freeze);
        });
        if (isDone && !this.#hasLeft)
            this.#frozenAs = freeze;
    }
    async #copy(body) {
        if (this.#freeze.copyKey === undefined) {
            const { backend, address } = this.#lock;
            const copy = { address, state: { body, metadata: {} }, suffix: 'errored', at: this.#at };
            await this.#copying.run(this.#options.steps, async () => {
                this.#freeze = { ...this.#freeze, copyKey: await (0,back_up_state .J)(this.#run, backend, copy) };
            });
        }
        if (this.#freeze.copyKey !== undefined)
            await this.#freezeQueue();
    }
    async #put(body) {
        const { address, backend } = this.#lock;
        const lockId = this.#options.under.lockId;
        try {
            const isHeld = await this.#confirmLock();
            this.#wasBroken ||= !isHeld;
            let now = await this.#confirmMayPut(!this.#wasBroken);
            if (!isHeld) {
                const record = (0,take_state_lock .V)(this.#run, { address, lockId, operation: 'apply' });
                if ((await backend.locks.take(address, record)).kind !== 'taken')
                    throw this.#notOurs();
                now = await this.#confirmMayPut(false).catch(async (error) => {
                    await backend.locks.giveBack(address, lockId);
                    throw error;
                });
            }
            if (!this.#isIt(now)) {
                if (this.#isSealed(body))
                    await this.#putBytes(body, now);
                else
                    await this.#push(body);
            }
            await this.#confirmIsThere();
        }
        catch (error) {
            this.#details = (0,tolerate .Wr)(error, { nonCancellable: true }).message;
            throw error;
        }
    }
    async #confirmLock() {
        const { address, backend } = this.#lock;
        const hold = await backend.locks.confirm(address, this.#options.under.lockId);
        if (hold.kind === 'unknown')
            throw hold.trouble;
        if (hold.kind === 'anothers')
            throw this.#notOurs();
        return hold.kind === 'ours';
    }
    #notOurs() {
        return new NotPut(`the state lock ${this.#options.under.lockId} is not this run's any more`);
    }
    async #confirmMayPut(isLockUnbroken) {
        const { address, backend } = this.#lock;
        const now = await backend.objects.get(address.path);
        if (this.#isIt(now) || this.#unsaved === undefined)
            return now;
        const { begunOn } = this.#options;
        const obstacle = (0,begun_on .R5)({ begunOn, now, unsaved: this.#unsaved, isLockUnbroken });
        if (obstacle !== undefined)
            throw new NotPut(`${(0,keys .Gw)(address)}: ${obstacle}`, { isLasting: true });
        return now;
    }
    async #push(body) {
        const { under, kept } = this.#options;
        const file = kept ?? (await this.#unchangedFile(body));
        const pushed = await this.#run.terraform.pushState(file, under, this.#lock.address);
        if (pushed.kind === 'failed')
            throw new NotPut(pushed.details, { isLasting: pushed.isLasting === true });
    }
    async #unchangedFile(body) {
        const { file } = this.#options;
        const now = file === undefined ? undefined : await this.#run.terraform.readStateFile(file);
        if (file !== undefined && now !== undefined && Buffer.from(now).equals(body))
            return file;
        throw new NotPut('its record is not what it was any more', { isLasting: true });
    }
    async #putBytes(body, now) {
        const { address, backend } = this.#lock;
        await backend.objects.put(address.path, { body, metadata: {} }, now);
    }
    async #confirmIsThere() {
        const { address, backend } = this.#lock;
        const now = await backend.objects.get(address.path);
        if (now === undefined || !this.#isIt(now)) {
            throw new NotPut(`it was put in its place, and ${(0,keys .Gw)(address)} holds something else`);
        }
        const digest = (0,state_state .Ox)(now.body);
        const seen = await backend.digests.get(address);
        if (seen === digest)
            return;
        const isWritten = seen === undefined
            ? await backend.digests.put(address, digest)
            : await backend.digests.replace(address, digest, seen);
        if (!isWritten)
            throw new NotPut(`somebody else writes the digest of ${(0,keys .Gw)(address)}`);
    }
    #isIt(now) {
        return now !== undefined && (0,state_state .Mc)(now.body) === this.#freeze.fingerprint;
    }
    #isSealed(body) {
        return body !== undefined && this.#unsaved?.isEncrypted === true;
    }
    async #tidyUp() {
        const { steps } = this.#options;
        const { backend, turn } = this.#lock;
        const { copyKey: key } = this.#freeze;
        await steps.take({ what: 'The queue is still frozen', task: () => turn.thaw(this.#freeze), otherwise: undefined });
        if (key !== undefined)
            await removeCopy(backend, key, steps);
    }
}
async function removeCopy(backend, key, steps) {
    await steps.take({
        what: `The copy of the state at ${key} is still there`,
        task: async () => {
            const versions = await backend.objects.listVersions(key);
            await backend.objects.remove({ key, versions, current: await backend.objects.get(key) });
        },
        otherwise: undefined,
    });
}
class Trial {
    #what;
    #told;
    #isLasting = false;
    constructor(what) {
        this.#what = what;
    }
    get isLasting() {
        return this.#isLasting;
    }
    async run(steps, task) {
        const failure = await steps.attempt({ what: this.#what, task, told: this.#told });
        this.#told = failure?.message ?? this.#told;
        this.#isLasting = failure instanceof backend .Y && failure.isLasting;
        return failure === undefined;
    }
}
;
const ATTEMPTS = 4;
const RETRY_MS = 3000;
const RETRY_AT_MOST_MS = 15_000;
const SAVING_MS = 900_000;
async function saveState(run, lock, unsaved) {
    const { notSaved, begunOn, steps } = unsaved;
    const found = notSaved.erroredStateFile;
    const read = await readRecord(run, lock, unsaved);
    const judged = read === undefined ? 'ours' : (0,begun_on .qr)(begunOn, (0,state_state .oQ)(read));
    const isOurs = judged === 'ours' || (judged === 'unknown' && notSaved.isTold);
    if (!isOurs && !notSaved.isTold)
        return { kind: 'none-of-ours' };
    if (!isOurs)
        run.journal.warning(`${found ?? ''} is not the state of this apply, or not all of it, and is left alone.`);
    const body = isOurs ? read : undefined;
    const kept = body && (await keep(run, body, steps));
    const saving = new Saving(run, lock, { ...unsaved, file: isOurs ? found : undefined, body, kept });
    if (await trySaving(run, saving, unsaved))
        return { kind: 'saved' };
    if (saving.hasLeft)
        return { kind: 'turn-left' };
    if (!saving.isFrozen) {
        run.journal.warning('The queue could not be frozen: make sure that nothing is applied before the state is whole.');
    }
    const failure = new turn_freeze ._({
        address: lock.address,
        freeze: saving.freeze,
        isFrozen: saving.isFrozen,
        isEarlier: false,
        erroredStateFile: isOurs ? found : undefined,
        details: unsaved.describe(body) || saving.details,
        leftLockId: undefined,
    });
    return { kind: 'not-saved', failure };
}
async function trySaving(run, saving, { mayWait }) {
    const { clock, cancelled, journal } = run;
    const sinceMs = clock.monotonicMs();
    for (let attempt = 1;; attempt += 1) {
        if (await saving.try())
            return true;
        if (saving.hasLeft)
            return false;
        if (saving.isKept && !saving.mayBePut)
            return false;
        if (attempt >= ATTEMPTS && (saving.isKept || saving.isHopeless))
            return false;
        const pauseMs = Math.min(RETRY_AT_MOST_MS, RETRY_MS * 1.5 ** Math.max(0, attempt - ATTEMPTS + 1));
        if (clock.monotonicMs() - sinceMs >= SAVING_MS || !mayWait(pauseMs))
            return false;
        if (attempt === ATTEMPTS) {
            journal.warning('What this apply did is recorded on this runner alone, and the store does not take it: it is tried for a quarter of an hour. Leave the job running.');
        }
        if (!(await (0,tolerate .bp)(clock, pauseMs, cancelled)))
            return false;
    }
}
function notSavedAnywhere(run, address, { erroredStateFile, details }) {
    const freeze = { ...unknownFreeze(run), fingerprint: erroredStateFile === undefined ? 'unknown' : '' };
    return new turn_freeze ._({
        address,
        freeze,
        isFrozen: false,
        isEarlier: false,
        erroredStateFile,
        details,
        leftLockId: undefined,
    });
}
async function readRecord(run, { backend, turn }, { notSaved: { erroredStateFile }, steps }) {
    const { terraform, context } = run;
    const take = (what, task) => steps.take({ what, task, otherwise: undefined });
    const kept = await take('What this run has kept of its state cannot be read', () => terraform.keptState());
    if (kept !== undefined)
        return kept;
    if (erroredStateFile !== undefined) {
        const errored = await take(`${erroredStateFile} cannot be read`, () => terraform.readStateFile(erroredStateFile));
        if (errored !== undefined)
            return errored;
    }
    const { frozen } = turn;
    const copyKey = frozen?.runUrl === context.runUrl ? frozen.copyKey : undefined;
    if (frozen === undefined || copyKey === undefined)
        return undefined;
    const copy = await take(`The copy of the state at ${copyKey} cannot be read`, async () => (await backend.objects.get(copyKey))?.body);
    return copy !== undefined && (0,state_state .Mc)(copy) === frozen.fingerprint ? copy : undefined;
}
async function keep({ terraform }, body, steps) {
    return steps.take({
        what: 'The state could not be kept in a file of this run',
        task: () => terraform.keepState(body),
        otherwise: undefined,
    });
}
}),
8529:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
QD: () => ( readStateThere),
bn: () => ( tellErrors),
lp: () => ( tellWarnings)
});
var _domain_events_told_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2591);
var _domain_secrets_state_secrets_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3675);
function tellErrors({ terraform }, told, of) {
    const conceal = of.plan && (0,_domain_secrets_state_secrets_js__WEBPACK_IMPORTED_MODULE_1__ .h)(asApplied(of.plan, told), of.state);
    terraform.annotate(told.errors, conceal);
    return (0,_domain_events_told_js__WEBPACK_IMPORTED_MODULE_0__ .rg)(told, conceal);
}
function asApplied(plan, { hadEphemeral }) {
    const { changes, conceal, hasUnknownSecrets } = plan;
    return { changes, conceal, hasUnknownSecrets: hasUnknownSecrets || hadEphemeral };
}
async function tellWarnings({ terraform }, told, of) {
    const { plan, warnings } = of.shown;
    const failed = plan.failedChecks.flatMap(({ messages }) => messages);
    const fresh = told.warnings.filter((warning) => {
        const [text = ''] = (0,_domain_events_told_js__WEBPACK_IMPORTED_MODULE_0__ .gv)([warning], plan.conceal);
        return !warnings.includes(text) && !((0,_domain_events_told_js__WEBPACK_IMPORTED_MODULE_0__ .GE)(warning) && failed.includes(warning.detail));
    });
    if (fresh.length === 0)
        return warnings;
    const conceal = (0,_domain_secrets_state_secrets_js__WEBPACK_IMPORTED_MODULE_1__ .h)(asApplied(plan, told), of.state ?? (await readStateThere(of.there, of.steps)));
    terraform.annotate(fresh, conceal);
    return [...new Set([...warnings, ...(0,_domain_events_told_js__WEBPACK_IMPORTED_MODULE_0__ .gv)(fresh, conceal)])];
}
async function readStateThere({ backend, address }, steps) {
    return steps.take({
        what: 'The state could not be read, so that nobody knows which values are secret',
        task: async () => (await backend.objects.get(address.path))?.body,
        otherwise: undefined,
    });
}
}),
5246:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  y: () => ( findPlansBehind),
  _: () => ( tellPlansBehind)
});
var repository = __webpack_require__(3759);
var review_document = __webpack_require__(6403);
var records = __webpack_require__(5035);
var tolerate = __webpack_require__(6086);
var turn_queue = __webpack_require__(9479);
var open_stack = __webpack_require__(1398);
var state_state = __webpack_require__(2051);
;
async function readSerial({ journal }, { backend, prod }) {
    return (0,tolerate .j9)(journal, {
        what: "The serial of production's state could not be read",
        task: async () => {
            const state = await backend.objects.get(prod.path);
            return state === undefined ? undefined : (0,state_state .Bu)(state.body).serial;
        },
        otherwise: undefined,
    });
}
;
const TOLD_AT_MOST = 25;
const AT_ONCE = 5;
const LOOKS_AT_MOST = 5;
const LOOK_AGAIN_MS = 2000;
async function tellPlansBehind(run, readBackend, finding = findPlansBehind(run, readBackend)) {
    const behind = await finding;
    if (behind === undefined || run.cancelled.aborted)
        return;
    await (0,tolerate .j9)(run.journal, {
        what: UNTOLD,
        task: () => tellIdle(run, behind),
        otherwise: undefined,
        nonCancellable: true,
    });
}
const UNTOLD = 'Open pull requests are not told that their plans are behind';
async function findPlansBehind(run, readBackend) {
    if (run.inputs['comment-pr'] === 'never')
        return undefined;
    return (0,tolerate .j9)(run.journal, {
        what: UNTOLD,
        task: async () => findAll(run, await (0,open_stack .U)(run, await readBackend())),
        otherwise: undefined,
        nonCancellable: true,
    });
}
async function findAll(run, stack) {
    const [serial, listed] = await (0,tolerate .gH)(readSerial(run, stack), (0,records .m)(run, stack));
    if (serial === undefined)
        return undefined;
    const reviewed = listed === 'denied' ? [] : [...listed];
    const newest = reviewed.sort(([one], [other]) => other - one).slice(0, TOLD_AT_MOST);
    const prNumbers = [];
    for (let start = 0; start < newest.length && !run.cancelled.aborted; start += AT_ONCE) {
        const some = newest.slice(start, start + AT_ONCE);
        const are = await Promise.all(some.map(([, keys]) => isBehind(run, stack, { keys, serial })));
        prNumbers.push(...some.flatMap(([number], index) => (are[index] === true ? [number] : [])));
    }
    return prNumbers.length === 0 ? undefined : { stack, prNumbers, serial };
}
async function tellIdle(run, { stack, prNumbers, serial }) {
    let left = prNumbers;
    for (let look = 1; left.length > 0 && !run.cancelled.aborted; look += 1) {
        const busy = await findBusy(run, stack, left);
        const idle = left.filter((prNumber) => !busy.includes(prNumber));
        if (idle.length > 0)
            await run.comments.tellBehind(idle, serial);
        left = busy;
        if (left.length === 0)
            return;
        if (look === LOOKS_AT_MOST || !(await (0,tolerate .bp)(run.clock, LOOK_AGAIN_MS, run.cancelled)))
            break;
    }
    if (left.length > 0) {
        const which = left.map((prNumber) => `#${prNumber}`).join(', ');
        run.journal.info(`${which}: a plan is at work there, and its page will say what it was planned on.`);
    }
}
async function findBusy(run, stack, prNumbers) {
    const busy = [];
    for (let start = 0; start < prNumbers.length; start += AT_ONCE) {
        const some = prNumbers.slice(start, start + AT_ONCE);
        const are = await Promise.all(some.map((prNumber) => isBusy(run, stack, prNumber)));
        busy.push(...some.filter((_, index) => are[index]));
    }
    return busy;
}
async function isBusy({ clock, chance, runs }, stack, prNumber) {
    let tickets;
    try {
        const queue = new turn_queue .R(stack.backend.turns(stack.prAddress(prNumber), 'pr'), clock, chance);
        ({ tickets } = await queue.read());
    }
    catch (error) {
        (0,tolerate .Wr)(error);
        return false;
    }
    const statuses = await Promise.all(tickets.map((ticket) => runs.status(ticket.run)));
    return statuses.some((status) => status !== 'completed');
}
async function isBehind(run, { backend }, { keys, serial }) {
    const stored = await Promise.all(keys.map((key) => backend.objects.get(key)));
    const reviews = stored.flatMap((object) => {
        const reading = object === undefined ? undefined : (0,review_document .w)(object.body);
        return reading?.kind === 'review' && (0,repository .v)(reading.review, run.context) ? [reading.review] : [];
    });
    const [newest] = reviews.sort((one, other) => Date.parse(other.plannedAt) - Date.parse(one.plannedAt));
    return newest !== undefined && (newest.snapshot?.serial ?? -1) < serial;
}
}),
9191:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
A$: () => ( giveLockBack),
Fc: () => ( HeldLock),
ed: () => ( lookAtOwnLock),
lH: () => ( leftLockIdOf)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6086);
const LOOK_EVERY_MS = 20_000;
class HeldLock {
    lockId;
    #run;
    #lock;
    #handedToPost;
    #isLeft = false;
    #givingBack;
    #lost;
    #wasThere;
    #stopped = new AbortController();
    static start(run, lock) {
        return new HeldLock(run, lock, { handedToPost: run.cancelled, wasThere: true });
    }
    static resume(run, lock) {
        return new HeldLock(run, lock, { handedToPost: new AbortController().signal, wasThere: false });
    }
    constructor(run, lock, { handedToPost, wasThere }) {
        this.#wasThere = wasThere;
        this.lockId = lock.turn.lockId;
        this.#run = run;
        this.#lock = lock;
        this.#handedToPost = handedToPost;
    }
    get lost() {
        return this.#lost;
    }
    async confirm() {
        const known = this.#known();
        if (known !== undefined)
            return known;
        const { backend, address } = this.#lock;
        const hold = await backend.locks.confirm(address, this.lockId);
        if (hold.kind === 'ours') {
            this.#wasThere = true;
            return true;
        }
        if (hold.kind === 'unknown') {
            const { message, isDenied, isLasting } = hold.trouble;
            throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`it is not known whether the state lock ${this.lockId} of ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)} is still this run's: ${message}`, { cause: hold.trouble, isDenied, isLasting });
        }
        const since = this.#known();
        if (since !== undefined)
            return since;
        if (!this.#wasThere)
            return false;
        const by = hold.kind === 'anothers' && hold.reading.kind === 'held' ? `, and ${describe(hold.reading.lock)}` : '';
        this.#lost = `somebody has deleted this run's state lock ${this.lockId} of ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)} while it was held (force-unlock, or by hand)${by}`;
        this.#run.journal.warning(`${this.#lost}. Make sure that nobody else applies there now.`);
        return false;
    }
    keepLooking(run, onLost = () => undefined) {
        void this.#keepLooking(run, onLost);
    }
    async #keepLooking({ clock, steps }, onLost) {
        const { signal } = this.#stopped;
        const firstMs = this.#wasThere ? LOOK_EVERY_MS : 0;
        for (let afterMs = firstMs; this.#lost === undefined; afterMs = LOOK_EVERY_MS) {
            if (!(await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_2__ .bp)(clock, afterMs, signal)))
                return;
            const lost = await steps.take({
                what: 'The state lock could not be looked at',
                task: () => this.#look(),
                otherwise: undefined,
            });
            if (lost !== undefined)
                onLost(lost, clock.now());
        }
    }
    async #look() {
        try {
            await this.confirm();
        }
        catch (error) {
            (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_2__ .Wr)(error, { nonCancellable: true });
        }
        return this.#lost;
    }
    stopLooking() {
        this.#stopped.abort();
    }
    #known() {
        if (this.#lost !== undefined)
            return false;
        return this.#isLeft ? true : undefined;
    }
    leaveBehind() {
        this.#isLeft = true;
        this.stopLooking();
        this.#lock.turn.noteLockLeft();
        return { kind: 'left', lockId: this.lockId };
    }
    async leaveBehindAndLook() {
        this.#isLeft = true;
        return lookAtOwnLock(this.#lock);
    }
    async giveBack() {
        this.stopLooking();
        if (this.#givingBack !== undefined)
            return this.#givingBack;
        if (this.#isLeft || this.#handedToPost.aborted)
            return { kind: 'left', lockId: this.lockId };
        this.#isLeft = true;
        this.#givingBack = giveLockBack(this.#run, this.#lock);
        return this.#givingBack;
    }
}
function leftLockIdOf(own, lockId) {
    return own.kind === 'left' || own.kind === 'unknown' ? lockId : undefined;
}
async function giveLockBack(run, { backend, address, turn }) {
    const { lockId } = turn;
    try {
        const given = await backend.locks.giveBack(address, lockId);
        switch (given.kind) {
            case 'released':
                turn.noteLockFree(backend.locks.kind);
                return { kind: 'released', lockId };
            case 'gone':
                return { kind: 'free' };
            case 'anothers':
                return { kind: 'not-ours', lock: given.reading.kind === 'held' ? given.reading.lock : undefined };
        }
    }
    catch (error) {
        turn.noteLockLeft();
        const { message } = (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_2__ .Wr)(error, { nonCancellable: true });
        run.journal.warning(`The state lock ${lockId} of ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)} is left behind: ${message}`);
        return { kind: 'left', lockId };
    }
}
async function lookAtOwnLock({ backend, address, turn }) {
    const { lockId } = turn;
    try {
        const hold = await backend.locks.confirm(address, lockId);
        switch (hold.kind) {
            case 'gone':
                return { kind: 'free' };
            case 'anothers':
                return { kind: 'not-ours', lock: hold.reading.kind === 'held' ? hold.reading.lock : undefined };
            case 'ours':
                turn.noteLockLeft();
                return { kind: 'left', lockId };
            case 'unknown':
                turn.noteLockLeft();
                return { kind: 'unknown', why: hold.trouble.message };
        }
    }
    catch (error) {
        turn.noteLockLeft();
        return { kind: 'unknown', why: (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_2__ .Wr)(error, { nonCancellable: true }).message };
    }
}
function describe({ id, operation, who }) {
    return `it is held by ${who} now (${operation}, ${id})`;
}
}),
8428:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
W: () => ( doesStateMove),
e: () => ( recoverLock)
});
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
var _state_back_up_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5489);
const STATE_MOVES_WITHIN_MS = 25_000;
async function recoverLock(run, { backend, address, key, }, dead) {
    const { lock, run: owner } = dead;
    if (lock === undefined || owner === undefined)
        return false;
    if (key === 'prod' && (await doesStateMove(run, { backend, address }))) {
        run.journal.warning(`The state of ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address)} was written while it was watched, so ${owner.url} is alive, whatever GitHub says.`);
        return false;
    }
    const backup = key === 'prod' ? await (0,_state_back_up_state_js__WEBPACK_IMPORTED_MODULE_1__ .c)(run, backend, address) : undefined;
    if (!(await backend.locks.delete(address, lock.id)))
        return false;
    run.journal.warning(`The state lock ${lock.id} of ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address)} was left behind by ${owner.url}, which has ended: it is deleted.`);
    run.waiting.noteRecovery({ lockId: lock.id, operation: lock.operation, run: owner, backup });
    return true;
}
async function doesStateMove({ clock, cancelled }, { backend, address }) {
    const before = await backend.objects.get(address.path);
    await clock.sleep(STATE_MOVES_WITHIN_MS, cancelled);
    const after = await backend.objects.get(address.path);
    return before?.etag !== after?.etag || before?.versionId !== after?.versionId;
}
}),
4539:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
V: () => ( describeOwnLock),
k: () => ( takeStateLock)
});
var _domain_lock_lock_record_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1577);
var _domain_turn_holder_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5134);
var _turn_until_in_reach_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8426);
var _held_lock_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9191);
var _wait_for_state_lock_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9383);
const RETRY_MS = 250;
async function takeStateLock(run, lock, purpose) {
    await (0,_wait_for_state_lock_js__WEBPACK_IMPORTED_MODULE_4__ .dp)(run, lock);
    let isTaken = false;
    let wasSeen = false;
    try {
        for (;;) {
            const spend = run.waiting.startWatch(run.clock);
            const { address, turn } = lock;
            const taken = await (0,_turn_until_in_reach_js__WEBPACK_IMPORTED_MODULE_2__ .J)(run, () => lock.backend.locks.take(address, describeOwnLock(run, { address, lockId: turn.lockId, ...purpose })));
            if (taken.kind === 'taken') {
                isTaken = true;
                lock.turn.noteLockFree(lock.backend.locks.kind);
                return _held_lock_js__WEBPACK_IMPORTED_MODULE_3__ .Fc.start(run, lock);
            }
            wasSeen ||= taken.reading.kind !== 'free';
            await pause(run, lock, { spend, taken, wasSeen });
            wasSeen = (await (0,_wait_for_state_lock_js__WEBPACK_IMPORTED_MODULE_4__ .bE)(run, lock)) || wasSeen;
        }
    }
    finally {
        if (!isTaken && !run.cancelled.aborted)
            await (0,_held_lock_js__WEBPACK_IMPORTED_MODULE_3__ .A$)(run, lock);
    }
}
async function pause(run, lock, { spend, taken, wasSeen }) {
    const { waiting, clock, cancelled } = run;
    if (taken.reading.kind !== 'free')
        return;
    spend(undefined);
    if (waiting.leftMs === 0) {
        const { holder } = (0,_wait_for_state_lock_js__WEBPACK_IMPORTED_MODULE_4__ .Kd)(lock, { kind: 'unreadable', places: [] });
        throw new _domain_turn_holder_js__WEBPACK_IMPORTED_MODULE_1__ .a({ ...holder, wasNeverSeen: !wasSeen }, waiting.spent.waitedMs);
    }
    await clock.sleep(RETRY_MS, cancelled);
    spend(undefined);
}
function describeOwnLock({ context, who, clock }, lock) {
    const at = who.lastIndexOf('@');
    return (0,_domain_lock_lock_record_js__WEBPACK_IMPORTED_MODULE_0__ .LP)({
        id: lock.lockId,
        operation: lock.operation,
        address: lock.address,
        takenAt: clock.now(),
        user: who.slice(0, at),
        host: who.slice(at + 1),
        toolVersion: undefined,
        actor: context.actor,
        prNumber: lock.prNumber,
        runUrl: context.runUrl,
    });
}
}),
9383:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Kd: () => ( holderOf),
bE: () => ( waitForStateLock),
dp: () => ( waitForLocksElsewhere)
});
var _domain_turn_turn_watch_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7649);
var _domain_turn_holder_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5134);
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1395);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6736);
var _turn_until_in_reach_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8426);
var _recover_lock_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8428);
const POLL_MS = 1000;
const ASK_EVERY_MS = 15_000;
async function waitForStateLock(run, lock) {
    let seen;
    let wasHeld = false;
    for (;;) {
        const spend = run.waiting.startWatch(run.clock);
        const reading = await (0,_turn_until_in_reach_js__WEBPACK_IMPORTED_MODULE_4__ .J)(run, () => lock.backend.locks.read(lock.address));
        if (reading.kind === 'free') {
            lock.turn.noteLockFree(lock.backend.locks.kind);
            return wasHeld;
        }
        wasHeld = true;
        const nowMs = run.clock.monotonicMs();
        const { holder, owner } = holderOf(lock, reading);
        const lockId = holder.lock?.id ?? '';
        if (seen?.lockId !== lockId)
            seen = { lockId, sinceMs: nowMs, askedAtMs: -Infinity };
        const maySuspect = mayBeDead(owner, { seenMs: nowMs - seen.sinceMs, key: lock.key });
        if (mayRecover(run, lock.key) && maySuspect && nowMs - seen.askedAtMs >= ASK_EVERY_MS) {
            seen = { ...seen, askedAtMs: nowMs };
            const isRecovered = (await isOver(run, owner)) && (await (0,_recover_lock_js__WEBPACK_IMPORTED_MODULE_5__ .e)(run, lock, holder));
            spend(holder);
            if (isRecovered)
                continue;
        }
        const look = async () => ({
            ...holder,
            alive: holder.run === undefined ? undefined : (0,_domain_turn_turn_watch_js__WEBPACK_IMPORTED_MODULE_0__ .Pb)(await run.runs.status(holder.run)),
        });
        if (run.waiting.leftMs === 0)
            throw new _domain_turn_holder_js__WEBPACK_IMPORTED_MODULE_1__ .a(await look(), run.waiting.spent.waitedMs);
        run.comments.tellWaiting({ id: lockId, waiting: run.waiting, look });
        await run.clock.sleep(Math.min(POLL_MS, run.waiting.leftMs), run.cancelled);
        spend(holder);
    }
}
async function waitForLocksElsewhere(run, lock) {
    const { locks, objects } = lock.backend;
    for (const kind of lock.turn.lockKindsLeft(locks.kind)) {
        try {
            await waitForStateLock(run, { ...lock, backend: { objects, locks: await locks.at(kind) } });
        }
        catch (error) {
            if (!(error instanceof _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_2__ .Y))
                throw error;
            const { isDenied, isLasting } = error;
            throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_2__ .Y(`a run before this one may still hold a lock of another kind (${describeKind(kind)}) of ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_3__ .Gw)(lock.address)}, and that cannot be looked at: ${error.message} Let this role read it, or see that the run has ended and delete the queue's document (docs/migration.md).`, { cause: error, isDenied, isLasting });
        }
    }
}
function describeKind({ lockfile, table }) {
    const places = [...(lockfile ? ['the lockfile'] : []), ...(table === undefined ? [] : [`the table ${table.table}`])];
    return places.join(' and ');
}
function mayRecover({ inputs }, key) {
    return key === 'pr' || inputs['stale-lock'] === 'recover';
}
function mayBeDead(owner, { seenMs, key }) {
    if (owner === undefined || owner.ticket === 'in-queue' || owner.ticket === 'left-at-work')
        return false;
    return owner.ticket === 'removed' || seenMs >= (0,_domain_turn_turn_watch_js__WEBPACK_IMPORTED_MODULE_0__ .GR)(key);
}
async function isOver({ runs }, owner) {
    return owner !== undefined && (await runs.status(owner.run)) === 'completed';
}
function holderOf({ address, turn }, reading) {
    const lock = reading.kind === 'held' ? reading.lock : undefined;
    const owner = lock === undefined ? undefined : turn.ownerOf(lock);
    const { places } = reading;
    const toolAtWork = owner?.ticket === 'left-at-work';
    return {
        owner,
        holder: { kind: 'state-lock', address, lock, places, run: owner?.run, toolAtWork, alive: undefined },
    };
}
}),
9779:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
I5: () => ( lookAtReviews),
JX: () => ( deleteReviews),
V4: () => ( NOTHING_REMOVED),
Zx: () => ( refuseOfAnotherRepository)
});
var _domain_review_record_judgement_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2574);
var _domain_review_review_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6403);
var _domain_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5410);
var _domain_stack_repository_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3759);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6736);
var _records_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5035);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6086);
const NOTHING_REMOVED = { count: 0, versionsLeft: false };
const ATTEMPTS = 3;
const AT_ONCE = 5;
async function lookAtReviews(backend, { pr, heads }) {
    const keys = await (0,_records_js__WEBPACK_IMPORTED_MODULE_3__ .Z)(backend, pr, heads);
    return (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_4__ .ae)(keys, { atOnce: AT_ONCE, task: (key) => lookAt(backend, key) });
}
async function lookAt({ objects }, key) {
    const versions = await objects.listVersions(key);
    return { key, versions, current: await objects.get(key) };
}
async function deleteReviews(run, backend, { prod, looks }) {
    const removed = await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_4__ .ae)(looks, {
        atOnce: AT_ONCE,
        task: (look) => deleteReview(run, backend, { prod, look }),
    });
    return {
        count: removed.reduce((sum, { count }) => sum + count, 0),
        versionsLeft: removed.some(({ versionsLeft }) => versionsLeft),
    };
}
function refuseOfAnotherRepository(run, { pr, looks }) {
    for (const { key, current } of looks) {
        const reading = current && (0,_domain_review_review_document_js__WEBPACK_IMPORTED_MODULE_0__ .w)(current.body);
        if (reading?.kind !== 'review' || (0,_domain_stack_repository_js__WEBPACK_IMPORTED_MODULE_5__ .v)(reading.review, run.context))
            continue;
        throw new _domain_failure_js__WEBPACK_IMPORTED_MODULE_1__ .Lw(`what lies at ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .Gw)(pr)} is of ${reading.review.repository}, which has the same place for its pull requests: s3://${pr.bucket}/${key} is its review. Nothing was deleted. Give each repository a pr-state-key of its own; where there is no such repository any more, delete that object and run this again.`);
    }
}
async function deleteReview(run, backend, { prod, look }) {
    const { key } = look;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const { versions, current } = attempt === 1 ? look : await lookAt(backend, key);
        if (current === undefined && versions.length === 0)
            return NOTHING_REMOVED;
        if (current !== undefined && isOfAnother(run, prod, current.body))
            return NOTHING_REMOVED;
        const removal = await backend.objects.remove({ key, versions, current });
        if (removal.kind === 'removed')
            return removal;
    }
    return NOTHING_REMOVED;
}
function isOfAnother({ context }, prod, body) {
    const reading = (0,_domain_review_review_document_js__WEBPACK_IMPORTED_MODULE_0__ .w)(body);
    return reading.kind === 'review' && !(0,_domain_review_record_judgement_js__WEBPACK_IMPORTED_MODULE_6__ .v)(reading.review, { ...context, productionKey: prod.path });
}
}),
801:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
CS: () => ( isMergeIn),
O4: () => ( findCarried),
T7: () => ( carriedWith),
mD: () => ( findCarriedIfKnown)
});
var _domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1160);
var _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9671);
var _run_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(7489);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6086);
var _order_merges_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(523);
var _read_reviews_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7137);
var _records_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5035);
var _stretch_commits_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7571);
var _unheard_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9448);
async function findCarried(run, stack, of) {
    const listed = await (0,_records_js__WEBPACK_IMPORTED_MODULE_5__ .m)(run, stack);
    const known = listed === 'denied' ? new Map() : listed;
    const ofCommit = of.certain.map(({ number }) => number);
    const numbers = [...new Set([...known.keys(), ...ofCommit])].sort((one, other) => one - other);
    const pullRequests = await findMergedInto(run, numbers, of);
    const reviews = await (0,_order_merges_js__WEBPACK_IMPORTED_MODULE_3__ .K)(run, await (0,_read_reviews_js__WEBPACK_IMPORTED_MODULE_4__ .U)(run, stack, { pullRequests, known }), {
        commitSha: of.commitSha,
        applied: of.applied,
    });
    const carried = reviews.filter((merge) => (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .TN)(merge) || ofCommit.includes(merge.pullRequest.number));
    if (of.applied !== of.commitSha)
        return carried;
    return carried.map((merge) => (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .TN)(merge) ? merge : { ...merge, kind: 'no-review', why: { kind: 'applied' } });
}
async function findCarriedIfKnown(run, stack, of) {
    try {
        return await findCarried(run, stack, of);
    }
    catch (error) {
        const failure = (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_2__ .Wr)(error);
        if (!(failure instanceof _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j))
            throw error;
        run.journal.warning(`GitHub did not say what has become of the pull requests: ${failure.message}`);
        return 'unknown';
    }
}
async function findMergedInto(run, numbers, { commitSha, certain, applied, isForApply = false }) {
    if (numbers.length === 0)
        return [];
    const isToApply = async (status) => {
        const [isIn, isDone] = await Promise.all([
            isMergeIn(run, status, commitSha),
            applied === undefined ? false : isMergeIn(run, status, applied),
        ]);
        return isIn && !isDone;
    };
    const placeOf = ({ number }) => certain.findIndex((pullRequest) => pullRequest.number === number);
    const others = numbers.filter((number) => placeOf({ number }) < 0);
    const [statuses, commits] = await Promise.all([
        run.pullRequests.findStatuses(numbers),
        isForApply && others.length > 0 ? (0,_stretch_commits_js__WEBPACK_IMPORTED_MODULE_6__ .C)(run, { commitSha, applied }) : [],
    ]);
    confirmHeard(run, statuses.filter((status) => placeOf(status) < 0), commits);
    const found = statuses.map(async (status) => {
        const { number, headSha, mergedAt, merged } = status;
        const place = placeOf(status);
        if (place < 0 && !(await isToApply(status)))
            return [];
        const elsewhere = merged === undefined || merged.branch === (0,_run_js__WEBPACK_IMPORTED_MODULE_8__ .d)(run) ? {} : { branch: merged.branch };
        return [{ number, headSha, mergedAt, ...elsewhere, ...certain[place] }];
    });
    const unknown = certain.filter(({ number }) => statuses.every((status) => status.number !== number));
    const all = [...(await Promise.all(found)).flat(), ...unknown.map(asItIs)];
    return all.toSorted((one, other) => placeOf(one) - placeOf(other));
}
function asItIs({ number, headSha, ...rest }) {
    if (headSha !== undefined)
        return { number, headSha, ...rest };
    throw new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`GitHub does not say what #${number} is, which is in this commit.`);
}
const KNOWN_WITHIN_MS = 3_600_000;
function confirmHeard(run, statuses, commits) {
    if (commits.length === 0)
        return;
    const named = (0,_unheard_js__WEBPACK_IMPORTED_MODULE_7__ .$)(commits);
    const shas = new Set(commits.map(({ sha }) => sha));
    for (const status of statuses) {
        const { number, headSha, closed, baseBranch = (0,_run_js__WEBPACK_IMPORTED_MODULE_8__ .d)(run) } = status;
        if (baseBranch !== (0,_run_js__WEBPACK_IMPORTED_MODULE_8__ .d)(run) && !named.has(number))
            continue;
        const isOld = status.isMerged && run.clock.now().getTime() - (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .p8)(status) > KNOWN_WITHIN_MS;
        const why = isOld ? undefined : (0,_unheard_js__WEBPACK_IMPORTED_MODULE_7__ .V)(status, named);
        if (why !== undefined)
            throw new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(why);
        if (!closed && shas.has(headSha)) {
            throw new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`GitHub still calls #${number} open, and its commit ${headSha} is in this one.`);
        }
    }
}
async function isMergeIn(run, { merged }, commitSha) {
    if (merged === undefined)
        return false;
    if (merged.commitSha === commitSha)
        return true;
    const order = await run.runs.compare(merged.commitSha, commitSha);
    return order === 'ahead' || order === 'identical';
}
function carriedWith(own, carried) {
    const others = carried === 'unknown' ? [] : carried.map(({ pullRequest }) => pullRequest);
    return [...new Map([...others, ...own].map((pullRequest) => [pullRequest.number, pullRequest])).values()];
}
}),
651:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
J: () => ( findPullRequests)
});
var _run_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7489);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6086);
async function findPullRequests(run, commitSha) {
    return (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_0__ .j9)(run.journal, {
        what: `GitHub did not say which pull requests ${commitSha} belongs to`,
        task: async () => {
            const stretch = { since: undefined, commitSha, branch: (0,_run_js__WEBPACK_IMPORTED_MODULE_1__ .d)(run) };
            const { pullRequests } = await run.pullRequests.findMerged(stretch);
            run.comments.openOn(pullRequests.map(({ number }) => number));
            return pullRequests;
        },
        otherwise: [],
    });
}
}),
7424:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
P: () => ( leewayOf)
});
function leewayOf({ inputs, context }, commits) {
    const { runId, workspaceDirectory: workspace } = context;
    return { words: { commits, runId, workspace }, values: inputs['unreviewed-values'] };
}
}),
523:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
K: () => ( orderMerges)
});
var _domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1160);
var _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9671);
var _stretch_commits_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7571);
async function orderMerges(run, merges, of) {
    const sorted = merges.toSorted((one, other) => (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .p8)(one.pullRequest) - (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .p8)(other.pullRequest));
    const alike = [...Map.groupBy(sorted, ({ pullRequest }) => (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .p8)(pullRequest)).values()];
    const numbers = alike.filter(isToOrder).flatMap((some) => some.map(({ pullRequest }) => pullRequest.number));
    if (numbers.length === 0)
        return sorted;
    const [statuses, commits] = await Promise.all([run.pullRequests.findStatuses(numbers), (0,_stretch_commits_js__WEBPACK_IMPORTED_MODULE_2__ .C)(run, of)]);
    const places = new Map(commits.map(({ sha }, place) => [sha, place]));
    const placeOf = new Map(numbers.map((number) => {
        const merged = statuses.find((status) => status.number === number)?.merged;
        if (merged === undefined) {
            throw new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_1__ .j(`GitHub does not say yet which commit #${number} has become, nor what came before it.`);
        }
        return [number, places.get(merged.commitSha) ?? -1];
    }));
    const place = ({ pullRequest: { number } }) => placeOf.get(number) ?? -1;
    return sorted.toSorted((one, other) => (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .p8)(one.pullRequest) - (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .p8)(other.pullRequest) || place(one) - place(other));
}
function isToOrder(merges) {
    const changing = merges.filter((merge) => merge.kind === 'review' && merge.review.resources.length + merge.review.outputs.length > 0);
    return changing.length > 1 && changing.every(({ pullRequest }) => (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .fg)(pullRequest));
}
}),
7137:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
U: () => ( readReviews)
});
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
var _domain_review_record_judgement_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2574);
var _domain_review_review_document_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6403);
async function readReviews(run, stack, { pullRequests, known }) {
    return Promise.all(pullRequests.map((pullRequest) => readReview(run, stack, { pullRequest, keys: known.get(pullRequest.number) ?? [] })));
}
async function readReview(run, stack, { pullRequest, keys }) {
    const address = stack.prAddress(pullRequest.number);
    const own = (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .SA)(address, pullRequest.headSha);
    let merge = { kind: 'no-review', pullRequest, why: { kind: 'never-planned' } };
    for (const key of new Set([own, (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .qQ)(address), ...keys])) {
        merge = await judgeAt(run, stack, { pullRequest, key });
        if (merge.kind === 'review' || merge.why.kind !== 'never-planned')
            break;
    }
    if (merge.kind === 'no-review' && (merge.why.kind === 'newer' || merge.why.kind === 'unreadable')) {
        const why = merge.why.kind === 'newer' ? `a newer Lockstep wrote it, in version ${merge.why.version}` : merge.why.why;
        run.journal.warning(`The review of pull request #${pullRequest.number} (${own}) counts as none: ${why}.`);
    }
    return merge;
}
async function judgeAt(run, { backend, prod }, { pullRequest, key }) {
    const { objects } = backend;
    const judgeIt = (versions) => judge({ ...run, productionKey: prod.path }, pullRequest, versions);
    const stored = await objects.get(key);
    const current = judgeIt({ stored });
    if (current.kind === 'review' || current.why.kind !== 'late')
        return current;
    const versions = await objects.listVersions(key);
    const earlier = versions === 'denied' ? [] : versions.filter(({ kind, isCurrent }) => kind === 'version' && !isCurrent);
    let later = stored;
    for (const { versionId } of earlier.slice(0, VERSIONS_READ_AT_MOST)) {
        const version = await objects.getVersion(key, versionId);
        const merge = judgeIt({ stored: version, later });
        if (merge.kind === 'review' || merge.why.kind === 'taken-back')
            return merge;
        if (merge.why.kind === 'late')
            later = version;
    }
    return current;
}
const VERSIONS_READ_AT_MOST = 10;
function judge({ context, productionKey }, pullRequest, { stored, later }) {
    const late = later && (0,_domain_review_review_document_js__WEBPACK_IMPORTED_MODULE_1__ .w)(later.body);
    return (0,_domain_review_record_judgement_js__WEBPACK_IMPORTED_MODULE_2__ .d)(stored && (0,_domain_review_review_document_js__WEBPACK_IMPORTED_MODULE_1__ .w)(stored.body), {
        repositoryId: context.repositoryId,
        repository: context.repository,
        productionKey,
        pullRequest,
        mergedAt: pullRequest.mergedAt,
        writtenAt: stored?.writtenAt,
        lateRunUrl: late?.kind === 'review' ? late.review.runUrl : undefined,
    });
}
}),
5035:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Z: () => ( listReviewsOf),
m: () => ( listReviewed)
});
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
async function listReviewed({ journal }, { backend, prPaths }) {
    const keys = prPaths.prefix === '' ? 'denied' : await backend.objects.list(prPaths.prefix);
    if (keys === 'denied') {
        journal.info('The reviews cannot be listed (s3:ListBucket; a pr-state-key with something before {pr}): only the pull requests of this commit itself are looked at.');
        return keys;
    }
    const found = new Map();
    for (const key of keys) {
        const review = (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .NP)(key);
        const number = review === undefined ? undefined : prPaths.prNumberOf(review.path);
        if (number !== undefined)
            found.set(number, [...(found.get(number) ?? []), key]);
    }
    return found;
}
async function listReviewsOf({ objects }, pr, heads) {
    const listed = await objects.list(`${pr.path}.`);
    const known = heads.map((headSha) => (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .SA)(pr, headSha));
    if (listed === 'denied')
        return [...known, (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .qQ)(pr)];
    return [...new Set([...listed.filter((key) => (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .NP)(key)?.path === pr.path), ...known])];
}
}),
7571:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
C: () => ( listStretch)
});
var _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9671);
var _domain_turn_first_seen_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1202);
async function listStretch({ pullRequests }, { applied, commitSha }) {
    const listAll = () => pullRequests.listCommits({ since: _domain_turn_first_seen_js__WEBPACK_IMPORTED_MODULE_1__ .C6, commitSha });
    if (applied === undefined)
        return listAll();
    try {
        return await pullRequests.listCommits({ since: applied, commitSha });
    }
    catch (error) {
        if (!(error instanceof _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__ .j) || !error.isLasting)
            throw error;
        return listAll();
    }
}
}),
9448:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
$: () => ( namedIn),
V: () => ( describeUnheard)
});
var _domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1160);
function namedIn(commits) {
    return new Map(commits.flatMap((commit) => {
        const number = (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_0__ .VH)(commit);
        return number === undefined ? [] : [[number, commit]];
    }));
}
function describeUnheard({ number, closed, isMerged, merged }, named) {
    if (isMerged && merged === undefined) {
        return `GitHub calls #${number} merged, and does not say which commit it has become. If it never does, a cleanup of #${number} by hand with \`force\` deletes what is on record of it.`;
    }
    const commit = closed ? undefined : named.get(number);
    return commit && `GitHub still calls #${number} open, and the title of ${commit.sha} says that it is merged.`;
}
}),
4939:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Q: () => ( untilSettled),
d: () => ( untilGitHubAnswers)
});
var _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9671);
const ASK_AGAIN_MS = 5000;
const ASK_AGAIN_AT_LAST_MS = 40_000;
async function untilGitHubAnswers({ waiting, clock, cancelled }, ask) {
    for (let againMs = ASK_AGAIN_MS;; againMs = Math.min(againMs * 2, ASK_AGAIN_AT_LAST_MS)) {
        const spend = waiting.startWatch(clock);
        try {
            return await ask();
        }
        catch (error) {
            if (!(error instanceof _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__ .j) || error.isLasting)
                throw error;
            spend(undefined);
            const answersInMs = (error.until?.getTime() ?? 0) - clock.now().getTime();
            if (waiting.leftMs === 0 || answersInMs > waiting.leftMs)
                throw error;
            await clock.sleep(Math.min(againMs, waiting.leftMs), cancelled);
            spend(undefined);
        }
    }
}
const SETTLE_MS = [1000, 2000, 3000, 4000];
async function untilSettled(run, ask, isSettled) {
    let answer = await untilGitHubAnswers(run, ask);
    for (const afterMs of SETTLE_MS) {
        if (isSettled(answer))
            return answer;
        await run.clock.sleep(afterMs, run.cancelled);
        answer = await untilGitHubAnswers(run, ask);
    }
    return answer;
}
}),
572:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  s6: () => ( findEarlierReview),
  z5: () => ( putReviewBack),
  hC: () => ( takeOwnReviewBack),
  br: () => ( takeReviewBack),
  OC: () => ( writeReview)
});
var keys = __webpack_require__(6736);
var json = __webpack_require__(7504);
var failure = __webpack_require__(5410);
var attempt = __webpack_require__(9163);
var record = __webpack_require__(1096);
var digest = __webpack_require__(2413);
var judgement = __webpack_require__(7630);
var since = __webpack_require__(399);
;
function findVarying(earlier, { plan, leeway, ...of }) {
    if (!isOfTheSame(earlier, of))
        return [];
    const found = (0,digest .LM)(plan, (0,digest .MU)(earlier, leeway)).flatMap((now) => {
        const { kind: what, address } = now;
        const reviewed = (what === 'output' ? earlier.outputs : earlier.resources).find((change) => change.address === address && change.actions.join() === now.actions.join());
        if (reviewed === undefined)
            return [];
        const { missing, unheld } = (0,judgement .Mc)([{ review: earlier, reviewed, now, making: () => since .KB }], []);
        const values = missing.filter(({ path }) => path[0] !== '');
        const attributes = [...(0,judgement .Td)(now, values), ...unheld].filter((name) => name !== '');
        const isAnother = values.length > 0 || unheld.length > 0;
        return isAnother ? [{ what, address, attributes: [...new Set(attributes)].sort() }] : [];
    });
    return mergeVarying([...earlier.varying, ...found]);
}
function isOfTheSame(earlier, of) {
    return (earlier.version > 1 &&
        earlier.headSha === of.headSha &&
        earlier.plannedOn === of.plannedOn &&
        (earlier.isDestroy === true) === (of.isDestroy === true) &&
        earlier.snapshot?.serial === of.snapshot?.serial &&
        earlier.snapshot?.lineage === of.snapshot?.lineage);
}
function mergeVarying(all) {
    return [...Map.groupBy(all, ({ what, address }) => `${what} ${address}`).values()].flatMap((same) => {
        const [first] = same;
        const attributes = [...new Set(same.flatMap((varying) => varying.attributes))].sort();
        return first === undefined ? [] : [{ ...first, attributes }];
    });
}
var review_review = __webpack_require__(4361);
var record_judgement = __webpack_require__(2574);
var review_document = __webpack_require__(6403);
var review_leeway = __webpack_require__(7424);
;
async function findEarlierReview({ context }, { objects }, { prod, address, headSha }) {
    const key = (0,keys .SA)(address, headSha);
    const stored = await objects.get(key);
    const reading = stored && (0,review_document .w)(stored.body);
    if (reading?.kind !== 'review')
        return undefined;
    const { review } = reading;
    if (!(0,record_judgement .v)(review, { ...context, productionKey: prod.path }))
        throw isOfAnother(review, { address, key });
    const taken = (0,review_review .zH)(review, { runUrl: (0,attempt .rc)(context), writtenAt: stored?.writtenAt });
    return { taken, isToWrite: review.takenBack === undefined && !(0,attempt .VZ)((0,attempt .SR)(review.runUrl), context) };
}
async function takeReviewBack(backend, { address, headSha }, earlier) {
    if (earlier?.isToWrite === true)
        await putReview(backend, (0,keys .SA)(address, headSha), earlier.taken);
}
function isOfAnother({ repository, productionKey = 'another state' }, { address: { bucket }, key }) {
    return new failure .Lw(`the pull request's state has the key of another stack's: at s3://${bucket}/${key} lies the review of a plan for ${productionKey} of ${repository}. Nothing was planned. Give each stack a pr-state-key of its own; where there is no other stack any more, delete that object. Then run this again.`);
}
async function putReviewBack(backend, { address, headSha }, taken) {
    const review = taken && (0,review_review .pK)(taken);
    if (review !== undefined)
        await putReview(backend, (0,keys .SA)(address, headSha), review);
}
async function takeOwnReviewBack({ context }, { objects }, { address, headSha }) {
    const key = (0,keys .SA)(address, headSha);
    const stored = await objects.get(key);
    const reading = stored && (0,review_document .w)(stored.body);
    if (reading?.kind !== 'review' || reading.review.runUrl !== (0,attempt .rc)(context))
        return;
    const { takenBack, ...review } = reading.review;
    if (takenBack === undefined)
        await putReview({ objects }, key, { ...review, takenBack: { runUrl: (0,attempt .rc)(context), since: undefined } });
}
async function writeReview(run, backend, of) {
    const { context, clock, chance } = run;
    const { earlier } = of;
    const productionKey = of.prod.path;
    const leeway = (0,review_leeway .P)(run, [context.commitSha, of.headSha]);
    const snapshot = of.snapshot.kind === 'taken' ? { serial: of.snapshot.serial, lineage: of.snapshot.lineage } : undefined;
    const make = (salt) => ({
        version: review_review .M6,
        repository: context.repository,
        repositoryId: context.repositoryId,
        productionKey,
        prNumber: of.prNumber,
        headSha: of.headSha,
        plannedOn: plannedOn(of.snapshot),
        isDestroy: run.inputs.destroy ? true : undefined,
        salt,
        ...(0,record .o2)(of.plan, salt, leeway),
    });
    const now = clock.now();
    const stood = earlier && (0,review_review .pK)(earlier);
    if (stood !== undefined && new Date(stood.plannedAt) <= now && saysTheSame(stood, make(stood.salt))) {
        await putReview(backend, (0,keys .SA)(of.address, of.headSha), { ...stood, runUrl: (0,attempt .rc)(context) });
        return;
    }
    const made = { ...make(chance.id()), snapshot };
    const review = {
        ...made,
        runUrl: (0,attempt .rc)(context),
        plannedAt: now.toISOString(),
        madeBy: of.plan.madeBy,
        varying: earlier === undefined ? [] : findVarying(earlier, { ...made, plan: of.plan, leeway }),
    };
    await putReview(backend, (0,keys .SA)(of.address, of.headSha), review);
}
async function putReview({ objects }, key, review) {
    await objects.put(key, { body: (0,review_document .F)(review), metadata: {} }, 'any');
}
function saysTheSame(earlier, made) {
    return (0,json .dj)({ ...earlier, ...made }) === (0,json .dj)(earlier);
}
function plannedOn(snapshot) {
    if (snapshot.kind === 'taken')
        return 'snapshot';
    return snapshot.why === 'no-prod-state' ? 'no-state' : 'empty';
}
}),
7489:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
d: () => ( applyBranch),
v: () => ( describeRun)
});
function describeRun(run, doing) {
    const { context } = run;
    return {
        repository: context.repository,
        runId: context.runId,
        runNumber: context.runNumber === '' ? undefined : context.runNumber,
        runAttempt: context.runAttempt,
        url: context.runUrl,
        actor: context.actor,
        prNumber: doing.prNumber,
        commitSha: doing.commitSha,
        operation: doing.kind,
        host: run.who.slice(run.who.lastIndexOf('@') + 1),
    };
}
function applyBranch({ inputs, context }) {
    return inputs['apply-branch'] ?? context.defaultBranch ?? '';
}
}),
6809:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Q: () => ( renewCredentials),
b: () => ( warnOfExpiry)
});
var _domain_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4678);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6086);
const TYPICAL_APPLY_MS = 600_000;
async function warnOfExpiry(run, backend) {
    const { expiresAt, renewable } = await backend.credentialsTerm();
    if (expiresAt === undefined || renewable)
        return;
    const leftMs = expiresAt.getTime() - run.clock.now().getTime();
    const neededMs = run.waiting.leftMs + TYPICAL_APPLY_MS;
    if (leftMs >= neededMs)
        return;
    run.journal.warning(`The AWS credentials expire at ${expiresAt.toISOString()}, in ${(0,_domain_duration_js__WEBPACK_IMPORTED_MODULE_0__ .P)(Math.max(0, leftMs))}, and this run may wait for ${(0,_domain_duration_js__WEBPACK_IMPORTED_MODULE_0__ .P)(run.waiting.leftMs)} before it applies. ` +
        'Ask for a longer session (role-duration-seconds), get the credentials in a step right before this one, shorten lock-timeout, or let the backend assume the role from a token of this workflow (assume_role_with_web_identity, permissions: id-token: write): that is renewed.');
}
async function renewCredentials({ journal }, backend) {
    await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_1__ .j9)(journal, {
        what: 'The AWS credentials could not be renewed',
        task: () => backend.renewCredentials(),
        otherwise: undefined,
    });
}
}),
1398:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
U: () => ( stackOf),
j: () => ( openStack)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _domain_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5410);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6736);
async function openStack(run, { needs = 'module' } = {}) {
    const { terraform, inputs } = run;
    const settings = await terraform.findBackend(inputs['state-key'], needs);
    if (settings.lockTable === undefined && !settings.useLockfile) {
        throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y('the backend has no state lock, so two applies could run at once. Set use_lockfile = true, or dynamodb_table, in the backend block.');
    }
    if (inputs['state-key'] !== undefined && settings.key !== inputs['state-key']) {
        throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`state-key is ${JSON.stringify(inputs['state-key'])}, but init resolved the key ${JSON.stringify(settings.key)}.`);
    }
    return stackOf(run, settings);
}
async function stackOf(run, settings) {
    const { terraform, inputs } = run;
    const workspace = { name: terraform.workspace, keyPrefix: settings.workspaceKeyPrefix };
    const address = (key) => ({ bucket: settings.bucket, key, path: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .BQ)(key, workspace) });
    const prod = address(settings.key);
    const prAddress = (prNumber) => {
        const decision = (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .IA)({
            template: inputs['pr-state-key'],
            prodKey: settings.key,
            prNumber,
            workspaceKeyPrefix: settings.workspaceKeyPrefix,
        });
        if (decision.kind === 'refused')
            throw new _domain_failure_js__WEBPACK_IMPORTED_MODULE_1__ .Lw(decision.reason);
        return address(decision.key);
    };
    return {
        backend: await run.openBackend(settings),
        prod,
        prAddress,
        placeOfNobody: prAddress,
        prPaths: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .Ov)(inputs['pr-state-key'], settings.key, workspace),
        confirmBackend: async (expected) => {
            (0,_domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .b)(await terraform.readBackend(), expected, terraform.name);
        },
    };
}
}),
5489:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
J: () => ( copyBesideState),
c: () => ( backUpState)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _domain_state_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2051);
var _ports_backend_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4018);
async function backUpState(run, backend, address) {
    const state = await backend.objects.get(address.path);
    if (state === undefined)
        return { kind: 'no-state' };
    if (state.versionId !== _ports_backend_js__WEBPACK_IMPORTED_MODULE_2__ .d)
        return { kind: 'version', key: address.path, versionId: state.versionId };
    return { kind: 'copy', key: await copyBesideState(run, backend, { address, state, suffix: 'backup' }) };
}
async function copyBesideState(run, backend, copy) {
    const { address, state, suffix } = copy;
    const at = (copy.at ?? run.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const key = `${address.path}.${suffix}-${at}`;
    if (!(await backend.objects.put(key, state, undefined)) && !(await isThere(backend, key, state.body))) {
        throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`there is a copy of the state at ${address.bucket}/${key} already: run this again.`);
    }
    return key;
}
async function isThere(backend, key, body) {
    const found = await backend.objects.get(key);
    return found !== undefined && (0,_domain_state_state_js__WEBPACK_IMPORTED_MODULE_1__ .Ox)(found.body) === (0,_domain_state_state_js__WEBPACK_IMPORTED_MODULE_1__ .Ox)(body);
}
}),
8266:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
S: () => ( lookAtPrState),
b: () => ( deletePrState)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _domain_state_snapshot_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7264);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6736);
var _back_up_state_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5489);
var _read_prod_state_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1732);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6086);
const ATTEMPTS = 3;
async function deletePrState(run, backend, { look, ...doomed }) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const seen = attempt === 1 && look !== undefined ? look : await lookAtPrState(backend, doomed.pr);
        const deletion = await tryDelete(run, backend, { ...doomed, ...seen });
        if (deletion !== undefined)
            return deletion;
    }
    throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`somebody else keeps writing the state at ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .Gw)(doomed.pr)} while it is deleted.`);
}
async function lookAtPrState({ objects, digests }, pr) {
    const [versions, lockfileVersions, digest] = await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_5__ .gH)(objects.listVersions(pr.path), objects.listVersions((0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .pN)(pr)), digests.get(pr));
    return { versions, lockfileVersions, digest, prState: await objects.get(pr.path) };
}
async function tryDelete(run, backend, { prod, pr, hadProduction, force, versions, lockfileVersions, digest, prState }) {
    const of = (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .Gw)(prod);
    const untouched = (0,_domain_state_snapshot_js__WEBPACK_IMPORTED_MODULE_1__ .oT)({ prState, prodBody: undefined, of });
    const isOurs = untouched.kind === 'absent' || untouched.kind === 'snapshot';
    const decision = isOurs
        ? untouched
        : (0,_domain_state_snapshot_js__WEBPACK_IMPORTED_MODULE_1__ .oT)({ prState, prodBody: await readUnlessForced(run, backend, { prod, force }), of });
    const isOfAnother = decision.kind === 'other-snapshot' && !(await hadProduction(decision.of));
    if (isOfAnother && !force)
        throw new _domain_state_snapshot_js__WEBPACK_IMPORTED_MODULE_1__ .wF(pr, decision.of);
    let backupKey;
    if (decision.kind === 'in-use' && !force)
        throw new _domain_state_snapshot_js__WEBPACK_IMPORTED_MODULE_1__ .OB(pr, decision.instances);
    if ((decision.kind === 'in-use' || isOfAnother) && prState !== undefined) {
        backupKey = await (0,_back_up_state_js__WEBPACK_IMPORTED_MODULE_3__ .J)(run, backend, { address: pr, state: prState, suffix: 'backup' });
    }
    if (digest !== undefined && !(await backend.digests.delete(pr, digest)))
        return undefined;
    const [state, lockfile] = await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_5__ .gH)(backend.objects.remove({ key: pr.path, versions, current: prState }), removePastLockfiles(backend, pr, lockfileVersions));
    if (state.kind === 'changed')
        return undefined;
    return {
        removed: state.count + lockfile.count + (digest === undefined ? 0 : 1),
        versionsLeft: state.versionsLeft || lockfile.versionsLeft,
        backupKey,
    };
}
async function removePastLockfiles({ objects }, address, versions) {
    const removal = await objects.remove({ key: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_2__ .pN)(address), versions, current: undefined });
    return removal.kind === 'removed' ? removal : { count: 0, versionsLeft: false };
}
async function readUnlessForced(run, backend, { prod, force }) {
    try {
        return await (0,_read_prod_state_js__WEBPACK_IMPORTED_MODULE_4__ .n)(run, backend, prod);
    }
    catch (error) {
        if (!force)
            throw error;
        (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_5__ .Wr)(error);
        return undefined;
    }
}
}),
1732:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
n: () => ( readProdState)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
var _domain_state_state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2051);
const RETRY_MS = 2000;
const GIVE_UP_MS = 10_000;
async function readProdState(run, backend, address) {
    const startedAtMs = run.clock.monotonicMs();
    for (;;) {
        const [stored, digest] = await Promise.all([backend.objects.get(address.path), backend.digests.get(address)]);
        const body = stored?.body.length === 0 ? undefined : stored?.body;
        const actual = body === undefined ? '' : (0,_domain_state_state_js__WEBPACK_IMPORTED_MODULE_2__ .Ox)(body);
        if (digest === undefined || digest === '' || digest === actual)
            return body;
        if (run.clock.monotonicMs() - startedAtMs >= GIVE_UP_MS) {
            throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`the state at ${address.bucket}/${address.path} has the MD5 ${actual === '' ? '(no object)' : actual}, but the digest item ` +
                `${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .TQ)(address)} says ${digest}. An apply that is being saved would have ended by now: check the state and correct the item's Digest.`);
        }
        await run.clock.sleep(RETRY_MS, run.cancelled);
    }
}
}),
4098:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
O: () => ( repairOwnDigest),
i: () => ( repairDigest)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
var _domain_state_state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2051);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6086);
async function repairDigest(run, of) {
    const digest = await of.backend.digests.get(of.address);
    if (digest === undefined || digest === '')
        return false;
    return repair(run, of, { digest, state: await of.backend.objects.get(of.address.path) });
}
async function repair({ journal }, { backend, address, explained }, { digest, state }) {
    if (digest === undefined || digest === '')
        return false;
    const actual = state === undefined ? undefined : (0,_domain_state_state_js__WEBPACK_IMPORTED_MODULE_2__ .Ox)(state.body);
    if (actual === digest)
        return false;
    if (state === undefined ||
        actual === undefined ||
        !(explained || (await goesOnFrom(backend, address, { state, digest })))) {
        throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`the state at ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)} has the MD5 ${actual ?? '(no object)'}, but the digest item ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .TQ)(address)} says ${digest}, and nothing shows that an apply was cut off between the two. ` +
            "Check that this is the state that should be there, and correct the item's Digest.");
    }
    if (!(await backend.digests.replace(address, actual, digest)))
        return false;
    journal.warning(`An apply was cut off between the state of ${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(address)} and its digest: the digest item is brought up to date.`);
    return true;
}
async function repairOwnDigest({ journal }, { backend, address }, { lockId }) {
    let seen;
    await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .j9)(journal, {
        what: 'The digest of the state could not be looked at',
        task: async () => {
            const [hold, digest, state] = await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .gH)(backend.locks.confirm(address, lockId), backend.digests.get(address), backend.objects.get(address.path));
            seen = state;
            if (hold.kind === 'ours')
                await repair({ journal }, { backend, address, explained: true }, { digest, state });
        },
        otherwise: undefined,
    });
    return seen;
}
async function goesOnFrom({ objects }, address, { state, digest }) {
    const versions = await objects.listVersions(address.path);
    if (versions === 'denied')
        return false;
    const index = versions.findIndex(({ versionId }) => versionId === state.versionId);
    const before = versions[index + 1];
    if (index < 0 || before?.kind !== 'version')
        return false;
    const earlier = await objects.getVersion(address.path, before.versionId);
    if (earlier === undefined || (0,_domain_state_state_js__WEBPACK_IMPORTED_MODULE_2__ .Ox)(earlier.body) !== digest)
        return false;
    const [old, now] = [(0,_domain_state_state_js__WEBPACK_IMPORTED_MODULE_2__ .Bu)(earlier.body), (0,_domain_state_state_js__WEBPACK_IMPORTED_MODULE_2__ .Bu)(state.body)];
    return old.kind === 'plain' && now.kind === 'plain' && now.lineage === old.lineage && now.serial > old.serial;
}
}),
8399:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Ml: () => ( findMovedTo),
YP: () => ( openFormerProductions),
p7: () => ( findOtherDirectory)
});
var _domain_run_marker_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1698);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
var _domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9681);
var _note_place_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7233);
function openFormerProductions(run, { backend, prod, ...stack }, { prNumber, directory = run.inputs['working-directory'], }) {
    return async (of) => {
        const places = await readPlaces(run, { backend, prod, ...stack }, prNumber);
        if (places === 'denied')
            return false;
        return places.some(({ place, prod: had }) => (0,_domain_run_marker_js__WEBPACK_IMPORTED_MODULE_0__ .jK)(place.directory) === (0,_domain_run_marker_js__WEBPACK_IMPORTED_MODULE_0__ .jK)(directory) && (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(had) === of);
    };
}
async function findMovedTo(run, stack, prNumber) {
    const places = await readPlaces(run, stack, prNumber);
    if (places === 'denied')
        return 'unknown';
    const own = (0,_domain_run_marker_js__WEBPACK_IMPORTED_MODULE_0__ .jK)(run.inputs['working-directory']);
    const other = places.find(({ place }) => (0,_domain_run_marker_js__WEBPACK_IMPORTED_MODULE_0__ .jK)(place.directory) !== own);
    return other === undefined ? 'nowhere' : { directory: other.place.directory };
}
async function findOtherDirectory(run, stack, prNumber) {
    const places = await readAllPlaces(run, stack, prNumber);
    if (places === 'denied')
        return undefined;
    const own = (0,_domain_run_marker_js__WEBPACK_IMPORTED_MODULE_0__ .jK)(run.inputs['working-directory']);
    const isOther = ({ place, prod }) => (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(prod) === (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .Gw)(stack.prod) && (0,_domain_run_marker_js__WEBPACK_IMPORTED_MODULE_0__ .jK)(place.directory) !== own;
    return places.find(isOther)?.place.directory;
}
async function readPlaces(run, stack, prNumber) {
    const { path } = stack.prAddress(prNumber);
    const places = await readAllPlaces(run, stack, prNumber);
    return places === 'denied' ? places : places.filter(({ pr }) => pr.path === path);
}
async function readAllPlaces(run, { backend, prod }, prNumber) {
    const notes = await (0,_note_place_js__WEBPACK_IMPORTED_MODULE_3__ .mn)(run, backend, prNumber);
    if (notes === 'denied')
        return notes;
    const found = [];
    for (const note of notes) {
        const stored = await (0,_note_place_js__WEBPACK_IMPORTED_MODULE_3__ .P8)(backend, note);
        if (stored === undefined)
            continue;
        const reading = (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_2__ .VC)({
            key: note.key,
            body: stored.body,
            bucket: prod.bucket,
            owner: (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_2__ .bf)(run.context),
            prNumber,
            production: [prod],
            table: backend.settings.lockTable,
        });
        if (reading.kind !== 'refused')
            found.push(reading);
    }
    return found;
}
}),
334:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
h: () => ( listLeftovers),
u: () => ( listUnlessDenied)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _ports_backend_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4018);
async function listLeftovers(backend, prefix) {
    const listed = await listUnlessDenied(backend, prefix);
    if (listed !== 'denied')
        return listed;
    throw new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`the role may list neither the objects nor the versions below ${prefix}: grant s3:ListBucketVersions, or at least s3:ListBucket.`);
}
async function listUnlessDenied({ objects }, prefix) {
    const versions = await objects.listAllVersions(prefix);
    if (versions !== 'denied')
        return { versions, isComplete: true };
    const keys = await objects.list(prefix);
    if (keys === 'denied')
        return keys;
    const current = keys.map((key) => ({ key, versionId: _ports_backend_js__WEBPACK_IMPORTED_MODULE_1__ .d, isCurrent: true, kind: 'version' }));
    return { versions: current, isComplete: false };
}
}),
7233:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
$t: () => ( placeOf),
P8: () => ( readNoted),
Pr: () => ( removeNote),
Qd: () => ( notePlace),
R$: () => ( forgetPlace),
iK: () => ( listPlace),
mn: () => ( listNotes)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9681);
var _domain_run_marker_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1698);
var _domain_run_attempt_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9163);
var _ports_backend_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4018);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6086);
var _list_leftovers_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(334);
function placeOf({ inputs, context, terraform }, { backend, prod }, prNumber) {
    return {
        owner: (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .bf)(context),
        prNumber,
        directory: (0,_domain_run_marker_js__WEBPACK_IMPORTED_MODULE_2__ .jK)(inputs['working-directory']),
        bucket: prod.bucket,
        prodKey: prod.key,
        template: inputs['pr-state-key'],
        workspace: terraform.workspace,
        workspaceKeyPrefix: backend.settings.workspaceKeyPrefix,
        lock: backend.locks.kind,
    };
}
async function notePlace(run, stack, prNumber) {
    const key = (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .Ef)(placeOf(run, stack, prNumber));
    const note = { body: (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .NS)(placeOf(run, stack, prNumber), (0,_domain_run_attempt_js__WEBPACK_IMPORTED_MODULE_5__ .rc)(run.context)), metadata: {} };
    try {
        await stack.backend.objects.put(key, note, 'any');
    }
    catch (error) {
        if (!(error instanceof _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y) || !error.isDenied)
            throw error;
        tellOfRights(run, stack.backend);
    }
}
async function listNotes(run, backend, prNumber) {
    const owner = (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .bf)(run.context);
    if (prNumber === undefined)
        return listBelow(run, backend, `${_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .oy}${owner}/`);
    const notes = await listBelow(run, backend, (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .oY)(owner, prNumber));
    return notes === 'denied' ? notes : withSeen(backend, notes);
}
async function listBelow(run, backend, prefix) {
    const owner = (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .bf)(run.context);
    const listed = await (0,_list_leftovers_js__WEBPACK_IMPORTED_MODULE_4__ .u)(backend, prefix);
    if (listed === 'denied') {
        tellOfRights(run, backend);
        return listed;
    }
    const { versions, isComplete } = listed;
    return [...Map.groupBy(versions, ({ key }) => key)].flatMap(([key, ofKey]) => {
        const number = (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .kH)(key, owner);
        return number === undefined ? [] : [{ key, prNumber: number, versions: ofKey, isComplete }];
    });
}
async function getUnlessUnreadable(objects, key) {
    try {
        return await objects.get(key);
    }
    catch (error) {
        (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .Wr)(error);
        return undefined;
    }
}
async function withSeen({ objects }, notes) {
    return Promise.all(notes.map(async (note) => {
        const isNamed = note.versions.every(({ versionId }) => versionId !== _ports_backend_js__WEBPACK_IMPORTED_MODULE_6__ .d);
        return isNamed ? note : { ...note, seen: await getUnlessUnreadable(objects, note.key) };
    }));
}
async function readNoted({ objects }, note) {
    const listed = note.versions.find(({ isCurrent }) => isCurrent);
    const stored = await objects.get(note.key);
    if (stored === undefined || listed === undefined)
        return undefined;
    return listed.versionId === _ports_backend_js__WEBPACK_IMPORTED_MODULE_6__ .d || listed.versionId === stored.versionId ? stored : undefined;
}
async function removeNote({ journal }, { objects }, note) {
    const { key, versions, isComplete } = note;
    try {
        const ids = versions.map(({ versionId }) => versionId);
        const areNamed = isComplete && !ids.includes(_ports_backend_js__WEBPACK_IMPORTED_MODULE_6__ .d);
        if (areNamed && (await objects.deleteVersions(key, ids)))
            return;
        await objects.remove({
            key,
            versions: isComplete ? versions : 'denied',
            current: note.seen ?? (await readNoted({ objects }, note)),
        });
    }
    catch (error) {
        journal.info(`${key} is left behind: ${(0,_tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .Wr)(error).message}`);
    }
}
async function listPlace(run, stack, prNumber) {
    const key = (0,_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .Ef)(placeOf(run, stack, prNumber));
    try {
        const notes = await listBelow(run, stack.backend, key);
        return notes === 'denied' ? [] : await withSeen(stack.backend, notes);
    }
    catch (error) {
        run.journal.info(`${key} is left to a sweep: ${(0,_tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .Wr)(error).message}`);
        return [];
    }
}
async function forgetPlace(run, { backend }, listed) {
    for (const note of listed)
        await removeNote(run, backend, note);
}
function tellOfRights({ journal }, { settings }) {
    const { bucket } = settings;
    journal.info(`Where pull requests leave something is not noted, so what one of them leaves at another key or under another lock stays: let the role s3:GetObject, s3:PutObject, s3:DeleteObject and s3:DeleteObjectVersion on arn:aws:s3:::${bucket}/${_domain_sweep_place_note_js__WEBPACK_IMPORTED_MODULE_1__ .oy}*, and s3:ListBucket and s3:ListBucketVersions on arn:aws:s3:::${bucket} with that prefix (docs/permissions.md).`);
}
}),
6086:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Q8: () => ( EveryStep),
Wr: () => ( passOver),
ae: () => ( eachDone),
bp: () => ( sleepUnlessAborted),
gH: () => ( allDone),
j9: () => ( tolerate)
});
var _domain_apply_aftermath_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9571);
var _domain_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5410);
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
async function tolerate(journal, { what, task, otherwise, ...scope }) {
    try {
        return await task();
    }
    catch (error) {
        journal.warning(`${what}: ${passOver(error, scope).message}`);
        return otherwise;
    }
}
function passOver(error, { nonCancellable = false } = {}) {
    if (isCancel(error) ? nonCancellable : error instanceof _domain_failure_js__WEBPACK_IMPORTED_MODULE_1__ .ae)
        return error;
    throw error;
}
function isCancel(error) {
    return error instanceof _domain_apply_aftermath_js__WEBPACK_IMPORTED_MODULE_0__ .c || (error instanceof Error && error.name === 'AbortError');
}
async function sleepUnlessAborted(clock, durationMs, signal) {
    try {
        await clock.sleep(durationMs, signal);
        return true;
    }
    catch (error) {
        if (!signal.aborted)
            throw error;
        return false;
    }
}
class EveryStep {
    #journal;
    #defect;
    constructor(journal) {
        this.#journal = journal;
    }
    async take({ what, task, otherwise }) {
        try {
            return await tolerate(this.#journal, { what, task, otherwise, nonCancellable: true });
        }
        catch (defect) {
            this.keep(what, defect);
            return otherwise;
        }
    }
    tell(what, error) {
        try {
            this.#journal.warning(`${what}: ${passOver(error, { nonCancellable: true }).message}`);
        }
        catch (defect) {
            this.keep(what, defect);
        }
    }
    takeNow(what, task) {
        try {
            task();
            return true;
        }
        catch (error) {
            this.tell(what, error);
            return false;
        }
    }
    async attempt({ what, task, told, }) {
        let failure;
        try {
            await task().catch((error) => {
                failure = passOver(error, { nonCancellable: true });
            });
        }
        catch (defect) {
            this.keep(what, defect);
            return defect instanceof Error ? defect : new Error(String(defect));
        }
        if (failure !== undefined && failure.message !== told) {
            this.#journal.warning(`${what}: ${failure.message.split('\n')[0] ?? ''}`);
        }
        return failure;
    }
    keep(what, defect) {
        this.#journal.warning(`${what}, by a defect of Lockstep: ${messageOf(defect)}`);
        this.#defect ??= { thrown: defect };
    }
    throwDefect() {
        if (this.#defect !== undefined)
            throw this.#defect.thrown;
    }
}
async function allDone(...tasks) {
    await Promise.allSettled(tasks);
    return Promise.all(tasks);
}
async function eachDone(items, { atOnce, task }) {
    const results = [];
    for (let start = 0; start < items.length; start += atOnce) {
        results.push(...(await allDone(...items.slice(start, start + atOnce).map(task))));
    }
    return results;
}
}),
9499:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
X: () => ( HeldTurn)
});
var _domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6459);
var _domain_turn_first_seen_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1202);
var _domain_turn_turn_locks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5378);
var _domain_turn_turn_watch_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7649);
var _tolerate_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6086);
class HeldTurn {
    lockId;
    #run;
    #queue;
    #ticketId;
    #stopped = new AbortController();
    #renewing;
    #renewingEnded;
    #handedToPost;
    #seenFree = [];
    #lockMayBeHeld = false;
    #toolAtWork = false;
    #workDropped = false;
    #owed;
    #warned = false;
    static start(options) {
        return new HeldTurn(options, options.run.cancelled);
    }
    static resume(options) {
        return new HeldTurn(options, new AbortController().signal);
    }
    constructor({ run, queue, ticketId, lockId, key }, handedToPost) {
        this.lockId = lockId;
        this.#handedToPost = handedToPost;
        this.#run = run;
        this.#queue = queue;
        this.#ticketId = ticketId;
        this.#renewing = this.#keepRenewing((0,_domain_turn_turn_watch_js__WEBPACK_IMPORTED_MODULE_2__ .Vk)(key));
        this.#renewingEnded = Promise.allSettled([this.#renewing]);
    }
    get lastBegun() {
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .lZ)(this.#queue.document, this.#run.context);
    }
    get abandoned() {
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .Mu)(this.#queue.document);
    }
    get lastApplied() {
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .x1)(this.#queue.document, this.#run.context);
    }
    get stretchBegin() {
        return (0,_domain_turn_first_seen_js__WEBPACK_IMPORTED_MODULE_4__ .Mt)(this.#queue.document, this.#run.context);
    }
    get frozen() {
        return this.#queue.document.frozen;
    }
    ownerOf(lock) {
        return (0,_domain_turn_turn_locks_js__WEBPACK_IMPORTED_MODULE_1__ .ee)(this.#queue.document, lock);
    }
    noteLockFree(kind) {
        this.#seenFree.push(kind);
    }
    lockKindsLeft(kind) {
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ ._I)(this.#queue.document, kind);
    }
    noteLockLeft() {
        this.#lockMayBeHeld = true;
    }
    noteToolAtWork() {
        this.#toolAtWork = true;
    }
    noteWorkDropped() {
        this.#workDropped = true;
    }
    async confirm() {
        const mine = { id: this.#ticketId, token: this.#run.chance.id() };
        const queue = await this.#queue.change((current) => (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .qV)(this.#noteLockFree(current), mine));
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .df)(queue, mine.id) === 0;
    }
    async announce(commit, toCreate) {
        const mine = { id: this.#ticketId, token: this.#run.chance.id(), begun: commit, toCreate };
        const queue = await this.#queue.change((current) => (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .iP)(current, mine));
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .df)(queue, mine.id) === 0;
    }
    async freeze(frozen) {
        await this.#freeze({ frozen, unlessLeft: false });
    }
    async freezeUnlessLeft(frozen) {
        const queue = await this.#freeze({ frozen, unlessLeft: true });
        return !this.#hasLeft(queue);
    }
    async thaw(frozen) {
        this.#owed = undefined;
        await this.#goOnWithoutQueue(() => this.#queue.change((queue) => (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .JI)(queue, frozen.id)));
    }
    async leave(applied) {
        await this.#stopRenewing();
        if (!this.#handedToPost.aborted)
            await this.#leave(applied);
        await this.#renewing;
    }
    async leaveForGood() {
        await this.#stopRenewing();
        let deleted;
        if (!this.#handedToPost.aborted) {
            deleted = await this.#goOnWithoutQueue(() => this.#queue.deleteUnlessOthersWait(this.#ticketId));
            if (deleted !== true)
                await this.#leave();
        }
        await this.#renewing;
        return deleted === true;
    }
    async #leave(applied) {
        const [lockMayBeHeld, toolAtWork, workDropped] = [this.#lockMayBeHeld, this.#toolAtWork, this.#workDropped];
        const mine = { id: this.#ticketId, applied, lockMayBeHeld, toolAtWork, workDropped };
        await this.#goOnWithoutQueue(() => this.#queue.change((queue) => (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .qG)(this.#noteLockFree(this.#payOwed(queue)), mine)));
    }
    async #freeze(owed) {
        this.#owed = owed;
        const queue = await this.#queue.change((current) => this.#payOwed(current));
        this.#owed = undefined;
        return queue;
    }
    #payOwed(queue) {
        if (this.#owed === undefined || (this.#owed.unlessLeft && this.#hasLeft(queue)))
            return queue;
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .CN)(queue, this.#owed.frozen);
    }
    #hasLeft(queue) {
        return (0,_domain_turn_turn_locks_js__WEBPACK_IMPORTED_MODULE_1__ .SR)((0,_domain_turn_turn_locks_js__WEBPACK_IMPORTED_MODULE_1__ .ee)(queue, { id: this.lockId }));
    }
    #noteLockFree(queue) {
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .df)(queue, this.#ticketId) === 0 ? this.#seenFree.reduce(_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .ay, queue) : queue;
    }
    async #renew() {
        const mine = { id: this.#ticketId, token: this.#run.chance.id() };
        const queue = await this.#queue.change((current) => (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .qV)(current, mine));
        return (0,_domain_turn_turn_js__WEBPACK_IMPORTED_MODULE_0__ .df)(queue, mine.id) !== undefined;
    }
    async #keepRenewing(everyMs) {
        const steps = new _tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .Q8(this.#run.journal);
        let isLost = false;
        while (!isLost && (await (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .bp)(this.#run.clock, everyMs, this.#stopped.signal))) {
            const held = await steps.take({
                what: 'The turn could not be renewed',
                task: () => this.#goOnWithoutQueue(() => this.#renew()),
                otherwise: undefined,
            });
            isLost = held === false;
        }
        if (isLost) {
            this.#run.journal.warning('This run was taken for dead and lost its turn. Its state lock is looked at on: only while it is there is nobody else let in.');
        }
        steps.throwDefect();
    }
    async #stopRenewing() {
        this.#stopped.abort();
        await this.#renewingEnded;
    }
    async #goOnWithoutQueue(task) {
        try {
            return await task();
        }
        catch (error) {
            const { message } = (0,_tolerate_js__WEBPACK_IMPORTED_MODULE_3__ .Wr)(error, { nonCancellable: true });
            if (!this.#warned)
                this.#run.journal.warning(`The queue could not be kept up: ${message}`);
            this.#warned = true;
            return undefined;
        }
    }
}
}),
9479:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  R: () => ( TurnQueue)
});
var backend = __webpack_require__(1395);
var failure = __webpack_require__(5410);
var turn = __webpack_require__(6459);
var dist = __webpack_require__(7934);
var lock_kind = __webpack_require__(5978);
;
const optionalText = dist .lqM(dist .YjP());
const Run = dist .Ikc({
    repository: dist .YjP(),
    runId: dist .FsL(dist .YjP(), dist .yGV(/^\d+$/)),
    runNumber: dist .lqM(dist .FsL(dist .YjP(), dist .yGV(/^\d+$/))),
    runAttempt: dist .aig(),
    url: dist .YjP(),
    actor: dist .YjP(),
    prNumber: dist .lqM(dist .aig()),
    commitSha: dist .YjP(),
    operation: dist .YjP(),
    host: dist .YjP(),
});
const Lock = dist .Ikc({
    id: dist .YjP(),
    at: dist .YjP(),
    kind: dist .NpB(dist .lqM(lock_kind .J), undefined),
});
const Frozen = dist .Ikc({
    id: dist .YjP(),
    runUrl: dist .YjP(),
    at: dist .YjP(),
    serial: dist .lqM(dist .aig()),
    fingerprint: dist .YjP(),
    before: optionalText,
    copyKey: optionalText,
    sealed: dist .lqM(dist .Ikc({ md5: dist .YjP(), replaces: optionalText })),
});
const ToCreateSchema = dist .NpB(dist .lqM(dist .Ikc({
    addresses: dist .YOg(dist .YjP()),
    count: dist .aig(),
    serial: dist .lqM(dist .aig()),
    fingerprint: dist .YjP(),
})), undefined);
const Commit = dist .Ikc({
    repository: dist .YjP(),
    repositoryId: optionalText,
    commitSha: dist .YjP(),
    runUrl: dist .YjP(),
});
const FirstSeenSchema = dist .Ikc({ repository: dist .YjP(), repositoryId: optionalText, before: dist .YjP() });
const Document = dist ._H3({
    version: dist .euz(1),
    nextSequence: dist .aig(),
    tickets: dist .YOg(dist .Ikc({
        id: dist .YjP(),
        sequence: dist .aig(),
        state: dist .KIO(['waiting', 'holding']),
        token: dist .YjP(),
        run: Run,
        joinedAt: dist .YjP(),
        heldSince: optionalText,
        stateLock: dist .lqM(Lock),
        begun: dist .lqM(Commit),
        toCreate: ToCreateSchema,
    })),
    departed: dist .YOg(dist .Ikc({
        run: Run,
        why: dist .KIO(['left', 'removed']),
        heldSince: optionalText,
        stateLock: dist .lqM(Lock),
        lockMayBeHeld: dist .zMY(),
        toolAtWork: dist .lqM(dist .zMY()),
        toCreate: ToCreateSchema,
    })),
    lastApplied: dist .lqM(Commit),
    firstSeen: dist .lqM(FirstSeenSchema),
    lastBegun: dist .lqM(Commit),
    begunElsewhere: dist .lqM(dist .YOg(Commit), []),
    appliedElsewhere: dist .lqM(dist .YOg(Commit), []),
    frozen: dist .lqM(Frozen),
});
const Version = dist .Ikc({ version: dist .FsL(dist .aig(), dist .ndf()) });
class NewerTurnDocument extends Error {
}
class UnreadableTurnDocument extends Error {
}
function parseTurnDocument(body) {
    const json = parseJson(body);
    const version = dist .xLC(Version, json);
    if (version.success && version.output.version > 1) {
        throw new NewerTurnDocument(`the turn document is of version ${version.output.version}`);
    }
    const parsed = dist .xLC(Document, json);
    if (!parsed.success) {
        const issue = parsed.issues[0];
        throw new UnreadableTurnDocument(`the turn document is not understood: ${dist .BuJ(issue) ?? 'the document'}: ${issue.message}`);
    }
    const { tickets, departed, lastApplied, firstSeen, lastBegun, frozen, ...rest } = parsed.output;
    delete rest['writeId'];
    return {
        ...rest,
        tickets: tickets.map((ticket) => ({
            ...ticket,
            run: runOf(ticket.run),
            heldSince: ticket.heldSince,
            stateLock: lockOf(ticket.stateLock),
            begun: ticket.begun,
            toCreate: toCreateOf(ticket.toCreate),
        })),
        departed: departed.map((gone) => ({
            ...gone,
            run: runOf(gone.run),
            heldSince: gone.heldSince,
            stateLock: lockOf(gone.stateLock),
            toCreate: toCreateOf(gone.toCreate),
        })),
        lastApplied,
        firstSeen,
        lastBegun,
        frozen: frozen && freezeOf(frozen),
    };
}
function freezeOf(frozen) {
    const { serial, before, copyKey, sealed } = frozen;
    return { ...frozen, serial, before, copyKey, sealed: sealed && { md5: sealed.md5, replaces: sealed.replaces } };
}
function toCreateOf(found) {
    return found && { ...found, serial: found.serial };
}
function parseJson(body) {
    try {
        return JSON.parse(body);
    }
    catch (cause) {
        throw new UnreadableTurnDocument(`the turn document is no JSON: ${String(cause)}`, { cause });
    }
}
function lockOf(lock) {
    return lock && { ...lock, kind: lock.kind };
}
function runOf(run) {
    return { ...run, runNumber: run.runNumber, prNumber: run.prNumber };
}
function renderTurnDocument(queue, writeId) {
    return JSON.stringify({ ...queue, writeId });
}
var turn_watch = __webpack_require__(7649);
;
const ATTEMPTS = 500;
class TurnQueue {
    #store;
    #clock;
    #chance;
    #known;
    #last = Promise.resolve();
    constructor(store, clock, chance) {
        this.#store = store;
        this.#clock = clock;
        this.#chance = chance;
    }
    get document() {
        return this.#known?.document ?? turn .kc;
    }
    get home() {
        return this.#store.home;
    }
    async read() {
        const stored = await this.#store.get();
        this.#known =
            stored === undefined
                ? { document: turn .kc, version: undefined }
                : { document: parse(stored.body), version: stored.version };
        return this.#known.document;
    }
    async change(change) {
        const changed = this.#last.then(() => this.#swap(change));
        this.#last = Promise.allSettled([changed]);
        return changed;
    }
    async deleteUnlessOthersWait(ticketId) {
        await this.#last;
        const isAlone = () => !this.document.tickets.some(({ id }) => id !== ticketId);
        const known = this.#known?.version;
        if (known !== undefined && isAlone() && (await this.#store.delete(known)))
            return true;
        await this.read();
        const version = this.#known?.version;
        if (version === undefined) {
            await this.#store.clear();
            return true;
        }
        return isAlone() && this.#store.delete(version);
    }
    async #swap(change) {
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
            if (this.#known === undefined)
                await this.read();
            const known = this.#known ?? { document: turn .kc, version: undefined };
            const document = change(known.document);
            if (document === known.document && attempt > 0)
                return document;
            if (document !== known.document) {
                const put = await this.#store.put(renderTurnDocument(document, this.#chance.id()), known.version);
                if (put.kind === 'stored') {
                    this.#known = { document, version: put.version };
                    return document;
                }
                await this.#clock.sleep((0,turn_watch .Vs)(attempt, this.#chance.next()));
            }
            await this.read();
        }
        throw new backend .Y(`the turn document was changed by others ${ATTEMPTS} times in a row`);
    }
}
function parse(body) {
    try {
        return parseTurnDocument(body);
    }
    catch (cause) {
        if (cause instanceof NewerTurnDocument) {
            throw new failure .Lw(`${cause.message}, which a newer Lockstep wrote. Use that version here too.`, { cause });
        }
        if (!(cause instanceof UnreadableTurnDocument))
            throw cause;
        throw new backend .Y(cause.message, { cause });
    }
}
}),
8426:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
J: () => ( untilInReach)
});
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
const TRY_AGAIN_MS = 2000;
async function untilInReach({ waiting, clock, cancelled }, task) {
    for (;;) {
        const spend = waiting.startWatch(clock);
        try {
            return await task();
        }
        catch (error) {
            if (!(error instanceof _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y) || error.isLasting)
                throw error;
            spend(undefined);
            if (waiting.leftMs === 0)
                throw error;
            await clock.sleep(Math.min(TRY_AGAIN_MS, waiting.leftMs), cancelled);
            spend(undefined);
        }
    }
}
}),
7493:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
T: () => ( WaitBudget)
});
class WaitBudget {
    timeoutMs;
    #waitedMs = 0;
    #lastHolder;
    #recovery;
    #abandoned;
    constructor(timeoutMs) {
        this.timeoutMs = timeoutMs;
    }
    get leftMs() {
        return Math.max(0, this.timeoutMs - this.#waitedMs);
    }
    spend(durationMs, holder) {
        this.#waitedMs += durationMs;
        if (holder !== undefined)
            this.#lastHolder = holder;
    }
    startWatch({ monotonicMs }) {
        const [startedAtMs, spentMs] = [monotonicMs(), this.#waitedMs];
        return (holder) => {
            this.spend(Math.max(0, monotonicMs() - startedAtMs - (this.#waitedMs - spentMs)), holder);
        };
    }
    noteRecovery(recovery) {
        this.#recovery = recovery;
    }
    noteAbandoned(abandoned) {
        this.#abandoned = abandoned;
    }
    get spent() {
        const [lastHolder, recovery, abandoned] = [this.#lastHolder, this.#recovery, this.#abandoned];
        return { waitedMs: this.#waitedMs, lastHolder, recovery, abandoned };
    }
}
}),
1504:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Il: () => ( renderSteps),
JL: () => ( renderAddresses),
Vk: () => ( renderDone)
});
var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2495);
var _plan_plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(583);
const NONE = new Map();
function renderDone({ finished, failed, inFlight, notBegun, losing = NONE }) {
    const steps = [...finished, ...failed, ...inFlight, ...notBegun];
    const isLoss = (address) => losing.has(address);
    const losses = steps.filter(isLoss).length;
    const done = `${finished.length} of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .pq)(steps.length, 'change', 'changes')}`;
    if (losses === 0)
        return `${done} done`;
    return `${finished.filter(isLoss).length} of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .pq)(losses, 'loss', 'losses')} done, ${done} in all`;
}
function renderSteps({ finished, failed, inFlight, notBegun, losing = NONE }, budget) {
    const part = (title, addresses) => renderAddresses(title, addresses, { maxCharacters: budget / 8, losing });
    return [
        part('Finished', finished),
        part('Failed', failed),
        part('Begun, and not known to be finished', inFlight),
        part('Not begun', notBegun),
    ]
        .filter((text) => text !== '')
        .join('\n\n');
}
function renderAddresses(title, addresses, { maxCharacters, losing = NONE }) {
    if (addresses.length === 0)
        return '';
    const inOrder = [...addresses].sort((one, other) => Number(losing.has(other)) - Number(losing.has(one)));
    const words = inOrder.map((address) => {
        const action = losing.get(address);
        return action === undefined ? renderAddress(address) : `${_plan_plan_js__WEBPACK_IMPORTED_MODULE_1__ .f7[action]} ${renderAddress(address)}`;
    });
    const list = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .it)(words.join(',\n'), maxCharacters).text;
    return title === '' ? list : `**${title}** (${addresses.length}): ${list}`;
}
const DEPOSED = /^(.+) \(deposed ([0-9a-f]+)\)$/s;
function renderAddress(address) {
    const [, current, key] = DEPOSED.exec(address) ?? [];
    if (current === undefined || key === undefined)
        return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .SS)(address);
    return `deposed object ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .SS)(key)} of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .SS)(current)}`;
}
}),
4204:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
W: () => ( renderStateNotSaved),
l: () => ( renderWayHome)
});
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2495);
var _page_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5537);
var _progress_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1504);
var _shell_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9254);
function renderStateNotSaved(failure, view, budget) {
    const { address, freeze, isEarlier: earlier, erroredStateFile, details, progress } = failure.notSaved;
    const serial = freeze.serial === undefined ? '' : ` (serial ${freeze.serial})`;
    const where = freeze.copyKey === undefined
        ? freeze.fingerprint === 'unknown'
            ? `nowhere but at the end of the log of [that run](${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .Cm)(freeze.runUrl)}), if Terraform has printed it there`
            : `in ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(erroredStateFile ?? 'errored.tfstate')} on the runner of [that run](${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .Cm)(freeze.runUrl)}), and goes with it`
        : `in ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(`${address.bucket}/${freeze.copyKey}`)}, encrypted as the state is`;
    return (0,_page_js__WEBPACK_IMPORTED_MODULE_2__ .MY)(view, `${view.command} ${earlier ? 'stopped' : 'failed'} · the state of ${earlier ? 'an earlier apply' : 'this apply'} is not saved`, [
        `> [!CAUTION]\n> ${earlier ? `[An earlier apply](${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .Cm)(freeze.runUrl)}) changed` : 'This apply changed'} real things, and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)((0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address))} does not know of them. The record${serial} is kept ${where}.`,
        stopWords(failure.notSaved),
        progress === undefined ? '' : (0,_progress_js__WEBPACK_IMPORTED_MODULE_3__ .Il)(progress, budget / 2),
        repair(failure.notSaved, view),
        details === '' ? '' : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .EU)('', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .it)(details, budget / 3).text),
        (0,_page_js__WEBPACK_IMPORTED_MODULE_2__ .aH)(view, [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(address.path)]),
    ]);
}
function stopWords({ isFrozen, leftLockId }) {
    const why = 'an apply on the state that is there would make the same things again.';
    if (isFrozen) {
        const left = leftLockId === undefined ? '' : ` Its state lock ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(leftLockId)} is left behind, too.`;
        return `Nothing is applied here until it is in its place: ${why}${left}`;
    }
    const open = `**Nothing may be applied here until it is in its place**: ${why} The queue could not be frozen, so`;
    if (leftLockId === undefined)
        return `${open} nobody but you sees to that.`;
    return `${open} the state lock ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(leftLockId)} of this run is left behind, and keeps others from it: leave it there until then, and keep \`stale-lock: recover\` off.`;
}
function repair(notSaved, view) {
    const { freeze, isFrozen, leftLockId } = notSaved;
    const commands = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .EU)('sh', renderWayHome(notSaved, view));
    const id = isFrozen ? freeze.id : leftLockId;
    const unlock = id === undefined ? undefined : `with \`command: unlock\` and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(`lock-id: ${id}`)}`;
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
function renderWayHome(notSaved, view) {
    const { address, freeze, leftLockId } = notSaved;
    const download = freeze.copyKey === undefined ? [] : [downloadOf(address.bucket, freeze.copyKey, view)];
    const put = freeze.sealed === undefined
        ? [(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .CB)(address, view, 'state push', `${leftLockId === undefined ? '' : '-lock=false '}errored.tfstate`)]
        : putSealed(address, freeze.sealed, view);
    const unlock = leftLockId === undefined ? [] : [(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .CB)(address, view, 'force-unlock', `-force ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(leftLockId)}`)];
    const init = freeze.sealed === undefined || unlock.length > 0 ? [(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .p7)(address, view)] : [];
    return [...init, ...download, ...put, ...unlock].join(' && ');
}
function downloadOf(bucket, key, { encryption }) {
    if (encryption?.kind !== 'customer-key')
        return `aws s3 cp ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(`s3://${bucket}/${key}`)} errored.tfstate`;
    const object = `--bucket ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(bucket)} --key ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(key)}`;
    return ['aws s3api get-object', object, ...encryptionWords(encryption), 'errored.tfstate'].join(' ');
}
function putSealed(address, { md5, replaces }, view) {
    const object = `--bucket ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(address.bucket)} --key ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(address.path)}`;
    const { encryption } = view;
    const reading = encryption?.kind === 'customer-key' ? encryptionWords(encryption) : [];
    const look = ['aws s3api head-object', object, ...reading, '--query ETag --output text'].join(' ');
    const words = [
        `aws s3api put-object ${object} --body errored.tfstate --content-type application/json`,
        ...encryptionWords(encryption),
        replaces === undefined
            ? "--if-none-match '*'"
            : `--if-match ${replaces === 'unknown' ? `"$(${look})"` : (0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(replaces)}`,
    ];
    const item = JSON.stringify({ LockID: { S: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .TQ)(address) }, Digest: { S: md5 } });
    const digest = view.lockTable === undefined
        ? []
        : [`aws dynamodb put-item --table-name ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(view.lockTable)} --item ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(item)}`];
    return [words.join(' '), ...digest];
}
function encryptionWords(encryption) {
    switch (encryption?.kind) {
        case 'aes256':
            return ['--server-side-encryption AES256'];
        case 'kms':
            return [`--server-side-encryption aws:kms --ssekms-key-id ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_4__ .r7)(encryption.keyId)}`];
        case 'customer-key':
            return [
                '--sse-customer-algorithm AES256 --sse-customer-key "$AWS_SSE_CUSTOMER_KEY"',
                '--sse-customer-key-md5 "$(printenv AWS_SSE_CUSTOMER_KEY | base64 -d | openssl md5 -binary | base64)"',
            ];
        case 'bucket-default':
        case undefined:
            return [];
    }
}
}),
6346:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  RU: () => ( renderBare),
  wQ: () => ( renderComment),
  $W: () => ( renderRefusal),
  Br: () => ( renderSummary)
});
var duration = __webpack_require__(4678);
var outcome = __webpack_require__(8137);
var reviewed = __webpack_require__(5440);
;
function renderDestroy({ kind, hasChanges }, view) {
    if (view.isDestroy !== true)
        return '';
    if (!hasChanges) {
        return `> [!WARNING]\n> \`destroy: true\` is set, and nothing is left to destroy. As long as it is set, nothing is made of what the configuration has: take it out of the workflow, with the root module where that is to go ([how](${reviewed .ph})).`;
    }
    return kind === 'planned'
        ? '> [!CAUTION]\n> `destroy: true` is set: this destroys everything that production holds, whatever the configuration says. Once this is merged, the apply does it.'
        : `> [!NOTE]\n> \`destroy: true\` was set, and everything is destroyed. What is left to do: remove the root module, and \`destroy: true\` with it ([how](${reviewed .ph})). Until then nothing is made of what the configuration has.`;
}
var markdown = __webpack_require__(2495);
var page = __webpack_require__(5537);
var lock_holder = __webpack_require__(370);
;
function renderRecovered(recovery) {
    if (recovery === undefined)
        return '';
    const { run, lockId, backup } = recovery;
    const owner = `[${(0,lock_holder .rt)(run)}](${(0,markdown .Cm)(run.url)})`;
    const kept = backup === undefined ? '' : ` The state as it was: ${renderBackup(backup)}.`;
    return `> [!NOTE]\n> ${owner} ended without giving back its state lock ${(0,markdown .SS)(lockId)}; it was deleted.${kept}`;
}
function renderAbandoned(abandoned) {
    if (abandoned === undefined)
        return '';
    const { run, toCreate } = abandoned;
    const { addresses, count, serial } = toCreate;
    const on = serial === undefined ? '' : `, and stands at serial ${serial}`;
    const more = count > addresses.length ? ` and ${count - addresses.length} more` : '';
    return `> [!CAUTION]\n> **[${(0,lock_holder .rt)(run)}](${(0,markdown .Cm)(run.url)}) died in the midst of an apply, and the state has not been written since${on}.** It was about to create what may exist now without being in any state, and an apply makes it again. Look for it, and import or delete what is there: ${addresses.map(markdown .SS).join(', ')}${more}.`;
}
function renderBackup(backup) {
    switch (backup.kind) {
        case 'version':
            return `version ${(0,markdown .SS)(backup.versionId)} of ${(0,markdown .SS)(backup.key)}`;
        case 'copy':
            return (0,markdown .SS)(backup.key);
        case 'no-state':
            return 'there was none yet';
    }
}
const STEP = {
    lock: 'The lock',
    holder: 'Its holder',
    alive: 'Is it alive?',
    backup: 'Backup of the state',
    deletion: 'The lock, deleted if it is still that one',
    queue: 'The queue',
    refresh: 'Changed outside Terraform',
};
function renderUnlocked(result, view) {
    const steps = result.steps.map(({ step, found }, index) => `${index + 1}. **${STEP[step]}:** ${(0,markdown .SS)(found)}`);
    return (0,page .MY)(view, `unlocked · ${(0,markdown .SS)(result.lockId)}`, [
        renderAbandoned(result.abandoned),
        steps.join('\n'),
        'The holder may have stopped half-way: read the next plan before it is applied.',
        (0,page .aH)(view, [(0,markdown .SS)(result.address.path)]),
    ]);
}
;
function renderWaited(wait) {
    if (wait.waitedMs < 1000)
        return '';
    const whom = wait.lastHolder === undefined ? '' : ` for ${(0,lock_holder .aA)(wait.lastHolder)}`;
    return `Waited ${(0,duration .P)(wait.waitedMs)}${whom}.`;
}
function renderWay(wait) {
    return [renderWaited(wait), renderRecovered(wait.recovery)].filter((part) => part !== '').join('\n\n');
}
var plan_plan = __webpack_require__(583);
var json = __webpack_require__(7504);
var plan = __webpack_require__(3447);
var secrets_conceal = __webpack_require__(7987);
;
class Diff {
    diff(oldStr, newStr,
    options = {}) {
        let callback;
        if (typeof options === 'function') {
            callback = options;
            options = {};
        }
        else if ('callback' in options) {
            callback = options.callback;
        }
        const oldString = this.castInput(oldStr, options);
        const newString = this.castInput(newStr, options);
        const oldTokens = this.removeEmpty(this.tokenize(oldString, options));
        const newTokens = this.removeEmpty(this.tokenize(newString, options));
        return this.diffWithOptionsObj(oldTokens, newTokens, options, callback);
    }
    diffWithOptionsObj(oldTokens, newTokens, options, callback) {
        var _a;
        const done = (value) => {
            value = this.postProcess(value, options);
            if (callback) {
                setTimeout(function () { callback(value); }, 0);
                return undefined;
            }
            else {
                return value;
            }
        };
        const newLen = newTokens.length, oldLen = oldTokens.length;
        let editLength = 1;
        let maxEditLength = newLen + oldLen;
        if (options.maxEditLength != null) {
            maxEditLength = Math.min(maxEditLength, options.maxEditLength);
        }
        const maxExecutionTime = (_a = options.timeout) !== null && _a !== void 0 ? _a : Infinity;
        const abortAfterTimestamp = Date.now() + maxExecutionTime;
        const bestPath = [{ oldPos: -1, lastComponent: undefined }];
        let newPos = this.extractCommon(bestPath[0], newTokens, oldTokens, 0, options);
        if (bestPath[0].oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
            return done(this.buildValues(bestPath[0].lastComponent, newTokens, oldTokens));
        }
        let minDiagonalToConsider = -Infinity, maxDiagonalToConsider = Infinity;
        const execEditLength = () => {
            for (let diagonalPath = Math.max(minDiagonalToConsider, -editLength); diagonalPath <= Math.min(maxDiagonalToConsider, editLength); diagonalPath += 2) {
                let basePath;
                const removePath = bestPath[diagonalPath - 1], addPath = bestPath[diagonalPath + 1];
                if (removePath) {
                    bestPath[diagonalPath - 1] = undefined;
                }
                let canAdd = false;
                if (addPath) {
                    const addPathNewPos = addPath.oldPos - diagonalPath;
                    canAdd = addPath && 0 <= addPathNewPos && addPathNewPos < newLen;
                }
                const canRemove = removePath && removePath.oldPos + 1 < oldLen;
                if (!canAdd && !canRemove) {
                    bestPath[diagonalPath] = undefined;
                    continue;
                }
                if (!canRemove || (canAdd && removePath.oldPos < addPath.oldPos)) {
                    basePath = this.addToPath(addPath, true, false, 0, options);
                }
                else {
                    basePath = this.addToPath(removePath, false, true, 1, options);
                }
                newPos = this.extractCommon(basePath, newTokens, oldTokens, diagonalPath, options);
                if (basePath.oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
                    return done(this.buildValues(basePath.lastComponent, newTokens, oldTokens)) || true;
                }
                else {
                    bestPath[diagonalPath] = basePath;
                    if (basePath.oldPos + 1 >= oldLen) {
                        maxDiagonalToConsider = Math.min(maxDiagonalToConsider, diagonalPath - 1);
                    }
                    if (newPos + 1 >= newLen) {
                        minDiagonalToConsider = Math.max(minDiagonalToConsider, diagonalPath + 1);
                    }
                }
            }
            editLength++;
        };
        if (callback) {
            (function exec() {
                setTimeout(function () {
                    if (editLength > maxEditLength || Date.now() > abortAfterTimestamp) {
                        return callback(undefined);
                    }
                    if (!execEditLength()) {
                        exec();
                    }
                }, 0);
            }());
        }
        else {
            while (editLength <= maxEditLength && Date.now() <= abortAfterTimestamp) {
                const ret = execEditLength();
                if (ret) {
                    return ret;
                }
            }
        }
    }
    addToPath(path, added, removed, oldPosInc, options) {
        const last = path.lastComponent;
        if (last && !options.oneChangePerToken && last.added === added && last.removed === removed) {
            return {
                oldPos: path.oldPos + oldPosInc,
                lastComponent: { count: last.count + 1, added: added, removed: removed, previousComponent: last.previousComponent }
            };
        }
        else {
            return {
                oldPos: path.oldPos + oldPosInc,
                lastComponent: { count: 1, added: added, removed: removed, previousComponent: last }
            };
        }
    }
    extractCommon(basePath, newTokens, oldTokens, diagonalPath, options) {
        const newLen = newTokens.length, oldLen = oldTokens.length;
        let oldPos = basePath.oldPos, newPos = oldPos - diagonalPath, commonCount = 0;
        while (newPos + 1 < newLen && oldPos + 1 < oldLen && this.equals(oldTokens[oldPos + 1], newTokens[newPos + 1], options)) {
            newPos++;
            oldPos++;
            commonCount++;
            if (options.oneChangePerToken) {
                basePath.lastComponent = { count: 1, previousComponent: basePath.lastComponent, added: false, removed: false };
            }
        }
        if (commonCount && !options.oneChangePerToken) {
            basePath.lastComponent = { count: commonCount, previousComponent: basePath.lastComponent, added: false, removed: false };
        }
        basePath.oldPos = oldPos;
        return newPos;
    }
    equals(left, right, options) {
        if (options.comparator) {
            return options.comparator(left, right);
        }
        else {
            return left === right
                || (!!options.ignoreCase && left.toLowerCase() === right.toLowerCase());
        }
    }
    removeEmpty(array) {
        const ret = [];
        for (let i = 0; i < array.length; i++) {
            if (array[i]) {
                ret.push(array[i]);
            }
        }
        return ret;
    }
    castInput(value, options) {
        return value;
    }
    tokenize(value, options) {
        return Array.from(value);
    }
    join(chars) {
        return chars.join('');
    }
    postProcess(changeObjects,
    options) {
        return changeObjects;
    }
    get useLongestToken() {
        return false;
    }
    buildValues(lastComponent, newTokens, oldTokens) {
        const components = [];
        let nextComponent;
        while (lastComponent) {
            components.push(lastComponent);
            nextComponent = lastComponent.previousComponent;
            delete lastComponent.previousComponent;
            lastComponent = nextComponent;
        }
        components.reverse();
        const componentLen = components.length;
        let componentPos = 0, newPos = 0, oldPos = 0;
        for (; componentPos < componentLen; componentPos++) {
            const component = components[componentPos];
            if (!component.removed) {
                if (!component.added && this.useLongestToken) {
                    let value = newTokens.slice(newPos, newPos + component.count);
                    value = value.map(function (value, i) {
                        const oldValue = oldTokens[oldPos + i];
                        return oldValue.length > value.length ? oldValue : value;
                    });
                    component.value = this.join(value);
                }
                else {
                    component.value = this.join(newTokens.slice(newPos, newPos + component.count));
                }
                newPos += component.count;
                if (!component.added) {
                    oldPos += component.count;
                }
            }
            else {
                component.value = this.join(oldTokens.slice(oldPos, oldPos + component.count));
                oldPos += component.count;
            }
        }
        return components;
    }
}
;
class ArrayDiff extends Diff {
    tokenize(value) {
        return value.slice();
    }
    join(value) {
        return value;
    }
    removeEmpty(value) {
        return value;
    }
}
const arrayDiff = new ArrayDiff();
function diffArrays(oldArr, newArr, options) {
    return arrayDiff.diff(oldArr, newArr, options);
}
;
const EDITS_AT_MOST = 1000;
function align(before, after, editsAtMost = EDITS_AT_MOST) {
    const stretches = diffArrays([...before], [...after], { maxEditLength: editsAtMost });
    const steps = [];
    let [removed, added, from, to] = [0, 0, 0, 0];
    const flush = () => {
        for (let index = 0; index < Math.max(removed, added); index += 1) {
            const [old, now] = [index < removed ? from + index : undefined, index < added ? to + index : undefined];
            const isSame = old !== undefined && now !== undefined && before[old] === after[now];
            steps.push({ before: old, after: now, isSame });
        }
        [from, to, removed, added] = [from + removed, to + added, 0, 0];
    };
    if (stretches === undefined) {
        [removed, added] = [before.length, after.length];
    }
    for (const stretch of stretches ?? []) {
        if (stretch.removed)
            removed += stretch.count;
        else if (stretch.added)
            added += stretch.count;
        else {
            flush();
            for (let index = 0; index < stretch.count; index += 1) {
                steps.push({ before: from + index, after: to + index, isSame: true });
            }
            [from, to] = [from + stretch.count, to + stretch.count];
        }
    }
    flush();
    return steps;
}
var value_path = __webpack_require__(4795);
var value_text = __webpack_require__(6035);
;
const LATER = '(known after apply)';
const WHITE_SPACE = '(white space or order only)';
const NOW_SENSITIVE = '(the same value, sensitive from now on)';
const NO_LONGER_SENSITIVE = '(the same value, no longer sensitive)';
function diffValues(values, conceal) {
    const { before, after, unknown, sensitive } = values;
    return [
        ...diff('', { before, after, unknown, beforeMarks: sensitive?.before, afterMarks: sensitive?.after }, conceal),
    ];
}
function* diff(path, pair, conceal) {
    const { before, after, unknown } = pair;
    if (pair.beforeMarks === true || pair.afterMarks === true) {
        yield* diffSensitive(path, pair);
    }
    else if (unknown === true) {
        yield* lines(path, { ...pair, after: undefined }, conceal);
        yield { sign: '+', path, text: LATER };
    }
    else if (isContainer(before) || isContainer(after) || (0,plan .rZ)(unknown)) {
        yield* diffParts(path, pair, conceal);
    }
    else if (!isSame(before, after)) {
        yield* diffTexts(path, pair, conceal);
    }
}
function* diffTexts(path, pair, conceal) {
    const { before, after } = pair;
    const isSecret = [before, after].some((text) => typeof text === 'string' && conceal(text) === secrets_conceal .NP);
    if (!isSecret && isNothing(before) && hasLines(after)) {
        yield* diffLines(path, { before: [], after: linesOf(conceal(after)) }, conceal);
        return;
    }
    if (isSecret || typeof before !== 'string' || typeof after !== 'string') {
        yield* lines(path, pair, conceal);
        return;
    }
    const [one, other] = [readJson(before), readJson(after)];
    if (one !== undefined && other !== undefined) {
        if (isSame(one, other))
            yield { sign: '!', path, text: WHITE_SPACE };
        else
            yield* diff(path, { ...pair, before: one, after: other }, conceal);
    }
    else if (hasLines(before) || hasLines(after)) {
        yield* diffLines(path, { before: before.split('\n'), after: after.split('\n') }, conceal);
    }
    else {
        yield* lines(path, pair, conceal);
    }
}
function* lines(path, pair, conceal) {
    const { before, after, beforeMarks, afterMarks } = pair;
    const [old, now] = (0,value_text .q)({ value: before, marks: beforeMarks }, { value: after, marks: afterMarks }, conceal);
    if (!isNothing(before))
        yield { sign: '-', path, text: old };
    if (!isNothing(after))
        yield { sign: '+', path, text: now };
}
const DIFFERING_LINES_AT_MOST = 60;
function* diffLines(path, { before, after }, conceal) {
    const differing = align(before, after, 2 * DIFFERING_LINES_AT_MOST).filter(({ isSame }) => !isSame);
    for (const { before: from, after: to } of differing.slice(0, DIFFERING_LINES_AT_MOST)) {
        const [old, now] = (0,value_text .q)({ value: before[from ?? -1] }, { value: after[to ?? -1] }, conceal);
        if (from !== undefined)
            yield { sign: '-', path: `${path}:${from + 1}`, text: old };
        if (to !== undefined)
            yield { sign: '+', path: `${path}:${to + 1}`, text: now };
    }
    const more = differing.length - DIFFERING_LINES_AT_MOST;
    if (more > 0)
        yield { sign: '!', path, text: `(${more} more lines differ)` };
}
function* diffSensitive(path, { before, after, unknown, beforeMarks, afterMarks }) {
    const gone = isNothing(after) && unknown !== true;
    if (isNothing(before)) {
        if (!gone)
            yield { sign: '+', path, text: secrets_conceal .NP };
    }
    else if (gone) {
        yield { sign: '-', path, text: secrets_conceal .NP };
    }
    else if ((0,plan .rZ)(unknown) || !isSame(before, after)) {
        yield { sign: '!', path, text: secrets_conceal .NP };
    }
    else if (beforeMarks !== afterMarks) {
        yield { sign: '!', path, text: afterMarks === true ? NOW_SENSITIVE : NO_LONGER_SENSITIVE };
    }
}
function* diffParts(path, pair, conceal) {
    const { before, after, unknown, beforeMarks, afterMarks } = pair;
    const isUnknown = (0,plan .rZ)(unknown);
    if (isSame(before, after) && !isUnknown && !(0,plan .rZ)(beforeMarks) && !(0,plan .rZ)(afterMarks))
        return;
    const sides = [before, after, isUnknown ? unknown : undefined].map((side) => (isContainer(side) ? side : undefined));
    const names = [...new Set(sides.flatMap((side) => Object.keys(side ?? {})))];
    if (names.length === 0) {
        if (!isSame(before, after))
            yield* lines(path, pair, conceal);
        return;
    }
    const isList = sides.some(Array.isArray);
    if (isList && [before, after, sides[2]].every((side) => isNothing(side) || Array.isArray(side))) {
        yield* diffElements(path, pair, conceal);
        return;
    }
    if (!isContainer(before))
        yield* lines(path, { ...pair, after: undefined }, conceal);
    if (!isContainer(after))
        yield* lines(path, { ...pair, before: undefined }, conceal);
    for (const name of names) {
        const inner = isList ? `${path}[${name}]` : (0,value_path .uJ)(path, conceal(name));
        const part = {
            before: (0,json .C5)(sides[0], name),
            after: (0,json .C5)(sides[1], name),
            unknown: (0,json .C5)(sides[2], name),
            beforeMarks: (0,json .C5)(beforeMarks, name),
            afterMarks: (0,json .C5)(afterMarks, name),
        };
        const isMember = path !== '' && sides[0] !== undefined && sides[1] !== undefined;
        if (isMember && (part.before === undefined || part.after === undefined))
            yield* diffNulls(inner, part);
        yield* diff(inner, part, conceal);
    }
}
function* diffNulls(path, { before, after, unknown }) {
    if ((0,plan .rZ)(unknown))
        return;
    if (before === null && after !== null)
        yield { sign: '-', path, text: 'null' };
    if (after === null && before !== null)
        yield { sign: '+', path, text: 'null' };
}
function* diffElements(path, pair, conceal) {
    const [before, after, unknown] = [listOf(pair.before), listOf(pair.after), listOf(pair.unknown)];
    const [beforeMarks, afterMarks] = [listOf(pair.beforeMarks), listOf(pair.afterMarks)];
    const all = Array.from({ length: Math.max(after.length, unknown.length) }, (_, index) => after[index]);
    const steps = align(before.map((element) => (0,json .ip)(element ?? null)), all.map((element, index) => (0,plan .rZ)(unknown[index]) ? `unknown ${index}` : (0,json .ip)(element ?? null)));
    const gone = new Set(steps.filter(({ after: to }) => to === undefined).map(({ before: place }) => place));
    const come = new Set(steps.filter(({ before: from }) => from === undefined).map(({ after: place }) => place));
    const stays = (place) => gone.has(place) && come.has(place) && !(0,plan .rZ)(unknown[place]) && isSame(before[place], all[place]);
    for (const { before: from = -1, after: to = -1, isSame: isAligned } of steps) {
        if ((from < 0 || to < 0) && stays(Math.max(from, to)))
            continue;
        const part = {
            before: before[from],
            after: all[to],
            unknown: unknown[to],
            beforeMarks: beforeMarks[from],
            afterMarks: afterMarks[to],
        };
        if (isAligned && !(0,plan .rZ)(part.beforeMarks) && !(0,plan .rZ)(part.afterMarks))
            continue;
        const inner = `${path}[${to < 0 ? from : to}]`;
        if (part.beforeMarks !== true && part.afterMarks !== true)
            yield* diffNulls(inner, part);
        yield* diff(inner, part, conceal);
    }
}
function listOf(value) {
    return Array.isArray(value) ? value : [];
}
function isSame(before, after) {
    return (0,json .TL)(before ?? null, after ?? null);
}
function isContainer(value) {
    return typeof value === 'object' && value !== null && !(value instanceof json .fh);
}
function isNothing(value) {
    return value === null || value === undefined;
}
function hasLines(value) {
    return typeof value === 'string' && value.trimEnd().includes('\n');
}
function linesOf(text) {
    return text.replace(/\n$/, '').split('\n');
}
function readJson(text) {
    if (!/^\s*[[{]/.test(text))
        return undefined;
    try {
        return (0,json .OT)(text);
    }
    catch {
        return undefined;
    }
}
var reasons = __webpack_require__(4227);
;
function renderDiffs(plan, maxCharacters, elsewhere) {
    const { conceal } = plan;
    const name = (text) => (0,markdown .SS)(conceal(text));
    const blocks = [];
    let [characters, lineCount, left] = [0, 0, 0];
    const add = (title, linesOf, mayDiffer) => {
        if (characters > maxCharacters * FULL || left >= MISSES_AT_MOST) {
            if (mayDiffer)
                left += 1;
            return;
        }
        const lines = linesOf();
        if (lines.length === 0)
            return;
        const block = `${title()}\n\n${fenceOf(lines)}`;
        if (characters + block.length > maxCharacters) {
            left += 1;
            return;
        }
        characters += block.length + 2;
        lineCount += lines.length;
        blocks.push(block);
    };
    for (const change of (0,plan_plan .al)(plan.changes)) {
        const title = () => `**${(0,plan_plan .u7)(change)}** ${(0,reasons .v8)(change, name)}`;
        add(title, () => linesOfChange(change, conceal), change.action !== 'no-op');
    }
    for (const { shown } of plan.actionInvocations) {
        if (shown === undefined)
            continue;
        const title = () => `**invoke** ${name(shown.action)}`;
        add(title, () => diffValues(shown.configuration, conceal), shown.configuration.after !== undefined);
    }
    const note = left === 0 ? [] : [`**${(0,markdown .pq)(left, 'difference is', 'differences are')} left out here.** ${elsewhere}`];
    const isOpen = blocks.length === 0 || (lineCount <= OPEN_LINES_AT_MOST && left === 0);
    const title = `Differences of ${(0,markdown .pq)(blocks.length, 'resource', 'resources')}`;
    const shown = isOpen ? blocks : [(0,markdown .zH)(title, blocks.join('\n\n'))];
    return [...shown, ...note].join('\n\n');
}
const OPEN_LINES_AT_MOST = 24;
function linesOfChange(change, conceal) {
    const { action, values } = change;
    if (action === 'forget')
        return identifying(change, [], conceal);
    const made = action === 'create-and-forget' ? { ...values, before: null } : values;
    const lines = diffValues(made, conceal);
    if (lines.length === 0)
        return [];
    return [...identifying(change, lines, conceal), ...markForcing(change, lines)];
}
const IDENTIFYING = ['id', 'name', 'arn'];
function identifying({ values, action }, lines, conceal) {
    if (action === 'create' || action === 'create-and-forget' || action === 'delete' || action === 'read')
        return [];
    const { before, sensitive } = values;
    for (const attribute of IDENTIFYING) {
        if (lines.some(({ path }) => path === attribute))
            continue;
        const value = (0,json .C5)(before, attribute);
        const isHidden = [sensitive?.before, sensitive?.after].some((marks) => marks === true || ((0,json .qY)(marks)?.[attribute] !== undefined && (0,json .qY)(marks)?.[attribute] !== false));
        if (isHidden || !['string', 'number'].includes(typeof value) || value === '')
            continue;
        const [line] = diffValues({ before: null, after: value, unknown: false }, conceal);
        if (line !== undefined)
            return [{ ...line, sign: ' ', path: attribute }];
    }
    return [];
}
const FORCES = '# forces replacement';
function markForcing({ action, replacePaths }, lines) {
    if (action !== 'replace' || replacePaths.length === 0)
        return lines;
    const exact = replacePaths.filter((path) => lines.some((line) => (0,value_path .UO)(line.path, path)));
    const others = replacePaths.filter((path) => !exact.includes(path)).map((path) => /^[^.[]*/.exec(path)?.[0] ?? path);
    const forcing = [...exact, ...others];
    return lines.map((line) => forcing.some((path) => (0,value_path .UO)(line.path, path)) ? { ...line, text: `${line.text} ${FORCES}` } : line);
}
function renderOutputChanges(plan, maxCharacters) {
    const { conceal } = plan;
    const lines = plan.outputChanges.flatMap(({ name, values }) => diffValues(values, conceal).map((line) => ({ ...line, path: conceal(name) + joined(line.path) })));
    return lines.length === 0 ? '' : foldWithin(`Outputs (${plan.outputChanges.length})`, lines, maxCharacters);
}
function renderOutputs(plan, outputs, maxCharacters) {
    const names = Object.keys(outputs);
    if (names.length === 0)
        return renderOutputChanges(plan, maxCharacters);
    const { conceal } = plan;
    const changed = new Set(plan.outputChanges.map(({ name }) => name));
    const lines = Object.entries(outputs).flatMap(([name, value]) => diffValues({ before: null, after: value, unknown: false }, conceal).map(({ path, text }) => ({
        sign: changed.has(name) ? '!' : ' ',
        path: conceal(name) + joined(path),
        text,
    })));
    const others = plan.outputChanges.filter(({ name }) => !Object.hasOwn(outputs, name));
    const more = others.flatMap(({ name, values }) => diffValues(values, conceal).map((line) => ({ ...line, path: conceal(name) + joined(line.path) })));
    lines.push(...more);
    return foldWithin(`Outputs (${names.length})`, lines, maxCharacters);
}
function renderDrift(plan, maxCharacters) {
    const { conceal } = plan;
    const lines = plan.drift.flatMap(({ address, values }) => {
        const changed = diffValues(values, conceal);
        return changed.length === 0
            ? [{ sign: '!', path: conceal(address), text: '' }]
            : changed.map((line) => ({ ...line, path: `${conceal(address)} ${line.path}`.trim() }));
    });
    return lines.length === 0 ? '' : foldWithin(`Changed outside Terraform (${plan.drift.length})`, lines, maxCharacters);
}
const FULL = 0.99;
const MISSES_AT_MOST = 50;
function joined(path) {
    return path === '' || path.startsWith('[') || path.startsWith(':') ? path : `.${path}`;
}
function fenceOf(lines) {
    return (0,markdown .EU)('diff', lines.map(renderLine).join('\n'));
}
function foldWithin(title, lines, maxCharacters) {
    const fitting = (0,markdown .hx)(lines.map(renderLine), maxCharacters).length;
    const left = lines.length - fitting;
    const fold = (0,markdown .zH)(title, fenceOf(lines.slice(0, fitting)));
    if (left === 0)
        return fold;
    return `${fold}\n\n**${(0,markdown .pq)(left, 'line', 'lines')} of ${title.replace(/ \(.*/, '')} ${left === 1 ? 'is' : 'are'} left out here.**`;
}
function renderLine({ sign, path, text }) {
    const flat = path.replace(/\s+/g, ' ');
    return `${sign} ${flat}${text === '' ? '' : `${flat === '' ? '' : ' = '}${text}`}`;
}
var configured = __webpack_require__(8552);
;
function renderLosses(changes, conceal, maxCharacters) {
    const instances = new Map();
    for (const change of changes) {
        if (!plan_plan .Ji.has(change.action))
            continue;
        const [, name = '', index = ''] = INSTANCE.exec((0,markdown .RK)(conceal(change.address)).replace(/\s+/g, ' ')) ?? [];
        const words = `${(0,plan_plan .u7)(change)} ${name}`;
        const known = instances.get(words);
        if (known === undefined)
            instances.set(words, [index]);
        else
            known.push(index);
    }
    const lines = [...instances].flatMap(([words, indexes]) => lossLines(words, indexes));
    const fitting = lines.slice(0, (0,markdown .hx)(lines.map(({ text }) => text), maxCharacters).length);
    const shown = fitting.reduce((sum, { count }) => sum + count, 0);
    if (shown === 0)
        return { text: '', shown };
    const title = `${(0,markdown .pq)(shown, 'more resource', 'more resources')} to destroy, replace or forget`;
    return { text: (0,markdown .zH)(title, (0,markdown .EU)('', fitting.map(({ text }) => text).join('\n'))), shown };
}
const INSTANCE = /^(.*?)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?$/;
const LINE_CHARACTERS = 100;
function lossLines(words, indexes) {
    if (indexes.length === 1)
        return [{ text: words + (indexes[0] ?? ''), count: 1 }];
    const lines = [];
    for (const key of indexes.map(keyOf)) {
        const last = lines.at(-1);
        if (last === undefined || last.text.length + key.length > LINE_CHARACTERS) {
            lines.push({ text: `  ${key}`, count: 1 });
        }
        else {
            last.text += ` ${key}`;
            last.count += 1;
        }
    }
    return [{ text: `${words}, of it`, count: 0 }, ...lines];
}
function keyOf(index) {
    if (index === '')
        return '(itself)';
    const [, key] = /^\["([A-Za-z_][\w./:-]*)"\]$/.exec(index) ?? [];
    return key ?? index.slice(1, -1);
}
;
function renderChanges(plan, budget, elsewhere) {
    const name = (text) => (0,markdown .SS)(plan.conceal(text));
    const listed = new Set(plan.changes.map(({ address }) => address));
    const ordered = (0,plan_plan .al)(plan.changes);
    const others = (what, action) => ({ action, what, changes: [] });
    const rows = [
        ...grouped(ordered, name),
        ...plan.unknown
            .filter(({ address }) => !listed.has(address))
            .map(({ address, what }) => others([name(address), name(what)], plan_plan .f7.unknown)),
        ...plan.actionInvocations.map(({ address, shown }) => others(shown === undefined ? [name(address)] : [name(shown.action), (0,reasons .aN)(shown, name)], 'invoke')),
        ...plan.deferred.map(({ address, reason }) => others([name(address), (0,reasons .lL)(reason, name)], 'deferred')),
    ];
    if (rows.length === 0)
        return '';
    const cells = rows.map(({ action, what }) => [action, what.filter((part) => part !== '').join('<br>')]);
    const fitting = (0,markdown .v$)(cells, budget.rows);
    const unlisted = rows.slice(fitting.length).flatMap(({ changes }) => changes);
    const losses = renderLosses(unlisted, plan.conceal, budget.losses);
    const unlistedOthers = rows.slice(fitting.length).filter(({ changes }) => changes.length === 0);
    const left = unlisted.length + unlistedOthers.length - losses.shown;
    const lost = unlisted.filter(({ action }) => plan_plan .Ji.has(action)).length - losses.shown;
    const ofWhich = lost === 0 ? '' : `, ${lost} of which ${lost === 1 ? 'is' : 'are'} destroyed, replaced or forgotten`;
    const note = left === 0
        ? ''
        : `**${(0,markdown .pq)(left, 'more resource is', 'more resources are')} left out here${ofWhich}.** ${elsewhere}`;
    return [(0,markdown .tp)(['action', 'resource'], fitting), losses.text, note].filter((part) => part !== '').join('\n\n');
}
const ADDITIONS_AT_MOST = 20;
function grouped(ordered, name) {
    const additions = ordered.filter(isPlainAddition);
    const isMany = additions.length > ADDITIONS_AT_MOST;
    const own = (change) => ({
        action: (0,plan_plan .u7)(change),
        what: [(0,reasons .v8)(change, name), (0,reasons .QQ)(change, name)],
        changes: [change],
    });
    if (!isMany)
        return ordered.map(own);
    const first = ordered.findIndex(isPlainAddition);
    const [before, behind] = [ordered.slice(0, first), ordered.slice(first)].map((part) => part.filter((change) => !isPlainAddition(change)).map(own));
    return [...(before ?? []), ...groupAdditions(additions, name), ...(behind ?? [])];
}
function isPlainAddition({ action, importing, previousAddress }) {
    return action === 'create' && !importing && previousAddress === undefined;
}
const NAMES_AT_MOST = 8;
function groupAdditions(additions, name) {
    const byResource = Map.groupBy(additions, ({ address }) => (0,configured .x0)(address));
    const isByType = byResource.size > ADDITIONS_AT_MOST;
    const groups = isByType ? Map.groupBy(additions, ({ address, type }) => `${moduleOf(address)}${type}`) : byResource;
    return [...groups].map(([title, changes]) => {
        if (changes.length === 1)
            return { action: plan_plan .f7.create, what: changes.map(({ address }) => name(address)), changes };
        const named = changes
            .slice(0, NAMES_AT_MOST)
            .map(({ address }) => name(address.startsWith(title) ? address.slice(title.length).replace(/^\./, '') || address : address));
        const more = changes.length - named.length;
        return {
            action: plan_plan .f7.create,
            what: [`${name(title)} × ${changes.length}`, `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`],
            changes,
        };
    });
}
function moduleOf(address) {
    return /^(?:module\.[^.[\]]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*/.exec(address)?.[0] ?? '';
}
;
const HEREDOC = /^( *)([-+~]|-\/\+|\+\/-)? .*<<-?([A-Z][A-Z0-9_]*)(?: # forces replacement)?$/;
const END = /^( *)([A-Z][A-Z0-9_]*)(?: ->.*| #.*)?,?$/;
const SIGN = /^( +)([-+~]|-\/\+|\+\/-)(?= )/;
const INDENT = 4;
const SIGN_WIDTH = 2;
function toDiff(text) {
    let within;
    return text
        .split('\n')
        .map((line) => {
        if (within === undefined) {
            const [, indent = '', sign, end] = HEREDOC.exec(line) ?? [];
            if (end !== undefined) {
                const endsAt = indent.length + SIGN_WIDTH;
                within = { end, endsAt, signAt: sign === '~' ? indent.length + INDENT : undefined };
            }
            return withSignFirst(line);
        }
        const [, before = '', word] = END.exec(line) ?? [];
        if (word === within.end && before.length <= within.endsAt) {
            within = undefined;
            return line;
        }
        const [, indent = ''] = SIGN.exec(line) ?? [];
        return indent.length === within.signAt ? withSignFirst(line) : line;
    })
        .join('\n');
}
function withSignFirst(line) {
    return line.replace(SIGN, (_, indent, sign) => (sign === '~' ? `!${indent}` : `${sign}${indent}`));
}
;
const COMMENT_BUDGET = 64_000;
const SUMMARY_BUDGET = 900_000;
function elsewhere(budget, runUrl) {
    const file = 'all of it in the file that the output `plan-text` names';
    return budget > COMMENT_BUDGET
        ? `It is ${file}.`
        : `There is more in the [job summary](${(0,markdown .Cm)(runUrl)}), and ${file}.`;
}
const WORDS = 1500;
function renderPlanBody(shown, { budget, runUrl, outputs }) {
    const { plan, text, hasChanges, warnings } = shown;
    const checks = [renderFailedChecks(plan, budget / 20), renderPassedOver(plan), renderPart(plan)]
        .filter((part) => part !== '')
        .join('\n\n');
    const changes = renderChanges(plan, { rows: budget * 0.18, losses: budget * 0.7 }, elsewhere(budget, runUrl));
    const left = Math.max(0, budget - WORDS - checks.length - changes.length);
    const share = Math.min(budget / 10, left / 6);
    const drift = renderDrift(plan, share);
    const said = renderWarnings(warnings, share);
    if (!hasChanges)
        return [checks, changes, drift, said];
    const ownOutputs = outputs === undefined ? renderOutputChanges(plan, share) : renderOutputs(plan, outputs, share);
    const ownText = budget > COMMENT_BUDGET ? renderText(text, left / 5) : '';
    const rest = [ownOutputs, drift, said, ownText];
    const forDiffs = left - rest.reduce((sum, part) => sum + part.length, 0);
    return [checks, changes, renderDiffs(plan, Math.max(0, forDiffs), elsewhere(budget, runUrl)), ...rest];
}
function renderText(text, maxCharacters) {
    const cut = (0,markdown .it)(toDiff(text), maxCharacters);
    const note = cut.linesCut === 0
        ? ''
        : `\n\n**${(0,markdown .pq)(cut.linesCut, 'line is', 'lines are')} left out.** The whole text is in the file that the output \`plan-text\` names.`;
    return (0,markdown .zH)('The plan as Terraform prints it', (0,markdown .EU)('diff', cut.text) + note);
}
function renderFailedChecks(plan, maxCharacters) {
    if (plan.failedChecks.length === 0)
        return '';
    const { conceal } = plan;
    const lines = plan.failedChecks.map(({ address, messages }) => `${(0,markdown .SS)(conceal(address))}${messages.map((message) => `: ${(0,markdown ._G)(conceal(message))}`).join('')}`);
    const fitting = (0,markdown .hx)(lines, maxCharacters);
    const left = lines.length - fitting.length;
    const all = [...fitting, ...(left === 0 ? [] : [`${left} more`])];
    const text = all.map((line) => `> - ${line}`).join('\n');
    return `> [!WARNING]\n> ${(0,markdown .pq)(lines.length, 'check does', 'checks do')} not hold.\n>\n${text}`;
}
function renderPart({ complete, deferred }) {
    if (complete || deferred.length > 0)
        return '';
    return '> [!NOTE]\n> This is a part of a plan, cut by `-target` or `-exclude`: more may be left to do after it.';
}
const PASSED_OVER_NAMED = 5;
function renderPassedOver({ passedOver, conceal }) {
    if (passedOver.length === 0)
        return '';
    const named = passedOver
        .slice(0, PASSED_OVER_NAMED)
        .map((place) => (0,markdown .SS)(conceal(place)))
        .join(', ');
    return `> [!NOTE]\n> This version of Lockstep cannot read ${named}${passedOver.length > PASSED_OVER_NAMED ? ' and more' : ''} of the plan's JSON, and shows nothing of it. Nothing of it is done by an apply.`;
}
function renderWarnings(warnings, maxCharacters) {
    if (warnings.length === 0)
        return '';
    return (0,markdown .zH)(`Warnings (${warnings.length})`, (0,markdown .EU)('', (0,markdown .it)(warnings.join('\n\n'), maxCharacters).text));
}
var keys = __webpack_require__(6736);
var shell = __webpack_require__(9254);
;
function renderPrStateInUse(failure, view) {
    const whose = view.prNumber === undefined ? '' : ` of pull request #${view.prNumber}`;
    const where = (0,markdown .SS)((0,keys .Gw)(failure.address));
    const open = (0,shell .p7)(failure.address, view);
    if (failure.instances.length === 0) {
        return [
            `The state${whose} at ${where} was written by somebody other than Lockstep, and it cannot be compared with production's (it is encrypted, or no state of version 4). It may be the only record of something real, so it is kept.`,
            `Look at it with the commands below. When nothing in it is needed, run the cleanup by hand with \`pr-number\` and \`force: true\`: it keeps a backup.`,
            (0,markdown .EU)('sh', `${open}\n${(0,shell .CB)(failure.address, view, 'state list')}`),
        ].join('\n\n');
    }
    const rows = (0,markdown .v$)(failure.instances.map(({ address, id, idIsSecret }) => [
        (0,markdown .SS)(address),
        id === undefined || idIsSecret ? '' : (0,markdown .SS)(id),
    ]), view.maxCharacters);
    const more = failure.instances.length - rows.length;
    const first = failure.instances[0]?.address.replace(/ \(deposed .*\)$/, '') ?? '';
    return [
        `Somebody applied on the state${whose} at ${where}. It holds what production's state does not know, and may be the only record of it, so it is kept:`,
        (0,markdown .tp)(['resource', 'id'], rows) + (more > 0 ? `\n\nand ${more} more.` : ''),
        'For each of these, and for nothing else in that state (the rest is a copy of production), choose one:',
        `- **keep it**: bring it under production with an \`import\` block, reviewed and merged like any other change;\n- **drop it**: delete the real object by hand, then take it out of this state:`,
        (0,markdown .EU)('sh', `${open}\n${(0,shell .CB)(failure.address, view, 'state rm', (0,shell .r7)(first))}`),
        'Once nothing in it is beyond production, the next plan or cleanup goes on by itself. A cleanup by hand with `pr-number` and `force: true` deletes the state after a backup; the real objects stay.',
    ].join('\n\n');
}
var review = __webpack_require__(8394);
var time = __webpack_require__(2891);
;
function renderBegun({ at, shown, lockLost, abandoned }, view, budget) {
    const since = `since ${(0,time .s)(at, view.now)}`;
    if (shown === undefined)
        return (0,page .MY)(view, `planning, ${since}`, [(0,page .aH)(view, [])]);
    return (0,page .JD)(view, `applying, ${since} · ${(0,plan_plan .Pn)(shown, 'future')}`, {
        before: [renderAbandoned(abandoned), renderLockLost(lockLost, view), (0,plan_plan .yF)(shown.plan, 10)],
        body: (left) => renderPlanBody(shown, { budget: left, runUrl: view.runUrl }),
        after: [(0,page .aH)(view, [])],
        budget,
    });
}
function renderLockLost(what, { conceal }) {
    if (what === undefined)
        return '';
    return `> [!CAUTION]\n> ${(0,markdown .CS)(what, conceal)}. Make sure that nobody else has applied meanwhile, and plan again.`;
}
function renderApplied(result, view, budget) {
    const headline = result.hasChanges
        ? `applied · ${(0,plan_plan .Pn)(result, 'past')} in ${(0,duration .P)(result.applyMs)}`
        : view.isDestroy === true
            ? 'applied · nothing is left to destroy'
            : 'applied · nothing to do, production is already as the configuration says';
    const kept = result.kept.map(({ prNumber, why }) => typeof why === 'string'
        ? `> [!NOTE]\n> What pull request #${prNumber} left behind could not be deleted: ${(0,markdown .CS)(why, view.conceal)}`
        : renderPrStateInUse(why, { ...view, prNumber, maxCharacters: budget / 6 / result.kept.length }));
    return (0,page .JD)(view, headline, {
        before: [
            renderAbandoned(result.wait.abandoned),
            renderLockLost(result.lockLost, view),
            renderDestroy(result, view),
            result.isReencrypted === true
                ? '> [!NOTE]\n> No resource has changed. The state was written anew, as its encryption is configured now.'
                : '',
            ...(0,review .ek)(result.reviewed, result.hasChanges, budget / 2),
        ],
        body: (left) => renderPlanBody(result, { budget: left, runUrl: view.runUrl, outputs: result.outputs }),
        after: [
            result.wasCutOff === true
                ? '> [!NOTE]\n> The run was cut off while it applied; the apply went through all the same.'
                : '',
            ...kept,
            renderWay(result.wait),
            (0,page .aH)(view, [...renderSerial(result.serial), (0,markdown .SS)(result.address.path)]),
        ],
        budget,
    });
}
function renderSerial(serial) {
    return serial === undefined ? [] : [`production is at serial ${serial}`];
}
;
function renderEndedPlaces(places, { dryRun, budget }) {
    if (places.length === 0)
        return '';
    const rows = places.map((ended) => [
        `#${ended.prNumber}`,
        (0,markdown .SS)(ended.place),
        ended.kind === 'kept'
            ? `**kept**: ${(0,markdown .SS)(ended.why)}`
            : `${(0,markdown .pq)(ended.removed, 'object, version or item', 'objects, versions and items')} ${dryRun ? 'would go' : 'gone'}`,
    ]);
    const fitting = (0,markdown .v$)(rows, budget);
    const left = rows.length - fitting.length;
    return [
        'Where an earlier commit had the state or its lock:',
        (0,markdown .tp)(['pull request', 'place', 'what was left there'], fitting),
        ...(left === 0 ? [] : [`**${(0,markdown .pq)(left, 'more is', 'more are')} left out here.**`]),
    ].join('\n\n');
}
var apply_failed = __webpack_require__(5161);
var aftermath = __webpack_require__(9571);
var timed_out = __webpack_require__(6665);
var finding = __webpack_require__(319);
var domain_failure = __webpack_require__(5410);
var plan_failed = __webpack_require__(713);
var tool_failed = __webpack_require__(9243);
var snapshot = __webpack_require__(7264);
var freeze = __webpack_require__(8947);
var holder = __webpack_require__(5134);
var apply_progress = __webpack_require__(1504);
;
function renderCancelled({ aftermath }, view, budget) {
    if (aftermath === undefined)
        return (0,page .MY)(view, `${view.command} cancelled`, [(0,page .aH)(view, [])]);
    const verb = aftermath.cancelled ? 'was cancelled' : 'was cut off';
    const { progress, serial, address } = aftermath;
    const facts = address === undefined ? [] : [(0,markdown .SS)(address.path)];
    return (0,page .MY)(view, `${view.command} ${verb} · ${headline(aftermath, view)}`, [
        renderProgress(progress, view, budget),
        endWords(aftermath, view),
        lockWords(aftermath, view),
        serial === undefined ? '' : `The next apply goes on from state serial ${serial}.`,
        aftermath.details === ''
            ? ''
            : (0,markdown .zH)('What Terraform said', (0,markdown .EU)('', (0,markdown .it)(aftermath.details, budget / 4).text)),
        (0,page .aH)(view, facts),
    ]);
}
function headline({ progress, lock }, view) {
    const state = progress === undefined
        ? nothingBegun(view)
        : progress === 'unknown'
            ? 'how far it came is not known'
            : (0,apply_progress .Vk)(progress);
    switch (lock.kind) {
        case 'free':
        case 'released':
            return `${state}, lock free`;
        case 'left':
            return `${state}, **lock left behind**`;
        case 'not-ours':
            return `${state}, lock held by somebody else`;
        case 'never-taken':
        case 'unknown':
            return state;
    }
}
function isRepeatable(view) {
    return ['cleanup', 'unlock', 'sweep', 'doctor'].includes(view.command);
}
function nothingBegun(view) {
    return isRepeatable(view) ? 'run it again' : 'nothing was changed';
}
function renderProgress(progress, view, budget) {
    if (progress === undefined) {
        return isRepeatable(view)
            ? 'What was done by then is done, and the log says what; another run does the rest.'
            : 'Nothing was changed.';
    }
    if (progress === 'unknown')
        return 'The log of the run says what was done, as far as anything was.';
    return (0,apply_progress .Il)(progress, budget);
}
function endWords({ command, progress }, view) {
    if (progress === undefined)
        return '';
    switch (command?.ended) {
        case undefined:
        case 'by-itself':
            return '';
        case 'after-second-interrupt':
            return `> [!CAUTION]\n> ${view.tool} was not done when the time was up, and had to be interrupted a second time: what was in flight may exist without being in the state.`;
        case 'killed':
            return `> [!CAUTION]\n> ${view.tool} did not end by itself: what was in flight may exist without being in the state.`;
        case 'not-at-all':
            return `> [!CAUTION]\n> ${view.tool} was still at work when the time was up, and ends with the job: what was in flight may exist without being in the state.`;
    }
}
function lockWords({ lock, address, command, progress }, view) {
    switch (lock.kind) {
        case 'free':
        case 'never-taken':
            return '';
        case 'released':
            return 'The state lock of this run is given back.';
        case 'not-ours':
            return lock.lock === undefined
                ? 'The state lock is held by a record that cannot be read.'
                : `The state lock is held by ${(0,lock_holder .wC)(lock.lock, view.now)}, lock ID ${(0,markdown .SS)(lock.lock.id)}.`;
        case 'unknown':
            return `Whether the state lock is free is not known: ${(0,markdown .SS)(lock.why)}`;
        case 'left':
            return [
                `Its state lock ${(0,markdown .SS)(lock.lockId)} is left behind. Once nothing of this run is at work any more, start this workflow by hand with \`command: unlock\` and ${(0,markdown .SS)(`lock-id: ${lock.lockId}`)}: it backs the state up, deletes this very lock, and looks at what has changed. ${command?.ended === 'not-at-all' && progress !== undefined ? '`stale-lock: recover` leaves it alone, for silence is no sign that this Terraform has ended. ' : ''}Or by hand, from the root module's directory:`,
                address === undefined
                    ? ''
                    : (0,markdown .EU)('sh', [
                        (0,shell .p7)(address, view),
                        (0,shell .CB)(address, view, 'force-unlock', (0,shell .r7)(lock.lockId)),
                        (0,shell .CB)(address, view, 'plan', '-refresh-only'),
                    ].join('\n')),
            ]
                .filter((part) => part !== '')
                .join('\n\n');
    }
}
;
function renderApplyFailed(failure, view, budget) {
    const { message, details, known } = failure;
    const { progress, left, address } = known;
    const far = progress === undefined ? 'how far it came is not known' : (0,apply_progress .Vk)(progress);
    return (0,page .MY)(view, `${view.command} failed · ${far}`, [
        /^\w+ apply failed$/.test(message) ? '' : `${(0,markdown .CS)(capital(message), view.conceal)}.`,
        progress === undefined
            ? ''
            : (0,apply_progress .JL)('Failed', progress.failed, { maxCharacters: budget / 8, losing: progress.losing }),
        details === '' ? '' : (0,markdown .EU)('', (0,markdown .it)(details, budget / 3).text),
        progress === undefined
            ? 'The log of the run says what was done.'
            : (0,apply_progress .Il)({ ...progress, failed: [] }, budget),
        renderLeft(left, budget / 8),
        (0,page .aH)(view, address === undefined ? [] : [(0,markdown .SS)(address.path)]),
    ]);
}
function renderLeft(left, maxCharacters) {
    if (left === undefined)
        return '**In the state now** is what was finished. It could not be read to say more.';
    const { serial, objectCount, unfinished } = left;
    const facts = [
        serial === undefined ? '' : `serial ${serial}`,
        objectCount === undefined ? '' : (0,markdown .pq)(objectCount, 'object', 'objects'),
    ].filter((fact) => fact !== '');
    const of = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
    if (unfinished.length === 0)
        return `**In the state now**${of}: what was finished.`;
    return [
        `**In the state now**${of}: what was finished, and of what was not, as far as it came:`,
        (0,apply_progress .JL)('', unfinished, { maxCharacters }),
    ].join(' ');
}
function capital(text) {
    return text.replace(/\.$/, '').replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
var state_not_saved = __webpack_require__(4204);
;
function renderTimedOut({ overdue }, view, budget) {
    const { command, limitMs, atWork, progress, remarks, address } = overdue;
    return (0,page .MY)(view, `${view.command} timed out · ${progress === undefined ? 'nothing was changed' : (0,apply_progress .Vk)(progress)}`, [
        `${(0,markdown .SS)(command)} was not done after ${(0,duration .P)(limitMs)} (${(0,markdown .SS)('apply-timeout')}), and was interrupted.`,
        renderAtWork(atWork, budget / 8),
        progress === undefined ? '' : (0,apply_progress .Il)(progress, budget),
        ...remarks.map((remark) => `> [!CAUTION]\n> ${(0,markdown .SS)(remark)}`),
        nextStep(overdue),
        overdue.details === ''
            ? ''
            : (0,markdown .zH)('What Terraform said', (0,markdown .EU)('', (0,markdown .it)(overdue.details, budget / 4).text)),
        (0,page .aH)(view, address === undefined ? [] : [(0,markdown .SS)(address.path)]),
    ]);
}
function renderAtWork({ addresses, lastLine }, maxCharacters) {
    if (addresses.length > 0)
        return (0,apply_progress .JL)('At work when the time was up', addresses, { maxCharacters });
    if (lastLine === undefined)
        return 'It had printed nothing by then.';
    return `The last that it had printed by then: ${(0,markdown ._G)(lastLine)}`;
}
function nextStep({ progress, remarks }) {
    const again = 'Look why that takes so long, or give it more time with `apply-timeout`, and run the workflow again';
    if (progress === undefined)
        return `Nothing was changed. ${again}.`;
    return remarks.length === 0
        ? `What is finished is in the state. ${again}: it goes on from there.`
        : 'Look after that before anything else is applied.';
}
;
const VERDICTS = ['wrong', 'warning', 'not-checked', 'good'];
const WORD = {
    wrong: 'wrong',
    warning: 'warning',
    'not-checked': 'not checked',
    good: 'good',
};
function renderFindings({ findings, policies }, view) {
    const count = (verdict) => findings.filter((finding) => finding.verdict === verdict).length;
    const wrong = count('wrong');
    const headline = wrong === 0 ? 'all that is needed is there' : `${(0,markdown .pq)(wrong, 'thing is', 'things are')} wrong`;
    const warnings = count('warning') === 0 ? '' : `, ${(0,markdown .pq)(count('warning'), 'warning', 'warnings')}`;
    return (0,page .MY)(view, `doctor · ${headline}${warnings}`, [
        ...VERDICTS.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict).map(renderFinding)),
        policies === undefined
            ? ''
            : (0,markdown .zH)('The policies that the roles need, and no more', [
                'The role that plans, cleans up and sweeps:',
                (0,markdown .EU)('json', JSON.stringify(policies.plan, undefined, 2)),
                'The role that applies:',
                (0,markdown .EU)('json', JSON.stringify(policies.apply, undefined, 2)),
            ].join('\n\n')),
        (0,page .aH)(view, []),
    ]);
}
function renderFinding({ what, verdict, found, why, mend, command }) {
    const more = [why, mend, command === undefined ? '' : (0,markdown .EU)('sh', command)].filter((part) => part !== '');
    return [`- **${WORD[verdict]}**: ${what}: ${(0,markdown .SS)(found)}`, ...more.map(indent)].join('\n\n');
}
function indent(block) {
    return block.replace(/^/gm, '  ');
}
var way_out = __webpack_require__(6976);
;
function renderFailed(failure, view, budget) {
    const abandoned = renderAbandoned(view.abandoned);
    if (abandoned === '')
        return renderFailure(failure, view, budget);
    const [headline = '', ...rest] = renderFailure(failure, view, budget - abandoned.length).split('\n\n');
    return [headline, abandoned, ...rest].join('\n\n');
}
function renderFailure(failure, view, budget) {
    if (failure instanceof holder .a) {
        const { holder } = failure;
        return (0,page .MY)(view, `${view.command} gave up waiting · nothing was changed`, [
            `The ${holder.kind === 'turn' ? 'turn on' : 'state lock of'} ${(0,markdown .SS)((0,keys .Gw)(holder.address))} is held by ${(0,lock_holder .Nv)(holder, view.now)}${(0,lock_holder .aV)(holder.alive)}. Waited ${(0,duration .P)(failure.waitedMs)}.`,
            (0,way_out .g)(holder, view),
            (0,page .aH)(view, []),
        ]);
    }
    if (failure instanceof snapshot .OB) {
        return (0,page .MY)(view, `${view.command} stopped · somebody applied on this pull request's state`, [
            renderPrStateInUse(failure, { ...view, prNumber: undefined, maxCharacters: budget / 2 }),
            (0,page .aH)(view, []),
        ]);
    }
    if (failure instanceof finding .DX)
        return renderFindings(failure, view);
    if (failure instanceof aftermath .c)
        return renderCancelled(failure, view, budget);
    if (failure instanceof timed_out .G)
        return renderTimedOut(failure, view, budget);
    if (failure instanceof freeze ._)
        return (0,state_not_saved .W)(failure, view, budget);
    if (failure instanceof apply_failed .M)
        return renderApplyFailed(failure, view, budget);
    if (failure instanceof reviewed .Cj) {
        const planBody = renderPlanBody(failure.changed.shown, { budget: budget / 2, runUrl: view.runUrl });
        const danger = (0,plan_plan .yF)(failure.changed.shown.plan, 10);
        return (0,review .Q)(failure, view, { budget, planBody, danger });
    }
    const details = failure instanceof plan_failed .b || failure instanceof tool_failed .C ? failure.details : '';
    return (0,page .MY)(view, `${view.command} ${nameOf(failure)}`, [
        `${asSentence((0,markdown .CS)(failure.message, view.conceal))} ${wasChanged(failure)}`.trim(),
        details === '' ? '' : (0,markdown .EU)('', (0,markdown .it)(details, budget / 3).text),
        (0,page .aH)(view, []),
    ]);
}
function nameOf(failure) {
    if (failure instanceof plan_failed .b)
        return 'failed';
    return failure instanceof domain_failure .Lw ? 'refused' : `failed · ${failure.reason}`;
}
function wasChanged(failure) {
    const says = /\bnothing was (?:changed|applied)\b/i.test(failure.message);
    return failure instanceof plan_failed .b && !says ? 'Nothing was changed.' : '';
}
function asSentence(text) {
    const begun = text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
    return begun === '' || /[.!?`)>]$/.test(begun) ? begun : `${begun}.`;
}
var waiting = __webpack_require__(6941);
var render_next = __webpack_require__(4923);
;
function renderPlanned(result, view, budget) {
    const { snapshot } = result;
    const facts = [renderSnapshot(snapshot), (0,markdown .SS)(result.address.path)];
    return (0,page .JD)(view, `plan · ${(0,plan_plan .Pn)(result, 'future')}`, {
        before: [
            renderDestroy(result, view),
            (0,plan_plan .yF)(result.plan, 10),
            (0,review .JD)(result.isUnshown),
            renderProdLock(snapshot, view),
            ...(0,review .ek)(result.reviewed, result.hasChanges, budget / 2),
        ],
        body: (left) => renderPlanBody(result, { budget: left, runUrl: view.runUrl }),
        after: [renderWay(result.wait), (0,page .aH)(view, facts)],
        budget,
    });
}
function renderSnapshot(snapshot) {
    if (snapshot.kind === 'taken') {
        return `snapshot of production${snapshot.serial === undefined ? '' : ` serial ${snapshot.serial}`}`;
    }
    return snapshot.why === 'no-prod-state' ? 'production has no state yet' : 'planned on an empty state';
}
function renderProdLock(snapshot, view) {
    const { prodLock } = snapshot;
    if (prodLock.kind === 'free')
        return '';
    const who = prodLock.kind === 'held' ? (0,lock_holder .wC)(prodLock.lock, view.now) : 'a lock record that cannot be read';
    const of = snapshot.kind === 'none'
        ? 'an empty state'
        : snapshot.serial === undefined
            ? 'an earlier state'
            : `serial ${snapshot.serial}`;
    return `> [!NOTE]\n> Production was locked while this snapshot was taken, by ${who}. This plan is of ${of} and may be behind.`;
}
;
function renderRetired(result, view, budget) {
    const { moved } = result;
    if (moved !== undefined && moved.kind !== 'unknown')
        return renderMoved(moved, result, view);
    const { holding, address, removed, deletion } = result;
    const isMerged = view.command === 'apply';
    const facts = address === undefined ? [] : [(0,markdown .SS)(address.path)];
    return (0,page .MY)(view, `removed · nothing ${isMerged ? 'was' : 'is'} destroyed by this`, [
        renderHolding(result, isMerged),
        holding.kind === 'resources' ? renderAddresses(holding.addresses, budget / 4) : '',
        address === undefined
            ? ''
            : `Production's state ${holding.kind === 'nothing' && !holding.hasState ? 'would lie' : isMerged ? 'still lies' : 'stays'} at ${(0,markdown .SS)((0,keys .Gw)(address))}.`,
        holding.kind === 'nothing' ? '' : renderWayOn(isMerged, removed.lastCommit),
        deletion === undefined || deletion.removed === 0
            ? ''
            : `What this pull request had planned before is deleted: ${(0,markdown .pq)(deletion.removed, 'object, version or item', 'objects, versions and items')}.`,
        (0,page .aH)(view, facts),
    ]);
}
function renderMoved(moved, { address, removed }, view) {
    const isMerged = view.command === 'apply';
    const module = (0,markdown .SS)(removed.folder === '' ? '.' : removed.folder);
    const where = address === undefined ? '' : ` Its state stays at ${(0,markdown .SS)((0,keys .Gw)(address))}.`;
    const headline = moved.kind === 'to' ? `moved to ${(0,markdown .SS)(moved.directory)}` : 'moved';
    return (0,page .MY)(view, `${headline} · nothing ${isMerged ? 'was' : 'is'} destroyed by this`, [
        `> [!NOTE]\n> ${isMerged ? mergedMove(moved, module, removed) : openMove(moved, module)}${where}`,
        (0,page .aH)(view, address === undefined ? [] : [(0,markdown .SS)(address.path)]),
    ]);
}
function openMove(moved, module) {
    const other = moved.kind === 'to' ? `plans ${(0,markdown .SS)(moved.directory)}` : appliedFrom(moved.commitSha);
    return `This pull request removes the root module ${module}, and ${other} on the same state: what counts is the plan of that one.`;
}
function mergedMove(moved, module, { removedBy }) {
    const by = removedBy === undefined ? '' : ` by ${(0,markdown .SS)(removedBy.slice(0, 7))}`;
    const other = moved.kind === 'to'
        ? `its state was planned in ${(0,markdown .SS)(moved.directory)} by the pull request that was merged`
        : appliedFrom(moved.commitSha);
    return `The root module ${module} was removed${by}, and ${other}: that one manages what the state holds. Take the step for ${module} out of the workflow.`;
}
function appliedFrom(commitSha) {
    return `${(0,markdown .SS)(commitSha.slice(0, 7))}, which has not got it, was applied from another root module`;
}
function renderHolding({ holding, removed }, isMerged) {
    const module = (0,markdown .SS)(removed.folder === '' ? '.' : removed.folder);
    const who = removed.removedBy === undefined
        ? `This pull request removes the root module ${module}`
        : `The root module ${module} was removed by ${(0,markdown .SS)(removed.removedBy.slice(0, 7))}`;
    const nothing = isMerged
        ? 'Nothing was applied, and nothing destroyed'
        : 'Nothing is planned, and nothing will be destroyed by it';
    switch (holding.kind) {
        case 'nothing':
            return `> [!NOTE]\n> ${who}. ${nothing}: production holds nothing of it any more${holding.hasState ? ', and its state is empty' : ', and has no state of it'}.`;
        case 'resources':
            return `> [!CAUTION]\n> ${who}. ${nothing}: ${(0,markdown .pq)(holding.addresses.length, 'resource stays, and is', 'resources stay, and are')} managed by nobody any more.`;
        case 'unknown':
            return `> [!CAUTION]\n> ${who}. ${nothing}. What production still holds of it is not known (${(0,markdown .SS)(holding.why)}); whatever that is stays, and is managed by nobody any more.`;
    }
}
function renderAddresses(addresses, maxCharacters) {
    const list = (0,markdown .it)(addresses.map((address) => `- ${(0,markdown .SS)(address)}`).join('\n'), maxCharacters).text;
    return (0,markdown .zH)(`What stays (${addresses.length})`, list);
}
function renderWayOn(isMerged, lastCommit) {
    const back = isMerged
        ? `bring the module back as it was in ${(0,markdown .SS)(lastCommit.slice(0, 7))} first, and`
        : 'take the removal out of this pull request first, and';
    return [
        'What to do, whichever fits:',
        `- **It is to be destroyed**: ${back} destroy what it has made, by a pull request with \`destroy: true\` or one that takes all of its resources out of the configuration. Once that is merged and applied, remove the module ([how](${reviewed .ph})).`,
        `- **It is to stay**, because another root module has taken it over or nobody is to manage it: ${isMerged ? 'there is nothing left to do' : 'merge this as it is'}.`,
    ].join('\n');
}
;
function renderSwept(result, view, budget) {
    const { swept, kept, elsewhere, dryRun, openCount, unknown } = result;
    const inAll = new Set([...swept, ...elsewhere.filter(({ kind }) => kind === 'removed')].map(({ prNumber }) => prNumber));
    const gone = (0,markdown .pq)(inAll.size, 'closed pull request', 'closed pull requests');
    const isIdle = swept.length === 0 && !elsewhere.some(({ kind }) => kind === 'removed');
    const isAllGone = kept.length === 0 && elsewhere.every(({ kind }) => kind === 'removed');
    const idle = isAllGone ? 'nothing to do' : 'nothing deleted, something is kept';
    const headline = isIdle ? idle : dryRun ? `would delete what ${gone} left` : `deleted what ${gone} left`;
    const goneElsewhere = elsewhere.reduce((sum, one) => sum + (one.kind === 'removed' ? one.removed : 0), 0);
    const removed = swept.reduce((sum, one) => sum + one.removed, goneElsewhere);
    return (0,page .MY)(view, `sweep · ${headline}`, [
        dryRun ? '> [!NOTE]\n> A dry run: nothing was deleted.' : '',
        `${(0,markdown .pq)(removed, 'object, version or item', 'objects, versions and items')} of ${gone}; ${(0,markdown .pq)(openCount, 'open one is', 'open ones are')} left alone.`,
        renderRows(dryRun ? 'What would go' : 'What is gone', ['pull request', 'objects, versions and items'], swept.map(({ prNumber, removed: count }) => [`#${prNumber}`, String(count)]), budget / 4),
        kept.length === 0
            ? ''
            : `**Kept**, though closed:\n\n${renderRows('', ['pull request', 'why'], kept.map(({ prNumber, why }) => [`#${prNumber}`, (0,markdown .SS)(why)]), budget / 4)}`,
        renderEndedPlaces(elsewhere, { dryRun, budget: budget / 4 }),
        unknown.length === 0
            ? ''
            : `GitHub knows no pull request of this repository under ${(0,markdown .pq)(unknown.length, 'number', 'numbers')} that have states here, so these are left alone: ${unknown.slice(0, 50).map(String).join(', ')}${unknown.length > 50 ? ' and more' : ''}.`,
        result.versionsLeft
            ? '> [!NOTE]\n> The role may not list or delete object versions (`s3:ListBucketVersions`, `s3:DeleteObjectVersion`), so earlier versions may still be there.'
            : '',
        (0,page .aH)(view, [(0,markdown .SS)(`${result.prefix}…`)]),
    ]);
}
function renderRows(title, heading, rows, maxCharacters) {
    if (rows.length === 0)
        return '';
    const fitting = (0,markdown .v$)(rows, maxCharacters);
    const left = rows.length - fitting.length;
    const text = (0,markdown .tp)(heading, fitting) + (left === 0 ? '' : `\n\n**${(0,markdown .pq)(left, 'more is', 'more are')} left out here.**`);
    return title === '' ? text : (0,markdown .zH)(title, text);
}
;
function renderPage(subject, view, budget) {
    const next = [(0,render_next .qy)(subject, view), (0,render_next .IM)(subject, view)].filter((line) => line !== '').join('\n');
    const whole = (0,render_next .Dv)(renderSubject(subject, view, budget - next.length - 2), next);
    if (whole.length <= budget)
        return whole;
    const [headline = ''] = whole.split('\n', 1);
    return [headline, next, `This page would be too long. ${elsewhere(budget, view.runUrl)}`, (0,page .aH)(view, [])]
        .filter((part) => part !== '')
        .join('\n\n');
}
const SHOW_ALL = (text) => text;
function renderComment(subject, view, conceal = SHOW_ALL) {
    return renderConcealed(subject, view, {
        conceal,
        budget: COMMENT_BUDGET,
        fits: (text) => text.length <= COMMENT_BUDGET,
    });
}
const SUMMARY_BYTES = 1_000_000;
function renderSummary(subject, view, conceal = SHOW_ALL) {
    const fits = (text) => Buffer.byteLength(text) <= SUMMARY_BYTES;
    return renderConcealed(subject, view, { conceal, budget: SUMMARY_BUDGET, fits });
}
function renderConcealed(subject, view, { conceal, budget, fits }) {
    for (const share of [1, 0.6, 0.25]) {
        const text = conceal(renderPage(subject, { ...view, conceal }, budget * share));
        if (fits(text))
            return text;
    }
    return renderBare(subject, view);
}
function renderBare(subject, view) {
    const what = subject.kind === 'result' ? (0,outcome .sG)(subject.result) : subject.kind;
    return (0,page .MY)(view, `${view.command} · ${what}`, ['The log of the run has the rest.', (0,page .aH)(view, [])]);
}
function renderSubject(subject, view, budget) {
    switch (subject.kind) {
        case 'waiting':
            return (0,page .MY)(view, renderWaitingHeadline(subject.waiting, view), [
                (0,waiting .i)(subject.waiting, view),
                (0,page .aH)(view, []),
            ]);
        case 'begun':
            return renderBegun(subject, view, budget);
        case 'defect':
            return (0,page .MY)(view, `${view.command} failed`, [
                'Lockstep itself failed, which is a defect of it. The log of the run says where.',
                (0,page .aH)(view, []),
            ]);
        case 'failure':
            return renderFailed(subject.failure, view, budget);
        case 'result': {
            const { result } = subject;
            switch (result.kind) {
                case 'planned':
                    return renderPlanned(result, view, budget);
                case 'applied':
                    return renderApplied(result, view, budget);
                case 'cleaned':
                    return renderCleaned(result, view, budget);
                case 'unlocked':
                    return renderUnlocked(result, view);
                case 'swept':
                    return renderSwept(result, view, budget);
                case 'examined':
                    return renderFindings(result, view);
                case 'retired':
                    return renderRetired(result, view, budget);
                case 'superseded':
                    return (0,page .MY)(view, `${view.command} superseded · nothing was changed`, [
                        renderSuperseded(result),
                        (0,page .aH)(view, []),
                    ]);
                case 'skipped':
                    return (0,page .MY)(view, 'skipped', [(0,markdown .CS)(result.reason.replace(/\s+/g, ' '), view.conceal)]);
            }
        }
    }
}
function renderSuperseded({ by, leftBranch }) {
    const its = by.runUrl === undefined ? '' : `: see [its run](${(0,markdown .Cm)(by.runUrl)})`;
    const which = (0,markdown .SS)(by.commitSha.slice(0, 7));
    if (leftBranch === undefined)
        return `The newer commit ${which} has taken this one's place${its}.`;
    return `This commit is not on ${(0,markdown .SS)(leftBranch)} any more, which was rewritten. Production is, or was being brought, at ${which}${its}. What is on ${(0,markdown .SS)(leftBranch)} now is for its own run to apply.`;
}
function renderWaitingHeadline(waiting, view) {
    const place = (0,lock_holder .oL)(waiting.holder);
    const waited = waiting.waitedMs < 1000 ? '' : ` for ${(0,duration .P)(waiting.waitedMs)}`;
    const left = (0,duration .P)(Math.max(0, waiting.givesUpAt.getTime() - view.now.getTime()));
    const facts = [`${place}${waited}`.trim(), `gives up at ${(0,time .s)(waiting.givesUpAt, view.now)} (in ${left})`];
    return `${view.command} is waiting · ${facts.filter((fact) => fact !== '').join(', ')}`;
}
function renderCleaned(result, view, budget) {
    const { deletion, elsewhere: others } = result;
    return (0,page .MY)(view, 'closed · what the pull request left behind is deleted', [
        deletion.removed === 0
            ? 'There was nothing left to delete.'
            : `${deletion.removed} ${deletion.removed === 1 ? 'object, version or item is' : 'objects, versions and items are'} gone.`,
        renderEndedPlaces(others, { dryRun: false, budget: budget / 2 }),
        deletion.backupKey === undefined ? '' : `A backup of the state is at ${(0,markdown .SS)(deletion.backupKey)}.`,
        deletion.versionsLeft
            ? '> [!NOTE]\n> The role may not list or delete object versions (`s3:ListBucketVersions`, `s3:DeleteObjectVersion`), so earlier versions of the state may still be there.'
            : '',
        (0,page .aH)(view, [(0,markdown .SS)(result.address.path)]),
    ]);
}
function renderRefusal(title, sentences, conceal = SHOW_ALL) {
    const page = [`### Lockstep: ${title}`, ...sentences.map((sentence) => (0,markdown .CS)(sentence, conceal))].join('\n\n');
    return conceal(page);
}
}),
370:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Nv: () => ( renderHolder),
aA: () => ( renderHolderName),
aV: () => ( renderAlive),
eJ: () => ( renderRun),
oL: () => ( renderPlace),
rt: () => ( runName),
wC: () => ( renderLock)
});
var _domain_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4678);
var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2495);
var _time_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2891);
function renderHolder(holder, now) {
    if (holder.kind === 'turn') {
        const [head] = holder.ahead;
        if (head.heldSince === undefined)
            return `${renderRun(head.run)}, whose turn is about to begin`;
        return `${renderRun(head.run)}, ${inOperation(head.run.operation)}${sinceWords(head.heldSince, now)}`;
    }
    const { lock, run } = holder;
    if (lock === undefined)
        return nameless(holder);
    return run === undefined ? renderLock(lock, now) : `${renderRun(run)}, ${lockFacts(lock, now)}`;
}
function renderLock(lock, now) {
    return `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(lock.who === '' ? 'unknown' : lock.who)}, ${lockFacts(lock, now)}`;
}
function lockFacts(lock, now) {
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(lock.operation) + sinceWords(lock.created, now);
}
function nameless({ places, wasNeverSeen }) {
    if (wasNeverSeen === true)
        return 'nobody whom any look found';
    return places.length === 0 ? 'somebody who was gone at every look' : 'a lock record that cannot be read';
}
function renderHolderName(holder) {
    if (holder.kind === 'turn')
        return renderRun(holder.ahead[0].run);
    if (holder.run !== undefined)
        return renderRun(holder.run);
    return holder.lock === undefined ? nameless(holder) : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(holder.lock.who);
}
function renderRun(run) {
    const pullRequest = run.prNumber === undefined ? '' : ` for #${run.prNumber}`;
    const name = run.runAttempt > 1 ? `${runName(run)}, attempt ${run.runAttempt}` : runName(run);
    return `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(run.actor)}, [${name}](${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .Cm)(run.url)})${pullRequest}`;
}
function runName({ runNumber, runId }) {
    return `run ${runNumber ?? runId}`;
}
function inOperation(operation) {
    switch (operation) {
        case 'plan':
            return 'planning';
        case 'merge-group':
            return 'planning for the merge queue';
        case 'apply':
            return 'applying';
        case 'cleanup':
            return 'cleaning up';
        case 'sweep':
            return 'sweeping';
        default:
            return 'at work';
    }
}
function sinceWords(at, now) {
    const since = renderSince(at, now);
    return since === '' ? '' : `, since ${since}`;
}
function renderAlive(alive) {
    if (alive === undefined)
        return '';
    return alive ? ', still running' : ', **which GitHub says has ended**';
}
function renderSince(created, now) {
    const at = new Date(created);
    if (Number.isNaN(at.getTime()))
        return '';
    const ageMs = Math.max(0, now.getTime() - at.getTime());
    return `${(0,_time_js__WEBPACK_IMPORTED_MODULE_2__ .s)(at, now)} (${(0,_domain_duration_js__WEBPACK_IMPORTED_MODULE_0__ .P)(ageMs)})`;
}
function renderPlace(holder) {
    if (holder.kind === 'state-lock')
        return '';
    const place = holder.ahead.length;
    const tens = place % 100;
    const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
    return `${place}${suffix} in line`;
}
}),
6941:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
W: () => ( renderWaitingLine),
i: () => ( renderWaiting)
});
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2495);
var _time_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2891);
var _holder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(370);
var _way_out_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6976);
function renderWaiting(waiting, view) {
    const { holder } = waiting;
    const facts = [
        ['held by', (0,_holder_js__WEBPACK_IMPORTED_MODULE_2__ .Nv)(holder, view.now) + (0,_holder_js__WEBPACK_IMPORTED_MODULE_2__ .aV)(holder.alive)],
    ];
    if (holder.kind === 'turn') {
        const others = holder.ahead.slice(1).map(({ run }) => (0,_holder_js__WEBPACK_IMPORTED_MODULE_2__ .eJ)(run));
        if (others.length > 0)
            facts.push(['also ahead', listOf(others, MAX_AHEAD)]);
    }
    else if (holder.lock !== undefined) {
        facts.push(['lock ID', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(holder.lock.id)]);
        if (holder.lock.version !== '')
            facts.push(['version', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(holder.lock.version)]);
    }
    facts.push(['state', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)((0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(holder.address))]);
    return [
        facts.map(([name, fact]) => `- ${name} ${fact}`).join('\n'),
        holder.kind === 'turn' ? '' : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .zH)('If the holder is gone', (0,_way_out_js__WEBPACK_IMPORTED_MODULE_3__ .G)(holder, view)),
    ]
        .filter((part) => part !== '')
        .join('\n\n');
}
const MAX_AHEAD = 10;
function listOf(items, most) {
    const more = items.length - most;
    return items.slice(0, most).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
function renderWaitingLine({ holder, givesUpAt }, now) {
    const where = (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(holder.address);
    const until = `gives up at ${(0,_time_js__WEBPACK_IMPORTED_MODULE_4__ .s)(givesUpAt, now)}.`;
    if (holder.kind === 'turn') {
        const [head] = holder.ahead;
        return `Waiting for the turn on ${where}, ${(0,_holder_js__WEBPACK_IMPORTED_MODULE_2__ .oL)(holder)} behind ${head.run.url} (${head.run.actor}); ${until}`;
    }
    const { lock, run } = holder;
    const who = lock === undefined
        ? 'a lock record that cannot be read'
        : `${run === undefined ? lock.who : run.url} (${lock.operation}, lock ID ${lock.id})`;
    return `Waiting for the state lock of ${where}, held by ${who}; ${until}`;
}
}),
6976:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
G: () => ( renderRecovery),
g: () => ( renderWayOut)
});
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2495);
var _shell_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9254);
var _holder_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(370);
function renderWayOut(holder, view) {
    return holder.kind === 'turn' ? renderTurnWayOut(holder, view) : renderRecovery(holder, view);
}
function renderTurnWayOut(holder, view) {
    const steps = [
        `1. Look at ${(0,_holder_js__WEBPACK_IMPORTED_MODULE_3__ .eJ)(holder.ahead[0].run)}: while it is at work, everything is in order, and a longer \`lock-timeout\` is what helps.`,
        '2. If it hangs, cancel it there. A run that GitHub calls ended loses its turn after a while, as long as somebody waits behind it. Then run this workflow again.',
    ];
    if (holder.alive !== undefined)
        return steps.join('\n');
    return [
        ...steps,
        `3. GitHub does not say whether it has ended (the token needs \`actions: read\`, and sees its own repository only), so it keeps its place. When you know that it has, delete the document of the queue; whoever still waits joins anew. With it goes what it knows of the commits that were applied, and of an apply that could not save its state: look for that first.\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .pZ)((0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .EU)('sh', deletionOf(holder, view)))}`,
    ].join('\n');
}
function deletionOf({ address, home }, { lockTable }) {
    const table = home === undefined ? lockTable : home.kind === 'table' ? home.table : undefined;
    if (table === undefined)
        return `aws s3 rm ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(`s3://${address.bucket}/${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .mc)(address)}`)}`;
    const region = home?.kind === 'table' ? ` --region ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(home.region)}` : '';
    return `aws dynamodb delete-item${region} --table-name ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(table)} --key ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(JSON.stringify({ LockID: { S: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .cN)(address) } }))}`;
}
const NEVER_SEEN = 'Every try to take the lock was refused, and yet no look found anybody who held it. Either others were quicker each time, or the store is at fault: one that takes the delete marker of a lock for the lock itself lets it be taken once and never again. Start this workflow by hand with `command: doctor`, which makes the very requests of locks at a place of its own and says which of them the store does not answer as S3 does.';
function renderRecovery(holder, view) {
    const { address, lock } = holder;
    if (lock === undefined) {
        const looks = [
            ...(holder.places.includes('table')
                ? [
                    `aws dynamodb get-item --consistent-read --table-name ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(view.lockTable ?? '')} --key ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(JSON.stringify({ LockID: { S: (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address) } }))}`,
                ]
                : []),
            ...(holder.places.includes('lockfile')
                ? [`aws s3 cp ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(`s3://${address.bucket}/${(0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .pN)(address)}`)} -`]
                : []),
        ];
        if (holder.wasNeverSeen === true)
            return NEVER_SEEN;
        if (looks.length === 0)
            return 'The lock was gone whenever it was looked at: run the workflow again.';
        return `The record is not one that ${view.tool} wrote, so it names nobody. Look at it, find out who wrote it, and delete it only when that is clear:\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .EU)('sh', looks.join('\n'))}`;
    }
    const commands = [(0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .p7)(address, view), (0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .CB)(address, view, 'force-unlock', (0,_shell_js__WEBPACK_IMPORTED_MODULE_2__ .r7)(lock.id))];
    const unlock = `start this workflow by hand with \`command: unlock\` and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(`lock-id: ${lock.id}`)}`;
    const recover = holder.run !== undefined && holder.toolAtWork !== true ? ', or set `stale-lock: recover`' : '';
    const atWork = `Its run has ended while its ${view.tool} was still at work, so \`stale-lock: recover\` leaves this lock alone: make sure that no process of it is left, wherever it runs.\n`;
    return [
        ...(holder.toolAtWork === true ? [atWork] : []),
        `Safest on production: ${unlock}${recover}. ${recover === '' ? 'That looks' : 'Both look'} for two pieces of evidence that the holder has ended, and ${recover === '' ? 'backs' : 'back'} the state up. What ${recover === '' ? 'it' : 'these'} cannot know is a machine that is suspended, or cut off from AWS and GitHub alike, and goes on later: make sure that this is none. Or by hand:\n`,
        `1. Find out whether ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(lock.who)} is still at work: ask, or look at its run. A lock that is taken from a live apply corrupts the state.`,
        `2. Make sure that the lock is still this one (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(lock.id)}), and release it from the root module's directory:\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .pZ)((0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .EU)('sh', commands.join('\n')))}`,
        '3. Plan before the next apply: the holder may have stopped half-way. Then run this workflow again.',
    ].join('\n');
}
}),
2495:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
CS: () => ( prose),
Cm: () => ( linkTarget),
EU: () => ( fence),
RK: () => ( visible),
SS: () => ( codeSpan),
_G: () => ( sentenceSpan),
hx: () => ( fittingLines),
it: () => ( cutMiddle),
pZ: () => ( indent),
pq: () => ( countOf),
tp: () => ( table),
v$: () => ( fittingRows),
zH: () => ( details)
});
var _domain_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);
const LONGEST_NAME = 1200;
const LONGEST_SENTENCE = 8000;
const UNSEEN = /(?<!\p{Extended_Pictographic})\uFE0F|(?<!\p{Extended_Pictographic}\uFE0F?)\u200D|\u200D(?!\p{Extended_Pictographic})|(?![\t\n\r\u200D\uFE0F])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
function visible(text) {
    return text.replace(UNSEEN, (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}
function codeSpan(text) {
    return spanOf(clipMiddle(flatten(text), LONGEST_NAME));
}
function sentenceSpan(text) {
    return spanOf((0,_domain_failure_js__WEBPACK_IMPORTED_MODULE_0__ .dh)(flatten(text), LONGEST_SENTENCE));
}
function flatten(text) {
    return visible(text).replace(/\s+/g, ' ');
}
function spanOf(flat) {
    const ticks = '`'.repeat(longestRun(flat) + 1);
    const padding = /^`|`$|^ .* $/.test(flat) || flat === '' ? ' ' : '';
    return ticks + padding + flat + padding + ticks;
}
const WORD = /^\p{L}[\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}]+)*$/u;
const NUMBER = /^\d{1,6}(?:[.,]\d{1,6})?$/;
const DASH = /^[–—·…]$/;
const LINKED = /^(?:GH-\d+|[0-9a-f]{7,})$/i;
function prose(text, conceal) {
    const lines = visible(conceal === undefined ? text : conceal(text))
        .split(/\r\n?|\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    return lines.length === 0 ? codeSpan('') : lines.map(proseOf).join('<br>');
}
function proseOf(line) {
    const parts = (0,_domain_failure_js__WEBPACK_IMPORTED_MODULE_0__ .dh)(line, LONGEST_SENTENCE).match(/`[^`]+`[^\s`]*|\S+/g) ?? [];
    return parts
        .map((part, index) => {
        const [, quoted, rest = ''] = /^`([^`]+)`([.,;:!?)]*)$/.exec(part) ?? [];
        if (quoted !== undefined)
            return codeSpan(quoted) + rest;
        const [, begin = '', core = '', end = ''] = /^([("'“‘]*)(.*?)([)"'”’.,;:!?]*)$/.exec(part) ?? [];
        const isListed = index === 0 && /^\d/.test(core);
        if (core === '' && begin + end === part && index > 0)
            return part;
        const isPlain = (WORD.test(core) || NUMBER.test(core) || DASH.test(core)) && !LINKED.test(core) && !isListed;
        return isPlain ? part : core === '' ? codeSpan(part) : begin + codeSpan(core) + end;
    })
        .join(' ');
}
const LONGEST_RUN = '`'.repeat(99);
function fence(language, text) {
    const lines = visible(text.replace(/\r\n?/g, '\n'))
        .replace(/\n+$/, '')
        .replace(/`{100,}/g, LONGEST_RUN);
    const ticks = '`'.repeat(Math.max(3, longestRun(lines) + 1));
    return `${ticks}${language}\n${lines}\n${ticks}`;
}
function countOf(count, one, many) {
    return `${count} ${count === 1 ? one : many}`;
}
function clipMiddle(text, most) {
    if (text.length <= most)
        return text;
    const half = Math.floor((most - 3) / 2);
    return `${text.slice(0, half)} … ${text.slice(-half)}`;
}
function details(summary, body) {
    return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
function table(header, rows) {
    return [tableRow(header), `|${'---|'.repeat(header.length)}`, ...rows.map(tableRow)].join('\n');
}
function tableRow(cells) {
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
function fittingRows(rows, maxCharacters) {
    return rows.slice(0, fittingLines(rows.map(tableRow), maxCharacters).length);
}
function fittingLines(lines, maxCharacters) {
    let characters = 0;
    const end = lines.findIndex((line) => {
        characters += line.length + 1;
        return characters > maxCharacters;
    });
    return end < 0 ? lines : lines.slice(0, end);
}
function cutMiddle(text, maxCharacters) {
    if (text.length <= maxCharacters)
        return { text, linesCut: 0 };
    const lines = text.split('\n');
    const half = Math.max(0, Math.floor(maxCharacters / 2) - 50);
    const head = fittingLines(lines, half);
    const tail = [...fittingLines(lines.slice(head.length).reverse(), half)].reverse();
    const linesCut = lines.length - head.length - tail.length;
    return {
        text: [...head, '', `… ${countOf(linesCut, 'line', 'lines')} left out here …`, '', ...tail].join('\n'),
        linesCut,
    };
}
function longestRun(text) {
    let longest = 0;
    for (const run of text.matchAll(/`+/g))
        longest = Math.max(longest, run[0].length);
    return longest;
}
function linkTarget(url) {
    return /^https?:\/\/[\w.-]+(?::\d+)?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/.test(url) ? url : '#';
}
function indent(block) {
    return block
        .split('\n')
        .map((line) => `   ${line}`)
        .join('\n');
}
}),
4923:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Aw: () => ( replaceNext),
Dv: () => ( insertNext),
IM: () => ( renderOfWhat),
Q_: () => ( NEXT_ANEW),
nn: () => ( NEXT_BEHIND),
qy: () => ( renderNext)
});
var _domain_apply_apply_failed_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5161);
var _domain_apply_aftermath_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9571);
var _domain_apply_timed_out_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6665);
var _domain_doctor_finding_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(319);
var _domain_plan_plan_failed_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(713);
var _domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5440);
var _domain_run_outcome_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(8137);
var _domain_state_snapshot_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7264);
var _domain_turn_freeze_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8947);
var _domain_turn_holder_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(5134);
var _markdown_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(2495);
var _time_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(2891);
const NEXT = '**Next:** ';
function renderNext(subject, view) {
    const words = nextOf(subject, view);
    return words === '' ? '' : NEXT + words;
}
function renderOfWhat(subject, { commitSha, now }) {
    if (subject.kind !== 'result' || subject.result.kind !== 'planned' || commitSha === '')
        return '';
    return `<sub>This is the plan of commit ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_9__ .SS)(commitSha.slice(0, 7))}, made ${(0,_time_js__WEBPACK_IMPORTED_MODULE_10__ .d)(now)}; of a newer commit it says nothing.</sub>`;
}
function insertNext(page, next) {
    if (next === '')
        return page;
    const parts = page.split('\n\n');
    const alerts = parts.slice(1).findIndex((part) => !part.startsWith('> [!CAUTION]\n'));
    const at = alerts < 0 ? parts.length : 1 + alerts;
    return [...parts.slice(0, at), next, ...parts.slice(at)].join('\n\n');
}
const NEXT_BEHIND = 'plan again, production has moved.';
const NEXT_ANEW = 'nothing to do: the new plan takes the place of this one.';
function replaceNext(lines, words) {
    const at = lines.findIndex((line) => line.startsWith(NEXT));
    const foreign = lines.findIndex((line) => /^(?:\||```|<details>)/.test(line));
    if (at < 0 || (foreign >= 0 && foreign < at))
        return lines;
    return lines.with(at, NEXT + words);
}
function nextOf(subject, view) {
    switch (subject.kind) {
        case 'waiting':
            return nextOfWaiting(subject.waiting);
        case 'begun':
            return 'nothing to do: this comment will say how it ended.';
        case 'defect':
            return `${runAgain(view)}; should it fail again, by hand.`;
        case 'result':
            return nextOfResult(subject.result, view);
        case 'failure':
            return nextOfFailure(subject.failure, view);
    }
}
function runAgain({ runUrl }) {
    return `[run it again](${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_9__ .Cm)(runUrl)})`;
}
function nextOfWaiting({ holder }) {
    return holder.kind === 'state-lock' && holder.alive === false
        ? 'by hand, as told below: whoever holds this is over, and lets nobody in.'
        : `nothing to do: it starts by itself when ${holder.kind === 'turn' ? 'its turn comes' : 'the lock is released'}.`;
}
function nextOfResult(result, view) {
    switch (result.kind) {
        case 'planned':
            return nextOfPlan(result, view);
        case 'applied':
            return nextOfApplied(result, view);
        case 'cleaned':
            return isKeptIn(result.elsewhere) ? NEXT_KEPT : 'nothing to do.';
        case 'unlocked':
            return 'plan before the next apply: whoever held the lock may have stopped half-way.';
        case 'retired':
            if ((0,_domain_run_outcome_js__WEBPACK_IMPORTED_MODULE_11__ .yu)(result)) {
                return view.command === 'apply'
                    ? 'nothing to do here: what the other root module applies counts.'
                    : 'nothing to do here: the plan of the other root module counts.';
            }
            if (result.holding.kind === 'nothing')
                return 'nothing to do: nothing is left of it.';
            return view.command === 'apply'
                ? 'by hand, as told below: what production holds is managed by nobody any more.'
                : 'before the merge, as told below: after it, what production holds is managed by nobody any more.';
        case 'swept':
            return nextOfSwept(result);
        case 'superseded':
            return 'nothing to do here: the newer commit goes on.';
        case 'examined':
        case 'skipped':
            return '';
    }
}
function nextOfPlan({ plan, hasChanges, isUnshown, snapshot }, view) {
    if (plan.unknown.length > 0)
        return 'use a newer Lockstep, or apply by hand: no apply of it begins with this.';
    if (isUnshown === true)
        return 'plan again: merged like this, it is stopped for want of a review.';
    if (view.mergeGroup && hasChanges)
        return 'the merge applies this.';
    if (view.mergeGroup)
        return nothingLeft(view) ?? 'nothing to do: the merge changes nothing.';
    if (!hasChanges)
        return nothingLeft(view) ?? 'nothing to do: merging changes nothing here.';
    const what = plan.complete ? 'this' : 'this part';
    const may = snapshot.prodLock.kind === 'free' ? '' : ' Production is being worked on: should it have moved, plan again.';
    return `merging applies ${what}.${may}`;
}
function nothingLeft({ isDestroy }) {
    return isDestroy === true
        ? 'take `destroy: true` out of the workflow, with the root module where that is to go: nothing is left to destroy.'
        : undefined;
}
const NEXT_KEPT = 'by hand, as told below: not all of what was left behind could be deleted.';
function isKeptIn(elsewhere) {
    return elsewhere.some(({ kind }) => kind === 'kept');
}
function nextOfSwept({ dryRun, swept, kept, elsewhere }) {
    if (dryRun && (swept.length > 0 || elsewhere.some(({ kind }) => kind === 'removed'))) {
        return 'run it without `dry-run`, and this is deleted.';
    }
    return kept.length > 0 || isKeptIn(elsewhere) ? NEXT_KEPT : 'nothing to do.';
}
const IN_STEP = 'nothing to do: production is as this commit says.';
function nextOfApplied({ plan, hasChanges, lockLost, kept }, view) {
    if (lockLost !== undefined)
        return `plan again, others may have applied meanwhile: ${runAgain(view)}.`;
    if (!plan.complete)
        return `${runAgain(view)} without \`target\` for the rest: this was a part.`;
    if (kept.length > 0)
        return 'by hand, as told below: what a pull request left behind is still there.';
    if (!hasChanges)
        return nothingLeft(view) ?? IN_STEP;
    return view.isDestroy === true
        ? 'remove the root module, and `destroy: true` with it: everything is destroyed.'
        : IN_STEP;
}
function nextOfFailure(failure, view) {
    if (failure instanceof _domain_apply_apply_failed_js__WEBPACK_IMPORTED_MODULE_0__ .M) {
        return failure.known.leftLockId === undefined
            ? `mend the cause, then ${runAgain(view)}: it plans anew, and goes on from what is done.`
            : `by hand: see that nothing of [this run](${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_9__ .Cm)(view.runUrl)}) is at work any more, and give its lock back.`;
    }
    if (failure instanceof _domain_plan_plan_failed_js__WEBPACK_IMPORTED_MODULE_4__ .b)
        return `mend that and push, and it is planned again; or ${runAgain(view)}.`;
    if (failure instanceof _domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_5__ .Cj) {
        return view.mergeGroup
            ? 'plan again: bring the branch up to date, review its plan, and queue it once more.'
            : `plan it in a pull request and merge that; or by hand, with [by-hand.yml](${_domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_5__ .Qo}).`;
    }
    if (failure instanceof _domain_turn_holder_js__WEBPACK_IMPORTED_MODULE_8__ .a)
        return `once it is free, ${runAgain(view)}; the way to free it by hand is below.`;
    if (failure instanceof _domain_turn_freeze_js__WEBPACK_IMPORTED_MODULE_7__ ._)
        return 'by hand, before anything is applied: put the state in its place, as told below.';
    if (failure instanceof _domain_state_snapshot_js__WEBPACK_IMPORTED_MODULE_6__ .OB)
        return `by hand, as told below; then ${runAgain(view)}.`;
    if (failure instanceof _domain_apply_aftermath_js__WEBPACK_IMPORTED_MODULE_1__ .c)
        return nextOfCancelled(failure, view);
    if (failure instanceof _domain_apply_timed_out_js__WEBPACK_IMPORTED_MODULE_2__ .G) {
        return failure.overdue.remarks.length > 0
            ? 'by hand: look after what is left behind, as told below, before anything is applied.'
            : `give it more time, or find out what it hangs on; then ${runAgain(view)}.`;
    }
    if (failure instanceof _domain_doctor_finding_js__WEBPACK_IMPORTED_MODULE_3__ .DX)
        return `mend what is wrong; then ${runAgain(view)}.`;
    return `do what it says; then ${runAgain(view)}.`;
}
function nextOfCancelled({ aftermath }, view) {
    if (aftermath?.lock.kind === 'left')
        return 'by hand: give back the lock that it left, as told below.';
    if (aftermath?.lock.kind === 'unknown')
        return `by hand: see whether its lock is free; then ${runAgain(view)}.`;
    return `${runAgain(view)} if it is still wanted${aftermath?.progress === undefined ? '' : ': it goes on from what is done'}.`;
}
}),
5537:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
JD: () => ( pageAround),
MY: () => ( page),
aH: () => ( provenance)
});
var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2495);
function page(view, headline, parts) {
    const what = view.isDestroy === true ? 'destroy everything · ' : '';
    return [`### ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .SS)(view.stack)}: ${what}${headline}`, ...parts].filter((part) => part !== '').join('\n\n');
}
function pageAround(view, headline, { before, body, after, budget }) {
    const around = page(view, headline, [...before, ...after]).length;
    return page(view, headline, [...before, ...body(Math.max(0, budget - around)), ...after]);
}
function provenance(view, facts) {
    const commit = view.commitSha === '' ? [] : [`commit ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .SS)(view.commitSha.slice(0, 7))}`];
    const run = `[run ${view.runNumber === '' ? '' : view.runNumber}](${view.runUrl})`.replace('[run ]', '[run]');
    return `<sub>${[...(view.mergeGroup ? ['merge queue'] : []), ...commit, ...facts, run].join(' · ')}</sub>`;
}
}),
583:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Ji: () => ( LOSES),
Pn: () => ( renderCounts),
al: () => ( inOrder),
f7: () => ( WORD),
u7: () => ( describeAction),
yF: () => ( renderDanger)
});
var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2495);
var _reasons_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4227);
const ORDER = [
    'unknown',
    'delete',
    'replace',
    'forget',
    'create-and-forget',
    'update',
    'create',
    'no-op',
    'read',
];
const FORGETS = new Set(['forget', 'create-and-forget']);
const LOSES = new Set(['delete', 'replace', ...FORGETS]);
const WORD = {
    delete: 'destroy',
    replace: 'replace',
    forget: 'forget',
    update: 'change',
    create: 'add',
    'create-and-forget': 'add, forget the old',
    read: 'read',
    'no-op': '',
    unknown: 'unknown',
};
function renderCounts({ plan, hasChanges }, tense) {
    const count = (holds) => plan.changes.filter(holds).length;
    const verbs = [
        [plan.unknown.length, 'unknown', 'unknown'],
        [count(({ action }) => action === 'delete'), 'to destroy', 'destroyed'],
        [count(({ action }) => action === 'replace'), 'to replace', 'replaced'],
        [count(({ action }) => FORGETS.has(action)), 'to forget', 'forgotten'],
        [count(({ action }) => action === 'update'), 'to change', 'changed'],
        [count(({ action }) => action === 'create' || action === 'create-and-forget'), 'to add', 'added'],
        [count(({ importing }) => importing), 'to import', 'imported'],
        [count(({ previousAddress }) => previousAddress !== undefined), 'to move', 'moved'],
        [
            plan.actionInvocations.length,
            plan.actionInvocations.length === 1 ? 'action to invoke' : 'actions to invoke',
            plan.actionInvocations.length === 1 ? 'action invoked' : 'actions invoked',
        ],
        [plan.deferred.length, 'deferred', 'deferred'],
        [
            plan.outputChanges.length,
            plan.outputChanges.length === 1 ? 'output to change' : 'outputs to change',
            plan.outputChanges.length === 1 ? 'output changed' : 'outputs changed',
        ],
    ];
    const parts = verbs
        .filter(([number]) => number > 0)
        .map(([number, future, past]) => `${number} ${tense === 'future' ? future : past}`);
    if (parts.length > 0)
        return parts.join(', ');
    if (!hasChanges)
        return 'no changes';
    return count(({ action }) => action === 'read') > 0 ? 'nothing but reads' : 'no change of a resource or an output';
}
const AT_A_GLANCE = 400;
function renderDanger(plan, maxNames) {
    const name = (text) => (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .SS)(plan.conceal(text));
    let left = AT_A_GLANCE;
    const sentences = (verb, ...actions) => {
        const lost = plan.changes.filter(({ action }) => actions.includes(action));
        const groups = [];
        let unnamed = lost.length;
        for (const [why, changes] of Map.groupBy(lost, (change) => (0,_reasons_js__WEBPACK_IMPORTED_MODULE_1__ .$4)(change, name))) {
            if (groups.length > 0 && left < why.length)
                break;
            const named = [];
            for (const change of changes.slice(0, maxNames)) {
                const next = (0,_reasons_js__WEBPACK_IMPORTED_MODULE_1__ .v8)(change, name);
                if (named.length > 0 && next.length + why.length > left)
                    break;
                named.push(next);
                left -= next.length + 2;
            }
            unnamed -= changes.length;
            left -= why.length + 2;
            const more = changes.length - named.length;
            groups.push(`${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}${why === '' ? '' : `: ${why}`}`);
        }
        if (groups.length === 0)
            return [];
        return [`${verb} ${groups.join('; ')}${unnamed > 0 ? `; and ${unnamed} more` : ''}.`];
    };
    const all = [
        ...sentences('Destroys', 'delete'),
        ...sentences('Replaces', 'replace'),
        ...sentences('Forgets', 'forget', 'create-and-forget'),
        ...renderUnknown(plan, maxNames),
    ];
    return all.length === 0 ? '' : `> [!CAUTION]\n> ${all.join(' ')}`;
}
function renderUnknown({ unknown, conceal }, maxNames) {
    if (unknown.length === 0)
        return [];
    const names = [...new Set(unknown.map(({ address }) => (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__ .SS)(conceal(address))))];
    const more = names.length - maxNames;
    return [
        `Not understood by this version of Lockstep, and no apply begins with it: ${names.slice(0, maxNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    ];
}
function inOrder(changes) {
    return ORDER.flatMap((action) => changes.filter((change) => change.action === action));
}
function describeAction(change) {
    const words = [
        WORD[change.action],
        change.importing ? 'import' : '',
        change.previousAddress === undefined ? '' : 'move',
    ];
    return words.filter((word) => word !== '').join(', ');
}
}),
4227:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
$4: () => ( describeLoss),
QQ: () => ( describeWhy),
aN: () => ( describeInvocation),
lL: () => ( describeDeferred),
v8: () => ( describeObject)
});
var _domain_plan_plan_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3447);
var _domain_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
const REASON = new Map(Object.entries({
    delete_because_no_resource_config: 'no longer in the configuration',
    delete_because_no_module: 'module no longer in the configuration',
    delete_because_count_index: 'index beyond count',
    delete_because_each_key: 'key no longer in for_each',
    delete_because_wrong_repetition: 'count or for_each was added or removed',
    delete_because_no_move_target: 'moved to an address that does not exist',
    delete_because_enabled_false: 'no longer enabled',
    forgot_because_lifecycle_destroy_in_state: 'its state says that it is not to be destroyed',
    forgot_because_lifecycle_destroy_in_config: 'its configuration says that it is not to be destroyed',
    replace_because_cannot_update: 'cannot be changed in place',
    replace_because_tainted: 'tainted',
    replace_by_request: 'asked for',
    replace_by_triggers: 'replace_triggered_by',
    read_because_config_unknown: 'its configuration is known after the apply only',
    read_because_dependency_pending: 'what it depends on changes',
    read_because_check_nested: 'of a check, which reads it anew',
}));
const DEFERRED = new Map(Object.entries({
    instance_count_unknown: 'how many there will be is not known yet',
    resource_config_unknown: 'its configuration is not known yet',
    provider_config_unknown: "its provider's configuration is not known yet",
    absent_prereq: 'what it needs is not there yet',
    deferred_prereq: 'what it needs is deferred',
}));
function describeDeferred(reason, name) {
    return DEFERRED.get(reason) ?? (reason === '' ? '' : name(reason));
}
const ATTRIBUTES_NAMED = 12;
function describeObject({ address, deposed }, name) {
    if (deposed === undefined)
        return name(address);
    return `deposed object ${name(deposed)} of ${name(address.slice(0, -` (deposed ${deposed})`.length))}`;
}
function describeLoss(change, name) {
    const forced = isReplaced(change) && change.replacePaths.length > 0
        ? `because of ${listed([...new Set(change.replacePaths)].map(name))}`
        : '';
    if (forced !== '' && change.reason === 'replace_because_cannot_update')
        return forced;
    return joined([
        forced,
        describeReason(change, name),
        change.deposed === undefined ? '' : 'left over from a replacement',
    ]);
}
function describeWhy(change, name) {
    return joined([
        change.previousAddress === undefined ? '' : `was ${name(change.previousAddress)}`,
        describeImport(change, name),
        describeLoss(change, name),
        describeChanged(change, name),
        change.action === 'replace' && change.actions[0] === 'create' ? 'the new one first' : '',
        change.action === 'unknown' ? name(change.actions.join(', ')) : '',
    ]);
}
function isReplaced({ action }) {
    return action === 'replace' || action === 'create-and-forget';
}
function describeReason({ reason }, name) {
    return reason === undefined || reason === 'none' ? '' : (REASON.get(reason) ?? name(reason));
}
function describeChanged(change, name) {
    if (change.action !== 'update')
        return '';
    const { changedAttributes } = change;
    if (changedAttributes.length > 0)
        return listed(changedAttributes.map(name));
    const marked = findRemarked(change);
    return marked.length === 0
        ? ''
        : `only whether ${listed(marked.map(name))} ${marked.length === 1 ? 'is' : 'are'} sensitive`;
}
function findRemarked({ values: { sensitive, after } }) {
    const [before, now] = [(0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(sensitive?.before) ?? {}, (0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(sensitive?.after) ?? {}];
    return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((attribute) => ((0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(after, attribute) ?? null) !== null && (0,_domain_plan_plan_js__WEBPACK_IMPORTED_MODULE_0__ .rZ)(before[attribute]) !== (0,_domain_plan_plan_js__WEBPACK_IMPORTED_MODULE_0__ .rZ)(now[attribute]));
}
function listed(names) {
    const more = names.length - ATTRIBUTES_NAMED;
    return names.slice(0, ATTRIBUTES_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
function describeImport({ importing, importId }, name) {
    if (!importing || importId === undefined)
        return '';
    const what = JSON.parse(importId);
    const id = (0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)(what) === undefined ? what : (0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(what, 'id');
    if (typeof id === 'string' && id !== '')
        return `ID ${name(id)}`;
    const identity = Object.entries((0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .qY)((0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(what, 'identity')) ?? {}).filter(([, value]) => value !== null && value !== '');
    if (identity.length > 0) {
        return `identity ${listed(identity.map(([attribute, value]) => name(`${attribute} = ${(0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .ip)(value)}`)))}`;
    }
    return (0,_domain_json_js__WEBPACK_IMPORTED_MODULE_1__ .C5)(what, 'unknown') === true ? 'its ID is known after the apply only' : '';
}
const ON_FAILURE = new Map(Object.entries({
    ActionOnFailureHalt: 'if it fails, the apply stops',
    ActionOnFailureContinue: 'if it fails, the apply goes on',
    ActionOnFailureTaint: 'if it fails, what triggers it is tainted',
}));
const EVENT = new Map(Object.entries({
    before_create: 'before it is created',
    after_create: 'after it is created',
    before_update: 'before it is changed',
    after_update: 'after it is changed',
    before_destroy: 'before it is destroyed',
    after_destroy: 'after it is destroyed',
}));
const BY_DEFAULT = 'ActionOnFailureHalt';
function describeInvocation({ by, event, onFailure = BY_DEFAULT }, name) {
    const when = event === undefined ? '' : ` ${EVENT.get(event) ?? `on ${name(event)}`}`;
    return joined([
        by === undefined ? 'asked for by hand' : `by ${name(by)}${when}`,
        ON_FAILURE.get(onFailure) ?? `if it fails: ${name(onFailure)}`,
    ]);
}
function joined(parts) {
    return parts.filter((part) => part !== '').join('; ');
}
}),
8394:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
JD: () => ( renderUnshown),
Q: () => ( renderPlanChanged),
ek: () => ( renderReviewed),
ft: () => ( UNSHOWN_WAY_ON)
});
var _domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5440);
var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2495);
var _page_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5537);
function renderPlanChanged({ changed }, view, { budget, planBody, danger }) {
    const { findings, address } = changed;
    const count = findings.unreviewed.length;
    const losses = findings.unreviewed.filter(isLoss).length;
    const which = losses === 0 ? '' : `, ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .pq)(losses, 'loss', 'losses')} among them`;
    return (0,_page_js__WEBPACK_IMPORTED_MODULE_2__ .MY)(view, `${view.command} stopped · ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .pq)(count, 'change was not reviewed', 'changes were not reviewed')}${which}, nothing was changed`, [
        danger,
        renderOtherTools(findings),
        renderUnreviewed(findings, budget / 5),
        renderSources(findings),
        renderRemedy(view),
        renderLetDiffer(findings.letDiffer, budget / 10),
        renderNotPlanned(findings, budget / 10),
        ...planBody,
        (0,_page_js__WEBPACK_IMPORTED_MODULE_2__ .aH)(view, [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(address.path)]),
    ]);
}
const UNSHOWN_WAY_ON = 'Give the job `pull-requests: write`, or set `comment-pr: never` where the job summary is what people read, and plan again.';
function renderUnshown(isUnshown) {
    return isUnshown === true
        ? `> [!WARNING]\n> This plan is no review: its comment could not be written. Merged like this, what it changes stops the apply. ${UNSHOWN_WAY_ON}`
        : '';
}
function renderReviewed(reviewed, hasChanges, budget) {
    if (reviewed === undefined || reviewed.kind === 'not-compared')
        return [];
    const done = renderNotPlanned(reviewed, budget / 10);
    const differing = renderLetDiffer(reviewed.letDiffer, budget / 10);
    switch (reviewed.kind) {
        case 'as-reviewed':
            return [renderAsReviewed(reviewed), differing, done];
        case 'unreviewed':
            return [
                `> [!WARNING]\n> ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .pq)(reviewed.unreviewed.length, 'change was', 'changes were')} not reviewed, and \`unreviewed-changes\` let that pass.`,
                renderOtherTools(reviewed),
                renderUnreviewed(reviewed, budget / 5),
                renderSources(reviewed),
                differing,
                done,
            ];
        case 'no-review':
            return hasChanges ? [`> [!WARNING]\n> Nothing of this was reviewed as a plan.`, renderSources(reviewed)] : [];
    }
}
function renderAsReviewed(findings) {
    const numbers = (0,_domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_0__ .JW)(findings).map(({ number }) => `#${number}`);
    return numbers.length < 2 ? '' : `Carries what was reviewed in ${listOf(numbers)}.`;
}
function renderOtherTools({ otherTools }) {
    if (otherTools.length === 0)
        return '';
    return `> [!NOTE]\n> ${(0,_domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_0__ .$p)(otherTools, _markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)}. Another tool, or another version, may plan the same configuration otherwise: use one in both workflows.`;
}
const ACTION = new Map([
    ['create', 'add'],
    ['update', 'change'],
    ['delete', 'destroy'],
    ['delete,create', 'replace'],
    ['create,delete', 'replace (create first)'],
    ['forget', 'forget'],
    ['create,forget', 'add, forget the old'],
    ['forget,create', 'forget the old, add'],
    ['no-op', 'move or import'],
    ['invoke', 'invoke'],
]);
function describeActions(actions) {
    return ACTION.get(actions.join()) ?? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(actions.join(', '));
}
function renderUnreviewed({ unreviewed }, maxCharacters) {
    const lossesFirst = [...unreviewed].sort((one, other) => Number(isLoss(other)) - Number(isLoss(one)));
    const rows = lossesFirst.map((change) => [
        describeActions(change.actions),
        `${change.what === 'output' ? 'output ' : ''}${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(change.address)}<br>${describeFinding(change)}`,
    ]);
    return tableWithin(['planned now', 'resource, and what was reviewed of it'], rows, maxCharacters);
}
function isLoss({ actions }) {
    return actions.includes('delete') || actions.includes('forget');
}
function describeFinding(change) {
    const { kind, reviewed } = change;
    const attributes = change.attributes.slice(0, ATTRIBUTES_NAMED);
    const which = attributes.length === 0 ? '' : `: ${attributes.map(_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS).join(', ')}`;
    const where = listOf(numbersOf(reviewed));
    switch (kind) {
        case 'new':
            return 'nothing of it';
        case 'other-actions':
            return reviewed.map(({ prNumber, actions }) => `${describeActions(actions)} in #${prNumber}`).join(', ');
        case 'other-values':
            return `other values in ${where}${which}${describeVarying(change)}`;
        case 'less':
            return which === ''
                ? `more in ${where}: a setting that was reviewed is missing`
                : `more in ${where}, of which something is missing or another now${which}${describeVarying(change)}`;
        case 'drifted':
            return `the same end in ${where}, but changed outside Terraform since${which}`;
    }
}
const ATTRIBUTES_NAMED = 12;
function describeVarying({ varying, varies }) {
    if (varies)
        return '; this value is another in every plan';
    if (varying.length === 0)
        return '';
    const names = listOf(varying.slice(0, ATTRIBUTES_NAMED).map(_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS));
    return `; ${names} ${varying.length === 1 ? 'is' : 'are'} another in every plan`;
}
function numbersOf(reviewed) {
    return [...new Set(reviewed.map(({ prNumber }) => `#${prNumber}`))];
}
const SOURCES_NAMED = 10;
function renderSources(findings) {
    const { merges, direct, elsewhere = [], noBegin, unanswered } = findings;
    if (noBegin !== undefined)
        return [renderNoBegin(noBegin), renderSources({ ...findings, noBegin: undefined })].join('\n\n').trim();
    const all = [
        ...merges.filter((merge) => merge.kind === 'no-review').map(renderNoReview),
        ...elsewhere.map(renderElsewhere),
        ...direct.map(renderDirect),
    ];
    const more = all.length > SOURCES_NAMED ? [`${all.length - SOURCES_NAMED} more`] : [];
    const sources = [...all.slice(0, SOURCES_NAMED), ...more];
    const list = sources.length === 0 ? '' : ['Without a review:', ...sources.map((source) => `- ${source}`)].join('\n');
    if (unanswered !== undefined) {
        const said = `GitHub did not say what else was merged since the last apply, so there may be reviews that are not known here: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(unanswered)} Run this again once it does.`;
        return [list, said].filter((part) => part !== '').join('\n\n');
    }
    if (list !== '')
        return list;
    if (merges.length === 0)
        return '';
    return 'Every merged pull request has a review, so this comes from elsewhere: production has moved on since they were planned, a value that the plan reads has changed, or somebody changed things outside Terraform.';
}
function renderNoBegin(noBegin) {
    const wayOn = noBegin === 'out-of-reach' ? 'Grant the role what the warning in the log names' : 'An apply by hand makes it known';
    return `It is not known what was merged since the last apply, because ${(0,_domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_0__ .IH)(noBegin)}. ${wayOn}.`;
}
function renderNoReview(merge) {
    const { number, headSha, mergedAt, branch } = merge.pullRequest;
    const into = branch === undefined ? '' : ` into ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(branch)}`;
    const of = `#${number}, ${mergedAt === undefined ? 'queued' : 'merged'}${into} at ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(headSha.slice(0, 7))}`;
    switch (merge.why.kind) {
        case 'never-planned':
            return `${of}, has no plan on record`;
        case 'other-commit':
            return `${of}; what was planned last is ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(merge.why.plannedSha.slice(0, 7))}`;
        case 'applied':
            return `${of}, is in what was applied last, and a review of it, if there was one, went with that`;
        case 'other-mode':
            return `${of}, was planned ${merge.why.wasDestroy ? 'with' : 'without'} \`destroy: true\`, which is another plan than this`;
        case 'taken-back':
            return `${of}, whose plan was begun again before the merge, and [that one](${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .Cm)(merge.why.runUrl)}) has come to nothing that could be reviewed`;
        case 'planned-on-empty':
            return `${of}, was planned on an empty state (\`pr-state: empty\`), which says nothing of production`;
        case 'late':
            return `${of}, whose plan is from after the merge: nobody can have reviewed it before`;
        case 'newer':
            return `${of}, whose review is of format ${merge.why.version}, which this version of Lockstep does not know`;
        case 'unreadable':
            return `${of}, whose review cannot be read: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(merge.why.why)}`;
    }
}
function renderElsewhere({ number, headSha, branch }) {
    return `#${number}, merged into ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(branch)} at ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(headSha.slice(0, 7))}, has no plan on record`;
}
function renderDirect({ sha, title }) {
    return `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(sha.slice(0, 7))}, pushed without a pull request${title === '' ? '' : `: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(title)}`}`;
}
const BY_HAND = '- Apply it once as it is: start a run by hand on this branch with `unreviewed-changes: allow`';
function renderRemedy({ mergeGroup, isDestroy }) {
    if (isDestroy === true) {
        return [
            '`destroy: true` is set, and what it destroys has to be reviewed in a pull request that is planned with it; what was pushed directly is no exception. What to do, whichever fits:',
            `- It is to go: ${mergeGroup ? 'plan the pull request' : 'open a pull request that plans this stack'} with \`destroy: true\`, and merge it once its plan is reviewed ([how](${_domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_0__ .ph})).`,
            '- It is to stay: take `destroy: true` out, in the workflow or where the run was started.',
            ...(mergeGroup ? [] : [`${BY_HAND}, with \`destroy\` as well ([by-hand.yml](${_domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_0__ .Qo})).`]),
        ].join('\n');
    }
    if (mergeGroup) {
        return 'What to do: bring the branch up to date with its base, so that it is planned again, review that plan, and queue it once more.';
    }
    return [
        'What to do, whichever fits:',
        '- Open a pull request that plans this stack, even one with an empty commit where every commit plans: its plan shows all of this, and merging it is the review.',
        '- If something was changed outside Terraform, change it back and run this again.',
        `${BY_HAND} ([by-hand.yml](${_domain_review_reviewed_js__WEBPACK_IMPORTED_MODULE_0__ .Qo})).`,
    ].join('\n');
}
function renderNotPlanned({ alreadyDone, notPlanned }, maxCharacters) {
    return [
        renderLeft('Reviewed, and in place already', alreadyDone, maxCharacters),
        renderLeft('Reviewed, and not in this plan any more: nothing of it is applied', notPlanned, maxCharacters),
    ]
        .filter((list) => list !== '')
        .join('\n\n');
}
function renderLeft(title, left, maxCharacters) {
    if (left.length === 0)
        return '';
    const rows = left.map(({ what, address, actions, prNumber }) => [
        describeActions(actions),
        (what === 'output' ? 'output ' : '') + (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(address),
        `#${prNumber}`,
    ]);
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .zH)(`${title} (${left.length})`, tableWithin(['reviewed', 'resource', 'in'], rows, maxCharacters));
}
function renderLetDiffer(differing, maxCharacters) {
    if (differing.length === 0)
        return '';
    const rows = differing.map(({ what, address, path, prNumber, reviewed, planned }) => [
        (what === 'output' ? 'output ' : '') + (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(path === '' ? address : `${address}.${path}`),
        `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(reviewed)} in #${prNumber},<br>now ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .SS)(planned)}`,
    ]);
    const title = `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .pq)(differing.length, 'value differs', 'values differ')} from what was reviewed, as \`unreviewed-values\` lets ${differing.length === 1 ? 'it' : 'them'}:`;
    return `${title}\n\n${tableWithin(['value', 'reviewed, and planned now'], rows, maxCharacters)}`;
}
function tableWithin(headings, rows, maxCharacters) {
    if (rows.length === 0)
        return '';
    const fitting = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .v$)(rows, maxCharacters);
    const left = rows.length - fitting.length;
    return ((0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .tp)(headings, fitting) + (left === 0 ? '' : `\n\n**${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__ .pq)(left, 'more is', 'more are')} left out here.**`));
}
function listOf(words) {
    return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
}),
9254:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
CB: () => ( renderCommand),
p7: () => ( renderInit),
r7: () => ( shellWord)
});
var _domain_stack_tool_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4705);
var _domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6736);
const WITHHELD = /^(?:access_key|secret_key|token|sse_customer_key|https?_proxy|assume_role_with_web_identity)=/;
function renderInit(address, view) {
    const given = (view.backendConfig ?? []).filter((setting) => !WITHHELD.test(setting) && !/^key=/.test(setting));
    const config = [...given, `key=${address.key}`].map((setting) => ` -backend-config=${shellWord(setting)}`).join('');
    return renderCommand(address, view, 'init', `-reconfigure${config}`);
}
function renderCommand(address, view, command, rest = '') {
    return [`${inWorkspace(address)}${view.tool} ${command}`, ...variableWords(view.variables, command), rest]
        .filter((word) => word !== '')
        .join(' ');
}
function variableWords(variables, command) {
    if (variables === undefined)
        return [];
    const { tool, files, names } = variables;
    if (!(0,_domain_stack_tool_js__WEBPACK_IMPORTED_MODULE_0__ .Gy)(tool, command) || !(command === 'plan' || (0,_domain_stack_tool_js__WEBPACK_IMPORTED_MODULE_0__ .KJ)(tool)))
        return [];
    return [
        ...files.map((file) => `-var-file=${shellWord(file)}`),
        ...names.map((name) => `${shellWord(`-var=${name}=`)}"\${TF_VAR_${name.replace(/\W/g, '_')}?give its value}"`),
    ];
}
function inWorkspace(address) {
    const workspace = (0,_domain_state_keys_js__WEBPACK_IMPORTED_MODULE_1__ .B3)(address);
    return workspace === 'default' ? '' : `TF_WORKSPACE=${shellWord(workspace)} `;
}
function shellWord(text) {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
}),
2891:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
d: () => ( renderMoment),
s: () => ( renderTime)
});
function renderMoment(at) {
    const iso = at.toISOString();
    return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
function renderTime(at, now) {
    const iso = at.toISOString();
    const time = `${iso.slice(11, 16)} UTC`;
    return iso.slice(0, 10) === now.toISOString().slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}
}),
5883:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  f: () => ( openSession)
});
var external_node_path_ = __webpack_require__(6760);
var marker = __webpack_require__(1698);
var freeze = __webpack_require__(8947);
var secrets_conceal = __webpack_require__(7987);
var secrets_secrets = __webpack_require__(287);
var process_output = __webpack_require__(6453);
var url_passwords = __webpack_require__(5916);
var github = __webpack_require__(9671);
var attempt = __webpack_require__(9163);
var tolerate = __webpack_require__(6086);
;
const AHEAD_MS = 1000;
const FRESH_MS = 5000;
const LISTED_AT_ONCE = 13;
const ROUNDS_AT_MOST = 20;
const FAR_AHEAD = 1000000000n;
class OwnComments {
    #options;
    #seen = new Map();
    #before = new Map();
    constructor(options) {
        this.#options = options;
    }
    async look(prNumber, patience) {
        await this.#list(prNumber, patience);
    }
    async lookAhead(prNumber, patience) {
        const seen = this.#lookAhead(prNumber, patience);
        this.#seen.set(prNumber, seen);
        await seen;
    }
    async #lookAhead(prNumber, patience) {
        const looked = this.#before.has(prNumber) ? undefined : await this.#seen.get(prNumber);
        const isOfNow = looked !== undefined && this.#options.clock.monotonicMs() - looked.atMs < AHEAD_MS / 2;
        return { ...(isOfNow ? looked : await this.#ask(prNumber, patience)), isAhead: true };
    }
    #withOthers(body, { comments }, { isLast }) {
        if (body === undefined || !isLast)
            return body;
        const { identity, run, renderOthers } = this.#options;
        const others = (0,marker .kv)(comments, identity(), run);
        return others.length === 0 ? body : `${body}\n\n${renderOthers(others)}`;
    }
    forget(prNumber) {
        this.#seen.delete(prNumber);
    }
    headed(page, existing) {
        return `${this.headFor(existing)}\n${page}`;
    }
    headFor(existing) {
        const { identity, run } = this.#options;
        const own = identity();
        const known = existing === undefined ? undefined : (0,marker .zy)(existing.body)?.state;
        return (0,marker .Uo)({ ...own, state: own.state ?? known }, run);
    }
    choose(comments) {
        return (0,marker .p)(comments, this.#options.identity(), this.#options.run);
    }
    async countStacks(prNumber) {
        let seen;
        try {
            seen = await this.#seen.get(prNumber);
        }
        catch (error) {
            (0,tolerate .Wr)(error);
        }
        return seen?.thread?.comments.filter(({ body }) => (0,marker .zy)(body) !== undefined).length ?? 0;
    }
    async write(prNumber, bodyOf, { isLast = false, ...patience }) {
        const { comments, journal } = this.#options;
        let thread = await this.#threadToWrite(prNumber, patience, isLast);
        let body;
        let written;
        for (let round = 0; thread !== undefined && round < ROUNDS_AT_MOST; round += 1) {
            const { comment, duplicates } = this.choose(thread.comments);
            const group = [comment, ...duplicates].filter((one) => one !== undefined);
            const isNewer = await this.#isOfNewerRun(group);
            if (!isNewer)
                body ??= this.#withOthers(bodyOf(comment), thread, { isLast });
            if (!isNewer && body === undefined)
                return undefined;
            const own = isNewer
                ? this.#takenBack(group)
                : [...duplicates.map(deletionOf), ...this.#changeTo(comment, body ?? '', thread)];
            const changes = own.length === 0 && round === 0 && isNewer ? [] : [...own, ...this.#overviewOf(thread, own)];
            if (isNewer)
                written = 'of-a-newer-run';
            else if (own.length === 0)
                written = comment;
            if (changes.length === 0)
                break;
            if (round === 0 && !isNewer && !this.#isOfThisRun(comment))
                this.#before.set(prNumber, comment?.body);
            try {
                thread = await comments.change(prNumber, changes, { ...patience, mayWait: () => false });
            }
            catch (error) {
                if (own.length > 0)
                    throw error;
                journal.warning(`The overview of pull request #${prNumber} could not be written: ${(0,tolerate .Wr)(error).message}`);
                break;
            }
            this.#keep(prNumber, thread);
            if (!isNewer)
                written = this.choose(thread.comments).comment;
        }
        if (written === 'of-a-newer-run') {
            journal.info(`The comment on pull request #${prNumber} is a newer run's by now, and left alone.`);
        }
        return written;
    }
    async withdraw(prNumber, otherwise, patience) {
        if (!this.#before.has(prNumber))
            return undefined;
        const before = this.#before.get(prNumber);
        const bodyOf = (existing) => {
            if (existing === undefined || !this.#isOfThisRun(existing))
                return undefined;
            return before === undefined ? otherwise(existing) : this.#options.renderRestored(before, existing.body);
        };
        return this.write(prNumber, bodyOf, { ...patience, isLast: true });
    }
    async rewriteAll(prNumbers, bodyOf, patience) {
        const { comments } = this.#options;
        for (let start = 0; start < prNumbers.length; start += LISTED_AT_ONCE) {
            const threads = await comments.list(prNumbers.slice(start, start + LISTED_AT_ONCE), patience);
            const updates = threads.flatMap((thread) => this.#rewritten(thread, bodyOf));
            if (updates.length > 0)
                await comments.rewrite(updates, { ...patience, mayWait: () => false });
        }
    }
    #rewritten(thread, bodyOf) {
        const { comment } = this.choose(thread.comments);
        const body = comment === undefined ? undefined : bodyOf(comment);
        if (comment === undefined || body === undefined)
            return [];
        const after = thread.comments.map((one) => (one === comment ? { ...one, body } : one));
        const overview = after.find((one) => (0,marker .mt)(one.body));
        const page = this.#options.renderOverview(after.filter((one) => (0,marker .zy)(one.body) !== undefined));
        const ofAll = overview === undefined || page === undefined ? [] : [{ id: overview.id, body: (0,marker .U6)(page) }];
        return [{ id: comment.id, body }, ...ofAll];
    }
    #changeTo(comment, body, { pullRequestId }) {
        if (comment === undefined)
            return [{ kind: 'create', pullRequestId, body }];
        return isSame(comment.body, body) ? [] : [{ kind: 'update', id: comment.id, body }];
    }
    #overviewOf(thread, changes) {
        if (changes.some(({ kind }) => kind === 'create'))
            return [];
        const after = thread.comments.flatMap((comment) => {
            const change = changes.find((one) => one.kind !== 'create' && one.id === comment.id);
            if (change?.kind === 'delete')
                return [];
            return [change?.kind === 'update' ? { ...comment, body: change.body } : comment];
        });
        const [first, ...others] = after.filter(({ body }) => (0,marker .mt)(body));
        const page = this.#options.renderOverview(after.filter(({ body }) => (0,marker .zy)(body) !== undefined));
        if (page === undefined)
            return after.filter(({ body }) => (0,marker .mt)(body)).map(deletionOf);
        return [...others.map(deletionOf), ...this.#changeTo(first, (0,marker .U6)(page), thread)];
    }
    #isOfThisRun(comment) {
        const { runId, runAttempt } = this.#options.run;
        const wrote = comment === undefined ? undefined : (0,marker .zy)(comment.body)?.run;
        return wrote?.runId === runId && wrote.runAttempt === runAttempt;
    }
    async #isOfNewerRun(group) {
        const { run, givesWayToNewer, isKnownRun, journal } = this.#options;
        if (!givesWayToNewer)
            return false;
        for (const { body, url } of group) {
            const wrote = (0,marker .zy)(body)?.run;
            if (wrote === undefined || !(0,attempt .VZ)(wrote.runId, run))
                continue;
            const isKnown = await isKnownRun(wrote);
            if (isKnown ?? BigInt(wrote.runId) - BigInt(run.runId) < FAR_AHEAD)
                return true;
            journal.warning(`The comment ${url} says that run ${wrote.runId} has written it, and GitHub knows no such run.`);
        }
        return false;
    }
    #takenBack(group) {
        const own = group.filter((comment) => this.#isOfThisRun(comment));
        return own.length === group.length ? [] : own.map(deletionOf);
    }
    async #threadToWrite(prNumber, patience, isLast) {
        const seen = await Promise.race([this.#seen.get(prNumber), whenAborted(patience.signal)]);
        const isNew = seen?.thread !== undefined && this.choose(seen.thread.comments).comment === undefined;
        const isFresh = seen !== undefined && this.#options.clock.monotonicMs() - seen.atMs < FRESH_MS;
        if (seen !== undefined && (isNew || (isFresh && !isLast && !this.#before.has(prNumber))))
            return seen.thread;
        if (seen?.isAhead === true && this.#options.clock.monotonicMs() - seen.atMs < AHEAD_MS)
            return seen.thread;
        return (await this.#list(prNumber, patience)).thread;
    }
    #list(prNumber, patience) {
        const listed = this.#ask(prNumber, patience);
        this.#seen.set(prNumber, listed);
        return listed;
    }
    async #ask(prNumber, patience) {
        const { comments, clock } = this.#options;
        const [thread] = await comments.list([prNumber], patience);
        return { thread, atMs: clock.monotonicMs() };
    }
    #keep(prNumber, thread) {
        this.#seen.set(prNumber, Promise.resolve({ thread, atMs: this.#options.clock.monotonicMs() }));
    }
}
function deletionOf({ id }) {
    return { kind: 'delete', id };
}
function isSame(one, other) {
    return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
function whenAborted(signal) {
    return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
            reject(signal.reason);
        });
    });
}
;
const UPDATE_MS = 10_000;
const STEADY_UPDATE_MS = 60_000;
const RETRY_MS = 2000;
const RETRY_AT_MOST_MS = 30_000;
const ANNOUNCED_AFTER_MS = 3000;
const ANNOUNCED_BESIDE_SEVERAL_AFTER_MS = 10_000;
const SEVERAL_STACKS = 3;
const WRITE_AT_MOST_MS = 30_000;
const ONCE = { atMostMs: 0 };
class StackComments {
    #options;
    #prNumbers = [];
    #comments;
    #inFlight = Promise.resolve();
    #busy = false;
    #begun;
    #lastTold;
    #defects = [];
    #warned = new Set();
    #concluding = new AbortController();
    constructor(options) {
        this.#options = options;
        this.#comments = new OwnComments(options);
    }
    openOn(prNumbers) {
        this.#prNumbers = prNumbers;
        this.#lookAt((prNumber, patience) => this.#comments.look(prNumber, patience));
    }
    lookAhead() {
        this.#lookAt((prNumber, patience) => this.#comments.lookAhead(prNumber, patience));
    }
    #lookAt(look) {
        if (this.#options.policy === 'never')
            return;
        for (const prNumber of this.#prNumbers) {
            const patience = { signal: new AbortController().signal, mayWait: () => false };
            look(prNumber, patience).catch((error) => {
                this.#comments.forget(prNumber);
                this.#passOver(error);
            });
        }
    }
    openAlsoOn(prNumbers) {
        const others = prNumbers.filter((prNumber) => !this.#prNumbers.includes(prNumber));
        this.#prNumbers = [...this.#prNumbers, ...others];
    }
    tellWaiting({ id, waiting, look }) {
        const { clock } = this.#options;
        const nowMs = clock.monotonicMs();
        const sinceMs = this.#lastTold === undefined ? Infinity : nowMs - this.#lastTold.atMs;
        const due = this.#lastTold?.holderId === id ? STEADY_UPDATE_MS : UPDATE_MS;
        if (this.#busy || sinceMs < due)
            return;
        this.#lastTold = { atMs: nowMs, holderId: id };
        this.#tellBeside(() => this.#tell(waiting, look), 'The wait could not be told');
    }
    tellBegun(begun) {
        this.#begun = begun;
        if (this.#options.policy === 'never')
            return;
        this.#tellBeside(async () => {
            await Promise.all(this.#prNumbers.map((prNumber) => this.#markBegun(prNumber, begun)));
        }, 'The beginning could not be told');
    }
    tellWaitIsOver(begun) {
        if (this.#lastTold !== undefined)
            this.tellBegun(begun);
    }
    tellLockLost(what, at) {
        this.tellBegun({ shown: undefined, ...this.#begun, kind: 'begun', at, lockLost: what });
    }
    #tellBeside(tell, failed) {
        this.#busy = true;
        this.#inFlight = this.#inFlight
            .then(tell)
            .catch((error) => {
            const failure = this.#passOver(error);
            if (failure !== undefined)
                this.#options.journal.warning(`${failed}: ${failure.message}`);
        })
            .finally(() => {
            this.#busy = false;
        });
    }
    #passOver(error) {
        try {
            return (0,tolerate .Wr)(error);
        }
        catch (defect) {
            this.#defects.push(defect);
            return undefined;
        }
    }
    async #markBegun(prNumber, begun) {
        const { render, renderOutdated, clock } = this.#options;
        const isPlain = begun.shown === undefined && begun.lockLost === undefined && this.#lastTold === undefined;
        if (isPlain) {
            const areSeveral = (await this.#comments.countStacks(prNumber)) >= SEVERAL_STACKS;
            const afterMs = areSeveral ? ANNOUNCED_BESIDE_SEVERAL_AFTER_MS : ANNOUNCED_AFTER_MS;
            if (!(await (0,tolerate .bp)(clock, afterMs, this.#concluding.signal)))
                return;
        }
        const bodyOf = (existing) => {
            if (existing === undefined)
                return undefined;
            const isOfBefore = begun.shown === undefined && this.#lastTold === undefined;
            return isOfBefore
                ? renderOutdated(existing.body, begun, this.#comments.headFor(existing))
                : this.#comments.headed(render(begun), existing);
        };
        await this.#write([prNumber], (patience) => this.#comments.write(prNumber, bodyOf, patience));
    }
    async #tell(waiting, look) {
        const { clock, journal, renderWaiting } = this.#options;
        const now = {
            holder: await look(),
            waitedMs: waiting.spent.waitedMs,
            givesUpAt: new Date(clock.now().getTime() + waiting.leftMs),
        };
        journal.info(renderWaiting(now));
        await this.#tellAll({ kind: 'waiting', waiting: now }, { create: true });
    }
    async tellBehind(prNumbers, prodSerial) {
        const { renderBehind } = this.#options;
        await this.#write(prNumbers, async (patience) => {
            await this.#comments.rewriteAll(prNumbers, ({ body }) => renderBehind(body, prodSerial), patience);
            return undefined;
        });
    }
    async conclude(subject) {
        return (await this.concludeAndSay(subject)).url;
    }
    async concludeAndSay(subject) {
        this.#concluding.abort();
        await this.#inFlight;
        const effort = { atMostMs: this.#options.limitsAtMostMs };
        const written = await this.#tellAll(subject, { create: this.#deservesNewComment(subject), effort });
        if (this.#defects.length > 0)
            throw this.#defects[0];
        const [comment] = written.filter((one) => typeof one === 'object');
        const left = written.includes('of-a-newer-run') ? 'left-to-newer' : 'none';
        const told = comment === undefined ? left : 'shown';
        return { url: comment?.url, told: written.includes('failed') ? 'not-shown' : told };
    }
    #deservesNewComment(subject) {
        if (subject.kind !== 'result')
            return true;
        const { result } = subject;
        if (result.kind === 'retired')
            return true;
        if (result.kind !== 'planned' && result.kind !== 'applied')
            return false;
        return this.#options.policy === 'always' || result.hasChanges;
    }
    async #tellAll(subject, { create, effort = ONCE }) {
        if (this.#options.policy === 'never')
            return [];
        const page = this.#options.render(subject);
        const isLast = subject.kind !== 'waiting';
        const bodyOf = (existing) => existing === undefined && !create ? undefined : this.#comments.headed(page, existing);
        const put = (prNumber, patience) => this.#isForComment(subject)
            ? this.#comments.write(prNumber, bodyOf, { ...patience, isLast })
            : this.#comments.withdraw(prNumber, (existing) => this.#comments.headed(page, existing), patience);
        const written = await Promise.allSettled(this.#prNumbers.map((prNumber) => this.#write([prNumber], (patience) => put(prNumber, patience), effort)));
        for (const one of written)
            if (one.status === 'rejected')
                this.#defects.push(one.reason);
        return written.map((one) => (one.status === 'rejected' ? 'failed' : one.value));
    }
    #isForComment(subject) {
        if (subject.kind !== 'result')
            return true;
        const { result } = subject;
        if (result.kind === 'superseded')
            return !this.#options.isPlan;
        return result.kind !== 'skipped' && !(result.kind === 'cleaned' && result.merged);
    }
    async #write(prNumbers, write, { atMostMs } = ONCE) {
        const { clock } = this.#options;
        const startMs = clock.monotonicMs();
        let limitsLeftMs = atMostMs;
        for (let pauseMs = RETRY_MS;; pauseMs = Math.min(2 * pauseMs, RETRY_AT_MOST_MS)) {
            const tried = await this.#tryOnce(write, limitsLeftMs);
            if (!('failure' in tried))
                return tried.written;
            const { failure } = tried;
            limitsLeftMs = tried.limitsLeftMs;
            for (const prNumber of prNumbers)
                this.#comments.forget(prNumber);
            const until = failure instanceof github .j ? failure.until : undefined;
            const putOffMs = until === undefined ? 0 : Math.max(1000, until.getTime() - clock.now().getTime());
            const isDenied = failure instanceof github .j && failure.isDenied && until === undefined;
            const isOver = until === undefined ? clock.monotonicMs() - startMs + pauseMs >= atMostMs : putOffMs > limitsLeftMs;
            if (isDenied || isOver) {
                this.#warn(prNumbers, failure);
                return 'failed';
            }
            if (until !== undefined)
                this.#options.journal.warning(`${failure.message.replace(/\.$/, '')}: waiting until then.`);
            limitsLeftMs -= putOffMs;
            await (0,tolerate .bp)(clock, Math.max(putOffMs, until === undefined ? pauseMs : 0), new AbortController().signal);
        }
    }
    async #tryOnce(write, limitsAtMostMs) {
        const { clock } = this.#options;
        const over = new AbortController();
        const tooLate = new AbortController();
        let endsAtMs = clock.monotonicMs() + WRITE_AT_MOST_MS;
        let limitsLeftMs = limitsAtMostMs;
        const mayWait = (afterMs) => {
            if (afterMs > limitsLeftMs)
                return false;
            limitsLeftMs -= afterMs;
            endsAtMs += afterMs;
            return true;
        };
        const watch = async () => {
            for (let leftMs = WRITE_AT_MOST_MS; leftMs > 0; leftMs = endsAtMs - clock.monotonicMs()) {
                if (!(await (0,tolerate .bp)(clock, leftMs, over.signal)))
                    return;
            }
            tooLate.abort(new github .j('GitHub did not answer in time'));
        };
        watch().catch((defect) => this.#passOver(defect));
        try {
            return { written: await write({ signal: tooLate.signal, mayWait }) };
        }
        catch (error) {
            return { failure: (0,tolerate .Wr)(error), limitsLeftMs };
        }
        finally {
            over.abort();
        }
    }
    #warn(prNumbers, failure) {
        const which = prNumbers.map((prNumber) => `#${prNumber}`).join(', ');
        const until = failure instanceof github .j ? failure.until : undefined;
        const cause = `${which} ${until?.toISOString() ?? failure.message}`;
        if (!this.#warned.has(cause)) {
            this.#options.journal.warning(`The comment on pull request ${which} could not be written: ${failure.message}`);
        }
        this.#warned.add(cause);
    }
}
var failure = __webpack_require__(5410);
var removed_module = __webpack_require__(739);
var until_github_answers = __webpack_require__(4939);
;
const PAGES_AT_MOST = 10;
class TooFarBack extends github .j {
    constructor() {
        super(`none of the ${PAGES_AT_MOST * 10} newest commits there has removed any, and there are older ones.`, {
            isLasting: true,
        });
    }
}
async function findRemovedModule(run, { operation, workingDirectory, folder }) {
    const { commits, context } = run;
    const { commitSha, event } = context;
    if (folder === undefined || !(0,removed_module .gN)(operation, event.kind))
        return undefined;
    const isThere = async (sha) => sha !== undefined && (0,removed_module .PS)(await commits.listFiles(sha, folder));
    const isThereIfKnown = async (sha) => {
        try {
            return await isThere(sha);
        }
        catch (error) {
            const failure = (0,tolerate .Wr)(error);
            if (failure instanceof github .j && failure.isLasting)
                return false;
            throw error;
        }
    };
    const findRemoval = async (sha) => {
        const leadsTo = await commits.followFolder(sha, folder);
        const ofTarget = leadsTo === folder ? undefined : await findRemovalIn(sha, leadsTo);
        return ofTarget ?? findRemovalIn(sha, folder);
    };
    const findRemovalIn = async (sha, path) => {
        let after;
        for (let page = 0; page < PAGES_AT_MOST; page += 1) {
            const { commits: found, next } = await commits.listTouching(sha, path, after);
            for (const { sha: touching, parent } of found) {
                if (parent === undefined || !(await isThere(parent)) || (await isThere(touching)))
                    continue;
                return { folder, removedBy: touching, lastCommit: parent };
            }
            if (next === undefined)
                return undefined;
            after = next;
        }
        throw new TooFarBack();
    };
    const find = async () => {
        if (await isThere(commitSha))
            return undefined;
        if ((0,removed_module .Io)(operation, event.kind) || operation.kind !== 'plan')
            return findRemoval(commitSha);
        const base = await commits.findParent(commitSha);
        if (base !== undefined && (await isThere(base)))
            return { folder, removedBy: undefined, lastCommit: base };
        const onBase = base === undefined ? undefined : await findRemoval(base);
        const own = await findRemoval(operation.headSha);
        if (own !== undefined && own.removedBy !== onBase?.removedBy)
            return { ...own, removedBy: undefined };
        const before = event.kind === 'pull-request' ? event.before : undefined;
        if (onBase === undefined) {
            const isTakenBack = before !== undefined && (await isThereIfKnown(before));
            return isTakenBack ? { folder, removedBy: undefined, lastCommit: before } : undefined;
        }
        throw new failure .kp([
            `working-directory is ${JSON.stringify(workingDirectory)}, and there are no Terraform files in it: the commit ${onBase.removedBy ?? ''} has removed them, and not this pull request. Take the step for it out of the workflow, or correct working-directory.`,
        ]);
    };
    try {
        return await (0,until_github_answers .d)(run, find);
    }
    catch (cause) {
        if (!(cause instanceof github .j))
            throw cause;
        const ifRemoved = cause instanceof TooFarBack
            ? 'take the step for it out of the workflow'
            : 'give the job `contents: read` and run this again, or take the step for it out of the workflow';
        throw new failure .kp([
            `working-directory is ${JSON.stringify(workingDirectory)}, and there are no Terraform files in it. Whether ${commitSha} removes them is not known: ${cause.message} Nothing was done. If they are to be there, add a step with actions/checkout before this one, or correct working-directory; if they were removed, ${ifRemoved}.`,
        ]);
    }
}
var wait_budget = __webpack_require__(7493);
var markdown = __webpack_require__(2495);
var next = __webpack_require__(4923);
var time = __webpack_require__(2891);
;
const NOTE = /^<!-- lockstep:planned (\d+|none) -->$/;
const ALERT = '> [!WARNING]';
const BEHIND = '> This plan is behind: ';
const ANEW = '> Being planned: ';
const TOLD = [BEHIND, ANEW];
function plannedNote(subject) {
    if (subject.kind !== 'result' || subject.result.kind !== 'planned')
        return '';
    const { snapshot } = subject.result;
    const serial = snapshot.kind === 'taken' ? snapshot.serial : undefined;
    return `<!-- lockstep:planned ${serial === undefined ? 'none' : String(serial)} -->\n`;
}
function isBehind(body) {
    return isTold(body, BEHIND);
}
function isBeingPlanned(body) {
    return isTold(body, ANEW);
}
function isTold(body, words) {
    return read(body)?.told.some((line) => line.startsWith(words)) === true;
}
function read(body) {
    const lines = body.split(/\r?\n/);
    const at = lines.findIndex((line) => !line.startsWith('<!-- lockstep:'));
    const headline = lines[at];
    if (headline?.startsWith('### ') !== true)
        return undefined;
    let rest = lines.slice(at + 1);
    const told = [];
    while (rest[0] === '' && rest[1] === ALERT && TOLD.some((words) => rest[2]?.startsWith(words) === true)) {
        told.push(rest[2] ?? '');
        rest = rest.slice(3);
    }
    return { head: lines.slice(0, at), headline, told, rest };
}
function tell({ head, headline, told, rest }, words, line) {
    const others = told.filter((other) => !other.startsWith(words));
    const after = (0,next .Aw)(rest, words === BEHIND ? next .nn : next .Q_);
    return [...head, headline, ...[words + line, ...others].flatMap((text) => ['', ALERT, text]), ...after].join('\n');
}
function renderBehind(body, prodSerial) {
    const comment = read(body);
    const planned = comment?.head.map((line) => NOTE.exec(line)?.[1]).find((serial) => serial !== undefined);
    if (comment === undefined || planned === undefined)
        return undefined;
    if (planned !== 'none' && Number(planned) >= prodSerial)
        return undefined;
    const told = comment.told.find((line) => line.startsWith(BEHIND));
    if (Number(/production is at (\d+)\./.exec(told ?? '')?.[1] ?? -1) > prodSerial)
        return undefined;
    const against = planned === 'none' ? 'before production had a state' : `against serial ${planned}`;
    const line = `planned ${against}, production is at ${prodSerial}. Plan again to see what would happen now.`;
    const next = tell(comment, BEHIND, line);
    return next === body.replaceAll('\r\n', '\n') ? undefined : next;
}
function renderOutdated(body, { at }, view) {
    const comment = read(body);
    if (comment === undefined)
        return body;
    const commit = view.commitSha === '' ? 'this' : `commit ${(0,markdown .SS)(view.commitSha.slice(0, 7))}`;
    const line = `${commit}, since ${(0,time .s)(at, view.now)}, by [run ${view.runNumber}](${(0,markdown .Cm)(view.runUrl)}). What follows is of before.`;
    return (0,marker .V5)(tell(comment, ANEW, line), view.head);
}
function renderRestored(before, now) {
    const [was, is] = [read(before), read(now)];
    const behind = is?.told.find((line) => line.startsWith(BEHIND));
    if (was === undefined || behind === undefined || was.told.includes(behind))
        return before;
    return tell(was, BEHIND, behind.slice(BEHIND.length));
}
var comment = __webpack_require__(6346);
;
const STACKS_AT_LEAST = 3;
const TABLES_BUDGET = 60_000;
const COUNTS = /^<!-- lockstep:counts (?:(\d{1,9}) (\d{1,9})|none) -->$/;
const LOSES = new Set(['delete', 'replace', 'forget', 'create-and-forget']);
function countsNote(subject) {
    const shown = shownOf(subject);
    if (shown === undefined)
        return '<!-- lockstep:counts none -->\n';
    const { plan, hasChanges } = shown;
    const lost = plan.changes.filter(({ action }) => LOSES.has(action)).length;
    const changes = Math.max(lost, plan.changes.filter(({ action }) => action !== 'no-op').length, hasChanges ? 1 : 0);
    return `<!-- lockstep:counts ${lost} ${changes} -->\n`;
}
function shownOf(subject) {
    if (subject.kind === 'begun')
        return subject.shown;
    if (subject.kind !== 'result')
        return undefined;
    const { result } = subject;
    return result.kind === 'planned' || result.kind === 'applied' ? result : undefined;
}
function renderOverview(comments) {
    const rows = comments.flatMap(({ body, url }) => ((0,marker .mt)(body) ? [] : readRow(body, url)));
    if (rows.length < STACKS_AT_LEAST)
        return undefined;
    const sorted = [...rows].sort((one, other) => (one.stack < other.stack ? -1 : one.stack > other.stack ? 1 : 0));
    const of = (group) => sorted.filter((row) => groupOf(row) === group);
    const [losing, untold, open] = [of('losing'), of('untold'), of('open')];
    const [changing, unchanged] = [of('changing'), of('unchanged')];
    const facts = [
        ...(losing.length > 0 ? [`${(0,markdown .pq)(losing.length, 'loses', 'lose')} something`] : []),
        ...(untold.length > 0 ? [`${untold.length} may lose something`] : []),
        ...(open.length > 0 ? [`${open.length} without a plan`] : []),
        ...(changing.length > 0 ? [`${changing.length} with changes`] : []),
        ...(unchanged.length > 0 ? [`${unchanged.length} without changes`] : []),
    ];
    const first = tableOf([...losing, ...untold, ...open, ...changing], TABLES_BUDGET).join('\n\n');
    const rest = tableOf(unchanged, Math.max(0, TABLES_BUDGET - first.length)).join('\n\n');
    return [
        `### ${rows.length} stacks: ${facts.join(', ')}`,
        ...(first === '' ? [] : [first]),
        ...(rest === '' ? [] : [(0,markdown .zH)(`${(0,markdown .pq)(unchanged.length, 'stack', 'stacks')} without changes`, rest)]),
        '<sub>Made of the comments of each stack, and kept up to date by every run.</sub>',
    ].join('\n\n');
}
function groupOf({ counts }) {
    if (counts === undefined)
        return 'untold';
    if (counts === 'no-plan')
        return 'open';
    return counts.lost > 0 ? 'losing' : counts.changes > 0 ? 'changing' : 'unchanged';
}
function lostOf({ counts }) {
    if (counts === undefined)
        return '?';
    return counts === 'no-plan' || counts.lost === 0 ? '' : `**${counts.lost}**`;
}
function tableOf(rows, maxCharacters) {
    if (rows.length === 0)
        return [];
    const cells = rows.map((row) => [
        [linkToComment((0,markdown .SS)(row.stack), row.url), row.words].filter((text) => text !== '').join('<br>'),
        lostOf(row),
    ]);
    const fitting = (0,markdown .v$)(cells, maxCharacters);
    const left = rows.length - fitting.length;
    return [
        ...(fitting.length > 0 ? [(0,markdown .tp)(['Stack', 'Lost'], fitting)] : []),
        ...(left > 0 ? [`${(0,markdown .pq)(left, 'more stack has', 'more stacks have')} comments of their own.`] : []),
    ];
}
function linkToComment(text, url) {
    return /^https?:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/(?:pull|issues)\/\d+#issuecomment-\d+$/.test(url)
        ? `[${text}](${url})`
        : text;
}
function readRow(body, url) {
    const head = (0,marker .zy)(body);
    if (head === undefined)
        return [];
    const hidden = (0,marker .kb)(body);
    const found = hidden.map((line) => COUNTS.exec(line)).find((match) => match !== null);
    const [, lost, changes] = found ?? [];
    const counts = lost === undefined ? found && 'no-plan' : { lost: Number(lost), changes: Number(changes) };
    const headline = body.split(/\r?\n/)[hidden.length] ?? '';
    const prefix = `### ${(0,markdown .SS)(head.stack)}: `;
    const said = headline.startsWith(prefix) ? headline.slice(prefix.length) : '';
    const also = [...(isBeingPlanned(body) ? ['being planned anew'] : []), ...(isBehind(body) ? ['behind'] : [])];
    return [{ stack: head.stack, url, words: [said, ...also].filter((text) => text !== '').join(' · '), counts }];
}
;
const NAMED_AT_MOST = 3;
function renderOthers(others) {
    const named = others
        .slice(0, NAMED_AT_MOST)
        .map(({ url }, index) => linkToComment(index === 0 ? 'a comment' : 'another', url));
    const more = others.length > NAMED_AT_MOST ? ` and ${others.length - NAMED_AT_MOST} more` : '';
    const are = others.length === 1 ? 'is' : 'are';
    return `<sub>There ${are} ${named.join(', ')}${more} of this stack on another state, by an earlier run. If this pull request has moved the state to another key, what is said there is old, and this one counts.</sub>`;
}
var keys = __webpack_require__(6736);
var state_not_saved = __webpack_require__(4204);
var review = __webpack_require__(8394);
var lock_waiting = __webpack_require__(6941);
var wiring = __webpack_require__(1074);
;
async function openSession(options) {
    const { runner, inputs, context, operation } = options;
    const secrets = new Set([...(0,secrets_secrets .dL)(options.env), ...(0,secrets_secrets .dL)(asEnvironment(inputs.var))]);
    let opened;
    const conceal = (text) => {
        if (opened?.size !== secrets.size)
            opened = { size: secrets.size, conceal: (0,secrets_conceal .Oh)(secrets) };
        return (0,process_output .k)((0,url_passwords .j4)(opened.conceal(text)));
    };
    const mask = (secret) => {
        secrets.add(secret);
        runner.mask(secret);
    };
    (0,url_passwords .nq)(options.env, inputs['backend-config']).forEach(mask);
    (0,secrets_secrets .V9)(inputs['backend-config']).forEach(mask);
    const waiting = new wait_budget .T(inputs['lock-timeout']);
    const steps = new tolerate .Q8(runner);
    const adapters = await (0,wiring.openAdapters)({
        ...options,
        keep: (what, error) => {
            steps.tell(what, error);
        },
        secrets,
        patience: options.patience ?? patienceOf(waiting, options.cancelled),
        findRemoved: ({ commits }) => findRemovedModule({ context, waiting, clock: wiring.systemClock, cancelled: options.cancelled, commits }, { operation, workingDirectory: inputs['working-directory'], folder: folderOf(inputs, context) }),
        mask,
    });
    const { clock, github } = adapters;
    const { workspace } = adapters.terraform;
    const stack = inputs.stack ?? (0,marker .US)(inputs['working-directory'], workspace);
    const asked = (0,marker .ol)([
        (0,marker .jK)(inputs['working-directory']),
        workspace,
        inputs['state-key'] ?? '',
        ...[...inputs['backend-config'], options.env['TF_CLI_ARGS_init'] ?? ''].map(placesIn),
    ]);
    const identity = () => ({ stack, asked, state: settings && placeOf(settings, workspace) });
    let settings;
    const view = () => ({
        now: clock.now(),
        tool: adapters.terraform.name,
        lockTable: settings?.lockTable,
        backendConfig: inputs['backend-config'],
        variables: {
            tool: adapters.terraform.tool,
            files: inputs['var-file'],
            names: inputs.var.map((variable) => variable.replace(/=[^]*/, '')),
        },
        encryption: settings?.encryption,
        abandoned: waiting.spent.abandoned,
        stack,
        command: operation.kind,
        commitSha: operation.kind === 'plan' ? operation.headSha : operation.kind === 'apply' ? operation.commitSha : '',
        runUrl: context.runUrl,
        runNumber: context.runNumber,
        mergeGroup: context.event.kind === 'merge-group',
        isDestroy: inputs.destroy && adapters.removed === undefined && (operation.kind === 'plan' || operation.kind === 'apply'),
    });
    let isBare = false;
    const tellOf = (subject, render) => {
        const otherwise = () => {
            isBare = true;
            return (0,comment .RU)(subject, view());
        };
        return renderOrElse(steps, { render, otherwise });
    };
    const writeSummary = (conclusion) => runner.summary(tellOf(conclusion, () => (0,comment .Br)(conclusion, view(), conceal)));
    const comments = new StackComments({
        comments: github.comments,
        clock,
        journal: runner,
        policy: inputs['comment-pr'],
        isPlan: operation.kind === 'plan',
        identity,
        run: context,
        givesWayToNewer: operation.kind === 'plan',
        isKnownRun: github.isKnownRun,
        render: (subject) => plannedNote(subject) + countsNote(subject) + tellOf(subject, () => (0,comment .wQ)(subject, view(), conceal)),
        renderBehind: renderBehind,
        renderOutdated: (body, begun, head) => renderOutdated(body, begun, { ...view(), head }),
        renderRestored: renderRestored,
        renderOthers: renderOthers,
        renderOverview: renderOverview,
        renderWaiting: (now) => (0,lock_waiting .W)(now, clock.now()),
        limitsAtMostMs: options.limitsAtMostMs,
    });
    let published;
    const publish = async (planned) => {
        const { url, told } = await comments.concludeAndSay({ kind: 'result', result: planned });
        if (url !== undefined)
            runner.output('comment-url', url);
        published = planned;
        const isUnshown = told === 'not-shown' || isBare;
        const isWritten = await writeSummary({ kind: 'result', result: isUnshown ? { ...planned, isUnshown } : planned });
        const isOut = told === 'none' ? isWritten : told === 'shown';
        if (told === 'left-to-newer')
            return told;
        if (isOut && !isBare)
            return 'shown';
        runner.warning(`This plan is no review: its page could not be written, and nobody could see it. ${review .ft}`);
        return 'not-shown';
    };
    const run = {
        ...adapters,
        inputs,
        context,
        comments,
        publish,
        pullRequests: github.pullRequests,
        commits: github.commits,
        runs: github.runs,
        githubProbes: github.probes,
        journal: runner,
        steps,
        waiting,
        openBackend: async (resolved) => {
            settings = resolved;
            const { httpProxy, httpsProxy } = resolved.connection;
            [httpProxy, httpsProxy].flatMap(url_passwords .am).forEach(mask);
            const { secretAccessKey, sessionToken } = resolved.connection.staticCredentials ?? {};
            [secretAccessKey, sessionToken]
                .filter((secret) => secret !== undefined && secret !== '')
                .forEach((secret) => {
                mask(secret);
            });
            return adapters.openBackend(resolved);
        },
    };
    let isSummarized = false;
    const summarize = (conclusion) => {
        if (isSummarized)
            return;
        isSummarized = true;
        void writeSummary(conclusion);
        if (conclusion.kind === 'failure' && conclusion.failure instanceof freeze ._) {
            const commands = (0,state_not_saved .l)(conclusion.failure.notSaved, view());
            runner.info(`To put the state in its place, from the root module's directory: ${conceal(commands)}`);
        }
    };
    return {
        run,
        adapters,
        conceal,
        summarize,
        conclude: async (conclusion) => {
            if (conclusion.kind === 'result' && conclusion.result === published)
                return;
            summarize(conclusion);
            const url = await comments.conclude(conclusion);
            if (url !== undefined)
                runner.output('comment-url', url);
        },
    };
}
function renderOrElse(steps, { render, otherwise }) {
    try {
        return render();
    }
    catch (defect) {
        steps.keep('A page could not be written', defect);
        return otherwise();
    }
}
function asEnvironment(variables) {
    return Object.fromEntries(variables.map((variable) => {
        const end = variable.indexOf('=');
        return [`TF_VAR_${variable.slice(0, end)}`, variable.slice(end + 1)];
    }));
}
function patienceOf(waiting, signal) {
    return {
        signal,
        mayWait: (afterMs) => {
            if (afterMs > waiting.leftMs)
                return false;
            waiting.spend(afterMs, undefined);
            return true;
        },
    };
}
function folderOf(inputs, { workspaceDirectory }) {
    const folder = (0,external_node_path_.relative)(workspaceDirectory, (0,external_node_path_.resolve)(workspaceDirectory, inputs['working-directory']));
    return (0,external_node_path_.isAbsolute)(folder) || folder.split(external_node_path_.sep)[0] === '..' ? undefined : folder.split(external_node_path_.sep).join('/');
}
function placesIn(settings) {
    const named = settings.match(/(?<![\w-])(?:bucket|key|workspace_key_prefix|region)\s*=\s*[^\s"]+/g) ?? [];
    return settings.includes('=') ? named : [settings];
}
function placeOf({ bucket, key, workspaceKeyPrefix }, workspace) {
    const path = (0,keys .BQ)(key, { name: workspace, keyPrefix: workspaceKeyPrefix });
    return (0,marker .ol)([bucket, path]);
}
}),
51:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  g: () => ( readTask)
});
var promises_ = __webpack_require__(1455);
var dist = __webpack_require__(7934);
var failure = __webpack_require__(5410);
var first_seen = __webpack_require__(1202);
;
const Repository = dist .Ikc({ full_name: dist .YjP(), default_branch: dist .lqM(dist .YjP()) });
const PullRequestEvent = dist .Ikc({
    action: dist .YjP(),
    number: dist .aig(),
    before: dist .lqM(dist .YjP()),
    pull_request: dist .Ikc({
        merged: dist .lqM(dist .mee(dist .zMY())),
        head: dist .Ikc({ sha: dist .YjP(), repo: dist .mee(dist .Ikc({ full_name: dist .YjP() })) }),
        base: dist .Ikc({ ref: dist .YjP(), repo: dist .Ikc({ full_name: dist .YjP() }) }),
    }),
});
const MergeGroupEvent = dist .Ikc({ merge_group: dist .Ikc({ head_ref: dist .YjP(), head_sha: dist .YjP() }) });
const PushEvent = dist .Ikc({
    ref: dist .YjP(),
    before: dist .lqM(dist .YjP()),
    after: dist .YjP(),
    deleted: dist .lqM(dist .zMY(), false),
    repository: dist .lqM(dist .Ikc({ pushed_at: dist .NpB(dist .lqM(dist .aig()), undefined) })),
});
const NO_COMMIT = /^0+$/;
const AnyEvent = dist .Ikc({ repository: dist .lqM(Repository) });
function parseEvent(options) {
    const { name, payload, ref, sha } = options;
    const { repository } = check(AnyEvent, payload, name);
    return { event: parseByName(name, payload, { ref, sha }), defaultBranch: repository?.default_branch };
}
function parseByName(name, payload, at) {
    switch (name) {
        case 'pull_request': {
            const { action, number, before, pull_request: pr } = check(PullRequestEvent, payload, name);
            return {
                kind: 'pull-request',
                action,
                prNumber: number,
                headSha: pr.head.sha,
                ...(before === undefined ? {} : { before }),
                fromFork: pr.head.repo?.full_name !== pr.base.repo.full_name,
                baseBranch: pr.base.ref,
                merged: pr.merged ?? false,
            };
        }
        case 'merge_group': {
            const { merge_group: group } = check(MergeGroupEvent, payload, name);
            return { kind: 'merge-group', headRef: group.head_ref, headSha: group.head_sha };
        }
        case 'push': {
            const push = check(PushEvent, payload, name);
            const pushedAtS = push.repository?.pushed_at;
            return {
                kind: 'push',
                ref: push.ref,
                sha: push.after,
                deleted: push.deleted,
                before: push.before !== undefined && NO_COMMIT.test(push.before) ? first_seen .C6 : push.before,
                pushedAt: pushedAtS === undefined ? undefined : new Date(pushedAtS * 1000),
            };
        }
        case 'workflow_dispatch':
            return { kind: 'workflow-dispatch', ...at };
        case 'schedule':
            return { kind: 'schedule', ...at };
        default:
            return { kind: 'other', name };
    }
}
function check(schema, payload, name) {
    const parsed = dist .xLC(schema, payload);
    if (parsed.success)
        return parsed.output;
    const issue = parsed.issues[0];
    throw new failure .kp([
        `the payload of the ${name} event (GITHUB_EVENT_PATH) is not what GitHub documents: ${dist .BuJ(issue) ?? 'the document'}: ${issue.message}. Run Lockstep in a GitHub workflow.`,
    ]);
}
;
const NOT_SET = '\0';
const required = dist .FsL(dist .lqM(dist .YjP(), NOT_SET), dist .z6Y((value) => value !== NOT_SET, 'is not set'), dist .hq('is empty'));
const Variables = dist .Ikc({
    GITHUB_EVENT_NAME: required,
    GITHUB_REPOSITORY: dist .FsL(required, dist .yGV(/^[^/\s]+\/[^/\s]+$/, 'is not owner/name')),
    GITHUB_REPOSITORY_ID: dist .lqM(dist .YjP()),
    GITHUB_REF: dist .lqM(dist .YjP(), ''),
    GITHUB_SHA: dist .lqM(dist .YjP(), ''),
    GITHUB_ACTOR: dist .lqM(dist .YjP(), ''),
    GITHUB_RUN_ID: dist .FsL(required, dist .yGV(/^\d+$/, 'is not a number')),
    GITHUB_RUN_NUMBER: dist .lqM(dist .YjP(), ''),
    GITHUB_RUN_ATTEMPT: dist .lqM(dist .FsL(dist .YjP(), dist .yGV(/^\d+$/, 'is not a number')), '1'),
    GITHUB_SERVER_URL: dist .lqM(dist .YjP(), 'https://github.com'),
    GITHUB_API_URL: dist .lqM(dist .YjP(), 'https://api.github.com'),
    GITHUB_WORKSPACE: required,
    RUNNER_TEMP: required,
});
function parseContext(env, payload) {
    const parsed = dist .xLC(Variables, env, { abortPipeEarly: true });
    if (!parsed.success) {
        throw new failure .kp(parsed.issues.map((issue) => `${dist .BuJ(issue) ?? ''} ${issue.message}: the runner sets it, so run Lockstep in a workflow.`));
    }
    const set = parsed.output;
    const event = parseEvent({ name: set.GITHUB_EVENT_NAME, payload, ref: set.GITHUB_REF, sha: set.GITHUB_SHA });
    return {
        ...event,
        repository: set.GITHUB_REPOSITORY,
        repositoryId: set.GITHUB_REPOSITORY_ID,
        actor: set.GITHUB_ACTOR,
        commitSha: set.GITHUB_SHA,
        runId: set.GITHUB_RUN_ID,
        runNumber: set.GITHUB_RUN_NUMBER,
        runAttempt: Number(set.GITHUB_RUN_ATTEMPT),
        runUrl: `${set.GITHUB_SERVER_URL}/${set.GITHUB_REPOSITORY}/actions/runs/${set.GITHUB_RUN_ID}`,
        apiUrl: set.GITHUB_API_URL,
        workspaceDirectory: set.GITHUB_WORKSPACE,
        temporaryDirectory: set.RUNNER_TEMP,
    };
}
var duration = __webpack_require__(4678);
var unreviewed_values = __webpack_require__(518);
var keys = __webpack_require__(6736);
;
const NAME = /^[A-Za-z_][\w-]*$/;
const FLAG = /^--?(var|var-file|backend-config|target|replace)(?=[=\s]|$)/;
const NO_SHELL = 'which no shell takes off here';
function isInQuotes(text) {
    return /^(?:"(?:[^"\\]|\\.)*"|'[^']*')$/s.test(text.trim());
}
function problemOfSetting(line) {
    const beginning = problemOfBeginning(line);
    if (beginning !== undefined)
        return beginning;
    const equals = line.indexOf('=');
    if (equals < 0)
        return 'has no =: write name=value';
    const name = line.slice(0, equals).trim();
    if (name === '')
        return 'has no name before its =: write name=value';
    if (!isInQuotes(line.slice(equals + 1)))
        return undefined;
    const called = NAME.test(name) ? name : 'name';
    return `has quotes around its value, ${NO_SHELL}, so that they would be part of it: write ${called}=… without them, or put a value that has quotes of its own into a file`;
}
function problemOfSettingOrPath(line) {
    return line.includes('=') ? problemOfSetting(line) : problemOfBeginning(line);
}
function problemOfPath(line) {
    return FLAG.test(line) || isInQuotes(line) ? problemOfBeginning(line) : undefined;
}
function problemOfBeginning(line) {
    const [, flag] = FLAG.exec(line) ?? [];
    if (flag !== undefined)
        return `begins with -${flag}, as on a command line: write what comes behind it into ${flag}, alone`;
    return /^["']/.test(line) ? `begins with a quote, ${NO_SHELL}: write it without quotes around it` : undefined;
}
;
const IN_QUOTES = { problem: 'is in quotes, which no shell takes off here: write it without them' };
const inputs_text = (value) => (isInQuotes(value) ? IN_QUOTES : { value });
const optionalText = (value) => isInQuotes(value) ? IN_QUOTES : { value: value === '' ? undefined : value };
const secret = (value) => ({ value });
function lines(problemOf) {
    return (value) => {
        const entries = value.split('\n').map((line) => line.trim());
        const problems = entries.flatMap((entry, index) => {
            const problem = entry === '' ? undefined : problemOf(entry);
            return problem === undefined ? [] : [`line ${index + 1} ${problem}`];
        });
        return problems.length > 0 ? { problems } : { value: entries.filter((entry) => entry !== '') };
    };
}
const unreviewedValues = (value) => (0,unreviewed_values .st)(value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== ''));
const inputs_boolean = (value) => value === 'true' || value === 'false' ? { value: value === 'true' } : { problem: 'must be true or false' };
const inputs_duration = (value) => {
    const durationMs = (0,duration .y)(value);
    return durationMs === undefined || durationMs > 86_400_000
        ? { problem: 'must be a duration such as 90s, 20m or 1h30m, or 0 to not wait, at most 24h' }
        : { value: durationMs };
};
const timeLimit = (value) => {
    if (value === '')
        return { value: undefined };
    const durationMs = (0,duration .y)(value);
    return durationMs === undefined || durationMs === 0 || durationMs > 86_400_000
        ? { problem: 'must be a duration such as 90s, 20m or 1h30m, at most 24h; leave it out for no limit' }
        : { value: durationMs };
};
const positiveInteger = (value) => {
    if (value === '')
        return { value: undefined };
    return /^[1-9]\d{0,9}$/.test(value) ? { value: Number(value) } : { problem: 'must be a whole number above 0' };
};
const lockId = (value) => {
    if (value === '')
        return { value: undefined };
    return /^[\w-]{1,128}$/.test(value)
        ? { value }
        : { problem: 'must be the ID of a state lock, such as a1b2c3d4-0000-4000-8000-000000000001' };
};
function oneOf(...allowed) {
    return (value) => {
        const found = allowed.find((candidate) => candidate === value);
        return found === undefined ? { problem: `must be one of ${allowed.join(', ')}` } : { value: found };
    };
}
const prKeyTemplate = (value) => {
    if (isInQuotes(value))
        return IN_QUOTES;
    if (!value.includes('{pr}'))
        return { problem: 'must contain {pr}, so that every pull request has its own key' };
    const unknown = value.match(/\{[^}]*\}?/g)?.find((part) => !['{dir}', '{file}', '{pr}'].includes(part));
    return unknown === undefined
        ? { value }
        : { problem: `holds ${unknown}, which is not known: use {dir}, {file} and {pr}` };
};
function input(fallback, parse) {
    return { default: fallback, parse };
}
const INPUTS = {
    command: input('auto', oneOf('auto', 'plan', 'apply', 'cleanup', 'unlock', 'sweep', 'doctor')),
    'working-directory': input('.', inputs_text),
    stack: input('', optionalText),
    tool: input('auto', inputs_text),
    workspace: input('', optionalText),
    'state-key': input('', optionalText),
    'pr-state-key': input(keys .VE, prKeyTemplate),
    'pr-state': input('snapshot', oneOf('snapshot', 'empty')),
    'apply-branch': input('', optionalText),
    'backend-config': input('', lines(problemOfSettingOrPath)),
    'var-file': input('', lines(problemOfPath)),
    var: input('', lines(problemOfSetting)),
    target: input('', lines(problemOfBeginning)),
    replace: input('', lines(problemOfBeginning)),
    destroy: input('false', inputs_boolean),
    refresh: input('true', inputs_boolean),
    parallelism: input('', positiveInteger),
    'lock-timeout': input('20m', inputs_duration),
    'stale-lock': input('report', oneOf('report', 'recover')),
    'lock-id': input('', lockId),
    'apply-timeout': input('', timeLimit),
    'unreviewed-changes': input('fail', oneOf('fail', 'warn', 'allow')),
    'unreviewed-values': input('', unreviewedValues),
    'comment-pr': input('always', oneOf('always', 'on-change', 'never')),
    'pr-number': input('', positiveInteger),
    force: input('false', inputs_boolean),
    'dry-run': input('false', inputs_boolean),
    token: input('', secret),
};
function parseInputs(env) {
    const values = {};
    const problems = [];
    for (const name of Object.keys(INPUTS)) {
        const given = env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '';
        const { default: fallback, parse } = INPUTS[name];
        const parsed = parse(given === '' ? fallback : given);
        if ('problems' in parsed)
            problems.push(...parsed.problems.map((problem) => `${name}, ${problem}.`));
        else if ('problem' in parsed)
            problems.push(`${name} ${parsed.problem}; it is ${JSON.stringify(given)}.`);
        else
            values[name] = parsed.value;
    }
    if (problems.length > 0)
        throw new failure .kp(problems);
    return values;
}
;
const PLAN_ACTIONS = ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited'];
function decideOperation(event, settings) {
    const operation = decideByEvent(event, settings);
    if (operation.kind === 'refused' || operation.kind === 'skip')
        return operation;
    if (settings.force && (operation.kind !== 'cleanup' || event.kind !== 'workflow-dispatch')) {
        return refuse('force is only for a cleanup that was started by hand (workflow_dispatch with pr-number).');
    }
    if (settings.dryRun && operation.kind !== 'sweep') {
        return refuse(`dry-run is only for command: sweep; a ${operation.kind} with it would do its work all the same.`);
    }
    const notToDestroy = settings.destroy ? whyNotToDestroy(operation, event, settings) : undefined;
    if (notToDestroy !== undefined)
        return refuse(notToDestroy);
    if (settings.command === 'auto' || settings.command === operation.kind)
        return operation;
    return refuse(`command: ${settings.command} is not possible here: ${describe(event)} ${operation.kind === 'apply' ? 'applies' : `runs a ${operation.kind}`}. ` +
        REMEDY[settings.command]);
}
function whyNotToDestroy(operation, event, settings) {
    const { kind } = operation;
    if (kind === 'cleanup' && event.kind === 'pull-request')
        return undefined;
    if (kind !== 'plan' && kind !== 'apply') {
        return `destroy is only for plans and applies; ${kind === 'unlock' ? 'an' : 'a'} ${kind} with it would do its work all the same.`;
    }
    const [beside] = settings.besideDestroy;
    if (beside === undefined)
        return undefined;
    return beside === 'pr-state: empty'
        ? 'destroy cannot go with pr-state: empty: on an empty state there is nothing to destroy, and nobody would see what goes. Take pr-state out.'
        : `destroy is for all of a stack, and cannot go with ${beside}. What is to go of it alone is taken out of the configuration.`;
}
const REMEDY = {
    plan: 'A plan needs a pull_request or merge_group event.',
    apply: 'An apply needs a push to the apply branch, or workflow_dispatch on it.',
    cleanup: 'A cleanup needs a closed pull request, or workflow_dispatch with command: cleanup and pr-number.',
    unlock: 'An unlock is started by hand: workflow_dispatch on the apply branch, with command: unlock and lock-id.',
    sweep: 'A sweep runs on a schedule, or by workflow_dispatch on the apply branch.',
    doctor: 'A doctor runs by workflow_dispatch, or on a schedule.',
};
function decideByEvent(event, settings) {
    switch (event.kind) {
        case 'pull-request':
            return decideForPullRequest(event, settings.applyBranch);
        case 'merge-group':
            return decideForMergeGroup(event);
        case 'push':
            if (event.deleted)
                return { kind: 'skip', prNumber: undefined, reason: `${event.ref} was deleted.` };
            return decideApply(event, settings.applyBranch);
        case 'workflow-dispatch':
            if (settings.command === 'cleanup') {
                return settings.prNumber === undefined
                    ? refuse('a cleanup that is started by hand needs pr-number: the number of the pull request to clean up after.')
                    : { kind: 'cleanup', prNumber: settings.prNumber, merged: false, force: settings.force };
            }
            if (settings.command === 'unlock')
                return decideUnlock(event, settings);
            if (settings.command === 'doctor')
                return { kind: 'doctor' };
            if (settings.command === 'sweep')
                return decideSweep(event, settings);
            return decideApply(event, settings.applyBranch);
        case 'schedule':
            if (settings.command === 'doctor')
                return { kind: 'doctor' };
            if (settings.command === 'sweep')
                return decideSweep(event, settings);
            return refuse('a schedule runs command: sweep or command: doctor, and nothing else: what is applied comes by a push to the apply branch.');
        case 'other':
            return refuse(`the event ${event.name} ${WHY_NOT.get(event.name) ?? 'is not one that Lockstep serves.'} ${SERVED}`);
    }
}
const SERVED = 'Use pull_request (opened, synchronize, reopened, ready_for_review, edited, closed), merge_group, push, workflow_dispatch or schedule.';
const WHY_NOT = new Map(Object.entries({
    pull_request_target: 'runs with secrets on code that a stranger may have written, so it is never served.',
    issue_comment: 'lets whoever can comment start a run on production, so it is never served.',
}));
function decideForPullRequest(event, applyBranch) {
    if (event.fromFork) {
        return {
            kind: 'skip',
            prNumber: event.prNumber,
            reason: 'The pull request comes from a fork: GitHub gives such a run no secrets and a read-only token, so there is nothing to plan with. Push the branch to this repository to get a plan.',
        };
    }
    if (event.action === 'closed') {
        const merged = event.merged && event.baseBranch === applyBranch;
        return { kind: 'cleanup', prNumber: event.prNumber, merged, force: false };
    }
    if (PLAN_ACTIONS.includes(event.action)) {
        return { kind: 'plan', prNumber: event.prNumber, headSha: event.headSha };
    }
    return refuse(`a pull_request event of type ${event.action} is not one that Lockstep serves. ${SERVED}`);
}
function decideForMergeGroup(event) {
    const number = /\/pr-(\d+)-[0-9a-f]{7,64}$/.exec(event.headRef)?.[1];
    if (number === undefined)
        return refuse(`the merge group's branch ${event.headRef} names no pull request.`);
    return { kind: 'plan', prNumber: Number(number), headSha: event.headSha };
}
function decideApply(event, applyBranch) {
    if (event.ref !== `refs/heads/${applyBranch}`) {
        return refuse(`${event.ref} is not the apply branch (${applyBranch}): production is applied from there alone. ` +
            `Limit the workflow's push trigger to ${applyBranch}, or set apply-branch.`);
    }
    return { kind: 'apply', commitSha: event.sha };
}
function decideUnlock(event, settings) {
    if (event.ref !== `refs/heads/${settings.applyBranch}`) {
        return refuse(`an unlock is started on the apply branch (${settings.applyBranch}), and this is ${event.ref}.`);
    }
    if (settings.lockId === undefined) {
        return refuse('an unlock needs lock-id: the ID of the lock, as the comment or the log of whoever waits for it shows it.');
    }
    return { kind: 'unlock', lockId: settings.lockId, prNumber: settings.prNumber };
}
function decideSweep(event, { applyBranch, dryRun }) {
    if (event.ref !== `refs/heads/${applyBranch}`) {
        return refuse(`a sweep runs on the apply branch (${applyBranch}), and this is ${event.ref}.`);
    }
    return { kind: 'sweep', dryRun };
}
function describe(event) {
    switch (event.kind) {
        case 'pull-request':
            return `pull_request (${event.action})`;
        case 'merge-group':
            return 'merge_group';
        case 'push':
            return `a push to ${event.ref}`;
        case 'workflow-dispatch':
            return `workflow_dispatch on ${event.ref}`;
        case 'schedule':
            return 'a schedule';
        case 'other':
            return event.name;
    }
}
function refuse(reason) {
    return { kind: 'refused', reason };
}
;
const ELSEWHERE = ['state', 'state-out', 'backup', 'migrate-state', 'force-copy', 'backend', 'cloud', 'from-module'];
function findForbiddenArguments(env) {
    return Object.entries(env)
        .filter(([name]) => /^TF_CLI_ARGS(?:_|$)/.test(name))
        .flatMap(([name, value]) => {
        const words = (value ?? '').replace(/["'\\]/g, '').split(/\s+/);
        return words.flatMap((word) => {
            const flag = /^--?([a-z-]+)(?:=(.*))?$/.exec(word);
            if (flag?.[1] === 'lock' && !['1', 't', 'T', 'true', 'TRUE', 'True', undefined].includes(flag[2])) {
                return [`${name} holds ${word}: Lockstep never runs Terraform without its state lock. Take it out.`];
            }
            if (flag?.[1] !== undefined && ELSEWHERE.includes(flag[1])) {
                return [`${name} holds ${word}: it would point Terraform at another state. Take it out.`];
            }
            if (flag?.[1] === 'destroy' && !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(flag[2] ?? '')) {
                return [
                    `${name} holds ${word}: no page would say that everything is destroyed. Use the input destroy: true.`,
                ];
            }
            if (flag?.[1] === 'json' || flag?.[1] === 'json-into') {
                return [`${name} holds ${word}: Lockstep says itself how Terraform prints. Take it out.`];
            }
            return [];
        });
    });
}
;
async function readTask(env) {
    const inputs = parseInputs(env);
    const context = parseContext(env, await readEvent(env));
    const forbidden = findForbiddenArguments(env);
    if (forbidden.length > 0)
        throw new failure .Lw(forbidden.join('\n'));
    const applyBranch = inputs['apply-branch'] ?? context.defaultBranch;
    if (applyBranch === undefined)
        throw new failure .kp(['the event names no default branch: set apply-branch.']);
    const operation = decideOperation(context.event, {
        command: inputs.command,
        applyBranch,
        prNumber: inputs['pr-number'],
        force: inputs.force,
        lockId: inputs['lock-id'],
        dryRun: inputs['dry-run'],
        destroy: inputs.destroy,
        besideDestroy: [
            ...(inputs.target.length > 0 ? ['target'] : []),
            ...(inputs.replace.length > 0 ? ['replace'] : []),
            ...(inputs['pr-state'] === 'empty' ? ['pr-state: empty'] : []),
        ],
    });
    if (operation.kind === 'refused')
        throw new failure .Lw(operation.reason);
    return { inputs, context, operation };
}
async function readEvent(env) {
    const path = env['GITHUB_EVENT_PATH'] ?? '';
    try {
        return JSON.parse(await (0,promises_.readFile)(path, 'utf8'));
    }
    catch (cause) {
        throw new failure .kp([
            `GITHUB_EVENT_PATH (${JSON.stringify(path)}) cannot be read: run Lockstep in a workflow. (${String(cause)})`,
        ]);
    }
}
})
};
