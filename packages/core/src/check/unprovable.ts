/** Thrown while a check is printed, where a type does what no printed source can be proved to do alike. */
export class Unprovable extends Error {}
