/** What one part of a set's elements is. */
export type SetPart = 'ip' | 'net' | 'port' | 'mac' | 'iface' | 'mark' | 'set';

/** Something that is chosen when a set is created. The form is made of these. */
export interface SetTypeOption {
  /** As ipset spells it. */
  readonly name: string;
  readonly kind: 'number' | 'flag' | 'choice' | 'range';
  readonly label: string;
  /** One line of help. */
  readonly help: string;
  readonly choices?: readonly string[];
  /** Greatest number. */
  readonly max?: number;
  readonly unit?: string;
  /** It must be given. */
  readonly needed?: boolean;
}

/** One type of set: what its elements are made of, and what can be chosen when it is created. */
export interface SetType {
  readonly name: string;
  readonly parts: readonly SetPart[];
  /** What it is for. */
  readonly about: string;
  /** How an element looks. */
  readonly example: string;
  readonly options: readonly SetTypeOption[];
}

const TIMEOUT: SetTypeOption = {
  name: 'timeout',
  kind: 'number',
  label: 'Timeout',
  help: 'Members leave after this time, unless they bring their own; 0 keeps them for good.',
  max: 2_147_483,
  unit: 'seconds',
};
const COMMENT: SetTypeOption = {
  name: 'comment',
  kind: 'flag',
  label: 'Comments',
  help: 'Each member may have a comment.',
};
const COUNTERS: SetTypeOption = {
  name: 'counters',
  kind: 'flag',
  label: 'Counters',
  help: 'Packets and bytes are counted for each member.',
};
const FAMILY: SetTypeOption = {
  name: 'family',
  kind: 'choice',
  label: 'Addresses',
  help: 'IPv4 or IPv6; a set holds one of them.',
  choices: ['inet', 'inet6'],
};
const MAXELEM: SetTypeOption = {
  name: 'maxelem',
  kind: 'number',
  label: 'Room for',
  help: 'The most members; a full set takes no more. 65536 when left out.',
  max: 4_294_967_295,
  unit: 'members',
};
const HASHSIZE: SetTypeOption = {
  name: 'hashsize',
  kind: 'number',
  label: 'Hash size',
  help: 'Buckets to begin with; it grows by itself. 1024 when left out.',
  max: 4_294_967_295,
};
const FORCEADD: SetTypeOption = {
  name: 'forceadd',
  kind: 'flag',
  label: 'Make room',
  help: 'A full set drops a random member for a new one.',
};
const NETMASK: SetTypeOption = {
  name: 'netmask',
  kind: 'number',
  label: 'Prefix length',
  help: 'Addresses are stored as networks of this length.',
  max: 128,
};
const range = (example: string): SetTypeOption => ({
  name: 'range',
  kind: 'range',
  label: 'Range',
  help: `What can be a member: ${example}. One bit is kept for each.`,
  needed: true,
});

const EXTRAS = [TIMEOUT, COMMENT, COUNTERS];
const HASH = [FAMILY, ...EXTRAS, MAXELEM, HASHSIZE, FORCEADD];

function hash(parts: readonly SetPart[], about: string, example: string, own: readonly SetTypeOption[] = []): SetType {
  const addressed = parts.some((part) => part === 'ip' || part === 'net');
  const options = [...HASH.filter((option) => addressed || option !== FAMILY), ...own];
  return { name: `hash:${parts.join(',')}`, parts, about, example, options };
}

/** The types of set that ipset 7 knows, the common ones first. */
export const SET_TYPES: readonly [SetType, ...SetType[]] = [
  hash(['ip'], 'Single addresses', '192.0.2.7', [NETMASK]),
  hash(['net'], 'Networks of any size', '192.0.2.0/24'),
  hash(['ip', 'port'], 'An address and a port', '192.0.2.7,tcp:443'),
  hash(['net', 'port'], 'A network and a port', '192.0.2.0/24,tcp:443'),
  {
    name: 'bitmap:port',
    parts: ['port'],
    about: 'Ports',
    example: '443',
    options: [range('1-1024'), ...EXTRAS],
  },
  {
    name: 'list:set',
    parts: ['set'],
    about: 'Other sets, asked in turn',
    example: 'blocked',
    options: [
      ...EXTRAS,
      {
        name: 'size',
        kind: 'number',
        label: 'Size',
        help: 'How many sets it is made for; 8 when left out.',
        max: 65_536,
      },
    ],
  },
  hash(['net', 'iface'], 'A network behind an interface', '192.0.2.0/24,eth0'),
  hash(['mac'], 'MAC addresses', '00:53:00:12:34:56'),
  hash(['ip', 'mac'], 'An address with its MAC address', '192.0.2.7,00:53:00:12:34:56'),
  hash(['ip', 'mark'], 'An address and a mark', '192.0.2.7,0x00000010', [
    {
      name: 'markmask',
      kind: 'number',
      label: 'Mark mask',
      help: 'Which bits of the mark count; all when left out.',
      max: 4_294_967_295,
    },
  ]),
  hash(['ip', 'port', 'ip'], 'An address, a port and a second address', '192.0.2.7,tcp:443,198.51.100.1'),
  hash(['ip', 'port', 'net'], 'An address, a port and a network', '192.0.2.7,tcp:443,198.51.100.0/24'),
  hash(['net', 'net'], 'Two networks', '192.0.2.0/24,198.51.100.0/24'),
  hash(['net', 'port', 'net'], 'A network, a port and a second network', '192.0.2.0/24,tcp:443,198.51.100.0/24'),
  {
    name: 'bitmap:ip',
    parts: ['ip'],
    about: 'Addresses of one range, a bit for each',
    example: '192.0.2.7',
    options: [range('192.0.2.0/24'), NETMASK, ...EXTRAS],
  },
  {
    name: 'bitmap:ip,mac',
    parts: ['ip', 'mac'],
    about: 'Addresses of one range with their MAC addresses',
    example: '192.0.2.7,00:53:00:12:34:56',
    options: [range('192.0.2.0/24'), ...EXTRAS],
  },
];

const BY_NAME = new Map(SET_TYPES.map((type) => [type.name, type]));

/** The type of that name; undefined for one that we do not know. */
export function findSetType(name: string): SetType | undefined {
  return BY_NAME.get(name);
}
