export const id = 697;
export const ids = [697];
export const modules = {

/***/ 4500:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Tl: () => (/* binding */ translate),
/* harmony export */   XW: () => (/* binding */ describeLimit),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   i2: () => (/* binding */ readLimit),
/* harmony export */   ix: () => (/* binding */ NO_ANCESTOR),
/* harmony export */   mO: () => (/* binding */ mayPassSoon)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9671);


const SECONDARY_LIMIT_MS = 60_000;
const Headers = valibot__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig()])));
const Answer = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    status: valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(),
    message: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    response: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ headers: Headers })),
});
const GraphqlLimit = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    response: valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        headers: Headers,
        data: valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ errors: valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()) })) }),
    }),
});
const Refusal = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ errors: valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()), message: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() })) });
function readLimit(error) {
    const ofGraphql = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(GraphqlLimit, error);
    if (ofGraphql.success && ofGraphql.output.response.data.errors.some(({ type }) => type === 'RATE_LIMITED')) {
        return { kind: 'primary', until: resetOf(ofGraphql.output.response.headers) };
    }
    const answer = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(Answer, error);
    if (!answer.success || ![403, 429].includes(answer.output.status))
        return undefined;
    const { message, response } = answer.output;
    const headers = response?.headers ?? {};
    if (String(headers['x-ratelimit-remaining']) === '0' && !SECONDARY.test(message)) {
        return { kind: 'primary', until: resetOf(headers) };
    }
    const retryAfter = headers['retry-after'];
    if (retryAfter === undefined && !SECONDARY.test(message))
        return undefined;
    return { kind: 'secondary', until: new Date(Date.now() + (Number(retryAfter) * 1000 || SECONDARY_LIMIT_MS)) };
}
function resetOf(headers) {
    return new Date(Number(headers['x-ratelimit-reset']) * 1000 || Date.now());
}
const BRIEF_LENGTH = 200;
const FINAL_TYPES = ['FORBIDDEN', 'NOT_FOUND', 'RATE_LIMITED'];
const NO_ANCESTOR = /no common ancestor/i;
const SECONDARY = /\bsecondary rate\b/i;
function describeLimit({ kind, until }) {
    const at = until.toISOString().replace(/\.\d+/, '');
    return kind === 'primary'
        ? `GitHub's hourly rate limit of this token is used up; it ends at ${at}`
        : `GitHub's secondary rate limit holds this token up until ${at}`;
}
function translate(question, cause) {
    if (cause instanceof _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j)
        return cause;
    const { what, permission } = question;
    const limit = readLimit(cause);
    if (limit !== undefined) {
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j(`could not ${what}: ${describeLimit(limit)}.`, { cause, until: limit.until });
    }
    const lacks = permission === undefined ? '' : `Add \`${permission}\` under \`permissions\` of the job. `;
    const answer = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(Answer, cause);
    if (answer.success) {
        const { status } = answer.output;
        const message = briefly(answer.output.message);
        const said = `(GitHub said: ${status} ${message})`;
        if (status === 401) {
            return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j(`could not ${what}: GitHub does not accept the token. Leave \`token\` out, or give a valid one. ${said}`, {
                cause,
                isDenied: true,
            });
        }
        if (status === 403)
            return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j(`the token may not ${what}. ${lacks}${said}`, { cause, isDenied: true });
        if (status === 404) {
            const perhaps = permission === undefined ? '' : `It is not there, or the job lacks \`${permission}\` under \`permissions\`. `;
            return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j(`could not ${what}. ${perhaps}${said}`, { cause });
        }
        const why = answer.output.response === undefined ? `(no answer: ${message})` : said;
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j(`could not ${what}. ${why}`, { cause });
    }
    const refusal = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(Refusal, cause);
    if (refusal.success) {
        const said = `(GitHub said: ${refusal.output.errors.map(({ message }) => briefly(message)).join('; ')})`;
        const isDenied = refusal.output.errors.some(({ type }) => type === 'FORBIDDEN');
        const words = isDenied ? `the token may not ${what}. ${lacks}` : `could not ${what}. `;
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j(words + said, { cause, isDenied });
    }
    if (valibot__WEBPACK_IMPORTED_MODULE_1__/* .isValiError */ .F1$(cause)) {
        return new _domain_run_github_js__WEBPACK_IMPORTED_MODULE_0__/* .GitHubUnusable */ .j(`could not ${what}: GitHub's answer is not what its API describes (${briefly(cause.message)}).`, {
            cause,
        });
    }
    throw cause;
}
function briefly(message) {
    const [line = ''] = message.trim().split('\n', 1);
    return line.length > BRIEF_LENGTH ? `${line.slice(0, BRIEF_LENGTH - 1)}…` : line;
}
function mayPassSoon(error) {
    const refusal = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(Refusal, error);
    if (!refusal.success || statusOf(error) !== undefined)
        return false;
    return refusal.output.errors.every(({ type }) => type === undefined || !FINAL_TYPES.includes(type));
}
function statusOf(error) {
    const answer = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(Answer, error);
    return answer.success ? answer.output.status : undefined;
}


/***/ }),

/***/ 9571:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ Cancelled)
/* harmony export */ });
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);

class Cancelled extends _failure_js__WEBPACK_IMPORTED_MODULE_0__/* .RunFailure */ .ae {
    reason = 'cancelled';
    aftermath;
    constructor(during, aftermath) {
        super(`the run was cancelled during ${during}`);
        this.aftermath = aftermath;
    }
}


/***/ }),

/***/ 6665:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ TimedOut),
/* harmony export */   m: () => (/* binding */ describeAtWork)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4678);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5410);


const NAMED_AT_MOST = 10;
class TimedOut extends _failure_js__WEBPACK_IMPORTED_MODULE_1__/* .RunFailure */ .ae {
    reason = 'timed-out';
    overdue;
    constructor(overdue) {
        const { command, limitMs, atWork, remarks } = overdue;
        const limit = `${command} took longer than apply-timeout (${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .renderDuration */ .P)(limitMs)}) and was interrupted`;
        super([limit, describeAtWork(atWork), ...remarks].join('; '));
        this.overdue = overdue;
    }
}
function describeAtWork({ addresses, lastLine }) {
    if (addresses.length > 0) {
        const more = addresses.length > NAMED_AT_MOST ? `, and ${addresses.length - NAMED_AT_MOST} more` : '';
        return `at work by then: ${addresses.slice(0, NAMED_AT_MOST).join(', ')}${more}`;
    }
    return lastLine === undefined
        ? 'it had printed nothing by then'
        : `the last that it had printed by then: ${lastLine}`;
}


/***/ }),

