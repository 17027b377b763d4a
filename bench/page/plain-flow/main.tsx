import { Handle, Position, ReactFlow, type Edge, type Node } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { createRoot } from 'react-dom/client';
import { parseSave } from '@sluice/iptables';

/** A chain as one would draw it at first: a node with a list of rules. */
type PlainNode = Node<{ readonly name: string; readonly rules: readonly string[] }, 'plain'>;

const COLUMNS = 36;
const ROWS = 14;
const NODE_TYPES = { plain: PlainChain };

const text = await (await fetch('./rules.save')).text();
const chains = parseSave(text, { family: 'ipv4' }).ruleset.tables.flatMap((table) =>
  table.chains.map((chain) => ({ id: `${table.name}/${chain.name}`, table: table.name, chain })),
);
const known = new Set(chains.map(({ id }) => id));
const nodes = chains.map(({ id, chain }, at): PlainNode => ({
  id,
  type: 'plain',
  position: { x: (at % COLUMNS) * 300, y: Math.floor(at / COLUMNS) * 380 },
  data: { name: chain.name, rules: chain.rules.slice(0, ROWS).map((rule) => rule.text) },
}));
const edges = chains.flatMap(({ id, table, chain }) =>
  chain.rules.slice(0, ROWS).flatMap(({ id: rule, spec }): readonly Edge[] => {
    const target = `${table}/${spec.target?.name ?? ''}`;
    return known.has(target) ? [{ id: rule, source: id, target }] : [];
  }),
);
createRoot(document.querySelector('#root') as HTMLElement).render(
  <ReactFlow defaultNodes={nodes} defaultEdges={[...edges]} nodeTypes={NODE_TYPES} minZoom={0.02} fitView />,
);

function PlainChain(props: { readonly data: PlainNode['data'] }) {
  return (
    <div className="plain">
      <Handle type="target" position={Position.Left} />
      <b>{props.data.name}</b>
      <ul>
        {props.data.rules.map((rule, at) => (
          <li key={at}>
            <span>{rule}</span>
            <span>0</span>
          </li>
        ))}
      </ul>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}
