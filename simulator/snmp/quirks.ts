/** How a simulated device misbehaves. All may be changed while it runs. */
export interface Quirks {
  /** Never answers. */
  silent: boolean;
  /** Waits before each answer. */
  delayMs: number;
  /** Share of requests that get no answer, 0 to 1; spread evenly. */
  dropShare: number;
  /** More values than this in one answer are refused with tooBig. */
  tooBigAbove: number;
  /** Answers are no SNMP at all. */
  garbage: boolean;
  /** Answers end in the middle. */
  truncated: boolean;
  /** Answers carry the id of another question. */
  wrongId: boolean;
  /** Every answer is sent twice. */
  twice: boolean;
  /** Answers come from elsewhere: another port of the same address, or another address. */
  answerFrom: 'itself' | 'other_port' | 'other_address';
  /** GETBULK is answered with genErr. */
  noBulk: boolean;
  /** What lies behind this object is followed by it again, for ever. */
  loopAt: string;
  /** Bytes of the longest answer: what does not fit is left out of GETBULK, and is too big elsewhere. */
  maxBytes: number;
}

/** A device that behaves. Its answers fit into one Ethernet frame. */
export const NO_QUIRKS: Quirks = {
  silent: false,
  delayMs: 0,
  dropShare: 0,
  tooBigAbove: Number.POSITIVE_INFINITY,
  garbage: false,
  truncated: false,
  wrongId: false,
  twice: false,
  answerFrom: 'itself',
  noBulk: false,
  loopAt: '',
  maxBytes: 1_472,
};