/***/ 4678:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ renderDuration),
/* harmony export */   y: () => (/* binding */ parseDurationMs)
/* harmony export */ });
const UNITS_MS = { h: 3_600_000, m: 60_000, s: 1000 };
function parseDurationMs(text) {
    if (text === '0')
        return 0;
    if (!/^(?:\d{1,6}[hms])+$/.test(text))
        return undefined;
    const seen = [];
    let totalMs = 0;
    for (const [, amount, unit] of text.matchAll(/(\d+)([hms])/g)) {
        if (unit === undefined || seen.includes(unit))
            return undefined;
        seen.push(unit);
        totalMs += Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
    }
    return totalMs;
}
function renderDuration(durationMs) {
    const totalSeconds = Math.round(durationMs / 1000);
    if (totalSeconds < 1)
        return 'under 1 s';
    const hours = Math.floor(totalSeconds / 3600);
    const minutes = Math.floor((totalSeconds % 3600) / 60);
    const seconds = totalSeconds % 60;
    if (hours > 0)
        return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
    if (minutes > 0)
        return seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`;
    return `${seconds} s`;
}


/***/ }),

/***/ 2309:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ withSettings),
/* harmony export */   f: () => (/* binding */ settingsOf)
/* harmony export */ });
const SETTING = /^(?:TF_.*|INPUT_.*|PATH)$/i;
const SECRET = /^(?:TF_VAR_.*|TF_TOKEN_.*|TF_ENCRYPTION|INPUT_TOKEN)$/i;
function isSetting(name) {
    return SETTING.test(name) && !SECRET.test(name);
}
function settingsOf(env) {
    return Object.fromEntries(Object.entries(env).filter((entry) => isSetting(entry[0]) && entry[1] !== undefined));
}
function withSettings(env, settings) {
    return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !isSetting(name))), ...settings };
}


/***/ }),

/***/ 5410:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Lw: () => (/* binding */ Refused),
/* harmony export */   ae: () => (/* binding */ RunFailure),
/* harmony export */   kp: () => (/* binding */ BadInput)
/* harmony export */ });
class RunFailure extends Error {
}
class BadInput extends RunFailure {
    reason = 'bad-input';
    problems;
    constructor(problems) {
        super(problems.join('\n'));
        this.problems = problems;
    }
}
class Refused extends RunFailure {
    reason = 'refused';
}


/***/ }),

/***/ 7504:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C5: () => (/* binding */ memberOf),
/* harmony export */   OT: () => (/* binding */ parseJsonExactly),
/* harmony export */   dj: () => (/* binding */ canonicalJson),
/* harmony export */   o$: () => (/* binding */ jsonObject),
/* harmony export */   qY: () => (/* binding */ asRecord)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);

const jsonObject = valibot__WEBPACK_IMPORTED_MODULE_0__/* .custom */ .IeY((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'is not an object');
function canonicalJson(value) {
    return JSON.stringify(value, (_, inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}
function parseJsonExactly(text) {
    if (!/\d[\d.]{15}/.test(text))
        return JSON.parse(text);
    const exactly = (_, value, { source }) => typeof value === 'number' && source !== undefined && source.length > 15 && String(value) !== source
        ? source
        : value;
    return JSON.parse(text, exactly);
}
function asRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? value
        : undefined;
}
function memberOf(value, name) {
    if (Array.isArray(value))
        return value[Number(name)];
    const record = asRecord(value);
    const member = record?.[name];
    const mayBeInherited = typeof member === 'function' || name === '__proto__';
    return mayBeInherited && record !== undefined && !Object.hasOwn(record, name) ? undefined : member;
}


/***/ }),

/***/ 8552:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BH: () => (/* binding */ isExpression),
/* harmony export */   Dv: () => (/* binding */ mayBeSet),
/* harmony export */   MG: () => (/* binding */ findConfigured),
/* harmony export */   OC: () => (/* binding */ isLeft),
/* harmony export */   Zt: () => (/* binding */ configurationAddress),
/* harmony export */   bz: () => (/* binding */ isSurelySet),
/* harmony export */   x0: () => (/* binding */ withoutIndexes)
/* harmony export */ });
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);

function configurationAddress(entry) {
    const module = entry.module_address === undefined ? undefined : withoutIndexes(entry.module_address);
    const own = `${entry.mode === 'data' ? 'data.' : ''}${entry.type}.${entry.name}`;
    return module === undefined ? own : `${module}.${own}`;
}
function withoutIndexes(address) {
    return address.replace(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, '');
}
function findConfigured(module, within = '') {
    const found = new Map();
    const { resources, module_calls: calls } = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(module) ?? {};
    for (const resource of Array.isArray(resources) ? resources.map(_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY) : []) {
        const address = resource?.['address'];
        if (typeof address !== 'string')
            continue;
        found.set(within + address, (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(resource?.['expressions']) ?? {});
    }
    for (const [name, call] of Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(calls) ?? {})) {
        const inner = findConfigured((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(call)?.['module'], `${within}module.${name}.`);
        for (const [address, expressions] of inner)
            found.set(address, expressions);
    }
    return found;
}
function isSurelySet(configured, path) {
    return lookUp(configured, path) === 'set';
}
function mayBeSet(configured, leaf) {
    return lookUp(configured, leaf.path) !== 'unset' || holdsObjects(leaf);
}
function isLeft(configured, path) {
    return lookUp(configured, path) === 'unset';
}
function lookUp(block, [name, ...rest]) {
    if (typeof name !== 'string')
        return 'open';
    if (Object.hasOwn(block, name))
        return lookInto(block[name], rest);
    return rest.some((part) => typeof part === 'number') ? 'open' : 'unset';
}
function lookInto(node, path) {
    if (Array.isArray(node)) {
        const [place, ...rest] = path;
        const found = new Set(typeof place === 'number' ? node.map((block) => lookUp((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(block) ?? {}, rest)) : []);
        const [only] = found;
        return found.size === 1 && only !== undefined ? only : 'open';
    }
    const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(node);
    if (record === undefined)
        return 'open';
    if (isExpression(record))
        return judgeExpression(record, path.length === 0 ? 'set' : 'open');
    return lookUp(record, path);
}
function isExpression(node) {
    const { references } = node;
    const names = Object.keys(node).filter((name) => name !== 'constant_value' && name !== 'references');
    return names.length === 0 && (references === undefined || Array.isArray(references));
}
function judgeExpression({ references, constant_value: constant }, otherwise) {
    if (references !== undefined)
        return 'set';
    return constant === null ? 'unset' : otherwise;
}
function holdsObjects({ after, elements }) {
    if (elements !== undefined)
        return elements.some(({ value }) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(value) !== undefined);
    return after?.startsWith('[') === true && JSON.parse(after).some((value) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asRecord */ .qY)(value));
}


/***/ }),

/***/ 9885:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ WHOLE_OUTPUT),
/* harmony export */   g: () => (/* binding */ openExpressions)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);
/* harmony import */ var _configured_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8552);



const WHOLE_OUTPUT = '';
const NOTHING = { fingerprint: '', resources: [], isOpen: false, variables: {} };
const OPEN = { ...NOTHING, isOpen: true };
function openExpressions(root, variables) {
    const top = { within: '', module: (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(root) ?? {}, caller: undefined };
    const resources = new Map([...resourcesIn(top)].map((found) => [found.address, found]));
    const known = new Map();
    const once = (name, describe) => {
        const found = known.get(name);
        if (found !== undefined)
            return found;
        known.set(name, OPEN);
        const expression = describe();
        known.set(name, expression);
        return expression;
    };
    const describe = ({ node, owner, scope }) => {
        const meant = [...referencesIn(node)].map((reference) => follow((0,_configured_js__WEBPACK_IMPORTED_MODULE_2__/* .withoutIndexes */ .x0)(reference), owner, scope));
        return {
            fingerprint: hash([node ?? null, meant.map(({ fingerprint }) => fingerprint)]),
            resources: [...new Set(meant.flatMap((one) => one.resources))].sort(),
            isOpen: meant.some(({ isOpen }) => isOpen),
            variables: Object.assign({}, ...meant.map((one) => one.variables)),
        };
    };
    const follow = (reference, owner, scope) => {
        const [kind = '', name = '', third = ''] = reference.split('.');
        switch (kind) {
            case 'var':
                return once(`${scope.within}var.${name}`, () => followVariable(name, scope));
            case 'module':
                return once(`${scope.within}module.${name}.${third}`, () => followModule(name, third, scope));
            case 'data':
                return once(`${scope.within}data.${name}.${third}`, () => followData(`data.${name}.${third}`, scope));
            case 'each':
                return describe({ node: owner['for_each_expression'], owner: {}, scope });
            case 'count':
                return describe({ node: owner['count_expression'], owner: {}, scope });
            case 'path':
            case 'terraform':
            case 'self':
                return NOTHING;
            case 'local':
            case 'ephemeral':
                return OPEN;
            default:
                return name === '' ? OPEN : { ...NOTHING, resources: [`${scope.within}${kind}.${name}`] };
        }
    };
    const followVariable = (name, { module, caller }) => {
        const byDefault = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)((0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(module['variables'])?.[name])?.['default'];
        if (caller === undefined) {
            const value = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(variables[name])?.['value'];
            return { ...NOTHING, variables: { [name]: value ?? byDefault ?? null } };
        }
        const node = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(caller.call['expressions'])?.[name];
        return describe({ node: node ?? { constant_value: byDefault }, owner: caller.call, scope: caller.scope });
    };
    const followModule = (name, output, scope) => {
        const called = calledFrom(scope).get(name);
        const outputs = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(called?.module['outputs']);
        if (called === undefined || outputs === undefined)
            return OPEN;
        const node = output === '' ? Object.values(outputs).map(expressionOf) : expressionOf(outputs[output]);
        return describe({ node, owner: {}, scope: called });
    };
    const followData = (address, scope) => {
        const found = resources.get(scope.within + address);
        if (found === undefined)
            return OPEN;
        const { fingerprint } = describe(placeOf(found, found.resource['expressions']));
        return { ...OPEN, fingerprint };
    };
    const described = new Map();
    return {
        ofResource: (address) => {
            const found = resources.get(address);
            if (found === undefined)
                return undefined;
            const names = Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(found.resource['expressions']) ?? {});
            const setBy = described.get(address) ??
                Object.fromEntries(names.map(([name, node]) => [name, describe(placeOf(found, node))]));
            described.set(address, setBy);
            return setBy;
        },
        ofOutput: (name) => {
            const output = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(top.module['outputs'])?.[name];
            if (output === undefined)
                return undefined;
            return { [WHOLE_OUTPUT]: describe({ node: expressionOf(output), owner: {}, scope: top }) };
        },
    };
}
function* resourcesIn(scope) {
    const { resources } = scope.module;
    for (const json of Array.isArray(resources) ? resources : []) {
        const resource = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(json);
        const address = resource?.['address'];
        if (resource !== undefined && typeof address === 'string') {
            yield { address: scope.within + address, resource, scope };
        }
    }
    for (const called of calledFrom(scope).values())
        yield* resourcesIn(called);
}
function calledFrom(scope) {
    const calls = Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(scope.module['module_calls']) ?? {});
    return new Map(calls.map(([name, json]) => {
        const call = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(json) ?? {};
        const module = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(call['module']) ?? {};
        return [name, { within: `${scope.within}module.${name}.`, module, caller: { scope, call } }];
    }));
}
function placeOf({ resource, scope }, node) {
    return { node, owner: resource, scope };
}
function expressionOf(output) {
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(output)?.['expression'];
}
function* referencesIn(node) {
    const record = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asRecord */ .qY)(node);
    if (Array.isArray(node)) {
        for (const block of node)
            yield* referencesIn(block);
    }
    else if (record !== undefined && (0,_configured_js__WEBPACK_IMPORTED_MODULE_2__/* .isExpression */ .BH)(record)) {
        let before = '';
        for (const reference of record['references'] ?? []) {
            if (typeof reference !== 'string')
                continue;
            if (!before.startsWith(`${reference}.`) && !before.startsWith(`${reference}[`))
                yield reference;
            before = reference;
        }
    }
    else {
        for (const inner of Object.values(record ?? {}))
            yield* referencesIn(inner);
    }
}
function hash(json) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update((0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(json)).digest('base64url');
}


/***/ }),

/***/ 3447:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ON: () => (/* binding */ parseRootOutputs),
/* harmony export */   rZ: () => (/* binding */ isMarked),
/* harmony export */   xS: () => (/* binding */ countChanges)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7504);


function isMarked(marks) {
    if (typeof marks === 'object' && marks !== null)
        return Object.values(marks).some(isMarked);
    return marks === true;
}
function countChanges(changes) {
    const count = (holds) => changes.filter(holds).length;
    return {
        toAdd: count(({ action }) => action === 'create' || action === 'replace' || action === 'create-and-forget'),
        toChange: count(({ action }) => action === 'update'),
        toDestroy: count(({ action }) => action === 'delete' || action === 'replace'),
        toImport: count(({ importing }) => importing),
        toMove: count(({ previousAddress }) => previousAddress !== undefined),
    };
}
const Output = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ sensitive: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY(), false), value: valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J() });
function parseRootOutputs(json) {
    return Object.fromEntries(Object.entries(valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(_json_js__WEBPACK_IMPORTED_MODULE_0__/* .jsonObject */ .o$, json))
        .map(([name, output]) => [name, valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Output, output)])
        .filter(([, output]) => !output.sensitive)
        .map(([name, output]) => [name, output.value]));
}


/***/ }),

/***/ 1160:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PI: () => (/* binding */ walkFirstParents),
/* harmony export */   TN: () => (/* binding */ isRecorded),
/* harmony export */   VH: () => (/* binding */ numberInTitle),
/* harmony export */   p8: () => (/* binding */ mergedMs)
/* harmony export */ });
function mergedMs({ mergedAt }) {
    const atMs = Date.parse(mergedAt ?? '');
    return Number.isNaN(atMs) ? Number.MAX_SAFE_INTEGER : atMs;
}
function isRecorded(merge) {
    return merge.kind === 'review' || (merge.why.kind !== 'never-planned' && merge.why.kind !== 'applied');
}
function numberInTitle(title) {
    const [, squashed, merged] = /\(#(\d+)\)\s*$|^Merge pull request #(\d+) from /.exec(title) ?? [];
    const number = squashed ?? merged;
    return number === undefined ? undefined : Number(number);
}
function walkFirstParents(commits, headSha) {
    const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
    const walked = [];
    for (let next = bySha.get(headSha); next !== undefined; next = bySha.get(next.parents[0] ?? ''))
        walked.push(next);
    return walked;
}


/***/ }),

/***/ 9671:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ GitHubUnusable)
/* harmony export */ });
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);

class GitHubUnusable extends _failure_js__WEBPACK_IMPORTED_MODULE_0__/* .RunFailure */ .ae {
    reason = 'github-unusable';
    isDenied;
    isLasting;
    until;
    constructor(message, { isDenied = false, isLasting = isDenied, until, ...options } = {}) {
        super(message, options);
        this.isDenied = isDenied;
        this.isLasting = isLasting;
        this.until = until;
    }
}


/***/ }),

/***/ 7987:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NP: () => (/* binding */ SENSITIVE),
/* harmony export */   Oh: () => (/* binding */ openConceal),
/* harmony export */   hH: () => (/* binding */ SHORTEST_IN_TEXT)
/* harmony export */ });
const SENSITIVE = '(sensitive)';
const SHORTEST_IN_TEXT = 6;
function openConceal(secrets) {
    const forms = new Set();
    for (const secret of secrets) {
        for (const part of [secret, ...secret.split('\n')]) {
            for (const form of formsOf(part.trim())) {
                if (form.length >= SHORTEST_IN_TEXT)
                    forms.add(form.replace(/\s+/g, ' '));
            }
        }
    }
    if (forms.size === 0)
        return (text) => (secrets.has(text) ? SENSITIVE : text);
    const find = openSearch(forms);
    return (text) => (secrets.has(text) ? SENSITIVE : replaceFound(text, find));
}
function formsOf(text) {
    const json = JSON.stringify(text).slice(1, -1);
    if (json === text && !/[<>&]/.test(text))
        return [text];
    const go = json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
    const again = [json, go].map((form) => JSON.stringify(form).slice(1, -1));
    return [text, json, go, ...again];
}
const HEADS = [48, 16, SHORTEST_IN_TEXT];
function openSearch(forms) {
    const byHead = HEADS.map((length) => ({ length, found: new Map() }));
    for (const form of [...forms].sort((a, b) => b.length - a.length)) {
        const shelf = byHead.find(({ length }) => form.length >= length);
        const head = form.slice(0, shelf?.length);
        const others = shelf?.found.get(head);
        if (others === undefined)
            shelf?.found.set(head, [form]);
        else
            others.push(form);
    }
    const shelves = byHead.filter(({ found }) => found.size > 0);
    return (text, at) => {
        for (const { length, found } of shelves) {
            const form = found.get(text.slice(at, at + length))?.find((candidate) => text.startsWith(candidate, at));
            if (form !== undefined)
                return form.length;
        }
        return 0;
    };
}
function replaceFound(text, find) {
    const { plain, places } = withPlainSpaces(text);
    const placeOf = (at) => (places === undefined ? at : (places[at] ?? text.length));
    let result = '';
    let done = 0;
    for (let at = 0; at + SHORTEST_IN_TEXT <= plain.length; at += 1) {
        const length = find(plain, at);
        if (length === 0)
            continue;
        result += text.slice(done, placeOf(at)) + SENSITIVE;
        at += length - 1;
        done = placeOf(at) + 1;
    }
    return done === 0 ? text : result + text.slice(done);
}
function withPlainSpaces(text) {
    if (!/[^\S ]|\s\s/.test(text))
        return { plain: text, places: undefined };
    const places = new Int32Array(text.length);
    let plain = '';
    let from = 0;
    const copy = (end) => {
        for (let at = from; at < end; at += 1)
            places[plain.length + at - from] = at;
        plain += text.slice(from, end);
    };
    for (const { 0: space, index } of text.matchAll(/\s+/g)) {
        copy(index);
        places[plain.length] = index + space.length - 1;
        plain += ' ';
        from = index + space.length;
    }
    copy(text.length);
    return { plain, places };
}


/***/ }),

/***/ 287:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ findSecrets),
/* harmony export */   q: () => (/* binding */ collectSecrets)
/* harmony export */ });
/* harmony import */ var _conceal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7987);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);


const SHORTEST = 3;
const SHORTEST_NUMBER = 4;
function collectSecrets(value, marks, found) {
    if (marks === undefined || marks === false || marks === null)
        return;
    if (typeof value === 'string' && marks === true)
        collectText(value, found);
    if (typeof value === 'number' && marks === true && String(value).length >= SHORTEST_NUMBER)
        found.add(String(value));
    if (typeof value !== 'object' || value === null)
        return;
    for (const [name, part] of Object.entries(value)) {
        collectSecrets(part, marks === true ? true : (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .memberOf */ .C5)(marks, name), found);
    }
}
function collectText(text, found) {
    if (text.length < SHORTEST)
        return;
    found.add(text);
    if (!/^\s*[[{]/.test(text))
        return;
    try {
        collectLeaves((0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseJsonExactly */ .OT)(text), found);
    }
    catch {
    }
}
function collectLeaves(value, found) {
    if (typeof value === 'object' && value !== null) {
        for (const part of Object.values(value))
            collectLeaves(part, found);
    }
    else if (typeof value === 'string' && value.length >= _conceal_js__WEBPACK_IMPORTED_MODULE_0__/* .SHORTEST_IN_TEXT */ .hH) {
        found.add(value);
    }
}
const SECRET_NAME = /(?:_(?:TOKEN|SECRET|SECRET_ACCESS_KEY|PASSWORD|PRIVATE_KEY|API_KEY)|^TF_TOKEN_.+)$/i;
const SHORTEST_IN_ENVIRONMENT = 12;
function findSecrets(env) {
    return Object.entries(env).flatMap(([name, value]) => value !== undefined && value.length >= SHORTEST_IN_ENVIRONMENT && SECRET_NAME.test(name) ? [value] : []);
}


/***/ }),

/***/ 1395:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ BackendUnusable),
/* harmony export */   b: () => (/* binding */ confirmPointsAt)
/* harmony export */ });
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);

class BackendUnusable extends _failure_js__WEBPACK_IMPORTED_MODULE_0__/* .RunFailure */ .ae {
    reason = 'backend-unusable';
    isDenied;
    isLasting;
    constructor(message, { isDenied = false, isLasting = isDenied, ...options } = {}) {
        super(message, options);
        this.isDenied = isDenied;
        this.isLasting = isLasting;
    }
}
function confirmPointsAt(now, expected, tool) {
    if (now.bucket === expected.bucket && now.key === expected.key)
        return;
    throw new BackendUnusable(`${tool} is initialized on ${now.bucket}/${now.key} instead of ${expected.bucket}/${expected.key}. ` +
        'Something else in this job sets the backend, perhaps TF_CLI_ARGS_init: take it out.');
}


/***/ }),

/***/ 3759:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ isSameRepository)
/* harmony export */ });
function isSameRepository(one, other) {
    return one.repositoryId === undefined || other.repositoryId === undefined
        ? one.repository.toLowerCase() === other.repository.toLowerCase()
        : one.repositoryId === other.repositoryId;
}


/***/ }),

/***/ 9243:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ ToolFailed)
/* harmony export */ });
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5410);

class ToolFailed extends _failure_js__WEBPACK_IMPORTED_MODULE_0__/* .RunFailure */ .ae {
    reason = 'tool-failed';
    details;
    constructor(message, details, options) {
        super(message, options);
        this.details = details;
    }
}


/***/ }),

/***/ 2051:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bu: () => (/* binding */ parseState),
/* harmony export */   Mc: () => (/* binding */ stateFingerprint),
/* harmony export */   Ox: () => (/* binding */ stateDigest),
/* harmony export */   jv: () => (/* binding */ findInstancesBeyond),
/* harmony export */   oQ: () => (/* binding */ identifyState)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7504);



const Instance = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    index_key: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig()])),
    deposed: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    attributes: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(_json_js__WEBPACK_IMPORTED_MODULE_1__/* .jsonObject */ .o$)),
    attributes_flat: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(_json_js__WEBPACK_IMPORTED_MODULE_1__/* .jsonObject */ .o$)),
    sensitive_attributes: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J()),
});
const Resource = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    module: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    mode: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    name: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    provider: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    instances: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(Instance),
});
const State = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz(4),
    serial: valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(),
    lineage: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    resources: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(Resource),
});
const Recorded = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    outputs: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J()),
    resources: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J()),
});
const Sealed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ serial: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig()) });
function parseState(body) {
    let json;
    try {
        json = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        return { kind: 'opaque', serial: undefined };
    }
    const state = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(State, json);
    if (!state.success) {
        const sealed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(Sealed, json);
        return { kind: 'opaque', serial: sealed.success ? sealed.output.serial : undefined };
    }
    const { serial, lineage, resources } = state.output;
    const instances = resources.filter((resource) => resource.mode === 'managed').flatMap(managedInstances);
    return { kind: 'plain', serial, lineage, instances };
}
const Identity = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    serial: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig()),
    lineage: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    encrypted_data: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
});
function identifyState(body) {
    let json;
    try {
        json = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        return { serial: undefined, lineage: undefined, isEncrypted: false };
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(Identity, json);
    if (!parsed.success)
        return { serial: undefined, lineage: undefined, isEncrypted: false };
    const { serial, lineage, encrypted_data } = parsed.output;
    return { serial, lineage, isEncrypted: encrypted_data !== undefined };
}
function managedInstances(resource) {
    const name = [resource.module, resource.type, resource.name].filter((part) => part !== undefined).join('.');
    return resource.instances.map((instance) => {
        const index = instance.index_key === undefined ? '' : `[${JSON.stringify(instance.index_key)}]`;
        const deposed = instance.deposed === undefined ? '' : ` (deposed ${instance.deposed})`;
        const attributes = instance.attributes ?? instance.attributes_flat ?? {};
        const id = attributes['id'];
        return {
            address: name + index + deposed,
            type: resource.type,
            provider: resource.provider,
            id: typeof id === 'string' && id !== '' ? id : undefined,
            idIsSecret: isSecretId(resource.type, id, { attributes, sensitive: instance.sensitive_attributes }),
            attributes: (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(attributes),
        };
    });
}
function isSecretId(type, id, marked) {
    if (type.startsWith('random_'))
        return true;
    const paths = JSON.stringify(marked.sensitive ?? []);
    return Object.entries(marked.attributes).some(([name, value]) => paths.includes(JSON.stringify(name)) && (name === 'id' || value === id));
}
function findInstancesBeyond(state, production) {
    const identity = ({ type, provider, id }) => JSON.stringify([type, provider, id ?? null]);
    const unclaimed = Map.groupBy(production, identity);
    const claim = (instance, matches) => {
        const candidates = unclaimed.get(identity(instance)) ?? [];
        const index = candidates.findIndex(matches);
        if (index >= 0)
            candidates.splice(index, 1);
        return index >= 0;
    };
    const alike = (one, other) => one.attributes === other.attributes;
    const inPlace = (one, other) => one.address === other.address && (one.id !== undefined || alike(one, other));
    return state
        .filter((instance) => !claim(instance, (other) => inPlace(instance, other)))
        .filter((instance) => !claim(instance, (other) => alike(instance, other)));
}
function stateFingerprint(body) {
    let content = body;
    try {
        const json = JSON.parse(new TextDecoder().decode(body));
        const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(Recorded, json);
        if (parsed.success)
            content = (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(parsed.output);
    }
    catch {
    }
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(content).digest('hex');
}
function stateDigest(body) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('md5').update(body).digest('hex');
}


/***/ }),

/***/ 1202:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C6: () => (/* binding */ BEGINNING),
/* harmony export */   G6: () => (/* binding */ seePush),
/* harmony export */   Mt: () => (/* binding */ findStretchBegin)
/* harmony export */ });
/* harmony import */ var _stack_repository_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3759);

const BEGINNING = 'beginning';
function seePush({ lastApplied, firstSeen }, push) {
    const { commitSha, ...seen } = push;
    if (lastApplied !== undefined)
        return undefined;
    if (firstSeen === undefined)
        return seen;
    const isRightBefore = (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameRepository */ .v)(firstSeen, push) && firstSeen.before === commitSha;
    return isRightBefore ? seen : firstSeen;
}
function findStretchBegin({ lastApplied, firstSeen }, repository) {
    if (lastApplied !== undefined) {
        return (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameRepository */ .v)(lastApplied, repository)
            ? { kind: 'known', after: lastApplied.commitSha }
            : { kind: 'unknown', why: 'applied-elsewhere' };
    }
    return firstSeen !== undefined && (0,_stack_repository_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameRepository */ .v)(firstSeen, repository)
        ? { kind: 'known', after: firstSeen.before }
        : { kind: 'unknown', why: 'never-seen' };
}


/***/ }),

/***/ 697:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  HANDOVER: () => (/* binding */ HANDOVER),
  TERRAFORM_OUTLIVES_MAIN: () => (/* binding */ TERRAFORM_OUTLIVES_MAIN),
  begunOnOf: () => (/* reexport */ begunOnOf),
  findMain: () => (/* reexport */ findMain),
  noteTakenOver: () => (/* reexport */ noteTakenOver),
  openAdapters: () => (/* binding */ openAdapters),
  openRunner: () => (/* reexport */ openRunner),
  readHandover: () => (/* reexport */ readHandover),
  systemClock: () => (/* reexport */ systemClock)
});

var external_node_fs_ = __webpack_require__(3024);
var external_node_crypto_ = __webpack_require__(7598);
var external_node_os_ = __webpack_require__(8161);
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
var environment = __webpack_require__(2309);
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./src/adapters/actions/runner.ts



const BACKLOG_BYTES = 16 << 20;
const LAST_WORDS_MS = 5000;
function openRunner() {
    for (const stream of [process.stdout, process.stderr])
        stream.on('error', () => undefined);
    const begun = Promise.withResolvers();
    let queue = Promise.resolve();
    const say = (task) => {
        queue = queue.then(async () => {
            try {
                await task(await begun.promise);
            }
            catch (error) {
                process.stdout.write(`Lockstep could not report: ${String(error)}\n`);
            }
        });
    };
    const begin = once(() => {
        begun.resolve(Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(260), __webpack_require__.e(264)]).then(__webpack_require__.bind(__webpack_require__, 4883)));
    });
    let log;
    const command = (task) => {
        say((toolkit) => {
            if (log !== undefined)
                process.stdout.write(`${log.lineOpen ? '\n' : ''}::${log.token}::\n`);
            task(toolkit);
            if (log === undefined)
                return;
            process.stdout.write(`::stop-commands::${log.token}\n`);
            log.lineOpen = false;
        });
    };
    return {
        info: (message) => {
            say(({ info }) => {
                info(inert(message));
            });
        },
        warning: (message) => {
            command(({ warning }) => {
                warning(message);
            });
        },
        output: (name, value) => {
            say(({ setOutput }) => {
                setOutput(name, value);
            });
        },
        openLog: (title) => {
            const opened = { token: (0,external_node_crypto_.randomUUID)(), lineOpen: false };
            say((toolkit) => {
                toolkit.startGroup(inert(title));
                process.stdout.write(`::stop-commands::${opened.token}\n`);
                log = opened;
            });
            return {
                write: (text) => {
                    if (text === '')
                        return;
                    say(() => {
                        if (process.stdout.writableLength > BACKLOG_BYTES)
                            return;
                        process.stdout.write(text);
                        opened.lineOpen = !text.endsWith('\n');
                    });
                },
                [Symbol.dispose]: () => {
                    say((toolkit) => {
                        process.stdout.write(`${opened.lineOpen ? '\n' : ''}::${opened.token}::\n`);
                        log = undefined;
                        toolkit.endGroup();
                    });
                },
            };
        },
        fail: (messages) => {
            command(({ error }) => {
                for (const message of messages)
                    error(message);
                process.exitCode = 1;
            });
        },
        summary: (markdown) => new Promise((resolve) => {
            say(async ({ summary }) => {
                try {
                    await summary.addRaw(markdown, true).write();
                    resolve(true);
                }
                catch (error) {
                    resolve(false);
                    throw error;
                }
            });
        }),
        mask: (secret) => {
            command(({ setSecret }) => {
                setSecret(secret);
            });
        },
        saveState: (name, value) => {
            const file = process.env['GITHUB_STATE'] ?? '';
            if (file === '')
                return;
            try {
                (0,external_node_fs_.appendFileSync)(file, `${name}=${value}\n`);
            }
            catch (error) {
                if (value !== '')
                    throw error;
                say(() => {
                    process.stdout.write(`Lockstep could not report: ${String(error)}\n`);
                });
            }
        },
        begin,
        flushed: async () => {
            begin();
            await queue;
            await Promise.race([
                Promise.all([process.stdout, process.stderr].map(written)),
                (0,promises_.setTimeout)(LAST_WORDS_MS, undefined, { ref: false }),
            ]);
        },
    };
}
async function written(stream) {
    await new Promise((resolve) => {
        stream.write('', () => {
            resolve();
        });
    });
}
function once(task) {
    let done = false;
    return () => {
        if (done)
            return;
        done = true;
        task();
    };
}
function inert(message) {
    return message.replace(/^(?=\s*::)/gm, '\u200b').replaceAll('##[', '##\u200b[');
}

;// CONCATENATED MODULE: ./src/adapters/clock.ts

const systemClock = {
    now: () => new Date(),
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    sleep: async (durationMs, signal) => {
        await (0,promises_.setTimeout)(durationMs, undefined, signal === undefined ? {} : { signal });
    },
};

var github = __webpack_require__(9671);
var translate = __webpack_require__(4500);
;// CONCATENATED MODULE: ./src/adapters/github/client.ts



const ANSWER_WITHIN_MS = 30_000;
class GitHubClient {
    #options;
    #octokit;
    #told = new Set();
    #heldUntilMs = new WeakMap();
    constructor(options) {
        this.#options = options;
    }
    get repository() {
        const [owner = '', repo = ''] = this.#options.repository.split('/');
        return { owner, repo };
    }
    get token() {
        return this.#options.token;
    }
    get journal() {
        return this.#options.journal;
    }
    async ask(asking, send) {
        const { answerWithinMs = ANSWER_WITHIN_MS, patience = this.#options.patience, once = false } = asking;
        const octokit = await (this.#octokit ??= this.#load());
        const tooLate = new AbortController();
        const giveUp = () => {
            tooLate.abort(new github/* GitHubUnusable */.j(`could not ${asking.what}: GitHub did not answer in time.`));
        };
        let timer = setTimeout(giveUp, answerWithinMs);
        const signal = AbortSignal.any([patience.signal, tooLate.signal]);
        const onLimit = (limit, afterMs) => {
            if (signal.aborted || !this.#mayWait(patience, afterMs))
                return false;
            clearTimeout(timer);
            timer = setTimeout(giveUp, afterMs + answerWithinMs);
            this.#tellWait(limit);
            return true;
        };
        try {
            return await Promise.race([
                send(octokit, { request: { signal, onLimit, ...(once ? { retries: 0 } : {}) } }),
                whenAborted(signal),
            ]);
        }
        catch (error) {
            if (!signal.aborted)
                throw (0,translate/* translate */.Tl)(asking, error);
            if (signal.reason instanceof github/* GitHubUnusable */.j)
                throw signal.reason;
            throw new DOMException(`could not ${asking.what} before the end of this run`, 'AbortError');
        }
        finally {
            clearTimeout(timer);
        }
    }
    #mayWait(patience, afterMs) {
        const nowMs = performance.now();
        const heldUntilMs = Math.max(nowMs, this.#heldUntilMs.get(patience) ?? 0);
        const untilMs = Math.max(heldUntilMs, nowMs + afterMs);
        if (!patience.mayWait(untilMs - heldUntilMs))
            return false;
        this.#heldUntilMs.set(patience, untilMs);
        return true;
    }
    #tellWait(limit) {
        const words = (0,translate/* describeLimit */.XW)(limit);
        if (this.#told.has(words))
            return;
        this.#told.add(words);
        this.#options.journal.warning(`${words}: waiting until then.`);
    }
    async #load() {
        const { token, apiUrl, journal, mayLoad } = this.#options;
        await mayLoad;
        const { openOctokit } = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(239), __webpack_require__.e(887)]).then(__webpack_require__.bind(__webpack_require__, 2887));
        return openOctokit({
            token,
            apiUrl,
            onNotice: (notice) => {
                journal.info(notice);
            },
        });
    }
}
function whenAborted(signal) {
    return new Promise((_, reject) => {
        const onAbort = () => {
            reject(signal.reason);
        };
        if (signal.aborted)
            onAbort();
        else
            signal.addEventListener('abort', onAbort, { once: true });
    });
}
const AGAIN_AFTER_MS = 2000;
async function askAgain({ tries, signal, isWorthIt }, ask) {
    for (let left = tries - 1;; left -= 1) {
        try {
            return await ask();
        }
        catch (error) {
            if (left === 0 || !isWorthIt(error))
                throw error;
            await (0,promises_.setTimeout)(AGAIN_AFTER_MS, undefined, { signal });
        }
    }
}

var dist = __webpack_require__(7934);
;// CONCATENATED MODULE: ./src/adapters/github/pages.ts
async function* readPages(ask) {
    for (let page = 1;; page += 1) {
        const { data, headers } = await ask(page);
        yield data;
        if (!/;\s*rel="next"/.test(headers.link ?? ''))
            return;
    }
}

;// CONCATENATED MODULE: ./src/adapters/github/comments.ts




const Comment = dist/* object */.Ikc({
    id: dist/* number */.aig(),
    html_url: dist/* string */.YjP(),
    body: dist/* optional */.lqM(dist/* nullable */.mee(dist/* string */.YjP()), ''),
    user: dist/* nullable */.mee(dist/* object */.Ikc({ login: dist/* string */.YjP(), type: dist/* optional */.lqM(dist/* string */.YjP(), 'User') })),
});
const Viewer = dist/* object */.Ikc({ viewer: dist/* object */.Ikc({ login: dist/* string */.YjP() }) });
const DEFAULT_LOGIN = 'github-actions[bot]';
const WRITE = 'pull-requests: write';
function openComments(client) {
    const app = isAppToken(client.token);
    let ownLogin;
    const askOwnLogin = async (patience) => {
        try {
            return await client.ask({ what: 'ask whose the token is', patience }, async (octokit, options) => {
                return dist/* parse */.qgA(Viewer, await octokit.graphql('query { viewer { login } }', options)).viewer.login;
            });
        }
        catch (error) {
            ownLogin = undefined;
            if (error instanceof github/* GitHubUnusable */.j)
                return DEFAULT_LOGIN;
            throw error;
        }
    };
    return {
        find: (prNumber, marker, patience) => {
            const asking = { what: `read the comments of pull request #${prNumber}`, permission: WRITE, patience };
            return client.ask(asking, async (octokit, options) => {
                const login = (ownLogin ??= askOwnLogin(patience));
                login.catch(() => undefined);
                const question = { ...client.repository, issue_number: prNumber, per_page: 100, ...options };
                for await (const data of readPages((page) => octokit.rest.issues.listComments({ ...question, page }))) {
                    for (const entry of dist/* parse */.qgA(dist/* array */.YOg(Comment), data)) {
                        if (!entry.body?.startsWith(marker))
                            continue;
                        if (isOwn(entry.user, { login: await login, app }))
                            return ownComment(entry);
                    }
                }
                return undefined;
            });
        },
        read: (comment, patience) => client.ask({ what: `read the comment ${comment.url}`, permission: WRITE, patience }, async (octokit, options) => {
            try {
                const question = { ...client.repository, comment_id: comment.id, ...options };
                return ownComment(dist/* parse */.qgA(Comment, (await octokit.rest.issues.getComment(question)).data));
            }
            catch (error) {
                if ((0,translate/* statusOf */.c2)(error) === 404)
                    return undefined;
                throw error;
            }
        }),
        create: (prNumber, body, patience) => {
            const asking = { what: `comment on pull request #${prNumber}`, permission: WRITE, patience, once: true };
            return client.ask(asking, async (octokit, options) => {
                const order = { ...client.repository, issue_number: prNumber, body, ...options };
                return ownComment(dist/* parse */.qgA(Comment, (await octokit.rest.issues.createComment(order)).data));
            });
        },
        update: (comment, body, patience) => client.ask({ what: `rewrite the comment ${comment.url}`, permission: WRITE, patience }, async (octokit, options) => {
            const order = { ...client.repository, comment_id: comment.id, body, ...options };
            return ownComment(dist/* parse */.qgA(Comment, (await octokit.rest.issues.updateComment(order)).data));
        }),
    };
}
function isAppToken(token) {
    return /^(?:ghs_|v1\.)/.test(token);
}
function isOwn(user, own) {
    if (user === null || (own.app && user.type !== 'Bot'))
        return false;
    return user.login === own.login || (own.app && user.login === `${own.login}[bot]`);
}
function ownComment(entry) {
    return { id: entry.id, url: entry.html_url, body: entry.body ?? '' };
}

