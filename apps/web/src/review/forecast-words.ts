import { spellEndPoint, type Decider, type Forecast, type Judged, type Outlook } from '@sluice/analysis';
import { FAMILY_NAMES } from '../shell/words.ts';

/** What became of somebody, in a word; the sign beside it says the same. */
export const OUTLOOK_WORDS: Readonly<Record<Outlook, string>> = {
  keeps: 'keeps',
  loses: 'loses',
  unknown: 'unknown',
  shut: 'not let in, as now',
};

/** Whom a forecast is about. */
export function watchedWords({ watched }: Forecast): string {
  switch (watched.kind) {
    case 'own':
      return 'Your own connection';
    case 'ssh':
      return 'An open ssh session';
    case 'newSsh':
      return 'ssh from your address';
    case 'loopback':
      return `${FAMILY_NAMES[watched.family]} from this host to itself`;
    case 'neighbours':
      return 'IPv6 neighbour discovery';
  }
}

/** From where to where, for what has addresses or a link. */
export function routeWords({ watched }: Forecast): string | null {
  const { kind, family, local, remote, link } = watched;
  switch (kind) {
    case 'own':
    case 'ssh':
      if (!local || !remote) return null;
      return `${spellEndPoint({ address: remote.address }, family)} → ${spellEndPoint(local, family)}`;
    case 'newSsh':
      return remote ? `${spellEndPoint({ address: remote.address }, family)} → :22` : null;
    case 'loopback':
      return null;
    case 'neighbours':
      return link === undefined ? null : `on ${link}`;
  }
}

/** What happens to the packet that counts, up to the one who decides: `its first packet is dropped by`. */
export function fateWords({ fate, part, by }: Judged): string {
  const packet = PACKETS[part];
  switch (fate) {
    case 'accepted':
      return by.kind === 'end' ? 'nothing stops it' : 'accepted by';
    case 'dropped':
    case 'rejected':
      return `${packet} is ${fate} by`;
    case 'lost':
      return `${packet} finds no way by`;
    case 'unknown':
      return `nobody can tell; it depends on`;
  }
}

const PACKETS: Readonly<Record<Judged['part'], string>> = {
  new: 'the first packet',
  newAnswer: 'the first answer',
  open: 'the next packet',
  openAnswer: 'the next answer',
};

/** Who decides: `INPUT #3`, `the policy of INPUT`; null where nobody did. */
export function deciderWords(by: Decider): string | null {
  switch (by.kind) {
    case 'rule':
      return `${by.chain} #${by.index + 1}`;
    case 'policy':
      return `the policy of ${by.chain}`;
    case 'end':
      return by.at === 'routing' ? 'routing' : null;
  }
}
