import type { ButtonHTMLAttributes } from 'react';
import './button.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'primary' | 'plain' | 'danger';
  size?: 'small' | 'normal';
}

export function Button({ kind = 'plain', size = 'normal', type = 'button', className = '', ...rest }: ButtonProps) {
  return <button type={type} className={`button button-${kind} button-${size} ${className}`} {...rest} />;
}
