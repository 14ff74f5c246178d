/**
 * Takes the pictures of a comment, and of all that it can be, for README and docs: `npm run demo`, then `node scripts/picture.ts`, and commit what it writes.
 * Needs Chromium on PATH (Debian: `apt-get install chromium`), or its path in CHROMIUM.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readStyle } from '../demo/page-style.ts';
import { renderBotAvatar, renderBox, renderDocument } from '../demo/page.ts';
import type { StoryRecord } from '../demo/record.ts';
import { renderGallery } from '../gallery/gallery.ts';

const DATA = fileURLToPath(new URL('../.cache/demo.json', import.meta.url));
const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const PULL_NUMBER = 41;
const WIDTH = 900;
/** Sharp on screens that put two dots where CSS says one pixel. */
const SCALE = 2;

const STYLE = 'body { padding: 16px; } .entry { margin: 0; }';

function readComment(): string {
  const record = readRecord();
  const comment = record.conversations.find(({ number }) => number === PULL_NUMBER)?.comments[0]?.versions[0];
  if (comment === undefined) throw new Error(`The demo left no comment on #${PULL_NUMBER}.`);
  return withoutChance(comment.body, record.who);
}

function readRecord(): StoryRecord {
  try {
    return JSON.parse(readFileSync(DATA, 'utf8')) as StoryRecord;
  } catch (cause) {
    throw new Error('There is no story to take a picture of: run `npm run demo` first.', { cause });
  }
}

/** The same picture wherever and whenever it is taken: no machine's name, no time of day, no random ID. */
function withoutChance(body: string, who: string): string {
  const ids = new Map<string, string>();
  return body
    .replaceAll(who, 'carol@laptop')
    .replace(/\b(?:\d{4}-\d\d-\d\d )?\d\d:\d\d UTC \([^)]*\)/g, '10:28 UTC (4 min)')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) => {
      const known = ids.get(id) ?? `3f2a9c10-0000-4000-8000-${String(ids.size + 1).padStart(12, '0')}`;
      ids.set(id, known);
      return known;
    });
}

function renderComment(body: string, theme: 'light' | 'dark'): string {
  const comment = renderBox('github-actions', '4 minutes ago', body);
  const entry = `<div class="entry">${renderBotAvatar()}\n<div>${comment}</div></div>`;
  return renderDocument('', readStyle(theme) + STYLE, entry);
}

function takePicture(folder: string, html: string, { name, scale }: { name: string; scale: number }): void {
  // Chromium cannot be asked for the height of a page's content, but for its document after scripts have run.
  const measure = '<script>document.title = String(Math.ceil(document.body.getBoundingClientRect().height));</script>';
  const page = join(folder, `${name}.html`);
  writeFileSync(page, html.replace('</body>', `${measure}</body>`));
  const height = /<title>(\d+)<\/title>/.exec(runChromium(folder, page, 1000, '--dump-dom'))?.[1];
  if (height === undefined) throw new Error('Chromium did not tell how high the page is.');
  const image = join(IMAGES, `${name}.png`);
  runChromium(folder, page, Number(height), `--screenshot=${image}`, `--force-device-scale-factor=${scale}`);
}

function runChromium(folder: string, page: string, height: number, ...flags: readonly string[]): string {
  const words = [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=${WIDTH},${height}`,
    ...flags,
    pathToFileURL(page).href,
  ];
  const chromium = process.env['CHROMIUM'] ?? 'chromium';
  return execFileSync(chromium, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
}

const folder = mkdtempSync(join(tmpdir(), 'lockstep-picture-'));
try {
  const body = readComment();
  mkdirSync(IMAGES, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    takePicture(folder, renderComment(body, theme), { name: `comment-${theme}`, scale: SCALE });
    takePicture(folder, renderGallery(theme), { name: `gallery-${theme}`, scale: 1 });
  }
  console.log('Wrote comment-*.png and gallery-*.png to docs/images/.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
