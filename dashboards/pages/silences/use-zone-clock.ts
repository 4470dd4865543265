import { useMemo } from 'preact/hooks';
import { useText, useWard } from '../../ui/context.ts';
import { createTimes } from '../../words/time.ts';
import type { ZoneClock } from './silence-draft.ts';

/** The clock of an organisation, by which its silences go, and the name of its zone. */
export function useZoneClock(organisation: string): { zone: string; clock: ZoneClock } {
  const { session } = useWard();
  const { formats } = useText();
  const { value } = session.current;
  const organisations = value.state === 'in' ? value.session.organisations : [];
  const zone = organisations.find(({ id }) => id === organisation)?.zone ?? formats.zone;
  const clock = useMemo(
    () => (zone === formats.zone ? formats : createTimes(formats.language, zone)),
    [zone, formats],
  );
  return { zone, clock };
}

/** The organisations in which somebody may be silenced, as far as the session tells. */
export function useOrganisations(): readonly { id: string; name: string }[] {
  const { value } = useWard().session.current;
  return value.state === 'in' ? value.session.organisations : [];
}
