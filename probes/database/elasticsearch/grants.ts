import { ConfigError } from '#config/config-error.ts';

/** Requests that make an account which may read exactly what the probe asks; it sees no document. */
export function elasticsearchGrants(user: string, product = 'elasticsearch'): string {
  if (!/^[a-z_][a-z0-9_-]{0,62}$/i.test(user)) {
    const sentence = `found ${JSON.stringify(user)}; allowed are letters, digits, dashes and underscores.`;
    throw new ConfigError([{ where: '--user', field: '', sentence }]);
  }
  return product === 'opensearch' ? ofOpensearch(user) : ofElasticsearch(user);
}

function ofElasticsearch(user: string): string {
  return `# An account with which Ward reads elasticsearch: it sees no document, and changes nothing.
# 6.8 says /_xpack/security where later ones say /_security, and has no monitor_snapshot: snapshots stay unread there.
# Without the security features there are no accounts, and everybody who reaches the port may do everything.
curl -u elastic -H 'Content-Type: application/json' -X PUT 'https://localhost:9200/_security/role/${user}' \\
  -d '{"cluster": ["monitor", "monitor_snapshot"]}'
curl -u elastic -H 'Content-Type: application/json' -X PUT 'https://localhost:9200/_security/user/${user}' \\
  -d '{"password": "change-this-password", "roles": ["${user}"]}'
`;
}

function ofOpensearch(user: string): string {
  const api = 'https://localhost:9200/_plugins/_security/api';
  return `# An account with which Ward reads opensearch: it sees no document, and changes nothing.
curl -u admin -H 'Content-Type: application/json' -X PUT '${api}/roles/${user}' \\
  -d '{"cluster_permissions": ["cluster_monitor", "cluster:admin/repository/get", "cluster:admin/snapshot/get"]}'
curl -u admin -H 'Content-Type: application/json' -X PUT '${api}/internalusers/${user}' \\
  -d '{"password": "change-this-password"}'
curl -u admin -H 'Content-Type: application/json' -X PUT '${api}/rolesmapping/${user}' -d '{"users": ["${user}"]}'
`;
}
