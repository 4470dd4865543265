import { pathToFileURL } from 'node:url';

/** Stands in for `import.meta.url` inside the bundle, which is CommonJS. */
export const importMetaUrl: string = pathToFileURL(__filename).href;
