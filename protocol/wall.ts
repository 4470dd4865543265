/*
 * A wall: a large screen that shows what stands all year, by a token of its own that may only look.
 */
import type { Severity } from './rule.ts';

/** What a wall can show, in the order in which it is offered. */
export const WALL_PAGES = ['health', 'alerts', 'room', 'work', 'figures'] as const;
export type WallPageName = (typeof WALL_PAGES)[number];

/** Limits of what people set. */
export const WALL_SECONDS = { least: 5, most: 3_600 } as const;
export const WALL_ZOOM = { least: 0.5, most: 2 } as const;
export const WALL_STAYS = 20;

/** A page of the round, and how long it stays. */
export interface WallStay {
  page: WallPageName;
  seconds: number;
}

/** How a wall looks and sounds. */
export interface WallView {
  language: 'zh-CN' | 'en';
  theme: 'dark' | 'light';
  pages: WallStay[];
  /** The mildest severity that is spoken. */
  speech: 'off' | Exclude<Severity, 'info'>;
  /** 1: as large as the screen gives. */
  zoom: number;
}

/** A wall as people manage it. */
export interface Wall {
  id: string;
  name: string;
  /** What it sees: an organisation, or `*`. */
  organisation: string;
  view: WallView;
  createdBy: string;
  createdAtMs: number;
  /** Null: its token is withdrawn, nothing opens it. */
  tokenMadeAtMs: number | null;
  seenAtMs: number | null;
  seenAddress: string;
}

/** What a wall shows that nobody has set: the one that a person tries. */
export function defaultWallView(language: WallView['language']): WallView {
  return {
    language,
    theme: 'dark',
    pages: WALL_PAGES.map((page) => ({ page, seconds: page === 'health' ? 30 : 20 })),
    speech: 'critical',
    zoom: 1,
  };
}
