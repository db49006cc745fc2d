import type { Argument, Command, Option } from "commander";
import { schemaIn } from "../talk/schema-source.js";
import type { Terminal } from "../terminal.js";

/** What a word could become. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/**
 * What the last of some words could become, as far as the program knows; nothing where a shell knows better, as with files.
 *
 * @param words without the name of the program
 */
export async function candidatesFor(
  program: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<Candidate[]> {
  const current = words.at(-1) ?? "";
  const typed = read(program, words.slice(0, -1));
  const all = await possible(typed, current, terminal);
  return all.filter(({ value }) => value.startsWith(current));
}

/** What was typed before the word that is being typed. */
interface Typed {
  readonly command: Command;
  /** How many arguments of the command there are. */
  readonly argumentCount: number;
  /** The option whose value comes next. */
  readonly option: Option | undefined;
  /** The value of `--schema`. */
  readonly schemaFile: string | undefined;
  /** After `--` there are no options. */
  readonly isPastOptions: boolean;
}

function read(program: Command, words: readonly string[]): Typed {
  let command = program;
  let argumentCount = 0;
  let option: Option | undefined;
  let schemaFile: string | undefined;
  let isPastOptions = false;
  for (const word of words) {
    if (option) {
      if (option.long === "--schema") schemaFile = word;
      option = undefined;
    } else if (isPastOptions) argumentCount += 1;
    else if (word === "--") isPastOptions = true;
    else if (word.startsWith("-") && word !== "-") {
      const [name = "", value] = word.split("=", 2);
      const named = command.options.find(({ long, short }) => long === name || short === name);
      if (named?.long === "--schema" && value !== undefined) schemaFile = value;
      if (named && takesValue(named) && value === undefined) option = named;
    } else {
      // Behind `help` stands a command.
      if (word === "help" && command === program && argumentCount === 0) continue;
      const named = argumentCount === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (named) command = named;
      else argumentCount += 1;
    }
  }
  return { command, argumentCount, option, schemaFile, isPastOptions };
}

async function possible(typed: Typed, current: string, terminal: Terminal): Promise<Candidate[]> {
  const { command, argumentCount, option, schemaFile, isPastOptions } = typed;
  if (option) return choices(option.argChoices);
  if (current.startsWith("-") && !isPastOptions)
    return current.includes("=") ? valued(command, current) : optionsOf(command);
  const { commands, registeredArguments } = command;
  if (commands.length > 0) return argumentCount === 0 ? visible(command) : [];
  const argument = registeredArguments[argumentCount] ?? variadic(registeredArguments);
  const name = argument?.name();
  if (name !== "procedure" && name !== "topic") return choices(argument?.argChoices);
  return schemaFile === undefined ? [] : await operations(name, schemaFile, terminal);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function choices(values: readonly string[] | undefined): Candidate[] {
  return (values ?? []).map((value) => ({ value, description: "" }));
}

function optionsOf(command: Command): Candidate[] {
  const options = command.options
    .filter(({ hidden, long }) => !hidden && long !== undefined)
    .map(({ long, description }) => ({ value: long as string, description: firstLine(description) }));
  return [...options, { value: "--help", description: "print help" }];
}

/** An option and its value in one word, as in `--format=ndjson`. */
function valued(command: Command, current: string): Candidate[] {
  const [name] = current.split("=", 1);
  const option = command.options.find(({ long }) => long === name);
  return choices(option?.argChoices).map(({ value, description }) => ({ value: `${name}=${value}`, description }));
}

/** Those that the help shows. */
function visible(program: Command): Candidate[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ value: command.name(), description: firstLine(command.description()) }));
}

function variadic(registered: readonly Argument[]): Argument | undefined {
  const last = registered.at(-1);
  return last?.variadic ? last : undefined;
}

async function operations(kind: "procedure" | "topic", file: string, terminal: Terminal): Promise<Candidate[]> {
  const { procedures, topics } = await schemaIn(file, terminal);
  return (kind === "procedure" ? procedures : topics).map(({ path, description }) => ({
    value: path,
    description: firstLine(description ?? ""),
  }));
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
