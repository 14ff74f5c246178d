import { linkToComment } from './overview.ts';

const NAMED_AT_MOST = 3;

/** One line about comments of the same stack on another state: whether they are old by now the reader has to know. */
export function renderOthers(others: readonly { readonly url: string }[]): string {
  const named = others
    .slice(0, NAMED_AT_MOST)
    .map(({ url }, index) => linkToComment(index === 0 ? 'a comment' : 'another', url));
  const more = others.length > NAMED_AT_MOST ? ` and ${others.length - NAMED_AT_MOST} more` : '';
  const are = others.length === 1 ? 'is' : 'are';
  return `<sub>There ${are} ${named.join(', ')}${more} of this stack on another state, by an earlier run. If this pull request has moved the state to another key, what is said there is old, and this one counts.</sub>`;
}
