import type { Place } from '../api/services.ts';
import { makeBackups } from './fake-backup-list.ts';
import { makeDatabases, makeSpaces } from './fake-databases.ts';
import { makeDay } from './fake-day.ts';
import { passes } from './fake-place.ts';
import { makeCertificates, makePages } from './fake-web.ts';

/** What the pages ask about databases, pages, certificates, the day of jobs and backups; undefined for all else. */
export function answerAboutServices(
  call: string,
  [id]: (string | undefined)[],
  search: URLSearchParams,
): { status?: number; body?: unknown } | undefined {
  const only = <Row extends Place>(rows: Row[]) => rows.filter((row) => passes(row, search));
  switch (call) {
    case 'GET databases': {
      const spaces = only(makeSpaces(false));
      return {
        body: {
          databases: only(makeDatabases()),
          spaces: spaces.slice(0, 1_000),
          total: spaces.length,
          waiting: 0,
        },
      };
    }
    case 'GET disks': {
      const spaces = only(makeSpaces(true));
      return { body: { spaces: spaces.slice(0, 1_000), total: spaces.length, waiting: 120 } };
    }
    case 'GET pages':
      return { body: { pages: only(makePages()), waiting: 0, truncated: false } };
    case 'GET certificates':
      return { body: { certificates: makeCertificates(), renewDays: 30, truncated: false } };
    case 'GET jobs':
      return id === 'day' ? { body: makeDay(search) } : undefined;
    case 'GET backup-list':
      return { body: makeBackups() };
    case 'POST restore-proofs':
      return { status: 201, body: {} };
    default:
      return undefined;
  }
}
