import { defineConfig } from "tsup";

export default defineConfig({
  // Apart from the rest, because a page needs it only where a server has another version of the schema.
  entry: { index: "src/index.ts", conform: "src/codec/conform.ts" },
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: true,
  sourcemap: true,
  clean: true,
});
