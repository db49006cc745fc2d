import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { TlsOptions } from "./transport.js";

/**
 * Reads and checks TLS files, so that both libraries fail at start-up and with the same words.
 * @throws an Error when a file cannot be read, or when key, passphrase and certificate do not fit together.
 */
export function readTlsFiles({ keyFile, certFile, passphrase }: TlsOptions): TlsMaterial {
  const material = { key: readFileSync(keyFile), cert: readFileSync(certFile), passphrase };
  try {
    createSecureContext(material);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${keyFile} and ${certFile} cannot serve TLS: ${detail}`, { cause });
  }
  return material;
}

export interface TlsMaterial {
  key: Buffer;
  cert: Buffer;
  passphrase: string | undefined;
}
