import { spellPacket, type LeftOut, type Severity, type Witness } from '@sluice/analysis';
import { count } from '../shell/words.ts';
import { byWords, FATE_WORDS } from '../simulate/stop-words.ts';

/** The sign before a problem, by how bad it is. */
export const SIGNS = { broken: 'trouble', mistake: 'warning', tidy: 'info' } as const satisfies Readonly<
  Record<Severity, string>
>;

/** A finding's sentence; the places that it names stand out. */
export function Sentence(props: { readonly text: string }) {
  return props.text.split(/([\w.-]+\/[^\s,;:]+ #\d+|[\w.-]+\/[\w.-]+(?=[\s,;:.])|#\d+)/).map((part, at) =>
    at % 2 === 1 ? (
      <code key={at} className="mono">
        {part}
      </code>
    ) : (
      part
    ),
  );
}

/** `tcp 192.0.2.9:50000 → 198.51.100.1:443`, and its state where that is said. */
export function WitnessPacket(props: { readonly witness: Witness }) {
  const { packet, state } = props.witness.question;
  return (
    <code className="problem-packet mono">
      {spellPacket(packet)}
      {state && ` ${state}`}
    </code>
  );
}

/** `dropped by filter/INPUT policy DROP` */
export function witnessFate({ fate, by }: Witness): string {
  return `${FATE_WORDS[fate].toLowerCase()}${by.kind === 'end' ? ', ' : ' '}${byWords(by)}`;
}

const LEFT_OUT: Readonly<Record<LeftOut['why'], (rules: string, many: boolean) => string>> = {
  large: (rules, many) => `${rules}: packets come by ${many ? 'them' : 'it'} in more ways than can be followed`,
  long: (rules, many) => `${rules}: it would take too long to say whether ${many ? 'they match' : 'it matches'}`,
  unshown: (rules, many) =>
    `${rules}: ${many ? 'they seem' : 'it seems'} never to match, and no packet was found that shows it`,
};

/** What is not known, and of how many rules. */
export function leftOutWords({ why, rules }: LeftOut): string {
  return LEFT_OUT[why](count(rules, 'rule'), rules !== 1);
}
