import type { Host, Session } from '@sluice/protocol';
import { Suspense, useEffect } from 'react';
import { startDraftSync } from '../api/draft-sync.ts';
import { startLive } from '../api/live.ts';
import { useChange, useHosts } from '../api/queries.ts';
import { startClipboard } from '../commands/clipboard.ts';
import { CommandMenu } from '../commands/command-menu.tsx';
import { startKeyboard } from '../commands/keyboard.ts';
import { registerCommands } from '../commands/registry.ts';
import { registerStandardCommands } from '../commands/standard.ts';
import { useTrialFeed } from '../countdown/use-trial-feed.ts';
import { FloatingDrag } from '../drag/floating-drag.tsx';
import { Drawer } from '../drawer/drawer.tsx';
import { DRAWER_COMMANDS, useShownTab, type DrawerTab } from '../drawer/tabs.ts';
import { useRest } from '../find/find-state.ts';
import { startBringingIn } from '../import/bring-in.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { useSetsFeed } from '../sets/use-sets-feed.ts';
import { startCollisionWatch } from '../state/collisions.ts';
import { counters } from '../state/counters.ts';
import { startKeepingSelection } from '../state/keep-selection.ts';
import { START_COMMANDS } from '../starts/start-commands.ts';
import { useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Tour } from '../tour/tour.tsx';
import { TOUR_COMMANDS } from '../tour/tour-commands.ts';
import { afterFirstPicture, fetchParts, later } from '../ui/later.tsx';
import { Announcements } from './announcements.tsx';
import { Banners } from './banners.tsx';
import { useIsStale } from './lost-banners.tsx';
import { MapStatus } from './map-status.tsx';
import { OpenPanel } from './open-panel.tsx';
import { Rail } from './rail.tsx';
import { enter } from './use-first-answers.ts';
import { TopBar } from './top-bar.tsx';
import { useWorkspaceFeed } from './use-workspace-feed.ts';
import { SWITCH_COMMANDS, useShownView } from './views.ts';
import './workbench.css';

/** The page of a person who is logged in: bar, rail, map, inspector, and whatever lies over them. */
export function Workbench(props: { readonly session: Session }) {
  const hosts = useHosts().data ?? NO_HOSTS;
  const hostId = useWorkspace((state) => state.hostId);
  const host = hosts.find(({ id }) => id === hostId);
  const change = useChange(hostId).data;
  const view = useShownView();
  const { Left, Right } = useShownTab() ?? NO_PARTS;
  const onTrial = useTrial((state) => state.pending !== null);
  const rest = useRest();
  useStartup(hosts);
  usePartsSoon();
  const stale = useIsStale(host);
  const { error } = useWorkspaceFeed(host);
  useTrialFeed(host, change);
  useSetsFeed(host);
  return (
    <div className={`workbench${onTrial ? ' workbench-trial' : ''}${stale ? ' workbench-stale' : ''}`}>
      <TopBar hosts={hosts} host={host} />
      <Banners host={host} session={props.session} change={change} />
      {Left ? <Left host={host} /> : <Rail />}
      <main className={`workbench-view rest-${rest}`} aria-label={view.label}>
        <Suspense>
          <view.Body />
        </Suspense>
        <PastBanner />
        <FindBar />
        <StartsPanel />
        <MapStatus host={host} error={error} />
      </main>
      {Right ? <Right host={host} /> : <Inspector host={host} />}
      <Drawer host={host} />
      {onTrial && host && <CountdownBar host={host} />}
      <OpenPanel host={host} />
      <FloatingDrag />
      <CommandMenu />
      <Tour host={host} />
      <Toaster />
      <Announcements />
      {host && <ProblemsFeed host={host} />}
    </div>
  );
}

/** Messages wait for it: whoever makes one before it is here sees it a moment later. */
const Toaster = afterFirstPicture(async () => (await import('../ui/toaster.tsx')).Toaster);

const CountdownBar = later(async () => (await import('../countdown/countdown-bar.tsx')).CountdownBar);
const PastBanner = afterFirstPicture(async () => (await import('../history/past-banner.tsx')).PastBanner);
const FindBar = afterFirstPicture(async () => (await import('../find/find-bar.tsx')).FindBar);
const StartsPanel = afterFirstPicture(async () => (await import('../starts/starts-panel.tsx')).StartsPanel);

/** Problems are looked for beside the page, once there is something to look at. */
const ProblemsFeed = afterFirstPicture(async () => (await import('../problems/problems-feed.tsx')).ProblemsFeed);

const NO_HOSTS: readonly Host[] = [];
const NO_PARTS: Pick<DrawerTab, 'Left' | 'Right'> = {};

/** Once the map is drawn, the page gets the parts that are not on it. */
function usePartsSoon(): void {
  const drawn = useWorkspace((state) => state.current !== null);
  useEffect(() => {
    const timer = setTimeout(() => void fetchParts(), drawn ? SOON : AT_LAST);
    return () => clearTimeout(timer);
  }, [drawn]);
}

const SOON = 300;
/** Where no map comes, what there is to say is said all the same. */
const AT_LAST = 3000;

/** What runs as long as the page does. */
function useStartup(hosts: readonly Host[]): void {
  useEffect(() => {
    const stops = [
      registerStandardCommands(),
      registerCommands(SWITCH_COMMANDS),
      registerCommands(DRAWER_COMMANDS),
      registerCommands(START_COMMANDS),
      registerCommands(TOUR_COMMANDS),
      startKeyboard(),
      startBringingIn(),
      startClipboard(),
      startLive((frame) => counters.apply(frame)),
      startDraftSync(),
      startKeepingSelection(),
      startCollisionWatch(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  useEffect(() => {
    enter(hosts);
  }, [hosts]);
}
