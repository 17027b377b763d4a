import { findSetType, SET_TYPES, setNameRefusal, type SetHead, type SetTypeOption } from '@sluice/netfilter';
import { useState, type FormEvent } from 'react';
import { Disclosure, DisclosurePanel, Heading, Button as AriaButton } from 'react-aria-components';
import { ChevronRight } from 'lucide-react';
import { setsNow } from '../state/host-sets.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Select } from '../ui/choice.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { takeFocus, TextField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { createSet, readMembers } from './edit-sets.ts';
import { MembersField } from './members-field.tsx';
import { defaultOf, isCommon, optionRefusal, optionWords, TYPE_CHOICES, type ChosenOptions } from './set-words.ts';
import './sets.css';

/** Asks what a new set shall be and who is in it; the form is made of the type's definition. */
export function NewSetDialog(props: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [typeName, setTypeName] = useState('hash:ip');
  const [chosen, setChosen] = useState<ChosenOptions>({});
  const [typed, setTyped] = useState('');
  const type = findSetType(typeName) ?? SET_TYPES[0];
  const set: SetHead = { name, type: type.name, words: optionWords(type, chosen) };
  const { members, faults } = readMembers(set, typed);
  const taken = setsNow().some((other) => other.name === name) ? `This host has a set ${name} already.` : null;
  const nameRefusal = taken ?? setNameRefusal(name);
  const wrong = type.options.some((option) => optionRefusal(option, chosen[option.name] ?? '') !== null);
  const ready = nameRefusal === null && !wrong && faults.length === 0;
  const choose = (option: string, value: string): void => setChosen((before) => ({ ...before, [option]: value }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && createSet(set, members)) props.onClose();
  };
  const field = (option: SetTypeOption) => (
    <OptionField
      key={option.name}
      option={option}
      value={chosen[option.name] ?? defaultOf(option)}
      onChange={(value) => choose(option.name, value)}
    />
  );
  const rare = type.options.filter((option) => !isCommon(option));
  return (
    <Dialog title="New set" width={560} onClose={props.onClose}>
      <form className="ui-dialog-form" onSubmit={submit}>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          mono
          placeholder="for example blocked"
          hint="Rules ask it with -m set --match-set NAME src."
          error={name === '' ? null : nameRefusal}
          inputRef={takeFocus}
        />
        <Select label="What it holds" value={typeName} options={TYPE_CHOICES} onChange={setTypeName} />
        <div className="sets-options">{type.options.filter(isCommon).map(field)}</div>
        <Disclosure className="sets-more">
          <Heading>
            <AriaButton slot="trigger">
              <ChevronRight aria-hidden="true" />
              More options
            </AriaButton>
          </Heading>
          <DisclosurePanel>
            <div className="sets-options">{rare.map(field)}</div>
          </DisclosurePanel>
        </Disclosure>
        <MembersField
          label="Members"
          example={type.example}
          value={typed}
          onChange={setTyped}
          faults={faults}
          found={members.length}
        />
        <DialogButtons>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button type="submit" look="primary" isDisabled={!ready}>
            Create set
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

const CHOICE_NAMES: Readonly<Record<string, string>> = { inet: 'IPv4', inet6: 'IPv6' };

function OptionField(props: {
  readonly option: SetTypeOption;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { option, value, onChange } = props;
  switch (option.kind) {
    case 'flag':
      return (
        <div title={option.help}>
          <Checkbox checked={value !== ''} onChange={(on) => onChange(on ? option.name : '')}>
            {option.label}
          </Checkbox>
        </div>
      );
    case 'choice':
      return (
        <div className="sets-wide">
          <div className="ui-label">{option.label}</div>
          <Segmented
            label={option.label}
            stretch
            value={value}
            options={(option.choices ?? []).map((id) => ({ id, name: CHOICE_NAMES[id] ?? id }))}
            onChange={onChange}
          />
        </div>
      );
    case 'number':
    case 'range':
      return (
        <TextField
          label={option.label}
          aside={option.unit}
          value={value}
          onChange={onChange}
          mono
          hint={option.help}
          error={value === '' ? null : optionRefusal(option, value)}
        />
      );
  }
}
