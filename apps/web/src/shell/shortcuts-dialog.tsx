import { allCommands, COMMAND_GROUPS } from '../commands/registry.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import './shortcuts-dialog.css';

/** Every command that has a key, made from the registry. */
export function ShortcutsDialog(props: { readonly onClose: () => void }) {
  const commands = allCommands().filter(({ keys }) => (keys?.length ?? 0) > 0);
  return (
    <Dialog title="All keys" onClose={props.onClose} width={720}>
      <div className="shortcuts">
        {COMMAND_GROUPS.map((group) => {
          const own = commands.filter((command) => command.group === group);
          if (own.length === 0) return null;
          return (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {own.map((command) => (
                  <div key={command.id}>
                    <dt>{command.title}</dt>
                    <dd>
                      {command.keys?.map((chord) => (
                        <Keys key={chord} chord={chord} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
