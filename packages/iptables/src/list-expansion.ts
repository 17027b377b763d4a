import type { Negatable, RuleSpec } from '@sluice/netfilter';

const listOf = (value: Negatable<string> | undefined): readonly string[] =>
  value?.value.split(',').filter((word) => word !== '') ?? [];

const each = <T>(items: readonly T[]): readonly (T | undefined)[] => (items.length > 0 ? items : [undefined]);

/**
 * The rules that iptables makes of one line whose `-s` or `-d` holds a list of addresses, in its order (each source
 * with each destination); undefined when the line is one rule.
 */
export function expandLists(spec: RuleSpec): readonly RuleSpec[] | undefined {
  const sources = listOf(spec.source);
  const destinations = listOf(spec.destination);
  if (sources.length < 2 && destinations.length < 2) return undefined;
  if (spec.source?.negated && sources.length > 1) return undefined;
  if (spec.destination?.negated && destinations.length > 1) return undefined;
  return each(sources).flatMap((source) =>
    each(destinations).map((destination): RuleSpec => ({
      ...spec,
      ...(spec.source && source !== undefined && { source: { ...spec.source, value: source } }),
      ...(spec.destination &&
        destination !== undefined && { destination: { ...spec.destination, value: destination } }),
    })),
  );
}
