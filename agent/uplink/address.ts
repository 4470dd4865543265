/** The doors of one collector. */
export interface CollectorAddress {
  /** As a person wrote it, for logs. */
  text: string;
  isSecure: boolean;
  socket: URL;
  frames: URL;
  enrol: URL;
}

/** Takes `https://host[:port][/prefix]`, and ws:// and wss:// as well. Throws a sentence for anything else. */
export function parseAddress(text: string): CollectorAddress {
  const base = readUrl(text);
  const isSecure = base.protocol === 'https:' || base.protocol === 'wss:';
  if (!isSecure && base.protocol !== 'http:' && base.protocol !== 'ws:') {
    throw new Error(`"${text}" is no address of a collector: http:// and https:// are allowed`);
  }
  if (base.username !== '' || base.search !== '' || base.hash !== '') {
    throw new Error(`"${base.origin}" with a user, a query or a fragment is no address of a collector`);
  }
  const at = (protocol: string, path: string): URL => {
    const prefix = base.pathname.replace(/\/+$/, '');
    return new URL(`${protocol}${isSecure ? 's' : ''}://${base.host}${prefix}/api/v1/${path}`);
  };
  return {
    text,
    isSecure,
    socket: at('ws', 'agent'),
    frames: at('http', 'frames'),
    enrol: at('http', 'enrol'),
  };
}

/** True when what is sent does not leave this machine. */
export function isLoopback({ socket }: CollectorAddress): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(socket.hostname);
}

function readUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new Error(
      `"${text}" is no address of a collector: one such as "https://ward.example:8642" is needed`,
    );
  }
}
