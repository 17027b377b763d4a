import type { Family } from '@sluice/netfilter';
import type { Host, HostChange, IgnoredProblems, TranslateRequest } from '@sluice/protocol';
import { keepPreviousData, QueryClient, queryOptions, useQuery, type QueryKey } from '@tanstack/react-query';
import {
  getChange,
  getConnections,
  getDraft,
  getHistory,
  getHosts,
  getIgnored,
  getRevisionRules,
  getSession,
  getSets,
  getSnapshot,
  postTranslation,
} from './calls.ts';
import { ask, TroubleError, whenSessionEnds } from './request.ts';

/** The page's only cache of what the server said; pushes over the socket write into it. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 3 && isWorthRetrying(error),
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 4000),
    },
  },
});

/** The names under which answers are kept. */
export const keys = {
  session: ['session'] as const,
  hosts: ['hosts'] as const,
  snapshot: (host: string, family: Family) => ['snapshot', host, family] as const,
  draft: (host: string, family: Family) => ['draft', host, family] as const,
  connections: (host: string, family: Family) => ['connections', host, family] as const,
  rates: (host: string, family: Family) => ['rates', host, family] as const,
  change: (host: string) => ['change', host] as const,
  history: (host: string) => ['history', host] as const,
  revision: (host: string, number: number, family: Family) => ['revision', host, number, family] as const,
  sets: (host: string) => ['sets', host] as const,
  translation: (host: string, family: Family, rule: TranslateRequest) => ['translation', host, family, rule] as const,
  ignored: (host: string) => ['ignored', host] as const,
};

/**
 * What was told is of another time: asked again by whoever shows it. A first answer that is still under way may have
 * been given before; an invalidation alone would wait for it and believe it (query-core, Query.fetch).
 */
export async function readAnew(queryKey: QueryKey): Promise<void> {
  await queries.cancelQueries({ queryKey, predicate: ({ state }) => state.data === undefined });
  await queries.invalidateQueries({ queryKey });
}

type Pushed = HostChange | readonly Host[] | IgnoredProblems;

/** Takes what was pushed as the answer, over one that is still under way and may be older. */
export async function takePushed(queryKey: QueryKey, pushed: Pushed): Promise<void> {
  await queries.cancelQueries({ queryKey });
  queries.setQueryData<Pushed>(queryKey, pushed);
}

/** The session is over: everything that was told to it goes, and the page asks anew who is there. */
export async function forgetSession(): Promise<void> {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
  await queries.resetQueries({ queryKey: keys.session });
}

whenSessionEnds(() => void forgetSession());

/** Who is logged in; trouble `notLoggedIn` when nobody is. */
export function useSession(enabled: boolean) {
  return useQuery({ queryKey: keys.session, queryFn: () => ask(getSession()), enabled });
}

const hostsQuery = () => queryOptions({ queryKey: keys.hosts, queryFn: async () => (await ask(getHosts())).hosts });

const snapshotQuery = (host: string, family: Family) =>
  queryOptions({ queryKey: keys.snapshot(host, family), queryFn: () => ask(getSnapshot(host, family)) });

const draftQuery = (host: string, family: Family) =>
  queryOptions({ queryKey: keys.draft(host, family), queryFn: () => ask(getDraft(host, family)) });

const changeQuery = (host: string) =>
  queryOptions({ queryKey: keys.change(host), queryFn: () => ask(getChange(host)) });

/**
 * Asks for what the first picture is made of, all at once: the parts of the page that need an answer would ask one after
 * the other, each when it is drawn. `hostNamed` is the host that the address names; without one it is the first.
 * Answers with the hosts, or none when they cannot be had; trouble is told to who asks for the same again.
 */
