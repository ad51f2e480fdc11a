import { isIP } from 'node:net'

const loopbackNames = new Set(['localhost', '127.0.0.1', '::1', '[::1]'])

/** Whether a host, as a URL or a flag writes it, can only mean this machine. */
export const isLoopback = (host: string): boolean => loopbackNames.has(host) || (isIP(host) === 4 && host.startsWith('127.'))
