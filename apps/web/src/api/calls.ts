import type { Family } from '@sluice/netfilter';
import {
  applied,
  draft,
  draftChange,
  history,
  historyExport,
  host,
  hostChange,
  hostConnections,
  hostSessions,
  hostSets,
  ignoredProblems,
  pastRates,
  probed,
  review,
  revisionRules,
  session,
  snapshot,
  translation,
  type ApplyRequest,
  type ChangeRequest,
  type DraftEdit,
  type HeedRequest,
  type IgnoreRequest,
  type OpenFileRequest,
  type ProbeRequest,
  type ResetRequest,
  type TranslateRequest,
} from '@sluice/protocol';
import * as z from 'zod/mini';
import type { Call } from './request.ts';

/* Every request that the page makes, as values: one place to see what crosses. */

const hosts = z.strictObject({ hosts: z.array(host) });
const nothing = z.unknown();

/** Who is logged in. */
export const getSession = (): Call<z.infer<typeof session>> => get('/session', session);

/** Turns the one-time token of the login link into a session. */
export const postSession = (token: string): Call<z.infer<typeof session>> => post('/session', session, { token });

/** Ends the session. */
export const deleteSession = (): Call<unknown> => ({ method: 'DELETE', path: '/session', answer: nothing });

/** All hosts. */
export const getHosts = (): Call<z.infer<typeof hosts>> => get('/hosts', hosts);

/** Makes a host of rules that a person brings along. */
export const postFile = (file: OpenFileRequest): Call<z.infer<typeof host>> => post('/hosts', host, file);

/** Takes an opened file out again. */
export const deleteFile = (id: string): Call<unknown> => ({ method: 'DELETE', path: at(id), answer: nothing });

/** The rules of one family as the host prints them. */
export const getSnapshot = (id: string, family: Family): Call<z.infer<typeof snapshot>> =>
  get(`${at(id)}/snapshots/${family}`, snapshot);

/** The sets of ipset as the host prints them. */
export const getSets = (id: string): Call<z.infer<typeof hostSets>> => get(`${at(id)}/sets`, hostSets);

/** What the kernel remembers of one family's connections. */
export const getConnections = (id: string, family: Family): Call<z.infer<typeof hostConnections>> =>
  get(`${at(id)}/connections/${family}`, hostConnections);

/** One rule as nftables would say it, by the host's own translator. */
export const postTranslation = (
  id: string,
  family: Family,
  body: TranslateRequest,
): Call<z.infer<typeof translation>> => post(`${at(id)}/translations/${family}`, translation, body);

/** The draft of one family, with the text that it began from. */
export const getDraft = (id: string, family: Family): Call<z.infer<typeof draft>> =>
  get(`${at(id)}/drafts/${family}`, draft);

/** One edit of a draft. */
export const postEdit = (id: string, family: Family, edit: DraftEdit): Call<z.infer<typeof draftChange>> =>
  post(`${at(id)}/drafts/${family}/edits`, draftChange, edit);

/** Plans and tries both families' drafts. */
export const postReview = (id: string): Call<z.infer<typeof review>> => post(`${at(id)}/review`, review, {});

/** Connections that a change of the rules must not cut. */
export const getSessions = (id: string): Call<z.infer<typeof hostSessions>> => get(`${at(id)}/sessions`, hostSessions);

/** The pending and the last change. */
export const getChange = (id: string): Call<z.infer<typeof hostChange>> => get(`${at(id)}/change`, hostChange);

/** Applies the reviewed plans. */
export const postChange = (id: string, body: ApplyRequest): Call<z.infer<typeof applied>> =>
  post(`${at(id)}/change`, applied, body);

/** Asks whether the host still takes new connections. */
export const postProbe = (id: string, body: ProbeRequest): Call<z.infer<typeof probed>> =>
  post(`${at(id)}/change/probe`, probed, body);

/** Keeps, extends or undoes the pending change. */
export const postDecision = (
  id: string,
  decision: 'confirm' | 'rollback' | 'extend',
  body: ChangeRequest,
): Call<z.infer<typeof hostChange>> => post(`${at(id)}/change/${decision}`, hostChange, body);

/** What ran on a host, when. */
export const getHistory = (id: string): Call<z.infer<typeof history>> => get(`${at(id)}/revisions`, history);

/** The rules of one family in one revision. */
export const getRevisionRules = (id: string, number: number, family: Family): Call<z.infer<typeof revisionRules>> =>
  get(`${at(id)}/revisions/${number}/${family}`, revisionRules);

/** Everything that is kept of a host's history. */
export const getHistoryExport = (id: string): Call<z.infer<typeof historyExport>> =>
  get(`${at(id)}/history`, historyExport);

/** Lets this machine be changed; the person has typed its name. */
export const postUnlock = (id: string, name: string): Call<z.infer<typeof host>> =>
  post(`${at(id)}/unlock`, host, { name });

/** Makes this machine read-only again. */
export const postLock = (id: string): Call<z.infer<typeof host>> => post(`${at(id)}/lock`, host, {});

/** What moved in the last hour, from this moment on the host's clock. */
export const getRates = (id: string, family: Family, since: number): Call<z.infer<typeof pastRates>> =>
  get(`${at(id)}/rates/${family}/${Math.floor(since)}`, pastRates);

/** Sets counters to zero. */
export const postReset = (id: string, family: Family, body: ResetRequest): Call<unknown> =>
  post(`${at(id)}/counters/${family}/reset`, nothing, body);

/** Which findings of a host people decided to live with. */
export const getIgnored = (id: string): Call<z.infer<typeof ignoredProblems>> =>
  get(`${at(id)}/ignored`, ignoredProblems);

/** Ignores a finding, with a reason. */
export const postIgnored = (id: string, body: IgnoreRequest): Call<z.infer<typeof ignoredProblems>> =>
  post(`${at(id)}/ignored`, ignoredProblems, body);

/** Ignores it no longer. */
export const postHeeded = (id: string, body: HeedRequest): Call<z.infer<typeof ignoredProblems>> =>
  post(`${at(id)}/ignored/withdraw`, ignoredProblems, body);

/** Tries at once to reach a host that is down. */
export const postReconnect = (id: string): Call<z.infer<typeof host>> => post(`${at(id)}/reconnect`, host, {});

function at(id: string): string {
  return `/hosts/${encodeURIComponent(id)}`;
}

function get<T>(path: string, answer: z.ZodMiniType<T>): Call<T> {
  return { method: 'GET', path, answer };
}

function post<T>(path: string, answer: z.ZodMiniType<T>, body: unknown): Call<T> {
  return { method: 'POST', path, answer, body };
}
