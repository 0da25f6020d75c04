/** What every page is: one HTML file that loads nothing, with its contents beside it and figures that are numbered. */
import type { DrawnFigure } from "../draw-figures.ts";
import { Html, html } from "./html.ts";
import { styleSheet } from "./style-sheet.ts";

export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly content: Html | null;
  /** What is listed under it in the contents. */
  readonly parts: readonly { readonly id: string; readonly title: string }[];
}

export interface PageParts {
  readonly title: string;
  /** One line under the heading. */
  readonly meta: readonly string[];
  /** Before the first section. */
  readonly lead: Html | null;
  readonly sections: readonly PageSection[];
  /** `@font-face` rules with the fonts inside. */
  readonly fontFaces: string;
}

export function pageShell({ title, meta, lead, sections, fontFaces }: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>${title}</title>
<style>${new Html(fontFaces + styleSheet())}</style>
</head>
<body>
<a class="skip" href="#top">Skip to the report</a>
<div class="layout">
<nav aria-label="Contents"><strong>Contents</strong><ol>${sections.map(
    ({ id, title: heading, parts }) =>
      html`<li><a href="#${id}">${heading}</a>${
        parts.length > 0
          ? html`<ol>${parts.map((part) => html`<li><a href="#${part.id}">${part.title}</a></li>`)}</ol>`
          : null
      }</li>`,
  )}</ol></nav>
<main id="top">
<h1>${title}</h1>
<p class="meta">${meta.join(" · ")}</p>
${lead}
${sections.map(({ id, title: heading, content }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${content}</section>`)}
</main>
</div>
</body>
</html>
`.text;
}

/** The figures of a page, numbered in the order in which they are shown. */
export class FigureNumbers {
  #shown = 0;

  constructor(private readonly drawn: readonly DrawnFigure[]) {}

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  title(name: string): string {
    return this.#find(name)?.figure.title ?? name;
  }

  /** null when there is no figure of that name. */
  show(name: string): Html | null {
    const found = this.#find(name);
    if (found === undefined) return null;
    this.#shown++;
    return html`<figure id="${name}">${new Html(found.svg)}<figcaption><b>Figure ${this.#shown}. ${found.figure.title}.</b> ${found.figure.caption}</figcaption></figure>`;
  }

  #find(name: string): DrawnFigure | undefined {
    return this.drawn.find(({ figure }) => figure.name === name);
  }
}

/** "2026-01-31 12:00 UTC" from ISO 8601 in UTC; anything else as it stands. */
export function readableTime(iso: string): string {
  return iso.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(\.\d+)?)?Z$/, "$1 $2 UTC");
}
