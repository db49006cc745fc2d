import { mkdir, readFile, writeFile } from "node:fs/promises";
import { judge, limitOf } from "./bound.js";
import { Cells } from "./cells.js";
import { charts } from "./chart-list.js";
import { drawChart } from "./charts.js";
import { figure, markdownTable, tablesOf } from "./markdown.js";
import { replaceSection } from "./readme-sections.js";
import { keepRecord, readRecords } from "./records.js";
import type { Report } from "./report.js";
import type { Suite } from "./suite.js";
import { targets } from "./targets.js";

/** Writes a suite's section of bench/README.md with its charts, and the targets as far as anything is known of them. */
export async function writePage(suite: Suite, report: Report): Promise<void> {
  await keepRecord(suite.name, report);
  const pictures = await writeCharts(suite.name, report);
  const text = [suite.notes, ...pictures, tablesOf(report.cells), ...failuresOf(report), circumstances(report)].join(
    "\n\n",
  );
  const path = new URL("../README.md", import.meta.url);
  const page = replaceSection(await readFile(path, "utf8"), { name: suite.name, heading: suite.title, text });
  const judged = { name: "targets", heading: "Targets", text: await targetsTable() };
  await writeFile(path, replaceSection(page, judged));
}

async function writeCharts(suite: string, { cells }: Report): Promise<string[]> {
  const folder = new URL("../charts/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const links: string[] = [];
  for (const chart of charts.filter((chart) => chart.suite === suite)) {
    const svg = drawChart(chart, cells);
    if (svg === undefined) continue;
    await writeFile(new URL(`${chart.name}.svg`, folder), svg);
    links.push(`![${chart.title}](charts/${chart.name}.svg)`);
  }
  return links;
}

function failuresOf({ failures }: Report): string[] {
  const lines = failures.map(({ row, workload, message }) => `- ${row}, ${workload}: ${message.split("\n")[0]}`);
  return lines.length === 0 ? [] : [`Failed:\n\n${lines.join("\n")}`];
}

function circumstances({ startedAt, seconds, machine, othersShare, versions }: Report): string {
  const { cpu, cores, memoryBytes, kernel } = machine;
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Median (least to most). ${startedAt.slice(0, 10)}, in ${Math.round(seconds)} s on ${cpu}, ${cores} cores, ${Math.round(memoryBytes / 1e9)} GB, ${kernel}.`,
    `Other processes took ${Math.round(othersShare * 100)}% of the machine meanwhile.`,
    `${listed.join(", ")}.`,
  ].join(" ");
}

async function targetsTable(): Promise<string> {
  const cells = new Cells((await readRecords()).flatMap(({ cells }) => cells));
  const lines = targets.map((target) => {
    const { value, isMet } = judge(target, cells);
    return [
      target.what,
      limitOf(target),
      value === undefined ? "not measured" : figure(value),
      isMet === undefined ? "" : isMet ? "yes" : "**no**",
    ];
  });
  return markdownTable([["target", "", "measured", "met"], ...lines]);
}
