/** What `npm test` understands. */
export interface TestOptions {
  install: boolean;
  help: boolean;
  paths: string[];
}

export const usage = `Usage: npm test -- [--no-install] [path ...]

  --no-install   do not install Debian packages; what needs them is skipped
  path ...       run only the tests below these paths (types and lint are checked in full)`;

/** Reads the command line; anything unknown is a sentence that says what is allowed. */
export function readOptions(args: readonly string[]): TestOptions | { problem: string } {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--no-install' && arg !== '--help');
  if (unknown) return { problem: `Unknown option ${unknown}.\n${usage}` };
  return {
    install: !args.includes('--no-install'),
    help: args.includes('--help'),
    paths: args.filter((arg) => !arg.startsWith('-')),
  };
}
