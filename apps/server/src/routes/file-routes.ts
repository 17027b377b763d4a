import { randomUUID } from 'node:crypto';
import { parseSave } from '@sluice/iptables';
import { ok } from '@sluice/netfilter';
import { openFileRequest } from '@sluice/protocol';
import { refusal } from '../answers.ts';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import type { ActionLog } from '../history/action-log.ts';
import type { HostList } from '../hosts/host-list.ts';
import { nothing, post, type Route } from '../http/routes.ts';
import type { Log } from '../log.ts';
import type { IgnoredStore } from '../problems/ignored-store.ts';
import { who } from '../sessions/session-book.ts';

/** What the routes around opened files need. */
export interface FileDesks {
  readonly hosts: HostList;
  readonly drafts: DraftDesk;
  readonly ignored: IgnoredStore;
  readonly actions: ActionLog;
  readonly log: Log;
}

/** As much as a pasted ruleset may have. */
const FILE_LIMIT = 16 * 1024 * 1024;

/** Each is kept in memory, and a person has to find his way in the list. */
const MOST_FILES = 50;

/** Dumps as hosts of their own: a person works on one without its host. */
export function fileRoutes({ hosts, drafts, ignored, actions, log }: FileDesks): readonly Route[] {
  return [
    post(
      '/hosts',
      openFileRequest,
      async ({ body, session }) => {
        const { name, family, text } = body;
        if (parseSave(text, { family }).ruleset.tables.length === 0) {
          return refusal('badInput', 'The file holds no table of iptables-save text. Nothing was opened.', {
            unchanged: true,
          });
        }
        if (hosts.files().length >= MOST_FILES) {
          return refusal('tooLarge', `${MOST_FILES} files are open already. Close one first. Nothing was opened.`, {
            unchanged: true,
          });
        }
        const host = hosts.openFile({ id: `file-${randomUUID()}`, name, family, text });
        log('open file', { host: host.id });
        if (session) actions.note('open file', { ...who(session), host: host.id, name });
        return ok(host.describe());
      },
      { limit: FILE_LIMIT },
    ),
    post(
      '/hosts/:host',
      nothing,
      async ({ params, session }) => {
        const id = params['host'] ?? '';
        if (!hosts.closeFile(id)) {
          return refusal('notFound', 'There is no such file here. Nothing was closed.', { unchanged: true });
        }
        drafts.forget(id);
        ignored.forget(id);
        log('close file', { host: id });
        if (session) actions.note('close file', { ...who(session), host: id });
        return ok({});
      },
      { method: 'DELETE' },
    ),
  ];
}
