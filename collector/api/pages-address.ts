import { z } from 'zod';
import { conflict } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Parts } from './parts.ts';

const Url = z
  .string()
  .max(500)
  .refine(
    (text) => text === '' || (/^https?:\/\//i.test(text) && URL.canParse(text)),
    'an address that begins with http:// or https://',
  );
const Shown = z.strictObject({
  url: z.string().describe('empty: messages have no links'),
  isByFile: z
    .boolean()
    .describe('the configuration of the collector says it, and it can be changed only there'),
});

/** The address under which people open the pages. */
export function pagesAddressRoutes(app: App, { registry, pagesAddress }: Parts): void {
  const shown = () => ({ url: pagesAddress.url, isByFile: pagesAddress.isByFile });

  app.get(
    '/api/v1/pages-address',
    {
      config: { permission: 'channels.read', summary: 'Where links in messages lead.' },
      schema: { response: { 200: Shown } },
    },
    async () => shown(),
  );

  app.put(
    '/api/v1/pages-address',
    {
      config: {
        permission: 'channels.write',
        everywhere: true,
        summary: 'Says where links in messages lead, unless the configuration does.',
      },
      schema: {
        body: z.strictObject({ url: Url.describe('what people open; empty: messages have no links') }),
        response: { 200: Shown },
      },
    },
    async (request) => {
      if (pagesAddress.isByFile)
        throw conflict('set_by_file', 'the setting "pagesUrl" of the collector says it; change it there');
      const before = { url: pagesAddress.url };
      await pagesAddress.keep(request.body.url, (url) =>
        registry.audit.write(request.actor, {
          action: 'pages.address',
          object: 'setting:pages-address',
          organisation: null,
          before,
          after: { url },
        }),
      );
      return shown();
    },
  );
}
