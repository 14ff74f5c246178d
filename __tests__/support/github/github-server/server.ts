/**
 * GitHub's REST API on this machine, as far as Lockstep uses it. Every request and every answer is held against
 * GitHub's own description: a call that GitHub would refuse is refused here too, and noted in `violations`, which a test
 * expects to be empty.
 *
 * In one point it is stricter: query parameters and body properties that GitHub would ignore are refused.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAnswers, refuse, type Answer, type Call, type Caller } from './answers.ts';
import { checkAnswer, explain, findOperation, type Match } from './description.ts';
import { FaultList, type Fault, type FaultEffect, type RecordedRequest } from './faults.ts';
import { answerGraphql, operationOf } from './graphql.ts';
import { Payloads } from './payloads.ts';
import { RepositoryRecords, type CommentChange, type NewCommit, type NewPullRequest, type NewRun } from './records.ts';

export type { FaultEffect } from './faults.ts';

interface SeenComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** Of the page that people see. */
  readonly url: string;
}

export interface GitHubServer extends AsyncDisposable {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly repository: string;
  readonly defaultBranch: string;
  /** Calls that GitHub would have refused as wrong, and answers of this server that GitHub would never give. */
  readonly violations: readonly string[];
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  addToken(token: string, caller: Caller): void;
  addPullRequest(pull: NewPullRequest): void;
  updatePullRequest(number: number, patch: Partial<Omit<NewPullRequest, 'number'>>): void;
  addCommit(commit: NewCommit): void;
  /** As GitHub has every commit that it starts a run for; nothing is changed of one that is known. */
  mentionCommit(sha: string): void;
  /** As GitHub has the pull request whose event it has started a run for: what was merged is not opened by that. */
  mentionPullRequest(pull: NewPullRequest): void;
  setBranch(name: string, sha: string): void;
  addRun(run: NewRun): void;
  updateRun(id: number, patch: Partial<Omit<NewRun, 'id'>>): void;
  addComment(pullNumber: number, comment: { readonly author: string; readonly body: string }): number;
  comments(pullNumber: number): readonly SeenComment[];
  /** Every change of every comment, oldest first. */
  history(pullNumber: number): readonly CommentChange[];
  addFault(fault: Fault): () => void;
}

export interface GitHubServerOptions {
  readonly repository?: string;
  readonly defaultBranch?: string;
}

