/** An account that may see the status and nothing else. */
export function tomcatGrants(user: string): string {
  return `<!-- Into conf/tomcat-users.xml, between <tomcat-users> and </tomcat-users>; write a password of your own. -->
<role rolename="manager-status"/>
<user username="${escaped(user)}" password="CHANGE-ME" roles="manager-status"/>

<!-- The manager lets in only its own machine. In its META-INF/context.xml
     (or conf/Catalina/localhost/manager.xml) allow the address of the agent as well: -->
<Valve className="org.apache.catalina.valves.RemoteCIDRValve" allow="127.0.0.0/8, ::1/128, 192.0.2.10/32"/>
`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
