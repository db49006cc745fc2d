/** A key that nobody guesses or draws again: 21 characters of 64, which are 126 random bits. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(21));
  return Array.from(bytes, (byte) => alphabet[byte & 63]).join("");
}

/** 64 characters, so that each is as likely as the others. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
