import './rooms.css';
import './facts.css';
import './plan/plan.css';
import './rack/rack.css';
import './power/power.css';
import './edit/edit.css';
import './small.css';
import type { RoomsAnswer } from '../../api/rooms.ts';
import { routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { NewRoom } from './new-room.tsx';
import { RoomPage } from './room-page.tsx';
import { RoomTabs } from './room-tabs.tsx';
import { RoomsList } from './rooms-list.tsx';

/** One room, the only one, or all of them. */
export function Rooms({ id }: { id: string }) {
  const { api, route } = useWard();
  const { words } = useText();
  const text = words.rooms;
  const { value, error, reload } = useLoad((signal) => api.get<RoomsAnswer>('rooms', {}, signal), [id]);
  const organisation = route.value.search.get('organisation');
  if (value) {
    const [only, ...others] = value.rooms;
    const wanted = id
      ? value.rooms.find((room) => room.name === id && (!organisation || room.organisation === organisation))
      : others.length === 0
        ? only
        : undefined;
    if (wanted) {
      const key = `${wanted.organisation} ${wanted.name}`;
      return (
        <RoomPage
          key={key}
          organisation={wanted.organisation}
          name={wanted.name}
          rooms={value.rooms}
          onGone={reload}
        />
      );
    }
  }
  return (
    <div class="page rooms">
      <header class="rooms-head">
        <h1>{text.title}</h1>
        <RoomTabs />
        {value && (
          <span class="rooms-tools">
            <NewRoom rooms={value.rooms} />
          </span>
        )}
      </header>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && id !== '' && (
        <Empty title={text.unknown(id)}>
          <a href={routeTo('rooms')}>{text.toList}</a>
        </Empty>
      )}
      {value && id === '' && value.rooms.length === 0 && (
        <section class="panel">
          <Empty title={text.none} hint={text.noneHint}>
            <a href={routeTo('settings/devices')}>{text.toTargets}</a>
          </Empty>
        </section>
      )}
      {value && id === '' && value.rooms.length > 0 && <RoomsList {...value} />}
    </div>
  );
}
