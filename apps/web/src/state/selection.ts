import type { RuleRef } from '@sluice/draft';
import type { RuleId, TableName } from '@sluice/netfilter';
import { create } from 'zustand';

/** The inspector's fields, each for one thing that a rule can say. */
export type FieldName =
  | 'protocol'
  | 'source'
  | 'destination'
  | 'inInterface'
  | 'outInterface'
  | 'sourcePort'
  | 'destinationPort'
  | 'ctstates'
  | 'comment'
  | 'target';

/** What can be selected: one rule or one chain. */
export type Selected =
  | { readonly kind: 'rule'; readonly table: TableName; readonly chain: string; readonly id: RuleId }
  | { readonly kind: 'chain'; readonly table: TableName; readonly chain: string };

const NOTHING: readonly RuleRef[] = [];

/** How to select. */
export interface SelectOptions {
  /** Puts the cursor into this field of the inspector. */
  readonly edit?: FieldName | undefined;
  /** Brings it into view on the map. */
  readonly reveal?: boolean | undefined;
  /** The focus stays where it is: a person goes through a list. */
  readonly keepFocus?: boolean | undefined;
}

/** The one selection of the page; map, rail and inspector all show it. */
export interface SelectionState {
  /** What the inspector and the keys are about; of several rules, the one that was chosen last. */
  readonly selected: Selected | null;
  /** The rules that are selected together with `selected`. */
  readonly others: readonly RuleRef[];
  /** Where a range of rules begins: the rule that was last chosen by itself. */
  readonly anchor: RuleRef | null;
  /** The field that asks for the cursor, until the inspector has given it. */
  readonly editField: FieldName | null;
  /** The focus does not follow this selection. */
  readonly keepsFocus: boolean;
  /** Grows each time that the map is asked to bring the selection into view. */
  readonly reveals: number;
  /** Selects this and nothing else. */
  readonly select: (selected: Selected | null, options?: SelectOptions) => void;
  /** Selects these rules together; the last one is the one that `selected` names. The range begins where it did. */
  readonly selectRules: (rules: readonly RuleRef[]) => void;
  /** Takes a rule into the selection, or out of it. */
  readonly toggle: (rule: RuleRef) => void;
  /** Brings what is selected into view once more; the keys go on from there. */
  readonly reveal: () => void;
  /** The inspector has taken `editField`. */
  readonly takeEditField: () => void;
}

/** The selection, as a store: components read it with a selector, commands with `getState()`. */
export const useSelection = create<SelectionState>()((set, get) => ({
  selected: null,
  others: NOTHING,
  anchor: null,
  editField: null,
  keepsFocus: false,
  reveals: 0,
  select: (selected, options = {}) =>
    set((state) => ({
      selected,
      others: NOTHING,
      anchor: selected?.kind === 'rule' ? selected : null,
      editField: options.edit ?? null,
      keepsFocus: options.keepFocus === true,
      reveals: state.reveals + (options.reveal === true ? 1 : 0),
    })),
  selectRules: (rules) => {
    const last = rules.at(-1);
    if (!last) return;
    set({ selected: asSelected(last), others: rules.slice(0, -1), editField: null, keepsFocus: false });
  },
  toggle: (rule) => {
    const rules = chosenRules(get());
    const rest = rules.filter(({ id }) => id !== rule.id);
    if (rest.length < rules.length && rest.length === 0) return get().select(null);
    get().selectRules(rest.length < rules.length ? rest : [...rules, rule]);
    set({ anchor: rule });
  },
  reveal: () => set(({ reveals }) => ({ keepsFocus: false, reveals: reveals + 1 })),
  takeEditField: () => set({ editField: null }),
}));

/** The rules that are selected, in the order in which they were chosen; none while a chain is. */
export function chosenRules({ selected, others }: Pick<SelectionState, 'selected' | 'others'>): readonly RuleRef[] {
  return selected?.kind === 'rule' ? [...others, selected] : NOTHING;
}

/** Whether the rule is selected, alone or with others. */
export function isChosen(state: Pick<SelectionState, 'selected' | 'others'>, rule: RuleRef): boolean {
  return chosenRules(state).some(
    ({ id, chain, table }) => id === rule.id && chain === rule.chain && table === rule.table,
  );
}

function asSelected({ table, chain, id }: RuleRef): Selected {
  return { kind: 'rule', table, chain, id };
}
