import type { Session } from '../../state/session.ts';

/** Where something new belongs: to all organisations for who has a role everywhere, else to the first of theirs. */
export function ownOrganisation(session: Session): string {
  const { value } = session.current;
  if (value.state !== 'in') return '*';
  const { memberships, organisations } = value.session;
  return memberships.some(({ organisation }) => organisation === '*') ? '*' : (organisations[0]?.id ?? '*');
}
