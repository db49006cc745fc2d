import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    // Apart from the rest, because a page needs it only where a server has another version of the schema.
    conform: "src/codec/conform.ts",
    "msgpack.node": "src/wire/msgpack.node.ts",
    "msgpack.browser": "src/wire/msgpack.browser.ts",
  },
  // Which msgpack file it is, the runtime or the user's bundler decides by this package's "imports".
  external: ["#msgpack"],
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: true,
  sourcemap: true,
  clean: true,
});
