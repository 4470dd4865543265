/** A field that the database has with another type than the one it was sent with. */
export interface Conflict {
  measurement: string;
  field: string;
  /** The type over there: `integer`, `float`, `string`, `boolean`, … */
  type: string;
}

/** Why a write was not taken as a whole. */
export interface WriteRefusal {
  message: string;
  /** Points that the server says it left out; 0 where it does not say. */
  dropped: number;
  /** The rest was written. */
  isPartial: boolean;
  /** One entry a line, of 3.x only. */
  lines: readonly { line_number?: number; error_message?: string }[];
}

/** Reads the body of an answer 400 or 422; undefined for what no InfluxDB would say. */
export function parseRefusal(text: string): WriteRefusal | undefined {
  let body: { error?: unknown; message?: unknown; data?: unknown } | null;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const message = body?.error ?? body?.message;
  if (typeof message !== 'string') return undefined;
  const lines = Array.isArray(body?.data) ? body.data : [];
  return {
    message,
    dropped: Number(/\bdropped=(\d+)/.exec(message)?.[1] ?? lines.length),
    isPartial: /partial write/.test(message),
    lines,
  };
}

const FIRST =
  /input field "((?:[^"\\]|\\.)*)" on measurement "((?:[^"\\]|\\.)*)" is type \w+, already exists as type (\w+)/;

/**
 * 1.x and 2.x name one field, however many there are, and count the points of all:
 * `partial write: field type conflict: input field "x" on measurement "m" is type float, already exists as type integer dropped=3`.
 */
export function conflictOfMessage({ message }: WriteRefusal): Conflict[] {
  const [, field, measurement, type] = FIRST.exec(message) ?? [];
  return field === undefined ? [] : [{ measurement, field, type }];
}

const COLUMN =
  /column type for column '([^']*)', expected iox::column_type::(?:field::)?(\w+), got iox::column_type::field::\w+/;

/**
 * 3.x names each line by its number and one column of it:
 * `invalid column type for column 'x', expected iox::column_type::field::integer, got iox::column_type::field::float`.
 */
export function conflictsOfLines(refusal: WriteRefusal, lines: Buffer): Conflict[] {
  const found = new Map<string, Conflict>();
  const starts = lineStarts(lines);
  for (const { line_number: number = 0, error_message: message = '' } of refusal.lines) {
    const [, field, type] = COLUMN.exec(message) ?? [];
    const start = starts[number - 1];
    if (field === undefined || start === undefined) continue;
    const measurement = /^[^, ]*/.exec(lines.toString('utf8', start, start + 256))?.[0] ?? '';
    found.set(`${measurement} ${field}`, { measurement, field, type });
  }
  return [...found.values()];
}

function lineStarts(lines: Buffer): number[] {
  const starts = [0];
  for (let at = lines.indexOf(10); at >= 0; at = lines.indexOf(10, at + 1)) starts.push(at + 1);
  return starts;
}
