import { type SettingKey, settingRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const settingsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['settings', workspaceId],
    queryFn: ({ signal }) => call(settingRoutes.list, { params: { workspaceId }, signal }),
  })

export function useSetSetting(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ key, value }: { key: SettingKey; value: boolean }) =>
      call(settingRoutes.set, { params: { workspaceId, key }, body: { value } }),
    onSuccess: async () => {
      const stale = ['settings', 'overview', 'lookup', 'connect']
      await Promise.all(stale.map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })))
    },
  })
}
