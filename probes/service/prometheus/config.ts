import * as z from 'zod';
import { size } from '#config/duration.ts';
import { httpSettings, passwordSettings, pathSetting, setting, tokenSettings } from '../http-settings.ts';

/** Ward's other series of a target need some of the 5,000 that one may have. */
const MOST_SERIES = 4_900;

const pattern = z.string().min(1).max(500).refine(isPattern, 'no regular expression');

const labelName = z
  .string()
  .max(100)
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'no name of a label');

/** Which exporter is asked, and what of it is kept. */
export const PrometheusConfig = z.strictObject({
  ...httpSettings({ port: 9100 }),
  ...passwordSettings,
  ...tokenSettings,
  path: pathSetting('/metrics', 'where the figures are, query included', '指标路径，可带查询参数'),
  keep: setting(
    z.array(pattern).max(50).default([]),
    'regular expressions; a metric is kept whose whole name one of them matches; none: all',
    '正则表达式，完整匹配名称的指标才保留；空为全部',
  ),
  drop: setting(
    z.array(pattern).max(50).default([]),
    'regular expressions; a metric whose whole name one of them matches is left out',
    '正则表达式，完整匹配名称的指标被舍弃',
  ),
  keep_labels: setting(
    z.array(labelName).max(50).default([]),
    'only these labels are kept; none: all',
    '只保留这些标签；空为全部',
  ),
  drop_labels: setting(z.array(labelName).max(50).default([]), 'these labels are left out', '舍弃这些标签'),
  rename_labels: setting(
    z.record(labelName, labelName).default({}),
    'new names for labels, such as `{ instance: exporter }`',
    '标签改名，例如 { instance: exporter }',
  ).meta({ example: 'instance: exporter' }),
  histogram_buckets: setting(
    z.boolean().default(false),
    'keep the buckets of histograms; their count and sum are kept in any case',
    '保留直方图的桶；计数与总和始终保留',
  ),
  max_series: setting(
    z.int().min(1).max(MOST_SERIES).default(2_000),
    'series that are kept at most; those that are known stay, what comes beyond is named',
    '最多保留的序列数；已有的优先，超出的会列出',
  ),
  max_body: size({ min: '1KB', max: '64MB' })
    .meta({ allowed: 'size from `1KB` to `64MB`', 'zh-CN': '应答大小上限（解压后），超出部分不读取' })
    .prefault('8MB')
    .describe('bytes of an answer, unpacked; what is beyond is not read'),
});
export type PrometheusConfig = z.infer<typeof PrometheusConfig>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
