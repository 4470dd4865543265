import { ProbeError } from '#probes/probe-error.ts';
import { Explanation } from '#protocol/explanation.ts';

type Recognised = Explanation['recognised'];

/** As much of an explanation as the wire takes. Throws a ProbeError when it takes nothing of it. */
export function clipExplanation({ readings, ignored, timings, recognised }: Explanation): Explanation {
  const parsed = Explanation.safeParse({
    recognised: clipRecognised(recognised),
    readings: readings.slice(0, 5_000).map((reading) => ({
      ...reading,
      value: reading.value !== null && Number.isFinite(reading.value) ? reading.value : null,
      word: reading.word.slice(0, 64),
    })),
    ignored: ignored
      .slice(0, 2_000)
      .map(({ what, why }) => ({ what: what.slice(0, 200), why: why.slice(0, 200) })),
    timings: timings.slice(0, 200).map((timing) => ({ ...timing, step: timing.step.slice(0, 100) })),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProbeError(
    'failed',
    `the explanation cannot be told: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}

/** Devices call themselves what they like, at any length. */
export function clipRecognised(recognised: Recognised): Recognised {
  if (recognised === null) return null;
  const { profile, kind, vendor, model, name, why } = recognised;
  return {
    profile: profile.slice(0, 64),
    kind: kind.slice(0, 32),
    vendor: vendor.slice(0, 64),
    model: model.slice(0, 200),
    name: name.slice(0, 200),
    why: why.slice(0, 500),
  };
}