var merges = __webpack_require__(1160);
var first_seen = __webpack_require__(1202);
;// CONCATENATED MODULE: ./src/adapters/github/branch-commits.ts







const Commits = dist/* array */.YOg(dist/* object */.Ikc({
    sha: dist/* string */.YjP(),
    commit: dist/* object */.Ikc({ message: dist/* string */.YjP() }),
    parents: dist/* array */.YOg(dist/* object */.Ikc({ sha: dist/* string */.YjP() })),
}));
const Comparison = dist/* object */.Ikc({ commits: Commits });
const PAGES_OF_BRANCH = 3;
const TRIES = 3;
async function readStretch(client, { since, commitSha }) {
    if (since === undefined)
        return { line: [{ sha: commitSha, parents: [], title: '' }], beside: [], isCut: false };
    const { commits, isCut } = since === first_seen/* BEGINNING */.C6
        ? await listAllOf(client, commitSha)
        : { commits: await listBetween(client, since, commitSha), isCut: false };
    const line = (0,merges/* walkFirstParents */.PI)(commits, commitSha);
    if (line.length === 0 && since !== commitSha) {
        throw new github/* GitHubUnusable */.j(`${commitSha} is older than ${since}, from where on it is known what was merged.`, {
            isLasting: true,
        });
    }
    const ofLine = new Set(line.map(({ sha }) => sha));
    return { line, beside: commits.filter(({ sha }) => !ofLine.has(sha)).reverse(), isCut };
}
async function listBetween(client, base, head) {
    const asking = { what: `list the commits between ${base} and ${head}`, permission: 'contents: read' };
    const commits = [];
    await ask(client, { asking, ends: [base, head] }, async (octokit, options) => {
        commits.length = 0;
        const question = { ...client.repository, basehead: `${base}...${head}`, per_page: 100, ...options };
        const compare = (page) => octokit.rest.repos.compareCommitsWithBasehead({ ...question, page });
        for await (const data of readPages(compare))
            commits.push(...dist/* parse */.qgA(Comparison, data).commits.map(nodeOf));
    });
    return commits;
}
async function listAllOf(client, head) {
    const asking = { what: `list the commits of ${head}`, permission: 'contents: read' };
    const pages = [];
    let isCut = false;
    await ask(client, { asking, ends: [head] }, async (octokit, options) => {
        pages.length = 0;
        isCut = false;
        const question = { ...client.repository, sha: head, per_page: 100, ...options };
        for await (const data of readPages((page) => octokit.rest.repos.listCommits({ ...question, page }))) {
            isCut = pages.length === PAGES_OF_BRANCH;
            if (isCut)
                break;
            pages.push(dist/* parse */.qgA(Commits, data).map(nodeOf));
        }
    });
    return { commits: pages.flat().reverse(), isCut };
}
async function ask(client, { asking, ends }, send) {
    const unknown = await client.ask(asking, async (octokit, options) => {
        const isWorthIt = (error) => isNotThere(error) && !translate/* NO_ANCESTOR */.ix.test(String(error));
        try {
            await askAgain({ tries: TRIES, signal: options.request.signal, isWorthIt }, () => send(octokit, options));
            return undefined;
        }
        catch (error) {
            if (!isNotThere(error))
                throw error;
            return translate/* NO_ANCESTOR */.ix.test(String(error)) ? 'nothing-in-common' : 'not-there';
        }
    });
    const names = ends.join(' and ');
    if (unknown === 'nothing-in-common') {
        throw new github/* GitHubUnusable */.j(`GitHub finds nothing that ${names} have in common: the branch was rewritten.`, {
            isLasting: true,
        });
    }
    if (unknown === 'not-there') {
        const which = ends.length === 1 ? 'does not know' : 'does not know one of';
        throw new github/* GitHubUnusable */.j(`GitHub ${which} ${names}: it was pushed away, or the job lacks \`contents: read\` under \`permissions\`.`, { isLasting: true });
    }
}
function isNotThere(error) {
    return [404, 422].includes((0,translate/* statusOf */.c2)(error) ?? 0);
}
function nodeOf({ sha, commit, parents }) {
    const [title = ''] = commit.message.split('\n', 1);
    return { sha, parents: parents.map((parent) => parent.sha), title };
}

;// CONCATENATED MODULE: ./src/adapters/github/pull-requests.ts







