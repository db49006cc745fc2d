/** Stands for every value of a param, where the schema lets subscribers leave it open. */
export const any: unique symbol = /* @__PURE__ */ Symbol("any");

/** Params with {@link any} in place of some; of which, the schema says. */
export type Pattern<Params> = { readonly [Name in keyof Params]: Params[Name] | typeof any };
