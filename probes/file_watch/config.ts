import * as z from 'zod';
import { duration, size } from '#config/duration.ts';
import { filePattern } from './glob.ts';

/** Names of files that somebody is still writing; of a folder as well as of an upload. */
const TEMPORARY = ['*.tmp', '*.part', '*.partial', '*.filepart', '*.crdownload', '.*', '~*'];

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^/]+$/, 'a name without slashes, such as "*.tmp"');

/** Some files whose number, age and size somebody wants to know. */
export const FileWatch = z.strictObject({
  name: z
    .string()
    .trim()
    .max(100)
    .default('')
    .describe(
      'label `watch`; the key of the job where there is one, empty for a target that is the job itself',
    ),
  path: filePattern().describe('the files'),
  ignore: z.array(name).max(32).default([]).describe('names that do not count'),
  temporary: z
    .array(name)
    .max(32)
    .default(TEMPORARY)
    .describe('names of files that are still written: they are incomplete'),
  min_size: size()
    .prefault('0B')
    .describe('smaller files do not count')
    .meta({ allowed: 'size such as `1MB`' }),
  settle: duration({ min: '0s', max: '1d' })
    .prefault('60s')
    .meta({ allowed: 'duration such as `60s`' })
    .describe('a file is complete when it has not changed for this long'),
  retention: duration({ min: '1d', max: '3650d' })
    .optional()
    .meta({ allowed: 'duration such as `180d`' })
    .describe('how long such files are to be kept: what is there of that time is told'),
  job: z
    .boolean()
    .default(false)
    .describe('each new file that is complete says that a job succeeded, with its bytes'),
});
export type FileWatch = z.infer<typeof FileWatch>;

/** Several of them, told apart by their names. */
export const FileWatches = z
  .array(FileWatch)
  .max(100)
  .default([])
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'two have the same name')
  .describe('the files that are watched: how many, how old, how large')
  .meta({
    'zh-CN': '要监控的文件：数量、时间与大小',
    example: '- name: his\n  path: /backup/his/*.bak\n  min_size: 1GB',
    allowed:
      'list of maps with `name`, `path`, `ignore`, `temporary`, `min_size`, `settle`, `retention`, `job`',
  });