const PullRequest = dist/* object */.Ikc({
    number: dist/* number */.aig(),
    state: dist/* string */.YjP(),
    merged_at: dist/* nullable */.mee(dist/* string */.YjP()),
    base: dist/* object */.Ikc({ ref: dist/* string */.YjP() }),
    head: dist/* object */.Ikc({ sha: dist/* string */.YjP() }),
});
const Status = dist/* object */.Ikc({
    number: dist/* number */.aig(),
    headRefOid: dist/* string */.YjP(),
    baseRefName: dist/* string */.YjP(),
    closed: dist/* boolean */.zMY(),
    merged: dist/* boolean */.zMY(),
    mergedAt: dist/* nullable */.mee(dist/* string */.YjP()),
    mergeCommit: dist/* nullable */.mee(dist/* object */.Ikc({ oid: dist/* string */.YjP() })),
});
const Statuses = dist/* object */.Ikc({ repository: dist/* record */.g1P(dist/* string */.YjP(), dist/* nullable */.mee(Status)) });
const PartialAnswer = dist/* object */.Ikc({
    data: dist/* looseObject */._H3({ repository: dist/* looseObject */._H3({}) }),
    errors: dist/* array */.YOg(dist/* object */.Ikc({ type: dist/* optional */.lqM(dist/* string */.YjP()) })),
});
const Refs = dist/* array */.YOg(dist/* object */.Ikc({ ref: dist/* string */.YjP(), object: dist/* object */.Ikc({ sha: dist/* string */.YjP() }) }));
const COMMITS_ASKED_AT_MOST = 200;
const NEWEST = 32;
const AT_ONCE = 8;
const NUMBERS_AT_ONCE = 100;
const STATUS_TRIES = 3;
function openPullRequests(client) {
    const findMergedBy = async (commitSha, branch) => {
        const asking = { what: `list the pull requests of ${commitSha}`, permission: 'pull-requests: read' };
        return client.ask(asking, async (octokit, options) => {
            const question = { ...client.repository, commit_sha: commitSha, per_page: 100, ...options };
            const list = (page) => octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...question, page });
            const found = [];
            for await (const data of readPages(list))
                found.push(...dist/* parse */.qgA(dist/* array */.YOg(PullRequest), data));
            const merged = found.flatMap(({ number, head, base, merged_at: mergedAt }) => mergedAt === null ? [] : [{ number, headSha: head.sha, mergedAt, branch: base.ref }]);
            const by = merged.flatMap(({ branch: into, ...one }) => (into === branch ? [one] : []));
            const open = found.find(({ state, base }) => state === 'open' && base.ref === branch);
            if (open !== undefined && merged.length === 0) {
                throw new github/* GitHubUnusable */.j(`GitHub still calls #${open.number} open, and its commit ${commitSha} is on ${branch}.`);
            }
            return { by, elsewhere: by.length === 0 ? merged : [] };
        });
    };
    const listQueue = async (branch) => {
        const prefix = `gh-readonly-queue/${branch}/pr-`;
        const asking = { what: `list the merge queue of ${branch}`, permission: 'contents: read' };
        return client.ask(asking, async (octokit, options) => {
            const question = { ...client.repository, ref: `heads/${prefix}`, ...options };
            const refs = dist/* parse */.qgA(Refs, (await octokit.rest.git.listMatchingRefs(question)).data);
            return new Map(refs.map(({ ref, object }) => [object.sha, numberOf(ref, prefix)]));
        });
    };
    return {
        findMerged: async (stretch) => {
            const { branch, depth = 'all', again } = stretch;
            const findSome = (commits) => mapSome(commits, async (commit) => ({ commit, ...(await findMergedBy(commit.sha, branch)) }));
            if (again !== undefined) {
                const unexplained = again.direct.map((commit) => ({ ...commit, parents: [] }));
                const asked = await findSome(unexplained.slice(-NEWEST).reverse());
                return addMerges(again, asked.reverse());
            }
            const { line, beside, isCut } = await readStretch(client, stretch);
            const found = [];
            const isEnough = () => depth === 'newest' || (depth === 'until-merged' && hasMerged(found));
            const askFor = async (commits) => {
                const rest = commits.slice(0, COMMITS_ASKED_AT_MOST - found.length);
                while (rest.length > 0 && !(found.length >= NEWEST && isEnough())) {
                    found.push(...(await findSome(rest.splice(0, AT_ONCE))));
                }
                return commits.length;
            };
            let all = await askFor(line);
            const isJoined = found.some(({ commit, by }) => by.length === 0 && commit.parents.length > 1);
            if (isJoined)
                all += await askFor(beside);
            const merges = addMerges(NONE, found.reverse());
            const isKnown = merges.pullRequests.length > 0 || depth === 'newest';
            if (!isKnown && (isCut || all > found.length)) {
                throw new github/* GitHubUnusable */.j(`none of the ${found.length} newest commits came by a pull request, and ${isCut ? 'the older ones' : `${all - found.length} more`} were not asked about.`, { isLasting: true });
            }
            return stretch.since === undefined
                ? merges
                : { ...merges, commits: new Set([...line, ...beside].map(({ sha }) => sha)) };
        },
        findQueued: async (commitSha, branch) => {
            const [commits, numbers] = await Promise.all([listBetween(client, branch, commitSha), listQueue(branch)]);
            return (0,merges/* walkFirstParents */.PI)(commits, commitSha)
                .map(({ sha }) => numbers.get(sha))
                .filter((number) => number !== undefined)
                .reverse();
        },
        findStatuses: (numbers) => findStatuses(client, numbers),
    };
}
async function findStatuses(client, numbers) {
    const found = [];
    for (let start = 0; start < numbers.length; start += NUMBERS_AT_ONCE) {
        const some = numbers.slice(start, start + NUMBERS_AT_ONCE);
        const asking = { what: 'read what has become of pull requests', permission: 'pull-requests: read' };
        const { repository } = await client.ask(asking, async (octokit, options) => {
            const question = { ...client.repository, ...options };
            const again = { tries: STATUS_TRIES, signal: options.request.signal, isWorthIt: translate/* mayPassSoon */.mO };
            const ask = () => octokit.graphql(askStatuses(some), question).catch(partialAnswer);
            return dist/* parse */.qgA(Statuses, await askAgain(again, ask));
        });
        for (const status of Object.values(repository))
            if (status !== null)
                found.push(describeStatus(status));
    }
    return found;
}
function partialAnswer(error) {
    const partial = dist/* safeParse */.xLC(PartialAnswer, error);
    if (partial.success && partial.output.errors.every(({ type }) => type === 'NOT_FOUND'))
        return partial.output.data;
    throw error;
}
function askStatuses(numbers) {
    const fields = 'number headRefOid baseRefName closed merged mergedAt mergeCommit { oid }';
    const each = numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ${fields} }`);
    return `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${each.join(' ')} } }`;
}
function describeStatus(status) {
    const { number, headRefOid: headSha, baseRefName: branch, closed, merged, mergedAt, mergeCommit } = status;
    return {
        number,
        headSha,
        baseBranch: branch,
        closed,
        isMerged: merged,
        mergedAt: merged ? (mergedAt ?? '') : undefined,
        merged: merged && mergeCommit !== null ? { branch, commitSha: mergeCommit.oid } : undefined,
    };
}
function numberOf(ref, prefix) {
    const number = /^(\d+)-[0-9a-f]{7,64}$/.exec(ref.slice(`refs/heads/${prefix}`.length))?.[1];
    return number === undefined ? undefined : Number(number);
}
const NONE = { pullRequests: [], direct: [] };
function hasMerged(found) {
    return found.some(({ by }) => by.length > 0);
}
function addMerges(known, found) {
    const all = [...known.pullRequests, ...found.flatMap(({ by }) => by)];
    const asked = new Set(found.map(({ commit }) => commit.sha));
    const direct = found
        .filter(({ by, elsewhere }) => by.length === 0 && elsewhere.length === 0)
        .map(({ commit }) => ({ sha: commit.sha, title: commit.title }));
    const numbers = new Set(all.map(({ number }) => number));
    const beside = [...(known.elsewhere ?? []), ...found.flatMap(({ elsewhere }) => elsewhere)].filter(({ number }) => !numbers.has(number));
    return {
        ...known,
        pullRequests: [...new Map(all.map((pullRequest) => [pullRequest.number, pullRequest])).values()],
        elsewhere: [...new Map(beside.map((pullRequest) => [pullRequest.number, pullRequest])).values()],
        direct: [...known.direct.filter(({ sha }) => !asked.has(sha)), ...direct],
    };
}
async function mapSome(items, task) {
    const results = [];
    for (let start = 0; start < items.length; start += AT_ONCE) {
        results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(task))));
    }
    return results;
}

;// CONCATENATED MODULE: ./src/adapters/github/runs.ts




const Attempt = dist/* object */.Ikc({ status: dist/* nullable */.mee(dist/* string */.YjP()) });
const runs_Comparison = dist/* object */.Ikc({ status: dist/* picklist */.KIO(['identical', 'ahead', 'behind', 'diverged']) });
const STATUS_WITHIN_MS = 10_000;
const COMPARE_TRIES = 4;
const IMPATIENT = { signal: new AbortController().signal, mayWait: () => false };
function openRuns(client) {
    const told = new Set();
    return {
        status: async (run) => {
            try {
                return await readStatus(client, run);
            }
            catch (error) {
                if (!(error instanceof github/* GitHubUnusable */.j))
                    throw error;
                if (!told.has(error.message))
                    client.journal.info(`Whether a run is still at work is not known: ${error.message}`);
                told.add(error.message);
                return 'unknown';
            }
        },
        compare: (baseSha, commitSha) => compare(client, baseSha, commitSha),
    };
}
async function readStatus(client, run) {
    const [owner = '', repo = ''] = run.repository.split('/');
    const asking = {
        what: `read the workflow run ${run.runId} of ${run.repository}`,
        permission: 'actions: read',
        answerWithinMs: STATUS_WITHIN_MS,
        patience: IMPATIENT,
    };
    return client.ask(asking, async (octokit, options) => {
        const { data } = await octokit.rest.actions.getWorkflowRunAttempt({
            owner,
            repo,
            run_id: Number(run.runId),
            attempt_number: run.runAttempt,
            ...options,
        });
        return dist/* parse */.qgA(Attempt, data).status === 'completed' ? 'completed' : 'running';
    });
}
async function compare(client, baseSha, commitSha) {
    const asking = { what: `compare ${commitSha} with ${baseSha}`, permission: 'contents: read' };
    return client.ask(asking, async (octokit, options) => {
        const basehead = `${baseSha}...${commitSha}`;
        const question = { ...client.repository, basehead, per_page: 1, ...options };
        const again = {
            tries: COMPARE_TRIES,
            signal: options.request.signal,
            isWorthIt: (error) => (0,translate/* statusOf */.c2)(error) === 404 && !translate/* NO_ANCESTOR */.ix.test(String(error)),
        };
        try {
            const { data } = await askAgain(again, () => octokit.rest.repos.compareCommitsWithBasehead(question));
            return dist/* parse */.qgA(runs_Comparison, data).status;
        }
        catch (error) {
            if ((0,translate/* statusOf */.c2)(error) === 404)
                return 'unrelated';
            throw error;
        }
    });
}

;// CONCATENATED MODULE: ./src/adapters/github/probes.ts



function openProbes(client) {
    return {
        readRun: (run) => readStatus(client, run),
        compareCommits: async (commitSha) => {
            if ((await compare(client, commitSha, commitSha)) !== 'unrelated')
                return;
            throw new github/* GitHubUnusable */.j(`GitHub does not know ${commitSha}, or the job lacks contents: read.`);
        },
        readPullRequests: () => findStatuses(client, [1]),
    };
}

;// CONCATENATED MODULE: ./src/adapters/github/open.ts





function openGitHub(options) {
    const client = new GitHubClient(options);
    return {
        comments: openComments(client),
        pullRequests: openPullRequests(client),
        runs: openRuns(client),
        probes: openProbes(client),
    };
}

var tool_failed = __webpack_require__(9243);
;// CONCATENATED MODULE: ./src/adapters/process/file-trouble.ts

const OUTSIDE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT', 'EMFILE', 'ENFILE'];
function withFile(what, task) {
    try {
        return task();
    }
    catch (cause) {
        const { code, message } = cause;
        if (code === undefined || !OUTSIDE.includes(code))
            throw cause;
        throw new tool_failed/* ToolFailed */.C(`${what} (${message}). See to the disk of the runner, and run this again.`, '', { cause });
    }
}

;// CONCATENATED MODULE: ./src/adapters/process/launch.ts

const Detached = dist/* object */.Ikc({
    kind: dist/* literal */.euz('detached'),
    pid: dist/* number */.aig(),
    startedAt: dist/* optional */.lqM(dist/* string */.YjP()),
    exitFile: dist/* string */.YjP(),
});
const Intended = dist/* object */.Ikc({ kind: dist/* literal */.euz('intended'), pidFile: dist/* string */.YjP(), exitFile: dist/* string */.YjP() });
const Attached = dist/* object */.Ikc({ kind: dist/* literal */.euz('attached'), pid: dist/* number */.aig() });
const LaunchMarkSchema = dist/* variant */.Oxt('kind', [Detached, Intended, Attached]);

;// CONCATENATED MODULE: ./src/adapters/terraform/command-record.ts


const CommandRecordSchema = dist/* object */.Ikc({
    name: dist/* string */.YjP(),
    mark: LaunchMarkSchema,
    stdoutFile: dist/* string */.YjP(),
    stderrFile: dist/* string */.YjP(),
    logged: dist/* boolean */.zMY(),
    startedAtMs: dist/* number */.aig(),
    erroredBefore: dist/* optional */.lqM(dist/* string */.YjP(), ''),
    interrupted: dist/* boolean */.zMY(),
    read: dist/* object */.Ikc({ stdout: dist/* number */.aig(), stderr: dist/* number */.aig() }),
});

;// CONCATENATED MODULE: ./src/adapters/handover.ts





const Turn = dist/* object */.Ikc({
    address: dist/* object */.Ikc({ bucket: dist/* string */.YjP(), key: dist/* string */.YjP(), path: dist/* string */.YjP() }),
    key: dist/* picklist */.KIO(['prod', 'pr']),
    ticketId: dist/* string */.YjP(),
    lockId: dist/* string */.YjP(),
});
const BegunOnSchema = dist/* variant */.Oxt('kind', [
    dist/* object */.Ikc({ kind: dist/* literal */.euz('no-state') }),
    dist/* object */.Ikc({
        kind: dist/* literal */.euz('state'),
        etag: dist/* string */.YjP(),
        serial: dist/* optional */.lqM(dist/* number */.aig()),
        lineage: dist/* optional */.lqM(dist/* string */.YjP()),
        fingerprint: dist/* string */.YjP(),
    }),
]);
const Left = dist/* object */.Ikc({
    main: dist/* optional */.lqM(dist/* object */.Ikc({ pid: dist/* number */.aig(), startedAt: dist/* optional */.lqM(dist/* string */.YjP()) })),
    settings: dist/* optional */.lqM(dist/* record */.g1P(dist/* string */.YjP(), dist/* string */.YjP())),
    done: dist/* optional */.lqM(dist/* boolean */.zMY()),
    shown: dist/* optional */.lqM(dist/* boolean */.zMY()),
    cancelledAtMs: dist/* optional */.lqM(dist/* number */.aig()),
    turn: dist/* optional */.lqM(Turn),
    begunOn: dist/* optional */.lqM(BegunOnSchema),
    command: dist/* optional */.lqM(CommandRecordSchema),
    apply: dist/* optional */.lqM(CommandRecordSchema),
});
function begunOnOf({ begunOn }) {
    if (begunOn?.kind !== 'state')
        return begunOn;
    return { ...begunOn, serial: begunOn.serial, lineage: begunOn.lineage };
}
const fileOf = (directory) => (0,external_node_path_.join)(directory, 'handover.json');
const takenOverFileOf = (directory) => (0,external_node_path_.join)(directory, 'taken-over');
function noteTakenOver(directory) {
    withFile('That the post step has begun cannot be noted', () => {
        (0,external_node_fs_.writeFileSync)(takenOverFileOf(directory), '', { mode: 0o600 });
    });
}
function openHandover(directory, left = {}) {
    let now = left;
    const note = (part) => {
        now = { ...now, ...part };
        const partial = `${fileOf(directory)}.part`;
        withFile('What the post step has to know of this run cannot be written', () => {
            (0,external_node_fs_.writeFileSync)(partial, JSON.stringify(now), { mode: 0o600 });
            (0,external_node_fs_.renameSync)(partial, fileOf(directory));
        });
    };
    return {
        noteMain: (main, settings) => {
            note({ main, settings: { ...settings } });
        },
        noteShown: () => {
            note({ shown: true });
        },
        noteDone: () => {
            note({ done: true });
        },
        isTakenOver: () => (0,external_node_fs_.existsSync)(takenOverFileOf(directory)),
        noteTurn: (turn) => {
            note({ turn: { ...turn, address: { ...turn.address } } });
        },
        noteBegunOn: (begunOn) => {
            note({ begunOn });
        },
        noteCancelled: (atMs) => {
            note({ cancelledAtMs: atMs });
        },
        noteCommand: (command) => {
            note(command?.name === 'apply' ? { command, apply: command } : { command });
        },
    };
}
function readHandover(directory) {
    let text;
    try {
        text = (0,external_node_fs_.readFileSync)(fileOf(directory), 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
    return dist/* parse */.qgA(Left, JSON.parse(text));
}

var external_node_process_ = __webpack_require__(1708);
var external_node_process_default = /*#__PURE__*/__webpack_require__.n(external_node_process_);
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./src/adapters/process/process-table.ts


class ProcessesUnknown extends Error {
    constructor(cause) {
        super(`the processes of this machine cannot be looked up: ${cause instanceof Error ? cause.message : String(cause)}`, {
            cause,
        });
    }
}
function lookUpProcess(pid) {
    return process.platform === 'linux' ? readProc(pid) : readPs(pid);
}
function lookAtProcess(pid) {
    try {
        return lookUpProcess(pid) ?? 'gone';
    }
    catch (error) {
        if (!(error instanceof ProcessesUnknown))
            throw error;
        return 'unknown';
    }
}
function startOf(pid) {
    const seen = lookAtProcess(pid);
    return typeof seen === 'string' ? undefined : seen.startedAt;
}
function readProc(pid) {
    const fields = statFields(String(pid));
    if (fields.length === 0)
        return undefined;
    return { parentPid: Number(fields[1]), startedAt: fields[19] ?? '', zombie: /^[ZX]/.test(fields[0] ?? '') };
}
function statFields(pid) {
    try {
        const stat = (0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    }
    catch (error) {
        const isGone = ['ENOENT', 'ESRCH'].includes(error.code ?? '');
        if (isGone && (0,external_node_fs_.existsSync)('/proc/self/stat'))
            return [];
        throw new ProcessesUnknown(error);
    }
}
function readPs(pid) {
    const [parent = '', state = '', ...started] = runPs(['-o', 'ppid=,state=,lstart=', '-p', String(pid)])
        .trim()
        .split(/\s+/);
    if (!/^\d+$/.test(parent) || started.length === 0)
        return undefined;
    return { parentPid: Number(parent), startedAt: started.join(' '), zombie: state.startsWith('Z') };
}
function listProcesses() {
    return process.platform === 'linux' ? listProc() : listPs();
}
function listProc() {
    return numbersInProc()
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => {
        const [state = 'X', parent, , session] = statFields(name);
        return /^[ZX]/.test(state) ? [] : [{ pid: Number(name), parentPid: Number(parent), session: Number(session) }];
    });
}
function numbersInProc() {
    try {
        return (0,external_node_fs_.readdirSync)('/proc');
    }
    catch (error) {
        throw new ProcessesUnknown(error);
    }
}
function listPs() {
    return runPs(['-A', '-o', 'pid=,ppid=,pgid=,state='])
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state]) => state !== undefined && !state.startsWith('Z'))
        .map(([pid, parent, group]) => ({ pid: Number(pid), parentPid: Number(parent), session: Number(group) }));
}
function descendantsOf(ancestorPid, table) {
    const children = Map.groupBy(table, ({ parentPid }) => parentPid);
    const found = [ancestorPid];
    for (const pid of found)
        found.push(...(children.get(pid) ?? []).map((child) => child.pid));
    return found.slice(1);
}
function executableOf(pid) {
    if (process.platform === 'linux')
        return `/proc/${pid}/exe`;
    const path = runPs(['-o', 'comm=', '-p', String(pid)]).trim();
    return path.startsWith('/') ? path : undefined;
}
function runPs(args) {
    try {
        return (0,external_node_child_process_.execFileSync)('ps', args, {
            encoding: 'utf8',
            env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
            stdio: ['ignore', 'pipe', 'ignore'],
        });
    }
    catch (error) {
        const { status, stdout } = error;
        if (status === 1 && stdout?.trim() === '')
            return '';
        throw new ProcessesUnknown(error);
    }
}

;// CONCATENATED MODULE: ./src/adapters/process/main-process.ts


function markOfThisProcess() {
    if ((external_node_process_default()).platform === 'win32')
        return undefined;
    const { pid } = (external_node_process_default());
    return { pid, startedAt: startOf(pid) };
}
function findMain(mark) {
    const look = () => {
        if (mark === undefined)
            return 'ended';
        const seen = lookAtProcess(mark.pid);
        if (seen === 'unknown')
            return 'unknown';
        if (seen === 'gone' || seen.zombie)
            return 'ended';
        if (mark.startedAt === undefined)
            return 'unknown';
        return seen.startedAt === mark.startedAt ? 'at-work' : 'ended';
    };
    return {
        isAtWork: () => look() !== 'ended',
        signal: (signal) => {
            if (mark === undefined || look() !== 'at-work')
                return;
            try {
                external_node_process_default().kill(mark.pid, signal);
            }
            catch (error) {
                if (!['ESRCH', 'EPERM'].includes(error.code ?? ''))
                    throw error;
            }
        },
    };
}

var aftermath = __webpack_require__(9571);
;// CONCATENATED MODULE: ./src/adapters/process/attached.ts

const attached = {
    outlivesUs: false,
    interruptsAlone: false,
    intend: () => ({ kind: 'attached', pid: 0 }),
    neverStarts: () => false,
    start: ({ file, args, cwd, env, stdout, stderr }) => {
        const child = (0,external_node_child_process_.spawn)(file, args, { cwd, env, stdio: ['ignore', stdout, stderr], windowsHide: true });
        return {
            mark: { kind: 'attached', pid: child.pid ?? 0 },
            ended: new Promise((resolve, reject) => {
                child.on('error', reject);
                child.on('exit', (code) => {
                    resolve(code ?? 128);
                });
            }),
            letGo: () => {
                child.unref();
            },
        };
    },
    look: (mark) => {
        if (mark.kind !== 'attached' || mark.pid === 0)
            return 'ended';
        try {
            process.kill(mark.pid, 0);
            return 'at-work';
        }
        catch (error) {
            return error.code === 'ESRCH' ? 'ended' : 'unknown';
        }
    },
    canInterrupt: () => true,
    interrupt: () => true,
    exitCode: () => undefined,
};

;// CONCATENATED MODULE: ./src/adapters/process/go-program.ts


const TOOLS = ['path\tgithub.com/hashicorp/terraform\n', 'path\tgithub.com/opentofu/opentofu/cmd/tofu\n'];
const PASSING = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EINTR', 'EIO'];
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const REACH_BYTES = 512;
const CHUNK_BYTES = 1 << 20;
const SECTION = '.go.buildinfo';
const known = new Map();
function isTerraformProgram(file) {
    let fd;
    try {
        fd = (0,external_node_fs_.openSync)(file, 'r');
    }
    catch (error) {
        return notFoundOut(error);
    }
    try {
        const { dev, ino, size, mtimeMs } = (0,external_node_fs_.fstatSync)(fd);
        const name = [dev, ino, size, mtimeMs].join(' ');
        const before = known.get(name);
        if (before !== undefined)
            return before;
        const is = readIsTool(fd, size);
        known.set(name, is);
        return is;
    }
    catch (error) {
        return notFoundOut(error);
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
}
function notFoundOut(error) {
    if (PASSING.includes(error.code ?? ''))
        throw new ProcessesUnknown(error);
    return false;
}
function readIsTool(fd, size) {
    const header = read(fd, { from: 0, bytes: 64 });
    const isElf = header.toString('latin1', 0, 4) === '\x7fELF';
    if (isElf && header[4] === 2 && header[5] === 1) {
        const section = findSection(fd, header);
        return section !== undefined && holdsTool(fd, section);
    }
    return holdsTool(fd, { from: 0, bytes: size });
}
function findSection(fd, header) {
    const [entryBytes, count, namesAt] = [58, 60, 62].map((at) => header.readUInt16LE(at));
    const table = read(fd, { from: Number(header.readBigUInt64LE(40)), bytes: entryBytes * count });
    const entries = Array.from({ length: count }, (_, index) => table.subarray(index * entryBytes, (index + 1) * entryBytes));
    const partOf = (entry) => ({
        from: Number(entry.readBigUInt64LE(24)),
        bytes: Number(entry.readBigUInt64LE(32)),
    });
    const namesEntry = entries[namesAt];
    if (namesEntry === undefined)
        return undefined;
    const names = read(fd, partOf(namesEntry)).toString('latin1');
    const found = entries.find((entry) => names.startsWith(`${SECTION}\0`, entry.readUInt32LE(0)));
    return found && partOf(found);
}
function holdsTool(fd, { from, bytes }) {
    for (let at = from; at < from + bytes; at += CHUNK_BYTES) {
        const chunk = read(fd, { from: at, bytes: Math.min(CHUNK_BYTES + REACH_BYTES, from + bytes - at) });
        for (let magic = chunk.indexOf(MAGIC); magic >= 0; magic = chunk.indexOf(MAGIC, magic + 1)) {
            const behind = chunk.toString('latin1', magic, magic + REACH_BYTES);
            if (TOOLS.some((tool) => behind.includes(tool)))
                return true;
        }
    }
    return false;
}
function read(fd, { from, bytes }) {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, (0,external_node_fs_.readSync)(fd, buffer, 0, bytes, from));
}

;// CONCATENATED MODULE: ./src/adapters/process/detached.ts




const STAND_BY = `exit_file=$1
pid_file=$2
shift 2
set -C
echo "$$" > "$pid_file" || exit 126
set +C
"$@"
code=$?
echo "$code" > "$exit_file"
exit "$code"`;
const detached = {
    outlivesUs: true,
    interruptsAlone: true,
    intend: ({ ownFiles }) => ({ kind: 'intended', pidFile: `${ownFiles}.pid`, exitFile: `${ownFiles}.exit` }),
    start: ({ file, args, cwd, env, stdout, stderr, ownFiles }) => {
        const [exitFile, pidFile] = [`${ownFiles}.exit`, `${ownFiles}.pid`];
        const child = (0,external_node_child_process_.spawn)('/bin/sh', ['-c', STAND_BY, 'lockstep', exitFile, pidFile, file, ...args], {
            cwd,
            env,
            detached: true,
            stdio: ['ignore', stdout, stderr],
        });
        const pid = child.pid ?? 0;
        return {
            mark: { kind: 'detached', pid, startedAt: startOf(pid), exitFile },
            ended: new Promise((resolve, reject) => {
                child.on('error', reject);
                child.on('exit', (code) => {
                    resolve(code ?? 128);
                });
            }),
            letGo: () => {
                child.unref();
            },
        };
    },
    neverStarts: (mark) => mark.kind === 'intended' && claim(mark.pidFile) === 'never-started',
    look,
    canInterrupt: (mark) => findTool(mark) !== undefined,
    interrupt: (mark) => {
        const pid = findTool(mark);
        if (pid === undefined)
            return false;
        try {
            process.kill(pid, 'SIGINT');
            return true;
        }
        catch {
            return false;
        }
    },
    exitCode: (mark) => (mark.kind === 'attached' ? undefined : readNumber(mark.exitFile)),
};
function claim(pidFile) {
    try {
        (0,external_node_fs_.mkdirSync)(pidFile);
        return 'never-started';
    }
    catch (error) {
        if (error.code !== 'EEXIST')
            return 'unknown';
    }
    if ((0,external_node_fs_.statSync)(pidFile, { throwIfNoEntry: false })?.isDirectory() === true)
        return 'never-started';
    return readNumber(pidFile) ?? 'unknown';
}
function whoStandsBy(mark) {
    if (mark.kind === 'detached')
        return { pid: mark.pid, startedAt: mark.startedAt };
    if (mark.kind === 'attached')
        return undefined;
    const pid = claim(mark.pidFile);
    return typeof pid === 'number' ? { pid, startedAt: undefined } : undefined;
}
function findTool(mark) {
    const by = whoStandsBy(mark);
    if (by === undefined || by.pid === 0 || standsBy(by, mark) !== 'yes')
        return undefined;
    return unlessUnknown(() => descendantsOf(by.pid, listProcesses()).find(isTool), undefined);
}
function look(mark) {
    if (mark.kind === 'attached' || detached.neverStarts(mark))
        return 'ended';
    const by = whoStandsBy(mark);
    if (by === undefined)
        return 'unknown';
    if (by.pid === 0)
        return 'ended';
    switch (standsBy(by, mark)) {
        case 'yes':
            return 'at-work';
        case 'unknown':
            return 'unknown';
        case 'number-reused':
            return 'ended';
        case 'ended': {
            const isLeftAlone = () => listProcesses().some(({ pid, session }) => session === by.pid && isTool(pid));
            return unlessUnknown(() => (isLeftAlone() ? 'at-work' : 'ended'), 'unknown');
        }
    }
}
function standsBy({ pid, startedAt }, mark) {
    const seen = lookAtProcess(pid);
    if (seen === 'unknown')
        return 'unknown';
    if (seen === 'gone' || seen.zombie)
        return 'ended';
    if (startedAt === undefined)
        return detached.exitCode(mark) === undefined ? 'yes' : 'ended';
    return seen.startedAt === startedAt ? 'yes' : 'number-reused';
}
function unlessUnknown(task, otherwise) {
    try {
        return task();
    }
    catch (error) {
        if (!(error instanceof ProcessesUnknown))
            throw error;
        return otherwise;
    }
}
function isTool(pid) {
    const file = executableOf(pid);
    return file !== undefined && isTerraformProgram(file);
}
function readNumber(file) {
    try {
        const text = (0,external_node_fs_.readFileSync)(file, 'utf8').trim();
        return /^\d+$/.test(text) ? Number(text) : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/adapters/process/tail.ts


function openTail(path, from = 0) {
    const reader = (0,external_node_fs_.openSync)(path, 'r');
    const decoder = new TextDecoder();
    const buffer = Buffer.alloc(65_536);
    let position = from;
    return {
        get position() {
            return position;
        },
        readOn: (onOutput) => {
            if (onOutput === undefined)
                return;
            for (;;) {
                const bytesRead = withFile(`${path} cannot be read`, () => (0,external_node_fs_.readSync)(reader, buffer, 0, buffer.length, position));
                if (bytesRead === 0)
                    return;
                position += bytesRead;
                onOutput(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
            }
        },
        [Symbol.dispose]: () => {
            (0,external_node_fs_.closeSync)(reader);
        },
    };
}

;// CONCATENATED MODULE: ./src/adapters/process/process.ts
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});






const launcher = process.platform === 'win32' ? attached : detached;
const TAIL_MS = 100;
const LOOK_MS = 250;
const OUT_OF_REACH_AFTER_MS = 5000;
const STILL_AT_WORK_AFTER_MS = 60_000;
const UNCONFIRMED_AT_MOST_MS = 60_000;
const ENDED_UNSEEN = 137;
async function runTerraform(command) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const during = `${command.file.split('/').at(-1) ?? ''} ${command.args[0] ?? ''}`;
        if (command.cancelled.aborted)
            throw new aftermath/* Cancelled */.c(during);
        command.beforeStart(launcher.intend(command));
        const { launched, tails } = launch(command, during);
        const stdout = __addDisposableResource(env_1, tails[0], false);
        const stderr = __addDisposableResource(env_1, tails[1], false);
        const attempt = openAttempts(command.onTrouble);
        attempt('That it runs could not be noted', () => {
            command.onStart(launched.mark);
        });
        const tail = () => {
            attempt('Its output could not be passed on', () => {
                for (const output of [stdout, stderr])
                    output.readOn(command.onOutput);
            });
        };
        const readSoFar = () => {
            tail();
            return { stdout: stdout.position, stderr: stderr.position };
        };
        const isCancelled = () => command.cancelled.aborted;
        const limit = watchTime(launched.mark, command.limit, { readSoFar, attempt });
        const { promise: cancelled, reject: cancel } = Promise.withResolvers();
        const onAbort = () => {
            limit.stop();
            let interrupted = limit.hasInterrupted();
            if (!interrupted) {
                attempt('It could not be interrupted', () => {
                    interrupted = launcher.interrupt(launched.mark);
                });
            }
            launched.letGo();
            attempt('How it was left could not be noted', () => {
                command.onLeft({ interrupted, read: readSoFar() });
            });
            if (launcher.outlivesUs)
                cancel(new aftermath/* Cancelled */.c(during));
        };
        command.cancelled.addEventListener('abort', onAbort, { once: true });
        const timer = setInterval(tail, TAIL_MS);
        const startedAtMs = performance.now();
        const looking = setInterval(() => {
            const isOver = performance.now() - startedAtMs > OUT_OF_REACH_AFTER_MS;
            attempt('Whether it can be interrupted is not known', () => {
                const isFound = launcher.canInterrupt(launched.mark);
                if (isFound || isOver)
                    clearInterval(looking);
                if (isOver && !isFound)
                    command.onOutOfReach?.();
            });
        }, LOOK_MS);
        try {
            const exitCode = await Promise.race([
                untilEnded(launched, { during, attempt, onUnseen: command.onUnseen }),
                cancelled,
            ]);
            tail();
            attempt('That it has ended could not be noted', command.onEnd);
            if (isCancelled())
                throw new aftermath/* Cancelled */.c(during);
            return exitCode;
        }
        finally {
            clearInterval(timer);
            clearInterval(looking);
            limit.stop();
            command.cancelled.removeEventListener('abort', onAbort);
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
}
function watchTime(mark, limit, { readSoFar, attempt }) {
    let hasInterrupted = false;
    let isTold = false;
    let timer;
    const stop = () => {
        clearTimeout(timer);
    };
    if (limit === undefined)
        return { hasInterrupted: () => false, stop };
    let isToldOutOfReach = false;
    const canInterrupt = () => {
        let isFound = false;
        attempt('Whether it can be interrupted is not known', () => {
            isFound = launcher.canInterrupt(mark);
        });
        return isFound;
    };
    const send = () => {
        let isSent = true;
        attempt('It could not be interrupted', () => {
            isSent = launcher.interrupt(mark);
        });
        return isSent;
    };
    const interrupt = () => {
        if (launcher.interruptsAlone && canInterrupt()) {
            if (!isTold) {
                attempt('That its time is up could not be noted', () => {
                    limit.onInterrupt(readSoFar());
                });
            }
            isTold = true;
            hasInterrupted = send();
            if (!hasInterrupted) {
                timer = setTimeout(interrupt, LOOK_MS);
                return;
            }
            timer = setTimeout(() => {
                attempt('That it is still at work could not be told', limit.onStillAtWork);
            }, STILL_AT_WORK_AFTER_MS);
            return;
        }
        if (!isToldOutOfReach)
            attempt('That it is out of reach could not be told', limit.onOutOfReach);
        isToldOutOfReach = true;
        timer = setTimeout(interrupt, LOOK_MS);
    };
    timer = setTimeout(interrupt, limit.limitMs);
    return { hasInterrupted: () => hasInterrupted, stop };
}
function openAttempts(onTrouble) {
    const told = new Set();
    return (what, task) => {
        try {
            task();
        }
        catch (error) {
            if (!told.has(what))
                onTrouble(what, error);
            told.add(what);
        }
    };
}
async function untilEnded(launched, { during, attempt, onUnseen, }) {
    const exitCode = await launched.ended.catch((cause) => {
        throw notStarted(during, cause);
    });
    if (!launcher.outlivesUs)
        return exitCode;
    const look = () => {
        const seen = [];
        attempt('Whether it has ended could not be looked up', () => seen.push(launcher.look(launched.mark)));
        return seen[0] ?? 'unknown';
    };
    let unconfirmedSinceMs;
    for (;;) {
        const seen = look();
        if (seen === 'ended')
            return exitCode;
        unconfirmedSinceMs = seen === 'at-work' ? undefined : (unconfirmedSinceMs ?? performance.now());
        if (performance.now() - (unconfirmedSinceMs ?? Infinity) > UNCONFIRMED_AT_MOST_MS) {
            attempt('Its end is taken for a kill', () => {
                throw new tool_failed/* ToolFailed */.C(`${during}: whether it has ended cannot be looked up on this machine`, '');
            });
            onUnseen?.();
            return ENDED_UNSEEN;
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
}
function launch(command, during) {
    const writers = [];
    const openWriter = (file) => {
        const writer = (0,external_node_fs_.openSync)(file, 'w', 0o600);
        writers.push(writer);
        return writer;
    };
    try {
        const [stdout, stderr] = [openWriter(command.stdoutFile), openWriter(command.stderrFile)];
        const tails = [openTail(command.stdoutFile), openTail(command.stderrFile)];
        return { launched: launcher.start({ ...command, stdout, stderr }), tails };
    }
    catch (cause) {
        throw notStarted(during, cause);
    }
    finally {
        for (const writer of writers)
            closeQuietly(writer);
    }
}
function closeQuietly(file) {
    try {
        (0,external_node_fs_.closeSync)(file);
    }
    catch {
    }
}
function notStarted(during, cause) {
    return new tool_failed/* ToolFailed */.C(`${during} could not be started (${String(cause)})`, '', { cause });
}

var external_node_fs_promises_ = __webpack_require__(1455);
var failure = __webpack_require__(5410);
;// CONCATENATED MODULE: ./src/domain/stack/workspace.ts

function chooseWorkspace(given) {
    if (given.input !== undefined)
        return { name: given.input, namedBy: 'the input workspace' };
    if (given.variable !== undefined && given.variable !== '')
        return { name: given.variable, namedBy: 'TF_WORKSPACE' };
    return { name: 'default', namedBy: undefined };
}
function passOverSelected({ name, namedBy }, { selected, file }) {
    if (selected === name)
        return undefined;
    if (namedBy !== undefined) {
        return `${file} selects the workspace ${selected}; this run is for ${name}, as ${namedBy} says.`;
    }
    throw new failure/* Refused */.Lw(`${file} selects the workspace ${selected}, and neither the input workspace nor TF_WORKSPACE says which one this run is for. ` +
        `Set \`workspace: ${selected}\` for that one, or \`workspace: default\`.`);
}
function isWorkspaceName(name) {
    return /^[\w.~$&+=:@][\w.~$&+=:@-]*$/.test(name) && !/^\.+$/.test(name);
}

