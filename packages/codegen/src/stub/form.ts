/** What one file of a stub says: its types, its code, or both. */
export interface Form {
  readonly types: boolean;
  readonly code: boolean;
}

/** All in one file. */
export const typescript: Form = { types: true, code: true };

/** What runs, without a type in it. */
export const javascript: Form = { types: false, code: true };

/** The types of that, which is all that a compiler reads. */
export const declarations: Form = { types: true, code: false };
