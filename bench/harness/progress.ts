/** Shows one line of what runs now, over and over in a terminal, now and then elsewhere. Lines that end in a line break stay. */
export function showProgress(output: NodeJS.WriteStream): (line: string) => void {
  let shownMs = 0;
  return (line) => {
    if (output.isTTY) {
      output.write(`\r\x1b[K${line}`);
      return;
    }
    if (!line.endsWith("\n") && Date.now() - shownMs < quietMs) return;
    shownMs = Date.now();
    output.write(line.endsWith("\n") ? line : `${line}\n`);
  };
}

const quietMs = 5_000;
