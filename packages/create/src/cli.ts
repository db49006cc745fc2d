#!/usr/bin/env node
import { processTerminal, run } from "@hawser/codegen";

process.exitCode = await run(["init", ...process.argv.slice(2)], processTerminal());
