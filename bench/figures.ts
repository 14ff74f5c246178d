/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}

/** `min / median / max`, in milliseconds. */
export function spread(valuesMs: readonly number[]): string {
  const round = (value: number): string => value.toFixed(0).padStart(5);
  return `${round(Math.min(...valuesMs))} /${round(median(valuesMs))} /${round(Math.max(...valuesMs))} ms`;
}
