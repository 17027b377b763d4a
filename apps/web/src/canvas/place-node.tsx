import { ArrowLeftRight, ArrowRight, Cpu, Globe } from 'lucide-react';
import { memo } from 'react';
import type { NodeProps } from '@xyflow/react';
import { useWay } from '../state/way.ts';
import type { PlaceNode as Node } from './flow-nodes.ts';
import { WayNumber } from './way-number.tsx';

const SHOWN = 3;

/** What stands on the packet's path beside the hooks. */
export const PlaceNode = memo(function PlaceNode({ data }: NodeProps<Node>) {
  const mark = useWay(({ way }) => way?.marks.get(`place ${data.place}`));
  const off = useWay(({ way }) => way !== null && !way.marks.has(`place ${data.place}`)) ? ' place-off-way' : '';
  const number = <WayNumber mark={mark} />;
  switch (data.place) {
    case 'in':
      return (
        <div className={`place place-in${off}`}>
          {number}
          <Globe />
          in
          <Interfaces names={data.interfaces} />
        </div>
      );
    case 'routing':
      return (
        <div className={`place-routing${off}`}>
          {number}
          <i />
          <ArrowLeftRight />
          <span>routing</span>
        </div>
      );
    case 'local':
      return (
        <div className={`place place-local${off}`}>
          {number}
          <Cpu />
          local
        </div>
      );
    case 'out':
      return (
        <div className={`place place-out${off}`}>
          {number}
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
