import { describe, expect, it } from 'vitest';
import { BACKENDS } from './family.ts';
import { JOURNEYS, legsOf } from './journey.ts';

describe('the legs of a journey', () => {
  it('name tables and the kernel’s own work in the order that was measured', () => {
    const inShort = JOURNEYS.flatMap((journey) =>
      BACKENDS.map((backend) => {
        const legs = legsOf(journey, backend).map((leg) => {
          if (leg.kind !== 'hook') return leg.kind === 'end' ? leg.at : `${leg.kind} ${leg.to}`;
          const stages = leg.stages.map((stage) => (stage.kind === 'table' ? stage.table : `(${stage.kind})`));
          return `${leg.hook} ${stages.join(' ')}`;
        });
        return [`${journey} on ${backend}`, ...legs];
      }),
    );
    expect(inShort).toMatchInlineSnapshot(`
      [
        [
          "arriving on nft",
          "PREROUTING (defrag) raw (conntrack) mangle nat",
          "routing INPUT",
          "INPUT mangle filter nat security (confirm)",
          "process",
        ],
        [
          "arriving on legacy",
          "PREROUTING (defrag) raw (conntrack) mangle nat",
          "routing INPUT",
          "INPUT mangle filter security nat (confirm)",
          "process",
        ],
        [
          "forwarded on nft",
          "PREROUTING (defrag) raw (conntrack) mangle nat",
          "routing FORWARD",
          "FORWARD mangle filter security",
          "POSTROUTING mangle nat (confirm)",
          "wire",
        ],
        [
          "forwarded on legacy",
          "PREROUTING (defrag) raw (conntrack) mangle nat",
          "routing FORWARD",
          "FORWARD mangle filter security",
          "POSTROUTING mangle nat (confirm)",
          "wire",
        ],
        [
          "sent on nft",
          "routing OUTPUT",
          "OUTPUT (defrag) raw (conntrack) mangle nat filter security",
          "POSTROUTING mangle nat (confirm)",
          "wire",
        ],
        [
          "sent on legacy",
          "routing OUTPUT",
          "OUTPUT (defrag) raw (conntrack) mangle nat filter security",
          "POSTROUTING mangle nat (confirm)",
          "wire",
        ],
        [
          "looped on nft",
          "routing OUTPUT",
          "OUTPUT (defrag) raw (conntrack) mangle nat filter security",
          "POSTROUTING mangle nat (confirm)",
          "loopback PREROUTING",
          "PREROUTING raw mangle",
          "INPUT mangle filter security",
          "process",
        ],
        [
          "looped on legacy",
          "routing OUTPUT",
          "OUTPUT (defrag) raw (conntrack) mangle nat filter security",
          "POSTROUTING mangle nat (confirm)",
          "loopback PREROUTING",
          "PREROUTING raw mangle",
          "INPUT mangle filter security",
          "process",
        ],
      ]
    `);
  });
});
