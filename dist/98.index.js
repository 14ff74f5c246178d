export const id = 98;
export const ids = [98];
export const modules = {

/***/ 7143:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FF: () => (/* binding */ APPLY_LOCK),
/* harmony export */   Pw: () => (/* binding */ decideLockHold),
/* harmony export */   eV: () => (/* binding */ decideLockReading),
/* harmony export */   vJ: () => (/* binding */ isRecordOf)
/* harmony export */ });
/* unused harmony export parseStateLock */
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);

/** The `operation` of an apply's lock. */
const APPLY_LOCK = 'OperationTypeApply';
const LockInfo = valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    ID: valibot__WEBPACK_IMPORTED_MODULE_0__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__/* .nonEmpty */ .hq()),
    Operation: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), ''),
    Info: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), ''),
    Who: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), ''),
    Version: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), ''),
    Created: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), ''),
    Path: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), ''),
});
/** Parses the raw `Info` of a lock item or the body of a lockfile; undefined when it is not a lock record. */
function parseStateLock(raw) {
    let json;
    try {
        json = JSON.parse(raw);
    }
    catch {
        return undefined;
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(LockInfo, json);
    if (!parsed.success)
        return undefined;
    const { ID, Operation, Info, Who, Version, Created, Path } = parsed.output;
    return { id: ID, operation: Operation, info: Info, who: Who, version: Version, created: Created, path: Path };
}
/** Joins what the places hold into one reading: held when any place is, and unreadable fails closed. */
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
/** Whether this record is of the lock with this ID, which its owner has made. */
function isRecordOf({ raw }, lockId) {
    return raw !== undefined && parseStateLock(raw)?.id === lockId;
}
/** What has become of the lock with this ID, from what each place holds. */
function decideLockHold(records, lockId) {
    const anothers = records.filter((record) => record.raw !== undefined && !isRecordOf(record, lockId));
    if (anothers.length > 0)
        return { kind: 'anothers', reading: describeTaken(anothers) };
    return records.every((record) => isRecordOf(record, lockId)) ? { kind: 'ours' } : { kind: 'gone' };
}


/***/ }),

/***/ 3098:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  endWith: () => (/* binding */ endWith),
  main: () => (/* binding */ main)
});

// EXTERNAL MODULE: ./src/domain/apply/apply-failed.ts
var apply_failed = __webpack_require__(5161);
// EXTERNAL MODULE: ./src/domain/apply/timed-out.ts
var timed_out = __webpack_require__(6665);
// EXTERNAL MODULE: ./src/domain/failure.ts
var domain_failure = __webpack_require__(5410);
// EXTERNAL MODULE: ./src/domain/apply/aftermath.ts
var aftermath = __webpack_require__(9571);
// EXTERNAL MODULE: ./src/domain/apply/begun-on.ts
var begun_on = __webpack_require__(2638);
;// CONCATENATED MODULE: ./src/domain/apply/to-create.ts
const ADDRESSES_AT_MOST = 50;
/** All of them lie in the document of the queue. */
const CHARACTERS_AT_MOST = 3000;
/** Undefined when nothing is created. `conceal` takes out what may not be shown. */
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
/** Whether nobody has written the state since: what was created meanwhile is in none. */
function isUnmoved(toCreate, now) {
    return toCreate.fingerprint === fingerprintOf(now);
}
function fingerprintOf(begunOn) {
    return begunOn.kind === 'state' ? begunOn.fingerprint : 'none';
}
/** For the log. */
function tellToCreate({ addresses, count, serial }) {
    const rest = count > addresses.length ? ` and ${count - addresses.length} more` : '';
    const on = serial === undefined ? '' : `, on serial ${serial}`;
    return `${addresses.join(', ')}${rest}${on}`;
}

// EXTERNAL MODULE: ./src/domain/lock/lock.ts
var lock_lock = __webpack_require__(7143);
// EXTERNAL MODULE: ./src/domain/review/reviewed.ts
var reviewed = __webpack_require__(5440);
// EXTERNAL MODULE: ./src/domain/turn/freeze.ts
var freeze = __webpack_require__(8947);
// EXTERNAL MODULE: ./src/jobs/state/read-prod-state.ts
var read_prod_state = __webpack_require__(1732);
;// CONCATENATED MODULE: ./src/jobs/apply/confirm-not-frozen.ts


/**
 * Throws StateNotSaved while production lacks what an earlier apply did and could not save. Once the state is the very
 * one that was missing, the freeze is lifted.
 */
