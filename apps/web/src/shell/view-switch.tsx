import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useView } from '../state/view.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Tip } from '../ui/tip.tsx';
import { SWITCH_COMMANDS, useShownView, VIEWS, type View } from './views.ts';
import './view-switch.css';

/** At the top of the rail: map, order or text, whatever is selected stays selected. */
export function ViewSwitch(props: { readonly narrow: boolean }) {
  const shown = useShownView();
  if (props.narrow) return <NarrowSwitch shown={shown} />;
  return (
    <Segmented
      label="View"
      value={shown.id}
      stretch
      options={VIEWS.map(({ id, name, Icon }) => ({
        id,
        name: (
          <>
            <Icon size={13} aria-hidden="true" />
            {name}
          </>
        ),
      }))}
      onChange={(id) => useView.getState().show(id)}
    />
  );
}

function NarrowSwitch({ shown }: { readonly shown: View }) {
  return (
    <ToggleButtonGroup
      aria-label="View"
      className="view-switch-narrow"
      orientation="vertical"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[shown.id]}
      onSelectionChange={(keys) => {
        const chosen = VIEWS.find(({ id }) => keys.has(id));
        if (chosen) useView.getState().show(chosen.id);
      }}
    >
      {VIEWS.map((view, index) => (
        <Tip key={view.id} text={view.name} keys={SWITCH_COMMANDS[index]?.keys?.[0]}>
          <ViewButton view={view} />
        </Tip>
      ))}
    </ToggleButtonGroup>
  );
}

function ViewButton(props: { readonly view: View }) {
  const { view, ...rest } = props;
  return (
    <ToggleButton {...rest} id={view.id} className="view-switch-icon" aria-label={view.name}>
      <view.Icon size={16} aria-hidden="true" />
    </ToggleButton>
  );
}
