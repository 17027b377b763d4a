import { ok } from '@sluice/netfilter';
import { resetRequest } from '@sluice/protocol';
import { refusal } from '../answers.ts';
import type { ActionLog } from '../history/action-log.ts';
import type { HostList } from '../hosts/host-list.ts';
import { get, post, type Route } from '../http/routes.ts';
import type { Log } from '../log.ts';
import type { RateBook } from '../rates/rate-book.ts';
import { who } from '../sessions/session-book.ts';
import { ofFamily, outcome } from './named-host.ts';

/** What the routes around counters need. */
export interface CounterDesks {
  readonly hosts: HostList;
  readonly rates: RateBook;
  readonly actions: ActionLog;
  readonly log: Log;
}

/** The last hour of counters, and setting them to zero. */
export function counterRoutes({ hosts, rates, actions, log }: CounterDesks): readonly Route[] {
  return [
    get('/hosts/:host/rates/:family/:since', (call) =>
      ofFamily(hosts, call, async (host, family) => {
        const since = /^\d{1,16}$/.exec(call.params['since'] ?? '');
        if (!since) return refusal('badInput', 'The moment must be milliseconds since 1970.', { unchanged: true });
        return ok(rates.of(host.id, family).since(Number(since[0])));
      }),
    ),
    post('/hosts/:host/counters/:family/reset', resetRequest, (call) =>
      ofFamily(hosts, call, async (host, family, session) => {
        if (!host.changes) {
          return refusal('hostReadOnly', 'There is no kernel behind these rules that would count.', {
            unchanged: true,
          });
        }
        const reset = await host.changes.resetCounters({ family, ...call.body });
        log('resetCounters', { family, ...outcome(host, reset) });
        actions.note('resetCounters', { ...who(session), family, ...outcome(host, reset) });
        if (!reset.ok) return reset;
        rates.of(host.id, family).reset(reset.value.takenAt);
        return ok(undefined);
      }),
    ),
  ];
}
