/** The part of dynalite in use; the package carries no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** The server works without listening: requests may be emitted to it. */
  export default function dynalite(options: { readonly createTableMs: number }): Server;
}
