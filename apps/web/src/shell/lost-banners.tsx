import type { Host } from '@sluice/protocol';
import { useEffect, useState } from 'react';
import { postReconnect } from '../api/calls.ts';
import { keys, readAnew } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { useLive } from '../api/live.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { Banner } from './banner.tsx';
import { useNow } from './live-dot.tsx';
import { clock } from './words.ts';

/** The host does not answer: since when, what is still shown, and when it is tried again. */
export function DownBanner(props: { readonly host: Host }) {
  const { host } = props;
  const lastFrame = useLive((state) => state.lastFrame);
  const since = host.down === null ? '' : ` since ${clock(host.down.since)}`;
  const counters = lastFrame > 0 ? ` and the counters of ${clock(lastFrame)}` : '';
  return (
    <Banner
      tone="trouble"
      action={
        <>
          {host.down && <NextTry at={host.down.retryAt} />}
          <Button size="small" onPress={() => void retry(host)}>
            Retry now
          </Button>
        </>
      }
    >
      <b>
        {host.name} is unreachable{since}.
      </b>{' '}
      {host.trouble ?? ''} You see the last known rules{counters}. Editing still works; your draft is kept.
    </Banner>
  );
}

/** Apart from the sentence, which would be read aloud anew with each second. */
function NextTry(props: { readonly at: number }) {
  const now = useNow(1000);
  return (
    <span className="banner-aside" aria-hidden="true">
      retry in {Math.max(0, Math.ceil((props.at - now) / 1000))} s
    </span>
  );
}

async function retry(host: Host): Promise<void> {
  const result = await request(postReconnect(host.id));
  if (!result.ok) toast({ tone: 'trouble', title: `${host.name} was not tried`, text: result.error.message });
  await readAnew(keys.hosts);
}

const PATIENCE = 4000;

/** Since when the server itself is silent; null while it answers, and for the moment that a restart takes. */
function useLostAt(): number | null {
  const lostAt = useLive((state) => state.lostAt);
  const [late, setLate] = useState<number | null>(null);
  useEffect(() => {
    if (lostAt === null) return;
    const timer = setTimeout(() => setLate(lostAt), lostAt + PATIENCE - Date.now());
    return () => clearTimeout(timer);
  }, [lostAt]);
  return late === lostAt ? late : null;
}

/** Whether what the page shows is of a time that is over: the host, or the server before it, does not answer. */
export function useIsStale(host: Host | undefined): boolean {
  return useLostAt() !== null || host?.state === 'down';
}

/** The server itself does not answer. */
export function LostBanner() {
  const lostAt = useLostAt();
  if (lostAt === null) return null;
  return (
    <Banner tone="trouble">
      <b>Sluice does not answer since {clock(lostAt)}.</b> You see the last known rules. What you edit stays in this
      page and is sent when the server is back. A change on trial still goes back by itself.
    </Banner>
  );
}
