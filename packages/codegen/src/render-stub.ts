import { fingerprintOf, type SchemaShape } from "@hawser/core";
import { declarationsFile, languageOf, type Target } from "./plan-targets.js";
import { provenanceOf } from "./provenance.js";
import { renderPython } from "./python/render-python.js";
import { loadSchema } from "./schema/load-schema.js";
import type { SchemaFileError } from "./schema/schema-file-error.js";
import { splitFiles } from "./split-files.js";
import { declarations, javascript, typescript } from "./stub/form.js";
import { printStub } from "./stub/print-stub.js";
import type { StubText } from "./stub-text.js";
import { version } from "./version.js";

/** The stub that a schema file asks for now, and the files that it was made from. */
export type RenderedStub = { readonly files: readonly string[] } & (
  | { readonly shape: SchemaShape; readonly stub: readonly StubText[] }
  | { readonly error: SchemaFileError }
);

export async function renderStub(target: Target): Promise<RenderedStub> {
  const schema = await loadSchema(target.schemaFile);
  if ("error" in schema) return schema;
  const { shape, files } = schema;
  const { stubFile } = target;
  const header = { version, fingerprint: fingerprintOf(shape), ...provenanceOf(target) };
  if (languageOf(stubFile) === "python") return { files, shape, stub: await renderPython(shape, stubFile, header) };
  const typed = declarationsFile(stubFile);
  const forms =
    typed === undefined
      ? [{ file: stubFile, form: typescript }]
      : [
          { file: stubFile, form: javascript },
          { file: typed, form: declarations },
        ];
  return {
    files,
    shape,
    stub: forms.flatMap(({ file, form }) => {
      const options = { ...header, form };
      if (target.split) return splitFiles(shape, { index: file, stubFile }, options);
      return [{ file, text: printStub(shape, options) }];
    }),
  };
}
