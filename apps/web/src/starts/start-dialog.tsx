import { startingRules, type StartingRules } from '@sluice/draft';
import type { Family } from '@sluice/netfilter';
import { useEffect, useEffectEvent, useRef, useState, type FormEvent } from 'react';
import { useReading } from '../import/use-reading.ts';
import { perform } from '../state/perform.ts';
import { useWorkspace } from '../state/workspace.ts';
import { FAMILY_NAMES } from '../shell/words.ts';
import { Button } from '../ui/button.tsx';
import { ComboBox } from '../ui/choice.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { takeFocus, TextField } from '../ui/field.tsx';
import { Sign } from '../ui/signs.tsx';
import { STARTS } from './start-commands.ts';
import './start-dialog.css';

/** Asks for the few things that differ from host to host, shows the rules that it makes of them, and drafts them. */
export function StartDialog(props: { readonly start: StartingRules['kind']; readonly onClose: () => void }) {
  const { onClose } = props;
  const family = useWorkspace((state) => state.family);
  const links = useWorkspace((state) => state.interfaces).filter((name) => name !== 'lo');
  const [fields, setFields] = useState<Fields>({
    sshPort: '22',
    sshFrom: '',
    ports: props.start === 'protect' ? '80, 443' : '',
    outside: links[0] ?? 'eth0',
    inside: links[1] ?? 'eth1',
  });
  const change = (part: Partial<Fields>): void => setFields((now) => ({ ...now, ...part }));
  const text = startingRules(startOf(props.start, fields), family);
  const { reading, done } = useReading(text);
  const wrong = reading?.leftOut[0];
  const title = STARTS.find(({ kind }) => kind === props.start)?.title ?? '';
  const isRead = reading !== null && done === null;
  // Who presses Enter sooner than the text is read has asked all the same.
  const asked = useRef<string | null>(null);
  const add = useEffectEvent(() => {
    if (reading && wrong === undefined && perform(title, reading.steps)) onClose();
  });
  useEffect(() => {
    if (!isRead || asked.current !== text) return;
    asked.current = null;
    add();
  }, [isRead, text]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isRead) add();
    else asked.current = text;
  };
  return (
    <Dialog title={title} onClose={onClose} width={720}>
      <form className="ui-dialog-form" onSubmit={submit}>
        <div className="start-fields">
          {props.start === 'protect' ? (
            <ProtectFields fields={fields} change={change} />
          ) : (
            <RouterFields fields={fields} change={change} links={links} />
          )}
        </div>
        <label>
          <span className="ui-label">
            The {FAMILY_NAMES[family]} rules <span className="ui-label-aside">as iptables-save text</span>
          </span>
          <textarea className="start-rules mono" readOnly rows={12} value={text} />
        </label>
        {wrong && (
          <p className="start-wrong" role="alert">
            <Sign kind="trouble" />
            <span>
              <code className="mono">{wrong.text}</code>
              {wrong.reason}
            </span>
          </p>
        )}
        <p className="ui-dialog-text">{noteFor(props.start, family)}</p>
        <DialogButtons>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isDisabled={isRead && wrong !== undefined}>
            Add to the draft
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

interface Fields {
  readonly sshPort: string;
  readonly sshFrom: string;
  readonly ports: string;
  readonly outside: string;
  readonly inside: string;
}

function startOf(kind: StartingRules['kind'], fields: Fields): StartingRules {
  const tcpPorts = fields.ports.split(/[\s,]+/).filter((port) => port !== '');
  if (kind === 'protect') {
    return { kind, tcpPorts, sshPort: fields.sshPort.trim(), sshFrom: fields.sshFrom.trim() };
  }
  return { kind, tcpPorts, outside: fields.outside.trim(), inside: fields.inside.trim() };
}

interface Part {
  readonly fields: Fields;
  readonly change: (part: Partial<Fields>) => void;
}

function ProtectFields({ fields, change }: Part) {
  return (
    <>
      <TextField
        label="SSH port"
        value={fields.sshPort}
        onChange={(sshPort) => change({ sshPort })}
        mono
        inputRef={takeFocus}
      />
      <TextField
        label="SSH only from"
        value={fields.sshFrom}
        onChange={(sshFrom) => change({ sshFrom })}
        mono
        placeholder="any address"
      />
      <TextField
        label="Other TCP ports let in"
        value={fields.ports}
        onChange={(ports) => change({ ports })}
        mono
        placeholder="none"
      />
    </>
  );
}

function RouterFields({ fields, change, links }: Part & { readonly links: readonly string[] }) {
  const options = links.map((name) => ({ id: name, name }));
  return (
    <>
      <ComboBox
        label="Outside interface"
        value={fields.outside}
        options={options}
        onChange={(outside) => change({ outside })}
        onCommit={(outside) => change({ outside })}
        mono
        inputRef={takeFocus}
      />
      <ComboBox
        label="Inside interface"
        value={fields.inside}
        options={options}
        onChange={(inside) => change({ inside })}
        onCommit={(inside) => change({ inside })}
        mono
      />
      <TextField
        label="TCP ports let in from outside"
        value={fields.ports}
        onChange={(ports) => change({ ports })}
        mono
        placeholder="none"
      />
    </>
  );
}

function noteFor(kind: StartingRules['kind'], family: Family): string {
  const other = `${FAMILY_NAMES[family === 'ipv4' ? 'ipv6' : 'ipv4']} has rules of its own: begin there in the same way.`;
  if (kind === 'protect') return other;
  const setting = family === 'ipv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  return `The kernel forwards packets only while ${setting} is 1; Sluice does not change that. ${other}`;
}
