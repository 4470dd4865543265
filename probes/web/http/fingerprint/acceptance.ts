import * as z from 'zod';
import { compare } from './compare.ts';
import { activeIn, fingerprintOf, unitsOf, type Version, versionOf } from './version.ts';

const KeptVersion = z.object({
  fingerprint: z.string(),
  lines: z.string().optional(),
  blocks: z.object({ every: z.number(), units: z.array(z.tuple([z.string(), z.number()])) }).optional(),
  active: z.array(z.string()),
});

/** What is remembered of a page between collections. */
export const KeptPage = z.object({
  accepted: KeptVersion,
  /** Another state of it, which nobody has accepted, and since when it is so. */
  candidate: KeptVersion.extend({ sinceMs: z.number() }).optional(),
});
export interface KeptPage {
  accepted: Version;
  candidate?: (Version & { sinceMs: number }) | undefined;
}

export interface Policy {
  tolerancePercent: number;
  accepted: string | undefined;
  acceptAfterMs: number | undefined;
}

/** How the page is now. */
export interface Judgement {
  isAltered: boolean;
  percent: number;
  /** Of the page as it is; while it is altered the one to accept, which does not change with noise. */
  fingerprint: string;
  /** Lines of a diff; empty while it is not altered. */
  diff: string[];
  /** New things that run or lead elsewhere. */
  newActive: string[];
  /** What is to be remembered; the same object when nothing changed. */
  kept: KeptPage;
}

/**
 * Compares a page with what was accepted. The first one that is seen is accepted. An altered page is a candidate: it
 * becomes the accepted one when a person names its fingerprint, or has stayed for long enough where the policy says so.
 */
export function judgePage(
  kept: KeptPage | undefined,
  lines: readonly string[],
  policy: Policy,
  nowMs: number,
): Judgement {
  const fingerprint = fingerprintOf(lines);
  if (kept === undefined) return same(fingerprint, 0, { accepted: versionOf(lines, fingerprint) });
  if (kept.candidate && kept.candidate.fingerprint === policy.accepted)
    return judgePage({ accepted: withoutSince(kept.candidate) }, lines, policy, nowMs);

  const difference = differs(kept.accepted, lines, fingerprint, policy);
  if (!difference.isBeyond) return same(fingerprint, difference.percent, withoutCandidate(kept));
  if (policy.accepted === fingerprint)
    return same(fingerprint, 0, { accepted: versionOf(lines, fingerprint) });

  const { candidate } = kept;
  const isKnown = candidate !== undefined && !differs(candidate, lines, fingerprint, policy).isBeyond;
  if (isKnown && policy.acceptAfterMs !== undefined && nowMs - candidate.sinceMs >= policy.acceptAfterMs)
    return same(fingerprint, 0, { accepted: versionOf(lines, fingerprint) });
  const after = isKnown ? kept : { ...kept, candidate: { ...versionOf(lines, fingerprint), sinceMs: nowMs } };
  return {
    isAltered: true,
    percent: difference.percent,
    fingerprint: after.candidate?.fingerprint ?? fingerprint,
    diff: difference.lines,
    newActive: difference.newActive,
    kept: after,
  };
}

function differs(
  version: Version,
  lines: readonly string[],
  fingerprint: string,
  { tolerancePercent }: Policy,
) {
  if (version.fingerprint === fingerprint) return { isBeyond: false, percent: 0, lines: [], newActive: [] };
  const { before, now } = unitsOf(version, lines);
  const difference = compare(before, now);
  const known = new Set(version.active);
  const newActive = activeIn(lines).filter((each) => !known.has(each));
  return {
    ...difference,
    newActive,
    isBeyond: difference.percent > tolerancePercent || newActive.length > 0,
  };
}

function same(fingerprint: string, percent: number, kept: KeptPage): Judgement {
  return { isAltered: false, percent, fingerprint, diff: [], newActive: [], kept };
}

function withoutCandidate(kept: KeptPage): KeptPage {
  return kept.candidate === undefined ? kept : { accepted: kept.accepted };
}

function withoutSince({ sinceMs: _sinceMs, ...version }: Version & { sinceMs: number }): Version {
  return version;
}
