import { createHash } from 'node:crypto';
import * as z from 'zod';
import { COLUMNS, type ColumnKey } from '#collector/bulk/columns.ts';
import { readEstate } from '#collector/bulk/estate.ts';
import { exportRows } from '#collector/bulk/export-rows.ts';
import { planImport } from '#collector/bulk/plan-import.ts';
import { writeImport } from '#collector/bulk/write-import.ts';
import { ApiError, conflict } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { writeCsv } from '#collector/sheets/csv.ts';
import { readSheet, SHEET_BYTES } from '#collector/sheets/read-sheet.ts';
import { SheetError } from '#collector/sheets/sheet-error.ts';
import { writeXlsx } from '#collector/sheets/xlsx.ts';
import type { Parts } from './parts.ts';
import { several } from './shapes.ts';
import { BULK_TARGETS, fits, TargetFilter } from './target-choice.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const Column = z.enum(COLUMNS.map(({ key }) => key) as [ColumnKey, ...ColumnKey[]]);
const Fault = z.strictObject({
  column: Column.nullable().describe('null: the whole row'),
  code: z.string().describe('stable; pages have words for it'),
  found: z.string(),
  allowed: z.array(z.string()).describe('what might stand there, at most 20'),
});
const Row = z.strictObject({
  row: z.int().describe('as the program counts that shows the sheet: the headings are row 1'),
  what: z.enum(['new', 'changed', 'unchanged', 'refused']),
  target: z.string().nullable().describe('id of what it means; null for one that is not there yet'),
  name: z.string(),
  changes: z.array(z.strictObject({ column: Column, from: z.string(), to: z.string() })),
  faults: z.array(Fault),
});
const Plan = z.strictObject({
  rows: z.array(Row),
  counts: z.strictObject({ new: z.int(), changed: z.int(), unchanged: z.int(), refused: z.int() }),
  columns: z.array(Column).describe('that were found'),
  ignored: z.array(z.string()).describe('headings that mean nothing here'),
  token: z.string().describe('of the file and of what it changes: the import wants it'),
  applied: z.boolean(),
});

const ExportQuery = z.strictObject({
  format: z.enum(['csv', 'xlsx']).default('csv'),
  language: z.enum(['zh-CN', 'en']).default('en').describe('of the headings; an import takes both'),
  template: z
    .enum(['0', '1'])
    .default('0')
    .describe('`1`: only the headings and one row that shows what is meant'),
  ...TargetFilter.shape,
  id: several(z.string().max(64), BULK_TARGETS).describe('only these; may be given several times'),
});

/** Targets as sheets, out and in. */
export function targetSheetRoutes(app: App, { registry }: Parts): void {
  const { sql, targets, polls } = registry;

  app.get(
    '/api/v1/targets/export',
    {
      config: {
        permission: 'targets.read',
        summary: 'Targets with how they are asked, as CSV or Excel workbook.',
      },
      schema: { querystring: ExportQuery, response: { 200: z.unknown() } },
    },
    async (request, reply) => {
      const { format, language, template, id: ids, ...filter } = request.query;
      const scope = request.scope;
      const wanted = new Set(ids);
      const rows = await sql.snapshot(async () => {
        const estate = await readEstate(registry, scope);
        const found = template === '1' ? [] : estate.targets.filter((target) => fits(target, filter));
        const kept = wanted.size === 0 ? found : found.filter(({ id }) => wanted.has(id));
        return exportRows(kept, estate, language === 'en' ? 'en' : 'zh');
      });
      if (template === '1') rows.push(EXAMPLE);
      const name = template === '1' ? 'ward-targets-template' : 'ward-targets';
      reply.header('content-disposition', `attachment; filename="${name}.${format}"`);
      const body = format === 'csv' ? Buffer.from(writeCsv(rows)) : writeXlsx('targets', rows);
      reply.header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : XLSX);
      return reply.send(body);
    },
  );

  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: SHEET_BYTES + 1 },
      async (_request: unknown, body: Buffer) => body,
    );
    scope.post(
      '/api/v1/targets/import',
      {
        config: {
          permission: 'targets.write',
          summary:
            'What a CSV or a workbook would change, row by row; with `preview=0` and its token it is done.',
        },
        schema: {
          querystring: z.strictObject({
            preview: z.enum(['0', '1']).default('1'),
            token: z.string().max(64).optional().describe('of the preview; needed with `preview=0`'),
          }),
          response: { 200: Plan },
        },
      },
      async (request) => {
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const { preview, token } = request.query;
        const sheet = sheetOf(() => readSheet(bytes));
        if (preview === '1') return (await planned(bytes, sheet, request.scope)).shown;
        const written = await sql.transaction(async () => {
          const { plan, shown } = await planned(bytes, sheet, request.scope);
          if (shown.token !== token)
            throw conflict(
              'other_plan',
              'this is not what was looked at: the file is another one, or targets have changed since; look again',
            );
          if (shown.counts.refused > 0)
            throw conflict(
              'rows_refused',
              `${shown.counts.refused} rows make no sense: nothing was written`,
              {
                count: shown.counts.refused,
              },
            );
          return { shown, ...(await writeImport(registry, request.actor, plan.deeds)) };
        });
        for (const target of written.targets) targets.learn(target);
        if (written.hasPolls) polls.changed();
        const rows = written.shown.rows.map((row) => ({
          ...row,
          target: row.target ?? written.made.get(row.row)?.id ?? null,
        }));
        return { ...written.shown, rows, applied: true };
      },
    );
  });

  async function planned(bytes: Buffer, sheet: string[][], scope: Parameters<typeof readEstate>[1]) {
    const estate = await readEstate(registry, scope);
    const plan = sheetOf(() => planImport(sheet, estate));
    const counts = { new: 0, changed: 0, unchanged: 0, refused: 0 };
    for (const { what } of plan.rows) counts[what]++;
    // The same bytes that change the same things; whatever else has changed meanwhile does not matter.
    const token = createHash('sha256').update(bytes).update(JSON.stringify(plan.rows)).digest('hex');
    const { rows, columns, ignored } = plan;
    return { plan, shown: { rows, counts, columns, ignored, token, applied: false } };
  }
}

/** Shows what is meant; it is refused until somebody writes their own into it. */
const EXAMPLE = COLUMNS.map(({ key }) => {
  const values: Partial<Record<ColumnKey, string>> = {
    name: 'core-switch-1',
    kind: 'switch',
    address: '10.0.0.1',
    room: 'B2',
    rack: 'A01',
    rackUnit: '40',
    rackUnits: '1',
    probe: 'snmp',
    credential: '?',
    every: '60',
    asked: 'yes',
  };
  return values[key] ?? '';
});

function sheetOf<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SheetError)) throw error;
    throw new ApiError(422, `sheet_${error.code}`, error.message, error.details);
  }
}
