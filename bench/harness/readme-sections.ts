/**
 * Puts a section between its marks, `<!-- bench NAME -->` and `<!-- bench end -->`. Where the page has none, it is added at
 * the end, behind `heading`.
 */
export function replaceSection(page: string, section: { name: string; heading: string; text: string }): string {
  const [start, end] = [`<!-- bench ${section.name} -->`, "<!-- bench end -->"];
  const from = page.indexOf(start);
  if (from === -1) return `${page.trimEnd()}\n\n## ${section.heading}\n\n${start}\n${section.text}\n${end}\n`;
  const to = page.indexOf(end, from);
  if (to === -1)
    throw new Error(`bench/README.md: "${start}" has no "${end}" behind it: add it where the section ends`);
  return `${page.slice(0, from)}${start}\n${section.text}\n${page.slice(to)}`;
}
