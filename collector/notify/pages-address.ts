import type { Sql } from '#collector/ledger/sql.ts';

const NAME = 'pages.url';

/** Where people reach the pages: links in messages begin with it. */
export interface PagesAddress {
  /** Without a slash at its end; empty: nobody has said it, and messages have no links. */
  readonly url: string;
  /** True where the configuration says it: then nothing else counts. */
  readonly isByFile: boolean;
  /** Takes what people open, without what names a page in it; `note` is kept with it or neither is. Empty: no links. */
  keep(url: string, note: (kept: string) => Promise<void>): Promise<void>;
}

/** The address of the configuration, or else the one that was kept. */
export async function openPagesAddress(sql: Sql, byFile: string, nowMs: () => number): Promise<PagesAddress> {
  const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', NAME);
  const isByFile = byFile !== '';
  let url = isByFile ? withoutPage(byFile) : row ? JSON.parse(row.value) : '';
  return {
    get url() {
      return url;
    },
    isByFile,
    async keep(typed, note) {
      const wanted = withoutPage(typed);
      await sql.transaction(async () => {
        await sql.run(
          `INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at_ms = excluded.changed_at_ms`,
          NAME,
          JSON.stringify(wanted),
          nowMs(),
        );
        await note(wanted);
      });
      if (!isByFile) url = wanted;
    },
  };
}

function withoutPage(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/\/+$/, '');
}
