import type { Author, Host } from '@sluice/protocol';
import type { Family } from '@sluice/netfilter';

/** `1 rule`, `2 rules`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** How a family is called on screen. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** Whether there is a kernel to apply to and to count; an example or an opened file is only its rules. */
export function hasKernel({ kind }: Pick<Host, 'kind'>): boolean {
  return kind === 'sandbox' || kind === 'local';
}

/** `iptables-nft 1.8.9`: where the rules of a family are, and by which version they were read. */
export function backendWords(host: Host, family: Family): string {
  const found = host.families.find((entry) => entry.family === family);
  if (!found) return host.version;
  const program = family === 'ipv4' ? 'iptables' : 'ip6tables';
  const version = /\d[\w.]*/.exec(host.version)?.[0] ?? '';
  return `${program}-${found.backend} ${version}`.trim();
}

/** A time of day as the person's system writes it, to the second. */
export function clock(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

/** Who made a state, as the list begins its entry. */
export function authorWords({ how, name }: Author): string {
  switch (how) {
    case 'person':
      return name;
    case 'console':
      return name === '' ? 'from the console' : `${name}, from the console`;
    case 'program':
      return name;
    case 'likely':
      return `likely ${name}`;
    case 'unknown':
      return 'somebody outside';
  }
}
