import { printRuleset } from '@sluice/iptables';
import type { RuleId } from '@sluice/netfilter';
import { rulesetOf } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { restoreState } from './restore-state.ts';
import { stepsBetween } from './steps-between.ts';
import { applySteps } from './apply.ts';

const filter = (...lines: readonly string[]) =>
  rulesetOf(
    ['*filter', ':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]', ...lines, 'COMMIT', ''].join('\n'),
    'ipv4',
  );

function restored(now: ReturnType<typeof filter>, earlier: ReturnType<typeof filter>): readonly string[] {
  let made = 0;
  const target = restoreState(now, earlier, () => `new:${(made += 1)}` as RuleId);
  // The steps of a draft lead there from what runs now.
  const drafted = applySteps(now, stepsBetween(now, target));
  if (!drafted.ok) throw new Error(drafted.error.message);
  expect(printRuleset(drafted.value, { counters: false })).toBe(printRuleset(target, { counters: false }));
  return printRuleset(target, { counters: false })
    .split('\n')
    .filter((line) => /^(-A|:)/.test(line) && !/^:(INPUT|FORWARD|OUTPUT) /.test(line));
}

describe('an earlier state as a draft', () => {
  it('brings back what a person removed and takes out what a person added', () => {
    const earlier = filter('-A INPUT -p tcp --dport 22 -j ACCEPT', '-A INPUT -p udp --dport 53 -j ACCEPT');
    const now = filter('-A INPUT -p udp --dport 53 -j ACCEPT', '-A INPUT -p tcp --dport 9090 -j ACCEPT');
    expect(restored(now, earlier)).toEqual(
      ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT', '-A INPUT -p udp -m udp --dport 53 -j ACCEPT'].map((line) =>
        expect.stringContaining(line.replace(/ -m (tcp|udp)/, '')),
      ),
    );
  });

  it('keeps the bans of fail2ban that are there now, and brings back none that are over', () => {
    const jump = '-A INPUT -p tcp --dport 22 -j f2b-sshd';
    const earlier = filter(':f2b-sshd - [0:0]', jump, '-A f2b-sshd -s 192.0.2.1/32 -j REJECT', '-A f2b-sshd -j RETURN');
    const now = filter(
      ':f2b-sshd - [0:0]',
      jump,
      '-A INPUT -p tcp --dport 9090 -j ACCEPT',
      '-A f2b-sshd -s 192.0.2.7/32 -j REJECT',
      '-A f2b-sshd -j RETURN',
    );
    expect(restored(now, earlier)).toEqual(
      [':f2b-sshd - ', jump, '-A f2b-sshd -s 192.0.2.7/32 -j REJECT', '-A f2b-sshd -j RETURN'].map((line) =>
        expect.stringContaining(line),
      ),
    );
  });

  it('brings back what a person had in DOCKER-USER while Docker keeps its own', () => {
    const docker = [':DOCKER-USER - [0:0]', ':DOCKER - [0:0]', '-A FORWARD -j DOCKER-USER', '-A FORWARD -j DOCKER'];
    const earlier = filter(...docker, '-A DOCKER-USER -s 10.0.0.0/8 -j DROP', '-A DOCKER -d 172.17.0.2/32 -j ACCEPT');
    const now = filter(...docker, '-A DOCKER -d 172.17.0.3/32 -j ACCEPT');
    const lines = restored(now, earlier);
    expect(lines).toContain('-A DOCKER-USER -s 10.0.0.0/8 -j DROP');
    expect(lines).toContain('-A DOCKER -d 172.17.0.3/32 -j ACCEPT');
    expect(lines.join('\n')).not.toContain('172.17.0.2');
  });

  it('is nothing to do when only others changed something', () => {
    const earlier = filter('-A INPUT -j ACCEPT');
    const now = filter(':f2b-sshd - [0:0]', '-A INPUT -p tcp -j f2b-sshd', '-A INPUT -j ACCEPT');
    expect(
      stepsBetween(
        now,
        restoreState(now, earlier, () => 'new' as RuleId),
      ),
    ).toEqual([]);
  });
});
