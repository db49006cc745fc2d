import { parseArgs } from "node:util";
import { type Demo, startDemo } from "./demo.js";
import { smoke } from "./smoke.js";

const smokeTimeoutMs = 60_000;

const values = readFlags();

if (values.help) {
  console.log(`npm run demo -- [options]

  --port <number>  where to serve (default: 3000, or the environment's PORT)
  --smoke          without a browser: make real calls, receive real events, print what was done, and end`);
} else {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`--port ${values.port} is not a port: give a whole number from 0 to 65535.`);
    process.exit(2);
  }
  // A smoke test must not depend on whose port 3000 is.
  const demo = await startDemo(values.smoke ? { port: 0, host: "127.0.0.1" } : { port }).catch(giveUp);
  if (values.smoke) await runSmoke(demo);
  else serve(demo);
}

function readFlags(): { port: string; smoke: boolean; help: boolean } {
  try {
    return parseArgs({
      options: {
        port: { type: "string", default: process.env.PORT ?? "3000" },
        smoke: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message} Run with --help for what there is.`);
    process.exit(2);
  }
}

function serve(demo: Demo): void {
  console.log(`\n  The demo is at ${demo.url}\n\n  Press Ctrl+C to end it.`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void demo.close());
}

async function runSmoke(demo: Demo): Promise<void> {
  // An event that never comes must end the test, too.
  const watchdog = setTimeout(
    () => giveUp(`The smoke test did not end within ${smokeTimeoutMs / 1000} s.`),
    smokeTimeoutMs,
  );
  try {
    await smoke(demo.url);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  clearTimeout(watchdog);
  await demo.close();
}

function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
