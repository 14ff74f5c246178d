/** The one GraphQL question in use: who am I? A bot cannot ask it of `GET /user`. */
import type { Answer, Caller } from './answers.ts';

const VIEWER = '{viewer{login}}';

export function answerGraphql(caller: Caller, body: unknown): Answer {
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
  if (typeof query !== 'string') {
    const message = 'A query attribute must be specified and must be a string.';
    return { status: 200, body: { errors: [{ message }] }, violation: message };
  }
  const tokens = query.replaceAll(/[\s,]+/g, '').replace(/^query(?=\{)/, '');
  if (tokens !== VIEWER) {
    const message = `The test server knows only the query ${VIEWER}`;
    return { status: 200, body: { errors: [{ type: 'undefinedField', message }] }, violation: `${message}: ${query}` };
  }
  return { status: 200, body: { data: { viewer: { login: caller.login } } } };
}
