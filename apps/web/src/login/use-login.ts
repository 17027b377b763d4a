import { useEffect, useState } from 'react';
import { postSession } from '../api/calls.ts';
import { keys, queries, useSession } from '../api/queries.ts';
import { request, TroubleError, type Trouble } from '../api/request.ts';

/** Who is logged in; takes the one-time token out of the address first, when there is one. */
export function useLogin() {
  const [token] = useState(takeToken);
  const [refused, setRefused] = useState<Trouble | null>(null);
  const [posting, setPosting] = useState(token !== null);
  const session = useSession(!posting);
  useEffect(() => {
    if (token === null) return;
    void logIn(token).then((trouble) => {
      setRefused(trouble);
      setPosting(false);
      return undefined;
    });
  }, [token]);
  const failed = session.error instanceof TroubleError ? session.error.trouble : null;
  return {
    session: posting ? undefined : session.data,
    waiting: posting || (session.isPending && session.fetchStatus !== 'idle'),
    trouble: refused ?? failed,
    retry: () => void session.refetch(),
  };
}

/** The fragment never reaches a log, and is gone from the address before anything else happens. */
function takeToken(): string | null {
  const found = /^#login=(.+)$/.exec(location.hash);
  if (!found?.[1]) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return decodeURIComponent(found[1]);
}

const started = new Map<string, Promise<Trouble | null>>();

/** A token works once, so it is posted once, however often the page is drawn. */
function logIn(token: string): Promise<Trouble | null> {
  const running = started.get(token) ?? post(token);
  started.set(token, running);
  return running;
}

async function post(token: string): Promise<Trouble | null> {
  const result = await request(postSession(token));
  if (!result.ok) return result.error;
  queries.setQueryData(keys.session, result.value);
  return null;
}
