/** Folder of another bundle to compare this checkout's with: `dist` of another commit's checkout, say. */
export const OTHER_DIST = process.env['LOCKSTEP_BENCH_DIST'];
