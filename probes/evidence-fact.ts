import { EVIDENCE, EVIDENCE_LIMITS, type Evidence, evidenceKey } from '#protocol/evidence.ts';
import type { Column } from '#protocol/schema.ts';
import type { Fact } from './probe.ts';

/** Lines that say why a series took its value, within the limits of such a record. */
export function evidenceFact(of: {
  metric: string;
  labels?: Column['labels'];
  title: string;
  form: Evidence['form'];
  lines: readonly string[];
  /** Lines that are not even among these. */
  omitted?: number;
}): Fact {
  const { metric, labels = {}, title, form, lines, omitted = 0 } = of;
  const data: Evidence = {
    metric,
    labels,
    title: title.slice(0, 200),
    form,
    lines: lines.slice(0, EVIDENCE_LIMITS.lines).map((line) => line.slice(0, EVIDENCE_LIMITS.lineLength)),
    omitted: omitted + Math.max(0, lines.length - EVIDENCE_LIMITS.lines),
  };
  return { kind: EVIDENCE, key: evidenceKey(metric, labels), data };
}
