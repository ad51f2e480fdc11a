import { clientView, type Where } from './client-view.ts'
import type { DeviceLayers } from './layer.ts'
import { mergeRequirementLayers } from './requirement-layers.ts'

/**
 * The effective requirements of a device as client 0.169.0 shows them, and the top-level keys in force that it does not show. Layers that
 * cannot be read are left out.
 */
export function shownRequirements(layers: DeviceLayers, where: Where): { view: Record<string, unknown>; hidden: string[] } {
  const { root } = mergeRequirementLayers(
    { ...layers, ...(where.hostName && { hostName: where.hostName }) },
    'cloud_below_legacy',
  )
  const hidden = Object.keys(root).filter((key) => Object.keys(clientView({ [key]: root[key] ?? '' }, where)).length === 0)
  return { view: clientView(root, where), hidden }
}
