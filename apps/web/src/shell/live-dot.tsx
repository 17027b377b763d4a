import type { Host } from '@sluice/protocol';
import { useEffect, useState } from 'react';
import { Pause, Play } from 'lucide-react';
import { setPaused, useLive } from '../api/live.ts';
import { IconButton } from '../ui/button.tsx';
import { hasKernel } from './words.ts';

/** Says whether the numbers on the page are of now. */
export function LiveDot(props: { readonly host: Host | undefined }) {
  const { look, words } = useLiveWords(props.host);
  return (
    <>
      <span className={`top-live top-live-${look}`} title={words}>
        <i aria-hidden="true" />
        {words}
      </span>
      {props.host && hasKernel(props.host) && <HoldButton />}
    </>
  );
}

function HoldButton() {
  const paused = useLive((state) => state.paused);
  return (
    <IconButton
      label={paused ? 'Let the live numbers go on' : 'Hold the live numbers still'}
      onPress={() => setPaused(!paused)}
    >
      {paused ? <Play /> : <Pause />}
    </IconButton>
  );
}

function useLiveWords(host: Host | undefined): { readonly look: 'on' | 'off' | 'lost'; readonly words: string } {
  const connected = useLive((state) => state.connected);
  const lastFrame = useLive((state) => state.lastFrame);
  const interval = useLive((state) => state.interval);
  const paused = useLive((state) => state.paused);
  const now = useNow(1000);
  if (!host) return { look: 'off', words: 'no host' };
  if (!hasKernel(host)) return { look: 'off', words: host.kind === 'file' ? 'file' : 'example' };
  const age = Math.round((now - lastFrame) / 1000);
  const old = lastFrame > 0 ? ` · ${age} s old` : '';
  if (host.state === 'down') return { look: 'lost', words: `unreachable${old}` };
  if (!connected || host.state === 'connecting') return { look: 'off', words: `connecting…${old}` };
  if (paused) return { look: 'off', words: `on hold · ${age} s` };
  if (lastFrame > 0 && age > interval * 3 + 4) return { look: 'off', words: `no numbers · ${age} s` };
  return { look: 'on', words: `live · ${interval} s` };
}

/** The time, told every so often. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
