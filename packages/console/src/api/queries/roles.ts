import { type BodyIn, type CustomRole, codexSetupRoutes, type RoleChange, roleRoutes } from '@bailiwick/contracts'
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

export const rolesQuery = (workspaceId: string, search?: string) =>
  infiniteQueryOptions({
    queryKey: ['roles', workspaceId, 'list', search],
    queryFn: ({ pageParam, signal }) =>
      call(roleRoutes.list, { params: { workspaceId }, query: { search, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: keepPreviousData,
  })

/** Custom roles to choose from, by name: the first 200. */
export const roleChoicesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['roles', workspaceId, 'choices'],
    queryFn: async ({ signal }) =>
      (await call(roleRoutes.list, { params: { workspaceId }, query: { limit: 200 }, signal })).items,
  })

export const roleQuery = (workspaceId: string, roleId: string) =>
  queryOptions({
    queryKey: ['roles', workspaceId, 'one', roleId],
    queryFn: ({ signal }) => call(roleRoutes.get, { params: { workspaceId, roleId }, signal }),
  })

export const roleHoldersQuery = (workspaceId: string, roleId: string, search?: string) =>
  infiniteQueryOptions({
    queryKey: ['roles', workspaceId, 'one', roleId, 'holders', search],
    queryFn: ({ pageParam, signal }) =>
      call(roleRoutes.holders, { params: { workspaceId, roleId }, query: { search, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: keepPreviousData,
  })

export const defaultRoleQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['roles', workspaceId, 'default'],
    queryFn: ({ signal }) => call(roleRoutes.byDefault, { params: { workspaceId }, signal }),
  })

/** What a change that has not happened would do; the answer before stays while the next is asked. */
export const roleImpactQuery = (workspaceId: string, change: RoleChange) =>
  queryOptions({
    queryKey: ['roles', workspaceId, 'impact', change],
    queryFn: ({ signal }) => call(roleRoutes.impact, { params: { workspaceId }, body: change, signal }),
    placeholderData: keepPreviousData,
  })

export const codexSetupQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['roles', workspaceId, 'codex-setup'],
    queryFn: ({ signal }) => call(codexSetupRoutes.get, { params: { workspaceId }, signal }),
  })

export const codexSetupImpactQuery = (workspaceId: string, people: BodyIn<typeof codexSetupRoutes.impact>) =>
  queryOptions({
    queryKey: ['roles', workspaceId, 'codex-setup', 'impact', people],
    queryFn: ({ signal }) => call(codexSetupRoutes.impact, { params: { workspaceId }, body: people, signal }),
    placeholderData: keepPreviousData,
  })

/** Who may do what shows in many places: everything that says so is stale afterwards. */
async function rightsChanged(client: QueryClient, workspaceId: string) {
  const stale = ['roles', 'access', 'groups', 'members', 'settings', 'access-tokens', 'service-accounts', 'overview', 'lookup']
  await Promise.all([
    ...stale.map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })),
    client.invalidateQueries({ queryKey: ['me'] }),
  ])
}

function useRoleChange<V, R>(workspaceId: string, change: (input: V) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => rightsChanged(client, workspaceId) })
}

export function useCreateRole(workspaceId: string) {
  return useRoleChange(workspaceId, (body: BodyIn<typeof roleRoutes.create>) =>
    call(roleRoutes.create, { params: { workspaceId }, body }),
  )
}

export function useUpdateRole(workspaceId: string, roleId: string) {
  return useRoleChange(workspaceId, (body: BodyIn<typeof roleRoutes.update>) =>
    call(roleRoutes.update, { params: { workspaceId, roleId }, body }),
  )
}

export function useRemoveRole(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id: roleId, version }: Pick<CustomRole, 'id' | 'version'>) =>
      call(roleRoutes.remove, { params: { workspaceId, roleId }, query: { version } }),
    onSuccess: async (_, { id }) => {
      client.removeQueries({ queryKey: roleQuery(workspaceId, id).queryKey })
      await rightsChanged(client, workspaceId)
    },
  })
}

export function useAssignRole(workspaceId: string) {
  return useRoleChange(workspaceId, ({ roleId, ...body }: { roleId: string; groupIds?: string[]; emails?: string[] }) =>
    call(roleRoutes.assign, { params: { workspaceId, roleId }, body }),
  )
}

export function useTakeRole(workspaceId: string) {
  return useRoleChange(
    workspaceId,
    ({ roleId, from }: { roleId: string; from: { groupId: string } | { personId: string } }): Promise<CustomRole> =>
      'groupId' in from
        ? call(roleRoutes.takeFromGroup, { params: { workspaceId, roleId, groupId: from.groupId } })
        : call(roleRoutes.takeFromMember, { params: { workspaceId, roleId, personId: from.personId } }),
  )
}

export function useCodexSetup(workspaceId: string) {
  return useRoleChange(workspaceId, (body: BodyIn<typeof codexSetupRoutes.set>) =>
    call(codexSetupRoutes.set, { params: { workspaceId }, body }),
  )
}
