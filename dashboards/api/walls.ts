import type { Wall } from '#protocol/wall.ts';

/** `GET walls`. */
export interface WallsAnswer {
  walls: Wall[];
}

/** `POST walls` and `POST walls/<id>/renew`: the token is told this once. */
export type WallMade = Wall & { token: string };
