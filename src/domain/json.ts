import * as v from 'valibot';

/** A JSON object with any names in it: valibot's own `record` leaves out `constructor` and `prototype`. */
export const jsonObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is not an object',
);
