import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Logo } from '../ui/logo.tsx';

/** The one place where a bug of the page ends: it says so, and what is still true. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // The console is where a person who reports this finds the place.
    globalThis.console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="login">
        <section className="login-card" role="alert">
          <Logo size={32} />
          <h1>This page has failed</h1>
          <p>
            A fault in Sluice, not in your rules. Nothing was changed on the host, and your draft is kept by the server.
            Reloading brings both back.
          </p>
          <pre className="mono">{error.message}</pre>
          <Button look="primary" onPress={() => location.reload()}>
            Reload
          </Button>
        </section>
      </main>
    );
  }
}
