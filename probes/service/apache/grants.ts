/** The configuration that serves the figures, for whoever looks after Apache. */
export function apacheGrants(): string {
  return `# a2enmod status, and where the agent can reach it:
<Location "/server-status">
    SetHandler server-status
    Require local
    Require ip 192.0.2.10    # the address of the agent
</Location>
`;
}
