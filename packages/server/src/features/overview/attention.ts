import { type AttentionItem, settingCatalogue } from '@bailiwick/contracts'
import type { z } from 'zod'
import type { WorkspaceStanding } from '../standing/index.ts'
import type { Counts, HourRow } from './overview.store.ts'

type Item = z.infer<typeof AttentionItem>

export interface Situation {
  workspace: WorkspaceStanding
  counts: Counts
  withoutPolicy: number
  /** The hours shown, the last being the present one. */
  turns: HourRow[]
  recoveries: { id: string; at: Date; name: string | null }[]
  /** Emergency sign-ins of the last week. */
  breakGlass: { id: string; at: Date; name: string | null }[]
  /** Signing certificates of enabled identity providers that expire within thirty days, or have. */
  expiringCertificates: { provider: string; daysLeft: number }[]
  /** Scheduled drafts that could not be published at their time. */
  notPublished: { id: string; title: string; because: string | null }[]
  /** Staged rollouts that stand still until somebody decides. */
  halted: { id: string; title: string; because: string | null }[]
  /** Model calls of the last day by sign-ins that nobody saw fetch a policy within two hours before. */
  uncoveredCalls: number
}

const order = { critical: 0, warning: 1, info: 2 } satisfies Record<Item['severity'], number>

/** What needs somebody today, the most urgent first. */
export function attentionOf(situation: Situation): Item[] {
  const items = [
    ...recovered(situation),
    ...brokenGlass(situation),
    ...certificates(situation),
    ...missed(situation),
    ...halted(situation),
    ...uncovered(situation),
    ...rollout(situation),
    ...waiting(situation),
    ...policies(situation),
    ...access(situation),
  ]
  return items.sort((a, b) => order[a.severity] - order[b.severity])
}

function recovered({ recoveries }: Situation): Item[] {
  return recoveries.map(({ id, at, name }) => ({
    code: 'owner_recovered',
    severity: 'critical',
    message: `${name ?? 'Somebody'} was made an owner on the host on ${at.toISOString().slice(0, 10)}. Make sure that was you.`,
    to: `evidence/audit/${id}`,
  }))
}

function brokenGlass({ breakGlass }: Situation): Item[] {
  return breakGlass.map(({ id, at, name }) => ({
    code: 'break_glass_used',
    severity: 'critical',
    message: `${name ?? 'Somebody'} came in by the emergency sign-in on ${at.toISOString().slice(0, 10)}. Make sure that you know why.`,
    to: `evidence/audit/${id}`,
  }))
}

function certificates({ expiringCertificates }: Situation): Item[] {
  return expiringCertificates.map(({ provider, daysLeft }) => {
    const when =
      daysLeft < 0
        ? 'has expired'
        : daysLeft === 0
          ? 'expires today'
          : `expires in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`
    return {
      code: 'idp_certificate_expires',
      severity: daysLeft <= 7 ? 'critical' : 'warning',
      message: `The newest signing certificate of the identity provider “${provider}” ${when}. Nobody signs in with it after that.`,
      to: 'identity/single-sign-on',
    }
  })
}

function missed({ notPublished }: Situation): Item[] {
  return notPublished.map(({ id, title, because }) => ({
    code: 'draft_not_published',
    severity: 'warning',
    message: `The draft “${title}” could not be published at its time: ${because ?? 'nothing is known of why'}`,
    to: `policies/drafts/${id}`,
  }))
}

function halted({ halted: rollouts }: Situation): Item[] {
  return rollouts.map(({ id, title, because }) => ({
    code: 'rollout_halted',
    severity: 'critical',
    message: `The staged rollout of “${title}” is halted: ${because ?? 'nothing is known of why'}`,
    to: `policies/rollouts/${id}`,
  }))
}

function* uncovered({ uncoveredCalls: calls }: Situation): Generator<Item> {
  if (calls === 0) return
  const made = calls === 1 ? '1 model call was made' : `${calls} model calls were made`
  const message = `${made} in the last day by sign-ins that nobody saw fetch a policy in the two hours before.`
  yield { code: 'calls_without_policy', severity: 'warning', message, to: 'devices?state=unserved' }
}

