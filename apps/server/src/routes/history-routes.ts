import { ok } from '@sluice/netfilter';
import type { HistoryDesk } from '../history/history-desk.ts';
import type { HostList } from '../hosts/host-list.ts';
import { get, type Route } from '../http/routes.ts';
import { ofFamily, ofHost } from './named-host.ts';

/** What ran on each host, when. */
export function historyRoutes(hosts: HostList, history: HistoryDesk): readonly Route[] {
  return [
    get('/hosts/:host/revisions', (call) => ofHost(hosts, call, async (host) => ok(history.list(host)))),
    get('/hosts/:host/revisions/:number/:family', (call) =>
      ofFamily(hosts, call, async (host, family) => history.rules(host, Number(call.params['number']), family)),
    ),
    get('/hosts/:host/history', (call) => ofHost(hosts, call, async (host) => ok(history.takeAlong(host)))),
  ];
}
