import type { PacketWord, PacketWords, WordProblem } from '@sluice/analysis';
import { useSimulation } from '../state/simulation.ts';
import { useWorkspace } from '../state/workspace.ts';
import { ComboBox, Select, type Option } from '../ui/choice.tsx';
import { TextField } from '../ui/field.tsx';

const PATHS: readonly Option[] = [
  { id: 'arriving', name: 'comes in, for this host' },
  { id: 'forwarded', name: 'passes through' },
  { id: 'sent', name: 'is sent by this host' },
  { id: 'looped', name: 'stays on this host (lo)' },
];
const STATES: readonly Option[] = [
  { id: 'NEW', name: 'NEW', help: 'The first packet of a connection' },
  { id: 'ESTABLISHED', name: 'ESTABLISHED', help: 'A later packet, there or back' },
  { id: 'RELATED', name: 'RELATED', help: 'An error about a connection, or its helper’s second one' },
  { id: 'INVALID', name: 'INVALID', help: 'Belongs to nothing that is known' },
  { id: 'UNTRACKED', name: 'UNTRACKED', help: 'Connection tracking looked away' },
];
const WITH_PORTS = ['tcp', 'udp', 'sctp', 'dccp', 'udplite', '6', '17', '132', '33', '136'];
const ICMP = ['icmp', 'ipv6-icmp', 'icmpv6', '1', '58'];

/** The packet: what is left empty may be anything. */
export function PacketForm(props: { readonly words: PacketWords; readonly problem: WordProblem | null }) {
  const { words, problem } = props;
  const put = useSimulation((state) => state.put);
  const protocol = words.proto?.trim().toLowerCase() ?? '';
  const path = words.path ?? 'arriving';
  const field = (word: PacketWord): { value: string; error: string | null; onChange: (value: string) => void } => ({
    value: words[word] ?? '',
    error: problem?.word === word ? `Use ${problem.want}.` : null,
    // The other words stay as they are shown, also before anybody typed.
    onChange: (value) => put({ ...words, [word]: value }),
  });
  const hasPorts = protocol === '' || WITH_PORTS.includes(protocol);
  return (
    <fieldset className="sim-form">
      <legend className="unseen">The packet</legend>
      <div className="sim-fields sim-what-kind">
        <Select label="The packet" value={path} options={PATHS} onChange={field('path').onChange} />
        <ProtocolField {...field('proto')} />
        <Detail protocol={protocol} words={words} field={field} />
      </div>
      <div className={hasPorts ? 'sim-fields sim-ends' : 'sim-fields'}>
        <TextField label="From" placeholder="any" mono {...field('src')} />
        {hasPorts && <TextField label="Source port" placeholder="any" mono {...field('sport')} />}
        <TextField label="To" placeholder="any" mono {...field('dst')} />
        {hasPorts && <TextField label="Port" placeholder="any" mono {...field('dport')} />}
      </div>
      <div className="sim-fields">
        <Links path={path} field={field} />
        <Select
          label="Connection state"
          value={words.state?.toUpperCase() ?? 'NEW'}
          options={STATES}
          onChange={field('state').onChange}
        />
      </div>
    </fieldset>
  );
}

/** What else a packet of this protocol says. */
function Detail(props: { readonly protocol: string; readonly words: PacketWords; readonly field: Field }) {
  const { protocol, words, field } = props;
  if (protocol === 'tcp' || protocol === '6')
    return <TextField label="Flags" placeholder={isFirst(words) ? 'SYN' : 'ACK'} mono {...field('flags')} />;
  if (ICMP.includes(protocol))
    return <TextField label="Type" placeholder={isFirst(words) ? 'echo-request' : 'any'} mono {...field('icmp')} />;
  return <TextField label="Mark" placeholder="0" mono {...field('mark')} />;
}

function isFirst({ state }: PacketWords): boolean {
  return state === undefined || state === '' || state.toUpperCase() === 'NEW';
}

type Field = (word: PacketWord) => { value: string; error: string | null; onChange: (value: string) => void };

/** Which interfaces there are to say depends on the way. */
function Links(props: { readonly path: string; readonly field: Field }) {
  const { path, field } = props;
  const names = useWorkspace((state) => state.interfaces);
  const options = names.map((name): Option => ({ id: name, name, shown: <span className="mono">{name}</span> }));
  if (path === 'looped') return null;
  const link = (word: 'in' | 'out', label: string) => {
    const { onChange, ...rest } = field(word);
    return (
      <ComboBox
        label={label}
        placeholder="any"
        mono
        options={options}
        {...rest}
        onChange={onChange}
        onCommit={onChange}
      />
    );
  };
  return (
    <>
      {path !== 'sent' && link('in', 'In interface')}
      {path !== 'arriving' && link('out', 'Out interface')}
    </>
  );
}

function ProtocolField(props: { value: string; error: string | null; onChange: (value: string) => void }) {
  const family = useWorkspace((state) => state.family);
  const names = ['tcp', 'udp', family === 'ipv4' ? 'icmp' : 'ipv6-icmp', 'sctp', 'esp', 'gre'];
  const options = names.map((name): Option => ({ id: name, name, shown: <span className="mono">{name}</span> }));
  return <ComboBox label="Protocol" placeholder="any" mono options={options} {...props} onCommit={props.onChange} />;
}
