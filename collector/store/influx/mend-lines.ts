import type { Conflict } from './conflicts.ts';

/** Lines as they may be sent again, and how many of them had to give the value up. */
export interface MendedLines {
  lines: Buffer;
  /** Lines that had the field. */
  found: number;
  /** Those of them whose value the type over there cannot hold: it was left out. */
  lost: number;
}

/** Writes a value of ours as another type; undefined when that type cannot hold it. */
type Retype = (value: string) => string | undefined;

const TO_INTEGER: Retype = (value) =>
  value.endsWith('i') ? value : Number.isSafeInteger(Number(value)) ? `${Number(value)}i` : undefined;
const TO_FLOAT: Retype = (value) => (value.endsWith('i') ? value.slice(0, -1) : value);
const TO_NOTHING: Retype = () => undefined;

/**
 * Gives one field of one measurement the type that the database has, in lines that we wrote ourselves, so that the
 * other fields of its lines can be written. `leaveOut`: the field goes, whatever its value, because a part of the
 * database (a shard, where types may differ) does not even take that.
 */
export function mendLines(lines: Buffer, conflict: Conflict, leaveOut: boolean): MendedLines {
  const { measurement, field, type } = conflict;
  const retype =
    leaveOut || (type !== 'integer' && type !== 'float')
      ? TO_NOTHING
      : type === 'integer'
        ? TO_INTEGER
        : TO_FLOAT;
  let found = 0;
  let lost = 0;
  const mended: string[] = [];
  for (const line of lines.toString('utf8').split('\n')) {
    if (!line.startsWith(`${measurement},`)) {
      mended.push(line);
      continue;
    }
    const { head, fields, time } = splitLine(line);
    const at = fields.findIndex((one) => one.startsWith(`${field}=`));
    if (at < 0) {
      mended.push(line);
      continue;
    }
    found++;
    const value = retype(fields[at].slice(field.length + 1));
    if (value !== undefined) fields[at] = `${field}=${value}`;
    else {
      lost++;
      fields.splice(at, 1);
    }
    if (fields.length > 0) mended.push(`${head} ${fields.join(',')} ${time}`);
  }
  return { lines: Buffer.from(mended.join('\n')), found, lost };
}

/** Our fields are numbers: neither they nor the time hold a space, tags may. */
function splitLine(line: string): { head: string; fields: string[]; time: string } {
  const timeAt = line.lastIndexOf(' ');
  const fieldsAt = line.lastIndexOf(' ', timeAt - 1);
  return {
    head: line.slice(0, fieldsAt),
    fields: line.slice(fieldsAt + 1, timeAt).split(','),
    time: line.slice(timeAt + 1),
  };
}
