import type { Given } from '../extensions/definition.ts';
import { normalOptions } from '../extensions/normal-form.ts';
import { findOption, findTarget } from '../extensions/registry.ts';
import type { Hook } from '../hook.ts';
import type { TargetUse } from '../rule.ts';
import type { Packet, PacketField } from './packet.ts';

/** The packet after a target has had it. What an unknown target changed, nobody knows. */
export function alterPacket(target: TargetUse, packet: Packet, hook: Hook): Packet {
  const definition = findTarget(target.name);
  if (!definition) return forget(packet, FORGOTTEN);
  if (!definition.alters) return forget(packet, definition.writes ?? []);
  const options = normalOptions(definition, target.options, packet.family);
  const given: Given = {
    packet,
    hook,
    has: (name) => options.some((use) => use.name === name),
    value: (name) => {
      const use = options.find((each) => each.name === name);
      const value = use && findOption(definition, name)?.kind.parse(use.values, packet.family);
      return value?.ok ? value.value : undefined;
    },
  };
  return { ...packet, ...definition.alters(given) };
}

/** What a target that we do not know may have changed: all that any target changes. */
const FORGOTTEN: readonly PacketField[] = [
  'mark',
  'connectionMark',
  'tos',
  'hopLimit',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'tcpFlags',
];

/** The fields that a target may change. */
export function writtenBy(target: TargetUse): readonly PacketField[] {
  const definition = findTarget(target.name);
  return definition ? (definition.writes ?? []) : FORGOTTEN;
}

function forget(packet: Packet, fields: readonly PacketField[]): Packet {
  if (fields.length === 0) return packet;
  return { ...packet, ...Object.fromEntries(fields.map((field) => [field, undefined])) };
}
