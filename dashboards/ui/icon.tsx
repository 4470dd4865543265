const PATHS = {
  overview: 'M3 3.5h6v5H3zM11 3.5h6v5h-6zM3 11.5h6v5H3zM11 11.5h6v5h-6z',
  targets: 'M4 3.5h12v5H4zM4 11.5h12v5H4zM6.5 6h.01M6.5 14h.01M9 6h4.5M9 14h4.5',
  rooms: 'M3.5 3.5h13v13h-13zM7 6.5v7M10 6.5v7M13 6.5v4',
  databases:
    'M4.5 5.5c0-1.3 2.5-2.3 5.5-2.3s5.5 1 5.5 2.3-2.5 2.3-5.5 2.3-5.5-1-5.5-2.3zM4.5 5.5v9c0 1.3 2.5 2.3 5.5 2.3s5.5-1 5.5-2.3v-9M4.5 10c0 1.3 2.5 2.3 5.5 2.3s5.5-1 5.5-2.3',
  web: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM3 10h14M10 3c2.2 2 3 4.4 3 7s-.8 5-3 7c-2.2-2-3-4.4-3-7s.8-5 3-7z',
  boards: 'M3.5 16.5v-13M3.5 16.5h13M6.5 13.5v-4M10 13.5v-8M13.5 13.5v-6',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  jobs: 'M4 4.5h12v12H4zM4 8h12M7.5 3v3M12.5 3v3M7.3 12.2l2 1.9 3.6-3.9',
  alerts:
    'M10 2.8a4.7 4.7 0 0 0-4.7 4.7c0 4.3-1.8 5.6-1.8 6.3h13c0-.7-1.8-2-1.8-6.3A4.7 4.7 0 0 0 10 2.8zM8 16.4a2.1 2.1 0 0 0 4 0',
  settings: 'M3 5.5h6M13 5.5h4M3 14.5h3M10 14.5h7M11 3.5v4M8 12.5v4',
  search: 'M8.8 3.5a5.3 5.3 0 1 1 0 10.6 5.3 5.3 0 0 1 0-10.6zM12.7 12.7l4 4',
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M12 4l-6 6 6 6',
  down: 'M5 8l5 5 5-5',
  up: 'M5 12l5-5 5 5',
  list: 'M4 5.5h12M4 10h12M4 14.5h12',
  tiles: 'M3.5 4h5.2v5.2H3.5zM11.3 4h5.2v5.2h-5.2zM3.5 11.8h5.2V17H3.5zM11.3 11.8h5.2V17h-5.2z',
  matrix: 'M4 4h.01M10 4h.01M16 4h.01M4 10h.01M10 10h.01M16 10h.01M4 16h.01M10 16h.01M16 16h.01',
  person: 'M10 3.2a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4zM3.8 16.8c.6-3.2 3-4.8 6.2-4.8s5.6 1.6 6.2 4.8',
  sun: 'M10 6.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8zM10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M15.7 4.3l-1.2 1.2M5.5 14.5l-1.2 1.2',
  moon: 'M16.5 12A6.8 6.8 0 0 1 8 3.5a6.8 6.8 0 1 0 8.5 8.5z',
  check: 'M4 10.5l4 4 8-9',
  plus: 'M10 4v12M4 10h12',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
} as const;

export type IconName = keyof typeof PATHS;

/** A small line drawing; what it means is said by text beside or around it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
