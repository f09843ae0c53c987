import { useState } from 'react';
import { applyTheme, storedTheme, type Theme } from '../theme/theme.ts';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const label: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

/** Goes through system, light and dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const change = () => {
    applyTheme(next[theme]);
    setTheme(next[theme]);
  };
  return (
    <IconButton label={`Colours: ${label[theme]}. Change to ${label[next[theme]]}`} onClick={change}>
      <Icon name={theme} />
    </IconButton>
  );
}
