/** The page's style sheet: one readable column, a table of contents beside it, light, dark and print. */
import { allColours, type Colour, inks } from "../palette.ts";

/** Figures are drawn in the light colours; this swaps each for its dark variant. The paper becomes transparent. */
function darkFigureRules(): string {
  const swap = ({ light, dark }: Colour) =>
    `figure svg [fill="${light}"]{fill:${dark}}figure svg [stroke="${light}"]{stroke:${dark}}`;
  return allColours
    .filter((colour) => colour !== inks.paper)
    .map(swap)
    .join("");
}

export function styleSheet(): string {
  return `
:root{color-scheme:light dark;--text:#1f2329;--quiet:#59626d;--line:#d5dae0;--soft:#f4f6f8;--paper:#fff;--accent:#0b5cad;--mark:#eaf3fb}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--text);font:400 1.0625rem/1.55 "Source Sans 3","Segoe UI",Helvetica,Arial,sans-serif;font-kerning:normal}
a{color:var(--accent)}
.layout{display:grid;grid-template-columns:minmax(0,1fr);max-width:78rem;margin:0 auto;padding:2rem 1.25rem 4rem}
main{max-width:52rem;width:100%;margin:0 auto}
h1{font-size:2rem;line-height:1.2;font-weight:700;margin:0 0 .35rem;letter-spacing:-.01em}
h2{font-size:1.4rem;line-height:1.25;font-weight:700;margin:3rem 0 .8rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1.08rem;font-weight:700;margin:1.8rem 0 .5rem}
p{margin:.6rem 0}
.meta{color:var(--quiet);margin:0 0 1.4rem}
.findings{background:var(--mark);border-left:4px solid var(--accent);padding:.7rem 1.1rem;margin:1.2rem 0 1.6rem}
.findings p:first-child{font-weight:700}
nav{font-size:.95rem}
nav ol{list-style:none;margin:.3rem 0;padding:0}
nav li{margin:.22rem 0}
nav ol ol{padding-left:.9rem;margin:.1rem 0;font-size:.92em}
nav a{color:var(--quiet);text-decoration:none}
nav a:hover,nav a:focus{color:var(--accent);text-decoration:underline}
nav strong{font-weight:700}
figure{margin:1.6rem 0 2.2rem;break-inside:avoid}
figure svg{display:block;max-width:100%;height:auto;margin:0 auto}
figure svg>[fill="${inks.paper.light}"]{fill:none}
figcaption{font-size:.93rem;line-height:1.45;color:var(--quiet);margin-top:.5rem}
figcaption b{color:var(--text);font-weight:700}
.table{overflow-x:auto;margin:1rem 0 .6rem}
table{border-collapse:collapse;width:100%;font-size:.89rem;line-height:1.35;border-top:2px solid var(--text);border-bottom:2px solid var(--text)}
caption{caption-side:top;text-align:left;font-size:.93rem;color:var(--quiet);padding-bottom:.5rem}
caption b{color:var(--text);font-weight:700}
th{font-weight:700;text-align:left;vertical-align:bottom}
thead th{border-bottom:1px solid var(--text)}
th,td{padding:.32rem .42rem}
th:first-child,td:first-child{padding-left:.2rem}
tbody th,td{vertical-align:baseline}
tbody th{font-weight:400;min-width:7rem}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tr.learned th,tr.learned td{background:var(--mark)}
tr.learned th{font-weight:700}
tr.group th{padding-top:.7rem;font-weight:700}
td.best{font-weight:700}
.swatch{display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.45em;background:var(--light)}
dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.2rem 1.2rem;margin:.6rem 0}
.groups{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:0 2rem;font-size:.95rem}
.groups h3{margin-top:1.2rem}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
pre{background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.8rem 1rem;overflow-x:auto;font:.86rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace}
small,.note{font-size:.93rem;color:var(--quiet)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
@media (max-width:69.99rem){
nav{border-bottom:1px solid var(--line);margin-bottom:1.5rem;padding-bottom:.6rem}
nav>ol{display:flex;flex-wrap:wrap;gap:0 1.1rem}
nav ol ol{display:none}
}
@media (min-width:70rem){
.layout{grid-template-columns:14rem minmax(0,1fr);gap:3rem}
nav{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow-y:auto}
}
@media screen and (prefers-color-scheme:dark){
:root{--text:#e6e9ee;--quiet:#a2abb7;--line:#343b45;--soft:#1c2128;--paper:${inks.paper.dark};--accent:#6cb2f5;--mark:#1b2835}
.swatch{background:var(--dark)}
#utilisation svg .mark-rect,#utilisation svg .role-legend-gradient{filter:invert(1) hue-rotate(180deg)}
${darkFigureRules()}
}
@media print{
body{font-size:10pt}
.layout{display:block;padding:0;max-width:none}
main{max-width:none}
nav,.skip{display:none}
h2,h3{break-after:avoid}
h1{font-size:20pt}
table,.note,figcaption{font-size:8pt}
.table{overflow:visible}
tr{break-inside:avoid}
pre{white-space:pre-wrap}
a{color:inherit;text-decoration:none}
}`;
}
