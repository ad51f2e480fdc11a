import { deviceRoutes, type deviceStates } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

export interface DeviceFilter {
  state?: (typeof deviceStates)[number] | undefined
  personId?: string | undefined
  policyId?: string | undefined
  search?: string | undefined
}

/** How often it is looked whether a policy arrived, in milliseconds. */
const look = 30_000

export const devicesQuery = (workspaceId: string, filter: DeviceFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['devices', workspaceId, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      call(deviceRoutes.list, { params: { workspaceId }, query: { ...filter, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

export const deviceQuery = (workspaceId: string, deviceId: string) =>
  queryOptions({
    queryKey: ['devices', workspaceId, 'one', deviceId],
    queryFn: ({ signal }) => call(deviceRoutes.get, { params: { workspaceId, deviceId }, signal }),
  })

export const coverageQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['devices', workspaceId, 'coverage'],
    queryFn: ({ signal }) => call(deviceRoutes.coverage, { params: { workspaceId }, signal }),
    refetchInterval: look,
  })

export const myDevicesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['devices', workspaceId, 'mine'],
    queryFn: ({ signal }) => call(deviceRoutes.mine, { params: { workspaceId }, signal }),
    refetchInterval: look,
  })
