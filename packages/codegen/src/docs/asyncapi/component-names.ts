import { Names } from "../../stub/names.js";

/** Keys for what AsyncAPI allows only letters, digits, `.`, `-` and `_` in: the name itself wherever it is made of these. */
export class ComponentNames {
  private readonly names = new Names([]);
  private readonly known = new Map<string, string>();

  keyOf(name: string): string {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    // Letters without their marks first, so that "größe" is still to be recognised.
    const plain = name
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[^\w.-]/g, "_");
    const key = this.names.take(plain === "" ? "_" : plain);
    this.known.set(name, key);
    return key;
  }
}
