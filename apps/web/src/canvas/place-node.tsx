import { ArrowLeftRight, ArrowRight, Cpu, Globe } from 'lucide-react';
import { memo } from 'react';
import type { NodeProps } from '@xyflow/react';
import type { PlaceNode as Node } from './flow-nodes.ts';

const SHOWN = 3;

/** What stands on the packet's path beside the hooks. */
export const PlaceNode = memo(function PlaceNode({ data }: NodeProps<Node>) {
  switch (data.place) {
    case 'in':
      return (
        <div className="place place-in">
          <Globe />
          in
          <Interfaces names={data.interfaces} />
        </div>
      );
    case 'routing':
      return (
        <div className="place-routing">
          <i />
          <ArrowLeftRight />
          <span>routing</span>
        </div>
      );
    case 'local':
      return (
        <div className="place place-local">
          <Cpu />
          local
        </div>
      );
    case 'out':
      return (
        <div className="place place-out">
          <ArrowRight />
          <span className="place-below">out</span>
        </div>
      );
  }
});

function Interfaces(props: { readonly names: readonly string[] }) {
  const names = props.names.filter((name) => name !== 'lo');
  return (
    <span className="place-below">
      {names.slice(0, SHOWN).map((name) => (
        <span key={name}>{name}</span>
      ))}
      {names.length > SHOWN && <span>+{names.length - SHOWN}</span>}
    </span>
  );
}
