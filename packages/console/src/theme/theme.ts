import {
  Anchor,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Modal,
  PasswordInput,
  Select,
  Table,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'

/** Neutrals carry the page; petrol marks what can be acted on; red, amber and green only ever mean something. */
const gray: MantineColorsTuple = [
  '#f6f8f9',
  '#eef2f4',
  '#e2e8eb',
  '#d1d9de',
  '#b6c1c9',
  '#93a1ab',
  '#6d7c87',
  '#505e69',
  '#36424b',
  '#1b242b',
]
const dark: MantineColorsTuple = [
  '#dde5ea',
  '#bcc8d0',
  '#9aa8b2',
  '#6c7a85',
  '#3b474f',
  '#2c363d',
  '#212a30',
  '#161d22',
  '#11171b',
  '#0b1013',
]
const petrol: MantineColorsTuple = [
  '#eaf5f8',
  '#d4eaf0',
  '#a9d6e1',
  '#7ac1d1',
  '#52adc2',
  '#2f94ab',
  '#187c93',
  '#0d5f73',
  '#0a4c5d',
  '#073945',
]
const red: MantineColorsTuple = [
  '#fdf2f1',
  '#fbe0dd',
  '#f5bbb6',
  '#ef958d',
  '#f0877e',
  '#dd5d53',
  '#cc3d33',
  '#b42318',
  '#912018',
  '#6b1811',
]
const yellow: MantineColorsTuple = [
  '#fdf7e7',
  '#faebc4',
  '#f4d88c',
  '#edc353',
  '#e3ac2c',
  '#c78f14',
  '#a8760b',
  '#8a5f06',
  '#6d4a05',
  '#4f3604',
]
const green: MantineColorsTuple = [
  '#edf8f1',
  '#d6efdf',
  '#abddbd',
  '#7bc896',
  '#5bb87c',
  '#349a5a',
  '#208048',
  '#166a39',
  '#11542d',
  '#0c3d21',
]

/** A dialog's head is a `<header>`; without this it would count as a second banner of the page. */
const quietHeader = { header: { role: 'presentation' } }
const boldTitle = { title: { fontWeight: 600 } }

export const theme = createTheme({
  colors: { gray, dark, petrol, red, yellow, green },
  primaryColor: 'petrol',
  // White text on a filled button holds AA in both schemes.
  primaryShade: { light: 7, dark: 6 },
  white: '#ffffff',
  black: '#1b242b',
  fontFamily: "'Geist Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'Geist Mono Variable', ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.5', md: '1.5', lg: '1.4', xl: '1.3' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '3px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  fontWeights: { regular: '400', medium: '600', bold: '600' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 8, horizontalSpacing: 12, fz: 'sm' } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        withArrow: true,
        openDelay: 250,
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: true },
      },
    }),
    Modal: Modal.extend({
      defaultProps: { attributes: quietHeader, styles: boldTitle, centered: true, closeButtonProps: { 'aria-label': 'Close' } },
    }),
    Drawer: Drawer.extend({
      defaultProps: { attributes: quietHeader, styles: boldTitle, closeButtonProps: { 'aria-label': 'Close' } },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    Select: Select.extend({ defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm', autosize: true, minRows: 2 } }),
  },
})

/** Mantine's quiet tones fall short of AA; these hold 4.5:1 on every surface we use, in both schemes. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[7],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-error': red[7],
    '--mantine-color-anchor': petrol[7],
    '--bw-surface': '#ffffff',
    '--bw-surface-quiet': gray[0],
    '--bw-surface-hover': gray[1],
    '--bw-line': gray[2],
    '--bw-line-strong': gray[3],
    '--bw-good': green[6],
    '--bw-warn': yellow[5],
    '--bw-bad': red[6],
    '--bw-info': petrol[6],
    '--bw-quiet': gray[5],
    '--bw-warn-surface': yellow[0],
    '--bw-bad-surface': red[0],
    '--bw-info-surface': petrol[0],
    '--bw-good-surface': green[0],
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#8493a0',
    '--mantine-color-error': red[4],
    '--mantine-color-anchor': petrol[3],
    '--bw-surface': dark[7],
    '--bw-surface-quiet': dark[8],
    '--bw-surface-hover': dark[6],
    '--bw-line': dark[5],
    '--bw-line-strong': dark[4],
    '--bw-good': green[4],
    '--bw-warn': yellow[4],
    '--bw-bad': red[4],
    '--bw-info': petrol[4],
    '--bw-quiet': dark[3],
    '--bw-warn-surface': '#2a2313',
    '--bw-bad-surface': '#2d1a19',
    '--bw-info-surface': '#12282f',
    '--bw-good-surface': '#132a1d',
  },
})
