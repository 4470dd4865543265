import { canonicalSchema, Schema, schemaIdentity } from '#protocol/schema.ts';
import type { Verdict } from '../admission.ts';
import type { PushIdentity } from '../identity.ts';
import { PushEntries } from '../push-entries.ts';
import {
  isBlank,
  LineCursor,
  type LineFault,
  ParsedLine,
  parseKey,
  parseLine,
  unescapeName,
} from './parse-line.ts';
import { type Shape, ShapeTable } from './shape-table.ts';

/** Pushed lines name no interval; silence is judged by this one. */
const PUSHED_INTERVAL_MS = 60_000;
/** Faulty lines that are named in an answer; the others are counted. */
const NAMED_FAULTS = 10;
/** Organisations whose shapes are kept at a time. */
const MAX_ORGANISATIONS = 1_000;

/** A line that was not taken; the others were. */
export interface RefusedLine {
  /** Counts from 1. */
  line: number;
  fault: LineFault | 'bad_tags' | 'bad_name';
  /** Beginning of the text at the fault. */
  found: string;
}

export interface LineResult {
  taken: number;
  refused: number;
  /** The first few of the refused. */
  named: RefusedLine[];
  /** Text fields that were passed over: text is no sample. */
  textFields: number;
}

export interface LineIntakeOptions {
  /** Appends entries to the journal in the order of the calls; resolves when they are durable, with what was not taken. */
  push(
    sender: PushIdentity,
    entries: Uint8Array,
    count: number,
  ): Promise<Pick<Verdict, 'refused' | 'schemasNeeded'>>;
  targetForHost(organisation: string, host: string): Promise<string>;
}

/** Some lines refer to what never reached the journal. Sent again, they bring it along. */
export class LinesNotTakenError extends Error {
  constructor(detail = 'their schema was not kept') {
    super(`lines were not taken: ${detail}`);
    this.name = 'LinesNotTakenError';
  }
}

/**
 * Turns bodies of line protocol into journal entries: lines of one shape become frames of one schema, so that
 * everything behind the journal knows only schemas and frames.
 */
export class LineIntake {
  readonly #options: LineIntakeOptions;
  readonly #shapes = new Map<string, ShapeTable>();
  readonly #line = new ParsedLine();

  constructor(options: LineIntakeOptions) {
    this.#options = options;
  }

  /** `perMs` is one of `PRECISIONS`; lines without a time get `nowMs`. Rejects when the journal took nothing. */
  async take(body: Uint8Array, sender: PushIdentity, perMs: number, nowMs: number): Promise<LineResult> {
    const result: LineResult = { taken: 0, refused: 0, named: [], textFields: 0 };
    const shapes = this.#shapesOf(sender.organisation);
    const entries = new PushEntries(sender.key, nowMs, body.length);
    const strange: { start: number; end: number; number: number }[] = [];

    const cursor = new LineCursor(body);
    const line = this.#line;
    while (cursor.next()) {
      if (isBlank(body, cursor.start, cursor.end)) continue;
      parseLine(body, cursor.start, cursor.end, perMs, line);
      result.textFields += line.textFields;
      if (line.fault) refuse(result, body, cursor.number, line.fault, line.faultAt);
      else if (line.fields > 0) {
        const shape = shapes.find(body, line);
        if (shape) addFrame(entries, shape, line, nowMs, result);
        else strange.push({ start: cursor.start, end: cursor.end, number: cursor.number });
      }
    }

    const learned = new ShapeTable();
    for (const { start, end, number } of strange) {
      parseLine(body, start, end, perMs, line);
      let shape = learned.find(body, line);
      if (!shape) {
        const made = await this.#learn(body, line, sender, entries);
        // Another body may have been parsed while the target was looked up.
        parseLine(body, start, end, perMs, line);
        if (typeof made === 'string') {
          refuse(result, body, number, made, line.keyStart);
          continue;
        }
        learned.add(body, line, made);
        shape = made;
      }
      addFrame(entries, shape, line, nowMs, result);
    }
    if (entries.count > 0) await this.#push(sender, entries, shapes, learned);
    return result;
  }

  /** From this moment others may use what was learned: their frames stand behind its schemas in the journal. */
  async #push(
    sender: PushIdentity,
    entries: PushEntries,
    shapes: ShapeTable,
    learned: ShapeTable,
  ): Promise<void> {
    shapes.adopt(learned);
    try {
      const { refused, schemasNeeded } = await this.#options.push(sender, entries.take(), entries.count);
      if (refused.length + schemasNeeded.length > 0) throw new LinesNotTakenError(refused[0]?.detail);
    } catch (error) {
      // Schemas of this body, or those of another one that failed meanwhile, did not reach the journal.
      shapes.clear();
      throw error;
    }
  }

  /** Makes the schema of a line's shape and adds it to the entries; a word when the names are not allowed. */
  async #learn(
    body: Uint8Array,
    line: ParsedLine,
    sender: PushIdentity,
    entries: PushEntries,
  ): Promise<Shape | 'bad_tags' | 'bad_name'> {
    const key = parseKey(textOf(body, line.keyStart, line.keyEnd));
    if (!key) return 'bad_tags';
    const names: string[] = [];
    for (let field = 0; field < line.fields; field++) {
      names.push(unescapeName(textOf(body, line.nameStart[field], line.nameEnd[field])));
    }
    const { host = '', ...labels } = key.tags;
    const target = await this.#options.targetForHost(sender.organisation, host);
    const subject = key.measurement.replace(/[\s.,=\\"']/g, '_');
    const unique = [...new Set(names)];
    const parsed = Schema.safeParse({
      probe: 'line_protocol',
      target,
      intervalMs: PUSHED_INTERVAL_MS,
      columns: unique.map((name) => ({
        metric: `${subject}.${name.replace(/[\s,=\\"']/g, '_')}`,
        labels,
        kind: 'gauge',
        unit: '',
      })),
    });
    if (!parsed.success) return 'bad_name';
    entries.addSchema(canonicalSchema(parsed.data));
    return {
      schemaId: Buffer.from(schemaIdentity(parsed.data), 'hex'),
      columns: Uint16Array.from(names, (name) => unique.indexOf(name)),
      width: unique.length,
    };
  }

  /** A target is gone: what was learned may lead to it. */
  targetGone(): void {
    this.#shapes.clear();
  }

  #shapesOf(organisation: string): ShapeTable {
    let shapes = this.#shapes.get(organisation);
    if (!shapes) {
      if (this.#shapes.size >= MAX_ORGANISATIONS) this.#shapes.clear();
      shapes = new ShapeTable();
      this.#shapes.set(organisation, shapes);
    }
    return shapes;
  }
}

function addFrame(
  entries: PushEntries,
  shape: Shape,
  line: ParsedLine,
  nowMs: number,
  result: LineResult,
): void {
  entries.addFrame(shape, Number.isNaN(line.timeMs) ? nowMs : line.timeMs, line.values, line.fields);
  result.taken++;
}

function refuse(
  result: LineResult,
  body: Uint8Array,
  line: number,
  fault: RefusedLine['fault'],
  at: number,
): void {
  result.refused++;
  if (result.named.length >= NAMED_FAULTS) return;
  const found = textOf(body, at, Math.min(body.length, at + 60)).split('\n', 1)[0];
  result.named.push({ line, fault, found });
}

function textOf(body: Uint8Array, start: number, end: number): string {
  return Buffer.from(body.buffer, body.byteOffset + start, end - start).toString('utf8');
}
