/*
 * How much catching up may take from whoever else lives on this thread and on this machine. It works in pieces and
 * rests after each: questions of pages have their turn between two pieces, and the rests leave the other cores' work
 * (intake, judging) its share where there are few cores.
 */

/** A piece is as many batches of the journal as fit; 1 MiB are 5 to 10 ms of work for the store. */
export const PIECE_BYTES = 2 ** 20;
/** The same while somebody asks something: half a millisecond. */
export const PIECE_WHILE_ASKED_BYTES = 2 ** 16;

/** Of the time that passes, this much is work while catching up. */
export const SHARE = 0.75;
export const SHARE_WHILE_ASKED = 0.25;
/** A store that is slow is waited for, and that is no work here. */
const LONGEST_REST_MS = 250;

/** Bytes of the next piece, by the number of questions under way. */
export function pieceBytes(asked: number): number {
  return asked > 0 ? PIECE_WHILE_ASKED_BYTES : PIECE_BYTES;
}

/** How long to rest after a piece that took so long. */
export function restMs(workedMs: number, asked: number): number {
  const share = asked > 0 ? SHARE_WHILE_ASKED : SHARE;
  return Math.min(LONGEST_REST_MS, workedMs * (1 / share - 1));
}
