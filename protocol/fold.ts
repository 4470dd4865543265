/*
 * How samples become lines that people look at: folded in time, then across the series of a group. No schema stands
 * here, so that pages can read the choices without what checks them.
 */

/**
 * In time. `auto`: a counter is rated, a state keeps its last word, a level is averaged. `p95` is made from samples
 * alone and is not there where only roll-ups are left.
 */
export const TIME_FOLDS = ['auto', 'avg', 'max', 'min', 'last', 'p95', 'rate', 'sum', 'count'] as const;
export type TimeFold = (typeof TIME_FOLDS)[number];

/** Across the series of one group, bin by bin. */
export const GROUP_FOLDS = ['avg', 'sum', 'max', 'min', 'count'] as const;
export type GroupFold = (typeof GROUP_FOLDS)[number];

/** What lines can be grouped by, beside `label:<name>`. `series`: each by itself. */
export const GROUP_KEYS = ['series', 'target', 'kind', 'organisation', 'room', 'rack'] as const;

/** By what lines are ranked; a gap counts nowhere. */
export const RANKS = ['avg', 'max', 'min', 'last'] as const;
export type Rank = (typeof RANKS)[number];

/** Begins the key of a label that is grouped by. */
export const LABEL_KEY = 'label:';
