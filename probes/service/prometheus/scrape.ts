import type { Column } from '#protocol/schema.ts';
import type { Reading } from '../../probe.ts';
import { Families } from './families.ts';
import { endOfSeries, valueAt } from './parse-sample.ts';
import type { RelabelSettings } from './relabel.ts';
import { type BuildInfo, SeriesChoice, type SeriesLimits } from './series-choice.ts';
import { SeriesLayout } from './series-layout.ts';

const HASH = 0x23;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const LETTER_E = 0x45;

/** What one answer of an exporter brought. */
export interface Scraped {
  readings: Reading[];
  /** Series that it gives, and lines that are none. */
  samples: number;
  malformed: number;
  /** Figures without labels such as `mysql_up` that are 0. */
  subjectsDown: number;
  /** It ends as OpenMetrics has to end. */
  hasEnd: boolean;
  leftOut: readonly { what: string; why: string }[];
}

/**
 * Reads the answers of one exporter. An answer with the same series in the same order as the one before, which is the
 * usual case, is compared with it in place and makes no text; any other one is read anew, and series that were there
 * before keep their columns.
 */
export class ScrapeReader {
  readonly #choice: SeriesChoice;
  #layout: SeriesLayout | undefined;
  #leftOut: Scraped['leftOut'] = [];
  buildInfo: BuildInfo | undefined;

  constructor(settings: RelabelSettings & SeriesLimits) {
    this.#choice = new SeriesChoice(settings);
  }

  /** `isCut`: the answer was longer than what is read of it; its last line is not whole then. */
  read(body: Buffer, isCut: boolean): Scraped {
    const end = isCut ? body.lastIndexOf(NEWLINE) + 1 : body.length;
    return this.#sameAsBefore(body, end) ?? this.#anew(body, end);
  }

  #sameAsBefore(body: Buffer, end: number): Scraped | undefined {
    const layout = this.#layout;
    if (!layout) return undefined;
    const readings: Reading[] = [];
    let line = 0;
    let subjectsDown = 0;
    let hasEnd = false;
    for (let at = 0; at < end; ) {
      const next = lineEnd(body, at, end);
      const stop = withoutReturn(body, at, next);
      if (body[at] === HASH) hasEnd ||= isEnd(body, at, stop);
      else if (stop > at) {
        const behind = layout.match(line, body, at, stop);
        const value = behind < 0 ? undefined : valueAt(body, behind, stop);
        if (value === undefined) return undefined;
        const column = layout.columns[line];
        if (column) readings.push({ column, value });
        if (value === 0 && layout.isUp(line)) subjectsDown++;
        line++;
      }
      at = next + 1;
    }
    if (line !== layout.columns.length) return undefined;
    return { readings, samples: line, malformed: 0, subjectsDown, hasEnd, leftOut: this.#leftOut };
  }

  #anew(body: Buffer, end: number): Scraped {
    const families = new Families();
    // Side by side rather than as pairs: an exporter may have a hundred thousand.
    const lines: string[] = [];
    const values: number[] = [];
    let malformed = 0;
    let hasEnd = false;
    for (let at = 0; at < end; ) {
      const next = lineEnd(body, at, end);
      const stop = withoutReturn(body, at, next);
      if (body[at] === HASH) hasEnd = !families.take(body.toString('utf8', at, stop)) || hasEnd;
      else if (stop > at) {
        const behind = endOfSeries(body, at, stop);
        const value = behind < 0 ? undefined : valueAt(body, behind, stop);
        if (value === undefined) malformed++;
        else {
          lines.push(body.toString('utf8', at, behind));
          values.push(value);
        }
      }
      at = next + 1;
    }
    const { columns, ups, leftOut, buildInfo } = this.#choice.choose(lines, families);
    // Lines that are none are read anew each time, so that they are counted each time.
    this.#layout = malformed === 0 ? new SeriesLayout(lines, columns, ups) : undefined;
    this.#leftOut = leftOut;
    this.buildInfo = buildInfo ?? this.buildInfo;
    return {
      readings: readingsOf(values, columns),
      samples: lines.length,
      malformed,
      subjectsDown: values.filter((value, index) => ups[index] === 1 && value === 0).length,
      hasEnd,
      leftOut,
    };
  }
}

function readingsOf(values: readonly number[], columns: readonly (Column | undefined)[]): Reading[] {
  const readings: Reading[] = [];
  for (const [index, value] of values.entries()) {
    const column = columns[index];
    if (column) readings.push({ column, value });
  }
  return readings;
}

function lineEnd(body: Buffer, at: number, end: number): number {
  const found = body.indexOf(NEWLINE, at);
  return found < 0 || found > end ? end : found;
}

function withoutReturn(body: Buffer, at: number, stop: number): number {
  return stop > at && body[stop - 1] === RETURN ? stop - 1 : stop;
}

function isEnd(body: Buffer, at: number, stop: number): boolean {
  return body[at + 2] === LETTER_E && body.toString('latin1', at, stop).trim() === '# EOF';
}