async function confirmNotFrozen(run, { backend, address, turn, }) {
    const { frozen } = turn;
    if (frozen === undefined)
        return;
    const body = await (0,read_prod_state/* readProdState */.n)(run, backend, address);
    if ((0,freeze/* compareWithUnsaved */.A)(frozen, body) !== 'saved') {
        throw new freeze/* StateNotSaved */._({
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

;// CONCATENATED MODULE: ./src/domain/review/decision.ts
/** What becomes of a plan, by what was reviewed of it. What does not count covers nothing. */
function decideReviewed({ comparison, carried, stretch, policy }) {
    if (policy === 'allow')
        return 'not-compared';
    if (comparison.unreviewed.length === 0)
        return 'as-reviewed';
    if (stretch === 'not-asked')
        return 'ask';
    const isPushedDirectly = stretch !== 'unknown' && stretch.pullRequests.length === 0 && carried.length === 0;
    if (isPushedDirectly)
        return 'pushed-directly';
    if (policy === 'warn')
        return 'warned';
    // A pull request that is carried is known, whatever else there is.
    return stretch === 'unknown' && carried.length === 0 ? 'unknown' : 'changed';
}

// EXTERNAL MODULE: ./src/domain/run/github.ts
var github = __webpack_require__(9671);
;// CONCATENATED MODULE: ./src/domain/review/covered-actions.ts
/** Whether what is to be done now is what was reviewed, or what is left of it. */
function coversActions(reviewed, { actions, resource }) {
    if (isSame(reviewed, actions))
        return true;
    const replaced = reviewed.includes('delete') && reviewed.includes('create');
    const created = reviewed.includes('create') && !reviewed.includes('forget');
    // The second half of a replacement that was cut off.
    if (isSame(actions, ['create']))
        return replaced;
    if (isSame(actions, ['delete']))
        return resource?.deposed !== undefined && (replaced || created);
    // Its move or import is left.
    if (isSame(actions, ['no-op']))
        return reviewed.includes('update');
    // Somebody has made it meanwhile, as another merged pull request had it.
    if (isSame(actions, ['update']))
        return created;
    return isTainted(resource) && actions.includes('create') && actions.includes('delete') && created;
}
function isSame(one, other) {
    return one.join() === other.join();
}
/** A creation that failed half-way leaves an object that nobody has reviewed and nobody wants. */
function isTainted(resource) {
    return resource?.reason === 'replace_because_tainted';
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./src/domain/json.ts
var json = __webpack_require__(7504);
// EXTERNAL MODULE: ./src/domain/review/run-words.ts
var run_words = __webpack_require__(2884);
// EXTERNAL MODULE: ./src/domain/review/unreviewed-values.ts
var unreviewed_values = __webpack_require__(8137);
;// CONCATENATED MODULE: ./src/domain/review/digest.ts




const NO_LEEWAY = { words: run_words/* NO_WORDS */.I1, values: [] };
/** The head of the pull request is a word of its own review; the first version knew no words. */
function readingOf({ version, headSha }, { words, values }) {
    if (version === 1)
        return { words: run_words/* NO_WORDS */.I1, values };
    return { words: { ...words, commits: [...words.commits, headSha] }, values };
}
/** What of a plan is reviewed, as it is. Reading a data source changes nothing, so it needs no review. */
function partsOf({ changes, outputChanges, actionInvocations }) {
    return [
        ...actionInvocations.map(({ address, values }) => {
            return { kind: 'resource', address, actions: ['invoke'], values, resource: undefined };
        }),
        ...changes
            .filter(({ action }) => action !== 'read')
            .map((resource) => {
            const { address, actions, values } = resource;
            return { kind: 'resource', address, actions, values, resource };
        }),
        ...outputChanges.map(({ name, action, values }) => {
            return { kind: 'output', address: name, actions: [action], values, resource: undefined };
        }),
    ];
}
/** What of a plan is reviewed, ready to be recorded and compared. */
function digestiblesOf(plan, leeway = NO_LEEWAY) {
    return partsOf(plan).map(openReading(leeway));
}
/** The one place in which values are made ready, to be recorded and to be compared. */
function openReading({ words, values: unreviewed }) {
    const reword = (0,run_words/* openReword */.U1)(words);
    return (part) => {
        const free = (0,unreviewed_values/* findFree */.w$)(part, unreviewed);
        return { ...part, free, values: (0,unreviewed_values/* liftFree */.Kd)(rewordValues(part.values, reword), free) };
    };
}
function rewordValues(values, reword) {
    return { ...values, before: reword(values.before), after: reword(values.after) };
}
function openDigest({ kind, address }, salt) {
    return (parts) => (0,external_node_crypto_.createHmac)('sha256', salt)
        .update((0,json/* canonicalJson */.dj)([kind, address, ...parts]))
        .digest('base64url')
        .slice(0, DIGEST_CHARACTERS);
}
/** 132 bits. */
const DIGEST_CHARACTERS = 22;

// EXTERNAL MODULE: ./src/domain/plan/plan.ts
var plan = __webpack_require__(3447);
;// CONCATENATED MODULE: ./src/domain/plan/transitions.ts


/** The leaves in which before and after differ, or are known after the apply only. Lists are leaves, objects are not. */
function findTransitions({ before, after, unknown }) {
    return [...walk([], { before, after, unknown })];
}
/** Every leaf of what is there after the change, for a change that makes it from nothing. */
function findLeaves({ after, unknown }) {
    return [...walk([], { before: null, after, unknown })];
}
/** The elements of a leaf that is a list; undefined when it is none. */
function elementsOf({ after, elements }) {
    if (elements !== undefined)
        return elements;
    // Of all that a leaf can be, a list alone begins so.
    if (after?.startsWith('[') !== true)
        return undefined;
    return JSON.parse(after).map((value) => ({ value, unknown: undefined }));
}
/** The leaves of a list's element, as if it stood at `place` in the list at `path`. Its size is one of them. */
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
    else if (Array.isArray(after) && (0,plan/* isMarked */.rZ)(unknown)) {
        yield { path, before: undefined, after: undefined, elements: listElements(after, unknown) };
    }
    else if (isObject(before) || isObject(after) || (isObject(unknown) && (0,plan/* isMarked */.rZ)(unknown))) {
        const names = new Set([before, after, unknown].flatMap((value) => (isObject(value) ? Object.keys(value) : [])));
        // That there is an object at all is a leaf of its own: an empty one differs from none.
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
        // An attribute that is not set is null, wherever the state or the plan leaves it out.
        const isSame = path.length <= 1 ? (before ?? null) === (after ?? null) : before === after;
        if (!isSame && transition.before !== transition.after)
            yield transition;
    }
}
/** A list's elements, each with its marks. */
function listElements(list, unknown) {
    const marks = Array.isArray(unknown) ? unknown : [];
    return list.map((value, place) => ({ value, unknown: marks[place] }));
}
/** Absent is not null: a map may hold a null. */
function leafOf(value) {
    return value === undefined ? ABSENT : (0,json/* canonicalJson */.dj)(value);
}
/** Where nothing stood, or nothing will stand. */
const ABSENT = 'absent';
/** That there is an object, whatever is in it. */
const OBJECT = 'object';
function shapeOf(value) {
    return isObject(value) ? OBJECT : leafOf(value);
}
function memberOf(value, name) {
    return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// EXTERNAL MODULE: ./src/domain/plan/configured.ts
var plan_configured = __webpack_require__(8552);
;// CONCATENATED MODULE: ./src/domain/review/review-leaves.ts




/** What a review records of one leaf: where it goes, where it comes from, or that it is known after the apply only. */
function digestsOf(leaf, digests) {
    const { path, before, after, elements } = leaf;
    const { digest, configured } = digests;
    if (elements !== undefined)
        return digestsOfList(path, elements, digests);
    if (after === undefined) {
        const isSet = configured === undefined || (0,plan_configured/* isSurelySet */.bz)(configured, path);
        return [isSet ? digestLater(path, digest) : digestComputed(path, digest)];
    }
    return before === undefined || before === ABSENT
        ? [digestAfter(leaf, digest)]
        : [digestAfter(leaf, digest), digestWhole(leaf, digest)];
}
function digestsOfList(path, elements, digests) {
    return [
        digests.digest(['length', path, elements.length]),
        ...elements.flatMap((element, place) => [
            ...findElementLeaves(path, place, element).flatMap((leaf) => digestsOf(leaf, digests)),
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
/** Nothing stands there any more. */
function digestGone(path, digest) {
    return digest(['gone', path]);
}
function digestWhole({ path, before, after }, digest) {
    return digest(['whole', path, before, after]);
}
/** Set by the configuration to something that is known later. */
function digestLater(path, digest) {
    return digest(['later', path]);
}
/** Left to the provider. */
function digestComputed(path, digest) {
    return digest(['computed', path]);
}
/** `configured` is of the change at hand. */
function coverLeaf(leaf, reviewed, digests) {
    const { digest } = digests;
    const { path, before, after, elements } = leaf;
    if (wasUnknown(leaf, reviewed, digests))
        return 'seen';
    if (after !== undefined) {
        if (before !== undefined && reviewed.has(digestWhole(leaf, digest)))
            return 'seen';
        if (reviewed.has(digestAfter(leaf, digest)))
            return before === undefined || before === ABSENT ? 'seen' : 'same-end';
    }
    if (elements === undefined && after === undefined)
        return 'not-seen';
    const list = elementsOf(leaf);
    return list !== undefined && placeElements(path, list, { reviewed, digests }) !== undefined ? 'seen' : 'not-seen';
}
/**
 * What the configuration set to something known later may have become known. What was left to the provider may have
 * been computed by now, but not been set: nobody has seen that.
 */
function wasUnknown(leaf, reviewed, digests) {
    const { digest, configured } = digests;
    const { path, after, elements } = leaf;
    const isKnown = after !== undefined || elements !== undefined;
    for (let length = 0; length <= path.length; length += 1) {
        const part = path.slice(0, length);
        if (reviewed.has(digestLater(part, digest)) && !isLeftNow(part, digests))
            return true;
        if (!reviewed.has(digestComputed(part, digest)))
            continue;
        if (!isKnown || (configured !== undefined && !(0,plan_configured/* mayBeSet */.Dv)(configured, leaf)))
            return true;
    }
    return false;
}
/**
 * Whether the configuration does not set any more what it set to something known later. The first version took for set
 * whatever was in a block that was there.
 */
function isLeftNow(path, { configured, version }) {
    return configured !== undefined && (version > 1 || path.length === 1) && (0,plan_configured/* isLeft */.OC)(configured, path);
}
/**
 * The place at which each element of a list was reviewed, when the list is what was reviewed of one of which some was
 * known later: as many elements, those that were known in the same order, and each of the others one of those that were
 * not. A set is sorted anew once all of it is known, which moves the others, and none of the known ones past another.
 */
function placeElements(path, list, { reviewed, digests }) {
    if (!reviewed.has(digests.digest(['length', path, list.length])))
        return undefined;
    const fits = (element, place) => findElementLeaves(path, place, element).every((leaf) => coverLeaf(leaf, reviewed, digests) === 'seen');
    const places = list.map((_, place) => place);
    if (list.every(fits))
        return places;
    const open = places.filter((place) => reviewed.has(digests.digest(['open', path, place])));
    const placed = new Map();
    const left = [...list];
    let from = 0;
    for (const place of places.filter((known) => !open.includes(known))) {
        const found = left.findIndex((element, index) => index >= from && fits(element, place));
        if (found < 0)
            return undefined;
        for (const element of left.splice(found, 1))
            placed.set(element, place);
        from = found;
    }
    if (left.length > MATCHED_AT_MOST)
        return undefined;
    const matched = matchElements(left, open, fits);
    if (matched === undefined)
        return undefined;
    return list.map((element) => placed.get(element) ?? matched.get(element) ?? 0);
}
/** Elements that were known later: more of them at one list are told apart by nobody. */
const MATCHED_AT_MOST = 50;
/** A place of its own that it fits for every element; undefined when there is not one for each. */
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
/**
 * Everything that a review can have recorded of a value as the plan at hand leaves it, known then or not: what a review
 * has beyond this is missing. `present` are the places that a removal would leave empty.
 */
function findHeld({ after, unknown }, review) {
    const { digest } = review.digests;
    const held = new Set();
    const present = new Set();
    const hold = (path, text) => {
        held.add(digest(['after', path, text]));
        // Version 1 has this among the leaves of a creation.
        if (path.length === 0)
            held.add(digest(['whole', path, 'null', text]));
    };
    const visit = (path, value, marks) => {
        held.add(digestComputed(path, digest));
        if (!isLeftNow(path, review.digests))
            held.add(digestLater(path, digest));
        if (marks === true || (path.length > 1 ? value !== undefined : value != null))
            present.add(digestGone(path, digest));
        if (marks === true)
            return;
        if (Array.isArray(value)) {
            if (!(0,plan/* isMarked */.rZ)(marks))
                hold(path, (0,json/* canonicalJson */.dj)(value));
            visitList(path, listElements(value, marks));
            return;
        }
        const [record, inner] = [(0,json/* asRecord */.qY)(value), (0,json/* asRecord */.qY)(marks)];
        hold(path, record === undefined ? leafOf(value) : OBJECT);
        for (const name of new Set([record, inner].flatMap((part) => Object.keys(part ?? {})))) {
            visit([...path, name], (0,json/* memberOf */.C5)(record, name), (0,json/* memberOf */.C5)(inner, name));
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
            for (const leaf of findElementLeaves(path, places[index] ?? index, element))
                held.add(digestAfter(leaf, digest));
            visit(at, element.value, element.unknown);
        });
    };
    visit([], after, unknown);
    return { digests: held, present };
}

// EXTERNAL MODULE: ./src/domain/plan/value-text.ts
var value_text = __webpack_require__(6035);
// EXTERNAL MODULE: ./src/domain/review/review.ts
var review_review = __webpack_require__(4361);
;// CONCATENATED MODULE: ./src/domain/review/settings.ts





/** Has no name: the keys of an output's value may be secret. */
const NAMELESS = '';
/** What has to be there once the change is made, whoever makes it: an object that is made is recorded whole. */
function recordSettings(change, digest) {
    const digests = { digest, configured: change.resource?.configured, version: review_review/* REVIEW_VERSION */.M };
    return [...Map.groupBy(settingLeaves(change), (leaf) => attributeOf(change.kind, leaf))].map(([name, leaves]) => {
        const [gone, there] = [leaves.filter(isGone), leaves.filter((leaf) => leaf.after !== ABSENT)];
        return {
            attribute: digestAttribute(name, digest),
            becomes: unique(there.flatMap((leaf) => digestsOf({ ...leaf, before: undefined }, digests))),
            gone: unique(gone.map(({ path }) => digestGone(path, digest))),
        };
    });
}
function settingLeaves({ actions, values }) {
    if (makesObject(actions))
        return findLeaves(values);
    return actions.join() === 'update' ? findTransitions(values) : [];
}
function makesObject(actions) {
    return actions.includes('create') || actions.includes('invoke');
}
/** An attribute that is not set is null, or is left out. */
function isGone({ path, after }) {
    return after === ABSENT || (after === 'null' && path.length === 1);
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
/** The names of attributes by their digests, as far as the change at hand has them. */
function nameAttributes({ kind, values }, digest) {
    const parts = kind === 'output' ? [] : [values.before, values.after, values.unknown];
    const names = new Set([NAMELESS, ...parts.flatMap((part) => Object.keys((0,json/* asRecord */.qY)(part) ?? {}))]);
    return new Map([...names].map((name) => [digestAttribute(name, digest), name]));
}
/**
 * The attributes that are not, after the change at hand, what was reviewed of them: a setting is missing, another, or
 * still there. Empty for one whose name is not known. What is destroyed or forgotten holds nothing.
 */
function findUnheld({ review, reviewed, now }) {
    const settings = settingsOf(reviewed);
    const ends = now.actions.length === 1 && ['delete', 'forget'].includes(now.actions.join());
    if (settings.length === 0 || ends)
        return [];
    const digest = openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
    const digests = { digest, configured: now.resource?.configured, version: review.version };
    const held = findHeld(now.values, { reviewed: new Set(reviewed.leaves), digests });
    const names = nameAttributes(now, digest);
    const free = new Set(now.free.filter(({ length }) => length < 2).map(([name]) => String(name ?? NAMELESS)));
    return settings
        .filter(({ becomes, gone }) => !becomes.every((one) => held.digests.has(one)) || gone.some((one) => held.present.has(one)))
        .map(({ attribute }) => names.get(attribute) ?? NAMELESS)
        .filter((name) => !free.has(name));
}
/** In version 1 what a creation makes can be told from its leaves, and nothing of what other changes do. */
function settingsOf({ actions, settings, leaves }) {
    if (settings !== undefined)
        return settings;
    return makesObject(actions) && actions.length === 1 ? [{ attribute: NAMELESS, becomes: leaves, gone: [] }] : [];
}
/** Whether it has a setting of this attribute. */
function setsAttribute({ review, reviewed, now }, name) {
    const digest = openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
    const attribute = digestAttribute(name, digest);
    return reviewed.settings?.some((setting) => setting.attribute === attribute) === true;
}

;// CONCATENATED MODULE: ./src/domain/review/record.ts








/** What a review records of a plan. */
function reviewChanges(plan, salt, leeway = NO_LEEWAY) {
    const read = openReading(leeway);
    const digested = partsOf(plan).map((part) => {
        const change = read(part);
        // Shown as it is, and not as it is compared.
        const shown = showFree({ ...part, free: change.free }, salt, plan.conceal);
        return { kind: part.kind, reviewed: { ...digestChange(change, salt), shown } };
    });
    const only = (kind) => digested.filter((change) => change.kind === kind).map(({ reviewed }) => reviewed);
    return { resources: only('resource'), outputs: only('output') };
}
function digestChange(change, salt) {
    const { address, actions } = change;
    const settings = recordSettings(change, openDigest(change, salt));
    return { address, actions, ...record_digestWhole(change, salt), settings, shown: [] };
}
/** What is equal for equal changes, in every version of the record. */
function record_digestWhole(change, salt) {
    const digest = openDigest(change, salt);
    const digests = { digest, configured: change.resource?.configured, version: review_review/* REVIEW_VERSION */.M };
    const leaves = [...new Set(recordedLeaves(change).flatMap((leaf) => digestsOf(leaf, digests)))].sort();
    return { digest: digest(['change', change.actions, leaves]), leaves };
}
/** The values of a change that may differ, as they may be shown. */
function showFree({ kind, address, values, free }, salt, conceal) {
    const digest = openDigest({ kind, address }, salt);
    return (0,unreviewed_values/* findFreeValues */.km)(values, free).map(({ path, value, marks }) => ({
        path,
        text: (0,value_text/* showValue */.v)({ value, marks }, conceal),
        digest: digest(['shown', path, value ?? null]),
    }));
}
/**
 * The leaves that say what a change does. Of what is destroyed it is which object, not how it looked: its values may
 * have moved since, and it goes all the same.
 */
function transitionsOf(change) {
    const { actions, values, resource } = change;
    const ends = actions.includes('delete') || actions.includes('forget');
    const aside = (name, after) => after === undefined ? [] : [{ path: ['', name], before: undefined, after }];
    return [
        ...(ends && actions.length === 1 ? [] : findTransitions(values)),
        ...aside('moved from', resource?.previousAddress),
        ...aside('import', resource?.importId),
        ...aside(ENDED_OBJECT, ends && resource !== undefined ? identify(change) : undefined),
    ];
}
/** Name of the leaf that says which object is destroyed or forgotten. */
const ENDED_OBJECT = 'object';
/** Which object it is: its id, or its identity, or, where the type has neither, all of it. */
function identify({ resource, values }) {
    // As it is: an object that is named by a run is another than the one that another run has named.
    const before = resource?.values.before ?? values.before;
    const id = typeof before === 'object' && before !== null && 'id' in before ? before.id : undefined;
    return typeof id === 'string' ? (0,json/* canonicalJson */.dj)(id) : (resource?.identity ?? (0,json/* canonicalJson */.dj)(before));
}
/** An object that a replacement makes is recorded whole: should it be cut off between its halves, the rest creates. */
function recordedLeaves(change) {
    const remakes = change.actions.includes('create') && change.actions.length > 1;
    return [...transitionsOf(change), ...(remakes ? findLeaves(change.values) : [])];
}

;// CONCATENATED MODULE: ./src/domain/review/judgement.ts







/** Judges the change at hand by these reviews of it, together. */
function judgeTogether(candidates, drift) {
    const { held, unheld } = dropUnheld(candidates);
    // With none of them left it is not reviewed, and they tell in what it differs.
    const used = held.length > 0 ? held : candidates;
    const covers = new Map();
    for (const { review, reviewed, now } of used) {
        const digests = {
            digest: openDigest({ kind: now.kind, address: reviewed.address }, review.salt),
            configured: now.resource?.configured,
            version: review.version,
        };
        const leaves = new Set(reviewed.leaves);
        for (const leaf of leavesToCover(now)) {
            const place = JSON.stringify(leaf.path);
            const found = covers.get(place) ?? { leaf, covers: [] };
            covers.set(place, found);
            found.covers.push(coverLeaf(leaf, leaves, digests));
        }
    }
    const missing = [];
    const drifted = [];
    for (const { leaf, covers: ofLeaf } of covers.values()) {
        if (ofLeaf.includes('seen'))
            continue;
        if (!ofLeaf.includes('same-end'))
            missing.push(leaf);
        // What an apply has moved meanwhile was reviewed as well; what somebody has moved by hand was not.
        else if (hasDrifted(leaf, used[0]?.now, drift))
            drifted.push(leaf);
    }
    return { missing, drifted, unheld };
}
function distance({ missing, unheld, drifted }) {
    return (missing.length + unheld.length) * 1000 + drifted.length;
}
/**
 * A review of which something is missing after the change does not cover it: what it had was seen as a whole. Unless
 * another one of these sets the attribute again, and that is what is there.
 */
function dropUnheld(candidates) {
    const looked = candidates.map((candidate) => ({ candidate, unheld: findUnheld(candidate) }));
    const whole = looked.filter(({ unheld }) => unheld.length === 0).map(({ candidate }) => candidate);
    const isSetAgain = (name) => whole.some((candidate) => setsAttribute(candidate, name));
    const held = looked.filter(({ unheld }) => unheld.every(isSetAgain)).map(({ candidate }) => candidate);
    return {
        held,
        // One of several may be out of date, and the others cover the change without it.
        unheld: held.length > 0 ? [] : [...new Set(looked.flatMap(({ unheld }) => unheld))],
    };
}
function leavesToCover(now) {
    return transitionsOf(now).filter((leaf) => !isLeftOver(leaf, now) && !(0,unreviewed_values/* isFree */.xp)(leaf.path, now.free));
}
/** What is left over from an attempt that was cut off is nothing that a reviewer could have seen. */
function isLeftOver({ path }, { resource }) {
    const isOfAnAttempt = isTainted(resource) || resource?.deposed !== undefined;
    return isOfAnAttempt && path[0] === '' && path[1] === ENDED_OBJECT;
}
function hasDrifted({ path }, change, drift) {
    if (change === undefined || change.kind === 'output')
        return false;
    const isWithin = (inner, outer) => outer.every((name, index) => inner[index] === name);
    return drift
        .filter(({ address }) => address === change.address)
        .flatMap(({ values }) => findTransitions(values))
        .some((moved) => moved.path.length > 0 && (isWithin(moved.path, path) || isWithin(path, moved.path)));
}
/** Names of a schema, never of a map: the keys of an output's value may be secret. */
function attributesOf({ kind }, leaves) {
    if (kind === 'output')
        return [];
    const names = leaves.map(({ path }) => (path[0] === '' ? path[1] : path[0]));
    return [...new Set(names.filter((name) => typeof name === 'string'))];
}

;// CONCATENATED MODULE: ./src/domain/review/review-comparison.ts





const NOTHING_COMPARED = { unreviewed: [], alreadyDone: [], notPlanned: [], letDiffer: [] };
/**
 * Compares a plan with everything that was reviewed, by meaning: a change is reviewed when one review has it, or when
 * several reviews of the same object together have all of an update. Values that were shown as known after the apply may
 * have become known, a change that was cut off may be finished, and what is done already is no obstacle.
 */
function compareWithReviews(plan, reviews, leeway = NO_LEEWAY) {
    const unchanged = new Map(plan.unchanged.map((one) => [nameOf(one.kind, one.address), one]));
    const reviewed = reviews.flatMap((review) => {
        const read = openReading(readingOf(review, leeway));
        const of = (what, changes) => changes.map((change) => ({ what, change, review, read }));
        return [...of('resource', review.resources), ...of('output', review.outputs)];
    });
    const byAddress = Map.groupBy(reviewed, ({ what, change }) => nameOf(what, change.address));
    const changes = partsOf(plan);
    const judged = changes.map((change) => {
        const addresses = new Set([change.address, addressOfCurrent(change), previousAddressOf(change)]);
        const candidates = [...addresses]
            .flatMap((address) => byAddress.get(nameOf(change.kind, address)) ?? [])
            .map(({ change: seen, review, read }) => ({ reviewed: seen, review, now: read(change) }));
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
    };
}
function nameOf(what, address) {
    return `${what} ${address}`;
}
/** What a replacement leaves over is reviewed with the object that takes its place. */
function addressOfCurrent({ address, resource }) {
    return resource?.deposed === undefined ? address : address.replace(` (deposed ${resource.deposed})`, '');
}
/** What was reviewed of it before it was to move belongs to it as well. */
function previousAddressOf({ address, resource }) {
    return resource?.previousAddress ?? address;
}
/** Whether production is as the reviewed change would leave it, by what the plan says of what it does not change. */
function isInPlace({ change, review, read }, unchanged) {
    const ends = change.actions.length === 1 && ['delete', 'forget'].includes(change.actions.join());
    if (unchanged === undefined || ends)
        return unchanged === undefined && ends;
    const now = read({ ...unchanged, actions: ['no-op'], resource: undefined });
    return change.settings !== undefined && findUnheld({ review, reviewed: change, now }).length === 0;
}
/** Undefined when it was reviewed. */
function judge({ change, drift }, candidates) {
    if (candidates.some(({ review, reviewed, now }) => record_digestWhole(now, review.salt).digest === reviewed.digest)) {
        return undefined;
    }
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
    const covering = candidates.filter(({ reviewed }) => coversActions(reviewed.actions, change));
    if (covering.length === 0)
        return finding('other-actions');
    // Updates of one object add up: each of them was seen, and applied one after the other they come to the same.
    const sums = change.actions.includes('update') || change.actions.length > 1 ? [candidates] : [];
    const verdicts = [...covering.map((candidate) => [candidate]), ...sums].map((together) => judgeTogether(together, drift));
    const closest = verdicts.reduce((one, other) => (distance(other) < distance(one) ? other : one));
    const { missing, unheld, drifted } = closest;
    const lost = unheld.filter((name) => name !== '');
    if (missing.length > 0) {
        return finding('other-values', [...new Set([...attributesOf(change, missing), ...lost])]);
    }
    if (unheld.length > 0)
        return finding('less', lost);
    return drifted.length > 0 ? finding('drifted', attributesOf(change, drifted)) : undefined;
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
        const planned = showFree({ ...change, address: reviewed.address, free: now.free }, review.salt, conceal);
        return reviewed.shown.flatMap(({ path, text, digest }) => {
            const other = planned.find((value) => value.path === path);
            if (other === undefined || other.digest === digest)
                return [];
            return [{ what, address, path, prNumber: review.prNumber, reviewed: text, planned: other.text }];
        });
    });
}

// EXTERNAL MODULE: ./src/jobs/tolerate.ts
var tolerate = __webpack_require__(6086);
;// CONCATENATED MODULE: ./src/jobs/review/until-github-answers.ts

const ASK_AGAIN_MS = 5000;
/**
 * Asks again, for as long as this run may wait, what GitHub does not say now: an outage may pass, and an answer may lag
 * behind. What the token may not ask, or what stays as it is, is not asked again. Rejects with the last GitHubUnusable.
 */
async function untilGitHubAnswers({ waiting, clock, cancelled }, ask) {
    for (;;) {
        const spend = waiting.startWatch(clock);
        try {
            return await ask();
        }
        catch (error) {
            if (!(error instanceof github/* GitHubUnusable */.j) || error.isLasting)
                throw error;
            spend(undefined);
            if (waiting.leftMs === 0)
                throw error;
            await clock.sleep(Math.min(ASK_AGAIN_MS, waiting.leftMs), cancelled);
            spend(undefined);
        }
    }
}
/** GitHub's answers lag behind its events by seconds. */
const SETTLE_MS = [1000, 2000, 3000, 4000];
/** Asks again, a few times within ten seconds, what may be an old answer. Gives the last one. */
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

// EXTERNAL MODULE: ./src/jobs/run.ts
var jobs_run = __webpack_require__(7489);
// EXTERNAL MODULE: ./src/jobs/review/read-reviews.ts + 1 modules
var read_reviews = __webpack_require__(4691);
// EXTERNAL MODULE: ./src/jobs/review/records.ts
var records = __webpack_require__(5035);
;// CONCATENATED MODULE: ./src/jobs/review/find-sources.ts




/**
 * Where changes may have come from that nobody has reviewed: what was merged since the last apply, and what was pushed
 * without a pull request. Asked only when there is something to explain, and again within `lock-timeout` while GitHub
 * does not say. Rejects with GitHubUnusable.
 */
async function findSources(run, { stack, since, commitSha }, carried) {
    const listed = await (0,records/* listReviewed */.m)(run, stack);
    const ask = () => run.pullRequests.findMerged({ since, commitSha, branch: (0,jobs_run/* applyBranch */.d)(run) });
    const isSomebodyRecorded = listed === 'denied' || listed.size > 0;
    // A merge of a moment ago may not be known yet. Where there is no trace of any, there is nobody to wait for.
    const stretch = await untilSettled(run, ask, ({ pullRequests, direct }) => carried.length > 0 || pullRequests.length > 0 || !(isSomebodyRecorded || direct.some(looksMerged)));
    const known = new Set(carried.map(({ pullRequest }) => pullRequest.number));
    const others = stretch.pullRequests.filter(({ number }) => !known.has(number));
    return { stretch, merges: [...carried, ...(await readOthers(run, stack, { others, listed }))] };
}
/** As GitHub words what it merges, unless somebody has put it otherwise. */
function looksMerged({ title }) {
    return /^Merge pull request #\d+|\(#\d+\)$/.test(title);
}
/** GitHub may have called them open when it was asked what has become of them. */
async function readOthers(run, stack, { others, listed }) {
    const known = listed === 'denied' ? new Map() : listed;
    const pullRequests = listed === 'denied' ? others : others.filter(({ number }) => listed.has(number));
    const read = await (0,read_reviews/* readReviews */.U)(run, stack, { pullRequests, known });
    return others.map((pullRequest) => read.find((merge) => merge.pullRequest.number === pullRequest.number) ?? {
        kind: 'no-review',
        pullRequest,
        why: { kind: 'never-planned' },
    });
}

;// CONCATENATED MODULE: ./src/jobs/review/leeway.ts
/** What of the values of this run's plan is its own, or is let differ; `commits` are those that it plans or applies. */
function leewayOf({ inputs, context }, commits) {
    const { runId, workspaceDirectory: workspace } = context;
    return { words: { commits, runId, workspace }, values: inputs['unreviewed-values'] };
}

;// CONCATENATED MODULE: ./src/jobs/review/confirm-reviewed.ts








/**
 * Compares the plan with what was reviewed. Throws PlanChanged when something in it is in none of the reviews that count,
 * and GitHubUnusable when it cannot be known what was reviewed, unless `unreviewed-changes` lets that pass.
 */
async function confirmReviewed(run, of) {
    const policy = run.inputs['unreviewed-changes'];
    if (policy === 'allow')
        return { kind: 'not-compared' };
    const leeway = leewayOf(run, of.commits);
    const compare = (merges) => {
        const counting = merges.filter((merge) => merge.kind === 'review').map(({ review }) => review);
        return compareWithReviews(of.shown.plan, counting, leeway);
    };
    const carried = await ask(run, () => findCarriedAtLast(run, of));
    const known = carried instanceof github/* GitHubUnusable */.j ? [] : carried;
    const first = compare(known);
    if (first.unreviewed.length === 0)
        return { kind: 'as-reviewed', ...first, merges: known, direct: [] };
    const sources = carried instanceof github/* GitHubUnusable */.j ? carried : await ask(run, () => findSourcesOf(run, of, carried));
    const isKnown = !(sources instanceof github/* GitHubUnusable */.j);
    const merges = isKnown ? sources.merges : known;
    const findings = {
        ...(merges.length === known.length ? first : compare(merges)),
        merges,
        direct: isKnown ? sources.stretch.direct : [],
    };
    const stretch = isKnown ? sources.stretch : 'unknown';
    switch (decideReviewed({ comparison: findings, carried: known, stretch, policy })) {
        case 'not-compared':
            return { kind: 'not-compared' };
        case 'as-reviewed':
            return { kind: 'as-reviewed', ...findings };
        case 'pushed-directly':
            run.journal.warning('Nothing of this plan was reviewed: no pull request was merged since the last apply, and there is no review to compare it with.');
            return { kind: 'no-review', ...findings };
        case 'warned': {
            const { message } = new reviewed/* PlanChanged */.Cj({ address: of.address, shown: of.shown, findings });
            run.journal.warning(`${message}. It goes on all the same, as unreviewed-changes says.`);
            return { kind: 'unreviewed', ...findings };
        }
        case 'changed':
            throw new reviewed/* PlanChanged */.Cj({ address: of.address, shown: of.shown, findings });
        case 'unknown':
            throw notKnown(sources);
        case 'ask':
            throw new Error('the stretch was asked for, and is to be asked for again');
    }
}
/** What of it GitHub does not say is told where it matters. */
async function ask(run, question) {
    try {
        return await question();
    }
    catch (error) {
        const failure = (0,tolerate/* passOver */.Wr)(error);
        if (!(failure instanceof github/* GitHubUnusable */.j))
            throw error;
        run.journal.warning(`What was reviewed is not known: ${failure.message}`);
        return failure;
    }
}
async function findCarriedAtLast(run, { carried, shown, findCarried }) {
    if (carried !== 'unknown')
        return carried;
    // Without a change there is nothing to have been reviewed.
    return shown.hasChanges ? untilGitHubAnswers(run, findCarried) : [];
}
async function findSourcesOf(run, { stretch }, carried) {
    if (stretch !== undefined)
        return findSources(run, stretch, carried);
    // All of a merge group is in its queue.
    throw new github/* GitHubUnusable */.j('what is in the merge group is not known.', { isLasting: true });
}
function notKnown(cause) {
    return new github/* GitHubUnusable */.j(`GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed: ${cause.message} ` +
        'Nothing was changed. Run this again; the token needs contents: read and pull-requests: read. ' +
        '`unreviewed-changes: allow`, in a run by hand (examples/by-hand.yml), applies without the comparison.', { cause, isLasting: true });
}

// EXTERNAL MODULE: ./src/jobs/review/find-carried.ts
var find_carried = __webpack_require__(801);
// EXTERNAL MODULE: ./src/jobs/review/find-pull-requests.ts
var find_pull_requests = __webpack_require__(651);
;// CONCATENATED MODULE: ./src/jobs/apply/find-superseding.ts



/**
 * The apply that has put newer code on production than this commit, if there is one. GitHub's compare decides. Rejects
 * with GitHubUnusable when it does not answer, because old code over new cannot be taken back.
 */
async function findSuperseding(run, turn, commitSha) {
    const last = turn.lastBegun;
    if (last === undefined || last.commitSha === commitSha)
        return undefined;
    const by = { commitSha: last.commitSha, runUrl: last.runUrl };
    switch (await untilGitHubAnswers(run, () => run.runs.compare(last.commitSha, commitSha))) {
        case 'behind':
            return by;
        case 'ahead':
        case 'identical':
            return undefined;
        case 'diverged':
        case 'unrelated':
            break;
    }
    // The branch was rewritten between the two: whichever is on it now is the newer one.
    const onBranch = await untilGitHubAnswers(run, () => run.runs.compare((0,jobs_run/* applyBranch */.d)(run), commitSha));
    if (onBranch === 'unrelated') {
        throw new github/* GitHubUnusable */.j(`GitHub knows nothing that ${commitSha} and ${(0,jobs_run/* applyBranch */.d)(run)} have in common: the branch was rewritten again. Apply its newest commit.`, { isLasting: true });
    }
    if (onBranch === 'ahead' || onBranch === 'diverged')
        return by;
    run.journal.warning(`The commit that was applied last, ${last.commitSha} (${last.runUrl}), is no ancestor of ${commitSha}: the branch was rewritten.`);
    return undefined;
}

// EXTERNAL MODULE: ./src/jobs/lock/wait-for-state-lock.ts
var wait_for_state_lock = __webpack_require__(9383);
;// CONCATENATED MODULE: ./src/jobs/stack/create-workspace.ts

/** Terraform knows a workspace by its state; `default` is always there. */
async function isWorkspaceThere({ backend, address }) {
    return address.path === address.key || (await backend.objects.get(address.path)) !== undefined;
}
/**
 * Creates the workspace that Terraform is pointed at, unless it is there. It does that under a state lock that it takes
 * whatever it is told, so this comes before a lock of our own.
 */
async function createWorkspace(run, lock) {
    if (await isWorkspaceThere(lock))
        return;
    await (0,wait_for_state_lock/* waitForStateLock */.bE)(run, lock);
    await run.terraform.createWorkspace();
}

// EXTERNAL MODULE: ./src/domain/stack/tool-failed.ts
var tool_failed = __webpack_require__(9243);
;// CONCATENATED MODULE: ./src/jobs/stack/init-on.ts


/** Points Terraform at this state, reading only: a workspace that does not exist yet is not created by it. */
async function init({ terraform }, place) {
    const workspace = (await isWorkspaceThere(place)) ? 'selected' : 'default';
    return terraform.init({ key: place.address.key, workspace });
}
/** The same. Throws ToolFailed, too, when what is there cannot be read. */
async function initOn(run, place) {
    const initialized = await init(run, place);
    if (initialized.kind === 'state-unreadable') {
        throw new tool_failed/* ToolFailed */.C(`${run.terraform.name} init failed`, initialized.details);
    }
}

// EXTERNAL MODULE: ./src/jobs/stack/keep-credentials.ts
var keep_credentials = __webpack_require__(6809);
// EXTERNAL MODULE: ./src/jobs/stack/open-stack.ts
var open_stack = __webpack_require__(1398);
// EXTERNAL MODULE: ./src/domain/apply/apply-progress.ts
var apply_progress = __webpack_require__(2571);
// EXTERNAL MODULE: ./src/domain/plan/plan-failed.ts
var plan_failed = __webpack_require__(713);
;// CONCATENATED MODULE: ./src/jobs/lock/plan-failed.ts




function planFailed({ terraform }, failed, address) {
    const command = `${terraform.name} plan`;
    const { timedOut, details } = failed;
    return timedOut === undefined
        ? new plan_failed/* PlanFailed */.b(`${command} failed`, details)
        : new timed_out/* TimedOut */.G({ command, ...timedOut, progress: undefined, address, remarks: [], details });
}
/**
 * A Terraform that was killed during an apply may have left something undone: its lock stays, so that nobody goes on
 * before somebody has looked.
 */
function applyFailed({ terraform }, lock, failed, { address, changes }) {
    const { byItself, timedOut, details } = failed;
    if (!byItself)
        lock.leaveBehind();
    const killed = byItself ? [] : [`was killed, and its state lock ${lock.lockId} is left behind`];
    const lost = lock.lost === undefined ? [] : [lock.lost];
    const command = `${terraform.name} apply`;
    if (timedOut === undefined) {
        return new apply_failed/* ApplyFailed */.M([`${command} ${killed[0] ?? 'failed'}`, ...lost].join('; '), details);
    }
    const told = (0,apply_progress/* readApplyProgress */.S)(changes, timedOut.printed);
    return new timed_out/* TimedOut */.G({
        command,
        ...timedOut,
        progress: byItself ? told : (0,apply_progress/* keepWhatIsSaved */.v)(told, changes, undefined),
        address,
        remarks: [...killed.map((how) => `it ${how}`), ...lost],
        details,
    });
}

// EXTERNAL MODULE: ./src/jobs/apply/read-aftermath.ts + 2 modules
var read_aftermath = __webpack_require__(9602);
// EXTERNAL MODULE: ./src/jobs/state/repair-digest.ts
var repair_digest = __webpack_require__(4098);
// EXTERNAL MODULE: ./src/jobs/apply/save-state.ts + 1 modules
var save_state = __webpack_require__(7700);
;// CONCATENATED MODULE: ./src/jobs/apply/tell-abandoned.ts



/** Tells, before anything is planned, of an apply that died in its midst and of which no state knows. */
async function tellAbandoned(run, { turn, ...left }) {
    const abandoned = await findUnrecorded(run, left, turn.abandoned);
    if (abandoned !== undefined)
        run.waiting.noteAbandoned(abandoned);
}
/** The last of these applies, if nobody has written the state since it began. */
async function findUnrecorded({ journal }, { backend, address }, candidates) {
    if (candidates.length === 0)
        return undefined;
    const found = await (0,tolerate/* tolerate */.j9)(journal, {
        what: 'Whether the state knows of an apply that died is not known',
        task: async () => {
            const now = (0,begun_on/* describeBegunOn */.kh)(await backend.objects.get(address.path));
            return candidates.find(({ toCreate }) => isUnmoved(toCreate, now));
        },
        otherwise: undefined,
    });
    if (found !== undefined) {
        journal.warning(`${found.run.url} died in the midst of an apply, and the state has not been written since. It was about to create what may exist now without being in any state, and an apply would make it again: ${tellToCreate(found.toCreate)}. Look for it first.`);
    }
    return found;
}

// EXTERNAL MODULE: ./src/domain/turn/turn-watch.ts
var turn_watch = __webpack_require__(7649);
// EXTERNAL MODULE: ./src/domain/stack/backend.ts
var stack_backend = __webpack_require__(1395);
// EXTERNAL MODULE: ./src/domain/turn/holder.ts
var holder = __webpack_require__(5134);
// EXTERNAL MODULE: ./src/domain/turn/turn.ts
var turn_turn = __webpack_require__(6459);
// EXTERNAL MODULE: ./src/domain/turn/turn-locks.ts
var turn_locks = __webpack_require__(5378);
// EXTERNAL MODULE: ./src/jobs/turn/held-turn.ts
var held_turn = __webpack_require__(9499);
// EXTERNAL MODULE: ./src/jobs/turn/queue.ts + 1 modules
var turn_queue = __webpack_require__(9479);
// EXTERNAL MODULE: ./src/jobs/turn/until-in-reach.ts
var until_in_reach = __webpack_require__(8426);
;// CONCATENATED MODULE: ./src/jobs/turn/turn-out-of-reach.ts


/**
 * The turn of a run that could not reach the queue: nobody is told anything, and nobody's lock is known. What was read
 * of a freeze before still counts, and so does a queue that is in reach again at the end.
 */
class TurnOutOfReach {
    lastBegun = undefined;
    lastApplied = undefined;
    abandoned = [];
    frozen;
    lockId;
    #queue;
    #giveUpPlace;
    /** A freeze that the queue has not taken yet. */
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
        // Nobody can be told.
    }
    lockKindsLeft() {
        return [];
    }
    noteLockLeft() {
        // Nobody can be told.
    }
    noteToolAtWork() {
        // Nobody can be told.
    }
    noteWorkDropped() {
        // Nobody can be told.
    }
    confirm() {
        return Promise.resolve(true);
    }
    announce() {
        return Promise.resolve(true);
    }
    async freeze(freezing) {
        this.#owed = freezing;
        await this.#queue.change((document) => (0,turn_turn/* freeze */.CN)(document, freezing));
        this.#owed = undefined;
    }
    async freezeUnlessLeft(freezing) {
        await this.freeze(freezing);
        return true;
    }
    async thaw() {
        this.#owed = undefined;
        // A freeze is lifted by the next run that reaches the queue and finds the state whole.
    }
    async leave() {
        try {
            if (this.#owed !== undefined)
                await this.freeze(this.#owed);
        }
        catch (error) {
            (0,tolerate/* passOver */.Wr)(error, { nonCancellable: true });
            // A place that stays is taken for a dead one's; nobody is to find it left, and the queue open.
            return;
        }
        await this.#giveUpPlace();
    }
    async leaveForGood() {
        await this.#giveUpPlace();
    }
}

;// CONCATENATED MODULE: ./src/jobs/turn/take-turn.ts










/**
 * Waits for this run's turn on a state key: first come, first served. Throws StateLocked when the wait budget is used up.
 * The queue is order and explanation, and the state lock is the safety: a run whose role may not read or write the queue
 * says so, and goes on with the state lock alone, and so does a plan on a PR key, behind which is nothing of value. An
 * apply does not go through what it could not read, for production may be frozen: it tries again within the budget, and
 * throws BackendUnusable then.
 */
async function takeTurn(run, options) {
    const queue = new turn_queue/* TurnQueue */.R(options.backend.turns(options.address, options.key), run.clock, run.chance);
    const waiter = new Waiter(run, queue, options);
    try {
        return await waiter.wait();
    }
    catch (error) {
        await waiter.giveUp();
        if (!(error instanceof stack_backend/* BackendUnusable */.Y))
            throw error;
        const { address, key } = options;
        if (key === 'prod' && !error.isDenied) {
            throw new stack_backend/* BackendUnusable */.Y(`the queue of ${address.path} cannot be read, so nothing is applied: production may be frozen, or somebody else's turn. ${error.message} Run this again once it can be read.`, { cause: error });
        }
        const unseen = key === 'prod' ? ' Whether production is frozen cannot be seen.' : '';
        run.journal.warning(`The queue of ${address.path} cannot be used, so that runs are not served in order; the state lock still keeps them apart.${unseen} ${error.message}`);
        const giveUpPlace = () => waiter.giveUp();
        return { kind: 'taken', turn: new TurnOutOfReach({ queue, lockId: waiter.lockId, giveUpPlace }) };
    }
}
/** GitHub is asked about one head at most this often. */
const ASK_EVERY_MS = 15_000;
const FAILED_READS_AT_MOST = 5;
class Waiter {
    #run;
    #queue;
    #options;
    #ticketId = '';
    lockId;
    /** Of everybody ahead, from when they were first seen there. */
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
        this.#run.journal.output('queue-position', String((0,turn_turn/* positionOf */.df)(document, this.#ticketId) ?? 0));
        for (;;) {
            const position = (0,turn_turn/* positionOf */.df)(document, this.#ticketId);
            if (position === undefined) {
                // Removed as dead, or the document vanished: the place is lost, and the end of the queue is where to start.
                document = await this.#join();
                continue;
            }
            if (position === 0)
                return this.#hold(document);
            const newer = (0,turn_turn/* findNewerPlan */.EX)(document, this.#ticketId);
            if (newer !== undefined) {
                await this.giveUp();
                return { kind: 'superseded', by: newer.run };
            }
            document = (await this.#removeDeadHead(document, position)) ?? (await this.#pause(document, position));
        }
    }
    /** Leaves the queue, as far as that is possible. */
    async giveUp() {
        const id = this.#ticketId;
        if (id === '' || this.#run.cancelled.aborted)
            return;
        const mine = { id, applied: undefined, lockMayBeHeld: false };
        try {
            await this.#queue.change((queue) => (0,turn_turn/* leave */.qG)(queue, mine));
        }
        catch (error) {
            // Whoever comes next finds out by its silence that this ticket is nobody's.
            (0,tolerate/* passOver */.Wr)(error, { nonCancellable: true });
        }
    }
    async #join() {
        const { chance, clock } = this.#run;
        const { address, backend, key, me } = this.#options;
        const { lockId } = this;
        const lockKind = backend.locks.kind;
        const arrival = { id: chance.id(), token: chance.id(), run: me, at: clock.now().toISOString(), lockId, lockKind };
        this.#ticketId = arrival.id;
        this.#run.handover.noteTurn({ address, key, ticketId: arrival.id, lockId });
        this.#watches = new Map();
        this.#pace = undefined;
        const earlier = await this.#giveEarlierBack();
        return this.#untilInReach(() => this.#queue.change((queue) => (0,turn_turn/* join */.fj)(earlier.reduce(turn_locks/* leaveEarlier */.oL, queue), arrival)));
    }
    async #giveEarlierBack() {
        const { address, backend, earlier = [] } = this.#options;
        const given = [];
        for (const lockId of earlier) {
            let isGone = false;
            try {
                await backend.locks.giveBack(address, lockId);
                // Somebody else's, then: this one is not there.
                isGone = true;
            }
            catch (error) {
                (0,tolerate/* passOver */.Wr)(error);
            }
            given.push({ lockId, isGone });
        }
        return given;
    }
    async #hold(seen) {
        const { chance, clock } = this.#run;
        const mine = { id: this.#ticketId, token: chance.id(), at: clock.now().toISOString() };
        const holds = seen.tickets[0]?.state === 'holding';
        const document = holds ? seen : await this.#untilInReach(() => this.#queue.change((queue) => (0,turn_turn/* claim */.B7)(queue, mine)));
        // Taken for dead in the moment of claiming: come again at the end.
        if ((0,turn_turn/* positionOf */.df)(document, mine.id) !== 0)
            return this.wait();
        const { key } = this.#options;
        const turn = held_turn/* HeldTurn */.X.start({ run: this.#run, queue: this.#queue, ticketId: mine.id, lockId: this.lockId, key });
        return { kind: 'taken', turn };
    }
    /** The document without its head when that is dead; undefined when it is not, or not known to be. */
    async #removeDeadHead(document, position) {
        const { clock, runs, journal } = this.#run;
        const nowMs = clock.monotonicMs();
        this.#watches = new Map(document.tickets
            .slice(0, position)
            .map((ticket) => [ticket.id, (0,turn_watch/* watchTicket */.Gw)(this.#watches.get(ticket.id), ticket, nowMs)]));
        const head = document.tickets[0];
        const watch = head && this.#watches.get(head.id);
        if (head === undefined || watch === undefined)
            return undefined;
        const lease = (0,turn_watch/* leaseMs */.zT)(head, this.#options.key);
        const askedMs = nowMs - (this.#askedAtMs.get(head.id) ?? -Infinity);
        if (!(0,turn_watch/* isTimeToAsk */.Q2)(watch, { nowMs, position, leaseMs: lease }) || askedMs < ASK_EVERY_MS)
            return undefined;
        this.#askedAtMs.set(head.id, nowMs);
        const status = await runs.status(head.run);
        if (!(0,turn_watch/* isDead */.XU)({ silentMs: nowMs - watch.sinceMs, leaseMs: lease, run: status }))
            return undefined;
        journal.warning(`${head.run.url} has ended without giving its turn back, so it is taken out of the queue.`);
        return this.#queue.change((queue) => (0,turn_turn/* removeHead */.bW)(queue, { id: watch.ticketId, token: watch.token }));
    }
    async #pause(document, position) {
        const { waiting, comments, clock, chance, runs, cancelled } = this.#run;
        const ahead = document.tickets.slice(0, position);
        const { address } = this.#options;
        const seen = { kind: 'turn', address, ahead, home: this.#queue.home, alive: undefined };
        const look = async () => ({
            ...seen,
            alive: (0,turn_watch/* toldAlive */.Pb)(await runs.status(ahead[0].run)),
        });
        if (waiting.leftMs === 0) {
            this.#run.journal.output('queue-position', String(position));
            throw new holder/* StateLocked */.a(await look(), waiting.spent.waitedMs);
        }
        comments.tellWaiting({ id: ahead[0].id, waiting, look });
        const startedAtMs = clock.monotonicMs();
        this.#pace = (0,turn_watch/* watchPace */.lF)(this.#pace, position, startedAtMs);
        await clock.sleep(Math.min((0,turn_watch/* pollAfterMs */.II)(this.#pace, chance.next()), waiting.leftMs), cancelled);
        const next = await this.#readOn(document);
        waiting.spend(clock.monotonicMs() - startedAtMs, seen);
        return next;
    }
    /** One look that fails does not cost a place: only a queue that stays out of reach is given up. */
    async #readOn(document) {
        try {
            const next = await this.#queue.read();
            this.#failedReads = 0;
            return next;
        }
        catch (error) {
            this.#failedReads += 1;
            const isGivenUp = this.#options.key === 'prod' ? this.#run.waiting.leftMs === 0 : this.#failedReads >= FAILED_READS_AT_MOST;
            if (!(error instanceof stack_backend/* BackendUnusable */.Y) || error.isLasting || isGivenUp)
                throw error;
            return document;
        }
    }
    /** An apply tries again, for as long as it may wait, what it cannot do now. */
    #untilInReach(task) {
        return this.#options.key === 'prod' ? (0,until_in_reach/* untilInReach */.J)(this.#run, task) : task();
    }
}

// EXTERNAL MODULE: ./src/jobs/lock/held-lock.ts
var held_lock = __webpack_require__(9191);
// EXTERNAL MODULE: ./src/jobs/lock/take-state-lock.ts
var take_state_lock = __webpack_require__(4539);
;// CONCATENATED MODULE: ./src/jobs/apply/apply.ts
























/** Applies the commit on production: plans again there, and applies that very plan, both within one turn. */
async function apply(run, operation) {
    const findingPullRequests = (0,find_pull_requests/* findPullRequests */.J)(run, operation.commitSha);
    const initializing = openInitialized(run);
    // Both end on every way out: whatever goes wrong with the stack is told on the pull requests.
    await Promise.allSettled([findingPullRequests, initializing]);
    const own = await findingPullRequests;
    const { stack, isReadable } = await initializing;
    await (0,keep_credentials/* warnOfExpiry */.b)(run, stack.backend);
    run.journal.output('state-key', stack.prod.path);
    const { commitSha } = operation;
    const me = (0,jobs_run/* describeRun */.v)(run, { kind: 'apply', commitSha, prNumber: own[0]?.number });
    const { steps } = run;
    const earlier = [];
    for (;;) {
        const taken = await takeTurn(run, { backend: stack.backend, address: stack.prod, key: 'prod', me, earlier });
        if (taken.kind === 'superseded')
            throw new Error('an apply was superseded in the queue, which only plans are');
        const { turn } = taken;
        earlier.push(turn.lockId);
        const { repository, repositoryId, runUrl } = run.context;
        const commit = { repository, repositoryId, commitSha, runUrl };
        let applied;
        let held;
        const giveLockBack = () => steps.take({
            what: 'The state lock could not be given back',
            task: async () => held?.giveBack(),
            otherwise: undefined,
        });
        try {
            const by = await findSuperseding(run, turn, commitSha);
            if (by !== undefined)
                return { kind: 'superseded', by, wait: run.waiting.spent };
            const carried = await (0,find_carried/* findCarriedIfKnown */.mD)(run, stack, { commitSha, certain: own });
            const pullRequests = (0,find_carried/* carriedWith */.T7)(own, carried);
            run.comments.openOn(pullRequests.map(({ number }) => number));
            const lock = { backend: stack.backend, address: stack.prod, key: 'prod', turn };
            await createWorkspace(run, lock);
            held = await (0,take_state_lock/* takeStateLock */.k)(run, lock, { operation: 'apply', prNumber: own[0]?.number });
            held.keepLooking(run, (lost, at) => {
                run.comments.tellLockLost(lost, at);
            });
            await tellAbandoned(run, lock);
            // Somebody else may have had the turn while this run was suspended.
            if (!(await (0,until_in_reach/* untilInReach */.J)(run, () => turn.confirm()))) {
                loseTurn(run);
                continue;
            }
            await (0,keep_credentials/* renewCredentials */.Q)(run, stack.backend);
            if (!isReadable) {
                await (0,repair_digest/* repairDigest */.i)(run, { ...lock, explained: run.waiting.spent.recovery?.operation === lock_lock/* APPLY_LOCK */.FF });
                await initOn(run, lock);
            }
            await confirmNotFrozen(run, lock);
            const done = await planAndApply(run, { stack, lock, held, commit, carried, own });
            if (done === 'turn-lost')
                continue;
            // What a part of a plan has left undone is still to be compared with its reviews.
            const isWhole = done.plan.complete && run.inputs.target.length === 0;
            if (isWhole)
                applied = commit;
            // The state is safe: from here on the turn alone keeps others back, and a run that dies leaves no lock behind.
            await giveLockBack();
            return {
                kind: 'applied',
                address: stack.prod,
                ...done,
                ...(await (0,read_aftermath/* readAftermath */.T)(run, stack, {
                    pullRequests: isWhole ? (0,find_carried/* carriedWith */.T7)(pullRequests, (0,reviewed/* mergesOf */.hO)(done.reviewed)) : undefined,
                    steps,
                })),
                lockLost: held.lost,
                wait: run.waiting.spent,
            };
        }
        finally {
            // What has become of the apply counts more than its lock and turn.
            await giveLockBack();
            await steps.take({
                what: 'The turn could not be given back',
                task: () => turn.leave(applied),
                otherwise: undefined,
            });
        }
    }
}
/**
 * Terraform is initialized before the queue, so that nobody behind waits for its providers. The state may not be readable
 * then: that is seen to in the turn.
 */
async function openInitialized(run) {
    const stack = await (0,open_stack/* openStack */.j)(run);
    const { kind } = await init(run, { backend: stack.backend, address: stack.prod });
    return { stack, isReadable: kind === 'initialized' };
}
const STALE_PLANS_AT_MOST = 3;
/** Repeats both when the state changed between the plan and its apply: a stale plan is never forced. */
async function planAndApply(run, { stack, lock, held, commit, carried, own }) {
    const { terraform, steps } = run;
    // Only a wait of its own is over now; a comment of the pull request's plan is worth more than this.
    run.comments.tellWaitIsOver({ kind: 'begun', at: run.clock.now(), shown: undefined });
    for (let stalePlans = 0;; stalePlans += 1) {
        await stack.confirmBackend(stack.prod);
        const planned = await terraform.plan(held);
        if (planned.kind === 'failed')
            throw planFailed(run, planned, stack.prod);
        const shown = { ...(await terraform.showPlan()), hasChanges: planned.hasChanges };
        const { commitSha } = commit;
        const reviewed = await confirmReviewed(run, {
            address: stack.prod,
            shown,
            commits: [commitSha],
            carried,
            findCarried: () => (0,find_carried/* findCarried */.O4)(run, stack, { commitSha, certain: own }),
            stretch: { stack, since: lock.turn.lastApplied?.commitSha, commitSha },
        });
        if (!shown.hasChanges)
            return { ...shown, reviewed, applyMs: 0 };
        const begunOn = await (0,until_in_reach/* untilInReach */.J)(run, async () => (0,begun_on/* describeBegunOn */.kh)(await lock.backend.objects.get(lock.address.path)));
        const toCreate = describeToCreate(shown.plan.changes, begunOn, shown.plan.conceal);
        if (!(await (0,until_in_reach/* untilInReach */.J)(run, () => lock.turn.announce(commit, toCreate))))
            return loseTurn(run);
        await confirmNotFrozen(run, lock);
        await (0,keep_credentials/* renewCredentials */.Q)(run, lock.backend);
        await stack.confirmBackend(stack.prod);
        // Nothing is begun under a lock that may be somebody else's by now.
        if (!(await (0,until_in_reach/* untilInReach */.J)(run, () => held.confirm())))
            return loseTurn(run);
        run.comments.tellBegun({ kind: 'begun', at: run.clock.now(), shown, abandoned: run.waiting.spent.abandoned });
        run.handover.noteBegunOn(begunOn);
        const failing = { address: stack.prod, changes: shown.plan.changes };
        const startedAtMs = run.clock.monotonicMs();
        const applied = await terraform.apply(held);
        if ('mayBeAtWork' in applied && applied.mayBeAtWork)
            lock.turn.noteToolAtWork();
        switch (applied.kind) {
            case 'applied':
                await steps.take({
                    what: 'The digest of the state could not be looked at',
                    task: () => (0,repair_digest/* repairOwnDigest */.O)(run, lock, held),
                    otherwise: undefined,
                });
                return {
                    ...shown,
                    reviewed,
                    applyMs: run.clock.monotonicMs() - startedAtMs,
                    warnings: [...new Set([...shown.warnings, ...(applied.warnings ?? [])])],
                };
            case 'stale-plan':
                if (stalePlans >= STALE_PLANS_AT_MOST) {
                    throw new apply_failed/* ApplyFailed */.M('somebody else keeps changing the state between the plan and its apply', '');
                }
                run.journal.info('The state has changed since the plan was made: planning again.');
                continue;
            case 'state-not-saved': {
                const saved = await (0,save_state/* saveState */.L)(run, lock, {
                    notSaved: applied,
                    under: held,
                    begunOn,
                    mayWait: () => true,
                    steps,
                });
                if (saved.kind === 'none-of-ours' || saved.kind === 'turn-left')
                    throw applyFailed(run, held, applied, failing);
                if (saved.kind === 'not-saved')
                    throw await withLock(saved.failure, held);
                if (applied.timedOut !== undefined)
                    throw applyFailed(run, held, applied, failing);
                throw new apply_failed/* ApplyFailed */.M('the state could not be saved at first and was saved right after: run the workflow again to see what is left', applied.details);
            }
            case 'failed':
                throw applyFailed(run, held, applied, failing);
        }
    }
}
/** Where the queue could not be frozen, nothing but the lock keeps others from the state, and it stays. */
async function withLock(failure, held) {
    const own = failure.notSaved.isFrozen ? await held.giveBack() : await held.leaveBehindAndLook();
    return failure.withLock((0,held_lock/* leftLockIdOf */.lH)(own, held.lockId));
}
function loseTurn({ journal }) {
    journal.warning('The turn or the state lock was lost before the apply began: queueing again, and planning again.');
    return 'turn-lost';
}

// EXTERNAL MODULE: ./src/jobs/state/delete-pr-state.ts
var delete_pr_state = __webpack_require__(8266);
// EXTERNAL MODULE: ./src/jobs/review/delete-review.ts
var delete_review = __webpack_require__(9779);
;// CONCATENATED MODULE: ./src/jobs/review/pull-request-status.ts


/**
 * Asks GitHub, because the payload of a run is as old as its event, and a run may be late or started again. Rejects with
 * GitHubUnusable when it does not say within `lock-timeout`: what cannot be recorded truly is no review.
 */
async function askForHead(run, { prNumber, headSha }) {
    // Right after a push GitHub may still tell of the commit before. A merge is never taken back.
    const isSettled = (status) => status.isMerged || (!status.closed && status.headSha === headSha);
    const status = await untilSettled(run, () => findStatus(run, prNumber), isSettled);
    if (status.closed)
        return { kind: 'closed', isMerged: status.isMerged };
    return status.headSha === headSha ? { kind: 'head' } : { kind: 'overtaken', headSha: status.headSha };
}
/**
 * Asks that while a task is done; of no pull request there is nothing to ask. When the task fails, nobody waits for the
 * answer.
 */
async function askBeside(run, of, task) {
    if (of === undefined)
        return [await task(), { kind: 'head' }];
    const over = new AbortController();
    const { pullRequests, waiting, clock } = run;
    const cancelled = AbortSignal.any([run.cancelled, over.signal]);
    const working = task();
    const stopAsking = working.catch((error) => {
        over.abort();
        throw error;
    });
    const asking = askForHead({ pullRequests, waiting, clock, cancelled }, of);
    // Neither is left running on any way out.
    await Promise.allSettled([stopAsking, asking]);
    return [await working, await asking];
}
/** The pull request as it is now, of which an event has said that it is closed. */
async function askIfClosed(run, prNumber) {
    return untilSettled(run, () => findStatus(run, prNumber), ({ closed }) => closed);
}
async function findStatus({ pullRequests }, prNumber) {
    const [status] = await pullRequests.findStatuses([prNumber]);
    if (status !== undefined)
        return status;
    throw new github/* GitHubUnusable */.j(`GitHub does not say what has become of pull request #${prNumber}: the token needs pull-requests: read.`);
}

;// CONCATENATED MODULE: ./src/jobs/cleanup/cleanup.ts








/**
 * Deletes what a closed pull request left behind, after a plan that is still under way there. Its turn may come late: what
 * has become of the pull request is asked in it, because the payload is as old as the event.
 */
async function cleanup(run, operation) {
    const { backend, prod, ...stack } = await (0,open_stack/* openStack */.j)(run);
    const pr = stack.prAddress(operation.prNumber);
    run.journal.output('state-key', pr.path);
    const me = (0,jobs_run/* describeRun */.v)(run, { kind: 'cleanup', commitSha: run.context.commitSha, prNumber: operation.prNumber });
    const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
    if (taken.kind === 'superseded')
        throw new Error('a cleanup was superseded in the queue, which only plans are');
    const { turn } = taken;
    let deleted = false;
    try {
        await (0,wait_for_state_lock/* waitForStateLock */.bE)(run, { backend, address: pr, key: 'pr', turn });
        const standing = await askWhereItStands(run, operation);
        if (standing.kind === 'open') {
            return { kind: 'skipped', reason: `Pull request #${operation.prNumber} was opened again: nothing was removed.` };
        }
        const { isForApply, heads } = standing;
        const state = await (0,delete_pr_state/* deletePrState */.b)(run, backend, { prod, pr, force: operation.force });
        // What was merged is not applied yet, and its apply asks what was reviewed.
        const review = isForApply ? delete_review/* NOTHING_REMOVED */.V : await (0,delete_review/* deleteReviews */.J)(run, backend, { pr, heads });
        deleted = true;
        const deletion = {
            ...state,
            removed: state.removed + review.count,
            versionsLeft: state.versionsLeft || review.versionsLeft,
        };
        return {
            kind: 'cleaned',
            address: pr,
            merged: isForApply && run.context.event.kind !== 'workflow-dispatch',
            deletion,
            wait: run.waiting.spent,
        };
    }
    finally {
        await (deleted ? turn.leaveForGood() : turn.leave());
    }
}
/** What has become of the pull request. Started by hand, only an apply that asks for its reviews keeps anything of it. */
async function askWhereItStands(run, { prNumber, merged, force }) {
    const isForApply = (status) => status.isMerged && (status.merged === undefined || status.merged.branch === (0,jobs_run/* applyBranch */.d)(run));
    if (run.context.event.kind !== 'workflow-dispatch') {
        const status = await askIfClosed(run, prNumber);
        if (!status.closed)
            return { kind: 'open' };
        return { kind: 'closed', isForApply: isForApply(status), heads: [status.headSha] };
    }
    if (force)
        return { kind: 'closed', isForApply: merged, heads: [] };
    return (0,tolerate/* tolerate */.j9)(run.journal, {
        what: 'GitHub did not say whether it was merged, so its review is kept',
        task: async () => {
            const [status] = await run.pullRequests.findStatuses([prNumber]);
            if (status === undefined)
                return { kind: 'closed', isForApply: false, heads: [] };
            return { kind: 'closed', isForApply: isForApply(status), heads: [status.headSha] };
        },
        otherwise: { kind: 'closed', isForApply: true, heads: [] },
    });
}

// EXTERNAL MODULE: ./src/domain/doctor/finding.ts
var doctor_finding = __webpack_require__(319);
// EXTERNAL MODULE: ./src/domain/state/keys.ts
var state_keys = __webpack_require__(6736);
// EXTERNAL MODULE: ./src/domain/pattern.ts
var domain_pattern = __webpack_require__(2858);
;// CONCATENATED MODULE: ./src/domain/doctor/policies.ts

/**
 * Whether names tell the keys of pull requests from production's: with a template that does not, no policy can keep the
 * role that plans from production. `examples/bootstrap` refuses the same.
 */
function canTellApart({ production, pulls, pullsPrefix }) {
    const [key = ''] = production;
    const pattern = new RegExp(`^${pulls.split('*').map(domain_pattern/* escapePattern */.M).join('.*')}$`);
    return pullsPrefix !== '' && !pullsPrefix.endsWith('/') && !pattern.test(key) && !pulls.startsWith(`${key}.`);
}
/**
 * The policies of `examples/bootstrap/policies`, for one stack: a test holds the two to each other, and another one to
 * every request that is really made.
 */
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
            Condition: { StringLike: { 's3:prefix': names([pulls], companions) } },
        },
        allow('DeleteVersionsOfPullRequests', 's3:DeleteObjectVersion', states([pulls], companions)),
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
/** Production's queue, or the pointer to the table where it lies: a run looks there first, whatever it has. */
const QUEUE_BESIDE = '.lockstep.json';
const ITEMS = ['', '-md5', '#lockstep'];
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

// EXTERNAL MODULE: ./src/domain/state/state.ts
var state_state = __webpack_require__(2051);
;// CONCATENATED MODULE: ./src/jobs/doctor/examine.ts


/** Looks at one thing; what the backend refuses becomes a finding, with its words. */
async function examine({ what, why, ifDenied = 'wrong' }, look) {
    try {
        return [await look()].flat();
    }
    catch (error) {
        if (error instanceof domain_failure/* Refused */.Lw)
            return [{ what, verdict: 'wrong', found: error.message, why, mend: '' }];
        if (!(error instanceof stack_backend/* BackendUnusable */.Y))
            throw error;
        const { isDenied, message: found } = error;
        return [{ what, verdict: isDenied ? ifDenied : 'wrong', found, why, mend: '', isDenied }];
    }
}

;// CONCATENATED MODULE: ./src/jobs/doctor/examine-bucket.ts



const NO_VERSIONS = 'A state that is overwritten or deleted cannot be had again, and a recovery has to copy it before it clears a lock.';
async function examineBucket(backend, prod) {
    return [
        ...(await examine({ what: 'versions of the bucket', why: NO_VERSIONS, ifDenied: 'not-checked' }, () => examineVersions(backend, prod.bucket))),
        ...(await examine({ what: "production's state", why: 'Nothing can be planned without it.' }, async () => {
            const state = await backend.objects.get(prod.path);
            if (state === undefined)
                return (0,doctor_finding/* good */.uw)("production's state", 'there is none yet, and the role may see that');
            const content = (0,state_state/* parseState */.Bu)(state.body);
            if (content.kind === 'plain')
                return (0,doctor_finding/* good */.uw)("production's state", `readable, serial ${content.serial}`);
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
        return (0,doctor_finding/* good */.uw)(what, 'kept');
    const found = versioning === 'off' ? 'not kept' : 'no longer kept (suspended)';
    const command = `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`;
    return { what, verdict: 'warning', found, why: NO_VERSIONS, mend: 'Switch them on:', command };
}

;// CONCATENATED MODULE: ./src/jobs/doctor/examine-github.ts


/** What the token of the job may ask GitHub. Whether it may write a comment shows only when one is written. */
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
        return (0,doctor_finding/* good */.uw)(permission, 'GitHub answers');
    }
    catch (error) {
        const found = `GitHub does not answer: ${(0,tolerate/* passOver */.Wr)(error).message}`;
        const mend = `Give the job ${permission} under permissions, and token the job's own.`;
        return { what: permission, verdict: ifNot, found, why, mend, isOfGitHub: true };
    }
}

// EXTERNAL MODULE: ./src/domain/state/removal.ts
var removal = __webpack_require__(4018);
;// CONCATENATED MODULE: ./src/jobs/doctor/examine-keys.ts





/** Tries at a place of its own, beside those of pull requests, what a plan and a cleanup do, and takes it away again. */
async function examineKeys(run, backend, { address, tableWorks }) {
    const why = 'No pull request can be planned.';
    const { useLockfile, lockTable } = backend.settings;
    const keys = [
        address.path,
        (0,state_keys/* reviewKey */.SA)(address, run.context.commitSha),
        ...(useLockfile ? [(0,state_keys/* lockfileKey */.pN)(address)] : []),
    ];
    const findings = [];
    for (const key of keys) {
        const ofKey = await examine({ what: 'keys of pull requests', why }, () => examineKey(run, backend, key));
        findings.push(...ofKey.filter(isNew(findings)));
    }
    if (!tableWorks)
        return findings;
    const queue = { what: QUEUE, why };
    findings.push(...(await examine(queue, () => examineQueue(run, backend, address))));
    if (lockTable === undefined)
        return findings;
    const items = { what: 'items of pull requests', why };
    return [...findings, ...(await examine(items, () => examineDigest(run, backend, address)))];
}
/** The same is told once. */
function isNew(told) {
    return ({ what, found }) => !told.some((other) => other.what === what && other.found === found);
}
/** Whether what a condition forbids is refused: S3 does so, and not everything that speaks its language does. */
async function examineKey(run, backend, key) {
    const { objects, settings } = backend;
    const content = () => {
        return { body: new TextEncoder().encode(`{"doctor":"${run.chance.id()}"}`), metadata: {} };
    };
    const ignored = [];
    await objects.put(key, content(), undefined);
    const first = await objects.get(key);
    if (first === undefined)
        throw new stack_backend/* BackendUnusable */.Y(`what was written at ${key} cannot be read again.`);
    if (await objects.put(key, content(), undefined))
        ignored.push('If-None-Match');
    if (await objects.put(key, content(), STALE))
        ignored.push('If-Match');
    const versions = await objects.listVersions(key);
    const removal = await objects.remove({ key, versions, current: await objects.get(key) });
    const versionsLeft = removal.kind === 'changed' || removal.versionsLeft;
    return [
        ignored.length === 0
            ? (0,doctor_finding/* good */.uw)(CONDITIONS, 'the endpoint keeps to If-None-Match and If-Match')
            : {
                what: CONDITIONS,
                verdict: settings.useLockfile ? 'wrong' : 'warning',
                found: `the endpoint ignores ${ignored.join(' and ')}`,
                why: settings.useLockfile
                    ? 'Two runs would each believe that they hold the lockfile.'
                    : 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
                mend: 'Use an endpoint that keeps to them, as S3 itself does.',
            },
        versionsLeft
            ? {
                what: 'versions of the keys of pull requests',
                verdict: 'warning',
                found: 'the role may not list or delete them (s3:ListBucketVersions, s3:DeleteObjectVersion)',
                why: 'A cleanup leaves earlier versions, and the secrets in them, behind.',
                mend: 'Grant s3:ListBucketVersions and s3:DeleteObjectVersion on these keys.',
            }
            : (0,doctor_finding/* good */.uw)('keys of pull requests', 'states, reviews and what lies beside them can be written, read and deleted'),
    ];
}
const CONDITIONS = 'conditional writes';
const QUEUE = 'queue of a pull request';
/** No object has this tag: what is written on condition of it is refused, or the condition ignored. */
const STALE = {
    body: new Uint8Array(),
    metadata: {},
    versionId: removal/* NO_VERSION */.d,
    etag: '"00000000000000000000000000000000"',
};
async function examineQueue(run, backend, address) {
    const store = backend.turns(address, 'pr');
    const body = () => JSON.stringify({ version: 1, nextSequence: 1, tickets: [], departed: [], writeId: run.chance.id() });
    const first = await store.put(body(), undefined);
    const second = await store.put(body(), undefined);
    const now = await store.get();
    if (now !== undefined)
        await store.delete(now.version);
    if (first.kind === 'stored' && second.kind === 'conflict') {
        return (0,doctor_finding/* good */.uw)(QUEUE, 'runs can take turns');
    }
    return {
        what: QUEUE,
        verdict: 'wrong',
        found: 'of two that write at once both are told that they were first',
        why: 'Two runs would each believe that it is their turn.',
        mend: 'Use an endpoint that keeps to conditions, as S3 and DynamoDB do.',
    };
}
async function examineDigest(run, { digests }, address) {
    const what = 'items of pull requests';
    const digest = run.chance.id().replaceAll('-', '');
    const isPut = await digests.put(address, digest);
    const read = await digests.get(address);
    const isDeleted = await digests.delete(address, digest);
    if (isPut && read === digest && isDeleted)
        return (0,doctor_finding/* good */.uw)(what, 'can be written, read and deleted');
    return {
        what,
        verdict: 'wrong',
        found: 'what is written there is not what is read from there',
        why: 'Terraform refuses a state whose digest is another.',
        mend: 'Look whether something else writes to the lock table.',
    };
}

;// CONCATENATED MODULE: ./src/jobs/doctor/examine-production.ts







/** What production's lock and queue say: nothing of it keeps Lockstep from working, and all of it stops somebody. */
async function examineProduction(run, { backend, prod }) {
    const findings = [];
    try {
        await (0,read_prod_state/* readProdState */.n)(run, backend, prod);
    }
    catch (error) {
        findings.push({
            what: "production's state",
            verdict: 'wrong',
            found: (0,tolerate/* passOver */.Wr)(error).message,
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
/** Undefined when it cannot be read, which another finding says. */
async function readLock({ locks }, prod) {
    try {
        return await locks.read(prod);
    }
    catch (error) {
        (0,tolerate/* passOver */.Wr)(error);
        return undefined;
    }
}
async function readQueue(run, { backend, prod }) {
    try {
        return await new turn_queue/* TurnQueue */.R(backend.turns(prod, 'prod'), run.clock, run.chance).read();
    }
    catch (error) {
        return (0,tolerate/* passOver */.Wr)(error).message;
    }
}
/**
 * What of an apply's writes the role may do. Nothing is written: each is tried on a condition that nothing fulfils, and is
 * either refused for that or for want of the permission. Both are for what was seen to keep to conditions.
 */
async function findDeniedWrites({ backend, prod }, { tryObjects, tryItems }) {
    const { objects, probes, settings } = backend;
    const all = [
        prod.path,
        ...(settings.useLockfile ? [(0,state_keys/* lockfileKey */.pN)(prod)] : []),
        ...(settings.lockTable === undefined ? [(0,state_keys/* turnObjectKey */.mc)(prod)] : []),
    ];
    const keys = tryObjects ? all : [];
    const items = settings.lockTable === undefined || !tryItems ? [] : [(0,state_keys/* lockItemId */.Gw)(prod), (0,state_keys/* digestItemId */.TQ)(prod), (0,state_keys/* turnItemId */.cN)(prod)];
    const denied = [];
    for (const key of keys) {
        if (await isPutDenied(objects, key))
            denied.push(`s3:PutObject on ${prod.bucket}/${key}`);
    }
    for (const id of items) {
        if (!(await probes.mayPutItem(id)))
            denied.push(`dynamodb:PutItem on ${settings.lockTable ?? ''}, item ${id}`);
    }
    const pointer = settings.lockTable === undefined || !tryObjects ? undefined : (0,state_keys/* turnObjectKey */.mc)(prod);
    const pointerDenied = pointer !== undefined && (await isPutDenied(objects, pointer)) ? pointer : undefined;
    return { denied, tried: keys.length + items.length, pointerDenied };
}
async function isPutDenied(objects, key) {
    try {
        await objects.put(key, { body: new Uint8Array(), metadata: {} }, STALE);
        return false;
    }
    catch (error) {
        if (!(error instanceof stack_backend/* BackendUnusable */.Y && error.isDenied))
            throw error;
        return true;
    }
}
/** An apply goes on without the pointer: what it costs is seen when the kind of the lock is changed, and not before. */
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
/** Which of the two roles this is, by what it may write; a part of the one is neither. */
function describeRole({ denied, tried }) {
    if (denied.length === 0)
        return (0,doctor_finding/* good */.uw)('role', 'it may write production, as an apply does');
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

;// CONCATENATED MODULE: ./src/jobs/doctor/examine-table.ts



const WHAT = 'lock table';
const WHY = 'Without it no state can be locked, and nothing is planned or applied.';
async function examineTable(backend) {
    const { lockTable } = backend.settings;
    if (lockTable === undefined)
        return { findings: [], arn: undefined };
    let arn;
    const findings = await examine({ what: WHAT, why: WHY, ifDenied: 'not-checked' }, async () => {
        const table = await backend.probes.describeTable();
        if (table === undefined)
            return findMissing(backend, lockTable);
        ({ arn } = table);
        const keys = table.keys.map(({ name, type }) => `${name} (${type})`).join(', ');
        if (keys === 'LockID (S)')
            return (0,doctor_finding/* good */.uw)(WHAT, `${lockTable} has the key LockID`);
        return {
            ...{
                what: WHAT,
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
/** Terraform looks for the table in the account of the credentials, wherever the bucket is. */
async function findMissing(backend, lockTable) {
    const { probes, settings } = backend;
    const missing = { what: WHAT, verdict: 'wrong', why: WHY };
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
        if (!(error instanceof stack_backend/* BackendUnusable */.Y))
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
            return (0,doctor_finding/* good */.uw)(what, 'none');
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

;// CONCATENATED MODULE: ./src/jobs/doctor/doctor.ts












/**
 * Looks at everything that Lockstep needs, on the backend as it is configured and with the role that the job has: what is
 * wrong, why it matters, what to do. Production is read and never written: what a role may write there is tried on conditions
 * that nothing fulfils. The rest is tried at a place of its own beside the keys of pull requests. Throws NotReady when
 * Lockstep could not work.
 */
async function doctor(run) {
    const findings = [];
    const stack = await openOrTell(run, findings);
    if (stack === undefined)
        throw new doctor_finding/* NotReady */.DX(findings, undefined);
    const { backend, prod } = stack;
    run.journal.output('state-key', prod.path);
    const { lockTable, useLockfile } = backend.settings;
    const locks = [lockTable === undefined ? '' : `the table ${lockTable}`, useLockfile ? 'a lockfile' : ''];
    findings.push((0,doctor_finding/* good */.uw)('backend', `state ${(0,state_keys/* lockItemId */.Gw)(prod)}, locks in ${locks.filter((part) => part !== '').join(' and ')}`));
    findings.push(...(await examineBucket(backend, prod)), ...(await examineProduction(run, stack)));
    const table = await examineTable(backend);
    const tableWorks = !table.findings.some(isWrong);
    findings.push(...table.findings);
    const address = stack.placeOfNobody(`doctor-${run.chance.id()}`);
    const trial = await examineKeys(run, backend, { address, tableWorks });
    const tryObjects = await keepsConditions(run, stack, trial);
    const writes = tableWorks ? await findDeniedWrites(stack, { tryObjects, tryItems: keepsTurns(trial) }) : undefined;
    const isRoleOfApplies = writes !== undefined && writes.tried > 0 && writes.denied.length === 0;
    findings.push(...(isRoleOfApplies ? trial.map(asOfApplies) : trial));
    if (writes !== undefined && writes.tried > 0)
        findings.push(describeRole(writes), ...examinePointer(writes));
    if (isRoleOfApplies) {
        const reviews = { what: 'reviews', why: 'An apply compares with them, and is refused when it cannot read them.' };
        findings.push(...(await examine(reviews, async () => {
            await backend.objects.get((0,state_keys/* reviewKey */.SA)(address, run.context.commitSha));
            return (0,doctor_finding/* good */.uw)('reviews', 'can be read');
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
        run.journal.info((0,doctor_finding/* describeFinding */.jb)(finding));
    if (findings.some(isWrong))
        throw new doctor_finding/* NotReady */.DX(findings, policies);
    return { kind: 'examined', findings, policies, wait: run.waiting.spent };
}
/** Undefined where no policy could do it. */
function policiesOf({ backend, prod, prPaths }, tableArn) {
    const { lockTable, useLockfile, encryption, connection } = backend.settings;
    const { region = '' } = connection;
    const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const subject = {
        partition,
        bucket: prod.bucket,
        useLockfile,
        tableArn: lockTable === undefined ? undefined : (tableArn ?? `arn:${partition}:dynamodb:*:*:table/${lockTable}`),
        // An alias or an id is no ARN, and a policy takes nothing else.
        kmsKeyArn: encryption.kind === 'kms' && encryption.keyId.startsWith('arn:') ? encryption.keyId : undefined,
        production: prod.path === prod.key ? [prod.path] : [prod.path, prod.key],
        pulls: prPaths.pattern,
        pullsPrefix: prPaths.prefix,
    };
    return canTellApart(subject) ? describePolicies(subject) : undefined;
}
/**
 * Whether this very endpoint was seen to keep to conditions: else a trial on production would be a write to it. A role that
 * may write nothing of pull requests is shown it where an apply keeps a state that it could not save.
 */
async function keepsConditions(run, { backend, prod }, trial) {
    const isCondition = ({ what }) => what === CONDITIONS;
    const seen = trial.some(isCondition)
        ? trial
        : await examine({ what: 'copies of a state', why: '' }, () => examineKey(run, backend, `${prod.path}.errored-doctor-${run.chance.id()}`));
    const shown = seen.filter(isCondition);
    return shown.length > 0 && shown.every(({ verdict }) => verdict === 'good');
}
/** False when two that took a turn at once were both told that they had it. */
function keepsTurns(trial) {
    return trial.every((finding) => finding.what !== QUEUE || finding.verdict === 'good' || finding.isDenied === true);
}
/** What only plans and cleanups need is no fault of the role that applies. */
function asOfApplies(finding) {
    if (finding.isDenied !== true)
        return finding;
    return {
        ...finding,
        verdict: 'warning',
        why: 'This role can apply and not plan: plans and cleanups need another one.',
    };
}
/** Without an initialized root module there is nothing more to look at. */
async function openOrTell(run, findings) {
    try {
        return await (0,open_stack/* openStack */.j)(run);
    }
    catch (error) {
        if (!(error instanceof stack_backend/* BackendUnusable */.Y || error instanceof tool_failed/* ToolFailed */.C))
            throw error;
        const details = error instanceof tool_failed/* ToolFailed */.C ? firstLine(error.details) : '';
        findings.push({
            what: `${run.terraform.name} init`,
            verdict: 'wrong',
            found: details === '' ? error.message : `${error.message}: ${details}`,
            why: 'Every run begins with it.',
            mend: error instanceof tool_failed/* ToolFailed */.C ? 'The log above has all that it said.' : '',
        });
        return undefined;
    }
}
function isWrong({ verdict }) {
    return verdict === 'wrong';
}
function firstLine(text) {
    return text.split('\n', 1)[0] ?? '';
}

;// CONCATENATED MODULE: ./src/jobs/review/find-group.ts




/**
 * What was reviewed of all that a merge group stands on: what is queued before it, and what is merged and not applied
 * yet. Asked before its snapshot is taken: whatever is applied after that is in the snapshot, and no obstacle. Undefined
 * when there is nothing to compare: no merge group, or one of a branch that is not applied from.
 */
async function findGroup(run, stack, operation) {
    const { event } = run.context;
    const branch = (0,jobs_run/* applyBranch */.d)(run);
    if (event.kind !== 'merge-group' || !event.headRef.includes(`gh-readonly-queue/${branch}/`))
        return undefined;
    const find = async () => {
        const queued = await run.pullRequests.findQueued(operation.headSha, branch);
        if (!queued.includes(operation.prNumber)) {
            throw new github/* GitHubUnusable */.j(`its queue does not name #${operation.prNumber}`);
        }
        const certain = queued.map((number) => ({ number }));
        return (0,find_carried/* findCarried */.O4)(run, stack, { commitSha: operation.headSha, certain });
    };
    const carried = await (0,tolerate/* tolerate */.j9)(run.journal, {
        what: 'What is in this merge group is not known',
        task: find,
        otherwise: 'unknown',
    });
    return { carried, findCarried: find };
}

// EXTERNAL MODULE: ./src/domain/state/snapshot.ts
var snapshot = __webpack_require__(7264);
;// CONCATENATED MODULE: ./src/jobs/state/put-snapshot.ts





const ATTEMPTS = 3;
/**
 * Puts a copy of the prod state at the PR key, or makes sure that nothing lies there. Throws PrStateInUse when somebody
 * applied on the PR key; whoever does so between the look and the write makes it look again.
 */
async function putSnapshot(run, backend, keys) {
    const [prodLock, prodBody] = await Promise.all([
        backend.locks.read(keys.prod),
        (0,read_prod_state/* readProdState */.n)(run, backend, keys.prod),
    ]);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const snapshot = await tryPut(run, backend, { ...keys, prodLock, prodBody });
        if (snapshot !== undefined)
            return snapshot;
    }
    throw new stack_backend/* BackendUnusable */.Y(`somebody else keeps writing the state at ${(0,state_keys/* lockItemId */.Gw)(keys.pr)} while it is seeded.`);
}
/**
 * The digest item goes before the object and comes back after it: whatever a crash leaves behind is a state that
 * Terraform can read. Undefined when somebody else wrote meanwhile.
 */
async function tryPut(run, backend, { prod, pr, prodLock, prodBody }) {
    // Listed before the look, so that what is removed is what was looked at.
    const empty = run.inputs['pr-state'] === 'empty' || prodBody === undefined;
    const versions = empty ? await backend.objects.listVersions(pr.path) : [];
    // The digest first: whoever applies in between writes the state before it, and is then seen in the state.
    const prDigest = await backend.digests.get(pr);
    const prState = await backend.objects.get(pr.path);
    const of = (0,state_keys/* lockItemId */.Gw)(prod);
    const decision = (0,snapshot/* decidePrState */.oT)({ prState, prodBody, of });
    if (decision.kind === 'in-use')
        throw new snapshot/* PrStateInUse */.OB(pr, decision.instances);
    if (empty) {
        if (prDigest !== undefined && !(await backend.digests.delete(pr, prDigest)))
            return undefined;
        const removal = await backend.objects.remove({ key: pr.path, versions, current: prState });
        if (removal.kind === 'changed')
            return undefined;
        return { kind: 'none', why: prodBody === undefined ? 'no-prod-state' : 'pr-state-empty', prodLock };
    }
    const md5 = (0,state_state/* stateDigest */.Ox)(prodBody);
    const state = (0,state_state/* parseState */.Bu)(prodBody);
    const { serial } = state;
    const untouched = decision.kind === 'snapshot' && prState !== undefined && (0,state_state/* stateDigest */.Ox)(prState.body) === md5;
    if (!untouched || (backend.settings.lockTable !== undefined && prDigest !== md5)) {
        if (prDigest !== undefined && !(await backend.digests.delete(pr, prDigest)))
            return undefined;
        const content = { body: prodBody, metadata: (0,snapshot/* snapshotMetadata */.iy)({ serial, md5, of }) };
        if (!(await backend.objects.put(pr.path, content, prState)))
            return undefined;
        if (!(await backend.digests.put(pr, md5)))
            return undefined;
    }
    const lineage = state.kind === 'plain' ? state.lineage : undefined;
    return { kind: 'taken', serial, lineage, prodLock };
}

;// CONCATENATED MODULE: ./src/domain/review/varying.ts


/**
 * What differs between an earlier plan and this one of the same commit on the same state: such values are others in every
 * plan. Together with what was noted so before. Empty when the two are not of the same commit and state.
 */
function findVarying(earlier, { plan, leeway, ...of }) {
    if (!isOfTheSame(earlier, of))
        return [];
    const found = digestiblesOf(plan, readingOf(earlier, leeway)).flatMap((now) => {
        const { kind: what, address } = now;
        const reviewed = (what === 'output' ? earlier.outputs : earlier.resources).find((change) => change.address === address && change.actions.join() === now.actions.join());
        if (reviewed === undefined)
            return [];
        const { missing, unheld } = judgeTogether([{ review: earlier, reviewed, now }], []);
        const values = missing.filter(({ path }) => path[0] !== '');
        const attributes = [...attributesOf(now, values), ...unheld].filter((name) => name !== '');
        const isAnother = values.length > 0 || unheld.length > 0;
        return isAnother ? [{ what, address, attributes: [...new Set(attributes)].sort() }] : [];
    });
    return mergeVarying([...earlier.varying, ...found]);
}
function isOfTheSame(earlier, of) {
    return (earlier.version > 1 &&
        earlier.headSha === of.headSha &&
        earlier.plannedOn === of.plannedOn &&
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

// EXTERNAL MODULE: ./src/domain/stack/repository.ts
var repository = __webpack_require__(3759);
// EXTERNAL MODULE: ./src/domain/review/review-document.ts
var review_document = __webpack_require__(6403);
;// CONCATENATED MODULE: ./src/jobs/review/write-review.ts







/**
 * Records beside the pull request's state what its reviewers are about to see of this commit. Of the plans of one commit
 * the newest counts: each is made within the pull request's turn.
 */
async function writeReview(run, { objects }, of) {
    const { context, clock, chance } = run;
    const salt = chance.id();
    const key = (0,state_keys/* reviewKey */.SA)(of.address, of.headSha);
    const stored = await objects.get(key);
    const earlier = stored === undefined ? undefined : (0,review_document/* parseReview */.w)(stored.body);
    const leeway = leewayOf(run, [context.commitSha, of.headSha]);
    const made = {
        plannedOn: plannedOn(of.snapshot),
        snapshot: of.snapshot.kind === 'taken' ? { serial: of.snapshot.serial, lineage: of.snapshot.lineage } : undefined,
    };
    const review = {
        version: review_review/* REVIEW_VERSION */.M,
        repository: context.repository,
        repositoryId: context.repositoryId,
        prNumber: of.prNumber,
        headSha: of.headSha,
        runUrl: context.runUrl,
        plannedAt: clock.now().toISOString(),
        ...made,
        salt,
        ...reviewChanges(of.plan, salt, leeway),
        varying: earlier?.kind === 'review' && (0,repository/* isSameRepository */.v)(earlier.review, context)
            ? findVarying(earlier.review, { plan: of.plan, leeway, headSha: of.headSha, ...made })
            : [],
    };
    // Whatever lies there is of an earlier plan of the same commit.
    await objects.put(key, { body: (0,review_document/* renderReview */.F)(review), metadata: {} }, 'any');
}
function plannedOn(snapshot) {
    if (snapshot.kind === 'taken')
        return 'snapshot';
    return snapshot.why === 'no-prod-state' ? 'no-state' : 'empty';
}

;// CONCATENATED MODULE: ./src/jobs/plan/plan.ts
















/** Plans on the pull request's own key, seeded from production. Production is read and never locked or written. */
async function plan_plan(run, operation) {
    const isOfPullRequest = run.context.event.kind !== 'merge-group';
    // The payload is as old as its event.
    const [stack, before] = await askBeside(run, isOfPullRequest ? operation : undefined, () => (0,open_stack/* openStack */.j)(run));
    const early = notToPlan(run, operation, before);
    if (early !== undefined)
        return early;
    const { backend, prod } = stack;
    const pr = stack.prAddress(operation.prNumber);
    run.journal.output('state-key', pr.path);
    const kind = isOfPullRequest ? 'plan' : 'merge-group';
    const me = (0,jobs_run/* describeRun */.v)(run, { kind, commitSha: operation.headSha, prNumber: operation.prNumber });
    const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
    if (taken.kind === 'superseded') {
        return {
            kind: 'superseded',
            by: { commitSha: taken.by.commitSha, runUrl: taken.by.url },
            wait: run.waiting.spent,
        };
    }
    const { turn } = taken;
    let held;
    let isGone = false;
    try {
        const lock = { backend, address: pr, key: 'pr', turn };
        await (0,wait_for_state_lock/* waitForStateLock */.bE)(run, lock);
        run.comments.tellBegun({ kind: 'begun', at: run.clock.now(), shown: undefined });
        await (0,keep_credentials/* renewCredentials */.Q)(run, backend);
        const group = await findGroup(run, stack, operation);
        const snapshot = await putSnapshot(run, backend, { prod, pr });
        await initOn(run, lock);
        await stack.confirmBackend(pr);
        await createWorkspace(run, lock);
        held = await (0,take_state_lock/* takeStateLock */.k)(run, lock, { operation: 'plan', prNumber: operation.prNumber });
        const planned = await run.terraform.plan(held);
        if (planned.kind === 'failed')
            throw planFailed(run, planned, pr);
        // Once more, right before it is recorded: a plan takes its time.
        const [read, after] = await askBeside(run, isOfPullRequest ? operation : undefined, async () => {
            await stack.confirmBackend(pr);
            return run.terraform.showPlan();
        });
        const late = notToPlan(run, operation, after);
        if (late !== undefined) {
            await held.giveBack();
            if (late.kind === 'skipped')
                isGone = await removeSnapshot(run, backend, { prod, pr });
            return late;
        }
        const shown = { ...read, hasChanges: planned.hasChanges };
        const { prNumber, headSha } = operation;
        if (kind === 'plan')
            await writeReview(run, backend, { address: pr, prNumber, headSha, plan: shown.plan, snapshot });
        return {
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
    }
    finally {
        await held?.giveBack();
        await (isGone ? turn.leaveForGood() : turn.leave());
    }
}
/** How the run ends without a plan; undefined when the commit is still the head of an open pull request. */
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
/** Of a pull request that was closed meanwhile nothing is left: its cleanup may have been before this. */
async function removeSnapshot(run, backend, keys) {
    return (0,tolerate/* tolerate */.j9)(run.journal, {
        what: "The copy of production's state is left to the cleanup of the pull request",
        task: async () => {
            await (0,delete_pr_state/* deletePrState */.b)(run, backend, { ...keys, force: false });
            return true;
        },
        otherwise: false,
    });
}

;// CONCATENATED MODULE: ./src/domain/sweep/leftovers.ts

const SUFFIXES = {
    lockfile: state_keys/* LOCKFILE_SUFFIX */.eQ,
    turns: state_keys/* TURN_OBJECT_SUFFIX */.eM,
    state: '',
};
/**
 * Sorts what is listed by pull request. Whatever is not exactly the name of a pull request's state, or of what Lockstep
 * and Terraform keep beside it, is somebody's own (a backup, another stack's) and in none of them.
 */
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
/** What a key may be, and beside which state. */
function placesOf(key) {
    const review = (0,state_keys/* parseReviewKey */.NP)(key);
    const others = Object.entries(SUFFIXES)
        .filter(([, suffix]) => key.endsWith(suffix))
        .map(([part, suffix]) => [part, key.slice(0, key.length - suffix.length)]);
    return review === undefined ? others : [['review', review.path], ...others];
}

;// CONCATENATED MODULE: ./src/jobs/sweep/list-leftovers.ts


/** Everything below the prefix. */
async function listLeftovers({ objects }, prefix) {
    const versions = await objects.listAllVersions(prefix);
    if (versions !== 'denied')
        return { versions, isComplete: true };
    const keys = await objects.list(prefix);
    if (keys === 'denied') {
        throw new stack_backend/* BackendUnusable */.Y(`the role may list neither the objects nor the versions below ${prefix}: grant s3:ListBucketVersions, or at least s3:ListBucket.`);
    }
    const current = keys.map((key) => ({ key, versionId: removal/* NO_VERSION */.d, isCurrent: true, kind: 'version' }));
    return { versions: current, isComplete: false };
}

;// CONCATENATED MODULE: ./src/jobs/sweep/remove-leftovers.ts
/**
 * Deletes what was judged, in the order of a cleanup: the digest, then one key after the other, so that a crash between
 * two leaves a state that can be read.
 */
async function removeLeftovers({ objects, digests, settings }, { prNumber, address, removables }) {
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
    return { kind: 'swept', prNumber, removed, versionsLeft };
}

;// CONCATENATED MODULE: ./src/jobs/sweep/judge-leftovers.ts










/** A workflow's token has 1,000 questions an hour, and whether one merge is applied is one of them. */
const MERGES_ASKED_AT_MOST = 200;
/**
 * Judges the leftovers of closed pull requests. Nobody looks on, so only what is certainly nobody's goes: a snapshot that
 * Lockstep made of this very production and nobody touched since, a review of this repository that no apply will ask for.
 */
function openJudge(run, stack) {
    const { backend, prod } = stack;
    let mergesAsked = 0;
    let applied;
    /** The commit that production is at, as far as its queue can be read: a role that plans need not be able to. */
    const readApplied = async () => {
        try {
            const queue = await new turn_queue/* TurnQueue */.R(backend.turns(prod, 'prod'), run.clock, run.chance).read();
            return (0,turn_turn/* findLastApplied */.x1)(queue, run.context)?.commitSha;
        }
        catch (error) {
            run.journal.info(`What is applied is not known, so the reviews of merged pull requests stay: ${(0,tolerate/* passOver */.Wr)(error).message}`);
            return undefined;
        }
    };
    /** What was merged and is not applied yet is compared with its review when it is. */
    const isAskedFor = async (status) => {
        if (!status.isMerged)
            return false;
        if (status.merged === undefined)
            return true;
        if (status.merged.branch !== (0,jobs_run/* applyBranch */.d)(run))
            return false;
        applied ??= readApplied();
        const commitSha = await applied;
        if (commitSha === undefined || mergesAsked >= MERGES_ASKED_AT_MOST)
            return true;
        mergesAsked += 1;
        try {
            return !(await (0,find_carried/* isMergedInto */.f8)(run, status, commitSha));
        }
        catch (error) {
            run.journal.info(`Whether #${status.number} is applied is not known, so its review stays: ${(0,tolerate/* passOver */.Wr)(error).message}`);
            return true;
        }
    };
    /** What lies at one of the keys now; `changed` when that is not what was listed. */
    const lookAt = async (versions) => {
        const listed = versions.find(({ kind, isCurrent }) => kind === 'version' && isCurrent);
        if (listed === undefined)
            return undefined;
        const seen = await backend.objects.get(listed.key);
        const isSame = seen !== undefined && (listed.versionId === removal/* NO_VERSION */.d || seen.versionId === listed.versionId);
        return isSame ? seen : 'changed';
    };
    /** Why the state is not nobody's. Where it was deleted, the newest version below the marker is what somebody may want back. */
    const whyStateStays = async (versions, current) => {
        const newest = versions.find(({ kind }) => kind === 'version');
        if (newest === undefined)
            return undefined;
        const prState = current ?? (await backend.objects.getVersion(newest.key, newest.versionId));
        if (prState === undefined)
            return 'its state was deleted, and the version before that cannot be read';
        const decision = (0,snapshot/* decidePrState */.oT)({ prState, prodBody: undefined, of: (0,state_keys/* lockItemId */.Gw)(prod) });
        if (decision.kind === 'snapshot')
            return undefined;
        return "its state is not the copy of this production that Lockstep made: the pull request's own cleanup, or one by hand, looks at it";
    };
    return async (left, status) => {
        const { prNumber, isComplete } = left;
        const kept = (why) => ({ kind: 'kept', prNumber, why });
        const address = stack.prAddress(prNumber);
        if ((await backend.locks.read(address)).kind !== 'free')
            return kept('its state is locked');
        const reviews = [];
        for (const versions of Map.groupBy(left.review, ({ key }) => key).values()) {
            const current = await lookAt(versions);
            if (current === 'changed')
                return kept('somebody is writing there');
            reviews.push({ versions, current });
            if (current === undefined)
                continue;
            const reading = (0,review_document/* parseReview */.w)(current.body);
            if (reading.kind !== 'review')
                return kept('its review cannot be read, so whose it is is not known');
            if (!(0,repository/* isSameRepository */.v)(reading.review, run.context))
                return kept('it is of another repository');
        }
        const state = await lookAt(left.state);
        if (state === 'changed')
            return kept('somebody is writing there');
        const why = await whyStateStays(left.state, state);
        if (why !== undefined)
            return kept(why);
        const reviewsStay = reviews.length > 0 && (await isAskedFor(status));
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
                ...(reviewsStay ? [] : reviews.flatMap(({ versions, current }) => removable(versions, current))),
                // What lies there now of lockfile and queue is a lock, and our own turn.
                ...removable(left.lockfile),
                ...removable(left.turns),
            ],
        };
    };
}

;// CONCATENATED MODULE: ./src/jobs/sweep/sweep-pull-request.ts










/** Sweeps one closed pull request: within its turn, so that a plan of one that is opened again comes before or after. */
function openSweeper(run, stack, { dryRun }) {
    const { backend } = stack;
    const judge = openJudge(run, stack);
    const look = async (status) => {
        const { number: prNumber } = status;
        const address = stack.prAddress(prNumber);
        const why = await findWorker(run, new turn_queue/* TurnQueue */.R(backend.turns(address, 'pr'), run.clock, run.chance));
        if (why !== undefined)
            return { kind: 'kept', prNumber, why };
        if (dryRun) {
            const judged = await judge(await listOne(prNumber), status);
            if (judged.kind === 'kept')
                return judged;
            return { kind: 'swept', prNumber, removed: countOf(judged), versionsLeft: false };
        }
        const me = (0,jobs_run/* describeRun */.v)(run, { kind: 'sweep', commitSha: run.context.commitSha, prNumber });
        const taken = await takeTurn(run, { backend, address, key: 'pr', me });
        if (taken.kind === 'superseded')
            throw new Error('a sweep was superseded in the queue, which only plans are');
        let isGone = false;
        try {
            // It may have been opened again, or merged, while this run was waiting for its turn.
            const [now] = await untilGitHubAnswers(run, () => run.pullRequests.findStatuses([prNumber]));
            if (now?.closed !== true)
                return { kind: 'kept', prNumber, why: 'it was opened again' };
            const judged = await judge(await listOne(prNumber), now);
            if (judged.kind === 'kept')
                return judged;
            const removal = await removeLeftovers(backend, judged);
            isGone = removal.kind === 'swept';
            return removal;
        }
        finally {
            await (isGone ? taken.turn.leaveForGood() : taken.turn.leave());
        }
    };
    const listOne = async (prNumber) => {
        const { versions, isComplete } = await listLeftovers(backend, stack.prAddress(prNumber).path);
        const nothing = { prNumber, state: [], lockfile: [], turns: [], review: [] };
        const left = sortLeftovers(versions, stack.prPaths).find((one) => one.prNumber === prNumber) ?? nothing;
        return { ...left, isComplete };
    };
    return async (status) => {
        try {
            return await look(status);
        }
        catch (error) {
            // One that cannot be swept must not keep the others.
            return { kind: 'kept', prNumber: status.number, why: (0,tolerate/* passOver */.Wr)(error).message };
        }
    };
}
/** What would go, as far as that can be listed. */
function countOf({ removables }) {
    const counts = removables.map(({ versions, current }) => {
        const { earlier, markers } = (0,removal/* planRemoval */.A)(versions === 'denied' ? [] : versions, current);
        return earlier.length + markers.length + (current === undefined ? 0 : 1);
    });
    return counts.reduce((sum, count) => sum + count, 0);
}
/** Why the queue says that this is no leftover; runs that GitHub calls ended are removed by the queue's own rules. */
async function findWorker(run, queue) {
    const { tickets, frozen, lastApplied, lastBegun } = await queue.read();
    if (frozen !== undefined || lastApplied !== undefined || lastBegun !== undefined) {
        return 'its queue is that of a state that is applied, which none of a pull request is';
    }
    for (const ticket of tickets) {
        if ((await run.runs.status(ticket.run)) !== 'completed')
            return 'a run is at work there, or waits';
    }
    return undefined;
}

;// CONCATENATED MODULE: ./src/jobs/sweep/sweep.ts





/**
 * Deletes what closed pull requests have left because their cleanup never ran: states, lockfiles, queues, and the reviews
 * that no apply will ask for. All keys are listed at once; then one pull request after the other is looked at and swept
 * within a turn of its own, as a cleanup does it. Whatever is in doubt is kept, and named.
 */
async function sweep(run, { dryRun }) {
    const stack = await (0,open_stack/* openStack */.j)(run);
    const { prefix } = stack.prPaths;
    run.journal.output('state-key', stack.prod.path);
    if (prefix === '') {
        throw new domain_failure/* Refused */.Lw('a pr-state-key that begins with {pr} would have the whole bucket listed: put something before it.');
    }
    const { versions, isComplete } = await listLeftovers(stack.backend, prefix);
    const numbers = sortLeftovers(versions, stack.prPaths).map(({ prNumber }) => prNumber);
    // Nothing is deleted of which GitHub does not say that it is closed.
    const statuses = numbers.length === 0 ? [] : await run.pullRequests.findStatuses(numbers);
    const sweepOne = openSweeper(run, stack, { dryRun });
    const done = [];
    for (const status of statuses.filter(({ closed }) => closed))
        done.push(await sweepOne(status));
    const swept = done.filter((one) => one.kind === 'swept').filter(({ removed }) => removed > 0);
    const known = new Set(statuses.map(({ number }) => number));
    return {
        kind: 'swept',
        dryRun,
        prefix,
        swept,
        kept: done.filter((one) => one.kind === 'kept'),
        openCount: statuses.filter(({ closed }) => !closed).length,
        unknown: numbers.filter((number) => !known.has(number)),
        versionsLeft: !dryRun && (!isComplete || done.some((one) => one.kind === 'swept' && one.versionsLeft)),
        wait: run.waiting.spent,
    };
}

// EXTERNAL MODULE: ./src/jobs/apply/tell-plans-behind.ts
var tell_plans_behind = __webpack_require__(4938);
// EXTERNAL MODULE: ./src/domain/turn/lock-kind.ts
var lock_kind = __webpack_require__(5978);
// EXTERNAL MODULE: ./src/jobs/state/back-up-state.ts
var back_up_state = __webpack_require__(5489);
// EXTERNAL MODULE: ./src/jobs/lock/recover-lock.ts
var recover_lock = __webpack_require__(8428);
;// CONCATENATED MODULE: ./src/jobs/unlock/judge-holder.ts





/** The run behind the lock, by the ID that it noted. */
function findHolder(queue, lock) {
    const owner = (0,turn_locks/* findLockOwner */.ee)(queue.document, lock);
    return owner && { run: owner.run, toolAtWork: owner.ticket === 'left-at-work', toCreate: owner.toCreate };
}
/** Throws Refused while the holder may be alive. Returns what was found. */
async function confirmNotAlive(run, queue, { holder, lock, key, backend, address, }) {
    if (lock === undefined)
        return 'there is nobody to ask about';
    const found = await askAbout(run, queue, { holder, key });
    const watched = holder && ticketOf(queue, holder.run);
    if (key === 'prod' && (await (0,recover_lock/* doesStateMove */.W)(run, { backend, address }))) {
        throw new domain_failure/* Refused */.Lw(`the state of ${(0,state_keys/* lockItemId */.Gw)(address)} was written while it was watched, so whoever holds the lock is at work: ${lock.who}. Wait for it, or stop its machine.`);
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
        throw new domain_failure/* Refused */.Lw(`the lock is held by ${holder.run.url}, which ${status === 'running' ? 'is still running' : 'is in the queue, and of which GitHub does not say whether it has ended'}. Wait for it, or cancel it there: it gives its lock back.`);
    }
    return `GitHub does not say whether ${holder.run.url} has ended; it has left the queue`;
}
/** GitHub alone can be wrong: a runner that lost its connection is called ended, works on, and renews its turn. */
async function confirmSilent(run, queue, { ticket, key }) {
    run.journal.info(`${ticket.run.url} is still in the queue: its turn is watched for a lease.`);
    await run.clock.sleep((0,turn_watch/* leaseMs */.zT)(ticket, key), run.cancelled);
    await confirmNotRenewed(queue, ticket);
}
/** A machine that was suspended may go on at any moment. Once its ticket is taken out, it cannot renew it. */
async function confirmNotRenewed(queue, ticket) {
    await queue.read();
    const now = ticketOf(queue, ticket.run);
    if (now === undefined || now.token === ticket.token)
        return;
    throw new domain_failure/* Refused */.Lw(`the lock is held by ${ticket.run.url}: GitHub says that it has ended, and yet it renews its turn, so it is at work. Stop its machine, or wait for it.`);
}
/** The ticket of this very attempt. */
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

;// CONCATENATED MODULE: ./src/jobs/unlock/clear-queue.ts






/**
 * Takes the dead holder's turn away, by the token that was watched: from then on it finds its turn gone before it begins
 * anything. Throws Refused when it has renewed its turn after all. Undefined when there is none to take.
 */
async function takeTurnAway(queue, holder) {
    const head = queue.document.tickets[0];
    if (head === undefined || head.run.runId !== holder?.run.runId || head.run.runAttempt !== holder.run.runAttempt) {
        return undefined;
    }
    await queue.change((current) => (0,turn_turn/* removeHead */.bW)(current, { id: head.id, token: head.token }));
    if (ticketOf(queue, head.run) !== undefined) {
        throw new domain_failure/* Refused */.Lw(`the turn of ${head.run.url} was renewed, and stays, and so does its lock: it is at work. Stop its machine, or wait for it.`);
    }
    return `the turn of ${head.run.url} is taken back`;
}
/**
 * Lifts the freeze when what was missing is in its place. A state that somebody has written since in another way counts
 * only for a person who has named this very freeze: nothing here can tell whether all of it is in there.
 */
async function liftFreeze(run, queue, of) {
    const { frozen } = queue.document;
    if (frozen === undefined)
        return 'not frozen';
    let since;
    try {
        since = (0,freeze/* compareWithUnsaved */.A)(frozen, await (0,read_prod_state/* readProdState */.n)(run, of.backend, of.address));
    }
    catch (error) {
        // The lock is gone by now, and that must not look like a failure.
        return `still frozen (${frozen.id}): the state cannot be compared with what was not saved: ${(0,tolerate/* passOver */.Wr)(error).message}`;
    }
    if (since === 'behind' || (since === 'written-since' && of.lockId !== frozen.id)) {
        return `still frozen (${frozen.id}): what ${frozen.runUrl} did is not in the state yet. Put it there as its comment says, then run this again with that ID`;
    }
    await queue.change((current) => (0,turn_turn/* thaw */.JI)(current, frozen.id));
    return since === 'saved'
        ? 'the state is whole again, and the freeze is lifted'
        : 'the state has been written since, and the freeze is lifted as asked';
}

;// CONCATENATED MODULE: ./src/jobs/unlock/look-at-drift.ts






/**
 * Looks, under a state lock of this run's own, at what has changed outside Terraform. The lock that was asked for is gone
 * by now: whatever goes wrong here is told, and does not fail what was asked for.
 */
async function lookAtDrift(run, at, own) {
    try {
        if (!(await isWorkspaceThere(at)))
            return 'there is no state yet, so there was no look';
        const initialized = await init(run, at);
        const { locks } = at.backend;
        const record = (0,take_state_lock/* describeOwnLock */.V)(run, { address: at.address, lockId: own.lockId, operation: 'plan' });
        if ((await locks.take(at.address, record)).kind === 'held') {
            return 'somebody has taken the lock since, so there was no look';
        }
        try {
            await (0,repair_digest/* repairDigest */.i)(run, at);
            if (initialized.kind !== 'initialized')
                await initOn(run, at);
            return await planRefreshOnly(run, own);
        }
        finally {
            await giveBack(run, at, own);
        }
    }
    catch (error) {
        return `there was no look at what has changed: ${(0,tolerate/* passOver */.Wr)(error).message}`;
    }
}
async function planRefreshOnly({ terraform }, own) {
    const planned = await terraform.planRefreshOnly(own);
    if (planned.kind === 'failed') {
        const how = planned.timedOut === undefined ? 'failed' : 'took longer than apply-timeout and was interrupted';
        return `the refresh-only plan ${how}: ${planned.details.split('\n')[0] ?? ''}`;
    }
    if (!planned.hasChanges)
        return 'nothing has changed outside Terraform';
    const { plan } = await terraform.showPlan();
    return plan.drift.length === 0
        ? 'outputs differ from the state; the next plan shows how'
        : `changed outside Terraform: ${plan.drift
            .slice(0, 20)
            .map(({ address }) => address)
            .join(', ')}${plan.drift.length > 20 ? ' …' : ''}`;
}
async function giveBack({ journal }, { backend, address }, { lockId }) {
    try {
        await backend.locks.giveBack(address, lockId);
    }
    catch (error) {
        const { message } = (0,tolerate/* passOver */.Wr)(error, { nonCancellable: true });
        journal.warning(`The state lock ${lockId} of ${(0,state_keys/* lockItemId */.Gw)(address)}, of this look, is left behind: ${message}`);
    }
}

;// CONCATENATED MODULE: ./src/jobs/unlock/show-lock.ts


/** The lock that was asked for; undefined when nobody holds any. */
async function showLock(backend, asked) {
    const { address, lockId, frozen } = asked;
    const reading = await backend.locks.read(address);
    if (reading.kind === 'free')
        return undefined;
    if (reading.kind === 'unreadable') {
        throw new domain_failure/* Refused */.Lw(`the lock of ${(0,state_keys/* lockItemId */.Gw)(address)} is no record of Terraform's, so it cannot be known whose it is. Look at it, and delete it by hand.`);
    }
    if (reading.lock.id !== lockId && frozen?.id === lockId) {
        throw new domain_failure/* Refused */.Lw(`the state lock of ${(0,state_keys/* lockItemId */.Gw)(address)} is held: ${describeLock(reading.lock)}. The freeze is lifted once it is free.`);
    }
    if (reading.lock.id !== lockId) {
        throw new domain_failure/* Refused */.Lw(`the lock of ${(0,state_keys/* lockItemId */.Gw)(address)} is another one by now: ${describeLock(reading.lock)}. Look at who holds it, and run this again with its ID if that is the one to delete.`);
    }
    return reading.lock;
}
function describeLock(lock) {
    return `${lock.id}, ${lock.operation} by ${lock.who} since ${lock.created}, ${lock.version}`;
}

;// CONCATENATED MODULE: ./src/jobs/unlock/unlock.ts











/**
 * Recovers from a lock that nobody is going to give back, in seven steps, each with what it found: the lock, its holder,
 * whether that is alive, a backup, the deletion, the queue, and a look at what has changed outside Terraform, so that
 * the next apply starts from the truth. Rejects with Refused before anything is changed.
 */
async function unlock(run, { lockId, prNumber }) {
    const stack = await (0,open_stack/* openStack */.j)(run);
    const { backend } = stack;
    const key = prNumber === undefined ? 'prod' : 'pr';
    const address = prNumber === undefined ? stack.prod : stack.prAddress(prNumber);
    run.journal.output('state-key', address.path);
    const steps = [];
    const found = (step, what) => {
        steps.push({ step, found: what });
        run.journal.info(`${steps.length}. ${step}: ${what}`);
    };
    const queue = new turn_queue/* TurnQueue */.R(backend.turns(address, key), run.clock, run.chance);
    // A run that is cancelled from here on has a lock to give back, should its last plan have taken one.
    const own = { lockId: run.chance.id() };
    run.handover.noteTurn({ address, key, ticketId: run.chance.id(), ...own });
    const { frozen } = await queue.read();
    // A run whose commit had another kind of lock may have left it where this commit does not look.
    const kind = (0,turn_locks/* findLockKind */.ZP)(queue.document, lockId);
    const locks = (0,lock_kind/* coversKind */.b)(backend.locks.kind, kind) || kind === undefined ? backend.locks : await backend.locks.at(kind);
    const lock = await showLock({ locks }, { address, lockId, frozen });
    if (lock === undefined && frozen === undefined) {
        found('lock', 'nobody holds it, and its queue is not frozen: there is nothing to do');
        return { kind: 'unlocked', address, lockId, steps, wait: run.waiting.spent };
    }
    found('lock', lock === undefined ? 'nobody holds it' : describeLock(lock));
    // Its owner may have joined between the first look at the queue and the one at the lock.
    if (lock !== undefined)
        await queue.read();
    const holder = lock && findHolder(queue, lock);
    found('holder', describeHolder(holder, lock));
    found('alive', await confirmNotAlive(run, queue, { holder, lock, key, backend, address }));
    // Under the lock, which is deleted below.
    const { run: holderRun, toCreate } = holder ?? {};
    const candidates = holderRun === undefined || toCreate === undefined ? [] : [{ run: holderRun, toCreate }];
    const abandoned = await findUnrecorded(run, { backend, address }, candidates);
    const backup = await (0,back_up_state/* backUpState */.c)(run, backend, address);
    found('backup', describeBackup(backup));
    // Before its lock goes: whoever lives after all is found out while the lock still protects it.
    const taken = await takeTurnAway(queue, holder);
    const deleted = lock !== undefined && (await locks.delete(address, lock.id));
    found('deletion', deleted ? `the lock ${lockId} is deleted` : 'there is no such lock any more');
    const freeze = await liftFreeze(run, queue, { backend, address, lockId });
    found('queue', taken === undefined ? freeze : `${taken}; ${freeze}`);
    found('refresh', await lookAtDrift(run, { backend, address, explained: deleted && lock.operation === lock_lock/* APPLY_LOCK */.FF }, own));
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

// EXTERNAL MODULE: ./src/render/comment/comment.ts + 15 modules
var comment = __webpack_require__(8217);
// EXTERNAL MODULE: ./src/domain/run/outcome.ts
var outcome = __webpack_require__(518);
;// CONCATENATED MODULE: ./src/render/outputs.ts


/** The outputs that tell how a run ended well. */
function renderResultOutputs(result) {
    const common = { outcome: (0,outcome/* outcomeOf */.s)(result) };
    switch (result.kind) {
        case 'planned':
            return { ...common, ...planOutputs(result), ...waitOutputs(result.wait) };
        case 'applied':
            return {
                ...common,
                ...planOutputs(result),
                ...waitOutputs(result.wait),
                outputs: JSON.stringify(result.outputs),
            };
        case 'cleaned':
        case 'unlocked':
        case 'swept':
        case 'examined':
        case 'superseded':
            return { ...common, ...waitOutputs(result.wait) };
        case 'skipped':
            return common;
    }
}
/** The outputs that tell why a run failed. */
function renderFailureOutputs(failure) {
    return {
        'failure-reason': failure.reason,
        ...(failure instanceof holder/* StateLocked */.a ? waitOutputs({ waitedMs: failure.waitedMs, lastHolder: failure.holder }) : {}),
    };
}
function planOutputs(result) {
    const { counts } = result.plan;
    return {
        changes: String(result.hasChanges),
        'to-add': String(counts.toAdd),
        'to-change': String(counts.toChange),
        'to-destroy': String(counts.toDestroy),
        'to-import': String(counts.toImport),
        'to-move': String(counts.toMove),
    };
}
function waitOutputs(wait) {
    return {
        'lock-wait-seconds': String(Math.round(wait.waitedMs / 1000)),
        ...(wait.lastHolder === undefined ? {} : { 'lock-info': renderLockInfo(wait.lastHolder) }),
    };
}
/** Terraform's own field names, and what Lockstep knows of the run behind lock or turn; null for not known. */
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

// EXTERNAL MODULE: ./src/session.ts + 4 modules
var src_session = __webpack_require__(8719);
// EXTERNAL MODULE: ./src/task.ts + 6 modules
var src_task = __webpack_require__(51);
// EXTERNAL MODULE: ./src/wiring.ts + 44 modules
var wiring = __webpack_require__(9002);
;// CONCATENATED MODULE: ./src/main.ts
















/** The last comment is worth a wait, and nobody waits for this run any more; a limit of an hour is not waited for. */
const LIMITS_AT_MOST_MS = 300_000;
/** One run: reads what is asked for, decides, does it, and reports it. Rejects only on a defect of Lockstep. */
async function main(env, runner, cancelled) {
    try {
        const task = await (0,src_task/* readTask */.g)(env);
        const { operation } = task;
        runner.output('command', operation.kind);
        if ('prNumber' in operation && operation.prNumber !== undefined) {
            runner.output('pr-number', String(operation.prNumber));
        }
        if (operation.kind === 'skip') {
            reportResult(runner, { kind: 'skipped', reason: operation.reason });
            runner.info(operation.reason);
            runner.summary((0,comment/* renderRefusal */.$W)('skipped', [operation.reason]));
            return;
        }
        await operate({ ...task, env, runner, operation, cancelled, limitsAtMostMs: LIMITS_AT_MOST_MS });
    }
    catch (error) {
        if (!(error instanceof domain_failure/* RunFailure */.ae))
            throw error;
        reportFailure(runner, error);
        if (error instanceof aftermath/* Cancelled */.c) {
            runner.info('The rest is told after the job: the log goes on in the post step of this action.');
            return;
        }
        runner.summary((0,comment/* renderRefusal */.$W)(error.reason, error instanceof domain_failure/* BadInput */.kp ? error.problems : [error.message]));
    }
}
/** A cancelled run ends here at once, whatever is at work: `post` brings it to its end. */
async function operate(options) {
    const { runner, operation } = options;
    const session = await (0,src_session/* openSession */.f)(options);
    const { run, conclude } = session;
    const { cancelled } = run;
    const performing = perform(run, operation);
    let conclusion;
    try {
        // Terraform is running by now, so that loading what talks to GitHub costs no time of its own.
        if (operation.kind === 'plan' || operation.kind === 'cleanup')
            run.comments.openOn([operation.prNumber]);
        const result = await (wiring.TERRAFORM_OUTLIVES_MAIN
            ? unlessCancelled(performing, cancelled, operation.kind)
            : performing);
        if (cancelled.aborted)
            throw new aftermath/* Cancelled */.c(operation.kind);
        if (result.kind === 'planned' || result.kind === 'applied') {
            runner.output('plan-file', run.terraform.planFiles.planFile);
            runner.output('plan-json', run.terraform.planFiles.planJson);
            runner.output('plan-text', run.terraform.planFiles.planText);
            runner.output('data-dir', run.terraform.dataDirectory);
        }
        reportResult(runner, result);
        conclusion = { kind: 'result', result };
    }
    catch (error) {
        if (error instanceof aftermath/* Cancelled */.c || cancelled.aborted)
            throw new aftermath/* Cancelled */.c(operation.kind);
        if (!(error instanceof domain_failure/* RunFailure */.ae)) {
            await concludeDefect({ run, runner, conclude }, error);
            throw error;
        }
        reportFailure(runner, error);
        conclusion = { kind: 'failure', failure: error };
    }
    await endWith(session, runner, conclusion);
}
/** Tells of the run. By now everything is given back, whatever becomes of the pages about it: a defect comes last. */
async function endWith({ run, conclude }, runner, conclusion) {
    const { steps } = run;
    await steps.take({
        what: 'What has become of this run could not be told',
        task: () => conclude(conclusion),
        otherwise: undefined,
    });
    leaveNothing(run, runner);
    if (changesProduction(conclusion)) {
        await steps.take({
            what: 'Open pull requests are not told that their plans are behind',
            task: () => (0,tell_plans_behind/* tellPlansBehind */._)(run, () => run.terraform.foundBackend()),
            otherwise: undefined,
        });
    }
    steps.throwDefect();
}
/** The defect that ended the run is the one to report; one in the pages about it is told beside it. */
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
        return failure instanceof timed_out/* TimedOut */.G ? failure.overdue.progress !== undefined : failure instanceof apply_failed/* ApplyFailed */.M;
    }
    return conclusion.kind === 'result' && conclusion.result.kind === 'applied' && conclusion.result.hasChanges;
}
/** `post` may be started already, beside this process. */
function leaveNothing({ handover, steps }, runner) {
    steps.takeNow('That this run is at its end could not be noted', () => {
        handover.noteDone();
    });
    runner.saveState(wiring.HANDOVER, '');
}
async function unlessCancelled(task, cancelled, during) {
    const { promise: stopped, reject: stop } = Promise.withResolvers();
    const onAbort = () => {
        stop(new aftermath/* Cancelled */.c(during));
    };
    if (cancelled.aborted)
        onAbort();
    cancelled.addEventListener('abort', onAbort, { once: true });
    try {
        return await Promise.race([task, stopped]);
    }
    finally {
        cancelled.removeEventListener('abort', onAbort);
        // What was at work is left where it is: this process is about to end.
        task.catch(() => undefined);
    }
}
async function perform(run, operation) {
    switch (operation.kind) {
        case 'plan':
            return plan_plan(run, operation);
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
function reportFailure(runner, failure) {
    for (const [name, value] of Object.entries(renderFailureOutputs(failure)))
        runner.output(name, value);
    runner.fail(failure instanceof domain_failure/* BadInput */.kp ? failure.problems : [failure.message]);
}


/***/ })

};
