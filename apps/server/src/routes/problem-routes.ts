import { ok } from '@sluice/netfilter';
import { heedRequest, ignoreRequest, type IgnoredProblems } from '@sluice/protocol';
import { refusal } from '../answers.ts';
import type { ActionLog } from '../history/action-log.ts';
import type { HostList } from '../hosts/host-list.ts';
import type { HostService } from '../hosts/host-service.ts';
import { get, post, type Route } from '../http/routes.ts';
import type { IgnoredStore } from '../problems/ignored-store.ts';
import { who } from '../sessions/session-book.ts';
import { ofHost } from './named-host.ts';

/** What the routes around findings need. */
export interface ProblemDesks {
  readonly hosts: HostList;
  readonly ignored: IgnoredStore;
  readonly actions: ActionLog;
  readonly now: () => number;
  /** The findings of a host that are ignored are others now. */
  readonly changed: (host: HostService) => void;
}

/** More than anybody gives reasons for, and little enough to be sent at once. */
const MOST_IGNORED = 5000;

/** Which findings people decided to live with. The findings themselves are made where the rules are looked at. */
export function problemRoutes({ hosts, ignored, actions, now, changed }: ProblemDesks): readonly Route[] {
  const list = ({ id }: HostService): IgnoredProblems => ({ ignored: [...ignored.list(id)] });
  return [
    get('/hosts/:host/ignored', (call) => ofHost(hosts, call, async (host) => ok(list(host)))),
    post('/hosts/:host/ignored', ignoreRequest, (call) =>
      ofHost(hosts, call, async (host, session) => {
        const { id, reason } = call.body;
        if (ignored.list(host.id).length >= MOST_IGNORED) {
          return refusal('tooLarge', `${MOST_IGNORED} problems of this host are ignored already.`, { unchanged: true });
        }
        ignored.put(host.id, { id, reason, by: session.name, at: now() });
        actions.note('ignore problem', { ...who(session), host: host.id, problem: id, reason });
        changed(host);
        return ok(list(host));
      }),
    ),
    post('/hosts/:host/ignored/withdraw', heedRequest, (call) =>
      ofHost(hosts, call, async (host, session) => {
        const { id } = call.body;
        if (!ignored.remove(host.id, id)) {
          return refusal('notFound', 'This problem is not ignored. Nothing was changed.', { unchanged: true });
        }
        actions.note('heed problem', { ...who(session), host: host.id, problem: id });
        changed(host);
        return ok(list(host));
      }),
    ),
  ];
}
