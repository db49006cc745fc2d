#!/usr/bin/env node
import { run } from "./program.js";
import { processTerminal } from "./terminal.js";

process.exitCode = await run(process.argv.slice(2), processTerminal());
// What a schema file left running (a database, a timer) must not keep the command from ending.
setTimeout(() => process.exit(), 500).unref();
