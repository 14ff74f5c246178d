import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export type Theme = 'light' | 'dark' | 'as-the-system';

const SHEETS: Readonly<Record<Theme, string>> = {
  light: 'github-markdown-light.css',
  dark: 'github-markdown-dark.css',
  'as-the-system': 'github-markdown.css',
};

const LIGHT = `color-scheme: light;
  --page: #ffffff; --muted-page: #f6f8fa; --text: #1f2328; --muted-text: #59636e;
  --line: #d1d9e0; --link: #0969da; --merged: #8250df; --bot: #24292f;`;
const DARK = `color-scheme: dark;
  --page: #0d1117; --muted-page: #151b23; --text: #f0f6fc; --muted-text: #9198a1;
  --line: #3d444d; --link: #4493f8; --merged: #8957e5; --bot: #3d444d;`;

/** Everything that a page needs to look like GitHub, with nothing to fetch. */
export function readStyle(theme: Theme): string {
  const sheet = createRequire(import.meta.url).resolve(`github-markdown-css/${SHEETS[theme]}`);
  return `${readFileSync(sheet, 'utf8')}\n${colours(theme)}\n${LAYOUT}`;
}

function colours(theme: Theme): string {
  switch (theme) {
    case 'light':
      return `:root { ${LIGHT} }`;
    case 'dark':
      return `:root { ${DARK} }`;
    case 'as-the-system':
      return `:root { ${LIGHT} }\n@media (prefers-color-scheme: dark) { :root { ${DARK} } }`;
  }
}

const LAYOUT = `
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 960px; margin: 0 auto; padding: 24px 16px 64px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code { font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 85%; }
h2 { font-size: 20px; font-weight: 600; margin: 48px 0 16px; }
h1, .pull > h2 { font-size: 26px; font-weight: 400; line-height: 1.25; margin: 0 0 8px; overflow-wrap: anywhere; }
.quiet { color: var(--muted-text); }
.number { color: var(--muted-text); font-weight: 300; }
.pull { margin-top: 40px; padding-top: 32px; border-top: 1px solid var(--line); }
.byline { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-bottom: 24px; color: var(--muted-text); }
.state {
  display: inline-flex; align-items: center; gap: 4px; padding: 5px 12px; border-radius: 2em;
  background: var(--merged); color: #ffffff; font-weight: 500; line-height: 20px;
}
.branch { padding: 2px 6px; border-radius: 6px; background: color-mix(in srgb, var(--link) 12%, transparent); color: var(--link); }
.entry { display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 16px; margin-bottom: 16px; }
.avatar {
  width: 40px; height: 40px; border-radius: 50%; display: grid; place-items: center;
  color: #ffffff; font-size: 18px; font-weight: 600;
}
.avatar.bot { border-radius: 6px; background: var(--bot); }
.avatar .octicon { width: 20px; height: 20px; }
.box { border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.box > .head, .box > summary {
  padding: 8px 16px; background: var(--muted-page); color: var(--muted-text); overflow-wrap: anywhere;
}
.box > .head, .box[open] > summary { border-bottom: 1px solid var(--line); }
.box > summary { cursor: pointer; }
.box .author { color: var(--text); font-weight: 600; }
.label {
  margin-left: 4px; padding: 0 7px; border: 1px solid var(--line); border-radius: 2em;
  font-size: 12px; font-weight: 500; line-height: 18px; display: inline-block;
}
.box > .markdown-body { padding: 16px; font-size: 14px; }
.markdown-body .mention { font-weight: 600; }
.markdown-body .octicon { margin-right: 8px; }
.markdown-body details > summary { cursor: pointer; }
.earlier { margin-bottom: 8px; }
.event { display: flex; align-items: center; gap: 12px; margin: 0 0 16px 56px; color: var(--muted-text); flex-wrap: wrap; }
.event .badge {
  width: 32px; height: 32px; border-radius: 50%; display: grid; place-items: center;
  background: var(--merged); color: #ffffff;
}
.event b { color: var(--text); }
.moments { border-collapse: collapse; width: 100%; }
.moments td { padding: 4px 12px 4px 0; vertical-align: top; overflow-wrap: anywhere; }
.moments td:first-child { text-align: right; white-space: nowrap; color: var(--muted-text); font-variant-numeric: tabular-nums; }
.moments td:nth-child(2) { white-space: nowrap; }
.moments .headline { font-weight: 600; }
@media (max-width: 600px) {
  .entry { grid-template-columns: minmax(0, 1fr); }
  .entry > .avatar { display: none; }
  .event { margin-left: 0; }
}
`;
