import { availableParallelism } from 'node:os';

/** Most of an end-to-end test is spent waiting, for Terraform or for a lease: as many workers as cores would leave them idle. */
export const WORKERS = Math.min(5 * availableParallelism(), 16);

/**
 * A limit is there to end what hangs, and measures nothing: it is far more than ten times what a test takes on an idle
 * machine, so that a
 * busy one is waited for. Files that wait for leases have a longer one.
 */
export const LIMITS = { testTimeout: 600_000, hookTimeout: 600_000, teardownTimeout: 120_000 };