var domain_json = __webpack_require__(7504);
var secrets_conceal = __webpack_require__(7987);
var plan_plan = __webpack_require__(3447);
var plan_configured = __webpack_require__(8552);
var plan_expressions = __webpack_require__(9885);
var secrets = __webpack_require__(287);
;// CONCATENATED MODULE: ./src/domain/plan/plan-document.ts







const Values = dist/* object */.Ikc({
    before: dist/* optional */.lqM(dist/* unknown */.L5J()),
    after: dist/* optional */.lqM(dist/* unknown */.L5J()),
    after_unknown: dist/* optional */.lqM(dist/* unknown */.L5J()),
    before_sensitive: dist/* optional */.lqM(dist/* unknown */.L5J()),
    after_sensitive: dist/* optional */.lqM(dist/* unknown */.L5J()),
});
const Change = dist/* object */.Ikc({
    ...Values.entries,
    actions: dist/* array */.YOg(dist/* string */.YjP()),
    replace_paths: dist/* optional */.lqM(dist/* array */.YOg(dist/* array */.YOg(dist/* union */.KCZ([dist/* string */.YjP(), dist/* number */.aig()])))),
    importing: dist/* optional */.lqM(dist/* unknown */.L5J()),
    before_identity: dist/* optional */.lqM(dist/* unknown */.L5J()),
});
const PlanJson = dist/* object */.Ikc({
    format_version: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^1\./, 'is not 1.x')),
    complete: dist/* optional */.lqM(dist/* boolean */.zMY(), true),
    action_invocations: dist/* optional */.lqM(dist/* array */.YOg(dist/* looseObject */._H3({ address: dist/* string */.YjP(), config_unknown: dist/* optional */.lqM(dist/* unknown */.L5J()) })), []),
    configuration: dist/* optional */.lqM(dist/* object */.Ikc({ root_module: dist/* optional */.lqM(dist/* unknown */.L5J()) })),
    resource_changes: dist/* optional */.lqM(dist/* array */.YOg(dist/* object */.Ikc({
        address: dist/* string */.YjP(),
        module_address: dist/* optional */.lqM(dist/* string */.YjP()),
        name: dist/* optional */.lqM(dist/* string */.YjP(), ''),
        previous_address: dist/* optional */.lqM(dist/* string */.YjP()),
        mode: dist/* string */.YjP(),
        type: dist/* string */.YjP(),
        deposed: dist/* optional */.lqM(dist/* string */.YjP()),
        action_reason: dist/* optional */.lqM(dist/* string */.YjP()),
        change: Change,
    })), []),
    resource_drift: dist/* optional */.lqM(dist/* array */.YOg(dist/* object */.Ikc({ address: dist/* string */.YjP(), change: dist/* optional */.lqM(Values, {}) })), []),
    deferred_changes: dist/* optional */.lqM(dist/* array */.YOg(dist/* object */.Ikc({ reason: dist/* optional */.lqM(dist/* string */.YjP(), ''), resource_change: dist/* object */.Ikc({ address: dist/* string */.YjP() }) })), []),
    output_changes: dist/* optional */.lqM(domain_json/* jsonObject */.o$, {}),
    variables: dist/* optional */.lqM(domain_json/* jsonObject */.o$, {}),
    checks: dist/* optional */.lqM(dist/* array */.YOg(dist/* object */.Ikc({
        address: dist/* object */.Ikc({ to_display: dist/* string */.YjP() }),
        status: dist/* string */.YjP(),
        instances: dist/* optional */.lqM(dist/* array */.YOg(dist/* object */.Ikc({ problems: dist/* optional */.lqM(dist/* array */.YOg(dist/* object */.Ikc({ message: dist/* optional */.lqM(dist/* string */.YjP(), '') })), []) })), []),
    })), []),
});
const OutputChangeJson = dist/* object */.Ikc({ ...Values.entries, actions: dist/* array */.YOg(dist/* string */.YjP()) });
function parsePlan(json, known = []) {
    const plan = parse(PlanJson, json, 'the document');
    const configured = (0,plan_configured/* findConfigured */.MG)(plan.configuration?.root_module);
    const expressions = (0,plan_expressions/* openExpressions */.g)(plan.configuration?.root_module, plan.variables);
    const entries = plan.resource_changes.map((entry) => ({
        address: entry.deposed === undefined ? entry.address : `${entry.address} (deposed ${entry.deposed})`,
        previousAddress: entry.previous_address,
        type: entry.type,
        action: parseAction(entry.change.actions),
        actions: entry.change.actions,
        values: valuesOf(entry.change),
        importing: entry.change.importing !== undefined && entry.change.importing !== null,
        importId: entry.change.importing == null ? undefined : (0,domain_json/* canonicalJson */.dj)(entry.change.importing),
        deposed: entry.deposed,
        identity: entry.change.before_identity == null ? undefined : (0,domain_json/* canonicalJson */.dj)(entry.change.before_identity),
        configured: configured.get((0,plan_configured/* configurationAddress */.Zt)(entry)),
        setBy: expressions.ofResource((0,plan_configured/* configurationAddress */.Zt)(entry)),
        reason: entry.action_reason,
        replacePaths: (entry.change.replace_paths ?? []).map((path) => path.join('.')),
        changedAttributes: findChangedAttributes(entry.change),
    }));
    const isChange = ({ action, previousAddress, importing }) => action !== 'no-op' || previousAddress !== undefined || importing;
    const changes = entries.filter(isChange);
    const outputs = Object.entries(plan.output_changes).map(([name, json]) => {
        const change = parse(OutputChangeJson, json, `output_changes.${name}`);
        return { name, action: parseAction(change.actions), values: valuesOf(change), setBy: expressions.ofOutput(name) };
    });
    return {
        changes,
        outputChanges: outputs.filter(({ action }) => action !== 'no-op'),
        unchanged: [
            ...entries
                .filter((entry) => !isChange(entry))
                .map(({ address, values }) => ({ kind: 'resource', address, values })),
            ...outputs
                .filter(({ action }) => action === 'no-op')
                .map(({ name: address, values }) => ({ kind: 'output', address, values })),
        ],
        drift: plan.resource_drift.map((entry) => ({ address: entry.address, values: valuesOf(entry.change) })),
        deferred: plan.deferred_changes.map(({ reason, resource_change: { address } }) => ({ address, reason })),
        counts: (0,plan_plan/* countChanges */.xS)(changes),
        complete: plan.complete,
        conceal: (0,secrets_conceal/* openConceal */.Oh)(new Set([...findSecrets(plan), ...known])),
        failedChecks: plan.checks
            .filter(({ status }) => status === 'fail' || status === 'error')
            .map(({ address, instances }) => ({
            address: address.to_display,
            messages: instances.flatMap(({ problems }) => problems.map(({ message }) => message)),
        })),
        actionInvocations: plan.action_invocations.map(({ config_unknown: unknown, ...entry }) => ({
            address: `${entry.address}, invoked${describeTrigger(entry['lifecycle_action_trigger'])}`,
            values: { before: null, after: entry, unknown: { config_values: unknown } },
        })),
    };
}
function findSecrets(plan) {
    const found = new Set();
    const outputs = Object.values(plan.output_changes).map((json) => parse(OutputChangeJson, json, 'output_changes'));
    const entries = [...plan.resource_changes, ...plan.resource_drift].map(({ change }) => change);
    for (const change of [...entries, ...outputs]) {
        (0,secrets/* collectSecrets */.q)(change.before, change.before_sensitive, found);
        (0,secrets/* collectSecrets */.q)(change.after, change.after_sensitive, found);
    }
    const declared = (0,domain_json/* asRecord */.qY)((0,domain_json/* asRecord */.qY)(plan.configuration?.root_module)?.['variables']);
    for (const [name, variable] of Object.entries(plan.variables)) {
        if ((0,domain_json/* asRecord */.qY)(declared?.[name])?.['sensitive'] === true)
            (0,secrets/* collectSecrets */.q)((0,domain_json/* asRecord */.qY)(variable)?.['value'], true, found);
    }
    return found;
}
function describeTrigger(trigger) {
    const by = (0,domain_json/* asRecord */.qY)(trigger)?.['triggering_resource_address'];
    return typeof by === 'string' ? ` by ${by}` : '';
}
function valuesOf(change) {
    const { before = null, after = null, after_unknown: unknown } = change;
    return { before, after, unknown, sensitive: { before: change.before_sensitive, after: change.after_sensitive } };
}
function parse(schema, json, where) {
    const parsed = dist/* safeParse */.xLC(schema, json);
    if (parsed.success)
        return parsed.output;
    const issue = parsed.issues[0];
    throw new Error(`the plan's JSON is not understood: ${dist/* getDotPath */.BuJ(issue) ?? where}: ${issue.message}`);
}
function parseAction(actions) {
    switch (actions.join(',')) {
        case 'delete,create':
        case 'create,delete':
            return 'replace';
        case 'create,forget':
            return 'create-and-forget';
        case 'create':
        case 'update':
        case 'delete':
        case 'read':
        case 'forget':
        case 'no-op':
            return actions[0];
        default:
            throw new Error(`the plan's JSON is not understood: unknown actions ${JSON.stringify(actions)}`);
    }
}
function findChangedAttributes(change) {
    const before = (0,domain_json/* asRecord */.qY)(change.before);
    const after = (0,domain_json/* asRecord */.qY)(change.after);
    const unknown = (0,domain_json/* asRecord */.qY)(change.after_unknown);
    if (before === undefined || after === undefined)
        return [];
    const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown ?? {})]);
    return [...names].filter((name) => (0,plan_plan/* isMarked */.rZ)((0,domain_json/* memberOf */.C5)(unknown, name)) ||
        JSON.stringify((0,domain_json/* memberOf */.C5)(before, name) ?? null) !== JSON.stringify((0,domain_json/* memberOf */.C5)(after, name) ?? null));
}

;// CONCATENATED MODULE: ./src/adapters/terraform/arguments.ts
function planArguments(inputs) {
    return [
        ...variables(inputs),
        ...inputs.target.map((address) => `-target=${address}`),
        ...inputs.replace.map((address) => `-replace=${address}`),
        ...(inputs.refresh ? [] : ['-refresh=false']),
        ...parallelism(inputs),
    ];
}
function refreshArguments(inputs) {
    return ['-refresh-only', ...variables(inputs), ...parallelism(inputs)];
}
function parallelism(inputs) {
    return inputs.parallelism === undefined ? [] : [`-parallelism=${inputs.parallelism}`];
}
function withoutValue(argument) {
    return argument.replace(/^(-var=[^=]*=|-backend-config=(?:access_key|secret_key|token|sse_customer_key)=)[^]*$/, '$1…');
}
function variables(inputs) {
    return [
        ...inputs['var-file'].map((file) => `-var-file=${file}`),
        ...inputs.var.map((variable) => `-var=${variable}`),
    ];
}

