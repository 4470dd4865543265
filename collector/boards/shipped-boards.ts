import type * as z from 'zod';
import { ShippedBoard } from '#protocol/board.ts';
import databases from './shipped/databases.json' with { type: 'json' };
import hosts from './shipped/hosts.json' with { type: 'json' };
import machineRoom from './shipped/machine-room.json' with { type: 'json' };

/** Boards to begin with; people copy them and change the copy. */
export const shippedBoards: readonly z.output<typeof ShippedBoard>[] = [hosts, databases, machineRoom].map(
  (board) => ShippedBoard.parse(board),
);
