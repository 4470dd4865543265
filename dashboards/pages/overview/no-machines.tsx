import { Brand } from '../../ui/brand.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { EnrolSteps } from '../settings/enrol-steps.tsx';

/** What a new installation shows: how the first machine gets here. */
export function NoMachines() {
  const { session } = useWard();
  const { words } = useText();
  return (
    <div class="page first-steps">
      <Brand />
      <h1>{words.overview.nothing}</h1>
      <p class="muted">{words.overview.nothingHint}</p>
      {session.can('agents.write') ? <EnrolSteps /> : <p>{words.overview.askAdministrator}</p>}
    </div>
  );
}