;// CONCATENATED MODULE: ./src/adapters/terraform/read-printed.ts


async function readPrinted(command, file) {
    try {
        return await (0,external_node_fs_promises_.readFile)(file, 'utf8');
    }
    catch (cause) {
        throw new tool_failed/* ToolFailed */.C(`what ${command} printed cannot be read (${String(cause)})`, '', { cause });
    }
}

;// CONCATENATED MODULE: ./src/domain/apply/at-work.ts
const STEP = String.raw `[\p{L}\p{N}_-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?`;
const LINE = new RegExp(String.raw `^(${STEP}(?:\.${STEP})+)(?: \(deposed object \w+\))?: (.*)$`, 'u');
const BEGUN = /^(?:Creating|Modifying|Destroying|Reading|Opening|Renewing|Closing)\.\.\./;
const STILL = /^Still \w+\.\.\./;
const ENDED = /^\w+ complete\b/;
const LAST_LINE_CHARACTERS = 300;
function readAtWork(text) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const begun = [];
    const atWork = new Map();
    for (const line of lines) {
        const [, address = '', words = ''] = LINE.exec(line) ?? [];
        const step = atWork.get(address);
        if (BEGUN.test(words)) {
            const next = { address, stillTold: 0 };
            begun.push(next);
            atWork.set(address, next);
        }
        else if (step !== undefined && STILL.test(words)) {
            step.stillTold += 1;
        }
        else if (ENDED.test(words)) {
            atWork.delete(address);
        }
    }
    const isSilent = (step, index) => begun.slice(index + 1).some(({ stillTold }) => stillTold > step.stillTold);
    return {
        addresses: begun
            .filter((step, index) => atWork.get(step.address) === step && !isSilent(step, index))
            .map(({ address }) => address),
        lastLine: lines.at(-1)?.trim().slice(0, LAST_LINE_CHARACTERS),
    };
}

var timed_out = __webpack_require__(6665);
var duration = __webpack_require__(4678);
;// CONCATENATED MODULE: ./src/adapters/terraform/time-limit.ts




function limitTime(command, limitMs, options) {
    const { stdoutFile, warn, onInterrupt } = options;
    const isOver = `${command} has taken longer than apply-timeout (${(0,duration/* renderDuration */.P)(limitMs)})`;
    return {
        limitMs,
        onInterrupt: ({ stdout }) => {
            const atWork = readAtWork(readWhatThereIs(stdoutFile).toString('utf8', 0, stdout));
            onInterrupt({ limitMs, atWork });
            const said = (0,timed_out/* describeAtWork */.m)({ ...atWork, lastLine: undefined });
            warn(`${isOver} and is interrupted, once; ${said}. It is waited for until it has ended.`);
        },
        onOutOfReach: () => {
            warn(`${isOver}, and no process of it is seen that could be interrupted: it is waited for, as long as the job lasts.`);
        },
        onStillAtWork: () => {
            warn(`${command} is still at work a minute after its interrupt: what it waits for does not heed that. A second one would lose what is in flight, so it is waited for, as long as the job lasts.`);
        },
    };
}
function readWhatThereIs(file) {
    try {
        return (0,external_node_fs_.readFileSync)(file);
    }
    catch {
        return Buffer.alloc(0);
    }
}

;// CONCATENATED MODULE: ./src/adapters/terraform/commands.ts
var commands_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var commands_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});





function openCommands(options) {
    const { tool, directory, filesDirectory } = options;
    let commands = 0;
    return async (args, output) => {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            options.beforeStep();
            commands += 1;
            const ownFiles = (0,external_node_path_.join)(filesDirectory, `${process.pid}-${commands}-${args[0] ?? ''}`);
            const stdoutFile = output.stdoutFile ?? `${ownFiles}.stdout`;
            const stderrFile = `${ownFiles}.stderr`;
            const startedAtMs = Date.now();
            const { logged, erroredBefore = '' } = output;
            const facts = { name: args[0] ?? '', stdoutFile, stderrFile, logged, startedAtMs, erroredBefore };
            const called = `${tool.name} ${facts.name}`;
            let left;
            let timedOut;
            let mayBeAtWork = false;
            const noteMark = (mark) => {
                left = { ...facts, mark, interrupted: false, read: { stdout: 0, stderr: 0 } };
                options.note(left);
            };
            const log = commands_addDisposableResource(env_1, output.logged ? options.openLog([tool.name, ...args.map(withoutValue)].join(' ')) : undefined, false);
            const exitCode = await runTerraform({
                file: tool.file,
                args,
                cwd: output.cwd ?? directory,
                env: { ...options.env, ...output.env },
                stdoutFile,
                stderrFile,
                ownFiles,
                onOutput: log === undefined
                    ? undefined
                    : (text) => {
                        log.write(text);
                    },
                cancelled: options.cancelled,
                beforeStart: noteMark,
                onStart: (mark) => {
                    options.onStart();
                    noteMark(mark);
                },
                onLeft: (how) => {
                    if (left !== undefined)
                        options.note({ ...left, ...how });
                },
                onEnd: () => {
                    options.note(undefined);
                },
                limit: output.limitMs === undefined
                    ? undefined
                    : limitTime(called, output.limitMs, {
                        stdoutFile,
                        warn: options.warn,
                        onInterrupt: (ranOut) => {
                            timedOut = ranOut;
                            left = left && { ...left, interrupted: true };
                            options.note(left);
                        },
                    }),
                onUnseen: () => {
                    mayBeAtWork = true;
                },
                onTrouble: (what, error) => {
                    options.keep(`${tool.name} ${facts.name}: ${what}`, error);
                },
                onOutOfReach: () => {
                    if (args[0] === 'apply')
                        options.warn(outOfReach(tool.file));
                },
            });
            const stderr = await readPrinted(called, stderrFile).catch((failure) => `Error: ${failure instanceof Error ? failure.message : String(failure)}\n`);
            return { exitCode, stdoutFile, stderrFile, stderr, timedOut, mayBeAtWork };
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            commands_disposeResources(env_1);
        }
    };
}
function outOfReach(file) {
    return `No process of Terraform or OpenTofu itself is seen behind ${file}, so this apply cannot be interrupted: after a cancel it is waited for, as long as the job lasts. Set the input tool to the path of the real program.`;
}

;// CONCATENATED MODULE: ./src/adapters/terraform/environment/command-files.ts

const KNOWN = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];
const FOLDER = '_runner_file_commands';
function findCommandFiles(env, directory, rules = (external_node_path_default())) {
    const ignoresCase = rules.sep === '\\';
    const inOneCase = (text) => (ignoresCase ? text.toUpperCase() : text);
    const folderOf = (value) => inOneCase(rules.dirname(rules.resolve(directory, value)));
    const isKnown = (name) => KNOWN.includes(inOneCase(name));
    const given = Object.entries(env).map(([name, value = '']) => ({ name, value }));
    const folders = given.filter(({ name, value }) => isKnown(name) && value !== '').map(({ value }) => folderOf(value));
    const isCommandFile = (value) => {
        const folder = folderOf(value);
        const isRoot = rules.dirname(folder) === folder;
        return rules.basename(folder) === inOneCase(FOLDER) || (folders.includes(folder) && !isRoot);
    };
    const found = given.filter(({ name, value }) => isKnown(name) || (value !== '' && isCommandFile(value)));
    return new Set(found.map(({ name }) => name));
}

;// CONCATENATED MODULE: ./src/adapters/terraform/environment/environment.ts


function isOfTheRunnersServices(name) {
    return name.startsWith('ACTIONS_') && !name.startsWith('ACTIONS_ID_TOKEN_');
}
function childEnvironment(env, own) {
    const commandFiles = findCommandFiles(env, own.directory);
    const child = Object.entries(env).filter(([name]) => !name.startsWith('INPUT_') && !commandFiles.has(name) && !isOfTheRunnersServices(name));
    return {
        ...Object.fromEntries(child),
        TF_LOG_PATH: (0,external_node_path_.resolve)(own.directory, env['TF_LOG_PATH'] || (0,external_node_path_.join)(own.filesDirectory, 'terraform.log')),
        TF_IN_AUTOMATION: '1',
        TF_INPUT: '0',
        TF_WORKSPACE: own.workspace,
        TF_DATA_DIR: own.dataDirectory,
    };
}

var state = __webpack_require__(2051);
;// CONCATENATED MODULE: ./src/adapters/terraform/errored-state.ts





function erroredStateFileOf(directory) {
    return (0,external_node_path_.join)(directory, 'errored.tfstate');
}
async function markErroredState(directory) {
    const file = erroredStateFileOf(directory);
    try {
        const { size, ino, mtimeNs } = await (0,external_node_fs_promises_.stat)(file, { bigint: true });
        const content = await (0,external_node_fs_promises_.readFile)(file).then((body) => (0,external_node_crypto_.createHash)('sha256').update(body).digest('hex'), () => 'unreadable');
        return [size, ino, mtimeNs, content].join(' ');
    }
    catch {
        return ABSENT;
    }
}
const ABSENT = 'absent';
async function holdsState(file) {
    const body = await (0,external_node_fs_promises_.readFile)(file).catch(() => undefined);
    return body !== undefined && (0,state/* identifyState */.oQ)(body).lineage !== undefined;
}
async function keepPrintedState(printed, stderrFile) {
    const file = `${stderrFile}.tfstate`;
    try {
        await (0,external_node_fs_promises_.writeFile)(file, printed, { mode: 0o600 });
        return file;
    }
    catch {
        return undefined;
    }
}
function openKept(filesDirectory) {
    const file = (0,external_node_path_.join)(filesDirectory, 'unsaved.tfstate');
    return {
        keepState: async (body) => {
            const part = `${file}.part`;
            try {
                const handle = await (0,external_node_fs_promises_.open)(part, 'w', 0o600);
                try {
                    await handle.writeFile(body);
                    await handle.sync();
                }
                finally {
                    await handle.close();
                }
                await (0,external_node_fs_promises_.rename)(part, file);
            }
            catch (cause) {
                throw failed(cause);
            }
            return file;
        },
        keptState: async () => {
            try {
                return await (0,external_node_fs_promises_.readFile)(file);
            }
            catch (cause) {
                if (cause.code === 'ENOENT')
                    return undefined;
                throw failed(cause);
            }
        },
    };
}
function failed(cause) {
    return new tool_failed/* ToolFailed */.C(cause instanceof Error ? cause.message : String(cause), '', { cause });
}

;// CONCATENATED MODULE: ./src/adapters/terraform/words.ts

function firstError(stderr) {
    const start = stderr.search(/^ *Error:\s/m);
    if (start < 0)
        return '';
    const rest = stderr.slice(start).trimStart();
    const end = rest.slice(1).search(/^Error: /m);
    return (end < 0 ? rest : rest.slice(0, end + 1)).replace(/\s+/g, ' ');
}
function isStateNotSaved(stderr) {
    return /^Error: Failed to (?:save|persist) state/m.test(stderr);
}
function printedStateOf(stderr) {
    const starts = [...stderr.matchAll(/^\{/gm)].map(({ index }) => index);
    for (const start of starts.reverse()) {
        const rest = stderr.slice(start);
        const end = rest.startsWith('{\n') ? rest.search(/^\}/m) + 1 : rest.search(/\n|$/);
        const text = rest.slice(0, end);
        if ((0,state/* identifyState */.oQ)(new TextEncoder().encode(text)).lineage !== undefined)
            return text;
    }
    return undefined;
}
function isDigestMismatch(stderr) {
    return /\bstate data in S3 does not have the expected content\b/.test(firstError(stderr));
}
function isThereAlready(stderr) {
    return /\bWorkspace "[^"]*" already exists\b/.test(stderr.replace(/\s+/g, ' '));
}
const MISTAKES = [
    {
        pattern: /S3 bucket "([^"]*)" does not exist/,
        tell: (bucket = '') => `the bucket ${bucket} does not exist. Create it, or correct the backend block.`,
    },
    {
        pattern: /requested bucket from "([^"]*)", actual location "([^"]*)"/,
        tell: (_, actual = '') => `the bucket is in the region ${actual}. Correct region in the backend block.`,
    },
    {
        pattern: /AuthorizationHeaderMalformed.{0,200}?expecting '([\w-]+)'/,
        tell: (actual = '') => `the bucket is in the region ${actual}. Correct region in the backend block.`,
    },
    {
        pattern: /StatusCode: 301\b/,
        tell: () => 'the bucket is in another region. Correct region in the backend block.',
    },
    {
        pattern: /No valid credential sources found/,
        tell: () => 'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one.',
    },
    {
        pattern: /(?:object "([^"]*)" in )?(?:S3 bucket "([^"]*)"|DynamoDB table "([^"]*)")?[^"]{0,200}operation error (S3|DynamoDB|STS): (\w+), https response error StatusCode: 40[03].{0,200}?AccessDenied/,
        tell: (key, bucket, table, service, operation) => {
            const resource = [bucket ?? table, key].filter((part) => part !== undefined).join('/');
            const on = resource === '' ? '' : ` on ${resource}`;
            return `the role may not ${service?.toLowerCase() ?? ''}:${PERMISSION[operation ?? ''] ?? operation ?? ''}${on}. Grant it, or use a role that has it.`;
        },
    },
];
const PERMISSION = { ListObjectsV2: 'ListBucket', HeadObject: 'GetObject' };
function backendMistakeOf(stderr) {
    const text = stderr.replace(/\s+/g, ' ');
    for (const { pattern, tell } of MISTAKES) {
        const [match, ...groups] = pattern.exec(text) ?? [];
        if (match !== undefined)
            return tell(...groups);
    }
    return undefined;
}
function errorsOf(stderr) {
    const start = stderr.search(/^Error: /m);
    return (start < 0 ? stderr : stderr.slice(start)).trim();
}
function isStalePlan(stderr) {
    return /^Error: Saved plan (?:is stale|does not match the given state)/.test(firstError(stderr));
}
const BEGINNINGS = [
    /^(?:Terraform|OpenTofu) used the selected providers/m,
    /^(?:Terraform|OpenTofu) will perform the following actions/m,
    /^Note: Objects have changed outside of/m,
    /^Changes to Outputs:/m,
    /^No changes\./m,
];
const SAVED = /\n+─{10,}\n+Saved the plan to: /;
function planWarningsOf(stdout) {
    const end = stdout.search(SAVED);
    return warningsOf(end < 0 ? stdout : stdout.slice(0, end)).filter((warning) => !warning.startsWith('Warning: Check block assertion failed'));
}
function applyWarningsOf(stdout) {
    return warningsOf(stdout);
}
function warningsOf(stdout) {
    return stdout
        .split(/^(?=Warning: )/m)
        .filter((part) => part.startsWith('Warning: '))
        .map((warning) => warning.slice(0, endOfWarning(warning)).trim());
}
function endOfWarning(warning) {
    const ends = [
        ...BEGINNINGS,
        /^(?:Apply complete!|Outputs:)/m,
        /^[^\n]+: (?:Refreshing state|Reading|Read complete|Still |Creat|Modif|Destr|Import|Provisioning|Opening|Closing)/m,
        /^[^\n]+ \([\w-]+\): /m,
        /^[ \t]*# /m,
    ]
        .map((beginning) => warning.search(beginning))
        .filter((index) => index >= 0);
    return ends.length === 0 ? warning.length : Math.min(...ends);
}
function planTextOf(stdout) {
    const starts = BEGINNINGS.map((beginning) => stdout.search(beginning)).filter((index) => index >= 0);
    const body = stdout.slice(starts.length === 0 ? 0 : Math.min(...starts));
    const end = body.search(SAVED);
    return (end < 0 ? body : body.slice(0, end)).trim();
}

;// CONCATENATED MODULE: ./src/adapters/terraform/settle.ts


const KILLED_FROM = 128;
const DUMPED = 2;
function endedByItself(command, exitCode) {
    if (exitCode === undefined || exitCode >= KILLED_FROM)
        return false;
    return exitCode !== DUMPED || command === 'plan';
}
async function settleApply(apply) {
    const { exitCode, stderr, directory } = apply;
    if (exitCode === 0)
        return { kind: 'applied' };
    const isTold = isStateNotSaved(stderr);
    const printed = isTold ? printedStateOf(stderr) : undefined;
    const details = errorsOf(printed === undefined ? stderr : stderr.replace(printed, () => ''));
    const byItself = endedByItself('apply', exitCode);
    const erroredNow = await markErroredState(directory);
    const hasFile = erroredNow !== ABSENT && erroredNow !== apply.erroredBefore;
    if (hasFile || isTold) {
        const left = hasFile ? erroredStateFileOf(directory) : undefined;
        const isWhole = printed === undefined || (left !== undefined && (await holdsState(left)));
        const erroredStateFile = isWhole ? left : ((await keepPrintedState(printed, apply.stderrFile)) ?? left);
        return { kind: 'state-not-saved', erroredStateFile, isTold, byItself, details };
    }
    if (isStalePlan(stderr))
        return { kind: 'stale-plan' };
    return { kind: 'failed', byItself, details };
}

;// CONCATENATED MODULE: ./src/adapters/terraform/left-command.ts




function takeOver(left, { toolName, directory, openLog }) {
    if (launcher.neverStarts(left.mark))
        return undefined;
    const outputs = left.logged
        ? [openTail(left.stdoutFile, left.read.stdout), openTail(left.stderrFile, left.read.stderr)]
        : [];
    let log;
    const write = (text) => {
        log ??= openLog(`${toolName} ${left.name}, continued`);
        log.write(text);
    };
    const readOutput = (file) => readPrinted(`${toolName} ${left.name}`, file);
    return {
        name: left.name,
        interrupted: left.interrupted,
        startedAtMs: left.startedAtMs,
        isAtWork: () => launcher.look(left.mark) !== 'ended',
        interrupt: () => launcher.interrupt(left.mark),
        readOn: () => {
            for (const output of outputs)
                output.readOn(write);
        },
        close: () => {
            log?.[Symbol.dispose]();
            log = undefined;
            for (const output of outputs.splice(0))
                output[Symbol.dispose]();
        },
        endedByItself: () => endedByItself(left.name, launcher.exitCode(left.mark)),
        readText: () => readOutput(left.stdoutFile),
        settleApply: async () => settleApply({
            exitCode: launcher.exitCode(left.mark),
            stderr: await readOutput(left.stderrFile),
            stderrFile: left.stderrFile,
            erroredBefore: left.erroredBefore,
            directory,
        }),
    };
}

;// CONCATENATED MODULE: ./src/adapters/terraform/locate.ts



async function locateTool(tool, env) {
    if (tool.includes('/') || tool.includes('\\')) {
        const file = (0,external_node_path_.resolve)(tool);
        if (await isExecutable(file)) {
            return { name: (0,external_node_path_.basename)(file).includes('tofu') ? 'tofu' : 'terraform', file: await unwrap(file) };
        }
        throw new failure/* BadInput */.kp([`tool is ${JSON.stringify(tool)}, and there is no program at that path.`]);
    }
    const names = tool === 'auto' ? ['terraform', 'tofu'] : [tool];
    const directories = (env['PATH'] ?? '').split(external_node_path_.delimiter).filter((directory) => directory !== '');
    const endings = process.platform === 'win32' ? ['.exe', ''] : [''];
    for (const name of names) {
        for (const directory of directories) {
            for (const ending of endings) {
                const file = (0,external_node_path_.resolve)(directory, name + ending);
                if (await isExecutable(file))
                    return { name, file: await unwrap(file) };
            }
        }
    }
    throw new failure/* BadInput */.kp([
        tool === 'auto'
            ? 'neither terraform nor tofu is on PATH. Add a step with hashicorp/setup-terraform (or opentofu/setup-opentofu) before this one.'
            : `tool is ${JSON.stringify(tool)}, and there is no such program on PATH. Use terraform, tofu, auto or a path, and add a step with ${tool === 'tofu' ? 'opentofu/setup-opentofu' : 'hashicorp/setup-terraform'} before this one.`,
    ]);
}
async function unwrap(file) {
    const { dir, name, ext } = (0,external_node_path_.parse)(file);
    const wrapped = (0,external_node_path_.join)(dir, ext === '.exe' ? `${name}-bin.exe` : `${name}${ext}-bin`);
    return (await isExecutable(wrapped)) ? wrapped : file;
}
async function isExecutable(file) {
    try {
        await (0,external_node_fs_promises_.access)(file, external_node_fs_promises_.constants.X_OK);
        return (await (0,external_node_fs_promises_.stat)(file)).isFile();
    }
    catch {
        return false;
    }
}

