/** The location that serves the figures, for whoever looks after nginx. */
export function nginxGrants(): string {
  return `# In a server block that listens where the agent can reach it; then: nginx -t && nginx -s reload
location = /nginx_status {
    stub_status;
    access_log off;
    allow 127.0.0.1;
    allow 192.0.2.10;   # the address of the agent
    deny all;
}
`;
}
