import type { Trouble } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { Logo } from '../ui/logo.tsx';
import './login.css';

/** Shown to those who have no session: how to get one. */
export function LoginPage(props: { readonly trouble: Trouble | null; readonly onRetry: () => void }) {
  const { trouble, onRetry } = props;
  const away = trouble?.code === 'noAnswer';
  return (
    <main className="login">
      <section className="login-card">
        <Logo size={32} />
        <h1>{away ? 'Sluice does not answer' : 'Log in to Sluice'}</h1>
        {trouble && trouble.code !== 'notLoggedIn' && (
          <p className="login-trouble" role="alert">
            {trouble.message}
          </p>
        )}
        {away ? (
          <Button look="primary" onPress={onRetry}>
            Try again
          </Button>
        ) : (
          <>
            <p>
              There is no password. Sluice prints an address that logs you in, in the terminal in which it was started.
              While it runs, this prints another one:
            </p>
            <pre className="mono">
              bin/sluice login{'\n'}
              <span>{location.origin}/#login=…</span>
            </pre>
            <p>
              Open that address in this browser; it works one time. To start Sluice, run <code>npm start</code> in its
              folder.
            </p>
          </>
        )}
      </section>
    </main>
  );
}
