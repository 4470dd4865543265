/** The intake thread: journal, admission, judging. Everything it does is in `intake/intake-engine.ts`. */
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import type {
  BatchAnswer,
  BatchMessage,
  IntakeCalls,
  IntakeNews,
  IntakeThreadOptions,
  JournalCalls,
} from '#collector/intake/intake-calls.ts';
import { type IntakeEngine, openIntakeEngine } from '#collector/intake/intake-engine.ts';
import { JournalFullError } from '#collector/journal/journal.ts';
import { openSqliteJournal } from '#collector/journal/sqlite-journal.ts';
import { openLedgerOfThread } from '#collector/ledger/open-ledger.ts';
import { judgedUpTo } from '#collector/rules/judging-ledger.ts';
import { openStreamJudge, type StreamJudge } from '#collector/rules/stream-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { schemaLedger } from '#collector/series/schema-ledger.ts';
import { inParts } from './in-parts.ts';
import { serve } from './rpc.ts';

/** A batch that failed is told no more often than this. */
const FAILURE_TOLD_EVERY_MS = 30_000;
let failureToldMs = 0;

const options = workerData as IntakeThreadOptions;
const { batches, calls, store } = options;
const sql = openLedgerOfThread(options.ledger, options.dataDir);
const targets = await sql.all<{ id: string; organisation: string }>('SELECT id, organisation FROM targets');
const organisations = new Map(targets.map(({ id, organisation }) => [id, organisation]));

const journal = openSqliteJournal({
  file: join(options.dataDir, 'journal.sqlite'),
  limitBytes: options.journalLimitBytes,
  reached: Math.max(await judgedUpTo(sql), options.recordsFrom),
  nowMs: Date.now,
  onLoss: (loss) => tell({ news: 'loss', ...loss }),
});

let judge: StreamJudge | undefined;
const engine: IntakeEngine = await openIntakeEngine({
  journal,
  noticesBeginnings: !journal.replaced,
  book: openSchemaBook(),
  schemas: schemaLedger(sql),
  async judge(book) {
    const opened = await openStreamJudge({
      sql,
      book,
      organisationOf: (target) => organisations.get(target) ?? '',
    });
    judge = opened;
    return opened;
  },
  listener: {
    schema: ({ index, id, schema }, latest) => tell({ news: 'schema', index, id, schema, latest }),
    records: (records) => tell({ news: 'records', records }),
    events: inParts((events) => tell({ news: 'events', events })),
    appended: (next) => store.postMessage(next),
    judgingFailed: (error) => tell({ news: 'trouble', what: 'judging', error: (error as Error).message }),
  },
  organisations,
  limits: options,
  nowMs: Date.now,
  recordsFrom: options.recordsFrom,
});

serve(options.journal, {
  released: (position) => engine.release(position),
  damaged: (from, to) => engine.damaged(from, to),
  async storeAt(name, position, had) {
    const found = await engine.storeAt(name, position, had);
    if (found.isOther) tell({ news: 'other_store', name, position, oldest: journal.oldest });
    return found;
  },
  replaced: (position) => tell({ news: 'replaced', by: 'store', position }),
} satisfies JournalCalls);

batches.on('message', async ({ buffer, bytes, messages }: BatchMessage) => {
  answer(await take(buffer, bytes, messages));
  await engine.afterBatch();
});

async function take(buffer: ArrayBuffer, bytes: number, messages: Uint32Array): Promise<BatchAnswer> {
  try {
    const result = await engine.batch(new Uint8Array(buffer, 0, bytes), messages);
    return { buffer, outcome: 'durable', ...result };
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof JournalFullError) return { buffer, outcome: 'journal_full', error: message };
    tellFailure(message);
    return { buffer, outcome: 'failed', error: message };
  }
}

/** Senders come again every few seconds; people are told once in a while. */
function tellFailure(error: string): void {
  if (Date.now() - failureToldMs < FAILURE_TOLD_EVERY_MS) return;
  failureToldMs = Date.now();
  tell({ news: 'trouble', what: 'journal', error });
}

function answer(message: BatchAnswer): void {
  batches.postMessage(message, [message.buffer]);
}

function tell(news: IntakeNews): void {
  batches.postMessage(news);
}

// The clock of judging. A tick that the journal cannot take is no tick: judging stands still with it.
const clock = setInterval(() => {
  engine.tick().catch((error: Error) => tell({ news: 'trouble', what: 'journal', error: error.message }));
  const spans = judge?.takeFinishedBacklog() ?? [];
  if (spans.length > 0) tell({ news: 'backlog', spans, position: journal.next });
}, 1_000);

serve(calls, {
  open: (connection) => engine.open(connection),
  allow: (source, organisation, targets) => engine.allow(source, organisation, targets),
  forget: (connection) => engine.forget(connection),
  control: (kind, body) => engine.control(kind, body),
  recordsTaken: (position) => engine.recordsTaken(position),
  hold: (untilMs) => engine.hold(untilMs),
  letGo: () => engine.letGo(),
  pause: (atMostMs) => engine.pause(atMostMs),
  resume: () => engine.resume(),
  openGaps: () => engine.openGaps(),
  losses: () => engine.losses(),
  stats: () => engine.stats(),
  async close() {
    clearInterval(clock);
    await engine.close();
    await sql.close();
  },
} satisfies IntakeCalls);
tell({ news: 'ready' });
