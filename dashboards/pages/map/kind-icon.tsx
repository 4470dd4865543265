/** What each kind looks like, drawn in 20 × 20. */
const PATHS: Readonly<Record<string, string>> = {
  switch: 'M2.5 7h15v6h-15zM5 10h.01M7.5 10h.01M10 10h.01M13 10h2',
  fibre_switch: 'M2.5 7h15v6h-15zM5 10h.01M7.5 10h.01M11 8.7l2 1.3-2 1.3M14 8.7l2 1.3-2 1.3',
  router:
    'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM6.5 10h7M10 6.5v7M8.7 7.8L10 6.5l1.3 1.3M8.7 12.2l1.3 1.3 1.3-1.3',
  firewall: 'M3 4.5h14v11H3zM3 8.2h14M3 11.9h14M10 4.5v3.7M6.5 8.2v3.7M13.5 8.2v3.7M10 11.9v3.6',
  security: 'M10 2.8l6 2.2v4.5c0 3.6-2.4 6.2-6 7.7-3.6-1.5-6-4.1-6-7.7V5z',
  load_balancer: 'M3 10h4M7 10l5-5h4M7 10l5 5h4M7 10h9',
  server: 'M4 3.5h12v5.7H4zM4 10.8h12v5.7H4zM6.5 6.4h.01M6.5 13.7h.01',
  hypervisor: 'M3.5 3.5h13v13h-13zM6.3 6.3h3v3h-3zM10.7 10.7h3v3h-3z',
  storage:
    'M4 5c0-1.2 2.7-2 6-2s6 .8 6 2-2.7 2-6 2-6-.8-6-2zM4 5v10c0 1.2 2.7 2 6 2s6-.8 6-2V5M4 10c0 1.2 2.7 2 6 2s6-.8 6-2',
  database: 'M4 5c0-1.2 2.7-2 6-2s6 .8 6 2-2.7 2-6 2-6-.8-6-2zM4 5v10c0 1.2 2.7 2 6 2s6-.8 6-2V5',
  ups: 'M3 6h12v8H3zM15 8.5h2v3h-2M9.5 7.5L7.5 10.3h3l-2 2.4',
};
const USUAL = 'M3.5 4h13v9h-13zM8 16.5h4M10 13v3.5';
const UNKNOWN = 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM8 8.2a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1.2M10 13.6h.01';

/** The kind of a thing as a drawing; its word is said beside it. */
export function KindIcon({ kind, isWatched }: { kind: string; isWatched: boolean }) {
  return <path class="map-kind" d={PATHS[kind] ?? (isWatched ? USUAL : UNKNOWN)} />;
}
