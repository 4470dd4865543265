import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { WallView } from '#protocol/wall.ts';
import { useWard } from '../../ui/context.ts';

const MEASURED_AFTER_MS = 200;

/** Makes the whole page the wall, as large as the screen gives, and gives everything back when it is left. */
export function useWallLook({ theme, language, zoom }: WallView, isOwn: boolean): void {
  const { preferences } = useWard();
  useLayoutEffect(() => {
    const root = document.documentElement;
    const before = preferences.theme.value;
    root.dataset.wall = '';
    root.style.setProperty('--wall-zoom', String(zoom));
    preferences.theme.value = theme;
    // Whoever measures in pixels has to measure anew, once it listens.
    const timer = setTimeout(() => window.dispatchEvent(new Event('resize')), MEASURED_AFTER_MS);
    return () => {
      clearTimeout(timer);
      delete root.dataset.wall;
      root.style.removeProperty('--wall-zoom');
      preferences.theme.value = before;
    };
  }, [preferences, theme, zoom]);
  useEffect(() => {
    // Somebody who tries it reads the own language.
    if (isOwn) preferences.speak(language).catch(() => undefined);
  }, [preferences, language, isOwn]);
}
