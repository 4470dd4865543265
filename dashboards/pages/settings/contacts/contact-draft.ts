import type { Contact } from '#protocol/contact.ts';
import { areHoursWhole } from './hours.ts';
import type { ReachingChannel } from './use-people.ts';

/** A contact as it is typed: what the collector keeps, without its id. */
export type ContactDraft = Omit<Contact, 'id'>;

export type ContactFault = 'required' | 'bad_email' | 'bad_phone' | 'no_email' | 'no_phone';
export interface ContactFaults {
  name?: ContactFault;
  email?: ContactFault;
  phone?: ContactFault;
}

/** An empty form, with what is most often right. */
export function newContact(organisation: string, language: Contact['language']): ContactDraft {
  return {
    organisation,
    name: '',
    person: '',
    language,
    email: '',
    phone: '',
    channels: [],
    hours: [],
    alwaysCritical: true,
    enabled: true,
  };
}

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?\d[\d -]{4,20}$/;

/** What is wrong with it; the collector looks again and says more. */
export function contactFaults(
  draft: ContactDraft,
  channels: readonly Pick<ReachingChannel, 'name' | 'reaches'>[],
): ContactFaults {
  const faults: ContactFaults = {};
  const needs = (what: 'email' | 'phone') =>
    draft.channels.some((name) => channels.find((channel) => channel.name === name)?.reaches === what);
  if (!draft.name.trim()) faults.name = 'required';
  if (draft.email ? !MAIL.test(draft.email.trim()) : needs('email'))
    faults.email = draft.email ? 'bad_email' : 'no_email';
  if (draft.phone ? !PHONE.test(draft.phone.trim()) : needs('phone'))
    faults.phone = draft.phone ? 'bad_phone' : 'no_phone';
  return faults;
}

/** True when the collector would take it, as far as that is known here. */
export function isContactWhole(draft: ContactDraft, faults: ContactFaults): boolean {
  return Object.keys(faults).length === 0 && areHoursWhole(draft.hours);
}

/** What is sent to the collector. */
export function contactBody({ name, email, phone, ...others }: ContactDraft): ContactDraft {
  return { ...others, name: name.trim(), email: email.trim(), phone: phone.trim() };
}
