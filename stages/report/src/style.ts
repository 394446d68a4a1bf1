/** The report's only style sheet; no font or script comes from elsewhere, so the file works offline. */
export const STYLE = `
:root { color-scheme: light; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --mark: #d55e00; --paper: #fff; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1080px; margin: 0 auto; padding: 24px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 8px; } h2 { margin: 48px 0 8px; padding-top: 12px; border-top: 2px solid var(--ink); }
h3 { margin: 0 0 8px; font-size: 17px; } p { max-width: 75ch; }
nav a { margin-right: 14px; } a { color: #005a8d; }
figure { margin: 24px 0; padding: 16px; border: 1px solid var(--line); border-radius: 6px; }
figcaption { margin-top: 10px; max-width: 85ch; color: var(--ink); }
.source { font-size: 12px; color: var(--soft); margin: 6px 0 0; max-width: none; } code { font-size: 0.92em; }
.simulated { font-size: 12px; font-weight: 600; color: #fff; background: #8a3c00; border-radius: 3px; padding: 2px 7px; vertical-align: middle; white-space: nowrap; }
.notice { border-left: 4px solid #8a3c00; padding: 8px 14px; background: #fdf3ec; }
table { border-collapse: collapse; font-size: 13px; } th, td { padding: 3px 9px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; background: #f4f6f8; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; max-height: 520px; overflow-y: auto; } details { margin-top: 8px; } summary { cursor: pointer; font-size: 13px; }
.gallery { display: flex; flex-wrap: wrap; gap: 10px; } .card { width: 118px; font-size: 11px; line-height: 1.3; color: var(--soft); }
.card img, .sheet img { display: block; border-radius: 3px; image-rendering: auto; } .card b { color: var(--ink); }
.sheet { display: flex; flex-wrap: wrap; gap: 2px; max-width: 800px; margin: 4px 0 12px; }
.bars { display: flex; align-items: flex-end; gap: 1px; height: 21px; margin-top: 3px; border-bottom: 1px solid var(--line); }
.bars b { font-weight: 400; width: 42px; align-self: center; overflow: hidden; } .bars i { flex: 1; background: #9aa7b6; } .bars i.marked { background: var(--mark); }
svg { max-width: 100%; height: auto; } .yes { color: #00674b; font-weight: 600; } .no { color: #a01818; font-weight: 600; } .unclear { color: #6b5a00; font-weight: 600; }
`;
