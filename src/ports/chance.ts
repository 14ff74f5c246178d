/** Randomness, as an argument. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** Never the same twice, in no process. */
  id(): string;
}
