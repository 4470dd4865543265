import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RoomAnswer, RoomGlance } from '../../api/rooms.ts';
import { routeTo } from '../../state/route.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useEditor } from './edit/use-editor.ts';
import { NewRoom } from './new-room.tsx';
import { RoomBody } from './room-body.tsx';
import { ROOM_VIEWS, type RoomView, roomRoute } from './room-route.ts';
import { RoomTabs } from './room-tabs.tsx';

/** One machine room. */
export function RoomPage({
  organisation,
  name,
  rooms,
  onGone,
}: {
  organisation: string;
  name: string;
  rooms: readonly RoomGlance[];
  /** The list of rooms is another one now. */
  onGone(): void;
}) {
  const { api, session, route, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.rooms;
  const path = `rooms/${encodeURIComponent(organisation)}/${encodeURIComponent(name)}`;
  const { value, error, reload } = useLoad((signal) => api.get<RoomAnswer>(path, {}, signal), [path]);
  const { editor, begin, end } = useEditor(value, () => {
    toasts.say(text.edit.saved);
    reload();
  });
  const isOnly = rooms.length === 1;
  const asked = route.value.search.get('view');
  const [view, setView] = useState<RoomView>(ROOM_VIEWS.find((each) => each === asked) ?? 'state');
  useEffect(() => setView(ROOM_VIEWS.find((each) => each === asked) ?? 'state'), [asked]);
  const mayChange = useMemo(() => session.can('targets.write'), [session.current.value]);
  useEffect(() => {
    if (asked !== 'edit' || !value || !mayChange) return;
    history.replaceState(null, '', roomRoute(organisation, name));
    begin();
  }, [asked, value === undefined]);
  const choose = (next: RoomView): void => {
    setView(next);
    history.replaceState(null, '', roomRoute(organisation, name, next));
  };
  return (
    <div class="page rooms">
      <header class="rooms-head">
        <h1>
          {!isOnly && (
            <>
              <a href={routeTo('rooms')}>{text.title}</a> /{' '}
            </>
          )}
          {name}
        </h1>
        <RoomTabs />
        <span class="rooms-tools">
          {!editor && (
            <Segments
              label={text.view}
              value={view}
              choices={ROOM_VIEWS.map((each) => ({ value: each, text: text.views[each] }))}
              onChoose={choose}
            />
          )}
          {isOnly && !editor && <NewRoom rooms={rooms} />}
          {mayChange && value && !editor && (
            <Button
              onClick={() => {
                setView('state');
                begin();
              }}
            >
              {text.edit.begin}
            </Button>
          )}
        </span>
      </header>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && <Notes room={value} />}
      {value && (
        <RoomBody
          room={value}
          view={editor ? 'state' : view}
          editor={editor}
          onEnd={end}
          onPlanGone={() => {
            end();
            if (value.targetsTotal > 0) reload();
            else onGone();
          }}
        />
      )}
      {value && value.changedAtMs !== null && (
        <p class="muted room-changed">
          {text.changed(value.changedBy ?? '–', formats.full(value.changedAtMs))}
        </p>
      )}
    </div>
  );
}

/** What the plan does not say by itself. */
function Notes({ room }: { room: RoomAnswer }) {
  const { words, formats } = useText();
  const text = words.rooms.notes;
  const notes = [
    room.revision > 0 && room.added.length > 0 && text.added(formats.number(room.added.length)),
    room.gone.length > 0 && text.gone(formats.list(room.gone.slice(0, 5)), formats.number(room.gone.length)),
    room.left > 0 && text.left(formats.number(room.left)),
    room.targetsTotal > room.targets.length &&
      text.truncated(formats.number(room.targets.length), formats.number(room.targetsTotal)),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <div class="note" role="status">
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}
