import { styleText } from 'node:util';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Where lines go. */
export interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

const NAMES: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** Written on every line by pino, and known to whoever sits before the terminal. */
const LEFT_OUT = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'err', 'news']);

/** The collector's log: lines of JSON for programs, one short line each for a person at a terminal. */
export function createLog(level: string, output: Output): Logger {
  if (!output.isTTY) return pino({ level }, pino.destination({ dest: 1, sync: true }));
  // That everything is well says the greeting.
  return pino({ level: level === 'info' ? 'warn' : level }, toPeople(output));
}

/** `14:03:05 warn  two machines use one key agent=… ` */
export function toPeople(output: Output): DestinationStream {
  return { write: (line) => void output.write(`${told(JSON.parse(line))}\n`) };
}

function told(
  line: Record<string, unknown> & { level: number; time: number; msg?: string; err?: { stack?: string } },
): string {
  const { level, time, msg = '', err } = line;
  const name = (NAMES[level] ?? String(level)).padEnd(5);
  const coloured = level >= 50 ? styleText('red', name) : level >= 40 ? styleText('yellow', name) : name;
  const data = Object.entries(line)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const stack = err?.stack === undefined ? '' : `\n${err.stack}`;
  return `${new Date(time).toTimeString().slice(0, 8)} ${coloured} ${msg}${data.join('')}${stack}`;
}
