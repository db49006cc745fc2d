/** The style sheet of the page. Every colour is there for light and for dark, the user's choice before the system's. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #0e1319);
  --side: light-dark(#f6f8fa, #131a22);
  --raised: light-dark(#f6f8fa, #161e27);
  --line: light-dark(#dfe4ea, #27313d);
  --ink: light-dark(#18212b, #dce4ec);
  --soft: light-dark(#556371, #93a2b2);
  --link: light-dark(#0b5fa5, #6cb6ff);
  --mark: light-dark(#fff3c4, #3a3413);
  --blue: light-dark(#0b5fa5, #6cb6ff);
  --green: light-dark(#12704a, #5fd39a);
  --violet: light-dark(#6b3fb0, #c0a0ff);
  --red: light-dark(#b3261e, #ff8f85);
  --amber: light-dark(#8a5300, #f0b35a);
  --grey: light-dark(#5c6874, #9aa7b4);
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.6 var(--sans); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
code, pre, kbd { font-family: var(--mono); font-size: 0.875em; }
p { margin: 0.5rem 0; white-space: pre-line; overflow-wrap: anywhere; }
p code, dd code { background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0.05em 0.3em; }
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100vw; top: 0; z-index: 3; background: var(--page); padding: 0.75rem 1rem; }
.skip:focus { left: 0; }

.side { position: fixed; inset: 0 auto 0 0; width: 18rem; display: flex; flex-direction: column; background: var(--side); border-right: 1px solid var(--line); }
.bar { display: flex; align-items: center; gap: 0.5rem; padding: 1rem 1rem 0.75rem 1.25rem; }
.brand { flex: 1; min-width: 0; font-weight: 700; font-size: 1.0625rem; color: var(--ink); overflow-wrap: anywhere; }
.brand:hover { text-decoration: none; }
.brand small { display: block; font-weight: 400; font-size: 0.8125rem; color: var(--soft); }
button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
button:hover { border-color: var(--soft); }
#theme { width: 2.125rem; height: 2.125rem; padding: 0; display: none; }
.js #theme { display: block; }
#theme::before { content: ""; display: block; width: 0.9375rem; height: 0.9375rem; margin: auto; border-radius: 50%; border: 2px solid currentColor; background: linear-gradient(90deg, currentColor 50%, transparent 50%); }
#menu { display: none; padding: 0.3125rem 0.75rem; font-size: 0.875rem; }
.search { display: none; position: relative; margin: 0 1rem 0.75rem; }
.js .search { display: block; }
.search input { width: 100%; font: inherit; font-size: 0.9375rem; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 8px; padding: 0.4375rem 2.25rem 0.4375rem 0.75rem; appearance: none; }
.search input:focus { outline: 2px solid var(--link); outline-offset: -1px; }
.search kbd { position: absolute; right: 0.5rem; top: 50%; transform: translateY(-50%); color: var(--soft); border: 1px solid var(--line); border-radius: 5px; padding: 0 0.4rem; pointer-events: none; }
.search input:focus + kbd { visibility: hidden; }
nav { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 0 0.75rem 2rem; font-size: 0.9375rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav h2 { font-size: 0.75rem; font-weight: 700; letter-spacing: 0.04em; margin: 1.25rem 0.5rem 0.25rem; }
nav h2, nav h2 a { color: var(--soft); }
nav li a { display: flex; align-items: baseline; gap: 0.5rem; padding: 0.1875rem 0.5rem; border-radius: 6px; color: var(--ink); overflow-wrap: anywhere; }
nav li a:hover { background: light-dark(#e9eef3, #1d2732); text-decoration: none; }
nav li a[aria-current] { background: light-dark(#dcebf9, #17324d); color: light-dark(#0a4f8a, #9fd0ff); font-weight: 600; }
nav li a.chosen { outline: 2px solid var(--link); outline-offset: -2px; }
nav a.deprecated { text-decoration: line-through; color: var(--soft); }
nav .whole { display: none; }
.searching nav .whole { display: inline; color: var(--soft); font-size: 0.8125rem; margin-left: auto; text-align: right; }
.dot { flex: none; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: var(--blue); transform: translateY(-1px); }
.dot.stream { background: var(--violet); }
.dot.topic { background: var(--green); border-radius: 2px; }
.nothing { color: var(--soft); padding: 0 0.5rem; }

main { margin-left: 18rem; padding: 2.5rem clamp(1.25rem, 4vw, 4rem) 4rem; max-width: 108rem; }
h1 { font-size: 2.25rem; letter-spacing: -0.02em; }
.facts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; list-style: none; padding: 0; margin: 0.5rem 0 1rem; color: var(--soft); }
.namespace > h2, .types > h2, .errors > h2 { font-size: 1.5rem; letter-spacing: -0.01em; padding-top: 2.5rem; margin-top: 2.5rem; border-top: 1px solid var(--line); }
.operation, .type { padding: 2rem 0; }
.operation + .operation, .type + .type { border-top: 1px solid var(--line); }
.operation { display: grid; gap: 1.5rem 3rem; grid-template-columns: minmax(0, 1fr); }
.about { min-width: 0; max-width: 52rem; }
h3 { font-size: 1.1875rem; display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.5rem; }
h3 a { color: var(--ink); font-family: var(--mono); margin-right: 0.25rem; overflow-wrap: anywhere; }
h3 .path { color: var(--soft); font-weight: 400; }
h3 code { font-size: 1em; }
.badge { font: 600 0.75rem/1.5 var(--sans); border-radius: 99px; padding: 0.05rem 0.6rem; color: var(--grey); background: color-mix(in srgb, currentColor 11%, transparent); white-space: nowrap; }
.badge.call { color: var(--blue); }
.badge.stream { color: var(--violet); }
.badge.topic { color: var(--green); }
.badge.old { color: var(--red); }
:target > .about > h3 a, section:target > h4 .type-name, section:target > h5 .type-name { background: var(--mark); box-shadow: 0 0 0 0.25rem var(--mark); border-radius: 2px; }

.code { margin: 0.75rem 0; padding: 0.75rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; line-height: 1.55; tab-size: 2; }
.t-comment { color: var(--soft); font-style: italic; }
.t-string { color: var(--green); }
.t-number { color: var(--amber); }
.t-keyword { color: var(--violet); }
.t-builtin { color: var(--amber); }
.t-type { color: var(--blue); }
.t-function { color: var(--blue); }
a.t-type { text-decoration: underline; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); text-underline-offset: 0.2em; }
a.t-type:hover { text-decoration-color: currentColor; }

.payload { margin-top: 1.5rem; }
h4 { font-size: 0.9375rem; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.5rem; }
.type-name { color: var(--blue); font-weight: 600; }
.note, .aside { color: var(--soft); font-weight: 400; font-size: 0.875rem; }
.part { margin: 0.75rem 0 0.75rem; padding-left: 1rem; border-left: 2px solid var(--line); }
h5 { font-size: 0.9375rem; }
.fields { width: 100%; border-collapse: collapse; margin: 0.5rem 0; font-size: 0.9375rem; }
.fields tr { border-top: 1px solid var(--line); }
.fields tr:last-child { border-bottom: 1px solid var(--line); }
.fields th { text-align: left; vertical-align: top; font-weight: 600; padding: 0.5rem 1rem 0.5rem 0; width: 30%; overflow-wrap: anywhere; }
.fields td { vertical-align: top; padding: 0.5rem 0; overflow-wrap: anywhere; }
.fields td p { margin: 0.125rem 0 0; color: var(--soft); }
.fields .deprecated th > code { text-decoration: line-through; }
.fields .badge { margin-left: 0.375rem; }
.optional { display: block; font-size: 0.8125rem; font-weight: 400; color: var(--soft); }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--soft); font-size: 0.9375rem; width: fit-content; }
summary:hover { color: var(--ink); }
details .fields { margin-left: 1rem; width: calc(100% - 1rem); }
.policy { margin: 0.75rem 0; border: 1px solid var(--line); border-radius: 8px; font-size: 0.9375rem; }
.policy div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 0 1rem; padding: 0.5rem 1rem; }
.policy div + div { border-top: 1px solid var(--line); }
.policy dt { font-weight: 600; }
.policy dd { margin: 0; color: var(--soft); }

.usages { min-width: 0; display: grid; gap: 0.75rem; align-content: start; grid-template-columns: minmax(0, 1fr); max-width: 52rem; }
.usage { margin: 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--raised); }
figcaption { display: flex; align-items: center; justify-content: space-between; min-height: 2.25rem; padding: 0.1875rem 0.375rem 0.1875rem 1rem; font-size: 0.8125rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
.usage .code { margin: 0; border: 0; border-radius: 0; }
.copy { font-size: 0.75rem; padding: 0.0625rem 0.625rem; color: var(--soft); border-radius: 6px; }
.codes { width: 100%; border-collapse: collapse; font-size: 0.9375rem; margin: 1rem 0; max-width: 64rem; }
.codes th, .codes td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.5rem 0; border-bottom: 1px solid var(--line); }
.codes thead th { color: var(--soft); font-size: 0.8125rem; white-space: nowrap; }
.yes { color: var(--green); font-weight: 600; }
.no { color: var(--soft); }
footer { margin-top: 4rem; padding-top: 1.5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.875rem; }

@media (min-width: 85rem) {
  .operation { grid-template-columns: minmax(0, 1fr) minmax(0, 32rem); }
  .usages { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; }
}
@media (max-width: 56rem) {
  html { scroll-padding-top: 5rem; }
  .side { position: sticky; inset: 0 0 auto; width: auto; z-index: 2; border-right: 0; border-bottom: 1px solid var(--line); max-height: 100vh; max-height: 100dvh; }
  .bar { padding: 0.625rem 1rem; }
  .brand small { display: none; }
  .js #menu { display: block; }
  .js .side:not(.open) > .search, .js .side:not(.open) > nav { display: none; }
  :root:not(.js) .side { position: static; }
  main { margin: 0; padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.875rem; }
  .fields, .fields tbody { display: block; }
  .fields tr { display: block; padding: 0.5rem 0; }
  .fields th, .fields td { display: block; width: auto; padding: 0; }
  .optional { display: inline; margin-left: 0.5rem; }
  .policy div { grid-template-columns: minmax(0, 1fr); }
  .codes thead { display: none; }
  .codes, .codes tbody, .codes tr, .codes th, .codes td { display: block; border: 0; padding: 0; }
  .codes tr { padding: 0.625rem 0; border-bottom: 1px solid var(--line); }
  .codes td[data-label] { display: inline-block; margin-right: 1.5rem; font-size: 0.875rem; }
  .codes td[data-label]::before { content: attr(data-label) " "; color: var(--soft); }
}
@media print {
  .side, .copy, .skip { display: none; }
  main { margin: 0; padding: 0; }
  .operation, .usage { break-inside: avoid; }
}
`;
