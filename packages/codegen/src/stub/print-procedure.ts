import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import { layOut } from "./layout.js";
import { type ProcedureNames, streamsInput, streamsOutput } from "./operation-names.js";
import { printCallable } from "./print-member.js";
import type { TypePrinter } from "./type-printer.js";
import { wrap } from "./wrap.js";

/** The types of a procedure, and the guard of its errors: one text per declaration. */
export function printProcedureTypes(names: ProcedureNames, types: TypePrinter, imports: Imports): string[] {
  const { procedure, input, output, errorData } = names;
  const { path } = procedure;
  const takes = streamsInput(procedure) ? "An item of what" : "What";
  const answers = streamsOutput(procedure) ? "An item of what" : "What";
  if (input !== undefined && procedure.input) {
    types.declare(input, procedure.input, "input", {
      text: [procedure.input.description ?? `${takes} \`${path}\` takes.`],
      deprecated: procedure.input.deprecated,
    });
  }
  if (output !== undefined && procedure.output) {
    types.declare(output, procedure.output, "output", {
      text: [procedure.output.description ?? `${answers} \`${path}\` answers.`],
      deprecated: procedure.output.deprecated,
    });
  }
  for (const [i, { code, data }] of procedure.errors.entries()) {
    types.declare(errorData[i] as string, data, "output", {
      text: [data.description ?? `The data of the error \`${code}\` of \`${path}\`.`],
      deprecated: data.deprecated,
    });
  }
  const declared = types.take();
  return [...(imports.form.types ? declared : []), ...printError(names, imports)];
}

function printError({ procedure, error, errorData }: ProcedureNames, imports: Imports): string[] {
  if (!error) return [];
  const { path, errors } = procedure;
  const alternatives = errors.map(
    ({ code }, i) => `${imports.use("HawserError")}<${JSON.stringify(code)}, ${errorData[i]}>`,
  );
  const union =
    printDocs({ text: [`What \`${path}\` fails with: \`code\` tells which, and what \`data\` holds.`] }) +
    layOut(`export type ${error.type} =`, [...alternatives, imports.use("OwnError")]);

  const codes = errors.map(({ code }) => JSON.stringify(code));
  const declared = codes.length === 1 ? `error.code === ${codes[0]}` : `[${codes.join(", ")}].includes(error.code)`;
  const guard =
    printDocs({ text: [`Whether a caught value is an error of \`${path}\`.`] }) +
    wrap(
      printCallable(
        {
          head: `export function ${error.guard}`,
          parameters: ["error: unknown"],
          result: `error is ${error.type}`,
          body: [
            `return ${imports.use("isHawserError")}(error) && (${imports.use("isOwnCode")}(error.code) || ${declared});`,
          ],
        },
        imports.form,
      ),
    );
  return imports.form.types ? [union, guard] : [guard];
}
