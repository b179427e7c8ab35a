/** Colours of a picture that stands alone. */
export interface Theme {
  readonly background: string;
  readonly panel: string;
  readonly card: string;
  readonly inner: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly routes: string;
  readonly accent: string;
  readonly error: string;
  readonly errorFill: string;
  readonly warning: string;
}

/** For paper and light pages. */
export const lightTheme: Theme = {
  background: '#ffffff',
  panel: '#fafafa',
  card: '#ffffff',
  inner: '#f3f5f7',
  line: '#d0d4d9',
  text: '#2b2f33',
  muted: '#676c72',
  routes: '#2f8a2f',
  accent: '#0060c0',
  error: '#c4290e',
  errorFill: '#fdecea',
  warning: '#9a5b00',
};

/** For dark pages. */
export const darkTheme: Theme = {
  background: '#1e1e1e',
  panel: '#232325',
  card: '#2a2b2e',
  inner: '#333539',
  line: '#4a4d52',
  text: '#e4e4e4',
  muted: '#a8abb0',
  routes: '#7cc47c',
  accent: '#5aa9f8',
  error: '#ff8272',
  errorFill: '#3c2523',
  warning: '#e8b45c',
};