export async function startGitHubServer(options: GitHubServerOptions = {}): Promise<GitHubServer> {
  const records = new RepositoryRecords(options.repository ?? 'octo/infra', options.defaultBranch ?? 'main');
  const violations: string[] = [];
  const requests: RecordedRequest[] = [];
  const faults = new FaultList();
  const callers = new Map<string, Caller>([['ghs_test', { login: 'github-actions[bot]', type: 'Bot', write: true }]]);
  let url = '';
  const payloads = new Payloads(records, () => url);
  const answers = createAnswers(records, payloads);

  const answer = (request: Received): Answer => {
    if (request.headers['user-agent'] === undefined) {
      return { ...refuse(403, 'Request forbidden by administrative rules.'), violation: 'there is no User-Agent' };
    }
    const token = /^(?:token|bearer) +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const caller = callers.get(token ?? '');
    if (caller === undefined) {
      const message = token === undefined ? 'Requires authentication' : 'Bad credentials';
      return { ...refuse(401, message), violation: message };
    }
    if (request.method === 'POST' && request.url.pathname === '/graphql')
      return answerGraphql({ records, urlOf: (comment) => payloads.commentPageUrl(comment) }, caller, request.body);
    const { match } = request;
    if (match === undefined)
      return { ...refuse(404, 'Not Found'), violation: 'the description knows no such operation' };
    const given = answers.get(match.operation.id);
    if (given === undefined) throw new Error(`No answer is written for ${match.operation.id}`);
    const checked = checkRequest(request, match);
    if ('status' in checked) return checked;
    const result = given({ caller, ...checked, body: request.body, url: request.url });
    const wrong = checkAnswer(match.operation, result.status, result.body);
    if (wrong !== undefined && result.violation === undefined) {
      throw new Error(`the answer ${result.status} to ${match.operation.id} does not match the description: ${wrong}`);
    }
    return result;
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await receive(incoming, url);
    const record = { ...toRecord(request), status: undefined as number | undefined };
    requests.push(record);
    const fault = faults.take(record);
    if (fault?.kind === 'cut-before') {
      incoming.socket.destroy();
      return;
    }
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
    if (fault?.kind === 'hold') await fault.until;
    if (fault?.kind === 'run') await fault.task();
    // What was held up past the end of the test must not happen any more.
    if (!server.listening) return;
    let given: Answer;
    try {
      given = fault?.kind === 'answer' ? answerOf(fault) : answer(request);
    } catch (error) {
      const violation = error instanceof Error ? error.message : String(error);
      given = { ...refuse(500, `The test server failed: ${violation}`), violation };
    }
    if (given.violation !== undefined) {
      violations.push(`${request.method} ${request.url.pathname}${request.url.search}: ${given.violation}`);
    }
    if (fault?.kind === 'cut-after') {
      incoming.socket.destroy();
      return;
    }
    record.status = given.status;
    send(response, given);
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => {
      // The client went away, or a promise that a test holds requests by was rejected: nobody is left to answer.
      incoming.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    repository: records.fullName,
    defaultBranch: records.defaultBranch,
    violations,
    requests,
    clearRequests: () => {
      requests.length = 0;
    },
    addToken: (token, caller) => {
      callers.set(token, caller);
    },
    addPullRequest: (pull) => {
      records.addPullRequest(pull);
    },
    updatePullRequest: (number, patch) => {
      records.updatePullRequest(number, patch);
    },
    addCommit: (commit) => {
      records.addCommit(commit);
    },
    mentionCommit: (sha) => {
      records.mention(sha);
    },
    mentionPullRequest: (pull) => {
      const known = records.pullRequest(pull.number);
      if (known === undefined) records.addPullRequest(pull);
      else if (!known.merged) records.updatePullRequest(pull.number, pull);
    },
    setBranch: (name, sha) => {
      records.setBranch(name, sha);
    },
    addRun: (run) => {
      records.addRun(run);
    },
    updateRun: (id, patch) => {
      records.updateRun(id, patch);
    },
    addComment: (pullNumber, { author, body }) => records.addComment(pullNumber, author, body).id,
    comments: (pullNumber) =>
      records.commentsOn(pullNumber).map((comment) => {
        return { id: comment.id, author: comment.author, body: comment.body, url: payloads.commentPageUrl(comment) };
      }),
    history: (pullNumber) => records.changesOn(pullNumber),
    addFault: (fault) => faults.add(fault),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerOf({ headers, ...fault }: Extract<FaultEffect, { kind: 'answer' }>): Answer {
  if (headers === undefined) return fault;
  return { ...fault, headers: typeof headers === 'function' ? headers() : headers };
}

interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Why the body could not be read as JSON. */
  readonly bodyProblem: string | undefined;
  readonly match: Match | undefined;
}

async function receive(incoming: IncomingMessage, base: string): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const method = incoming.method ?? 'GET';
  const url = new URL(incoming.url ?? '/', base);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { method, url, headers, ...parseBody(text), match: findOperation(method, url.pathname) };
}

function parseBody(text: string): { body: unknown; bodyProblem: string | undefined } {
  if (text === '') return { body: undefined, bodyProblem: undefined };
  try {
    return { body: JSON.parse(text) as unknown, bodyProblem: undefined };
  } catch {
    return { body: text, bodyProblem: 'Problems parsing JSON' };
  }
}

function toRecord({ method, url, headers, body, match }: Received): Omit<RecordedRequest, 'status'> {
  const operationId = match?.operation.id ?? (url.pathname === '/graphql' ? operationOf(body) : undefined);
  const query = Object.fromEntries(url.searchParams);
  return { atMs: Date.now(), method, path: url.pathname, query, headers, body, operationId };
}

type Checked = Pick<Call, 'path' | 'query' | 'sent'>;

/** The parameters as the description types them, or the refusal. */
function checkRequest({ url, body, bodyProblem }: Received, { operation, path }: Match): Checked | Answer {
  const bad = (status: number, message: string): Answer => ({ ...refuse(status, message), violation: message });
  const sent = new Set(url.searchParams.keys());
  const query: Record<string, string | number | boolean> = Object.fromEntries(url.searchParams);
  if (sent.size !== url.searchParams.size) return bad(422, 'Invalid request.\n\nA query parameter is given twice');
  if (!operation.checkPath(path)) return bad(404, `Not Found: path ${explain(operation.checkPath.errors)}`);
  if (!operation.checkQuery(query))
    return bad(422, `Invalid request.\n\nQuery ${explain(operation.checkQuery.errors)}`);
  if (bodyProblem !== undefined) return bad(400, bodyProblem);
  if (operation.checkBody === undefined) {
    return body === undefined ? { path, query, sent } : bad(422, 'Invalid request.\n\nThis operation takes no body');
  }
  if (operation.checkBody(body)) return { path, query, sent };
  return bad(422, `Invalid request.\n\nBody ${explain(operation.checkBody.errors)}`);
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-media-type': 'github.v3; format=json',
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
