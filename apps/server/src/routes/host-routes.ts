import {
  applyRequest,
  changeRequest,
  draftEdit,
  probeRequest,
  translateRequest,
  unlockRequest,
  type DraftEdit,
} from '@sluice/protocol';
import { ok } from '@sluice/netfilter';
import { refusal } from '../answers.ts';
import type { ChangeDesk } from '../changes/change-desk.ts';
import type { ActionLog } from '../history/action-log.ts';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import type { HostList } from '../hosts/host-list.ts';
import { listSessions } from '../hosts/tcp-sessions.ts';
import type { Connections } from '../http/connections.ts';
import { get, nothing, post, type Route } from '../http/routes.ts';
import type { Log } from '../log.ts';
import { who } from '../sessions/session-book.ts';
import { ofFamily, ofHost, outcome } from './named-host.ts';

/** What the routes around hosts need. */
export interface Desks {
  readonly hosts: HostList;
  readonly drafts: DraftDesk;
  readonly changes: ChangeDesk;
  readonly connections: Connections;
  readonly actions: ActionLog;
  readonly log: Log;
}

/** A pasted ruleset can become one edit. */
const EDIT_LIMIT = 16 * 1024 * 1024;

/** Hosts, their rules, drafts and changes. */
export function hostRoutes(desks: Desks): readonly Route[] {
  return [...readingRoutes(desks), ...draftRoutes(desks), ...changeRoutes(desks), ...lockRoutes(desks)];
}

function readingRoutes({ hosts }: Desks): readonly Route[] {
  return [
    get('/hosts', async () => ok({ hosts: hosts.describe() })),
    get('/hosts/:host/snapshots/:family', (call) => ofFamily(hosts, call, (host, family) => host.snapshot(family))),
    get('/hosts/:host/sets', (call) => ofHost(hosts, call, (host) => host.sets())),
    get('/hosts/:host/connections/:family', (call) =>
      ofFamily(hosts, call, (host, family) => host.connections(family)),
    ),
    post('/hosts/:host/translations/:family', translateRequest, (call) =>
      ofFamily(hosts, call, (host, family) => host.translate({ family, ...call.body })),
    ),
    post('/hosts/:host/reconnect', nothing, (call) =>
      ofHost(hosts, call, async (host) => {
        host.reconnect();
        return ok(host.describe());
      }),
    ),
    // Only this machine's rules decide about connections that the server can see.
    get('/hosts/:host/sessions', (call) =>
      ofHost(hosts, call, async (host) =>
        ok({ sessions: host.describe().kind === 'local' ? await listSessions(call.request.socket) : [] }),
      ),
    ),
  ];
}

function draftRoutes({ hosts, drafts, actions }: Desks): readonly Route[] {
  return [
    get('/hosts/:host/drafts/:family', (call) => ofFamily(hosts, call, (host, family) => drafts.get(host, family))),
    post(
      '/hosts/:host/drafts/:family/edits',
      draftEdit,
      (call) =>
        ofFamily(hosts, call, async (host, family, session) => {
          const edited = await drafts.edit(host, family, call.body);
          if (edited.ok) actions.note('edit', { ...who(session), host: host.id, family, what: labelOf(call.body) });
          return edited;
        }),
      { limit: EDIT_LIMIT },
    ),
  ];
}

function changeRoutes({ hosts, changes, connections, actions, log }: Desks): readonly Route[] {
  return [
    post('/hosts/:host/review', nothing, (call) => ofHost(hosts, call, (host) => changes.review(host))),
    get('/hosts/:host/change', (call) => ofHost(hosts, call, (host, session) => changes.show(host, session))),
    post('/hosts/:host/change', applyRequest, (call) =>
      ofHost(hosts, call, async (host, session) => {
        const applied = await changes.apply(host, session, call.body, () => connections.now());
        log('apply', outcome(host, applied));
        return applied;
      }),
    ),
    post('/hosts/:host/change/probe', probeRequest, (call) =>
      ofHost(hosts, call, (host, session) => {
        const arrival = { acceptedAt: connections.acceptedAt(call.request.socket), now: connections.now() };
        return changes.probe(host, session, call.body, arrival);
      }),
    ),
    ...(['confirm', 'rollback', 'extend'] as const).map((verb) =>
      post(`/hosts/:host/change/${verb}`, changeRequest, (call) =>
        ofHost(hosts, call, async (host, session) => {
          const ended = await changes[verb](host, session, call.body);
          log(verb, outcome(host, ended));
          actions.note(verb, { ...who(session), ...outcome(host, ended) });
          return ended;
        }),
      ),
    ),
  ];
}

function lockRoutes({ hosts, actions, log }: Desks): readonly Route[] {
  return [
    post('/hosts/:host/unlock', unlockRequest, (call) =>
      ofHost(hosts, call, async (host, session) => {
        const { name } = host.describe();
        if (call.body.name !== name) {
          return refusal('hostLocked', `Type the host's name, ${name}, to unlock it. It is still read-only.`, {
            unchanged: true,
          });
        }
        hosts.unlock(host, session);
        log('unlock', { host: host.id });
        actions.note('unlock', { ...who(session), host: host.id });
        return ok(host.describe());
      }),
    ),
    post('/hosts/:host/lock', nothing, (call) =>
      ofHost(hosts, call, async (host, session) => {
        hosts.lock(host);
        actions.note('lock', { ...who(session), host: host.id });
        return ok(host.describe());
      }),
    ),
  ];
}

function labelOf(edit: DraftEdit): string {
  return edit.action === 'do' ? edit.group.label : edit.action;
}