var stack_backend = __webpack_require__(1395);
;// CONCATENATED MODULE: ./src/adapters/terraform/backend-file.ts


const BackendFile = dist/* object */.Ikc({
    state_store: dist/* optional */.lqM(dist/* unknown */.L5J()),
    backend: dist/* optional */.lqM(dist/* nullable */.mee(dist/* object */.Ikc({ type: dist/* string */.YjP(), config: dist/* optional */.lqM(dist/* nullable */.mee(dist/* record */.g1P(dist/* string */.YjP(), dist/* unknown */.L5J())), {}) }))),
});
const backend_file_text = dist/* optional */.lqM(dist/* nullable */.mee(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* transform */.pdi((value) => (value === '' ? undefined : value)))));
const flag = dist/* optional */.lqM(dist/* nullable */.mee(dist/* boolean */.zMY()));
const number = dist/* optional */.lqM(dist/* nullable */.mee(dist/* number */.aig()));
const list = dist/* optional */.lqM(dist/* nullable */.mee(dist/* array */.YOg(dist/* string */.YjP())));
const tags = dist/* optional */.lqM(dist/* nullable */.mee(dist/* record */.g1P(dist/* string */.YjP(), dist/* string */.YjP())));
const Endpoints = dist/* object */.Ikc({ s3: backend_file_text, dynamodb: backend_file_text, sts: backend_file_text });
const AssumeRole = dist/* object */.Ikc({
    role_arn: backend_file_text,
    duration: backend_file_text,
    external_id: backend_file_text,
    policy: backend_file_text,
    policy_arns: list,
    session_name: backend_file_text,
    source_identity: backend_file_text,
    tags,
    transitive_tag_keys: list,
});
const WebIdentity = dist/* object */.Ikc({
    role_arn: backend_file_text,
    duration: backend_file_text,
    policy: backend_file_text,
    policy_arns: list,
    session_name: backend_file_text,
    web_identity_token: backend_file_text,
    web_identity_token_file: backend_file_text,
});
const S3Config = dist/* object */.Ikc({
    bucket: dist/* string */.YjP(),
    key: dist/* string */.YjP(),
    workspace_key_prefix: dist/* optional */.lqM(dist/* nullable */.mee(dist/* string */.YjP())),
    dynamodb_table: backend_file_text,
    use_lockfile: flag,
    region: backend_file_text,
    endpoints: dist/* optional */.lqM(dist/* nullable */.mee(Endpoints)),
    endpoint: backend_file_text,
    dynamodb_endpoint: backend_file_text,
    sts_endpoint: backend_file_text,
    sts_region: backend_file_text,
    use_path_style: flag,
    force_path_style: flag,
    use_dualstack_endpoint: flag,
    use_fips_endpoint: flag,
    encrypt: flag,
    kms_key_id: backend_file_text,
    sse_customer_key: backend_file_text,
    acl: backend_file_text,
    skip_s3_checksum: flag,
    access_key: backend_file_text,
    secret_key: backend_file_text,
    token: backend_file_text,
    profile: backend_file_text,
    shared_config_files: list,
    shared_credentials_files: list,
    shared_credentials_file: backend_file_text,
    assume_role: dist/* optional */.lqM(dist/* nullable */.mee(AssumeRole)),
    role_arn: backend_file_text,
    session_name: backend_file_text,
    external_id: backend_file_text,
    assume_role_duration_seconds: number,
    assume_role_policy: backend_file_text,
    assume_role_policy_arns: list,
    assume_role_tags: tags,
    assume_role_transitive_tag_keys: list,
    assume_role_with_web_identity: dist/* optional */.lqM(dist/* nullable */.mee(WebIdentity)),
    retry_mode: backend_file_text,
    max_retries: number,
    allowed_account_ids: list,
    forbidden_account_ids: list,
    http_proxy: backend_file_text,
    https_proxy: backend_file_text,
    no_proxy: backend_file_text,
    custom_ca_bundle: backend_file_text,
    insecure: flag,
});
function parseBackendFile(json, env) {
    const file = dist/* safeParse */.xLC(BackendFile, json);
    if (!file.success)
        throw new stack_backend/* BackendUnusable */.Y("the file that init left in Terraform's data directory is not understood.");
    const { backend } = file.output;
    if (backend?.type !== 's3') {
        throw new stack_backend/* BackendUnusable */.Y(`the root module uses the backend ${JSON.stringify(backend?.type ?? (file.output.state_store == null ? 'local' : 'state_store'))}; Lockstep works with "s3" only. Add a backend "s3" block.`);
    }
    const config = dist/* safeParse */.xLC(S3Config, backend.config);
    if (!config.success) {
        const issue = config.issues[0];
        throw new stack_backend/* BackendUnusable */.Y(`the backend's setting ${dist/* getDotPath */.BuJ(issue) ?? ''} is not understood: ${issue.message}. Give bucket and key in the backend block or in backend-config.`);
    }
    const set = config.output;
    return {
        bucket: set.bucket,
        key: set.key,
        workspaceKeyPrefix: set.workspace_key_prefix ?? 'env:',
        lockTable: set.dynamodb_table ?? undefined,
        useLockfile: set.use_lockfile ?? false,
        encryption: encryptionOf(set, env),
        acl: set.acl ?? undefined,
        connection: connectionOf(set, env),
    };
}
function encryptionOf(config, env) {
    if (config.encrypt !== true)
        return { kind: 'bucket-default' };
    const customerKey = config.sse_customer_key ?? nonEmpty(env['AWS_SSE_CUSTOMER_KEY']);
    if (customerKey !== undefined)
        return { kind: 'customer-key', key: customerKey };
    return config.kms_key_id == null ? { kind: 'aes256' } : { kind: 'kms', keyId: config.kms_key_id };
}
function connectionOf(config, env) {
    const from = (...names) => names.map((name) => nonEmpty(env[name])).find((value) => value !== undefined);
    const files = (given, ...names) => {
        if (given != null && given.length > 0)
            return given;
        const fromEnv = from(...names);
        return fromEnv === undefined ? [] : [fromEnv];
    };
    const retryMode = config.retry_mode ?? from('AWS_RETRY_MODE');
    return {
        region: config.region ?? from('AWS_REGION', 'AWS_DEFAULT_REGION'),
        s3Endpoint: config.endpoints?.s3 ?? config.endpoint ?? from('AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT', 'AWS_ENDPOINT_URL'),
        dynamodbEndpoint: config.endpoints?.dynamodb ??
            config.dynamodb_endpoint ??
            from('AWS_ENDPOINT_URL_DYNAMODB', 'AWS_DYNAMODB_ENDPOINT', 'AWS_ENDPOINT_URL'),
        stsEndpoint: config.endpoints?.sts ??
            config.sts_endpoint ??
            from('AWS_ENDPOINT_URL_STS', 'AWS_STS_ENDPOINT', 'AWS_ENDPOINT_URL'),
        stsRegion: config.sts_region ?? undefined,
        usePathStyle: config.use_path_style ?? config.force_path_style ?? false,
        useDualstackEndpoint: config.use_dualstack_endpoint ?? isSet(env['AWS_USE_DUALSTACK_ENDPOINT']),
        useFipsEndpoint: config.use_fips_endpoint ?? isSet(env['AWS_USE_FIPS_ENDPOINT']),
        skipS3Checksum: config.skip_s3_checksum ?? false,
        staticCredentials: config.access_key != null && config.secret_key != null
            ? {
                accessKeyId: config.access_key,
                secretAccessKey: config.secret_key,
                sessionToken: config.token ?? undefined,
            }
            : undefined,
        profile: config.profile ?? undefined,
        sharedConfigFiles: files(config.shared_config_files, 'AWS_SHARED_CONFIG_FILE', 'AWS_CONFIG_FILE'),
        sharedCredentialsFiles: files(config.shared_credentials_files ??
            (config.shared_credentials_file == null ? null : [config.shared_credentials_file]), 'AWS_SHARED_CREDENTIALS_FILE'),
        assumeRole: assumedRoleOf(config.assume_role) ?? deprecatedRoleOf(config),
        assumeRoleWithWebIdentity: webIdentityOf(config.assume_role_with_web_identity, env),
        maxAttempts: (config.max_retries ?? 5) + 1,
        retryMode: retryMode === 'adaptive' ? 'adaptive' : 'standard',
        allowedAccountIds: config.allowed_account_ids ?? [],
        forbiddenAccountIds: config.forbidden_account_ids ?? [],
        httpProxy: config.http_proxy ?? from('HTTP_PROXY', 'http_proxy'),
        httpsProxy: config.https_proxy ?? from('HTTPS_PROXY', 'https_proxy'),
        noProxy: config.no_proxy ?? from('NO_PROXY', 'no_proxy'),
        caBundle: config.custom_ca_bundle ?? from('AWS_CA_BUNDLE'),
        insecure: config.insecure ?? false,
    };
}
function assumedRoleOf(role) {
    if (role?.role_arn == null)
        return undefined;
    return {
        roleArn: role.role_arn,
        sessionName: role.session_name ?? undefined,
        externalId: role.external_id ?? undefined,
        durationSeconds: parseGoDurationSeconds(role.duration),
        policy: role.policy ?? undefined,
        policyArns: role.policy_arns ?? [],
        sourceIdentity: role.source_identity ?? undefined,
        tags: role.tags ?? {},
        transitiveTagKeys: role.transitive_tag_keys ?? [],
    };
}
function deprecatedRoleOf(config) {
    if (config.role_arn == null)
        return undefined;
    return {
        roleArn: config.role_arn,
        sessionName: config.session_name ?? undefined,
        externalId: config.external_id ?? undefined,
        durationSeconds: config.assume_role_duration_seconds ?? undefined,
        policy: config.assume_role_policy ?? undefined,
        policyArns: config.assume_role_policy_arns ?? [],
        sourceIdentity: undefined,
        tags: config.assume_role_tags ?? {},
        transitiveTagKeys: config.assume_role_transitive_tag_keys ?? [],
    };
}
function webIdentityOf(role, env) {
    if (role == null)
        return undefined;
    const roleArn = role.role_arn ?? nonEmpty(env['AWS_ROLE_ARN']);
    const token = webIdentityTokenOf(role, env);
    if (roleArn === undefined || token === undefined)
        return undefined;
    return {
        roleArn,
        token,
        sessionName: role.session_name ?? nonEmpty(env['AWS_ROLE_SESSION_NAME']),
        durationSeconds: parseGoDurationSeconds(role.duration),
        policy: role.policy ?? undefined,
        policyArns: role.policy_arns ?? [],
    };
}
function webIdentityTokenOf(role, env) {
    if (role.web_identity_token != null)
        return { kind: 'literal', token: role.web_identity_token };
    if (role.web_identity_token_file != null)
        return { kind: 'file', path: role.web_identity_token_file };
    const token = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN']);
    if (token !== undefined)
        return { kind: 'literal', token };
    const path = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN_FILE']);
    return path === undefined ? undefined : { kind: 'file', path };
}
function parseGoDurationSeconds(duration) {
    const match = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(duration ?? '');
    if (match === null || match[0] === '')
        return undefined;
    return Math.round(Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0));
}
function nonEmpty(value) {
    return value === undefined || value === '' ? undefined : value;
}
function isSet(value) {
    return value !== undefined && value !== '' && value !== 'false';
}

;// CONCATENATED MODULE: ./src/adapters/terraform/directories/checkout.ts



async function readSelectedWorkspace(file) {
    const selected = (await unlessMissing((0,external_node_fs_promises_.readFile)(file, 'utf8')))?.trim();
    return selected === '' ? undefined : selected;
}
async function refuseLocalState(directory) {
    const file = 'terraform.tfstate';
    const folder = 'terraform.tfstate.d';
    const found = await unlessMissing((0,external_node_fs_promises_.stat)((0,external_node_path_.join)(directory, file)));
    if (found !== undefined && (!found.isFile() || found.size > 0))
        throw refusal(file);
    const entries = await unlessMissing((0,external_node_fs_promises_.readdir)((0,external_node_path_.join)(directory, folder)));
    if (entries !== undefined && entries.length > 0)
        throw refusal(folder);
}
function refusal(name) {
    return new failure/* Refused */.Lw(`the root module holds a local state, ${name}: Terraform would want to move it to the backend. ` +
        `If it is left over, \`git rm -r ${name}\` and add it to .gitignore; if it is the state that counts, move it with \`terraform init -migrate-state\` by hand first.`);
}
async function unlessMissing(reading) {
    try {
        return await reading;
    }
    catch (error) {
        if (isMissing(error))
            return undefined;
        throw error;
    }
}
function isMissing(error) {
    return ['ENOENT', 'ENOTDIR'].includes(error.code ?? '');
}

;// CONCATENATED MODULE: ./src/adapters/terraform/directories/providers.ts


const LEVELS = 5;
async function linkProviders(from, to) {
    for (const path of await listPackages(from)) {
        const target = (0,external_node_path_.join)(to, path);
        await (0,external_node_fs_promises_.mkdir)((0,external_node_path_.dirname)(target), { recursive: true });
        const source = await (0,external_node_fs_promises_.realpath)((0,external_node_path_.join)(from, path));
        try {
            await (0,external_node_fs_promises_.symlink)(source, target, process.platform === 'win32' ? 'junction' : 'dir');
        }
        catch (error) {
            if (!hasCode(error, 'EEXIST'))
                await (0,external_node_fs_promises_.cp)(source, target, { recursive: true });
        }
    }
}
async function listPackages(from) {
    let paths = [''];
    for (let level = 0; level < LEVELS; level += 1) {
        const below = await Promise.all(paths.map(async (path) => (await providers_list((0,external_node_path_.join)(from, path))).map((name) => (0,external_node_path_.join)(path, name))));
        paths = below.flat();
    }
    const there = await Promise.all(paths.map(async (path) => ((await isThere((0,external_node_path_.join)(from, path))) ? [path] : [])));
    return there.flat();
}
async function providers_list(directory) {
    try {
        return await (0,external_node_fs_promises_.readdir)(directory);
    }
    catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR'))
            return [];
        throw error;
    }
}
async function isThere(path) {
    try {
        await (0,external_node_fs_promises_.realpath)(path);
        return true;
    }
    catch (error) {
        if (hasCode(error, 'ENOENT'))
            return false;
        throw error;
    }
}
function hasCode(error, ...codes) {
    return codes.includes(error.code ?? '');
}

;// CONCATENATED MODULE: ./src/adapters/terraform/directories/modules.ts





const Manifest = dist/* looseObject */._H3({ Modules: dist/* array */.YOg(dist/* looseObject */._H3({ Dir: dist/* string */.YjP() })) });
const PUBLISHES_AT_MOST = 10;
async function seedModules(places) {
    const { jobsFolder, ownFolder } = foldersOf(places);
    if ((await readManifest(ownFolder)) !== undefined)
        return;
    const manifest = await readManifest(jobsFolder);
    if (manifest !== undefined)
        await writeManifest(ownFolder, manifest);
}
async function publishModules(places) {
    const { jobsFolder, ownFolder } = foldersOf(places);
    const manifest = await readManifest(ownFolder);
    if (manifest === undefined)
        return;
    const within = manifest.Modules.map(({ Dir }) => pathWithin(ownFolder, (0,external_node_path_.resolve)(places.directory, Dir)));
    const packages = new Set(within.flatMap((path) => (path === undefined ? [] : [path.split(external_node_path_.sep)[0] ?? ''])));
    if (packages.size === 0)
        return;
    for (const name of packages)
        await publish((0,external_node_path_.join)(ownFolder, name), (0,external_node_path_.join)(jobsFolder, name));
    const spelled = (0,external_node_path_.join)(places.jobs, 'modules');
    const published = {
        ...manifest,
        Modules: manifest.Modules.map((record, index) => {
            const path = within[index];
            return path === undefined ? record : { ...record, Dir: (0,external_node_path_.join)(spelled, path).split(external_node_path_.sep).join('/') };
        }),
    };
    await writeManifest(jobsFolder, published);
    await writeManifest(ownFolder, published);
}
function foldersOf({ directory, jobs, own }) {
    return { jobsFolder: (0,external_node_path_.resolve)(directory, jobs, 'modules'), ownFolder: (0,external_node_path_.join)(own, 'modules') };
}
function pathWithin(folder, path) {
    const inside = (0,external_node_path_.relative)(folder, path);
    return inside === '' || inside.split(external_node_path_.sep)[0] === '..' || (0,external_node_path_.isAbsolute)(inside) ? undefined : inside;
}
async function publish(from, to) {
    const beside = `${to}.${(0,external_node_crypto_.randomUUID)()}`;
    try {
        await (0,external_node_fs_promises_.cp)(from, beside, { recursive: true, verbatimSymlinks: true });
        for (let tries = 0; tries < PUBLISHES_AT_MOST; tries += 1) {
            if ((await renamed(beside, to)) === 'renamed' || (await isSame(beside, to).catch(ifGone)))
                return;
            const away = `${to}.${(0,external_node_crypto_.randomUUID)()}`;
            if ((await renamed(to, away)) === 'renamed')
                await (0,external_node_fs_promises_.rm)(away, { recursive: true, force: true });
        }
        throw new tool_failed/* ToolFailed */.C(`${to} is written by others all the time: the modules could not be put there`, '');
    }
    finally {
        await (0,external_node_fs_promises_.rm)(beside, { recursive: true, force: true });
    }
}
function ifGone(error) {
    if (codeOf(error) === 'ENOENT')
        return false;
    throw error;
}
async function renamed(from, to) {
    try {
        await (0,external_node_fs_promises_.rename)(from, to);
        return 'renamed';
    }
    catch (error) {
        const code = codeOf(error);
        if (code === 'ENOENT')
            return 'gone';
        if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'].includes(code))
            return 'taken';
        throw error;
    }
}
function codeOf(error) {
    return error.code ?? '';
}
async function isSame(one, other) {
    const [ours, theirs] = await Promise.all([listOf(one), listOf(other)]);
    if (ours.length !== theirs.length)
        return false;
    for (const [index, entry] of ours.entries()) {
        const against = theirs[index];
        if (against?.name !== entry.name || kindOf(against) !== kindOf(entry))
            return false;
        const [left, right] = [(0,external_node_path_.join)(one, entry.name), (0,external_node_path_.join)(other, entry.name)];
        const same = entry.isDirectory()
            ? await isSame(left, right)
            : entry.isSymbolicLink()
                ? (await (0,external_node_fs_promises_.readlink)(left)) === (await (0,external_node_fs_promises_.readlink)(right))
                : (await (0,external_node_fs_promises_.readFile)(left)).equals(await (0,external_node_fs_promises_.readFile)(right));
        if (!same)
            return false;
    }
    return true;
}
async function listOf(directory) {
    const entries = await (0,external_node_fs_promises_.readdir)(directory, { withFileTypes: true });
    return entries.filter(({ name }) => name !== '.git').sort((one, other) => (one.name < other.name ? -1 : 1));
}
function kindOf(entry) {
    return entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'file';
}
async function readManifest(folder) {
    try {
        const read = dist/* safeParse */.xLC(Manifest, JSON.parse(await (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(folder, 'modules.json'), 'utf8')));
        return read.success ? read.output : undefined;
    }
    catch (error) {
        if (error instanceof SyntaxError || error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
async function writeManifest(folder, manifest) {
    await (0,external_node_fs_promises_.mkdir)(folder, { recursive: true });
    const file = (0,external_node_path_.join)(folder, 'modules.json');
    const part = `${file}.${(0,external_node_crypto_.randomUUID)()}`;
    await (0,external_node_fs_promises_.writeFile)(part, JSON.stringify(manifest));
    await (0,external_node_fs_promises_.rename)(part, file);
}

;// CONCATENATED MODULE: ./src/adapters/terraform/directories/data-directory.ts




function openDataDirectory(places, { warn }) {
    const { directory, jobs, own } = places;
    return {
        path: own,
        seed: async () => {
            await (0,external_node_fs_promises_.mkdir)(own, { recursive: true, mode: 0o700 });
            const takeOver = async (what, task) => {
                await task().catch((error) => {
                    warn(`The ${what} in ${jobs} could not be taken over, and are loaded again: ${String(error)}`);
                });
            };
            await takeOver('providers', () => linkProviders((0,external_node_path_.resolve)(directory, jobs, 'providers'), (0,external_node_path_.join)(own, 'providers')));
            await takeOver('modules', () => seedModules(places));
        },
        publish: () => publishModules(places),
        readBackendFile: () => readBackendFile(own),
        removeBackendFile: () => (0,external_node_fs_promises_.rm)((0,external_node_path_.join)(own, 'terraform.tfstate'), { force: true }),
    };
}
async function readBackendFile(dataDirectory) {
    try {
        return await (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(dataDirectory, 'terraform.tfstate'), 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/adapters/terraform/look.ts
var look_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var look_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});




async function lookForBackend(options) {
    const folder = (0,external_node_path_.join)(options.filesDirectory, 'look');
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const looked = await look_look(options, { directory: options.directory, folder: (0,external_node_path_.join)(folder, 'all') });
            if (looked.kind === 'found')
                return looked;
            if (options.toolName === 'tofu') {
                const alone = (0,external_node_path_.join)(folder, 'alone');
                await copyBackendFiles(options.directory, alone);
                const again = await look_look(options, { directory: alone, folder: (0,external_node_path_.join)(folder, 'again') });
                if (again.kind === 'found' && again.file !== undefined)
                    return again;
            }
            const log = look_addDisposableResource(env_1, options.openLog(`${options.toolName} init`), false);
            log.write(await readPrinted(`${options.toolName} init`, looked.stdoutFile));
            log.write(looked.stderr);
            return looked;
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            look_disposeResources(env_1);
        }
    }
    finally {
        await (0,external_node_fs_promises_.rm)(folder, { recursive: true, force: true });
    }
}
async function look_look({ run, settings, directory: rootModule }, { directory, folder }) {
    const [dataDirectory, noPlugins] = [(0,external_node_path_.join)(folder, 'data'), (0,external_node_path_.join)(folder, 'no-plugins')];
    await (0,external_node_fs_promises_.mkdir)(noPlugins, { recursive: true, mode: 0o700 });
    const config = settings.map((setting) => `-backend-config=${setting.includes('=') ? setting : (0,external_node_path_.resolve)(rootModule, setting)}`);
    const { exitCode, stdoutFile, stderr } = await run(['init', '-get=false', `-plugin-dir=${noPlugins}`, '-input=false', '-no-color', '-reconfigure', ...config], { logged: false, cwd: directory, env: { TF_DATA_DIR: dataDirectory, TF_WORKSPACE: 'default' } });
    const file = await readBackendFile(dataDirectory);
    return file !== undefined || exitCode === 0 ? { kind: 'found', file } : { kind: 'failed', stderr, stdoutFile };
}
async function copyBackendFiles(from, to) {
    await (0,external_node_fs_promises_.mkdir)(to, { recursive: true, mode: 0o700 });
    const names = (await (0,external_node_fs_promises_.readdir)(from)).filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name));
    const stemOf = (name) => name.replace(/\.(?:tf|tofu)(?=(?:\.json)?$)/, '');
    const stems = new Set();
    for (const name of names) {
        if (/\bbackend\b/.test(await (0,external_node_fs_promises_.readFile)((0,external_node_path_.join)(from, name), 'utf8')))
            stems.add(stemOf(name));
    }
    for (const name of names.filter((one) => stems.has(stemOf(one))))
        await (0,external_node_fs_promises_.copyFile)((0,external_node_path_.join)(from, name), (0,external_node_path_.join)(to, name));
}

