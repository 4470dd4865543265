/** What happened, as constant text with the data beside it; never one line for each reading. */
export interface Log {
  info(text: string, data?: Readonly<Record<string, unknown>>): void;
  warn(text: string, data?: Readonly<Record<string, unknown>>): void;
  error(text: string, data?: Readonly<Record<string, unknown>>): void;
}

export type LogLevel = keyof Log;

export interface LogOptions {
  write(line: string): void;
  /** One line for people, as on a terminal; otherwise JSON. */
  isPretty: boolean;
  wallMs(): number;
}

/** A logger of a screenful: pino would cost the agent more memory than its outbox. */
export function createLog({ write, isPretty, wallMs }: LogOptions): Log {
  const log =
    (level: LogLevel) =>
    (text: string, data: Readonly<Record<string, unknown>> = {}): void => {
      const time = new Date(wallMs()).toISOString();
      const told = Object.entries(data).filter(([, value]) => value !== undefined);
      if (isPretty) {
        const pairs = told.map(
          ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
        );
        write(`${time.slice(11, 19)} ${level.padEnd(5)} ${text}${pairs.join('')}\n`);
      } else {
        write(
          `${JSON.stringify({ level, time, program: 'agent', msg: text, ...Object.fromEntries(told) })}\n`,
        );
      }
    };
  return { info: log('info'), warn: log('warn'), error: log('error') };
}
