import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { onFreePort } from './free-port.ts';
import { startServer } from './server-process.ts';

/** A real Tomcat 10 with its manager on loopback, in a folder of its own. */
export interface Tomcat {
  address: '127.0.0.1';
  port: number;
  stop(): Promise<void>;
}

/** An account of its manager. */
export interface TomcatAccount {
  user: string;
  password: string;
  roles: string;
}

const HOME = '/usr/share/tomcat10';
const MANAGER = '/usr/share/tomcat10-admin/manager';
const PROPERTIES = '/etc/tomcat10/catalina.properties';

/** Why it cannot be started here, in words; undefined when it can. */
export function whyNoTomcat(): string | undefined {
  if (!findProgram('java') || !existsSync(join(MANAGER, 'WEB-INF/web.xml')))
    return 'tomcat10 is missing: apt-get install tomcat10 tomcat10-admin';
  try {
    accessSync(PROPERTIES, constants.R_OK);
  } catch {
    return 'no right to read the settings of tomcat10';
  }
  return undefined;
}

/** Starts the JVM itself, with a small heap and a compiler that is quick to begin; rejects with its own last words. */
export async function startTomcat(accounts: readonly TomcatAccount[]): Promise<Tomcat> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-tomcat-'));
  for (const name of ['conf/Catalina/localhost', 'logs', 'temp', 'webapps', 'work'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'conf/web.xml'), WEB);
  copyFileSync(PROPERTIES, join(folder, 'conf/catalina.properties'));
  writeFileSync(join(folder, 'conf/tomcat-users.xml'), usersFile(accounts));
  writeFileSync(
    join(folder, 'conf/Catalina/localhost/manager.xml'),
    `<Context docBase="${MANAGER}" privileged="true"/>`,
  );
  const started = await onFreePort((port) => {
    writeFileSync(join(folder, 'conf/server.xml'), serverFile(port));
    return startServer({
      program: 'java',
      args: [
        ...['-Xmx96m', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
        `-Dcatalina.home=${HOME}`,
        `-Dcatalina.base=${folder}`,
        `-Djava.io.tmpdir=${folder}/temp`,
        '-Djava.security.egd=file:/dev/urandom',
        ...['-cp', `${HOME}/bin/bootstrap.jar:${HOME}/bin/tomcat-juli.jar`],
        ...['org.apache.catalina.startup.Bootstrap', 'start'],
      ],
      readyLine: (line) => (line.includes('Server startup in') ? 'ready' : undefined),
    });
  }, /Address already in use|BindException/);
  return {
    address: '127.0.0.1',
    port: started.port,
    async stop() {
      // It has nothing to lose, and an orderly end takes seconds.
      await started.server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverFile(port: number): string {
  return `<Server port="-1">
  <GlobalNamingResources>
    <Resource name="UserDatabase" auth="Container" type="org.apache.catalina.UserDatabase"
      factory="org.apache.catalina.users.MemoryUserDatabaseFactory" pathname="conf/tomcat-users.xml"/>
  </GlobalNamingResources>
  <Service name="Catalina">
    <Connector address="127.0.0.1" port="${port}" protocol="HTTP/1.1" maxThreads="8" minSpareThreads="1"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Realm className="org.apache.catalina.realm.UserDatabaseRealm" resourceName="UserDatabase"/>
      <Host name="localhost" appBase="webapps" autoDeploy="false"/>
    </Engine>
  </Service>
</Server>
`;
}

function usersFile(accounts: readonly TomcatAccount[]): string {
  const users = accounts.map(
    ({ user, password, roles }) => `<user username="${user}" password="${password}" roles="${roles}"/>`,
  );
  return `<tomcat-users><role rolename="manager-status"/>${users.join('')}</tomcat-users>`;
}

/** As Debian's, without the types of files and without pages that have to be compiled. */
const WEB = `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
  <servlet>
    <servlet-name>default</servlet-name>
    <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
    <load-on-startup>1</load-on-startup>
  </servlet>
  <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
</web-app>
`;
