/** Where the work of a thread stands: in a file, or as code inside of a bundle. */
export type ThreadSource = { file: URL } | { code: string };

/** From the sources a file of its own; the bundler replaces this function, as a bundle is one file only. */
export function threadSource(): ThreadSource {
  return { file: new URL('./main.ts', import.meta.url) };
}
