import type { AmountUnit, Ask } from '@sluice/netfilter';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useSets } from '../../state/host-sets.ts';
import { useWorkspace } from '../../state/workspace.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { ComboBox, Select, type Option } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { leaveField } from '../leave-field.ts';
import { undoByKey } from '../text-edit-field.tsx';

/** What every control for one word of a value gets. */
export interface WordProps {
  readonly label: string;
  readonly aside: ReactNode;
  readonly end: ReactNode;
  readonly word: string;
  readonly example: string;
  /** Whether the kind takes this word here. */
  readonly takes: (word: string) => boolean;
  /** The word as iptables-save prints it; undefined where it is none. */
  readonly normal: (word: string) => string | undefined;
  /** How a sentence says it. */
  readonly reads: (word: string) => string;
  readonly problem: string | null;
  readonly isTyping: boolean;
  readonly isNeeded: boolean;
  readonly onType: (word: string) => void;
  /** Commits this word, or what was typed; answers whether it could be. */
  readonly onCommit: (word?: string) => boolean;
  readonly onRevert: () => void;
}

type Offers = NonNullable<Extract<Ask, { readonly by: 'line' }>['offers']>;

/** What can be chosen instead of typed: fixed words, or what the host has. */
function useOffers(offers: Offers): readonly string[] {
  const interfaces = useWorkspace((state) => state.interfaces);
  const sets = useSets();
  if (offers === 'interfaces') return interfaces;
  return offers === 'sets' ? sets.map(({ name }) => name) : offers;
}

/** A line of text, with what is offered where something is known. */
export function LineWord(props: WordProps & { readonly offers: Offers }) {
  const { word, problem, isTyping, onCommit } = props;
  const offers = useOffers(props.offers).filter(props.takes);
  // While the cursor is in the field, half a value is no error.
  const [leftOnce, setLeftOnce] = useState(false);
  const commit = (text?: string): void => {
    setLeftOnce(!onCommit(text));
  };
  const field = {
    label: props.label,
    aside: props.aside,
    end: props.end,
    value: word,
    placeholder: `like ${props.example}`,
    error: leftOnce || !isTyping ? problem : null,
    mono: true,
    onChange: props.onType,
    onKeyDown: (event: KeyboardEvent): void => {
      if (event.key === 'Enter') commit();
      if (!isTyping) undoByKey(event);
      if (event.key === 'Escape' && isTyping) props.onRevert();
      if (event.key === 'Escape') leaveField(event.target);
    },
  };
  if (offers.length === 0) return <TextField {...field} onBlur={() => commit()} />;
  return <ComboBox {...field} options={offers.map(asOption)} onCommit={(text) => commit(text)} />;
}

function asOption(name: string): Option {
  return { id: name, name, shown: <span className="mono">{name}</span> };
}

const NOT_SAID = '';

/** One word of a few. */
export function ChoiceWord(props: WordProps & { readonly of: readonly string[] }) {
  const { word, of, isNeeded, reads } = props;
  const normal = props.normal(word) ?? word;
  const options = of.map((each): Option => {
    const reading = reads(each);
    const shown = <span className="mono">{each}</span>;
    return { id: each, name: each, shown, note: reading === each || reading === '' ? undefined : reading };
  });
  const nothing: Option = {
    id: NOT_SAID,
    name: isNeeded ? 'choose' : 'not said',
    shown: <NotSaid isNeeded={isNeeded} />,
  };
  const unknown = normal === '' || of.includes(normal) ? [] : [asOption(normal)];
  return (
    <div className="mod-choice">
      <Select
        label={props.label}
        aside={props.aside}
        value={normal}
        options={[...(isNeeded && word !== '' ? [] : [nothing]), ...options, ...unknown]}
        onChange={(chosen) => props.onCommit(chosen)}
      />
      {props.end}
      {props.problem !== null && <p className="ui-error">{props.problem}</p>}
    </div>
  );
}

function NotSaid(props: { readonly isNeeded: boolean }) {
  return <span className="mod-not-said">{props.isNeeded ? 'choose' : 'not said'}</span>;
}

/** Any of some words, each with a box. */
export function WordChecks(props: WordProps & { readonly of: readonly string[]; readonly none: string }) {
  const { word, of, none } = props;
  const normal = props.normal(word) ?? word;
  const on = new Set(normal === none ? [] : normal.split(',').filter((part) => part !== ''));
  const toggle = (name: string, wanted: boolean): void => {
    const next = of.filter((each) => (each === name ? wanted : on.has(each)));
    props.onCommit(next.length === 0 ? none : next.join(','));
  };
  return (
    <fieldset className="mod-checks" aria-label={props.label}>
      <div className="ui-label">
        <span aria-hidden="true">{props.label}</span>
        <span className="ui-label-aside">{props.aside}</span>
      </div>
      <div className="mod-checks-boxes">
        {of.map((name) => (
          <Checkbox key={name} checked={on.has(name)} onChange={(wanted) => toggle(name, wanted)}>
            <span className="mono">{name}</span>
          </Checkbox>
        ))}
        {props.end}
      </div>
      {props.problem !== null && <p className="ui-error">{props.problem}</p>}
    </fieldset>
  );
}

/** A number and its unit. */
export function AmountWord(props: WordProps & { readonly units: readonly AmountUnit[] }) {
  const { word, units } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const spelled = [word, props.normal(word) ?? ''].map((each) => apart(each, units)).find((each) => each.unit);
  // What no unit fits stays as it is: it is shown whole, in place of the number.
  const count = spelled ? spelled.count : word;
  const now = chosen ?? spelled?.unit?.suffix ?? units[0]?.suffix ?? '';
  return (
    <div className="mod-amount">
      <LineWord
        {...props}
        offers={[]}
        word={count}
        example={props.example.replace(/\D.*$/, '')}
        onType={(text) => props.onType(together(text.trim(), now))}
      />
      <Select
        label={`${props.label}: unit`}
        hideLabel
        value={now}
        options={units.map(({ suffix: id, name }) => ({ id, name }))}
        onChange={(end) => {
          setChosen(end);
          if (spelled) props.onCommit(together(count, end));
        }}
      />
    </div>
  );
}

/** A word as its number and its unit, where it has one of these. */
function apart(word: string, units: readonly AmountUnit[]) {
  const [, count = '', suffix = ''] = /^(\d*)(.*)$/.exec(word) ?? [];
  return { count, unit: units.find((unit) => unit.suffix === suffix) };
}

/** A number with its unit; whatever else was typed stays alone. */
function together(count: string, suffix: string): string {
  return /^\d+$/.test(count) ? `${count}${suffix}` : count;
}