function* rollout({ workspace, counts, turns }: Situation): Generator<Item> {
  const { codex_local: local, device_code: deviceCode } = settingCatalogue
  if (!workspace.settings.codex_local) {
    const message = `“${local.label}” is off: nobody here can sign in with Codex or run it.`
    yield { code: 'codex_local_off', severity: 'warning', message, to: 'settings' }
  } else if (!workspace.settings.device_code) {
    const message = `“${deviceCode.label}” is off: “codex login” cannot reach this server.`
    yield { code: 'device_code_off', severity: 'info', message, to: 'settings' }
  }
  if (counts.enabledUpstreams === 0) {
    const message = 'No model upstream is enabled: every turn ends with a sentence that says so.'
    yield { code: 'no_upstream', severity: 'critical', message, to: 'settings/gateway' }
  }
  const lately = turns.slice(-2)
  const failed = lately.reduce((sum, it) => sum + it.failed, 0)
  const completed = lately.reduce((sum, it) => sum + it.completed, 0)
  if (counts.enabledUpstreams > 0 && failed >= 5 && failed > completed) {
    const message = `${failed} model turns failed in the last two hours, and ${completed} completed.`
    yield { code: 'turns_failing', severity: 'critical', message, to: 'settings/gateway' }
  }
}

function* waiting({ counts: { heldChanges, askedExceptions } }: Situation): Generator<Item> {
  if (heldChanges > 0) {
    const what = heldChanges === 1 ? '1 change is' : `${heldChanges} changes are`
    const message = `${what} held by the mass-change brake: nothing happens until somebody releases or dismisses it.`
    yield { code: 'changes_held', severity: 'critical', message, to: 'policies/held-changes' }
  }
  if (askedExceptions > 0) {
    const who = askedExceptions === 1 ? '1 member asks' : `${askedExceptions} members ask`
    yield { code: 'exceptions_asked', severity: 'info', message: `${who} for a policy exception.`, to: 'exceptions' }
  }
}

function* policies({ workspace, withoutPolicy, halted: standing }: Situation): Generator<Item> {
  const to = 'policies/rules'
  const onItsWay = workspace.rollout
  if (onItsWay && !standing.some((it) => it.id === onItsWay.id)) {
    const { percent, groupIds, ruling } = onItsWay
    const chosen = groupIds.size === 0 ? '' : ` and ${groupIds.size} chosen ${groupIds.size === 1 ? 'group' : 'groups'}`
    const message = `Revision ${ruling.revision?.number} is on its way in stages: ${percent} % of the members${chosen} have it.`
    yield { code: 'rollout_running', severity: 'info', message, to: `policies/rollouts/${onItsWay.id}` }
  }
  if (!workspace.revision) {
    const message = 'No policy is in force: Codex runs with whatever its user configured.'
    yield { code: 'no_policy_in_force', severity: 'warning', message, to }
  } else if (withoutPolicy > 0) {
    const who = withoutPolicy === 1 ? '1 active member gets' : `${withoutPolicy} active members get`
    const message = `${who} no policy: no rule matches them and there is no default.`
    yield { code: 'members_without_policy', severity: 'warning', message, to }
  } else if (workspace.ruleSet.defaultPolicyId === null) {
    const message = 'There is no default policy: whoever joins outside of the groups with a rule gets none.'
    yield { code: 'no_default_policy', severity: 'info', message, to }
  }
}

function* access({ counts }: Situation): Generator<Item> {
  const keys = (n: number) => (n === 1 ? '1 admin key' : `${n} admin keys`)
  if (counts.orphanedKeys > 0) {
    const made = `${keys(counts.orphanedKeys)} made by somebody who is deactivated, or no owner any more`
    const message = `${made}: a key may only what its maker may still, and nothing while they are deactivated.`
    yield { code: 'admin_keys_of_deactivated', severity: 'warning', message, to: 'settings/admin-keys' }
  }
  if (counts.expiringKeys > 0) {
    const message = `${keys(counts.expiringKeys)} will stop working within a week.`
    yield { code: 'admin_keys_expiring', severity: 'info', message, to: 'settings/admin-keys' }
  }
  if (counts.activeOwners === 1 && counts.active > 1) {
    const message = 'There is one active owner. A second one helps when the first cannot sign in.'
    yield { code: 'one_owner', severity: 'info', message, to: 'people/members' }
  }
}
