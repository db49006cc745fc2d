import { defineConfig } from "tsup";

export default defineConfig({
  entry: [
    "src/index.ts",
    "src/middleware/index.ts",
    "src/telemetry/opentelemetry.ts",
    "src/telemetry/prometheus/index.ts",
  ],
  format: "esm",
  platform: "node",
  target: "node20",
  dts: true,
  sourcemap: true,
  clean: true,
});
