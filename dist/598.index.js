export const id = 598;
export const ids = [598];
export const modules = {

/***/ 8598:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openComments: () => (/* binding */ openComments)
/* harmony export */ });
/* harmony import */ var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2413);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);


const Comment = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    id: valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(),
    html_url: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    body: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()), ''),
    user: valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ login: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), 'User') })),
});
const Viewer = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ viewer: valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ login: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }) });
/** Whom comments by the workflow's own token come from, when GraphQL does not say. */
const DEFAULT_LOGIN = 'github-actions[bot]';
/** GitHub's comments, through one token. */
function openComments(options) {
    const octokit = (0,_actions_github__WEBPACK_IMPORTED_MODULE_0__/* .getOctokit */ .Q)(options.token, { baseUrl: options.apiUrl });
    const [owner = '', repo = ''] = options.repository.split('/');
    const app = isAppToken(options.token);
    let ownLogin;
    // GET /user is closed to installation tokens, so the one question that every kind of token may ask is put.
    const askOwnLogin = async () => {
        try {
            return valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Viewer, await octokit.graphql('query { viewer { login } }')).viewer.login;
        }
        catch {
            return DEFAULT_LOGIN;
        }
    };
    return {
        find: async (prNumber, marker, signal) => {
            ownLogin ??= askOwnLogin();
            const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
                owner,
                repo,
                issue_number: prNumber,
                per_page: 100,
                request: { signal },
            });
            for await (const page of pages) {
                for (const entry of valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(Comment), page.data)) {
                    if (!entry.body?.startsWith(marker))
                        continue;
                    if (isOwn(entry.user, { login: await ownLogin, app }))
                        return ownComment(entry);
                }
            }
            return undefined;
        },
        read: async (comment, signal) => {
            try {
                const { data } = await octokit.rest.issues.getComment({
                    owner,
                    repo,
                    comment_id: comment.id,
                    request: { signal },
                });
                return ownComment(valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Comment, data));
            }
            catch (error) {
                if (error instanceof Error && 'status' in error && error.status === 404)
                    return undefined;
                throw error;
            }
        },
        create: async (prNumber, body, signal) => {
            const { data } = await octokit.rest.issues.createComment({
                owner,
                repo,
                issue_number: prNumber,
                body,
                request: { signal },
            });
            return ownComment(valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Comment, data));
        },
        update: async (comment, body, signal) => {
            const { data } = await octokit.rest.issues.updateComment({
                owner,
                repo,
                comment_id: comment.id,
                body,
                request: { signal },
            });
            return ownComment(valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Comment, data));
        },
    };
}
/** GitHub's prefix for the tokens of apps, the workflow's own among them; old ones began with `v1.`. */
function isAppToken(token) {
    return /^(?:ghs_|v1\.)/.test(token);
}
/** An app comments as a bot, and its own login may come without the `[bot]` that its comments carry. */
function isOwn(user, own) {
    if (user === null || (own.app && user.type !== 'Bot'))
        return false;
    return user.login === own.login || (own.app && user.login === `${own.login}[bot]`);
}
function ownComment(entry) {
    return { id: entry.id, url: entry.html_url, body: entry.body ?? '' };
}


/***/ })

};
