import { createInterface } from 'node:readline';

/** Reads one line from the standard input; on a terminal what is typed is not shown. Empty when there is none. */
export function readSecret(prompt: string, { stdin, stderr } = process): Promise<string> {
  const lines = createInterface({
    input: stdin,
    output: stdin.isTTY ? stderr : undefined,
    terminal: stdin.isTTY,
  });
  // readline writes what is typed through this method; the prompt stays.
  const quiet = lines as unknown as { _writeToOutput(text: string): void };
  if (stdin.isTTY) quiet._writeToOutput = (text) => void (text.startsWith(prompt) && stderr.write(prompt));
  return new Promise((resolve) => {
    // Not `question`: that one loses a last line without an end.
    lines.once('line', (answer) => {
      // Before closing, which settles it as empty.
      resolve(answer);
      lines.close();
      if (stdin.isTTY) stderr.write('\n');
    });
    lines.once('close', () => resolve(''));
    if (stdin.isTTY) {
      lines.setPrompt(prompt);
      lines.prompt();
    }
  });
}
