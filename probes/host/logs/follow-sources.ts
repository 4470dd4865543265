import { createMatcher, type Matcher } from '#probes/log/matcher.ts';
import { createTally, type Tally } from '#probes/log/tally.ts';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Fact, Memory, Probe, ProbeOptions, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import type { LogsConfig, SourceConfig } from './config.ts';
import { followEventLog } from './follow-event-log.ts';
import { followFiles } from './follow-files.ts';
import { followJournal } from './follow-journal.ts';
import { matchesMetric, sourceMetrics } from './metrics.ts';
import type { LineSource, SourceState } from './source.ts';

/** Of the journal this much waits in memory at most. */
const JOURNAL_BYTES = 4 * 1024 ** 2;

/** What is kept of one source: its place and its counts together, so that no line counts twice or never. */
interface Kept {
  counts: Record<string, number>;
  lines: number;
  untried: number;
  place: unknown;
}

interface Followed {
  name: string;
  source: LineSource;
  matcher: Matcher;
  tally: Tally;
  columns: readonly Column[];
  lines: number;
  /** Lines that a pattern was not tried on, in earlier lives of the program. */
  untriedBefore: number;
  /** Written down once in this life of the program. */
  isKept: boolean;
}

/** The probe of the logs of this machine. */
export function followSources(config: LogsConfig, { now, remember }: ProbeOptions): Probe {
  const memory = remember?.('logs');
  const all = config.sources.map((source) => open(source, config, memory, now));
  return {
    async collect(signal) {
      const readings: Reading[] = [];
      const facts: Fact[] = [];
      const skipped: { what: string; why: string }[] = [];
      let failed = 0;
      for (const one of all) {
        let state: SourceState | undefined;
        try {
          state = await read(one, signal, now);
        } catch (error) {
          failed++;
          skipped.push({ what: one.name, why: (error as Error).message });
        }
        pushReadings(readings, one.tally.columns, one.tally.counts);
        pushReadings(readings, one.columns, valuesOf(one, state));
        facts.push(...one.tally.facts());
        skipped.push(...(state?.skipped ?? []), ...slowOf(one, now()));
        if (!one.isKept || state?.isChanged) memory?.set(one.name, keep(one));
        one.isKept = true;
      }
      if (failed === all.length)
        throw new Error(skipped.map(({ what, why }) => `${what}: ${why}`).join('; '));
      return { readings, facts, skipped };
    },
    async close() {
      for (const { source } of all) await source.close();
    },
  };
}

function open(
  source: SourceConfig,
  config: LogsConfig,
  memory: Memory | undefined,
  now: () => number,
): Followed {
  const kept = asKept(memory?.get(source.name));
  const matcher = createMatcher(source.patterns);
  const tally = createTally({
    patterns: source.patterns,
    matcher,
    metric: matchesMetric,
    labels: [source.name],
    linesPerMinute: config.lines_per_minute,
  });
  tally.restore(kept.counts);
  return {
    name: source.name,
    source: openSource(source, config, kept.place, now),
    matcher,
    tally,
    columns: columnsOf(sourceMetrics, [source.name]),
    lines: kept.lines,
    untriedBefore: kept.untried,
    isKept: false,
  };
}

function openSource(source: SourceConfig, config: LogsConfig, kept: unknown, now: () => number): LineSource {
  const { encoding, journal, event_log: eventLog, path = '' } = source;
  if (journal) return followJournal({ journal, readLimit: JOURNAL_BYTES, kept, now });
  if (eventLog) return followEventLog({ eventLog, kept, now });
  return followFiles({ path, encoding, readLimit: config.read_limit, kept, now });
}

function read(one: Followed, signal: AbortSignal, now: () => number): Promise<SourceState> {
  return one.source.read((lines, title) => {
    one.lines += lines.length;
    one.tally.take(lines, title, now());
  }, signal);
}

/** In the order of `sourceMetrics`. */
function valuesOf(one: Followed, state: SourceState | undefined): number[] {
  const { lines, untriedBefore, matcher } = one;
  if (state === undefined) return [lines, Number.NaN, Number.NaN, Number.NaN];
  return [lines, untriedBefore + matcher.skipped + state.cutLines, state.behindBytes, state.files];
}

function slowOf({ name, matcher }: Followed, nowMs: number): { what: string; why: string }[] {
  return matcher.slow(nowMs).map((pattern) => ({
    what: `${name}: pattern ${pattern}`,
    why: 'takes too long on some lines and rests for ten minutes: write it so that it tries less',
  }));
}

function keep({ tally, lines, untriedBefore, matcher, source }: Followed): Kept {
  return { counts: tally.save(), lines, untried: untriedBefore + matcher.skipped, place: source.save() };
}

function asKept(kept: unknown): Kept {
  const { counts, lines, untried, place } = (kept ?? {}) as Partial<Kept>;
  return {
    counts: typeof counts === 'object' && counts !== null ? counts : {},
    lines: typeof lines === 'number' ? lines : 0,
    untried: typeof untried === 'number' ? untried : 0,
    place,
  };
}
