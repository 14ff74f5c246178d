export const id = 887;
export const ids = [887];
export const modules = {
2887:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
openOctokit: () => ( openOctokit)
});
var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1758);
var _octokit_plugin_retry__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9735);
var _octokit_plugin_throttling__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6856);
var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
var _translate_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4500);
const LIMITS_AT_MOST = 3;
const TRY_WITHIN_MS = 10_000;
const RETRY_BASE_MS = 500;
const FINAL = [400, 401, 403, 404, 410, 422, 429, 451];
const Json = valibot__WEBPACK_IMPORTED_MODULE_2__ .KCZ([
    valibot__WEBPACK_IMPORTED_MODULE_2__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__ .L5J()),
    valibot__WEBPACK_IMPORTED_MODULE_2__ ._H3({ errors: valibot__WEBPACK_IMPORTED_MODULE_2__ .cl6(valibot__WEBPACK_IMPORTED_MODULE_2__ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__ ._H3({ message: valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP() }))) }),
]);
const UNPACED = {
    key: () => ({ schedule: (_, task, options) => task(options) }),
};
const UNPACED_GROUPS = Object.fromEntries(['global', 'auth', 'search', 'write', 'notifications'].map((group) => [group, UNPACED]));
function openOctokit({ token, apiUrl, onNotice }) {
    const limits = new WeakMap();
    const watchTries = (octokit) => {
        octokit.hook.wrap('request', async (request, options) => {
            const { request: carried } = options;
            const tooLate = new AbortController();
            const timer = setTimeout(() => {
                tooLate.abort(new DOMException(`nothing came within ${TRY_WITHIN_MS / 1000} s`, 'TimeoutError'));
            }, TRY_WITHIN_MS);
            const { signal } = carried;
            options.request = { ...carried, signal: AbortSignal.any([signal, tooLate.signal]) };
            let response;
            try {
                response = await request(options);
            }
            finally {
                clearTimeout(timer);
                options.request = carried;
            }
            if (valibot__WEBPACK_IMPORTED_MODULE_2__.is(Json, response.data))
                return response;
            const words = `${response.status}, and what came is not what GitHub's API answers with`;
            throw Object.assign(new Error(words), { status: 500, request: { ...options } });
        });
        octokit.hook.error('request', (error, options) => {
            const limit = (0,_translate_js__WEBPACK_IMPORTED_MODULE_1__ .i2)(error);
            if (limit !== undefined)
                limits.set(options, limit);
            if (limit?.kind === 'secondary' && !/\bsecondary rate\b/i.test(error.message)) {
                error.message += ' (a secondary rate limit)';
            }
            throw error;
        });
        return {};
    };
    const decide = (kind) => (afterSeconds, options, _, limitsMet) => {
        const { onLimit } = options.request;
        const afterMs = afterSeconds * 1000;
        const limit = limits.get(options) ?? { kind, until: new Date(Date.now() + afterMs) };
        return limitsMet < LIMITS_AT_MOST && onLimit(limit, afterMs);
    };
    return (0,_actions_github__WEBPACK_IMPORTED_MODULE_0__ .Q)(token, {
        baseUrl: apiUrl,
        log: { debug: () => undefined, info: () => undefined, warn: onNotice, error: onNotice },
        retry: { doNotRetry: FINAL, retryAfterBaseValue: RETRY_BASE_MS },
        throttle: {
            ...UNPACED_GROUPS,
            onRateLimit: decide('primary'),
            onSecondaryRateLimit: decide('secondary'),
        },
    }, watchTries, _octokit_plugin_retry__WEBPACK_IMPORTED_MODULE_3__ .L, _octokit_plugin_throttling__WEBPACK_IMPORTED_MODULE_4__ .A);
}
})
};
