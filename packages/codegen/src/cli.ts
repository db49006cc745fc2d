#!/usr/bin/env node
import { Console } from "node:console";
import { run } from "./program.js";
import { processTerminal } from "./terminal.js";

// Whoever reads the output may go away early, as `head` does; the work is done nevertheless.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

// What a schema file says while it runs is no part of what the command prints.
globalThis.console = new Console(process.stderr);

// While a schema file runs, `process.exit` is another one.
const exit = process.exit.bind(process);
process.exitCode = await run(process.argv.slice(2), processTerminal());
// What a schema file left running (a database, a timer) must not keep the command from ending.
setTimeout(() => exit(), 500).unref();
