import type { Shape } from "../shape/shape.js";
import type { Decode, Encode } from "./codec.js";
import {
  absent,
  boundDepth,
  decodeAny,
  decodeBigint,
  decodeLiteral,
  decodeMap,
  decodeRecord,
  encodeAny,
  encodeBigint,
  encodeBytes,
  encodeLiteral,
  encodeMap,
  encodeNumber,
  encodeRecord,
  encodeRest,
  isBytes,
  isObject,
  onlyKeys,
  putRest,
  unknownOption,
} from "./codec-helpers.js";
import { CodecPrinter } from "./codec-printer.js";
import type { HelperName } from "./helper-names.js";

/**
 * Compiles the positional codecs of a server's shapes. A stub carries the same source as text, so that a browser under
 * a strict Content-Security-Policy needs no `new Function`; a server has none. Only the decoders here look twice: a
 * stub trusts its server, but anybody may send to a server.
 */
export class CodecCompiler {
  private readonly printer: CodecPrinter;
  private readonly sources: string[] = [];

  constructor(definitions: Readonly<Record<string, Shape>>) {
    this.printer = new CodecPrinter(definitions, { typed: false, checked: true });
  }

  /** Adds an encoder and returns its index in what {@link compile} returns. */
  encoder(shape: Shape, name: string): number {
    return this.sources.push(this.printer.encoder(shape, name)) - 1;
  }

  /** Adds a decoder and returns its index in what {@link compile} returns. */
  decoder(shape: Shape, name: string): number {
    return this.sources.push(this.printer.decoder(shape, name)) - 1;
  }

  /** All codecs in one compilation, so that they share the functions of their definitions. */
  compile(): (Encode<unknown> & Decode<unknown>)[] {
    const names = [...this.printer.helpers];
    const body = `"use strict";\n${this.printer.declarations.join("\n")}\nreturn [${this.sources.join(",\n")}];`;
    return new Function(...names, body)(...names.map((name) => helpers[name])) as (Encode<unknown> & Decode<unknown>)[];
  }
}

/** One by one, and not as a namespace: bundlers would keep that of a package in one file, used or not. */
const helpers: Readonly<Record<HelperName, unknown>> = {
  absent,
  boundDepth,
  decodeAny,
  decodeBigint,
  decodeLiteral,
  decodeMap,
  decodeRecord,
  encodeAny,
  encodeBigint,
  encodeBytes,
  encodeLiteral,
  encodeMap,
  encodeNumber,
  encodeRecord,
  encodeRest,
  isBytes,
  isObject,
  onlyKeys,
  putRest,
  unknownOption,
};
