import type { Words } from '../../../words/words.ts';

/** One of the things that matter of a target; of several series the worst, unless it says another fold. */
export interface KeyFigure {
  metric: string;
  /** Has a name of its own where the metric's says too little. */
  name?: keyof Words['target']['names'];
  /** Only series with this label value, and those without the label. */
  only?: { label: string; value: string };
  /** Ports that carry nothing of the outside are left out. */
  outer?: boolean;
  /** A total: how fast it grows counts; what bytes are multiplied with to be bits. */
  rate?: { factor: number; unit: string };
  /** `most` and `least`: the series with that value; `up`: how many are in the first state; `ill`: how many are not. */
  fold?: 'worst' | 'most' | 'least' | 'up' | 'ill';
}

/** What of it is plain: the worst of a metric. */
export const of = (metric: string): KeyFigure => ({ metric });

const bits = { factor: 8, unit: 'b/s' };

/** Figures that several kinds share. */
export const SHARED = {
  cpu: { metric: 'cpu.usage_active', only: { label: 'cpu', value: 'cpu-total' } },
  /** The processors of devices have names of their own. */
  anyCpu: { metric: 'cpu.usage_active' },
  memory: { metric: 'mem.used_percent' },
  received: { metric: 'net.bytes_recv', name: 'received', outer: true, rate: bits, fold: 'most' },
  sent: { metric: 'net.bytes_sent', name: 'sent', outer: true, rate: bits, fold: 'most' },
  portsUp: { metric: 'net.link_state', name: 'portsUp', fold: 'up' },
  portErrors: {
    metric: 'net.err_in',
    name: 'errors',
    outer: true,
    rate: { factor: 1, unit: '1/s' },
    fold: 'most',
  },
  parts: { metric: 'hardware.state', name: 'faultyParts', fold: 'ill' },
  light: { metric: 'optic.rx_dbm', name: 'light', fold: 'least' },
  fibreReceived: { metric: 'fibre.bytes_recv', name: 'received', rate: bits, fold: 'most' },
  fibreSent: { metric: 'fibre.bytes_sent', name: 'sent', rate: bits, fold: 'most' },
  fibrePortsUp: { metric: 'fibre.port_state', name: 'portsUp', fold: 'up' },
} as const satisfies Record<string, KeyFigure>;
