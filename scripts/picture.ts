/**
 * Takes the pictures of a plan and of a wait for the README, out of the gallery: `node scripts/picture.ts`, and commit what it writes.
 * Needs Chromium on PATH (Debian: `apt-get install chromium`), or its path in CHROMIUM.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readStyle } from '../demo/page-style.ts';
import { renderBotAvatar, renderBox, renderDocument } from '../demo/page.ts';
import { commentOf } from '../gallery/gallery.ts';
import { STATES } from '../gallery/states.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const WIDTH = 900;
/** By the names of their files: what the gallery calls them. */
const PICTURES = { plan: 'Planned: a few lines, open', wait: 'Waiting for its turn' } as const;

const STYLE = 'body { padding: 16px; } .entry { margin: 0; }';

function readComment(title: string): string {
  const state = STATES.find((one) => one.title === title);
  if (state === undefined) throw new Error(`The gallery has no state "${title}".`);
  return commentOf(state);
}

function renderComment(body: string, theme: 'light' | 'dark'): string {
  const comment = renderBox('github-actions', '4 minutes ago', body);
  const entry = `<div class="entry">${renderBotAvatar()}\n<div>${comment}</div></div>`;
  return renderDocument('', readStyle(theme) + STYLE, entry);
}

function takePicture(folder: string, html: string, name: string): void {
  // Chromium cannot be asked for the height of a page's content, but for its document after scripts have run.
  const measure = '<script>document.title = String(Math.ceil(document.body.getBoundingClientRect().height));</script>';
  const page = join(folder, `${name}.html`);
  writeFileSync(page, html.replace('</body>', `${measure}</body>`));
  const height = /<title>(\d+)<\/title>/.exec(runChromium(folder, page, 1000, '--dump-dom'))?.[1];
  if (height === undefined) throw new Error('Chromium did not tell how high the page is.');
  const image = join(IMAGES, `${name}.png`);
  runChromium(folder, page, Number(height), `--screenshot=${image}`);
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
  mkdirSync(IMAGES, { recursive: true });
  for (const [name, title] of Object.entries(PICTURES))
    for (const theme of ['light', 'dark'] as const)
      takePicture(folder, renderComment(readComment(title), theme), `${name}-${theme}`);
  console.log('Wrote plan-*.png and wait-*.png to docs/images/.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
