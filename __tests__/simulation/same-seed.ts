import * as fc from 'fast-check';

/** `npm test` tries the same cases each time, so that it is red for a change alone. `npm run sweep` tries new ones. */
fc.configureGlobal({ seed: Number(process.env['LOCKSTEP_SEED']) });
