import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { systemClock } from '../../src/adapters/clock.ts';

it('main and post tell the same monotonic time, which no step of the wall clock changes', () => {
  const module = pathToFileURL(join(import.meta.dirname, '../../src/adapters/clock.ts')).href;
  const script = `import { systemClock } from ${JSON.stringify(module)};
    Date.now = () => 0;
    console.log(systemClock.monotonicMs());`;
  const before = systemClock.monotonicMs();
  const between = Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }),
  );
  expect(between).toBeGreaterThan(before);
  expect(between).toBeLessThan(systemClock.monotonicMs());
});
