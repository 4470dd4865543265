import { useMemo } from 'preact/hooks';
import type { ChartMark } from '../../../charts/marks.ts';
import type { TimeSpan } from '../../../charts/zoom.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useRenewed } from '../../../ui/use-renewed.ts';
import { type MarksAnswer, marksOf } from './target-marks.ts';

const RENEW_MS = 60_000;

/** What happened to a target over what the charts show: one request for all of them, again as alerts come and go. */
export function useMarks(
  target: string,
  key: string,
  span: () => TimeSpan,
): { marks: readonly ChartMark[]; isCut: boolean } {
  const { api, alerts, rules } = useWard();
  const { words, formats } = useText();
  const own = alerts.active.value.filter((alert) => alert.target === target && alert.state === 'firing');
  const standing = own.map(({ id, severity }) => `${id} ${severity}`).join();
  const { value, reload } = useLoad(
    (signal) => {
      const { fromMs, toMs } = span();
      const path = `targets/${encodeURIComponent(target)}/marks`;
      return api.get<MarksAnswer>(path, { from: Math.floor(fromMs), to: Math.ceil(toMs) }, signal);
    },
    [target, key, standing],
  );
  useRenewed(reload, RENEW_MS);
  const entries = rules.entries.value;
  const marks = useMemo(
    () => marksOf(value, own, words, formats, (rule) => rules.name(rule, formats.language)),
    [value, standing, words, formats, entries],
  );
  return { marks, isCut: value?.isCut ?? false };
}
