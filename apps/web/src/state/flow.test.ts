import { parseSave, policyKey } from '@sluice/iptables';
import { expect, it } from 'vitest';
import { FlowReader, pipeFlows } from './flow.ts';

const { ruleset } = parseSave(
  `*mangle
:PREROUTING ACCEPT [0:0]
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:U - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -s 192.0.2.1 -j U
-A INPUT -j LOG
-A FORWARD -j U
-A U -p tcp -j DROP
-A U -j RETURN
COMMIT
`,
  { family: 'ipv4' },
);
const [lo, jump, log, forwarded, drop, back] = ruleset.tables
  .flatMap(({ chains }) => chains)
  .flatMap(({ rules }) => rules.map(({ id }) => id as string));

function reader(rates: Record<string, number>): FlowReader {
  return new FlowReader([ruleset, ruleset], (key) => {
    const rate = rates[key];
    return rate === undefined ? null : { packets: rate, bytes: rate * 100 };
  });
}

it('enters a user-defined chain as often as it is called', () => {
  expect(reader({ [String(jump)]: 30, [String(forwarded)]: 10 }).custom({ table: 'filter', chain: 'U' })).toEqual({
    packets: 40,
    bytes: 4000,
  });
});

it('adds up what a built-in chain decides by rules, called chains and policy', () => {
  const rates = {
    [String(lo)]: 5,
    [String(jump)]: 30,
    [String(log)]: 25,
    [String(forwarded)]: 10,
    [String(drop)]: 20,
    [String(back)]: 20,
    [policyKey('filter', 'INPUT')]: 15,
  };
  // Half of what enters U ends there: 15 of INPUT's 30, 5 of FORWARD's 10.
  expect(reader(rates).builtin({ table: 'filter', chain: 'INPUT' })?.packets).toBe(5 + 15 + 15);
  expect(reader(rates).builtin({ table: 'filter', chain: 'FORWARD' })?.packets).toBe(5);
  expect(reader(rates).hook('INPUT')?.packets).toBe(35);
});

it('asks nat only where no other table counts', () => {
  const nat = policyKey('nat', 'PREROUTING');
  expect(reader({ [nat]: 2 }).hook('PREROUTING')?.packets).toBe(2);
  expect(reader({ [nat]: 2, [policyKey('mangle', 'PREROUTING')]: 50 }).hook('PREROUTING')?.packets).toBe(50);
  expect(reader({}).hook('PREROUTING')).toBeNull();
});

it('lets the neighbours tell what a hook without counters cannot', () => {
  const pipes = pipeFlows(reader({ [policyKey('filter', 'INPUT')]: 7, [policyKey('filter', 'FORWARD')]: 3 }));
  expect([pipes.in?.packets, pipes.input?.packets, pipes.forward?.packets, pipes.out?.packets]).toEqual([10, 7, 3, 3]);
  expect(pipes.output).toBeNull();
});
