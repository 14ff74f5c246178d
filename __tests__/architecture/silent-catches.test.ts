import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { findSilentCatches } from '../support/silent-catches.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** `tolerate.ts` is where the rule is made. */
const ROOMS = /^src\/jobs\/(?!tolerate\.ts)/;
const files = (await readdir(join(PROJECT, 'src', 'jobs'), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .filter((file) => ROOMS.test(file));

describe('an error in jobs', () => {
  it.each(files)('is never passed over without a look whether it is a defect: %s', async (file) => {
    expect(findSilentCatches(file, await readFile(join(PROJECT, file), 'utf8'))).toEqual([]);
  });
});

describe('the check of catches', () => {
  it.each([
    'try { a(); } catch { b(); }',
    'try { a(); } catch (error) { warn(messageOf(error)); }',
    'a().catch(() => undefined);',
    'a().catch((error) => { this.#passed.push(error); });',
  ])('finds %s', (text) => {
    expect(findSilentCatches('src/jobs/a.ts', text)).toEqual(['src/jobs/a.ts:1']);
  });

  it.each([
    'try { a(); } catch (error) { passOver(error); }',
    'try { a(); } catch (error) { warn(passOver(error).message); return b; }',
    'try { a(); } catch (error) { if (!(error instanceof B)) throw error; }',
    'try { a(); } finally { b(); }',
    'a().catch((error) => { throw error; });',
    'a().catch((error) => { this.#passOver(error); });',
    'try { a(); } catch (defect) { this.#defects.push(defect); }',
  ])('lets %s be', (text) => {
    expect(findSilentCatches('src/jobs/a.ts', text)).toEqual([]);
  });
});
