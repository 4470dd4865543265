import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { profileFiles, readProfiles } from '#probes/profile/load-profiles.ts';
import { shippedProfiles } from '#probes/profile/shipped-profiles.ts';
import { pack } from './pack.ts';

/**
 * Puts the shipped profiles of devices into the bundle, which has no folder beside it: read and checked here, as JSON,
 * compressed, and taken apart when the first device is asked.
 */
export const embeddedProfiles: Plugin = {
  name: 'embedded-profiles',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]probes[\\/]profile[\\/]shipped-profiles\.ts$/ }, () => {
      readProfiles(profileFiles(fileURLToPath(new URL('../../probes/devices', import.meta.url))));
      const packed = pack(JSON.stringify(shippedProfiles()));
      return {
        contents: `import { brotliDecompressSync } from 'node:zlib';
          export function shippedProfiles() {
            return JSON.parse(brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString('utf8'));
          }`,
        loader: 'js',
      };
    });
  },
};
