import { ApiError } from './api/call.ts';
import { Overview } from './pages/overview/overview.tsx';
import { SignIn } from './pages/sign-in/sign-in.tsx';
import { lazyPage } from './shell/lazy-page.tsx';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import type { Route } from './state/route.ts';
import { useWard } from './ui/context.ts';
import { Failed, Loading } from './ui/empty.tsx';

// What is not on the way to the first picture is fetched when it is asked for.
const Machine = lazyPage(async () => (await import('./pages/machine/machine.tsx')).MachinePage);
const Jobs = lazyPage(async () => (await import('./pages/jobs/jobs.tsx')).Jobs);
const Job = lazyPage(async () => (await import('./pages/jobs/job.tsx')).JobPage);
const Alerts = lazyPage(async () => (await import('./pages/alerts/alerts.tsx')).Alerts);
const AlertPage = lazyPage(async () => (await import('./pages/alerts/alert-page.tsx')).AlertPage);
const Settings = lazyPage(async () => (await import('./pages/settings/settings.tsx')).Settings);
const MustChangePassword = lazyPage(
  async () => (await import('./pages/settings/must-change-password.tsx')).MustChangePassword,
);

/** From who is there to what they see. */
export function App() {
  const { session, route } = useWard();
  const current = session.current.value;
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

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'overview':
      return <Overview />;
    case 'machine':
      return <Machine key={route.id} id={route.id} />;
    case 'jobs':
      return <Jobs />;
    case 'job':
      return <Job key={route.id} id={route.id} />;
    case 'alerts':
      return <Alerts />;
    case 'alert':
      return <AlertPage key={route.id} id={route.id} />;
    case 'settings':
      return <Settings section={route.section} />;
    case 'unknown':
      return <NotFound />;
  }
}
