/** An account that the web console lets in. */
export function activemqGrants(user: string): string {
  const name = user.replace(/[\s:,=]/g, '_');
  return `# Write a password of your own; restart ActiveMQ afterwards.
#
# 5.x up to 5.15, conf/jetty-realm.properties:
${name}: CHANGE-ME, user
#
# Where conf/login.config is used for the console (roles users and admins in jetty.xml):
#   conf/users.properties
${name}=CHANGE-ME
#   conf/groups.properties: add it to
users=${name}
#
# conf/jolokia-access.xml (or webapps/api/WEB-INF/classes/jolokia-access.xml): reading is all that is needed
#   <commands><command>read</command></commands>
#   <cors><allow-origin>*://localhost*</allow-origin><strict-checking/></cors>     as shipped
#
# The console listens on 127.0.0.1 since 5.16: conf/jetty.xml, bean jettyPort, property host.
`;
}
