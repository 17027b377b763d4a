import type { Host } from '@sluice/protocol';
import { Box, ChevronDown, FileText, FileUp, FileX, Lock, LockOpen, Server, ServerOff } from 'lucide-react';
import { Button } from 'react-aria-components';
import { deleteFile, postLock } from '../api/calls.ts';
import { keys, readAnew } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { usePanels } from '../state/panels.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { openHost } from '../state/open-host.ts';
import { backendWords, hasKernel } from './words.ts';

/** Shows which host is looked at, and opens the list of all. */
export function HostSwitch(props: { readonly hosts: readonly Host[]; readonly host: Host | undefined }) {
  const { hosts, host } = props;
  const family = useWorkspace((state) => state.family);
  return (
    <Menu
      label="Hosts"
      wide
      entries={[
        ...hosts.map((entry, index) => entryFor(entry, { shown: host, before: hosts[index - 1] })),
        ...(host ? lockEntries(host) : []),
        OPEN_FILE,
        ...(host ? fileEntries(host, hosts) : []),
      ]}
    >
      <Button className="top-host">
        <span className="unseen">Host:</span>
        <span>{host?.name ?? 'No host'}</span>
        {host && <small>{backendWords(host, family)}</small>}
        {host?.locked === true && <Lock aria-label="read-only" />}
        <ChevronDown />
      </Button>
    </Menu>
  );
}

function entryFor(
  entry: Host,
  { shown, before }: { readonly shown: Host | undefined; readonly before: Host | undefined },
): MenuEntry {
  return {
    id: entry.id,
    title: entry.name,
    note: noteOf(entry),
    icon: iconOf(entry),
    checked: entry.id === shown?.id,
    apart: !hasKernel(entry) && before !== undefined && before.kind !== entry.kind,
    run: () => openHost(entry),
  };
}

function lockEntries(host: Host): readonly MenuEntry[] {
  if (host.kind !== 'local') return [];
  if (host.locked) {
    return [
      {
        id: ' unlock',
        title: `Unlock ${host.name}…`,
        icon: <LockOpen />,
        apart: true,
        run: () => usePanels.getState().open({ kind: 'unlock' }),
      },
    ];
  }
  return [
    {
      id: ' lock',
      title: `Make ${host.name} read-only again`,
      icon: <Lock />,
      apart: true,
      run: () => void makeReadOnly(host),
    },
  ];
}

const OPEN_FILE: MenuEntry = {
  id: ' open',
  title: 'Open a file of rules…',
  note: 'A dump of another host, to work on without it',
  icon: <FileUp />,
  apart: true,
  run: () => usePanels.getState().open({ kind: 'import' }),
};

/** An opened file stays until it is closed, and its draft goes with it. */
function fileEntries(host: Host, hosts: readonly Host[]): readonly MenuEntry[] {
  if (host.kind !== 'file') return [];
  return [
    {
      id: ' close',
      title: `Close ${host.name}`,
      note: 'Its draft goes with it',
      icon: <FileX />,
      danger: true,
      run: () => void closeFile(host, hosts),
    },
  ];
}

async function closeFile(host: Host, hosts: readonly Host[]): Promise<void> {
  const other = hosts.find(({ id }) => id !== host.id);
  const result = await request(deleteFile(host.id));
  if (!result.ok) return toast({ tone: 'trouble', title: `${host.name} was not closed`, text: result.error.message });
  if (other) openHost(other);
  await readAnew(keys.hosts);
}

async function makeReadOnly(host: Host): Promise<void> {
  const result = await request(postLock(host.id));
  if (!result.ok) toast({ tone: 'trouble', title: `${host.name} was not locked`, text: result.error.message });
  await readAnew(keys.hosts);
}

function noteOf(host: Host): string {
  if (host.state === 'down') return host.trouble ?? 'Does not answer';
  // Every example says at the end that it is one; here the group says it.
  return host.kind === 'gallery' ? (/^.*?\.(?= |$)/.exec(host.about)?.[0] ?? host.about) : host.about;
}

function iconOf(host: Host) {
  if (host.state === 'down') return <ServerOff />;
  if (host.kind === 'sandbox') return <Box />;
  return host.kind === 'local' ? <Server /> : <FileText />;
}
