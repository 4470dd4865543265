/** An account of the group that may look and nothing else. */
export function weblogicGrants(user: string): string {
  const name = user.replace(/['\\]/g, '');
  return `# WLST, at the administration server: $ORACLE_HOME/oracle_common/common/bin/wlst.sh ward.py
# or in the console: Security Realms, myrealm, Users and Groups; the group is Monitors.
connect()
password = java.lang.String(System.console().readPassword('%s', 'Password of ${name}: '))
realm = cmo.getSecurityConfiguration().getDefaultRealm()
provider = realm.lookupAuthenticationProvider('DefaultAuthenticator')
provider.createUser('${name}', password, 'Ward looks at this domain')
provider.addMemberToGroup('Monitors', '${name}')
disconnect()
exit()
`;
}
