import type { TargetFilter } from '#protocol/explore.ts';
import { useText, useWard } from '../../ui/context.ts';
import { HealthMatrix } from '../../ui/health-matrix/health-matrix.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { meantBy } from './meant-by.ts';

interface GroupAnswer {
  members: { id: string }[];
}

/** The states of the targets that a filter means. */
export function MatrixPanel({ targets, label }: { targets: TargetFilter; label: string }) {
  const { api, fleet } = useWard();
  const { words } = useText();
  const { groups } = targets;
  const { value: members } = useLoad(async () => {
    const answers = await Promise.all(
      groups.map((id) => api.get<GroupAnswer>(`groups/${encodeURIComponent(id)}`)),
    );
    return new Set(answers.flatMap((answer) => answer.members.map(({ id }) => id)));
  }, [groups.join(' ')]);
  const machines = fleet.machines.value;
  const isMeant = meantBy(targets, groups.length > 0 ? (members ?? new Set<string>()) : undefined);
  const meant = machines.filter(({ target }) => isMeant(target));
  if (meant.length === 0) return <p class="panel-nothing muted">{words.boards.noTargets}</p>;
  return (
    <div class="panel-body panel-matrix">
      <HealthMatrix machines={meant} label={label} />
    </div>
  );
}
