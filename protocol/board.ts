import * as z from 'zod';
import { Question } from './explore.ts';

/** Columns of the grid in which panels stand. */
export const GRID_COLUMNS = 12;
/** Rows of a board; nobody scrolls further. */
export const GRID_ROWS = 400;
export const PANELS_PER_BOARD = 60;
/** Boards that one organisation may have. */
export const BOARDS_PER_ORGANISATION = 200;

const text = (max: number) => z.string().max(max);

/**
 * What can be chosen above a board and is used in the filters of its panels as `$name`: the organisation, the kind,
 * the group or the target, or the values of a label.
 */
export const BoardVariable = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'lower-case letters, digits and _, a letter first'),
    title: text(80).default(''),
    of: z.enum(['organisation', 'kind', 'group', 'target', 'label']),
    metric: text(200).default('').describe('for a label: of which metric'),
    label: text(100).default('').describe('for a label: which one'),
    choice: z.enum(['one', 'several']).default('several'),
    value: z.array(text(200)).max(50).default([]).describe('chosen until somebody chooses; empty: all'),
  })
  .refine(({ of, metric, label }) => of !== 'label' || (metric !== '' && label !== ''), {
    error: 'a variable of a label names the metric and the label',
  });
export type BoardVariable = z.output<typeof BoardVariable>;

/** Where a panel stands, in columns and rows of the grid. */
const Place = z
  .strictObject({
    x: z
      .int()
      .min(0)
      .max(GRID_COLUMNS - 1),
    y: z.int().min(0).max(GRID_ROWS),
    w: z.int().min(1).max(GRID_COLUMNS),
    h: z.int().min(1).max(40),
  })
  .refine(({ x, w }) => x + w <= GRID_COLUMNS, { error: `reaches beyond column ${GRID_COLUMNS}` });
export type Place = z.infer<typeof Place>;

const common = {
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: text(120).default(''),
  at: Place,
};

/** From which value on a state holds. */
const Threshold = z.strictObject({ from: z.number(), state: z.enum(['ok', 'warning', 'critical']) });

export const Panel = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('chart'),
    question: Question,
    look: z.enum(['lines', 'stacked']).default('lines'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('value'),
    question: Question,
    thresholds: z.array(Threshold).max(6).default([]),
  }),
  z.strictObject({ ...common, kind: z.literal('table'), question: Question }),
  z.strictObject({ ...common, kind: z.literal('top'), question: Question }),
  z.strictObject({ ...common, kind: z.literal('matrix'), targets: Question.shape.targets }),
  z.strictObject({ ...common, kind: z.literal('text'), text: text(5_000) }),
]);
export type Panel = z.output<typeof Panel>;

/** What people make of panels; the form that is stored, exported and imported. */
export const Board = z
  .strictObject({
    version: z.literal(1),
    name: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .regex(/^[^\p{Cc}]*$/u, 'control characters are not allowed'),
    description: text(1_000).default(''),
    span: z.enum(['15m', '1h', '24h', '7d']).default('1h').describe('shown until somebody chooses'),
    variables: z.array(BoardVariable).max(8).default([]),
    panels: z.array(Panel).max(PANELS_PER_BOARD),
  })
  .superRefine(({ panels, variables }, context) => {
    for (const [field, keys] of [
      ['panels', panels.map(({ id }) => id)],
      ['variables', variables.map(({ name }) => name)],
    ] as const) {
      const twice = keys.find((key, at) => keys.indexOf(key) !== at);
      if (twice === undefined) continue;
      context.addIssue({ code: 'custom', path: [field], message: `${twice} is there twice` });
    }
  });
export type Board = z.output<typeof Board>;

/** A board as it is kept. */
export const KeptBoard = z.strictObject({
  id: z.string(),
  organisation: z.string().describe('`*`: of everybody'),
  revision: z.number(),
  board: Board,
  changedBy: z.string(),
  changedAtMs: z.number(),
});
export type KeptBoard = z.infer<typeof KeptBoard>;

/** A board in a list. */
export const BoardEntry = KeptBoard.omit({ board: true }).extend({
  name: z.string(),
  description: z.string(),
  panels: z.number(),
});
export type BoardEntry = z.infer<typeof BoardEntry>;

/** A board that Ward brings along, for people to copy. */
export const ShippedBoard = z.strictObject({
  id: z.string(),
  board: Board,
  title: z.strictObject({ 'zh-CN': z.string(), en: z.string() }),
});

/** What an import would do. */
export const ImportPreview = z.strictObject({
  name: z.string(),
  panels: z.number(),
  deed: z.enum(['new', 'replaces']),
  replaces: z.strictObject({ id: z.string(), revision: z.number(), panels: z.number() }).nullable(),
  unknownMetrics: z.array(z.string()).describe('that nobody defined and nobody sends'),
});
export type ImportPreview = z.infer<typeof ImportPreview>;
