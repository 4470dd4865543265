/** Words of an inventory whose change is worth telling. */
export const WATCHED_FIELDS = ['vendor', 'model', 'serial', 'version', 'firmware', 'kernel', 'os'] as const;
export type WatchedField = (typeof WATCHED_FIELDS)[number];

/** Words longer than this are cut: they are for people to read. */
const MAX_LENGTH = 200;

/**
 * Where the words stand: devices, services and databases say them flat, hosts in parts. The first that is a text counts.
 * Several paths in one place are joined by a space.
 */
const PLACES: Readonly<Record<WatchedField, readonly (readonly string[])[]>> = {
  vendor: [['vendor'], ['machine.manufacturer']],
  model: [['model'], ['machine.model']],
  serial: [['serial'], ['machine.serial']],
  version: [['version']],
  firmware: [['firmware'], ['firmware.version', 'firmware.date']],
  kernel: [['kernel'], ['os.kernel']],
  os: [['os'], ['os.name', 'os.version']],
};

/** The watched words of an inventory, as far as it has them. A database whose model is its version says it once. */
export function watchedTexts(inventory: unknown): Map<WatchedField, string> {
  const texts = new Map<WatchedField, string>();
  for (const field of WATCHED_FIELDS) {
    for (const paths of PLACES[field]) {
      const text = paths.map((path) => textAt(inventory, path)).filter((part) => part !== '');
      if (text.length === 0) continue;
      texts.set(field, text.join(' ').slice(0, MAX_LENGTH));
      break;
    }
  }
  if (texts.get('model') === texts.get('version')) texts.delete('model');
  return texts;
}

function textAt(inventory: unknown, path: string): string {
  let found = inventory;
  for (const name of path.split('.')) {
    if (found === null || typeof found !== 'object') return '';
    found = (found as Record<string, unknown>)[name];
  }
  return typeof found === 'string' ? found.replace(/[\p{Cc}\s]+/gu, ' ').trim() : '';
}
