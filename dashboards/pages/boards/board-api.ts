import type { Board, BoardEntry, ImportPreview, KeptBoard } from '#protocol/board.ts';
import type { Caller } from '../../api/call.ts';

/** `GET boards`. */
export interface BoardsAnswer {
  boards: BoardEntry[];
  shipped: { id: string; title: Record<'zh-CN' | 'en', string>; panels: number }[];
}

interface Shipped {
  board: Board;
}

const path = (id: string) => `boards/${encodeURIComponent(id)}`;

export const listBoards = (api: Caller, signal?: AbortSignal) =>
  api.get<BoardsAnswer>('boards', undefined, signal);
export const getBoard = (api: Caller, id: string, signal?: AbortSignal) =>
  api.get<KeptBoard>(path(id), undefined, signal);
export const getShipped = (api: Caller, id: string) =>
  api.get<Shipped>(`boards/shipped/${encodeURIComponent(id)}`);
export const makeBoard = (api: Caller, organisation: string, board: Board) =>
  api.send<KeptBoard>('POST', 'boards', { organisation, board });
export const saveBoard = (api: Caller, id: string, revision: number, board: Board) =>
  api.send<KeptBoard>('PUT', path(id), { revision, board });
export const removeBoard = (api: Caller, id: string) => api.send<void>('DELETE', path(id));
export const previewBoard = (api: Caller, organisation: string, board: Board) =>
  api.send<ImportPreview>('POST', 'boards/preview', { organisation, board });
