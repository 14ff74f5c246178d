const UNITS_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

/** Parses `90s`, `20m`, `1h30m` or `0`; milliseconds, or undefined when it is none of these. */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d{1,6}[hms])+$/.test(text)) return undefined;
  const seen: string[] = [];
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([hms])/g)) {
    if (unit === undefined || seen.includes(unit)) return undefined;
    seen.push(unit);
    totalMs += Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
  }
  return totalMs;
}

/** `under 1 s`, `12 s`, `4 min 3 s`, `1 h 5 min`: the two largest units. */
export function renderDuration(durationMs: number): string {
  const totalSeconds = Math.round(durationMs / 1000);
  if (totalSeconds < 1) return 'under 1 s';
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  const seconds = totalSeconds % 60;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes > 0) return seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`;
  return `${seconds} s`;
}
