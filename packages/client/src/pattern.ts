/** The type of {@link any}: no symbol, whose type would be lost as soon as it stands in a variable. */
export interface Any {
  readonly stands: "for every value";
}

/** Stands for every value of a param, where the schema lets subscribers leave it open. */
export const any: Any = { stands: "for every value" };

/** Params with {@link any} in place of some; of which, the schema says. */
export type Pattern<Params> = { readonly [Name in keyof Params]: Params[Name] | typeof any };
