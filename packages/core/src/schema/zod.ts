import type { z } from "zod";

/** Any zod 4 type, of `zod` or of `zod/mini`. */
export type ZodType = z.core.$ZodType;

/** Which side of a type is meant: what goes into zod, or what comes out of it. They differ by transforms and defaults. */
export type Side = "input" | "output";

/** What goes into a zod type: what a caller sends and what a handler returns. `undefined` where there is none. */
export type InputSide<T> = T extends ZodType ? z.input<T> : undefined;

/** What comes out of a zod type: what a handler receives and what a caller gets. `undefined` where there is none. */
export type OutputSide<T> = T extends ZodType ? z.output<T> : undefined;