export async function fetchFirstAnswers(hostNamed: string | null, family: Family): Promise<readonly Host[]> {
  const ofHost = (host: string): readonly Promise<void>[] => [
    queries.prefetchQuery(snapshotQuery(host, family)),
    queries.prefetchQuery(draftQuery(host, family)),
    queries.prefetchQuery(changeQuery(host)),
  ];
  const early = hostNamed === null ? [] : ofHost(hostNamed);
  await queries.prefetchQuery(hostsQuery());
  const hosts = queries.getQueryData(hostsQuery().queryKey) ?? [];
  const [first] = hosts;
  const isKnown = hosts.some(({ id }) => id === hostNamed);
  await Promise.all(isKnown ? early : first ? ofHost(first.id) : []);
  return hosts;
}

/** What of it has come. */
export function firstAnswersOf(host: string, family: Family) {
  return {
    snapshot: queries.getQueryData(snapshotQuery(host, family).queryKey),
    draft: queries.getQueryData(draftQuery(host, family).queryKey),
  };
}

/** All hosts; pushed anew whenever one changes. */
export function useHosts() {
  return useQuery(hostsQuery());
}

/** The rules of one family; fetched again when the host says that they changed. */
export function useSnapshot(host: string | null, family: Family | null) {
  return useQuery({ ...snapshotQuery(host ?? '', family ?? 'ipv4'), enabled: host !== null && family !== null });
}

/** How often sets are read while the page is seen; large ones seldom. */
const SETS_MS = { small: 5000, large: 60_000, from: 2_000_000 } as const;

/** The sets of a host; read again while the page is seen, because nothing tells when a member comes or goes. */
export function useSets(host: string | null, enabled: boolean) {
  return useQuery({
    queryKey: keys.sets(host ?? ''),
    queryFn: () => ask(getSets(host ?? '')),
    enabled: host !== null && enabled,
    refetchInterval: ({ state }) => ((state.data?.text.length ?? 0) > SETS_MS.from ? SETS_MS.large : SETS_MS.small),
  });
}

/** The draft of one family. */
export function useDraft(host: string | null, family: Family | null) {
  return useQuery({ ...draftQuery(host ?? '', family ?? 'ipv4'), enabled: host !== null && family !== null });
}

/** The pending and the last change of a host. */
export function useChange(host: string | null) {
  return useQuery({ ...changeQuery(host ?? ''), enabled: host !== null });
}

/** A rule as nftables would say it. What is typed next leaves the last answer standing until its own comes. */
export function useTranslation(host: string | null, family: Family, rule: TranslateRequest) {
  return useQuery({
    queryKey: keys.translation(host ?? '', family, rule),
    queryFn: () => ask(postTranslation(host ?? '', family, rule)),
    enabled: host !== null,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** The connections of one family, asked for again and again unless paused; a reading that is dear is asked for seldom. */
export function useConnectionList(host: string | null, family: Family, paused: boolean) {
  return useQuery({
    queryKey: keys.connections(host ?? '', family),
    queryFn: () => ask(getConnections(host ?? '', family)),
    enabled: host !== null,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (paused ? false : Math.max(2000, (data?.cost ?? 0) * 20)),
  });
}

/** What ran on a host, when; asked again whenever it grew. */
export function useHistory(host: string | null) {
  return useQuery({
    queryKey: keys.history(host ?? ''),
    queryFn: () => ask(getHistory(host ?? '')),
    enabled: host !== null,
  });
}

/** Which findings of a host are ignored; asked again whenever that changes. */
export function useIgnored(host: string | null) {
  return useQuery({
    queryKey: keys.ignored(host ?? ''),
    queryFn: () => ask(getIgnored(host ?? '')),
    enabled: host !== null,
  });
}

/** The rules of one family in one revision; they never change. */
export function useRevisionRules(host: string | null, number: number | null, family: Family) {
  return useQuery({
    queryKey: keys.revision(host ?? '', number ?? 0, family),
    queryFn: () => ask(getRevisionRules(host ?? '', number ?? 0, family)),
    enabled: host !== null && number !== null,
  });
}

function isWorthRetrying(error: Error): boolean {
  return error instanceof TroubleError && ['noAnswer', 'busy', 'hostUnreachable'].includes(error.trouble.code);
}
