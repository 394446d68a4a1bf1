import { type Html, html, raw } from "./html.ts";
import { STYLE } from "./style.ts";

const LINKS = [
  ["nodes", "Pipeline"],
  ["claims", "Claims"],
  ["faces", "Faces"],
  ["classifiers", "Classifiers"],
  ["prior", "Prior"],
  ["validity", "Validity"],
  ["samplers", "Samplers"],
  ["stimuli", "Stimuli"],
  ["quality", "Quality"],
  ["ledger", "Ledger"],
  ["people", "Observers"],
  ["figures", "Evaluation"],
  ["alignment", "Alignment"],
  ["manipulation", "Manipulation"],
  ["sources", "Sources"],
] as const;

/** The whole file. No script, font or image comes from elsewhere, and nothing in it depends on when or where. */
export function htmlDocument(title: string, body: Html): string {
  const links = LINKS.filter(([id]) => body.text.includes(`<h2 id="${id}"`));
  return `${
    html`${raw("<!doctype html>")}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title><style>${raw(STYLE)}</style></head>
<body><a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Sections">${links.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
<main id="content">${body}</main></body></html>`.text
  }\n`;
}
