import { ApiError } from './api/call.ts';
import { Overview } from './pages/overview/overview.tsx';
import { SignIn } from './pages/sign-in/sign-in.tsx';
import { lazyPage } from './shell/lazy-page.tsx';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import type { Route } from './state/route.ts';
import type { Ward } from './state/ward.ts';
import { useWard } from './ui/context.ts';
import { Failed, Loading } from './ui/empty.tsx';

// What is not on the way to the first picture is fetched when it is asked for.
const Target = lazyPage(async () => (await import('./pages/target/target.tsx')).Target);
const Jobs = lazyPage(async () => (await import('./pages/jobs/jobs.tsx')).Jobs);
const Job = lazyPage(async () => (await import('./pages/jobs/job.tsx')).JobPage);
const Alerts = lazyPage(async () => (await import('./pages/alerts/alerts.tsx')).Alerts);
const AlertPage = lazyPage(async () => (await import('./pages/alerts/alert-page.tsx')).AlertPage);
const Targets = lazyPage(async () => (await import('./pages/targets/targets.tsx')).Targets);
const Rooms = lazyPage(async () => (await import('./pages/rooms/rooms.tsx')).Rooms);
const NetworkMap = lazyPage(async () => (await import('./pages/map/network-map.tsx')).NetworkMap);
const Databases = lazyPage(async () => (await import('./pages/databases/databases.tsx')).Databases);
const Web = lazyPage(async () => (await import('./pages/web/web.tsx')).Web);
const Explore = lazyPage(async () => (await import('./pages/explore/explore.tsx')).Explore);
const Boards = lazyPage(async () => (await import('./pages/boards/boards.tsx')).Boards);
const Wall = lazyPage(async () => (await import('./pages/wall/wall.tsx')).Wall);
const Settings = lazyPage(async () => (await import('./pages/settings/settings.tsx')).Settings);
const MustChangePassword = lazyPage(
  async () => (await import('./pages/settings/must-change-password.tsx')).MustChangePassword,
);

/** From who is there to what they see. */
export function App() {
  const ward = useWard();
  const { session, route } = ward;
  const current = session.current.value;
  if (isWall(ward)) return <Wall />;
  switch (current.state) {
    case 'unknown':
      return <Loading />;
    case 'unreachable':
      return <Failed error={new ApiError(0, 'unreachable', '')} onRetry={() => void session.look()} />;
    case 'out':
      return <SignIn ended={current.ended} />;
    case 'in':
      if (current.session.mustChangePassword) return <MustChangePassword />;
      return (
        <Shell>
          <Page route={route.value} />
        </Shell>
      );
  }
}

/** A wall stays one, whatever the address: without the line it waits, and without its token it says so. */
function isWall({ session, route, preferences }: Ward): boolean {
  const current = session.current.value;
  const { page, search } = route.value;
  if (current.state === 'in') {
    if (current.session.isWall) return true;
    return page === 'wall' && !current.session.mustChangePassword;
  }
  if (page === 'wall' && (search.has('token') || current.state === 'unknown')) return true;
  return (page === 'wall' || page === 'overview') && Boolean(preferences.read('wall'));
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'overview':
      return <Overview />;
    case 'machine':
      return <Target key={route.id} id={route.id} />;
    case 'jobs':
      return <Jobs />;
    case 'job':
      return <Job key={route.id} id={route.id} />;
    case 'alerts':
      return <Alerts />;
    case 'alert':
      return <AlertPage key={route.id} id={route.id} />;
    case 'targets':
      return <Targets />;
    case 'rooms':
      return <Rooms key={route.id} id={route.id} />;
    case 'map':
      return <NetworkMap />;
    case 'databases':
      return <Databases />;
    case 'web':
      return <Web />;
    case 'explore':
      return <Explore />;
    case 'boards':
      return <Boards key={route.id} id={route.id} />;
    case 'settings':
      return <Settings section={route.section} />;
    // A wall has no frame around it: `App` shows it by itself.
    case 'wall':
    case 'unknown':
      return <NotFound />;
  }
}
