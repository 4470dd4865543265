import * as z from 'zod';
import { size } from '#config/duration.ts';
import { filePattern } from '#probes/file_watch/glob.ts';
import { LogPatterns } from '#probes/log/pattern.ts';

/** How the text of a file is written. */
export const ENCODINGS = ['utf-8', 'gbk', 'utf-16le'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9@._:\\-]{0,127}$/, 'no name of a unit or program');

const Journal = z.strictObject({
  units: z
    .array(word)
    .max(32)
    .default([])
    .describe('units of systemd, such as `nginx.service`; all when empty'),
  identifiers: z.array(word).max(32).default([]).describe('names of programs, such as `sshd`'),
  priority: z
    .enum(['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'])
    .default('debug')
    .describe('this one and worse'),
  directory: z
    .string()
    .regex(/^\//, 'not a whole path')
    .optional()
    .describe('folder of another journal, such as that of the host of a container'),
});

const EventLog = z.strictObject({
  channel: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._/()-]{0,127}$/, 'no name of a channel')
    .describe('such as `System`, `Application`'),
  level: z
    .enum(['critical', 'error', 'warning', 'information'])
    .default('warning')
    .describe('this one and worse'),
});

const Source = z
  .strictObject({
    name: z.string().trim().min(1).max(100).describe('label `source`'),
    path: filePattern().optional().describe('files that are followed'),
    encoding: z.enum(ENCODINGS).default('utf-8').describe('of those files'),
    journal: Journal.optional().describe('instead of files: the journal of systemd'),
    event_log: EventLog.optional().describe('instead of files: an event log of Windows'),
    patterns: LogPatterns.default([]),
  })
  .refine(
    (source) =>
      [source.path, source.journal, source.event_log].filter((one) => one !== undefined).length === 1,
    'give one of path, journal and event_log',
  );
export type SourceConfig = z.infer<typeof Source>;
export type JournalConfig = z.infer<typeof Journal>;
export type EventLogConfig = z.infer<typeof EventLog>;

/** What a user may write under `logs`. */
export const LogsConfig = z.strictObject({
  sources: z
    .array(Source)
    .max(50)
    .default([])
    .refine(
      (sources) => new Set(sources.map(({ name }) => name)).size === sources.length,
      'two have the same name',
    )
    .meta({
      allowed: 'list of maps with `name`, `path` (or `journal`, or `event_log`), `encoding`, `patterns`',
    }),
  read_limit: size({ min: '64KB', max: '1GB' })
    .meta({ allowed: 'size such as `16MB`' })
    .prefault('16MB')
    .describe('the most that is read of one source at a time; the rest waits for the next time'),
  lines_per_minute: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('matching lines of one pattern that are sent in a minute; all are counted'),
});
export type LogsConfig = z.infer<typeof LogsConfig>;