;// CONCATENATED MODULE: ./src/adapters/terraform/place.ts











function openPlace(options) {
    const { tool, run, env, filesDirectory, chosen } = options;
    const { directory, jobs } = options.dataDirectories;
    const dataDirectory = openDataDirectory(options.dataDirectories, options);
    const backendFile = (0,external_node_path_.join)(filesDirectory, 'backend.json');
    const settingsOf = (key) => [
        ...options.inputs['backend-config'],
        ...(key === undefined ? [] : [`key=${key}`]),
    ];
    const initFailed = (stderr) => {
        const mistake = backendMistakeOf(stderr);
        return mistake === undefined
            ? new tool_failed/* ToolFailed */.C(`${tool.name} init failed`, errorsOf(stderr))
            : new stack_backend/* BackendUnusable */.Y(mistake, { cause: new Error(errorsOf(stderr)) });
    };
    const inDataDirectory = async (step) => {
        await dataDirectory[step]().catch((cause) => {
            throw new tool_failed/* ToolFailed */.C(`Terraform's data directory cannot be prepared (${String(cause)})`, '', { cause });
        });
    };
    const init = async ({ key, workspace: which }) => {
        await inDataDirectory('seed');
        await inDataDirectory('removeBackendFile');
        const config = settingsOf(key).map((setting) => `-backend-config=${setting}`);
        const { exitCode, stderr } = await run(['init', '-input=false', '-no-color', '-reconfigure', ...config], {
            logged: true,
            ...(which === 'default' ? { env: { TF_WORKSPACE: 'default' } } : {}),
        });
        if (exitCode === 0) {
            await inDataDirectory('publish');
            return { kind: 'initialized' };
        }
        if (isDigestMismatch(stderr))
            return { kind: 'state-unreadable', details: errorsOf(stderr) };
        throw initFailed(stderr);
    };
    const readBackend = async () => {
        let settings;
        try {
            settings = JSON.parse((await dataDirectory.readBackendFile()) ?? '{}');
        }
        catch (cause) {
            throw new stack_backend/* BackendUnusable */.Y(`the backend settings in ${dataDirectory.path} cannot be read.`, { cause });
        }
        return parseBackendFile(settings, env);
    };
    const confirmOn = async (address) => {
        (0,stack_backend/* confirmPointsAt */.b)(await readBackend(), address, tool.name);
    };
    return {
        init,
        readBackend,
        confirmOn,
        findBackend: async (key) => {
            await refuseLocalState(directory);
            const file = (0,external_node_path_.join)(jobs, 'environment');
            const selected = await readSelectedWorkspace((0,external_node_path_.resolve)(directory, file));
            const passedOver = selected === undefined ? undefined : passOverSelected(chosen, { selected, file });
            if (passedOver !== undefined)
                options.info(passedOver);
            const { openLog } = options;
            const settings = settingsOf(key);
            const looked = await lookForBackend({ toolName: tool.name, run, directory, filesDirectory, settings, openLog });
            if (looked.kind === 'failed')
                throw initFailed(looked.stderr);
            const content = looked.file ?? '{}';
            await (0,external_node_fs_promises_.writeFile)(backendFile, content, { mode: 0o600 }).catch((cause) => {
                throw new tool_failed/* ToolFailed */.C(`${backendFile} cannot be written (${String(cause)})`, '', { cause });
            });
            return parseBackendFile(JSON.parse(content), env);
        },
        foundBackend: async () => {
            let settings;
            try {
                settings = JSON.parse(await (0,external_node_fs_promises_.readFile)(backendFile, 'utf8'));
            }
            catch (cause) {
                throw new stack_backend/* BackendUnusable */.Y('the backend settings that this run has read are not there any more.', { cause });
            }
            return parseBackendFile(settings, env);
        },
        createWorkspace: async () => {
            const { exitCode, stderr } = await run(['workspace', 'new', '-no-color', chosen.name], { logged: true });
            if (exitCode === 0 || isThereAlready(stderr))
                return;
            throw new tool_failed/* ToolFailed */.C(`${tool.name} workspace new failed`, errorsOf(stderr));
        },
        pointAt: async (address) => {
            try {
                await confirmOn(address);
            }
            catch (error) {
                if (!(error instanceof failure/* RunFailure */.ae))
                    throw error;
                await init({ key: address.key, workspace: 'selected' });
                await confirmOn(address);
            }
        },
    };
}

;// CONCATENATED MODULE: ./src/adapters/terraform/terraform.ts




















async function openTerraform(options) {
    const { inputs, directory, filesDirectory } = options;
    if (!(await isDirectory(directory))) {
        throw new failure/* BadInput */.kp([
            `working-directory is ${JSON.stringify(inputs['working-directory'])}, and there is no such directory in the checkout. Add a step with actions/checkout before this one, or correct it.`,
        ]);
    }
    const tool = await locateTool(inputs.tool, options.env);
    const chosen = chooseWorkspace({ input: inputs.workspace, variable: options.env['TF_WORKSPACE'] });
    const workspace = chosen.name;
    if (!isWorkspaceName(workspace)) {
        throw new failure/* BadInput */.kp([`workspace is ${JSON.stringify(workspace)}, and that is no name of a Terraform workspace.`]);
    }
    const dataDirectory = (0,external_node_path_.join)(filesDirectory, 'data');
    const env = childEnvironment(options.env, { workspace, directory, filesDirectory, dataDirectory });
    const planFiles = {
        planFile: (0,external_node_path_.join)(filesDirectory, 'plan.tfplan'),
        planJson: (0,external_node_path_.join)(filesDirectory, 'plan.json'),
        planText: (0,external_node_path_.join)(filesDirectory, 'plan.txt'),
    };
    const run = openCommands({ ...options, tool, env });
    const jobs = options.env['TF_DATA_DIR'] || '.terraform';
    const place = openPlace({
        ...options,
        tool,
        run,
        env,
        chosen,
        dataDirectories: { directory, jobs, own: dataDirectory },
    });
    const plan = async (args) => {
        const { exitCode, stdoutFile, stderr, timedOut } = await run(['plan', '-lock=false', '-input=false', '-no-color', '-detailed-exitcode', `-out=${planFiles.planFile}`, ...args], { logged: true, stdoutFile: planFiles.planText, limitMs: inputs['apply-timeout'] });
        if (exitCode === 0 || exitCode === 2)
            return { kind: 'planned', hasChanges: exitCode === 2 };
        const details = stderr.trim() === '' ? await readPrinted(tool.name, stdoutFile) : errorsOf(stderr);
        return {
            kind: 'failed',
            byItself: endedByItself('plan', exitCode),
            details,
            timedOut: await timedOutOf(stdoutFile, timedOut),
        };
    };
    let conceal = (0,secrets_conceal/* openConceal */.Oh)(new Set(options.knownSecrets()));
    const timedOutOf = async (stdoutFile, ranOut) => {
        if (ranOut === undefined)
            return undefined;
        const { addresses, lastLine } = ranOut.atWork;
        const printed = await readPrinted(tool.name, stdoutFile).catch(() => '');
        return { ...ranOut, atWork: { addresses, lastLine: lastLine && conceal(lastLine) }, printed };
    };
    const concealOfLeftPlan = async () => {
        try {
            const json = await (0,external_node_fs_promises_.readFile)(planFiles.planJson, 'utf8');
            return parsePlan((0,domain_json/* parseJsonExactly */.OT)(json), options.knownSecrets()).conceal;
        }
        catch {
            return () => '';
        }
    };
    return {
        name: tool.name,
        workspace,
        dataDirectory,
        planFiles,
        findBackend: place.findBackend,
        foundBackend: place.foundBackend,
        init: place.init,
        createWorkspace: place.createWorkspace,
        readBackend: place.readBackend,
        plan: () => plan(planArguments(inputs)),
        planRefreshOnly: () => plan(refreshArguments(inputs)),
        showPlan: async () => {
            const { exitCode, stderr } = await run(['show', '-json', '-no-color', planFiles.planFile], {
                logged: false,
                stdoutFile: planFiles.planJson,
            });
            if (exitCode !== 0)
                throw new tool_failed/* ToolFailed */.C(`${tool.name} show failed`, errorsOf(stderr));
            const [json, text] = await Promise.all([
                readPrinted(tool.name, planFiles.planJson),
                readPrinted(tool.name, planFiles.planText),
            ]);
            try {
                const plan = parsePlan((0,domain_json/* parseJsonExactly */.OT)(json), options.knownSecrets());
                ({ conceal } = plan);
                return { plan, text: conceal(planTextOf(text)), warnings: planWarningsOf(text).map(conceal) };
            }
            catch (cause) {
                throw new tool_failed/* ToolFailed */.C(`${tool.name} show printed a plan that this version of Lockstep cannot read. Use a newer Lockstep, or report it.`, cause instanceof Error ? cause.message : String(cause));
            }
        },
        apply: async () => {
            const applying = [
                'apply',
                '-lock=false',
                '-input=false',
                '-no-color',
                ...parallelism(inputs),
                planFiles.planFile,
            ];
            const erroredBefore = await markErroredState(directory);
            const ended = await run(applying, { logged: true, limitMs: inputs['apply-timeout'], erroredBefore });
            const applied = concealed(await settleApply({ directory, erroredBefore, ...ended }), conceal);
            if (applied.kind === 'failed' || applied.kind === 'state-not-saved') {
                const { mayBeAtWork } = ended;
                return { ...applied, mayBeAtWork, timedOut: await timedOutOf(ended.stdoutFile, ended.timedOut) };
            }
            if (applied.kind === 'stale-plan')
                return applied;
            const printed = await readPrinted(tool.name, ended.stdoutFile).catch(() => '');
            return { kind: 'applied', warnings: applyWarningsOf(printed).map(conceal) };
        },
        pushState: async (file, _under, address) => {
            try {
                await place.pointAt(address);
            }
            catch (error) {
                if (!(error instanceof failure/* RunFailure */.ae) || error instanceof aftermath/* Cancelled */.c)
                    throw error;
                return { kind: 'failed', details: error instanceof tool_failed/* ToolFailed */.C ? error.details : error.message };
            }
            const { exitCode, stderr } = await run(['state', 'push', '-lock=false', '-no-color', file], { logged: true });
            if (exitCode === 0)
                return { kind: 'pushed' };
            return { kind: 'failed', details: errorsOf(stderr), isLasting: backendMistakeOf(stderr) !== undefined };
        },
        readStateFile: async (file) => {
            try {
                return await (0,external_node_fs_promises_.readFile)(file);
            }
            catch (cause) {
                throw new tool_failed/* ToolFailed */.C(cause instanceof Error ? cause.message : String(cause), '', { cause });
            }
        },
        ...openKept(filesDirectory),
        takeOver: (left) => {
            const command = takeOver(left, { toolName: tool.name, directory, openLog: options.openLog });
            if (command === undefined)
                return undefined;
            return {
                ...command,
                settleApply: async () => concealed(await command.settleApply(), await concealOfLeftPlan()),
            };
        },
        readOutputs: async (of) => {
            await place.confirmOn(of);
            const { getExecOutput } = await __webpack_require__.e(/* import() */ 260).then(__webpack_require__.bind(__webpack_require__, 1260));
            const { exitCode, stdout, stderr } = await getExecOutput(tool.file, ['output', '-json', '-no-color'], {
                cwd: directory,
                env: definedOnly(env),
                silent: true,
                ignoreReturnCode: true,
            }).catch((cause) => {
                throw new tool_failed/* ToolFailed */.C(`${tool.name} output could not be run (${String(cause)})`, '', { cause });
            });
            await place.confirmOn(of);
            if (exitCode !== 0)
                throw new tool_failed/* ToolFailed */.C(`${tool.name} output failed: ${errorsOf(stderr)}`, errorsOf(stderr));
            try {
                return (0,plan_plan/* parseRootOutputs */.ON)(JSON.parse(stdout));
            }
            catch (cause) {
                const words = `${tool.name} output printed what this version of Lockstep cannot read`;
                throw new tool_failed/* ToolFailed */.C(words, '', { cause });
            }
        },
    };
}
function concealed(applied, conceal) {
    return 'details' in applied ? { ...applied, details: conceal(applied.details) } : applied;
}
function definedOnly(env) {
    return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== undefined));
}
async function isDirectory(path) {
    try {
        return (await (0,external_node_fs_promises_.stat)(path)).isDirectory();
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./src/adapters/warm-up.ts
const OVER_AFTER_MS = 200;
function openWarmUp() {
    const { promise: isOver, resolve: end } = Promise.withResolvers();
    setTimeout(end, OVER_AFTER_MS, undefined);
    let commands = 0;
    return {
        isOver,
        noteCommand: () => {
            commands += 1;
            if (commands > 1)
                end(undefined);
        },
    };
}

;// CONCATENATED MODULE: ./src/wiring.ts















const TERRAFORM_OUTLIVES_MAIN = launcher.outlivesUs;
const HANDOVER = 'handover';
async function openAdapters(options) {
    const { env, inputs, context, runner } = options;
    const filesDirectory = options.directory ?? (0,external_node_path_.join)(context.temporaryDirectory, `lockstep-${(0,external_node_crypto_.randomUUID)()}`);
    withFile('The private directory of this run cannot be made', () => {
        (0,external_node_fs_.mkdirSync)(filesDirectory, { recursive: true, mode: 0o700 });
    });
    const handover = openHandover(filesDirectory);
    const isMain = options.directory === undefined;
    const takenOver = new AbortController();
    const cancelled = AbortSignal.any([options.cancelled, takenOver.signal]);
    const beforeStep = () => {
        if (!isMain)
            return;
        if (!takenOver.signal.aborted && handover.isTakenOver())
            takenOver.abort();
        takenOver.signal.throwIfAborted();
    };
    if (isMain) {
        cancelled.addEventListener('abort', () => {
            try {
                handover.noteCancelled(systemClock.monotonicMs());
            }
            catch (error) {
                options.keep('The cancel could not be noted', error);
            }
        });
        handover.noteMain(markOfThisProcess(), (0,environment/* settingsOf */.f)(env));
        runner.saveState(HANDOVER, filesDirectory);
    }
    const warmUp = openWarmUp();
    void warmUp.isOver.then(() => {
        runner.begin();
    });
    const loadAws = wiring_once(() => Promise.all(/* import() */[__webpack_require__.e(711), __webpack_require__.e(269)]).then(__webpack_require__.bind(__webpack_require__, 7269)));
    const github = openGitHub({
        token: inputs.token,
        apiUrl: context.apiUrl,
        repository: context.repository,
        journal: runner,
        patience: options.patience,
        mayLoad: warmUp.isOver,
    });
    const terraform = await openTerraform({
        inputs,
        directory: (0,external_node_path_.resolve)(context.workspaceDirectory, inputs['working-directory']),
        filesDirectory,
        env,
        cancelled,
        openLog: (title) => runner.openLog(title),
        note: (command) => {
            if (isMain)
                handover.noteCommand(command);
        },
        keep: options.keep,
        warn: (message) => {
            runner.warning(message);
        },
        info: (message) => {
            runner.info(message);
        },
        beforeStep,
        knownSecrets: () => options.secrets,
        onStart: () => {
            warmUp.noteCommand();
            void loadAws().catch(() => undefined);
        },
    });
    return {
        terraform,
        openBackend: async (settings) => (await loadAws()).openAwsBackend(settings, {
            env,
            signal: cancelled,
            mask: options.mask,
            beforeRequest: beforeStep,
            warn: (message) => {
                runner.warning(message);
            },
        }),
        github,
        clock: systemClock,
        chance: { next: () => Math.random(), id: () => (0,external_node_crypto_.randomUUID)() },
        who: `${userName()}@${(0,external_node_os_.hostname)()}`,
        handover,
        cancelled,
    };
}
function userName() {
    try {
        return (0,external_node_os_.userInfo)().username;
    }
    catch {
        return '';
    }
}
function wiring_once(load) {
    let loaded;
    return () => (loaded ??= load());
}


/***/ })

};
