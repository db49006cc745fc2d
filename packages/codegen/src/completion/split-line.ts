/**
 * The words of a command line up to the cursor, as a shell would take it apart; the last is the one that is being typed,
 * empty after a space. What is not closed is taken as it is.
 */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (character === "\\" && quote === '"' && i + 1 < line.length) word += line[++i];
      else word += character;
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "\\" && i + 1 < line.length) word += line[++i];
    else if (/\s/.test(character)) {
      if (word !== "" || /\S/.test(line[i - 1] ?? " ")) words.push(word);
      word = "";
    } else word += character;
  }
  return [...words, word];
}
