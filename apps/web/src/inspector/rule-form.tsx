import type { RuleRef } from '@sluice/draft';
import { readFields, rulePlacementRefusal, withField, type RuleSpec } from '@sluice/netfilter';
import { useState } from 'react';
import { useWorkspace } from '../state/workspace.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import type { Option } from '../ui/choice.tsx';
import { hasPorts, lineField } from './field-edit.ts';
import { ModuleForms, TargetForm } from './modules/module-forms.tsx';
import { TargetField } from './target-field.tsx';
import { TextEditField } from './text-edit-field.tsx';
import type { RuleEdit } from './use-rule-edit.ts';

const STATES: readonly string[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];
const MORE_STATES: readonly string[] = ['SNAT', 'DNAT'];

/** What the rule says, in fields. */
export function RuleForm(props: {
  readonly rule: RuleRef;
  readonly edit: RuleEdit;
  readonly onEditAsLine: () => void;
}) {
  const { rule, edit, onEditAsLine } = props;
  const fields = readFields(edit.rule.spec);
  const [addedSourcePort, setAddedSourcePort] = useState(false);
  const showsSourcePort = addedSourcePort || edit.shown(lineField('sourcePort')).text !== '';
  const ports = hasPorts(readFields(edit.typedSpec));
  const noPorts = ports
    ? null
    : `no ports in ${fields.protocol?.negated === true ? 'this' : (fields.protocol?.value ?? '')}`;
  return (
    <div className="insp-form">
      <div className="insp-two">
        <TextEditField
          edit={edit}
          name="protocol"
          label="Protocol"
          placeholder="any"
          options={useProtocols()}
          negatable={edit.shown(lineField('protocol')).negated}
        />
        <TextEditField edit={edit} name="destinationPort" label="Destination port" placeholder="any" off={noPorts} />
      </div>
      {showsSourcePort && (
        <div className="insp-source-port">
          <TextEditField edit={edit} name="sourcePort" label="Source port" placeholder="any" off={noPorts} />
        </div>
      )}
      <TextEditField edit={edit} name="source" label="Source" placeholder="any address" />
      <TextEditField edit={edit} name="destination" label="Destination" placeholder="any address" />
      <Interfaces rule={rule} edit={edit} />
      <States edit={edit} states={fields.ctstates} />
      <ModuleForms
        rule={rule}
        edit={edit}
        extra={showsSourcePort ? [] : [sourcePortEntry(ports, () => setAddedSourcePort(true))]}
        onEditAsLine={onEditAsLine}
      />
      <TargetField rule={rule} edit={edit} />
      <TargetForm edit={edit} onEditAsLine={onEditAsLine} />
      <TextEditField
        edit={edit}
        name="comment"
        label="Comment"
        placeholder="Why does this rule exist?"
        negatable={false}
        mono={false}
      />
    </div>
  );
}

function sourcePortEntry(ports: boolean, run: () => void) {
  return {
    id: 'source port',
    help: 'The port from which the packet was sent',
    refusal: ports ? null : 'This protocol has no ports.',
    run: () => {
      run();
      setTimeout(() => document.querySelector<HTMLInputElement>('.insp-source-port input')?.focus());
    },
  };
}

function Interfaces(props: { readonly rule: RuleRef; readonly edit: RuleEdit }) {
  const { rule, edit } = props;
  const names = useWorkspace((state) => state.interfaces);
  const options: readonly Option[] = names.map((name) => ({
    id: name,
    name,
    shown: <span className="mono">{name}</span>,
  }));
  return (
    <div className="insp-two">
      <TextEditField
        edit={edit}
        name="inInterface"
        label="In interface"
        placeholder="any"
        options={options}
        off={useNotHere(rule, { inInterface: { negated: false, value: 'x' }, matches: [] })}
      />
      <TextEditField
        edit={edit}
        name="outInterface"
        label="Out interface"
        placeholder="any"
        options={options}
        off={useNotHere(rule, { outInterface: { negated: false, value: 'x' }, matches: [] })}
      />
    </div>
  );
}

/** `not in INPUT` where such a condition may not stand. */
function useNotHere(rule: RuleRef, spec: RuleSpec): string | null {
  return useWorkspace(({ current, backend }) => {
    const refusal = current && rulePlacementRefusal(current, spec, rule, backend ?? undefined);
    if (!refusal) return null;
    return `not in ${refusal.hooks.length > 0 ? refusal.hooks.join(', ') : rule.table}`;
  });
}

function States(props: { readonly edit: RuleEdit; readonly states: ReturnType<typeof readFields>['ctstates'] }) {
  const { edit, states } = props;
  const on = new Set(states?.value);
  const toggle = (state: string, wanted: boolean): void => {
    const value = [...STATES, ...MORE_STATES].filter((name) => (name === state ? wanted : on.has(name)));
    edit.change('Set connection state', (spec) =>
      withField(spec, 'ctstates', { negated: states?.negated ?? false, value }),
    );
  };
  return (
    <fieldset className="insp-states">
      <legend className="ui-label">
        {states?.negated === true ? 'Connection state is none of' : 'Connection state'}
      </legend>
      <div>
        {[...STATES, ...MORE_STATES.filter((state) => on.has(state))].map((state) => (
          <Checkbox key={state} checked={on.has(state)} onChange={(wanted) => toggle(state, wanted)}>
            {state}
          </Checkbox>
        ))}
        {states && (
          <Checkbox
            checked={states.negated}
            onChange={(negated) =>
              edit.change('Negate connection state', (spec) =>
                withField(spec, 'ctstates', { negated, value: states.value }),
              )
            }
          >
            not
          </Checkbox>
        )}
      </div>
    </fieldset>
  );
}

function useProtocols(): readonly Option[] {
  const family = useWorkspace((state) => state.family);
  const names = ['tcp', 'udp', family === 'ipv4' ? 'icmp' : 'ipv6-icmp', 'sctp', 'esp', 'ah', 'gre', 'vrrp'];
  return names.map((name) => ({ id: name, name, shown: <span className="mono">{name}</span> }));
}
