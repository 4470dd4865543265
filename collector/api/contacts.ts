import * as z from 'zod';
import { checkContact } from '#collector/contacts/check-names.ts';
import type { Kept } from '#collector/contacts/shelf.ts';
import { shelfDoor } from '#collector/contacts/shelf-door.ts';
import { invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { Contact } from '#protocol/contact.ts';
import type { Parts } from './parts.ts';
import { IdParams, NoContent } from './shapes.ts';

const Shown = Contact.extend({ changedBy: z.string(), changedAtMs: z.number() });
const Wanted = Contact.extend({ id: Contact.shape.id.optional() });

/**
 * Contacts: how people are reached, shown to those alone who may see contacts. One for all organisations is seen by
 * everybody of them and changed by those who may everywhere.
 */
export function contactRoutes(app: App, { registry, channels }: Parts): void {
  const { contactBook: book, organisations, persons } = registry;
  const door = shelfDoor<Contact>(book, 'contact', organisations);

  app.get(
    '/api/v1/contacts',
    {
      config: { permission: 'contacts.read', summary: 'Contacts: who can be told, and how.' },
      schema: { response: { 200: z.strictObject({ contacts: z.array(Shown) }) } },
    },
    async (request) => ({ contacts: book.contacts.list(request.scope).map(show) }),
  );

  app.get(
    '/api/v1/contacts/:id',
    {
      config: { permission: 'contacts.read', summary: 'One contact.' },
      schema: { params: IdParams, response: { 200: Shown } },
    },
    async (request) => show(door.see(request.scope, request.params.id)),
  );

  app.put(
    '/api/v1/contacts/:id',
    {
      config: { permission: 'contacts.write', summary: 'Makes or changes a contact.' },
      schema: { params: IdParams, body: Wanted, response: { 200: Shown } },
    },
    async (request) => {
      const contact = Contact.parse({ ...request.body, id: request.params.id });
      await door.refusePut(request.scope, contact);
      checkContact(contact, await channels.list(FULL_SCOPE));
      if (contact.person !== '' && !(await persons.byName(contact.person)))
        throw invalid('person', `nobody signs in as ${contact.person}`);
      return show(await book.contacts.put(request.actor, contact));
    },
  );

  app.delete(
    '/api/v1/contacts/:id',
    {
      config: {
        permission: 'contacts.write',
        summary: 'Removes a contact that no team and no route names.',
      },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { entry } = door.mine(request.scope, request.params.id);
      door.refuseRemoval(request.scope, entry.id);
      await book.contacts.remove(request.actor, entry.id);
      return reply.code(204).send(undefined);
    },
  );
}

function show({ entry, changedBy, changedAtMs }: Kept<Contact>): z.input<typeof Shown> {
  return { ...entry, changedBy, changedAtMs };
}
