import { randomBytes } from 'node:crypto';
import type { Memory } from '#probes/probe.ts';
import type { TrapConfig } from '#probes/trap/config.ts';
import { createTrapBook, type TrapBook } from '#probes/trap/trap-book.ts';
import type { ProbeReport } from '#protocol/agent-report.ts';
import type { WireRecord } from '#protocol/record.ts';
import type { Log } from '../log.ts';
import { recordItem } from '../probe-items.ts';
import { createTrapDesk, type TrapDesk, type TrapDeskOptions } from './trap-desk.ts';
import { openTrapListener, type TrapListener } from './trap-listener.ts';

export interface TrapsFigures {
  received: number;
  excess: number;
  refused: number;
  strangers: number;
}

/** Traps and informs of the devices of a zone, from the socket to their targets. */
export interface Traps {
  figures(): TrapsFigures;
  /** May be called twice. */
  stop(): void;
}

export interface TrapsOptions extends Omit<TrapDeskOptions, 'book'> {
  config: TrapConfig;
  /** Folder of the user's own profiles. */
  profiles: string | undefined;
  log: Log;
  monotonicMs(): number;
}

const TICK_MS = 1_000;
const ENGINE_KEY = 'engine';
/** Key of the report that says whether traps can be received; no probe may have this name. */
const TRAPS_REPORT = 'traps';

/** Starts to listen; what is in the way is reported, and tried again. */
export function startTraps(options: TrapsOptions): Traps {
  const { config, memory, log, keep, wallMs } = options;
  let desk: TrapDesk | undefined;
  let listener: TrapListener | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let reported: boolean | undefined;
  void start().catch((error: Error) => report(error.message));

  return {
    figures() {
      const { received, excess, refused } = listener?.figures() ?? { received: 0, excess: 0, refused: 0 };
      return {
        received,
        excess: excess + (desk?.excess() ?? 0),
        refused,
        strangers: desk?.strangers() ?? 0,
      };
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
      listener?.close();
    },
  };

  async function start(): Promise<void> {
    const taking = createTrapDesk({ ...options, book: await loadBook(options.profiles) });
    desk = taking;
    const opened = await openTrapListener({
      config,
      engineId: engineIdIn(memory),
      onTrap: taking.take,
      onTrouble: report,
      monotonicMs: options.monotonicMs,
    });
    if (isStopped) return opened.close();
    listener = opened;
    timer = setInterval(taking.tick, TICK_MS);
  }

  /** Said once each time it changes, in the log and to the collector. */
  function report(why: string | undefined): void {
    const ok = why === undefined;
    if (reported === ok) return;
    const isFirst = reported === undefined;
    reported = ok;
    if (ok) log.info('traps are received', { listen: config.listen });
    else log.error('traps cannot be received', { why });
    if (ok && isFirst) return;
    const data: ProbeReport = { probe: TRAPS_REPORT, ok, error: why ?? '', skipped: [] };
    const record: WireRecord = { target: options.ownTarget(), kind: 'agent_report', key: TRAPS_REPORT, data };
    keep([recordItem(JSON.stringify(record), wallMs())]);
  }
}

/** Only who listens for traps loads the profiles. */
async function loadBook(folder: string | undefined): Promise<TrapBook> {
  const { profilesOf } = await import('#probes/profile/profiles.ts');
  return createTrapBook(profilesOf(folder).values());
}

/** An SNMP engine keeps its name: senders of informs remember it. */
function engineIdIn(memory: Memory): string {
  const kept = memory.get(ENGINE_KEY);
  if (typeof kept === 'string' && /^[0-9a-f]{34}$/.test(kept)) return kept;
  // RFC 3411: the number of the library that is the engine, and octets of its own choice.
  const engineId = `8000b98380${randomBytes(12).toString('hex')}`;
  memory.set(ENGINE_KEY, engineId);
  return engineId;
}
