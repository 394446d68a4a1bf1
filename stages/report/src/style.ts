/** The report's only style sheet; no font or script comes from elsewhere, so the file works offline. */
export const STYLE = `
:root { color-scheme: light; --ink: #1c2430; --soft: #4a5462; --line: #d9dee5; --mark: #d55e00; --paper: #fff; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1080px; margin: 0 auto; padding: 24px; }
h1 { font-size: 30px; line-height: 1.2; margin: 16px 0 8px; } h2 { margin: 48px 0 8px; padding-top: 12px; border-top: 2px solid var(--ink); }
h3 { margin: 0 0 8px; font-size: 17px; } h4 { margin: 14px 0 4px; font-size: 14px; } p { max-width: 75ch; }
nav { display: flex; flex-wrap: wrap; gap: 0 14px; } a { color: #005a8d; } :focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
.skip { position: absolute; left: -9999px; } .skip:focus { position: static; }
.unseen, caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
figure { margin: 24px 0; padding: 16px; border: 1px solid var(--line); border-radius: 6px; }
figcaption { margin-top: 10px; max-width: 85ch; }
.source { font-size: 12px; color: var(--soft); margin: 6px 0 0; max-width: none; overflow-wrap: anywhere; } code { font-size: 0.92em; overflow-wrap: anywhere; }
.label { font-size: 12px; font-weight: 600; color: #fff; background: #8a3c00; border-radius: 3px; padding: 2px 7px; vertical-align: middle; white-space: nowrap; }
.notice { border-left: 4px solid #8a3c00; padding: 8px 14px; background: #fdf3ec; }
table { position: relative; border-collapse: collapse; font-size: 13px; } th, td { padding: 3px 9px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; background: #f4f6f8; } .tall th { position: sticky; top: 0; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } .tall { max-height: 520px; overflow-y: auto; border-bottom: 1px solid var(--line); } .together { white-space: nowrap; } .claim { display: block; min-width: 220px; }
details { margin-top: 8px; } summary { cursor: pointer; font-size: 13px; } details > .scroll { margin-top: 6px; }
.yes { color: #00674b; font-weight: 600; } .no { color: #a01818; font-weight: 600; } .unclear { color: #6b5a00; font-weight: 600; } .described, .not-tested { color: var(--soft); }
.chart { overflow-x: auto; padding: 2px; } .chart svg { max-width: 100%; height: auto; } .pipeline { display: block; margin: 0 auto; } .plot-swatches { font-size: 13px; margin-bottom: 4px; }
.charts { display: flex; flex-wrap: wrap; gap: 4px 16px; } .charts > div { max-width: 100%; } .charts p { font-size: 12px; line-height: 1.35; margin: 0 0 2px; color: var(--soft); max-width: 308px; }
.gallery { display: flex; flex-wrap: wrap; gap: 12px 8px; } .card { width: 117px; font-size: 10px; line-height: 1.2; }
.card img, .sheet img { display: block; border-radius: 3px; } .sheet { display: flex; flex-wrap: wrap; gap: 2px; }
.classes { display: flex; flex-wrap: wrap; gap: 4px 24px; }
.outcome { display: block; }
.bars { display: flex; align-items: flex-end; gap: 1px; height: 23px; margin-top: 4px; border-bottom: 1px solid var(--line); }
.bars b { font-weight: 400; width: 54px; flex: none; align-self: center; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .bars i { flex: 1; background: #9aa7b6; } .bars i.marked { background: var(--mark); }
`;
