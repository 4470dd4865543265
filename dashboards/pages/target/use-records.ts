import type { RecordEntry, RecordsAnswer } from '../../api/shapes.ts';
import { useWard } from '../../ui/context.ts';
import { type Loaded, useLoad } from '../../ui/use-load.ts';
import { type TargetPageAnswer, useFirst } from './first-answers.ts';

/** The newest records of one kind. */
export function useRecords(
  target: string,
  kind: keyof TargetPageAnswer['records'],
): Loaded<readonly RecordEntry[]> {
  const { api } = useWard();
  const first = useFirst(({ records }) => records[kind]);
  return useLoad(
    (signal) =>
      first(async () => (await api.get<RecordsAnswer>('records', { target, kind }, signal)).records),
    [target, kind],
  );
}
