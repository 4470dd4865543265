import { useMemo } from 'preact/hooks';
import { defaultWallView, type Wall, type WallView } from '#protocol/wall.ts';
import type { Caller } from '../../api/call.ts';
import { useText, useWard } from '../../ui/context.ts';
import { usePolled } from './use-polled.ts';

/** `GET wall`. */
export interface OwnWallAnswer {
  wall: { id: string; name: string; organisation: string } | null;
  view: WallView;
  build: string;
}

const EVERY_MS = 20_000;
const readOwn = (api: Caller, signal: AbortSignal): Promise<OwnWallAnswer> =>
  api.get<OwnWallAnswer>('wall', {}, signal);

/** How this screen shall look, and which pages the collector serves; asking tells it besides that the wall is there. */
export function useOwnWall(): { name: string; view: WallView; build: string; isWall: boolean } {
  const { route, session } = useWard();
  const { words, formats } = useText();
  const previewed = route.value.search.get('preview');
  const read = useMemo(
    () =>
      previewed === null
        ? readOwn
        : async (api: Caller, signal: AbortSignal): Promise<OwnWallAnswer> => {
            const wall = await api.get<Wall>(`walls/${encodeURIComponent(previewed)}`, {}, signal);
            return { wall, view: wall.view, build: '' };
          },
    [previewed],
  );
  const { value } = usePolled(read, EVERY_MS);
  const current = session.current.value;
  const isWall = current.state === 'in' && current.session.isWall === true;
  // A new object each time would begin the round anew.
  const key = JSON.stringify(value?.view ?? defaultWallView(formats.language));
  const view = useMemo(() => JSON.parse(key) as WallView, [key]);
  return { name: value?.wall?.name ?? words.shell.product, view, build: value?.build ?? '', isWall };
}
