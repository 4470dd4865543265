import { routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';

/** Between where things stand and how they are connected. */
export function RoomTabs() {
  const { route } = useWard();
  const { words } = useText();
  const { page } = route.value;
  return (
    <nav class="segments room-tabs" aria-label={words.rooms.tabs.label}>
      {(['rooms', 'map'] as const).map((name) => (
        <a key={name} href={routeTo(name)} aria-current={page === name ? 'page' : undefined}>
          {words.rooms.tabs[name]}
        </a>
      ))}
    </nav>
  );
}
