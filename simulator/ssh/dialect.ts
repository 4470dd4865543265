/** How the command line of a make looks and behaves. */
export interface Dialect {
  /** What it says before the first prompt. */
  greeting: string;
  prompt(name: string): string;
  /** What stands at the end of a page. */
  more: string;
  /** What takes those words away again. */
  eraseMore: string;
  /** The command that ends paging, and what it says. */
  pagingOff: { command: RegExp; says: string };
  quit: readonly string[];
  /** What it says to a command that it does not know; `column` is where the command begins. */
  unknown(command: string, column: number): string;
  /** A question that some firmware asks after signing in, and what it takes as "go on". */
  question: string;
}

/** The makes that can be played. */
export const SSH_PLATFORMS = ['comware', 'vrp', 'rgos', 'linux'] as const;
export type SshPlatform = (typeof SSH_PLATFORMS)[number];

const stars = '*'.repeat(68);

export const dialects: Readonly<Record<SshPlatform, Dialect>> = {
  comware: {
    greeting: [
      '',
      stars,
      '* Simulated device. Nothing that is typed here changes anything.   *',
      stars,
      '',
    ].join('\n'),
    prompt: (name) => `<${name}>`,
    more: '---- More ----',
    eraseMore: `\r${' '.repeat(14)}\r`,
    pagingOff: {
      command: /^screen-length disable$/,
      says: '% Screen-length configuration is disabled for current user.',
    },
    quit: ['quit'],
    unknown: (_command, column) => `${' '.repeat(column)}^\n % Unrecognized command found at '^' position.`,
    question: 'Press Y or ENTER to continue, N to exit.',
  },
  vrp: {
    greeting:
      'Info: The max number of VTY users is 10, and the number\n      of current VTY users on line is 1.',
    prompt: (name) => `<${name}>`,
    more: '  ---- More ----',
    eraseMore: `\u001b[16D${' '.repeat(16)}\u001b[16D`,
    pagingOff: {
      command: /^screen-length 0 temporary$/,
      says: 'Info: The configuration takes effect on the current user terminal interface only.',
    },
    quit: ['quit'],
    unknown: (_command, column) =>
      `${' '.repeat(column)}^\nError: Unrecognized command found at '^' position.`,
    question: 'The password needs to be changed. Change now? [Y/N]:',
  },
  rgos: {
    greeting: '',
    prompt: (name) => `${name}#`,
    more: ' --More-- ',
    eraseMore: `${'\b'.repeat(10)}${' '.repeat(10)}${'\b'.repeat(10)}`,
    pagingOff: { command: /^terminal length 0$/, says: '' },
    quit: ['exit', 'quit'],
    unknown: (_command, column) => `${' '.repeat(column)}^\n% Invalid input detected at '^' marker.\n`,
    question: 'Do you want to change the password? (Y/N)',
  },
  linux: {
    greeting: '',
    prompt: (name) => `[watch@${name} ~]$ `,
    more: '--More--',
    eraseMore: `\r${' '.repeat(8)}\r`,
    pagingOff: { command: /^export PAGER=cat$/, says: '' },
    quit: ['exit', 'logout'],
    unknown: (command) => `-bash: ${command.split(' ')[0]}: command not found`,
    question: 'Press ENTER to continue',
  },
};
