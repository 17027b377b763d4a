import type { Host, HostChange, Session } from '@sluice/protocol';
import { Box, FileText, Lock, X } from 'lucide-react';
import { useNotices } from '../state/notices.ts';
import { usePanels } from '../state/panels.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Banner } from './banner.tsx';
import { DownBanner, LostBanner } from './lost-banners.tsx';
import { FAMILY_NAMES, hasKernel } from './words.ts';
import './banners.css';

/** What a person must know before reading the map: one line each, under the top bar. */
export function Banners(props: {
  readonly host: Host | undefined;
  readonly session: Session;
  readonly change: HostChange | undefined;
}) {
  const { host, session } = props;
  return (
    <div className="banners">
      {session.notice !== null && <Banner tone="warning">{session.notice}</Banner>}
      {host && <HostBanners host={host} />}
      <LostBanner />
      <TroubleBanner />
      <NoticeBanners />
    </div>
  );
}

function HostBanners(props: { readonly host: Host }) {
  const { host } = props;
  const family = useWorkspace((state) => state.family);
  const here = host.families.find((entry) => entry.family === family);
  return (
    <>
      {host.kind === 'sandbox' && host.state !== 'down' && (
        <Banner tone="info" icon={<Box />}>
          <b>Sandbox:</b> {host.about}
        </Banner>
      )}
      {!hasKernel(host) && (
        <Banner tone="info" icon={<FileText />}>
          <b>{host.name}:</b> {host.about}
        </Banner>
      )}
      {host.state === 'down' && <DownBanner host={host} />}
      {host.locked && host.state !== 'down' && (
        <Banner
          tone="warning"
          icon={<Lock />}
          action={
            <Button size="small" onPress={() => usePanels.getState().open({ kind: 'unlock' })}>
              Unlock…
            </Button>
          }
        >
          <b>{host.name} is read-only.</b> You can look and draft; applying needs the lock to be opened.
        </Banner>
      )}
      {here?.otherBackendHasRules === true && (
        <Banner tone="warning">
          <b>Two sets of {FAMILY_NAMES[family]} rules.</b> You see those of iptables-{here.backend}. The kernel also
          runs rules of iptables-{here.backend === 'nft' ? 'legacy' : 'nft'}, and a packet must pass both.
        </Banner>
      )}
    </>
  );
}

function TroubleBanner() {
  const trouble = useWorkspace((state) => state.trouble);
  if (trouble === null) return null;
  return (
    <Banner
      tone="trouble"
      action={
        <Button size="small" onPress={() => usePanels.getState().open({ kind: 'discard' })}>
          Discard draft…
        </Button>
      }
    >
      <b>The draft does not fit the rules on the host any more.</b> {trouble} You see the running rules; undo the change
      or discard the draft.
    </Banner>
  );
}

function NoticeBanners() {
  const hostId = useWorkspace((state) => state.hostId);
  const notices = useNotices((state) => state.notices);
  return notices
    .filter(({ host }) => host === hostId)
    .map((notice) => (
      <Banner
        key={notice.id}
        tone={notice.tone}
        action={
          <>
            {notice.action && (
              <Button size="small" onPress={notice.action.run}>
                {notice.action.label}
              </Button>
            )}
            <IconButton label="Put away" onPress={() => useNotices.getState().putAway(notice)}>
              <X />
            </IconButton>
          </>
        }
      >
        <b>{notice.title}</b> {notice.text}
      </Banner>
    ));
}
