import type { ZodType } from "../schema/zod.js";
import type { Check } from "./check.js";
import { CheckPrinter } from "./check-printer.js";
import { CheckSource } from "./check-source.js";
import { result } from "./printed.js";
import { Unprovable } from "./unprovable.js";

/** Compiles the checks of a server's types. Like the codecs there it needs `new Function`; no stub has one. */
export class CheckCompiler {
  private readonly source = new CheckSource();
  private readonly printer = new CheckPrinter(this.source);
  private readonly names: string[] = [];

  /**
   * Adds the check of a type and returns its index in what {@link compile} returns; `undefined` for a type that only
   * zod can judge, all of it.
   */
  add(type: ZodType): number | undefined {
    try {
      const name = this.source.function([`return ${result(this.printer.print(type), "v")};`]);
      return this.names.push(name) - 1;
    } catch (error) {
      if (error instanceof Unprovable) return undefined;
      throw error;
    }
  }

  /** All checks in one compilation, so that they share the functions of their parts. */
  compile(): Check[] {
    return this.source.compile(this.names);
  }
}
