import { toast } from './toast.tsx';

/** Puts a text on the clipboard, and says so. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ tone: 'info', title: 'Copied' });
  } catch {
    toast({
      tone: 'trouble',
      title: 'The browser did not let Sluice copy',
      text: 'Select the text and copy it by hand.',
    });
  }
}

/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
