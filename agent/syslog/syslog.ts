import type { Memory } from '#probes/probe.ts';
import type { ProbeReport } from '#protocol/agent-report.ts';
import type { WireRecord } from '#protocol/record.ts';
import type { Log } from '../log.ts';
import { recordItem } from '../probe-items.ts';
import { createBuckets } from '../traps/buckets.ts';
import type { SyslogConfig } from './config.ts';
import { createSyslogDesk, type SyslogDeskOptions } from './syslog-desk.ts';
import { openSyslogListener, type SyslogListener, type SyslogWay } from './syslog-listener.ts';

export interface SyslogFigures {
  received: number;
  /** More than a source may send, or than was looked at in time. */
  excess: number;
  /** Too long, or connections that were not taken. */
  refused: number;
  strangers: number;
}

/** Messages by syslog of the devices of a zone, from the sockets to their targets. */
export interface Syslog {
  figures(): SyslogFigures;
  /** Where each way listens; undefined while it cannot. */
  address(way: SyslogWay): SyslogListener['address'];
  /** May be called twice. */
  stop(): void;
}

export interface SyslogOptions extends Omit<SyslogDeskOptions, 'patterns' | 'linesPerMinute' | 'memory'> {
  config: SyslogConfig;
  /** What the files under `tls` hold. */
  pem: { cert: string; key: string; ca: string | undefined } | undefined;
  memory: Memory;
  ownTarget(): string;
  log: Log;
  monotonicMs(): number;
  retryMs?: number;
}

const TICK_MS = 250;
/** Of one source in a second; a busy firewall sends some hundred. */
const PER_SOURCE = 2_000;
const TOTAL = 10_000;
const MAX_SOURCES = 10_000;

/** Starts to listen; what is in the way is reported, and tried again. */
export function startSyslog(options: SyslogOptions): Syslog {
  const { config, log, keep, wallMs, monotonicMs } = options;
  const { patterns, lines_per_minute: linesPerMinute } = config;
  const desk = createSyslogDesk({ ...options, patterns, linesPerMinute });
  const buckets = createBuckets({ perSource: PER_SOURCE, total: TOTAL, maxSources: MAX_SOURCES });
  const figures = { received: 0, excess: 0, refused: 0 };
  const troubles = new Map<SyslogWay, string>();
  let reported = '';
  const listeners = new Map(waysOf(config).map(([way, listen]) => [way, open(way, listen)]));
  const timer = setInterval(desk.tick, TICK_MS);

  return {
    figures() {
      const { strangers, excess } = desk.figures();
      return { ...figures, excess: figures.excess + excess, strangers };
    },
    address: (way) => listeners.get(way)?.address,
    stop() {
      clearInterval(timer);
      for (const listener of listeners.values()) listener.close();
    },
  };

  function open(way: SyslogWay, listen: string): SyslogListener {
    return openSyslogListener({
      way,
      listen,
      tls: way === 'tls' ? options.pem : undefined,
      onMessage(message, source) {
        figures.received++;
        if (buckets.take(source, monotonicMs())) desk.take(message, source);
        else figures.excess++;
      },
      onRefused: () => {
        figures.refused++;
      },
      onTrouble: (why) => report(way, listen, why),
      retryMs: options.retryMs,
    });
  }

  /** Said once each time it changes, in the log and to the collector. */
  function report(way: SyslogWay, listen: string, why: string | undefined): void {
    if (why === undefined) {
      troubles.delete(way);
      log.info('messages by syslog are received', { way, listen });
    } else if (troubles.get(way) !== why) {
      troubles.set(way, why);
      log.error('messages by syslog cannot be received', { way, why });
    }
    const error = [...troubles.values()].join('; ');
    if (error === reported) return;
    reported = error;
    const data: ProbeReport = {
      probe: 'syslog',
      ok: error === '',
      error: error.slice(0, 2_000),
      skipped: [],
    };
    const record: WireRecord = { target: options.ownTarget(), kind: 'agent_report', key: 'syslog', data };
    keep([recordItem(JSON.stringify(record), wallMs())]);
  }
}

function waysOf({ udp, tcp, tls }: SyslogConfig): [SyslogWay, string][] {
  const ways: [SyslogWay, string | undefined][] = [
    ['udp', udp],
    ['tcp', tcp],
    ['tls', tls?.listen],
  ];
  return ways.filter((way): way is [SyslogWay, string] => way[1] !== undefined);
}
