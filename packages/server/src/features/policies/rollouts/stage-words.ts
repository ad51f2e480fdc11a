import type { NamedRef, Stage } from '@bailiwick/contracts'

/** Whom a stage reaches, as people read it: `25 % of the members and Platform, then on after 60 minutes`. */
export function stageInWords({ percent, groupIds, minutes }: Stage, groupName: (id: string) => NamedRef): string {
  const whom = [
    ...(percent > 0 || groupIds.length === 0 ? [`${percent} % of the members`] : []),
    ...groupIds.map((id) => groupName(id).name),
  ].join(' and ')
  return minutes === null ? `${whom}, until somebody decides` : `${whom}, then on after ${minutes} minutes`
}
