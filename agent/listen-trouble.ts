/** Why an address cannot be listened on, and what helps; `other` is the program that usually has it. */
export function listenTrouble(
  { code, message }: NodeJS.ErrnoException,
  listen: string,
  port: number,
  other: string,
): string {
  if (code === 'EACCES') {
    return `${listen} cannot be listened on: a port below 1024 needs rights. Give the agent CAP_NET_BIND_SERVICE, or let it listen on ${port + 1_000} and have the firewall redirect ${port} there`;
  }
  if (code === 'EADDRINUSE') {
    return `${listen} cannot be listened on: another program, such as ${other}, has it. Stop that, or name another port`;
  }
  if (code === 'EADDRNOTAVAIL')
    return `${listen} is no address of this machine; 0.0.0.0 stands for all of them`;
  return `${listen} cannot be listened on: ${message}`;
}
