export const id = 894;
export const ids = [894];
export const modules = {

/***/ 9894:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openPullRequests: () => (/* binding */ openPullRequests)
/* harmony export */ });
/* harmony import */ var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2413);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _domain_review_merges_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1160);



const PullRequest = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    number: valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(),
    merged_at: valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    base: valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ ref: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }),
    head: valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ sha: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }),
});
const Status = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    number: valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(),
    headRefOid: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    baseRefName: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    closed: valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY(),
    merged: valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY(),
    mergeCommit: valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ oid: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
});
const Statuses = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ repository: valibot__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(Status)) });
const PartialAnswer = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    data: valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({ repository: valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({}) }),
    errors: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()) })),
});
const Comparison = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    commits: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        sha: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        commit: valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ message: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }),
        parents: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ sha: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    })),
});
const Refs = valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ ref: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), object: valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ sha: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }) }));
/** One answer must not hold an apply up, nor the end of one that was cancelled. */
const ANSWER_WITHIN_MS = 30_000;
/** A token of a workflow may ask 1,000 questions an hour, and every commit of the branch is one. */
const COMMITS_ASKED_AT_MOST = 30;
const AT_ONCE = 8;
/** Of one GraphQL question. */
const NUMBERS_AT_ONCE = 100;
/** How commits came to a branch, as GitHub knows it. */
function openPullRequests(options) {
    const octokit = (0,_actions_github__WEBPACK_IMPORTED_MODULE_0__/* .getOctokit */ .Q)(options.token, { baseUrl: options.apiUrl });
    const [owner = '', repo = ''] = options.repository.split('/');
    const request = () => ({ signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const listCommits = async (base, head) => {
        const pages = octokit.paginate.iterator(octokit.rest.repos.compareCommitsWithBasehead, {
            owner,
            repo,
            basehead: `${base}...${head}`,
            per_page: 100,
            request: request(),
        });
        const commits = [];
        for await (const page of pages) {
            for (const { sha, commit, parents } of valibot__WEBPACK_IMPORTED_MODULE_2__/* .parse */ .qgA(Comparison, page.data).commits) {
                commits.push({
                    sha,
                    parents: parents.map((parent) => parent.sha),
                    title: commit.message.split('\n', 1)[0] ?? '',
                });
            }
        }
        return commits;
    };
    const findMergedBy = async (commitSha, branch) => {
        const found = await octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, {
            owner,
            repo,
            commit_sha: commitSha,
            per_page: 100,
            request: request(),
        });
        return valibot__WEBPACK_IMPORTED_MODULE_2__/* .parse */ .qgA(valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(PullRequest), found)
            .filter((pullRequest) => pullRequest.merged_at !== null && pullRequest.base.ref === branch)
            .map(({ number, head }) => ({ number, headSha: head.sha }));
    };
    /** Commits that the branch went through, the newest first. */
    const walk = async (since, commitSha) => {
        const alone = { sha: commitSha, parents: [], title: '' };
        if (since === undefined)
            return [alone];
        try {
            return (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_1__/* .walkFirstParents */ .P)(await listCommits(since, commitSha), commitSha);
        }
        catch (error) {
            // The branch was rewritten, and nothing refers to that commit any more.
            if (error instanceof Error && 'status' in error && error.status === 404)
                return [alone];
            throw error;
        }
    };
    /** What is not there is told as an error beside the rest of the answer. */
    const ask = async (query, variables) => {
        try {
            return await octokit.graphql(query, { ...variables, request: request() });
        }
        catch (error) {
            const partial = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(PartialAnswer, error);
            if (partial.success && partial.output.errors.every(({ type }) => type === 'NOT_FOUND'))
                return partial.output.data;
            throw error;
        }
    };
    return {
        findMerged: async ({ since, commitSha, branch }) => {
            const commits = await walk(since, commitSha);
            const asked = commits.slice(0, COMMITS_ASKED_AT_MOST);
            const found = await mapSome(asked, async (commit) => ({ commit, by: await findMergedBy(commit.sha, branch) }));
            return collectMerges(found.reverse());
        },
        findQueued: async (commitSha, branch) => {
            const prefix = `gh-readonly-queue/${branch}/pr-`;
            const [commits, refs] = await Promise.all([
                listCommits(branch, commitSha),
                octokit.rest.git.listMatchingRefs({ owner, repo, ref: `heads/${prefix}`, request: request() }),
            ]);
            const numbers = new Map(valibot__WEBPACK_IMPORTED_MODULE_2__/* .parse */ .qgA(Refs, refs.data).map(({ ref, object }) => [object.sha, numberOf(ref, prefix)]));
            // A group's branch ends at the last commit of its pull request; the commits below it are earlier ones of the same.
            return (0,_domain_review_merges_js__WEBPACK_IMPORTED_MODULE_1__/* .walkFirstParents */ .P)(commits, commitSha)
                .map(({ sha }) => numbers.get(sha))
                .filter((number) => number !== undefined)
                .reverse();
        },
        findStatuses: async (numbers) => {
            const found = [];
            for (let start = 0; start < numbers.length; start += NUMBERS_AT_ONCE) {
                const answer = await ask(askStatuses(numbers.slice(start, start + NUMBERS_AT_ONCE)), { owner, repo });
                for (const status of Object.values(valibot__WEBPACK_IMPORTED_MODULE_2__/* .parse */ .qgA(Statuses, answer).repository)) {
                    if (status !== null)
                        found.push(statusOf(status));
                }
            }
            return found;
        },
    };
}
/** One question for all of them: of each, one by one, an hour's worth would be asked in no time. */
function askStatuses(numbers) {
    const fields = 'number headRefOid baseRefName closed merged mergeCommit { oid }';
    const each = numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ${fields} }`);
    return `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${each.join(' ')} } }`;
}
function statusOf(status) {
    const { number, headRefOid: headSha, baseRefName: branch, closed, merged, mergeCommit } = status;
    return {
        number,
        headSha,
        closed,
        isMerged: merged,
        merged: merged && mergeCommit !== null ? { branch, commitSha: mergeCommit.oid } : undefined,
    };
}
/** GitHub alone makes branches under this prefix: `<prefix><number>-<sha of the base>`. */
function numberOf(ref, prefix) {
    const number = /^(\d+)-[0-9a-f]{7,64}$/.exec(ref.slice(`refs/heads/${prefix}`.length))?.[1];
    return number === undefined ? undefined : Number(number);
}
/** A rebase brings one pull request in several commits, and one commit may belong to several pull requests. */
function collectMerges(found) {
    const pullRequests = new Map(found.flatMap(({ by }) => by).map((pullRequest) => [pullRequest.number, pullRequest]));
    const direct = found
        .filter(({ by }) => by.length === 0)
        .map(({ commit }) => {
        return { sha: commit.sha, title: commit.title };
    });
    return { pullRequests: [...pullRequests.values()], direct };
}
async function mapSome(items, task) {
    const results = [];
    for (let start = 0; start < items.length; start += AT_ONCE) {
        results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(task))));
    }
    return results;
}


/***/ }),

/***/ 1160:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ walkFirstParents),
/* harmony export */   U: () => (/* binding */ NO_MERGES)
/* harmony export */ });
const NO_MERGES = { pullRequests: [], direct: [] };
/**
 * The commits of a branch itself, the newest first: what its merges brought in is not among them. `commits` holds
 * everything that `headSha` has and the start of the stretch has not.
 */
function walkFirstParents(commits, headSha) {
    const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
    const walked = [];
    for (let next = bySha.get(headSha); next !== undefined; next = bySha.get(next.parents[0] ?? ''))
        walked.push(next);
    return walked;
}


/***/ })

};
