/** The two address families that iptables keeps apart: each has its own tables, chains and tools. */
export const FAMILIES = ['ipv4', 'ipv6'] as const;

/** `ipv4` is iptables, `ipv6` is ip6tables. */
export type Family = (typeof FAMILIES)[number];

/** The two implementations of the iptables command line: over nf_tables, and over the older x_tables. */
export const BACKENDS = ['nft', 'legacy'] as const;

/** Which kernel interface holds the rules; both may hold rules at once, and the kernel then runs both. */
export type Backend = (typeof BACKENDS)[number];
