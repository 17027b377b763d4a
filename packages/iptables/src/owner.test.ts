import { makerOfChain, ownerOfChain, ownerOfRule } from '@sluice/netfilter';
import { expect, test } from 'vitest';
import { createRule, ruleIdOf } from './index.ts';

test.each([
  ['DOCKER', 'docker'],
  ['DOCKER-ISOLATION-STAGE-1', 'docker'],
  ['f2b-sshd', 'fail2ban'],
  ['KUBE-SVC-7ABCDEFGHIJKLMNO', 'kube-proxy'],
  ['KUBE-POD-FW-7ABCDEFGHIJKLMNO', 'kube-router'],
  ['cali-INPUT', 'calico'],
  ['ufw6-user-input', 'ufw'],
  ['IN_public', 'firewalld'],
  ['IN_public_allow', 'firewalld'],
  ['FORWARD_POLICIES_pre', 'firewalld'],
  ['LIBVIRT_INP', 'libvirt'],
  ['ISTIO_REDIRECT', 'istio'],
  ['ts-input', 'tailscale'],
])('%s is written by %s', (chain, id) => {
  expect(ownerOfChain(chain)?.id).toBe(id);
});

test.each(['INPUT', 'IN_WEB', 'INPUT_CHAIN_ENVOY', 'DOCKERS', 'ufw', 'PRE_ROUTER', 'kube-svc'])(
  '%s is nobody’s but the person’s',
  (chain) => {
    expect(makerOfChain(chain)).toBeNull();
  },
);

test('DOCKER-USER is made by Docker and left to the person', () => {
  expect(makerOfChain('DOCKER-USER')?.id).toBe('docker');
  expect(ownerOfChain('DOCKER-USER')).toBeNull();
});

test.each([
  ['INPUT', '-p tcp -m multiport --dports 22 -j f2b-sshd', 'fail2ban'],
  ['FORWARD', '-j DOCKER-USER', 'docker'],
  ['FORWARD', '-m comment --comment "kubernetes forwarding rules" -j ACCEPT', 'kube-proxy'],
  ['INPUT', '-m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j ACCEPT', 'calico'],
  ['f2b-sshd', '-s 192.0.2.1/32 -j REJECT', 'fail2ban'],
  ['DOCKER-USER', '-s 192.0.2.1/32 -j DROP', undefined],
  ['INPUT', '-m comment --comment "not kubernetes " -j ACCEPT', undefined],
  ['INPUT', '-p tcp --dport 22 -j ACCEPT', undefined],
])('in %s, “%s” is %s’s', (chain, text, id) => {
  expect(ownerOfRule(createRule(text, ruleIdOf('filter', chain, text, 1)), chain)?.id).toBe(id);
});
