/** The five places in the kernel's packet path where chains can stand, in iptables' own words. */
export const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;

/** A hook's name is also the name of every built-in chain that stands in it. */
export type Hook = (typeof HOOKS)[number];

/** Whether a chain name belongs to a hook, so that the chain is built-in and has a policy. */
export function isHook(name: string): name is Hook {
  return (HOOKS as readonly string[]).includes(name);
}
