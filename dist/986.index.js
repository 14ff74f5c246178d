export const id = 986;
export const ids = [986];
export const modules = {

/***/ 986:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openRuns: () => (/* binding */ openRuns)
/* harmony export */ });
/* harmony import */ var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2413);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);


const Attempt = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ status: valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()) });
const Comparison = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ status: valibot__WEBPACK_IMPORTED_MODULE_1__/* .picklist */ .KIO(['identical', 'ahead', 'behind', 'diverged']) });
/** A wait goes on meanwhile, so an answer that takes longer counts as none. */
const ANSWER_WITHIN_MS = 10_000;
/** What GitHub says of runs and commits. Whatever it does not say is `unknown`, and nobody acts on that. */
function openRuns(options) {
    const octokit = (0,_actions_github__WEBPACK_IMPORTED_MODULE_0__/* .getOctokit */ .Q)(options.token, { baseUrl: options.apiUrl });
    const [owner = '', repo = ''] = options.repository.split('/');
    return {
        status: async (run) => {
            const [runOwner = '', runRepo = ''] = run.repository.split('/');
            try {
                const { data } = await octokit.rest.actions.getWorkflowRunAttempt({
                    owner: runOwner,
                    repo: runRepo,
                    run_id: Number(run.runId),
                    attempt_number: run.runAttempt,
                    request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
                });
                return valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Attempt, data).status === 'completed' ? 'completed' : 'running';
            }
            catch {
                return 'unknown';
            }
        },
        compare: async (baseSha, commitSha) => {
            try {
                const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
                    owner,
                    repo,
                    basehead: `${baseSha}...${commitSha}`,
                    per_page: 1,
                    request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
                });
                return valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Comparison, data).status;
            }
            catch {
                return 'unknown';
            }
        },
    };
}


/***/ })

};
