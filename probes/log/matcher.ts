import { doneWithin } from '../done-within.ts';
import { compileExpression, type LogPattern } from './pattern.ts';

/** Told of a pattern that a line matches, and which line of those that were given it is. */
export type OnHit = (pattern: number, line: string, index: number) => void;

/** Looks for patterns in lines, and cannot be hung by any of them. */
export interface Matcher {
  /** Tells of each hit in the order of the lines. */
  look(lines: readonly string[], nowMs: number, onHit: OnHit): void;
  /** The groups that a pattern has named, of a line that it matches. */
  groups(pattern: number, line: string): Readonly<Record<string, string>>;
  /** Times that a pattern was not tried, or not to its end, on a line; grows only. */
  readonly skipped: number;
  /** Patterns that are left out for a while because they take too long. */
  slow(nowMs: number): readonly string[];
}

/** Beyond it nothing of a line is looked at. */
const LOOKED_AT_CHARS = 4_096;
const BATCH_LINES = 2_000;
/** Ordinary patterns need 2 ms for a batch. */
const BATCH_MS = 250;
/** One pattern on one line: ordinary ones need a thousandth of that. */
const ALONE_MS = 50;
/** A busy machine can make a good pattern late, hardly so often. */
const STRIKES = 3;
/** Of one batch: slow on each line, and on none of them so slow that it would be broken off alone. */
const MOST_BREAKS = 4;
const PAUSE_MS = 600_000;

interface Compiled {
  name: string;
  match: RegExp;
  ignore: RegExp | undefined;
  strikes: number;
  pausedUntilMs: number;
}

export function createMatcher(patterns: readonly LogPattern[]): Matcher {
  const compiled: Compiled[] = patterns.map(({ name, match, ignore, ignore_case }) => ({
    name,
    match: compileExpression(match, ignore_case),
    ignore: ignore === undefined ? undefined : compileExpression(ignore, ignore_case),
    strikes: 0,
    pausedUntilMs: Number.NEGATIVE_INFINITY,
  }));
  let skipped = 0;
  return {
    look(lines, nowMs, onHit) {
      if (compiled.length === 0) return;
      for (let at = 0; at < lines.length; at += BATCH_LINES)
        lookAt(lines.slice(at, at + BATCH_LINES).map(cut), at, nowMs, onHit);
    },
    groups: (pattern, line) => compiled[pattern]?.match.exec(cut(line))?.groups ?? {},
    get skipped() {
      return skipped;
    },
    slow: (nowMs) => compiled.filter(({ pausedUntilMs }) => nowMs < pausedUntilMs).map(({ name }) => name),
  };

  function lookAt(lines: readonly string[], from: number, nowMs: number, onHit: OnHit): void {
    const hits = new Uint8Array(lines.length * compiled.length);
    const breaks = new Map<Compiled, number>();
    let at = 0;
    while (at < hits.length) {
      // Where it is broken off, the one under way is found at `at`.
      const isDone = doneWithin(() => {
        for (; at < hits.length; at++) {
          const one = compiled[at % compiled.length] as Compiled;
          if (nowMs < one.pausedUntilMs) skipped++;
          else if (isHit(one, lines[Math.floor(at / compiled.length)] as string)) hits[at] = 1;
        }
      }, BATCH_MS);
      if (isDone) break;
      const late = compiled[at % compiled.length] as Compiled;
      const count = (breaks.get(late) ?? 0) + 1;
      breaks.set(late, count);
      if (count >= MOST_BREAKS) pause(late, nowMs);
      hits[at] = lookAlone(late, lines[Math.floor(at / compiled.length)] as string, nowMs);
      at++;
    }
    for (let hit = hits.indexOf(1); hit >= 0; hit = hits.indexOf(1, hit + 1)) {
      const line = Math.floor(hit / compiled.length);
      onHit(hit % compiled.length, lines[line] as string, from + line);
    }
  }

  /** The batch may have been too much as a whole; only who takes too long by himself is to blame. */
  function lookAlone(one: Compiled, line: string, nowMs: number): 0 | 1 {
    if (nowMs < one.pausedUntilMs) {
      skipped++;
      return 0;
    }
    let found = false;
    const isInTime = doneWithin(() => {
      found = isHit(one, line);
    }, ALONE_MS);
    if (isInTime) return found ? 1 : 0;
    skipped++;
    one.strikes++;
    if (one.strikes >= STRIKES) pause(one, nowMs);
    return 0;
  }
}

function pause(one: Compiled, nowMs: number): void {
  one.strikes = 0;
  one.pausedUntilMs = nowMs + PAUSE_MS;
}

function isHit({ match, ignore }: Compiled, line: string): boolean {
  return match.test(line) && !ignore?.test(line);
}

function cut(line: string): string {
  return line.length <= LOOKED_AT_CHARS ? line : line.slice(0, LOOKED_AT_CHARS);
}
