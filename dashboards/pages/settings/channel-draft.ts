/** A channel as it is typed. */
export interface ChannelDraft {
  name: string;
  kind: 'webhook' | 'email';
  isDefault: boolean;
  url: string;
  secret: string;
  host: string;
  port: string;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  password: string;
  from: string;
  to: string;
}

export type ChannelField = keyof ChannelDraft;
export type ChannelFault =
  | 'required'
  | 'bad_name'
  | 'bad_url'
  | 'short_secret'
  | 'bad_port'
  | 'bad_mail'
  | 'clear_password';
export type ChannelFaults = Partial<Record<ChannelField, ChannelFault>>;

/** An empty form, with what is most often right. */
export function newChannel(): ChannelDraft {
  return {
    name: '',
    kind: 'webhook',
    isDefault: true,
    url: '',
    secret: '',
    host: '',
    port: '465',
    security: 'tls',
    user: '',
    password: '',
    from: '',
    to: '',
  };
}

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const LEAST_SECRET = 16;

/** What is wrong with it; the collector looks again and says more. */
export function channelFaults(draft: ChannelDraft): ChannelFaults {
  const faults: ChannelFaults = {};
  if (!draft.name) faults.name = 'required';
  else if (!NAME.test(draft.name)) faults.name = 'bad_name';
  if (draft.kind === 'webhook') {
    if (!/^https?:\/\/[^\s/]/.test(draft.url)) faults.url = draft.url ? 'bad_url' : 'required';
    if (draft.secret.length < LEAST_SECRET) faults.secret = draft.secret ? 'short_secret' : 'required';
    return faults;
  }
  const ownServer = hasOwnServer(draft);
  const port = Number(draft.port);
  if (ownServer && (!Number.isInteger(port) || port < 1 || port > 65_535)) faults.port = 'bad_port';
  if (draft.from.trim() ? !MAIL.test(draft.from.trim()) : ownServer) {
    faults.from = draft.from ? 'bad_mail' : 'required';
  }
  const receivers = receiversOf(draft.to);
  if (receivers.length === 0) faults.to = 'required';
  else if (receivers.some((receiver) => !MAIL.test(receiver))) faults.to = 'bad_mail';
  if (ownServer && draft.password && draft.security === 'none') faults.security = 'clear_password';
  return faults;
}

/** What is sent to the collector. */
export function channelBody(draft: ChannelDraft, organisation: string): Record<string, unknown> {
  const { kind, isDefault } = draft;
  const config =
    kind === 'webhook'
      ? { url: draft.url.trim(), secret: draft.secret }
      : {
          ...(hasOwnServer(draft) ? serverOf(draft) : {}),
          ...(draft.from.trim() ? { from: draft.from.trim() } : {}),
          to: receiversOf(draft.to),
        };
  return { kind, organisation, enabled: true, isDefault, config };
}

/** Without a host the mail server in the settings of the collector is used. */
export function hasOwnServer({ host }: ChannelDraft): boolean {
  return host.trim() !== '';
}

function serverOf({ host, port, security, user, password }: ChannelDraft): Record<string, unknown> {
  return { host: host.trim(), port: Number(port), security, user: user.trim(), password };
}

function receiversOf(text: string): string[] {
  return text
    .split(/[,，;；\s]+/)
    .map((receiver) => receiver.trim())
    .filter(Boolean);
}
