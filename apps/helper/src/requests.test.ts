import { describe, expect, test } from 'vitest';
import { HelperRefusal } from './failure.ts';
import { checkRequest, requestNumber } from './requests.ts';

const HASH = 'a'.repeat(64);
const target = { family: 'ipv4', base: HASH, text: '*filter\nCOMMIT\n' };

const reset = (scope: unknown): unknown => ({
  id: 1,
  verb: 'resetCounters',
  params: { family: 'ipv4', base: HASH, scope },
});

const GOOD: readonly (readonly [string, unknown])[] = [
  ['read', {}],
  ['status', {}],
  ['counters', { family: 'ipv6' }],
  ['resetCounters', { family: 'ipv4', base: HASH, scope: null }],
  ['resetCounters', { family: 'ipv4', base: HASH, scope: { table: 'nat', chain: null, rule: null } }],
  ['resetCounters', { family: 'ipv4', base: HASH, scope: { table: 'nat', chain: 'X', rule: 3 } }],
  ['dryRun', { targets: [target] }],
  ['apply', { targets: [target, { ...target, family: 'ipv6', planHash: HASH }], seconds: 60 }],
  ['confirm', { id: 'abcd-1' }],
  ['rollback', { id: 'abcd-1' }],
  ['extend', { id: 'abcd-1', seconds: 3600 }],
  ['translate', { family: 'ipv6', table: 'mangle', chain: 'X', text: '-j ACCEPT' }],
  ['watch', { on: true, interval: 1000 }],
];

test.each(GOOD)('%s with what it needs', (verb, params) => {
  expect(checkRequest({ id: 7, verb, params })).toEqual({ id: 7, verb, params });
});

const BAD: readonly (readonly [string, unknown])[] = [
  ['no object', 'read'],
  ['no number', { verb: 'read', params: {} }],
  ['a broken number', { id: 1.5, verb: 'read', params: {} }],
  ['another verb', { id: 1, verb: 'exec', params: {} }],
  ['a verb of Object.prototype', { id: 1, verb: 'constructor', params: {} }],
  ['no params', { id: 1, verb: 'read' }],
  ['params that are a list', { id: 1, verb: 'read', params: [] }],
  ['a member too many', { id: 1, verb: 'read', params: { argv: ['--modprobe=/x'] } }],
  ['a member beside the three', { id: 1, verb: 'read', params: {}, env: {} }],
  ['__proto__ as a member', JSON.parse('{"id":1,"verb":"read","params":{"__proto__":{"on":true}}}')],
  [
    'a chain without a name',
    { id: 1, verb: 'translate', params: { family: 'ipv4', table: 'filter', chain: '', text: '' } },
  ],
  ['another family', { id: 1, verb: 'counters', params: { family: 'arp' } }],
  ['a reset of another table', reset({ table: 'x', chain: 'X', rule: null })],
  ['a reset of rule 0', reset({ table: 'nat', chain: 'X', rule: 0 })],
  ['a reset with more words', reset({ table: 'nat', chain: 'X', rule: null, argv: ['-F'] })],
  ['no targets', { id: 1, verb: 'dryRun', params: { targets: [] } }],
  ['a family twice', { id: 1, verb: 'dryRun', params: { targets: [target, target] } }],
  ['text that is no string', { id: 1, verb: 'dryRun', params: { targets: [{ ...target, text: ['x'] }] } }],
  ['a base that is no hash', { id: 1, verb: 'dryRun', params: { targets: [{ ...target, base: '../x' }] } }],
  ['too short a window', { id: 1, verb: 'apply', params: { targets: [target], seconds: 4 } }],
  ['too long a window', { id: 1, verb: 'apply', params: { targets: [target], seconds: 3601 } }],
  ['half a second', { id: 1, verb: 'apply', params: { targets: [target], seconds: 5.5 } }],
  ['a path as change', { id: 1, verb: 'confirm', params: { id: '../../etc' } }],
  ['an interval of nothing', { id: 1, verb: 'watch', params: { on: true, interval: 0 } }],
];

describe('refuses, and says that nothing was done', () => {
  test.each(BAD)('%s', (_what, message) => {
    expect(() => checkRequest(message)).toThrow(HelperRefusal);
    try {
      checkRequest(message);
    } catch (thrown) {
      expect((thrown as HelperRefusal).failure).toMatchObject({ code: 'badRequest', unchanged: true });
    }
  });
});

test('a refused request is still answered by its number', () => {
  expect(requestNumber({ id: 3, verb: 'nothing' })).toBe(3);
  expect(requestNumber({ id: -1 })).toBeNull();
  expect(requestNumber(null)).toBeNull();
});
