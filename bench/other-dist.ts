/** Folder of another bundle to compare this checkout's with: `dist` of another commit's checkout, say. */
export const OTHER_DIST = process.env['LOCKSTEP_BENCH_DIST'];

/** For an apply beside another bundle: an older one asks of reviews what the test server does not know any more. */
export const UNREVIEWED = { 'unreviewed-changes': 'allow' } as const;
