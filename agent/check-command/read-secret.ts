import { createInterface } from 'node:readline';

/** Reads one line from the standard input; on a terminal what is typed is not shown. */
export function readSecret(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  const lines = createInterface({
    input: stdin,
    output: stdin.isTTY ? stderr : undefined,
    terminal: stdin.isTTY,
  });
  // readline writes what is typed through this method; the prompt stays.
  const quiet = lines as unknown as { _writeToOutput(text: string): void };
  if (stdin.isTTY) quiet._writeToOutput = (text) => void (text.startsWith(prompt) && stderr.write(prompt));
  return new Promise((resolve) => {
    lines.question(prompt, (answer) => {
      lines.close();
      if (stdin.isTTY) stderr.write('\n');
      resolve(answer);
    });
    lines.once('close', () => resolve(''));
  });
}
