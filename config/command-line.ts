import { ConfigError, type ConfigProblem } from './config-error.ts';
import { didYouMean } from './nearest.ts';
import type { Override } from './read-config.ts';

/** One line of a program's table of flags: what is understood, and what the help says. */
export interface Flag {
  /** The word behind the two dashes. */
  name: string;
  /** How the help names its value, such as `URL`; a flag without one is a switch. */
  value?: string;
  /** Where in the configuration it goes; a flag without a path is found in `values` only. */
  path?: readonly string[];
  /** What a switch puts there; true when not given. */
  sets?: unknown;
  /** May be given several times; the configuration then gets a list. */
  many?: boolean;
  does: string;
}

/** What somebody typed behind the program's name. */
export interface CommandLine {
  /** True for `--help` or `-h`: print `helpText` and end. */
  help: boolean;
  /** By flag name; switches are `true`, flags with `many` are lists. */
  values: Readonly<Record<string, string | true | readonly string[]>>;
  /** To hand to `readConfig`. */
  overrides: readonly Override[];
}

/** Reads `--flag value`, `--flag=value` and switches. Throws a ConfigError that names every mistake. */
export function readCommandLine(argv: readonly string[], flags: readonly Flag[]): CommandLine {
  const values: Record<string, string | true | string[]> = {};
  const problems: ConfigProblem[] = [];
  const names = [...flags.map((flag) => flag.name), 'help'];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] as string;
    if (word === '--help' || word === '-h') return { help: true, values: {}, overrides: [] };
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const flag = flags.find((each) => each.name === name);
    if (name === undefined) {
      problems.push(problem(word, 'not understood here: options begin with two dashes, --help lists them.'));
    } else if (flag === undefined) {
      const hint = didYouMean(name, names).replace(/"(.*)"/, '--$1');
      problems.push(problem(`--${name}`, `there is no such option.${hint} --help lists them.`));
      // What follows was meant as its value, most likely.
      if (inline === undefined && argv[index + 1]?.startsWith('-') === false) index++;
    } else if (flag.value === undefined) {
      if (inline !== undefined) problems.push(problem(`--${name}`, `takes no value, found "${inline}".`));
      values[name] = true;
    } else {
      const next = argv[index + 1];
      const value = inline ?? (next?.startsWith('--') ? undefined : next);
      if (inline === undefined && value !== undefined) index++;
      if (value === undefined || value === '') {
        problems.push(problem(`--${name}`, `needs a value: --${name} ${flag.value}`));
      } else if (flag.many) {
        values[name] = [...((values[name] as string[] | undefined) ?? []), value];
      } else if (name in values) {
        problems.push(problem(`--${name}`, 'is given twice; once is allowed.'));
      } else {
        values[name] = value;
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { help: false, values, overrides: overridesOf(values, flags) };
}

/** Columns of a terminal that a help may fill. */
const WIDTH = 100;

/** The text of `--help`, from the same table. */
export function helpText(usage: string, flags: readonly Flag[]): string {
  const rows = [
    ...flags.map((flag) => [`--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`, flag.does]),
    ['--help', 'this text'],
  ] as const;
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.flatMap(([left, right]) =>
    wrapped(right, WIDTH - width - 4).map((text, i) => `  ${(i === 0 ? left : '').padEnd(width)}  ${text}`),
  );
  return [usage, '', ...lines].join('\n');
}

/** A text in lines of at most so many letters, where its words allow that. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function overridesOf(
  values: Readonly<Record<string, string | true | readonly string[]>>,
  flags: readonly Flag[],
): Override[] {
  const overrides: Override[] = [];
  for (const { name, path, sets } of flags) {
    const value = values[name];
    if (path === undefined || value === undefined) continue;
    overrides.push({ path, value: value === true ? (sets ?? true) : value, from: `--${name}` });
  }
  return overrides;
}

function problem(where: string, sentence: string): ConfigProblem {
  return { where, field: '', sentence };
}
