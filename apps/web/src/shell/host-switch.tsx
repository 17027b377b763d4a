import type { Host } from '@sluice/protocol';
import { Box, ChevronDown, FileText, Lock, LockOpen, Server, ServerOff } from 'lucide-react';
import { Button } from 'react-aria-components';
import { postLock } from '../api/calls.ts';
import { keys, queries } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { usePanels } from '../state/panels.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { backendWords } from './words.ts';

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
    apart: entry.kind === 'gallery' && before !== undefined && before.kind !== 'gallery',
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

async function makeReadOnly(host: Host): Promise<void> {
  const result = await request(postLock(host.id));
  if (!result.ok) toast({ tone: 'trouble', title: `${host.name} was not locked`, text: result.error.message });
  await queries.invalidateQueries({ queryKey: keys.hosts });
}

function openHost(host: Host): void {
  const { family, hostId, open } = useWorkspace.getState();
  if (host.id === hostId) return;
  const has = host.families.some((entry) => entry.family === family);
  open(host.id, has ? family : (host.families[0]?.family ?? family));
  useSelection.getState().select(null);
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
