import { mkdir, readFile, writeFile } from "node:fs/promises";
import { charts } from "./chart-list.js";
import { drawChart } from "./charts.js";
import { tablesOf } from "./markdown.js";
import { replaceSection } from "./readme-sections.js";
import { keepRecord, readRecords } from "./records.js";
import type { Report } from "./report.js";
import type { Suite } from "./suite.js";
import { targetsTable } from "./targets-table.js";

/** Writes a suite's section of bench/README.md with its charts, and the targets as far as anything is known of them. */
export async function writePage(suite: Suite, report: Report): Promise<void> {
  await keepRecord(suite.name, report);
  const pictures = await writeCharts(suite.name, report);
  const text = [suite.notes, ...pictures, tablesOf(report.cells), ...failuresOf(report), circumstances(report)].join(
    "\n\n",
  );
  await writeSection({ name: suite.name, heading: suite.title, text });
  await writeSection({ name: "targets", heading: "Targets", text: targetsTable(await readRecords()) });
}

async function writeSection(section: Parameters<typeof replaceSection>[1]): Promise<void> {
  const path = new URL("../README.md", import.meta.url);
  await writeFile(path, replaceSection(await readFile(path, "utf8"), section));
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
