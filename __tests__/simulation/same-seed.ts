import * as fc from 'fast-check';

const asked = process.env['LOCKSTEP_SEED'];

/** `npm test` and `.ci/run` try the same cases each time, so that they are red for a change alone. `npm run sweep` tries new ones. */
if (asked !== undefined) fc.configureGlobal({ seed: Number(asked) });
