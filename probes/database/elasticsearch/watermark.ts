import { parseSize } from '#config/duration.ts';

/** From where on a disk is full for Elasticsearch: it makes what is on it read-only. */
export interface FloodStage {
  /** Share of the disk that may be used, 0 to 1. */
  share?: number;
  /** Bytes that must stay free; beside a share the smaller demand counts. */
  freeBytes?: number;
}

const DISK = 'cluster.routing.allocation.disk.';
const USUAL: FloodStage = { share: 0.95 };

/**
 * What `_cluster/settings` says of the flood stage, flat or nested; transient settings count more than persistent ones,
 * and those more than defaults. Undefined where nothing is judged by the disk.
 */
export function floodStageOf(json: unknown): FloodStage | undefined {
  const levels = ['transient', 'persistent', 'defaults'].map(
    (level) => new Map(flat((json as Record<string, unknown> | null)?.[level])),
  );
  const setting = (name: string) =>
    levels.map((level) => level.get(`${DISK}${name}`)).find((value) => value !== undefined);
  if (setting('threshold_enabled') === 'false') return undefined;
  const told = setting('watermark.flood_stage');
  const stage = told === undefined ? USUAL : stageOf(told);
  const headroom = bytesOf(setting('watermark.flood_stage.max_headroom') ?? '');
  // From 8.5 on, and unless a watermark was set, a large disk needs no more room than this.
  return stage.share !== undefined && headroom !== undefined ? { ...stage, freeBytes: headroom } : stage;
}

/** Bytes of a disk that may be used before it is full for Elasticsearch. */
export function usableBytes(totalBytes: number, stage: FloodStage | undefined): number {
  if (stage === undefined) return totalBytes;
  const { share, freeBytes } = stage;
  const byShare = share === undefined ? Number.POSITIVE_INFINITY : totalBytes * (1 - share);
  return totalBytes - Math.min(byShare, freeBytes ?? Number.POSITIVE_INFINITY, totalBytes);
}

function stageOf(text: string): FloodStage {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent !== undefined) return { share: Number(percent) / 100 };
  if (/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/.test(text)) return { share: Number(text) };
  const freeBytes = bytesOf(text);
  return freeBytes === undefined ? USUAL : { freeBytes };
}

/** `500mb`, `1.5tb`, `100gb`; -1 is none. */
function bytesOf(text: string): number | undefined {
  return parseSize(text.toUpperCase().replace(/^([\d.]+)([KMGT])$/, '$1$2B'));
}

/** Leaves by their names joined with dots. */
function flat(value: unknown, before = ''): [string, string][] {
  if (typeof value !== 'object' || value === null)
    return value === undefined || value === null ? [] : [[before, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    flat(inner, before === '' ? name : `${before}.${name}`),
  );
}
