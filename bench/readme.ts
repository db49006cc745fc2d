import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

/** Prints a table, and puts it between the marks of its section in bench/README.md. */
export async function report(section: string, rows: readonly (readonly string[])[], note: string): Promise<void> {
  const [header = [], ...body] = rows;
  const lines = [header, header.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`);
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}`;
  const table = `${lines.join("\n")}\n\n${note} ${machine}.`;
  console.log(table);
  await replace(section, table);
}

async function replace(section: string, table: string): Promise<void> {
  const path = fileURLToPath(new URL("./README.md", import.meta.url));
  const page = await readFile(path, "utf8");
  const marked = new RegExp(`(<!-- ${section} -->\n).*?(<!-- end -->)`, "s");
  await writeFile(
    path,
    page.replace(marked, (_, start: string, end: string) => `${start}${table}\n${end}`),
  );
}
