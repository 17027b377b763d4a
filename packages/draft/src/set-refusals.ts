import { setNameRefusal, type SetHead } from '@sluice/netfilter';
import type { Refused } from './refusal.ts';
import type { Step } from './step.ts';

/** Why a set may not be made so; null when it may. Whether the host has one of this name already, the host says. */
export function setHeadRefusal({ name }: SetHead): Refused {
  const bad = setNameRefusal(name);
  return bad === null ? null : ['setName', bad];
}

/** A member is one line; whether the set takes it is for its type to say (`readMember`) and for the host. */
export function membersRefusal({ members }: Extract<Step, { readonly members: unknown }>): Refused {
  const broken = members.some((member) => /\p{Cc}/u.test(member) || member.trim() !== member || member === '');
  return broken ? ['setMember', 'A member is one line of text without control characters.'] : null;
}
