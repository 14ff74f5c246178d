interface Page {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined };
}

/**
 * What GitHub answers page by page, from the first to the last that it has. Octokit's own `paginate` drops what a request
 * carries for the plugins.
 */
export async function* readPages(ask: (page: number) => Promise<Page>): AsyncGenerator {
  for (let page = 1; ; page += 1) {
    const { data, headers } = await ask(page);
    yield data;
    if (!/;\s*rel="next"/.test(headers.link ?? '')) return;
  }
}
