import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/socket.node.ts", "src/socket.browser.ts", "src/telemetry/opentelemetry.ts"],
  // Which socket file it is, the runtime or the user's bundler decides by this package's "imports".
  external: ["#socket"],
  // A copy for the file that a page loads later: shared with what it loads at first, this would be a third file, for most bundlers.
  noExternal: ["@hawser/core/conform"],
  // Its sources, so that this package is built without core's.
  esbuildOptions: (options) => {
    options.conditions = ["@hawser/source"];
  },
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: true,
  sourcemap: true,
  clean: true,
});
