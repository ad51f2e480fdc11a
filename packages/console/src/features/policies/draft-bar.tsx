import { type RulesInForce, ruleRoutes } from '@bailiwick/contracts'
import { Button, Group, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { curlOf } from '../../api/curl.ts'
import { controlsQuery } from '../../api/queries/controls.ts'
import { rulesQuery, useReplaceRules } from '../../api/queries/rules.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { When } from '../../ui/time.tsx'
import classes from './draft-bar.module.css'
import { needsDraft, useBeginFrom } from './drafts/begin-from.ts'
import { changesOf, type DraftRule, draftOf, type RulesDraft, whatChanged } from './rules-draft.ts'
import { SaveRefusal } from './save-refusal.tsx'
import type { RulesDraftState } from './use-rules-draft.ts'

/** What is about to change and for whom, before it does; stays in sight while the list is edited. */
export function DraftBar({ state, rules }: { state: RulesDraftState; rules: RulesInForce }) {
  const { id } = useWorkspace()
  const client = useQueryClient()
  const replace = useReplaceRules(id)
  const [problem, setProblem] = useState<unknown>(null)
  const { draft, overtaken, change, discard } = state
  const changes = changesOf(draft)
  const body = {
    expectedRevision: draft.base.revision?.number ?? null,
    rules: draft.rules.map((it) => ({ groupId: it.group.id, policyId: it.policy.id })),
    defaultPolicyId: draft.default?.id ?? null,
    note: draft.note,
  }
  const controls = useQuery(controlsQuery(id))
  const inDraft = useBeginFrom()
  const needsApproval = (controls.data?.approvals ?? 0) > 0
  const draftFirst = needsApproval || needsDraft(problem instanceof ApiProblem ? problem.code : undefined)
  const continueInDraft = async () => {
    const begun = await inDraft.begin(sayTitle(whatChanged(draft)), draft.note, () => ({
      rules: body.rules,
      defaultPolicyId: body.defaultPolicyId,
    }))
    if (begun) discard()
  }
  const putInForce = async () => {
    setProblem(null)
    try {
      const now = await replace.mutateAsync(body)
      discard()
      sayDone(
        `Revision ${now.revision?.number ?? ''} is in force. Clients take it when their cached policy ends, within an hour.`,
      )
    } catch (error) {
      const meanwhile = error instanceof ApiProblem && error.code === 'policy.changed_meanwhile'
      if (meanwhile) await client.invalidateQueries({ queryKey: rulesQuery(id).queryKey })
      else setProblem(error)
    }
  }
  return (
    <section className={classes.bar} aria-label="Changes that are not in force yet">
      {overtaken ? (
        <Meanwhile
          draft={draft}
          rules={rules}
          keepMine={() => change({ base: rules })}
          takeTheirs={() => {
            discard()
            sayDone('Your changes are discarded')
          }}
        />
      ) : (
        <>
          <Text fw={600} role="status">
            You changed {whatChanged(draft)}
          </Text>
          <ul className={classes.changes}>
            {changes.slice(0, 8).map((it) => (
              <li key={it}>{it}</li>
            ))}
            {changes.length > 8 ? <li>and {changes.length - 8} more.</li> : null}
          </ul>
          {draft.default === null && draft.rules.length > 0 ? (
            <Notice tone="warn">
              Without a default, whoever no rule matches gets no policy: their Codex is held to nothing.
            </Notice>
          ) : null}
          {problem ? <SaveRefusal problem={problem} /> : null}
          {inDraft.problem ? <ErrorState error={inDraft.problem} /> : null}
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void (needsApproval ? continueInDraft() : putInForce())
            }}
          >
            <Group gap="xs" mt="xs">
              <TextInput
                aria-label="Note for the history"
                placeholder="Note for the history: why?"
                maxLength={500}
                value={draft.note}
                onChange={(event) => change({ note: event.currentTarget.value })}
                style={{ flex: '1 1 16rem' }}
              />
              <CopyAsCall
                what="Put these rules in force"
                command={curlOf(ruleRoutes.replace, { params: { workspaceId: id }, body })}
              />
              <Button variant="default" onClick={discard}>
                Discard
              </Button>
              <Button
                variant={draftFirst ? 'filled' : 'default'}
                loading={inDraft.busy}
                onClick={() => void continueInDraft()}
                title="Impact by name, tests, a second look, a time, or stages"
              >
                Continue in a draft
              </Button>
              {needsApproval ? null : (
                <Button type="submit" variant={draftFirst ? 'default' : 'filled'} loading={replace.isPending}>
                  Put in force
                </Button>
              )}
            </Group>
          </form>
        </>
      )}
    </section>
  )
}

/** A draft's title from what it changes: "Change the order and the default". */
function sayTitle(what: string): string {
  return `Change ${what || 'the rules'}`.slice(0, 120)
}

/** Two people changed the rules: both versions, and a way on for either. */
function Meanwhile(props: { draft: RulesDraft; rules: RulesInForce; keepMine: () => void; takeTheirs: () => void }) {
  const { revision } = props.rules
  return (
    <Notice
      tone="warn"
      live
      title={`${revision?.createdBy?.name ?? 'Somebody'} changed the rules meanwhile`}
      actions={
        <>
          <Button size="xs" onClick={props.keepMine}>
            Go on with mine
          </Button>
          <Button size="xs" variant="default" onClick={props.takeTheirs}>
            Take theirs
          </Button>
        </>
      }
    >
      {revision ? (
        <>
          Revision {revision.number}, <When at={revision.createdAt} />: {revision.cause}
          {revision.note ? ` (“${revision.note}”)` : ''}.{' '}
        </>
      ) : null}
      Nothing of yours is lost or in force. Going on with yours shows what it would change of theirs before you decide.
      <div className={classes.columns}>
        <Order title="In force now" rules={draftOf(props.rules).rules} fallback={props.rules.default?.policy.name} />
        <Order title="Yours" rules={props.draft.rules} fallback={props.draft.default?.name} />
      </div>
    </Notice>
  )
}

function Order({ title, rules, fallback }: { title: string; rules: DraftRule[]; fallback: string | undefined }) {
  return (
    <div>
      <strong>{title}</strong>
      <ol>
        {rules.map((it) => (
          <li key={it.group.id}>
            {it.group.name} → {it.policy.name}
          </li>
        ))}
      </ol>
      Default: {fallback ?? 'no policy'}
    </div>
  )
}
