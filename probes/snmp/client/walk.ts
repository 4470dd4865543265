import type { Oid, WalkedColumn, WalkOptions } from '../snmp-session.ts';
import { ERROR_STATUS } from './answer.ts';
import { startColumn, takeRows, type WalkingColumn } from './column.ts';
import { type Conversation, workOff } from './conversation.ts';
import { denied } from './failures.ts';
import type { Request } from './request.ts';

/** More in one answer would be many fragments, and all are lost with one of them. */
const maxValuesPerAnswer = 256;
/** Tables of which the length is kept for the next walk. */
const maxKnownTables = 500;

/** Walks columns side by side. */
export async function walkColumns(
  oids: readonly Oid[],
  { maxRows }: WalkOptions,
  conversation: Conversation,
): Promise<WalkedColumn[]> {
  const columns = oids.map(startColumn);
  const queue: WalkingColumn[][] = [];
  if (columns.length > 0) queue.push(columns);
  await workOff(queue, conversation.manners.inFlight, async (group) => {
    const size = conversation.sizes.columns.value;
    if (group.length > size) queue.unshift(group.slice(size));
    queue.unshift(...(await walkOnce(group.slice(0, size), maxRows, conversation)));
  });
  keepLengths(columns, conversation.sizes.rows);
  return columns.map(({ indexes, values, end }) => ({ indexes, values, end: end! }));
}

/** One request for some columns; returns those that are not at their end, in the groups to ask for next. */
async function walkOnce(
  columns: WalkingColumn[],
  maxRows: number,
  conversation: Conversation,
): Promise<WalkingColumn[][]> {
  const { sizes, figures, place } = conversation;
  const requestFor = requests(columns, maxRows, conversation);
  const first = requestFor(0);
  const { answer, request } = await conversation.ask((attempt) =>
    attempt === 0 ? first : requestFor(attempt),
  );
  const asked = columns.slice(0, request.oids.length);
  if (request !== first) {
    sizes.repetitions.shrinkTo(request.repetitions);
    sizes.columns.shrinkTo(asked.length);
  }

  const { errorStatus, errorIndex } = answer;
  if (errorStatus === ERROR_STATUS.authorizationError || errorStatus === ERROR_STATUS.noAccess) {
    throw denied(place);
  }
  const seen = errorStatus === 0 ? takeRows(asked, answer.varbinds, maxRows) : 0;
  if (seen === undefined) {
    sizes.columns.shrinkTo(1);
    return columns.map((column) => [column]);
  }
  figures.values += seen;
  const isAnswered = errorStatus === 0 && (seen > 0 || asked.some(({ end }) => end !== undefined));
  if (isAnswered && request === first) {
    if (request.repetitions === sizes.repetitions.value) sizes.repetitions.worked();
    if (asked.length === sizes.columns.value) sizes.columns.worked();
  }
  const stillOpen = columns.filter(({ end }) => end === undefined);
  if (isAnswered) return stillOpen.length > 0 ? [stillOpen] : [];

  const about = errorIndex >= 1 && errorIndex <= asked.length ? asked[errorIndex - 1] : undefined;
  // Version 1 has no other word for the end of everything it knows.
  if (errorStatus === ERROR_STATUS.noSuchName && (about ?? asked.length === 1)) {
    (about ?? asked[0]!).end = 'whole';
  } else if (request.repetitions > 1) {
    // tooBig, or an answer without values, or some failure that fewer rows may avoid.
    sizes.repetitions.shrinkTo(request.repetitions >> 1);
  } else if (errorStatus !== ERROR_STATUS.tooBig && errorStatus !== 0 && about) {
    about.end = 'refused';
  } else if (asked.length > 1) {
    return halves(asked, columns.slice(asked.length), sizes.columns.shrinkTo);
  } else {
    asked[0]!.end = 'refused';
  }
  const open = columns.filter(({ end }) => end === undefined);
  return open.length > 0 ? [open] : [];
}

/**
 * The full size first, then half the rows, and at last one row of a few columns by GETNEXT: large answers get lost
 * where fragments are, and some devices are silent where a question is too much for them.
 */
function requests(
  columns: readonly WalkingColumn[],
  maxRows: number,
  { bulk, manners, sizes }: Conversation,
): (attempt: number) => Request {
  const positions = columns.map(({ position }) => position);
  const rows = bulk ? rowsToAskFor(columns, maxRows, sizes) : 1;
  const ask = (repetitions: number, oids: readonly Uint8Array[]): Request =>
    repetitions > 1 ? { kind: 'getBulk', oids, repetitions } : { kind: 'getNext', oids, repetitions: 1 };
  const full = ask(rows, positions);
  const least = ask(1, positions.slice(0, Math.ceil(positions.length / 4)));
  const isLeast = rows === 1 && positions.length === 1;
  return (attempt) => {
    if (attempt === 0 || isLeast) return full;
    if (attempt >= 2 && attempt === manners.retries) return least;
    return rows > 1 ? ask(rows >> attempt, positions) : full;
  };
}

/** Neither more than one answer should hold, nor many more than the table had the last time. */
function rowsToAskFor(columns: readonly WalkingColumn[], maxRows: number, sizes: Sizes): number {
  const most = Math.min(sizes.repetitions.value, Math.floor(maxValuesPerAnswer / columns.length));
  const [{ oid, rows }] = columns as [WalkingColumn];
  const known = sizes.rows.get(oid);
  // One more than it has is how the end is seen.
  const left = Math.min(maxRows, known !== undefined && known >= rows ? known : maxRows);
  return Math.max(1, Math.min(most, left + 1 - rows));
}

type Sizes = Conversation['sizes'];

function keepLengths(columns: readonly WalkingColumn[], rows: Sizes['rows']): void {
  if (rows.size > maxKnownTables) rows.clear();
  for (const column of columns) rows.set(column.oid, column.rows);
}

function halves(
  asked: WalkingColumn[],
  others: WalkingColumn[],
  shrinkTo: (value: number) => void,
): WalkingColumn[][] {
  const middle = Math.ceil(asked.length / 2);
  shrinkTo(middle);
  const groups = [asked.slice(0, middle), asked.slice(middle), others];
  return groups.filter((group) => group.length > 0);
}
