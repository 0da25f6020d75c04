/** Widths of text in the bundled font, so that pictures are laid out right without a canvas. */

/** Advance widths of U+0020 to U+007E in Source Sans 3, thousandths of the font size. */
const advances = (
  "200 289 426 497 497 824 609 249 303 303 418 497 249 311 249 350 497 497 497 497 497 497 497 497 497 497 249 249 497 " +
  "497 497 425 847 543 588 571 615 527 494 617 652 263 479 579 486 727 647 664 566 664 569 534 536 645 515 786 513 476 " +
  "539 303 350 303 497 500 542 504 553 456 555 496 292 504 544 246 247 495 255 829 547 542 555 555 347 419 338 544 467 " +
  "719 446 467 425 303 241 303 497"
)
  .split(" ")
  .map(Number);

/** Width [px] of one line; bold is taken as 5 % wider, characters beyond ASCII as one digit or, from CJK on, a full square. */
export function textWidth(text: string, fontSize: number, bold: boolean): number {
  let thousandths = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    thousandths += advances[code - 32] ?? (code < 0x2e80 ? 500 : 1000);
  }
  return (thousandths / 1000) * fontSize * (bold ? 1.05 : 1);
}
