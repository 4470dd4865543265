/** Bounds that every door enforces; the configuration of a collector may lower or raise those marked so. */
export const LIMITS = {
  /** Series one agent may own at a time on one target, over all of its schemas there. Configurable. */
  seriesPerAgent: 5_000,
  /** Series one agent may own on all the targets that it asks. Configurable. */
  seriesPerPollingAgent: 1_000_000,
  /** Distinct values of one label on one target. Configurable. */
  valuesPerLabel: 1_000,
  /** UTF-8 bytes of a label name or value. */
  labelBytes: 200,
  /** Labels on one series. */
  labelsPerSeries: 24,
  /** UTF-8 bytes of a metric name. */
  metricBytes: 128,
  /** Bytes of one wire message after decompression. */
  messageBytes: 8 * 1024 * 1024,
  /** Items in one wire message. */
  itemsPerMessage: 10_000,
  /** Bytes of the JSON of one record. */
  recordBytes: 256 * 1024,
} as const;
