import type { createServer } from "@hawser/server";
import { openTelemetry } from "@hawser/server/opentelemetry";
import { prometheus } from "@hawser/server/prometheus";
import { Registry } from "prom-client";
import type schema from "./schema.js";

type Hooks = Pick<NonNullable<Parameters<typeof createServer<typeof schema>>[1]>, "middleware" | "observers">;

/** What may stand around every call. The API of OpenTelemetry is there, and no SDK: it records nothing. */
export const settings = {
  none: () => ({}),
  "a middleware": () => ({ middleware: [(_call, next) => next()] }),
  "an observer": () => ({ observers: [{ call: () => ({}) }] }),
  "prometheus()": () => ({ observers: [prometheus({ registry: new Registry() })] }),
  "openTelemetry()": () => ({ observers: [openTelemetry()] }),
} satisfies Record<string, () => Hooks>;
export type Setting = keyof typeof settings;
