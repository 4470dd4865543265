import { useMemo } from 'preact/hooks';
import type { JobEntry } from '../../api/jobs.ts';
import { useText, useWard } from '../../ui/context.ts';
import { createFormats, type Formats } from '../../words/format.ts';

/** Formats in the zone in which a job is judged: its own, or that of its organisation. */
export function useJobFormats({ organisation, definition }: JobEntry): Formats {
  const { session } = useWard();
  const { formats } = useText();
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const zone = definition.zone ?? organisations.find(({ id }) => id === organisation)?.zone ?? formats.zone;
  return useMemo(
    () => (zone === formats.zone ? formats : createFormats(formats.language, zone)),
    [formats, zone],
  );
}
