import { QueryClientProvider } from '@tanstack/react-query';
import { I18nProvider } from 'react-aria-components';
import { queries } from './api/queries.ts';
import { useLogin } from './login/use-login.ts';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { useTheme } from './shell/theme.ts';
import { useFirstAnswers } from './shell/use-first-answers.ts';
import { Workbench } from './shell/workbench.tsx';
import { later } from './ui/later.tsx';

const LoginPage = later(async () => (await import('./login/login-page.tsx')).LoginPage);

/** The whole page. */
export function App() {
  useTheme();
  return (
    <ErrorBoundary>
      <I18nProvider locale="en-US">
        <QueryClientProvider client={queries}>
          <Entrance />
        </QueryClientProvider>
      </I18nProvider>
    </ErrorBoundary>
  );
}

function Entrance() {
  const { session, waiting, trouble, retry } = useLogin();
  const ready = useFirstAnswers(session !== undefined);
  if (session && ready) return <Workbench session={session} />;
  if (session || waiting) return <main className="login" aria-busy="true" aria-label="Sluice is loading" />;
  return <LoginPage trouble={trouble} onRetry={retry} />;
}
