/** A shape as JSON: a stub carries it as text, because only a connection in maps ever reads it. */
export type ShapeText = string;
