import { family as familySchema } from '@sluice/protocol';
import type { Family } from '@sluice/netfilter';
import { refusal, type Answer } from '../answers.ts';
import type { HostList } from '../hosts/host-list.ts';
import type { HostService } from '../hosts/host-service.ts';
import type { Call } from '../http/routes.ts';
import type { Session } from '../sessions/session-book.ts';

/** Answers about the host that the path names, or says that there is none. */
export async function ofHost<T>(
  hosts: HostList,
  { params, session }: Pick<Call<unknown>, 'params' | 'session'>,
  work: (host: HostService, session: Session) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  if (!session) return refusal('notLoggedIn', 'You are not logged in. Nothing was changed.');
  const host = hosts.find(params['host'] ?? '');
  return host ? work(host, session) : refusal('notFound', 'There is no such host here. Nothing was changed.');
}

/** The same about one family of it. */
export async function ofFamily<T>(
  hosts: HostList,
  call: Pick<Call<unknown>, 'params' | 'session'>,
  work: (host: HostService, family: Family, session: Session) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const family = familySchema.safeParse(call.params['family']);
  if (!family.success) return refusal('notFound', 'The families are ipv4 and ipv6. Nothing was changed.');
  return ofHost(hosts, call, (host, session) => work(host, family.data, session));
}

/** What the log says of an action on a host. */
export function outcome(host: HostService, answer: Answer<unknown>): Readonly<Record<string, string>> {
  return { host: host.id, outcome: answer.ok ? 'done' : answer.error.code };
}
